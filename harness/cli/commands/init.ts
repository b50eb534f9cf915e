import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Profile } from '../../../twins/contract/component.js'
import { resolveProfile } from '../../../twins/embedded/assemble.js'
import { allComponents } from '../../../twins/index.js'
import { RehearseError } from '../../../twins/kernel/errors.js'
import { groupOf, textAt } from '../../../twins/kubernetes/index.js'
import { collectionCommands } from '../../collect/commands.js'
import { KEY_FILE, readOrMakeKey } from '../../import/disk/key-file.js'
import {
  type GivenDump,
  type ReadChart,
  readChartFolder,
  readDumpFolder,
  readGivenFile,
} from '../../import/disk/read-given.js'
import { requireRoom, writeWorld } from '../../import/disk/write-world.js'
import { ImportError } from '../../import/errors.js'
import { type GivenRunbook, type ImportedWorld, importWorld, reportText } from '../../import/import-world.js'
import type { KindName } from '../../import/kinds.js'
import { fingerprintOf } from '../../import/redact/redact-dump.js'
import type { ImportReport } from '../../import/report.js'
import { worldReadme } from '../../import/world-readme.js'
import { parseRunbook, toSteps } from '../../runbook/parse.js'
import { formatCommand } from '../../scenario/command.js'
import { EXIT } from '../exit-codes.js'
import { baselineOf } from '../importing/baseline.js'
import { rederive } from '../importing/rederive.js'
import { type Rendered, renderLists, renderNow } from '../importing/renders.js'
import { initSummary } from '../importing/summary.js'
import { inWorld } from '../importing/world-paths.js'
import type { Terminal } from '../terminal.js'

/** Flags of `rehearse init`, as the parser gives them. */
export interface InitArguments {
  readonly dump?: string
  readonly chart?: readonly string[]
  readonly values?: readonly string[]
  readonly runbook?: string
  readonly name?: string
  readonly out: string
  readonly key?: string
  readonly printCommands?: boolean
  readonly json?: boolean
}

