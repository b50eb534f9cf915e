import { unprivilegedAccount } from '../../../twins/postgres/server/account.js'
import { installedMajors } from '../../../twins/postgres/server/binaries.js'
import { baseFolder } from '../../../twins/postgres/server/places.js'
import { bestWatchdog } from '../../../twins/postgres/server/watchdog.js'
import { POSTGRES_VERSIONS } from '../../../twins/postgres/versions.js'
import type { Check, Machine } from './check.js'
import { formatBytes } from './format-bytes.js'

const group = 'databases'

/** What scenarios with databases need: servers, an account that PostgreSQL accepts, and a fast place for their data. */
export function databaseChecks(machine: Machine): readonly Check[] {
  return [
    serversCheck(installedMajors(POSTGRES_VERSIONS)),
    accountCheck(machine),
    placeCheck(machine, baseFolder()),
    watchdogCheck(),
  ]
}

/** The majors that can be started. */
export function serversCheck(majors: readonly string[]): Check {
  const name = 'PostgreSQL servers'
  const use = 'databases of a world are real servers'
  const absent = POSTGRES_VERSIONS.filter((major) => !majors.includes(major))
  const fetch = `node scripts/fetch-postgres.mjs ${absent.join(' ')}`
  if (majors.length === 0)
    return {
      group,
      name,
      status: 'missing',
      found: 'none',
      use,
      remedy: `Run \`npm ci\` without --omit=optional, or: ${fetch}`,
    }
  const others = absent.length === 0 ? '' : `; not ${absent.join(', ')} (in a clone: ${fetch})`
  return { group, name, status: 'ok', found: `${majors.join(', ')}${others}`, use }
}

/** PostgreSQL refuses to run as root. */
function accountCheck({ uid }: Machine): Check {
  const other = unprivilegedAccount()
  const found =
    other === undefined ? `your own (${uid ?? 'no user ids here'})` : `uid ${other.uid}, because you are root`
  return { group, name: 'account of the servers', status: 'ok', found }
}

/** Data directories lie in memory where there is room. */
export function placeCheck(machine: Machine, folder: string): Check {
  const name = 'place of their data'
  if (!machine.isWritable(folder))
    return {
      group,
      name,
      status: 'broken',
      found: `${folder} cannot be written to`,
      remedy: 'Set TMPDIR to a folder you may write to.',
    }
  const free = `${folder}, ${formatBytes(machine.freeAt(folder))} free`
  return {
    group,
    name,
    status: 'ok',
    found: folder === '/dev/shm' ? `in memory: ${free}` : `on disk, slower: ${free}`,
  }
}

function watchdogCheck(): Check {
  const found =
    bestWatchdog() === 'death-signal' ? 'the kernel ends them with us' : 'a shell ends them with us'
  return { group, name: 'end of the servers', status: 'ok', found }
}
