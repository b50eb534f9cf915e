import { print } from '../../../../kernel/requests.js'
import { discover } from '../../../client/discovery.js'
import type { Command } from '../command.js'
import { usageError } from '../errors.js'

/**
 * `kubectl api-versions`: the versions of groups that have resources here. Groups without resources in this server (such
 * as authentication.k8s.io) are listed as upstream's server has them. Source: kubectl v0.32.0
 * pkg/cmd/apiresources/apiversions.go.
 */
export const apiVersions: Command = {
  flags: {},
  *run({ args, path }) {
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`)
    const infos = yield* discover()
    const versions = infos.flatMap(({ group, versions: served }) =>
      served.map((version) => (group === '' ? version : `${group}/${version}`)),
    )
    for (const version of [...new Set([...versions, ...REVIEW_GROUPS])].sort()) yield* print(version)
    return 0
  },
}

const REVIEW_GROUPS = ['authentication.k8s.io/v1', 'authorization.k8s.io/v1']
