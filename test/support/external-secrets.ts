import type { Component } from '../../twins/contract/component.js'
import { externalSecrets } from '../../twins/external-secrets/index.js'
import { bootWorld, transact } from '../../twins/kernel/boot.js'
import { memoryFiles } from '../../twins/kernel/files.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { DEFAULT_LIMITS } from '../../twins/kernel/limits.js'
import { type Chooser, run } from '../../twins/kernel/scheduler.js'
import type { System } from '../../twins/kernel/system.js'
import type { World } from '../../twins/kernel/world.js'
import { createApiServer } from '../../twins/kubernetes/api-server/api-server.js'
import { kubernetesApiControllers } from '../../twins/kubernetes/api-server/controllers/index.js'
import type { ApiRequest, ApiResponse } from '../../twins/kubernetes/client/api.js'
import { findObject, listObjects, metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { kubernetesTables } from '../../twins/kubernetes/tables.js'

export const NAMESPACE = 'app'

/** As much of Kubernetes as the operator needs: API server and CRDs, but no garbage collection. */
const smallKubernetes: Component = {
  name: 'kubernetes',
  tables: kubernetesTables,
  ports: (assembly) => [createApiServer(assembly)],
  controllers: kubernetesApiControllers,
}

/** A system of the given components; the conformance suite runs on the whole twin instead. */
function systemOf(components: readonly Component[], profile: Readonly<Record<string, string>>): System {
  const assembly = { components, profile }
  const ports = components.flatMap((component) => component.ports?.(assembly) ?? [])
  const controllers = components.flatMap((component) => component.controllers?.(assembly) ?? [])
  return {
    tables: components.flatMap((component) => component.tables ?? []),
    ports: new Map(ports.map((port) => [port.name, port])),
    programs: new Map(),
    controllers: new Map(controllers.map((controller) => [controller.name, controller])),
    monitors: [],
    files: memoryFiles({}),
    profile,
    limits: DEFAULT_LIMITS,
    versionOf: (row) => textAt(row as JsonObject | undefined, 'metadata', 'resourceVersion'),
    grain: 'reconcile',
    alwaysReexecute: false,
  }
}

export interface EsoOptions {
  /** Release of the operator. Default: the newest. */
  readonly eso?: string
  readonly components?: readonly Component[]
  readonly objects?: readonly JsonObject[]
  /** Values of the store `store`, of provider fake: key -> value. */
  readonly values?: Readonly<Record<string, string>>
}

/** A world with the operator in it, one namespace `app` and a SecretStore `store` there. Values are never mutated. */
export class EsoWorld {
  readonly system: System
  readonly apiVersion: string
  world: World

  constructor(options: EsoOptions = {}) {
    const components = [smallKubernetes, externalSecrets, ...(options.components ?? [])]
    const profile: Record<string, string> = options.eso === undefined ? {} : { eso: options.eso }
    this.system = systemOf(components, profile)
    this.apiVersion = /^0\.([0-9]|1[0-5])\./.test(options.eso ?? '') ? 'v1beta1' : 'v1'
    this.world = bootWorld(this.system, 1)
    for (const definition of externalSecrets.manifests(profile)) this.create(definition)
    this.run()
    const values = options.values ?? { db: '{"username":"app","password":"p1"}' }
    for (const object of [namespace(NAMESPACE), this.store('store', values), ...(options.objects ?? [])])
      this.mustCreate(object)
    this.run()
  }

  /** Let everything happen that is certain to; no refresh, no retry. */
  run(chooser?: Chooser): this {
    this.world = run(this.system, this.world, chooser === undefined ? {} : { chooser }).world
    return this
  }

  /** Let virtual time pass, refreshes and retries included. */
  wait(ms: number): this {
    const deadlineMs = this.world.now + ms
    this.world = run(this.system, this.world, { background: true, deadlineMs }).world.at(deadlineMs)
    return this
  }

  /** One request as an operator; the world does not run on. Throws when it is refused. */
  request(request: ApiRequest): JsonObject {
    const answer = this.tryRequest(request)
    if (answer.code >= 400) throw new TypeError(textAt(answer.body, 'message'))
    return answer.body
  }

  tryRequest(request: ApiRequest): ApiResponse {
    let answer: ApiResponse | undefined
    this.world = transact(this.system, this.world, 'operator', (tx) => {
      const payload = request as unknown as JsonObject
      answer = this.system.ports
        .get('api')!
        .handle(tx, payload, { actor: 'operator' }) as unknown as ApiResponse
    })
    return answer!
  }

  create(body: JsonObject): ApiResponse {
    const [group, version] = splitApiVersion(textAt(body, 'apiVersion'))
    const resource = PLURALS[textAt(body, 'kind')]!
    const space = textAt(metadataOf(body), 'namespace')
    return this.tryRequest({
      verb: 'create',
      group,
      version,
      resource,
      ...(space === '' ? {} : { namespace: space }),
      body,
    })
  }

  mustCreate(body: JsonObject): void {
    const answer = this.create(body)
    if (answer.code >= 400) throw new TypeError(textAt(answer.body, 'message'))
  }

  patchExternalSecret(name: string, body: JsonObject): void {
    this.request({ verb: 'patch', ...this.externalSecretAddress(name), patchType: 'merge', body })
  }

  deleteExternalSecret(name: string, propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'): void {
    const policy = propagationPolicy === undefined ? {} : { propagationPolicy }
    this.request({ verb: 'delete', ...this.externalSecretAddress(name), ...policy })
  }

  patchSecret(name: string, body: JsonObject): void {
    this.request({ verb: 'patch', ...secretAddress(name), patchType: 'merge', body })
  }

  deleteSecret(name: string): void {
    this.request({ verb: 'delete', ...secretAddress(name) })
  }

  createSecret(name: string, data: Readonly<Record<string, string>>, metadata: JsonObject = {}): void {
    const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, toBase64(value)]))
    const body = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: NAMESPACE, ...metadata },
      data: encoded,
    }
    const { name: _name, ...collection } = secretAddress(name)
    this.request({ verb: 'create', ...collection, body })
  }

  /** Replace the values of the fake store. */
  setValues(values: Readonly<Record<string, string>>): void {
    const body = { spec: { provider: { fake: { data: fakeData(values) } } } }
    this.request({
      verb: 'patch',
      group: 'external-secrets.io',
      version: this.apiVersion,
      resource: 'secretstores',
      namespace: NAMESPACE,
      name: 'store',
      patchType: 'merge',
      body,
    })
  }

  externalSecret(name: string): JsonObject | undefined {
    return findObject(this.world, 'external-secrets.io', 'externalsecrets', NAMESPACE, name)
  }

  secret(name: string): JsonObject | undefined {
    return findObject(this.world, '', 'secrets', NAMESPACE, name)
  }

  /** The decoded data of a Secret, or undefined when it does not exist. */
  data(name: string): Readonly<Record<string, string>> | undefined {
    const secret = this.secret(name)
    if (secret === undefined) return undefined
    return Object.fromEntries(
      Object.entries((secret['data'] ?? {}) as JsonObject).map(([key, value]) => [
        key,
        fromBase64(String(value)),
      ]),
    )
  }

  uid(name: string): string {
    return textAt(this.secret(name), 'metadata', 'uid')
  }

  ownerReferences(name: string): readonly JsonObject[] {
    return (metadataOf(this.secret(name) ?? {})['ownerReferences'] ?? []) as unknown as readonly JsonObject[]
  }

  /** `status reason: message` of the Ready condition. */
  ready(name: string): string {
    const conditions = ((this.externalSecret(name)?.['status'] as JsonObject | undefined)?.['conditions'] ??
      []) as readonly JsonObject[]
    return conditions
      .map((each) => `${String(each['status'])} ${String(each['reason'])}: ${String(each['message'])}`)
      .join('; ')
  }

  /** `type reason: message` of the events about an object, by name. */
  events(name: string): readonly string[] {
    return listObjects(this.world, '', 'events')
      .filter((event) => textAt(event, 'involvedObject', 'name') === name)
      .map((event) => `${textAt(event, 'type')} ${textAt(event, 'reason')}: ${textAt(event, 'message')}`)
  }

  /** An ExternalSecret that extracts `db` from the store into keys of the same names; `spec.target` on top. */
  externalSecretManifest(name: string, target: JsonObject = {}, spec: JsonObject = {}): JsonObject {
    return {
      apiVersion: `external-secrets.io/${this.apiVersion}`,
      kind: 'ExternalSecret',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        secretStoreRef: { name: 'store', kind: 'SecretStore' },
        refreshInterval: '1h',
        target,
        dataFrom: [{ extract: { key: 'db' } }],
        ...spec,
      },
    }
  }

  store(name: string, values: Readonly<Record<string, string>>): JsonObject {
    return {
      apiVersion: `external-secrets.io/${this.apiVersion}`,
      kind: 'SecretStore',
      metadata: { name, namespace: NAMESPACE },
      spec: { provider: { fake: { data: fakeData(values) } } },
    }
  }

  externalSecretAddress(name: string) {
    return {
      group: 'external-secrets.io',
      version: this.apiVersion,
      resource: 'externalsecrets',
      namespace: NAMESPACE,
      name,
    }
  }
}

export function namespace(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

export function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

export function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}

const PLURALS: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'customresourcedefinitions',
  ConfigMap: 'configmaps',
  ExternalSecret: 'externalsecrets',
  SecretStore: 'secretstores',
  ClusterSecretStore: 'clustersecretstores',
  ServiceAccount: 'serviceaccounts',
  Deployment: 'deployments',
  Password: 'passwords',
  Namespace: 'namespaces',
}

function secretAddress(name: string) {
  return { group: '', version: 'v1', resource: 'secrets', namespace: NAMESPACE, name }
}

function fakeData(values: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }))
}

function splitApiVersion(apiVersion: string): readonly [string, string] {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? ['', first] : [first, second]
}
