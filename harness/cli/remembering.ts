import { serverStamp } from '../../twins/postgres/server/binaries.js'
import { POSTGRES_VERSIONS } from '../../twins/postgres/versions.js'
import { outcomesFolder } from '../outcomes/cache-folder.js'
import { codeDigest } from '../outcomes/code-digest.js'
import { Remembering } from '../outcomes/remembering.js'

/** What this package remembers of earlier runs on this machine. */
export function remembering(
  environment: Readonly<Record<string, string | undefined>>,
  wallMs: number,
): Remembering {
  const stamps = POSTGRES_VERSIONS.map((major) => [major, serverStamp(major) ?? 'none'] as const)
  return new Remembering({
    folder: outcomesFolder(environment),
    code: codeDigest(),
    databases: Object.fromEntries(stamps),
    wallMs,
  })
}
