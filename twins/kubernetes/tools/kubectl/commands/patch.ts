import { isObject, type Json, type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import type { PatchType } from '../../../client/api.js'
import { goQuote } from '../../../schema/go-text.js'
import { badRequest, isUnsupportedMediaType, StatusError } from '../../../status-error.js'
import { parseYaml } from '../../../yaml/parse-yaml.js'
import { YamlError } from '../../../yaml/yaml-error.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, unmodelled } from '../flag-sets.js'
import { goJsonProblem } from '../go-json-syntax.js'
import { dryRunOf } from '../options.js'
import { resolvePath } from '../paths.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, type Found, visit } from '../sources.js'
import { subresourceOf } from './get.js'
import { patchLocally } from './patch-locally.js'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
}

/** `kubectl patch`. Source: kubectl v0.32.0 pkg/cmd/patch/patch.go. `--local` is not modelled. */
export const patch: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag('kubectl-patch'),
    local: unmodelled('bool'),
    patch: { type: 'string', short: 'p' },
    'patch-file': { type: 'string' },
    subresource: { type: 'string' },
    type: { type: 'string', default: 'strategic' },
  },

  *run(invocation) {
    const dryRun = dryRunOf(invocation)
    const printer = resultPrinter(invocation)
    const type = patchType(invocation)
    const body = patchBody(invocation, type)
    const subresource = subresourceOf(invocation)
    const selected = yield* select(invocation, selectionOf(invocation, { subresource }))
    let count = 0
    yield* visit(invocation, selected, {}, function* (target) {
      count++
      const before = target as Found
      const after =
        dryRun === 'client'
          ? patchLocally(type, before, body)
          : yield* sendPatch(invocation, before, type, body, dryRun === 'server')
      const operation = jsonEqual(before.object, after) ? 'patched (no change)' : 'patched'
      // Upstream sets the word after it has marked it as a dry run, so that the mark is lost.
      yield* printer.print(after, operation)
    })
    if (count === 0) throw new KubectlError('no objects passed to patch')
    return 0
  },
}

function patchType({ flags }: Invocation): PatchType {
  const hasPatch = flags.text('patch') !== ''
  const hasFile = flags.text('patch-file') !== ''
  if (hasPatch && hasFile) throw new KubectlError('cannot specify --patch and --patch-file together')
  if (!hasPatch && !hasFile) {
    throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch')
  }
  const type = flags.text('type').toLowerCase() || 'strategic'
  if (type === 'json' || type === 'merge' || type === 'strategic') return type
  throw new KubectlError(`--type must be one of [json merge strategic], not ${goQuote(flags.text('type'))}`)
}

/**
 * The patch as JSON; it may be written as YAML, but what begins with a brace must be JSON: kubectl sends it as it is.
 * Source: apimachinery v0.32.0 pkg/util/yaml/decoder.go (ToJSON).
 */
function patchBody(invocation: Invocation, type: PatchType): Json {
  const { flags, files } = invocation
  const file = flags.text('patch-file')
  const text = file === '' ? flags.text('patch') : files.read(resolvePath(invocation, file))
  if (text === undefined) {
    throw new KubectlError(`unable to read patch file: open ${file}: no such file or directory`)
  }
  const problem = /^\s*\{/.test(text) ? goJsonProblem(text) : undefined
  if (problem !== undefined) throw undecodable(type, problem)
  try {
    return parseYaml(text)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new KubectlError(`unable to parse ${goQuote(flags.text('patch'))}: ${error.message}`)
  }
}

function* sendPatch(
  invocation: Invocation,
  target: Found,
  type: PatchType,
  body: Json,
  dryRun: boolean,
): Proc<JsonObject> {
  try {
    return yield* send(invocation, {
      verb: 'patch',
      ...addressOf(target),
      patchType: type,
      body: requestBody(body),
      fieldManager: invocation.flags.text('field-manager'),
      ...(dryRun ? { dryRun } : {}),
    })
  } catch (error) {
    if (!(error instanceof StatusError) || !isUnsupportedMediaType(error)) throw error
    const { group, version, kind } = target.mapping
    const gvk = `${group}/${version}, Kind=${kind}`
    throw new KubectlError(`${MEDIA_TYPES[type]} is not supported by ${gvk}: ${error.message}`)
  }
}

/** A patch that is neither an object nor a list cannot travel as a body; the server would refuse to decode it. */
function requestBody(body: Json): JsonObject | readonly Json[] {
  if (isObject(body) || Array.isArray(body)) return body as JsonObject | readonly Json[]
  const kind = body === null ? 'null' : typeof body === 'boolean' ? 'bool' : typeof body
  throw undecodable('merge', `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`)
}

/**
 * What the server says of a patch it cannot decode. Source: kubernetes/apiserver v0.36.3
 * pkg/endpoints/handlers/patch.go (jsonPatcher, smpPatcher).
 */
function undecodable(type: PatchType, problem: string): StatusError {
  return badRequest(type === 'strategic' ? problem : `error decoding patch: ${problem}`)
}
