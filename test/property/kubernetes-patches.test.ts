import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepFreeze, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { asStored } from '../../twins/kubernetes/machinery/as-stored.js'
import { applyJsonPatch } from '../../twins/kubernetes/machinery/json-patch.js'
import {
  type Applied,
  ApplyConflict,
  applyServerSide,
  type ManagedFields,
  NO_MANAGERS,
  trackUpdate,
} from '../../twins/kubernetes/machinery/managed-fields/index.js'
import { typeSchemaOf } from '../../twins/kubernetes/machinery/merge-keys.js'
import {
  applyMergePatch,
  createMergePatch,
  createThreeWayMergePatch as createThreeWayJsonPatch,
} from '../../twins/kubernetes/machinery/merge-patch.js'
import {
  applyStrategicMergePatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
} from '../../twins/kubernetes/machinery/strategic-merge/index.js'
import { PLAIN } from '../../twins/kubernetes/machinery/type-schema.js'

const RUNS = { numRuns: 30 }

/* Random Deployments: few names and values, so that two of them have much in common. */

function some(members: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc.record(members, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>
}

function keyed(key: string, values: readonly Json[], rest: fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> {
  return fc
    .shuffledSubarray([...values], { minLength: 1 })
    .chain((names) => fc.tuple(...names.map((name) => rest.map((item) => ({ [key]: name, ...item })))))
}

const text = fc.constantFrom('1', '2')
const stringMap = fc.dictionary(fc.constantFrom('a', 'b', 'c'), text, {
  minKeys: 1,
  maxKeys: 3,
  noNullPrototype: true,
})

const container = some({
  image: text,
  env: keyed('name', ['A', 'B', 'C'], some({ value: text })),
  ports: keyed('containerPort', [80, 443, 8080], some({ protocol: fc.constantFrom('TCP') })),
  args: fc.array(text, { minLength: 1, maxLength: 2 }),
  resources: some({ limits: stringMap }),
})

const podSpec = fc.record({ containers: keyed('name', ['c', 'd', 'e'], container) }).chain((spec) =>
  some({
    volumes: keyed('name', ['v', 'w'], some({ emptyDir: some({ medium: text }) })),
    nodeSelector: stringMap,
    tolerations: keyed('key', ['t'], some({ operator: text })),
  }).map((rest) => ({ ...spec, ...rest })),
)

const deployment: fc.Arbitrary<JsonObject> = fc
  .tuple(
    some({ labels: stringMap, finalizers: fc.shuffledSubarray(['x', 'y', 'z'], { minLength: 1 }) }),
    some({
      replicas: fc.constantFrom(1, 2),
      strategy: some({ type: text, rollingUpdate: some({ maxSurge: text }) }),
    }),
    podSpec,
  )
  .map(([metadata, spec, template]) =>
    deepFreeze({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', ...metadata },
      spec: { ...spec, template: { spec: template } },
    }),
  )

const KIND = 'Deployment'
const listTypes = typeSchemaOf(KIND) ?? PLAIN

/** Objects with sets and keyed lists in one order: a patch carries content, and order only of what it names. */
function unordered(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(unordered)
    return items.map((item) => JSON.stringify(item)).sort()
  }
  if (typeof value !== 'object' || value === null) return value
  const object = value as JsonObject
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, unordered(object[key] as Json)]),
  )
}

function apply(
  config: JsonObject,
  {
    manager = 'a',
    force = false,
    live,
    managers = NO_MANAGERS,
  }: Partial<{
    manager: string
    force: boolean
    live: JsonObject
    managers: ManagedFields
  }>,
): Applied {
  return deepFreeze(
    applyServerSide({
      kind: KIND,
      listTypes,
      live,
      liveManagedFields: managers,
      config,
      manager,
      force,
      apiVersion: 'apps/v1',
      nowMs: 1000,
    }),
  )
}

