import { type Json, stableStringify } from '../../../twins/kernel/json.js'
import { cacheChecks } from '../doctor/cache-checks.js'
import type { Machine } from '../doctor/check.js'
import { databaseChecks } from '../doctor/database-checks.js'
import { thisMachine } from '../doctor/machine.js'
import { portCheck } from '../doctor/port-check.js'
import { programChecks } from '../doctor/program-checks.js'
import { rehearsalChecks } from '../doctor/rehearsal-checks.js'
import { mainJobWorks, renderChecks } from '../doctor/render-checks.js'
import { EXIT } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'

export interface DoctorContext {
  readonly terminal: Terminal
  readonly environment: NodeJS.ProcessEnv
  /** Of Rehearse. */
  readonly version: string
}

/**
 * `rehearse doctor`: what this machine has for what Rehearse can do. It looks and changes nothing. Returns the exit code: 0 when
 * rehearsals work here, 4 when they do not; anything else that is missing is said, and is no failure.
 */
export async function doctorCommand(
  flags: { readonly json?: boolean },
  { terminal, environment, version }: DoctorContext,
  machine: Machine = thisMachine(environment),
): Promise<number> {
  terminal.progress('looking')
  const checks = [
    ...(await rehearsalChecks(machine)),
    ...databaseChecks(machine),
    ...cacheChecks(machine),
    await portCheck(),
    ...programChecks(machine),
  ]
  terminal.progress('')
  const works = mainJobWorks(checks)
  const about = { schemaVersion: 1, version, node: machine.node, platform: machine.platform, works, checks }
  terminal.write(
    flags.json
      ? `${stableStringify(about as unknown as Json, 2)}\n`
      : renderChecks(checks, { version, machine, width: terminal.width }),
  )
  return works ? EXIT.asExpected : EXIT.environment
}
