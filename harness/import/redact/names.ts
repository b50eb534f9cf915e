const SECRET_NAME =
  /pass(word|wd|phrase)?$|passw|secret|token|credential|(api|access|private|encryption|signing|master|service|shared|account)[-_. ]?key|(^|[-_.])(auth|dsn|pwd|salt|cookie)$|conn(ection)?[-_]?str(ing)?|database[-_]?ur[il]|^dsn$/i

/** Names of things about a secret: where it is, how long it lasts, what it is called. */
const ABOUT_A_SECRET =
  /(name|names|ref|refs|path|file|files|dir|enabled|type|mode|mount|length|size|ttl|expiration|expirationseconds|interval|policy|namespace|class|version|count|annotations|labels|provider|store|key[-_]?name)$|^existing|^automount|^use[-_A-Z]/i

/** Whether the value behind a name (a variable, a setting, an attribute) is secret by what it is called. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name) && !ABOUT_A_SECRET.test(name)
}
