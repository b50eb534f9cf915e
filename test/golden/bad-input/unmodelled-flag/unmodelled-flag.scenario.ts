import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'unmodelled-flag',
  title: 'A flag that the twin does not model',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'unmodelled-flag' },
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
        step('watch', $`kubectl get pods -n test --watch`),
      ],
    },
  ],
})