describe('strategic merge patches', () => {
  it('two-way, applied, gives the modified object', () => {
    fc.assert(
      fc.property(deployment, deployment, (original, modified) => {
        const patch = deepFreeze(createTwoWayMergePatch(KIND, original, modified))
        expect(unordered(applyStrategicMergePatch(KIND, original, patch))).toEqual(unordered(modified))
      }),
      RUNS,
    )
  })

  it('of an object to itself is empty, but for the order of an unsorted set', () => {
    fc.assert(
      fc.property(deployment, (object) => {
        const patch = createTwoWayMergePatch(KIND, object, object)
        expect(applyStrategicMergePatch(KIND, object, patch)).toBe(object)
      }),
      RUNS,
    )
  })

  it('three-way with current = original is as good as two-way', () => {
    fc.assert(
      fc.property(deployment, deployment, (original, modified) => {
        const patch = createThreeWayMergePatch(KIND, original, modified, original)
        expect(unordered(applyStrategicMergePatch(KIND, original, patch))).toEqual(unordered(modified))
      }),
      RUNS,
    )
  })

  it('three-way without deletions repairs all drift: a second one finds nothing to do', () => {
    fc.assert(
      fc.property(deployment, deployment, (manifest, drifted) => {
        const patch = createThreeWayMergePatch(KIND, manifest, manifest, drifted)
        const repaired = deepFreeze(applyStrategicMergePatch(KIND, drifted, patch) as JsonObject)
        const again = createThreeWayMergePatch(KIND, manifest, manifest, repaired)
        expect(applyStrategicMergePatch(KIND, repaired, again)).toBe(repaired)
      }),
      RUNS,
    )
  })

  it('three-way keeps what neither manifest names', () => {
    fc.assert(
      fc.property(deployment, deployment, stringMap, (original, modified, annotations) => {
        const metadata = { ...(original['metadata'] as JsonObject), annotations }
        const current = deepFreeze({ ...original, metadata })
        const patch = createThreeWayMergePatch(KIND, original, modified, current)
        const applied = applyStrategicMergePatch(KIND, current, patch) as JsonObject
        expect((applied['metadata'] as JsonObject)['annotations']).toBe(annotations)
      }),
      RUNS,
    )
  })
})

describe('merge patches', () => {
  const leaf = fc.oneof(fc.integer({ min: 0, max: 2 }), text, fc.boolean())
  const { object } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(leaf, { maxLength: 2 }), tie('object')),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  }))

  it('created and applied give the modified document', () => {
    fc.assert(
      fc.property(object, object, (original, modified) => {
        deepFreeze([original, modified])
        expect(applyMergePatch(original, deepFreeze(createMergePatch(original, modified)))).toEqual(modified)
      }),
      RUNS,
    )
  })

  it('three-way with current = original gives the modified document', () => {
    fc.assert(
      fc.property(object, object, (original, modified) => {
        const patch = deepFreeze(
          createThreeWayJsonPatch(deepFreeze(original), deepFreeze(modified), original),
        )
        expect(applyMergePatch(original, patch)).toEqual(modified)
      }),
      RUNS,
    )
  })

  it('applied twice change nothing more', () => {
    fc.assert(
      fc.property(object, object, (document, patch) => {
        const once = deepFreeze(applyMergePatch(deepFreeze(document), deepFreeze(patch)))
        expect(applyMergePatch(once, patch)).toBe(once)
      }),
      RUNS,
    )
  })

  it('equal a JSON patch that replaces the members', () => {
    fc.assert(
      fc.property(object, object, (document, members) => {
        const operations = Object.keys(members).map((key) => ({
          op: 'add',
          path: `/${key}`,
          value: members[key] as Json,
        }))
        expect(applyJsonPatch(deepFreeze(document), deepFreeze(operations))).toEqual({
          ...document,
          ...members,
        })
      }),
      RUNS,
    )
  })
})

