import type { ResourceInfo } from '../../client/discovery.js'
import { KubectlError } from './errors.js'

/** Resource arguments, sorted out: `types` with or without `names`, or `type/name` tuples. */
export interface ResourceArguments {
  readonly types: readonly string[]
  readonly names: readonly string[]
  readonly tuples: readonly { readonly type: string; readonly name: string }[]
}

/**
 * Sorts out `pods`, `pods a b`, `pods,services`, `pods,services a`, `pod/a service/b`. `expand` replaces categories.
 * Source: cli-runtime v0.32.0 pkg/resource/builder.go (ResourceTypeOrNameArgs, normalizeMultipleResourcesArgs).
 */
export function readArguments(
  args: readonly string[],
  expand: (argument: string) => string,
): ResourceArguments {
  const normalised = crossTypesAndNames(args)
  const slashes = normalised.filter((arg) => arg.includes('/')).length
  if (slashes > 0 && slashes < normalised.length) {
    throw new KubectlError(
      'there is no need to specify a resource type as a separate argument when passing arguments in resource/name ' +
        "form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    )
  }
  if (slashes > 0) return { types: [], names: [], tuples: normalised.map(splitTuple) }
  const [types, ...names] = normalised
  return { types: types === undefined ? [] : splitList(expand(types)), names, tuples: [] }
}

/** Replaces a category such as `all` by its resources. Source: cli-runtime v0.32.0 builder.go (ReplaceAliases). */
export function expandCategories(infos: readonly ResourceInfo[], argument: string): string {
  return argument
    .split(',')
    .map((part) => {
      const members = infos.filter(({ categories }) => categories.includes(part))
      if (members.length === 0) return part
      return members.map(({ group, plural }) => (group === '' ? plural : `${plural}.${group}`)).join(',')
    })
    .join(',')
}

/** `a,b c` means `a/c b/c`. */
function crossTypesAndNames(args: readonly string[]): readonly string[] {
  const [first = '', ...names] = args
  const types = splitList(first)
  if (names.length === 0 || types.length < 2) return args
  return types.flatMap((type) => names.map((name) => `${type}/${name}`))
}

function splitList(argument: string): readonly string[] {
  return [...new Set(argument.split(','))]
}

function splitTuple(argument: string): { readonly type: string; readonly name: string } {
  const [type = '', name = '', ...rest] = argument.split('/')
  if (rest.length > 0) {
    throw new KubectlError('arguments in resource/name form may not have more than one slash')
  }
  if (type === '' || name === '' || splitList(type).length !== 1) {
    throw new KubectlError('arguments in resource/name form must have a single resource and name')
  }
  return { type, name }
}
