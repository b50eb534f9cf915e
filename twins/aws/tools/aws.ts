import type { ToolArgs } from '../../contract/component.js'
import { LimitReached } from '../../kernel/errors.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import { ConnectionLost, type Proc, type Program } from '../../kernel/process.js'
import { call, mint, print, printError, sleep } from '../../kernel/requests.js'
import { AWS_PORT, type AwsRequest, type AwsResponse, jsonRequest } from '../wire.js'
import { CliError, clientError, generalError } from './cli-error.js'
import { type Invocation, parseCommandLine } from './command-line.js'
import { formatOutput } from './format.js'
import { runQuery } from './query.js'
import { withIsoTimestamps } from './timestamps.js'

/** aws-cli v2's retry mode `standard`: three attempts (aws-cli 2.36.7 awscli/botocore/retries/standard.py). */
const MAX_ATTEMPTS = 3
/** Upstream waits a random part of 1 s, then of 2 s; the twin waits half of each. */
const FIRST_BACKOFF_MS = 500
const MAX_PAGES = 1000

/**
 * The `aws` command, version 2.36.7, for the subcommands of `aws secretsmanager` that runbooks use. Exit codes: 0; 252 bad
 * command line; 253 no region; 254 the service refused; 255 anything else. Credentials are not looked for and
 * `--endpoint-url` is ignored: every request goes to the world.
 */
export const aws: Program = function* (args, context) {
  try {
    const invocation = parseCommandLine(args as ToolArgs, context.files)
    const text = show(invocation, yield* invoke(invocation))
    if (text !== '') yield* print(text)
    return 0
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    yield* printError(error.message)
    return error.exitCode
  }
}

function* invoke(invocation: Invocation): Proc<JsonObject> {
  const { spec, paginate } = invocation
  const input = yield* withToken(invocation)
  const first = yield* send(invocation, input)
  if (spec.paginated !== true || !paginate) return first
  const items: Json[] = []
  let page = first
  for (let count = 1; ; count++) {
    items.push(...(page['SecretList'] as readonly Json[]))
    const token = page['NextToken']
    if (token === undefined) return { SecretList: items }
    if (count === MAX_PAGES) throw new LimitReached('pages', MAX_PAGES, 'Filter the list.')
    page = yield* send(invocation, { ...input, NextToken: token })
  }
}

/**
 * botocore fills in a UUID; here it is a minted id as it is, 32 digits without hyphens, because it becomes a version id
 * and canonical forms rename minted ids.
 */
function* withToken({ spec, input }: Invocation): Proc<JsonObject> {
  if (spec.idempotent !== true || input['ClientRequestToken'] !== undefined) return input
  const subject = `${spec.operation} ${String(input['SecretId'] ?? input['Name'])}`
  return { ...input, ClientRequestToken: yield* mint('client-request-token', subject) }
}

function* send(invocation: Invocation, input: JsonObject): Proc<JsonObject> {
  const { operation } = invocation.spec
  const request = jsonRequest(invocation.region, `secretsmanager.${operation}`, input)
  const response = yield* attempt(request, invocation.region)
  const body = JSON.parse(response.body) as JsonObject
  if (response.status < 400) return body
  const message = String(body['message'] ?? body['Message'] ?? '')
  throw clientError(String(body['__type']), operation, message)
}

/** Sends again when the answer was lost: the token makes that safe. */
function* attempt(request: AwsRequest, region: string): Proc<AwsResponse> {
  for (let count = 1; ; count++) {
    try {
      return (yield* call(AWS_PORT, request)) as AwsResponse
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      if (count === MAX_ATTEMPTS) throw connectionClosed(region)
    }
    yield* sleep(FIRST_BACKOFF_MS * 2 ** (count - 1))
  }
}

/** aws-cli 2.36.7 awscli/botocore/exceptions.py (ConnectionClosedError). */
function connectionClosed(region: string): CliError {
  const url = `https://secretsmanager.${region}.amazonaws.com/`
  return generalError(
    `Connection was closed before we received a valid response from endpoint URL: "${url}".`,
  )
}

function show({ query, output }: Invocation, body: JsonObject): string {
  const result = withIsoTimestamps(body)
  return formatOutput(output, query === undefined ? result : runQuery(query, result))
}
