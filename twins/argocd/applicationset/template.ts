import { NotModelled } from '../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { arrayAt } from '../../kubernetes/index.js'
import { GenerateError } from './generators.js'

const EXPRESSION = /\{\{-?\s*(.*?)\s*-?\}\}/g
const FIELD = /^\.[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/
const INDEX = /^index (\.[A-Za-z0-9_.]+) (\d+)$/

/**
 * A template with its parameters put in: `{{name}}`, or with `goTemplate` fields such as `{{ .path.basename }}` and
 * `{{ index .path.segments 1 }}`. Without Go templates an unknown name stays as it is; with them it becomes `<no value>`,
 * or an error with `missingkey=error`. argo-cd v3.5.1 applicationset/utils/utils.go (RenderTemplateParams).
 */
export function renderTemplate(template: Json, parameters: JsonObject, spec: JsonObject): Json {
  const strict = arrayAt(spec, 'goTemplateOptions').includes('missingkey=error')
  const go = spec['goTemplate'] === true
  const one = (text: string) =>
    text.replace(EXPRESSION, (whole, expression: string) => {
      if (!go) return String(parameters[expression] ?? whole)
      const value = evaluate(expression, parameters)
      if (value !== undefined) return String(value)
      if (strict)
        throw new GenerateError(
          `failed to execute go template ${text}: map has no entry for key in ${expression}`,
        )
      return '<no value>'
    })
  return render(template, one)
}

function render(value: Json, one: (text: string) => string): Json {
  if (typeof value === 'string') return value.includes('{{') ? one(value) : value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => render(item, one))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [one(key), render(member, one)]))
}

function evaluate(expression: string, parameters: JsonObject): Json | undefined {
  if (FIELD.test(expression)) return fieldOf(expression, parameters)
  const index = INDEX.exec(expression)
  if (index === null)
    throw new NotModelled(`the Go template {{${expression}}}`, 'Use fields of the parameters only.')
  const list = fieldOf(index[1] ?? '', parameters)
  return Array.isArray(list) ? (list as readonly Json[])[Number(index[2])] : undefined
}

function fieldOf(path: string, parameters: JsonObject): Json | undefined {
  let value: Json | undefined = parameters
  for (const part of path.split('.').slice(1)) value = isObject(value) ? value[part] : undefined
  return value
}
