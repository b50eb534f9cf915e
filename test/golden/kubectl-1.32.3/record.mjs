/**
 * Records what the real kubectl answers to the commands of commands.json, one after the other against the served world
 * of test/support/golden-kubectl.ts, and says which answers changed:
 *
 *     node scripts/fetch-clients.mjs && node test/golden/kubectl-1.32.3/record.mjs [--update]
 *
 * Only answers that differ beyond what the tests mask are replaced, and only with --update.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const mode = process.argv.includes('--update') ? 'update' : 'compare'
const ran = spawnSync(process.execPath, [vitest, 'run', 'test/conformance/kubernetes.kubectl-golden.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, REHEARSE_RECORD_KUBECTL: mode },
})
process.exitCode = ran.status ?? 1
