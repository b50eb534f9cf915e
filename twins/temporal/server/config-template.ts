import { NotModelled } from '../../kernel/errors.js'

/** With a hyphen inside the braces the white space next to them goes as well. */
const ACTION = /(?:\s*\{\{-|\{\{)\s*(.*?)\s*(?:-\}\}\s*|\}\})/g
const ENV = /^(?:\.Env\.([A-Za-z0-9_]+)|env\s+"([^"]+)"|default\s+\.Env\.([A-Za-z0-9_]+)\s+"([^"]*)")$/

/**
 * A configuration file of a chart with the variables of the environment put in: `.Env.X`, `env "X"`, `default .Env.X "v"`, each with `| quote`, `| lower`.
 * Sources: temporalio/helm-charts temporal-0.73.2 (dockerize) and 1.6.0 (`# enable-template`) templates/server-configmap.yaml.
 * Throws {@link NotModelled} for any other action.
 */
export function fillTemplate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(ACTION, (_whole, action: string) => {
    if (action.startsWith('/*')) return ''
    const [first = '', ...filters] = action.split('|').map((part) => part.trim())
    const match = ENV.exec(first)
    if (match === null) throw notModelled(action)
    const [, plain, called, defaulted, fallback] = match
    const value = env[plain ?? called ?? defaulted ?? ''] ?? ''
    return filters.reduce(
      (result, filter) => applyFilter(result, filter, action),
      value === '' ? (fallback ?? '') : value,
    )
  })
}

function applyFilter(value: string, filter: string, action: string): string {
  if (filter === 'quote') return JSON.stringify(value)
  if (filter === 'lower') return value.toLowerCase()
  throw notModelled(action)
}

function notModelled(action: string): NotModelled {
  return new NotModelled(
    `Temporal: {{ ${action} }} in a configuration file`,
    'Write the value itself, or as {{ .Env.NAME | quote }}.',
  )
}
