import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCompiled, packageRoot } from '../scenario/find-scenario.js'

/** The file in `dist/` that holds the digest of all code there; the build writes it last. */
const FILE = 'code-digest'

/**
 * Digest of the package's own code. Undefined for code that does not run from `dist/`, and while a build is under way: nobody could
 * tell whether it is the code that made an outcome.
 */
export function codeDigest(): string | undefined {
  const path = join(packageRoot(), 'dist', FILE)
  if (!isCompiled() || !existsSync(path)) return undefined
  const digest = readFileSync(path, 'utf8').trim()
  return /^[0-9a-f]{64}$/.test(digest) ? digest : undefined
}
