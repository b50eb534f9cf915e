import { spawnSync } from 'node:child_process'
import type { JsonObject } from '../kernel/json.js'
import { builtinKind, metadataOf, textAt } from '../kubernetes/index.js'
import { installOrder } from './kind-order.js'
import type { Lookup } from './lookups.js'
import { DEFAULT_API_VERSIONS } from './renders.js'

/** A resource the server offers, and the objects it holds of it. */
interface Served {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

/** What the child is told. `serverFields` go into the metadata of every object. */
interface Task {
  readonly helm: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly served: readonly Served[]
  readonly objects: readonly JsonObject[]
  readonly serverFields: JsonObject
}

/** How Helm ended, what it looked up and what it was told; null: nothing found. */
export interface ServedRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly asked: readonly (Lookup & { readonly answer: JsonObject | null })[]
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/**
 * Run Helm against a server that holds just these objects, which is told to Helm by flags added to `args`. `variant`
 * goes into what a server sets by itself (uid, resourceVersion, ...), so that two runs tell whether it matters. A child
 * process serves, because this one waits. Before a run only.
 */
export function runServed(
  helm: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  objects: readonly JsonObject[],
  variant: number,
): ServedRun {
  const served = [...builtinResources(), ...customResources(objects)]
  const task: Task = { helm, args, env, served, objects, serverFields: serverFields(variant) }
  // Through a pipe: a whole cluster is longer than an argument may be.
  const told = `JSON.parse(require('node:fs').readFileSync(0, 'utf8'))`
  const script = `(${serve.toString()})(require('node:http'), require('node:child_process'), ${told})`
  const result = spawnSync(process.execPath, ['-e', script], {
    input: JSON.stringify(task),
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  })
  if (result.error !== undefined || result.status !== 0) {
    return { status: null, stdout: '', stderr: result.error?.message ?? result.stderr, asked: [] }
  }
  return JSON.parse(result.stdout) as ServedRun
}

function serverFields(variant: number): JsonObject {
  return {
    uid: `00000000-0000-4000-8000-00000000000${variant}`,
    resourceVersion: String(1000 + variant),
    creationTimestamp: `2026-01-0${variant}T00:00:00Z`,
    generation: 1 + variant,
  }
}

/** The built-in kinds of the twin, at the places a real server has them. */
function builtinResources(): readonly Served[] {
  const kinds = [...installOrder(), 'Node', 'Endpoints', 'Event', 'Lease']
  const groups = new Set(
    DEFAULT_API_VERSIONS.map((version) => (version.includes('/') ? version.split('/')[0]! : '')),
  )
  return [...groups].flatMap((group) =>
    kinds.flatMap((kind) => {
      const type = builtinKind(group, kind)
      if (type === undefined) return []
      const apiVersion = group === '' ? type.version : `${group}/${type.version}`
      return [{ apiVersion, kind, plural: type.plural, namespaced: type.namespaced }]
    }),
  )
}

function customResources(objects: readonly JsonObject[]): readonly Served[] {
  return objects.map((object) => {
    const kind = textAt(object, 'kind')
    const namespaced = textAt(metadataOf(object), 'namespace') !== ''
    return { apiVersion: textAt(object, 'apiVersion'), kind, plural: `${kind.toLowerCase()}s`, namespaced }
  })
}

/** Runs in the child: everything it needs is an argument. */
function serve(
  http: typeof import('node:http'),
  processes: typeof import('node:child_process'),
  task: Task,
): void {
  type Asked = { apiVersion: string; kind: string; namespace: string; name: string; answer: unknown }
  const asked: Asked[] = []
  const prefix = (apiVersion: string) =>
    apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const live = (object: JsonObject) => ({
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), ...task.serverFields },
  })
  const look = (path: string): unknown => {
    const at = task.served.filter(({ apiVersion }) => path === prefix(apiVersion))
    if (at.length > 0) {
      const resources = at.map(({ kind, plural, namespaced }) => ({
        name: plural,
        kind,
        namespaced,
        verbs: ['get', 'list'],
      }))
      return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: at[0]!.apiVersion, resources }
    }
    for (const { apiVersion, kind, plural } of task.served) {
      const match = new RegExp(`^${prefix(apiVersion)}(?:/namespaces/([^/]+))?/${plural}(?:/([^/]+))?$`).exec(
        path,
      )
      if (match === null) continue
      const [, namespace = '', name = ''] = match.map((part) => decodeURIComponent(part ?? ''))
      const found = task.objects.filter((object) => {
        const metadata = object['metadata'] as JsonObject
        const here = object['apiVersion'] === apiVersion && object['kind'] === kind
        const inside = namespace === '' || metadata['namespace'] === namespace
        return here && inside && (name === '' || metadata['name'] === name)
      })
      const list = {
        apiVersion,
        kind: `${kind}List`,
        metadata: { resourceVersion: '1' },
        items: found.map(live),
      }
      const answer = name === '' ? list : found[0] === undefined ? null : live(found[0])
      asked.push({ apiVersion, kind, namespace, name, answer })
      return answer ?? undefined
    }
    return undefined
  }
  const server = http.createServer((request, response) => {
    const body = look(new URL(request.url ?? '/', 'http://localhost').pathname)
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? status))
  })
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number }
    const flags = ['--kube-apiserver', `http://127.0.0.1:${port}`, '--kube-token', 'none']
    const child = processes.spawn(task.helm, [...task.args, ...flags], { env: task.env })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    const end = (status: number | null) => {
      process.stdout.write(JSON.stringify({ status, ...output, asked }), () => process.exit(0))
    }
    child.on('error', (error) => {
      output.stderr = error.message
      end(null)
    })
    child.on('close', end)
  })
}
