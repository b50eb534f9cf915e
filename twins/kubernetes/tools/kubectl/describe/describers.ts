import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import type { Invocation } from '../command.js'
import type { Mapping } from '../mappings.js'
import { describeConfigMap } from './configmap.js'
import { describeDeployment } from './deployment.js'
import type { DescribeText } from './describe-text.js'
import { describeGeneric } from './generic.js'
import { describeJob } from './job.js'
import { describeNamespace } from './namespace.js'
import { describePod } from './pod.js'
import { describeReplicaSet } from './replica-set.js'
import { describeSecret } from './secret.js'
import { describeStatefulSet } from './stateful-set.js'

/** Writes an object; events follow unless the describer has none. */
export interface Describer {
  /** False for kinds whose description upstream ends without events. */
  readonly events: boolean
  write(text: DescribeText, object: JsonObject, invocation: Invocation): Proc<void>
}

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  ConfigMap: describeConfigMap,
  'Deployment.apps': describeDeployment,
  'Job.batch': describeJob,
  Namespace: describeNamespace,
  Pod: describePod,
  'ReplicaSet.apps': describeReplicaSet,
  Secret: describeSecret,
  'StatefulSet.apps': describeStatefulSet,
}

/**
 * The describer of a kind. Custom resources have the generic one, as upstream; so have the built-in kinds that are not
 * in the table, for which upstream has describers of their own.
 */
export function describerOf({ kind, group }: Mapping): Describer {
  return DESCRIBERS[group === '' ? kind : `${kind}.${group}`] ?? describeGeneric
}
