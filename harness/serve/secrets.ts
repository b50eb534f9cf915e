import { randomBytes } from 'node:crypto'

/** A secret that nobody can guess: 48 hexadecimal digits. */
export function newSecret(): string {
  return randomBytes(24).toString('hex')
}

/** An access key id in the form of AWS's for temporary credentials. */
export function newAccessKeyId(): string {
  return `ASIA${newSecret().slice(0, 16).toUpperCase()}`
}
