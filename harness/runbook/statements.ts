import { posix } from 'node:path'
import type {
  AndOr,
  Assignment,
  Command,
  CommandNode,
  HereDoc,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirection,
  Statement,
} from 'unbash'
import { RunbookError } from './errors.js'
import { isFilter } from './filters.js'
import * as refusals from './refusals.js'
import type { LeftOut } from './runbook.js'
import type { Scope } from './scope.js'
import { lineAt, refused, type Source, Words } from './words.js'

/** A command as it is run, before it is named and told apart. */
export interface Draft {
  readonly line: number
  readonly endLine: number
  readonly text: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly stdin?: string
  readonly filters: readonly (readonly string[])[]
}

/** Commands of a shell that say something or let time pass, with why a rehearsal needs none of them. */
const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  ['echo', 'it only prints'],
  ['printf', 'it only prints'],
  ['clear', 'it only prints'],
  [':', 'it does nothing'],
  ['true', 'it does nothing'],
  ['set', 'an operator stops at a failing command anyway'],
  ['sleep', 'an operator waits after each command until nothing is under way any more'],
])

/** What is said around the words of a command. */
interface Circumstances {
  /** Where its pipeline ends. */
  readonly end: number
  readonly assignments: readonly Assignment[]
  readonly filters: Draft['filters']
  readonly stdin: string | undefined
}

/** Reads the commands of one block after the other. */
export class Statements {
  readonly #source: Source
  readonly #scope: Scope
  readonly #words: Words
  readonly drafts: Draft[] = []
  readonly leftOut: LeftOut[] = []

  constructor(source: Source, scope: Scope) {
    this.#source = source
    this.#scope = scope
    this.#words = new Words(source, scope)
  }

  /** Throws {@link RunbookError} for what is no Bash, and for what the grammar does not allow. */
  read(script: ParsedScript): void {
    const [error] = script.errors ?? []
    if (error !== undefined)
      throw new RunbookError(
        { path: this.#source.path, line: lineAt(this.#source, error.pos) },
        `this is no shell command: ${error.message}`,
        {
          code: 'runbook-syntax',
          remedy:
            'Correct it. Output of commands belongs into a block without a language, or into a `console` block with `$ ` before the commands.',
        },
      )
    for (const statement of script.commands) this.#statement(statement)
  }

  #statement({ background, command, pos }: Statement): void {
    if (background) throw this.#refused(pos, refusals.BACKGROUND)
    if (command.type === 'AndOr') this.#chain(command)
    else this.#pipeline(command)
  }

