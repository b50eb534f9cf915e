import type { MessageTable } from '../message-type.js'

/** Workloads and their scaling. Field numbers: kubernetes/api v0.36.3 {apps/v1,batch/v1,autoscaling/v1,autoscaling/v2}/generated.proto. */
export const workloadMessages: MessageTable = {
  'apps.ControllerRevision': 'metadata=1:meta.ObjectMeta data=2:raw revision=3:int64',
  'apps.DaemonSet': 'metadata=1:meta.ObjectMeta spec=2:DaemonSetSpec status=3:DaemonSetStatus',
  'apps.DaemonSetCondition':
    'type=1:string status=2:string lastTransitionTime=3:time reason=4:string message=5:string',
  'apps.DaemonSetSpec':
    'selector=1:meta.LabelSelector template=2:core.PodTemplateSpec ' +
    'updateStrategy=3:DaemonSetUpdateStrategy minReadySeconds=4:int32 revisionHistoryLimit=6:int32',
  'apps.DaemonSetStatus':
    'currentNumberScheduled=1:int32 numberMisscheduled=2:int32 desiredNumberScheduled=3:int32 ' +
    'numberReady=4:int32 observedGeneration=5:int64 updatedNumberScheduled=6:int32 ' +
    'numberAvailable=7:int32 numberUnavailable=8:int32 collisionCount=9:int32 ' +
    'conditions=10:[]DaemonSetCondition',
  'apps.DaemonSetUpdateStrategy': 'type=1:string rollingUpdate=2:RollingUpdateDaemonSet',
  'apps.Deployment': 'metadata=1:meta.ObjectMeta spec=2:DeploymentSpec status=3:DeploymentStatus',
  'apps.DeploymentCondition':
    'type=1:string status=2:string lastUpdateTime=6:time lastTransitionTime=7:time reason=4:string ' +
    'message=5:string',
  'apps.DeploymentSpec':
    'replicas=1:int32 selector=2:meta.LabelSelector template=3:core.PodTemplateSpec ' +
    'strategy=4:DeploymentStrategy minReadySeconds=5:int32 revisionHistoryLimit=6:int32 paused=7:bool ' +
    'progressDeadlineSeconds=9:int32',
  'apps.DeploymentStatus':
    'observedGeneration=1:int64 replicas=2:int32 updatedReplicas=3:int32 readyReplicas=7:int32 ' +
    'availableReplicas=4:int32 unavailableReplicas=5:int32 terminatingReplicas=9:int32 ' +
    'conditions=6:[]DeploymentCondition collisionCount=8:int32',
  'apps.DeploymentStrategy': 'type=1:string rollingUpdate=2:RollingUpdateDeployment',
  'apps.ReplicaSet': 'metadata=1:meta.ObjectMeta spec=2:ReplicaSetSpec status=3:ReplicaSetStatus',
  'apps.ReplicaSetCondition':
    'type=1:string status=2:string lastTransitionTime=3:time reason=4:string message=5:string',
  'apps.ReplicaSetSpec':
    'replicas=1:int32 minReadySeconds=4:int32 selector=2:meta.LabelSelector ' +
    'template=3:core.PodTemplateSpec',
  'apps.ReplicaSetStatus':
    'replicas=1:int32 fullyLabeledReplicas=2:int32 readyReplicas=4:int32 availableReplicas=5:int32 ' +
    'terminatingReplicas=7:int32 observedGeneration=3:int64 conditions=6:[]ReplicaSetCondition',
  'apps.RollingUpdateDaemonSet': 'maxUnavailable=1:intstr maxSurge=2:intstr',
  'apps.RollingUpdateDeployment': 'maxUnavailable=1:intstr maxSurge=2:intstr',
  'apps.RollingUpdateStatefulSetStrategy': 'partition=1:int32 maxUnavailable=2:intstr',
  'apps.StatefulSet': 'metadata=1:meta.ObjectMeta spec=2:StatefulSetSpec status=3:StatefulSetStatus',
  'apps.StatefulSetCondition':
    'type=1:string status=2:string lastTransitionTime=3:time reason=4:string message=5:string',
  'apps.StatefulSetOrdinals': 'start=1:int32',
  'apps.StatefulSetPersistentVolumeClaimRetentionPolicy': 'whenDeleted=1:string whenScaled=2:string',
  'apps.StatefulSetSpec':
    'replicas=1:int32 selector=2:meta.LabelSelector template=3:core.PodTemplateSpec ' +
    'volumeClaimTemplates=4:[]core.PersistentVolumeClaim serviceName=5:string ' +
    'podManagementPolicy=6:string updateStrategy=7:StatefulSetUpdateStrategy ' +
    'revisionHistoryLimit=8:int32 minReadySeconds=9:int32 ' +
    'persistentVolumeClaimRetentionPolicy=10:StatefulSetPersistentVolumeClaimRetentionPolicy ' +
    'ordinals=11:StatefulSetOrdinals',
  'apps.StatefulSetStatus':
    'observedGeneration=1:int64 replicas=2:int32 readyReplicas=3:int32 currentReplicas=4:int32 ' +
    'updatedReplicas=5:int32 currentRevision=6:string updateRevision=7:string collisionCount=9:int32 ' +
    'conditions=10:[]StatefulSetCondition availableReplicas=11:int32',
  'apps.StatefulSetUpdateStrategy': 'type=1:string rollingUpdate=2:RollingUpdateStatefulSetStrategy',
  'batch.CronJob': 'metadata=1:meta.ObjectMeta spec=2:CronJobSpec status=3:CronJobStatus',
  'batch.CronJobSpec':
    'schedule=1:string timeZone=8:string startingDeadlineSeconds=2:int64 concurrencyPolicy=3:string ' +
    'suspend=4:bool jobTemplate=5:JobTemplateSpec successfulJobsHistoryLimit=6:int32 ' +
    'failedJobsHistoryLimit=7:int32',
  'batch.CronJobStatus': 'active=1:[]core.ObjectReference lastScheduleTime=4:time lastSuccessfulTime=5:time',
  'batch.Job': 'metadata=1:meta.ObjectMeta spec=2:JobSpec status=3:JobStatus',
  'batch.JobCondition':
    'type=1:string status=2:string lastProbeTime=3:time lastTransitionTime=4:time reason=5:string ' +
    'message=6:string',
  'batch.JobSpec':
    'parallelism=1:int32 completions=2:int32 activeDeadlineSeconds=3:int64 ' +
    'podFailurePolicy=11:PodFailurePolicy successPolicy=16:SuccessPolicy backoffLimit=7:int32 ' +
    'backoffLimitPerIndex=12:int32 maxFailedIndexes=13:int32 selector=4:meta.LabelSelector ' +
    'manualSelector=5:bool template=6:core.PodTemplateSpec ttlSecondsAfterFinished=8:int32 ' +
    'completionMode=9:string suspend=10:bool podReplacementPolicy=14:string managedBy=15:string',
  'batch.JobStatus':
    'conditions=1:[]JobCondition startTime=2:time completionTime=3:time active=4:int32 ' +
    'succeeded=5:int32 failed=6:int32 terminating=11:int32 completedIndexes=7:string ' +
    'failedIndexes=10:string uncountedTerminatedPods=8:UncountedTerminatedPods ready=9:int32',
  'batch.JobTemplateSpec': 'metadata=1:meta.ObjectMeta spec=2:JobSpec',
  'batch.PodFailurePolicy': 'rules=1:[]PodFailurePolicyRule',
  'batch.PodFailurePolicyOnExitCodesRequirement': 'containerName=1:string operator=2:string values=3:[]int32',
  'batch.PodFailurePolicyOnPodConditionsPattern': 'type=1:string status=2:string',
  'batch.PodFailurePolicyRule':
    'action=1:string onExitCodes=2:PodFailurePolicyOnExitCodesRequirement ' +
    'onPodConditions=3:[]PodFailurePolicyOnPodConditionsPattern',
  'batch.SuccessPolicy': 'rules=1:[]SuccessPolicyRule',
  'batch.SuccessPolicyRule': 'succeededIndexes=1:string succeededCount=2:int32',
  'batch.UncountedTerminatedPods': 'succeeded=1:[]string failed=2:[]string',
  'autoscaling.CrossVersionObjectReference': 'kind=1:string name=2:string apiVersion=3:string',
  'autoscaling.HorizontalPodAutoscaler':
    'metadata=1:meta.ObjectMeta spec=2:HorizontalPodAutoscalerSpec ' +
    'status=3:HorizontalPodAutoscalerStatus',
  'autoscaling.HorizontalPodAutoscalerSpec':
    'scaleTargetRef=1:CrossVersionObjectReference minReplicas=2:int32 maxReplicas=3:int32 ' +
    'targetCPUUtilizationPercentage=4:int32',
  'autoscaling.HorizontalPodAutoscalerStatus':
    'observedGeneration=1:int64 lastScaleTime=2:time currentReplicas=3:int32 desiredReplicas=4:int32 ' +
    'currentCPUUtilizationPercentage=5:int32',
  'autoscaling.Scale': 'metadata=1:meta.ObjectMeta spec=2:ScaleSpec status=3:ScaleStatus',
  'autoscaling.ScaleSpec': 'replicas=1:int32',
  'autoscaling.ScaleStatus': 'replicas=1:int32 selector=2:string',
  'autoscaling.v2.ContainerResourceMetricSource': 'name=1:string target=2:MetricTarget container=3:string',
  'autoscaling.v2.ContainerResourceMetricStatus':
    'name=1:string current=2:MetricValueStatus container=3:string',
  'autoscaling.v2.CrossVersionObjectReference': 'kind=1:string name=2:string apiVersion=3:string',
  'autoscaling.v2.ExternalMetricSource': 'metric=1:MetricIdentifier target=2:MetricTarget',
  'autoscaling.v2.ExternalMetricStatus': 'metric=1:MetricIdentifier current=2:MetricValueStatus',
  'autoscaling.v2.HPAScalingPolicy': 'type=1:string value=2:int32 periodSeconds=3:int32',
  'autoscaling.v2.HPAScalingRules':
    'stabilizationWindowSeconds=3:int32 selectPolicy=1:string policies=2:[]HPAScalingPolicy ' +
    'tolerance=4:quantity',
  'autoscaling.v2.HorizontalPodAutoscaler':
    'metadata=1:meta.ObjectMeta spec=2:HorizontalPodAutoscalerSpec ' +
    'status=3:HorizontalPodAutoscalerStatus',
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': 'scaleUp=1:HPAScalingRules scaleDown=2:HPAScalingRules',
  'autoscaling.v2.HorizontalPodAutoscalerCondition':
    'type=1:string status=2:string lastTransitionTime=3:time reason=4:string message=5:string',
  'autoscaling.v2.HorizontalPodAutoscalerSpec':
    'scaleTargetRef=1:CrossVersionObjectReference minReplicas=2:int32 maxReplicas=3:int32 ' +
    'metrics=4:[]MetricSpec behavior=5:HorizontalPodAutoscalerBehavior',
  'autoscaling.v2.HorizontalPodAutoscalerStatus':
    'observedGeneration=1:int64 lastScaleTime=2:time currentReplicas=3:int32 desiredReplicas=4:int32 ' +
    'currentMetrics=5:[]MetricStatus conditions=6:[]HorizontalPodAutoscalerCondition',
  'autoscaling.v2.MetricIdentifier': 'name=1:string selector=2:meta.LabelSelector',
  'autoscaling.v2.MetricSpec':
    'type=1:string object=2:ObjectMetricSource pods=3:PodsMetricSource resource=4:ResourceMetricSource ' +
    'containerResource=7:ContainerResourceMetricSource external=5:ExternalMetricSource',
  'autoscaling.v2.MetricStatus':
    'type=1:string object=2:ObjectMetricStatus pods=3:PodsMetricStatus resource=4:ResourceMetricStatus ' +
    'containerResource=7:ContainerResourceMetricStatus external=5:ExternalMetricStatus',
  'autoscaling.v2.MetricTarget':
    'type=1:string value=2:quantity averageValue=3:quantity averageUtilization=4:int32',
  'autoscaling.v2.MetricValueStatus': 'value=1:quantity averageValue=2:quantity averageUtilization=3:int32',
  'autoscaling.v2.ObjectMetricSource':
    'describedObject=1:CrossVersionObjectReference target=2:MetricTarget metric=3:MetricIdentifier',
  'autoscaling.v2.ObjectMetricStatus':
    'metric=1:MetricIdentifier current=2:MetricValueStatus ' +
    'describedObject=3:CrossVersionObjectReference',
  'autoscaling.v2.PodsMetricSource': 'metric=1:MetricIdentifier target=2:MetricTarget',
  'autoscaling.v2.PodsMetricStatus': 'metric=1:MetricIdentifier current=2:MetricValueStatus',
  'autoscaling.v2.ResourceMetricSource': 'name=1:string target=2:MetricTarget',
  'autoscaling.v2.ResourceMetricStatus': 'name=1:string current=2:MetricValueStatus',
}
