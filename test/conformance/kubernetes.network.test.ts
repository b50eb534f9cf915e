import { describe, expect, it } from 'vitest'
import { exactFingerprint } from '../../twins/kernel/fingerprint.js'
import { run } from '../../twins/kernel/index.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, findObject, metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { deploymentOf, podOf, Workloads } from '../support/workloads.js'

const WAIT = 'until nc -z -w 2 db 5432; do echo "waiting for db"; sleep 2; done'

function waiting(name: string, init: JsonObject = {}): JsonObject {
  const initContainers = [{ name: 'wait', image: 'busybox:1.36.1', command: ['sh', '-c', WAIT], ...init }]
  return podOf(name, {}, { initContainers })
}

const DB = deploymentOf('db', 1, { image: 'db:1', ports: [{ containerPort: 5432 }] })
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', namespace: 'test' },
  spec: { selector: { app: 'db' }, ports: [{ port: 5432 }] },
}

const phaseOf = (twin: Workloads, name: string): string => textAt(twin.pod(name), 'status', 'phase')
const initStatus = (twin: Workloads, name: string): JsonObject =>
  arrayAt(twin.pod(name), 'status', 'initContainerStatuses')[0] as JsonObject

/** Logs of all instances of the init containers so far. */
function initLogs(twin: Workloads): string {
  return twin
    .log()
    .flatMap(({ event }) => (event.kind === 'process-exited' && event.pid.includes('/wait/') ? [event] : []))
    .map((event) => event.stdout + event.stderr)
    .join('')
}

describe('an init container that waits for a Service', () => {
  it('lets the world come to rest while the Service is not there, at no cost', () => {
    const twin = new Workloads()
    twin.create(waiting('app'))
    twin.elapse(60_000)
    const { transitions } = twin.world
    twin.elapse(3_600_000)
    expect(phaseOf(twin, 'app')).toBe('Pending')
    expect(initStatus(twin, 'app')).toMatchObject({ state: { running: {} } })
    expect(twin.world.transitions - transitions).toBeLessThan(10)
    expect(twin.settle()).toBe('settled')
  })

  it('goes on when a pod behind the Service is ready, not before', () => {
    const twin = new Workloads()
    twin.create(waiting('app'))
    twin.create(SERVICE)
    twin.elapse(60_000)
    expect(phaseOf(twin, 'app')).toBe('Pending')
    twin.create(DB)
    twin.elapse(60_000)
    expect(phaseOf(twin, 'app')).toBe('Running')
    expect(initLogs(twin)).toMatch(/^(waiting for db\n)+$/)
  })

  it('waits in the namespace of its pod', () => {
    const twin = new Workloads()
    twin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } })
    const pod = waiting('app')
    twin.create({ ...pod, metadata: { ...metadataOf(pod), namespace: 'other' } })
    twin.create(DB)
    twin.create(SERVICE)
    twin.elapse(60_000)
    expect(twin.pods('other').map((one) => textAt(one, 'status', 'phase'))).toEqual(['Pending'])
  })
})

describe('a shell that is run again over its journal', () => {
  it.each([
    ['waits', WAIT],
    ['counts', 'i=0; while [ $i -lt 5 ]; do i=$((i+1)); nc -z db 5432 && exit 0; sleep 2; done; exit 1'],
  ])('%s as the one that went on', (_name, script) => {
    const worldOf = (alwaysReexecute: boolean) => {
      const twin = new Workloads()
      const system = { ...twin.system, alwaysReexecute }
      for (const object of [waiting('app', { command: ['sh', '-c', script] }), SERVICE]) twin.create(object)
      twin.world = run(system, twin.world, { background: true, deadlineMs: 7_000 }).world
      twin.create(DB)
      return run(system, twin.world, { background: true, deadlineMs: 90_000 }).world
    }
    const [kept, again] = [worldOf(false), worldOf(true)]
    expect(textAt(findObject(kept, '', 'pods', 'test', 'app'), 'status', 'phase')).toBe('Running')
    const { system } = new Workloads()
    expect(exactFingerprint(system, again)).toEqual(exactFingerprint(system, kept))
  })
})

describe('an init container whose image has no nc', () => {
  const CHAINGUARD = { image: 'cgr.dev/chainguard/busybox:latest' }

  it('never ends its loop: the shell says so each time, and the pod stays in Init:0/1', () => {
    const twin = new Workloads()
    twin.create(DB)
    twin.create(SERVICE)
    twin.create(waiting('app', CHAINGUARD))
    twin.elapse(600_000)
    expect(phaseOf(twin, 'app')).toBe('Pending')
    expect(initStatus(twin, 'app')).toMatchObject({ restartCount: 0, state: { running: {} } })
    const [process] = twin.world
      .list<{ program: string; stderr: string }>('kernel.processes')
      .filter((row) => row.key.includes('/wait/'))
    expect(process?.value.stderr).toMatch(/^(sh: nc: not found\n)+$/)
    expect(twin.settle()).toBe('settled')
  })

  it('crashes in a loop where the script does not catch it', () => {
    const twin = new Workloads()
    twin.create(waiting('app', { ...CHAINGUARD, command: ['sh', '-c', 'nc -z db 5432'] }))
    twin.elapse(120_000)
    expect(initStatus(twin, 'app')).toMatchObject({
      lastState: { terminated: { exitCode: 127, reason: 'Error' } },
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    })
  })

  it('cannot be started where nc is the command itself', () => {
    const twin = new Workloads()
    twin.create(waiting('app', { ...CHAINGUARD, command: ['nc', '-z', 'db', '5432'] }))
    twin.elapse(5_000)
    expect(initStatus(twin, 'app')).toMatchObject({
      lastState: {
        terminated: {
          reason: 'StartError',
          message: expect.stringContaining('exec: "nc": executable file not found in $PATH'),
        },
      },
    })
  })
})

describe('a Job that needs a Service', () => {
  it('fails until the Service answers and is retried', () => {
    const twin = new Workloads()
    twin.create(SERVICE)
    twin.create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'bootstrap', namespace: 'test' },
      spec: {
        backoffLimit: 6,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [
              { name: 'main', image: 'busybox:1', command: ['sh', '-ec', 'nc -zv db 5432\necho done'] },
            ],
          },
        },
      },
    })
    twin.elapse(15_000)
    twin.create(DB)
    twin.elapse(60_000)
    const phases = twin.pods().filter((pod) => !textAt(metadataOf(pod), 'name').startsWith('db-'))
    expect([...new Set(phases.map((pod) => textAt(pod, 'status', 'phase')))].sort()).toEqual([
      'Failed',
      'Succeeded',
    ])
  })
})
