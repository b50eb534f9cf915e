import { hashString, hashToHex } from '../kernel/hash.js'
import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, textAt } from '../kubernetes/index.js'
import {
  annotationOf,
  currentPrimaryOf,
  imageOf,
  instancesOf,
  isFenced,
  nameOf,
  namespaceOf,
} from './cluster.js'
import { registerPhase } from './cluster-status.js'
import { update } from './instance/memory.js'
import { remove, tell } from './kube.js'
import { alive, type Look, readyPods } from './look.js'
import {
  ANNOTATION_POD_SPEC,
  ANNOTATION_POD_SPEC_RECONCILIATION,
  ANNOTATION_RESTARTED_AT,
  POD,
} from './names.js'
import { instancePodSpec, podSpecDifference } from './objects/pod-spec.js'
import { decreasesHotStandby, needsRestart } from './parameters.js'
import { PHASE } from './phases.js'
import { setTargetPrimary } from './switchover.js'

/** Why an instance must be restarted, and whether its pod may stay. */
interface Reason {
  readonly text: string
  readonly inPlace: boolean
}

/**
 * Restarts at most one instance that is not as the Cluster wants it, replicas before the primary. Returns whether something was begun.
 * Upstream says one of several reasons by chance; the twin says the first in the order of the checks.
 * cloudnative-pg v1.30.0 internal/controller/cluster_upgrade.go (rolloutRequiredInstances, updatePrimaryPod).
 */
export function* rollOut(look: Look): Proc<boolean> {
  const { cluster } = look
  const primary = currentPrimaryOf(cluster)
  if (yield* waitForDecrease(look)) return true
  const pods = alive(look).filter((pod) => !isFenced(cluster, nameOf(pod)))
  for (const pod of [...pods].reverse()) {
    const reason = nameOf(pod) === primary ? undefined : reasonFor(look, pod)
    if (reason === undefined) continue
    const name = nameOf(pod)
    yield* registerPhase(cluster, PHASE.upgrade, `Restarting instance ${name}, because: ${reason.text}`)
    yield* upgrade(cluster, pod)
    return true
  }
  const pod = pods.find((each) => nameOf(each) === primary)
  const reason = pod === undefined ? undefined : reasonFor(look, pod)
  if (pod === undefined || reason === undefined) return yield* updateManagers(look)
  return yield* updatePrimary(look, pod, reason)
}

/**
 * A setting that standbys must not have below their primary's becomes smaller there first, by its own instance manager; until then
 * standbys keep the old value and wait for no restart. pkg/management/postgres/configuration.go (verifyParametersForFollower).
 */
function* waitForDecrease({ cluster, rows }: Look): Proc<boolean> {
  const row = rows.get(currentPrimaryOf(cluster))
  if (row === undefined || !decreasesHotStandby(row.started, cluster)) return false
  if (textAt(cluster, 'spec', 'primaryUpdateStrategy') === 'supervised') yield* askUser(cluster)
  return true
}

function* askUser(cluster: JsonObject): Proc<void> {
  yield* registerPhase(cluster, PHASE.waitingForUser, 'User must issue a supervised switchover')
}

function* upgrade(cluster: JsonObject, pod: JsonObject): Proc<void> {
  yield* tell(cluster, 'UpgradingInstance', `Upgrading instance ${nameOf(pod)}`)
  yield* remove(POD, pod)
}

function* updatePrimary(look: Look, pod: JsonObject, reason: Reason): Proc<boolean> {
  const { cluster } = look
  if (textAt(cluster, 'spec', 'primaryUpdateStrategy') === 'supervised') {
    yield* askUser(cluster)
    return true
  }
  if (textAt(cluster, 'spec', 'primaryUpdateMethod') === 'switchover')
    return yield* updateBySwitchover(look, pod, reason)
  if (reason.inPlace) {
    yield* registerPhase(cluster, PHASE.inPlacePrimaryRestart, reason.text)
    return true
  }
  yield* registerPhase(cluster, PHASE.inPlaceDeletePrimaryRestart, reason.text)
  yield* upgrade(cluster, pod)
  return true
}

