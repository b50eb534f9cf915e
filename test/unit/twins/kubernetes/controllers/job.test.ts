import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, metadataOf, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { conditionsOf, findJob, jobOf, statusOf } from '../../../../support/jobs.js'
import { podOf, Workloads } from '../../../../support/workloads.js'

const TRACKING = 'batch.kubernetes.io/job-tracking'
const phases = (twin: Workloads) =>
  twin
    .pods()
    .map((pod) => textAt(pod, 'status', 'phase'))
    .sort()
const createdAt = (twin: Workloads) =>
  twin
    .pods()
    .map((pod) => Date.parse(textAt(metadataOf(pod), 'creationTimestamp')) / 1000)
    .sort((a, b) => a - b)
const finalizersOf = (pod: JsonObject | undefined) => arrayAt(metadataOf(pod ?? {}), 'finalizers')

function runJob(script: string, spec: JsonObject = {}, podSpec: JsonObject = {}, ms = 60_000): Workloads {
  const twin = new Workloads()
  twin.create(jobOf('j', script, spec, podSpec))
  twin.elapse(ms)
  return twin
}

describe('a Job that succeeds', () => {
  it('has a pod with its labels and finalizer, and counts it', () => {
    const twin = runJob('sleep 10', {}, {}, 8_000)
    const [pod] = twin.pods()
    const uid = textAt(metadataOf(findJob(twin, 'j')!), 'uid')
    expect(metadataOf(pod!)['labels']).toEqual({
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'j',
      'controller-uid': uid,
      'job-name': 'j',
    })
    expect(finalizersOf(pod)).toEqual([TRACKING])
    expect(statusOf(twin, 'j')).toMatchObject({
      active: 1,
      ready: 1,
      terminating: 0,
      uncountedTerminatedPods: {},
    })
    twin.elapse(10_000)
    expect(finalizersOf(twin.pods()[0])).toEqual([])
    expect(statusOf(twin, 'j')).toMatchObject({
      succeeded: 1,
      ready: 0,
      completionTime: '2026-01-01T00:00:13Z',
    })
    expect(conditionsOf(twin, 'j')).toEqual([
      'SuccessCriteriaMet: CompletionsReached',
      'Complete: CompletionsReached',
    ])
    expect(twin.events('j').map((event) => event.replace(/-\w+$/, ''))).toEqual(
      expect.arrayContaining(['SuccessfulCreate: Created pod: j', 'Completed: Job completed']),
    )
  })

  it('runs as many pods at a time as it may, until enough have succeeded', () => {
    const twin = runJob('sleep 20', { completions: 5, parallelism: 2 }, {}, 10_000)
    expect(phases(twin)).toEqual(['Running', 'Running'])
    twin.elapse(100_000)
    expect(phases(twin)).toEqual(Array(5).fill('Succeeded'))
    expect(statusOf(twin, 'j')).toMatchObject({ succeeded: 5 })
  })

  it('without completions ends when one pod has succeeded and the others have ended', () => {
    const twin = new Workloads()
    twin.create(jobOf('j', 'sleep 20', { parallelism: 2 }))
    twin.elapse(60_000)
    expect(phases(twin)).toEqual(['Succeeded', 'Succeeded'])
    expect(conditionsOf(twin, 'j')).toContain('Complete: CompletionsReached')
  })
})

