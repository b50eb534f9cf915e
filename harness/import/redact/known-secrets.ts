import { Buffer } from 'node:buffer'
import { redactUser } from './address.js'
import { type Keyed, keyedWith } from './keyed.js'
import { redactLeaf } from './leaf.js'

/** Shorter texts stand everywhere by chance. */
const MINIMUM_LENGTH = 6
/** Words of letters alone stand in prose and in code: they are replaced only where they are all there is. */
const A_WORD = /^[A-Za-z]{1,15}$/
const A_NUMBER = /^\d{1,9}$/

/** How many pieces were replaced where: figures for the user, who cannot see the values. */
export interface RedactionCounts {
  /** Values of Secrets and the like, each replaced by its shape. */
  readonly leaves: number
  /** Places elsewhere that showed one of them, or a login in an address. */
  readonly mentions: number
}

/**
 * What is secret in one import, and what stands for it. First everything secret is learnt (`leaf`), then texts are cleared of it (`text`):
 * a secret is found wherever it stands, in the clear, in base64, percent-encoded, in hexadecimal digits or as a string of JSON.
 */
export class KnownSecrets {
  readonly #keyed: Keyed
  readonly #public: ReadonlySet<string>
  readonly #replacements = new Map<string, string>()
  /** First characters -> the forms that begin with them, longest first. */
  readonly #index = new Map<string, Form[]>()
  #leaves = 0
  #mentions = 0

  constructor(key: Uint8Array, vocabulary: ReadonlySet<string>) {
    this.#keyed = keyedWith(key)
    this.#public = vocabulary
  }

  counts(): RedactionCounts {
    return { leaves: this.#leaves, mentions: this.#mentions }
  }

  /** Forget what was counted: what comes now is what is written. */
  startCounting(): void {
    this.#leaves = 0
    this.#mentions = 0
  }

  /** A secret text as another one of its shape; it and its pieces are known from now on. */
  leaf(text: string): string {
    this.#leaves += 1
    return this.#replace(text)
  }

  /** Bytes that are no text, in base64: as many others. */
  bytes(bytes: Uint8Array): string {
    this.#leaves += 1
    const secret = Buffer.from(bytes).toString('base64')
    const replacement = Buffer.from(this.#keyed(secret, bytes.length)).toString('base64')
    this.#learn(secret, replacement)
    return replacement
  }

  /** Whether a word is public by its nature: nothing that may be called a secret for its place alone. */
  isPublic(text: string): boolean {
    return this.#public.has(text.trim())
  }

  /** A text that is not secret as a whole: all that is known in it is replaced, and so is who logs in where an address says it. */
  text(text: string): string {
    if (text.length < MINIMUM_LENGTH) return text
    const whole = this.#whole(text)
    if (whole !== undefined) return whole
    return this.#decoded(this.#addresses(this.#forms(text)))
  }

  #replace(text: string): string {
    return redactLeaf(text, this.#keyed, (secret, replacement) => this.#learn(secret, replacement))
  }

  #learn(secret: string, replacement: string): void {
    if (secret === replacement || this.#replacements.has(secret)) return
    this.#replacements.set(secret, replacement)
    if (this.#stands(secret)) for (const form of formsOf(secret, replacement)) this.#remember(form)
  }

  #remember(form: Form): void {
    const first = form[0].slice(0, MINIMUM_LENGTH)
    const forms = this.#index.get(first) ?? []
    forms.push(form)
    forms.sort(([a], [b]) => b.length - a.length)
    this.#index.set(first, forms)
  }

  /** A text that is nothing but a secret, also one that is too plain to be looked for within others. */
  #whole(text: string): string | undefined {
    const core = text.trim()
    const found =
      core.length < MINIMUM_LENGTH || this.#public.has(core) ? undefined : this.#replacements.get(core)
    if (found === undefined) return undefined
    this.#mentions += 1
    return text.replace(core, () => found)
  }

  #forms(text: string): string {
    let result = ''
    let copied = 0
    for (let at = 0; at + MINIMUM_LENGTH <= text.length; at++) {
      const found = this.#index
        .get(text.slice(at, at + MINIMUM_LENGTH))
        ?.find(([form]) => text.startsWith(form, at))
      if (found === undefined) continue
      this.#mentions += 1
      result += text.slice(copied, at) + found[1]
      copied = at + found[0].length
      at = copied - 1
    }
    return copied === 0 ? text : result + text.slice(copied)
  }

  /** Whether a secret is recognised wherever it stands. */
  #stands(secret: string): boolean {
    if (secret.length < MINIMUM_LENGTH || this.#public.has(secret)) return false
    return !A_WORD.test(secret) && !A_NUMBER.test(secret)
  }

  /** `scheme://user:password@` is a login also when nobody else knows its password. */
  #addresses(text: string): string {
    if (!text.includes('://')) return text
    return text.replace(LOGIN, (_all, scheme: string, user: string) => {
      this.#mentions += 1
      return `${scheme}${redactUser(user, (secret) => this.#replace(secret))}@`
    })
  }

  /** Base64 within a text: what it means when it is decoded may hold a secret that no form of it shows. */
  #decoded(text: string): string {
    return text.replace(BASE64_RUN, (run) => {
      if (run.length % 4 !== 0) return run
      const inner = Buffer.from(run, 'base64').toString('latin1')
      const cleared = this.#addresses(this.#forms(inner))
      return cleared === inner ? run : Buffer.from(cleared, 'latin1').toString('base64')
    })
  }
}

/** A template of Go (`{{ … }}`) is no login. */
const LOGIN = /([a-z][a-z0-9+.-]*:\/\/)([^\s/?#@"'{}<>$]*:[^\s/?#@"'{}<>$]+)@/gi
const BASE64_RUN = /[A-Za-z0-9+/]{22,}={0,2}/g

/** A form a secret may be written in, and what stands for it. */
type Form = readonly [form: string, replacement: string]

function formsOf(secret: string, replacement: string): readonly Form[] {
  const encodings: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')),
    (text) => Buffer.from(text, 'utf8').toString('base64'),
    (text) => Buffer.from(`${text}\n`, 'utf8').toString('base64'),
    (text) => Buffer.from(text, 'utf8').toString('base64url'),
    (text) => Buffer.from(text, 'utf8').toString('hex'),
  ]
  const forms = new Map<string, string>()
  for (const encode of encodings) {
    const form = encode(secret)
    if (form.length >= MINIMUM_LENGTH && !forms.has(form)) forms.set(form, encode(replacement))
  }
  return [...forms]
}