  #chain({ commands, operators }: AndOr): void {
    const otherwise = operators.indexOf('||')
    if (otherwise >= 0) throw this.#refused(commands[otherwise + 1]!.pos, refusals.OTHERWISE)
    for (const command of commands) this.#pipeline(command)
  }

  #pipeline(node: PipelineNode): void {
    if (node.type !== 'Pipeline') {
      this.#command(node, [], node.end)
      return
    }
    const [prefix] = node.prefixes
    if (prefix !== undefined) throw this.#refused(prefix.pos, refusals.refusalOf(prefix.type))
    const [first, ...others] = node.commands
    this.#command(first!, this.#filters(node, others), node.end)
  }

  #filters({ operators }: Pipeline, others: readonly CommandNode[]): readonly (readonly string[])[] {
    return others.map((node, index) => {
      if (operators[index] === '|&') throw this.#refused(node.pos, refusals.PIPE_ERRORS)
      const filter = this.#simple(node)
      const argv = [filter.name!, ...filter.args].flatMap((word) =>
        word.type === 'Word' ? this.#words.expand(word) : [word.text],
      )
      const writes = this.#stdinOf(filter.redirects) !== undefined || filter.prefix.length > 0
      if (writes || !isFilter(argv)) throw this.#refused(node.pos, refusals.PIPE)
      return argv
    })
  }

  #simple(node: CommandNode): Command {
    if (node.type === 'Command' && (node.name !== undefined || node.prefix.length > 0)) return node
    const type = node.type === 'Redirected' ? node.command.type : node.type
    throw this.#refused(node.pos, type === 'Command' ? refusals.OUTPUT_FILE : refusals.refusalOf(type))
  }

  #command(node: CommandNode, filters: readonly (readonly string[])[], end: number): void {
    const command = this.#simple(node)
    const stdin = this.#stdinOf(command.redirects)
    const assignments = command.prefix.filter((part) => part.type === 'Assignment')
    const argv = command.name === undefined ? [] : this.#words.expand(command.name)
    const [name] = argv
    const refusal = refusals.refusedBuiltin(name ?? '')
    if (refusal !== undefined) throw this.#refused(command.pos, refusal)
    if (name === undefined) this.#assign(assignments)
    else if (name === 'export') this.#export(command)
    else if (name === 'cd') this.#enter(command, this.#args(command))
    else this.#add(command, [...argv, ...this.#args(command)], { end, assignments, filters, stdin })
  }

  /** A command that a rehearsal may run. */
  #add(command: Command, argv: readonly string[], { end, assignments, filters, stdin }: Circumstances): void {
    const lines = { line: lineAt(this.#source, command.pos), endLine: this.#endLine(command, end) }
    const text = this.#textOf(command.pos, end, lines.endLine)
    const why = WITHOUT_EFFECT.get(argv[0]!)
    if (why !== undefined) {
      this.leftOut.push({ line: lines.line, text, why })
      return
    }
    const prefixes = assignments.map((assignment) => [assignment.name, this.#value(assignment)] as const)
    const around = { ...this.#scope.environment(), ...Object.fromEntries(prefixes) }
    const draft = { ...lines, text, cwd: this.#scope.cwd, filters, ...(stdin === undefined ? {} : { stdin }) }
    this.drafts.push({ ...draft, ...this.#withoutEnv(command, argv, around) })
  }

  #args({ args }: Command): readonly string[] {
    return args.flatMap((word) =>
      word.type === 'Word' ? this.#words.expand(word) : [`${word.name}=${this.#value(word)}`],
    )
  }

  #assign(assignments: readonly Assignment[]): void {
    for (const assignment of assignments) this.#scope.set(assignment.name, this.#value(assignment))
  }

  #value({ value, pos, append, index }: Assignment): string {
    if (value.type === 'ArrayValue' || append || index !== undefined)
      throw this.#refused(pos, refusals.refusalOf('ArrayValue'))
    return this.#words.text(value)
  }

  #export({ args, pos }: Command): void {
    for (const arg of args) {
      if (arg.type === 'Assignment') this.#assign([arg])
      else if (!/^[A-Za-z_]\w*$/.test(arg.value)) throw this.#refused(arg.pos ?? pos, refusals.EXPORT)
      this.#scope.export(arg.type === 'Assignment' ? arg.name : arg.value)
    }
  }

  #enter({ pos }: Command, args: readonly string[]): void {
    const [folder, ...more] = args
    if (folder === undefined || folder === '-' || more.length > 0) throw this.#refused(pos, refusals.CD)
    const path = posix.normalize(posix.join(this.#scope.cwd, folder)).replace(/\/$/, '')
    if (posix.isAbsolute(folder) || path === '..' || path.startsWith('../'))
      throw this.#refused(pos, refusals.OUTSIDE)
    this.#scope.cwd = path === '.' ? '' : path
  }

  /** `env A=b -u C command` as the command in that environment. Source: GNU coreutils 9.4, env invocation. */
  #withoutEnv(
    { pos }: Command,
    argv: readonly string[],
    around: Readonly<Record<string, string>>,
  ): Pick<Draft, 'argv' | 'env'> {
    if (argv[0] !== 'env' || argv.length === 1) return { argv, env: around }
    const env = new Map(Object.entries(around))
    let at = 1
    for (; at < argv.length; at++) {
      const word = argv[at]!
      const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word)
      if (assignment !== null) env.set(assignment[1]!, assignment[2]!)
      else if (word === '-u' || word === '--unset') env.delete(argv[++at] ?? '')
      else if (word.startsWith('-')) throw this.#refused(pos, refusals.ENV)
      else break
    }
    return { argv: argv.slice(at), env: Object.fromEntries(env) }
  }

  /** The text of the here-document; undefined without one. Where output goes is no matter as long as it is no file. */
  #stdinOf(redirects: readonly Redirection[]): string | undefined {
    let stdin: string | undefined
    for (const redirect of redirects) {
      const descriptor =
        redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : undefined
      if (redirect.type === 'Redirect')
        this.#checkRedirect(redirect.operator, redirect.target?.value ?? '', redirect.pos)
      else if (descriptor !== undefined && descriptor !== 0)
        throw this.#refused(redirect.pos, refusals.DESCRIPTOR)
      else
        stdin =
          redirect.type === 'HereDoc'
            ? this.#hereDocument(redirect)
            : `${this.#words.text(redirect.target!)}\n`
    }
    return stdin
  }

  #hereDocument({ operator, body }: HereDoc): string {
    const text = this.#words.hereDocument(body)
    return operator === '<<-' ? text.replace(/^\t+/gm, '') : text
  }

  #checkRedirect(operator: string, target: string, position: number): void {
    if (operator === '>&' && /^[12]$/.test(target)) return
    if (operator.startsWith('<')) throw this.#refused(position, refusals.INPUT_FILE)
    if (target !== '/dev/null') throw this.#refused(position, refusals.OUTPUT_FILE)
  }

  #endLine({ redirects }: Command, end: number): number {
    const ends = redirects.map((redirect) =>
      redirect.type === 'HereDoc' ? (redirect.closing?.end ?? redirect.body.end) : redirect.end,
    )
    return lineAt(this.#source, Math.max(end, ...ends))
  }

  /** The lines of the command as they stand there, with its here-document. */
  #textOf(from: number, to: number, endLine: number): string {
    const { text, firstLine, original } = this.#source
    const through =
      endLine > lineAt(this.#source, to)
        ? text
            .split('\n')
            .slice(0, endLine - firstLine + 1)
            .join('\n').length
        : to
    return original.slice(from, through)
  }

  #refused(position: number, refusal: refusals.Refusal): RunbookError {
    return refused(this.#source, position, refusal)
  }
}
