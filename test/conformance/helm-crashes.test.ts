import { describe, expect, it } from 'vitest'
import {
  applyFault,
  type FaultBudget,
  faultsAt,
  findProcess,
  run,
  type World,
} from '../../twins/kernel/index.js'
import { HelmTwin } from '../support/helm.js'

const PID = 'cmd-2'
const BUDGET: FaultBudget = { crashes: 1, stalls: 0, processes: [PID], controllers: [] }

/** The world when the command is about to make each of its requests, the first one first. */
function steps(twin: HelmTwin, command: string): readonly World[] {
  twin.start(`helm ${command} -n test`)
  const worlds: World[] = []
  for (let step = 0; ; step++) {
    const stepAt = (world: World) => findProcess(world, PID)!.step
    const until = (world: World) => stepAt(world) >= step || twin.exitOf(PID, world) !== null
    twin.world = run(twin.system, twin.world, { until }).world
    if (twin.exitOf(PID) !== null) return worlds
    worlds.push(twin.world)
  }
}

/** Inject one fault, where it is possible, and let the world come to rest. */
function crash(twin: HelmTwin, world: World, fault: string): boolean {
  const label = `${fault} ${PID}`
  if (!faultsAt(twin.system, world, BUDGET).some((one) => one.label === label)) return false
  twin.world = applyFault(twin.system, world, label, BUDGET).world
  twin.quiesce()
  return true
}

/** The statuses that a fault at each request of a command ends in; each list with how often it occurred. */
function outcomes(values: string, command: string, fault: string): Readonly<Record<string, number>> {
  const twin = new HelmTwin()
  twin.deploy(values)
  const counts: Record<string, number> = {}
  for (const world of steps(twin, command)) {
    if (!crash(twin, world, fault)) continue
    const key = twin.statuses().join(', ')
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

const UPGRADE = 'upgrade shop ./shop -f values/extra-blue.yaml --wait'

describe('SIGKILL', () => {
  it.each(['kill-before', 'kill-after'])(
    '%s any request of an upgrade leaves the old state or a lock',
    (fault) => {
      const counts = outcomes('plain', UPGRADE, fault)
      expect(Object.keys(counts)).toEqual([
        '1 deployed',
        '1 deployed, 2 pending-upgrade',
        '1 superseded, 2 pending-upgrade',
        ...(fault === 'kill-after' ? ['1 superseded, 2 deployed'] : []),
      ])
    },
  )

  it('leaves a lock that a rollback breaks, or the deletion of its record', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const worlds = steps(twin, UPGRADE)
    const late = worlds.at(-4)!
    crash(twin, late, 'kill-before')
    expect(twin.statuses()).toEqual(['1 deployed', '2 pending-upgrade'])
    expect(twin.helm(UPGRADE).stderr).toContain('another operation (install/upgrade/rollback) is in progress')
    const locked = twin.world
    expect(twin.helm('rollback shop 1').code).toBe(0)
    expect(twin.statuses()).toEqual(['1 superseded', '2 pending-upgrade', '3 deployed'])
    expect(twin.helm(UPGRADE).code).toBe(0)
    twin.world = locked
    twin.run('kubectl delete secret sh.helm.release.v1.shop.v2 -n test')
    // What the dead upgrade created names the release, so it is adopted.
    expect(twin.helm(UPGRADE).code).toBe(0)
    expect(twin.statuses()).toEqual(['1 superseded', '2 deployed'])
  })

  it('of an installation leaves a name that cannot be used again', () => {
    const twin = new HelmTwin()
    twin.run('helm version')
    const worlds = steps(twin, 'install shop ./shop')
    crash(twin, worlds.at(-1)!, 'kill-before')
    expect(twin.statuses()).toEqual(['1 pending-install'])
    expect(twin.helm('install shop ./shop').stderr).toBe(
      'Error: INSTALLATION FAILED: cannot re-use a name that is still in use\n',
    )
    expect(twin.helm('upgrade --install shop ./shop').stderr).toContain('is in progress')
    expect(twin.helm('uninstall shop').code).toBe(0)
    expect(twin.helm('install shop ./shop').code).toBe(0)
  })

  it('of an uninstallation can be followed by another one', () => {
    const twin = new HelmTwin()
    twin.deploy('extra')
    for (const world of steps(twin, 'uninstall shop')) {
      crash(twin, world, 'kill-before')
      expect(twin.helm('uninstall shop').code).toBe(0)
      expect(twin.statuses()).toEqual([])
    }
  })
})

describe('SIGTERM', () => {
  it('ends an upgrade as failed, or comes too late', () => {
    expect(Object.keys(outcomes('plain', UPGRADE, 'terminate'))).toEqual([
      '1 deployed, 2 failed',
      '1 superseded, 2 failed',
      '1 superseded, 2 deployed',
    ])
  })

  it('says so, in the output and in the record', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const worlds = steps(twin, UPGRADE)
    crash(twin, worlds.at(-4)!, 'terminate')
    const exit = twin.exitOf(PID)
    expect({ code: exit?.code, stdout: exit?.stdout, stderr: exit?.stderr }).toEqual({
      code: 1,
      stdout: 'Release shop has been cancelled.\n',
      stderr: 'Error: UPGRADE FAILED: context canceled\n',
    })
    expect(twin.release(2)?.info.description).toBe('Upgrade "shop" failed: context canceled')
  })

  it('rolls an atomic upgrade back, from every request after the lock', () => {
    expect(outcomes('plain', `${UPGRADE} --atomic`, 'terminate')).toMatchObject({
      '1 superseded, 2 failed, 3 deployed': expect.any(Number),
    })
  })

  it('uninstalls an atomic installation', () => {
    const twin = new HelmTwin()
    twin.run('helm version')
    for (const world of steps(twin, 'install shop ./shop --atomic').slice(0, -1)) {
      crash(twin, world, 'terminate')
      expect(twin.statuses()).toEqual([])
      expect(twin.exitOf(PID)?.stdout).toBe('Release shop has been cancelled.\n')
    }
  })

  it('kills a rollback, which has no handler', () => {
    expect(Object.keys(outcomes('plain', 'rollback shop 1', 'terminate'))).toEqual([
      '1 deployed',
      '1 deployed, 2 pending-rollback',
      '1 superseded, 2 pending-rollback',
    ])
  })
})

describe('a lost answer', () => {
  it('is an error of its request, or unnoticed where Helm only logs it', () => {
    const counts = outcomes('plain', UPGRADE, 'lose-response')
    expect(Object.keys(counts).sort()).toEqual([
      '1 deployed',
      '1 deployed, 2 failed',
      '1 deployed, 2 pending-upgrade',
      '1 superseded, 2 deployed',
    ])
  })

  it('is named', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const [first] = steps(twin, UPGRADE)
    crash(twin, first!, 'lose-response')
    expect(twin.exitOf(PID)?.stderr).toBe(
      'Error: UPGRADE FAILED: Kubernetes cluster unreachable: http2: client connection lost\n',
    )
  })
})

describe('re-execution', () => {
  it('makes the same requests: an upgrade that rolls back, continued from its journal at every step', () => {
    const twin = new HelmTwin({ alwaysReexecute: true })
    twin.deploy('extra')
    const { stderr } = twin.helm('upgrade shop ./shop -f values/stuck.yaml --atomic --timeout 20s')
    expect(stderr).toContain('rolled back due to atomic')
  })
})
