import { relative, resolve, sep } from 'node:path'
import { findHelm } from '../../../twins/helm/find-helm.js'
import { type ClusterObjects, recordRender, recordText, writeRecord } from '../../../twins/helm/recorder.js'
import { ChartNotRendered, rendersFolder, usesLookup } from '../../../twins/helm/renders.js'
import { RehearseError } from '../../../twins/kernel/errors.js'
import { type Files, normalisePath } from '../../../twins/kernel/files.js'
import { isShipped } from '../../scenario/find-scenario.js'
import type { LoadedScenario } from '../../scenario/load.js'

export interface RenderMissingOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Told what was rendered. */
  readonly say: (line: string) => void
  /** What `lookup` finds in the cluster. */
  readonly objects: (loaded: LoadedScenario) => Promise<ClusterObjects>
  /** The path of the scenario file: beside a shipped one nothing is written. */
  readonly path: string
}

/** Renders that one command may need: an umbrella of installs and upgrades in a hook-laden runbook needs fewer. */
const MOST = 20

/**
 * Do something in the world of a scenario; whenever a render of a chart is missing there, render it with the helm of this machine, keep the record beside the
 * chart and do it again. Throws what `work` throws, where there is no helm with the command that makes the record.
 */
export async function renderingMissing<T>(
  loaded: LoadedScenario,
  options: RenderMissingOptions,
  work: (loaded: LoadedScenario) => Promise<T>,
): Promise<T> {
  let current = loaded
  for (let made = 0; ; made++) {
    try {
      return await work(current)
    } catch (error) {
      const missing = missingRender(error)
      if (missing === undefined || made >= MOST) throw error
      current = await withRender(current, missing, options)
    }
  }
}

/** The reason, however deep it lies. */
function missingRender(error: unknown): ChartNotRendered | undefined {
  if (error instanceof ChartNotRendered) return error
  return error instanceof Error && error.cause !== undefined ? missingRender(error.cause) : undefined
}

async function withRender(
  loaded: LoadedScenario,
  missing: ChartNotRendered,
  { environment, say, objects, path }: RenderMissingOptions,
): Promise<LoadedScenario> {
  const { request } = missing
  const helm = findHelm(environment, process.cwd())
  if (helm === undefined) throw noHelm(missing)
  const record = recordRender(helm, request, usesLookup(request) ? await objects(loaded) : [])
  const folder = rendersFolder(normalisePath(request.chartFolder))
  const operation = `${record.operation} of ${request.releaseName}, revision ${request.revision}`
  if (isShipped(resolve(path))) say(`rendered ${request.chartFolder} with ${helm} (${operation})`)
  else {
    const written = writeRecord(resolve(loaded.fixtures, folder), record)
    say(
      `rendered ${request.chartFolder} with ${helm} (${operation}): ${relative(process.cwd(), written).split(sep).join('/')}`,
    )
  }
  return { ...loaded, files: withFile(loaded.files, `${folder}/${record.key}.json`, recordText(record)) }
}

function withFile(files: Files, path: string, text: string): Files {
  return {
    read: (asked) => (normalisePath(asked) === path ? text : files.read(asked)),
    list: (folder) => {
      const listed = files.list(folder)
      const prefix = normalisePath(folder)
      const isBelow = prefix === '' || path.startsWith(`${prefix}/`)
      return isBelow && !listed.includes(path) ? [...listed, path].sort() : listed
    },
  }
}

function noHelm(missing: ChartNotRendered): RehearseError {
  return new RehearseError(missing.message, {
    code: missing.code,
    subject: missing.request.chartFolder,
    remedy:
      'There is no helm 3 on this machine to render it with. Install it (or set REHEARSE_HELM to its path) and type the same command again: ' +
      'it renders what is missing and keeps it beside the chart.',
    cause: missing,
  })
}
