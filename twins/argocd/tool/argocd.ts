import type { ToolArgs } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { Proc, Program } from '../../kernel/process.js'
import { now, printError } from '../../kernel/requests.js'
import { Flags, parseFlags, parseFlagValue, REAL_BINARY, toTimestamp } from '../../kubernetes/index.js'
import { type Command, GLOBAL_FLAGS } from './command.js'
import { deleteCommand, set } from './commands/change.js'
import { rollback, sync, terminateOp, wait } from './commands/operate.js'
import { diff, get, history, list } from './commands/read.js'
import { ArgoError, fatal } from './errors.js'

const COMMANDS: Readonly<Record<string, Command>> = {
  get,
  list,
  diff,
  sync,
  wait,
  'terminate-op': terminateOp,
  history,
  rollback,
  delete: deleteCommand,
  set,
}

/**
 * The command `argocd app …`, with what `--core` does: it speaks to the Kubernetes API and does what Argo CD's API server
 * would. Exit codes: 0; 1 for `log.Fatal` and differences; 20 for what an answer refuses.
 * argo-cd v3.5.1 cmd/argocd/commands/app.go, server/application/application.go.
 */
export const argocdTool: Program = function* (args, context) {
  const [, area = '', name = '', ...rest] = (args as ToolArgs).argv
  const command = area === 'app' ? COMMANDS[name] : undefined
  if (command === undefined) throw new NotModelled(`argocd ${area} ${name}`.trim(), REAL_BINARY)
  try {
    const specs = { ...GLOBAL_FLAGS, ...command.flags }
    const path = `argocd app ${name}`
    const usage = (message: string) => fatal(message)
    const parsed = parseFlags({ path, specs, parseValue: parseFlagValue, usage }, rest)
    const flags = new Flags(specs, parsed.values)
    const [fewest, most] = command.args
    if (parsed.args.length < fewest || parsed.args.length > most) throw fatal(`Usage:\n  ${path} [flags]`)
    return yield* command.run({ flags, args: parsed.args, context })
  } catch (error) {
    if (!(error instanceof ArgoError)) throw error
    return yield* fail(error)
  }
}

/** One line of JSON, as the command's log writes it. */
function* fail({ message, exitCode }: ArgoError): Proc<number> {
  const time = toTimestamp(yield* now())
  yield* printError(JSON.stringify({ level: 'fatal', msg: message, time }))
  return exitCode
}
