import type { Json } from '../../../kernel/json.js'
import { checkReachable } from '../../actions/configuration.js'
import { releaseNameProblem } from '../../actions/release-name.js'
import { history } from '../../actions/storage.js'
import { helmError } from '../../errors.js'
import type { Release } from '../../release.js'
import { type Command, exactArgs } from '../command.js'
import { HISTORY_FLAGS } from '../flag-sets.js'
import { jsonLine, printText, tableText, yamlText } from '../output/format.js'
import { appVersionText, chartText } from '../output/release.js'
import { ansicTime } from '../output/time.js'

const HEADER = ['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION']

/** Helm v3.21.4 cmd/helm/history.go. */
export const historyCommand: Command = {
  useLine: 'helm history RELEASE_NAME [flags]',
  flags: HISTORY_FLAGS,
  checkArgs: exactArgs(1),
  *run({ flags, args, configuration }) {
    const [name = ''] = args
    yield* checkReachable(configuration)
    if (releaseNameProblem(name) !== undefined) {
      throw helmError('helm-invalid-name', `release name is invalid: ${name}`)
    }
    const stored = yield* history(configuration, name)
    const newest = stored
      .map(({ release }) => release)
      .sort((a, b) => b.version - a.version)
      .slice(0, Math.max(0, flags.number('max')))
    const rows = newest.reverse().map(toRow)
    const format = flags.text('output')
    if (format === 'json') yield* printText(jsonLine(rows))
    else if (format === 'yaml') yield* printText(yamlText(rows as unknown as Json))
    else yield* printText(tableText([HEADER, ...rows.map(toCells)]))
  },
}

/** One revision, its members in the order Go writes them. */
function toRow({ version, info, chart }: Release) {
  return {
    revision: version,
    updated: info.last_deployed ?? '',
    status: info.status ?? '',
    chart: chartText(chart),
    app_version: appVersionText(chart),
    description: info.description ?? '',
  }
}

function toCells(row: ReturnType<typeof toRow>): readonly string[] {
  return [
    String(row.revision),
    ansicTime(row.updated),
    row.status,
    row.chart,
    row.app_version,
    row.description,
  ]
}
