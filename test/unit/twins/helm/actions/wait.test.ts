import { describe, expect, it } from 'vitest'
import type { Info } from '../../../../../twins/helm/actions/resource-list.js'
import { waitDeleted, waitReady } from '../../../../../twins/helm/actions/wait.js'
import { HelmError } from '../../../../../twins/helm/errors.js'
import type { Json, JsonObject } from '../../../../../twins/kernel/json.js'
import type { Proc, WaitUntil } from '../../../../../twins/kernel/process.js'

function info(kind: string, group: string, resource: string, spec: JsonObject): Info {
  const apiVersion = group === '' ? 'v1' : `${group}/v1`
  const object = { apiVersion, kind, metadata: { name: 'a', namespace: 'n' }, spec }
  return {
    object,
    name: 'a',
    namespace: 'n',
    mapping: { group, version: 'v1', resource, kind, custom: false },
  }
}

const POD_TEMPLATE = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }
const claim = info('PersistentVolumeClaim', '', 'persistentvolumeclaims', {})
const job = info('Job', 'batch', 'jobs', { template: POD_TEMPLATE })
const settings: Info = {
  ...info('ConfigMap', '', 'configmaps', {}),
  object: { apiVersion: 'v1', kind: 'ConfigMap' },
}
const web = info('Deployment', 'apps', 'deployments', {
  selector: {
    matchLabels: { b: '1', a: '2' },
    matchExpressions: [{ key: 'c', operator: 'NotIn', values: ['x', 'y'] }],
  },
  template: POD_TEMPLATE,
})

/** One look: what the reads answer, and how long the wait has lasted by then. */
interface Look {
  readonly answers: readonly Json[]
  readonly atMs: number
}

/** Drive a wait by hand through looks in order; the last one repeats. Gives its requests and how it ended. */
function run(work: Proc<void>, looks: readonly Look[]) {
  const waits: WaitUntil[] = []
  let at = 0
  let nowMs = 0
  try {
    let next = work.next()
    while (!next.done) {
      const request = next.value
      if (request.kind === 'now') next = work.next(nowMs)
      else if (request.kind === 'waitUntil') {
        waits.push(request)
        const start = nowMs
        while (!request.predicate(looks[at]!.answers) && at < looks.length - 1) at++
        const holds = request.predicate(looks[at]!.answers)
        nowMs = holds ? Math.max(start, looks[at]!.atMs) : start + request.timeoutMs
        next = work.next({ timedOut: !holds, answers: looks[at]!.answers })
      } else throw new TypeError(request.kind)
    }
    return { waits, error: undefined }
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    return { waits, error: error.message }
  }
}

const ok = (body: JsonObject): Json => ({ code: 200, body })
const refused = (code: number, message: string): Json => ({
  code,
  body: { kind: 'Status', code, message, ...(code === 404 ? { reason: 'NotFound' } : {}) },
})
const look = (answer: Json, atMs = 0): Look => ({ answers: [answer], atMs })
const options = { timeoutMs: 300_000, jobs: false }

describe('waiting until objects are ready', () => {
  it('is one request, looked at every two seconds', () => {
    const bound = ok({ status: { phase: 'Bound' } })
    const { waits, error } = run(waitReady([claim], options), [look(ok({})), look(bound)])
    expect(error).toBeUndefined()
    expect(waits.map(({ pollMs, timeoutMs }) => ({ pollMs, timeoutMs }))).toEqual([
      { pollMs: 2000, timeoutMs: 300_000 },
    ])
  })

  it('does not ask about kinds that have no rule, nor about jobs', () => {
    expect(run(waitReady([settings, job], options), []).waits).toEqual([])
  })

  it('finds the ReplicaSets of a Deployment by its selector', () => {
    const { waits } = run(waitReady([web], { ...options, timeoutMs: 1 }), [
      { answers: [ok({}), ok({ items: [] })], atMs: 0 },
    ])
    expect(waits[0]?.reads.map(({ payload }) => [payload['resource'], payload['labelSelector']])).toEqual([
      ['deployments', undefined],
      ['replicasets', 'a=2,b=1,c notin (x,y)'],
    ])
  })

  it('ends with a text that names nothing', () => {
    expect(run(waitReady([claim], options), [look(ok({}))]).error).toBe('context deadline exceeded')
  })

  it.each([
    [404, 'gone'],
    [403, 'no'],
    [501, 'never'],
  ])('ends at once with what the server refuses: %i', (code, message) => {
    expect(run(waitReady([claim], options), [look(refused(code, message))]).error).toBe(message)
  })

  it.each([429, 500, 503])('looks again after %i', (code) => {
    expect(run(waitReady([claim], options), [look(refused(code, 'later'))]).error).toBe(
      'context deadline exceeded',
    )
  })

  it('looks at a failed job for another minute', () => {
    const failed = ok({
      metadata: { name: 'a', namespace: 'n' },
      spec: { backoffLimit: 0 },
      status: { failed: 1 },
    })
    const withJobs = { ...options, jobs: true }
    expect(run(waitReady([job], withJobs), [look(failed)])).toMatchObject({
      error: 'job is failed: n/a',
      waits: [{ timeoutMs: 300_000 }, { timeoutMs: 60_000 }],
    })
    expect(run(waitReady([job], { ...withJobs, timeoutMs: 50_000 }), [look(failed)]).error).toBe(
      'context deadline exceeded',
    )
    const recovered = ok({ spec: {}, status: { succeeded: 1 } })
    expect(run(waitReady([job], withJobs), [look(failed), look(recovered, 10_000)]).error).toBeUndefined()
  })
})

describe('waiting until objects are gone', () => {
  it.each([
    ['gone', [look(ok({})), look(refused(404, 'not found'))], undefined],
    ['still there', [look(ok({}))], 'context deadline exceeded'],
    ['not to be asked', [look(refused(403, 'no'))], 'no'],
  ])('%s', (_, looks, error) => {
    expect(run(waitDeleted([claim], 1000), looks).error).toBe(error)
  })
})
