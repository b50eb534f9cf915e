import type { Command, CommandGroup } from '../command.js'
import { KubectlError, usageError } from '../errors.js'
import { ALL_NAMESPACES_FLAG, SELECTOR_FLAG } from '../flag-sets.js'
import type { FlagSpecs } from '../flags.js'

const TOP_FLAGS: FlagSpecs = {
  ...SELECTOR_FLAG,
  'no-headers': { type: 'bool' },
  'sort-by': { type: 'string' },
  'use-protocol-buffers': { type: 'bool', default: true },
}

const topNode: Command = topCommand('node [NAME | -l label]', {
  'show-capacity': { type: 'bool' },
})

const topPod: Command = topCommand('pod [NAME | -l label]', {
  ...ALL_NAMESPACES_FLAG,
  containers: { type: 'bool' },
  'field-selector': { type: 'string' },
  sum: { type: 'bool' },
})

/** `kubectl top` on a cluster without metrics. Source: kubectl v0.32.0 pkg/cmd/top/top_node.go, top_pod.go. */
export const top: CommandGroup = {
  subcommands: {
    node: topNode,
    nodes: { alias: 'node' },
    no: { alias: 'node' },
    pod: topPod,
    pods: { alias: 'pod' },
    po: { alias: 'pod' },
  },
}

function topCommand(use: string, more: FlagSpecs): Command {
  return {
    flags: { ...TOP_FLAGS, ...more },
    // biome-ignore lint/correctness/useYield: the answer does not depend on the cluster
    *run({ args, flags, path }) {
      if (args.length > 1) throw usageError(path, use)
      const sortBy = flags.text('sort-by')
      if (!['', 'cpu', 'memory'].includes(sortBy)) {
        throw new KubectlError('--sort-by accepts only cpu or memory')
      }
      if (args.length > 0 && flags.text('selector') !== '') {
        throw new KubectlError('only one of NAME or --selector can be provided')
      }
      throw new KubectlError('Metrics API not available')
    },
  }
}
