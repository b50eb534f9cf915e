import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { sleep, waitUntil } from '../../../../kernel/requests.js'
import { type ApiResponse, apiCall, succeeded } from '../../../client/api.js'
import { metadataOf, numberAt, textAt } from '../../../client/objects.js'
import { isConflict, StatusError } from '../../../status-error.js'
import { connectionError, send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG } from '../flag-sets.js'
import { type DryRun, dryRunOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, collect, type Found } from '../sources.js'

const RETRY_INTERVAL_MS = 1000
const RETRY_TIMEOUT_MS = 300_000

/** `kubectl scale`. Source: kubectl v0.32.0 pkg/cmd/scale/scale.go, pkg/scale/scale.go. */
export const scale: Command = {
  required: ['replicas'],
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    all: { type: 'bool' },
    'current-replicas': { type: 'int', default: -1 },
    replicas: { type: 'int', default: 0 },
    'resource-version': { type: 'string' },
    timeout: { type: 'duration' },
  },

  *run(invocation) {
    const { flags } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = resultPrinter(invocation)
    checkFlags(invocation)
    const selected = yield* select(invocation, selectionOf(invocation, { typeAlone: flags.on('all') }))
    const { found, error } = yield* collect(invocation, selected)
    if (flags.text('resource-version') !== '' && found.length > 1) {
      throw new KubectlError('cannot use --resource-version with multiple resources')
    }
    if (found.length === 0) {
      // kubectl v0.35.2 pkg/cmd/scale/scale.go gives the error as it is.
      if (error !== undefined && invocation.minor >= 35) throw error
      const why = error === undefined ? '' : ` ${error.message}`
      throw new KubectlError(`no objects passed to scale${why}`)
    }
    for (const target of found) {
      if (dryRun !== 'client') yield* scaleOne(invocation, target, dryRun)
      yield* printer.print(target.object, operationText('scaled', dryRun))
    }
    if (error !== undefined) throw error
    return 0
  },
}

function checkFlags({ flags }: Invocation): void {
  if (flags.number('replicas') < 0) {
    throw new KubectlError(
      'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    )
  }
  if (flags.number('current-replicas') < -1) {
    throw new KubectlError('The --current-replicas must specify an integer of -1 or greater')
  }
}

/** Conflicts are tried again every second for five minutes. */
function* scaleOne(invocation: Invocation, target: Found, dryRun: DryRun): Proc<void> {
  for (let waitedMs = 0; !(yield* tryScale(invocation, target, dryRun)); waitedMs += RETRY_INTERVAL_MS) {
    if (waitedMs >= RETRY_TIMEOUT_MS) throw new KubectlError('context deadline exceeded')
    yield* sleep(RETRY_INTERVAL_MS)
  }
  const timeoutMs = invocation.flags.number('timeout')
  if (timeoutMs !== 0 && dryRun === 'none') yield* waitForReplicas(invocation, target, timeoutMs)
}

function* tryScale(invocation: Invocation, target: Found, dryRun: DryRun): Proc<boolean> {
  try {
    yield* sendScale(invocation, target, dryRun)
    return true
  } catch (error) {
    if (error instanceof StatusError && isConflict(error)) return false
    throw error
  }
}

/** A blind merge patch; with a precondition the scale is read, compared and put back. */
function* sendScale(invocation: Invocation, target: Found, dryRun: DryRun): Proc<void> {
  const { flags } = invocation
  const address = { ...addressOf(target), subresource: 'scale' as const }
  const dry = dryRun === 'server' ? { dryRun: true } : {}
  const replicas = flags.number('replicas')
  if (flags.number('current-replicas') === -1 && flags.text('resource-version') === '') {
    yield* send(invocation, {
      verb: 'patch',
      ...address,
      patchType: 'merge',
      body: { spec: { replicas } },
      ...dry,
    })
    return
  }
  const current = yield* send(invocation, { verb: 'get', ...address })
  checkPrecondition(invocation, current)
  const body = { ...current, spec: { ...(current['spec'] as JsonObject | undefined), replicas } }
  yield* send(invocation, { verb: 'update', ...address, body, ...dry })
}

function checkPrecondition({ flags }: Invocation, current: JsonObject): void {
  const wanted = flags.number('current-replicas')
  const actual = numberAt(current, 0, 'spec', 'replicas')
  if (wanted !== -1 && wanted !== actual) {
    throw new KubectlError(`Expected replicas to be ${wanted}, was ${actual}`)
  }
  const version = flags.text('resource-version')
  const actualVersion = textAt(metadataOf(current), 'resourceVersion')
  if (version !== '' && version !== actualVersion) {
    throw new KubectlError(`Expected resource version to be ${version}, was ${actualVersion}`)
  }
}

/** Until as many replicas exist as wanted, or somebody wants another number. */
function* waitForReplicas({ flags }: Invocation, target: Found, timeoutMs: number): Proc<void> {
  const replicas = flags.number('replicas')
  try {
    const { timedOut } = yield* waitUntil({
      reads: [apiCall({ verb: 'get', ...addressOf(target), subresource: 'scale' })],
      predicate: ([answer]) => {
        const response = answer as unknown as ApiResponse
        if (!succeeded(response)) return false
        if (numberAt(response.body, 0, 'spec', 'replicas') !== replicas) return true
        return numberAt(response.body, 0, 'status', 'replicas') === replicas
      },
      pollMs: RETRY_INTERVAL_MS,
      timeoutMs,
    })
    if (timedOut) throw new KubectlError(`timed out waiting for "${target.name}" to be synced`)
  } catch (error) {
    throw connectionError(error)
  }
}
