import { parseGoTypes, type Struct } from '../../go-type.js'
import { admissionTypes } from './admission.js'
import { autoscalingTypes } from './autoscaling.js'
import { coreTypes } from './core.js'
import { metaTypes } from './meta.js'
import { otherGroupTypes } from './other-groups.js'
import { podTypes } from './pod.js'
import { podStatusTypes } from './pod-status.js'
import { storageTypes } from './storage.js'
import { volumeTypes } from './volumes.js'
import { workloadTypes } from './workloads.js'

/** The Go struct of a built-in type by its bare name; an unknown name is a defect. */
export const structNamed = parseGoTypes(
  metaTypes,
  podTypes,
  podStatusTypes,
  volumeTypes,
  coreTypes,
  autoscalingTypes,
  admissionTypes,
  workloadTypes,
  otherGroupTypes,
  storageTypes,
)

/** The Go struct of a kind; those of a version other than v1 have it in their name. */
export function structOfKind(kind: string, version: string): Struct {
  return structNamed(version === 'v1' ? kind : `${version}/${kind}`)
}
