import type { Proc } from '../../kernel/process.js'
import {
  type ApiRequest,
  api,
  arrayAt,
  itemsOf,
  metadataOf,
  succeeded,
  textAt,
} from '../../kubernetes/index.js'
import type { Hook } from '../hooks.js'
import { parseManifest } from '../manifest.js'
import { atLeast } from '../versions.js'
import type { Configuration } from './configuration.js'
import { whileConnected } from './request.js'

/** Since Helm 3.18 the logs of a hook can be printed. */
const PRINTS_LOGS = 18

const PODS = { group: '', version: 'v1', resource: 'pods' } as const

/**
 * The logs of all containers of a hook's pods, if `helm.sh/hook-output-log-policy` asks for them; what cannot be read
 * is left out. Helm v3.21.4 pkg/action/hooks.go (outputLogsByPolicy), pkg/kube/client.go (OutputContainerLogsForPodList).
 */
export function* hookLogs(
  { version, namespace: releaseNamespace }: Configuration,
  hook: Hook,
  policy: 'hook-succeeded' | 'hook-failed',
): Proc<readonly string[]> {
  if (!atLeast(version, PRINTS_LOGS) || !(hook.output_log_policies ?? []).includes(policy)) return []
  if (hook.kind !== 'Job' && hook.kind !== 'Pod') return []
  const [document] = parseManifest(hook.manifest ?? '')
  const namespace = textAt(metadataOf(document?.object ?? {}), 'namespace') || releaseNamespace
  const name = hook.name ?? ''
  const selector =
    hook.kind === 'Job' ? { labelSelector: `job-name=${name}` } : { fieldSelector: `metadata.name=${name}` }
  const pods = yield* whileConnected(api({ verb: 'list', ...PODS, namespace, ...selector }))
  if (!succeeded(pods)) return []
  const logs: string[] = []
  for (const pod of itemsOf(pods)) {
    for (const container of arrayAt(pod, 'spec', 'containers')) {
      const log = yield* podLog(namespace, textAt(metadataOf(pod), 'name'), textAt(container, 'name'))
      if (log === undefined) return logs
      if (log !== '') logs.push(log)
    }
  }
  return logs
}

function* podLog(namespace: string, name: string, container: string): Proc<string | undefined> {
  const request: ApiRequest = { verb: 'get', ...PODS, namespace, name, subresource: 'log', container }
  const answer = yield* whileConnected(api(request))
  return succeeded(answer) ? String(answer.body['text'] ?? '') : undefined
}
