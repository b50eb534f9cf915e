import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareKeys } from '../../../twins/kernel/json.js'
import { cacheFolder } from '../../../twins/postgres/server/kept-answers.js'
import { formatCommand } from '../../scenario/command.js'
import type { Check, Machine } from './check.js'
import { formatBytes } from './format-bytes.js'

const group = 'caches'

/** What is kept between runs: where, how much, and how to be rid of it. It never changes a verdict. */
export function cacheChecks(machine: Machine): readonly Check[] {
  return [...answersChecks(machine), ...serverChecks(machine)]
}

function answersChecks(machine: Machine): readonly Check[] {
  if (machine.environment['REHEARSE_CACHE'] === '')
    return [
      { group, name: 'remembered answers', status: 'ok', found: 'none are kept: REHEARSE_CACHE is empty' },
    ]
  const folder = cacheFolder(machine.environment)
  const parts = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort(compareKeys)
    : []
  if (parts.length === 0)
    return [{ group, name: 'remembered answers', status: 'ok', found: `nothing yet in ${folder}` }]
  return parts.map((part) => cacheCheck(machine, part, join(folder, part)))
}

/** Templates of servers, and programs that the servers' user could not reach where they are. */
function serverChecks(machine: Machine): readonly Check[] {
  const own = `rehearse-postgres-${machine.uid ?? 0}`
  return ['/dev/shm', tmpdir()]
    .map((base) => join(base, own))
    .filter((folder) => existsSync(folder))
    .map((folder) => cacheCheck(machine, 'database servers', folder, ', while none runs'))
}

function cacheCheck(machine: Machine, name: string, folder: string, when = ''): Check {
  const size = formatBytes(machine.sizeOf(folder) ?? 0)
  return {
    group,
    name,
    status: 'ok',
    found: `${size} in ${folder} (clear${when}: ${formatCommand({ argv: ['rm', '-r', folder] })})`,
  }
}
