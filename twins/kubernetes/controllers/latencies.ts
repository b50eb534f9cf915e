/**
 * Nominal times from a cause to its effect, in ms. They place transitions in the default schedule and are not
 * time-outs: exploration may reorder against each of them.
 */
export const latencies = {
  /** A workload controller: informer delivery and work queue. */
  workloadMs: 20,
  /** Upstream works through its queue at once; discovery of the owner's deletion and two requests take this long. */
  garbageCollectorMs: 500,
  namespaceMs: 100,
  schedulerMs: 50,
  /** From a pod or process change to the pod worker: half of the 1 s relist, as evented observation brings it down. */
  kubeletMs: 200,
  /** Sandbox, network and volumes: from the first sync of a pod to its first container. */
  podSandboxMs: 1_000,
  /** The first pull of an image on a node. */
  imagePullMs: 2_000,
  /** From the request for a command in a container to its start. */
  execMs: 100,
  /** Nodes are looked at every 5 s (node lifecycle), and a missing one is believed after 40 s (pod garbage collector). */
  nodeLifecycleMs: 2_500,
  podGarbageCollectorMs: 40_000,
  /** The helper pod with which the local path provisioner makes a directory. */
  provisionerMs: 3_000,
  /** A request to the node's own memory. */
  nodeMs: 1,
} as const

/**
 * Semantic timers of kubelet and controllers, in ms: they never end early.
 * Sources: kubernetes v1.36 pkg/kubelet/kubelet.go (backOffPeriod, imageBackOffPeriod, MaxImageBackOff,
 * MaxCrashLoopBackOff), pkg/volume/util/exponentialbackoff, pkg/kubelet/volumemanager/volume_manager.go
 * (podAttachAndMountTimeout), client-go v0.36.3 util/workqueue (DefaultTypedControllerRateLimiter).
 */
export const timers = {
  /** First retry of a status write that lost a race; grows up to the pod sync's. */
  statusRetryMs: 1_000,
  /** Retry of a failed pod sync. */
  podSyncRetryMs: 10_000,
  crashLoopBaseMs: 10_000,
  crashLoopMaxMs: 300_000,
  imageBackOffBaseMs: 10_000,
  imageBackOffMaxMs: 300_000,
  mountRetryBaseMs: 500,
  mountRetryMaxMs: 122_000,
  /** Attach-or-mount wait of one sync attempt. */
  mountWaitMs: 123_000,
  /** Pause before a Job replaces a failed pod (pkg/controller/job/job_controller.go, DefaultJobPodFailureBackOff). */
  jobBackOffBaseMs: 10_000,
  jobBackOffMaxMs: 600_000,
  /** Unschedulable pods are tried again after this long without a helpful event. */
  unschedulableFlushMs: 300_000,
  /** Rate limiter of controller queues. */
  queueBaseMs: 5,
  queueMaxMs: 1_000_000,
  namespaceRetryMaxMs: 60_000,
} as const
