import type { ToolArgs } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { Proc, Program } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { isGitError, listRemote, push } from './port.js'

const ONLY = 'Only `git push <url> <local branch>[:<remote branch>]` and `git ls-remote <url>` are.'

/**
 * The command `git`: what a runbook needs to change what is deployed. Local branches are those the world names; each of
 * them is taken to descend from what the remote has, so no push is refused as non-fast-forward.
 * Texts: git v2.43 builtin/push.c, transport.c (print_ref_status), builtin/ls-remote.c.
 */
export const git: Program = function* (args) {
  const [, subcommand = '', ...rest] = (args as ToolArgs).argv
  const words = rest.filter((word) => !['-f', '--force', '-q', '--quiet'].includes(word))
  const unknown = words.find((word) => word.startsWith('-'))
  if (unknown !== undefined) throw new NotModelled(`git ${subcommand} ${unknown}`, ONLY)
  const [url = '', refspec = '', ...more] = words
  if (subcommand === 'ls-remote' && refspec === '') return yield* lsRemote(url)
  if (subcommand !== 'push' || refspec === '' || more.length > 0) {
    throw new NotModelled(`git ${[subcommand, ...rest].join(' ')}`, ONLY)
  }
  const [branch = '', to = branch] = refspec.replace(/^\+/, '').split(':')
  if (branch === '' || to === '') throw new NotModelled(`git push ${url} ${refspec}`, ONLY)
  return yield* pushBranch(url, branch.replace(/^refs\/heads\//, ''), to.replace(/^refs\/heads\//, ''))
}

function* pushBranch(url: string, branch: string, to: string): Proc<number> {
  const pushed = yield* push(url, branch, to)
  if (isGitError(pushed)) {
    if (pushed.error === 'no-repository') return yield* repositoryNotFound(url)
    yield* printError(`error: src refspec ${branch} does not match any`)
    yield* printError(`error: failed to push some refs to '${url}'`)
    return 1
  }
  if (pushed.before === pushed.after) {
    yield* printError('Everything up-to-date')
    return 0
  }
  yield* printError(`To ${url}`)
  const summary =
    pushed.before === ''
      ? ' * [new branch]     '
      : `   ${pushed.before.slice(0, 7)}..${pushed.after.slice(0, 7)} `
  yield* printError(`${summary} ${branch} -> ${to}`)
  return 0
}

function* lsRemote(url: string): Proc<number> {
  const heads = yield* listRemote(url)
  if (isGitError(heads)) return yield* repositoryNotFound(url)
  for (const name of Object.keys(heads).sort()) yield* print(`${heads[name]}\trefs/heads/${name}`)
  return 0
}

function* repositoryNotFound(url: string): Proc<number> {
  yield* printError(`fatal: repository '${url}' not found`)
  return 128
}
