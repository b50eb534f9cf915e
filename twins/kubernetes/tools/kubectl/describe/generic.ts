import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { goSprint } from '../printers/go-json.js'
import type { DescribeText } from './describe-text.js'
import type { Describer } from './describers.js'

const SHOWN_ABOVE = ['managedFields', 'name', 'namespace', 'labels', 'annotations'].map(
  (key) => `.metadata.${key}`,
)
const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID']

/** Any object, field by field. Source: kubectl v0.32.0 pkg/describe/describe.go (genericDescriber). */
export const describeGeneric: Describer = {
  events: true,
  // biome-ignore lint/correctness/useYield: a describer may ask for more objects; this one needs none
  *write(text, object) {
    text.head(object)
    printContent(text, 0, object, '')
  },
}

function printContent(text: DescribeText, level: number, content: JsonObject, prefix: string): void {
  for (const field of Object.keys(content).sort()) {
    const path = `${prefix}.${field}`
    if (SHOWN_ABOVE.includes(path)) continue
    const value: Json = content[field] ?? null
    const label = smartLabel(field)
    if (isObject(value)) {
      text.line(level, `${label}:`)
      printContent(text, level + 1, value, path)
    } else if (Array.isArray(value)) {
      text.line(level, `${label}:`)
      for (const child of value as readonly Json[]) {
        if (isObject(child)) printContent(text, level + 1, child, path)
        else text.line(level + 1, goSprint(child))
      }
    } else {
      text.line(level, `${label}:\t${goSprint(value)}`)
    }
  }
}

/** `refreshInterval` becomes `Refresh Interval`. Source: describe.go (smartLabelFor), github.com/fatih/camelcase. */
export function smartLabel(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field
  return splitCamelCase(field)
    .map((part) => {
      const upper = part.toUpperCase()
      return ACRONYMS.includes(upper) ? upper : part.slice(0, 1).toUpperCase() + part.slice(1)
    })
    .join(' ')
}

/** Runs of upper case, lower case and other characters; the last capital of a run begins the next word. */
function splitCamelCase(text: string): readonly string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[^\p{Lu}\p{Ll}]+|\p{Lu}+/gu) ?? []
}
