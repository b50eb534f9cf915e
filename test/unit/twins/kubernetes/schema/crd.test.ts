import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { deepFreeze, isObject, type JsonObject } from '../../../../../twins/kernel/json.js'
import { builtinKind } from '../../../../../twins/kubernetes/schema/builtin/index.js'
import { readCustomResourceDefinition } from '../../../../../twins/kubernetes/schema/crd.js'
import { acceptNames } from '../../../../../twins/kubernetes/schema/crd-conditions.js'
import { customResourceKind } from '../../../../../twins/kubernetes/schema/custom-resource.js'
import { errorText } from '../../../../../twins/kubernetes/schema/field-error.js'
import { type ResourceKind, tableHeaders } from '../../../../../twins/kubernetes/schema/resource-kind.js'

const schema: JsonObject = {
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } },
    status: { type: 'object', properties: { phase: { type: 'string', enum: ['Ready'] } } },
  },
}

function definition(spec: JsonObject = {}, name = 'widgets.example.com'): JsonObject {
  return deepFreeze({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['w'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
            { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
        },
      ],
      ...spec,
    },
  })
}

function kindOf(crd: JsonObject): ResourceKind {
  const read = readCustomResourceDefinition(crd)
  return customResourceKind(read, read.versions[0] as (typeof read.versions)[number])
}

describe('readCustomResourceDefinition', () => {
  it('fills in the names and reads the versions', () => {
    const read = readCustomResourceDefinition(definition())
    expect(read).toMatchObject({
      group: 'example.com',
      scope: 'Namespaced',
      names: {
        plural: 'widgets',
        singular: 'widget',
        kind: 'Widget',
        listKind: 'WidgetList',
        shortNames: ['w'],
      },
      conversionStrategy: 'None',
      fieldErrors: [],
    })
    expect(read.versions[0]).toMatchObject({ name: 'v1', served: true, storage: true })
    expect(read.versions[0]?.subresources).toEqual({ status: true, scale: undefined })
  })

  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }
  const badSchema = (openAPIV3Schema: JsonObject): JsonObject => ({
    versions: [{ ...version, schema: { openAPIV3Schema } }],
  })
  const PATH = 'spec.validation.openAPIV3Schema'

  it.each<readonly [string, JsonObject, readonly string[]]>([
    [
      'wrong name',
      definition({}, 'widget.example.com'),
      ['metadata.name: Invalid value: "widget.example.com": must be spec.names.plural+"."+spec.group'],
    ],
    [
      'group without a dot',
      definition({ group: 'example' }, 'widgets.example'),
      ['spec.group: Invalid value: "example": should be a domain with at least one dot'],
    ],
    ['no scope', definition({ scope: '' }), ['spec.scope: Required value']],
    [
      'no schema',
      definition({ versions: [{ name: 'v1', served: true, storage: true }] }),
      ['spec.versions[0].schema.openAPIV3Schema: Required value'],
    ],
    [
      'untyped root',
      definition(badSchema({ properties: {} })),
      [`${PATH}.type: Required value: must not be empty at the root`],
    ],
    [
      'untyped field',
      definition(badSchema({ type: 'object', properties: { a: {} } })),
      [`${PATH}.properties[a].type: Required value: must not be empty for specified object fields`],
    ],
    [
      'array without items',
      definition(badSchema({ type: 'object', properties: { a: { type: 'array' } } })),
      [`${PATH}.properties[a].items: Required value: must be specified`],
    ],
    [
      'type inside a junctor',
      definition(badSchema({ type: 'object', anyOf: [{ type: 'object' }] })),
      [`${PATH}.anyOf[0].type: Forbidden: must be empty to be structural`],
    ],
    [
      'column without a leading dot',
      definition({
        versions: [{ ...version, additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: 'a' }] }],
      }),
      [
        'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "a": must be a simple json path starting with .',
      ],
    ],
  ])('%s', (_name, crd, expected) => {
    expect(readCustomResourceDefinition(crd).fieldErrors.map(errorText)).toEqual(expected)
  })

  it('exactly one version is stored', () => {
    const two = definition({ versions: [version, { ...version, name: 'v2' }] })
    const texts = readCustomResourceDefinition(two).fieldErrors.map(errorText)
    expect(texts.join()).toContain('must have exactly one version marked as storage version')
  })
})

