import type { Proc } from '../../../kernel/process.js'
import { install } from '../../actions/install.js'
import { HelmError, helmError } from '../../errors.js'
import type { Release } from '../../release.js'
import { type Command, type Invocation, minimumArgs } from '../command.js'
import { INSTALL_FLAGS } from '../flag-sets.js'
import { usage } from '../flags.js'
import { printRelease } from '../output/release.js'
import {
  cancelledNotice,
  loadChart,
  operationFlags,
  readDryRun,
  readValues,
  refuseLibrary,
} from '../release-flags.js'

/** Helm v3.21.4 cmd/helm/install.go. */
export const installCommand: Command = {
  useLine: 'helm install [NAME] [CHART] [flags]',
  flags: INSTALL_FLAGS,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags } = invocation
    let release: Release
    try {
      release = yield* runInstall(invocation, flags.on('replace'))
    } catch (error) {
      if (!(error instanceof HelmError)) throw error
      throw helmError('helm-operation-failed', `INSTALLATION FAILED: ${error.message}`)
    }
    yield* printRelease(flags, release, { hideNotes: flags.on('hide-notes') })
  },
}

/** Install what the command line says; `helm upgrade --install` does so too. Helm v3.21.4 cmd/helm/install.go (runInstall). */
export function* runInstall(invocation: Invocation, replace: boolean): Proc<Release> {
  const { flags, configuration } = invocation
  const [name, reference] = nameAndChart(invocation.args)
  const located = yield* loadChart(invocation, reference)
  const values = readValues(invocation)
  refuseLibrary(located)
  return yield* install(configuration, {
    ...operationFlags(flags),
    name,
    located,
    values,
    replace,
    createNamespace: flags.on('create-namespace'),
    skipCrds: flags.on('skip-crds'),
    dryRun: readDryRun(flags),
    signals: cancelledNotice(name),
  })
}

/** Helm v3.21.4 pkg/action/install.go (NameAndChart). */
function nameAndChart(args: readonly string[]): readonly [string, string] {
  const [name = '', chart, ...others] = args
  if (others.length > 0) {
    throw usage(`expected at most two arguments, unexpected arguments: ${others.join(', ')}`)
  }
  if (chart === undefined) throw usage('must either provide a name or specify --generate-name')
  return [name, chart]
}
