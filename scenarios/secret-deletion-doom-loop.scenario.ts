import {
  $,
  type Command,
  defineScenario,
  olderThan,
  step,
  type Topology,
  type Versions,
} from '../harness/index.js'
import { explorations } from './secret-deletion-doom-loop.explorations.js'

const NAMESPACE = 'tracecat'
const SECRET = 'tracecat-postgres-credentials'
const SECRET_KEY = `secrets/${NAMESPACE}/${SECRET}`
const EXTERNAL_SECRET_KEY = `externalsecrets.external-secrets.io/${NAMESPACE}/${SECRET}`

const REPORT = { document: 'Terraform Apply Status, 2026-02-24', section: 'Learnings 1' }

/** The release changes the pod template and drops the ExternalSecret: the trigger. */
const SPLIT = ['values-split.yaml']
/** The same, but no pod is replaced. */
const DROP_ONLY = ['values-postgres-off-same-image.yaml']

/**
 * Operators before 0.17 serve external-secrets.io/v1beta1 only: other manifests, and one more values file. The small world has
 * one node and one pod of each kind that the story needs.
 */
function artefacts(versions: Versions, { small }: Topology) {
  const old = olderThan(versions['eso'] ?? '0', '0.17')
  const around = (names: readonly string[]) => [
    'values-prod.yaml',
    ...(old ? ['values-eso-v1beta1.yaml'] : []),
    ...names,
    ...(small ? ['values-small.yaml'] : []),
  ]
  const values = (names: readonly string[]) => around(names).flatMap((name) => ['-f', name])
  const manifest = (name: string) => `manifests/${name}${old ? '-v1beta1' : ''}.yaml`
  return {
    manifest,
    nodes: small ? ['node-a'] : ['node-a', 'node-b', 'node-c'],
    temporal: $`kubectl apply -f manifests/temporal${small ? '-small' : ''}.yaml`,
    upgrade: (names: readonly string[], ...flags: readonly string[]): Command =>
      $`helm upgrade tracecat chart --namespace ${NAMESPACE} ${values(names)} ${flags}`,
    install: $`helm install tracecat chart --namespace ${NAMESPACE} ${values([])} --wait`,
    asTerraform: (name: string): Command =>
      $`kubectl apply --server-side --force-conflicts --field-manager=Terraform -f ${manifest(name)}`,
  }
}

const COLLECTED = { actor: 'garbage-collector', verb: 'delete', object: SECRET_KEY }
const WHO_OWNS = $`kubectl get secret ${SECRET} -n ${NAMESPACE} -o jsonpath={.metadata.ownerReferences}`
const CHECK_OWNER = `${WHO_OWNS.argv.join(' ')}   # a controller reference to ExternalSecret: it will be collected`

