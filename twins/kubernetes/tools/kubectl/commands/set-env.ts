import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import { arrayAt, objectAt, textAt } from '../../../client/objects.js'
import { goQuote } from '../../../schema/go-text.js'
import { isEnvironmentName } from '../../../schema/names.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { unmodelled } from '../flag-sets.js'
import { select, selectionOf } from '../resources.js'
import { collect, type Found } from '../sources.js'
import {
  checkSetSelection,
  containerNames,
  runTemplateChange,
  SET_FLAGS,
  selectsContainer,
  withContainers,
  withPodSpec,
} from './set-template.js'

/** `kubectl set env`; `--resolve` is not modelled. Source: kubectl v0.32.0 pkg/cmd/set/set_env.go. */
export const setEnv: Command = {
  flags: {
    ...SET_FLAGS,
    containers: { type: 'string', short: 'c', default: '*' },
    env: { type: 'array', short: 'e' },
    from: { type: 'string' },
    keys: { type: 'strings' },
    list: { type: 'bool' },
    overwrite: { type: 'bool', default: true },
    prefix: { type: 'string' },
    resolve: unmodelled('bool'),
  },
  *run(invocation) {
    const { flags } = invocation
    const { resources, words } = splitArguments(invocation)
    if (flags.on('list') && flags.text('output') !== '') {
      throw new KubectlError('--list and --output may not be specified together')
    }
    if (flags.list('keys').length > 0 && flags.text('from') === '') {
      throw new KubectlError('when specifying --keys, a configmap or secret must be provided with --from')
    }
    const { add, remove } = parseVariables(invocation, [...flags.list('env'), ...words])
    const from = flags.text('from') === '' ? [] : yield* variablesFrom(invocation, flags.text('from'))
    const prefix = flags.text('prefix')
    const variables = [...add, ...from].map((each) => ({ ...each, name: `${prefix}${textAt(each, 'name')}` }))
    if (flags.on('list')) return yield* listVariables(invocation, resources, variables, remove)
    return yield* runTemplateChange(invocation, {
      resources,
      operation: 'env updated',
      failure: 'failed to patch env update to pod template:',
      change: (target) => withVariables(invocation, target, variables, remove),
    })
  },
}

function splitArguments(invocation: Invocation): {
  readonly resources: readonly string[]
  readonly words: readonly string[]
} {
  const { args } = invocation
  const isVariable = (word: string): boolean => /^.+=/s.test(word) || word.endsWith('-')
  const first = args.findIndex(isVariable)
  const resources = first < 0 ? args : args.slice(0, first)
  const words = first < 0 ? [] : args.slice(first)
  if (!words.every(isVariable)) {
    throw new KubectlError(`all resources must be specified before environment changes: ${args.join(' ')}`)
  }
  checkSetSelection(invocation, resources)
  return { resources, words }
}

/** `NAME=value` sets, `NAME-` removes, `-` reads lines of standard input. */
function parseVariables(
  { tool }: Invocation,
  words: readonly string[],
): { readonly add: readonly JsonObject[]; readonly remove: readonly string[] } {
  const add: JsonObject[] = []
  const remove: string[] = []
  for (const word of words) {
    const equals = word.indexOf('=')
    if (word === '-') add.push(...variablesOfInput(tool.stdin))
    else if (equals >= 0) add.push(variable(word.slice(0, equals), word.slice(equals + 1), true))
    else if (word.endsWith('-')) remove.push(word.slice(0, -1))
    else throw new KubectlError(`unknown environment variable: ${word}`)
  }
  if (remove.some((name) => add.some((each) => each['name'] === name))) {
    throw new KubectlError('can not both modify and remove the same environment variable in the same command')
  }
  return { add, remove }
}

