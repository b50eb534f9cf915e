import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAIN, requireBuild } from './run-cli.js'

const SCENARIO = 'secret-deletion-doom-loop'

/** What is typed up to the cursor, and what the shell offers. `bash` says what it puts behind a `=` where it differs. */
const CASES: readonly {
  readonly typed: string
  readonly offers: readonly string[]
  readonly bash?: readonly string[]
}[] = [
  { typed: 'rehearse com', offers: ['completion'] },
  { typed: 'rehearse run sec', offers: [SCENARIO] },
  { typed: `rehearse run ${SCENARIO} --fix terra`, offers: ['terraform-first'] },
  {
    typed: `rehearse run ${SCENARIO} --fix=terra`,
    offers: ['--fix=terraform-first'],
    bash: ['terraform-first'],
  },
  { typed: `rehearse serve ${SCENARIO} --incident del`, offers: ['deletes-again'] },
  { typed: 'rehearse run --cl', offers: ['--clients'] },
  { typed: 'rehearse run --clients re', offers: ['real'] },
  { typed: 'rehearse completion ', offers: ['bash', 'zsh', 'fish'] },
  { typed: 'rehearse nothing-of-ours ', offers: [] },
  { typed: 'rehearse serve --directory some', offers: ['some-folder'] },
  { typed: `rehearse what-if ${SCENARIO} -- kubectl apply -f some-fi`, offers: ['some-file.json'] },
  { typed: 'rehearse runbook ch', offers: ['check'] },
  { typed: 'rehearse replay some-f', offers: ['some-file.json', 'some-folder'] },
]

let folder = ''
beforeAll(() => {
  requireBuild()
  folder = mkdtempSync(join(tmpdir(), 'rehearse-completion-'))
  writeFileSync(join(folder, 'rehearse'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, {
    mode: 0o755,
  })
  writeFileSync(join(folder, 'some-file.json'), '{}')
  spawnSync('mkdir', [join(folder, 'some-folder')])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A shell that offers something for each of many lines, in one process: starting one is the most of it. */
interface ShellUnderTest {
  readonly args: readonly string[]
  /** Run once. */
  readonly prepare: string
  /** Prints what is offered, one a line. */
  readonly offersFor: (typed: string) => string
}

const MARK = '-- the end of what is offered'
const quoted = (word: string): string => `'${word}'`

const BASH: ShellUnderTest = {
  args: ['--norc'],
  prepare: `source <(rehearse completion bash)
    [[ $(complete -p rehearse) == 'complete -o default -F _rehearse rehearse' ]] || echo 'not registered'
    compopt() { [[ $2 == dirnames ]] && COMPREPLY+=($(compgen -d -- "\${COMP_WORDS[COMP_CWORD]}")); true; }`,
  /** As readline does: words are split at white space and `=`, and the registered function is called. */
  offersFor: (typed) => {
    const words = typed.replaceAll('=', ' = ').split(/ +/)
    return `COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}; COMPREPLY=()
    _rehearse rehearse ${quoted(words.at(-1)!)} ${quoted(words.at(-2)!)}
    (( \${#COMPREPLY[@]} )) && printf '%s\\n' "\${COMPREPLY[@]}"`
  },
}

const FISH: ShellUnderTest = {
  args: ['--no-config'],
  prepare: 'rehearse completion fish | source',
  offersFor: (typed) => `complete -C ${quoted(typed)} | string replace -r '/?\\t.*$|/$' ''`,
}

/** The functions of zsh that show candidates print them instead. */
const ZSH: ShellUnderTest = {
  args: ['-f'],
  prepare: `compdef() { [[ "$*" == '_rehearse rehearse' ]] || print 'not registered' }
    _describe() { local each; for each in "\${(@P)2}"; do print -r -- "\${each%%:*}"; done }
    _files() { if [[ $1 == -/ ]]; then print -rl -- $words[-1]*(N/); else print -rl -- $words[-1]*(N); fi }
    source <(rehearse completion zsh)`,
  offersFor: (typed) => {
    const words = typed.split(' ')
    return `words=(${words.map(quoted).join(' ')}); CURRENT=${words.length}; _rehearse`
  },
}

/** What a shell offers for each line. */
function offersIn(
  shell: string,
  { args, prepare, offersFor }: ShellUnderTest,
): readonly (readonly string[])[] {
  const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, HOME: folder, TERM: 'dumb' }
  const script = CASES.map(({ typed }) => `${offersFor(typed)}\necho '${MARK}'\n`).join('')
  const ended = spawnSync(shell, [...args, '-c', `${prepare}\n${script}`], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  expect(ended.stderr).toBe('')
  return ended.stdout
    .split(`${MARK}\n`)
    .slice(0, -1)
    .map((text) =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    )
}

describe.each([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
] as const)('%s', (shell, underTest) => {
  const there = spawnSync(shell, ['--version']).status === 0
  if (!there) process.stderr.write(`SKIPPED: completion in ${shell}: apt-get install ${shell}\n`)
  let offered: readonly (readonly string[])[] = []
  beforeAll(() => {
    if (there) offered = offersIn(shell, underTest)
  }, 120_000)

  it.runIf(there).each(CASES.map((each, index) => [each.typed, each, index] as const))(
    '%s',
    (_typed, { offers, bash }, index) => {
      expect(offered[index]).toEqual([...(shell === 'bash' ? (bash ?? offers) : offers)].sort())
    },
  )
})
