import { type Command, exactArgs } from '../command.js'
import { STATUS_FLAGS } from '../flag-sets.js'
import { printRelease } from '../output/release.js'
import { readRelease } from '../stored-release.js'

/** Helm v3.21.4 cmd/helm/status.go. */
export const statusCommand: Command = {
  useLine: 'helm status RELEASE_NAME [flags]',
  flags: STATUS_FLAGS,
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { chart: _, ...release } = yield* readRelease(invocation)
    yield* printRelease(invocation.flags, release, { description: invocation.flags.on('show-desc') })
  },
}
