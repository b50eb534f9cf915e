import { NotModelled } from '../../kernel/errors.js'
import { REAL_BINARY } from '../../kubernetes/index.js'
import type { Namespace } from '../server/namespaces.js'

/**
 * Namespaces as `describe` and `list` print them: cards of name and value. Source: temporalio/cli v1.5.0
 * temporalcli/commands.operator_namespace.go (printNamespaceDescriptions). Throws {@link NotModelled} for `--output json`.
 */
export function namespaceText(namespaces: readonly Namespace[], output: string): string {
  if (output === 'none') return ''
  if (output !== 'text') throw new NotModelled(`temporal --output ${output}`, REAL_BINARY)
  return namespaces.map(cardOf).join('\n\n')
}

function cardOf({ name, id, description, ownerEmail, retention, history, visibility }: Namespace): string {
  const state = (value: string) => (value === 'enabled' ? 'Enabled' : 'Disabled')
  const lines: readonly (readonly [string, string])[] = [
    ['NamespaceInfo.Name', name],
    ['NamespaceInfo.Id', id],
    ['NamespaceInfo.Description', description],
    ['NamespaceInfo.OwnerEmail', ownerEmail],
    ['NamespaceInfo.State', 'Registered'],
    ['NamespaceInfo.Data', 'map[]'],
    ['Config.WorkflowExecutionRetentionTtl', retention],
    ['ReplicationConfig.ActiveClusterName', 'active'],
    ['ReplicationConfig.Clusters', '[{"clusterName":"active"}]'],
    ['Config.HistoryArchivalState', state(history.state)],
    ['Config.VisibilityArchivalState', state(visibility.state)],
    ['IsGlobalNamespace', 'false'],
    ['FailoverVersion', '0'],
    ['FailoverHistory', '[]'],
    ['Config.HistoryArchivalUri', history.uri],
    ['Config.VisibilityArchivalUri', visibility.uri],
  ]
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`.trimEnd()).join('\n')
}
