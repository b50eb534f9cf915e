import { $, defineScenario, step } from 'rehearse'

export default defineScenario({
  name: 'malformed-manifest',
  title: 'A manifest that is no YAML',
  summary: 'A scenario with a mistake in it.',
  source: { document: 'Tests of the command line', section: 'malformed-manifest' },
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
