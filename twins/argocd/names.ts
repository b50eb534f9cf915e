/** Kinds, labels and annotations. argo-cd v3.5.1 common/common.go, gitops-engine/pkg/sync/common/types.go. */
export const GROUP = 'argoproj.io'
export const VERSION = 'v1alpha1'

/** A kind of Argo CD's own API. */
export interface ArgoKind {
  readonly kind: string
  readonly resource: string
}

export const APPLICATION: ArgoKind = { kind: 'Application', resource: 'applications' }
export const APP_PROJECT: ArgoKind = { kind: 'AppProject', resource: 'appprojects' }
export const APPLICATION_SET: ArgoKind = { kind: 'ApplicationSet', resource: 'applicationsets' }

/** Where Argo CD is installed. */
export const ARGOCD_NAMESPACE = 'argocd'
/** Field manager of everything the application controller writes. */
export const FIELD_MANAGER = 'argocd-controller'
export const APPLICATION_CONTROLLER = 'argocd-application-controller'
export const APPLICATION_SET_CONTROLLER = 'argocd-applicationset-controller'

export const LABEL_INSTANCE = 'app.kubernetes.io/instance'
const PREFIX = 'argocd.argoproj.io'
export const TRACKING_ID = `${PREFIX}/tracking-id`
export const INSTALLATION_ID = `${PREFIX}/installation-id`
export const REFRESH = `${PREFIX}/refresh`
export const SKIP_RECONCILE = `${PREFIX}/skip-reconcile`
export const SYNC_WAVE = `${PREFIX}/sync-wave`
export const SYNC_OPTIONS = `${PREFIX}/sync-options`
export const COMPARE_OPTIONS = `${PREFIX}/compare-options`
export const HOOK = `${PREFIX}/hook`
export const HOOK_DELETE_POLICY = `${PREFIX}/hook-delete-policy`
export const HOOK_FINALIZER = `${PREFIX}/hook-finalizer`
export const IGNORE_HEALTHCHECK = `${PREFIX}/ignore-healthcheck`
export const DELETION_APPROVED = `${PREFIX}/deletion-approved`
export const APPLICATION_SET_REFRESH = `${PREFIX}/application-set-refresh`
export const HELM_HOOK = 'helm.sh/hook'
export const HELM_HOOK_WEIGHT = 'helm.sh/hook-weight'
export const HELM_HOOK_DELETE_POLICY = 'helm.sh/hook-delete-policy'
export const HELM_RESOURCE_POLICY = 'helm.sh/resource-policy'

/** Finalizers of an Application. argo-cd v3.5.1 pkg/apis/application/v1alpha1/application_defaults.go. */
export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io'
const FOREGROUND_FINALIZER = `${RESOURCES_FINALIZER}/foreground`
export const BACKGROUND_FINALIZER = `${RESOURCES_FINALIZER}/background`
export const CASCADE_FINALIZERS: readonly string[] = [
  RESOURCES_FINALIZER,
  FOREGROUND_FINALIZER,
  BACKGROUND_FINALIZER,
]
