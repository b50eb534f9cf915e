import { NotModelled } from '../kernel/errors.js'
import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, textAt } from '../kubernetes/index.js'
import type { Application } from './application.js'
import type { Condition } from './conditions.js'
import { find, ownAddress } from './kube.js'
import { APP_PROJECT, ARGOCD_NAMESPACE } from './names.js'
import { matchesGlob } from './source/glob.js'

/** The cluster Argo CD runs in: the only one there is. */
const IN_CLUSTER = 'https://kubernetes.default.svc'

/**
 * What is wrong with an Application before anything is compared: its project, source and destination. The project
 * `default`, which Argo CD creates when it starts, is there without an object and permits everything.
 * argo-cd v3.5.1 util/argo/argo.go (ValidatePermissions), controller/appcontroller.go (projectErrorToCondition).
 */
export function* specErrors(app: Application): Proc<readonly Condition[]> {
  const invalid = (message: string): readonly Condition[] => [{ type: 'InvalidSpecError', message }]
  const project = yield* find(ownAddress(APP_PROJECT, ARGOCD_NAMESPACE, app.project))
  if (project === undefined && app.project !== 'default') {
    return invalid(`Application referencing project ${app.project} which does not exist`)
  }
  const destination = destinationError(app)
  if (destination !== undefined) return invalid(destination)
  return project === undefined ? [] : permissionErrors(app, project)
}

function destinationError({ spec }: Application): string | undefined {
  const [server, name] = [textAt(spec, 'destination', 'server'), textAt(spec, 'destination', 'name')]
  if (server !== '' && name !== '') {
    return `application destination can't have both name and server defined: ${name} ${server}`
  }
  if (name !== '') return name === 'in-cluster' ? undefined : `there are no clusters with this name: ${name}`
  if (server === IN_CLUSTER) return undefined
  return server === ''
    ? 'Destination server missing from app spec'
    : `cluster ${JSON.stringify(server)} not found`
}

function permissionErrors(app: Application, project: JsonObject): readonly Condition[] {
  const spec = project['spec'] as JsonObject
  for (const member of [
    'syncWindows',
    'namespaceResourceBlacklist',
    'namespaceResourceWhitelist',
    'clusterResourceBlacklist',
  ]) {
    if (arrayAt(spec, member).length > 0)
      throw new NotModelled(`AppProject spec.${member}`, 'Leave it out of the world.')
  }
  const errors: Condition[] = []
  const repos = arrayAt(spec, 'sourceRepos').map(String)
  for (const source of app.sources) {
    const url = textAt(source, 'repoURL')
    if (allowed(repos, url)) continue
    errors.push({
      type: 'InvalidSpecError',
      message: `application repo ${url} is not permitted in project '${app.project}'`,
    })
  }
  const permitted = arrayAt(spec, 'destinations').some((destination) => {
    const [server, name] = [textAt(destination, 'server'), textAt(destination, 'name')]
    const cluster =
      (server !== '' && matchesGlob(server, IN_CLUSTER)) || (name !== '' && matchesGlob(name, 'in-cluster'))
    return cluster && matchesGlob(textAt(destination, 'namespace'), app.destinationNamespace)
  })
  if (permitted) return errors
  const message = `application destination server '${IN_CLUSTER}' and namespace '${app.destinationNamespace}' do not match any of the allowed destinations in project '${app.project}'`
  return [...errors, { type: 'InvalidSpecError', message }]
}

/** A pattern that starts with `!` forbids. types.go (IsSourcePermitted). */
function allowed(patterns: readonly string[], url: string): boolean {
  const denied = patterns.some((pattern) => pattern.startsWith('!') && matchesGlob(pattern.slice(1), url))
  return !denied && patterns.some((pattern) => pattern === '*' || matchesGlob(pattern, url))
}
