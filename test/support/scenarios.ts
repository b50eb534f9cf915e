import type { Fix, Incident, Scenario } from '../../harness/scenario/scenario.js'

/** A scenario named `small` with one incident and one fix; tests change what they are about. */
export function scenarioWith(changes: Partial<Scenario> = {}): Scenario {
  return {
    name: 'small',
    title: 'A small scenario',
    summary: 'It shows what a scenario needs.',
    source: { document: 'Runbook', section: '1' },
    world: { nodes: ['node-a'], namespaces: ['test'], setup: [] },
    protects: { pods: [], keys: [] },
    goals: { done: { description: 'everything is done' } },
    incidents: [incidentWith()],
    fixes: [fixWith()],
    ...changes,
  }
}

export function incidentWith(changes: Partial<Incident> = {}): Incident {
  return {
    name: 'breaks',
    title: 'It breaks',
    steps: [{ name: 'break', command: { argv: ['break'] } }],
    chain: [{ says: 'the command ends', event: { exit: { step: 'break', code: 1 } } }],
    ...changes,
  }
}

export function fixWith(changes: Partial<Fix> = {}): Fix {
  return {
    name: 'mend',
    title: 'Mend it',
    from: { derived: 'it was whole before' },
    goal: 'done',
    startsAfter: 'breaks',
    steps: [{ name: 'mend', command: { argv: ['mend'] } }],
    ...changes,
  }
}
