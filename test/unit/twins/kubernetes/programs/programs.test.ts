import { describe, expect, it } from 'vitest'
import { arrayAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { appProgram, containerPrograms } from '../../../../../twins/kubernetes/programs/index.js'
import { podOf, Workloads } from '../../../../support/workloads.js'

const programOf = (image: string) => containerPrograms.find((program) => program.matches(image))!.name

describe('container programs', () => {
  it.each([
    ['busybox', 'busybox'],
    ['docker.io/library/busybox:1.37', 'busybox'],
    ['busybox@sha256:00', 'busybox'],
    ['mybusybox:1', 'generic'],
    ['nginx:1', 'generic'],
  ])('%s runs %s', (image, name) => {
    expect(programOf(image)).toBe(name)
  })

  it.each([
    [['true'], 0],
    [['false'], 1],
    [['sleep', '2'], 0],
    [['sh', '-c', 'sleep 1s'], 0],
    [[], 0],
  ])('busybox %j exits with %i', (command, exitCode) => {
    const twin = new Workloads()
    twin.create(podOf('p', { image: 'busybox:1', command }, { restartPolicy: 'Never' }))
    twin.elapse(10_000)
    const [status] = arrayAt(twin.pod('p'), 'status', 'containerStatuses')
    expect(status).toMatchObject({ state: { terminated: { exitCode } } })
  })

  it('busybox refuses scripts it cannot run, naming them', () => {
    const twin = new Workloads()
    twin.create(podOf('p', { image: 'busybox:1', command: ['sh', '-c', 'case $X in a) true;; esac'] }))
    expect(() => twin.elapse(10_000)).toThrow('not modelled: command sh -c case $X in a) true;; esac')
  })

  const app = (startupMs = 0) => ({
    name: 'app',
    matches: () => true,
    program: appProgram({ requiredEnv: ['URL', 'KEY'], startupMs, exitCode: 3 }),
  })

  it('an app without its environment says what is missing and exits', () => {
    const twin = new Workloads({ images: [app()] })
    twin.create(
      podOf(
        'p',
        {
          env: [
            { name: 'URL', value: 'u' },
            { name: 'KEY', value: '' },
          ],
        },
        { restartPolicy: 'Never' },
      ),
    )
    twin.quiesce()
    const exit = twin
      .log()
      .flatMap(({ event }) =>
        event.kind === 'process-exited' && event.pid.includes('/main/') ? [event] : [],
      )[0]
    expect(exit).toMatchObject({ code: 3, stderr: 'required environment variable KEY is not set\n' })
    expect(textAt(twin.pod('p'), 'status', 'phase')).toBe('Failed')
  })

  it('an app is ready after its start-up', () => {
    const twin = new Workloads({ images: [app(60_000)] })
    const env = ['URL', 'KEY'].map((name) => ({ name, value: 'x' }))
    twin.create(podOf('p', { env, readinessProbe: { httpGet: { port: 80 } } }))
    twin.elapse(30_000)
    const ready = () =>
      arrayAt(twin.pod('p'), 'status', 'containerStatuses').map((one) => (one as { ready?: boolean }).ready)
    expect(ready()).toEqual([false])
    twin.elapse(45_000)
    expect(ready()).toEqual([true])
  })
})
