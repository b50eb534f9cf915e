import { findWorld } from '../import/world-folder.js'

/** Commands that take a scenario as their first argument; others that know `--world` read it themselves. */
const COMMANDS: ReadonlySet<string> = new Set(['run', 'explore', 'fuzz', 'serve'])

/**
 * A command line in which `--world <folder>` is the scenario of that folder, as these commands know it. `argv` begins with the command. Throws
 * `ScenarioError` `world-unknown`.
 */
export function withWorld(argv: readonly string[]): readonly string[] {
  const [command = '', ...rest] = argv
  const end = rest.indexOf('--')
  const at = rest.findIndex((word) => word === '--world' || word.startsWith('--world='))
  if (!COMMANDS.has(command) || at < 0 || (end >= 0 && at > end)) return argv
  const [before, [word = '', next], inline] = [
    rest.slice(0, at),
    rest.slice(at, at + 2),
    rest[at] !== '--world',
  ]
  // Without a folder the parser says what is missing.
  if (!inline && next === undefined) return argv
  const folder = inline ? word.slice('--world='.length) : next!
  return [command, findWorld(folder), ...before, ...rest.slice(at + (inline ? 1 : 2))]
}
