import type { Proc } from '../../../../kernel/process.js'
import { discover, type ResourceInfo } from '../../../client/discovery.js'
import type { Command } from '../command.js'
import { KubectlError, usageError } from '../errors.js'
import { unmodelled } from '../flag-sets.js'
import type { Flags } from '../flags.js'
import { write } from '../printers/print-result.js'
import { alignColumns, TABLE_WIDTHS } from '../printers/tab-writer.js'

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** `kubectl api-resources`. Source: kubectl v0.32.0 pkg/cmd/apiresources/apiresources.go. */
export const apiResources: Command = {
  flags: {
    'api-group': { type: 'string' },
    cached: { type: 'bool' },
    categories: { type: 'strings' },
    namespaced: { type: 'bool', default: true },
    'no-headers': { type: 'bool' },
    output: { type: 'string', short: 'o' },
    'sort-by': unmodelled('string'),
    verbs: { type: 'strings' },
  },

  *run({ flags, args, path }) {
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`)
    const output = flags.text('output')
    if (!['', 'name', 'wide'].includes(output)) throw new KubectlError(`--output ${output} is not available`)
    const infos = (yield* discover()).filter((info) => isWanted(info, flags))
    const sorted = [...infos].sort((a, b) => order(a.group, b.group) || order(a.plural, b.plural))
    yield* output === 'name' ? printNames(sorted) : printRows(sorted, flags, output === 'wide')
    return 0
  },
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function isWanted(info: ResourceInfo, flags: Flags): boolean {
  if (flags.given('api-group') && info.group !== flags.text('api-group')) return false
  if (flags.given('namespaced') && info.namespaced !== flags.on('namespaced')) return false
  const holdsAll = (wanted: readonly string[], has: readonly string[]): boolean =>
    wanted.every((each) => has.includes(each))
  return holdsAll(flags.list('verbs'), info.verbs) && holdsAll(flags.list('categories'), info.categories)
}

function* printNames(infos: readonly ResourceInfo[]): Proc<void> {
  const names = infos.map(({ group, plural }) => (group === '' ? plural : `${plural}.${group}`))
  yield* write(names.map((name) => `${name}\n`).join(''))
}

function* printRows(infos: readonly ResourceInfo[], flags: Flags, wide: boolean): Proc<void> {
  const header = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(wide ? ['VERBS', 'CATEGORIES'] : []),
  ]
  const rows = infos.map(({ group, versions, plural, shortNames, namespaced, kind, verbs, categories }) => [
    plural,
    shortNames.join(','),
    group === '' ? (versions[0] ?? '') : `${group}/${versions[0] ?? ''}`,
    String(namespaced),
    kind,
    ...(wide ? [(verbs.length === 0 ? ALL_VERBS : verbs).join(','), categories.join(',')] : []),
  ])
  const lines = [...(flags.on('no-headers') ? [] : [header]), ...rows].map((cells) => cells.join('\t'))
  if (lines.length > 0) yield* write(`${alignColumns(lines.join('\n'), TABLE_WIDTHS)}\n`)
}
