import { RehearseError } from './errors.js'
import type { Json } from './json.js'

/**
 * Work outside of the world whose result a transition needs, e.g. a statement on a real database server. What it gives is
 * remembered under `key` by whoever asked for it, so that the transition finds it when it is tried again.
 */
export interface PendingEffect {
  /** Says everything the result depends on: equal keys have equal results, in any order of completion. */
  readonly key: string
  /** One line, without secret values. */
  readonly describe: string
  readonly execute: () => Promise<Json>
}

/** Thrown by a port that cannot answer before an effect is executed. The transition leaves no trace and is tried again. */
export class EffectPending extends RehearseError {
  override readonly name = 'EffectPending'
  readonly effect: PendingEffect

  constructor(effect: PendingEffect) {
    super(`an effect is pending: ${effect.describe}`, {
      code: 'effect-pending',
      subject: effect.describe,
      remedy:
        'Execute the effect and try again; what drives this world expects to have every answer at once.',
    })
    this.effect = effect
  }
}

/** A computation that stops at each pending effect and goes on once that was executed. */
export type Driving<T> = Generator<PendingEffect, T, void>

/** Run a computation that must not need an effect. Throws {@link EffectPending} when it does. */
export function driveNow<T>(driving: Driving<T>): T {
  const next = driving.next()
  if (!next.done) throw new EffectPending(next.value)
  return next.value
}

/** Run a computation: at once if it needs no effect, otherwise as the effects are executed, one after the other. */
export function drive<T>(driving: Driving<T>): T | Promise<T> {
  const next = driving.next()
  return next.done ? next.value : driveOn(driving, next.value)
}

async function driveOn<T>(driving: Driving<T>, first: PendingEffect): Promise<T> {
  let effect = first
  for (;;) {
    await effect.execute()
    const next = driving.next()
    if (next.done) return next.value
    effect = next.value
  }
}
