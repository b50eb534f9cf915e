/**
 * Order of map keys in go-yaml v2.0 (sorter.go, keyList.Less): letters after other characters, runs of digits by their
 * number. For `Array.sort`. Upstream's relation is not transitive for keys such as `a2`, `a10`, `a1b` together; their
 * order then depends on the sorting algorithm and may differ here.
 */
export function compareNaturally(left: string, right: string): number {
  if (left === right) return 0
  return less(Array.from(left), Array.from(right)) ? -1 : 1
}

function less(left: readonly string[], right: readonly string[]): boolean {
  for (let at = 0; at < left.length && at < right.length; at++) {
    const a = left[at] ?? ''
    const b = right[at] ?? ''
    if (a === b) continue
    const aIsLetter = isLetter(a)
    const bIsLetter = isLetter(b)
    if (aIsLetter && bIsLetter) return a < b
    if (aIsLetter || bIsLetter) return bIsLetter
    return lessNumber(left, right, at)
  }
  return left.length < right.length
}

/** Compares the numbers that begin at `at`; an equal number with fewer digits comes first. */
function lessNumber(left: readonly string[], right: readonly string[], at: number): boolean {
  const insideNumber = (left[at] === '0' || right[at] === '0') && startsNonZero(left, at)
  const a = digitsAt(left, at)
  const b = digitsAt(right, at)
  const aNumber = numberOf(a, insideNumber)
  const bNumber = numberOf(b, insideNumber)
  if (aNumber !== bNumber) return aNumber < bNumber
  if (a.length !== b.length) return a.length < b.length
  return (left[at] ?? '') < (right[at] ?? '')
}

/** Digits of other scripts count by their distance from `0`, as upstream's arithmetic has it. */
function numberOf(digits: string, insideNumber: boolean): bigint {
  let number = insideNumber ? 1n : 0n
  for (const digit of digits) number = number * 10n + BigInt((digit.codePointAt(0) ?? 0) - 48)
  return number
}

function startsNonZero(text: readonly string[], before: number): boolean {
  for (let at = before - 1; at >= 0 && isDigit(text[at] ?? ''); at--) if (text[at] !== '0') return true
  return false
}

function digitsAt(text: readonly string[], at: number): string {
  let digits = ''
  for (let index = at; index < text.length && isDigit(text[index] ?? ''); index++) digits += text[index]
  return digits
}

const isDigit = (character: string): boolean => /^\p{Nd}$/u.test(character)
const isLetter = (character: string): boolean => /^\p{L}$/u.test(character)
