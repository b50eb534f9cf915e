import { NotModelled } from '../kernel/errors.js'
import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import type { View } from '../kernel/world.js'
import { findObject, objectAt, parseGoDuration } from '../kubernetes/index.js'
import type { Behaviours, TrackingMethod } from './behaviours.js'
import { find } from './kube.js'
import { ARGOCD_NAMESPACE, LABEL_INSTANCE } from './names.js'

/** What an installation is configured to do: the ConfigMap `argocd-cm` over the release's defaults. */
export interface Settings {
  readonly tracking: TrackingMethod
  readonly instanceLabel: string
  /** '' for none. */
  readonly installationId: string
  readonly resyncMs: number
  readonly jitterMs: number
  /** True when child Applications have a health: a check is configured for them. */
  readonly applicationHealth: boolean
}

const CONFIG_MAP = 'argocd-cm'
const APPLICATION_HEALTH = 'resource.customizations.health.argoproj.io_Application'
const OVERRIDE = /^resource\.customizations(\.health\.|\.ignoreDifferences\.|$)/

/** Keys of argocd-cm that change what is compared or how, and are not modelled. */
const UNMODELLED: readonly string[] = ['resource.exclusions', 'resource.inclusions', 'globalProjects']

export function* readSettings(behaviours: Behaviours): Proc<Settings> {
  const address = {
    group: '',
    version: 'v1',
    resource: 'configmaps',
    namespace: ARGOCD_NAMESPACE,
    name: CONFIG_MAP,
  }
  return settingsFrom(yield* find(address), behaviours)
}

/** The settings of a view, for watches and planes. */
export function settingsOf(view: View, behaviours: Behaviours): Settings {
  return settingsFrom(findObject(view, '', 'configmaps', ARGOCD_NAMESPACE, CONFIG_MAP), behaviours)
}

/**
 * argo-cd v3.5.1 util/settings/settings.go (GetTrackingMethod, GetAppInstanceLabelKey, GetInstallationID). An unknown
 * tracking method counts as annotation. Of health checks only that of Applications is known: it is taken to be the
 * documented one, which hands the child's own health on.
 */
function settingsFrom(configMap: JsonObject | undefined, behaviours: Behaviours): Settings {
  const data = objectAt(configMap, 'data')
  for (const key of Object.keys(data)) {
    if (key === APPLICATION_HEALTH) continue
    if (UNMODELLED.includes(key) || OVERRIDE.test(key)) {
      throw new NotModelled(
        `${key} in ConfigMap ${ARGOCD_NAMESPACE}/${CONFIG_MAP}`,
        'Leave the setting out of the world.',
      )
    }
  }
  const text = (key: string) => (typeof data[key] === 'string' ? (data[key] as string) : '')
  return {
    tracking: trackingOf(text('application.resourceTrackingMethod'), behaviours),
    instanceLabel: text('application.instanceLabelKey') || LABEL_INSTANCE,
    installationId: text('installationID'),
    resyncMs: durationOf(text('timeout.reconciliation'), behaviours.resyncMs),
    jitterMs: durationOf(text('timeout.reconciliation.jitter'), behaviours.jitterMs),
    applicationHealth: data[APPLICATION_HEALTH] !== undefined,
  }
}

function trackingOf(text: string, behaviours: Behaviours): TrackingMethod {
  if (text === '') return behaviours.tracking
  return text === 'label' || text === 'annotation+label' ? text : 'annotation'
}

function durationOf(text: string, fallback: number): number {
  if (text === '') return fallback
  const parsed = parseGoDuration(text)
  return 'problem' in parsed ? fallback : parsed.value
}
