import { print } from '../../../kernel/requests.js'
import { podLogs, type TestOptions, test } from '../../actions/test.js'
import { helmError } from '../../errors.js'
import { isHelm4 } from '../../versions.js'
import { type Command, exactArgs } from '../command.js'
import { TEST_FLAGS } from '../flag-sets.js'
import { TEST_FLAGS_4 } from '../flag-sets-4.js'
import type { Flags } from '../flags.js'
import { printText } from '../output/format.js'
import { printRelease } from '../output/release.js'

const NOT_NAME = /^!\s?name=/

/**
 * Helm v3.21.4 cmd/helm/release_testing.go, v4.1.4 pkg/cmd/release_testing.go. Helm 4 deletes what
 * the policies say after it has read the logs.
 */
export const testCommand: Command = {
  useLine: 'helm test [RELEASE] [flags]',
  flags: TEST_FLAGS,
  flags4: TEST_FLAGS_4,
  checkArgs: exactArgs(1),
  *run({ flags, args, configuration, version }) {
    const options = readOptions(args[0] ?? '', flags)
    const helm4 = isHelm4(version)
    const { release, error, tidy } = yield* test(configuration, options)
    const hideNotes = helm4 || flags.on('hide-notes')
    yield* printRelease(flags, release, { hideNotes, major: version.major, table: true })
    let problem = error
    if (flags.on('logs')) {
      yield* print('')
      const logs = yield* podLogs(configuration, release, options)
      if (logs.text !== '') yield* printText(logs.text)
      if (logs.error !== undefined) {
        const texts =
          helm4 && error !== undefined ? [error.message, logs.error.message] : [logs.error.message]
        problem = helmError('helm-request-failed', texts.join('\n'))
      }
    }
    yield* tidy()
    if (problem !== undefined) throw problem
  },
}

function readOptions(name: string, flags: Flags): TestOptions {
  const filters = flags.list('filter')
  return {
    name,
    timeoutMs: flags.number('timeout'),
    include: filters.filter((one) => one.startsWith('name=')).map((one) => one.slice('name='.length)),
    exclude: filters.filter((one) => NOT_NAME.test(one)).map((one) => one.replace(NOT_NAME, '')),
  }
}
