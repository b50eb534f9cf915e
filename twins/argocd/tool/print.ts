import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, formatGoDuration, fromTimestamp, objectAt, textAt } from '../../kubernetes/index.js'
import { type Application, automatedFlag, isAutomated } from '../application.js'

/** `printOpFmtStr`: a name of 20 columns and a value. argo-cd v3.5.1 cmd/argocd/commands/app.go. */
function line(name: string, value: string): string {
  return `${name.padEnd(20)}${value}`
}

/** Cells in columns, two blanks apart (text/tabwriter with padding 2); the last cell of a row is not padded. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map(
    (_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)) + 2,
  )
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join(''),
  )
}

/** app.go (printAppSummaryTable). The URL is that of the core mode: there is no server. */
export function summaryLines(app: Application): readonly string[] {
  const { spec, status } = app
  const [source] = app.sources
  const target = textAt(source, 'targetRevision')
  const policy = isAutomated(spec) ? `Automated${automatedFlag(spec, 'prune') ? ' (Prune)' : ''}` : 'Manual'
  return [
    line('Name:', app.key),
    line('Project:', app.project),
    line('Server:', textAt(spec, 'destination', 'server') || textAt(spec, 'destination', 'name')),
    line('Namespace:', app.destinationNamespace),
    line('URL:', `https://cd.argoproj.io/applications/${app.name}`),
    app.several ? 'Sources:' : 'Source:',
    ...app.sources.flatMap(sourceLines),
    line('SyncWindow:', 'Sync Allowed'),
    line('Sync Policy:', policy),
    line('Sync Status:', syncText(status, target)),
    line('Health Status:', textAt(status, 'health', 'status')),
  ]
}

function sourceLines(source: JsonObject): readonly string[] {
  const files = arrayAt(source, 'helm', 'valueFiles').map(String)
  return [
    line('- Repo:', textAt(source, 'repoURL')),
    line('  Target:', textAt(source, 'targetRevision')),
    ...(textAt(source, 'path') === '' ? [] : [line('  Path:', textAt(source, 'path'))]),
    ...(textAt(source, 'ref') === '' ? [] : [line('  Ref:', textAt(source, 'ref'))]),
    ...(files.length === 0 ? [] : [line('  Helm Values:', files.join(','))]),
  ]
}

function syncText(status: JsonObject, target: string): string {
  const code = textAt(status, 'sync', 'status')
  const revision = textAt(status, 'sync', 'revision')
  const how = code === 'Synced' ? ` to ${target}` : code === 'OutOfSync' ? ` from ${target}` : ''
  const short = /^[0-9a-f]{7,40}$/.test(target) || revision.length <= 7 ? '' : ` (${revision.slice(0, 7)})`
  return `${code}${how}${short}`
}

/** app.go (printOperationResult). */
export function operationLines({ operationState }: Application, nowText: string): readonly string[] {
  if (operationState === undefined) return []
  const result = objectAt(operationState, 'syncResult')
  const [started, finished] = [textAt(operationState, 'startedAt'), textAt(operationState, 'finishedAt')]
  const message = textAt(operationState, 'message')
  const revisions = arrayAt(result, 'revisions').map(String)
  const duration = fromTimestamp(finished || nowText) - fromTimestamp(started)
  return [
    ...(operationState['syncResult'] === undefined
      ? []
      : [
          line('Operation:', 'Sync'),
          line('Sync Revision:', revisions.length > 0 ? revisions.join(', ') : textAt(result, 'revision')),
        ]),
    line('Phase:', textAt(operationState, 'phase')),
    line('Start:', goTime(started)),
    line('Finished:', finished === '' ? '<nil>' : goTime(finished)),
    line('Duration:', formatGoDuration(duration)),
    ...(message === '' ? [] : [line('Message:', message)]),
  ]
}

