import type { GoTypeTable } from '../../go-type.js'

const TYPE_META = 'kind:string apiVersion:string metadata:ObjectMeta'
const CONDITION = 'status!:~ConditionStatus lastTransitionTime:time reason:string message:string'

/** Types of apps/v1, batch/v1 and ReplicationController. Source: kubernetes/api v0.36.3 {apps,batch,core}/v1/types.go. */
export const workloadTypes: GoTypeTable = {
  Deployment: `${TYPE_META} spec:DeploymentSpec status:DeploymentStatus`,
  DeploymentSpec:
    'replicas:*int32 selector!:*LabelSelector template!:PodTemplateSpec strategy:DeploymentStrategy ' +
    'minReadySeconds:int32 revisionHistoryLimit:*int32 paused:bool progressDeadlineSeconds:*int32',
  DeploymentStrategy: 'type:~DeploymentStrategyType rollingUpdate:*RollingUpdateDeployment',
  RollingUpdateDeployment: 'maxUnavailable:*intstr maxSurge:*intstr',
  DeploymentStatus:
    'observedGeneration:int64 replicas:int32 updatedReplicas:int32 readyReplicas:int32 availableReplicas:int32 ' +
    'unavailableReplicas:int32 terminatingReplicas:*int32 conditions:[]DeploymentCondition collisionCount:*int32',
  DeploymentCondition: `type!:~DeploymentConditionType lastUpdateTime:time ${CONDITION}`,

  ReplicaSet: `${TYPE_META} spec:ReplicaSetSpec status:ReplicaSetStatus`,
  ReplicaSetSpec: 'replicas:*int32 minReadySeconds:int32 selector!:*LabelSelector template:PodTemplateSpec',
  ReplicaSetStatus:
    'replicas!:int32 fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32 ' +
    'terminatingReplicas:*int32 observedGeneration:int64 conditions:[]ReplicaSetCondition',
  ReplicaSetCondition: `type!:~ReplicaSetConditionType ${CONDITION}`,

  ReplicationController: `${TYPE_META} spec:ReplicationControllerSpec status:ReplicationControllerStatus`,
  ReplicationControllerSpec:
    'replicas:*int32 minReadySeconds:int32 selector:map[string]string template:*PodTemplateSpec',
  ReplicationControllerStatus:
    'replicas!:int32 fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32 ' +
    'observedGeneration:int64 conditions:[]ReplicationControllerCondition',
  ReplicationControllerCondition: `type!:~ReplicationControllerConditionType ${CONDITION}`,

  StatefulSet: `${TYPE_META} spec:StatefulSetSpec status:StatefulSetStatus`,
  StatefulSetSpec:
    'replicas:*int32 selector!:*LabelSelector template!:PodTemplateSpec ' +
    'volumeClaimTemplates:[]PersistentVolumeClaim serviceName!:string ' +
    'podManagementPolicy:~PodManagementPolicyType updateStrategy:StatefulSetUpdateStrategy ' +
    'revisionHistoryLimit:*int32 minReadySeconds:int32 ' +
    'persistentVolumeClaimRetentionPolicy:*StatefulSetPersistentVolumeClaimRetentionPolicy ' +
    'ordinals:*StatefulSetOrdinals',
  StatefulSetUpdateStrategy:
    'type:~StatefulSetUpdateStrategyType rollingUpdate:*RollingUpdateStatefulSetStrategy',
  RollingUpdateStatefulSetStrategy: 'partition:*int32 maxUnavailable:*intstr',
  StatefulSetPersistentVolumeClaimRetentionPolicy:
    'whenDeleted:~PersistentVolumeClaimRetentionPolicyType whenScaled:~PersistentVolumeClaimRetentionPolicyType',
  StatefulSetOrdinals: 'start!:int32',
  StatefulSetStatus:
    'observedGeneration:int64 replicas!:int32 readyReplicas:int32 currentReplicas:int32 updatedReplicas:int32 ' +
    'currentRevision:string updateRevision:string collisionCount:*int32 conditions:[]StatefulSetCondition ' +
    'availableReplicas!:int32',
  StatefulSetCondition: `type!:~StatefulSetConditionType ${CONDITION}`,

  DaemonSet: `${TYPE_META} spec:DaemonSetSpec status:DaemonSetStatus`,
  DaemonSetSpec:
    'selector!:*LabelSelector template!:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy ' +
    'minReadySeconds:int32 revisionHistoryLimit:*int32',
  DaemonSetUpdateStrategy: 'type:~DaemonSetUpdateStrategyType rollingUpdate:*RollingUpdateDaemonSet',
  RollingUpdateDaemonSet: 'maxUnavailable:*intstr maxSurge:*intstr',
  DaemonSetStatus:
    'currentNumberScheduled!:int32 numberMisscheduled!:int32 desiredNumberScheduled!:int32 numberReady!:int32 ' +
    'observedGeneration:int64 updatedNumberScheduled:int32 numberAvailable:int32 numberUnavailable:int32 ' +
    'collisionCount:*int32 conditions:[]DaemonSetCondition',
  DaemonSetCondition: `type!:~DaemonSetConditionType ${CONDITION}`,

  ControllerRevision: `${TYPE_META} data:raw revision!:int64`,

  Job: `${TYPE_META} spec:JobSpec status:JobStatus`,
  JobSpec:
    'parallelism:*int32 completions:*int32 activeDeadlineSeconds:*int64 podFailurePolicy:*PodFailurePolicy ' +
    'successPolicy:*SuccessPolicy backoffLimit:*int32 backoffLimitPerIndex:*int32 maxFailedIndexes:*int32 ' +
    'selector:*LabelSelector manualSelector:*bool template!:PodTemplateSpec ttlSecondsAfterFinished:*int32 ' +
    'completionMode:*~CompletionMode suspend:*bool podReplacementPolicy:*~PodReplacementPolicy managedBy:*string',
  PodFailurePolicy: 'rules!:[]PodFailurePolicyRule',
  PodFailurePolicyRule:
    'action!:~PodFailurePolicyAction onExitCodes:*PodFailurePolicyOnExitCodesRequirement ' +
    'onPodConditions:[]PodFailurePolicyOnPodConditionsPattern',
  PodFailurePolicyOnExitCodesRequirement:
    'containerName:*string operator!:~PodFailurePolicyOnExitCodesOperator values!:[]int32',
  PodFailurePolicyOnPodConditionsPattern: 'type!:~PodConditionType status!:~ConditionStatus',
  SuccessPolicy: 'rules!:[]SuccessPolicyRule',
  SuccessPolicyRule: 'succeededIndexes:*string succeededCount:*int32',
  JobStatus:
    'conditions:[]JobCondition startTime:*time completionTime:*time active:int32 succeeded:int32 failed:int32 ' +
    'terminating:*int32 completedIndexes:string failedIndexes:*string ' +
    'uncountedTerminatedPods:*UncountedTerminatedPods ready:*int32',
  JobCondition: `type!:~JobConditionType lastProbeTime:time ${CONDITION}`,
  UncountedTerminatedPods: 'succeeded:[]uid failed:[]uid',

  CronJob: `${TYPE_META} spec:CronJobSpec status:CronJobStatus`,
  CronJobSpec:
    'schedule!:string timeZone:*string startingDeadlineSeconds:*int64 concurrencyPolicy:~ConcurrencyPolicy ' +
    'suspend:*bool jobTemplate!:JobTemplateSpec successfulJobsHistoryLimit:*int32 failedJobsHistoryLimit:*int32',
  JobTemplateSpec: 'metadata:ObjectMeta spec:JobSpec',
  CronJobStatus: 'active:[]ObjectReference lastScheduleTime:*time lastSuccessfulTime:*time',
}
