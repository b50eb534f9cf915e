import { isObject, type Json, jsonEqual } from '../../twins/kernel/json.js'
import type { World } from '../../twins/kernel/world.js'
import {
  findObject,
  listObjects,
  matchesLabels,
  metadataOf,
  parseLabelSelector,
} from '../../twins/kubernetes/index.js'
import type { Effect, Expectation } from './corpus.js'
import { matchesPattern } from './corpus-patterns.js'

/** What a client did. */
export interface Answer {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** The world after it, at rest. */
  readonly world: World
}

/** What klog says for information, e.g. that a watch was closed early, depends on the machine's speed. */
const KLOG_INFO = /^I\d{4} \d\d:\d\d:\d\d\.\d+ .*\n/gm

/** In which ways an answer is not the expected one; nothing when it is. */
export function problemsOf(
  answer: Answer,
  expected: Expectation,
  effect: readonly Effect[],
): readonly string[] {
  const exit = answer.exit === expected.exit ? [] : [`exit code ${answer.exit}, expected ${expected.exit}`]
  const quiet =
    expected.stderr ?? (expected.exit === 0 && expected.stderrMatches.length === 0 ? '' : undefined)
  return [
    ...exit,
    ...textProblems('stdout', answer.stdout, expected.stdout, expected.stdoutMatches),
    ...textProblems('stderr', answer.stderr.replace(KLOG_INFO, ''), quiet, expected.stderrMatches),
    ...effect.flatMap((each) => effectProblems(answer.world, each)),
    ...(exit.length === 0 ? [] : [`stderr: ${JSON.stringify(answer.stderr)}`]),
  ]
}

function textProblems(
  stream: string,
  text: string,
  pattern: string | undefined,
  matches: readonly string[],
): readonly string[] {
  const missed = matches.filter((source) => !new RegExp(source, 'ms').test(text))
  return [
    ...(pattern === undefined || matchesPattern(text, pattern)
      ? []
      : [`${stream} is\n${text}\nexpected\n${pattern}`]),
    ...missed.map((source) => `${stream} is\n${text}\nexpected to match /${source}/`),
  ]
}

function effectProblems(world: World, effect: Effect): readonly string[] {
  if ('list' in effect) {
    const [resource = '', namespace] = effect.list.split('/')
    const selector = parseLabelSelector(effect.selector)
    const found = listObjects(world, ...groupAndPlural(resource), namespace).filter((object) =>
      matchesLabels(selector, (metadataOf(object)['labels'] ?? {}) as Readonly<Record<string, string>>),
    )
    if (found.length === effect.count) return []
    return [`${effect.list} ${effect.selector}: ${found.length} objects, expected ${effect.count}`]
  }
  const value = valueIn(world, effect.object, effect.path)
  const where = `${effect.object} ${effect.path ?? ''}`.trim()
  if (effect.absent === true)
    return value === undefined ? [] : [`${where} is ${JSON.stringify(value)}, expected none`]
  if (value === undefined) return [`${where} is not there`]
  if (effect.matches !== undefined && !new RegExp(effect.matches, 's').test(String(value))) {
    return [`${where} is ${JSON.stringify(value)}, expected to match /${effect.matches}/`]
  }
  if (effect.value === undefined || jsonEqual(value, effect.value)) return []
  return [`${where} is ${JSON.stringify(value)}, expected ${JSON.stringify(effect.value)}`]
}

function valueIn(world: World, address: string, path: string | undefined): Json | undefined {
  const parts = address.split('/')
  const [resource = ''] = parts
  const name = parts.at(-1) ?? ''
  const namespace = parts.length === 3 ? (parts[1] ?? '') : ''
  const object: Json | undefined = findObject(world, ...groupAndPlural(resource), namespace, name)
  if (path === undefined) return object
  return path
    .split(/(?<!\\)\./)
    .map((key) => key.replaceAll('\\.', '.'))
    .reduce<Json | undefined>((value, key) => {
      if (Array.isArray(value)) return (value as readonly Json[])[Number(key)]
      return isObject(value) ? value[key] : undefined
    }, object)
}

function groupAndPlural(resource: string): readonly [string, string] {
  const dot = resource.indexOf('.')
  return dot < 0 ? ['', resource] : [resource.slice(dot + 1), resource.slice(0, dot)]
}
