import type { RecordedChoice } from './schedule.js'

/**
 * Leave out choices one by one for as long as the rest still fails: the result is 1-minimal, no single choice of it can go.
 * Longest tail first, since what comes later is the least likely to matter. `attempt` follows what is left and tells the choices
 * that the path then has; null: it does not fail. It is asked at most `n²` times for `n` choices.
 */
export async function shrinkChoices(
  choices: readonly RecordedChoice[],
  attempt: (choices: readonly RecordedChoice[]) => Promise<readonly RecordedChoice[] | null>,
): Promise<readonly RecordedChoice[]> {
  let kept = choices
  for (let index = kept.length - 1; index >= 0; ) {
    const failing = await attempt(kept.filter((_, at) => at !== index))
    if (failing !== null && failing.length < kept.length) {
      kept = failing
      index = kept.length - 1
    } else index -= 1
  }
  return kept
}