describe('a Job that fails', () => {
  it('replaces failed pods after 10, 20 and 40 s, until there are more than its limit', () => {
    const twin = runJob('exit 3', { backoffLimit: 3 }, {}, 200_000)
    const created = createdAt(twin)
    const pauses = created.slice(1).map((at, index) => at - created[index]!)
    expect(created).toHaveLength(4)
    expect(pauses.map((pause) => Math.floor(pause / 10) * 10)).toEqual([10, 20, 40])
    expect(statusOf(twin, 'j')).toMatchObject({ failed: 4 })
    expect(conditionsOf(twin, 'j')).toEqual([
      'FailureTarget: BackoffLimitExceeded',
      'Failed: BackoffLimitExceeded',
    ])
    expect(twin.events('j')).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit')
    expect(twin.pods().flatMap(finalizersOf)).toEqual([])
  })

  it('counts restarts when its pods restart their containers', () => {
    const twin = runJob('exit 3', { backoffLimit: 1 }, { restartPolicy: 'OnFailure' }, 30_000)
    expect(conditionsOf(twin, 'j')).toContain('Failed: BackoffLimitExceeded')
    expect(twin.pods()).toEqual([])
    expect(statusOf(twin, 'j')).toMatchObject({ failed: 1 })
  })

  it('past its deadline stops its pods before it says so', () => {
    const twin = runJob('sleep 1000', { activeDeadlineSeconds: 30 }, {}, 29_000)
    expect(conditionsOf(twin, 'j')).toEqual([])
    twin.elapse(10_000)
    expect(twin.pods()).toEqual([])
    expect(conditionsOf(twin, 'j')).toEqual(['FailureTarget: DeadlineExceeded', 'Failed: DeadlineExceeded'])
    expect(statusOf(twin, 'j')).toMatchObject({ failed: 1 })
    expect(twin.events('j')).toContain('DeadlineExceeded: Job was active longer than specified deadline')
  })

  it('never fails for pods that cannot start', () => {
    const twin = runJob('true', { backoffLimit: 0 }, { nodeSelector: { none: 'such' } }, 600_000)
    expect(statusOf(twin, 'j')).toMatchObject({ active: 1 })
    expect(conditionsOf(twin, 'j')).toEqual([])
  })

  it.each([
    { action: 'FailJob', failed: 1, reason: 'PodFailurePolicy' },
    { action: 'Count', failed: 2, reason: 'BackoffLimitExceeded' },
  ])('by its failure policy: $action', ({ action, failed, reason }) => {
    const rule = { action, onExitCodes: { operator: 'In', values: [3] } }
    const twin = runJob('exit 3', { backoffLimit: 1, podFailurePolicy: { rules: [rule] } })
    expect(statusOf(twin, 'j')).toMatchObject({ failed })
    expect(conditionsOf(twin, 'j')).toContain(`Failed: ${reason}`)
    if (action !== 'FailJob') return
    const [name] = twin.pods().map((pod) => textAt(metadataOf(pod), 'name'))
    expect(twin.events('j')).toContain(
      `PodFailurePolicy: Container main for pod test/${name} failed with exit code 3 matching FailJob rule at index 0`,
    )
  })

  it('not for failures that its policy ignores', () => {
    const rule = { action: 'Ignore', onExitCodes: { operator: 'NotIn', values: [1] } }
    const twin = runJob('exit 3', { backoffLimit: 0, podFailurePolicy: { rules: [rule] } })
    expect(twin.pods().length).toBeGreaterThan(1)
    expect(statusOf(twin, 'j')['failed']).toBeUndefined()
    expect(conditionsOf(twin, 'j')).toEqual([])
  })
})

describe('pods that somebody deletes', () => {
  it('count as failures and are replaced after the pause', () => {
    const twin = runJob('sleep 1000', {}, {}, 10_000)
    const [pod] = twin.pods()
    twin.delete('pods', textAt(metadataOf(pod!), 'name'))
    twin.elapse(8_000)
    expect(twin.pods()).toEqual([])
    expect(statusOf(twin, 'j')).toMatchObject({ failed: 1 })
    twin.elapse(10_000)
    expect(phases(twin)).toEqual(['Running'])
  })
})

describe('suspension', () => {
  it('takes the pods away without counting them; the deadline starts again', () => {
    const twin = runJob('sleep 1000', { activeDeadlineSeconds: 100 })
    twin.patch('jobs', 'j', { spec: { suspend: true } }, 'batch')
    twin.elapse(60_000)
    expect(twin.pods()).toEqual([])
    expect(statusOf(twin, 'j')['failed']).toBeUndefined()
    expect(conditionsOf(twin, 'j')).toEqual(['Suspended: JobSuspended'])
    twin.patch('jobs', 'j', { spec: { suspend: false } }, 'batch')
    twin.elapse(90_000)
    expect(phases(twin)).toEqual(['Running'])
    expect(statusOf(twin, 'j')).toMatchObject({ startTime: '2026-01-01T00:02:00Z' })
    expect(twin.events('j')).toEqual(
      expect.arrayContaining(['Suspended: Job suspended', 'Resumed: Job resumed']),
    )
    twin.elapse(20_000)
    expect(conditionsOf(twin, 'j')).toContain('Failed: DeadlineExceeded')
  })

  it('of a new Job lets it wait without a start', () => {
    const twin = runJob('true', { suspend: true })
    expect(twin.pods()).toEqual([])
    expect(statusOf(twin, 'j')['startTime']).toBeUndefined()
  })
})

