import { RehearseError } from '../../twins/kernel/errors.js'
import { location } from '../scenario/errors.js'

/** Something is wrong with a dump, or with where its world is to stand. Exit code 2. */
export class ImportError extends RehearseError {
  override readonly name = 'ImportError'
}

/** A file of a dump that cannot be read, with the line where that was noticed. */
export function unreadable(path: string, line: number | undefined, why: string, remedy: string): ImportError {
  const subject = location(path, line)
  return new ImportError(`${subject}: ${why}`, { code: 'dump-unreadable', subject, remedy })
}
