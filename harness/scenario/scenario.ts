import type { JsonObject } from '../../twins/kernel/json.js'
import type { Command } from './command.js'
import type { ProtectedData, Protection } from './protection.js'
import type { Step } from './step.js'

export * from './protection.js'
export * from './step.js'

/** One rehearsal: a world, what goes wrong in it, and the fixes that are said to help. One file, default export. */
export interface Scenario {
  /** Equal to the file name without `.scenario.ts`. */
  readonly name: string
  readonly title: string
  /** What happened and why it matters, in a few sentences. */
  readonly summary: string
  /** The document the chain was found in. */
  readonly source: Source
  /** Folder with the artefacts, relative to the scenario file. Default: `fixtures/<name>`. */
  readonly fixtures?: string
  /** Versions this scenario needs, over the components' defaults; the command line may override them. */
  readonly profile?: Readonly<Record<string, string>>
  readonly world: WorldSpec
  readonly protects: Protection
  /** Who may own what at the end. A fix names its goal. */
  readonly goals: Readonly<Record<string, Goal>>
  readonly incidents: readonly Incident[]
  readonly fixes: readonly Fix[]
  /** What `rehearse explore` searches, besides the fixes. */
  readonly explorations?: readonly Exploration[]
}

export interface Source {
  /** Title of the document. */
  readonly document: string
  readonly section: string
}

export interface WorldSpec {
  /** What runs in it besides Kubernetes, Helm, AWS and External Secrets: `argocd`, `cloudnative-pg`, `temporal`. Default: nothing. */
  readonly systems?: readonly string[]
  /**
   * The objects of a cluster as a dump shows them: restored with uid, owners, status and managers, before anything runs. With a
   * snapshot, `nodes`, `namespaces` and `setup` may be empty; what they name is added to it.
   */
  readonly snapshot?: Snapshot
  readonly nodes: readonly string[]
  readonly namespaces: readonly string[]
  /** Secrets in AWS Secrets Manager: values are JSON, or a text, and fake. */
  readonly secretsManager?: {
    readonly region: string
    readonly secrets: Readonly<Record<string, JsonObject | string>>
  }
  /** PostgreSQL servers that no operator of the world runs, e.g. managed ones. */
  readonly postgres?: { readonly servers: readonly DatabaseServer[] }
  /** What registries refuse: by image, or by the beginning of its name (`docker.io`, `ghcr.io/owner`). */
  readonly registry?: Readonly<Record<string, RegistryRule>>
  /**
   * Git repositories by URL: branch -> folder of the artefacts that holds its tree. Every branch exists in the operator's
   * clone and on the remote; `git push <url> <branch>:<other branch>` makes another one equal to it.
   */
  readonly git?: {
    readonly repositories: Readonly<Record<string, { readonly branches: Readonly<Record<string, string>> }>>
  }
  /** YAML files, applied in order before the setup. */
  readonly manifests?: readonly string[]
  /** Commands that build the world; each must succeed. The world then settles. */
  readonly setup: readonly Command[]
}

/** A dump of a cluster, e.g. of `kubectl get <kinds> -A -o yaml --show-managed-fields`. */
export interface Snapshot {
  /** YAML or JSON files of the artefacts: single objects, several documents, or `List`s. */
  readonly files: readonly string[]
  /** RFC 3339: the instant the dump was taken; virtual time starts there. */
  readonly takenAt: string
}

/** How a registry treats the images of that name. Either `refuses` or `error` is given. */
export interface RegistryRule {
  /** With the text of the container runtime. */
  readonly refuses?: 'rate-limit' | 'unauthorized' | 'not-found'
  /** Any other text. */
  readonly error?: string
  /** So many pulls succeed before. Default 0. */
  readonly pulls?: number
  /** Credentials in a pull secret of the pod with which the image can be pulled. They are fake. Default: none help. */
  readonly accepts?: { readonly username: string; readonly password: string }
}

export interface DatabaseServer {
  readonly name: string
  /** Major version. Default: that of the profile. */
  readonly version?: string
  /** What was done to it before, as the superuser. */
  readonly bootstrap?: readonly { readonly database: string; readonly statement: string }[]
  /** Host names that lead to it, on port 5432, with the address that messages show; '' for none. */
  readonly hosts?: Readonly<Record<string, string>>
}

/** The state a fix wants: zero diff for Helm and the operators always, and for what is declared here. */
export interface Goal {
  readonly description: string
  /** Manifests that somebody else than Helm owns: the objects must exist with these fields. */
  readonly declared?: readonly string[]
  /** What differed in the healthy world is no failure: only what is new is. For worlds that were imported, which are never at zero diff. */
  readonly baseline?: 'as-imported'
  /** Who must own what, and who must not. */
  readonly ownership?: readonly Ownership[]
}

export interface Ownership {
  /** Name of the plane that owns, e.g. `helm`. */
  readonly plane: string
  /** `Kind namespace/name`. */
  readonly object: string
  readonly owned: boolean
}

export interface Incident {
  readonly name: string
  readonly title: string
  /** Version profile that shows it, over the scenario's. */
  readonly profile?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
  /** What is expected to happen, in causal order. */
  readonly chain: readonly ChainLink[]
}

export interface Fix {
  readonly name: string
  readonly title: string
  /** Where it is written down, or `derived` with the reason why it should work. */
  readonly from: Source | { readonly derived: string }
  /** Key of {@link Scenario.goals}. */
  readonly goal: string
  /** The incident after which it starts, or `healthy` for the world before anything went wrong. */
  readonly startsAfter: string
  readonly profile?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
  /** Default: the fix must pass. */
  readonly expect?: Expectation
  /** What a documented claim gets wrong, in plain words. */
  readonly refutes?: Refutation
}

