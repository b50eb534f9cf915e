import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'wrong-member',
  title: 'A member that is spelled wrong',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'wrong-member' },
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
        step('again', $`kubectl get pods -n test`, { onFailur: 'continue' }),
      ],
    },
  ],
})
