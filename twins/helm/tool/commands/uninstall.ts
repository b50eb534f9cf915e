import { print } from '../../../kernel/requests.js'
import type { Propagation } from '../../actions/resources.js'
import { uninstall } from '../../actions/uninstall.js'
import { type Command, minimumArgs } from '../command.js'
import { UNINSTALL_FLAGS } from '../flag-sets.js'
import { UNINSTALL_FLAGS_4 } from '../flag-sets-4.js'
import { usage } from '../flags.js'
import { readWait } from '../release-flags.js'

const PROPAGATION: Readonly<Record<string, Propagation>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
}

/** Helm v3.21.4 cmd/helm/uninstall.go. */
export const uninstallCommand: Command = {
  useLine: 'helm uninstall RELEASE_NAME [...] [flags]',
  flags: UNINSTALL_FLAGS,
  flags4: UNINSTALL_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags, args, configuration } = invocation
    const cascade = flags.text('cascade')
    const propagation = PROPAGATION[cascade]
    if (propagation === undefined) {
      throw usage(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`)
    }
    const wait = yield* readWait(invocation)
    for (const name of args) {
      const kept = yield* uninstall(configuration, {
        name,
        propagation,
        keepHistory: flags.on('keep-history'),
        wait,
        timeoutMs: flags.number('timeout'),
        disableHooks: flags.on('no-hooks'),
        ignoreNotFound: flags.on('ignore-not-found'),
        description: flags.text('description'),
        dryRun: flags.on('dry-run'),
      })
      if (kept !== '') yield* print(kept)
      yield* print(`release "${name}" uninstalled`)
    }
  },
}
