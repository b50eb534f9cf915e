import { startProcess } from './interpreter.js'
import type { JsonObject } from './json.js'
import type { Process } from './process.js'
import { enqueue } from './reconcile.js'
import type { System } from './system.js'
import { MONITORS, PROCESSES } from './tables.js'
import { Transaction } from './transaction.js'
import { finishStep } from './transition.js'
import { emptyWorld, World } from './world.js'

/**
 * A world whose controllers have made their initial list. `prior` says what it holds before anything runs; default:
 * nothing.
 */
export function bootWorld(
  system: System,
  seed: number,
  prior: (empty: World) => World = (empty) => empty,
): World {
  return transact(system, prior(emptyWorld(system, seed)), 'boot', (tx) => {
    for (const monitor of system.monitors) tx.put(MONITORS, monitor.name, monitor.init)
    for (const controller of system.controllers.values()) {
      for (const key of controller.initial(tx)) enqueue(tx, controller, key, tx.seq)
    }
  })
}

/** One transition made from outside, e.g. by the builder of a world: calls to ports, then propagation. */
export function transact(
  system: System,
  world: World,
  actor: string,
  change: (tx: Transaction) => void,
): World {
  const tx = new Transaction(system, world, { actor, now: world.now, cause: world.seq })
  change(tx)
  return finishStep(tx).world
}

/** A change made while nothing runs: nobody is told of it. Only before a world is booted. */
export function unattended(
  system: System,
  world: World,
  actor: string,
  change: (tx: Transaction) => void,
): World {
  const tx = new Transaction(system, world, { actor, now: world.now, cause: world.seq })
  change(tx)
  return tx.commit()
}

/** Start a root process, e.g. a step of an operator. */
export function launch(system: System, world: World, pid: string, program: string, args: JsonObject): World {
  return transact(system, world, pid, (tx) => {
    startProcess(tx, { pid, program, args, parent: '' })
  })
}

/** A process of a world, or undefined. */
export function findProcess(world: World, pid: string): Process | undefined {
  return world.get<Process>(PROCESSES, pid)
}

/**
 * A world that runs in place: for one non-forking run. It shares nothing with `world`, which stays as it is.
 * Transactions on it must be made with `inPlace`.
 */
export function transientWorld(world: World): World {
  const tables = new Map([...world.tables].map(([name, table]) => [name, table.fork()]))
  const { now, revision, seed, log, seq, transitions } = world
  return new World({ tables, now, revision, seed, log, seq, transitions })
}
