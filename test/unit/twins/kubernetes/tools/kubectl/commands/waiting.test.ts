import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../../../twins/kernel/json.js'
import { conflict, forbidden } from '../../../../../../../twins/kubernetes/status-error.js'
import { parseCondition } from '../../../../../../../twins/kubernetes/tools/kubectl/commands/wait-conditions.js'
import { ok, runKubectl } from '../../../../../../support/kubectl.js'

function holds(condition: string, object: JsonObject): boolean {
  const parsed = parseCondition(condition)
  if (parsed.kind !== 'state') throw new TypeError(parsed.kind)
  return parsed.holds(object)
}

const ready = (status: string, more: JsonObject = {}, generation?: number): JsonObject => ({
  metadata: generation === undefined ? {} : { generation },
  status: { conditions: [{ type: 'Ready', status, ...more }], observedGeneration: 1 },
})

describe('conditions to wait for', () => {
  it.each<[string, JsonObject, boolean]>([
    ['condition=Ready', ready('True'), true],
    ['condition=ready', ready('True'), true],
    ['condition=Ready', ready('False'), false],
    ['condition=Ready=false', ready('False'), true],
    ['condition=Ready=Unknown', ready('Unknown'), true],
    ['condition=Other', ready('True'), false],
    ['condition=Ready', {}, false],
    ['condition=Ready', ready('True', {}, 2), false],
    ['condition=Ready', ready('True', { observedGeneration: 2 }, 2), true],
    ['jsonpath={.a}=1', { a: 1 }, true],
    ['jsonpath=.a=1', { a: 2 }, false],
    ['jsonpath={.a}', { a: 0 }, true],
    ['jsonpath={.a}', {}, false],
    ["jsonpath={.a}='x y'", { a: 'x y' }, true],
    [
      'jsonpath={.l[?(@.n=="b")].v}=2',
      {
        l: [
          { n: 'a', v: 1 },
          { n: 'b', v: 2 },
        ],
      },
      true,
    ],
  ])('%s of %j', (condition, object, expected) => {
    expect(holds(condition, object)).toBe(expected)
  })

  it.each<[string, JsonObject, string]>([
    ['jsonpath={.a}=1', { a: {} }, 'jsonpath leads to a nested object or list which is not supported'],
    ['jsonpath={.a[*]}=1', { a: [1, 2] }, 'given jsonpath expression matches more than one value'],
  ])('%s of %j cannot be told', (condition, object, message) => {
    expect(() => holds(condition, object)).toThrow(message)
  })

  it.each([
    ['', 'unrecognized condition: ""'],
    ['ready', 'unrecognized condition: "ready"'],
    ['jsonpath=', 'jsonpath expression cannot be empty'],
    ['jsonpath={.a}=1=2', 'jsonpath wait format must be'],
    ['jsonpath={.a}=', 'jsonpath wait has to have a value after equal sign'],
    ['jsonpath={.a', "unexpected path string, expected a 'name1.name2'"],
  ])('--for=%s is refused', (condition, message) => {
    expect(() => parseCondition(condition)).toThrow(message)
  })
})

