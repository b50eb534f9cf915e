import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareKeys, deepFreeze, type JsonObject } from '../../../../../twins/kernel/json.js'
import { builtinKinds } from '../../../../../twins/kubernetes/schema/builtin/index.js'
import { errorText } from '../../../../../twins/kubernetes/schema/field-error.js'
import type { ResourceKind } from '../../../../../twins/kubernetes/schema/resource-kind.js'

interface Upstream {
  readonly decodeError?: string
  readonly unknown?: readonly string[]
  readonly errors?: readonly string[]
  readonly defaulted?: JsonObject
  readonly cells?: readonly string[]
}

interface Case {
  readonly name: string
  readonly new: JsonObject
  readonly old?: JsonObject
  readonly upstream: Upstream
}

interface Golden {
  readonly columns: Readonly<Record<string, readonly string[]>>
  readonly cases: readonly Case[]
}

const file = new URL('../../../../golden/kubernetes-schema/builtin-kinds.json', import.meta.url)
const golden = deepFreeze(JSON.parse(readFileSync(file, 'utf8')) as Golden)

/** Where we knowingly differ: a listed case must really differ, so that the list cannot rot. */
const DIVERGENCES: Readonly<Record<string, string>> = {
  'job upd image': 'upstream dumps the internal Go struct of the pod template, we print its v1 JSON',
  'ds ok': 'the annotation of the template generation is set when the object is stored',
  'ds ondelete': 'the annotation of the template generation is set when the object is stored',
  'ds upd': 'the template generation is not validated: no client sets it',
  'pod upd image': 'upstream appends a diff of the Go structs, whose layout it does not promise',
  'pvc upd': 'upstream appends a diff of the Go structs',
  'pvc pending grow': 'upstream appends a diff of the Go structs',
  'dep bad expr': 'a Deployment that was refused is never printed: no <invalid> selector',
  'rs bad expr': 'a ReplicaSet that was refused is never printed: no <error> selector',
  'ds bad expr': 'a DaemonSet that was refused is never printed: no <error> selector',
}

function kindOf(name: unknown): ResourceKind {
  return builtinKinds.find((kind) => kind.kind === name) as ResourceKind
}

/** The reason after upstream's own prefixes. */
function reasonOf(text: string): string {
  return text
    .replace(/^.*cannot be handled as a \w+: /, '')
    .replace(/^.*?: (?=json: |illegal|quantities|parsing)/, '')
}

function outcome({ new: body, old, upstream }: Case): Upstream {
  const kind = kindOf(body['kind'])
  let decoded: ReturnType<ResourceKind['decode']>
  try {
    decoded = kind.decode(body)
  } catch (error) {
    return { decodeError: reasonOf((error as Error).message) }
  }
  const object = deepFreeze(kind.default(decoded.object))
  const before = old === undefined ? undefined : kind.default(kind.decode(old).object)
  const found = before === undefined ? kind.validate(object) : kind.validateUpdate(object, before)
  const errors = found.map(errorText).sort(compareKeys)
  return {
    ...(decoded.unknownFields.length === 0
      ? {}
      : { unknown: decoded.unknownFields.map((field) => `unknown field "${field}"`) }),
    ...(errors.length === 0 ? { defaulted: object } : { errors }),
    ...(upstream.cells === undefined ? {} : { cells: kind.printRow(object, 0) }),
  }
}

function expected({ upstream }: Case): Upstream {
  return {
    ...upstream,
    ...(upstream.decodeError === undefined ? {} : { decodeError: reasonOf(upstream.decodeError) }),
    ...(upstream.errors === undefined ? {} : { errors: [...upstream.errors].sort(compareKeys) }),
  }
}

describe('built-in kinds answer as k8s.io/kubernetes v1.36.3', () => {
  const agreeing = golden.cases.filter((item) => DIVERGENCES[item.name] === undefined)

  it.each(agreeing.map((item) => [item.name, item] as const))('%s', (_name, item) => {
    expect(outcome(item)).toEqual(expected(item))
  })

  it.each(Object.entries(DIVERGENCES))('%s diverges: %s', (name) => {
    const item = golden.cases.find((candidate) => candidate.name === name) as Case
    expect(outcome(item)).not.toEqual(expected(item))
  })

  it.each(Object.entries(golden.columns))('%s has the columns of kubectl get', (name, columns) => {
    expect(kindOf(name).printerColumns.map((column) => `${column.name}/${column.priority}`)).toEqual(columns)
  })
})