describe('an Indexed Job', () => {
  it('runs one pod an index and lists the indexes that have succeeded', () => {
    const twin = runJob('true', { completionMode: 'Indexed', completions: 4, parallelism: 2 })
    expect(statusOf(twin, 'j')).toMatchObject({ succeeded: 4, completedIndexes: '0-3' })
    const pods = twin.pods()
    expect(pods.map((pod) => textAt(pod, 'spec', 'hostname')).sort()).toEqual(['j-0', 'j-1', 'j-2', 'j-3'])
    expect(pods.every((pod) => /^j-\d-\w{5}$/.test(textAt(metadataOf(pod), 'name')))).toBe(true)
  })

  it('tells each container its index', () => {
    const script = 'printenv JOB_COMPLETION_INDEX'
    const twin = runJob(script, { completionMode: 'Indexed', completions: 2, parallelism: 1 })
    const output = twin.pods().map((pod) => {
      const name = textAt(metadataOf(pod), 'name')
      const log = twin.api({
        verb: 'get',
        group: '',
        version: 'v1',
        resource: 'pods',
        namespace: 'test',
        name,
        subresource: 'log',
      })
      return textAt(log.body, 'text')
    })
    expect(output.sort()).toEqual(['0\n', '1\n'])
  })

  it('ends early by its success policy', () => {
    const twin = runJob('true', {
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 1,
      successPolicy: { rules: [{ succeededIndexes: '0' }] },
    })
    expect(conditionsOf(twin, 'j')).toEqual(['SuccessCriteriaMet: SuccessPolicy', 'Complete: SuccessPolicy'])
    expect(statusOf(twin, 'j')).toMatchObject({ completedIndexes: '0' })
  })
})

describe('deleting a Job', () => {
  it.each(['Background', 'Foreground'] as const)('%s takes its pods along', (propagationPolicy) => {
    const twin = runJob('sleep 1000')
    twin.delete('jobs', 'j', { group: 'batch', propagationPolicy })
    twin.elapse(60_000)
    expect([findJob(twin, 'j'), ...twin.pods()]).toEqual([undefined])
  })

  it('without a policy leaves its pods, without owner and finalizer', () => {
    const twin = runJob('sleep 1000')
    twin.delete('jobs', 'j', { group: 'batch' })
    twin.elapse(10_000)
    expect(findJob(twin, 'j')).toBeUndefined()
    const [pod] = twin.pods()
    expect(metadataOf(pod!)['ownerReferences']).toBeUndefined()
    expect(finalizersOf(pod)).toEqual([])
  })
})

describe('adoption', () => {
  it('takes ownerless pods that a manual selector selects', () => {
    const twin = new Workloads()
    const pod = podOf('p', { image: 'busybox:1', command: ['sleep', '1000'] })
    twin.create({ ...pod, metadata: { ...metadataOf(pod), labels: { app: 'j' } } })
    const job = jobOf('j', 'sleep 1000')
    const spec = job['spec'] as JsonObject
    const template = { ...(spec['template'] as JsonObject), metadata: { labels: { app: 'j' } } }
    const selector = { matchLabels: { app: 'j' } }
    twin.create({ ...job, spec: { ...spec, template, selector, manualSelector: true } })
    twin.elapse(10_000)
    expect(twin.pods().map((one) => textAt(metadataOf(one), 'name'))).toEqual(['p'])
    expect(finalizersOf(twin.pod('p'))).toEqual([TRACKING])
    expect(statusOf(twin, 'j')).toMatchObject({ active: 1 })
  })
})

describe('ttlSecondsAfterFinished', () => {
  it('deletes a finished Job and its pods', () => {
    const twin = runJob('true', { ttlSecondsAfterFinished: 30 }, {}, 30_000)
    expect(findJob(twin, 'j')).toBeDefined()
    twin.elapse(10_000)
    expect([findJob(twin, 'j'), ...twin.pods()]).toEqual([undefined])
  })
})

it('a Job that nobody changes is not written again', () => {
  const twin = runJob('true')
  const version = textAt(metadataOf(findJob(twin, 'j')!), 'resourceVersion')
  twin.elapse(3_600_000)
  expect(textAt(metadataOf(findJob(twin, 'j')!), 'resourceVersion')).toBe(version)
})

describe('a Job is refused', () => {
  it.each<[string, JsonObject, JsonObject, string]>([
    [
      'without completions',
      { completionMode: 'Indexed', parallelism: 1 },
      {},
      'spec.completions: Required value: when completion mode is Indexed',
    ],
    [
      'with a failure policy and restarts',
      { podFailurePolicy: { rules: [] } },
      { restartPolicy: 'OnFailure' },
      'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    ],
  ])('%s', (_, spec, podSpec, text) => {
    const twin = new Workloads()
    expect(() => twin.create(jobOf('j', 'true', spec, podSpec))).toThrow(`Job.batch "j" is invalid: ${text}`)
  })

  it('when completions change without parallelism', () => {
    const twin = runJob('true', { completionMode: 'Indexed', completions: 2, parallelism: 2 })
    expect(() => twin.patch('jobs', 'j', { spec: { completions: 3 } }, 'batch')).toThrow(
      'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
    )
  })
})
