import type { Proc } from '../../../kernel/process.js'
import { print } from '../../../kernel/requests.js'
import { checkReachable } from '../../actions/configuration.js'
import { releaseNameProblem } from '../../actions/release-name.js'
import { history } from '../../actions/storage.js'
import { upgrade } from '../../actions/upgrade.js'
import { HelmError, helmError } from '../../errors.js'
import type { Release } from '../../release.js'
import type { ReuseMode } from '../../values.js'
import { type Command, exactArgs, type Invocation } from '../command.js'
import { UPGRADE_FLAGS } from '../flag-sets.js'
import { UPGRADE_FLAGS_4 } from '../flag-sets-4.js'
import type { Flags } from '../flags.js'
import { printRelease } from '../output/release.js'
import {
  cancelledNotice,
  type DryRun,
  loadChart,
  maxHistory,
  operationFlags,
  readDryRun,
  readValues,
  releaseFlags,
} from '../release-flags.js'
import { runInstall } from './install.js'

/** Helm v3.21.4 cmd/helm/upgrade.go. */
export const upgradeCommand: Command = {
  useLine: 'helm upgrade [RELEASE] [CHART] [flags]',
  flags: UPGRADE_FLAGS,
  flags4: UPGRADE_FLAGS_4,
  checkArgs: exactArgs(2),
  *run(invocation) {
    const { flags, args } = invocation
    const [name = '', reference = ''] = args
    const isTable = flags.text('output') === 'table'
    const hideNotes = flags.on('hide-notes')
    const { major } = invocation.version
    // Helm 4 looks at the flag before all else.
    const dryRun = major === 4 ? yield* readDryRun(invocation) : undefined
    const missing = flags.on('install') ? yield* findMissing(invocation, name) : undefined
    if (missing !== undefined) {
      if (isTable) yield* print(`Release "${name}" does not exist. Installing it now.`)
      yield* printRelease(flags, yield* runInstall(invocation, missing === 'uninstalled', dryRun), {
        hideNotes,
        major,
      })
      return
    }
    const release = yield* runUpgrade(invocation, { name, reference, readBefore: dryRun })
    if (isTable) yield* print(`Release "${name}" has been upgraded. Happy Helming!`)
    yield* printRelease(flags, release, { hideNotes, major })
  },
}

/** Why `--install` installs. The last *listed* revision counts, and the server lists v10 before v9. */
function* findMissing(
  { configuration }: Invocation,
  name: string,
): Proc<'never-installed' | 'uninstalled' | undefined> {
  yield* checkReachable(configuration)
  if (releaseNameProblem(name) !== undefined) {
    throw helmError('helm-invalid-name', `release name is invalid: ${name}`)
  }
  try {
    const listed = yield* history(configuration, name)
    return listed.at(-1)?.release.info.status === 'uninstalled' ? 'uninstalled' : undefined
  } catch (error) {
    if (error instanceof HelmError && error.code === 'helm-release-not-found') return 'never-installed'
    throw error
  }
}

function* runUpgrade(
  invocation: Invocation,
  { name, reference, readBefore }: { name: string; reference: string; readBefore: DryRun | undefined },
): Proc<Release> {
  const { flags, configuration } = invocation
  const located = yield* loadChart(invocation, reference)
  const dryRun = readBefore ?? (yield* readDryRun(invocation))
  const operation = yield* operationFlags(invocation)
  const values = readValues(invocation)
  try {
    return yield* upgrade(configuration, {
      ...operation,
      ...releaseFlags(flags),
      name,
      located,
      values,
      ...dryRun,
      reuse: reuseMode(flags),
      cleanupOnFail: flags.on('cleanup-on-fail'),
      maxHistory: maxHistory(invocation),
      signals: cancelledNotice(name),
    })
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    throw helmError('helm-operation-failed', `UPGRADE FAILED: ${error.message}`)
  }
}

/** Helm v3.21.4 pkg/action/upgrade.go (reuseValues). */
function reuseMode(flags: Flags): ReuseMode {
  if (flags.on('reset-values')) return 'reset-values'
  if (flags.on('reuse-values')) return 'reuse-values'
  return flags.on('reset-then-reuse-values') ? 'reset-then-reuse-values' : 'default'
}
