import { ServedWorld } from '../../../twins/embedded/served-world.js'
import { type Json, stableStringify } from '../../../twins/kernel/json.js'
import type { World } from '../../../twins/kernel/world.js'
import { createWireSession, listedServers } from '../../../twins/postgres/index.js'
import { type PreparedEmbedded, prepareEmbedded } from '../../runner/prepare-embedded.js'
import { runSequence } from '../../runner/sequence.js'
import { ScenarioError } from '../../scenario/errors.js'
import type { LoadedScenario } from '../../scenario/load.js'
import type { Fix, Incident, Scenario } from '../../scenario/scenario.js'
import { selfSigned } from '../../serve/certificate.js'
import { clientEnvironment } from '../../serve/client-environment.js'
import { ServerDirectory } from '../../serve/directory.js'
import { kubeconfig } from '../../serve/kubeconfig.js'
import { kubernetesParts } from '../../serve/kubernetes-parts.js'
import type { PostgresAddress } from '../../serve/postgres-listeners.js'
import { newAccessKeyId, newSecret } from '../../serve/secrets.js'
import { WorldServer } from '../../serve/server.js'
import { wallClock } from '../../serve/wall-clock.js'
import type { CleanUp } from '../clean-up.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { EXIT } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { readPort, readProfile, readSeed, readSpeed } from '../values.js'

/** Flags of `rehearse serve`, as the parser gives them. */
export interface ServeArguments {
  readonly incident?: string
  readonly fix?: string
  readonly port?: string
  readonly https?: boolean
  readonly speed: string
  readonly directory?: string
  readonly profile?: readonly string[]
  readonly seed: string
  readonly json?: boolean
}

/** What `rehearse serve` may know of the process it runs in. */
export interface Hosting {
  readonly terminal: Terminal
  readonly cleanUp: CleanUp
  /** Ends with the first SIGINT or SIGTERM, and says which. */
  readonly interrupted: Promise<'SIGINT' | 'SIGTERM'>
}

/** `rehearse serve`: serve the world of a scenario to real clients until a signal comes. Returns the exit code. */
export async function serveCommand(name: string, flags: ServeArguments, hosting: Hosting): Promise<number> {
  const { terminal, cleanUp } = hosting
  const port = flags.port === undefined ? {} : { port: readPort(flags.port) }
  const speed = readSpeed(flags.speed)
  const loaded = await loadNamed(name)
  terminal.progress(`building the world of ${loaded.scenario.name}`)
  const { system, world, says } = await worldOf(loaded, flags)
  terminal.progress('')
  const tls = flags.https ? { tls: selfSigned(Date.now()) } : {}
  const directory = ServerDirectory.open(flags.directory)
  const removeDirectory = cleanUp.add(() => directory.remove())
  const controlToken = newSecret()
  const served = new ServedWorld(system, world)
  const onProblem = (error: unknown): void => {
    const what = error instanceof Error ? error.message : String(error)
    terminal.writeError(`rehearse: the clock has stopped: ${what}\n`)
  }
  const parts = { ...kubernetesParts(system.profile), served, wall: wallClock, onProblem }
  const onDatabases = (addresses: readonly PostgresAddress[]): void => {
    directory.write('databases.json', `${stableStringify(addresses as unknown as Json)}\n`)
  }
  const postgres = { servers: listedServers, createSession: createWireSession }
  const options = { ...parts, speed, controlToken, postgres, onDatabases, ...port, ...tls }
  const server = await WorldServer.start(options)
  const environment = publish(server, directory, loaded.scenario)
  const ca = tls.tls?.cert
  directory.write(
    'control.json',
    `${JSON.stringify({ url: server.url, token: controlToken, ...(ca === undefined ? {} : { ca }) })}\n`,
  )
  announce({ server, directory, environment, says, loaded }, flags, terminal)
  const signal = await hosting.interrupted
  await server.close()
  removeDirectory()
  if (!flags.json) terminal.write('the world is gone\n')
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.asExpected
}

/** The world to serve, and how to call it. */
async function worldOf(
  loaded: LoadedScenario,
  flags: ServeArguments,
): Promise<{ readonly system: PreparedEmbedded['system']; readonly world: World; readonly says: string }> {
  const { scenario, under } = loaded
  const shared = embeddedWith(loaded, readSeed(flags.seed))
  const fix = flags.fix === undefined ? undefined : named(scenario.fixes, flags.fix, 'fix')
  const incident = incidentOf(scenario, flags.incident, fix)
  const profile = {
    ...scenario.profile,
    ...incident?.profile,
    ...fix?.profile,
    ...readProfile(flags.profile ?? []),
  }
  const prepare = prepareEmbedded({ ...shared, gates: [] })
  const { system, twin, healthy } = await prepare(profile)
  const { incidents, fixes } = under(twin.profile)
  let world = healthy
  if (incident !== undefined) {
    const { steps } = named(incidents, incident.name, 'incident')
    world = (await runSequence(twin, world, `incident:${incident.name}`, steps)).state
  }
  if (fix !== undefined)
    world = (await runSequence(twin, world, `fix:${fix.name}`, named(fixes, fix.name, 'fix').steps)).state
  const after = fix?.name ?? incident?.name
  return { system, world, says: after === undefined ? 'the healthy world' : `the world after ${after}` }
}

