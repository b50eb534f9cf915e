import type { Controller } from '../kernel/controller.js'
import type { Json, JsonObject } from '../kernel/json.js'
import type { Monitor } from '../kernel/monitor.js'
import type { Port } from '../kernel/port.js'
import type { Call, Program } from '../kernel/process.js'
import type { TableSpec } from '../kernel/table.js'
import type { View } from '../kernel/world.js'

/**
 * One part of the twin: a folder that brings kinds, controllers, programs and tools for one upstream system.
 * Components do not know each other; they meet through API objects and ports, as the real ones do.
 */
export interface Component {
  /** The folder's name, e.g. `external-secrets`. */
  readonly name: string
  /** Only in worlds that ask for it, e.g. an operator with CRDs of its own. Default: in every world. */
  readonly optional?: boolean
  /** Version profiles it reads (design: semantics that differ by version are selected by version). */
  readonly profiles?: readonly Profile[]
  readonly tables?: readonly TableSpec<never>[]
  readonly ports?: (assembly: Assembly) => readonly Port[]
  readonly controllers?: (assembly: Assembly) => readonly Controller[]
  /** What images do when the kubelet runs them, most specific first. */
  readonly images?: readonly ImageProgram[]
  /** Command-line tools: name of the binary -> its program. `args` is `{ argv, env, cwd, stdin }` ({@link ToolArgs}). */
  readonly tools?: Readonly<Record<string, Program>>
  /** Other programs, by name, e.g. those that tools spawn. */
  readonly programs?: Readonly<Record<string, Program>>
  readonly admission?: readonly AdmissionHook[]
  readonly monitors?: readonly Monitor[]
  /** API objects that exist before the scenario's own: CRDs, namespaces. Created through the API server, in order. */
  readonly manifests?: (profile: Readonly<Record<string, string>>) => readonly JsonObject[]
  /** Parts of a world that are no API objects, by their name in the scenario, as calls that build them. */
  readonly seeds?: Readonly<Record<string, (value: Json) => readonly Call[]>>
  /** Values nobody may see in a report: every secret the component holds, in each form it may be printed in. */
  readonly secretValues?: (view: View) => readonly string[]
  /** Leftovers and drift this component can see at the end; see {@link Plane}. */
  readonly planes?: readonly Plane[]
}

/** Declares a component. Keeps the literal type and is the place to hang checks on. */
export function defineComponent<C extends Component>(component: C): C {
  return component
}

/** What is known when components are put together. */
export interface Assembly {
  readonly components: readonly Component[]
  readonly profile: Readonly<Record<string, string>>
}

/** A version that selects behaviour, given as `--profile <key>=<version>`. */
export interface Profile {
  /** Short and stable, e.g. `eso`, `helm`, `kubernetes`. */
  readonly key: string
  readonly default: string
  readonly description: string
  /** Throws a `RehearseError` naming what is supported. */
  readonly check: (version: string) => void
}

/** What a tool gets as its arguments. `argv[0]` is the binary's name. */
export interface ToolArgs extends JsonObject {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Folder that relative paths start from; '' is the scenario's folder. */
  readonly cwd: string
  readonly stdin: string
  /** The namespace whose names it resolves, for a tool that runs in a pod. Default: outside of the cluster. */
  readonly namespace?: string
}

/** A container behaviour: which images it answers for, and the program that runs. */
export interface ImageProgram {
  readonly name: string
  readonly matches: (image: string) => boolean
  /** `args` is {@link ContainerArgs}. */
  readonly program: Program
  /**
   * What a command does that someone runs in such a container (`kubectl exec`, lifecycle hooks). `args` is {@link ExecArgs}.
   * Default: running a command is not modelled.
   */
  readonly exec?: Program
  /** True for the fallback that knows nothing of the image: a pass that leans on it says `assumed`. */
  readonly generic?: boolean
}

/** The name under which a container program is registered; of '' it is the prefix of all of them. */
export function imageProgramName(name: string): string {
  return `image:${name}`
}

/** The name under which an image's `exec` program is registered. */
export function imageExecName(name: string): string {
  return `exec:${name}`
}

/** The name under which a tool is registered. */
export function toolProgramName(binary: string): string {
  return `tool:${binary}`
}

/** All programs an image brings, by the names under which they are registered. */
export function imagePrograms(image: ImageProgram): readonly (readonly [string, Program])[] {
  const program = [imageProgramName(image.name), image.program] as const
  return image.exec === undefined ? [program] : [program, [imageExecName(image.name), image.exec]]
}

/** What a container's program gets: everything was read when the container was created. */
export interface ContainerArgs extends JsonObject {
  readonly namespace: string
  readonly pod: string
  readonly podUid: string
  readonly container: string
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Mounted files: absolute path -> text. */
  readonly mounts: Readonly<Record<string, string>>
}

/** What a command in a running container gets: what the container got, with its own `command` and an empty `args`. */
export interface ExecArgs extends ContainerArgs {
  readonly stdin: string
}

/** A validating admission hook (a webhook in upstream's words). */
export interface AdmissionHook {
  readonly name: string
  readonly group: string
  readonly resource: string
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[]
  /** The refusal's message, or undefined to allow. */
  readonly review: (review: AdmissionReview) => string | undefined
}

export interface AdmissionReview {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly object: JsonObject | undefined
  readonly oldObject: JsonObject | undefined
  readonly profile: Readonly<Record<string, string>>
}

/** Something that owns objects and can say whether the world agrees with it. Zero diff is the union over all planes. */
export interface Plane {
  /** e.g. `helm`, `external-secrets`, `leftovers`. */
  readonly name: string
  readonly inspect: (view: View, profile: Readonly<Record<string, string>>) => PlaneReport
  /** What it owns: `Kind namespace/name` -> the owner's name, e.g. `helm release tracecat`. */
  readonly owned?: (view: View) => ReadonlyMap<string, string>
}

export interface PlaneReport {
  /** How many objects were compared. */
  readonly compared: number
  readonly differences: readonly Difference[]
  /** Why the plane could not look, if it could not. */
  readonly inconclusive?: string
}

/** One way in which the world differs from what its owner wants. */
export interface Difference {
  /** `Kind namespace/name`. */
  readonly subject: string
  /** Who owns it, e.g. `helm release tracecat`. */
  readonly owner: string
  readonly message: string
}
