import { print } from '../../../kernel/requests.js'
import type { HelmMajor } from '../../kind-order.js'
import type { Release } from '../../release.js'
import { coalesceValues } from '../../values.js'
import { type Command, exactArgs } from '../command.js'
import { GET_ALL_FLAGS, GET_VALUES_FLAGS, REVISION_FLAG } from '../flag-sets.js'
import { printText, sortedJsonLine, yamlText } from '../output/format.js'
import { hooksText, releaseText } from '../output/release.js'
import { readRelease } from '../stored-release.js'

/** Helm v3.21.4 cmd/helm/get_values.go. */
export const getValues: Command = {
  useLine: 'helm get values RELEASE_NAME [flags]',
  flags: GET_VALUES_FLAGS,
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { flags } = invocation
    const { chart, config } = yield* readRelease(invocation)
    const all = flags.on('all')
    const values = all && chart !== undefined ? coalesceValues(chart, config ?? {}) : (config ?? null)
    const format = flags.text('output')
    if (format === 'json') {
      yield* printText(sortedJsonLine(values))
      return
    }
    if (format === 'table') yield* print(all ? 'COMPUTED VALUES:' : 'USER-SUPPLIED VALUES:')
    yield* printText(yamlText(values))
  },
}

/** Helm v3.21.4 cmd/helm/get_manifest.go. */
export const getManifest = getPart('manifest', ({ manifest }) => `${manifest ?? ''}\n`)

/** Helm v3.21.4 cmd/helm/get_hooks.go. */
export const getHooks = getPart('hooks', ({ hooks }) => hooksText(hooks))

/** Helm v3.21.4 cmd/helm/get_notes.go. */
export const getNotes = getPart('notes', ({ info }) =>
  (info.notes ?? '') === '' ? '' : `NOTES:\n${info.notes}\n`,
)

/** Helm v3.21.4 cmd/helm/get_all.go. */
export const getAll: Command = {
  ...getPart('all', (release, major) => releaseText(release, { chart: true, everything: true, major })),
  flags: GET_ALL_FLAGS,
}

function getPart(name: string, textOf: (release: Release, major: HelmMajor) => string): Command {
  return {
    useLine: `helm get ${name} RELEASE_NAME [flags]`,
    flags: REVISION_FLAG,
    checkArgs: exactArgs(1),
    *run(invocation) {
      const text = textOf(yield* readRelease(invocation), invocation.version.major)
      if (text !== '') yield* printText(text)
    },
  }
}
