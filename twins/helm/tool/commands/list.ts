import type { Json } from '../../../kernel/json.js'
import { compareKeys } from '../../../kernel/json.js'
import { matchesLabels, parseLabelSelector, SelectorError } from '../../../kubernetes/index.js'
import { checkReachable } from '../../actions/configuration.js'
import { listReleases } from '../../actions/storage.js'
import type { Release, ReleaseStatus, StoredRelease } from '../../release.js'
import { isHelm4 } from '../../versions.js'
import { type Command, noArgs } from '../command.js'
import { LIST_FLAGS } from '../flag-sets.js'
import { LIST_FLAGS_4 } from '../flag-sets-4.js'
import { type Flags, usage } from '../flags.js'
import { jsonLine, printText, tableText, yamlText } from '../output/format.js'
import { appVersionText, chartText } from '../output/release.js'
import { goTime } from '../output/time.js'

const HEADER = ['NAME', 'NAMESPACE', 'REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION']

/** Helm v3.21.4 cmd/helm/list.go, pkg/action/list.go. */
export const listCommand: Command = {
  useLine: 'helm list [flags]',
  flags: LIST_FLAGS,
  flags4: LIST_FLAGS_4,
  checkArgs: noArgs,
  *run({ flags, configuration, version }) {
    yield* checkReachable(configuration)
    const nameFilter = compile(flags.text('filter'))
    const listed = yield* listReleases(configuration, flags.on('all-namespaces'))
    const named = listed.filter(({ release }) => nameFilter.test(release.name))
    const states = wantedStates(flags, isHelm4(version))
    const releases = select(flags, named, states)
    const names = releases.map(({ name }) => name)
    const format = flags.text('output')
    if (flags.on('short')) yield* printNames(format, names)
    else yield* printReleases(format, releases, flags.on('no-headers'))
  },
}

function* printNames(format: string, names: readonly string[]) {
  if (format === 'json') yield* printText(jsonLine(names))
  else if (format === 'yaml') yield* printText(yamlText(names))
  else if (names.length > 0) yield* printText(`${names.join('\n')}\n`)
}

function* printReleases(format: string, releases: readonly Release[], noHeaders: boolean) {
  const rows = releases.map(toRow)
  if (format === 'json') yield* printText(jsonLine(rows))
  else if (format === 'yaml') yield* printText(yamlText(rows as unknown as Json))
  else {
    const cells = rows.map((row) => Object.values(row))
    yield* printText(tableText(noHeaders ? cells : [HEADER, ...cells]))
  }
}

/** One release, its members in the order Go writes them. */
function toRow({ name, namespace, version, info, chart }: Release) {
  return {
    name,
    namespace,
    revision: String(version),
    updated: (info.last_deployed ?? '') === '' ? '-' : goTime(info.last_deployed ?? ''),
    status: info.status ?? '',
    chart: chartText(chart),
    app_version: appVersionText(chart),
  }
}

/** Newest revisions only, then by state, then by label, sorted and cut. Helm v3.21.4 pkg/action/list.go (Run). */
function select(
  flags: Flags,
  listed: readonly StoredRelease[],
  states: readonly ReleaseStatus[],
): readonly Release[] {
  const candidates = states.length === 1 && states[0] === 'superseded' ? listed : newestOnly(listed)
  const selector = flags.text('selector')
  const releases = candidates
    .filter(({ release }) => states.includes(release.info.status ?? 'unknown'))
    .filter(({ labels }) => selector === '' || matchesLabels(parseSelector(selector), { ...labels }))
    .map(({ release }) => release)
    .sort(flags.on('date') ? byDate : byName)
  if (flags.on('reverse')) releases.reverse()
  const offset = flags.number('offset')
  const max = flags.number('max')
  return releases.slice(offset, max > 0 ? offset + max : undefined)
}

function newestOnly(listed: readonly StoredRelease[]): readonly StoredRelease[] {
  const newest = new Map<string, StoredRelease>()
  for (const stored of listed) {
    const { namespace, name, version } = stored.release
    const known = newest.get(`${namespace}/${name}`)
    if (known === undefined || known.release.version <= version) newest.set(`${namespace}/${name}`, stored)
  }
  return [...newest.values()]
}

const PENDING: readonly ReleaseStatus[] = ['pending-install', 'pending-upgrade', 'pending-rollback']
const BY_FLAG: Readonly<Record<string, readonly ReleaseStatus[]>> = {
  deployed: ['deployed'],
  uninstalled: ['uninstalled'],
  uninstalling: ['uninstalling'],
  pending: PENDING,
  failed: ['failed'],
  superseded: ['superseded'],
}

/**
 * Helm v3.21.4 pkg/action/list.go (SetStateMask, FromName): a status it does not know counts as `unknown`, which no
 * mask holds. Helm 4 shows all unless it is told otherwise: v4.1.4 pkg/action/list.go (SetStateMask).
 */
function wantedStates(flags: Flags, helm4: boolean): readonly ReleaseStatus[] {
  const all = Object.keys(BY_FLAG)
  const names = all.filter((name) => (!helm4 && flags.on('all')) || flags.on(name))
  if (names.length === 0 && helm4) return ['unknown', ...Object.values(BY_FLAG).flat()]
  return (names.length === 0 ? ['deployed', 'failed'] : names).flatMap((name) => BY_FLAG[name] ?? [])
}

function byName(a: Release, b: Release): number {
  return compareKeys(a.name, b.name) || compareKeys(a.namespace, b.namespace)
}

/** Times in one zone and of one precision compare as text; fractions make no difference that matters here. */
function byDate(a: Release, b: Release): number {
  return compareKeys(a.info.last_deployed ?? '', b.info.last_deployed ?? '') || byName(a, b)
}

function parseSelector(text: string) {
  try {
    return parseLabelSelector(text)
  } catch (error) {
    throw error instanceof SelectorError ? usage(error.message) : error
  }
}

/** JavaScript's regular expressions stand for Go's. */
function compile(filter: string): RegExp {
  try {
    return new RegExp(filter)
  } catch {
    throw usage(`error parsing regexp: ${filter}`)
  }
}
