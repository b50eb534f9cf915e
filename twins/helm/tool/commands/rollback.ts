import { print } from '../../../kernel/requests.js'
import { rollback } from '../../actions/rollback.js'
import { type Command, minimumArgs } from '../command.js'
import { ROLLBACK_FLAGS } from '../flag-sets.js'
import { usage } from '../flags.js'
import { maxHistory } from '../release-flags.js'

/** Helm v3.21.4 cmd/helm/rollback.go. */
export const rollbackCommand: Command = {
  useLine: 'helm rollback <RELEASE> [REVISION] [flags]',
  flags: ROLLBACK_FLAGS,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags, args, configuration } = invocation
    const [name = '', revision] = args
    yield* rollback(configuration, {
      name,
      revision: revision === undefined ? 0 : parseRevision(revision),
      cleanupOnFail: flags.on('cleanup-on-fail'),
      disableHooks: flags.on('no-hooks'),
      dryRun: flags.on('dry-run'),
      force: flags.on('force'),
      maxHistory: maxHistory(invocation),
      timeoutMs: flags.number('timeout'),
      wait: flags.on('wait'),
      waitForJobs: flags.on('wait-for-jobs'),
    })
    yield* print('Rollback was a success! Happy Helming!')
  },
}

function parseRevision(text: string): number {
  if (/^[-+]?[0-9]+$/.test(text)) return Number(text)
  const reason = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
  throw usage(`could not convert revision to a number: ${reason}`)
}
