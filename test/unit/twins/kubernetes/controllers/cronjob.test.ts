import { describe, expect, it } from 'vitest'
import { canonicalRows } from '../../../../../twins/kernel/canonical-form.js'
import { canonicalFingerprint } from '../../../../../twins/kernel/fingerprint.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { listObjects, metadataOf, objectAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { jobOf } from '../../../../support/jobs.js'
import { Workloads } from '../../../../support/workloads.js'

const MINUTE = 60_000
/** Minutes from the epoch of Unix to virtual time 0. */
const FIRST = 1_767_225_600 / 60

function cronJobOf(schedule: string, script: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c', namespace: 'test' },
    spec: { schedule, ...spec, jobTemplate: { spec: objectAt(jobOf('j', script), 'spec') } },
  }
}

function runCronJob(schedule: string, script: string, spec: JsonObject, ms: number): Workloads {
  const twin = new Workloads()
  twin.create(cronJobOf(schedule, script, spec))
  twin.elapse(ms)
  return twin
}

const jobs = (twin: Workloads) =>
  listObjects(twin.world, 'batch', 'jobs', 'test').map(
    (job) => Number(textAt(metadataOf(job), 'name').slice(2)) - FIRST,
  )
const status = (twin: Workloads) =>
  objectAt(listObjects(twin.world, 'batch', 'cronjobs', 'test')[0], 'status')

