import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, numberAt, objectKey } from '../kubernetes/index.js'
import { coreRef, find } from './kube.js'
import type { Kind } from './names.js'

const DEPLOYMENT: Kind = { group: 'apps', resource: 'deployments', kind: 'Deployment' }

/** Where the chart puts the operator by default. external-secrets v2.9.0 deploy/charts/external-secrets. */
const NAMESPACE = 'external-secrets'
const NAME = 'external-secrets'

/** Row of the operator's Deployment in the object store. */
export const OPERATOR_KEY = objectKey(DEPLOYMENT.group, DEPLOYMENT.resource, NAMESPACE, NAME)

/** How the operator runs. */
export interface Operator {
  readonly running: boolean
  /** `--unsafe-allow-generic-targets`, default false. */
  readonly allowsGenericTargets: boolean
}

/**
 * The operator as its Deployment `external-secrets/external-secrets` says: scaled to 0 it does nothing, and the
 * flags of its first container count. Without such a Deployment it runs with default flags.
 * Flags: external-secrets v2.9.0 cmd/controller/root.go.
 */
export function* readOperator(): Proc<Operator> {
  const deployment = yield* find(coreRef(DEPLOYMENT, NAMESPACE, NAME))
  if (deployment === undefined) return { running: true, allowsGenericTargets: false }
  return operatorOf(deployment)
}

/** {@link readOperator} for a Deployment at hand. */
export function operatorOf(deployment: JsonObject): Operator {
  const [container] = arrayAt(deployment, 'spec', 'template', 'spec', 'containers')
  const args = arrayAt(container, 'args')
  return {
    running: numberAt(deployment, 1, 'spec', 'replicas') > 0,
    allowsGenericTargets:
      args.includes('--unsafe-allow-generic-targets') || args.includes('--unsafe-allow-generic-targets=true'),
  }
}
