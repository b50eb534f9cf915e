import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { appProjectCrd } from '../../../../twins/argocd/crds/app-project.js'
import { applicationCrd } from '../../../../twins/argocd/crds/application.js'
import { applicationSetCrd } from '../../../../twins/argocd/crds/application-set.js'
import type { JsonObject } from '../../../../twins/kernel/index.js'
import { arrayAt, objectAt } from '../../../../twins/kubernetes/index.js'

const folder =
  process.env['REHEARSE_UPSTREAM_CRDS'] ?? join(import.meta.dirname, '../../../../../shared/upstream-crds')

const schemaOf = (crd: JsonObject) =>
  objectAt(arrayAt(crd, 'spec', 'versions')[0], 'schema', 'openAPIV3Schema')

/** Fields of ours that upstream lacks or types otherwise, required fields of ours that upstream leaves out. */
function strays(ours: JsonObject, theirs: JsonObject, path = ''): readonly string[] {
  const open = theirs['x-kubernetes-preserve-unknown-fields'] === true
  if (Object.keys(theirs).length === 0) return open ? [] : [`${path} is unknown upstream`]
  const types = ours['type'] !== undefined && theirs['type'] !== undefined && ours['type'] !== theirs['type']
  const required = arrayAt(ours, 'required').filter((name) => !arrayAt(theirs, 'required').includes(name))
  const own = [
    ...(types ? [`${path} has another type`] : []),
    ...required.map((name) => `${path}.${String(name)} is not required`),
  ]
  const members = Object.entries(objectAt(ours, 'properties')).flatMap(([name, schema]) =>
    strays(schema as JsonObject, objectAt(theirs, 'properties', name), `${path}.${name}`),
  )
  const items =
    ours['items'] === undefined
      ? []
      : strays(ours['items'] as JsonObject, objectAt(theirs, 'items'), `${path}[]`)
  return [...own, ...members, ...items]
}

describe('our CRDs name fields of the published ones only', () => {
  it.each([
    ['application', applicationCrd()],
    ['appproject', appProjectCrd()],
    ['applicationset', applicationSetCrd()],
  ])('%s', (name, crd) => {
    const path = join(folder, `argocd-v3.5.1-${name}.yaml`)
    if (!existsSync(path)) {
      process.stderr.write(`skipped: needs ${path}; set REHEARSE_UPSTREAM_CRDS\n`)
      return
    }
    const published = parse(readFileSync(path, 'utf8')) as JsonObject
    expect(strays(schemaOf(crd), schemaOf(published))).toEqual([])
  })
})
