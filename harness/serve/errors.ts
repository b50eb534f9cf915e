import { RehearseError } from '../../twins/kernel/errors.js'

/** Something outside is missing or broken: a binary, a server, a port. Exit code 4. */
export class EnvironmentError extends RehearseError {
  override readonly name = 'EnvironmentError'
}
