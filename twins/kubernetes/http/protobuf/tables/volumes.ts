import type { MessageTable } from '../message-type.js'

/** Volumes and claims. Field numbers: kubernetes/api v0.36.3 core/v1/generated.proto. */
export const volumeMessages: MessageTable = {
  'core.AWSElasticBlockStoreVolumeSource':
    'volumeID=1:string fsType=2:string partition=3:int32 readOnly=4:bool',
  'core.AzureDiskVolumeSource':
    'diskName=1:string diskURI=2:string cachingMode=3:string fsType=4:string readOnly=5:bool ' +
    'kind=6:string',
  'core.AzureFilePersistentVolumeSource':
    'secretName=1:string shareName=2:string readOnly=3:bool secretNamespace=4:string',
  'core.AzureFileVolumeSource': 'secretName=1:string shareName=2:string readOnly=3:bool',
  'core.CSIPersistentVolumeSource':
    'driver=1:string volumeHandle=2:string readOnly=3:bool fsType=4:string ' +
    'volumeAttributes=5:map[]string controllerPublishSecretRef=6:SecretReference ' +
    'nodeStageSecretRef=7:SecretReference nodePublishSecretRef=8:SecretReference ' +
    'controllerExpandSecretRef=9:SecretReference nodeExpandSecretRef=10:SecretReference',
  'core.CSIVolumeSource':
    'driver=1:string readOnly=2:bool fsType=3:string volumeAttributes=4:map[]string ' +
    'nodePublishSecretRef=5:LocalObjectReference',
  'core.CephFSPersistentVolumeSource':
    'monitors=1:[]string path=2:string user=3:string secretFile=4:string secretRef=5:SecretReference ' +
    'readOnly=6:bool',
  'core.CephFSVolumeSource':
    'monitors=1:[]string path=2:string user=3:string secretFile=4:string ' +
    'secretRef=5:LocalObjectReference readOnly=6:bool',
  'core.CinderPersistentVolumeSource':
    'volumeID=1:string fsType=2:string readOnly=3:bool secretRef=4:SecretReference',
  'core.CinderVolumeSource':
    'volumeID=1:string fsType=2:string readOnly=3:bool secretRef=4:LocalObjectReference',
  'core.ClusterTrustBundleProjection':
    'name=1:string signerName=2:string labelSelector=3:meta.LabelSelector optional=5:bool path=4:string',
  'core.ConfigMapProjection': '<=1:LocalObjectReference items=2:[]KeyToPath optional=4:bool',
  'core.ConfigMapVolumeSource':
    '<=1:LocalObjectReference items=2:[]KeyToPath defaultMode=3:int32 optional=4:bool',
  'core.DownwardAPIProjection': 'items=1:[]DownwardAPIVolumeFile',
  'core.DownwardAPIVolumeFile':
    'path=1:string fieldRef=2:ObjectFieldSelector resourceFieldRef=3:ResourceFieldSelector mode=4:int32',
  'core.DownwardAPIVolumeSource': 'items=1:[]DownwardAPIVolumeFile defaultMode=2:int32',
  'core.EmptyDirVolumeSource': 'medium=1:string sizeLimit=2:quantity',
  'core.EphemeralVolumeSource': 'volumeClaimTemplate=1:PersistentVolumeClaimTemplate',
  'core.FCVolumeSource': 'targetWWNs=1:[]string lun=2:int32 fsType=3:string readOnly=4:bool wwids=5:[]string',
  'core.FlexPersistentVolumeSource':
    'driver=1:string fsType=2:string secretRef=3:SecretReference readOnly=4:bool options=5:map[]string',
  'core.FlexVolumeSource':
    'driver=1:string fsType=2:string secretRef=3:LocalObjectReference readOnly=4:bool ' +
    'options=5:map[]string',
  'core.FlockerVolumeSource': 'datasetName=1:string datasetUUID=2:string',
  'core.GCEPersistentDiskVolumeSource': 'pdName=1:string fsType=2:string partition=3:int32 readOnly=4:bool',
  'core.GitRepoVolumeSource': 'repository=1:string revision=2:string directory=3:string',
  'core.GlusterfsPersistentVolumeSource':
    'endpoints=1:string path=2:string readOnly=3:bool endpointsNamespace=4:string',
  'core.GlusterfsVolumeSource': 'endpoints=1:string path=2:string readOnly=3:bool',
  'core.HostPathVolumeSource': 'path=1:string type=2:string',
  'core.ISCSIPersistentVolumeSource':
    'targetPortal=1:string iqn=2:string lun=3:int32 iscsiInterface=4:string fsType=5:string ' +
    'readOnly=6:bool portals=7:[]string chapAuthDiscovery=8:bool chapAuthSession=11:bool ' +
    'secretRef=10:SecretReference initiatorName=12:string',
  'core.ISCSIVolumeSource':
    'targetPortal=1:string iqn=2:string lun=3:int32 iscsiInterface=4:string fsType=5:string ' +
    'readOnly=6:bool portals=7:[]string chapAuthDiscovery=8:bool chapAuthSession=11:bool ' +
    'secretRef=10:LocalObjectReference initiatorName=12:string',
  'core.ImageVolumeSource': 'reference=1:string pullPolicy=2:string',
  'core.KeyToPath': 'key=1:string path=2:string mode=3:int32',
  'core.LocalVolumeSource': 'path=1:string fsType=2:string',
  'core.ModifyVolumeStatus': 'targetVolumeAttributesClassName=1:string status=2:string',
  'core.NFSVolumeSource': 'server=1:string path=2:string readOnly=3:bool',
  'core.PersistentVolume':
    'metadata=1:meta.ObjectMeta spec=2:PersistentVolumeSpec status=3:PersistentVolumeStatus',
  'core.PersistentVolumeClaim':
    'metadata=1:meta.ObjectMeta spec=2:PersistentVolumeClaimSpec status=3:PersistentVolumeClaimStatus',
  'core.PersistentVolumeClaimCondition':
    'type=1:string status=2:string lastProbeTime=3:time lastTransitionTime=4:time reason=5:string ' +
    'message=6:string',
  'core.PersistentVolumeClaimSpec':
    'accessModes=1:[]string selector=4:meta.LabelSelector resources=2:VolumeResourceRequirements ' +
    'volumeName=3:string storageClassName=5:string volumeMode=6:string ' +
    'dataSource=7:TypedLocalObjectReference dataSourceRef=8:TypedObjectReference ' +
    'volumeAttributesClassName=9:string',
  'core.PersistentVolumeClaimStatus':
    'phase=1:string accessModes=2:[]string capacity=3:map[]quantity ' +
    'conditions=4:[]PersistentVolumeClaimCondition allocatedResources=5:map[]quantity ' +
    'allocatedResourceStatuses=7:map[]string currentVolumeAttributesClassName=8:string ' +
    'modifyVolumeStatus=9:ModifyVolumeStatus',
  'core.PersistentVolumeClaimTemplate': 'metadata=1:meta.ObjectMeta spec=2:PersistentVolumeClaimSpec',
  'core.PersistentVolumeClaimVolumeSource': 'claimName=1:string readOnly=2:bool',
  'core.PersistentVolumeSource':
    'gcePersistentDisk=1:GCEPersistentDiskVolumeSource ' +
    'awsElasticBlockStore=2:AWSElasticBlockStoreVolumeSource hostPath=3:HostPathVolumeSource ' +
    'glusterfs=4:GlusterfsPersistentVolumeSource nfs=5:NFSVolumeSource rbd=6:RBDPersistentVolumeSource ' +
    'iscsi=7:ISCSIPersistentVolumeSource cinder=8:CinderPersistentVolumeSource ' +
    'cephfs=9:CephFSPersistentVolumeSource fc=10:FCVolumeSource flocker=11:FlockerVolumeSource ' +
    'flexVolume=12:FlexPersistentVolumeSource azureFile=13:AzureFilePersistentVolumeSource ' +
    'vsphereVolume=14:VsphereVirtualDiskVolumeSource quobyte=15:QuobyteVolumeSource ' +
    'azureDisk=16:AzureDiskVolumeSource photonPersistentDisk=17:PhotonPersistentDiskVolumeSource ' +
    'portworxVolume=18:PortworxVolumeSource scaleIO=19:ScaleIOPersistentVolumeSource ' +
    'local=20:LocalVolumeSource storageos=21:StorageOSPersistentVolumeSource ' +
    'csi=22:CSIPersistentVolumeSource',
  'core.PersistentVolumeSpec':
    'capacity=1:map[]quantity <=2:PersistentVolumeSource accessModes=3:[]string ' +
    'claimRef=4:ObjectReference persistentVolumeReclaimPolicy=5:string storageClassName=6:string ' +
    'mountOptions=7:[]string volumeMode=8:string nodeAffinity=9:VolumeNodeAffinity ' +
    'volumeAttributesClassName=10:string',
  'core.PersistentVolumeStatus':
    'phase=1:string message=2:string reason=3:string lastPhaseTransitionTime=4:time',
  'core.PhotonPersistentDiskVolumeSource': 'pdID=1:string fsType=2:string',
  'core.PodCertificateProjection':
    'signerName=1:string keyType=2:string maxExpirationSeconds=3:int32 credentialBundlePath=4:string ' +
    'keyPath=5:string certificateChainPath=6:string userAnnotations=7:map[]string',
  'core.PortworxVolumeSource': 'volumeID=1:string fsType=2:string readOnly=3:bool',
  'core.ProjectedVolumeSource': 'sources=1:[]VolumeProjection defaultMode=2:int32',
  'core.QuobyteVolumeSource':
    'registry=1:string volume=2:string readOnly=3:bool user=4:string group=5:string tenant=6:string',
  'core.RBDPersistentVolumeSource':
    'monitors=1:[]string image=2:string fsType=3:string pool=4:string user=5:string keyring=6:string ' +
    'secretRef=7:SecretReference readOnly=8:bool',
  'core.RBDVolumeSource':
    'monitors=1:[]string image=2:string fsType=3:string pool=4:string user=5:string keyring=6:string ' +
    'secretRef=7:LocalObjectReference readOnly=8:bool',
  'core.ScaleIOPersistentVolumeSource':
    'gateway=1:string system=2:string secretRef=3:SecretReference sslEnabled=4:bool ' +
    'protectionDomain=5:string storagePool=6:string storageMode=7:string volumeName=8:string ' +
    'fsType=9:string readOnly=10:bool',
  'core.ScaleIOVolumeSource':
    'gateway=1:string system=2:string secretRef=3:LocalObjectReference sslEnabled=4:bool ' +
    'protectionDomain=5:string storagePool=6:string storageMode=7:string volumeName=8:string ' +
    'fsType=9:string readOnly=10:bool',
  'core.SecretProjection': '<=1:LocalObjectReference items=2:[]KeyToPath optional=4:bool',
  'core.SecretReference': 'name=1:string namespace=2:string',
  'core.SecretVolumeSource': 'secretName=1:string items=2:[]KeyToPath defaultMode=3:int32 optional=4:bool',
  'core.ServiceAccountTokenProjection': 'audience=1:string expirationSeconds=2:int64 path=3:string',
  'core.StorageOSPersistentVolumeSource':
    'volumeName=1:string volumeNamespace=2:string fsType=3:string readOnly=4:bool ' +
    'secretRef=5:ObjectReference',
  'core.StorageOSVolumeSource':
    'volumeName=1:string volumeNamespace=2:string fsType=3:string readOnly=4:bool ' +
    'secretRef=5:LocalObjectReference',
  'core.TypedLocalObjectReference': 'apiGroup=1:string kind=2:string name=3:string',
  'core.TypedObjectReference': 'apiGroup=1:string kind=2:string name=3:string namespace=4:string',
  'core.Volume': 'name=1:string <=2:VolumeSource',
  'core.VolumeNodeAffinity': 'required=1:NodeSelector',
  'core.VolumeProjection':
    'secret=1:SecretProjection downwardAPI=2:DownwardAPIProjection configMap=3:ConfigMapProjection ' +
    'serviceAccountToken=4:ServiceAccountTokenProjection ' +
    'clusterTrustBundle=5:ClusterTrustBundleProjection podCertificate=6:PodCertificateProjection',
  'core.VolumeResourceRequirements': 'limits=1:map[]quantity requests=2:map[]quantity',
  'core.VolumeSource':
    'hostPath=1:HostPathVolumeSource emptyDir=2:EmptyDirVolumeSource ' +
    'gcePersistentDisk=3:GCEPersistentDiskVolumeSource ' +
    'awsElasticBlockStore=4:AWSElasticBlockStoreVolumeSource gitRepo=5:GitRepoVolumeSource ' +
    'secret=6:SecretVolumeSource nfs=7:NFSVolumeSource iscsi=8:ISCSIVolumeSource ' +
    'glusterfs=9:GlusterfsVolumeSource persistentVolumeClaim=10:PersistentVolumeClaimVolumeSource ' +
    'rbd=11:RBDVolumeSource flexVolume=12:FlexVolumeSource cinder=13:CinderVolumeSource ' +
    'cephfs=14:CephFSVolumeSource flocker=15:FlockerVolumeSource downwardAPI=16:DownwardAPIVolumeSource ' +
    'fc=17:FCVolumeSource azureFile=18:AzureFileVolumeSource configMap=19:ConfigMapVolumeSource ' +
    'vsphereVolume=20:VsphereVirtualDiskVolumeSource quobyte=21:QuobyteVolumeSource ' +
    'azureDisk=22:AzureDiskVolumeSource photonPersistentDisk=23:PhotonPersistentDiskVolumeSource ' +
    'projected=26:ProjectedVolumeSource portworxVolume=24:PortworxVolumeSource ' +
    'scaleIO=25:ScaleIOVolumeSource storageos=27:StorageOSVolumeSource csi=28:CSIVolumeSource ' +
    'ephemeral=29:EphemeralVolumeSource image=30:ImageVolumeSource',
  'core.VsphereVirtualDiskVolumeSource':
    'volumePath=1:string fsType=2:string storagePolicyName=3:string storagePolicyID=4:string',
}
