import { aws, seedSecrets } from '../../twins/aws/index.js'
import type { Component } from '../../twins/contract/component.js'
import { createObject } from '../../twins/embedded/build-world.js'
import { elapse } from '../../twins/embedded/embedded-twin.js'
import { externalSecrets } from '../../twins/external-secrets/index.js'
import {
  type Call,
  type Chooser,
  type JsonObject,
  type LogEntry,
  logEntries,
  run,
  type System,
  transact,
  type World,
} from '../../twins/kernel/index.js'
import {
  type ApiRequest,
  type ApiResponse,
  arrayAt,
  findObject,
  kubernetes,
  metadataOf,
  textAt,
} from '../../twins/kubernetes/index.js'
import { TestTwin } from './twin.js'

const NAMESPACE = 'app'
const STORE = 'aws-secrets-manager'

export interface EsoTwinOptions {
  /** Release of the operator. */
  readonly eso: string
  /** False: the validating webhook is not installed. Default true. */
  readonly webhook?: boolean
  readonly grain?: 'reconcile' | 'write'
  readonly objects?: readonly JsonObject[]
}

interface Base {
  readonly system: System
  readonly world: World
}

/** Worlds are values: each is built once and continued from by every test that asks for it. */
const bases = new Map<string, Base>()

function baseOf(options: EsoTwinOptions): Base {
  const key = JSON.stringify(options)
  const known = bases.get(key)
  if (known !== undefined) return known
  const { eso, webhook = true, grain = 'reconcile', objects = [] } = options
  const withoutWebhook: Component = { ...externalSecrets, admission: [] }
  const twin = new TestTwin({
    components: [kubernetes, aws, webhook ? externalSecrets : withoutWebhook],
    profile: { eso },
    grain,
    namespaces: [NAMESPACE, 'external-secrets'],
    nodes: [],
    calls: seedSecrets([{ name: 'prod/db', json: { password: 'p1' } }]),
    objects: [clusterSecretStore(apiVersionOf(eso)), ...objects],
  })
  twin.quiesce()
  bases.set(key, twin)
  return twin
}

function apiVersionOf(eso: string): string {
  return /^0\.([0-9]|1[0-5])\./.test(eso) ? 'v1beta1' : 'v1'
}

/**
 * The whole twin with AWS and the operator: namespace `app`, ClusterSecretStore on AWS Secrets Manager, the secret
 * `prod/db` there with a password, and ExternalSecrets `db` that write the Secret `db`.
 */
export class EsoTwin {
  readonly system: System
  readonly apiVersion: string
  world: World

  constructor(options: EsoTwinOptions) {
    const { system, world } = baseOf(options)
    this.system = system
    this.world = world
    this.apiVersion = apiVersionOf(options.eso)
  }

  /** One request to the API server, at once. */
  api(request: ApiRequest): ApiResponse {
    return this.call({ port: 'api', payload: request as unknown as JsonObject }) as unknown as ApiResponse
  }

  /** One call to any port, at once. */
  call(call: Call): JsonObject {
    let answer: JsonObject = {}
    this.world = transact(this.system, this.world, 'test', (tx) => {
      answer = this.system.ports.get(call.port)!.handle(tx, call.payload, { actor: 'test' }) as JsonObject
    })
    return answer
  }

  create(object: JsonObject): void {
    this.world = createObject(this.system, this.world, object)
  }

  quiesce(): void {
    this.world = run(this.system, this.world).world
  }

  elapse(ms: number): void {
    this.world = elapse(this.system, this.world, ms)
  }

  get(group: string, resource: string, namespace: string, name: string): JsonObject | undefined {
    return findObject(this.world, group, resource, namespace, name)
  }

  log(): readonly LogEntry[] {
    return logEntries(this.world.log)
  }

  /** Create the ExternalSecret and let it sync. */
  sync(target: JsonObject = {}, spec: JsonObject = {}): this {
    const answer = this.tryCreate('db', target, spec)
    if (answer.code >= 400) throw new TypeError(textAt(answer.body, 'message'))
    this.quiesce()
    return this
  }

