import { NotModelled } from '../../../kernel/errors.js'
import { isHelm4 } from '../../versions.js'
import { type Command, exactArgs } from '../command.js'
import { STATUS_FLAGS } from '../flag-sets.js'
import { STATUS_FLAGS_4 } from '../flag-sets-4.js'
import { REAL_BINARY } from '../flags.js'
import { printRelease } from '../output/release.js'
import { readRelease } from '../stored-release.js'

/** Helm v3.21.4 cmd/helm/status.go. */
export const statusCommand: Command = {
  useLine: 'helm status RELEASE_NAME [flags]',
  flags: STATUS_FLAGS,
  flags4: STATUS_FLAGS_4,
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { chart: _, ...release } = yield* readRelease(invocation)
    if (isHelm4(invocation.version)) {
      throw new NotModelled('helm status of Helm 4, which prints the objects themselves', REAL_BINARY)
    }
    yield* printRelease(invocation.flags, release, { description: invocation.flags.on('show-desc') })
  },
}
