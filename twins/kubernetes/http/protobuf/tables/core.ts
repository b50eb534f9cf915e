import type { MessageTable } from '../message-type.js'

/** The other kinds of the core group. Field numbers: kubernetes/api v0.36.3 core/v1/generated.proto. */
export const coreMessages: MessageTable = {
  'core.AttachedVolume': 'name=1:string devicePath=2:string',
  'core.Binding': 'metadata=1:meta.ObjectMeta target=2:ObjectReference',
  'core.ClientIPConfig': 'timeoutSeconds=1:int32',
  'core.ConfigMap': 'metadata=1:meta.ObjectMeta immutable=4:bool data=2:map[]string binaryData=3:map[]bytes',
  'core.ConfigMapNodeConfigSource':
    'namespace=1:string name=2:string uid=3:string resourceVersion=4:string kubeletConfigKey=5:string',
  'core.ContainerImage': 'names=1:[]string sizeBytes=2:int64',
  'core.DaemonEndpoint': 'Port=1:int32',
  'core.EndpointAddress': 'ip=1:string hostname=3:string nodeName=4:string targetRef=2:ObjectReference',
  'core.EndpointPort': 'name=1:string port=2:int32 protocol=3:string appProtocol=4:string',
  'core.EndpointSubset':
    'addresses=1:[]EndpointAddress notReadyAddresses=2:[]EndpointAddress ports=3:[]EndpointPort',
  'core.Endpoints': 'metadata=1:meta.ObjectMeta subsets=2:[]EndpointSubset',
  'core.Event':
    'metadata=1:meta.ObjectMeta involvedObject=2:ObjectReference reason=3:string message=4:string ' +
    'source=5:EventSource firstTimestamp=6:time lastTimestamp=7:time count=8:int32 type=9:string ' +
    'eventTime=10:microtime series=11:EventSeries action=12:string related=13:ObjectReference ' +
    'reportingComponent=14:string reportingInstance=15:string',
  'core.EventSeries': 'count=1:int32 lastObservedTime=2:microtime',
  'core.EventSource': 'component=1:string host=2:string',
  'core.LimitRange': 'metadata=1:meta.ObjectMeta spec=2:LimitRangeSpec',
  'core.LimitRangeItem':
    'type=1:string max=2:map[]quantity min=3:map[]quantity default=4:map[]quantity ' +
    'defaultRequest=5:map[]quantity maxLimitRequestRatio=6:map[]quantity',
  'core.LimitRangeSpec': 'limits=1:[]LimitRangeItem',
  'core.LoadBalancerIngress': 'ip=1:string hostname=2:string ipMode=3:string ports=4:[]PortStatus',
  'core.LoadBalancerStatus': 'ingress=1:[]LoadBalancerIngress',
  'core.Namespace': 'metadata=1:meta.ObjectMeta spec=2:NamespaceSpec status=3:NamespaceStatus',
  'core.NamespaceCondition':
    'type=1:string status=2:string lastTransitionTime=4:time reason=5:string message=6:string',
  'core.NamespaceSpec': 'finalizers=1:[]string',
  'core.NamespaceStatus': 'phase=1:string conditions=2:[]NamespaceCondition',
  'core.Node': 'metadata=1:meta.ObjectMeta spec=2:NodeSpec status=3:NodeStatus',
  'core.NodeAddress': 'type=1:string address=2:string',
  'core.NodeCondition':
    'type=1:string status=2:string lastHeartbeatTime=3:time lastTransitionTime=4:time reason=5:string ' +
    'message=6:string',
  'core.NodeConfigSource': 'configMap=2:ConfigMapNodeConfigSource',
  'core.NodeConfigStatus':
    'assigned=1:NodeConfigSource active=2:NodeConfigSource lastKnownGood=3:NodeConfigSource ' +
    'error=4:string',
  'core.NodeDaemonEndpoints': 'kubeletEndpoint=1:DaemonEndpoint',
  'core.NodeFeatures': 'supplementalGroupsPolicy=1:bool',
  'core.NodeRuntimeHandler': 'name=1:string features=2:NodeRuntimeHandlerFeatures',
  'core.NodeRuntimeHandlerFeatures': 'recursiveReadOnlyMounts=1:bool userNamespaces=2:bool',
  'core.NodeSpec':
    'podCIDR=1:string podCIDRs=7:[]string providerID=3:string unschedulable=4:bool taints=5:[]Taint ' +
    'configSource=6:NodeConfigSource externalID=2:string',
  'core.NodeStatus':
    'capacity=1:map[]quantity allocatable=2:map[]quantity phase=3:string conditions=4:[]NodeCondition ' +
    'addresses=5:[]NodeAddress daemonEndpoints=6:NodeDaemonEndpoints nodeInfo=7:NodeSystemInfo ' +
    'images=8:[]ContainerImage volumesInUse=9:[]string volumesAttached=10:[]AttachedVolume ' +
    'config=11:NodeConfigStatus runtimeHandlers=12:[]NodeRuntimeHandler features=13:NodeFeatures ' +
    'declaredFeatures=14:[]string',
  'core.NodeSwapStatus': 'capacity=1:int64',
  'core.NodeSystemInfo':
    'machineID=1:string systemUUID=2:string bootID=3:string kernelVersion=4:string osImage=5:string ' +
    'containerRuntimeVersion=6:string kubeletVersion=7:string kubeProxyVersion=8:string ' +
    'operatingSystem=9:string architecture=10:string swap=11:NodeSwapStatus',
  'core.ObjectReference':
    'kind=1:string namespace=2:string name=3:string uid=4:string apiVersion=5:string ' +
    'resourceVersion=6:string fieldPath=7:string',
  'core.PodTemplate': 'metadata=1:meta.ObjectMeta template=2:PodTemplateSpec',
  'core.PortStatus': 'port=1:int32 protocol=2:string error=3:string',
  'core.ReplicationController':
    'metadata=1:meta.ObjectMeta spec=2:ReplicationControllerSpec status=3:ReplicationControllerStatus',
  'core.ReplicationControllerCondition':
    'type=1:string status=2:string lastTransitionTime=3:time reason=4:string message=5:string',
  'core.ReplicationControllerSpec':
    'replicas=1:int32 minReadySeconds=4:int32 selector=2:map[]string template=3:PodTemplateSpec',
  'core.ReplicationControllerStatus':
    'replicas=1:int32 fullyLabeledReplicas=2:int32 readyReplicas=4:int32 availableReplicas=5:int32 ' +
    'observedGeneration=3:int64 conditions=6:[]ReplicationControllerCondition',
  'core.ResourceQuota': 'metadata=1:meta.ObjectMeta spec=2:ResourceQuotaSpec status=3:ResourceQuotaStatus',
  'core.ResourceQuotaSpec': 'hard=1:map[]quantity scopes=2:[]string scopeSelector=3:ScopeSelector',
  'core.ResourceQuotaStatus': 'hard=1:map[]quantity used=2:map[]quantity',
  'core.ScopeSelector': 'matchExpressions=1:[]ScopedResourceSelectorRequirement',
  'core.ScopedResourceSelectorRequirement': 'scopeName=1:string operator=2:string values=3:[]string',
  'core.Secret':
    'metadata=1:meta.ObjectMeta immutable=5:bool data=2:map[]bytes stringData=4:map[]string ' +
    'type=3:string',
  'core.Service': 'metadata=1:meta.ObjectMeta spec=2:ServiceSpec status=3:ServiceStatus',
  'core.ServiceAccount':
    'metadata=1:meta.ObjectMeta secrets=2:[]ObjectReference imagePullSecrets=3:[]LocalObjectReference ' +
    'automountServiceAccountToken=4:bool',
  'core.ServicePort':
    'name=1:string protocol=2:string appProtocol=6:string port=3:int32 targetPort=4:intstr ' +
    'nodePort=5:int32',
  'core.ServiceSpec':
    'ports=1:[]ServicePort selector=2:map[]string clusterIP=3:string clusterIPs=18:[]string ' +
    'type=4:string externalIPs=5:[]string sessionAffinity=7:string loadBalancerIP=8:string ' +
    'loadBalancerSourceRanges=9:[]string externalName=10:string externalTrafficPolicy=11:string ' +
    'healthCheckNodePort=12:int32 publishNotReadyAddresses=13:bool ' +
    'sessionAffinityConfig=14:SessionAffinityConfig ipFamilies=19:[]string ipFamilyPolicy=17:string ' +
    'allocateLoadBalancerNodePorts=20:bool loadBalancerClass=21:string internalTrafficPolicy=22:string ' +
    'trafficDistribution=23:string',
  'core.ServiceStatus': 'loadBalancer=1:LoadBalancerStatus conditions=2:[]meta.Condition',
  'core.SessionAffinityConfig': 'clientIP=1:ClientIPConfig',
  'core.Taint': 'key=1:string value=2:string effect=3:string timeAdded=4:time',
  'core.TopologySelectorLabelRequirement': 'key=1:string values=2:[]string',
  'core.TopologySelectorTerm': 'matchLabelExpressions=1:[]TopologySelectorLabelRequirement',
}
