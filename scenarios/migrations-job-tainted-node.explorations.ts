import { type Command, type EventPattern, type Exploration, type Step, step } from '../harness/index.js'

interface Parts {
  /** Deletes the Job. */
  readonly remove: Step
  readonly apply: (name: string, manifest: string) => Step
  readonly untaint: Command
  readonly taint: Command
  readonly pending: EventPattern
}

/** What is searched: which changes of the Job or of the nodes let the migrations run. */
export function explorations({ remove, apply, untaint, taint, pending }: Parts): readonly Exploration[] {
  return [
    {
      name: 'let-it-run',
      title: 'Which of these changes, in which order, let the migrations run and leave the nodes reserved?',
      startsAfter: 'pending',
      goals: ['migrated'],
      steps: [
        remove,
        apply('tolerate', 'job-with-tolerations'),
        apply('select-node', 'job-with-node-selector'),
        step('untaint', untaint),
        step('taint-again', taint),
      ],
      bounds: { steps: 3, gaps: ['quiescent'] },
      expect: {
        shortestSafe: {
          migrated: [
            ['remove', 'tolerate'],
            ['untaint', 'taint-again'],
          ],
        },
        refuted: [['untaint'], ['tolerate'], ['remove', 'select-node']],
        sometimes: [
          { says: 'no node takes the pod', event: pending },
          { says: 'the Job is complete', event: { actor: 'job', reason: 'Completed' } },
        ],
      },
    },
  ]
}
