import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findHelm } from '../../../twins/helm/find-helm.js'
import { recordLists } from '../../../twins/helm/render-list.js'
import { toGoYaml } from '../../../twins/kubernetes/index.js'
import type { ReadChart } from '../../import/disk/read-given.js'
import type { FoundRelease } from '../../import/releases.js'

/** What is to be rendered of the charts that were given: one list a release, in the folder of the world. */
export interface RenderLists {
  /** Below the folder of the artefacts. */
  readonly files: Readonly<Record<string, string>>
}

/** A list for each release of the dump whose chart was given, with the values that were given. */
export function renderLists(
  charts: readonly ReadChart[],
  values: readonly string[],
  releases: readonly FoundRelease[],
  kubernetesVersion: string,
): RenderLists {
  const files: Record<string, string> = {}
  for (const { name, chartName } of charts) {
    for (const release of releases.filter((one) => one.chart === chartName)) {
      files[`renders-${release.namespace}-${release.name}.yaml`] = toGoYaml({
        chart: `charts/${name}`,
        kubeVersion: `v${kubernetesVersion}`,
        namespace: release.namespace,
        releaseName: release.name,
        renders: [values],
      })
    }
  }
  return { files }
}

/** What came of rendering: how many records there are, or the command that makes them. */
export type Rendered =
  | { readonly kind: 'none' }
  | { readonly kind: 'recorded'; readonly count: number; readonly helm: string }
  | { readonly kind: 'no-helm'; readonly command: string }

/** Render what the lists name with the helm of this machine, as `rehearse record-renders` does. */
export function renderNow(
  folder: string,
  lists: RenderLists,
  environment: Readonly<Record<string, string | undefined>>,
): Rendered {
  const paths = Object.keys(lists.files).map((name) => join(folder, name))
  if (paths.length === 0) return { kind: 'none' }
  const helm = findHelm(environment, process.cwd())
  if (helm === undefined) {
    const shown = paths.map((path) => relative(process.cwd(), path))
    return { kind: 'no-helm', command: `npx rehearse record-renders ${shown.join(' ')}` }
  }
  return {
    kind: 'recorded',
    count: recordLists(
      helm,
      paths.filter((path) => existsSync(path)),
    ).length,
    helm,
  }
}