/** The expected verdict: which gates fail. An empty list of gates is a pass. */
export interface Expectation {
  readonly fails: readonly ExpectedFailure[]
}

export interface ExpectedFailure {
  /** Name of the gate. */
  readonly gate: string
  /** Text that the evidence must contain. */
  readonly evidence: string
}

/**
 * A search over an alphabet of steps: which of them, in which order, reach a goal. Each step is taken at most once, in any
 * order that `after` allows (which here defaults to none).
 */
export interface Exploration {
  readonly name: string
  readonly title: string
  /** The incident after which it starts, or `healthy`. */
  readonly startsAfter: string
  /** Goals to judge every end by: keys of {@link Scenario.goals}. */
  readonly goals: readonly string[]
  readonly profile?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
  /** Steps every sequence must hold. Default: none, so that the sequences that leave something out are answers too. */
  readonly mandatory?: readonly string[]
  /** Over the defaults: 6 steps, no delays, no crashes, no stalls, an operator who waits for quiescence. */
  readonly bounds?: Partial<ExplorationBounds>
  /** Instead of orders: the steps are run as they are written, and a process is killed after each of its requests. */
  readonly census?: CrashCensus
  readonly expect: ExplorationExpectation
}

/**
 * Every moment at which a process can be killed, and what becomes of it: whoever started it tries again, as a Job does by
 * itself, and an operator with a command. The last step says whether it is done, e.g. a `kubectl wait`.
 */
export interface CrashCensus {
  /** Words that tell its command line apart, or a container's script: `['temporal-sql-tool', 'update-schema']`. */
  readonly process: readonly string[]
  /** Only after requests whose text matches this regular expression. Default: after each. */
  readonly after?: string
  /** What must be answered as after the run that nobody kills; else it is wrong, whatever the steps say. Default: the gates decide alone. */
  readonly same?: readonly ProtectedData[]
  /** Regular expression of which the first group is what a failed retry says: its first match in the log. Default: what the gates say. */
  readonly error?: string
  /** How many there must be of each. */
  readonly expect: Readonly<Record<KillFate, number>>
}

/**
 * `recovers`: a retry ends well. `stuck`: no retry does, and it is said so. `silently-wrong`: the steps end well, and a gate
 * fails or a question has another answer.
 */
export type KillFate = 'recovers' | 'stuck' | 'silently-wrong'

/** How far a search goes; see `harness/explorer/budget.ts`. */
export interface ExplorationBounds {
  readonly steps: number
  readonly delays: number
  readonly crashes: number
  readonly stalls: number
  readonly gaps: readonly ('at-once' | 'quiescent' | 'settled')[]
  readonly states: number
  /** Controllers that may restart or be late. */
  readonly controllers: readonly string[]
}

export interface ExplorationExpectation {
  /** Goal -> its shortest safe sequences; an empty list: there is none within the bounds. */
  readonly shortestSafe: Readonly<Record<string, readonly (readonly string[])[]>>
  /** Sequences that must be safe for every goal, in every execution. */
  readonly safe?: readonly (readonly string[])[]
  /** Sequences that must be refuted for every goal. */
  readonly refuted: readonly (readonly string[])[]
  /** What must happen in at least one execution, so that a search that looks at nothing is noticed. */
  readonly sometimes: readonly { readonly says: string; readonly event: EventPattern }[]
}

export interface Refutation {
  readonly claim: string
  readonly truth: string
  /** For which versions this holds. */
  readonly versions: string
  /** The event in the log that shows it. */
  readonly event: EventPattern
  /** One command that shows it on a real cluster. */
  readonly check: string
}

export interface ChainLink {
  /** Said in the report. */
  readonly says: string
  readonly event: EventPattern
}

/** Matches log entries. All given members must match; texts match as substrings. */
export interface EventPattern {
  readonly actor?: string
  /** Of a write: create, update, patch, delete. */
  readonly verb?: string
  /** Row key of the object, e.g. `secrets/tracecat/db`. */
  readonly object?: string
  /** Labels the object has after the write. */
  readonly labels?: Readonly<Record<string, string>>
  /** Of a core/v1 Event that was recorded. */
  readonly reason?: string
  /** In the message of an Event, a refusal or the output of a step. */
  readonly message?: string
  /** Of a step that ended. */
  readonly exit?: { readonly step: string; readonly code: number }
  /** A container status reason, e.g. `CreateContainerConfigError`. */
  readonly waiting?: string
}

/** Versions in force: component -> version, e.g. `{ eso: '2.9.0' }`. */
export type Versions = Readonly<Record<string, string>>

/** How large the world is. */
export interface Topology {
  /** As few objects as show the same behaviour: small enough to search many orders of events in. */
  readonly small: boolean
}

/**
 * A scenario, or how it depends on the versions in force and on the size of its world. Names and order of its parts must not
 * depend on them.
 */
export type ScenarioDefinition = Scenario | ((versions: Versions, topology: Topology) => Scenario)

/** Declares a scenario. Its shape is checked when it is loaded. */
export function defineScenario<D extends ScenarioDefinition>(definition: D): D {
  return definition
}

/**
 * Whether a version is older than another one, compared number by number: `olderThan('0.9.5', '0.17')` is true. What
 * follows `-` or `+` does not count.
 */
export function olderThan(version: string, other: string): boolean {
  const [left, right] = [version, other].map((text) => numbersOf(text))
  for (let index = 0; index < Math.max(left!.length, right!.length); index++) {
    const difference = (left![index] ?? 0) - (right![index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

function numbersOf(version: string): readonly number[] {
  return version
    .replace(/^v|[-+].*$/g, '')
    .split('.')
    .map(Number)
}
