import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { compareKeys, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import { listObjects, metadataOf, OBJECTS, objectPrefix, textAt } from '../client/objects.js'
import { hasStatusCause, isAlreadyExists } from '../status-error.js'
import { latencies, timers } from './latencies.js'
import { activeNamespaceKeys, namespaceOfLost } from './namespaces.js'
import { CONFIG_MAPS, NAMESPACES } from './resources.js'
import { failureOf } from './write-status.js'

const NAME = 'kube-root-ca.crt'
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the ' +
  'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes ' +
  'clusters.'

/** A certificate for its form's sake: nothing in a world checks it, and its key was never kept. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUIWe6+SFnbmt9QIenC/D6pq6SBFkwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjExODM4NTFaFw0zNjExMTgx
ODM4NTFaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASvZr2pnEYtHWvtBTzlSL7IWmIjmhXxUHfcK+2Q+6Z7pXPXgp/GJM2s
WRr6dTEL+DZ9RjzjqqfCbgZgVh31kz+Fo1MwUTAdBgNVHQ4EFgQUvkcxusQ1H03S
Tkm1Z6lvxVCLWbIwHwYDVR0jBBgwFoAUvkcxusQ1H03STkm1Z6lvxVCLWbIwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAodcY8X/wfAoAFW5hUFLh
5lu/4JHypvSeZZHuz5eomnwCIQDlfdknPMCkS3aTrWDiLe3rlhfwYXFhG4mctOjA
mwgZwA==
-----END CERTIFICATE-----
`

/**
 * Gives each active namespace the ConfigMap `kube-root-ca.crt`, again when it is deleted or changed.
 * Source: kubernetes v1.36 pkg/controller/certificates/rootcacertpublisher/publisher.go (syncNamespace).
 */
export const rootCaCertPublisher: Controller = {
  name: 'root-ca-certificate-publisher',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'namespaces'), map: activeNamespaceKeys },
    {
      table: OBJECTS,
      prefix: objectPrefix('', 'configmaps'),
      map: (change: Change) => namespaceOfLost(change, NAME),
    },
  ],
  initial: (view) => listObjects(view, '', 'namespaces').map((one) => textAt(metadataOf(one), 'name')),
  reconcile,
}

function* reconcile(namespace: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...NAMESPACES, name: namespace })
  if (!succeeded(found) || textAt(found.body, 'status', 'phase') !== 'Active') return {}
  const known = yield* api({ verb: 'get', ...CONFIG_MAPS, namespace, name: NAME })
  const held = succeeded(known) ? textAt(known.body, 'data', 'ca.crt') : ''
  if (held === CERTIFICATE) return {}
  const wanted = (yield* certificateElsewhere(namespace)) ?? (held || CERTIFICATE)
  if (!succeeded(known)) {
    const annotations = { 'kubernetes.io/description': DESCRIPTION }
    const metadata = { name: NAME, namespace, annotations }
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': wanted } }
    const created = yield* api({ verb: 'create', ...CONFIG_MAPS, namespace, body })
    const harmless = isAlreadyExists(created.body) || hasStatusCause(created.body, 'NamespaceTerminating')
    return succeeded(created) || harmless ? {} : { error: failureOf(created) }
  }
  if (held === wanted) return {}
  const body = { ...known.body, data: { 'ca.crt': wanted } }
  const written = yield* api({ verb: 'update', ...CONFIG_MAPS, namespace, name: NAME, body })
  return succeeded(written) ? {} : { error: failureOf(written) }
}

/** A restored cluster has a certificate of its own: the one that stands longest in another namespace. */
function* certificateElsewhere(namespace: string): Proc<string | undefined> {
  const fieldSelector = `metadata.name=${NAME}`
  const all = itemsOf(yield* api({ verb: 'list', ...CONFIG_MAPS, fieldSelector }))
  const others = all.filter((one) => textAt(one, 'metadata', 'namespace') !== namespace)
  const age = (one: JsonObject): string => textAt(one, 'metadata', 'creationTimestamp')
  const [oldest] = [...others].sort((a, b) => compareKeys(age(a), age(b)))
  return oldest && (textAt(oldest, 'data', 'ca.crt') || undefined)
}
