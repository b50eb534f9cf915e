import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError } from '../../../../kernel/requests.js'
import { discover, findResource, type ResourceInfo } from '../../../client/discovery.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { CREATE_OBJECT_FLAGS, createObject, nameArgument, newMetadata } from './create-object.js'

const RBAC = 'rbac.authorization.k8s.io'

/** Source: kubectl v0.32.0 pkg/cmd/create/create_role.go (validResourceVerbs). */
const RESOURCE_VERBS: readonly string[] =
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(
    ' ',
  )

/** Source: kubectl v0.32.0 pkg/cmd/create/create_clusterrole.go (validNonResourceVerbs). */
const URL_VERBS: readonly string[] = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']

const RULE_FLAGS = {
  ...CREATE_OBJECT_FLAGS,
  resource: { type: 'strings' },
  'resource-name': { type: 'array' },
  verb: { type: 'strings' },
} as const

/** `kubectl create role`. Source: kubectl v0.32.0 pkg/cmd/create/create_role.go. */
export const createRole: Command = {
  flags: RULE_FLAGS,
  *run(invocation) {
    const name = nameArgument(invocation)
    const verbs = verbsOf(invocation)
    const resources = resourcesOf(invocation)
    if (verbs.length === 0) throw new KubectlError('at least one verb must be specified')
    yield* warnOfVerbs(verbs)
    if (resources.length === 0) throw new KubectlError('at least one resource must be specified')
    const rules = resourceRules(invocation, yield* discover(), verbs, resources)
    const metadata = newMetadata(invocation, name, true)
    const object = { kind: 'Role', apiVersion: `${RBAC}/v1`, metadata, rules }
    return yield* createObject(invocation, { group: RBAC, version: 'v1', resource: 'roles' }, object)
  },
}

/** `kubectl create clusterrole`. Source: kubectl v0.32.0 pkg/cmd/create/create_clusterrole.go. */
export const createClusterRole: Command = {
  flags: {
    ...RULE_FLAGS,
    'aggregation-rule': { type: 'strings' },
    'non-resource-url': { type: 'strings' },
  },
  *run(invocation) {
    const metadata = newMetadata(invocation, nameArgument(invocation), false)
    const object = {
      kind: 'ClusterRole',
      apiVersion: `${RBAC}/v1`,
      metadata,
      ...(yield* clusterRules(invocation)),
    }
    const resource = { group: RBAC, version: 'v1', resource: 'clusterroles', namespaced: false } as const
    return yield* createObject(invocation, resource, object)
  },
}

function* clusterRules(invocation: Invocation): Proc<JsonObject> {
  const { flags } = invocation
  const verbs = verbsOf(invocation)
  const resources = resourcesOf(invocation)
  const urls = [...new Set(flags.list('non-resource-url'))]
  const aggregation = flags.map('aggregation-rule')
  if (Object.keys(aggregation).length > 0) {
    const more = [verbs, resources, urls, flags.list('resource-name')]
    if (more.some((list) => list.length > 0)) {
      throw new KubectlError(
        'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
      )
    }
    return { aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregation }] }, rules: null }
  }
  if (verbs.length === 0) throw new KubectlError('at least one verb must be specified')
  if (resources.length + urls.length === 0) {
    throw new KubectlError('one of resource or nonResourceURL must be specified')
  }
  if (resources.length > 0) yield* warnOfVerbs(verbs)
  const rules = resources.length === 0 ? [] : resourceRules(invocation, yield* discover(), verbs, resources)
  checkUrls(verbs, urls)
  return { rules: [...rules, ...(urls.length === 0 ? [] : [{ verbs, nonResourceURLs: urls }])] }
}

function checkUrls(verbs: readonly string[], urls: readonly string[]): void {
  if (urls.length === 0) return
  const bad = verbs.find((verb) => !URL_VERBS.includes(verb))
  if (bad !== undefined) throw new KubectlError(`invalid verb: '${bad}' for nonResourceURL`)
  for (const url of urls.filter((each) => each !== '*')) {
    if (!url.startsWith('/')) throw new KubectlError('nonResourceURL should start with /')
    if (url.slice(0, -1).includes('*')) {
      throw new KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end")
    }
  }
}

function* warnOfVerbs(verbs: readonly string[]): Proc<void> {
  for (const verb of verbs) {
    if (!RESOURCE_VERBS.includes(verb))
      yield* printError(`Warning: '${verb}' is not a standard resource verb`)
  }
}

function verbsOf({ flags }: Invocation): readonly string[] {
  const verbs = [...new Set(flags.list('verb'))]
  return verbs.includes('*') ? ['*'] : verbs
}

interface RuleResource {
  readonly group: string
  readonly resource: string
  readonly subresource: string
}

/** `deployments.apps/scale`; a lone `*` stands for everything. */
function resourcesOf({ flags }: Invocation): readonly RuleResource[] {
  const resources = flags.list('resource').map((text): RuleResource => {
    const slash = text.indexOf('/')
    const head = slash < 0 ? text : text.slice(0, slash)
    const dot = head.indexOf('.')
    return {
      group: dot < 0 ? '' : head.slice(dot + 1),
      resource: dot < 0 ? head : head.slice(0, dot),
      subresource: slash < 0 ? '' : text.slice(slash + 1),
    }
  })
  const all = flags.list('resource').indexOf('*')
  return all < 0 ? resources : resources.slice(all, all + 1)
}

/** One rule an API group, in the order of groups. Throws for a resource the server does not have. */
function resourceRules(
  { flags }: Invocation,
  infos: readonly ResourceInfo[],
  verbs: readonly string[],
  resources: readonly RuleResource[],
): readonly JsonObject[] {
  const byGroup = new Map<string, string[]>()
  for (const { group, resource, subresource } of resources) {
    const known = knownResource(infos, group, resource)
    const name = subresource === '' ? known.resource : `${known.resource}/${subresource}`
    const names = byGroup.get(known.group) ?? []
    if (!names.includes(name)) byGroup.set(known.group, [...names, name])
  }
  const resourceNames = [...new Set(flags.list('resource-name'))]
  return [...byGroup.keys()].sort().map((group) => ({
    verbs,
    apiGroups: [group],
    resources: byGroup.get(group) ?? [],
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
  }))
}

function knownResource(
  infos: readonly ResourceInfo[],
  group: string,
  resource: string,
): { readonly group: string; readonly resource: string } {
  if (resource === '') throw new KubectlError('resource must be specified if apiGroup/subresource specified')
  if (resource === '*') return { group, resource }
  const info = findResource(infos, group === '' ? resource : `${resource}.${group}`)
  if (info !== undefined) return { group: info.group, resource: info.plural }
  const where = group === '' ? '' : ` in group "${group}"`
  throw new KubectlError(`the server doesn't have a resource type "${resource}"${where}`, { verbatim: true })
}
