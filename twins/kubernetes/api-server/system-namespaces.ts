import type { JsonObject } from '../../kernel/json.js'

/**
 * The namespaces every cluster has. Source: kubernetes pkg/controlplane/controller/systemnamespaces, v1.36.
 */
export const SYSTEM_NAMESPACES: readonly JsonObject[] = [
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
