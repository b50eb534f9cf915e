import type { EventPattern, Exploration, Step } from '../harness/index.js'

interface Parts {
  readonly steps: readonly Step[]
  readonly cleared: EventPattern
}

/** What is searched: how the ExternalSecret changes hands while a database role lives from its Secret. */
export function explorations({ steps, cleared }: Parts): readonly Exploration[] {
  return [
    {
      name: 'hand-over',
      title:
        'Which of these commands, in which order, hand the ExternalSecret over and leave the role its password?',
      startsAfter: 'healthy',
      goals: ['terraform'],
      steps,
      bounds: { steps: 3, gaps: ['quiescent'] },
      expect: {
        shortestSafe: { terraform: [['keep', 'drop']] },
        safe: [
          ['keep', 'drop', 'terraform'],
          ['terraform', 'keep', 'drop'],
        ],
        refuted: [['drop'], ['retain', 'drop', 'terraform']],
        sometimes: [{ says: 'the role’s password is cleared', event: cleared }],
      },
    },
  ]
}
