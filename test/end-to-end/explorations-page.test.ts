import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'
import { requireBuild } from './run-cli.js'

const JITI = join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs')

it('docs/explorations.md has what the explorations come to', { timeout: 900_000 }, () => {
  requireBuild()
  const made = spawnSync(process.execPath, [JITI, 'scripts/explorations.ts'], { cwd: ROOT, encoding: 'utf8' })
  expect(made.stderr).toBe('')
  const page = readFileSync(join(ROOT, 'docs/explorations.md'), 'utf8')
  const answers = /<!-- answers -->\n([\s\S]*?)<!-- end of answers -->/.exec(page)?.[1]
  expect(unpadded(answers ?? ''), 'stale: run `npx jiti scripts/explorations.ts --write`').toBe(
    unpadded(made.stdout),
  )
})

/** A formatter may align tables. */
function unpadded(text: string): string {
  return text.trim().replace(/ +\|/g, ' |').replace(/-{3,}/g, '---')
}
