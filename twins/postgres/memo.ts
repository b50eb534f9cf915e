import { hashJson, hashString, hashToHex, mixHash } from '../kernel/hash.js'
import { deepFreeze, type Json, type JsonObject } from '../kernel/json.js'
import { EffectPending } from '../kernel/pending.js'
import { stateId } from './state.js'
import { checkModelled, concernsDatabases } from './statements.js'
import type {
  DatabaseEngine,
  DatabaseState,
  EngineRequest,
  LoginOutcome,
  ServerRoot,
  SessionSpec,
  StatementOutcome,
  StateStep,
} from './types.js'

/** Bounds what is remembered; when it is full it is emptied, and what was in it is asked for again. */
const MAX_OUTCOMES = 100_000

/** What a request is, without how its state came about. */
export type Question = Omit<EngineRequest, 'stepTo'>

/**
 * What servers have answered, by everything the answer depends on: version, roles and databases touched, open sessions, role,
 * statements since the last commit. It is shared by all forks of a run, and the same in whatever order it was filled.
 */
export class SqlMemo {
  readonly #engine: DatabaseEngine
  readonly #outcomes = new Map<string, Json>()
  readonly #steps = new Map<string, StateStep>()
  /** Statements that are modelled, with whether they concern other databases: reading them takes longer than looking them up. */
  readonly #modelled = new Map<string, boolean>()

  constructor(engine: DatabaseEngine) {
    this.#engine = engine
  }

  /** Throws {@link EffectPending} when nobody has asked before. */
  login(question: Question, describe: string): LoginOutcome {
    return this.#look(question, describe, (request) => this.#engine.login(request)) as LoginOutcome
  }

  /** Throws {@link EffectPending} when nobody has asked before. */
  execute(question: Question, describe: string): StatementOutcome {
    return this.#look(question, describe, (request) => this.#engine.execute(request)) as StatementOutcome
  }

  /** Throws `NotModelled` for a statement whose effect the twin cannot remember. */
  check(statement: string): void {
    if (this.#modelled.has(statement)) return
    checkModelled(statement)
    if (this.#modelled.size >= MAX_OUTCOMES) this.#modelled.clear()
    this.#modelled.set(statement, concernsDatabases(statement))
  }

  /** Remember how a state comes about, so that it can be made again. The first way is kept: it leads back to the beginning. */
  remember(root: ServerRoot, step: StateStep): void {
    const id = stateId(root, step.to)
    if (id !== stateId(root, step.from) && !this.#steps.has(id)) this.#steps.set(id, step)
  }

  #look(question: Question, describe: string, ask: (request: EngineRequest) => Promise<Json>): Json {
    const { action } = question
    const key = keyOf(question, action.kind === 'statement' ? this.#modelled.get(action.statement) : false)
    const known = this.#outcomes.get(key)
    if (known !== undefined) return known
    const stepTo = (state: DatabaseState) => this.#steps.get(stateId(question.root, state))
    const execute = async (): Promise<Json> => {
      const earlier = this.#outcomes.get(key)
      if (earlier !== undefined) return earlier
      const outcome = deepFreeze(await ask({ ...question, stepTo }))
      if (this.#outcomes.size >= MAX_OUTCOMES) this.#outcomes.clear()
      this.#outcomes.set(key, outcome)
      return outcome
    }
    throw new EffectPending({ key, describe, execute })
  }
}

/** 32 hexadecimal digits. `concerns`: whether the statement concerns other databases, where that is known. */
export function keyOf({ root, state, session, others, action }: Question, concerns?: boolean): string {
  const statement = action.kind === 'statement' ? action.statement : ''
  const databases =
    (concerns ?? concernsDatabases(statement))
      ? state.databases
      : { [session.database]: state.databases[session.database] ?? null }
  const what: JsonObject =
    action.kind === 'login'
      ? { login: action.password === null ? null : digestOf(action.password) }
      : { statement }
  const seen = { version: root.version, shared: state.shared, databases, others }
  return hashToHex(hashJson({ ...seen, session, ...what } as JsonObject))
}

function digestOf(password: string): string {
  return hashToHex(mixHash(hashString('password'), hashString(password)))
}

/** The open sessions as an engine gets them: in an order that depends on nothing but what they are. */
export function sortSpecs(specs: readonly SessionSpec[]): readonly number[] {
  const order = specs.map((spec, index) => ({ index, key: hashToHex(hashJson(spec)) }))
  order.sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : x.index - y.index))
  return order.map(({ index }) => index)
}
