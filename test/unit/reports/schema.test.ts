import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { explorationJsonReporter, jsonReporter, whatIfJson } from '../../../reports/index.js'
import { explorationReport } from '../../../reports/schema/exploration.js'
import { publishedSchemas } from '../../../reports/schema/index.js'
import { runReport, whatIfReport } from '../../../reports/schema/run.js'
import { SHOWN } from '../../support/exploration-outcomes.js'
import { EXPECTED, MIXED } from '../../support/outcomes.js'
import { ROOT } from '../../support/sources.js'

const OPTIONS = { color: false, width: 110, detail: 'normal' } as const
const REPORTS = [
  ['run', runReport, jsonReporter.render([MIXED, EXPECTED], OPTIONS)],
  ['what-if', whatIfReport, whatIfJson(MIXED.fixes[1]!)],
  ['exploration', explorationReport, explorationJsonReporter.render([SHOWN], OPTIONS)],
] as const

/** Reports as they were printed once, e.g. before they named their schema. */
const RECORDED = join(ROOT, 'test/golden/reports/schema')
const recorded = readdirSync(RECORDED)

const published = (name: string) =>
  JSON.parse(readFileSync(join(ROOT, `reports/schema/${name}.v1.schema.json`), 'utf8')) as {
    readonly $id: string
  }
/** What a validator finds wrong. */
function problems(schema: object, value: unknown): readonly string[] {
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}

describe.each(REPORTS)('the schema of %s', (name, report, text) => {
  it('is published as the code has it: npx jiti scripts/report-schemas.ts --write', () => {
    expect(published(name)).toEqual(publishedSchemas()[`${name}.v1.schema.json`])
  })

  it('is named by what is printed, and holds for it', () => {
    const value = JSON.parse(text) as { readonly $schema: string }
    expect(value.$schema).toBe(published(name).$id)
    expect(problems(published(name), value)).toEqual([])
  })

  it('names every member that is printed', () => {
    const { $schema: _dialect, ...strict } = z.toJSONSchema(report, { io: 'output' })
    expect(problems(strict, JSON.parse(text))).toEqual([])
  })

  it('allows members that a later version adds, and misses one that is gone', () => {
    const value = JSON.parse(text) as Record<string, unknown>
    expect(problems(published(name), { ...value, added: 1 })).toEqual([])
    const { version: _version, ...rest } = value
    expect(problems(published(name), rest)).not.toEqual([])
  })

  it.each(recorded.filter((file) => file.startsWith(`${name}.v1.`)))(
    'goes on to hold for what was printed once: %s',
    (file) => {
      const value: unknown = JSON.parse(readFileSync(join(RECORDED, file), 'utf8'))
      expect(problems(published(name), value)).toEqual([])
    },
  )
})