/** A replica takes over first, if there is one. */
function* updateBySwitchover(look: Look, pod: JsonObject, { text }: Reason): Proc<boolean> {
  const { cluster } = look
  const from = nameOf(pod)
  if (instancesOf(cluster) === 1) {
    const message = `The primary instance needs to be restarted: ${from}, reason: ${text}`
    yield* registerPhase(cluster, PHASE.upgrade, message)
    yield* upgrade(cluster, pod)
    return true
  }
  const target = readyPods(look).find((each) => nameOf(each) !== from)
  if (target === undefined) return true
  const to = nameOf(target)
  yield* tell(cluster, 'Switchover', `Initiating switchover to ${to} to upgrade ${from}`)
  yield* setTargetPrimary(cluster, to, PHASE.upgrade, text)
  return true
}

/** cloudnative-pg v1.30.0 internal/controller/cluster_upgrade.go (isInstanceNeedingRollout, isPodNeedingRollout). */
function reasonFor(look: Look, pod: JsonObject): Reason | undefined {
  const { cluster, operator, rows } = look
  const text = imageReason(cluster, pod) ?? annotationReason(cluster, pod)
  if (text !== undefined) return { text, inPlace: false }
  const difference =
    annotationOf(cluster, ANNOTATION_POD_SPEC_RECONCILIATION) === 'disabled'
      ? undefined
      : (bootstrapReason(look, pod) ?? specReason(cluster, pod, operator.image))
  if (difference !== undefined) return { text: difference, inPlace: false }
  const row = rows.get(nameOf(pod))
  if (row === undefined || !needsRestart(row.started, cluster)) return undefined
  return { text: 'Postgres needs a restart to apply some configuration changes', inPlace: true }
}

function imageReason(cluster: JsonObject, pod: JsonObject): string | undefined {
  const image = postgresImageOf(pod)
  const wanted = imageOf(cluster)
  return image === wanted ? undefined : `the instance is using a different image: ${image} -> ${wanted}`
}

function postgresImageOf(pod: JsonObject): string {
  const container = arrayAt(pod, 'spec', 'containers').find((each) => textAt(each, 'name') === 'postgres')
  return textAt(container, 'image')
}

function annotationReason(cluster: JsonObject, pod: JsonObject): string | undefined {
  const wanted = annotationOf(cluster, ANNOTATION_RESTARTED_AT)
  return wanted === '' || wanted === annotationOf(pod, ANNOTATION_RESTARTED_AT)
    ? undefined
    : 'cluster has been explicitly restarted via annotation'
}

/** The upgrade of the operator: the instance manager comes from its image. */
function bootstrapReason({ operator }: Look, pod: JsonObject): string | undefined {
  const image = bootstrapImageOf(pod)
  if (image === operator.image || operator.updatesInPlace) return undefined
  return `the instance is using an old bootstrap container image: ${image} -> ${operator.image}`
}

function bootstrapImageOf(pod: JsonObject): string {
  const [bootstrap] = arrayAt(pod, 'spec', 'initContainers')
  return textAt(bootstrap, 'image')
}

/** What was generated then is compared with what would be generated now, so defaults of others do not count. */
function specReason(cluster: JsonObject, pod: JsonObject, bootstrap: string): string | undefined {
  const stored = annotationOf(pod, ANNOTATION_POD_SPEC)
  if (stored === '') return undefined
  const current = JSON.parse(stored) as JsonObject
  const difference = podSpecDifference(current, instancePodSpec(cluster, nameOf(pod), bootstrap))
  return difference === undefined ? undefined : `original and target PodSpec differ in ${difference}`
}

/**
 * With ENABLE_INSTANCE_MANAGER_INPLACE_UPDATES the binaries in the pods are replaced, one a look; PostgreSQL goes on.
 * cloudnative-pg v1.30.0 internal/controller/cluster_upgrade.go (upgradeInstanceManager).
 */
function* updateManagers({ cluster, operator, rows, pods }: Look): Proc<boolean> {
  if (!operator.updatesInPlace) return false
  const row = pods
    .map((pod) => rows.get(nameOf(pod)))
    .find((each) => each !== undefined && each.manager !== operator.image)
  if (row === undefined) return false
  yield* registerPhase(cluster, PHASE.onlineUpgrading)
  yield* update(namespaceOf(cluster), row.pod, { manager: operator.image })
  const hashes = `oldHash: ${binaryHash(row.manager)} — newHash: ${binaryHash(operator.image)}`
  const message = `Instance manager has been upgraded on ${row.pod} (${hashes})`
  yield* tell(cluster, 'InstanceManagerUpgraded', message)
  return true
}

/** Stands for the first digits of the binary's hash: one of the image's name. */
function binaryHash(image: string): string {
  return hashToHex(hashString(image)).slice(0, 6)
}
