import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { compareKeys, isObject, type Json } from '../../../twins/kernel/json.js'
import { COLLECTION_FILE, type Collection } from '../../collect/collection.js'
import type { DumpFile, LeftOut } from '../dump.js'
import { ImportError, unreadable } from '../errors.js'
import type { GivenChart } from '../import-world.js'
import { REDACTION_FILE, type Redaction } from '../redact/redact-dump.js'

/** A dump as it lies on the disk. */
export interface GivenDump {
  readonly files: readonly DumpFile[]
  /** What `rehearse collect` says about it. */
  readonly collection: Collection | undefined
  readonly redaction: Redaction | undefined
}

/** Folders nobody means. */
const NOT_MEANT: ReadonlySet<string> = new Set(['.git', 'node_modules'])

/** Read a dump: a file, or a folder with whatever is below it. Throws `ImportError` when there is none. */
export function readDumpFolder(path: string): GivenDump {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw missing('dump', path)
  if (!found.isDirectory()) return { files: [readText(path)], collection: undefined, redaction: undefined }
  const files = pathsBelow(path).map((below) => readText(join(path, below)))
  const about = (name: string) => files.find((file) => file.path === join(path, name))
  return {
    files: files.filter((file) => file !== about(COLLECTION_FILE) && file !== about(REDACTION_FILE)),
    collection: described<Collection>(about(COLLECTION_FILE), 'takenAt'),
    redaction: described<Redaction>(about(REDACTION_FILE), 'key'),
  }
}

/** A chart on the disk, and the files of it that are no text. */
export interface ReadChart extends GivenChart {
  /** As it was given. */
  readonly path: string
  /** `name` of its Chart.yaml. */
  readonly chartName: string
  readonly leftOut: readonly LeftOut[]
}

/** Read a chart folder. Throws `ImportError` for a folder that holds no chart. */
export function readChartFolder(path: string): ReadChart {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw missing('chart', path)
  const files: DumpFile[] = []
  const leftOut: LeftOut[] = []
  for (const below of pathsBelow(path)) {
    const bytes = readFileSync(join(path, below))
    const text = bytes.toString('utf8')
    if (Buffer.from(text, 'utf8').equals(bytes)) files.push({ path: below, text })
    else leftOut.push({ what: join(path, below), why: below.endsWith('.tgz') ? PACKED : 'it is no text' })
  }
  const about = files.find((file) => file.path === 'Chart.yaml')
  const chartName = /^name:\s*["']?([^\s"'#]+)/m.exec(about?.text ?? '')?.[1]
  if (chartName === undefined)
    throw new ImportError(`${path} holds no chart`, {
      code: 'chart-invalid',
      subject: path,
      remedy: 'Give the folder with the Chart.yaml; unpack an archive first (`helm pull --untar`).',
    })
  return { name: basename(resolve(path)), path, chartName, files, leftOut }
}

const PACKED =
  'a packed chart: unpack it in place (`tar -xzf` beside it, then remove the archive), and import again'

/** A file as text. Throws `ImportError` when there is none. */
export function readGivenFile(kind: string, path: string): DumpFile {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw missing(kind, path)
  return readText(path)
}

function readText(path: string): DumpFile {
  return { path, text: readFileSync(path, 'utf8') }
}

/** Files below a folder, with `/`, sorted; hidden ones are none of them, but for what a chart ignores. */
function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort(compareKeys)
    .filter((name) => !NOT_MEANT.has(name) && (!name.startsWith('.') || name === '.helmignore'))
    .flatMap((name) => {
      const path = join(folder, name)
      if (statSync(path).isDirectory())
        return pathsBelow(path).map((below) => [name, ...below.split(sep)].join('/'))
      return [name]
    })
}

function described<T>(file: DumpFile | undefined, member: string): T | undefined {
  if (file === undefined) return undefined
  try {
    const value = JSON.parse(file.text) as Json
    if (isObject(value) && typeof value[member] === 'string') return value as unknown as T
  } catch {
    // Said below, as for JSON of another form.
  }
  throw unreadable(
    file.path,
    1,
    'not what `rehearse collect` writes',
    'Take the dump again, or remove this file.',
  )
}

function missing(kind: string, path: string): ImportError {
  return new ImportError(`there is no ${kind} ${path}`, {
    code: `${kind}-missing`,
    subject: path,
    remedy: `Give the path of a ${kind}.`,
  })
}
