import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { customResourceDefinitions } from '../../twins/cloudnative-pg/crds/index.js'
import { isObject, type JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, objectAt, textAt } from '../../twins/kubernetes/index.js'

const folder = process.env['REHEARSE_UPSTREAM_CRDS'] ?? path.resolve('../shared/upstream-crds')
const fileOf = (plural: string) => path.join(folder, `cnpg-v1.28.1-${plural}.yaml`)
const definitions = customResourceDefinitions()
const known = definitions.filter((definition) => existsSync(fileOf(pluralOf(definition))))
if (known.length === 0)
  process.stderr.write(
    `skipped: no published CustomResourceDefinitions in ${folder}; set REHEARSE_UPSTREAM_CRDS\n`,
  )

/** What must be the same at a path of both schemas. */
const COMPARED = ['type', 'default', 'enum', 'minimum', 'minLength', 'pattern', 'format'] as const

describe.skipIf(known.length === 0)(
  'our CustomResourceDefinitions against those published with 1.28.1',
  () => {
    it.each(known.map((definition) => [pluralOf(definition), definition] as const))(
      '%s says the same of every field it names',
      (plural, definition) => {
        const [document] = parseAllDocuments(readFileSync(fileOf(plural), 'utf8'))
        const differences = compare(specOf(definition), specOf(document!.toJS() as JsonObject), 'spec')
        expect(differences).toEqual([])
      },
    )
  },
)

function pluralOf(definition: JsonObject): string {
  return textAt(definition, 'spec', 'names', 'plural')
}

function specOf(definition: JsonObject): JsonObject {
  const [version] = arrayAt(definition, 'spec', 'versions')
  return objectAt(version, 'schema', 'openAPIV3Schema', 'properties', 'spec')
}

function compare(ours: JsonObject, theirs: JsonObject, at: string): readonly string[] {
  if (Object.keys(theirs).length === 0) return [`${at} is unknown upstream`]
  const own = COMPARED.filter((word) => JSON.stringify(ours[word]) !== JSON.stringify(theirs[word])).map(
    (word) => `${at}.${word}: ${JSON.stringify(ours[word])} here, ${JSON.stringify(theirs[word])} upstream`,
  )
  const surplus = arrayAt(ours, 'required')
    .filter((name) => !arrayAt(theirs, 'required').includes(name))
    .map((name) => `${at}.${String(name)} is required here only`)
  const members = Object.entries(objectAt(ours, 'properties')).flatMap(([name, schema]) =>
    isObject(schema) ? compare(schema, objectAt(theirs, 'properties', name), `${at}.${name}`) : [],
  )
  const items = isObject(ours['items']) ? compare(ours['items'], objectAt(theirs, 'items'), `${at}[]`) : []
  return [...own, ...surplus, ...members, ...items]
}
