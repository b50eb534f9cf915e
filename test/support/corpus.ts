import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { $ } from '../../harness/scenario/command.js'
import type { Json } from '../../twins/kernel/json.js'
import { ROOT } from './sources.js'

/** Where the corpus stands; its README describes the format. */
export const CORPUS = join(ROOT, 'test/conformance/corpus')

/** The real clients, newest last. */
export const CLIENTS = ['kubectl-1.31', 'kubectl-1.32', 'kubectl-1.35', 'helm-3.17', 'helm-4.1'] as const

export type ClientName = (typeof CLIENTS)[number]

const client = z.enum(CLIENTS)
const anyClient = z.enum([...CLIENTS, ...CLIENTS.map((name) => `built-in-${name}` as const)])
const command = z.union([z.string().min(1), z.array(z.string()).min(1)])

const expectation = {
  exit: z.number().int().optional(),
  stdout: z.string().optional(),
  stdoutMatches: z.array(z.string()).optional(),
  stderr: z.string().optional(),
  stderrMatches: z.array(z.string()).optional(),
}

const objectEffect = z.strictObject({
  object: z.string(),
  path: z.string().optional(),
  value: z.json().optional(),
  matches: z.string().optional(),
  absent: z.literal(true).optional(),
})
const listEffect = z.strictObject({
  list: z.string(),
  selector: z.string().default(''),
  count: z.number().int(),
})

const entry = z.strictObject({
  run: command,
  name: z.string().optional(),
  why: z.string().optional(),
  world: z.string().optional(),
  before: z.array(command).default([]),
  beforeBy: z.enum(['built-in', 'client']).default('built-in'),
  stdin: z.string().default(''),
  meanwhile: command.optional(),
  endAfter: z.number().int().positive().optional(),
  ...expectation,
  effect: z.array(z.union([objectEffect, listEffect])).default([]),
  clients: z.array(client).min(1).optional(),
  by: z.partialRecord(client, z.strictObject(expectation)).default({}),
  divergences: z.array(z.strictObject({ client: anyClient, reason: z.string().min(1) })).default([]),
})

const corpusFile = z.strictObject({
  world: z.string(),
  clients: z.array(client).min(1),
  entries: z.array(entry).min(1),
})

export interface Expectation {
  readonly exit: number
  readonly stdout?: string | undefined
  readonly stdoutMatches: readonly string[]
  readonly stderr?: string | undefined
  readonly stderrMatches: readonly string[]
}

export type Effect =
  | {
      readonly object: string
      readonly path?: string | undefined
      readonly value?: Json | undefined
      readonly matches?: string | undefined
      readonly absent?: true | undefined
    }
  | { readonly list: string; readonly selector: string; readonly count: number }

/** One command line of the corpus. */
export interface Entry {
  /** Name of its file, without `.yaml`. */
  readonly file: string
  readonly name: string
  readonly world: string
  readonly before: readonly (readonly string[])[]
  readonly beforeBy: 'built-in' | 'client'
  readonly argv: readonly string[]
  readonly stdin: string
  /** Run by the built-in tool as soon as the command watches. */
  readonly meanwhile: readonly string[] | undefined
  /** The command goes on for ever: it is ended after so many lines of output. */
  readonly endAfter: number | undefined
  readonly effect: readonly Effect[]
  readonly clients: readonly ClientName[]
  /** What a client of this version must answer. */
  readonly expect: (client: ClientName) => Expectation
  /** Why a client (or built-in counterpart) fails it, if it is known to. */
  readonly divergence: (client: string) => string | undefined
}

/** All entries, file by file. Throws when one does not fit the format, or two have one name. */
export function loadCorpus(): readonly Entry[] {
  const files = readdirSync(CORPUS).filter((name) => name.endsWith('.yaml'))
  const entries = files.sort().flatMap(readCorpusFile)
  const names = new Set<string>()
  for (const { file, name } of entries) {
    if (names.has(name)) throw new TypeError(`${file}: two entries are named ${JSON.stringify(name)}`)
    names.add(name)
  }
  return entries
}

function readCorpusFile(path: string): readonly Entry[] {
  const checked = corpusFile.safeParse(parse(readFileSync(join(CORPUS, path), 'utf8')))
  if (!checked.success) throw new TypeError(`${path}: ${z.prettifyError(checked.error)}`)
  const { data } = checked
  return data.entries.map((each) => ({
    file: path.replace(/\.yaml$/, ''),
    name: each.name ?? (typeof each.run === 'string' ? each.run : each.run.join(' ')),
    world: each.world ?? data.world,
    before: each.before.map(wordsOf),
    beforeBy: each.beforeBy,
    argv: wordsOf(each.run),
    stdin: each.stdin,
    meanwhile: each.meanwhile === undefined ? undefined : wordsOf(each.meanwhile),
    endAfter: each.endAfter,
    effect: each.effect as readonly Effect[],
    clients: each.clients ?? data.clients,
    expect: (name) => expectationOf(each, each.by[name] ?? {}),
    divergence: (name) => each.divergences.find((listed) => listed.client === name)?.reason,
  }))
}

function wordsOf(line: string | readonly string[]): readonly string[] {
  if (typeof line !== 'string') return line
  return $(Object.assign([line], { raw: [line] })).argv
}

type Expected = z.infer<z.ZodObject<typeof expectation>>

/** A version's own answers replace those of the entry, stream by stream. */
function expectationOf(entry: Expected, own: Expected): Expectation {
  const stream = (name: 'stdout' | 'stderr') => {
    const from = own[name] !== undefined || own[`${name}Matches`] !== undefined ? own : entry
    return { [name]: from[name], [`${name}Matches`]: from[`${name}Matches`] ?? [] }
  }
  return { exit: own.exit ?? entry.exit ?? 0, ...stream('stdout'), ...stream('stderr') } as Expectation
}
