import type { JsonObject } from '../../kernel/json.js'
import type { TableSpec } from '../../kernel/table.js'

/**
 * A Git repository of the world: `branches` are the local branches of the operator's clone (name -> folder of the
 * artefacts), `heads` what the remote has (name -> commit), `commits` every tree that was ever pushed (commit -> folder).
 */
export interface Repository extends JsonObject {
  readonly branches: Readonly<Record<string, string>>
  readonly heads: Readonly<Record<string, string>>
  readonly commits: Readonly<Record<string, string>>
}

/** Row per URL as {@link normaliseUrl} writes it. */
export const REPOSITORIES = 'git.repositories'

export const repositoriesTable: TableSpec<Repository> = { name: REPOSITORIES }

/** One repository may be named with and without `.git` or a final `/`. argo-cd v3.5.1 util/git/git.go (NormalizeGitURL). */
export function normaliseUrl(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
}
