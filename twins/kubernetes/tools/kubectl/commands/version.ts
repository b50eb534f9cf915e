import { print } from '../../../../kernel/requests.js'
import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import { toGoJson } from '../printers/go-json.js'
import { toGoYaml } from '../printers/go-yaml.js'
import { write } from '../printers/print-result.js'

/** The release whose behaviour the built-in kubectl has. */
const CLIENT_VERSION = 'v1.32.3'
const KUSTOMIZE_VERSION = 'v5.5.0'

/**
 * `kubectl version`: with `-o` only the versions themselves, not the details of the builds.
 * Source: kubectl v0.32.0 pkg/cmd/version/version.go.
 */
export const version: Command = {
  flags: { client: { type: 'bool' }, output: { type: 'string', short: 'o' } },
  *run({ flags, args, serverVersion }) {
    if (args.length > 0) throw new KubectlError(`extra arguments: [${args.join(' ')}]`)
    const output = flags.text('output')
    const server = flags.on('client') ? undefined : `v${serverVersion.replace(/^v/, '')}`
    if (output === '') {
      yield* print(`Client Version: ${CLIENT_VERSION}`)
      yield* print(`Kustomize Version: ${KUSTOMIZE_VERSION}`)
      if (server !== undefined) yield* print(`Server Version: ${server}`)
      return 0
    }
    const document = {
      clientVersion: versionInfo(CLIENT_VERSION),
      kustomizeVersion: KUSTOMIZE_VERSION,
      ...(server === undefined ? {} : { serverVersion: versionInfo(server) }),
    }
    if (output === 'json') yield* write(toGoJson(document).replaceAll('    ', '  '))
    else if (output === 'yaml') yield* write(toGoYaml(document))
    else throw new KubectlError("--output must be 'yaml' or 'json'")
    return 0
  },
}

function versionInfo(gitVersion: string) {
  const [major = '', minor = ''] = gitVersion.slice(1).split('.')
  return { gitVersion, major, minor }
}
