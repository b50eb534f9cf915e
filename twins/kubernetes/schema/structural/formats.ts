import { isIPv4, isIPv6 } from 'node:net'
import { base64ErrorOffset } from '../base64.js'
import { parseGoDuration } from '../go-duration.js'

const UUID = (version: string, variant: string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i')
const HEX = '[0-9a-f]'

/**
 * Checks for the string formats of CRD schemas, by name without dashes.
 * Source: kubernetes/kube-openapi pkg/validation/strfmt/{default,date,duration,time}.go. Not checked, always accepted:
 * isbn, isbn10, isbn13, creditcard, ssn, rgbcolor, bsonobjectid, k8s-short-name, k8s-long-name; email and uri are
 * checked for their outline only.
 */
const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text),
  datetime: (text) =>
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])t([01]\d|2[0-3]):[0-5]\d:[0-5]\d(.\d+)?(z|[+-]\d\d:\d\d)$/i.test(
      text,
    ),
  duration: isDuration,
  email: (text) => /^(.*<)?[^\s@<>]+@[^\s@<>]+>?$/.test(text),
  hostname: isHostname,
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  mac: (text) => /^([0-9a-f]{2}[:-]){5}([0-9a-f]{2})$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/i.test(text),
  uri: (text) => /^([a-z][a-z0-9+.-]*:|\/)\S*$/i.test(text),
  uuid: (text) => UUID(HEX, HEX).test(text),
  uuid3: (text) => UUID('3', HEX).test(text),
  uuid4: (text) => UUID('4', '[89ab]').test(text),
  uuid5: (text) => UUID('5', '[89ab]').test(text),
  hexcolor: (text) => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  byte: (text) => base64ErrorOffset(text) === undefined,
}

/** True when the text has the format, or when the format is one that is not checked. */
export function hasFormat(format: string, text: string): boolean {
  const check = CHECKS[format.replaceAll('-', '')]
  return check === undefined || check(text)
}

const UNIT =
  /\d+\s*(ns|us|µs|ms|s|m|h|d|w|hr|wk|min|sec|nano\w*|micro\w*|milli\w*|sec\w*|min\w*|hour\w*|day\w*|week\w*)(?![A-Za-zµ])/i

function isDuration(text: string): boolean {
  return 'value' in parseGoDuration(text) || UNIT.test(text)
}

function isHostname(text: string): boolean {
  const label = /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/
  const labels = text.split('.')
  if (text.length > 255 || !labels.every((part) => label.test(part))) return false
  return labels.length === 1 || /^[a-zA-Z]{2,63}$/.test(labels[labels.length - 1] as string)
}

function isCidr(text: string): boolean {
  const match = /^(.+)\/(\d{1,3})$/.exec(text)
  if (match === null) return false
  const [, address, length] = match
  return isIPv4(address as string) ? Number(length) <= 32 : isIPv6(address as string) && Number(length) <= 128
}
