import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../../../harness/scenario/check.js'
import { ScenarioError } from '../../../../harness/scenario/errors.js'
import type { Exploration, Scenario } from '../../../../harness/scenario/scenario.js'
import { fixWith, incidentWith, scenarioWith } from '../../../support/scenarios.js'

const PATH = 'scenarios/small.scenario.ts'

/** The text of a scenario file as a person writes it; its lines are what errors name. */
const TEXT = `export default defineScenario({
  name: 'small',
  title: 'A small scenario',
  nmae: 'x',
  world: { nodes: ['node-a'], setup: [] },
  goals: { done: { description: 'everything is done' } },
  incidents: [
    {
      name: 'breaks',
      steps: [step('break', $\`break\`)],
      chain: [{ says: 'the command ends', event: { exit: { step: 'break', code: 1 } } }],
    },
  ],
  fixes: [
    {
      name: 'mend',
      goal: 'done',
      startsAfter: 'breaks',
      steps: [step('mend', $\`mend\`), step('again', $\`mend\`)],
    },
    {
      name: 'mend-later',
      goal: 'done',
      startsAfter: 'breaks',
      steps: [step('mend', $\`mend\`), step('again', $\`mend\`, { setle: true })],
    },
  ],
})
`

const EXPECT: Exploration['expect'] = {
  shortestSafe: { done: [['mend']] },
  refuted: [['mend']],
  sometimes: [{ says: 'it ends', event: { exit: { step: 'mend', code: 0 } } }],
}
const EXPLORATION: Exploration = {
  name: 'ways',
  title: 'Which way?',
  startsAfter: 'healthy',
  goals: ['done'],
  steps: [{ name: 'mend', command: { argv: ['mend'] } }],
  expect: EXPECT,
}

function refusal(value: unknown, path = PATH): ScenarioError {
  try {
    checkScenario(value, { path, text: TEXT })
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError)
    return error as ScenarioError
  }
  throw new Error('the scenario was accepted')
}

const later = (changes: Partial<ReturnType<typeof fixWith>>) =>
  scenarioWith({ fixes: [fixWith(), fixWith({ name: 'mend-later', ...changes })] })
const steps = (...names: readonly string[]) => names.map((name) => ({ name, command: { argv: [name] } }))

