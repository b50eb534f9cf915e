import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  readonly pullSecret: Step
  /** The same Secret with a token that the mirror refuses. */
  readonly expired: Step
  /** Deletes the Job. */
  readonly remove: Step
  /** Applies the Job with the mirror's image. */
  readonly apply: Step
}

const COMPLETED = { actor: 'job', reason: 'Completed' }

/** What is searched: in which order image, Job and pull secret may be changed. The world is small as it is. */
export function explorations({ pullSecret, expired, remove, apply }: Parts): readonly Exploration[] {
  return [
    {
      name: 'from-the-mirror',
      title: 'Which of these commands, in which order, let the migrations run with the image of the mirror?',
      startsAfter: 'rate-limited',
      goals: ['migrated'],
      steps: [pullSecret, expired, remove, apply],
      bounds: { steps: 3, gaps: ['at-once', 'quiescent'] },
      expect: {
        shortestSafe: {
          migrated: [
            ['pull-secret', 'remove', 'apply'],
            ['remove', 'apply', 'pull-secret'],
            ['remove', 'pull-secret', 'apply'],
          ],
        },
        refuted: [['apply'], ['expired-secret', 'remove', 'apply'], ['remove', 'apply']],
        sometimes: [
          { says: 'the mirror refuses an anonymous pull', event: { message: '401 Unauthorized' } },
          { says: 'the mirror refuses the expired token', event: { message: '403 Forbidden' } },
          { says: 'the Job is complete', event: COMPLETED },
        ],
      },
    },
  ]
}
