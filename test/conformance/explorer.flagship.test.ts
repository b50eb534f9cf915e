import { beforeAll, describe, expect, it } from 'vitest'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { findScenario } from '../../harness/scenario/load.js'
import { loadSmall, type Shipped, searchShipped } from '../support/explorations.js'

let loaded: Shipped
beforeAll(async () => {
  loaded = await loadSmall(findScenario('secret-deletion-doom-loop'))
}, 120_000)

/** Rules of the smallest sets of steps that are safe in some order: what is safe, what it needs, how often it holds. */
function rulesFor({ answers }: ExplorationOutcome, goal: string) {
  return answers[goal]!.rules.filter(({ minimal }) => minimal).map(({ before, safe, obeying }) => ({
    before: before.map(([x, y]) => `${x} before ${y}`),
    safe,
    obeying,
  }))
}

describe('handing an ExternalSecret over', { timeout: 600_000 }, () => {
  it('keep has to stand before the release that drops it, and that is enough', async () => {
    const outcome = await searchShipped(loaded, 'hand-over', { alphabet: ['keep', 'drop', 'terraform'] })
    expect(rulesFor(outcome, 'terraform')).toEqual([{ before: ['keep before drop'], safe: 3, obeying: 3 }])
    expect(outcome.fragile).toEqual([])
  })

  it('Orphan has to stand before it too', async () => {
    const outcome = await searchShipped(loaded, 'late-operator-awaited')
    expect(rulesFor(outcome, 'terraform-renamed')).toEqual([
      { before: ['orphan before drop'], safe: 3, obeying: 3 },
    ])
    expect(outcome.status).toBe('as-expected')
  })

  it('Orphan is fragile when the operator is late and nobody waits for it', async () => {
    const outcome = await searchShipped(loaded, 'late-operator')
    expect(outcome.status).toBe('as-expected')
    const way = outcome.fragile.find(({ steps }) => steps.join(' ') === 'orphan drop second-name')!
    expect(way.choices.map(({ take }) => take)).toEqual([
      'start orphan',
      'fault stall externalsecret',
      'start drop at once',
      'start second-name at once',
    ])
  })

  it('synthesises the shortest safe fix for each owner from the alphabet, and knows of none shorter', async () => {
    const { answers, sequences, steps, coverage, status } = await searchShipped(loaded, 'hand-over')
    expect(steps).toEqual(['keep', 'retain', 'orphan', 'drop', 'terraform', 'second-name'])
    const shortest = (goal: string) => answers[goal]!.shortestSafe.map((found) => found.join(' '))
    expect(shortest('terraform')).toEqual([
      'keep drop terraform',
      'keep terraform drop',
      'terraform keep drop',
    ])
    expect(shortest('terraform-renamed')).toEqual([
      'orphan drop second-name',
      'orphan second-name drop',
      'second-name orphan drop',
    ])
    // Every order of at most two of the six was looked at, and none is safe.
    const shorter = sequences.filter((sequence) => sequence.steps.length < 3 && sequence.ends.length > 0)
    expect(shorter).toHaveLength(1 + 6 + 6 * 5)
    expect(coverage.reached).toEqual([])
    expect(status).toBe('as-expected')
  })

  it('with creationPolicy Owner and only Retain there is none', async () => {
    const { answers, status } = await searchShipped(loaded, 'retain-only')
    expect(answers['terraform']).toMatchObject({ safe: 0, shortestSafe: [] })
    expect(status).toBe('as-expected')
  })

  it('finds the quiet outcome: the release succeeds, no protected pod is harmed, and the Secret is gone', async () => {
    const { ends, expect: expected } = await searchShipped(loaded, 'hand-over', {
      alphabet: ['drop'],
      bounds: { steps: 1 },
    })
    const quiet = ends.find((end) => end.steps.join() === 'drop')!
    expect(quiet.seen.map((index) => expected.sometimes[index]!.says)).toEqual([
      'the Secret is collected',
      'the release that drops it succeeds',
    ])
    const failing = quiet.verdicts[0]!.gates.map(({ gate }) => gate)
    expect(failing).toContain('keys-present')
    expect(failing).not.toContain('protected-pods')
    expect(failing).not.toContain('steps')
  })

  it.each(['0.10.7'])(
    'before 0.11 Orphan does not help: with %s there is no way to another name',
    async (eso) => {
      const old = { ...loaded, scenario: { ...loaded.scenario, profile: { eso } } }
      const { answers, profile } = await searchShipped(old, 'late-operator-awaited')
      expect(profile['eso']).toBe(eso)
      expect(answers['terraform-renamed']!.safe).toBe(0)
    },
  )
})
