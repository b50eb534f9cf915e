import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'syntax-error',
  title: 'A file that is no TypeScript',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'syntax-error' },
  world: {
    nodes: ['node-a'],
    namespaces: ['test'],
    setup: [],
  },
  protects: { pods: [], keys: [] },
  goals: { done: { description: 'everything is as it was' } },
  incidents: [],
  fixes: [
    {
      name: 'look',
      title: 'Look at it',
      from: { derived: 'looking changes nothing' },
      goal: 'done',
      startsAfter: 'healthy',
      steps: [
        step('pods', $`kubectl get pods -n test`),
        step('again', $`kubectl get pods -n test`,,),
      ],
    },
  ],
})
