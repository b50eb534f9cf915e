import { findHelm } from '../../../twins/helm/find-helm.js'
import { recordLists } from '../../../twins/helm/render-list.js'
import { EXIT } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'

/**
 * `rehearse record-renders`: renders with a real Helm 3 what lists like `renders.yaml` name, and writes the records beside the
 * chart. Helm is $REHEARSE_HELM, the newest in .cache/clients, or the one on PATH. Returns the exit code.
 */
export function recordRendersCommand(
  lists: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  terminal: Terminal,
): number {
  const helm = findHelm(environment, folder)
  if (helm === undefined) {
    terminal.writeError('rehearse: no helm 3 found\n  Install it, or set REHEARSE_HELM to its path.\n')
    return EXIT.environment
  }
  terminal.progress(`rendering ${lists.join(', ')}`)
  const written = recordLists(helm, lists)
  terminal.progress('')
  for (const path of written) terminal.write(`${path}\n`)
  return EXIT.asExpected
}
