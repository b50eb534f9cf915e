import { InvariantViolation } from '../../kernel/errors.js'
import { normalisePath } from '../../kernel/files.js'
import { compareKeys, type Json, type JsonObject } from '../../kernel/json.js'
import type { Port } from '../../kernel/port.js'
import type { Call, Proc } from '../../kernel/process.js'
import { call } from '../../kernel/requests.js'
import type { Transaction } from '../../kernel/transaction.js'
import { textAt } from '../../kubernetes/index.js'
import { normaliseUrl, REPOSITORIES, type Repository } from './repositories.js'
import { revisionOf, treeOf } from './revisions.js'

const GIT_PORT = 'git'
const LATENCY_MS = 50

/** A commit and the folder of the artefacts that holds its tree. */
export interface Commit {
  readonly revision: string
  readonly folder: string
}

/** What a push did to the remote; `before` is '' for a new branch. */
export interface Pushed {
  readonly before: string
  readonly after: string
}

export type GitError = { readonly error: 'no-repository' | 'no-revision' | 'no-branch' | 'empty-tree' }

/** Git hosting: repositories with branches, and nothing else of it. */
export const gitPort: Port = {
  name: GIT_PORT,
  latencyMs: LATENCY_MS,
  handle,
  describe: (payload) => `${textAt(payload, 'op')} ${textAt(payload, 'url')}`,
}

/** The commit a revision means: a branch, a commit or its beginning (7 digits or more), '' and `HEAD` for the default branch. */
export function* resolveRevision(url: string, revision: string): Proc<Commit | GitError> {
  return (yield* call(GIT_PORT, { op: 'resolve', url, revision })) as unknown as Commit | GitError
}

/** Makes the remote branch what the local one is. */
export function* push(url: string, branch: string, to: string): Proc<Pushed | GitError> {
  return (yield* call(GIT_PORT, { op: 'push', url, branch, to })) as unknown as Pushed | GitError
}

/** The remote's branches: name -> commit. */
export function* listRemote(url: string): Proc<Readonly<Record<string, string>> | GitError> {
  return (yield* call(GIT_PORT, { op: 'ls-remote', url })) as unknown as Record<string, string>
}

/** All folders of a commit that hold files, at any depth, hidden ones left out. */
export function* listDirectories(url: string, revision: string): Proc<readonly string[] | GitError> {
  return (yield* call(GIT_PORT, { op: 'directories', url, revision })) as unknown as
    | readonly string[]
    | GitError
}

export function isGitError(answer: object): answer is GitError {
  return 'error' in answer
}

/** The part `git` of a scenario's world. Every branch exists in the operator's clone and, at the start, on the remote. */
export function seedGit(value: Json): readonly Call[] {
  const { repositories } = value as { repositories: Readonly<Record<string, JsonObject>> }
  return Object.entries(repositories).map(([url, repository]) => ({
    port: GIT_PORT,
    payload: { op: 'seed', url, branches: repository['branches'] ?? {} },
  }))
}

function handle(transaction: Transaction, payload: JsonObject): Json {
  const key = normaliseUrl(textAt(payload, 'url'))
  if (payload['op'] === 'seed') return seed(transaction, key, payload)
  const repository = transaction.get<Repository>(REPOSITORIES, key)
  if (repository === undefined) return { error: 'no-repository' }
  switch (payload['op']) {
    case 'resolve':
      return resolve(repository, textAt(payload, 'revision'))
    case 'push':
      return pushBranch(transaction, key, repository, payload)
    case 'ls-remote':
      return repository.heads
    case 'directories':
      return directories(transaction, resolve(repository, textAt(payload, 'revision')))
    default:
      throw new InvariantViolation(`unknown request ${String(payload['op'])} to git`)
  }
}

function seed(transaction: Transaction, key: string, payload: JsonObject): Json {
  const { files } = transaction.system
  const branches: Record<string, string> = {}
  const heads: Record<string, string> = {}
  const commits: Record<string, string> = {}
  for (const [branch, path] of Object.entries(payload['branches'] as Readonly<Record<string, string>>)) {
    const folder = normalisePath(path)
    if (treeOf(files, folder).length === 0)
      return { status: 404, body: `branch ${branch}: no folder ${path}` }
    const revision = revisionOf(files, folder)
    branches[branch] = folder
    heads[branch] = revision
    commits[revision] = folder
  }
  transaction.put(REPOSITORIES, key, Object.freeze({ branches, heads, commits }))
  return { status: 200 }
}

function resolve({ heads, commits }: Repository, revision: string): Json {
  const names = Object.keys(heads)
  const fallback = ['main', 'master'].find((name) => heads[name] !== undefined) ?? names[0] ?? ''
  const branch = revision === '' || revision === 'HEAD' ? fallback : revision.replace(/^refs\/heads\//, '')
  const id =
    heads[branch] ??
    (/^[0-9a-f]{7,40}$/.test(revision)
      ? Object.keys(commits).find((one) => one.startsWith(revision))
      : undefined)
  return id === undefined ? { error: 'no-revision' } : { revision: id, folder: commits[id] ?? '' }
}

function directories({ system }: Transaction, commit: Json): Json {
  const folder = textAt(commit, 'folder')
  if (folder === '') return commit
  const found = new Set<string>()
  for (const path of treeOf(system.files, folder)) {
    const parts = path
      .slice(folder.length + 1)
      .split('/')
      .slice(0, -1)
    if (parts.some((part) => part.startsWith('.'))) continue
    for (let length = 1; length <= parts.length; length++) found.add(parts.slice(0, length).join('/'))
  }
  return [...found].sort(compareKeys)
}

function pushBranch(
  transaction: Transaction,
  key: string,
  repository: Repository,
  payload: JsonObject,
): Json {
  const folder = repository.branches[textAt(payload, 'branch')]
  if (folder === undefined) return { error: 'no-branch' }
  const to = textAt(payload, 'to')
  const before = repository.heads[to] ?? ''
  const after = revisionOf(transaction.system.files, folder)
  if (before !== after) {
    const next: Repository = {
      ...repository,
      heads: { ...repository.heads, [to]: after },
      commits: { ...repository.commits, [after]: folder },
    }
    transaction.put(REPOSITORIES, key, next)
  }
  return { before, after }
}