  tryCreate(name: string, target: JsonObject = {}, spec: JsonObject = {}): ApiResponse {
    const { name: _name, ...collection } = this.#address(name)
    const body = {
      apiVersion: `external-secrets.io/${this.apiVersion}`,
      kind: 'ExternalSecret',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { name: STORE, kind: 'ClusterSecretStore' },
        target: { name: 'db', ...target },
        data: [{ secretKey: 'password', remoteRef: { key: 'prod/db', property: 'password' } }],
        ...spec,
      },
    }
    return this.api({ verb: 'create', ...collection, body })
  }

  /** A change of the ExternalSecret, nothing more: run on with `quiesce`. */
  patch(body: JsonObject, name = 'db'): this {
    this.must({ verb: 'patch', ...this.#address(name), patchType: 'merge', body })
    return this
  }

  /** Delete the ExternalSecret and let everything follow. */
  drop(options: DropOptions = {}): this {
    const policy = options.propagation === undefined ? {} : { propagationPolicy: options.propagation }
    this.must({ verb: 'delete', ...this.#address(options.name ?? 'db'), ...policy })
    const { chooser, forMs } = options
    this.world = run(this.system, this.world, {
      ...(chooser === undefined ? {} : { chooser }),
      ...(forMs === undefined ? {} : { deadlineMs: this.world.now + forMs }),
    }).world
    return this
  }

  /** Run until nothing but background timers is left. */
  settled(): this {
    this.quiesce()
    return this
  }

  patchSecret(body: JsonObject): this {
    this.must({ verb: 'patch', ...secretAddress('db'), patchType: 'merge', body })
    return this
  }

  /** Take the ownerReferences off by hand. */
  strip(): this {
    return this.patchSecret({ metadata: { ownerReferences: null } })
  }

  must(request: ApiRequest): JsonObject {
    const answer = this.api(request)
    if (answer.code >= 400) throw new TypeError(textAt(answer.body, 'message'))
    return answer.body
  }

  secret(name = 'db'): JsonObject | undefined {
    return this.get('', 'secrets', NAMESPACE, name)
  }

  externalSecret(name = 'db'): JsonObject | undefined {
    return this.get('external-secrets.io', 'externalsecrets', NAMESPACE, name)
  }

  /** uid of the Secret `db`, '' when it does not exist. */
  uid(): string {
    return textAt(this.secret(), 'metadata', 'uid')
  }

  owners(): readonly string[] {
    const references = metadataOf(this.secret() ?? {})['ownerReferences']
    return Array.isArray(references) ? references.map((each) => textAt(each as JsonObject, 'name')) : []
  }

  /** Who deleted the Secret `db` last: the actor of the log entry. */
  deletedBy(): string {
    const entries = this.log().filter(
      ({ event }) =>
        event.kind === 'write' && event.key === `secrets/${NAMESPACE}/db` && event.after === null,
    )
    return entries.at(-1)?.actor ?? 'nobody'
  }

  #address(name: string) {
    const [group, resource] = ['external-secrets.io', 'externalsecrets'] as const
    return { group, version: this.apiVersion, resource, namespace: NAMESPACE, name }
  }
}

export interface DropOptions {
  readonly propagation?: Propagation
  readonly chooser?: Chooser
  /** ExternalSecret. Default `db`. */
  readonly name?: string
  /** Stop after this much virtual time. Default: when quiescent. */
  readonly forMs?: number
}

export type Propagation = 'Background' | 'Foreground' | 'Orphan'

/** Lets a controller go first whenever it can; everything else in nominal order. */
export function preferring(controller: string): Chooser {
  return {
    choose: (alternatives) =>
      Math.max(
        0,
        alternatives.findIndex(({ label }) => isOf(controller, label)),
      ),
  }
}

/** Lets the first controller go first until it has taken the Secret's owners off, then the second until one is back. */
export function interrupting(first: string, second: string): Chooser {
  let phase: 'strip' | 'restore' | 'finish' = 'strip'
  return {
    choose: (alternatives, world) => {
      const owned =
        arrayAt(findObject(world, '', 'secrets', NAMESPACE, 'db'), 'metadata', 'ownerReferences').length > 0
      if (phase === 'strip' && !owned) phase = 'restore'
      if (phase === 'restore' && owned) phase = 'finish'
      return preferring(phase === 'restore' ? second : first).choose(alternatives, world)
    },
  }
}

function isOf(controller: string, label: string): boolean {
  return label.startsWith(`reconcile ${controller} `) || label.startsWith(`process reconcile:${controller}:`)
}

/** First and last releases of the ranges in which the fate of a Secret is the same. */
export const RANGES = {
  'v0.5.0 to v0.9.4': ['0.5.0', '0.9.4'],
  'v0.9.5 to v0.10.7': ['0.9.5', '0.10.7'],
  'v0.11.0 to v0.19.2': ['0.11.0', '0.19.2'],
  'v0.20.0 to v2.9.0': ['0.20.0', '2.9.0'],
} as const
export type Range = keyof typeof RANGES
export const ALL_RANGES = Object.keys(RANGES) as Range[]

export function versionsIn(ranges: readonly Range[]): readonly string[] {
  return ranges.flatMap((range) => [...RANGES[range]])
}

export type Fate = 'kept' | 'lost'

/** kept: still the Secret with this uid. */
export function fate(twin: EsoTwin, uid: string): Fate {
  return twin.uid() === uid ? 'kept' : 'lost'
}

/** Where an ExternalSecret stands when it is deleted. */
export interface Before {
  readonly creationPolicy: string
  readonly deletionPolicy: string
  /** `always`: it never was anything else; otherwise it was switched from Owner and Retain just before. */
  readonly history: 'always' | 'was Owner, synced' | 'was Owner, unsynced'
}

/** A twin that stands there. Policies Merge and None that always were meet a Secret with the key `mine`. */
export function bring(options: EsoTwinOptions, { creationPolicy, deletionPolicy, history }: Before): EsoTwin {
  const twin = new EsoTwin(options)
  const policies = { creationPolicy, deletionPolicy }
  if (history === 'always') {
    if (creationPolicy === 'Merge' || creationPolicy === 'None')
      twin.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'db', namespace: NAMESPACE },
        data: { mine: 'eA==' },
      })
    return twin.sync(policies)
  }
  // The webhook looks at both policies at once, so both are switched at once.
  twin.sync().patch({ spec: { target: policies } })
  if (history === 'was Owner, synced') twin.quiesce()
  return twin
}

/** The operator's Deployment. */
export function operator(replicas: number, args: readonly string[] = []): JsonObject {
  const labels = { app: 'external-secrets' }
  const containers = [{ name: 'main', image: 'external-secrets', args: [...args] }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'external-secrets', namespace: 'external-secrets' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  }
}

function secretAddress(name: string) {
  return { group: '', version: 'v1', resource: 'secrets', namespace: NAMESPACE, name }
}

function clusterSecretStore(apiVersion: string): JsonObject {
  return {
    apiVersion: `external-secrets.io/${apiVersion}`,
    kind: 'ClusterSecretStore',
    metadata: { name: STORE },
    spec: { provider: { aws: { service: 'SecretsManager', region: 'us-east-1' } } },
  }
}
