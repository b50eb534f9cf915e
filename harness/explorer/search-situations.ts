import { mayDepart } from './budget.js'
import type { Ground } from './explore.js'
import { Search } from './search.js'
import type { SearchOptions } from './search-contract.js'
import type { Situation } from './situation.js'

type Rest<S> = Omit<
  SearchOptions<Situation<S>>,
  'space' | 'start' | 'left' | 'judge' | 'states' | 'everyState'
>

/** The search of what an operator may do, from its ground; `rest` says what is particular about it. */
export function searchOf<S>(
  { space, start, left, bounds, ends }: Pick<Ground<S>, 'space' | 'start' | 'left' | 'bounds' | 'ends'>,
  rest: Rest<S>,
): Search<Situation<S>> {
  return new Search({
    space,
    start,
    left,
    judge: (end) => ends.classOf(space, end),
    states: bounds.states,
    everyState: mayDepart(bounds),
    ...rest,
  })
}
