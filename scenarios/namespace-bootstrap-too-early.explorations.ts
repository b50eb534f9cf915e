import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  readonly steps: readonly Step[]
}

/** What is searched: the order of migration, restart and bootstrap. */
export function explorations({ steps }: Parts): readonly Exploration[] {
  return [
    {
      name: 'order',
      title: 'Each step is waited for: which of them, in which order, make the namespace?',
      startsAfter: 'too-early',
      goals: ['bootstrapped'],
      steps,
      bounds: { steps: 3, gaps: ['settled'] },
      expect: {
        shortestSafe: { bootstrapped: [['migrate', 'bootstrap']] },
        refuted: [['bootstrap'], ['restart', 'bootstrap'], ['bootstrap', 'migrate', 'restart']],
        sometimes: [
          { says: 'the bootstrap gives up', event: { reason: 'BackoffLimitExceeded' } },
          { says: 'the Job is complete', event: { actor: 'job', reason: 'Completed' } },
        ],
      },
    },
  ]
}
