import { toolProgramName } from '../../contract/component.js'
import { type Files, normalisePath } from '../../kernel/files.js'
import { isObject, type Json, type JsonObject, stableStringify } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { exec } from '../../kernel/requests.js'
import { arrayAt, objectAt, textAt } from '../../kubernetes/index.js'
import { parseObjects } from './documents.js'
import { GenerationError } from './generation-error.js'
import type { SourceAt } from './types.js'

/** What a chart is rendered for. */
export interface ChartRender {
  readonly files: Files
  /** Unique among the children of the calling process. */
  readonly child: string
  readonly application: string
  readonly namespace: string
  readonly kubeVersion: string | undefined
  readonly at: SourceAt
  /** Folders of the sources that others refer to: `$ref` -> folder. */
  readonly references: ReadonlyMap<string, string>
}

/**
 * The objects of a chart: `helm template` as a child process, with what `crds/` holds unless `skipCrds`. `lookup` finds
 * nothing, as for Argo CD. argo-cd v3.5.1 reposerver/repository/repository.go (helmTemplate), util/helm/cmd.go (template).
 */
export function* chartManifests(render: ChartRender): Proc<readonly JsonObject[]> {
  const options = objectAt(render.at.source, 'helm')
  const folder = normalisePath(`${render.at.folder}/${textAt(render.at.source, 'path')}`)
  const release = textAt(options, 'releaseName') || render.application
  const values = inlineValues(options)
  const flags = [
    ...namespaceFlags(textAt(options, 'namespace') || render.namespace),
    ...(render.kubeVersion === undefined ? [] : ['--kube-version', render.kubeVersion]),
    ...parameterFlags(options),
    ...valueFiles(render, options, folder).flatMap((path) => ['--values', path]),
    ...(values === '' ? [] : ['--values', '-']),
    ...(options['skipTests'] === true ? ['--skip-tests'] : []),
  ]
  const argv = ['helm', 'template', release, folder, ...flags]
  const exit = yield* exec(render.child, toolProgramName('helm'), { argv, env: {}, cwd: '', stdin: values })
  if (exit.code !== 0) {
    const command = ['helm', 'template', '.', '--name-template', release, ...flags, '--include-crds'].join(
      ' ',
    )
    throw new GenerationError(
      `failed to execute helm template command: failed to get command args to log: \`${command}\` failed exit status ${exit.code}: ${exit.stderr.trim()}`,
    )
  }
  const crds = options['skipCrds'] === true ? [] : crdsOf(render.files, folder)
  return [...crds, ...parseObjects(exit.stdout, folder)]
}

function namespaceFlags(namespace: string): readonly string[] {
  return namespace === '' ? [] : ['--namespace', namespace]
}

function crdsOf(files: Files, folder: string): readonly JsonObject[] {
  return files
    .list(`${folder}/crds`)
    .filter((path) => /\.(ya?ml|json)$/.test(path))
    .flatMap((path) => parseObjects(files.read(path) ?? '', path))
}

/** `valuesObject` counts before `values`; both come after the files. */
function inlineValues(options: JsonObject): string {
  const { valuesObject } = options
  return isObject(valuesObject) ? stableStringify(valuesObject) : textAt(options, 'values')
}

function parameterFlags(options: JsonObject): readonly string[] {
  const parameters = arrayAt(options, 'parameters').flatMap((parameter) => {
    const flag = isForced(parameter) ? '--set-string' : '--set'
    return [flag, `${textAt(parameter, 'name')}=${escapeValue(textAt(parameter, 'value'))}`]
  })
  const files = arrayAt(options, 'fileParameters').flatMap((parameter) => [
    '--set-file',
    `${textAt(parameter, 'name')}=${textAt(parameter, 'path')}`,
  ])
  return [...parameters, ...files]
}

function isForced(parameter: Json): boolean {
  return isObject(parameter) && parameter['forceString'] === true
}

/** Commas are literal unless the value is a `{list}`. util/helm/cmd.go (cleanSetParameters). */
function escapeValue(value: string): string {
  if (value.startsWith('{') && value.endsWith('}')) return value
  return value.replace(/(^|[^\\]),/g, '$1\\,')
}

function valueFiles(render: ChartRender, options: JsonObject, folder: string): readonly string[] {
  const paths = arrayAt(options, 'valueFiles').map((path) => resolvePath(render, String(path), folder))
  if (options['ignoreMissingValueFiles'] !== true) return paths
  return paths.filter((path) => render.files.read(path) !== undefined)
}

function resolvePath({ at, references }: ChartRender, path: string, folder: string): string {
  if (path.startsWith('$')) {
    const [reference = '', ...rest] = path.split('/')
    const base = references.get(reference)
    if (base === undefined)
      throw new GenerationError(
        `source referenced ${JSON.stringify(reference)}, but no source has a 'ref' field defined`,
      )
    return normalisePath(`${base}/${rest.join('/')}`)
  }
  return normalisePath(path.startsWith('/') ? `${at.folder}${path}` : `${folder}/${path}`)
}