export interface InitContext {
  readonly terminal: Terminal
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * `rehearse init`: a dump becomes a scenario file and a world folder. Returns the exit code: 0, or 4 when charts are still to be rendered
 * because there is no helm.
 */
export async function initCommand(
  flags: InitArguments,
  { terminal, environment }: InitContext,
): Promise<number> {
  if (flags.printCommands) {
    terminal.write(commandsText())
    return EXIT.asExpected
  }
  if (flags.dump === undefined) throw dumpMissing()
  const name = nameOf(flags)
  requireRoom(flags.out, name)
  terminal.progress(`reading ${flags.dump}`)
  const dump = readDumpFolder(flags.dump)
  const charts = (flags.chart ?? []).map(readChartFolder)
  const keyPath = keyPathOf(flags, dump)
  const key = keyOf(keyPath, flags, dump)
  terminal.progress('replacing secrets')
  const imported = importWorld({
    name,
    dump: flags.dump,
    files: dump.files,
    redacted: redactedFiles(flags.dump, dump, key),
    ...(dump.collection === undefined ? {} : { collected: dump.collection }),
    charts,
    values: (flags.values ?? []).map((path) => ({ ...readGivenFile('values', path), path: basename(path) })),
    ...(flags.runbook === undefined ? {} : { runbook: givenRunbook(flags.runbook, flags) }),
    key,
    profiles: allComponents.flatMap(({ profiles }): readonly Profile[] => profiles ?? []),
    modelled: modelledKinds(),
    rederive,
  })
  const given = { charts: flags.chart ?? [], values: flags.values ?? [] }
  const leftOut = [...imported.report.leftOut, ...charts.flatMap((chart) => chart.leftOut)]
  const { report, rendered } = await write(
    flags,
    { ...imported, report: { ...imported.report, leftOut, given } },
    charts,
    terminal,
    environment,
  )
  terminal.progress('')
  const scenario = shown(join(flags.out, imported.scenarioPath))
  const folder = shown(join(flags.out, 'fixtures', name))
  terminal.write(
    flags.json
      ? reportText(report.report)
      : initSummary(
          { ...report, rendered, scenario, folder, out: flags.out, keyPath: shown(keyPath) },
          terminal,
        ),
  )
  if (rendered.kind !== 'no-helm') return EXIT.asExpected
  terminal.writeError(
    `rehearse: no helm 3 found, so the charts are not rendered yet\n  Install it, or set REHEARSE_HELM to its path; then run, once: ${rendered.command}\n`,
  )
  return EXIT.environment
}

/** What was written, and how the world stands for the first time. */
interface Written {
  readonly report: ImportReport
  /** Why the world cannot be built yet. */
  readonly problem: RehearseError | undefined
}

async function write(
  flags: InitArguments,
  { files, report, scenarioPath }: ImportedWorld,
  charts: readonly ReadChart[],
  terminal: Terminal,
  environment: InitContext['environment'],
): Promise<{ readonly report: Written; readonly rendered: Rendered }> {
  const folder = join(flags.out, 'fixtures', report.name)
  const kubernetes = report.versions.find(
    ({ key, problem }) => key === 'kubernetes' && problem === null,
  )?.version
  const version = kubernetes ?? resolveProfile(allComponents, {})['kubernetes'] ?? ''
  const lists = renderLists(charts, report.values, report.releases, version)
  const listed = Object.entries(lists.files).map(
    ([path, text]) => [`fixtures/${report.name}/${path}`, text] as const,
  )
  writeWorld(flags.out, { ...files, ...Object.fromEntries(listed) })
  terminal.progress('rendering charts')
  const rendered = renderNow(folder, lists, environment)
  terminal.progress('building the world')
  const { baseline, problem } = await standing(join(flags.out, scenarioPath))
  const whole: ImportReport = { ...report, baseline }
  writeFileSync(join(folder, 'import.json'), reportText(whole))
  writeFileSync(join(folder, 'README.md'), worldReadme(whole))
  return { report: { report: whole, problem }, rendered }
}

async function standing(path: string): Promise<Pick<ImportReport, 'baseline'> & Pick<Written, 'problem'>> {
  try {
    return { baseline: await baselineOf(path), problem: undefined }
  } catch (error) {
    if (!(error instanceof RehearseError) || error.code === 'invariant-violation') throw error
    return { baseline: null, problem: error }
  }
}

/** Kinds of the components that every world has. */
function modelledKinds(): readonly KindName[] {
  const profile = resolveProfile(allComponents, {})
  return allComponents
    .filter(({ optional = false }) => !optional)
    .flatMap((component) => component.manifests?.(profile) ?? [])
    .filter((object) => object['kind'] === 'CustomResourceDefinition' && groupOf(object) !== '')
    .map((object) => ({
      group: textAt(object, 'spec', 'group'),
      kind: textAt(object, 'spec', 'names', 'kind'),
    }))
}

/** A dump that `rehearse collect` wrote is redacted already, with a key beside it. */
function keyPathOf(flags: InitArguments, { redaction }: GivenDump): string {
  const own = flags.key ?? join(flags.out, KEY_FILE)
  if (redaction === undefined || flags.key !== undefined || existsSync(own)) return own
  return join(dirname(resolve(flags.dump ?? '.')), KEY_FILE)
}

function keyOf(path: string, { dump = '' }: InitArguments, { redaction }: GivenDump): Uint8Array {
  const key = readOrMakeKey(path, randomBytes)
  if (redaction === undefined || redaction.key === fingerprintOf(key)) return key
  throw new ImportError(`${dump} was redacted with another key than ${shown(path)}`, {
    code: 'key-differs',
    subject: path,
    remedy:
      'Give --key the file that `rehearse collect` used: without --key it was .rehearse-key beside the dump.',
  })
}

function redactedFiles(dump: string, { redaction }: GivenDump, key: Uint8Array): ReadonlySet<string> {
  const known = redaction?.key === fingerprintOf(key) ? redaction.files : []
  return new Set(known.map((path) => join(dump, path)))
}

function givenRunbook(path: string, flags: InitArguments): GivenRunbook {
  const { text } = readGivenFile('runbook', path)
  const runbook = parseRunbook(text, { path })
  const steps = toSteps(runbook).map((step) => ({
    ...step,
    command: {
      ...step.command,
      argv: inWorld(step.command.argv, { charts: flags.chart ?? [], values: flags.values ?? [] }),
    },
  }))
  return { path, text, title: runbook.title, steps }
}

/** What `--name` says, or the last part of the path of the dump. */
function nameOf({ name, dump = '' }: InitArguments): string {
  const wanted = name ?? slug(basename(resolve(dump)).replace(/\.(ya?ml|json)$/, ''))
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(wanted)) return wanted
  throw new ImportError(`cannot read --name ${wanted}`, {
    code: 'usage',
    subject: `--name ${wanted}`,
    remedy: 'Give lower case words joined by "-", e.g. --name shop-production.',
  })
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'imported'
  )
}

function dumpMissing(): ImportError {
  return new ImportError('--dump is missing', {
    code: 'usage',
    subject: '--dump',
    remedy:
      'Give the folder of a dump. `rehearse collect` takes one; `rehearse init --print-commands` lists the commands to run by hand.',
  })
}

/** The read-only commands that take a dump by hand. */
function commandsText(): string {
  const lines = collectionCommands().flatMap(({ argv, why }) => [`# ${why}`, formatCommand({ argv }), ''])
  return [
    '# Nothing here changes anything. Put what they print into files of one folder: rehearse init --dump FOLDER',
    '',
    ...lines,
  ].join('\n')
}

function shown(path: string): string {
  const short = relative(process.cwd(), resolve(path))
  return short.startsWith('..') || short === '' ? path : short
}