function variablesOfInput(stdin: string): readonly JsonObject[] {
  return stdin
    .split('\n')
    .map((line) => line.replace(/#.*$/, ''))
    .filter((line) => line.includes('='))
    .map((line) => variable(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1), false))
}

function variable(name: string, value: string, checked: boolean): JsonObject {
  const problems = checked ? isEnvironmentName(name) : []
  if (problems.length > 0) {
    throw new KubectlError(`${goQuote(name)} is not a valid key name: ${problems.join(';')}`)
  }
  return value === '' ? { name } : { name, value }
}

/** A reference for each key of a ConfigMap or Secret, in the order of keys (upstream: of a Go map). */
function* variablesFrom(invocation: Invocation, from: string): Proc<readonly JsonObject[]> {
  const selection = selectionOf(invocation, { args: [from], filenames: [] })
  const { found, error } = yield* collect(invocation, yield* select(invocation, selection))
  if (error !== undefined) throw error
  const keys = invocation.flags.list('keys')
  const variables: JsonObject[] = []
  for (const { mapping, object, name } of found) {
    const source = { Secret: 'secretKeyRef', ConfigMap: 'configMapKeyRef' }[mapping.kind]
    if (source === undefined) throw new KubectlError('unsupported resource specified in --from')
    for (const key of Object.keys(objectAt(object, 'data')).sort()) {
      if (keys.length > 0 && !keys.includes(key)) continue
      const variableName = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase()
      if (variableName !== key) yield* printError(`Warning: key ${key} transferred to ${variableName}`)
      variables.push({ name: variableName, valueFrom: { [source]: { name, key } } })
    }
  }
  return variables
}

function withVariables(
  { flags }: Invocation,
  target: Found,
  add: readonly JsonObject[],
  remove: readonly string[],
): JsonObject {
  const pattern = flags.text('containers')
  return withPodSpec(target, (spec) =>
    withContainers(spec, (container) => {
      if (!selectsContainer(pattern, textAt(container, 'name'))) return container
      const existing = arrayAt(container, 'env').filter(isObject)
      if (!flags.on('overwrite')) checkNoOverwrite(existing, add)
      const { env: _, ...rest } = container
      const env = updated(existing, add, remove)
      return env.length === 0 ? rest : { ...container, env }
    }),
  )
}

function checkNoOverwrite(existing: readonly JsonObject[], add: readonly JsonObject[]): void {
  const taken = add.find((each) => existing.some((other) => other['name'] === each['name']))
  if (taken === undefined) return
  const value = textAt(
    existing.find((other) => other['name'] === taken['name']),
    'value',
  )
  throw new KubectlError(
    `'${textAt(taken, 'name')}' already has a value (${value}), and --overwrite is false`,
  )
}

/** Later values replace earlier ones in place, new ones come last. Source: kubectl v0.32.0 pkg/cmd/set/helper.go (updateEnv). */
function updated(
  existing: readonly JsonObject[],
  add: readonly JsonObject[],
  remove: readonly string[],
): readonly JsonObject[] {
  const covered = new Set<unknown>(remove)
  const result: JsonObject[] = []
  for (const each of existing) {
    if (covered.has(each['name'])) continue
    const newer = add.find((other) => other['name'] === each['name'])
    if (newer !== undefined) covered.add(each['name'])
    result.push(newer ?? each)
  }
  for (const each of add) {
    if (covered.has(each['name'])) continue
    covered.add(each['name'])
    result.push(each)
  }
  return result
}

/** Prints the variables of each container; upstream lists init containers last. */
function* listVariables(
  invocation: Invocation,
  resources: readonly string[],
  add: readonly JsonObject[],
  remove: readonly string[],
): Proc<number> {
  const { flags } = invocation
  const selection = selectionOf(invocation, { args: resources, typeAlone: flags.on('all') })
  const { found, error } = yield* collect(invocation, yield* select(invocation, selection), { latest: true })
  for (const target of found) {
    const changed = withVariables(invocation, target, add, remove)
    const containers: JsonObject[] = []
    withPodSpec({ ...target, object: changed }, (spec) => {
      const byName = ['containers', 'initContainers'].flatMap((field) =>
        arrayAt(spec, field).filter(isObject),
      )
      const pattern = flags.text('containers')
      if (containerNames(spec).length > 0) {
        containers.push(...byName.filter((each) => selectsContainer(pattern, textAt(each, 'name'))))
      }
      return spec
    })
    for (const container of containers) {
      yield* print(`# ${target.mapping.kind} ${target.name}, container ${textAt(container, 'name')}`)
      for (const each of arrayAt(container, 'env').filter(isObject)) yield* print(variableLine(each))
    }
  }
  if (error !== undefined) throw error
  return 0
}

/** `NAME=value`, or where its value is from. Source: kubectl v0.32.0 pkg/cmd/set/env/env_resolve.go (GetEnvVarRefString). */
function variableLine(variable: JsonObject): string {
  const name = textAt(variable, 'name')
  const from = objectAt(variable, 'valueFrom')
  if (Object.keys(from).length === 0) return `${name}=${textAt(variable, 'value')}`
  return `# ${name} from ${referenceText(from)}`
}

function referenceText(from: JsonObject): string {
  const config = objectAt(from, 'configMapKeyRef')
  const secret = objectAt(from, 'secretKeyRef')
  if (from['configMapKeyRef'] !== undefined) {
    return `configmap ${textAt(config, 'name')}, key ${textAt(config, 'key')}`
  }
  if (from['secretKeyRef'] !== undefined)
    return `secret ${textAt(secret, 'name')}, key ${textAt(secret, 'key')}`
  if (from['fieldRef'] !== undefined) return `field path ${textAt(from, 'fieldRef', 'fieldPath')}`
  const resource = objectAt(from, 'resourceFieldRef')
  const container = textAt(resource, 'containerName')
  const where = container === '' ? '' : `${container}/`
  return from['resourceFieldRef'] === undefined
    ? 'invalid valueFrom'
    : `resource field ${where}${textAt(resource, 'resource')}`
}
