import type { JsonObject } from '../../kernel/json.js'
import { objectAt, textAt } from '../../kubernetes/index.js'

/** What is archived. */
export type Archived = 'history' | 'visibility'

/** Of the cluster: whether it archives at all, and what new namespaces get. */
export interface ArchivalSettings {
  readonly configured: boolean
  readonly defaultState: 'enabled' | 'disabled'
  readonly defaultUri: string
}

export type ArchivalConfig = Readonly<
  Record<Archived, ArchivalSettings & { readonly problem: string | null }>
>

const OFF = { configured: false, defaultState: 'disabled', defaultUri: '', problem: null } as const

export const NO_ARCHIVAL: ArchivalConfig = { history: OFF, visibility: OFF }

/**
 * `archival` and `namespaceDefaults.archival` of a configuration file. Enabled needs a provider and a default URI; otherwise both must be absent.
 * Source: temporalio/temporal v1.29.1 common/config/archival.go (Validate), common/archiver/metadata.go.
 */
export function archivalConfigOf(config: JsonObject): ArchivalConfig {
  return { history: settingsOf(config, 'history'), visibility: settingsOf(config, 'visibility') }
}

function settingsOf(config: JsonObject, what: Archived): ArchivalConfig[Archived] {
  const cluster = objectAt(config, 'archival', what)
  const defaults = objectAt(config, 'namespaceDefaults', 'archival', what)
  const state = textAt(cluster, 'state')
  const defaultUri = textAt(defaults, 'URI')
  const provider = Object.keys(objectAt(cluster, 'provider')).length > 0
  const enabled = state === 'enabled'
  const valid = enabled ? provider && defaultUri !== '' : !provider && defaultUri === ''
  return {
    configured: enabled,
    defaultState: textAt(defaults, 'state') === 'enabled' ? 'enabled' : 'disabled',
    defaultUri,
    problem: valid || Object.keys(cluster).length === 0 ? null : `invalid ${what} archival config`,
  }
}

/** Archival of one namespace. The URI is set once. */
export interface NamespaceArchival extends JsonObject {
  readonly state: 'enabled' | 'disabled'
  readonly uri: string
}

export const NEVER_ENABLED: NamespaceArchival = { state: 'disabled', uri: '' }

/** What a request asks for; '' leaves it open. */
export interface ArchivalRequest extends JsonObject {
  readonly state: '' | 'enabled' | 'disabled'
  readonly uri: string
}

/**
 * The next state of a namespace's archival, or the refusal's text. An unset URI takes the cluster's default when archival is enabled; a set one cannot be
 * changed. Source: temporalio/temporal v1.29.1 common/namespace/archival_config_state_machine.go (GetNextState),
 * service/frontend/namespace_handler.go (toArchivalRegisterEvent, toArchivalUpdateEvent). The bucket is not asked (HeadBucket).
 */
export function nextArchival(
  current: NamespaceArchival,
  request: ArchivalRequest,
  settings: ArchivalSettings,
  registering: boolean,
): NamespaceArchival | string {
  if (!settings.configured) return current
  if (request.uri !== '' && !/^[a-z0-9]+:\/\/[^/]/.test(request.uri)) return 'URI is invalid'
  const state = request.state || (registering ? settings.defaultState : current.state)
  const fallback = registering || state === 'enabled' ? settings.defaultUri : ''
  if (current.uri !== '' && request.uri !== '' && request.uri !== current.uri)
    return 'Cannot update existing archival URI'
  return { state, uri: current.uri || request.uri || fallback }
}
