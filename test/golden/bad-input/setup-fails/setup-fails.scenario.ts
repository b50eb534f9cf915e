import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'setup-fails',
  title: 'A world that cannot be built',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'setup-fails' },
  world: {
    nodes: ['node-a'],
    namespaces: ['test'],
    setup: [$`kubectl apply -f manifests/absent.yaml`],
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
