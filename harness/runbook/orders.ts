import { answersOf } from '../explorer/answers.js'
import type { ExplorationOutcome } from '../explorer/outcome.js'
import { countOf, findingOf, worstOf } from './judge.js'
import type { JudgedOrder, OrdersOutcome } from './outcome.js'

/**
 * What the explored sequences say about the orders of the changes. `changes`: their names as written; steps of another name are waits, which follow
 * their change. `known`: what failed before the first command.
 */
export function ordersOf(
  outcome: ExplorationOutcome,
  changes: readonly string[],
  known: ReadonlySet<string>,
): OrdersOutcome {
  const judged = outcome.sequences
    .filter(({ ends }) => ends.length > 0)
    .map(({ steps, ends }): JudgedOrder => {
      const done = steps.filter((step) => changes.includes(step))
      const finding = worstOf(ends.map((end) => findingOf(outcome.ends[end]!.verdicts[0]!.gates, known)))
      return { steps: done, stands: factorial(changes.length - done.length), finding }
    })
  return conclude(judged, changes, 'all')
}

/** The same from orders that were run one by one, the written one first: those in which two neighbours are exchanged. */
export function neighboursOf(judged: readonly JudgedOrder[], changes: readonly string[]): OrdersOutcome {
  const counts = countOf(judged)
  const [written, ...exchanged] = judged
  // Exchanging the i-th with the next one is safe or not: only of a safe order does it say which order matters.
  const matters = written?.finding.consequence === 'safe' ? exchanged : []
  const rules = matters.flatMap(({ finding }, index) =>
    finding.consequence === 'safe' ? [] : [[changes[index]!, changes[index + 1]!] as const],
  )
  return { looked: 'neighbours', counts, rules, obeying: counts.safe, judged }
}

function conclude(
  judged: readonly JudgedOrder[],
  changes: readonly string[],
  looked: OrdersOutcome['looked'],
): OrdersOutcome {
  const complete = judged.flatMap(({ steps, finding }) =>
    completions(steps, changes).map((order) => ({
      steps: order,
      verdict: finding.consequence === 'safe' ? ('pass' as const) : ('fail' as const),
      returns: false,
    })),
  )
  const [rule] = answersOf(complete, []).rules
  return { looked, counts: countOf(judged), rules: rule?.before ?? [], obeying: rule?.obeying ?? 0, judged }
}

/** Every order of all changes that begins like this one. */
function completions(steps: readonly string[], changes: readonly string[]): readonly (readonly string[])[] {
  const rest = changes.filter((change) => !steps.includes(change))
  if (rest.length === 0) return [steps]
  return rest.flatMap((next) => completions([...steps, next], changes))
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1)
}

/** The safe order that differs from the written one in the fewest pairs. */
export function nearestSafe({ judged }: OrdersOutcome, changes: readonly string[]): readonly string[] | null {
  const safe = judged.filter(({ finding }) => finding.consequence === 'safe')
  const [nearest] = safe
    .map(({ steps }) => ({ steps, far: inversions(steps, changes) }))
    .sort((x, y) => x.far - y.far || (x.steps.join(' ') < y.steps.join(' ') ? -1 : 1))
  return nearest?.steps ?? null
}

function inversions(steps: readonly string[], changes: readonly string[]): number {
  const places = steps.map((step) => changes.indexOf(step))
  return places.reduce(
    (sum, place, index) => sum + places.slice(index).filter((later) => later < place).length,
    0,
  )
}
