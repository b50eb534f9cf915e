import { NotModelled } from '../../../kernel/errors.js'
import type { Proc } from '../../../kernel/process.js'
import { install } from '../../actions/install.js'
import { HelmError, helmError } from '../../errors.js'
import type { Release } from '../../release.js'
import { isHelm4 } from '../../versions.js'
import { type Command, type Invocation, minimumArgs } from '../command.js'
import { INSTALL_FLAGS } from '../flag-sets.js'
import { INSTALL_FLAGS_4 } from '../flag-sets-4.js'
import { REAL_BINARY, usage } from '../flags.js'
import { printRelease } from '../output/release.js'
import {
  cancelledNotice,
  type DryRun,
  loadChart,
  operationFlags,
  readDryRun,
  readValues,
  refuseLibrary,
  releaseFlags,
} from '../release-flags.js'

/** Helm v3.21.4 cmd/helm/install.go. */
export const installCommand: Command = {
  useLine: 'helm install [NAME] [CHART] [flags]',
  flags: INSTALL_FLAGS,
  flags4: INSTALL_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags } = invocation
    let release: Release
    const dryRun = isHelm4(invocation.version) ? yield* readDryRun(invocation) : undefined
    try {
      release = yield* runInstall(invocation, flags.on('replace'), dryRun)
    } catch (error) {
      if (!(error instanceof HelmError)) throw error
      throw helmError('helm-operation-failed', `INSTALLATION FAILED: ${error.message}`)
    }
    const { major } = invocation.version
    yield* printRelease(flags, release, { hideNotes: flags.on('hide-notes'), major })
  },
}

/** Install what the command line says; `helm upgrade --install` does so too. Helm 4 reads `--dry-run` before all else. Helm v3.21.4 cmd/helm/install.go (runInstall). */
export function* runInstall(invocation: Invocation, replace: boolean, readBefore?: DryRun): Proc<Release> {
  const { flags, configuration, version } = invocation
  const [name, reference] = nameAndChart(invocation.args)
  const located = yield* loadChart(invocation, reference)
  const values = readValues(invocation)
  refuseLibrary(located)
  const dryRun = readBefore ?? (yield* readDryRun(invocation))
  if (dryRun.offline && isHelm4(version)) throw new NotModelled('helm install --dry-run=client', REAL_BINARY)
  return yield* install(configuration, {
    ...(yield* operationFlags(invocation)),
    ...releaseFlags(flags),
    name,
    located,
    values,
    replace,
    createNamespace: flags.on('create-namespace'),
    skipCrds: flags.on('skip-crds'),
    ...dryRun,
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
