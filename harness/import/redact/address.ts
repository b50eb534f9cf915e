import { wordFor } from './alphabet.js'
import type { Keyed, Replace } from './keyed.js'
import { looksSecret } from './names.js'

/** `scheme://user:password@place?parameters`; the password may hold what it should not, e.g. `/`. */
const URL_PARTS =
  /^((?:jdbc:)?[a-z][a-z0-9+.-]*:\/\/)(?:([^\s/?#@]*:[^\s?#]*|[^\s/?#]*)@)?([^\s/?#@]*)([^\s?#]*)(\?[^\s#]*)?(#\S*)?$/i

/**
 * A URL or a DSN: scheme, host, port and database stay; who logs in, and parameters that are secret by their name, do not. The path and
 * the parameters of a web address (http, https) may be all the secret it holds, so their longer parts go too. Answers undefined for other texts.
 */
export function redactAddress(text: string, keyed: Keyed, replace: Replace): string | undefined {
  const match = URL_PARTS.exec(text)
  if (match === null) return keywords(text, replace)
  const [, scheme = '', user, host = '', path = '', query = '', fragment = ''] = match
  const web = /^https?:/i.test(scheme)
  const login = user === undefined ? '' : `${redactUser(user, replace)}@`
  const kept = web ? path.replace(/[^/]{8,}/g, (part) => wordFor(part, keyed)) : path
  const asked = query.replace(
    /([?&;])([^=&;]*)=([^&;]*)/g,
    (all, before: string, name: string, value: string) =>
      isSecretParameter(name) || (web && value.length >= 8)
        ? `${before}${name}=${component(value, replace)}`
        : all,
  )
  return scheme + login + host + kept + asked + (fragment === '' ? '' : `#${wordFor(fragment, keyed)}`)
}

/** `user:password` before the host of a URL. */
export function redactUser(user: string, replace: Replace): string {
  const at = user.indexOf(':')
  if (at < 0) return component(user, replace)
  const password = user.slice(at + 1)
  return `${component(user.slice(0, at), replace)}:${component(password, replace)}`
}

/** The same secret is written with and without percent signs. */
function component(text: string, replace: Replace): string {
  return encodeURIComponent(replace(decoded(text)))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isSecretParameter(name: string): boolean {
  return (
    looksSecret(name) ||
    /^(user(name)?|sig(nature)?|key|code)$/i.test(name) ||
    /^x-amz-(signature|credential)$/i.test(name)
  )
}

const KEYWORD =
  /\b(password|passwd|pwd|passfile|sslpassword|user|user id|username|uid)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s;]+)/gi

/** `host=db password='…'`, as libpq and ADO.NET write it. */
function keywords(text: string, replace: Replace): string | undefined {
  if (text.includes('\n') || !/\b(host|hostaddr|server|data source|dbname|database)\s*=/i.test(text))
    return undefined
  if (!/\b(password|passwd|pwd)\s*=/i.test(text)) return undefined
  return text.replace(KEYWORD, (_all, name: string, equals: string, value: string) => {
    const quoted = /^'.*'$/s.test(value)
    const bare = quoted ? value.slice(1, -1) : value
    const replaced = replace(bare)
    return `${name}${equals}${quoted ? `'${replaced}'` : replaced}`
  })
}
