import { compactHistory, createHttpFront } from '../../twins/kubernetes/index.js'
import type { ServerOptions } from './server.js'

/** What a server takes from the Kubernetes component, under the versions in force. */
export function kubernetesParts(
  profile: Readonly<Record<string, string>>,
): Pick<ServerOptions, 'createFront' | 'compact'> {
  const kubernetesVersion = profile['kubernetes'] ?? ''
  return { createFront: () => createHttpFront({ kubernetesVersion }), compact: compactHistory }
}
