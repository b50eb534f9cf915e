import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import type { Resource } from '../../../client/api.js'
import { goJsonEscape } from '../../../schema/go-text.js'
import { StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { KubectlError, usageError } from '../errors.js'
import { DRY_RUN_FLAG, fieldManagerFlag, PRINT_FLAGS, VALIDATE_FLAG } from '../flag-sets.js'
import type { FlagSpecs } from '../flags.js'
import { withLastApplied } from '../last-applied.js'
import { dryRunOf, fieldValidationOf, operationText } from '../options.js'
import { resultPrinter, write } from '../printers/print-result.js'

/** Flags all `kubectl create <kind>` commands have. */
export const CREATE_OBJECT_FLAGS: FlagSpecs = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  ...VALIDATE_FLAG,
  ...fieldManagerFlag('kubectl-create'),
  'save-config': { type: 'bool' },
}

/** The one NAME argument. Source: kubectl v0.32.0 pkg/cmd/create/create.go (NameFromCommandArgs). */
export function nameArgument({ args, path }: Invocation): string {
  const [name, ...more] = args
  if (name === undefined || more.length > 0) {
    throw usageError(path, `exactly one NAME is required, got ${args.length}`)
  }
  return name
}

/** The one NAME argument of a command whose arguments after `--` are a command; both. Source: as above (ArgsLenAtDash). */
export function nameAndCommand({ args, dash, path }: Invocation): {
  readonly name: string
  readonly command: readonly string[]
} {
  const before = dash === undefined ? args : args.slice(0, dash)
  const [name] = before
  if (name === undefined || before.length > 1) {
    throw usageError(path, `exactly one NAME is required, got ${before.length}`)
  }
  return { name, command: args.slice(1) }
}

/**
 * `metadata` of an object made on the command line. Up to v1.33 upstream's types say that it has no creation time; later
 * ones leave it out (apimachinery v0.34.0 pkg/apis/meta/v1/types.go, `omitzero`).
 */
export function newMetadata(
  invocation: Invocation,
  name: string,
  namespaced: boolean,
  more: JsonObject = {},
): JsonObject {
  const { namespace, namespaceGiven } = invocation
  const inNamespace = namespaced && namespaceGiven ? { namespace } : {}
  return { name, ...inNamespace, ...noCreationTime(invocation), ...more }
}

/** `metadata` of a template: it has no name. */
export function templateMetadata(invocation: Invocation, more: JsonObject = {}): JsonObject {
  return { ...noCreationTime(invocation), ...more }
}

function noCreationTime({ minor }: Invocation): JsonObject {
  return minor < OMITS_CREATION_TIME ? { creationTimestamp: null } : {}
}

const OMITS_CREATION_TIME = 34

/** The member `command` of a container, when there is one. */
export function commandMember(command: readonly string[]): JsonObject {
  return command.length === 0 ? {} : { command }
}

/** The resource of a kind that `create` makes. */
export interface CreatedResource extends Resource {
  /** Default true. */
  readonly namespaced?: false
}

/** A core resource, e.g. `configmaps`. */
export function coreResource(resource: string): CreatedResource {
  return { group: '', version: 'v1', resource }
}

/**
 * Creates an object (unless `--dry-run=client`) and prints it. `operation` is upstream's word for it; `failure` is the text some commands put before a refusal. Source: kubectl v0.32.0 pkg/cmd/create/create_secret.go (Run).
 */
export function* createObject(
  invocation: Invocation,
  resource: CreatedResource,
  object: JsonObject,
  failure?: string,
  operation = 'created',
): Proc<number> {
  const dryRun = dryRunOf(invocation)
  const printer = resultPrinter(invocation)
  const body = invocation.flags.on('save-config') ? withLastApplied(object) : object
  const created = dryRun === 'client' ? body : yield* sendCreate(invocation, resource, body, failure)
  // An object that never left kubectl is printed in the order of its Go type.
  if (dryRun === 'client' && invocation.flags.text('output') === 'json') {
    yield* write(`${goJsonEscape(JSON.stringify(created, null, 4))}\n`)
  } else {
    yield* printer.print(created, operationText(operation, dryRun))
  }
  return 0
}

function* sendCreate(
  invocation: Invocation,
  { namespaced, ...resource }: CreatedResource,
  body: JsonObject,
  failure: string | undefined,
): Proc<JsonObject> {
  try {
    return yield* send(invocation, {
      verb: 'create',
      ...resource,
      ...(namespaced === false ? {} : { namespace: invocation.namespace }),
      body,
      fieldManager: invocation.flags.text('field-manager'),
      fieldValidation: fieldValidationOf(invocation),
      ...(dryRunOf(invocation) === 'server' ? { dryRun: true } : {}),
    })
  } catch (error) {
    if (failure === undefined || !(error instanceof StatusError)) throw error
    throw new KubectlError(`${failure} ${error.message}`)
  }
}
