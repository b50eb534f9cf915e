/** All that a scenario file or a library user may import. */
export { RehearseError } from '../twins/kernel/errors.js'
export * from './runner/outcome.js'
export { $, type Command, formatCommand } from './scenario/command.js'
export * from './scenario/scenario.js'
