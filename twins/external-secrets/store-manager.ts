import { isObject, type JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import {
  arrayAt,
  fromLabelSelectorObject,
  matchesLabels,
  metadataOf,
  objectAt,
  textAt,
} from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { type ExternalSecret, readyConditionOf } from './external-secret.js'
import { absent, coreRef, find, ownRef } from './kube.js'
import { CLUSTER_SECRET_STORE, type Kind, SECRET_STORE } from './names.js'
import { newClient } from './providers/index.js'
import type { SecretsClient } from './providers/provider.js'
import { compilePattern } from './remote-values.js'
import { SyncError } from './sync-error.js'

/** `--controller-class`. cmd/controller/root.go. */
const CONTROLLER_CLASS = 'default'
const NAMESPACE: Kind = { group: '', resource: 'namespaces', kind: 'Namespace' }

/**
 * The clients of one sync, one a store. external-secrets v2.9.0 pkg/controllers/secretstore/client_manager.go (Manager).
 */
export class StoreManager {
  readonly #clients = new Map<string, SecretsClient>()
  readonly #es: ExternalSecret
  readonly #behaviours: Behaviours

  constructor(es: ExternalSecret, behaviours: Behaviours) {
    this.#es = es
    this.#behaviours = behaviours
  }

  /** The client of a `storeRef`, or of the ExternalSecret's own store. Throws upstream's error when it is not usable. */
  *get(storeRef: JsonObject | undefined): Proc<SecretsClient> {
    const ref = storeRef ?? objectAt(this.#es.spec, 'secretStoreRef')
    const key = `${storeKind(ref).kind}/${textAt(ref, 'name')}`
    const known = this.#clients.get(key)
    if (known !== undefined) return known
    const store = yield* this.#usableStore(ref)
    const { namespace } = this.#es
    const client = yield* newClient({ store, namespace, behaviours: this.#behaviours })
    this.#clients.set(key, client)
    return client
  }

  *#usableStore(ref: JsonObject): Proc<JsonObject> {
    const { kind } = storeKind(ref)
    const name = textAt(ref, 'name')
    const store = yield* findStore(this.#behaviours, ref, this.#es.namespace)
    if (store === undefined) {
      const address = ownRef(this.#behaviours, storeKind(ref), '', name)
      throw new SyncError(
        'other',
        `could not get ${kind} ${JSON.stringify(name)}, ${absent(address).message}`,
      )
    }
    if (!isOurs(store)) throw new SyncError('other', 'can not reference unmanaged store')
    if (!(yield* allowsNamespace(store, this.#es.namespace, this.#behaviours)))
      throw new SyncError(
        'other',
        `using cluster store ${JSON.stringify(name)} is not allowed from namespace ${JSON.stringify(this.#es.namespace)}: denied by spec.condition`,
      )
    if (this.#behaviours.floodGate && readyConditionOf(store)?.['status'] !== 'True')
      throw new SyncError('other', notReadyText(this.#behaviours, kind, name))
    return store
  }
}

/**
 * True when one of the stores an ExternalSecret refers to belongs to another controller class; stores that do not
 * exist are skipped. externalsecret_controller.go (shouldSkipUnmanagedStore).
 */
export function* refersToUnmanagedStore(es: ExternalSecret, behaviours: Behaviours): Proc<boolean> {
  for (const ref of storeRefsOf(es)) {
    const store = yield* findStore(behaviours, ref, es.namespace)
    if (store !== undefined && !isOurs(store)) return true
  }
  return false
}

/** A store without a class, or with ours. secretstore/common.go (ShouldProcessStore). */
export function isOurs(store: JsonObject): boolean {
  const controller = textAt(store, 'spec', 'controller')
  return controller === '' || controller === CONTROLLER_CLASS
}

function storeRefsOf(es: ExternalSecret): readonly JsonObject[] {
  const own = objectAt(es.spec, 'secretStoreRef')
  const entries = [...arrayAt(es.spec, 'data'), ...arrayAt(es.spec, 'dataFrom')]
  const others = entries.map((entry) => objectAt(entry, 'sourceRef', 'storeRef'))
  const seen = new Set<string>()
  return [own, ...others].filter((ref) => {
    const key = `${storeKind(ref).kind}/${textAt(ref, 'name')}`
    if (textAt(ref, 'name') === '' || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function storeKind(ref: JsonObject): Kind {
  return textAt(ref, 'kind') === CLUSTER_SECRET_STORE.kind ? CLUSTER_SECRET_STORE : SECRET_STORE
}

function* findStore(
  behaviours: Behaviours,
  ref: JsonObject,
  namespace: string,
): Proc<JsonObject | undefined> {
  const kind = storeKind(ref)
  const scope = kind === CLUSTER_SECRET_STORE ? '' : namespace
  return yield* find(ownRef(behaviours, kind, scope, textAt(ref, 'name')))
}

/** `spec.conditions` of a ClusterSecretStore. client_manager.go (shouldProcessSecret). */
function* allowsNamespace(store: JsonObject, namespace: string, behaviours: Behaviours): Proc<boolean> {
  const conditions = arrayAt(store, 'spec', 'conditions').filter(isObject)
  if (store['kind'] !== CLUSTER_SECRET_STORE.kind || conditions.length === 0) return true
  const found = yield* find(coreRef(NAMESPACE, '', namespace))
  if (found === undefined)
    throw new SyncError(
      'other',
      `failed to get a namespace ${JSON.stringify(namespace)}: ${absent(coreRef(NAMESPACE, '', namespace)).message}`,
    )
  return conditions.some((condition) => matchesCondition(condition, namespace, metadataOf(found), behaviours))
}

function matchesCondition(
  condition: JsonObject,
  namespace: string,
  metadata: JsonObject,
  { namespaceRegexes }: Behaviours,
): boolean {
  const selector = condition['namespaceSelector']
  if (isObject(selector) && matchesLabels(fromLabelSelectorObject(selector), objectAt(metadata, 'labels')))
    return true
  if (arrayAt(condition, 'namespaces').includes(namespace)) return true
  const patterns = namespaceRegexes ? arrayAt(condition, 'namespaceRegexes') : []
  return patterns.some((pattern) => compilePattern(String(pattern), '').test(namespace))
}

function notReadyText({ conditionTexts }: Behaviours, kind: string, name: string): string {
  return conditionTexts === 'new'
    ? `${kind} ${JSON.stringify(name)} is not ready`
    : `the desired SecretStore ${name} is not ready`
}
