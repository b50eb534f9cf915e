import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import type { DescribeText } from './describe-text.js'

const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

const AMOUNTS = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'] as const

/** The quotas of a namespace. Source: kubectl v0.32.0 pkg/describe/describe.go (DescribeResourceQuotas). */
export function describeResourceQuotas(text: DescribeText, quotas: readonly JsonObject[]): void {
  text.line(0, quotas.length === 0 ? 'No resource quota.' : 'Resource Quotas')
  for (const quota of quotas) {
    text.line(1, `Name:\t${textAt(metadataOf(quota), 'name')}`)
    const scopes = arrayAt(quota, 'spec', 'scopes').map(String).sort()
    if (scopes.length > 0) text.line(1, `Scopes:\t${scopes.join(', ')}`)
    for (const scope of scopes) {
      const help = SCOPES[scope]
      if (help !== undefined) text.line(1, `* ${help}`)
    }
    text.line(1, 'Resource\tUsed\tHard')
    text.line(1, '--------\t---\t---')
    const hard = objectAt(quota, 'status', 'hard')
    for (const resource of Object.keys(hard).sort()) {
      const used = textAt(quota, 'status', 'used', resource) || '0'
      text.line(1, `${resource}\t${used}\t${String(hard[resource])}`)
    }
  }
}

/**
 * The limit ranges of a namespace; resources by name, where upstream's order is random.
 * Source: kubectl v0.32.0 pkg/describe/describe.go (DescribeLimitRanges, describeLimitRangeSpec).
 */
export function describeLimitRanges(text: DescribeText, ranges: readonly JsonObject[]): void {
  if (ranges.length === 0) {
    text.line(0, 'No LimitRange resource.')
    return
  }
  text.line(0, 'Resource Limits')
  text.line(0, ' Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio')
  text.line(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------')
  for (const item of ranges.flatMap((range) => arrayAt(range, 'spec', 'limits')).filter(isObject)) {
    const resources = new Set(AMOUNTS.flatMap((name) => Object.keys(objectAt(item, name))))
    for (const resource of [...resources].sort()) {
      const amounts = AMOUNTS.map((name) => textAt(item, name, resource) || '-')
      text.line(0, ` ${textAt(item, 'type')}\t${resource}\t${amounts.join('\t')}`)
    }
  }
}
