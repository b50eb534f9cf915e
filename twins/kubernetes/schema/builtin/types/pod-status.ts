import type { GoTypeTable } from '../../go-type.js'

/** Pod status types. Source: kubernetes/api v0.36.3 core/v1/types.go. */
export const podStatusTypes: GoTypeTable = {
  PodStatus:
    'observedGeneration:int64 phase:~PodPhase conditions:[]PodCondition message:string reason:string ' +
    'nominatedNodeName:string hostIP:string hostIPs:[]HostIP podIP:string podIPs:[]PodIP startTime:*time ' +
    'initContainerStatuses:[]ContainerStatus containerStatuses:[]ContainerStatus qosClass:~PodQOSClass ' +
    'ephemeralContainerStatuses:[]ContainerStatus resize:~PodResizeStatus resourceClaimStatuses:[]raw ' +
    'extendedResourceClaimStatus:*raw allocatedResources:map[string]quantity resources:*ResourceRequirements ' +
    'nodeAllocatableResourceClaimStatuses:[]raw',
  PodCondition:
    'type!:~PodConditionType observedGeneration:int64 status!:~ConditionStatus lastProbeTime:time ' +
    'lastTransitionTime:time reason:string message:string',
  HostIP: 'ip!:string',
  PodIP: 'ip!:string',
  ContainerStatus:
    'name!:string state:ContainerState lastState:ContainerState ready!:bool restartCount!:int32 image!:string ' +
    'imageID!:string containerID:string started:*bool allocatedResources:map[string]quantity ' +
    'resources:*ResourceRequirements volumeMounts:[]VolumeMountStatus user:*ContainerUser ' +
    'allocatedResourcesStatus:[]raw stopSignal:*~Signal',
  ContainerState:
    'waiting:*ContainerStateWaiting running:*ContainerStateRunning terminated:*ContainerStateTerminated',
  ContainerStateWaiting: 'reason:string message:string',
  ContainerStateRunning: 'startedAt:time',
  ContainerStateTerminated:
    'exitCode!:int32 signal:int32 reason:string message:string startedAt:time finishedAt:time containerID:string',
  VolumeMountStatus:
    'name!:string mountPath!:string readOnly:bool recursiveReadOnly:*~RecursiveReadOnlyMode volumeStatus:*raw',
  ContainerUser: 'linux:*LinuxContainerUser',
  LinuxContainerUser: 'uid!:int64 gid!:int64 supplementalGroups:[]int64',
}
