import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  readonly apply: (name: string, image: string) => Step
  readonly deleteStuck: Step
  /** Restarts the services that the document names. */
  readonly restart: Step
}

/** What is searched: what a stuck rollout needs besides another image. */
export function explorations({ apply, deleteStuck, restart }: Parts): readonly Exploration[] {
  return [
    {
      name: 'unstick',
      title: 'Which of the documented steps, in which order, get the services out of Init:0/1?',
      startsAfter: 'stuck-in-init',
      goals: ['running'],
      steps: [apply('netcat', 'mirror'), apply('roll-back', 'docker-hub'), deleteStuck, restart],
      bounds: { steps: 3, gaps: ['at-once', 'quiescent'] },
      expect: {
        shortestSafe: { running: [['netcat'], ['roll-back']] },
        safe: [
          ['netcat', 'delete-stuck-pods', 'restart'],
          ['delete-stuck-pods', 'netcat'],
          ['restart', 'netcat'],
        ],
        refuted: [['delete-stuck-pods'], ['restart'], ['delete-stuck-pods', 'restart']],
        sometimes: [
          {
            says: 'the rollout takes a stuck pod away by itself',
            event: { actor: 'replicaset', reason: 'SuccessfulDelete' },
          },
        ],
      },
    },
  ]
}