describe('checkScenario', () => {
  it('gives the scenario back', () => {
    const scenario = scenarioWith()
    expect(checkScenario(scenario, { path: PATH, text: TEXT })).toEqual(scenario)
  })

  it('takes what a scenario declines to be asked afterwards, with the reason', () => {
    const protects = { pods: [], keys: [], after: { hours: 72, notAsked: { 'survives-drain': 'no drains' } } }
    expect(checkScenario(scenarioWith({ protects }), { path: PATH, text: TEXT }).protects).toEqual(protects)
    const unknown = { pods: [], keys: [], after: { notAsked: { 'survives-drian': 'no drains' } } }
    expect(refusal(scenarioWith({ protects: unknown })).message).toContain('protects.after.notAsked')
  })

  it.each<readonly [string, unknown, string]>([
    ['no default export', undefined, `${PATH}: it has no default export`],
    ['a wrong member', { ...scenarioWith(), nmae: 'x' }, `${PATH}:4: nmae: Unrecognized key: "nmae"`],
    [
      'a wrong member far inside',
      later({ steps: [...steps('mend'), { ...steps('again')[0]!, setle: true } as never] }),
      `${PATH}:25: fixes[1].steps[1].setle: Unrecognized key: "setle"`,
    ],
    [
      'a registry that refuses in two ways',
      scenarioWith({
        world: {
          nodes: ['node-a'],
          namespaces: [],
          registry: { 'docker.io': { refuses: 'rate-limit', error: 'x' } },
          setup: [],
        },
      }),
      `${PATH}:5: world.registry["docker.io"]: needs either refuses or error`,
    ],
    [
      'a wrong type',
      scenarioWith({ title: 7 as unknown as string }),
      `${PATH}:3: title: Invalid input: expected string, received number`,
    ],
    [
      'a missing member, at the part that lacks it',
      later({ title: undefined as unknown as string }),
      `${PATH}:22: fixes[1].title: Invalid input: expected string, received undefined`,
    ],
    ['no object at all', 'text', `${PATH}: the scenario: Invalid input: expected object, received string`],
    [
      'a name that is not the file name',
      scenarioWith({ name: 'other' }),
      `${PATH}: the name other differs from the file name`,
    ],
    [
      'a name that cannot be typed',
      scenarioWith({ name: 'Small One' }),
      `${PATH}:2: name: must be lower case words joined by "-"`,
    ],
    [
      'two incidents of a name',
      scenarioWith({ incidents: [incidentWith(), incidentWith()] }),
      `${PATH}:9: breaks is used twice`,
    ],
    [
      'two fixes of a name',
      scenarioWith({ fixes: [fixWith(), fixWith()] }),
      `${PATH}:16: mend is used twice`,
    ],
    [
      'a step of a recovery that is called like another step',
      later({ steps: [{ ...steps('mend')[0]!, onCrash: { run: steps('mend') } }] }),
      `${PATH}:25: mend-later: step mend is used twice`,
    ],
    [
      'a recovery that does nothing',
      later({ steps: [{ ...steps('mend')[0]!, onCrash: { run: [] } }] }),
      `${PATH}:25: fixes[1].steps[0].onCrash.run: Too small: expected array to have >=1 items`,
    ],
    ['an unknown goal', later({ goal: 'dune' }), `${PATH}:23: fix mend-later has an unknown goal dune`],
    [
      'a goal that is only a member of every object',
      later({ goal: 'constructor' }),
      `${PATH}:23: fix mend-later has an unknown goal constructor`,
    ],
    [
      'an unknown incident',
      later({ startsAfter: 'brakes' }),
      `${PATH}:24: fix mend-later starts after unknown brakes`,
    ],
    [
      'two steps of a name, in the right fix',
      later({ steps: steps('again', 'again') }),
      `${PATH}:25: mend-later: step again is used twice`,
    ],
    [
      'a step after one that does not come before',
      later({ steps: [{ ...steps('mend')[0]!, after: ['again'] }, ...steps('again')] }),
      `${PATH}:25: mend-later: step again does not come before mend`,
    ],
    [
      'an event that matches everything',
      scenarioWith({ incidents: [incidentWith({ chain: [{ says: 'x', event: {} }] })] }),
      `${PATH}:11: incidents[0].chain[0].event: needs a member: an empty pattern matches everything`,
    ],
    [
      'an incident that claims nothing',
      scenarioWith({ incidents: [incidentWith({ chain: [] })] }),
      `${PATH}:11: incidents[0].chain: Too small: expected array to have >=1 items`,
    ],
    [
      'a chain that waits for a step there is not',
      scenarioWith({
        incidents: [incidentWith({ chain: [{ says: 'x', event: { exit: { step: 'brake', code: 1 } } }] })],
      }),
      `${PATH}:11: the chain of breaks waits for unknown step brake`,
    ],
  ])('names file and line of %s', (_what, value, message) => {
    const error = refusal(value)
    expect(error.message).toBe(message)
    expect(error.code).toBe('scenario-invalid')
    expect(error.subject).toBe(/^[^ ]+(?=: )/.exec(message)![0])
  })

  it.each<readonly [string, Partial<Exploration>, string]>([
    ['goal', { goals: ['undone'] }, 'has an unknown goal undone'],
    [
      'goal of an answer',
      { expect: { ...EXPECT, shortestSafe: { other: [] } } },
      'has an unknown goal other',
    ],
    ['start', { startsAfter: 'brakes' }, 'has an unknown start brakes'],
    ['mandatory step', { mandatory: ['mends'] }, 'has an unknown step mends'],
    ['refuted step', { expect: { ...EXPECT, refuted: [['mend', 'again']] } }, 'has an unknown step again'],
  ])('names an unknown %s of an exploration', (_what, changes, message) => {
    const { message: found } = refusal(scenarioWith({ explorations: [{ ...EXPLORATION, ...changes }] }))
    expect(found).toContain(`exploration ways ${message}`)
  })

  it('wants an exploration to refute something and to see something happen', () => {
    for (const member of ['refuted', 'sometimes'] as const) {
      const expects = { ...EXPECT, [member]: [] }
      const { message } = refusal(scenarioWith({ explorations: [{ ...EXPLORATION, expect: expects }] }))
      expect(message).toContain(`explorations[0].expect.${member}: Too small`)
    }
  })

  it('takes an exploration whose parts are there', () => {
    const scenario = scenarioWith({ explorations: [EXPLORATION] })
    expect(checkScenario(scenario, { path: PATH, text: TEXT })).toEqual(scenario)
  })

  it('tells all mistakes at once in the remedy', () => {
    const { remedy } = refusal(scenarioWith({ title: '', summary: '' }))
    expect(remedy).toContain('at title')
    expect(remedy).toContain('at summary')
  })

  it('names what would be right', () => {
    expect(refusal(scenarioWith({ fixes: [fixWith({ goal: 'x' })] })).remedy).toBe('Use one of: done.')
    expect(refusal(scenarioWith({ fixes: [fixWith({ startsAfter: 'x' })] })).remedy).toBe(
      'Use one of: healthy, breaks.',
    )
    expect(refusal(scenarioWith({ name: 'other' })).remedy).toBe(
      'Name the scenario small, or the file other.scenario.ts.',
    )
  })

  it('takes the name from paths of Windows too', () => {
    const scenario: Scenario = scenarioWith()
    expect(checkScenario(scenario, { path: 'scenarios\\small.scenario.ts', text: TEXT })).toEqual(scenario)
  })
})
