import type { ToolArgs } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc, ProgramContext } from '../../kernel/process.js'
import { printError } from '../../kernel/requests.js'
import { type Configuration, Discovery } from '../actions/configuration.js'
import { HelmError } from '../errors.js'
import { DEFAULT_KUBE_VERSION } from '../renders.js'
import { DEFAULT_HELM_VERSION, HELM_PROFILE, isHelm4, parseHelmVersion } from '../versions.js'
import type { Invocation } from './command.js'
import { COMMANDS } from './commands/index.js'
import { findCommand } from './find-command.js'
import { GLOBAL_FLAGS } from './flag-sets.js'
import { GLOBAL_FLAGS_4 } from './flag-sets-4.js'
import { checkExclusive, deprecations, parseFlags, REAL_BINARY } from './flags.js'

/**
 * The built-in `helm`: a program for `ToolArgs` with Helm's texts and exit codes; the profile `helm` says which
 * Helm. Subcommands and flags that are not modelled throw `NotModelled`. Helm v3.21.4 cmd/helm.
 */
export function* helmTool(args: JsonObject, context: ProgramContext): Proc<number> {
  const tool = args as ToolArgs
  const version = parseHelmVersion(context.profile[HELM_PROFILE] ?? DEFAULT_HELM_VERSION)
  try {
    const { path, command, argv } = findCommand(COMMANDS, tool.argv.slice(1))
    const specs = isHelm4(version)
      ? { ...GLOBAL_FLAGS, ...GLOBAL_FLAGS_4, ...(command.flags4 ?? command.flags) }
      : { ...GLOBAL_FLAGS, ...command.flags }
    const parsed = parseFlags({ path, version, specs }, argv)
    for (const line of deprecations(specs, parsed.flags)) yield* printError(line)
    command.checkArgs(path, command.useLine, parsed.args)
    checkExclusive(specs, parsed.flags)
    checkDriver(tool.env)
    const namespace = parsed.flags.text('namespace') || tool.env['HELM_NAMESPACE'] || 'default'
    const invocation: Invocation = {
      ...parsed,
      files: context.files,
      tool,
      version,
      configuration: configurationFor(namespace, context, version),
    }
    yield* command.run(invocation)
    return 0
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    yield* printError(`Error: ${error.message}`)
    return 1
  }
}

function configurationFor(
  namespace: string,
  { profile }: ProgramContext,
  version: Invocation['version'],
): Configuration {
  const kubernetes = profile['kubernetes']
  const kubeVersion = kubernetes === undefined ? DEFAULT_KUBE_VERSION : `v${kubernetes.replace(/^v/, '')}`
  return { namespace, fieldManager: 'helm', version, kubeVersion, discovery: new Discovery() }
}

/** Helm v3.21.4 pkg/action/action.go (Init). */
function checkDriver(env: Readonly<Record<string, string>>): void {
  const driver = env['HELM_DRIVER'] ?? ''
  if (['', 'secret', 'secrets'].includes(driver)) return
  throw new NotModelled(`HELM_DRIVER=${driver}`, REAL_BINARY)
}