describe('acceptNames', () => {
  const none = { resources: new Set<string>(), kinds: new Set<string>() }

  it('accepts free names and starts installing', () => {
    const accepted = acceptNames(definition(), none)
    expect(accepted.acceptedNames).toEqual({ plural: 'widgets', kind: 'Widget', shortNames: ['w'] })
    expect(accepted.namesAccepted).toMatchObject({
      status: 'True',
      reason: 'NoConflicts',
      message: 'no conflicts found',
    })
    expect(accepted.established).toMatchObject({
      status: 'False',
      reason: 'Installing',
      message: 'the initial names have been accepted',
    })
  })

  it('names the conflict', () => {
    const accepted = acceptNames(definition(), { ...none, resources: new Set(['w']) })
    expect(accepted.namesAccepted).toMatchObject({
      status: 'False',
      reason: 'ShortNamesConflict',
      message: '"w" is already in use',
    })
    expect(accepted.established.reason).toBe('NotAccepted')
  })
})

describe('customResourceKind', () => {
  const kind = kindOf(definition())
  const widget: JsonObject = deepFreeze({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'a', namespace: 'ns', resourceVersion: '1' },
    spec: { size: 2 },
  })

  it('drops unknown fields of metadata and content, and names them', () => {
    const body = { ...widget, metadata: { name: 'a', odd: 1 }, spec: { size: 1, foo: 1 } }
    const decoded = kind.decode(body)
    expect(decoded.unknownFields).toEqual(['metadata.odd', 'spec.foo'])
    expect(decoded.object).toEqual({ ...widget, metadata: { name: 'a' }, spec: { size: 1 } })
  })

  it('types metadata: a bool label is refused', () => {
    const body = { ...widget, metadata: { name: 'a', labels: { b: true } } }
    expect(() => kind.decode(body)).toThrow(
      'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal bool into Go struct field ObjectMeta.labels of type string',
    )
  })

  it('defaults, validates and prints', () => {
    expect(kind.default({ ...widget, spec: {} })['spec']).toEqual({ size: 1 })
    expect(kind.validate(widget)).toEqual([])
    expect(kind.validate({ ...widget, kind: 'Other' }).map(errorText)).toEqual([
      'kind: Invalid value: "Other": must be Widget',
    ])
    expect(tableHeaders(kind)).toEqual(['NAME', 'PHASE', 'READY', 'AGE'])
    const status = {
      phase: 'Ready',
      conditions: [
        { type: 'Other', status: 'x' },
        { type: 'Ready', status: 'True' },
      ],
    }
    const metadata = { name: 'a', creationTimestamp: '1970-01-01T00:00:00Z' }
    expect(kind.printRow({ ...widget, metadata, status }, 90_000)).toEqual(['a', 'Ready', 'True', '90s'])
    expect(kind.printRow(widget, 0)).toEqual(['a', '', '', ''])
  })

  it('a new object has no status, and the status schema has its own path', () => {
    const bad = { ...widget, status: { phase: 'Odd' } }
    expect(kind.prepareForCreate(bad)['status']).toBeUndefined()
    expect(kind.validateStatusUpdate(bad, widget).map(errorText)).toEqual([
      'status.phase: Unsupported value: "Odd": supported values: "Ready"',
    ])
  })
})

describe('published definitions', () => {
  const folder =
    process.env['REHEARSE_UPSTREAM_CRDS'] ??
    join(import.meta.dirname, '../../../../../../shared/upstream-crds')
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : []

  if (files.length === 0) it.skip(`no CRD files in ${folder}; set REHEARSE_UPSTREAM_CRDS`)

  it.each(files)('%s is read without errors', (file) => {
    const crd: unknown = parse(readFileSync(join(folder, file), 'utf8'))
    if (!isObject(crd)) throw new Error(`${file} holds no object`)
    const read = readCustomResourceDefinition(crd)
    expect(read.fieldErrors).toEqual([])
    for (const version of read.versions) {
      const kind = customResourceKind(read, version)
      expect(
        kind.validate(
          kind.default({
            apiVersion: `${kind.group}/${kind.version}`,
            kind: kind.kind,
            metadata: { name: 'x', namespace: 'ns' },
          }),
        ),
      ).toBeDefined()
    }
    const decoded = builtinKind('apiextensions.k8s.io', 'CustomResourceDefinition')?.decode(crd)
    expect(decoded?.unknownFields).toEqual([])
  })
})
