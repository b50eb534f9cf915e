import type { Json, JsonObject } from '../../kernel/json.js'
import { metadataOf, textAt } from '../client/objects.js'

/** Memory of kubelets and container runtimes: row per pod, {@link PodRecord}. */
export const KUBELET_MEMORY = 'kubernetes.kubelet'

/**
 * What a kubelet and its container runtime remember of one pod. Plain JSON; `null` stands for "not there".
 * Members whose name ends in `At` are virtual ms; each one that decides anything has a timer of its own.
 */
export interface PodRecord {
  readonly uid: string
  readonly node: string
  readonly startedAt: number
  readonly sandbox: SandboxRecord | null
  /** Files of each mounted volume; null until all volumes are mounted. */
  readonly volumes: Readonly<Record<string, VolumeFiles>> | null
  readonly mountRetry: MountRetry | null
  /** True once all init containers have succeeded. */
  readonly initialized: boolean
  readonly images: Readonly<Record<string, ImageRecord>>
  readonly containers: Readonly<Record<string, ContainerRecord>>
  readonly termination: TerminationRecord | null
  /** `activeDeadlineSeconds` have passed: the pod is being stopped, or has failed. */
  readonly pastDeadline: boolean
  /** Of a restored pod: containers that run, and whose processes its kubelet has yet to make. */
  readonly resume?: readonly string[]
}

/** Relative path -> text. */
export type VolumeFiles = Readonly<Record<string, string>>

/** `ip` is '' until the sandbox is ready. */
export interface SandboxRecord {
  readonly pid: string
  readonly ip: string
}

export interface MountRetry {
  readonly delayMs: number
  readonly retryAt: number
  /** When the sync gives up waiting and says so. */
  readonly warnAt: number
}

export interface ImageRecord {
  /** Number of pulls started. */
  readonly pulls: number
  /** Running pull, or null. */
  readonly pid: string | null
  readonly failure: PullFailure | null
}

export interface PullFailure {
  readonly message: string
  readonly delayMs: number
  readonly failedAt: number
}

export interface ContainerRecord {
  /** Number of the current or last instance, from 0; -1 before the first: the restart count. */
  readonly attempt: number
  /** Process of that instance; it ends with the container's id. */
  readonly pid: string | null
  /** Process of the instance before it. */
  readonly previousPid: string | null
  readonly id: string
  readonly startedAt: number
  /** How the current instance ended, or null while it runs. */
  readonly exit: ExitRecord | null
  /** How the instance before it ended. */
  readonly last: ExitRecord | null
  /** What the program said of itself. */
  readonly report: Json
  /** State of its probes, by the field of the container. */
  readonly probes: Readonly<Record<string, ProbeRecord>>
  /** Why the next instance does not start. */
  readonly waiting: Waiting | null
  readonly retryAt: number | null
  readonly backOff: BackOff | null
  /** Process of its postStart hook while that runs. */
  readonly postStart: string | null
  /** While it is being stopped. */
  readonly stop: StopRecord | null
}

/** A container on its way out. */
export interface StopRecord {
  /** When SIGKILL follows. */
  readonly killAt: number
  /** Process of its preStop hook while that runs. */
  readonly hook: string | null
  /** SIGTERM was sent. */
  readonly termed: boolean
  /** The hook took most of the grace period, and `killAt` was put off for it. */
  readonly extended: boolean
}

/** Of one probe of a running container. */
export interface ProbeRecord {
  /** What counts. */
  readonly result: 'success' | 'failure' | 'unknown'
  /** What probes find at present; null before anything was known. */
  readonly outcome: 'success' | 'failure' | null
  /** When the first probe finds that. */
  readonly firstAt: number
  /** Whether an event has told of it. */
  readonly told: boolean
}

export interface ExitRecord {
  readonly exitCode: number
  readonly startedAt: number
  readonly finishedAt: number
  readonly id: string
  /** `Completed`, `Error`, `OOMKilled`, `StartError`. */
  readonly reason: string
  /** Termination message; '' for none. */
  readonly message: string
}

/** `containerStatuses[].state.waiting`. */
export interface Waiting {
  readonly reason: string
  /** Empty for none. */
  readonly message: string
}

/** An entry of client-go's flowcontrol.Backoff. */
export interface BackOff {
  readonly delayMs: number
  readonly sinceAt: number
}

export interface TerminationRecord {
  readonly sinceAt: number
}

/** A container that was never created. */
export const NO_CONTAINER: ContainerRecord = {
  attempt: -1,
  pid: null,
  previousPid: null,
  id: '',
  startedAt: 0,
  exit: null,
  last: null,
  report: null,
  probes: {},
  waiting: null,
  retryAt: null,
  backOff: null,
  postStart: null,
  stop: null,
}

const NO_IMAGE: ImageRecord = { pulls: 0, pid: null, failure: null }

/** The record of a pod that the kubelet sees for the first time. */
export function newRecord(pod: JsonObject, nowMs: number): PodRecord {
  return {
    uid: textAt(metadataOf(pod), 'uid'),
    node: textAt(pod, 'spec', 'nodeName'),
    startedAt: nowMs,
    sandbox: null,
    volumes: null,
    mountRetry: null,
    initialized: false,
    images: {},
    containers: {},
    termination: null,
    pastDeadline: false,
  }
}

/** The record of a container; one that was never created if there is none. */
export function containerOf(record: PodRecord, name: string): ContainerRecord {
  return record.containers[name] ?? NO_CONTAINER
}

export function imageOf(record: PodRecord, image: string): ImageRecord {
  return record.images[image] ?? NO_IMAGE
}

/** The record with some members of one container changed. */
export function withContainer(record: PodRecord, name: string, change: Partial<ContainerRecord>): PodRecord {
  const container = { ...containerOf(record, name), ...change }
  return { ...record, containers: { ...record.containers, [name]: container } }
}

/** The record with some members of one image changed. */
export function withImage(record: PodRecord, image: string, change: Partial<ImageRecord>): PodRecord {
  return { ...record, images: { ...record.images, [image]: { ...imageOf(record, image), ...change } } }
}

/**
 * Process whose output `logs` (or, with `previous`, `logs --previous`) means, or null when there was none. While a
 * container waits to restart, the instance on record has ended already and counts as the previous one too.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_pods.go (validateContainerLogStatus).
 */
export function loggedPid(container: ContainerRecord, previous: boolean): string | null {
  const waits = container.exit !== null && container.waiting !== null
  return previous && !waits ? container.previousPid : container.pid
}

/** Created and not exited. */
export function isRunning(container: ContainerRecord): boolean {
  return container.pid !== null && container.exit === null
}
