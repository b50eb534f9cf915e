import { NotModelled } from '../../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { metadataOf, textAt } from '../../../client/objects.js'
import { goQuote } from '../../../schema/go-text.js'
import type { Invocation } from '../command.js'
import { isCommandError, KubectlError } from '../errors.js'
import { compileJsonPath, findResults, type JsonPathTemplate, renderJsonPath } from '../jsonpath.js'
import { toGoJson } from './go-json.js'
import { goSyntax } from './go-syntax.js'
import { toGoYaml } from './go-yaml.js'

/** Text of one object (or list) in an output format; complete, with the newline where upstream writes one. */
export type ObjectPrinter = (object: JsonObject) => string

/** Formats of all commands that print objects, as upstream lists them in its error. */
const FORMATS = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'name',
  'template',
  'templatefile',
  'yaml',
]

/** cli-runtime v0.35.2 pkg/genericclioptions/kyaml_flags.go. */
const KYAML_SINCE = 35

/**
 * The printer of `-o` for `json`, `yaml`, `name` and `jsonpath`; undefined when `-o` is empty. `extra` are formats the
 * command knows besides, for the error text. Go templates are not modelled.
 * Source: cli-runtime v0.32.0 pkg/genericclioptions (PrintFlags.ToPrinter, JSONPathPrintFlags).
 */
export function objectPrinter(
  { flags, minor }: Pick<Invocation, 'flags' | 'minor'>,
  extra: readonly string[] = [],
): ObjectPrinter | undefined {
  const output = flags.text('output')
  if (output === '') return undefined
  const clean = flags.on('show-managed-fields') ? (object: JsonObject) => object : withoutManagedFields
  if (output === 'json') return (object) => toGoJson(clean(object))
  if (output === 'yaml') return (object) => toGoYaml(clean(object))
  if (output === 'name') return nameLines
  if (/^(go-)?template(-?file)?($|=)|^jsonpath-file($|=)/.test(output)) {
    throw new NotModelled(
      `kubectl -o ${output.split('=')[0]}`,
      'Use -o jsonpath, or the real binary: --clients real.',
    )
  }
  const jsonPath = jsonPathPrinter(output, flags.on('allow-missing-template-keys'))
  if (jsonPath !== undefined) return jsonPath
  const kyaml = minor >= KYAML_SINCE ? ['kyaml'] : []
  if (kyaml.includes(output)) throw new NotModelled('kubectl -o kyaml', 'Use -o yaml.')
  const allowed = [...FORMATS, ...kyaml, ...extra].sort().join(',')
  throw new KubectlError(
    `unable to match a printer suitable for the output format ${goQuote(output)}, allowed formats are: ${allowed}`,
  )
}

function jsonPathPrinter(output: string, allowMissingKeys: boolean): ObjectPrinter | undefined {
  const equals = output.indexOf('=')
  const format = equals < 0 ? output : output.slice(0, equals)
  if (format !== 'jsonpath' && format !== 'jsonpath-as-json') return undefined
  const text = equals < 0 ? '' : output.slice(equals + 1)
  if (text === '') throw new KubectlError('template format specified but no template given')
  const template = compile(text)
  return (object) => {
    try {
      return format === 'jsonpath'
        ? renderJsonPath(template, object, { allowMissingKeys })
        : findResults(template, object, { allowMissingKeys })
            .map((values) => toGoJson(values))
            .join('')
    } catch (error) {
      if (!isCommandError(error)) throw error
      throw executionError(text, error.message, object)
    }
  }
}

function compile(text: string): JsonPathTemplate {
  try {
    return compileJsonPath(text)
  } catch (error) {
    if (!isCommandError(error)) throw error
    throw new KubectlError(`error parsing jsonpath ${text}, ${error.message}`)
  }
}

/** Source: cli-runtime v0.32.0 pkg/printers/jsonpath.go (PrintObj). */
function executionError(text: string, problem: string, object: JsonObject): KubectlError {
  const help = [
    `Error executing template: ${problem}. Printing more information for debugging the template:`,
    `\ttemplate was:\n\t\t${text}`,
    `\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}`,
  ].join('\n')
  return new KubectlError(`error executing jsonpath ${goQuote(text)}: ${help}\n\n\n`)
}

/** `pod/x` of an object, or a line for each item of a list. Source: cli-runtime v0.32.0 pkg/printers/name.go. */
export function nameLines(object: JsonObject): string {
  return itemsOfList(object)
    .map((item) => `${objectName(item)}\n`)
    .join('')
}

/** `deployment.apps/api`. */
export function objectName(object: JsonObject): string {
  const apiVersion = textAt(object, 'apiVersion')
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const kind = textAt(object, 'kind').toLowerCase()
  const name = textAt(metadataOf(object), 'name') || '<unknown>'
  return `${group === '' ? kind : `${kind}.${group}`}/${name}`
}

function itemsOfList(object: JsonObject): readonly JsonObject[] {
  const items = object['items']
  const isList = Array.isArray(items) && textAt(object, 'kind').endsWith('List')
  return isList ? (items as readonly Json[]).filter(isObject) : [object]
}

/** Source: cli-runtime v0.32.0 pkg/printers/managedfields.go (OmitManagedFieldsPrinter). */
function withoutManagedFields(object: JsonObject): JsonObject {
  const items = object['items']
  if (Array.isArray(items)) {
    const cleaned = (items as readonly Json[]).map((item) =>
      isObject(item) ? withoutManagedFields(item) : item,
    )
    return { ...object, items: cleaned }
  }
  const { managedFields, ...metadata } = metadataOf(object)
  return managedFields === undefined ? object : { ...object, metadata }
}
