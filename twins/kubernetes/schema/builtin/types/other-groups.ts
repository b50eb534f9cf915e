import type { GoTypeTable } from '../../go-type.js'

const TYPE_META = 'kind:string apiVersion:string metadata:ObjectMeta'

/**
 * Types of networking.k8s.io, node.k8s.io, policy, rbac.authorization.k8s.io, coordination.k8s.io and
 * apiextensions.k8s.io, all v1.
 * Source: kubernetes/api v0.36.3 {networking,node,policy,rbac,coordination}/v1/types.go, kubernetes/apiextensions-apiserver
 * v0.36.3 pkg/apis/apiextensions/v1/types.go. The OpenAPI schema inside a CRD is kept as it is.
 */
export const otherGroupTypes: GoTypeTable = {
  Ingress: `${TYPE_META} spec:IngressSpec status:IngressStatus`,
  IngressSpec: 'ingressClassName:*string defaultBackend:*IngressBackend tls:[]IngressTLS rules:[]IngressRule',
  IngressTLS: 'hosts:[]string secretName:string',
  IngressRule: 'host:string http:*HTTPIngressRuleValue',
  HTTPIngressRuleValue: 'paths!:[]HTTPIngressPath',
  HTTPIngressPath: 'path:string pathType!:*~PathType backend!:IngressBackend',
  IngressBackend: 'service:*IngressServiceBackend resource:*TypedLocalObjectReference',
  IngressServiceBackend: 'name!:string port:ServiceBackendPort',
  ServiceBackendPort: 'name:string number:int32',
  IngressStatus: 'loadBalancer:IngressLoadBalancerStatus',
  IngressLoadBalancerStatus: 'ingress:[]IngressLoadBalancerIngress',
  IngressLoadBalancerIngress: 'ip:string hostname:string ports:[]IngressPortStatus',
  IngressPortStatus: 'port!:int32 protocol!:~Protocol error:*string',

  IngressClass: `${TYPE_META} spec:IngressClassSpec`,
  IngressClassSpec: 'controller:string parameters:*IngressClassParametersReference',
  IngressClassParametersReference:
    'apiGroup:*string kind!:string name!:string scope!:*string namespace:*string',
  NetworkPolicy: `${TYPE_META} spec:NetworkPolicySpec`,
  NetworkPolicySpec:
    'podSelector!:LabelSelector ingress:[]NetworkPolicyIngressRule egress:[]NetworkPolicyEgressRule ' +
    'policyTypes:[]~PolicyType',
  NetworkPolicyIngressRule: 'ports:[]NetworkPolicyPort from:[]NetworkPolicyPeer',
  NetworkPolicyEgressRule: 'ports:[]NetworkPolicyPort to:[]NetworkPolicyPeer',
  NetworkPolicyPort: 'protocol:*~Protocol port:*intstr endPort:*int32',
  NetworkPolicyPeer: 'podSelector:*LabelSelector namespaceSelector:*LabelSelector ipBlock:*IPBlock',
  IPBlock: 'cidr!:string except:[]string',

  RuntimeClass: `${TYPE_META} handler!:string overhead:*Overhead scheduling:*Scheduling`,
  Overhead: 'podFixed:map[string]quantity',
  Scheduling: 'nodeSelector:map[string]string tolerations:[]Toleration',

  PodDisruptionBudget: `${TYPE_META} spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus`,
  PodDisruptionBudgetSpec:
    'minAvailable:*intstr selector:*LabelSelector maxUnavailable:*intstr ' +
    'unhealthyPodEvictionPolicy:*~UnhealthyPodEvictionPolicyType',
  PodDisruptionBudgetStatus:
    'observedGeneration:int64 disruptedPods:map[string]time disruptionsAllowed!:int32 currentHealthy!:int32 ' +
    'desiredHealthy!:int32 expectedPods!:int32 conditions:[]Condition',

  Role: `${TYPE_META} rules!:[]PolicyRule`,
  ClusterRole: `${TYPE_META} rules!:[]PolicyRule aggregationRule:*AggregationRule`,
  AggregationRule: 'clusterRoleSelectors:[]LabelSelector',
  PolicyRule:
    'verbs!:[]string apiGroups:[]string resources:[]string resourceNames:[]string nonResourceURLs:[]string',
  RoleBinding: `${TYPE_META} subjects:[]Subject roleRef!:RoleRef`,
  ClusterRoleBinding: `${TYPE_META} subjects:[]Subject roleRef!:RoleRef`,
  Subject: 'kind!:string apiGroup:string name!:string namespace:string',
  RoleRef: 'apiGroup!:string kind!:string name!:string',

  Lease: `${TYPE_META} spec:LeaseSpec`,
  LeaseSpec:
    'holderIdentity:*string leaseDurationSeconds:*int32 acquireTime:*microtime renewTime:*microtime ' +
    'leaseTransitions:*int32 strategy:*~CoordinatedLeaseStrategy preferredHolder:*string',

  CustomResourceDefinition: `${TYPE_META} spec!:CustomResourceDefinitionSpec status:CustomResourceDefinitionStatus`,
  CustomResourceDefinitionSpec:
    'group!:string names!:CustomResourceDefinitionNames scope!:~ResourceScope ' +
    'versions!:[]CustomResourceDefinitionVersion conversion:*CustomResourceConversion preserveUnknownFields:bool',
  CustomResourceDefinitionNames:
    'plural!:string singular:string shortNames:[]string kind!:string listKind:string categories:[]string',
  CustomResourceDefinitionVersion:
    'name!:string served!:bool storage!:bool deprecated:bool deprecationWarning:*string ' +
    'schema:*CustomResourceValidation subresources:*CustomResourceSubresources ' +
    'additionalPrinterColumns:[]CustomResourceColumnDefinition selectableFields:[]SelectableField',
  CustomResourceValidation: 'openAPIV3Schema:*raw',
  CustomResourceSubresources: 'status:*raw scale:*CustomResourceSubresourceScale',
  CustomResourceSubresourceScale:
    'specReplicasPath!:string statusReplicasPath!:string labelSelectorPath:*string',
  CustomResourceColumnDefinition:
    'name!:string type!:string format:string description:string priority:int32 jsonPath!:string',
  SelectableField: 'jsonPath!:string',
  CustomResourceConversion: 'strategy!:~ConversionStrategyType webhook:*WebhookConversion',
  WebhookConversion: 'clientConfig:*WebhookClientConfig conversionReviewVersions!:[]string',
  WebhookClientConfig: 'url:*string service:*ServiceReference caBundle:bytes',
  ServiceReference: 'namespace!:string name!:string path:*string port:*int32',
  CustomResourceDefinitionStatus:
    'conditions!:[]CustomResourceDefinitionCondition acceptedNames!:CustomResourceDefinitionNames ' +
    'storedVersions!:[]string observedGeneration:int64',
  CustomResourceDefinitionCondition:
    'type!:~CustomResourceDefinitionConditionType status!:~ConditionStatus lastTransitionTime:time reason:string ' +
    'message:string observedGeneration:int64',
}
