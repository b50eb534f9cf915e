import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, numberAt, objectKey, textAt } from '../kubernetes/index.js'
import { find } from './kube.js'
import { DEPLOYMENT } from './names.js'
import { type Behaviours, behavioursOf, parseVersion, profileVersion, type Version } from './versions.js'

/** Where the release manifest and the chart put the operator. cloudnative-pg v1.30.0 config/default/kustomization.yaml. */
const NAMESPACE = 'cnpg-system'
const NAME = 'cnpg-controller-manager'
const REPOSITORY = 'ghcr.io/cloudnative-pg/cloudnative-pg'

/** Row of the operator's Deployment in the object store. */
export const OPERATOR_KEY = objectKey(DEPLOYMENT.group, DEPLOYMENT.resource, NAMESPACE, NAME)

/** How the operator runs. */
export interface Operator {
  readonly running: boolean
  /** The image with which it bootstraps the pods of instances. */
  readonly image: string
  readonly version: Version
  readonly behaviours: Behaviours
  /** ENABLE_INSTANCE_MANAGER_INPLACE_UPDATES, default false. */
  readonly updatesInPlace: boolean
}

/**
 * The operator as its Deployment `cnpg-system/cnpg-controller-manager` says: scaled to 0 it does nothing, and the release
 * is that of its image. Without such a Deployment it runs in the release of the profile.
 */
export function* readOperator(profile: Readonly<Record<string, string>>): Proc<Operator> {
  return operatorOf(yield* find(DEPLOYMENT, NAMESPACE, NAME), profile)
}

/** {@link readOperator} for a Deployment at hand. */
export function operatorOf(
  deployment: JsonObject | undefined,
  profile: Readonly<Record<string, string>>,
): Operator {
  const [container] = arrayAt(deployment, 'spec', 'template', 'spec', 'containers')
  const given = textAt(container, 'image')
  const image = given === '' ? `${REPOSITORY}:${profileVersion(profile)}` : given
  const version = managerVersion(image)
  const inPlace = arrayAt(container, 'env').find(
    (entry) => textAt(entry, 'name') === 'ENABLE_INSTANCE_MANAGER_INPLACE_UPDATES',
  )
  return {
    running: numberAt(deployment, 1, 'spec', 'replicas') > 0,
    image,
    version,
    behaviours: behavioursOf(version),
    updatesInPlace: textAt(inPlace, 'value') === 'true',
  }
}

/** The release of an operator image, which is that of the instance manager in the pods it bootstraps. */
export function managerVersion(image: string): Version {
  return parseVersion(/:v?([^:@/]+)(@.*)?$/.exec(image)?.[1] ?? image)
}
