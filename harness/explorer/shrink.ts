import type { RecordedChoice } from './schedule.js'

/**
 * Leave out choices one by one for as long as the rest still fails: the result is 1-minimal, no single choice of it can go.
 * Longest tail first, since what comes later is the least likely to matter. `fails` is asked at most `n²` times for `n` choices.
 */
export async function shrinkChoices(
  choices: readonly RecordedChoice[],
  fails: (choices: readonly RecordedChoice[]) => Promise<boolean>,
): Promise<readonly RecordedChoice[]> {
  let kept = choices
  for (let index = kept.length - 1; index >= 0; ) {
    const without = kept.filter((_, at) => at !== index)
    if (await fails(without)) {
      kept = without
      index = kept.length - 1
    } else index -= 1
  }
  return kept
}
