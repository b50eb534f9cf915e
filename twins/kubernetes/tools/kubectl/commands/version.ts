import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import { toGoJson } from '../printers/go-json.js'
import { toGoYaml } from '../printers/go-yaml.js'
import { write } from '../printers/print-result.js'

/** The releases whose behaviour the built-in kubectl has, by minor version. */
const RELEASES: Readonly<Record<number, { readonly client: string; readonly kustomize: string }>> = {
  32: { client: 'v1.32.3', kustomize: 'v5.5.0' },
  35: { client: 'v1.35.2', kustomize: 'v5.7.1' },
}
/** By how many minor versions client and server may differ. */
const SUPPORTED_SKEW = 1

/**
 * `kubectl version`: with `-o` only the versions themselves, not the details of the builds.
 * Source: kubectl v0.32.0 pkg/cmd/version/version.go.
 */
export const version: Command = {
  flags: { client: { type: 'bool' }, output: { type: 'string', short: 'o' } },
  *run({ flags, args, serverVersion, minor }) {
    const { client = '', kustomize = '' } = RELEASES[minor] ?? {}
    if (args.length > 0) throw new KubectlError(`extra arguments: [${args.join(' ')}]`)
    const output = flags.text('output')
    const server = flags.on('client') ? undefined : `v${serverVersion.replace(/^v/, '')}`
    if (output === '') {
      yield* print(`Client Version: ${client}`)
      yield* print(`Kustomize Version: ${kustomize}`)
      if (server !== undefined) yield* print(`Server Version: ${server}`)
      if (server !== undefined) yield* warnOfSkew(minor, Number(versionInfo(server).minor))
      return 0
    }
    const document = {
      clientVersion: versionInfo(client),
      kustomizeVersion: kustomize,
      ...(server === undefined ? {} : { serverVersion: versionInfo(server) }),
    }
    if (output === 'json') yield* write(toGoJson(document).replaceAll('    ', '  '))
    else if (output === 'yaml') yield* write(toGoYaml(document))
    else throw new KubectlError("--output must be 'yaml' or 'json'")
    return 0
  },
}

/** Source: kubectl v0.32.3 and v0.35.2 pkg/cmd/version/skew_warning.go, which differ in the first word. */
function* warnOfSkew(client: number, server: number): Proc<void> {
  if (Math.abs(client - server) <= SUPPORTED_SKEW) return
  const word = client < 35 ? 'WARNING' : 'Warning'
  yield* printError(
    `${word}: version difference between client (1.${client}) and server (1.${server}) exceeds the supported minor ` +
      `version skew of +/-${SUPPORTED_SKEW}`,
  )
}

function versionInfo(gitVersion: string) {
  const [major = '', minor = ''] = gitVersion.slice(1).split('.')
  return { gitVersion, major, minor }
}
