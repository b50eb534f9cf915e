import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SERVER_ENVIRONMENT, unprivilegedAccount } from './account.js'
import type { Binaries } from './binaries.js'
import { homeFolder, makeSearchableFolder, makeServerFolder } from './places.js'
import { messageOf, ServerError } from './server-error.js'

const run = promisify(execFile)

/** The bootstrap superuser, as in every packaged PostgreSQL. */
export const SUPERUSER = 'postgres'

const INITDB_OPTIONS = [
  `--username=${SUPERUSER}`,
  '--auth=trust',
  '--encoding=UTF8',
  '--locale=C',
  '--wal-segsize=1',
  '--no-sync',
  '--no-instructions',
] as const

/**
 * Settings besides the defaults. The first part only makes it fast, since nothing has to survive a crash of the machine; the
 * second makes the same statements give the same answers.
 */
const SETTINGS = `
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 16MB
max_wal_size = 64MB
min_wal_size = 2MB
checkpoint_timeout = 1d
log_min_messages = fatal

autovacuum = off
jit = off
max_parallel_workers_per_gather = 0
synchronize_seqscans = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
`

/**
 * A data directory right after initdb, made once for each version and set of options and copied from then on. Throws
 * {@link ServerError} `postgres-initdb-failed`.
 */
export async function templateFolder(binaries: Binaries): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([binaries.folder, INITDB_OPTIONS, SETTINGS]))
    .digest('hex')
    .slice(0, 16)
  const templates = makeSearchableFolder(join(homeFolder(), 'templates'))
  const folder = join(templates, `${binaries.major}-${key}`)
  if (existsSync(folder)) return folder
  const scratch = makeServerFolder(join(templates, `making-${process.pid}-${binaries.major}-${key}`))
  await initialise(binaries, scratch)
  try {
    renameSync(scratch, folder)
  } catch {
    // Someone else was first.
    rmSync(scratch, { recursive: true, force: true })
  }
  return folder
}

async function initialise(binaries: Binaries, folder: string): Promise<void> {
  // From 18 on checksums are the default; they would only cost time here.
  const checksums = Number(binaries.major) >= 18 ? ['--no-data-checksums'] : []
  try {
    await run(binaries.initdb, [`--pgdata=${folder}`, ...INITDB_OPTIONS, ...checksums], {
      ...unprivilegedAccount(),
      env: SERVER_ENVIRONMENT,
      cwd: '/',
    })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    const stderr = (error as { stderr?: string }).stderr?.trim()
    throw new ServerError(`initdb of PostgreSQL ${binaries.major} failed: ${stderr || messageOf(error)}`, {
      code: 'postgres-initdb-failed',
      subject: folder,
      remedy: 'Correct what initdb names; the folder must be writable and have some 40 MB free.',
      cause: error,
    })
  }
  appendFileSync(join(folder, 'postgresql.conf'), SETTINGS)
  writeFileSync(join(folder, 'pg_hba.conf'), HBA_TRUST)
}

/** Local connections without a password: how the sessions of a world are opened again. */
export const HBA_TRUST = 'local all all trust\nhost all all all scram-sha-256\n'

/** Local connections as a server in a network sees them: how a login is tried. */
export const HBA_SCRAM = 'local all all scram-sha-256\nhost all all all scram-sha-256\n'
