import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kubeconfig } from '../../harness/serve/kubeconfig.js'
import { baseWorlds, corpusSystem } from '../support/corpus-worlds.js'
import { serveWorld, TOKEN } from '../support/served-worlds.js'
import { ROOT } from '../support/sources.js'

/** The system's own comes first: the one on the path may not see Debian's packages. */
const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', 'import kubernetes']).status === 0,
)
if (PYTHON === undefined) {
  process.stderr.write('SKIPPED: the Python client: apt-get install python3-kubernetes\n')
}

/** Runs the script against a world and gives its lines. */
async function check(world: string, namespace: string): Promise<readonly string[]> {
  const system = corpusSystem()
  const served = await serveWorld(system, baseWorlds(system)(world))
  const home = mkdtempSync(join(tmpdir(), 'rehearse-python-'))
  try {
    const config = join(home, 'config')
    writeFileSync(config, kubeconfig({ url: served.address, token: TOKEN, namespace }), { mode: 0o600 })
    const script = join(ROOT, 'test/conformance/python/check_api.py')
    const env = { HOME: home, KUBECONFIG: config, PATH: process.env['PATH'] ?? '' }
    const child = spawn(PYTHON ?? '', [script, namespace], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    await new Promise((resolve) => child.on('close', resolve))
    return output.trim().split('\n')
  } finally {
    await served.close()
    rmSync(home, { recursive: true })
  }
}

describe.skipIf(PYTHON === undefined)('python3-kubernetes, which validates every answer', () => {
  it('lists, writes and watches a served world', async () => {
    const lines = await check('shop', 'shop')
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([])
    expect(lines.length).toBeGreaterThan(25)
  })
})
