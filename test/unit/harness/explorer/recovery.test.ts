import { beforeAll, describe, expect, it } from 'vitest'
import { NOMINAL_BOUNDS } from '../../../../harness/explorer/budget.js'
import { OperatorSpace } from '../../../../harness/explorer/operator.js'
import { planOfExploration } from '../../../../harness/explorer/operator-plan.js'
import { takeKnown } from '../../../../harness/explorer/replay.js'
import type { Situation } from '../../../../harness/explorer/situation.js'
import type { Moved } from '../../../../harness/explorer/space.js'
import { $ } from '../../../../harness/scenario/command.js'
import { type Exploration, type Recovery, type Step, step } from '../../../../harness/scenario/scenario.js'
import { createEmbeddedTwin } from '../../../../twins/embedded/embedded-twin.js'
import type { World } from '../../../../twins/kernel/index.js'
import { kubernetes } from '../../../../twins/kubernetes/index.js'
import { TestTwin } from '../../../support/twin.js'

let twin: TestTwin
beforeAll(() => {
  twin = new TestTwin({ components: [kubernetes] })
  twin.settle()
})

const create = $`kubectl create configmap made -n test`
const remove = $`kubectl delete configmap made -n test`
const tidy = $`kubectl delete configmap made -n test --ignore-not-found`

/** Follows the default path, but for the wanted moves: each is taken as soon as it is possible. */
async function follow(steps: readonly Step[], wanted: readonly string[], crashes = 1) {
  const exploration: Exploration = {
    name: 'crash',
    title: '',
    startsAfter: 'healthy',
    goals: [],
    steps,
    expect: { shortestSafe: {}, refuted: [], sometimes: [] },
  }
  const embedded = createEmbeddedTwin(twin.system)
  const space = new OperatorSpace(embedded, embedded.explorable!, planOfExploration(exploration), {
    ...NOMINAL_BOUNDS,
    crashes,
  })
  const waiting = [...wanted]
  const faults = { crashes, stalls: 0, processes: [], controllers: [] }
  let at: Moved<Situation<World>> = { node: space.start(twin.world), left: { delays: 0, faults } }
  for (;;) {
    const moves = space.moves(at.node, at.left)
    const chosen = moves.find((move) => move.label === waiting[0])
    if (chosen !== undefined) waiting.shift()
    // Nothing more is wanted: the sequence ends where it may.
    const move = chosen ?? moves.find((candidate) => candidate.cost === 0)
    if (move === undefined) {
      expect(waiting).toEqual([])
      return told(steps, at.node)
    }
    at = await takeKnown(space, at, move)
  }
}

/** Names of the steps in the order in which they ended, with their exit codes, `!` for killed ones. */
function told(steps: readonly Step[], { done, stopped, state }: Situation<World>) {
  const all = [...steps, ...steps.flatMap(({ onCrash }) => (typeof onCrash === 'object' ? onCrash.run : []))]
  return {
    done: done.map(({ step: index, code, crashed }) => `${all[index]!.name} ${code}${crashed ? '!' : ''}`),
    stopped,
    started: createEmbeddedTwin(twin.system)
      .log(state)
      .flatMap(({ event }) => (event.kind === 'process-started' ? [event.pid] : []))
      .filter((pid) => pid.startsWith('explore:crash/')),
  }
}

function made(recovery: Recovery): readonly Step[] {
  return [step('make', create, { onCrash: recovery }), step('use', $`kubectl get pods -n test`)]
}

const killed = (name: string) => `fault kill-after explore:crash/${name}`

describe('a recovery runs after a crash', () => {
  it('and then the step again, which is what counts', async () => {
    const steps = made({ run: [step('tidy', tidy)] })
    const { done, stopped, started } = await follow(steps, ['start make', killed('make'), 'start use'])
    expect(started).toEqual(['make', 'tidy', 'make~2', 'use'].map((name) => `explore:crash/${name}`))
    expect(done).toEqual(['tidy 0', 'make 0', 'use 0'])
    expect(stopped).toBe(false)
  })

  it.each([
    ['continue', ['make 137!', 'tidy 0', 'use 0'], false],
    ['stop', ['make 137!', 'tidy 0'], true],
  ] as const)('and then: %s', async (next, ended, gaveUp) => {
    const steps = made({ run: [step('tidy', tidy)], next })
    const wanted = ['start make', killed('make'), ...(gaveUp ? [] : ['start use'])]
    expect(await follow(steps, wanted)).toMatchObject({ done: ended, stopped: gaveUp })
  })

  it('in the order as written, and ends with the first step that fails', async () => {
    const run = [step('tidy', tidy), step('remove', remove), step('never', tidy)]
    const { done, stopped } = await follow(made({ run }), ['start make', killed('make')])
    expect(done).toEqual(['make 137!', 'tidy 0', 'remove 1'])
    expect(stopped).toBe(true)
  })

  it('and goes on where a failure of one of its steps is expected', async () => {
    const run = [step('tidy', tidy), step('remove', remove, { onFailure: 'continue' })]
    const { done } = await follow(made({ run }), ['start make', killed('make')])
    expect(done).toEqual(['tidy 0', 'remove 1', 'make 0'])
  })
})

describe('a second crash', () => {
  it('of the step that was recovered: the operator stops', async () => {
    const steps = made({ run: [step('tidy', tidy)] })
    const wanted = ['start make', killed('make'), killed('make~2')]
    expect(await follow(steps, wanted, 2)).toMatchObject({ done: ['tidy 0', 'make 137!'], stopped: true })
  })

  it.each([
    [undefined, ['tidy 0', 'make 0'], false],
    // What was to be tidied is still there.
    ['continue', ['tidy 137!', 'make 1'], true],
    ['stop', ['make 137!', 'tidy 137!'], true],
  ] as const)('within the recovery, onCrash %s', async (onCrash, ended, gaveUp) => {
    const run = [step('tidy', tidy, onCrash === undefined ? {} : { onCrash })]
    const wanted = ['start make', killed('make'), killed('tidy')]
    expect(await follow(made({ run }), wanted, 2)).toMatchObject({ done: ended, stopped: gaveUp })
  })
})

it('the steps of a recovery are no choice, and count for no bound', async () => {
  const plan = planOfExploration({
    name: 'crash',
    title: '',
    startsAfter: 'healthy',
    goals: [],
    steps: made({ run: [step('tidy', tidy), step('remove', remove)] }),
    expect: { shortestSafe: {}, refuted: [], sometimes: [] },
  })
  expect([...plan.after.keys()]).toEqual([0, 1])
  expect(plan.recoveries).toEqual(new Map([[0, [2, 3]]]))
})
