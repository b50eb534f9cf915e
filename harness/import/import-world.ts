import type { Profile } from '../../twins/contract/component.js'
import { compareKeys, type Json, type JsonObject, stableStringify } from '../../twins/kernel/json.js'
import { metadataOf, textAt, toGoYaml } from '../../twins/kubernetes/index.js'
import type { Step } from '../scenario/scenario.js'
import { protectionOf } from './derive/protects.js'
import { deriveSecretsManager } from './derive/secrets-manager.js'
import type { Dump, DumpFile } from './dump.js'
import { ImportError } from './errors.js'
import { type KindName, opaqueKinds } from './kinds.js'
import { readDump } from './read-dump.js'
import { KnownSecrets } from './redact/known-secrets.js'
import { type Rederive, redactObjects } from './redact/redact-dump.js'
import { redactChartFile, redactValuesFile } from './redact/redact-files.js'
import { redactSql } from './redact/redact-sql.js'
import { redactState } from './redact/redact-state.js'
import { vocabularyOf } from './redact/vocabulary.js'
import { releasesIn, unreadableReleases } from './releases.js'
import { IMPORT_VERSION, type ImportReport } from './report.js'
import { type RunbookFix, scenarioText } from './scenario-text.js'
import { newestInstant } from './taken-at.js'
import { profileOf, versionsIn } from './versions.js'
import { worldReadme } from './world-readme.js'

/** A chart as it was given. */
export interface GivenChart {
  /** The name of its folder in the world. */
  readonly name: string
  /** Paths below the chart. */
  readonly files: readonly DumpFile[]
}

export interface GivenRunbook {
  /** As shown in messages. */
  readonly path: string
  readonly text: string
  readonly title: string
  readonly steps: readonly Step[]
}

/** Everything an import is made from: data, and a key. */
export interface ImportInput {
  readonly name: string
  /** Folder or file of the dump, as it was given. */
  readonly dump: string
  readonly files: readonly DumpFile[]
  /** Paths of the files whose objects were redacted with this key before. */
  readonly redacted: ReadonlySet<string>
  /** When it was taken and what it was taken from, where whoever took it says so. */
  readonly collected?: { readonly takenAt: string; readonly kubernetesVersion: string | null }
  readonly charts: readonly GivenChart[]
  /** Files of values, by the name they get in the world. */
  readonly values: readonly DumpFile[]
  readonly runbook?: GivenRunbook
  readonly key: Uint8Array
  readonly profiles: readonly Profile[]
  /** Kinds that components of the world bring. */
  readonly modelled: readonly KindName[]
  readonly rederive: Rederive
}

/** A world folder as texts, by path below the folder of the scenario file. */
export interface ImportedWorld {
  readonly scenarioPath: string
  readonly files: Readonly<Record<string, string>>
  readonly report: ImportReport
}

/**
 * A dump as a scenario file and a world folder, without any secret value. Throws `ImportError` for a dump that cannot be read, or that holds no
 * objects.
 */
export function importWorld(input: ImportInput): ImportedWorld {
  const dump = readDump(input.files)
  const plain = dump.objects.map(({ object }) => object)
  if (plain.length === 0) throw empty(input, dump)
  const takenAt = input.collected?.takenAt ?? newestInstant(plain)
  if (takenAt === '') throw undated(input.dump)
  const known = new KnownSecrets(input.key, vocabularyOf(plain))
  // What is secret anywhere is to be known everywhere, so everything is gone through twice.
  redactEverything(input, dump, known)
  known.startCounting()
  const { objects, files } = redactEverything(input, dump, known)

  const serverVersion = dump.serverVersion || (input.collected?.kubernetesVersion ?? '')
  const versions = versionsIn(plain, serverVersion, input.profiles)
  const { secretsManager, gaps } = deriveSecretsManager(objects)
  const snapshot = snapshotFiles(objects)
  const fix = runbookFix(input.runbook)
  const text = scenarioText({
    name: input.name,
    dump: input.dump,
    takenAt,
    profile: profileOf(versions),
    snapshot: Object.keys(snapshot).sort(compareKeys),
    secretsManager,
    gaps,
    protects: protectionOf(objects),
    fix,
    schemas: Object.keys(files).filter((path) => path.startsWith('schema/')),
  })
  const report: ImportReport = {
    schemaVersion: IMPORT_VERSION,
    name: input.name,
    takenAt,
    kubernetesVersion: versions.find(({ key }) => key === 'kubernetes')?.version ?? null,
    objects: objects.length,
    namespaces: [...new Set(objects.map((object) => textAt(metadataOf(object), 'namespace')))].filter(Boolean)
      .length,
    nodes: objects.filter((object) => object['kind'] === 'Node').length,
    versions,
    releases: releasesIn(objects),
    opaque: opaqueKinds(objects, input.modelled),
    leftOut: [...dump.leftOut, ...unreadable(plain)],
    provider: { secrets: Object.keys(secretsManager?.secrets ?? {}).length, gaps },
    charts: input.charts.map(({ name }) => `charts/${name}`),
    values: input.values.map(({ path }) => `values/${path}`),
    states: Object.keys(files).filter((path) => path.startsWith('terraform/')),
    schemas: Object.keys(files).filter((path) => path.startsWith('schema/')),
    redacted: known.counts(),
    managedFields: plain.some((object) => metadataOf(object)['managedFields'] !== undefined),
    baseline: null,
  }
  const folder = `fixtures/${input.name}`
  const inFolder = {
    ...snapshot,
    ...files,
    'README.md': worldReadme(report),
    'import.json': reportText(report),
  }
  const scenarioPath = `${input.name}.scenario.ts`
  return {
    scenarioPath,
    files: {
      [scenarioPath]: text,
      ...Object.fromEntries(
        Object.entries(inFolder).map(([path, content]) => [`${folder}/${path}`, content]),
      ),
    },
    report,
  }
}

