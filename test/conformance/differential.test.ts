import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from '../../harness/scenario/command.js'
import {
  type Differential,
  differenceOf,
  HAVE_CLIENTS,
  loadDifferential,
  normalise,
} from '../support/real-clients.js'

type What = 'exit code' | 'stdout' | 'stderr' | 'world'

interface Case {
  readonly run: string
  readonly before?: readonly string[]
  readonly stdin?: string
  /** What is known to differ, and why. What does not differ any more must not stand here. */
  readonly differs?: Partial<Record<What, string>>
}

const LOADING_MS = 60_000

const VALUES = '-f values-prod.yaml'
const UPGRADE = `helm upgrade tracecat chart -n tracecat ${VALUES}`
const SECRET = 'tracecat-postgres-credentials'

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: tracecat }
data: { a: "1" }
`

const CASES: readonly Case[] = [
  { run: 'kubectl get pods -n tracecat' },
  { run: 'kubectl get pods -n tracecat -o wide' },
  { run: 'kubectl get pods -n tracecat -l app.kubernetes.io/name=temporal -o name' },
  { run: 'kubectl get deployments,services -n tracecat' },
  { run: 'kubectl get replicasets -n tracecat --show-labels' },
  { run: 'kubectl get all -n tracecat' },
  { run: 'kubectl get secrets -n tracecat --sort-by=.metadata.name' },
  { run: `kubectl get secret ${SECRET} -n tracecat -o yaml` },
  { run: `kubectl get secret ${SECRET} -n tracecat -o json` },
  { run: `kubectl get secret ${SECRET} -n tracecat -o jsonpath={.metadata.ownerReferences[0].kind}` },
  { run: 'kubectl get externalsecrets -A' },
  { run: 'kubectl get clustersecretstore aws-secrets-manager -o jsonpath={.status.conditions[0].type}' },
  { run: 'kubectl get deployments -n tracecat -o custom-columns=NAME:.metadata.name,R:.spec.replicas' },
  { run: 'kubectl get pods -n nowhere' },
  { run: 'kubectl get pod missing -n tracecat' },
  { run: 'kubectl get secret missing -n tracecat --ignore-not-found' },
  { run: 'kubectl get widgets' },
  { run: 'kubectl get nodes' },
  { run: 'kubectl get namespaces' },
  { run: 'kubectl get pods -n tracecat --field-selector=status.phase=Failed' },
  // One key: the real kubectl shows several in the random order of Go's maps.
  {
    run: 'kubectl describe configmap app -n tracecat',
    before: ['kubectl create configmap app -n tracecat --from-literal=a=1'],
  },
  { run: 'kubectl describe secret tracecat-redis-credentials -n tracecat' },
  { run: 'kubectl logs deployment/tracecat-api -n tracecat' },
  { run: 'kubectl rollout status deployment/tracecat-api -n tracecat --timeout=60s' },
  { run: 'kubectl rollout history deployment/tracecat-api -n tracecat' },
  {
    run: 'kubectl rollout restart deployment/tracecat-api -n tracecat',
    differs: { world: 'the real kubectl writes the time on the wall into the pod template' },
  },
  { run: 'kubectl rollout pause deployment/tracecat-api -n tracecat' },
  {
    run: 'kubectl rollout resume deployment/tracecat-api -n tracecat',
    before: ['kubectl rollout pause deployment/tracecat-api -n tracecat'],
  },
  {
    run: 'kubectl rollout undo deployment/tracecat-api -n tracecat',
    before: ['kubectl rollout restart deployment/tracecat-api -n tracecat'],
  },
  { run: 'kubectl rollout undo deployment/tracecat-api -n tracecat' },
  { run: 'kubectl scale deployment/tracecat-api -n tracecat --replicas=3' },
  { run: 'kubectl scale deployment/tracecat-api -n tracecat --replicas=3 --current-replicas=7' },
  { run: 'kubectl set image deployment/tracecat-api api=registry.example.com/tracecat:9 -n tracecat' },
  { run: 'kubectl label secret tracecat-core-credentials -n tracecat tier=db' },
  { run: 'kubectl label secret tracecat-core-credentials -n tracecat tier=db tier-' },
  { run: 'kubectl label pods -n tracecat --all checked=yes' },
  {
    run: 'kubectl label secret tracecat-core-credentials -n tracecat tier=web',
    before: ['kubectl label secret tracecat-core-credentials -n tracecat tier=db'],
  },
  { run: `kubectl annotate externalsecret ${SECRET} -n tracecat helm.sh/resource-policy=keep` },
  { run: 'kubectl annotate secret missing -n tracecat a=b' },
  { run: 'kubectl create namespace shop' },
  { run: 'kubectl create namespace tracecat' },
  { run: 'kubectl create secret generic db -n tracecat --from-literal=a=1 --from-literal=b=2' },
  { run: 'kubectl create configmap app -n tracecat --from-literal=a=1' },
  { run: 'kubectl create configmap app -n tracecat --from-literal=a=1 --dry-run=client -o yaml' },
  { run: 'kubectl create configmap app -n tracecat --from-literal=a=1 --dry-run=server' },
  { run: 'kubectl create serviceaccount robot -n tracecat' },
  { run: 'kubectl create -f -', stdin: CONFIG },
  { run: 'kubectl apply -f -', stdin: CONFIG },
  {
    run: 'kubectl apply -f manifests/hand-made-secret.yaml',
    before: ['kubectl apply -f manifests/hand-made-secret.yaml'],
  },
  { run: 'kubectl apply -f manifests/temporal.yaml' },
  { run: 'kubectl apply --server-side --field-manager=Terraform -f manifests/terraform-externalsecret.yaml' },
  {
    run: 'kubectl apply --server-side --force-conflicts --field-manager=Terraform -f manifests/terraform-externalsecret.yaml',
  },
  { run: 'kubectl apply -f missing.yaml' },
  { run: 'kubectl apply -f -', stdin: 'apiVersion: v1\nkind: Widget\nmetadata: { name: x }\n' },
  { run: 'kubectl apply -f -', stdin: CONFIG.replace('namespace: tracecat', 'namespace: nowhere') },
  { run: 'kubectl replace -f -', stdin: CONFIG },
  { run: 'kubectl patch deployment tracecat-api -n tracecat -p {"spec":{"replicas":1}}' },
  { run: 'kubectl patch deployment tracecat-api -n tracecat --type=merge -p {"spec":{"replicas":"x"}}' },
  {
    run: `kubectl patch externalsecret ${SECRET} -n tracecat --type=json -p [{"op":"replace","path":"/spec/refreshInterval","value":"5m"}]`,
  },
  {
    run: 'kubectl patch deployment tracecat-api -n tracecat --type=json -p [{"op":"remove","path":"/spec/none"}]',
  },
  { run: 'kubectl delete secret tracecat-core-credentials -n tracecat' },
  { run: `kubectl delete externalsecret ${SECRET} -n tracecat` },
  { run: `kubectl delete externalsecret ${SECRET} -n tracecat --cascade=orphan` },
  { run: 'kubectl delete pods -n tracecat -l app.kubernetes.io/name=temporal' },
  { run: 'kubectl delete deployment tracecat-ui -n tracecat --wait=false' },
  { run: 'kubectl delete secret missing -n tracecat' },
  { run: 'kubectl delete secret missing -n tracecat --ignore-not-found' },
  { run: 'kubectl wait deployment/tracecat-api -n tracecat --for=condition=Available --timeout=60s' },
  { run: 'kubectl wait secret/missing -n tracecat --for=delete --timeout=60s' },
  { run: 'kubectl wait deployment/tracecat-api -n tracecat --for=condition=Progressing=False --timeout=60s' },
  { run: 'kubectl cordon node-a' },
  { run: 'kubectl uncordon node-a' },
  { run: 'kubectl api-resources --api-group=apps' },
  { run: 'kubectl api-versions' },
  { run: 'helm list -n tracecat' },
  { run: 'helm list -A -o json' },
  { run: 'helm status tracecat -n tracecat' },
  { run: 'helm history tracecat -n tracecat' },
  { run: 'helm get values tracecat -n tracecat' },
  { run: 'helm get manifest tracecat -n tracecat' },
  { run: 'helm status missing -n tracecat' },
  { run: `${UPGRADE} -f values-postgres-off-same-image.yaml` },
  { run: `${UPGRADE} -f values-new-image.yaml --wait` },
  { run: `${UPGRADE} -f values-keep.yaml --atomic` },
  { run: `${UPGRADE} -f values-bool-label.yaml` },
  { run: `${UPGRADE} -f values-keep.yaml --dry-run` },
  { run: `helm upgrade missing chart -n tracecat ${VALUES}` },
  { run: `helm install tracecat chart -n tracecat ${VALUES}` },
  {
    run: 'helm rollback tracecat 1 -n tracecat',
    before: [`${UPGRADE} -f values-new-image.yaml`],
  },
  { run: 'helm rollback tracecat 7 -n tracecat' },
  { run: 'helm uninstall tracecat -n tracecat' },
  { run: 'helm uninstall tracecat -n tracecat --keep-history' },
  { run: 'helm uninstall missing -n tracecat' },
]

const words = (text: string) => $`${text.split(' ')}`.argv

if (!HAVE_CLIENTS)
  process.stderr.write('SKIPPED: built-in tools against real ones: run node scripts/fetch-clients.mjs\n')

describe.skipIf(!HAVE_CLIENTS)('built-in tools and real binaries', () => {
  let differential: Differential
  beforeAll(async () => {
    differential = await loadDifferential()
  }, LOADING_MS)
  afterAll(() => differential.close())

  it.each(CASES.map((each, index) => [index + 1, each.run, each] as const))(
    '%i: %s',
    async (_index, _run, { run, before = [], stdin = '', differs = {} }) => {
      const line = { argv: words(run), stdin, before: before.map(words) }
      const [builtIn, real] = [await differential.builtIn(line), await differential.real(line)]
      const differences = differenceOf(builtIn.world, real.world)
      const found: Partial<Record<What, unknown>> = {
        'exit code': compare(builtIn.exit.code, real.exit.code),
        stdout: compare(normalise(builtIn.exit.stdout), normalise(real.exit.stdout)),
        stderr: compare(normalise(builtIn.exit.stderr), normalise(real.exit.stderr)),
        world: differences.length === 0 ? undefined : differences,
      }
      const whats = (Object.keys(found) as What[]).filter((what) => found[what] !== undefined)
      const known = Object.keys(differs)
      expect(
        whats.filter((what) => !known.includes(what)).map((what) => [what, found[what]]),
        'built-in, real',
      ).toEqual([])
      expect(
        known.filter((what) => !whats.includes(what as What)),
        'does not differ any more',
      ).toEqual([])
    },
  )
})

function compare<T>(builtIn: T, real: T): { readonly builtIn: T; readonly real: T } | undefined {
  return builtIn === real ? undefined : { builtIn, real }
}
