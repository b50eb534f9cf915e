import { print } from '../../../kernel/requests.js'
import { rollback } from '../../actions/rollback.js'
import { isHelm4 } from '../../versions.js'
import { type Command, minimumArgs } from '../command.js'
import { ROLLBACK_FLAGS } from '../flag-sets.js'
import { ROLLBACK_FLAGS_4 } from '../flag-sets-4.js'
import { usage } from '../flags.js'
import { maxHistory, operationFlags, readDryRun } from '../release-flags.js'

/** Helm v3.21.4 cmd/helm/rollback.go. */
export const rollbackCommand: Command = {
  useLine: 'helm rollback <RELEASE> [REVISION] [flags]',
  flags: ROLLBACK_FLAGS,
  flags4: ROLLBACK_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags, args, configuration, version } = invocation
    const [name = '', revision] = args
    const { atomic: _, ...operation } = yield* operationFlags(invocation)
    const { dryRun } = isHelm4(version) ? yield* readDryRun(invocation) : { dryRun: flags.on('dry-run') }
    yield* rollback(configuration, {
      ...operation,
      name,
      revision: revision === undefined ? 0 : parseRevision(revision),
      cleanupOnFail: flags.on('cleanup-on-fail'),
      dryRun,
      maxHistory: maxHistory(invocation),
    })
    yield* print('Rollback was a success! Happy Helming!')
  },
}

function parseRevision(text: string): number {
  if (/^[-+]?[0-9]+$/.test(text)) return Number(text)
  const reason = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
  throw usage(`could not convert revision to a number: ${reason}`)
}
