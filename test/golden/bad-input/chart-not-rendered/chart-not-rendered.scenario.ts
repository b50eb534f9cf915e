import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'chart-not-rendered',
  title: 'A chart that nobody rendered',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'chart-not-rendered' },
  world: {
    nodes: ['node-a'],
    namespaces: ['test'],
    setup: [
      $`kubectl get nodes`,
      $`helm install app charts/app --namespace test`,
    ],
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

      ],
    },
  ],
})
