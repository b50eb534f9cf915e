import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, numberAt, objectAt, textAt } from '../../kubernetes/index.js'
import { isGitError, listDirectories } from '../git/port.js'
import { matchesGlob } from '../source/glob.js'

/** `DefaultRequeueAfter`: how often generators that ask somebody else are asked again. generators/interface.go. */
const DEFAULT_REQUEUE_MS = 180_000

/** Why nothing was generated, with the condition's reason. */
export class GenerateError extends Error {
  override readonly name = 'GenerateError'
}

/** Parameters for one Application each, as the template sees them; `goTemplate` decides their shape. */
export function* generateParameters(spec: JsonObject): Proc<readonly JsonObject[]> {
  const sets: JsonObject[] = []
  for (const generator of arrayAt(spec, 'generators'))
    sets.push(...(yield* fromGenerator(generator as JsonObject, spec)))
  return sets
}

/** The shortest poll of the generators; undefined when none polls. (getMinRequeueAfter.) */
export function requeueAfterMs(spec: JsonObject): number | undefined {
  const polls = arrayAt(spec, 'generators')
    .filter((generator) => isObject(generator) && generator['git'] !== undefined)
    .map((generator) => numberAt(generator, 0, 'git', 'requeueAfterSeconds') * 1000 || DEFAULT_REQUEUE_MS)
  return polls.length === 0 ? undefined : Math.min(...polls)
}

function* fromGenerator(generator: JsonObject, spec: JsonObject): Proc<readonly JsonObject[]> {
  if (generator['list'] !== undefined && textAt(generator, 'list', 'elementsYaml') === '') {
    return arrayAt(generator, 'list', 'elements').map((element) =>
      listParameters(element as JsonObject, spec),
    )
  }
  const git = objectAt(generator, 'git')
  if (git['directories'] !== undefined) return yield* gitDirectories(git, spec)
  const kinds = Object.keys(generator).filter((member) => member !== 'selector')
  throw new NotModelled(`the ApplicationSet generator ${kinds.join(', ')}`, 'Use a list or git directories.')
}

/** Without Go templates every value is text, and `values` is spread. generators/list.go. */
function listParameters(element: JsonObject, spec: JsonObject): JsonObject {
  if (spec['goTemplate'] === true) return element
  const { values, ...rest } = element
  const spread = Object.entries(isObject(values) ? values : {}).map(([key, value]) => [
    `values.${key}`,
    String(value),
  ])
  const plain = Object.entries(rest).map(([key, value]) => [key, String(value)])
  return Object.fromEntries([...plain, ...spread]) as JsonObject
}

/** generators/git.go (generateParamsForGitDirectories). */
function* gitDirectories(git: JsonObject, spec: JsonObject): Proc<readonly JsonObject[]> {
  const found = yield* listDirectories(textAt(git, 'repoURL'), textAt(git, 'revision'))
  if (isGitError(found)) {
    throw new GenerateError(
      `error getting directories from repo: unable to resolve git revision ${textAt(git, 'revision')}`,
    )
  }
  const patterns = arrayAt(git, 'directories') as readonly JsonObject[]
  const matches = (directory: string, exclude: boolean) =>
    patterns.some(
      (one) => (one['exclude'] === true) === exclude && matchesGlob(textAt(one, 'path'), directory),
    )
  return found
    .filter((directory) => matches(directory, false) && !matches(directory, true))
    .map((directory) => pathParameters(directory, spec))
}

function pathParameters(path: string, spec: JsonObject): JsonObject {
  const segments = path.split('/')
  const basename = segments.at(-1) ?? ''
  const basenameNormalized = basename
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '')
  if (spec['goTemplate'] === true) return { path: { path, basename, basenameNormalized, segments } }
  const indexed = segments.map((segment, index) => [`path[${index}]`, segment])
  return {
    path,
    'path.basename': basename,
    'path.basenameNormalized': basenameNormalized,
    ...Object.fromEntries(indexed),
  }
}