/** The report as `import.json` holds it. */
export function reportText(report: ImportReport): string {
  return `${stableStringify(report as unknown as Json, 2)}\n`
}

function redactEverything(input: ImportInput, dump: Dump, known: KnownSecrets) {
  const objects = redactObjects(dump.objects, { known, redacted: input.redacted, rederive: input.rederive })
  const files: Record<string, string> = {}
  for (const { name, files: parts } of input.charts)
    for (const { path, text } of parts) files[`charts/${name}/${path}`] = redactChartFile(path, text, known)
  for (const { path, text } of input.values) files[`values/${path}`] = redactValuesFile(text, known)
  for (const { path, text } of dump.states)
    files[`terraform/${flat(path, input.dump)}`] =
      `${JSON.stringify(redactState(JSON.parse(text) as Json, known), null, 2)}\n`
  for (const { path, text } of dump.schemas)
    files[`schema/${flat(path, input.dump)}`] = redactSql(text, known)
  if (input.runbook !== undefined) files['runbook.md'] = known.text(input.runbook.text)
  return { objects, files }
}

/** `dump/db/main.sql` of a dump in `dump` is `db-main.sql`. */
function flat(path: string, dump: string): string {
  const below = path.startsWith(`${dump}/`) ? path.slice(dump.length + 1) : path.split('/').at(-1)!
  return below.replaceAll('/', '-')
}

/** From so many objects on a file is JSON: it is read many times faster than YAML, and nobody reads that many. */
const MANY = 300

/** One file a namespace, in the order of kinds and names; what is in no namespace stands in `cluster`. */
function snapshotFiles(objects: readonly JsonObject[]): Readonly<Record<string, string>> {
  const files = new Map<string, JsonObject[]>()
  for (const object of objects) {
    const namespace = textAt(metadataOf(object), 'namespace')
    const name = namespace === '' ? 'snapshot/cluster' : `snapshot/namespaces/${namespace}`
    const items = files.get(name) ?? []
    items.push(object)
    files.set(name, items)
  }
  return Object.fromEntries(
    [...files].map(([name, items]) =>
      items.length < MANY
        ? [`${name}.yaml`, items.map(toGoYaml).join('---\n')]
        : [`${name}.json`, `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`],
    ),
  )
}

function runbookFix(runbook: GivenRunbook | undefined): RunbookFix | undefined {
  if (runbook === undefined) return undefined
  return { name: 'runbook', title: runbook.title, path: 'runbook.md', steps: runbook.steps }
}

function unreadable(objects: readonly JsonObject[]) {
  return unreadableReleases(objects).map((object) => ({
    what: `Secret ${textAt(metadataOf(object), 'namespace')}/${textAt(metadataOf(object), 'name')}`,
    why: 'a release of Helm that cannot be decoded: kept, with its value replaced',
  }))
}

function empty({ dump }: ImportInput, { leftOut }: Dump): ImportError {
  const [first] = leftOut
  return new ImportError(
    `${dump} holds no API objects${first === undefined ? '' : ` (${first.what}: ${first.why})`}`,
    {
      code: 'dump-empty',
      subject: dump,
      remedy:
        'Give what `kubectl get … -o yaml` printed; `rehearse init --print-commands` lists what to run.',
    },
  )
}

function undated(dump: string): ImportError {
  return new ImportError(`${dump} does not show when it was taken`, {
    code: 'dump-undated',
    subject: dump,
    remedy: 'Take it with status and metadata as the API server gives them; manifests alone are no dump.',
  })
}
