import type { Explorable } from '../../twins/contract/explorable.js'
import type { Twin } from '../../twins/contract/twin.js'
import { RehearseError } from '../../twins/kernel/errors.js'

/** What takes the runs of a twin apart into transitions. Throws `not-explorable` for a twin that offers none. */
export function explorableOf<S>(twin: Twin<S>): Explorable<S> {
  if (twin.explorable !== undefined) return twin.explorable
  throw new RehearseError(`the twin ${twin.name} cannot be explored`, {
    code: 'not-explorable',
    subject: twin.name,
    remedy: 'Explore on the embedded twin.',
  })
}
