import type { Profile } from '../contract/component.js'
import { RehearseError } from '../kernel/errors.js'

export const POSTGRES_VERSIONS = ['15', '16', '17', '18'] as const
export const DEFAULT_VERSION = '17'

/** Throws `RehearseError` `unsupported-version` for a major version there is no server of. */
export function checkVersion(version: string): void {
  if ((POSTGRES_VERSIONS as readonly string[]).includes(version)) return
  throw new RehearseError(`PostgreSQL ${version} is not supported`, {
    code: 'unsupported-version',
    subject: `postgres=${version}`,
    remedy: `Use one of: ${POSTGRES_VERSIONS.join(', ')}.`,
  })
}

export const postgresProfile: Profile = {
  key: 'postgres',
  default: DEFAULT_VERSION,
  description: 'Major version of PostgreSQL servers that name none: 15 to 18',
  check: checkVersion,
}
