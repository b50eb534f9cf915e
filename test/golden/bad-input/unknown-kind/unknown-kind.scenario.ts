import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'unknown-kind',
  title: 'A manifest of a kind that is not served',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'unknown-kind' },
  world: {
    nodes: ['node-a'],
    namespaces: ['test'],
    manifests: ['manifests/objects.yaml'],
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

      ],
    },
  ],
})
