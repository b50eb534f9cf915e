import { formatCommand } from '../scenario/command.js'

/** The command that replays a schedule. `asked`: how the scenario was named; one of a user is found by its path alone. */
export function replayLine(path: string, asked: string, scenario: string): string {
  const argv = ['rehearse', 'replay', path, ...(asked === scenario ? [] : ['--scenario', asked])]
  return formatCommand({ argv })
}
