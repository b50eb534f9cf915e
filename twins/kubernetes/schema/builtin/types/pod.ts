import type { GoTypeTable } from '../../go-type.js'

const CONTAINER =
  'name!:string image:string command:[]string args:[]string workingDir:string ports:[]ContainerPort ' +
  'envFrom:[]EnvFromSource env:[]EnvVar resources:ResourceRequirements resizePolicy:[]ContainerResizePolicy ' +
  'restartPolicy:*~ContainerRestartPolicy restartPolicyRules:[]ContainerRestartRule volumeMounts:[]VolumeMount ' +
  'volumeDevices:[]VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe ' +
  'lifecycle:*Lifecycle terminationMessagePath:string terminationMessagePolicy:~TerminationMessagePolicy ' +
  'imagePullPolicy:~PullPolicy securityContext:*SecurityContext stdin:bool stdinOnce:bool tty:bool'

const HANDLERS = 'exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction'
const INTER_POD_AFFINITY =
  'requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm ' +
  'preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm'

/** Pod template and spec types. Source: kubernetes/api v0.36.3 core/v1/types.go. */
export const podTypes: GoTypeTable = {
  Pod: 'kind:string apiVersion:string metadata:ObjectMeta spec:PodSpec status:PodStatus',
  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  PodSpec:
    'volumes:[]Volume initContainers:[]Container containers!:[]Container ephemeralContainers:[]EphemeralContainer ' +
    'restartPolicy:~RestartPolicy terminationGracePeriodSeconds:*int64 activeDeadlineSeconds:*int64 ' +
    'dnsPolicy:~DNSPolicy nodeSelector:map[string]string serviceAccountName:string serviceAccount:string ' +
    'automountServiceAccountToken:*bool nodeName:string hostNetwork:bool hostPID:bool hostIPC:bool ' +
    'shareProcessNamespace:*bool securityContext:*PodSecurityContext imagePullSecrets:[]LocalObjectReference ' +
    'hostname:string subdomain:string affinity:*Affinity schedulerName:string tolerations:[]Toleration ' +
    'hostAliases:[]HostAlias priorityClassName:string priority:*int32 dnsConfig:*PodDNSConfig ' +
    'readinessGates:[]PodReadinessGate runtimeClassName:*string enableServiceLinks:*bool ' +
    'preemptionPolicy:*~PreemptionPolicy overhead:map[string]quantity ' +
    'topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN:*bool os:*PodOS hostUsers:*bool ' +
    'schedulingGates:[]PodSchedulingGate resourceClaims:[]PodResourceClaim resources:*ResourceRequirements ' +
    'hostnameOverride:*string schedulingGroup:*raw',
  Container: CONTAINER,
  EphemeralContainer: `${CONTAINER} targetContainerName:string`,
  ContainerPort: 'name:string hostPort:int32 containerPort!:int32 protocol:~Protocol hostIP:string',
  ContainerResizePolicy: 'resourceName!:~ResourceName restartPolicy!:~ResourceResizeRestartPolicy',
  ContainerRestartRule: 'action:~ContainerRestartRuleAction exitCodes:*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'operator:~ContainerRestartRuleOnExitCodesOperator values:[]int32',
  VolumeMount:
    'name!:string readOnly:bool recursiveReadOnly:*~RecursiveReadOnlyMode mountPath!:string subPath:string ' +
    'mountPropagation:*~MountPropagationMode subPathExpr:string',
  VolumeDevice: 'name!:string devicePath!:string',
  EnvVar: 'name!:string value:string valueFrom:*EnvVarSource',
  EnvVarSource:
    'fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector configMapKeyRef:*ConfigMapKeySelector ' +
    'secretKeyRef:*SecretKeySelector fileKeyRef:*FileKeySelector',
  FileKeySelector: 'volumeName!:string path!:string key!:string optional:*bool',
  ObjectFieldSelector: 'apiVersion:string fieldPath!:string',
  ResourceFieldSelector: 'containerName:string resource!:string divisor:quantity',
  ConfigMapKeySelector: 'name:string key!:string optional:*bool',
  SecretKeySelector: 'name:string key!:string optional:*bool',
  EnvFromSource: 'prefix:string configMapRef:*ConfigMapEnvSource secretRef:*SecretEnvSource',
  ConfigMapEnvSource: 'name:string optional:*bool',
  SecretEnvSource: 'name:string optional:*bool',
  ResourceRequirements: 'limits:map[string]quantity requests:map[string]quantity claims:[]ResourceClaim',
  ResourceClaim: 'name!:string request:string',
  Probe:
    `${HANDLERS} grpc:*GRPCAction initialDelaySeconds:int32 timeoutSeconds:int32 periodSeconds:int32 ` +
    'successThreshold:int32 failureThreshold:int32 terminationGracePeriodSeconds:*int64',
  Lifecycle: 'postStart:*LifecycleHandler preStop:*LifecycleHandler stopSignal:*~Signal',
  LifecycleHandler: `${HANDLERS} sleep:*SleepAction`,
  ExecAction: 'command:[]string',
  HTTPGetAction: 'path:string port!:intstr host:string scheme:~URIScheme httpHeaders:[]HTTPHeader',
  HTTPHeader: 'name!:string value!:string',
  TCPSocketAction: 'port!:intstr host:string',
  GRPCAction: 'port!:int32 service!:*string',
  SleepAction: 'seconds!:int64',
  SecurityContext:
    'capabilities:*Capabilities privileged:*bool seLinuxOptions:*SELinuxOptions ' +
    'windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool ' +
    'readOnlyRootFilesystem:*bool allowPrivilegeEscalation:*bool procMount:*~ProcMountType ' +
    'seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile',
  Capabilities: 'add:[]~Capability drop:[]~Capability',
  PodSecurityContext:
    'seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 ' +
    'runAsGroup:*int64 runAsNonRoot:*bool supplementalGroups:[]int64 ' +
    'supplementalGroupsPolicy:*~SupplementalGroupsPolicy fsGroup:*int64 sysctls:[]Sysctl ' +
    'fsGroupChangePolicy:*~PodFSGroupChangePolicy seccompProfile:*SeccompProfile ' +
    'appArmorProfile:*AppArmorProfile seLinuxChangePolicy:*~PodSELinuxChangePolicy',
  SELinuxOptions: 'user:string role:string type:string level:string',
  WindowsSecurityContextOptions:
    'gmsaCredentialSpecName:*string gmsaCredentialSpec:*string runAsUserName:*string hostProcess:*bool',
  SeccompProfile: 'type!:~SeccompProfileType localhostProfile:*string',
  AppArmorProfile: 'type!:~AppArmorProfileType localhostProfile:*string',
  Sysctl: 'name!:string value!:string',
  PodDNSConfig: 'nameservers:[]string searches:[]string options:[]PodDNSConfigOption',
  PodDNSConfigOption: 'name:string value:*string',
  PodReadinessGate: 'conditionType!:~PodConditionType',
  PodOS: 'name!:~OSName',
  PodSchedulingGate: 'name!:string',
  PodResourceClaim: 'name!:string resourceClaimName:*string resourceClaimTemplateName:*string',
  HostAlias: 'ip!:string hostnames:[]string',
  LocalObjectReference: 'name:string',
  Affinity: 'nodeAffinity:*NodeAffinity podAffinity:*PodAffinity podAntiAffinity:*PodAntiAffinity',
  NodeAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution:*NodeSelector ' +
    'preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm',
  NodeSelector: 'nodeSelectorTerms!:[]NodeSelectorTerm',
  NodeSelectorTerm: 'matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement',
  NodeSelectorRequirement: 'key!:string operator!:~NodeSelectorOperator values:[]string',
  PreferredSchedulingTerm: 'weight!:int32 preference!:NodeSelectorTerm',
  PodAffinity: INTER_POD_AFFINITY,
  PodAntiAffinity: INTER_POD_AFFINITY,
  WeightedPodAffinityTerm: 'weight!:int32 podAffinityTerm!:PodAffinityTerm',
  PodAffinityTerm:
    'labelSelector:*LabelSelector namespaces:[]string topologyKey!:string namespaceSelector:*LabelSelector ' +
    'matchLabelKeys:[]string mismatchLabelKeys:[]string',
  Toleration:
    'key:string operator:~TolerationOperator value:string effect:~TaintEffect tolerationSeconds:*int64',
  TopologySpreadConstraint:
    'maxSkew!:int32 topologyKey!:string whenUnsatisfiable!:~UnsatisfiableConstraintAction ' +
    'labelSelector:*LabelSelector minDomains:*int32 nodeAffinityPolicy:*~NodeInclusionPolicy ' +
    'nodeTaintsPolicy:*~NodeInclusionPolicy matchLabelKeys:[]string',
}
