import type { MessageTable } from '../message-type.js'

const WEBHOOK =
  'name=1:string clientConfig=2:WebhookClientConfig rules=3:[]RuleWithOperations failurePolicy=4:string ' +
  'matchPolicy=9:string namespaceSelector=5:meta.LabelSelector sideEffects=6:string timeoutSeconds=7:int32 ' +
  'admissionReviewVersions=8:[]string'

/** Smaller groups. Field numbers: kubernetes/api v0.36.3 {admissionregistration,coordination,discovery,events,networking,node,policy,rbac,scheduling,storage}/v1/generated.proto. */
export const otherGroupMessages: MessageTable = {
  'admissionregistration.MatchCondition': 'name=1:string expression=2:string',
  'admissionregistration.MutatingWebhook': `${WEBHOOK} objectSelector=11:meta.LabelSelector reinvocationPolicy=10:string matchConditions=12:[]MatchCondition`,
  'admissionregistration.MutatingWebhookConfiguration':
    'metadata=1:meta.ObjectMeta webhooks=2:[]MutatingWebhook',
  'admissionregistration.Rule':
    'apiGroups=1:[]string apiVersions=2:[]string resources=3:[]string scope=4:string',
  'admissionregistration.RuleWithOperations': 'operations=1:[]string <=2:Rule',
  'admissionregistration.ServiceReference': 'namespace=1:string name=2:string path=3:string port=4:int32',
  'admissionregistration.ValidatingWebhook': `${WEBHOOK} objectSelector=10:meta.LabelSelector matchConditions=11:[]MatchCondition`,
  'admissionregistration.ValidatingWebhookConfiguration':
    'metadata=1:meta.ObjectMeta webhooks=2:[]ValidatingWebhook',
  'admissionregistration.WebhookClientConfig': 'url=3:string service=1:ServiceReference caBundle=2:bytes',
  'coordination.Lease': 'metadata=1:meta.ObjectMeta spec=2:LeaseSpec',
  'coordination.LeaseSpec':
    'holderIdentity=1:string leaseDurationSeconds=2:int32 acquireTime=3:microtime renewTime=4:microtime ' +
    'leaseTransitions=5:int32 strategy=6:string preferredHolder=7:string',
  'discovery.Endpoint':
    'addresses=1:[]string conditions=2:EndpointConditions hostname=3:string ' +
    'targetRef=4:core.ObjectReference deprecatedTopology=5:map[]string nodeName=6:string zone=7:string ' +
    'hints=8:EndpointHints',
  'discovery.EndpointConditions': 'ready=1:bool serving=2:bool terminating=3:bool',
  'discovery.EndpointHints': 'forZones=1:[]ForZone forNodes=2:[]ForNode',
  'discovery.EndpointPort': 'name=1:string protocol=2:string port=3:int32 appProtocol=4:string',
  'discovery.EndpointSlice':
    'metadata=1:meta.ObjectMeta addressType=4:string endpoints=2:[]Endpoint ports=3:[]EndpointPort',
  'discovery.ForNode': 'name=1:string',
  'discovery.ForZone': 'name=1:string',
  'events.Event':
    'metadata=1:meta.ObjectMeta eventTime=2:microtime series=3:EventSeries reportingController=4:string ' +
    'reportingInstance=5:string action=6:string reason=7:string regarding=8:core.ObjectReference ' +
    'related=9:core.ObjectReference note=10:string type=11:string deprecatedSource=12:core.EventSource ' +
    'deprecatedFirstTimestamp=13:time deprecatedLastTimestamp=14:time deprecatedCount=15:int32',
  'events.EventSeries': 'count=1:int32 lastObservedTime=2:microtime',
  'networking.HTTPIngressPath': 'path=1:string pathType=3:string backend=2:IngressBackend',
  'networking.HTTPIngressRuleValue': 'paths=1:[]HTTPIngressPath',
  'networking.IPBlock': 'cidr=1:string except=2:[]string',
  'networking.Ingress': 'metadata=1:meta.ObjectMeta spec=2:IngressSpec status=3:IngressStatus',
  'networking.IngressBackend': 'service=4:IngressServiceBackend resource=3:core.TypedLocalObjectReference',
  'networking.IngressClass': 'metadata=1:meta.ObjectMeta spec=2:IngressClassSpec',
  'networking.IngressClassParametersReference':
    'aPIGroup=1:string kind=2:string name=3:string scope=4:string namespace=5:string',
  'networking.IngressClassSpec': 'controller=1:string parameters=2:IngressClassParametersReference',
  'networking.IngressLoadBalancerIngress': 'ip=1:string hostname=2:string ports=4:[]IngressPortStatus',
  'networking.IngressLoadBalancerStatus': 'ingress=1:[]IngressLoadBalancerIngress',
  'networking.IngressPortStatus': 'port=1:int32 protocol=2:string error=3:string',
  'networking.IngressRule': 'host=1:string <=2:IngressRuleValue',
  'networking.IngressRuleValue': 'http=1:HTTPIngressRuleValue',
  'networking.IngressServiceBackend': 'name=1:string port=2:ServiceBackendPort',
  'networking.IngressSpec':
    'ingressClassName=4:string defaultBackend=1:IngressBackend tls=2:[]IngressTLS rules=3:[]IngressRule',
  'networking.IngressStatus': 'loadBalancer=1:IngressLoadBalancerStatus',
  'networking.IngressTLS': 'hosts=1:[]string secretName=2:string',
  'networking.NetworkPolicy': 'metadata=1:meta.ObjectMeta spec=2:NetworkPolicySpec',
  'networking.NetworkPolicyEgressRule': 'ports=1:[]NetworkPolicyPort to=2:[]NetworkPolicyPeer',
  'networking.NetworkPolicyIngressRule': 'ports=1:[]NetworkPolicyPort from=2:[]NetworkPolicyPeer',
  'networking.NetworkPolicyPeer':
    'podSelector=1:meta.LabelSelector namespaceSelector=2:meta.LabelSelector ipBlock=3:IPBlock',
  'networking.NetworkPolicyPort': 'protocol=1:string port=2:intstr endPort=3:int32',
  'networking.NetworkPolicySpec':
    'podSelector=1:meta.LabelSelector ingress=2:[]NetworkPolicyIngressRule ' +
    'egress=3:[]NetworkPolicyEgressRule policyTypes=4:[]string',
  'networking.ServiceBackendPort': 'name=1:string number=2:int32',
  'node.Overhead': 'podFixed=1:map[]quantity',
  'node.RuntimeClass':
    'metadata=1:meta.ObjectMeta handler=2:string overhead=3:Overhead scheduling=4:Scheduling',
  'node.Scheduling': 'nodeSelector=1:map[]string tolerations=2:[]core.Toleration',
  'policy.Eviction': 'metadata=1:meta.ObjectMeta deleteOptions=2:meta.DeleteOptions',
  'policy.PodDisruptionBudget':
    'metadata=1:meta.ObjectMeta spec=2:PodDisruptionBudgetSpec status=3:PodDisruptionBudgetStatus',
  'policy.PodDisruptionBudgetSpec':
    'minAvailable=1:intstr selector=2:meta.LabelSelector maxUnavailable=3:intstr ' +
    'unhealthyPodEvictionPolicy=4:string',
  'policy.PodDisruptionBudgetStatus':
    'observedGeneration=1:int64 disruptedPods=2:map[]time disruptionsAllowed=3:int32 ' +
    'currentHealthy=4:int32 desiredHealthy=5:int32 expectedPods=6:int32 conditions=7:[]meta.Condition',
  'rbac.AggregationRule': 'clusterRoleSelectors=1:[]meta.LabelSelector',
  'rbac.ClusterRole': 'metadata=1:meta.ObjectMeta rules=2:[]PolicyRule aggregationRule=3:AggregationRule',
  'rbac.ClusterRoleBinding': 'metadata=1:meta.ObjectMeta subjects=2:[]Subject roleRef=3:RoleRef',
  'rbac.PolicyRule':
    'verbs=1:[]string apiGroups=2:[]string resources=3:[]string resourceNames=4:[]string ' +
    'nonResourceURLs=5:[]string',
  'rbac.Role': 'metadata=1:meta.ObjectMeta rules=2:[]PolicyRule',
  'rbac.RoleBinding': 'metadata=1:meta.ObjectMeta subjects=2:[]Subject roleRef=3:RoleRef',
  'rbac.RoleRef': 'apiGroup=1:string kind=2:string name=3:string',
  'rbac.Subject': 'kind=1:string apiGroup=2:string name=3:string namespace=4:string',
  'scheduling.PriorityClass':
    'metadata=1:meta.ObjectMeta value=2:int32 globalDefault=3:bool description=4:string ' +
    'preemptionPolicy=5:string',
  'storage.StorageClass':
    'metadata=1:meta.ObjectMeta provisioner=2:string parameters=3:map[]string reclaimPolicy=4:string ' +
    'mountOptions=5:[]string allowVolumeExpansion=6:bool volumeBindingMode=7:string ' +
    'allowedTopologies=8:[]core.TopologySelectorTerm',
}