/** `2026-01-01 00:00:05 +0000 UTC`. */
function goTime(timestamp: string): string {
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} +0000 UTC`
}

export function conditionLines({ status }: Application): readonly string[] {
  const rows = arrayAt(status, 'conditions').map((condition) => [
    textAt(condition, 'type'),
    textAt(condition, 'message'),
    goTime(textAt(condition, 'lastTransitionTime')),
  ])
  return rows.length === 0 ? [] : table([['CONDITION', 'MESSAGE', 'LAST TRANSITION'], ...rows])
}

/** One row per resource: its state, and what the last operation says of it. app.go (getResourceStates). */
export function resourceLines({ status, operationState }: Application): readonly string[] {
  const results = arrayAt(operationState, 'syncResult', 'resources') as readonly JsonObject[]
  const same = (a: JsonObject, b: JsonObject) =>
    ['group', 'kind', 'namespace', 'name'].every((member) => textAt(a, member) === textAt(b, member))
  const resources = arrayAt(status, 'resources') as readonly JsonObject[]
  const hooks = results.filter((result) => textAt(result, 'hookType') !== '')
  const rest = resources.filter(
    (resource) => resource['hook'] !== true && !hooks.some((hook) => same(hook, resource)),
  )
  const rows = [
    ...hooks.map((hook) =>
      row(hook, textAt(hook, 'hookPhase'), '', textAt(hook, 'hookType'), textAt(hook, 'message')),
    ),
    ...rest.map((resource) => {
      const result = results.find((one) => same(one, resource))
      return row(
        resource,
        textAt(resource, 'status'),
        textAt(resource, 'health', 'status'),
        '',
        textAt(result, 'message'),
      )
    }),
  ]
  if (rows.length === 0) return []
  return table([['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'STATUS', 'HEALTH', 'HOOK', 'MESSAGE'], ...rows])
}

function row(
  resource: JsonObject,
  status: string,
  health: string,
  hook: string,
  message: string,
): readonly string[] {
  const names = ['group', 'kind', 'namespace', 'name'].map((member) => textAt(resource, member))
  return [...names, status, health, hook, message]
}

/** app.go (printApplicationTable). */
export function listLines(apps: readonly Application[]): readonly string[] {
  const rows = apps.map((app) => [
    app.key,
    textAt(app.spec, 'destination', 'server') || textAt(app.spec, 'destination', 'name'),
    app.destinationNamespace,
    app.project,
    textAt(app.status, 'sync', 'status'),
    textAt(app.status, 'health', 'status'),
    isAutomated(app.spec) ? `Auto${automatedFlag(app.spec, 'prune') ? '-Prune' : ''}` : 'Manual',
    conditionSummary(app),
  ])
  return table([
    ['NAME', 'CLUSTER', 'NAMESPACE', 'PROJECT', 'STATUS', 'HEALTH', 'SYNCPOLICY', 'CONDITIONS'],
    ...rows,
  ])
}

/** `SyncError`, `SyncError(2)`, `<none>`. (formatConditionsSummary.) */
function conditionSummary({ status }: Application): string {
  const counts = new Map<string, number>()
  for (const condition of arrayAt(status, 'conditions')) {
    const type = textAt(condition, 'type')
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  if (counts.size === 0) return '<none>'
  return [...counts].map(([type, count]) => (count > 1 ? `${type}(${count})` : type)).join(',')
}

/** app.go (printApplicationHistoryTable). */
export function historyLines({ status }: Application): readonly string[] {
  const entries = (arrayAt(status, 'history') as readonly JsonObject[]).filter(
    (entry) => entry['source'] !== undefined,
  )
  const urls = [...new Set(entries.map((entry) => textAt(entry, 'source', 'repoURL')))]
  return urls.flatMap((url, index) => {
    const rows = entries
      .filter((entry) => textAt(entry, 'source', 'repoURL') === url)
      .map((entry) => {
        const short = textAt(entry, 'revision').slice(0, 7)
        return [
          String(entry['id']),
          goTime(textAt(entry, 'deployedAt')),
          `${textAt(entry, 'source', 'targetRevision')} (${short})`,
        ]
      })
    return [...(index === 0 ? [] : ['']), ...table([['SOURCE', url], ['ID', 'DATE', 'REVISION'], ...rows])]
  })
}
