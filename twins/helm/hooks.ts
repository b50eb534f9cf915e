import { compareKeys } from '../kernel/json.js'
import type { ManifestHead } from './manifest-head.js'

/** When a hook runs. Helm v3.21.4 pkg/release/hook.go (HookEvent). */
export type HookEvent =
  | 'pre-install'
  | 'post-install'
  | 'pre-delete'
  | 'post-delete'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'pre-rollback'
  | 'post-rollback'
  | 'test'

/** Helm v3.21.4 pkg/release/hook.go (HookDeletePolicy). Other words are kept as written and never match. */
export type HookDeletePolicy = 'hook-succeeded' | 'hook-failed' | 'before-hook-creation'

/** Helm v3.21.4 pkg/release/hook.go (HookPhase); '' before the first run. */
export type HookPhase = '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed'

/** Times are RFC 3339, '' for never. */
export type HookExecution = {
  readonly started_at: string
  readonly completed_at: string
  readonly phase: HookPhase
}

/** A hook as a release records it. Helm v3.21.4 pkg/release/hook.go (Hook); empty fields are left out. */
export type Hook = {
  readonly name?: string
  readonly kind?: string
  readonly path?: string
  readonly manifest?: string
  readonly events?: readonly HookEvent[]
  readonly last_run: HookExecution
  readonly weight?: number
  readonly delete_policies?: readonly string[]
  readonly output_log_policies?: readonly string[]
}

const HOOK_ANNOTATION = 'helm.sh/hook'
const HOOK_WEIGHT_ANNOTATION = 'helm.sh/hook-weight'
const HOOK_DELETE_ANNOTATION = 'helm.sh/hook-delete-policy'
const HOOK_OUTPUT_LOG_ANNOTATION = 'helm.sh/hook-output-log-policy'

const NEVER_RUN: HookExecution = { started_at: '', completed_at: '', phase: '' }

const EVENTS: ReadonlyMap<string, HookEvent> = new Map<string, HookEvent>([
  ['pre-install', 'pre-install'],
  ['post-install', 'post-install'],
  ['pre-delete', 'pre-delete'],
  ['post-delete', 'post-delete'],
  ['pre-upgrade', 'pre-upgrade'],
  ['post-upgrade', 'post-upgrade'],
  ['pre-rollback', 'pre-rollback'],
  ['post-rollback', 'post-rollback'],
  ['test', 'test'],
  ['test-success', 'test'],
])

/**
 * Read a document's hook annotations. `resource`: it carries no `helm.sh/hook`; `dropped`: it names an unknown
 * event, so Helm neither runs nor installs it. Helm v3.21.4 pkg/releaseutil/manifest_sorter.go (sort).
 */
export function readHook(
  path: string,
  content: string,
  head: ManifestHead,
):
  | { readonly kind: 'resource' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'hook'; readonly hook: Hook } {
  const types = head.annotations[HOOK_ANNOTATION]
  if (types === undefined) return { kind: 'resource' }
  const events: HookEvent[] = []
  for (const type of annotationList(types)) {
    const event = EVENTS.get(type)
    if (event === undefined) return { kind: 'dropped' }
    events.push(event)
  }
  const weight = parseWeight(head.annotations[HOOK_WEIGHT_ANNOTATION])
  const deletePolicies = annotationList(head.annotations[HOOK_DELETE_ANNOTATION])
  const logPolicies = annotationList(head.annotations[HOOK_OUTPUT_LOG_ANNOTATION])
  return {
    kind: 'hook',
    hook: {
      ...(head.name === '' ? {} : { name: head.name }),
      ...(head.kind === '' ? {} : { kind: head.kind }),
      path,
      manifest: content,
      events,
      last_run: NEVER_RUN,
      ...(weight === 0 ? {} : { weight }),
      ...(deletePolicies.length === 0 ? {} : { delete_policies: deletePolicies }),
      ...(logPolicies.length === 0 ? {} : { output_log_policies: logPolicies }),
    },
  }
}

/**
 * The hooks of one event in the order they run: by weight, then name; equal ones keep their (kind) order.
 * Helm v3.21.4 pkg/action/hooks.go (execHook, hookByWeight).
 */
export function hooksForEvent(hooks: readonly Hook[], event: HookEvent): readonly Hook[] {
  return hooks
    .filter((hook) => hook.events?.includes(event) === true)
    .sort((a, b) => (a.weight ?? 0) - (b.weight ?? 0) || compareKeys(a.name ?? '', b.name ?? ''))
}

/** The policies that apply: `before-hook-creation` when none is written. Helm v3.21.4 pkg/action/hooks.go (execHook). */
export function deletePolicies(hook: Hook): readonly string[] {
  const written = hook.delete_policies ?? []
  return written.length === 0 ? ['before-hook-creation'] : written
}

/** Comma list, trimmed and lower-cased. An empty annotation is a list of one empty word. */
function annotationList(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(',').map((item) => item.trim().toLowerCase())
}

/** Go's strconv.Atoi; anything else counts as 0. */
function parseWeight(text: string | undefined): number {
  return text !== undefined && /^[-+]?[0-9]+$/.test(text) ? Number(text) + 0 : 0
}
