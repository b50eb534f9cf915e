import { RehearseError } from '../../kernel/errors.js'

/** Exit codes of aws-cli 2.36.7 awscli/constants.py. */
export const EXIT = { paramValidation: 252, configuration: 253, client: 254, general: 255 } as const

const HELP =
  'To see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n'

/** aws-cli 2.36.7 awscli/argparser.py (USAGE). */
const USAGE = `usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n${HELP}`

/** What ends the command: `message` is all that goes to standard error, without the newline at its end. */
export class CliError extends RehearseError {
  override readonly name = 'CliError'
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message, { code: 'aws-cli-failed' })
    this.exitCode = exitCode
  }
}

/**
 * aws-cli 2.36.7 awscli/errorformat.py (write_error): an empty line, the prefix, the text. Before 2.34.0 there was no
 * prefix.
 */
function written(message: string): string {
  return `\naws: [ERROR]: ${message.trim()}`
}

/** A bad parameter: exit code 252 (awscli/errorhandler.py, ParamValidationErrorsHandler). */
export function paramValidation(message: string): CliError {
  return new CliError(written(`An error occurred (ParamValidation): ${message}`), EXIT.paramValidation)
}

/** What argparse refuses: the text and the usage (awscli/argparser.py, CLIArgParser.error). */
export function usageError(message: string): CliError {
  return paramValidation(`${message}\n\n${USAGE}`)
}

/** awscli/errorhandler.py (UnknownArgumentErrorHandler). */
export function unknownOptions(options: readonly string[]): CliError {
  const text = `\n${USAGE}\n${written(`Unknown options: ${options.join(', ')}`)}`
  return new CliError(text, EXIT.paramValidation)
}

/** A value that cannot be read (awscli/argprocess.py, ParamError). */
export function parsingError(option: string, message: string): CliError {
  return paramValidation(`Error parsing parameter '${option}': ${message}`)
}

/** awscli/errorhandler.py (NoRegionErrorHandler). */
export function noRegion(): CliError {
  const message = 'You must specify a region. You can also configure your region by running "aws configure".'
  return new CliError(written(`An error occurred (NoRegion): ${message}`), EXIT.configuration)
}

/** An error of the service: exit code 254 (awscli/botocore/exceptions.py, ClientError). */
export function clientError(shape: string, operation: string, message: string): CliError {
  const text = `An error occurred (${shape}) when calling the ${operation} operation: ${message}`
  return new CliError(written(text), EXIT.client)
}

/** Anything else: exit code 255 (awscli/errorhandler.py, GeneralExceptionHandler). */
export function generalError(message: string): CliError {
  return new CliError(written(message), EXIT.general)
}