export default defineScenario((versions: Versions, topology: Topology) => {
  const { manifest, nodes, temporal, upgrade, install, asTerraform } = artefacts(versions, topology)
  /** From 0.11.0 on a sync under creationPolicy Orphan takes the owner reference back. */
  const strips = !olderThan(versions['eso'] ?? '0', '0.11')
  const collected = { gate: 'keys-present', evidence: `Secret ${NAMESPACE}/${SECRET}: was deleted` }
  const undeclared = { gate: 'goal', evidence: 'is declared but absent' }
  const latent = { gate: 'survives-restart', evidence: `secret "${SECRET}" not found` }
  const afterOrphan = strips
    ? [{ gate: 'zero-diff', evidence: 'nobody refreshes' }, undeclared]
    : [undeclared, collected, latent]
  return {
    name: 'secret-deletion-doom-loop',
    title: 'A dropped ExternalSecret takes its Secret with it, and atomic rollbacks do it again',
    summary:
      'Helm owns the ExternalSecret that makes the database credentials. A release drops it because Terraform is to own ' +
      'it; the garbage collector deletes the Secret, new pods cannot start, the rollback restores what the next apply ' +
      'deletes again.',
    source: REPORT,
    world: {
      nodes,
      namespaces: [NAMESPACE],
      secretsManager: {
        region: 'us-west-2',
        secrets: {
          'tracecat/prod/core': {
            dbEncryptionKey: 'fake-encryption-key',
            serviceKey: 'fake-service-key',
            signingSecret: 'fake-signing-secret',
          },
          'tracecat/prod/postgres': { username: 'tracecat-not-real', password: 'fake-postgres-password' },
          'tracecat/prod/redis': { url: 'rediss://fake-redis.example.com:6379' },
        },
      },
      manifests: [manifest('clustersecretstore')],
      setup: [
        install,
        temporal,
        $`kubectl rollout status deployment/tracecat-temporal -n ${NAMESPACE} --timeout=120s`,
      ],
    },
    protects: {
      pods: [{ namespace: NAMESPACE, selector: 'app.kubernetes.io/name=temporal' }],
      keys: [{ namespace: NAMESPACE, secret: SECRET, keys: ['username', 'password'] }],
    },
    goals: {
      helm: {
        description: 'the ExternalSecret stays in the Helm release',
        ownership: [{ plane: 'helm', object: `ExternalSecret ${NAMESPACE}/${SECRET}`, owned: true }],
      },
      terraform: {
        description: 'Terraform owns the ExternalSecret of the same name, Helm does not know it',
        declared: [manifest('terraform-externalsecret')],
        ownership: [{ plane: 'helm', object: `ExternalSecret ${NAMESPACE}/${SECRET}`, owned: false }],
      },
      'terraform-renamed': {
        description: 'Terraform owns an ExternalSecret of another name that makes the same Secret',
        declared: [manifest('terraform-externalsecret-second-name')],
        ownership: [{ plane: 'helm', object: `ExternalSecret ${NAMESPACE}/${SECRET}`, owned: false }],
      },
    },
    incidents: [
      {
        name: 'deletes-again',
        title: 'the rollback recreates the ExternalSecret, the next apply deletes it again',
        steps: [
          step('upgrade', upgrade(SPLIT, '--atomic'), { onFailure: 'continue' }),
          step('upgrade-again', upgrade(SPLIT, '--atomic'), { onFailure: 'continue' }),
        ],
        chain: [
          {
            says: 'Deployments are patched first',
            event: {
              actor: 'upgrade',
              verb: 'patch',
              object: `deployments.apps/${NAMESPACE}/tracecat-worker`,
            },
          },
          {
            says: 'a Deployment of 4 loses a good pod at once (25 % of 4), one of 2 loses none',
            event: { reason: 'SuccessfulDelete', message: 'Deleted pod: tracecat-worker-' },
          },
          {
            says: 'then Helm deletes the dropped ExternalSecret',
            event: { actor: 'upgrade', verb: 'delete', object: EXTERNAL_SECRET_KEY },
          },
          { says: 'its owner is gone: the garbage collector deletes the Secret', event: COLLECTED },
          { says: 'new pods cannot start', event: { waiting: 'CreateContainerConfigError' } },
          {
            says: 'the wait times out and the rollback puts the ExternalSecret back',
            event: { actor: 'upgrade', verb: 'create', object: EXTERNAL_SECRET_KEY },
          },
          {
            says: 'the operator makes a new Secret',
            event: { actor: 'externalsecret', verb: 'create', object: SECRET_KEY },
          },
          {
            says: 'helm reports the failure; the pods are back',
            event: { message: 'has been rolled back due to atomic being set: context deadline exceeded' },
          },
          {
            says: 'the next apply deletes the ExternalSecret again',
            event: { actor: 'upgrade-again', verb: 'delete', object: EXTERNAL_SECRET_KEY },
          },
          { says: 'and the Secret goes again', event: COLLECTED },
        ],
      },
      {
        name: 'recreated-in-between',
        title: 'Terraform recreates the ExternalSecret between upgrade and rollback: the rollback dies',
        steps: [
          step('upgrade', upgrade(SPLIT, '--wait'), { onFailure: 'continue', waits: 'no' }),
          step('terraform', asTerraform('terraform-externalsecret'), { waits: 'no' }),
          step('rollback', $`helm rollback tracecat 1 --namespace ${NAMESPACE} --wait`, {
            onFailure: 'continue',
          }),
        ],
        chain: [
          { says: 'Helm deletes the ExternalSecret, the Secret goes', event: COLLECTED },
          {
            says: 'the upgrade fails waiting',
            event: { message: 'UPGRADE FAILED: context deadline exceeded' },
          },
          {
            says: 'Terraform creates an ExternalSecret of the same name',
            event: { actor: 'terraform', object: EXTERNAL_SECRET_KEY },
          },
          {
            says: 'the rollback finds an object it does not know',
            event: { message: `no ExternalSecret with the name "${SECRET}" found` },
          },
        ],
      },
      {
        name: 'picks-the-bad-revision',
        title:
          'a patch fails (a bool label), the rollback dies, and the next one goes back to the bad revision',
        steps: [
          step('upgrade', upgrade(['values-bool-label.yaml'], '--atomic'), { onFailure: 'continue' }),
          step('upgrade-again', upgrade(SPLIT, '--atomic'), { onFailure: 'continue' }),
        ],
        chain: [
          {
            says: 'the API server refuses the bool label, so nothing is deleted',
            event: { actor: 'upgrade', message: 'json: cannot unmarshal bool into Go struct field' },
          },
          {
            says: 'the bad revision 2 becomes superseded',
            event: {
              object: `secrets/${NAMESPACE}/sh.helm.release.v1.tracecat.v2`,
              labels: { status: 'superseded' },
            },
          },
          {
            says: 'and the rollback dies on the ExternalSecret that is still there',
            event: { message: `no ExternalSecret with the name "${SECRET}" found` },
          },
          {
            says: 'the next upgrade deletes the ExternalSecret and fails in the wait',
            event: {
              object: `secrets/${NAMESPACE}/sh.helm.release.v1.tracecat.v4`,
              labels: { status: 'failed' },
            },
          },
          {
            says: 'its rollback takes the newest superseded revision, 2, and meets the bool label again',
            event: { actor: 'upgrade-again', message: 'json: cannot unmarshal bool into Go struct field' },
          },
          {
            says: 'nothing is restored',
            event: { exit: { step: 'upgrade-again', code: 1 } },
          },
        ],
      },
      {
        name: 'quiet',
        title: 'everything is green and the Secret is gone; the first restart fails',
        steps: [
          step('upgrade', upgrade(DROP_ONLY, '--atomic'), { exitCode: 0 }),
          step('restart', $`kubectl rollout restart deployment/tracecat-api -n ${NAMESPACE}`),
        ],
        chain: [
          {
            says: 'the upgrade succeeds: no pod had to be replaced',
            event: { exit: { step: 'upgrade', code: 0 } },
          },
          { says: 'behind it the Secret is collected', event: COLLECTED },
          {
            says: 'the first restart, hours or weeks later, fails',
            event: { waiting: 'CreateContainerConfigError' },
          },
        ],
      },
    ],
    fixes: [
      {
        name: 'atomic-off',
        title: 'Upgrade without --atomic, so that no rollback follows (interim fix).',
        from: REPORT,
        goal: 'terraform',
        startsAfter: 'deletes-again',
        steps: [step('upgrade', upgrade(SPLIT, '--wait'))],
        expect: {
          fails: [
            { gate: 'steps', evidence: 'context deadline exceeded' },
            { gate: 'zero-diff', evidence: 'failed' },
            undeclared,
            collected,
            latent,
          ],
        },
        refutes: {
          claim: 'atomic = false on the Helm release prevents the rollback cascade',
          truth:
            'It ends the cascade and restores nothing: the upgrade itself deletes the ExternalSecret, and nobody puts it back.',
          versions: 'Helm 3, every ESO with creationPolicy Owner (the default)',
          event: COLLECTED,
          check: CHECK_OWNER,
        },
      },
      {
        name: 'create-secret-by-hand',
        title:
          'Create the Secret directly with kubectl (interim fix), then let Terraform have its ExternalSecret.',
        from: REPORT,
        goal: 'terraform',
        startsAfter: 'quiet',
        steps: [
          step('create', $`kubectl apply -f manifests/hand-made-secret.yaml`, { waits: 'settled' }),
          step('terraform', asTerraform('terraform-externalsecret')),
          step('remove', $`kubectl delete externalsecret ${SECRET} -n ${NAMESPACE}`),
        ],
        expect: { fails: [undeclared, collected, latent] },
        refutes: {
          claim: 'creating the Secret directly unblocks the pods',
          truth:
            'It does, until an ExternalSecret with creationPolicy Owner adopts it: the operator overwrites its data and makes ' +
            'it collectable, so it goes with the next ExternalSecret that goes.',
          versions: 'every ESO from 0.5.0',
          event: COLLECTED,
          check: CHECK_OWNER,
        },
      },
      {
        name: 'strip-helm-annotations',
        title:
          'Strip the Helm annotations from the ExternalSecret before the release that drops it (interim fix).',
        from: REPORT,
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step(
            'strip',
            $`kubectl annotate externalsecret ${SECRET} -n ${NAMESPACE} meta.helm.sh/release-name- meta.helm.sh/release-namespace-`,
          ),
          step(
            'unlabel',
            $`kubectl label externalsecret ${SECRET} -n ${NAMESPACE} app.kubernetes.io/managed-by-`,
          ),
          step('upgrade', upgrade(DROP_ONLY, '--atomic')),
        ],
        expect: { fails: [undeclared, collected, latent] },
      },
      {
        name: 'keep-in-helm-with-retain',
        title:
          'Keep the ExternalSecret in Helm and add deletionPolicy: Retain (the documented final fix). Keeping it is what helps.',
        from: REPORT,
        goal: 'helm',
        startsAfter: 'healthy',
        steps: [step('upgrade', upgrade(['values-retain.yaml'], '--atomic'))],
      },
      {
        name: 'retain-before-migration',
        title:
          'Set deletionPolicy: Retain before the migration, then drop the ExternalSecret (the documented prevention).',
        from: REPORT,
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step('retain', upgrade(['values-retain-first.yaml'], '--atomic')),
          step('drop', upgrade(DROP_ONLY, '--atomic')),
          step('terraform', asTerraform('terraform-externalsecret')),
        ],
        expect: { fails: [collected] },
        refutes: {
          claim: 'with deletionPolicy: Retain the Secret survives even if the ExternalSecret is deleted',
          truth:
            'deletionPolicy speaks of data that vanishes at the provider, and Retain is its default. The Secret has a controller ' +
            'owner reference (creationPolicy Owner), and Kubernetes collects it when the ExternalSecret goes. Keeping the ' +
            'ExternalSecret in Helm is the whole fix.',
          versions: 'every ESO that has the field, 0.5.0 to 2.9.0',
          event: COLLECTED,
          check: CHECK_OWNER,
        },
      },
      {
        name: 'keep-the-template',
        title: 'Leave the ExternalSecret in the chart and roll out the image alone.',
        from: { derived: 'what the release still contains is not deleted' },
        goal: 'helm',
        startsAfter: 'healthy',
        steps: [step('upgrade', upgrade(['values-new-image.yaml'], '--atomic'))],
      },
      {
        name: 'keep-on-live-object',
        title:
          'Put helm.sh/resource-policy: keep on the live ExternalSecret, drop it from the release, let Terraform apply it.',
        from: {
          derived:
            'Helm reads the annotation of the live object before it deletes (helm pkg/kube/client.go, update)',
        },
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step('keep', upgrade(['values-keep.yaml'], '--atomic')),
          step('drop', upgrade(DROP_ONLY, '--atomic')),
          step('terraform', asTerraform('terraform-externalsecret')),
        ],
      },
      {
        name: 'keep-in-the-same-release',
        title:
          'The annotation in the release that drops the ExternalSecret: it never reaches the live object.',
        from: { derived: 'the same steps in the wrong order' },
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step('keep-and-drop', upgrade(['values-keep.yaml', ...DROP_ONLY], '--atomic')),
          step('terraform', asTerraform('terraform-externalsecret')),
        ],
        expect: { fails: [collected] },
      },
      {
        name: 'zero-gap-handoff',
        title:
          'creationPolicy Orphan, a second ExternalSecret of another name takes the Secret over, then drop the first.',
        from: {
          derived:
            'ESO strips its owner reference at the next sync from 0.11.0 on, and ownership goes by name',
        },
        goal: 'terraform-renamed',
        startsAfter: 'healthy',
        steps: [
          step('orphan', upgrade(['values-orphan.yaml'], '--atomic')),
          step('terraform', asTerraform('terraform-externalsecret-second-name')),
          step('drop', upgrade(DROP_ONLY, '--atomic')),
        ],
        expect: { fails: strips ? [] : [collected] },
      },
      {
        name: 'orphan-then-drop',
        title: 'creationPolicy Orphan and a sync keep the Secret; nobody refreshes it afterwards.',
        from: { derived: 'ESO strips its owner reference at the next sync from 0.11.0 on' },
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step('orphan', upgrade(['values-orphan.yaml'], '--atomic')),
          step('drop', upgrade(DROP_ONLY, '--atomic')),
        ],
        expect: { fails: afterOrphan },
      },
      {
        name: 'orphan-then-drop-before-0.11',
        title: 'The same with an operator before 0.11.0, which never strips the owner reference.',
        from: { derived: 'the same steps under an older operator' },
        goal: 'terraform',
        startsAfter: 'healthy',
        profile: { eso: '0.10.7' },
        steps: [
          step('orphan', upgrade(['values-orphan.yaml'], '--atomic')),
          step('drop', upgrade(DROP_ONLY, '--atomic')),
        ],
        expect: { fails: afterOrphan },
      },
      {
        name: 'orphan-in-the-same-release',
        title:
          'creationPolicy Orphan in the release that drops the ExternalSecret: it never reaches the live object.',
        from: { derived: 'the same steps in the wrong order' },
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step('orphan-and-drop', upgrade(['values-orphan.yaml', ...DROP_ONLY], '--atomic')),
          step('terraform', asTerraform('terraform-externalsecret')),
        ],
        expect: { fails: [collected] },
      },
      {
        name: 'terraform-first',
        title:
          'Terraform takes the fields over first, then the release drops the ExternalSecret: Helm deletes it all the same.',
        from: {
          derived: 'the same steps in the wrong order: the release record counts, not the field owner',
        },
        goal: 'terraform',
        startsAfter: 'healthy',
        steps: [
          step('terraform', asTerraform('terraform-externalsecret')),
          step('drop', upgrade(DROP_ONLY, '--atomic')),
        ],
        expect: { fails: [undeclared, collected, latent] },
      },
      {
        name: 'move-back-to-helm',
        title:
          'Move Terraform’s ExternalSecret back into the release with another creationPolicy: adoption writes nothing to it.',
        from: {
          derived:
            'an adopted custom resource gets an empty patch (helm pkg/action/validate.go, pkg/kube/client.go)',
        },
        goal: 'helm',
        startsAfter: 'quiet',
        steps: [
          step('terraform', asTerraform('terraform-externalsecret')),
          step(
            'label',
            $`kubectl label externalsecret ${SECRET} -n ${NAMESPACE} app.kubernetes.io/managed-by=Helm`,
          ),
          step(
            'annotate',
            $`kubectl annotate externalsecret ${SECRET} -n ${NAMESPACE} meta.helm.sh/release-name=tracecat meta.helm.sh/release-namespace=${NAMESPACE}`,
          ),
          step('adopt', upgrade(['values-orphan.yaml'], '--atomic')),
        ],
        expect: { fails: [{ gate: 'zero-diff', evidence: 'differs from revision 3' }] },
      },
    ],
    explorations: explorations({ upgrade, asTerraform, strips, collected: COLLECTED }),
  }
})
