import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compareKeys, deepFreeze, type JsonObject } from '../../../../../twins/kernel/json.js'
import { readCustomResourceDefinition } from '../../../../../twins/kubernetes/schema/crd.js'
import { errorText, type FieldError } from '../../../../../twins/kubernetes/schema/field-error.js'
import * as structural from '../../../../../twins/kubernetes/schema/structural.js'

interface Case {
  readonly name: string
  /** A schema of our own, or a version of a published definition. */
  readonly schema?: JsonObject
  readonly definition?: string
  readonly version?: string
  /** A definition to validate instead of an object. */
  readonly crd?: JsonObject
  readonly new: JsonObject
  readonly old?: JsonObject
  readonly upstream: {
    readonly errors: readonly string[]
    readonly unknown?: readonly string[]
    readonly pruned: JsonObject
    readonly defaulted: JsonObject
  }
}

const file = new URL('../../../../golden/kubernetes-schema/structural-schemas.json', import.meta.url)
const { cases } = deepFreeze(JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] })
const folder =
  process.env['REHEARSE_UPSTREAM_CRDS'] ?? join(import.meta.dirname, '../../../../../../shared/upstream-crds')

function sorted(errors: readonly FieldError[]): readonly string[] {
  return errors.map(errorText).sort(compareKeys)
}

function check(schema: JsonObject, item: Case): void {
  const { upstream } = item
  const pruned = structural.pruneUnknown(schema, item.new)
  expect(pruned.object).toEqual(upstream.pruned)
  expect(pruned.unknownFields).toEqual(upstream.unknown ?? [])
  expect(structural.applyDefaults(schema, pruned.object)).toEqual(upstream.defaulted)
  const errors =
    item.old === undefined
      ? structural.validate(schema, item.new)
      : structural.validateUpdate(schema, item.new, item.old)
  expect(sorted(errors)).toEqual([...upstream.errors].sort(compareKeys))
}

describe('structural schemas behave as k8s.io/apiextensions-apiserver v0.36.3', () => {
  const named = (wanted: (item: Case) => boolean): readonly (readonly [string, Case])[] =>
    cases.filter(wanted).map((item) => [item.name, item])

  it.each(named((item) => item.schema !== undefined))('%s', (_name, item) => {
    check(item.schema as JsonObject, item)
  })

  it.each(named((item) => item.crd !== undefined))('%s', (_name, item) => {
    const { fieldErrors } = readCustomResourceDefinition(item.crd as JsonObject)
    expect(sorted(fieldErrors)).toEqual([...item.upstream.errors].sort(compareKeys))
  })

  for (const [name, item] of named((candidate) => candidate.definition !== undefined)) {
    const path = join(folder, item.definition as string)
    it.skipIf(!existsSync(path))(`${name} (needs ${item.definition}; set REHEARSE_UPSTREAM_CRDS)`, () => {
      const read = readCustomResourceDefinition(parse(readFileSync(path, 'utf8')) as JsonObject)
      const version = read.versions.find((candidate) => candidate.name === item.version)
      check(version?.schema as JsonObject, item)
    })
  }
})
