import { expect, it } from 'vitest'
import { counterexamplesOf } from '../../harness/explorer/counterexamples.js'
import { explore } from '../../harness/explorer/explore.js'
import { ALL_GATES } from '../../harness/gates/index.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { $ } from '../../harness/scenario/command.js'
import { type Scenario, step } from '../../harness/scenario/scenario.js'
import { baseComponents } from '../../twins/index.js'
import { memoryFiles } from '../../twins/kernel/index.js'

const HOUR_MS = 3_600_000

/** A Secret that is looked after every 47 hours, and goes when its value is gone. */
const KEPT = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: db, namespace: shop }
spec:
  refreshInterval: 47h
  secretStoreRef: { kind: ClusterSecretStore, name: aws }
  target: { name: db, deletionPolicy: Delete }
  dataFrom: [{ extract: { key: shop/db } }]
`
const STORE = `
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: aws }
spec: { provider: { aws: { service: SecretsManager, region: us-west-2 } } }
---
`

const scenario: Scenario = {
  name: 'tidy-up',
  title: 'The old value is removed',
  summary: 'Nobody is to need it any more.',
  source: { document: 'none', section: 'none' },
  world: {
    nodes: ['node-a'],
    namespaces: ['shop'],
    secretsManager: { region: 'us-west-2', secrets: { 'shop/db': { password: 'fake-password' } } },
    setup: [{ ...$`kubectl apply -f -`, stdin: `${STORE}${KEPT}` }],
  },
  protects: { pods: [], keys: [{ namespace: 'shop', secret: 'db', keys: ['password'] }] },
  goals: { kept: { description: 'the Secret is looked after', declared: ['kept.yaml'] } },
  incidents: [],
  fixes: [],
  explorations: [
    {
      name: 'tidy',
      title: 'May the value be removed?',
      startsAfter: 'healthy',
      goals: ['kept'],
      steps: [
        step(
          'remove',
          $`aws secretsmanager delete-secret --region us-west-2 --secret-id shop/db --force-delete-without-recovery`,
          { exitCode: 0 },
        ),
        step('check', $`kubectl get secret db -n shop`, { exitCode: 0, after: ['remove'] }),
      ],
      expect: { shortestSafe: {}, refuted: [['remove']], sometimes: [] },
    },
  ],
}

it('what is green after the last step and fails when the refresh interval fires, 47 hours later, is found', async () => {
  const shared = {
    under: () => scenario,
    files: memoryFiles({ 'kept.yaml': KEPT }),
    components: baseComponents,
    gates: ALL_GATES,
    seed: 1,
  }
  const outcome = await explore({
    ...shared,
    scenario,
    prepare: prepareEmbedded(shared),
    exploration: () => scenario.explorations![0]!,
  })
  const told = outcome.sequences.map(({ steps, ends }) => [
    steps.join(),
    ...ends.flatMap((end) => outcome.ends[end]!.verdicts[0]!.gates.map(({ gate }) => gate)),
  ])
  expect(told).toEqual([[''], ['remove', 'keys-present'], ['remove,check', 'keys-present']])
  const lost = counterexamplesOf(outcome).find(({ gate }) => gate === 'keys-present')!
  expect(lost.evidence).toContain('Secret shop/db: was deleted')
  expect(lost.failsAfterMs! / HOUR_MS).toBeCloseTo(47, 1)
})
