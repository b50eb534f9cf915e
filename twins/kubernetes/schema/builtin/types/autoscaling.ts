import type { GoTypeTable } from '../../go-type.js'

const TYPE_META = 'kind:string apiVersion:string metadata:ObjectMeta'
const SOURCES =
  'object:*v2/ObjectMetric% pods:*v2/PodsMetric% resource:*v2/ResourceMetric% ' +
  'containerResource:*v2/ContainerResourceMetric% external:*v2/ExternalMetric%'
const METRIC = 'metric!:v2/MetricIdentifier'

/** Types of autoscaling/v2 and v1. Source: kubernetes/api v0.36.3 autoscaling/{v2,v1}/types.go. */
export const autoscalingTypes: GoTypeTable = {
  'v2/HorizontalPodAutoscaler': `${TYPE_META} spec:v2/HorizontalPodAutoscalerSpec status:v2/HorizontalPodAutoscalerStatus`,
  'v2/HorizontalPodAutoscalerSpec':
    'scaleTargetRef!:v2/CrossVersionObjectReference minReplicas:*int32 maxReplicas!:int32 ' +
    'metrics:[]v2/MetricSpec behavior:*v2/HorizontalPodAutoscalerBehavior',
  'v2/CrossVersionObjectReference': 'kind!:string name!:string apiVersion:string',
  'v2/MetricSpec': `type!:~MetricSourceType ${SOURCES.replaceAll('%', 'Source')}`,
  'v2/ObjectMetricSource': `describedObject!:v2/CrossVersionObjectReference target!:v2/MetricTarget ${METRIC}`,
  'v2/PodsMetricSource': `${METRIC} target!:v2/MetricTarget`,
  'v2/ResourceMetricSource': 'name!:~ResourceName target!:v2/MetricTarget',
  'v2/ContainerResourceMetricSource': 'name!:~ResourceName target!:v2/MetricTarget container!:string',
  'v2/ExternalMetricSource': `${METRIC} target!:v2/MetricTarget`,
  'v2/MetricIdentifier': 'name!:string selector:*LabelSelector',
  'v2/MetricTarget':
    'type!:~MetricTargetType value:*quantity averageValue:*quantity averageUtilization:*int32',
  'v2/HorizontalPodAutoscalerBehavior': 'scaleUp:*v2/HPAScalingRules scaleDown:*v2/HPAScalingRules',
  'v2/HPAScalingRules':
    'stabilizationWindowSeconds:*int32 selectPolicy:*~ScalingPolicySelect policies:[]v2/HPAScalingPolicy ' +
    'tolerance:*quantity',
  'v2/HPAScalingPolicy': 'type!:~HPAScalingPolicyType value!:int32 periodSeconds!:int32',
  'v2/HorizontalPodAutoscalerStatus':
    'observedGeneration:*int64 lastScaleTime:*time currentReplicas:int32 desiredReplicas!:int32 ' +
    'currentMetrics!:[]v2/MetricStatus conditions:[]v2/HorizontalPodAutoscalerCondition',
  'v2/HorizontalPodAutoscalerCondition':
    'type!:~HorizontalPodAutoscalerConditionType status!:~ConditionStatus lastTransitionTime:time reason:string ' +
    'message:string observedGeneration:*int64',
  'v2/MetricStatus': `type!:~MetricSourceType ${SOURCES.replaceAll('%', 'Status')}`,
  'v2/ObjectMetricStatus': `${METRIC} current!:v2/MetricValueStatus describedObject!:v2/CrossVersionObjectReference`,
  'v2/PodsMetricStatus': `${METRIC} current!:v2/MetricValueStatus`,
  'v2/ResourceMetricStatus': 'name!:~ResourceName current!:v2/MetricValueStatus',
  'v2/ContainerResourceMetricStatus': 'name!:~ResourceName current!:v2/MetricValueStatus container!:string',
  'v2/ExternalMetricStatus': `${METRIC} current!:v2/MetricValueStatus`,
  'v2/MetricValueStatus': 'value:*quantity averageValue:*quantity averageUtilization:*int32',

  HorizontalPodAutoscaler: `${TYPE_META} spec:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus`,
  HorizontalPodAutoscalerSpec:
    'scaleTargetRef!:CrossVersionObjectReference minReplicas:*int32 maxReplicas!:int32 ' +
    'targetCPUUtilizationPercentage:*int32',
  CrossVersionObjectReference: 'kind!:string name!:string apiVersion:string',
  HorizontalPodAutoscalerStatus:
    'observedGeneration:*int64 lastScaleTime:*time currentReplicas!:int32 desiredReplicas!:int32 ' +
    'currentCPUUtilizationPercentage:*int32',
}