/** The incident to replay: the one asked for, or the one the fix starts after. */
function incidentOf(
  scenario: Scenario,
  wanted: string | undefined,
  fix: Fix | undefined,
): Incident | undefined {
  if (wanted !== undefined && fix !== undefined) {
    throw new ScenarioError('both --incident and --fix are given', {
      code: 'usage',
      subject: '--incident',
      remedy: `--fix ${fix.name} replays what comes before it: ${fix.startsAfter}.`,
    })
  }
  const name = wanted ?? fix?.startsAfter
  if (name === undefined || (wanted === undefined && name === 'healthy')) return undefined
  return named(scenario.incidents, name, 'incident')
}

function named<T extends { readonly name: string }>(parts: readonly T[], name: string, what: string): T {
  const found = parts.find((part) => part.name === name)
  if (found !== undefined) return found
  throw new ScenarioError(`there is no ${what} ${name}`, {
    code: `${what}-unknown`,
    subject: name,
    remedy: `Use one of: ${parts.map((part) => part.name).join(', ') || 'none'}.`,
  })
}

/** Lets one operator in, and writes down how. Returns the variables to export. */
function publish(server: WorldServer, directory: ServerDirectory, scenario: Scenario) {
  const token = newSecret()
  const awsKeyId = newAccessKeyId()
  const operator = { actor: 'operator', cause: 0 }
  for (const secret of [token, awsKeyId]) server.clients.add(secret, operator)
  const namespace = scenario.world.namespaces[0] ?? 'default'
  const path = directory.write('kubeconfig', kubeconfig({ url: server.url, token, namespace }))
  const region = scenario.world.secretsManager?.region
  const environment = {
    ...clientEnvironment({
      directory: directory.path,
      kubeconfig: path,
      awsUrl: server.awsUrl,
      awsKeyId,
    }),
    ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...databaseEnvironment(server.databases),
    REHEARSE_SERVER: directory.path,
  }
  directory.write('env', exports(environment))
  return environment
}

/** Where psql finds the database, if there is one alone. */
function databaseEnvironment(addresses: readonly PostgresAddress[]): Readonly<Record<string, string>> {
  const [only, ...others] = addresses
  return only === undefined || others.length > 0 ? {} : { PGHOST: only.host, PGPORT: String(only.port) }
}

function exports(environment: Readonly<Record<string, string>>): string {
  const quoted = (value: string) => `'${value.replaceAll("'", `'"'"'`)}'`
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('')
}

/** How psql reaches the databases: with the passwords that their roles have in this world. */
function databasesText(addresses: readonly PostgresAddress[]): string {
  if (addresses.length === 0) return ''
  const lines = addresses.map(
    ({ server, host, port }) => `  ${server}: psql -h ${host} -p ${port} -U <role> -d <database>\n`,
  )
  return `Its databases, with the roles and passwords of this world:\n\n${lines.join('')}\n`
}

interface Announcement {
  readonly server: WorldServer
  readonly directory: ServerDirectory
  readonly environment: Readonly<Record<string, string>>
  readonly says: string
  readonly loaded: LoadedScenario
}

function announce(
  { server, directory, environment, says, loaded }: Announcement,
  flags: ServeArguments,
  terminal: Terminal,
): void {
  const { name } = loaded.scenario
  if (flags.json) {
    const { url, awsUrl, clock, databases } = server
    const { path } = directory
    const about = {
      scenario: name,
      says,
      server: url,
      aws: awsUrl,
      databases,
      directory: path,
      clock: clock.status(),
    }
    // One line: a program reads the first and goes on.
    terminal.write(`${stableStringify({ ...about, environment } as unknown as Json)}\n`)
    return
  }
  const pace = flags.speed === 'paused' ? 'stands still' : `runs ${flags.speed} times as fast as the wall's`
  terminal.write(
    `${name}: ${says}, at ${server.url}; AWS at ${server.awsUrl}. Its clock ${pace}.\n\n` +
      `In another shell, from ${loaded.fixtures || '.'} if the scenario's charts and manifests are needed:\n\n` +
      `${exports(environment)}\n` +
      `or: . ${directory.path}/env\n\n` +
      databasesText(server.databases) +
      'Then kubectl, helm and aws speak to this world; rehearse clock, snapshot and restore steer it. Ctrl-C ends it.\n',
  )
}
