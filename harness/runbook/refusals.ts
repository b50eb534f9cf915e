import type { SyntaxNode } from 'unbash'

/** What the grammar does not allow, and what to do about it. */
export interface Refusal {
  readonly what: string
  readonly remedy: string
}

const LEAVE_OUT = 'or mark the block `sh no-rehearse` to leave it out'
const FOR_REAL = `Write out the commands that it runs, ${LEAVE_OUT}.`
const BY_NAME =
  'Write the value, or a placeholder such as <name>, and bind it: --bind name=value, or `bindings:` in the front matter.'

/** Syntax of Bash that no runbook may hold, by the node of the parser. */
const NODES: Partial<Readonly<Record<SyntaxNode['type'], Refusal>>> = {
  If: { what: 'a condition (if)', remedy: `Write the commands of the branch that is taken, ${LEAVE_OUT}.` },
  Case: { what: 'a condition (case)', remedy: `Write the commands of the case that is met, ${LEAVE_OUT}.` },
  For: { what: 'a loop (for)', remedy: FOR_REAL },
  ArithmeticFor: { what: 'a loop (for)', remedy: FOR_REAL },
  While: {
    what: 'a loop (while, until)',
    remedy: `Wait with \`kubectl wait\` instead of polling, ${LEAVE_OUT}.`,
  },
  Select: { what: 'a menu (select)', remedy: FOR_REAL },
  Function: { what: 'a function', remedy: FOR_REAL },
  Coproc: { what: 'a coprocess', remedy: FOR_REAL },
  Subshell: { what: 'a subshell', remedy: `Write the commands without parentheses, ${LEAVE_OUT}.` },
  BraceGroup: { what: 'a group', remedy: `Write the commands without braces, ${LEAVE_OUT}.` },
  TestCommand: { what: 'a test ([[ ]])', remedy: `A test changes nothing: leave it out, ${LEAVE_OUT}.` },
  ArithmeticCommand: { what: 'arithmetic', remedy: FOR_REAL },
  Time: { what: '`time`', remedy: 'Leave it out.' },
  Negation: { what: '`!`', remedy: 'Leave it out: the exit code of an observation is not asked for.' },
  CommandExpansion: { what: 'a command substitution', remedy: BY_NAME },
  ProcessSubstitution: { what: 'a process substitution', remedy: FOR_REAL },
  ArithmeticExpansion: { what: 'arithmetic', remedy: BY_NAME },
  ParameterExpansion: {
    what: 'a parameter expansion with an operator',
    remedy: 'Write $NAME, and bind it.',
  },
  LocaleString: { what: 'a translated string ($"…")', remedy: 'Write it without the dollar sign.' },
  Glob: { what: 'a pattern that the shell replaces by file names', remedy: 'Quote it, or write the names.' },
  ExtendedGlob: {
    what: 'a pattern that the shell replaces by file names',
    remedy: 'Quote it, or write the names.',
  },
  BraceExpansion: { what: 'a brace expansion', remedy: 'Quote it, or write the words.' },
  ArrayValue: { what: 'an array', remedy: 'Write its words where it is used.' },
}

/** Why a node of the syntax tree is refused. */
export function refusalOf(type: SyntaxNode['type']): Refusal {
  return NODES[type] ?? { what: `this syntax (${type})`, remedy: FOR_REAL }
}

/** Builtins of a shell that no runbook may hold. */
const BUILTINS: ReadonlyMap<string, Refusal> = new Map(
  (
    [
      ['source .', 'reads another file', 'Write its variables with `export NAME=value`.'],
      [
        'eval exec trap alias unset shift getopts read mapfile',
        'changes how the shell itself goes on',
        FOR_REAL,
      ],
      [
        'test [ exit return break continue',
        'decides what is run',
        `Write the commands that are run, ${LEAVE_OUT}.`,
      ],
      ['pushd popd dirs', 'keeps a stack of folders', 'Write `cd` with the folder.'],
      [
        'sudo su doas',
        'becomes another user',
        'Leave it out: the commands of a rehearsal may do everything.',
      ],
      ['xargs parallel', 'makes commands of its input', FOR_REAL],
      [
        'tee dd',
        'writes a file',
        'Leave it out, and keep the file among the artefacts if a later command reads it.',
      ],
      ['nohup setsid', 'runs a command in the background', 'Leave it out.'],
      ['timeout', 'ends a command early', 'Leave it out, or give the command a time-out of its own.'],
    ] as const
  ).flatMap(([names, what, remedy]) =>
    names.split(' ').map((name) => [name, { what: `\`${name}\` (${what})`, remedy }] as const),
  ),
)

/** Why a command is refused by its name; undefined: it is not. */
export function refusedBuiltin(name: string): Refusal | undefined {
  return BUILTINS.get(name)
}

export const BACKGROUND: Refusal = {
  what: 'a command in the background (&)',
  remedy: 'Write it without &: a rehearsal waits for each command.',
}
export const OTHERWISE: Refusal = {
  what: 'an alternative (||)',
  remedy: `Write the commands on lines of their own: an operator stops where one fails, ${LEAVE_OUT}.`,
}
export const INPUT_FILE: Refusal = {
  what: 'a redirection from a file',
  remedy: 'Name the file as an argument (`-f file`), or write its text as a here-document.',
}
export const OUTPUT_FILE: Refusal = {
  what: 'a redirection to a file',
  remedy: `Keep the file among the artefacts if a later command reads it, and leave this line out, ${LEAVE_OUT}.`,
}
export const DESCRIPTOR: Refusal = { what: 'a redirection of another descriptor', remedy: 'Leave it out.' }
export const HOME: Refusal = {
  what: 'the home folder (~)',
  remedy: 'Write a path within the folder of the artefacts.',
}
export const OUTSIDE: Refusal = {
  what: 'a folder outside of the artefacts',
  remedy: 'Write a path relative to the folder of the artefacts (that of the scenario’s fixtures).',
}
export const CD: Refusal = { what: '`cd` without one folder', remedy: 'Write `cd folder`.' }
export const PIPE: Refusal = {
  what: 'a pipe into a command that is no read-only filter',
  remedy: `Commands may be piped into filters such as grep, jq, head, wc or base64 only. Give the input as a file or a here-document, ${LEAVE_OUT}.`,
}
export const PIPE_ERRORS: Refusal = { what: 'a pipe of both streams (|&)', remedy: 'Write |.' }
export const ENV: Refusal = {
  what: 'an option of `env`',
  remedy: 'Write `env NAME=value command`, or `env -u NAME command`.',
}
export const EXPORT: Refusal = { what: 'an option of `export`', remedy: 'Write `export NAME=value`.' }
