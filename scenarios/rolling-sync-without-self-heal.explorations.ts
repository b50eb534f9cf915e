import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  readonly steps: readonly Step[]
  /** Row key of the service. */
  readonly deployment: string
}

/** What is searched: what heals a change by hand, without taking the pods. */
export function explorations({ steps, deployment }: Parts): readonly Exploration[] {
  return [
    {
      name: 'heal',
      title: 'Which of these, in which order, put the service back without touching its pods?',
      startsAfter: 'scaled-by-hand',
      goals: ['as-in-git'],
      steps,
      bounds: { steps: 2, gaps: ['quiescent'] },
      expect: {
        shortestSafe: { 'as-in-git': [['all-at-once'], ['sync']] },
        safe: [['preserve', 'delete']],
        refuted: [['delete'], ['delete', 'preserve']],
        sometimes: [
          {
            says: 'a deletion of the Application takes the service with it',
            event: { actor: 'argocd-application-controller', verb: 'delete', object: deployment },
          },
        ],
      },
    },
  ]
}
