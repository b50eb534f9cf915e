import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../../../twins/kernel/json.js'
import type { ApiRequest } from '../../../../../../../twins/kubernetes/client/api.js'
import { StatusError } from '../../../../../../../twins/kubernetes/status-error.js'
import { ok, runKubectl } from '../../../../../../support/kubectl.js'

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', uid: 'n' },
  spec: { unschedulable: true },
}
const REFUSED = new StatusError({
  httpCode: 429,
  reason: 'TooManyRequests',
  message: "Cannot evict pod as it would violate the pod's disruption budget.",
})

function pod(name: string, more: JsonObject = {}): JsonObject {
  const ownerReferences = [{ kind: 'ReplicaSet', name: 'r', controller: true }]
  return { kind: 'Pod', metadata: { name, namespace: 'ns', uid: name, ownerReferences }, ...more }
}

/** A node with pods; `evict` answers the n-th eviction, and a pod that was let go is gone at once. */
function drain(line: string, pods: readonly JsonObject[], evict: (count: number) => boolean = () => true) {
  let evictions = 0
  const gone = new Set<string>()
  return runKubectl(line, {
    script: ({ verb, resource, subresource, name = '' }: ApiRequest) => {
      if (resource === 'nodes') return ok(NODE)
      if (subresource === 'eviction') {
        evictions += 1
        if (!evict(evictions)) return REFUSED
        gone.add(name)
        return ok({ kind: 'Status', status: 'Success' })
      }
      if (verb === 'delete') {
        gone.add(name)
        return ok({ kind: 'Status', status: 'Success' })
      }
      if (verb === 'list') return ok({ kind: 'PodList', items: pods })
      const found = pods.find((each) => (each['metadata'] as JsonObject)['name'] === name)
      return found === undefined || gone.has(name) ? undefined : ok(found)
    },
  })
}

describe('kubectl drain', () => {
  it('evicts what a controller will replace', () => {
    expect(drain('drain n', [pod('a')])).toMatchObject({
      code: 0,
      stdout: 'node/n already cordoned\nevicting pod ns/a\npod/a evicted\nnode/n drained\n',
      stderr: '',
    })
  })

  it('tries a refused eviction again after five seconds', () => {
    const { code, stderr, waitedMs } = drain('drain n', [pod('a')], (count) => count === 3)
    expect({ code, waitedMs }).toEqual({ code: 0, waitedMs: 10_000 })
    expect(stderr.match(/will retry after 5s/g)).toHaveLength(2)
  })

  it('gives up at the end of its time', () => {
    const { code, stderr } = drain('drain n --timeout=8s', [pod('a')], () => false)
    expect(code).toBe(1)
    expect(stderr).toContain('error when evicting pods/"a" -n "ns": global timeout reached: 8s\n')
  })

  it('deletes with --disable-eviction', () => {
    const { stdout, requests } = drain('drain n --disable-eviction --grace-period=3', [pod('a')])
    expect(stdout).toContain('pod/a deleted\n')
    expect(requests.find(({ verb }) => verb === 'delete')).toMatchObject({ gracePeriodSeconds: 3 })
  })

  it.each<readonly [string, JsonObject, string, string]>([
    [
      'a bare pod',
      pod('a', { metadata: { name: 'a', namespace: 'ns' } }),
      '',
      'cannot delete Pods that declare no controller',
    ],
    ['local storage', pod('a', { spec: { volumes: [{ emptyDir: {} }] } }), '', 'Pods with local storage'],
  ])('refuses %s', (_what, each, flags, text) => {
    const { code, stderr, requests } = drain(`drain n ${flags}`.trim(), [each])
    expect(code).toBe(1)
    expect(stderr).toContain(text)
    expect(requests.filter(({ subresource }) => subresource === 'eviction')).toEqual([])
  })

  it('takes away what has finished, whoever owns it', () => {
    const finished = pod('a', { metadata: { name: 'a', namespace: 'ns' }, status: { phase: 'Succeeded' } })
    expect(drain('drain n', [finished]).stdout).toContain('pod/a evicted\n')
  })

  it('passes over static pods', () => {
    const annotations = { 'kubernetes.io/config.mirror': 'x' }
    const mirror = pod('a', { metadata: { name: 'a', namespace: 'ns', annotations } })
    expect(drain('drain n', [mirror]).stdout).toBe('node/n already cordoned\nnode/n drained\n')
  })
})