describe('server-side apply', () => {
  it('done twice is a no-op: same object, same managers', () => {
    fc.assert(
      fc.property(deployment, deployment, (live, config) => {
        const managers = trackUpdate({
          listTypes,
          before: undefined,
          after: live,
          managedFields: NO_MANAGERS,
          manager: 'creator',
          apiVersion: 'apps/v1',
          nowMs: 0,
        })
        const once = apply(config, { live: asStored(listTypes, live), managers, force: true })
        const twice = apply(config, { live: once.object, managers: once.managedFields, force: false })
        expect(twice.object).toBe(once.object)
        expect(twice.managedFields).toBe(once.managedFields)
      }),
      RUNS,
    )
  })

  it('creates exactly the configuration', () => {
    fc.assert(
      fc.property(deployment, (config) => {
        expect(apply(config, {}).object).toEqual(asStored(listTypes, config))
      }),
      RUNS,
    )
  })

  it('with force never conflicts, and then has every value of the configuration', () => {
    fc.assert(
      fc.property(deployment, deployment, (first, second) => {
        const a = apply(first, { manager: 'a' })
        const b = apply(second, { manager: 'b', live: a.object, managers: a.managedFields, force: true })
        const again = apply(second, { manager: 'b', live: b.object, managers: b.managedFields })
        expect(again.object).toBe(b.object)
      }),
      RUNS,
    )
  })

  it('without force either conflicts or leaves every value of the other manager as it was', () => {
    fc.assert(
      fc.property(deployment, deployment, (first, second) => {
        const a = apply(first, { manager: 'a' })
        let b: Applied
        try {
          b = apply(second, { manager: 'b', live: a.object, managers: a.managedFields })
        } catch (error) {
          expect(error).toBeInstanceOf(ApplyConflict)
          return
        }
        const own = a.managedFields.find(({ manager }) => manager === 'a')
        expect(b.managedFields.find(({ manager }) => manager === 'a')).toEqual(own)
        // The order of a list belongs to nobody: the last applier's wins.
        const again = apply(first, { manager: 'a', live: b.object, managers: b.managedFields })
        expect(unordered(again.object)).toEqual(unordered(b.object))
      }),
      RUNS,
    )
  })

  it('of less than before removes what nobody else owns, and nothing of another manager', () => {
    fc.assert(
      fc.property(deployment, deployment, (first, second) => {
        const empty = deepFreeze({ apiVersion: 'apps/v1', kind: KIND, metadata: { name: 'web' } })
        const b = apply(second, { manager: 'b' })
        const a = apply(first, { manager: 'a', live: b.object, managers: b.managedFields, force: true })
        const owner = a.managedFields.find(({ manager }) => manager === 'b')
        const gone = apply(empty, { manager: 'a', live: a.object, managers: a.managedFields })
        expect(gone.managedFields.find(({ manager }) => manager === 'a')).toBeUndefined()
        expect(gone.managedFields.find(({ manager }) => manager === 'b')).toEqual(owner)
      }),
      RUNS,
    )
  })
})

describe('tracked updates', () => {
  it('keep the managers when nothing changes, and leave no field with two updaters', () => {
    fc.assert(
      fc.property(deployment, deployment, (before, after) => {
        const common = { listTypes, apiVersion: 'apps/v1' }
        const created = trackUpdate({
          ...common,
          before: undefined,
          after: before,
          managedFields: NO_MANAGERS,
          manager: 'a',
          nowMs: 0,
        })
        const same = { ...common, before, after: before, managedFields: created, manager: 'b', nowMs: 1 }
        expect(trackUpdate(same)).toBe(created)
        const updated = trackUpdate({
          ...common,
          before,
          after,
          managedFields: created,
          manager: 'b',
          nowMs: 1,
        })
        const paths = updated.flatMap(({ fields }) => leaves(fields))
        expect(new Set(paths).size).toBe(paths.length)
      }),
      RUNS,
    )
  })
})

function leaves(fields: JsonObject, prefix = ''): readonly string[] {
  const elements = Object.keys(fields)
  if (elements.length === 0) return [prefix]
  return elements.flatMap((element) => leaves(fields[element] as JsonObject, `${prefix}/${element}`))
}
