import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { metadataOf } from '../../../client/objects.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { addSource, KubectlError, usageError } from '../errors.js'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  unmodelled,
  VALIDATE_FLAG,
} from '../flag-sets.js'
import { hasLastApplied, withLastApplied } from '../last-applied.js'
import { type DryRun, dryRunOf, fieldValidationOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, type Found, fetchTarget, visit } from '../sources.js'

/**
 * `kubectl replace -f`: a PUT with the resourceVersion of the live object unless the file has one. `--force` (delete and
 * create) is not modelled. Source: kubectl v0.32.0 pkg/cmd/replace/replace.go, cli-runtime pkg/resource/helper.go.
 */
export const replace: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...DRY_RUN_FLAG,
    ...VALIDATE_FLAG,
    ...fieldManagerFlag('kubectl-replace'),
    cascade: unmodelled('string'),
    force: unmodelled('bool'),
    'grace-period': unmodelled('int'),
    raw: unmodelled('string'),
    'save-config': { type: 'bool' },
    subresource: unmodelled('string'),
    timeout: unmodelled('duration'),
    wait: unmodelled('bool'),
  },

  *run(invocation) {
    const { flags, args, path } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = resultPrinter(invocation)
    const fieldValidation = fieldValidationOf(invocation)
    if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`)
    if (flags.list('filename').length === 0) throw usageError(path, 'must specify --filename to replace')
    const selected = yield* select(
      invocation,
      selectionOf(invocation, { args: [], validate: fieldValidation !== 'Ignore' }),
    )
    let count = 0
    yield* visit(invocation, selected, {}, function* (target) {
      count++
      const replaced = yield* replaceOne(invocation, target as Found, dryRun)
      yield* printer.print(replaced, operationText('replaced', dryRun))
    })
    if (count === 0) throw new KubectlError('no objects passed to replace')
    return 0
  },
}

function* replaceOne(invocation: Invocation, target: Found, dryRun: DryRun): Proc<JsonObject> {
  const { flags } = invocation
  const saves = flags.on('save-config') || hasLastApplied(target.object)
  const manifest = saves ? withLastApplied(target.object) : target.object
  if (dryRun === 'client') return manifest
  try {
    const metadata = metadataOf(manifest)
    const own = metadata['resourceVersion']
    const live = own === undefined ? (yield* fetchTarget(invocation, target)).object : undefined
    const resourceVersion = own ?? metadataOf(live ?? {})['resourceVersion'] ?? ''
    return yield* send(invocation, {
      verb: 'update',
      ...addressOf(target),
      body: { ...manifest, metadata: { ...metadata, resourceVersion } },
      fieldManager: flags.text('field-manager'),
      fieldValidation: fieldValidationOf(invocation),
      ...(dryRun === 'server' ? { dryRun: true } : {}),
    })
  } catch (error) {
    throw addSource('replacing', target.source, error)
  }
}
