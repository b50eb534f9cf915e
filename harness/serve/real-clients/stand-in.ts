import type { ToolArgs } from '../../../twins/contract/component.js'
import type { ServedWorld } from '../../../twins/embedded/served-world.js'
import { findProcess, launch } from '../../../twins/kernel/boot.js'
import { exitProcess } from '../../../twins/kernel/interpreter.js'
import type { Exit, Program } from '../../../twins/kernel/process.js'
import { park } from '../../../twins/kernel/requests.js'
import type { System } from '../../../twins/kernel/system.js'
import { Transaction } from '../../../twins/kernel/transaction.js'
import { finishStep } from '../../../twins/kernel/transition.js'
import type { Client } from '../clients.js'

/** What stands in the world for a real binary while it runs: it does nothing by itself. */
const PROGRAM = 'real-client'

const standIn: Program = function* () {
  return yield* park()
}

/** The system in which binaries can stand. */
export function withStandIns(system: System): System {
  return { ...system, programs: new Map([...system.programs, [PROGRAM, standIn] as const]) }
}

/** Put a binary's stand-in into the world. Its requests are caused by it. */
export function startStandIn(served: ServedWorld, pid: string, command: ToolArgs): Client {
  served.replace(launch(served.system, served.world, pid, PROGRAM, command))
  return { actor: pid, cause: served.world.seq }
}

/** The binary has ended. */
export function endStandIn(served: ServedWorld, { actor: pid, cause }: Client, exit: Exit): void {
  const { system, world } = served
  const process = findProcess(world, pid)
  if (process === undefined || process.exit !== null) return
  const tx = new Transaction(system, world, { actor: pid, now: world.now, cause })
  exitProcess(tx, process, exit)
  served.replace(finishStep(tx).world)
}
