import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
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

/** `metadata` of an object made on the command line; like upstream's types it says that it has no creation time. */
export function newMetadata(
  { namespace, namespaceGiven }: Invocation,
  name: string,
  namespaced: boolean,
): JsonObject {
  const inNamespace = namespaced && namespaceGiven ? { namespace } : {}
  return { name, ...inNamespace, creationTimestamp: null }
}

/**
 * Creates an object (unless `--dry-run=client`) and prints it. `resource` is the plural of a core kind; `failure` is
 * the text some commands put before a refusal. Source: kubectl v0.32.0 pkg/cmd/create/create_secret.go (Run).
 */
export function* createObject(
  invocation: Invocation,
  resource: string,
  object: JsonObject,
  failure?: string,
): Proc<number> {
  const dryRun = dryRunOf(invocation)
  const printer = resultPrinter(invocation)
  const body = invocation.flags.on('save-config') ? withLastApplied(object) : object
  const created = dryRun === 'client' ? body : yield* sendCreate(invocation, resource, body, failure)
  // An object that never left kubectl is printed in the order of its Go type.
  if (dryRun === 'client' && invocation.flags.text('output') === 'json') {
    yield* write(`${goJsonEscape(JSON.stringify(created, null, 4))}\n`)
  } else {
    yield* printer.print(created, operationText('created', dryRun))
  }
  return 0
}

function* sendCreate(
  invocation: Invocation,
  resource: string,
  body: JsonObject,
  failure: string | undefined,
): Proc<JsonObject> {
  const namespaced = resource !== 'namespaces'
  try {
    return yield* send(invocation, {
      verb: 'create',
      group: '',
      version: 'v1',
      resource,
      ...(namespaced ? { namespace: invocation.namespace } : {}),
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
