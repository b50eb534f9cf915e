import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { NotModelled } from '../../kernel/errors.js'
import { literalsOf } from '../sql-text.js'
import { hash } from './digest.js'

/** Keys the digests of passwords; equality survives, values do not. */
const DIGEST_KEY = 'rehearse password'
const SCRAM = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/
const STORED_ANYWHERE = /SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+/g

/**
 * Which password stands behind a stored one. A verifier has a random salt, so two servers that were told the same store
 * different text; what the twin set is known by trying what statements said. PostgreSQL 17 documentation, 51.8 (pg_authid).
 */
export class PasswordBook {
  readonly #names = new Map<string, string>()

  /** Remember the literals of a statement that speaks of passwords, so that {@link name} can find them. */
  readonly #candidates: string[] = []

  learn(statement: string): void {
    if (!/password|pg_authid|valid/i.test(statement)) return
    for (const literal of literalsOf(statement)) {
      if (literal !== '' && !this.#candidates.includes(literal)) this.#candidates.push(literal)
    }
  }

  /** What stands for a stored password. Throws {@link NotModelled} when no statement has said it. */
  name(role: string, stored: string): string {
    const known = this.#names.get(`${role} ${stored}`)
    if (known !== undefined) return known
    // The newest first: it is the one that was just set.
    for (const candidate of [...this.#candidates].reverse()) {
      const name = this.#nameIf(role, stored, candidate)
      if (name === undefined) continue
      this.#names.set(`${role} ${stored}`, name)
      return name
    }
    throw new NotModelled(
      `PostgreSQL: a password of role ${role} that no statement states`,
      'Write the password into the statement as a literal.',
    )
  }

  /** Stored passwords in a text, with a salt that depends on nothing but the password. */
  hide(text: string): string {
    return text.replace(STORED_ANYWHERE, (stored) => {
      const known = [...this.#names].find(([key]) => key.endsWith(` ${stored}`))?.[1]
      if (known === undefined || known.startsWith('stored ')) return stored
      const digest = Buffer.from(hash(known)).toString('base64')
      return `SCRAM-SHA-256$4096:${digest.slice(0, 22)}==$${digest.slice(0, 43)}=:${digest.slice(1, 44)}=`
    })
  }

  #nameIf(role: string, stored: string, candidate: string): string | undefined {
    if (candidate === stored) return `stored ${digestOf(stored)}`
    if (matches(role, stored, candidate)) return `password ${digestOf(candidate)}`
    return undefined
  }
}

function digestOf(text: string): string {
  return createHmac('sha256', DIGEST_KEY).update(text).digest('hex').slice(0, 32)
}

/** RFC 5803 and 5802: StoredKey is the hash of the HMAC of `Client Key` with the salted password. */
function matches(role: string, stored: string, password: string): boolean {
  const scram = SCRAM.exec(stored)
  if (scram === null) return stored === `md5${createHash('md5').update(`${password}${role}`).digest('hex')}`
  const [, iterations, salt, storedKey] = scram
  const text = password.normalize('NFKC')
  const salted = pbkdf2Sync(text, Buffer.from(salt ?? '', 'base64'), Number(iterations), 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  return createHash('sha256').update(clientKey).digest('base64') === storedKey
}
