import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * A real Helm 3 on this machine, or undefined: `REHEARSE_HELM`, then `.cache/clients/<version>/helm` below `folder`
 * (highest version first), then PATH. Looks at the disk and runs `helm version`: before a run only.
 */
export function findHelm(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): string | undefined {
  const candidates = [
    ...(env['REHEARSE_HELM'] === undefined ? [] : [env['REHEARSE_HELM']]),
    ...cachedClients(join(folder, '.cache', 'clients')),
    ...(env['PATH'] ?? '').split(delimiter).map((entry) => join(entry, 'helm')),
  ]
  return candidates.find((path) => isExecutable(path) && isHelm3(path))
}

function cachedClients(folder: string): readonly string[] {
  try {
    const versions = readdirSync(folder).sort().reverse()
    return versions.map((version) => join(folder, version, 'helm'))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Helm 4 renders and stores releases differently. */
function isHelm3(path: string): boolean {
  const result = spawnSync(path, ['version', '--template', '{{.Version}}'], { encoding: 'utf8' })
  return result.status === 0 && result.stdout.startsWith('v3.')
}
