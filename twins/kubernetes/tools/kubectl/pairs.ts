import { KubectlError } from './errors.js'

/** Arguments of `annotate` and `label`: resources first, then `key=value` and `key-`. */
export interface ResourcesAndPairs {
  readonly resources: readonly string[]
  readonly pairs: readonly string[]
}

/** Source: kubectl v0.32.0 pkg/cmd/util/helpers.go (GetResourcesAndPairs). `type` is `annotation` or `label`. */
export function splitPairs(args: readonly string[], type: string): ResourcesAndPairs {
  const first = args.findIndex(isPair)
  if (first < 0) return { resources: args, pairs: [] }
  const pairs = args.slice(first)
  const late = pairs.find((arg) => !isPair(arg))
  if (late !== undefined) {
    throw new KubectlError(`all resources must be specified before ${type} changes: ${late}`)
  }
  return { resources: args.slice(0, first), pairs }
}

function isPair(arg: string): boolean {
  return (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-')
}
