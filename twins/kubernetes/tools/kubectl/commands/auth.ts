import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import { discover, findResource, type ResourceInfo } from '../../../client/discovery.js'
import type { Command, CommandGroup, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { ALL_NAMESPACES_FLAG, unmodelled } from '../flag-sets.js'

/** Source: kubectl v0.32.0 pkg/cmd/auth/cani.go (resourceVerbs, nonResourceURLVerbs, nonStandardResourceNames). */
const RESOURCE_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  ),
)
const URL_VERBS = new Set(['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'])
const NON_STANDARD = new Set(['users', 'groups'])

/**
 * `kubectl auth can-i`. The server enforces no roles, so the answer is always yes. Source: kubectl v0.32.0
 * pkg/cmd/auth/cani.go.
 */
const canI: Command = {
  flags: {
    ...ALL_NAMESPACES_FLAG,
    list: unmodelled('bool'),
    'no-headers': { type: 'bool' },
    quiet: { type: 'bool', short: 'q' },
    subresource: { type: 'string' },
  },
  *run(invocation) {
    const { args, flags } = invocation
    const [verb = '', subject = ''] = args
    if (args.length !== 2) {
      throw new KubectlError(
        'you must specify two arguments: verb resource or verb resource/resourceName.\n' +
          "See 'kubectl auth can-i -h' for help and examples.",
      )
    }
    if (subject.startsWith('/')) yield* checkUrl(invocation, verb)
    else yield* checkResource(invocation, verb, subject.split('/')[0] ?? '')
    if (flags.on('no-headers')) throw new KubectlError('--no-headers cannot be set without --list specified')
    if (!flags.on('quiet')) yield* print('yes')
    return 0
  },
}

/** `kubectl auth`; of its subcommands `can-i` is modelled. */
export const auth: CommandGroup = {
  subcommands: { 'can-i': canI, reconcile: 'not-modelled', whoami: 'not-modelled' },
}

function* checkUrl({ flags }: Invocation, verb: string): Proc<void> {
  if (flags.text('subresource') !== '') {
    throw new KubectlError('--subresource can not be used with NonResourceURL')
  }
  if (!URL_VERBS.has(verb)) yield* warn(`verb '${verb}' is not a known verb`)
}

function* checkResource({ flags }: Invocation, verb: string, argument: string): Proc<void> {
  const info = argument === '*' ? undefined : findResource(yield* discover(), argument.toLowerCase())
  const [resource = '', ...groups] = argument.toLowerCase().split('.')
  const group = groups.join('.')
  const where = group === '' ? '' : ` in group '${group}'`
  if (argument !== '*' && info === undefined && !NON_STANDARD.has(argument)) {
    yield* warn(`the server doesn't have a resource type '${resource}'${where}`)
  }
  if (flags.on('all-namespaces')) return
  if (info !== undefined && !info.namespaced) yield* warn(notNamespaced(info))
  if (!RESOURCE_VERBS.has(verb)) yield* warn(`verb '${verb}' is not a known verb`)
}

function notNamespaced({ plural, group }: ResourceInfo): string {
  const where = group === '' ? '' : ` in group '${group}'`
  return `resource '${plural}' is not namespace scoped${where}`
}

/** Upstream's warnings end with an empty line. */
function* warn(text: string): Proc<void> {
  yield* printError(`Warning: ${text}\n`)
}
