import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  readonly steps: readonly Step[]
  /** Row key of the hook. */
  readonly job: string
}

/** What is searched: what makes Argo CD run a hook that changed. */
export function explorations({ steps, job }: Parts): readonly Exploration[] {
  return [
    {
      name: 'run-again',
      title: 'Which of these, in which order, run the hook with its new version?',
      startsAfter: 'healthy',
      goals: ['migrated'],
      steps,
      bounds: { steps: 3, gaps: ['settled'] },
      expect: {
        shortestSafe: { migrated: [['push-settings']] },
        refuted: [['push-hook'], ['drift', 'push-hook'], ['sync', 'push-hook']],
        sometimes: [
          {
            says: 'a sync replaces the hook',
            event: { actor: 'argocd-application-controller', verb: 'create', object: job },
          },
        ],
      },
    },
  ]
}
