import { Page } from '../../../reports/page.js'
import type { RehearseError } from '../../../twins/kernel/errors.js'
import type { ImportReport } from '../../import/report.js'
import type { Terminal } from '../terminal.js'
import type { Rendered } from './renders.js'

export interface InitSummary {
  readonly report: ImportReport
  /** Why the world cannot be built. */
  readonly problem: RehearseError | undefined
  readonly rendered: Rendered
  /** Paths as a reader types them. */
  readonly scenario: string
  readonly folder: string
  readonly out: string
  /** Where the key is. */
  readonly keyPath: string
}

/** So many lines of one kind are shown; the README of the world has all of them. */
const MOST = 6

/** What an import found and did, and what to do next. */
export function initSummary(summary: InitSummary, { color, width }: Terminal): string {
  const { report, problem, rendered, scenario, folder, out, keyPath } = summary
  const page = new Page({ color, width, detail: 'normal' })
  const { colors } = page
  const list = (title: string, lines: readonly string[], paint?: (text: string) => string) => {
    if (lines.length === 0) return
    page.line(`  ${title}`, colors.bold)
    for (const line of lines.slice(0, MOST)) page.paragraph(line, '    ', paint)
    if (lines.length > MOST) page.line(`    and ${lines.length - MOST} more: ${folder}/README.md`, colors.dim)
  }
  page.line(`${report.name}: a cluster as it was at ${report.takenAt}`, colors.bold)
  page.line(
    `  ${counted(report.objects, 'object')}, ${counted(report.namespaces, 'namespace')}, ${counted(report.nodes, 'node')}`,
  )
  page.line()
  list(
    'Versions',
    report.versions.map(({ what, version, problem: why }) =>
      why === null ? `✓ ${what} ${version}` : `! ${what} ${version}: ${why}`,
    ),
  )
  list(
    'Helm releases',
    report.releases.map(
      ({ namespace, name, chart, chartVersion, revision, status }) =>
        `${namespace}/${name}: ${chart} ${chartVersion}, revision ${revision} ${status}`,
    ),
  )
  list(
    'Not modelled: kept as it is, and a rehearsal that touches it is inconclusive',
    report.opaque.map(({ kind, count, why }) => `${count} × ${kind}: ${why}`),
    colors.yellow,
  )
  list('AWS Secrets Manager, assumed in sync', providerLines(report))
  list(
    'Kept for later',
    [...report.states, ...report.schemas].map((path) => `${folder}/${path}`),
  )
  list(
    'Left out',
    report.leftOut.map(({ what, why }) => `${what}: ${why}`),
    colors.dim,
  )
  page.line('  Redacted', colors.bold)
  page.paragraph(
    `${report.redacted.leaves === 0 ? 'No value of a Secret was left to replace, as after `rehearse collect`: ' : ''}${counted(report.redacted.leaves, 'secret value')} and ${counted(report.redacted.mentions, 'mention')} of them elsewhere; equal values are still equal, and none can be read. The key stays with you: ${keyPath}`,
    '    ',
  )
  list('Charts', renderedLines(report, rendered))
  list('The world', standingLines(report, problem), problem === undefined ? undefined : colors.red)
  if (problem?.remedy !== undefined) page.paragraph(problem.remedy, '      ')
  page.line()
  page.line('Files', colors.bold)
  page.line(`  ${scenario.padEnd(PATH_WIDTH)}  the scenario: yours to edit`)
  page.line(`  ${`${folder}/`.padEnd(PATH_WIDTH)}  the world: its README.md says what was found`)
  page.line()
  page.line('Next', colors.bold)
  const world = `--world ${out}`
  page.command(`rehearse what-if ${world} -- ${exampleOf(report)}`, '  ')
  page.command(`rehearse run ${scenario}`, '  ')
  return page.text()
}

const PATH_WIDTH = 36

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function providerLines({ provider: { secrets, gaps } }: ImportReport): readonly string[] {
  if (secrets === 0 && gaps.length === 0) return []
  return [
    `${counted(secrets, 'secret')} read back from ExternalSecrets and their Secrets`,
    ...gaps.map((gap) => `! ${gap}`),
  ]
}

function renderedLines(report: ImportReport, rendered: Rendered): readonly string[] {
  switch (rendered.kind) {
    case 'recorded':
      return [
        `${report.charts.join(', ')}: rendered by ${rendered.helm}, ${counted(rendered.count, 'record')}`,
      ]
    case 'no-helm':
      return [`! ${report.charts.join(', ')}: not rendered, there is no helm here`]
    case 'none':
      return report.charts.map(
        (chart) => `${chart}: no release of the dump is of it; it is rendered when a command needs it`,
      )
  }
}

function standingLines({ baseline }: ImportReport, problem: RehearseError | undefined): readonly string[] {
  if (problem !== undefined) return [`! it cannot be built yet: ${problem.message}`]
  if (baseline === null) return []
  if (baseline.length === 0) return ['✓ stands, and nothing differs from what its owners want']
  return [
    `✓ stands; ${counted(baseline.length, 'difference')} there already, which no rehearsal is blamed for:`,
    ...baseline.map(({ subject, owner, message }) => `  ${subject}: ${message} (${owner})`),
  ]
}

/** A command that makes sense in this world. */
function exampleOf({ releases, charts, values }: ImportReport): string {
  const [release] = releases
  const [chart] = charts
  if (release === undefined) return 'kubectl get pods -A'
  const { name, namespace } = release
  const flags = values.map((path) => ` -f ${path}`).join('')
  return chart === undefined
    ? `helm uninstall ${name} -n ${namespace}`
    : `helm upgrade ${name} ${chart} -n ${namespace}${flags}`
}