describe('kubectl delete', () => {
  const pod = (uid: string): JsonObject => ({ kind: 'Pod', metadata: { name: 'a', uid } })
  const gone = { kind: 'Status', status: 'Success', details: { uid: 'u1' } }

  it.each<[string, JsonObject]>([
    ['pod a', { propagationPolicy: 'Background' }],
    ['pod a --cascade=orphan', { propagationPolicy: 'Orphan' }],
    ['pod a --cascade=foreground', { propagationPolicy: 'Foreground' }],
    ['pod a --cascade=false', { propagationPolicy: 'Orphan' }],
    ['pod a --cascade', { propagationPolicy: 'Background' }],
    ['pod a --grace-period=5', { gracePeriodSeconds: 5 }],
    ['pod a --grace-period=0', { gracePeriodSeconds: 1 }],
    ['pod a --now', { gracePeriodSeconds: 1 }],
    ['pod a --force', { gracePeriodSeconds: 0 }],
    ['pod a --force --grace-period=0', { gracePeriodSeconds: 0 }],
    ['pod a --dry-run=server', { dryRun: true }],
  ])('%s', (line, expected) => {
    const { requests } = runKubectl(`delete ${line}`, {
      script: ({ verb }) => (verb === 'delete' ? ok(gone) : undefined),
    })
    expect(requests[0]).toMatchObject({ verb: 'delete', name: 'a', ...expected })
  })

  it('looks once when the object is gone, or another has its name', () => {
    const again = runKubectl('delete pod a', {
      script: ({ verb }) => ok(verb === 'delete' ? gone : pod('u2')),
    })
    expect(again).toMatchObject({ code: 0, stdout: 'pod "a" deleted\n', waitedMs: 0 })
    expect(again.requests.map(({ verb }) => verb)).toEqual(['delete', 'get'])
  })

  it('waits a week when told nothing', () => {
    const run = runKubectl('delete pod a', { script: () => ok(pod('u1')) })
    expect(run.waitedMs).toBe(168 * 3_600_000)
    expect(run.stderr).toBe('error: timed out waiting for the condition on pods/a\n')
  })

  it('shares the time-out between objects', () => {
    const run = runKubectl('delete pod a b --timeout=10s', { script: () => ok(pod('u1')) })
    expect(run.waitedMs).toBe(10_000)
    expect(run.stderr).toBe(
      'timed out waiting for the condition on pods/a\ntimed out waiting for the condition on pods/b\n',
    )
  })

  it('does not wait when a delete failed, or when it may not look', () => {
    const failed = runKubectl('delete pod a b', {
      script: ({ name }) => (name === 'a' ? ok(gone) : undefined),
    })
    expect(failed).toMatchObject({ code: 1, stdout: 'pod "a" deleted\n' })
    expect(failed.requests.map(({ verb }) => verb)).toEqual(['delete', 'delete'])
    const blind = runKubectl('delete pod a', {
      script: ({ verb }) =>
        verb === 'delete' ? ok(gone) : forbidden({ group: '', resource: 'pods' }, 'a', 'no'),
    })
    expect(blind.code).toBe(0)
  })
})

describe('kubectl scale', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
  }
  const scale = {
    kind: 'Scale',
    metadata: { resourceVersion: '9' },
    spec: { replicas: 2 },
    status: { replicas: 2 },
  }

  it('patches blindly without a precondition', () => {
    const { requests } = runKubectl('scale deploy web --replicas=3', { script: () => ok(deployment) })
    expect(requests[1]).toMatchObject({
      verb: 'patch',
      subresource: 'scale',
      patchType: 'merge',
      body: { spec: { replicas: 3 } },
    })
  })

  it('reads, compares and puts with one', () => {
    const script = ({ subresource }: { subresource?: string }) =>
      ok(subresource === 'scale' ? scale : deployment)
    const { requests } = runKubectl('scale deploy web --replicas=3 --current-replicas=2', { script })
    expect(requests.map(({ verb }) => verb)).toEqual(['get', 'get', 'update'])
    expect(runKubectl('scale deploy web --replicas=3 --current-replicas=5', { script }).stderr).toBe(
      'error: Expected replicas to be 5, was 2\n',
    )
    expect(runKubectl('scale deploy web --replicas=3 --resource-version=1', { script }).stderr).toBe(
      'error: Expected resource version to be 1, was 9\n',
    )
  })

  it('tries conflicts again for five minutes', () => {
    const run = runKubectl('scale deploy web --replicas=3', {
      script: ({ verb }) =>
        verb === 'patch' ? conflict({ group: 'apps', resource: 'deployments' }, 'web') : ok(deployment),
    })
    expect(run.waitedMs).toBe(300_000)
    expect(run.code).toBe(1)
  })

  it('waits for the replicas with --timeout', () => {
    const script = ({ subresource }: { subresource?: string }) =>
      ok(subresource === 'scale' ? { ...scale, spec: { replicas: 3 } } : deployment)
    expect(runKubectl('scale deploy web --replicas=3 --timeout=7s', { script })).toMatchObject({
      code: 1,
      waitedMs: 7000,
      stderr: 'error: timed out waiting for "web" to be synced\n',
    })
  })
})
