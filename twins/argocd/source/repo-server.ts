import { NotModelled } from '../../kernel/errors.js'
import { normalisePath } from '../../kernel/files.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc, Program, ProgramContext } from '../../kernel/process.js'
import { textAt } from '../../kubernetes/index.js'
import { storeManifests } from '../port.js'
import { directoryManifests } from './directory.js'
import { GenerationError } from './generation-error.js'
import { chartManifests } from './helm.js'
import type { Generated, GenerateRequest, SourceAt } from './types.js'

/** The repository server's GenerateManifest, as a process that leaves its answer in the manifest cache. */
export const REPO_SERVER = 'argocd-repo-server.generate-manifest'

/** `args` is {@link GenerateRequest}. argo-cd v3.5.1 reposerver/repository/repository.go (GenerateManifests). */
export const generateManifest: Program = function* (args, context) {
  const request = args as GenerateRequest
  yield* storeManifests(request.key, yield* generate(request, context))
  return 0
}

function* generate(request: GenerateRequest, context: ProgramContext): Proc<Generated> {
  const objects: JsonObject[] = []
  let sourceType = 'Directory'
  const { sources } = request
  for (const [index, at] of sources.entries()) {
    try {
      const generated = yield* fromSource(request, context, at, index)
      objects.push(...generated.objects)
      if (generated.sourceType !== '') sourceType = generated.sourceType
    } catch (error) {
      if (!(error instanceof GenerationError)) throw error
      const which = `failed to generate manifest for source ${index + 1} of ${sources.length}`
      return { kind: 'failed', error: `${which}: rpc error: code = Unknown desc = ${error.message}` }
    }
  }
  return { kind: 'manifests', objects, sourceType }
}

interface FromSource {
  readonly objects: readonly JsonObject[]
  readonly sourceType: string
}

function* fromSource(
  request: GenerateRequest,
  { files, profile }: ProgramContext,
  at: SourceAt,
  index: number,
): Proc<FromSource> {
  const { source } = at
  refuseUnmodelled(source)
  const path = textAt(source, 'path')
  if (path === '' && textAt(source, 'ref') !== '') return { objects: [], sourceType: '' }
  const folder = normalisePath(`${at.folder}/${path}`)
  if (files.list(folder).length === 0) throw new GenerationError(`${path}: app path does not exist`)
  const kustomized = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some(
    (name) => files.read(`${folder}/${name}`) !== undefined,
  )
  const isChart = files.read(`${folder}/Chart.yaml`) !== undefined
  if (kustomized && !isChart)
    throw new NotModelled(`Kustomize (${folder})`, 'Render it and keep the manifests.')
  if (!isChart || source['directory'] !== undefined) {
    return { objects: directoryManifests(files, folder, source), sourceType: 'Directory' }
  }
  const { application, namespace, sources } = request
  const references = new Map(
    sources.flatMap((one) =>
      textAt(one.source, 'ref') === '' ? [] : [[`$${textAt(one.source, 'ref')}`, one.folder] as const],
    ),
  )
  const kubeVersion =
    profile['kubernetes'] === undefined ? undefined : `v${profile['kubernetes'].replace(/^v/, '')}`
  const child = `helm-${index}`
  const objects = yield* chartManifests({ files, child, application, namespace, kubeVersion, at, references })
  return { objects, sourceType: 'Helm' }
}

function refuseUnmodelled(source: JsonObject): void {
  const what = ['kustomize', 'plugin'].find((member) => source[member] !== undefined)
  if (what !== undefined) throw new NotModelled(`spec.source.${what}`, 'Render it and keep the manifests.')
  if (textAt(source, 'chart') !== '') {
    throw new NotModelled(
      `the chart repository ${textAt(source, 'repoURL')}`,
      'Put the chart into a repository of the world.',
    )
  }
}
