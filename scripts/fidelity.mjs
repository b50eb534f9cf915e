/**
 * Runs the command corpus with every client that `node scripts/fetch-clients.mjs --all` has fetched and compares
 * docs/fidelity.md with the outcome, or writes it:
 *
 *     node scripts/fidelity.mjs [--update]
 *
 * Exit code 4 when a client is missing: the table would then lack a column.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const UNAVAILABLE = 4

const fetched = spawnSync(process.execPath, [join(root, 'scripts/fetch-clients.mjs'), '--all'], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (fetched.status === 0) {
  const update = process.argv.includes('--update') ? ['--update'] : []
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const ran = spawnSync(
    process.execPath,
    [vitest, 'run', '--mode', 'clients', 'test/conformance/clients.test.ts', ...update],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, REHEARSE_CLIENTS: 'all' },
    },
  )
  process.exitCode = ran.status ?? 1
} else {
  process.exitCode = UNAVAILABLE
}
