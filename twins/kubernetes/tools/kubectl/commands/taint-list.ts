import type { JsonObject } from '../../../../kernel/json.js'
import { isLabelValue, isQualifiedName } from '../../../schema/names.js'
import { KubectlError } from '../errors.js'

/** A taint of the command line; an empty effect stands for all effects. */
export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: string
}

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/**
 * Reads `key=value:effect`, `key:effect`, `key:effect-` and `key-`. Throws `KubectlError` with upstream's text.
 * Source: kubectl v0.32.0 pkg/cmd/taint/utils.go (parseTaints).
 */
export function parseTaints(words: readonly string[]): {
  readonly add: readonly Taint[]
  readonly remove: readonly Taint[]
} {
  const add: Taint[] = []
  const remove: Taint[] = []
  for (const word of words) {
    if (word.endsWith('-')) {
      remove.push({ ...parseTaint(word.slice(0, -1)), value: '' })
      continue
    }
    const taint = parseTaint(word)
    if (taint.effect === '') throw new KubectlError(`invalid taint spec: ${word}`)
    if (add.some((other) => sameTaint(other, taint))) {
      throw new KubectlError(
        `duplicated taints with the same key and effect: {${taint.key} ${taint.value} ${taint.effect} <nil>}`,
      )
    }
    add.push(taint)
  }
  return { add, remove }
}

function parseTaint(word: string): Taint {
  const [pair = '', effect, ...rest] = word.split(':')
  if (rest.length > 0) throw new KubectlError(`invalid taint spec: ${word}`)
  if (effect === undefined) return checkKey({ key: pair, value: '', effect: '' }, word)
  if (!EFFECTS.includes(effect)) {
    throw new KubectlError(`invalid taint effect: ${effect}, unsupported taint effect`)
  }
  const [key = '', value = '', ...more] = pair.split('=')
  if (more.length > 0) throw new KubectlError(`invalid taint spec: ${word}`)
  const problems = isLabelValue(value)
  if (problems.length > 0) throw new KubectlError(`invalid taint spec: ${word}, ${problems.join('; ')}`)
  return checkKey({ key, value, effect }, word)
}

function checkKey(taint: Taint, word: string): Taint {
  const problems = isQualifiedName(taint.key)
  if (problems.length > 0) throw new KubectlError(`invalid taint spec: ${word}, ${problems.join('; ')}`)
  return taint
}

function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect
}

/**
 * The taints of a node after the change, what did not exist to be removed, and upstream's word for what happened.
 * Source: kubectl v0.32.0 pkg/cmd/taint/utils.go (reorganizeTaints, addTaints, deleteTaints).
 */
export function changeTaints(
  old: readonly JsonObject[],
  add: readonly Taint[],
  remove: readonly Taint[],
  overwrite: boolean,
): {
  readonly taints: readonly JsonObject[]
  readonly missing: readonly Taint[]
  readonly operation: string
} {
  const matches = (object: JsonObject, { key, effect }: Taint): boolean =>
    object['key'] === key && (effect === '' || object['effect'] === effect)
  const kept = old.filter((object) => !add.some((taint) => matches(object, taint)))
  let taints: readonly JsonObject[] = [...add.map(toObject), ...kept]
  const added = old.length !== taints.length
  const missing: Taint[] = []
  let deleted = false
  for (const taint of remove) {
    const left = taints.filter((object) => !matches(object, taint))
    deleted = left.length !== taints.length
    if (!deleted) missing.push(taint)
    taints = left
  }
  const operation = (added && deleted) || overwrite ? 'modified' : added ? 'tainted' : 'untainted'
  return { taints, missing, operation }
}

function toObject({ key, value, effect }: Taint): JsonObject {
  return value === '' ? { effect, key } : { effect, key, value }
}

/** `key:effect`, `key=value:effect`, `key`. Source: kubernetes v1.32 staging/src/k8s.io/api/core/v1/taint.go (ToString). */
export function taintText({ key, value, effect }: Taint): string {
  if (effect === '') return value === '' ? key : `${key}=${value}:`
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`
}
