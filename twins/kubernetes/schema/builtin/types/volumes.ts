import type { GoTypeTable } from '../../go-type.js'

/** Volume sources whose content is kept but not looked into: in-tree plug-ins that are removed or migrated to CSI. */
const OPAQUE_SOURCES = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
]

/** Volume types of a pod. Source: kubernetes/api v0.36.3 core/v1/types.go (Volume, VolumeSource). */
export const volumeTypes: GoTypeTable = {
  Volume: `name!:string hostPath:*HostPathVolumeSource emptyDir:*EmptyDirVolumeSource ${opaqueFields()} ${[
    'secret:*SecretVolumeSource nfs:*NFSVolumeSource',
    'persistentVolumeClaim:*PersistentVolumeClaimVolumeSource downwardAPI:*DownwardAPIVolumeSource',
    'configMap:*ConfigMapVolumeSource projected:*ProjectedVolumeSource csi:*CSIVolumeSource',
    'ephemeral:*EphemeralVolumeSource image:*ImageVolumeSource',
  ].join(' ')}`,
  HostPathVolumeSource: 'path!:string type:*~HostPathType',
  EmptyDirVolumeSource: 'medium:~StorageMedium sizeLimit:*quantity',
  SecretVolumeSource: 'secretName:string items:[]KeyToPath defaultMode:*int32 optional:*bool',
  ConfigMapVolumeSource: 'name:string items:[]KeyToPath defaultMode:*int32 optional:*bool',
  KeyToPath: 'key!:string path!:string mode:*int32',
  NFSVolumeSource: 'server!:string path!:string readOnly:bool',
  PersistentVolumeClaimVolumeSource: 'claimName!:string readOnly:bool',
  DownwardAPIVolumeSource: 'items:[]DownwardAPIVolumeFile defaultMode:*int32',
  DownwardAPIVolumeFile:
    'path!:string fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector mode:*int32',
  ProjectedVolumeSource: 'sources!:[]VolumeProjection defaultMode:*int32',
  VolumeProjection:
    'secret:*SecretProjection downwardAPI:*DownwardAPIProjection configMap:*ConfigMapProjection ' +
    'serviceAccountToken:*ServiceAccountTokenProjection clusterTrustBundle:*ClusterTrustBundleProjection ' +
    'podCertificate:*raw',
  SecretProjection: 'name:string items:[]KeyToPath optional:*bool',
  ConfigMapProjection: 'name:string items:[]KeyToPath optional:*bool',
  DownwardAPIProjection: 'items:[]DownwardAPIVolumeFile',
  ServiceAccountTokenProjection: 'audience:string expirationSeconds:*int64 path!:string',
  ClusterTrustBundleProjection:
    'name:*string signerName:*string labelSelector:*LabelSelector optional:*bool path!:string',
  CSIVolumeSource:
    'driver!:string readOnly:*bool fsType:*string volumeAttributes:map[string]string ' +
    'nodePublishSecretRef:*LocalObjectReference',
  EphemeralVolumeSource: 'volumeClaimTemplate:*PersistentVolumeClaimTemplate',
  PersistentVolumeClaimTemplate: 'metadata:ObjectMeta spec!:PersistentVolumeClaimSpec',
  ImageVolumeSource: 'reference:string pullPolicy:~PullPolicy',
  PersistentVolumeClaim:
    'kind:string apiVersion:string metadata:ObjectMeta spec:PersistentVolumeClaimSpec ' +
    'status:PersistentVolumeClaimStatus',
  PersistentVolumeClaimSpec:
    'accessModes:[]~PersistentVolumeAccessMode selector:*LabelSelector resources:VolumeResourceRequirements ' +
    'volumeName:string storageClassName:*string volumeMode:*~PersistentVolumeMode ' +
    'dataSource:*TypedLocalObjectReference dataSourceRef:*TypedObjectReference volumeAttributesClassName:*string',
  VolumeResourceRequirements: 'limits:map[string]quantity requests:map[string]quantity',
  TypedLocalObjectReference: 'apiGroup!:*string kind!:string name!:string',
  TypedObjectReference: 'apiGroup!:*string kind!:string name!:string namespace:*string',
  PersistentVolumeClaimStatus:
    'phase:~PersistentVolumeClaimPhase accessModes:[]~PersistentVolumeAccessMode capacity:map[string]quantity ' +
    'conditions:[]PersistentVolumeClaimCondition allocatedResources:map[string]quantity ' +
    'allocatedResourceStatuses:map[string]~ClaimResourceStatus currentVolumeAttributesClassName:*string ' +
    'modifyVolumeStatus:*ModifyVolumeStatus',
  PersistentVolumeClaimCondition:
    'type!:~PersistentVolumeClaimConditionType status!:~ConditionStatus lastProbeTime:time ' +
    'lastTransitionTime:time reason:string message:string',
  ModifyVolumeStatus:
    'targetVolumeAttributesClassName:string status!:~PersistentVolumeClaimModifyVolumeStatus',
}

function opaqueFields(): string {
  return OPAQUE_SOURCES.map((name) => `${name}:*raw`).join(' ')
}
