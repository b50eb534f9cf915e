import { describe, expect, it } from 'vitest'
import {
  $,
  type ChainLink,
  defineScenario,
  type Fix,
  type Incident,
  type Scenario,
  type Step,
  step,
  type WorldSpec,
} from '../../harness/index.js'
import { checkScenario } from '../../harness/scenario/check.js'
import { fixWith, incidentWith, scenarioWith } from '../support/scenarios.js'

/**
 * What must not compile. `npm run typecheck` fails when one of these lines is accepted, since the comment above it
 * then expects an error that is not there; at run time the check of the loaded file must refuse the same.
 */
const source = { path: 'small.scenario.ts', text: '' }
const refuse = (value: unknown) => expect(() => checkScenario(value, source)).toThrow('small.scenario.ts')
const withStep = (wrong: Step) => refuse(scenarioWith({ fixes: [fixWith({ steps: [wrong] })] }))
const withFix = (wrong: Fix) => refuse(scenarioWith({ fixes: [wrong] }))
const withIncident = (wrong: Incident) => refuse(scenarioWith({ incidents: [wrong] }))
const withWorld = (wrong: WorldSpec) => refuse(scenarioWith({ world: wrong }))
const withLink = (wrong: ChainLink) => withIncident(incidentWith({ chain: [wrong] }))

const world: WorldSpec = { nodes: ['node-a'], namespaces: [], setup: [] }
const command = $`kubectl get pods`

describe('a scenario', () => {
  it('has all its parts', () => {
    // @ts-expect-error: title, summary, world and all the rest are missing
    refuse(defineScenario({ name: 'small' }))
    const { fixes, ...rest } = scenarioWith()
    expect(fixes).toHaveLength(1)
    // @ts-expect-error: fixes are missing
    refuse(defineScenario(rest))
  })

  it('has no other parts', () => {
    const wrong: Scenario = {
      ...scenarioWith(),
      // @ts-expect-error: a typing mistake
      incidentss: [],
    }
    refuse(wrong)
  })

  it('may depend on versions, and is a scenario for each of them', () => {
    expect(defineScenario((versions) => scenarioWith({ profile: versions }))).toBeTypeOf('function')
    // @ts-expect-error: the function gives no scenario
    expect(defineScenario(() => ({ name: 'small' }))).toBeTypeOf('function')
  })
})

describe('a step', () => {
  it('is a command, never a shell string', () => {
    // @ts-expect-error: a text is no command
    withStep({ name: 'mend', command: 'kubectl get pods | grep web' })
    // @ts-expect-error: a text is no command
    withStep(step('mend', 'kubectl get pods'))
  })

  it('has no unknown option', () => {
    // @ts-expect-error: a typing mistake
    withStep(step('mend', command, { onFailur: 'continue' }))
    // @ts-expect-error: the name stands before
    expect(step('mend', command, { name: 'other' }).name).toBe('other')
  })

  it('has options of the right kind', () => {
    // @ts-expect-error: stop or continue
    withStep(step('mend', command, { onFailure: 'ignore' }))
    // @ts-expect-error: names, not one name
    withStep(step('mend', command, { after: 'break' }))
    // @ts-expect-error: a number
    withStep(step('mend', command, { exitCode: '1' }))
    // @ts-expect-error: a condition has a kind
    withStep(step('mend', command, { during: { step: 'break', when: { ms: 5 } } }))
    // @ts-expect-error: time is in ms
    withStep(step('mend', command, { during: { step: 'break', when: { kind: 'elapsed', seconds: 5 } } }))
  })
})

describe('a command', () => {
  it('takes texts, numbers and arrays of texts', () => {
    // @ts-expect-error: undefined
    expect(() => $`kubectl ${undefined}`).toThrow('undefined')
    // @ts-expect-error: an object
    expect(() => $`kubectl ${{ a: 1 }}`).toThrow('object')
    // @ts-expect-error: an array of numbers
    expect(() => $`kubectl ${[1, 2]}`).toThrow('an array of others')
  })
})

describe('an incident and a fix', () => {
  it('need what makes them judged', () => {
    // @ts-expect-error: no chain
    withIncident({ name: 'breaks', title: 'It breaks', steps: [step('break', command)] })
    // @ts-expect-error: no goal
    withFix({ name: 'mend', title: 'Mend', from: { derived: 'x' }, startsAfter: 'healthy', steps: [] })
  })

  it('come from a document with its section, or are derived', () => {
    // @ts-expect-error: the section is missing
    withFix(fixWith({ from: { document: 'Runbook' } }))
    // @ts-expect-error: a text says nothing of where it stands
    withFix(fixWith({ from: 'Runbook' }))
  })

  it('expect failures with their evidence', () => {
    // @ts-expect-error: the evidence is missing
    withFix(fixWith({ expect: { fails: [{ gate: 'goal' }] } }))
    // @ts-expect-error: a pass has no list
    withFix(fixWith({ expect: 'pass' }))
  })

  it('match events by what events have', () => {
    // @ts-expect-error: no such member
    withLink({ says: 'x', event: { kind: 'write' } })
    // @ts-expect-error: the code is missing
    withLink({ says: 'x', event: { exit: { step: 'break' } } })
    // @ts-expect-error: an event without words
    withLink({ event: { verb: 'delete' } })
  })
})

describe('a world', () => {
  it('is made of nodes, namespaces, manifests and commands', () => {
    // @ts-expect-error: the setup is missing
    withWorld({ nodes: ['node-a'], namespaces: [] })
    // @ts-expect-error: commands, not texts
    withWorld({ ...world, setup: ['kubectl apply -f a.yaml'] })
    // @ts-expect-error: a region is needed
    withWorld({ ...world, secretsManager: { secrets: {} } })
    const wrong: WorldSpec = {
      ...world,
      // @ts-expect-error: a typing mistake
      namespace: ['test'],
    }
    withWorld(wrong)
  })

  it('cannot be changed', () => {
    const scenario = scenarioWith()
    // @ts-expect-error: read only
    expect(() => scenario.fixes.push(fixWith())).not.toThrow()
    // @ts-expect-error: read only
    scenario.name = 'other'
    expect(scenario.name).toBe('other')
  })
})
