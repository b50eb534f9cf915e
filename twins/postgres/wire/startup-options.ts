import { Fields } from './read-messages.js'

/** What a startup packet says. */
export interface Startup {
  readonly user: string
  readonly database: string
  /** Settings to make, in order. */
  readonly settings: readonly (readonly [name: string, value: string])[]
  /** Options of the protocol that nobody knows. */
  readonly unknown: readonly string[]
  /** What the endpoint cannot do. */
  readonly refused: string | null
}

/** Each is UTF-8 in what the clients write. */
const UTF8 = /^(utf-?8|unicode|auto)$/i

/** Read the parameters of a startup packet. Documentation of PostgreSQL 17, 53.7 (StartupMessage). */
export function readStartup(body: Buffer): Startup {
  const fields = new Fields(body)
  const given = new Map<string, string>()
  for (let name = fields.text(); name !== '' && !fields.done; name = fields.text())
    given.set(name, fields.text())
  const user = given.get('user') ?? ''
  const settings: [string, string][] = []
  const unknown: string[] = []
  let refused: string | null = null
  for (const [name, value] of given) {
    // The name of an application says nothing of what it asks.
    if (['user', 'database', 'application_name'].includes(name)) continue
    if (name.startsWith('_pq_.')) unknown.push(name)
    else if (name === 'client_encoding') refused ??= UTF8.test(value) ? null : `client_encoding ${value}`
    else if (name === 'replication') refused ??= /^(false|off|no|0)$/i.test(value) ? null : 'replication'
    else if (name === 'options') refused ??= readOptions(value, settings)
    else settings.push([name, value])
  }
  return { user, database: given.get('database') || user, settings, unknown, refused }
}

/** `-c name=value` and `--name=value`. src/backend/tcop/postgres.c (process_postgres_switches). */
function readOptions(text: string, into: [string, string][]): string | null {
  const switches = text
    .trim()
    .replace(/(^|\s)-c\s+/g, '$1-c')
    .split(/\s+/)
  for (const each of switches.filter((word) => word !== '')) {
    const [, name, value] = /^(?:-c|--)([\w.-]+)=(.*)$/.exec(each) ?? []
    if (name === undefined || value === undefined) return `options ${each}`
    into.push([name.replaceAll('-', '_'), value])
  }
  return null
}
