import type { ToolArgs } from '../contract/component.js'
import type { Advanced, Settled, Twin } from '../contract/twin.js'
import { findProcess, launch } from '../kernel/boot.js'
import { RehearseError } from '../kernel/errors.js'
import { canonicalFingerprint } from '../kernel/fingerprint.js'
import { hashToHex } from '../kernel/hash.js'
import { logEntries } from '../kernel/log.js'
import { run } from '../kernel/scheduler.js'
import { settle } from '../kernel/settle.js'
import type { System } from '../kernel/system.js'
import type { World } from '../kernel/world.js'
import { toolProgramName } from './assemble.js'

/** The default twin: in process, in virtual time, every state a value that can be continued from. */
export function createEmbeddedTwin(system: System): Twin<World> {
  return {
    name: 'embedded',
    capabilities: { branch: true, virtualTime: true, faults: true },
    profile: system.profile,
    start: (world, pid, command) => launch(system, world, pid, programOf(system, command), command),
    advance: (world, until): Advanced<World> => {
      const result = run(system, world, { until })
      return { state: result.world, reason: result.reason === 'until' ? 'until' : 'quiescent' }
    },
    settle: (world): Settled<World> => {
      const result = settle(system, world)
      if (result.outcome === 'settled') return { state: result.world, outcome: 'settled' }
      if (result.outcome === 'horizon') {
        return { state: result.world, outcome: 'horizon', horizonMs: result.horizonMs }
      }
      return { state: result.world, outcome: 'diverges', cycle: result.cycle }
    },
    elapse: (world, ms) => elapse(system, world, ms),
    exitOf: (world, pid) => findProcess(world, pid)?.exit ?? null,
    view: (world) => world,
    log: (world) => logEntries(world.log),
    now: (world) => world.now,
    digest: (world) => hashToHex(canonicalFingerprint(world)),
  }
}

/** Let `ms` of virtual time pass; the world's clock stands at the end of it even if nothing happens then. */
export function elapse(system: System, world: World, ms: number): World {
  const deadlineMs = world.now + ms
  const result = run(system, world, { background: true, deadlineMs })
  return result.world.at(deadlineMs)
}

function programOf(system: System, command: ToolArgs): string {
  const binary = command.argv[0] ?? ''
  const name = toolProgramName(binary)
  if (system.programs.has(name)) return name
  throw new RehearseError(`no built-in tool ${JSON.stringify(binary)}`, {
    code: 'unknown-tool',
    subject: command.argv.join(' '),
    remedy: 'Use kubectl, helm or aws; other commands need the real binaries.',
  })
}
