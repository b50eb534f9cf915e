import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubectlProcess } from '../../harness/cli/collecting/kubectl-process.js'
import { redactFiles } from '../../harness/cli/collecting/redact-files.js'
import { collectWith } from '../../harness/cli/commands/collect.js'
import { embeddedWith, loadNamed } from '../../harness/cli/embedded.js'
import type { Collection } from '../../harness/collect/collection.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { kubeconfig } from '../../harness/serve/kubeconfig.js'
import type { JsonObject, World } from '../../twins/kernel/index.js'
import { OBJECTS } from '../../twins/kubernetes/index.js'
import { CLIENT_BINARIES, HAVE_CLIENTS } from '../support/real-clients.js'
import { type Served, serveWorld, TOKEN } from '../support/served-worlds.js'

if (!HAVE_CLIENTS)
  process.stderr.write('SKIPPED: a real kubectl that collects: node scripts/fetch-clients.mjs\n')

/** What a server was asked, whatever it answered. */
interface Asked {
  readonly method: string
  readonly url: string
}

/** Stands in front of a server and writes down everything that arrives; what `refuses` says is answered with 403. */
async function recorder(target: string, refuses: (url: string) => boolean) {
  const asked: Asked[] = []
  const server: Server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    asked.push({ method, url })
    if (refuses(url)) {
      outgoing.writeHead(403, { 'content-type': 'application/json' })
      outgoing.end(FORBIDDEN)
      return
    }
    const forwarded = request(target + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

const FORBIDDEN = JSON.stringify({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'networkpolicies.networking.k8s.io is forbidden: User "me" cannot list resource "networkpolicies"',
  reason: 'Forbidden',
  code: 403,
})

describe.runIf(HAVE_CLIENTS)('rehearse collect, with a real kubectl', () => {
  let folder = ''
  let served: Served
  let healthy: World
  let front: Awaited<ReturnType<typeof recorder>>
  let exitCode = -1
  let printed = ''
  const dump = () => join(folder, 'dump')
  const collection = () => JSON.parse(readFileSync(join(dump(), 'collection.json'), 'utf8')) as Collection

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rehearse-collect-'))
    const shared = embeddedWith(await loadNamed('secret-deletion-doom-loop'), 1)
    const prepared = await prepareEmbedded(shared)({})
    healthy = prepared.healthy
    served = await serveWorld(prepared.system, healthy, 1)
    front = await recorder(served.address, (url) => url.includes('/networkpolicies?'))
    const config = join(folder, 'config')
    writeFileSync(config, kubeconfig({ url: front.url, token: TOKEN, namespace: 'default' }))
    const uid = uidOf(healthy, 'namespaces//kube-system')
    mkdirSync(join(folder, 'rehearse'))
    writeFileSync(join(folder, 'rehearse/clusters'), `rehearse ${uid}\n`)
    const environment = {
      ...CLIENT_BINARIES,
      PATH: process.env['PATH'],
      HOME: folder,
      KUBECONFIG: config,
      XDG_CONFIG_HOME: folder,
    }
    exitCode = await collectWith(
      { context: 'rehearse', out: dump() },
      {
        environment,
        terminal: {
          write: (text) => {
            printed += text
          },
          writeError: () => undefined,
          progress: () => undefined,
          color: false,
          width: 100,
        },
        kubectl: kubectlProcess(environment),
        redact: redactFiles,
        now: () => '2026-01-01T02:00:00Z',
      },
    )
  })
  afterAll(async () => {
    front?.server.close()
    await served?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('sends GET and nothing else, and watches nothing', () => {
    expect(front.asked.length).toBeGreaterThan(50)
    expect(front.asked.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(front.asked.filter(({ url }) => /[?&]watch=/.test(url))).toEqual([])
  })

  it('asks which cluster it is before it asks for anything that is in it', () => {
    const [first] = front.asked.filter(({ url }) => /\/(namespaces|nodes|secrets|pods)\b/.test(url))
    expect(first?.url).toMatch(/\/api\/v1\/namespaces\/kube-system\?timeout=2m0s$/)
  })

  it('asks for large lists page by page', () => {
    expect(front.asked.find(({ url }) => url.includes('/api/v1/secrets'))?.url).toMatch(/[?&]limit=500\b/)
  })

  it('leaves the world as it was', () => {
    expect(
      served
        .world()
        .list(OBJECTS)
        .filter(({ key }) => !isPassing(key)),
    ).toEqual(healthy.list(OBJECTS).filter(({ key }) => !isPassing(key)))
  })

  it('finds every object but Events and Leases', () => {
    const counted = collection().lists.reduce((sum, { objects }) => sum + objects, 0)
    const there = objectsOf(healthy).filter(
      ({ kind }) => kind !== 'Event' && kind !== 'Lease' && kind !== 'NetworkPolicy',
    )
    expect(counted).toBe(there.length)
  })

  it('says what was refused, goes on, and ends with 3', () => {
    expect(exitCode).toBe(3)
    expect(collection().refused).toEqual([
      {
        kind: 'networkpolicies.networking.k8s.io',
        namespace: null,
        reason: expect.stringMatching(
          /^Error from server \(Forbidden\): networkpolicies/,
        ) as unknown as string,
      },
    ])
    expect(printed).toContain('networkpolicies.networking.k8s.io: Error from server (Forbidden)')
  })

  it('writes no value of a Secret, in no form', () => {
    const values = objectsOf(healthy)
      .filter(({ kind, type }) => kind === 'Secret' && type !== 'helm.sh/release.v1')
      .flatMap(({ data }) => Object.entries((data ?? {}) as Readonly<Record<string, string>>))
      .map(([name, value]) => [name, value, Buffer.from(value, 'base64').toString()] as const)
      // An address without a login holds no secret: it stays, so that what is reachable stays reachable.
      .filter(([, , plain]) => plain.length >= 8 && !/^\w+:\/\/[^@]*$/.test(plain))
    expect(values.length).toBeGreaterThan(3)
    const texts = filesBelow(folder).map((path) => readFileSync(path, 'utf8'))
    const shown = values.filter(([, value, plain]) =>
      texts.some((text) => text.includes(value) || text.includes(plain)),
    )
    expect(shown.map(([name]) => name)).toEqual([])
  })

  it('writes for its owner alone', () => {
    const modes = (paths: readonly string[]) => [...new Set(paths.map((path) => statSync(path).mode & 0o777))]
    expect(modes(filesBelow(dump()))).toEqual([0o600])
    expect(statSync(dump()).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, '.rehearse-key')).mode & 0o777).toBe(0o600)
  })
})

function objectsOf(world: World): readonly JsonObject[] {
  return world.list<JsonObject>(OBJECTS).map(({ value }) => value)
}

function uidOf(world: World, key: string): string {
  const row = world.list<JsonObject>(OBJECTS).find((each) => each.key === key)
  return ((row?.value['metadata'] ?? {}) as { readonly uid?: string }).uid ?? `no ${key}`
}

/** The world goes on while it is read: its clock runs. */
function isPassing(key: string): boolean {
  return key.startsWith('events/') || key.startsWith('leases.')
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
}
