import type { GoTypeTable } from '../../go-type.js'

const TYPE_META = 'kind:string apiVersion:string metadata:ObjectMeta'

/** Volume sources of a PersistentVolume that are kept but not looked into. */
const SOURCES = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'iscsi',
  'cinder',
  'cephfs',
  'fc',
  'flocker',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
  'csi',
]
  .map((name) => `${name}:*raw`)
  .join(' ')

/**
 * Types of persistent volumes, discovery.k8s.io, scheduling.k8s.io and storage.k8s.io.
 * Source: kubernetes/api v0.36.3 core/v1/types.go, {storage,discovery,scheduling}/v1/types.go.
 */
export const storageTypes: GoTypeTable = {
  PersistentVolume: `${TYPE_META} spec:PersistentVolumeSpec status:PersistentVolumeStatus`,
  PersistentVolumeSpec:
    `capacity:map[string]quantity ${SOURCES} hostPath:*HostPathVolumeSource local:*LocalVolumeSource ` +
    'accessModes:[]~PersistentVolumeAccessMode claimRef:*ObjectReference ' +
    'persistentVolumeReclaimPolicy:~PersistentVolumeReclaimPolicy storageClassName:string mountOptions:[]string ' +
    'volumeMode:*~PersistentVolumeMode nodeAffinity:*VolumeNodeAffinity volumeAttributesClassName:*string',
  LocalVolumeSource: 'path!:string fsType:*string',
  VolumeNodeAffinity: 'required:*NodeSelector',
  PersistentVolumeStatus:
    'phase:~PersistentVolumePhase message:string reason:string lastPhaseTransitionTime:*time',

  StorageClass:
    `${TYPE_META} provisioner!:string parameters:map[string]string ` +
    'reclaimPolicy:*~PersistentVolumeReclaimPolicy mountOptions:[]string allowVolumeExpansion:*bool ' +
    'volumeBindingMode:*~VolumeBindingMode allowedTopologies:[]TopologySelectorTerm',
  TopologySelectorTerm: 'matchLabelExpressions:[]TopologySelectorLabelRequirement',
  TopologySelectorLabelRequirement: 'key!:string values!:[]string',

  EndpointSlice: `${TYPE_META} addressType!:~AddressType endpoints!:[]Endpoint ports!:[]EndpointSlicePort`,
  Endpoint:
    'addresses!:[]string conditions:EndpointConditions hostname:*string targetRef:*ObjectReference ' +
    'deprecatedTopology:map[string]string nodeName:*string zone:*string hints:*raw',
  EndpointConditions: 'ready:*bool serving:*bool terminating:*bool',
  EndpointSlicePort: 'name:*string protocol:*~Protocol port:*int32 appProtocol:*string',

  PriorityClass: `${TYPE_META} value!:int32 globalDefault:bool description:string preemptionPolicy:*~PreemptionPolicy`,
}
