import { isObject, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { type Command, formatCommand } from '../scenario/command.js'
import type { Step } from '../scenario/scenario.js'

/** As wide as this project's own sources. */
const WIDTH = 110

/** A value as it is written in TypeScript; `indent` is that of the line it begins on, `used` what stands before it there. */
export function sourceOf(value: Json, indent: number, used = 0): string {
  const line = inline(value)
  if (indent + used + line.length + 1 <= WIDTH) return line
  const inner = ' '.repeat(indent + 2)
  const outer = ' '.repeat(indent)
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${sourceOf(item as Json, indent + 2)},\n`)
    return `[\n${items.join('')}${outer}]`
  }
  if (!isObject(value)) return line
  const members = Object.entries(value).map(([name, member]) => {
    const head = `${keyOf(name)}: `
    return `${inner}${head}${sourceOf(member, indent + 2, head.length)},\n`
  })
  return `{\n${members.join('')}${outer}}`
}

function inline(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map((item) => inline(item as Json)).join(', ')}]`
  if (!isObject(value)) return String(value)
  const members = Object.entries(value).map(([name, member]) => `${keyOf(name)}: ${inline(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** Single quotes, unless the text has more of these than of double ones. */
export function quoted(text: string): string {
  const json = JSON.stringify(text)
  if ((text.match(/'/g) ?? []).length > (text.match(/"/g) ?? []).length) return json
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quoted(name)
}

/** A step as a scenario writes it. */
export function stepSource({ name, command, ...options }: Step, indent: number): string {
  const rest = Object.keys(options).length === 0 ? '' : `, ${inline(options as unknown as JsonObject)}`
  const line = `step(${quoted(name)}, ${commandSource(command, indent + 2)}${rest})`
  if (indent + line.length + 1 <= WIDTH || line.includes('\n')) return line
  const pad = ' '.repeat(indent + 2)
  return `step(\n${pad}${quoted(name)},\n${pad}${commandSource(command, indent + 2)}${rest === '' ? '' : `,\n${pad}${rest.slice(2)}`},\n${' '.repeat(indent)})`
}

/** `$` where a command is nothing but words, else an object. */
function commandSource(command: Command, indent: number): string {
  const { argv, ...around } = command
  if (Object.values(around).every((value) => value === undefined)) {
    const text = formatCommand(command)
      .replaceAll('\\', '\\\\')
      .replaceAll('`', '\\`')
      .replaceAll('${', '\\${')
    return `$\`${text}\``
  }
  return sourceOf({ argv, ...around } as unknown as JsonObject, indent)
}
