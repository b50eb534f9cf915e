/**
 * Resource quantities. Amounts are BigInt counts of 10⁻⁹, upstream's smallest unit.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/resource/{quantity,amount,suffix}.go.
 */

type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

interface Quantity {
  readonly nano: bigint
  readonly format: Format
}

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const NANO = 1_000_000_000n

function parse(text: string): Quantity | undefined {
  const match = QUANTITY.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  if (whole === '' && fraction === '') return undefined
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const { exponent, bits, format } = readSuffix(suffix)
  const scaled = scale(digits << BigInt(bits), 9 + exponent - fraction.length)
  return { nano: scaled, format }
}

/** Whether a text is a quantity. */
export function isQuantity(text: string): boolean {
  return parse(text) !== undefined
}

function readSuffix(suffix: string): { exponent: number; bits: number; format: Format } {
  const bits = BINARY[suffix]
  if (bits !== undefined) return { exponent: 0, bits, format: 'BinarySI' }
  const decimal = DECIMAL[suffix]
  if (decimal !== undefined || suffix === '') return { exponent: decimal ?? 0, bits: 0, format: 'DecimalSI' }
  return { exponent: Number(suffix.slice(1)), bits: 0, format: 'DecimalExponent' }
}

/** Multiplies by a power of ten; what does not fit is rounded away from zero. */
function scale(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power)
  const divisor = 10n ** BigInt(-power)
  const remainder = value % divisor
  const quotient = value / divisor
  if (remainder === 0n) return quotient
  return quotient + (value > 0n ? 1n : -1n)
}

/**
 * The text the server prints back: `1000m` becomes `1`, `0.5` becomes `500m`, `1024Mi` becomes `1Gi`. A text that is no
 * quantity is returned as it is (decoding has refused it).
 * Source: quantity.go (CanonicalizeBytes).
 */
export function canonicalQuantity(text: string): string {
  const quantity = parse(text)
  if (quantity === undefined) return text
  if (quantity.nano === 0n) return '0'
  const { nano, format } = quantity
  if (format === 'BinarySI' && (nano <= -1024n * NANO || nano >= 1024n * NANO)) return binaryText(nano)
  return decimalText(nano, format === 'DecimalExponent')
}

function binaryText(nano: bigint): string {
  let amount = scale(nano, -9)
  let index = 0
  while (amount % 1024n === 0n && index < BINARY_SUFFIXES.length - 1) {
    amount /= 1024n
    index++
  }
  return `${amount}${BINARY_SUFFIXES[index]}`
}

function decimalText(nano: bigint, exponent: boolean): string {
  let amount = nano
  let index = 0
  while (amount % 1000n === 0n && index < DECIMAL_SUFFIXES.length - 1) {
    amount /= 1000n
    index++
  }
  const power = index * 3 - 9
  if (exponent) return power === 0 ? `${amount}` : `${amount}e${power}`
  return `${amount}${DECIMAL_SUFFIXES[index]}`
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; texts that are no quantity are zero. */
export function compareQuantities(a: string, b: string): number {
  const difference = (parse(a)?.nano ?? 0n) - (parse(b)?.nano ?? 0n)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The canonical sum of quantities, in the format of the first. */
export function sumQuantities(texts: readonly string[]): string {
  const quantities = texts.map(parse).filter((quantity) => quantity !== undefined)
  const nano = quantities.reduce((sum, quantity) => sum + quantity.nano, 0n)
  if (nano === 0n) return '0'
  const format = quantities[0]?.format
  const binary = format === 'BinarySI' && (nano <= -1024n * NANO || nano >= 1024n * NANO)
  return binary ? binaryText(nano) : decimalText(nano, format === 'DecimalExponent')
}
