import { RehearseError } from '../../twins/kernel/errors.js'

/** Something is wrong with what the user gave: a scenario, a manifest, a chart, an option. Exit code 2. */
export class ScenarioError extends RehearseError {
  override readonly name = 'ScenarioError'
}

/** `path:line`, or the path alone when the line is not known. */
export function location(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}:${line}`
}
