import { type Release, releaseFromSecret } from '../../twins/helm/release.js'
import type { World } from '../../twins/kernel/world.js'
import { listObjects, metadataOf, textAt } from '../../twins/kubernetes/index.js'
import { ClientHome, findClient } from './clients.js'
import type { ClientName } from './corpus.js'
import { baseWorlds, corpusSystem, runBuiltIn } from './corpus-worlds.js'
import { type Served, serveWorld } from './served-worlds.js'

/** The real Helms that were fetched; says which are missing. */
export function foundHelms(): readonly ClientName[] {
  const helms: readonly ClientName[] = ['helm-3.17', 'helm-4.1']
  const missing = helms.filter((client) => findClient(client) === undefined)
  if (missing.length > 0) {
    process.stderr.write(`SKIPPED: ${missing.join(', ')}: run node scripts/fetch-clients.mjs --all\n`)
  }
  return helms.filter((client) => !missing.includes(client))
}

/** The revisions of a release, oldest first. */
export function releasesOf(world: World, name: string): readonly Release[] {
  return listObjects(world, '', 'secrets', 'test')
    .flatMap((secret) => releaseFromSecret(secret)?.release ?? [])
    .filter((release) => release.name === name)
    .sort((a, b) => a.version - b.version)
}

/** `1 superseded`, `2 deployed`. */
export function statusesOf(world: World, name: string): readonly string[] {
  return releasesOf(world, name).map(({ version, info }) => `${version} ${info.status}`)
}

/** What a chart has in the cluster, by kind: `ConfigMap books-config`. Pods and what controllers make are left out. */
export function objectsOf(world: World): readonly string[] {
  return KINDS.flatMap(([group, resource, kind]) =>
    listObjects(world, group, resource, 'test').map(
      (object) => `${kind} ${textAt(metadataOf(object), 'name')}`,
    ),
  ).filter((line) => !IGNORED.test(line))
}

const KINDS: readonly (readonly [string, string, string])[] = [
  ['', 'configmaps', 'ConfigMap'],
  ['apps', 'daemonsets', 'DaemonSet'],
  ['apps', 'deployments', 'Deployment'],
  ['apps', 'statefulsets', 'StatefulSet'],
  ['batch', 'cronjobs', 'CronJob'],
  ['batch', 'jobs', 'Job'],
  ['policy', 'poddisruptionbudgets', 'PodDisruptionBudget'],
  ['rbac.authorization.k8s.io', 'roles', 'Role'],
  ['rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding'],
  ['sensors.example.com', 'probes', 'Probe'],
  ['', 'secrets', 'Secret'],
  ['', 'serviceaccounts', 'ServiceAccount'],
  ['', 'services', 'Service'],
]

const IGNORED = /^(Secret sh\.helm\.|ConfigMap kube-root-ca|ServiceAccount default$|Job .*-\d{8}$)/

/** One world that commands are typed at, whoever runs them: a real Helm against a server, or the built-in one. */
export class HelmSession {
  readonly #system = corpusSystem()
  readonly #home = new ClientHome()
  #world = baseWorlds(this.#system)('releases')

  get world(): World {
    return this.#world
  }

  /** `by`: a real client, or the version of the built-in tool. Gives standard output; throws unless it exits with `exit`. */
  async helm(by: ClientName | '3.17.2' | '4.1.4', command: string, exit = 0): Promise<string> {
    const argv = ['helm', ...command.split(/\s+/), '-n', 'test']
    const result = by === '3.17.2' || by === '4.1.4' ? this.#builtIn(by, argv) : await this.#real(by, argv)
    if (result.exit === exit) return result.stdout
    throw new TypeError(`${by}: ${argv.join(' ')}: ${result.exit}: ${result.stderr}`)
  }

  close(): void {
    this.#home.remove()
  }

  #builtIn(version: string, argv: readonly string[]) {
    const { world, exit } = runBuiltIn(corpusSystem({ helm: version }), this.#world, argv)
    this.#world = world
    return { exit: exit.code, stdout: exit.stdout, stderr: exit.stderr }
  }

  async #real(client: ClientName, argv: readonly string[]) {
    const served: Served = await serveWorld(this.#system, this.#world)
    try {
      const result = await this.#home.run({ client, argv, stdin: '', address: served.address })
      this.#world = served.world()
      return result
    } finally {
      await served.close()
    }
  }
}
