import { isObject, type JsonObject } from '../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import { CASCADE_FINALIZERS } from './names.js'
import { hasSeveralSources, sourcesOf } from './source/types.js'
import { instanceName } from './tracking.js'

/** An Application with what is read of it again and again. */
export interface Application {
  readonly object: JsonObject
  /** `namespace/name`. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  /** How tracking metadata names it. */
  readonly instance: string
  readonly spec: JsonObject
  readonly status: JsonObject
  readonly project: string
  readonly destinationNamespace: string
  readonly sources: readonly JsonObject[]
  readonly several: boolean
  readonly operation: JsonObject | undefined
  readonly operationState: JsonObject | undefined
  readonly terminating: boolean
  readonly finalizers: readonly string[]
}

export function readApplication(object: JsonObject): Application {
  const metadata = metadataOf(object)
  const [namespace, name] = [textAt(metadata, 'namespace'), textAt(metadata, 'name')]
  const spec = objectAt(object, 'spec')
  const { operation } = object
  const operationState = valueAt(object, 'status', 'operationState')
  return {
    object,
    key: `${namespace}/${name}`,
    namespace,
    name,
    instance: instanceName(namespace, name),
    spec,
    status: objectAt(object, 'status'),
    project: textAt(spec, 'project') || 'default',
    destinationNamespace: textAt(spec, 'destination', 'namespace'),
    sources: sourcesOf(spec),
    several: hasSeveralSources(spec),
    operation: isObject(operation) ? operation : undefined,
    operationState: isObject(operationState) ? operationState : undefined,
    terminating: textAt(metadata, 'deletionTimestamp') !== '',
    finalizers: arrayAt(metadata, 'finalizers').map(String),
  }
}

/** Phases of an operation. gitops-engine pkg/sync/common/types.go. */
export type OperationPhase = 'Running' | 'Terminating' | 'Failed' | 'Error' | 'Succeeded'

export function isCompleted(phase: string): boolean {
  return phase === 'Failed' || phase === 'Error' || phase === 'Succeeded'
}

/** `spec.syncPolicy.automated` set, and `enabled` not false. types.go (IsAutomatedSyncEnabled). */
export function isAutomated(spec: JsonObject): boolean {
  const automated = valueAt(spec, 'syncPolicy', 'automated')
  return isObject(automated) && automated['enabled'] !== false
}

/** A flag of `spec.syncPolicy.automated`. */
export function automatedFlag(spec: JsonObject, flag: 'prune' | 'selfHeal' | 'allowEmpty'): boolean {
  return valueAt(spec, 'syncPolicy', 'automated', flag) === true
}

/** Whether deleting the Application deletes what it deployed. application_defaults.go (CascadedDeletion). */
export function cascades({ finalizers }: Pick<Application, 'finalizers'>): boolean {
  return finalizers.some((finalizer) => CASCADE_FINALIZERS.includes(finalizer))
}

/** What was compared, as `status.sync.comparedTo` keeps it. types.go (BuildComparedToStatus). */
export function comparedTo({ spec, sources, several }: Application): JsonObject {
  const { destination, ignoreDifferences } = spec
  return {
    ...(several ? { sources } : { source: sources[0] ?? {} }),
    destination: destination ?? {},
    ...(ignoreDifferences === undefined ? {} : { ignoreDifferences }),
  }
}

/** Words of a list of sync options, e.g. `CreateNamespace=true`. */
export function syncOptionsOf(value: JsonObject): readonly string[] {
  return arrayAt(value, 'syncOptions').map(String)
}
