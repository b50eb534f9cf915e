import { compareKeys } from '../kernel/json.js'

/** Which Helm's list applies; 4 adds the two webhook configurations. */
export type HelmMajor = 3 | 4

/** Helm v3.21.4 pkg/releaseutil/kind_sorter.go (InstallOrder). */
const INSTALL_ORDER_3: readonly string[] = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
]

/** Helm v3.21.4 pkg/releaseutil/kind_sorter.go (UninstallOrder): not the install order reversed. */
const UNINSTALL_ORDER_3: readonly string[] = [
  'APIService',
  'Ingress',
  'IngressClass',
  'Service',
  'CronJob',
  'Job',
  'StatefulSet',
  'HorizontalPodAutoscaler',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
  'DaemonSet',
  'RoleBindingList',
  'RoleBinding',
  'RoleList',
  'Role',
  'ClusterRoleBindingList',
  'ClusterRoleBinding',
  'ClusterRoleList',
  'ClusterRole',
  'CustomResourceDefinition',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'ConfigMap',
  'SecretList',
  'Secret',
  'ServiceAccount',
  'PodDisruptionBudget',
  'PodSecurityPolicy',
  'LimitRange',
  'ResourceQuota',
  'NetworkPolicy',
  'Namespace',
  'PriorityClass',
]

/** Helm v4.2.4 pkg/release/v1/util/kind_sorter.go: the same lists and the two webhook configurations. */
const INSTALL_ORDER_4 = [...INSTALL_ORDER_3, 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']
const UNINSTALL_ORDER_4 = [
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  ...UNINSTALL_ORDER_3,
]

/** Kinds in the order Helm creates and patches them. */
export function installOrder(major: HelmMajor = 3): readonly string[] {
  return major === 3 ? INSTALL_ORDER_3 : INSTALL_ORDER_4
}

/** Kinds in the order `helm uninstall` deletes them. */
export function uninstallOrder(major: HelmMajor = 3): readonly string[] {
  return major === 3 ? UNINSTALL_ORDER_3 : UNINSTALL_ORDER_4
}

/**
 * Compare two kinds by `order`; kinds that it does not name (all custom resources) come last, alphabetically.
 * Helm v3.21.4 pkg/releaseutil/kind_sorter.go (lessByKind).
 */
export function compareKinds(a: string, b: string, order: readonly string[]): number {
  const first = order.indexOf(a)
  const second = order.indexOf(b)
  if (first === -1 && second === -1) return compareKeys(a, b)
  if (first === -1) return 1
  if (second === -1) return -1
  return first - second
}

/** Sort by kind; items of equal kind keep their order. Returns a new array. */
export function sortByKind<T>(
  items: readonly T[],
  kindOf: (item: T) => string,
  order: readonly string[] = INSTALL_ORDER_3,
): readonly T[] {
  return [...items].sort((a, b) => compareKinds(kindOf(a), kindOf(b), order))
}
