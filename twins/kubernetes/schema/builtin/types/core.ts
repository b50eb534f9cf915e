import type { GoTypeTable } from '../../go-type.js'

const TYPE_META = 'kind:string apiVersion:string metadata:ObjectMeta'

/** Types of the other core kinds. Source: kubernetes/api v0.36.3 core/v1/types.go. */
export const coreTypes: GoTypeTable = {
  Namespace: `${TYPE_META} spec:NamespaceSpec status:NamespaceStatus`,
  NamespaceSpec: 'finalizers:[]~FinalizerName',
  NamespaceStatus: 'phase:~NamespacePhase conditions:[]NamespaceCondition',
  NamespaceCondition:
    'type!:~NamespaceConditionType status!:~ConditionStatus lastTransitionTime:time reason:string message:string',

  Secret: `${TYPE_META} immutable:*bool data:map[string]bytes stringData:map[string]string type:~SecretType`,
  ConfigMap: `${TYPE_META} immutable:*bool data:map[string]string binaryData:map[string]bytes`,

  ServiceAccount: `${TYPE_META} secrets:[]ObjectReference imagePullSecrets:[]LocalObjectReference automountServiceAccountToken:*bool`,
  ObjectReference:
    'kind:string namespace:string name:string uid:uid apiVersion:string resourceVersion:string fieldPath:string',

  Service: `${TYPE_META} spec:ServiceSpec status:ServiceStatus`,
  ServiceSpec:
    'ports:[]ServicePort selector:map[string]string clusterIP:string clusterIPs:[]string type:~ServiceType ' +
    'externalIPs:[]string sessionAffinity:~ServiceAffinity loadBalancerIP:string ' +
    'loadBalancerSourceRanges:[]string externalName:string ' +
    'externalTrafficPolicy:~ServiceExternalTrafficPolicy healthCheckNodePort:int32 ' +
    'publishNotReadyAddresses:bool sessionAffinityConfig:*SessionAffinityConfig ipFamilies:[]~IPFamily ' +
    'ipFamilyPolicy:*~IPFamilyPolicy allocateLoadBalancerNodePorts:*bool loadBalancerClass:*string ' +
    'internalTrafficPolicy:*~ServiceInternalTrafficPolicy trafficDistribution:*string',
  ServicePort:
    'name:string protocol:~Protocol appProtocol:*string port!:int32 targetPort:intstr nodePort:int32',
  SessionAffinityConfig: 'clientIP:*ClientIPConfig',
  ClientIPConfig: 'timeoutSeconds:*int32',
  ServiceStatus: 'loadBalancer:LoadBalancerStatus conditions:[]Condition',
  LoadBalancerStatus: 'ingress:[]LoadBalancerIngress',
  LoadBalancerIngress: 'ip:string hostname:string ipMode:*~LoadBalancerIPMode ports:[]PortStatus',
  PortStatus: 'port!:int32 protocol!:~Protocol error:*string',

  Endpoints: `${TYPE_META} subsets:[]EndpointSubset`,
  EndpointSubset: 'addresses:[]EndpointAddress notReadyAddresses:[]EndpointAddress ports:[]EndpointPort',
  EndpointAddress: 'ip!:string hostname:string nodeName:*string targetRef:*ObjectReference',
  EndpointPort: 'name:string port!:int32 protocol:~Protocol appProtocol:*string',

  Event:
    `${TYPE_META} involvedObject!:ObjectReference reason:string message:string source:EventSource ` +
    'firstTimestamp:time lastTimestamp:time count:int32 type:string eventTime:microtime series:*EventSeries ' +
    'action:string related:*ObjectReference reportingComponent!:string reportingInstance!:string',
  EventSource: 'component:string host:string',
  EventSeries: 'count:int32 lastObservedTime:microtime',

  Node: `${TYPE_META} spec:NodeSpec status:NodeStatus`,
  NodeSpec:
    'podCIDR:string podCIDRs:[]string providerID:string unschedulable:bool taints:[]Taint configSource:*raw ' +
    'externalID:string',
  Taint: 'key!:string value:string effect!:~TaintEffect timeAdded:*time',
  NodeStatus:
    'capacity:map[string]quantity allocatable:map[string]quantity phase:~NodePhase conditions:[]NodeCondition ' +
    'addresses:[]NodeAddress daemonEndpoints:NodeDaemonEndpoints nodeInfo:NodeSystemInfo ' +
    'images:[]ContainerImage volumesInUse:[]~UniqueVolumeName volumesAttached:[]AttachedVolume config:*raw ' +
    'runtimeHandlers:[]raw features:*raw declaredFeatures:[]string',
  NodeCondition:
    'type!:~NodeConditionType status!:~ConditionStatus lastHeartbeatTime:time lastTransitionTime:time ' +
    'reason:string message:string',
  NodeAddress: 'type!:~NodeAddressType address!:string',
  NodeDaemonEndpoints: 'kubeletEndpoint:DaemonEndpoint',
  DaemonEndpoint: 'Port!:int32',
  NodeSystemInfo:
    'machineID!:string systemUUID!:string bootID!:string kernelVersion!:string osImage!:string ' +
    'containerRuntimeVersion!:string kubeletVersion!:string kubeProxyVersion!:string operatingSystem!:string ' +
    'architecture!:string swap:*NodeSwapStatus',
  NodeSwapStatus: 'capacity:*int64',
  ContainerImage: 'names!:[]string sizeBytes:int64',
  AttachedVolume: 'name!:~UniqueVolumeName devicePath!:string',

  LimitRange: `${TYPE_META} spec:LimitRangeSpec`,
  LimitRangeSpec: 'limits!:[]LimitRangeItem',
  LimitRangeItem:
    'type!:~LimitType max:map[string]quantity min:map[string]quantity default:map[string]quantity ' +
    'defaultRequest:map[string]quantity maxLimitRequestRatio:map[string]quantity',

  ResourceQuota: `${TYPE_META} spec:ResourceQuotaSpec status:ResourceQuotaStatus`,
  ResourceQuotaSpec: 'hard:map[string]quantity scopes:[]~ResourceQuotaScope scopeSelector:*ScopeSelector',
  ScopeSelector: 'matchExpressions:[]ScopedResourceSelectorRequirement',
  ScopedResourceSelectorRequirement:
    'scopeName!:~ResourceQuotaScope operator!:~ScopeSelectorOperator values:[]string',
  ResourceQuotaStatus: 'hard:map[string]quantity used:map[string]quantity',
}
