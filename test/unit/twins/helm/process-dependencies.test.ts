import { describe, expect, it } from 'vitest'
import { chartFromFiles } from '../../../../twins/helm/chart.js'
import { processDependencies } from '../../../../twins/helm/process-dependencies.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

const chart = chartFromFiles(
  memoryFiles({
    'Chart.yaml': `{apiVersion: v2, name: top, version: 1.0.0, dependencies: [
      {name: db, version: 1.0.0, condition: 'db.enabled,fallback.enabled', import-values: [endpoint, {child: limits, parent: top.limits}]},
      {name: web, version: 1.0.0, alias: site, tags: [front, extra]}]}`,
    'values.yaml': 'db: {enabled: true}\nempty: null',
    'charts/db/Chart.yaml': '{apiVersion: v2, name: db, version: 1.0.0}',
    'charts/db/values.yaml': 'exports: {endpoint: {port: 5432}}\nlimits: {cpu: 1}',
    'charts/web/Chart.yaml': '{apiVersion: v2, name: web, version: 1.0.0}',
  }),
  '',
)

function names(values: JsonObject): readonly unknown[] {
  return (processDependencies(chart, values).metadata.dependencies ?? []).map(({ name }) => name)
}

describe('processDependencies', () => {
  it.each<[JsonObject, readonly string[]]>([
    [{}, ['db', 'site']],
    [{ db: { enabled: false } }, ['site']],
    [{ db: { enabled: null }, fallback: { enabled: false } }, ['site']],
    [{ tags: { front: false } }, ['db']],
    [{ tags: { front: false, extra: true } }, ['db', 'site']],
    [{ tags: { other: false } }, ['db', 'site']],
  ])('%j leaves %j', (values, left) => {
    expect(names(values)).toEqual(left)
  })

  it('puts what is imported under the defaults, and keeps nulls', () => {
    expect(processDependencies(chart, {}).values).toMatchObject({
      empty: null,
      port: 5432,
      top: { limits: { cpu: 1 } },
      db: { enabled: true },
    })
  })

  it('writes dependencies as Helm stores them', () => {
    expect(JSON.stringify(processDependencies(chart, {}).metadata.dependencies?.[1])).toBe(
      '{"name":"site","version":"1.0.0","repository":"","tags":["front","extra"],"enabled":true,"alias":"site"}',
    )
  })

  it('is the same chart without dependencies', () => {
    const alone = chartFromFiles(
      memoryFiles({ 'Chart.yaml': '{apiVersion: v2, name: a, version: 1.0.0}' }),
      '',
    )
    expect(processDependencies(alone, {})).toBe(alone)
  })
})
