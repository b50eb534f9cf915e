/** Under which user servers run: PostgreSQL refuses to run as root, and initdb wants a user with a passwd entry. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** `nobody`, which every Linux has. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 }

/** The user to change to, or undefined to stay who we are. */
export function unprivilegedAccount(): Account | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined
}

/** What servers and initdb see of the environment: nothing that could change what they answer. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const
