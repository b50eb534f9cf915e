import { $, defineScenario, step, type Step } from 'rehearse'

const NAMESPACE = 'shop'
const apply = (name: string): Step => step(name, $`kubectl apply -f ${`manifests/${name}.yaml`}`)

export default defineScenario({
  name: 'replace-config',
  title: 'Replace the configuration of a shop',
  summary: 'A Deployment reads a ConfigMap that is to be replaced.',
  source: { document: 'Runbook of the shop', section: '1' },
  world: {
    nodes: ['node-a'],
    namespaces: [NAMESPACE],
    manifests: ['manifests/shop.yaml'],
    setup: [$`kubectl rollout status deployment/shop -n ${NAMESPACE}`],
  },
  protects: { pods: [{ namespace: NAMESPACE, selector: 'app=shop' }], keys: [] },
  goals: {
    replaced: { description: 'the new configuration is live', declared: ['manifests/config.yaml'] },
  },
  incidents: [
    {
      name: 'missing-file',
      title: 'the file is not where the runbook says',
      steps: [step('apply', $`kubectl apply -f manifests/confg.yaml`, { onFailure: 'continue' })],
      chain: [
        { says: 'kubectl does not find it', event: { message: 'does not exist' } },
      ],
    },
  ],
  fixes: [
    {
      name: 'apply-it',
      title: 'Apply the new configuration.',
      from: { derived: 'apply writes what the file says' },
      goal: 'replaced',
      startsAfter: 'missing-file',
      steps: [apply('config')],
    },
    {
      name: 'restart-too',
      title: 'Apply it and restart the shop, which replaces the pods.',
      from: { derived: 'the same, with a restart' },
      goal: 'replaced',
      startsAfter: 'healthy',
      steps: [apply('config'), step('restart', $`kubectl rollout restart deployment/shop -n ${NAMESPACE}`)],
      expect: { fails: [{ gate: 'protected-pods', evidence: 'is being terminated' }] },
    },
  ],
})