describe('a CronJob', () => {
  it('starts a Job at each scheduled time, named for it', () => {
    const twin = runCronJob('*/5 * * * *', 'true', {}, 11 * MINUTE)
    expect(jobs(twin)).toEqual([5, 10])
    expect(status(twin)).toEqual({
      lastScheduleTime: '2026-01-01T00:10:00Z',
      lastSuccessfulTime: '2026-01-01T00:10:01Z',
    })
    const name = `c-${FIRST + 5}`
    expect(twin.events('c')).toEqual(
      expect.arrayContaining([
        `SuccessfulCreate: Created job ${name}`,
        `SawCompletedJob: Saw completed job: ${name}, condition: Complete`,
      ]),
    )
    const [job] = listObjects(twin.world, 'batch', 'jobs', 'test')
    expect(metadataOf(job!)['annotations']).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:05:00Z',
    })
    expect(metadataOf(job!)['ownerReferences']).toMatchObject([
      { kind: 'CronJob', name: 'c', controller: true },
    ])
  })

  it('keeps as much history as it may', () => {
    const twin = runCronJob('* * * * *', 'true', { successfulJobsHistoryLimit: 2 }, 5.5 * MINUTE)
    expect(jobs(twin)).toEqual([4, 5])
    expect(twin.events('c')).toContain(`SuccessfulDelete: Deleted job c-${FIRST + 1}`)
    expect(twin.pods()).toHaveLength(2)
  })

  it.each([
    { concurrencyPolicy: 'Allow', left: [1, 2, 3], event: `SuccessfulCreate: Created job c-${FIRST + 3}` },
    {
      concurrencyPolicy: 'Forbid',
      left: [1],
      event:
        'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
    },
    { concurrencyPolicy: 'Replace', left: [3], event: `SuccessfulDelete: Deleted job c-${FIRST + 2}` },
  ])('$concurrencyPolicy what still runs', ({ concurrencyPolicy, left, event }) => {
    const twin = runCronJob('* * * * *', 'sleep 1d', { concurrencyPolicy }, 3.5 * MINUTE)
    expect(jobs(twin)).toEqual(left)
    expect(twin.events('c')).toContain(event)
    expect((status(twin)['active'] as JsonObject[]).map((one) => one['name'])).toEqual(
      left.map((minute) => `c-${FIRST + minute}`),
    )
  })

  it('forgets a Job that somebody deletes', () => {
    const twin = runCronJob('* * * * *', 'sleep 1d', { concurrencyPolicy: 'Forbid' }, 1.5 * MINUTE)
    const name = `c-${FIRST + 1}`
    twin.delete('jobs', name, { group: 'batch', propagationPolicy: 'Background' })
    twin.elapse(10_000)
    expect(status(twin)['active']).toBeUndefined()
    expect(twin.events('c')).toContain(`MissingJob: Active job went missing: ${name}`)
  })

  it('that is suspended starts the latest missed Job when it goes on', () => {
    const twin = runCronJob('*/5 * * * *', 'true', { suspend: true }, 16 * MINUTE)
    expect(jobs(twin)).toEqual([])
    twin.patch('cronjobs', 'c', { spec: { suspend: false } }, 'batch')
    twin.elapse(10_000)
    expect(jobs(twin)).toEqual([15])
  })

  it('starts nothing that is later than its deadline', () => {
    const twin = runCronJob(
      '*/5 * * * *',
      'true',
      { suspend: true, startingDeadlineSeconds: 20 },
      16 * MINUTE,
    )
    twin.patch('cronjobs', 'c', { spec: { suspend: false } }, 'batch')
    twin.elapse(10_000)
    expect(jobs(twin)).toEqual([])
    twin.elapse(4 * MINUTE)
    expect(jobs(twin)).toEqual([20])
  })

  it('says when it has missed more than a hundred times', () => {
    const twin = runCronJob('* * * * *', 'true', { suspend: true }, 110 * MINUTE)
    twin.patch('cronjobs', 'c', { spec: { suspend: false } }, 'batch')
    twin.elapse(1000)
    expect(jobs(twin)).toEqual([110])
    expect(twin.events('c')).toContain(
      'TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    )
  })

  it('follows a changed schedule', () => {
    const twin = runCronJob('0 0 1 1 *', 'true', {}, MINUTE)
    twin.patch('cronjobs', 'c', { spec: { schedule: '*/2 * * * *' } }, 'batch')
    twin.elapse(4 * MINUTE)
    expect(jobs(twin)).toEqual([2, 4])
  })

  it('takes its Jobs along when it is deleted', () => {
    const twin = runCronJob('* * * * *', 'sleep 1d', {}, 1.5 * MINUTE)
    twin.delete('cronjobs', 'c', { group: 'batch' })
    twin.elapse(MINUTE)
    expect([...jobs(twin), ...twin.pods()]).toEqual([])
  })

  it('in another time zone is not modelled', () => {
    expect(() => runCronJob('* * * * *', 'true', { timeZone: 'Europe/Berlin' }, MINUTE)).toThrow(
      'timeZone Europe/Berlin of CronJob test/c',
    )
  })
})

describe('the schedule of a CronJob', () => {
  it.each([
    ['* * *', {}, 'spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]'],
    [
      'TZ=UTC * * * * *',
      {},
      'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
    [
      '* * * * *',
      { timeZone: 'Local' },
      'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ],
  ])('%s is refused', (schedule, spec, text) => {
    expect(() => new Workloads().create(cronJobOf(schedule, 'true', spec))).toThrow(
      `CronJob.batch "c" is invalid: ${text}`,
    )
  })
})

describe('a world with a CronJob', () => {
  it('looks the same from one run to the next, once its history is full', () => {
    const twin = runCronJob('*/5 * * * *', 'true', {}, 22 * MINUTE)
    const before = canonicalRows(twin.world)
    twin.elapse(5 * MINUTE)
    expect(jobs(twin)).toEqual([15, 20, 25])
    expect(canonicalRows(twin.world)).toEqual(before)
  })

  it('does not, when what runs has changed', () => {
    const twin = runCronJob('*/5 * * * *', 'true', {}, 22 * MINUTE)
    const before = canonicalFingerprint(twin.world)
    twin.patch('cronjobs', 'c', { spec: { suspend: true } }, 'batch')
    expect(canonicalFingerprint(twin.world)).not.toEqual(before)
  })
})
