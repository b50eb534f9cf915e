import { argocd } from '../../../../twins/argocd/index.js'
import { helm } from '../../../../twins/helm/index.js'
import { type JsonObject, memoryFiles } from '../../../../twins/kernel/index.js'
import { arrayAt, kubernetes, textAt } from '../../../../twins/kubernetes/index.js'
import { TestTwin } from '../../../support/twin.js'

export const REPOSITORY = 'https://git.example.com/platform/deploy.git'

export interface ArgoTwinOptions {
  /** Branch -> folder. */
  readonly branches: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  readonly version?: string
  readonly objects?: readonly (string | JsonObject)[]
  readonly grain?: 'reconcile' | 'write'
}

/** A cluster with Argo CD, the namespace `app` and one repository. */
export class ArgoTwin extends TestTwin {
  static readonly planes = argocd.planes
  static readonly secretValues = argocd.secretValues

  constructor({ branches, files, version, objects = [], grain = 'reconcile' }: ArgoTwinOptions) {
    super({
      components: [kubernetes, helm, argocd],
      files: memoryFiles(files),
      grain,
      ...(version === undefined ? {} : { profile: { argocd: version } }),
      namespaces: ['app', 'argocd'],
      calls: argocd.seeds.git({ repositories: { [REPOSITORY]: { branches } } }),
      objects,
    })
  }

  /** Create the Application `web`: path `app` of branch main, to namespace `app`. */
  application(syncPolicy: JsonObject | null = null, more: ApplicationOptions = {}): void {
    this.create(application(syncPolicy, more))
  }

  app(name = 'web'): JsonObject {
    const found = this.get('argoproj.io', 'applications', 'argocd', name)
    if (found === undefined) throw new TypeError(`no Application ${name}`)
    return found
  }

  summary(name = 'web') {
    const app = this.app(name)
    return {
      sync: textAt(app, 'status', 'sync', 'status'),
      health: textAt(app, 'status', 'health', 'status'),
      phase: textAt(app, 'status', 'operationState', 'phase'),
      operation: app['operation'] !== undefined && app['operation'] !== null,
    }
  }

  message(name = 'web'): string {
    return textAt(this.app(name), 'status', 'operationState', 'message')
  }

  conditions(name = 'web'): readonly string[] {
    return arrayAt(this.app(name), 'status', 'conditions').map(
      (condition) => `${textAt(condition, 'type')}: ${textAt(condition, 'message')}`,
    )
  }

  /** `Kind/name status` of `status.resources`. */
  resources(name = 'web'): readonly string[] {
    return arrayAt(this.app(name), 'status', 'resources').map((one) =>
      `${textAt(one, 'kind')}/${textAt(one, 'name')} ${textAt(one, 'status')}`.trim(),
    )
  }

  /** `phase kind/name status hookPhase` of the last operation's results. */
  results(name = 'web'): readonly string[] {
    return arrayAt(this.app(name), 'status', 'operationState', 'syncResult', 'resources').map((one) =>
      [
        textAt(one, 'syncPhase'),
        `${textAt(one, 'kind')}/${textAt(one, 'name')}`,
        textAt(one, 'status'),
        textAt(one, 'hookPhase'),
      ].join(' '),
    )
  }

  push(from: string, to = 'main'): void {
    const exit = this.run(['git', 'push', REPOSITORY, `${from}:${to}`])
    if (exit.code !== 0) throw new TypeError(exit.stderr)
  }

  /** As an operator who cannot wait for the poll. */
  refresh(name = 'web'): void {
    this.patchApp({ metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } } }, name)
    this.quiesce()
  }

  patchApp(body: JsonObject, name = 'web'): void {
    const address = {
      group: 'argoproj.io',
      version: 'v1alpha1',
      resource: 'applications',
      namespace: 'argocd',
      name,
    }
    const answer = this.api({ verb: 'patch', ...address, patchType: 'merge', body })
    if (answer.code >= 400) throw new TypeError(textAt(answer.body, 'message'))
  }

  /** `<actor> <verb> <key>` of the writes to objects whose key holds `text`. */
  writes(text: string): readonly string[] {
    return this.log().flatMap(({ actor, event }) => {
      if (event.kind !== 'write' || !event.key.includes(text)) return []
      const { before, after } = event as unknown as { before: unknown; after: unknown }
      const verb = before === null || before === undefined ? 'create' : after === null ? 'delete' : 'update'
      return [`${actor} ${verb} ${event.key}`]
    })
  }
}

export interface ApplicationOptions {
  readonly name?: string
  readonly spec?: JsonObject
  readonly source?: JsonObject
  readonly metadata?: JsonObject
}

export function application(syncPolicy: JsonObject | null, more: ApplicationOptions = {}): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: more.name ?? 'web', namespace: 'argocd', ...more.metadata },
    spec: {
      project: 'default',
      source: { repoURL: REPOSITORY, path: 'app', targetRevision: 'main', ...more.source },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'app' },
      ...(syncPolicy === null ? {} : { syncPolicy }),
      ...more.spec,
    },
  }
}
