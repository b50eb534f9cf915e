import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  /** Row key of the hook. */
  readonly job: string
  readonly steps: readonly Step[]
}

/** What is searched: which commands, in which order, end an operation that waits for its hook. */
export function explorations({ job, steps }: Parts): readonly Exploration[] {
  return [
    {
      name: 'out-of-the-operation',
      title: 'Which of these commands, in which order, get the migration run?',
      startsAfter: 'never-ends',
      goals: ['migrated'],
      steps,
      bounds: { steps: 3, gaps: ['quiescent'] },
      expect: {
        shortestSafe: {
          migrated: [
            ['clear-operation', 'push', 'argocd-sync'],
            ['push', 'clear-operation', 'argocd-sync'],
            ['push', 'terminate', 'argocd-sync'],
            ['push', 'terminate', 'patch-operation'],
            ['terminate', 'push', 'argocd-sync'],
            ['terminate', 'push', 'patch-operation'],
          ],
        },
        refuted: [
          ['push', 'clear-operation', 'patch-operation'],
          ['push', 'delete-job'],
          ['push', 'argocd-sync'],
        ],
        sometimes: [
          {
            says: 'the end of an operation takes its hook with it',
            event: { actor: 'argocd-application-controller', verb: 'delete', object: job },
          },
        ],
      },
    },
  ]
}
