import type { Command } from '../../scenario/command.js'
import type { LoadedScenario } from '../../scenario/load.js'
import type { Fix, Incident, Scenario, Step } from '../../scenario/scenario.js'
import { limitTimeOuts } from './time-outs.js'

/**
 * The scenario with no command that waits longer than this for the cluster, whoever runs it: what takes five minutes of
 * the world takes five minutes on the wall when its clock follows the wall's.
 */
export function withShortWaits(loaded: LoadedScenario, longestMs: number): LoadedScenario {
  const { under, scenario } = loaded
  const shortened: LoadedScenario['under'] = (versions) => shorten(under(versions), longestMs)
  return { ...loaded, scenario: shorten(scenario, longestMs), under: shortened }
}

function shorten(scenario: Scenario, longestMs: number): Scenario {
  const shortCommand = (command: Command): Command => ({
    ...command,
    argv: limitTimeOuts(command.argv, longestMs),
  })
  const shortStep = (step: Step): Step => ({ ...step, command: shortCommand(step.command) })
  const shortSteps = <T extends Incident | Fix>(part: T): T => ({ ...part, steps: part.steps.map(shortStep) })
  return {
    ...scenario,
    world: { ...scenario.world, setup: scenario.world.setup.map(shortCommand) },
    incidents: scenario.incidents.map(shortSteps),
    fixes: scenario.fixes.map(shortSteps),
  }
}
