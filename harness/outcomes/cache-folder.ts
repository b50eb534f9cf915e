import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where outcomes are remembered: `outcomes` below `REHEARSE_CACHE`, default `$XDG_CACHE_HOME/rehearse` or `~/.cache/rehearse`.
 * Undefined where nothing is to be remembered: `REHEARSE_CACHE` is empty, or `REHEARSE_REMEMBER` is `0`, or there is no home.
 */
export function outcomesFolder(environment: Environment): string | undefined {
  if (environment['REHEARSE_REMEMBER'] === '0') return undefined
  const own = environment['REHEARSE_CACHE']
  if (own === '') return undefined
  if (own !== undefined) return join(own, 'outcomes')
  const caches = environment['XDG_CACHE_HOME'] || (homedir() && join(homedir(), '.cache'))
  return caches === '' ? undefined : join(caches, 'rehearse', 'outcomes')
}
