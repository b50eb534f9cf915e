import type { JsonObject } from '../kernel/json.js'
import {
  HELM_HOOK,
  HELM_HOOK_DELETE_POLICY,
  HELM_HOOK_WEIGHT,
  HOOK,
  HOOK_DELETE_POLICY,
  SYNC_WAVE,
} from './names.js'
import { annotationOf, annotationWords } from './objects.js'

export type SyncPhase = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail'
export type HookType = SyncPhase | 'Skip' | 'PreDelete' | 'PostDelete'
export type DeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation'

const SYNC_PHASES: readonly string[] = ['PreSync', 'Sync', 'PostSync', 'SyncFail']
const HOOK_TYPES: readonly string[] = [...SYNC_PHASES, 'Skip']
const DELETION_TYPES: readonly string[] = ['PreDelete', 'PostDelete']

/** gitops-engine pkg/sync/hook/helm/type.go; pre-delete and post-delete are the application controller's. */
const FROM_HELM: Readonly<Record<string, HookType>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
  'pre-delete': 'PreDelete',
  'post-delete': 'PostDelete',
}

const POLICY_FROM_HELM: Readonly<Record<string, DeletePolicy>> = {
  'hook-succeeded': 'HookSucceeded',
  'hook-failed': 'HookFailed',
  'before-hook-creation': 'BeforeHookCreation',
}

/** The types of a hook. Helm's annotation counts only without a valid one of Argo's. hook/hook.go (Types). */
function hookTypes(object: JsonObject): readonly HookType[] {
  const own = annotationWords(object, HOOK).filter((word) => HOOK_TYPES.includes(word)) as HookType[]
  if (own.length > 0) return own
  const mapped = annotationWords(object, HELM_HOOK).map((word) => FROM_HELM[word])
  return [...new Set(mapped.filter((type) => type !== undefined && SYNC_PHASES.includes(type)))] as HookType[]
}

/** `argocd.argoproj.io/hook: Skip` and nothing else: neither applied nor compared. */
export function isSkipped(object: JsonObject): boolean {
  const types = hookTypes(object)
  return types.length === 1 && types[0] === 'Skip'
}

/**
 * Whether an object is a hook of some kind: by Argo's annotation, or by Helm's unless that says crd-install.
 * hook/hook.go (IsHook), hook/helm/hook.go.
 */
export function isHook(object: JsonObject): boolean {
  if (annotationOf(object, HOOK) !== '') return !isSkipped(object)
  const words = annotationWords(object, HELM_HOOK)
  return words.length > 0 && !words.includes('crd-install')
}

/** Hooks of Helm that have no meaning for a sync (`test`, `pre-rollback`, …): ignored altogether. sync/ignore/ignore.go. */
export function isIgnored(object: JsonObject): boolean {
  return isHook(object) && hookTypes(object).length === 0 && deletionHookTypes(object).length === 0
}

/** PreDelete and PostDelete, which run when the Application is deleted. controller/hook.go. */
export function deletionHookTypes(object: JsonObject): readonly HookType[] {
  const own = annotationWords(object, HOOK).filter((word) => DELETION_TYPES.includes(word)) as HookType[]
  if (own.length > 0 || hookTypes(object).length > 0) return own
  const mapped = annotationWords(object, HELM_HOOK).map((word) => FROM_HELM[word])
  return mapped.filter((type) => type !== undefined && DELETION_TYPES.includes(type)) as HookType[]
}

/** The phases in which an object is applied. sync_phase.go (syncPhases). */
export function syncPhases(object: JsonObject): readonly SyncPhase[] {
  if (isSkipped(object)) return []
  if (!isHook(object)) return ['Sync']
  return [...new Set(hookTypes(object).filter((type) => SYNC_PHASES.includes(type)))] as SyncPhase[]
}

/** hook/delete_policy.go: both annotations together; none that is valid means BeforeHookCreation. */
export function deletePolicies(object: JsonObject): readonly DeletePolicy[] {
  const own = annotationWords(object, HOOK_DELETE_POLICY).filter((word) =>
    Object.values(POLICY_FROM_HELM).includes(word as DeletePolicy),
  ) as DeletePolicy[]
  const mapped = annotationWords(object, HELM_HOOK_DELETE_POLICY).map((word) => POLICY_FROM_HELM[word])
  const all = [...own, ...mapped.filter((policy) => policy !== undefined)]
  return all.length === 0 ? ['BeforeHookCreation'] : all
}

/** The wave of an object: Argo's annotation, else Helm's hook weight, else 0. syncwaves/waves.go (Wave). */
export function waveOf(object: JsonObject): number {
  for (const name of [SYNC_WAVE, HELM_HOOK_WEIGHT]) {
    const text = annotationOf(object, name)
    if (/^[+-]?\d+$/.test(text)) return Number(text)
  }
  return 0
}
