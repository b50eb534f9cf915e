import { aws, seedSecrets } from '../../twins/aws/index.js'
import type { Component } from '../../twins/contract/component.js'
import { externalSecrets } from '../../twins/external-secrets/index.js'
import { type Chooser, type JsonObject, run } from '../../twins/kernel/index.js'
import {
  type ApiRequest,
  type ApiResponse,
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

/**
 * The whole twin with AWS and the operator: namespace `app`, ClusterSecretStore on AWS Secrets Manager, the secret
 * `prod/db` there with a password, and ExternalSecrets `db` that write the Secret `db`.
 */
export class EsoTwin extends TestTwin {
  readonly apiVersion: string

  constructor({ eso, webhook = true, grain = 'reconcile', objects = [] }: EsoTwinOptions) {
    const operator: Component = webhook ? externalSecrets : { ...externalSecrets, admission: [] }
    const apiVersion = /^0\.([0-9]|1[0-5])\./.test(eso) ? 'v1beta1' : 'v1'
    super({
      components: [kubernetes, aws, operator],
      profile: { eso },
      grain,
      namespaces: [NAMESPACE, 'external-secrets'],
      nodes: [],
      calls: seedSecrets([{ name: 'prod/db', json: { password: 'p1' } }]),
      objects: [clusterSecretStore(apiVersion), ...objects],
    })
    this.apiVersion = apiVersion
    this.quiesce()
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
  drop(
    options: { readonly propagation?: Propagation; readonly chooser?: Chooser; readonly name?: string } = {},
  ): this {
    const policy = options.propagation === undefined ? {} : { propagationPolicy: options.propagation }
    this.must({ verb: 'delete', ...this.#address(options.name ?? 'db'), ...policy })
    const chooser = options.chooser === undefined ? {} : { chooser: options.chooser }
    this.world = run(this.system, this.world, chooser).world
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

export type Propagation = 'Background' | 'Foreground' | 'Orphan'

/** Takes the first alternative whose label has the given text, else the nominal one. */
export function preferring(text: string): Chooser {
  return {
    choose: (alternatives) =>
      Math.max(
        0,
        alternatives.findIndex(({ label }) => label.includes(text)),
      ),
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
