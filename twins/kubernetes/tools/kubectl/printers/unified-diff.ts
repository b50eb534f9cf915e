/** Lines around a change. */
const CONTEXT = 3

/**
 * The hunks that turn one text into another, as `diff -u` prints them; '' when the texts are equal. A change that could
 * stand in several places stands as far down as it can, as with GNU diff.
 * Source: GNU diffutils 3.10 src/analyze.c (shift_boundaries), src/context.c (pr_unidiff_hunk).
 */
export function unifiedDiff(before: string, after: string): string {
  const a = linesOf(before)
  const b = linesOf(after)
  const { removed, added } = changesOf(a, b)
  slideDown(a, removed)
  slideDown(b, added)
  return hunksOf(changedRanges(removed, added))
    .map((ranges) => hunkText(ranges, a, b))
    .join('')
}

interface Range {
  readonly fromA: number
  readonly toA: number
  readonly fromB: number
  readonly toB: number
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') return lines.slice(0, -1)
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`]
}

/** Which lines a longest common subsequence leaves out on either side. */
function changesOf(a: readonly string[], b: readonly string[]): { removed: boolean[]; added: boolean[] } {
  const lengths = commonLengths(a, b)
  const removed = a.map(() => true)
  const added = b.map(() => true)
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      removed[i++] = false
      added[j++] = false
    } else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i++
    else j++
  }
  return { removed, added }
}

/** Length of the longest common subsequence of the two ends, for every pair of starts. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const same = (rows[i + 1]?.[j + 1] ?? 0) + 1
      const other = Math.max(rows[i + 1]?.[j] ?? 0, rows[i]?.[j + 1] ?? 0)
      ;(rows[i] as number[])[j] = a[i] === b[j] ? same : other
    }
  }
  return rows
}

/** Moves every run of changed lines down while the line after it equals its first. */
function slideDown(lines: readonly string[], changed: boolean[]): void {
  for (let start = 0; start < lines.length; start++) {
    if (changed[start] !== true || changed[start - 1] === true) continue
    let from = start
    let to = start
    while (changed[to] === true) to++
    while (to < lines.length && changed[to] === false && lines[from] === lines[to]) {
      changed[from++] = false
      changed[to++] = true
      while (changed[to] === true) to++
    }
    start = to - 1
  }
}

/** The places where the texts differ, in order. */
function changedRanges(removed: readonly boolean[], added: readonly boolean[]): readonly Range[] {
  const ranges: Range[] = []
  for (let i = 0, j = 0; i < removed.length || j < added.length; ) {
    const [fromA, fromB] = [i, j]
    while (removed[i] === true) i++
    while (added[j] === true) j++
    if (i > fromA || j > fromB) ranges.push({ fromA, toA: i, fromB, toB: j })
    i++
    j++
  }
  return ranges
}

/** Changes whose contexts touch share a hunk. */
function hunksOf(ranges: readonly Range[]): readonly (readonly Range[])[] {
  const hunks: Range[][] = []
  for (const range of ranges) {
    const last = hunks.at(-1)?.at(-1)
    if (last !== undefined && range.fromA - last.toA <= 2 * CONTEXT) hunks.at(-1)?.push(range)
    else hunks.push([range])
  }
  return hunks
}

function hunkText(ranges: readonly Range[], a: readonly string[], b: readonly string[]): string {
  const first = ranges[0] as Range
  const last = ranges.at(-1) as Range
  const before = Math.min(CONTEXT, first.fromA)
  const after = Math.min(CONTEXT, a.length - last.toA)
  const [startA, endA] = [first.fromA - before, last.toA + after]
  const [startB, endB] = [first.fromB - before, last.toB + after]
  const lines: string[] = []
  let at = startA
  for (const { fromA, toA, fromB, toB } of ranges) {
    lines.push(...a.slice(at, fromA).map((line) => ` ${line}`))
    lines.push(...a.slice(fromA, toA).map((line) => `-${line}`))
    lines.push(...b.slice(fromB, toB).map((line) => `+${line}`))
    at = toA
  }
  lines.push(...a.slice(at, endA).map((line) => ` ${line}`))
  return `@@ -${span(startA, endA)} +${span(startB, endB)} @@\n${lines.map((line) => `${line}\n`).join('')}`
}

function span(start: number, end: number): string {
  const length = end - start
  if (length === 1) return String(start + 1)
  return `${length === 0 ? start : start + 1},${length}`
}
