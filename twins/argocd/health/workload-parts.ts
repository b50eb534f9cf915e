import type { Json, JsonObject } from '../../kernel/json.js'
import { arrayAt, objectAt, podReady, textAt } from '../../kubernetes/index.js'
import { type Health, health } from './status.js'

/** gitops-engine pkg/health/health_job.go. Of Failed and Complete only the presence of the condition counts. */
export function job(object: JsonObject): Health {
  const conditions = arrayAt(object, 'status', 'conditions')
  const last = (type: string) => conditions.filter((condition) => textAt(condition, 'type') === type).at(-1)
  const [failed, complete, suspended] = [last('Failed'), last('Complete'), last('Suspended')]
  if (failed !== undefined) return health('Degraded', textAt(failed, 'message'))
  if (textAt(suspended, 'status') === 'True') return health('Suspended', textAt(suspended, 'message'))
  if (complete === undefined && suspended === undefined) return health('Progressing')
  return health('Healthy', textAt(complete ?? suspended, 'message'))
}

/** argo-cd v3.5.1 resource_customizations/batch/CronJob/health.lua. Older than v3.2 there was none. */
export function cronJob(object: JsonObject): Health {
  if (objectAt(object, 'spec')['suspend'] === true) return health('Healthy', 'CronJob is Suspended')
  const status = objectAt(object, 'status')
  const [scheduled, succeeded] = [textAt(status, 'lastScheduleTime'), textAt(status, 'lastSuccessfulTime')]
  if (object['status'] === undefined) return health('Progressing', 'Waiting for CronJob')
  if (scheduled === '') return health('Healthy', 'CronJob has not been scheduled yet')
  if (succeeded === '')
    return health('Healthy', 'The CronJob never completed successfully. It may not be healthy')
  if (arrayAt(status, 'active').length > 0) {
    return health('Healthy', 'The job is running. Its last execution may not have been successful')
  }
  if (succeeded < scheduled)
    return health('Degraded', 'CronJob has not completed its last execution successfully')
  return health('Healthy', 'CronJob has completed its last execution successfully')
}

/** gitops-engine pkg/health/health_pvc.go. */
export function persistentVolumeClaim(object: JsonObject): Health {
  switch (textAt(object, 'status', 'phase')) {
    case 'Lost':
      return health('Degraded')
    case 'Pending':
      return health('Progressing')
    case 'Bound':
      return health('Healthy')
    default:
      return health('Unknown')
  }
}

/** gitops-engine pkg/health/health_service.go. */
export function service(object: JsonObject): Health {
  const waits =
    textAt(object, 'spec', 'type') === 'LoadBalancer' &&
    arrayAt(object, 'status', 'loadBalancer', 'ingress').length === 0
  return health(waits ? 'Progressing' : 'Healthy')
}

/** gitops-engine pkg/health/health_ingress.go. */
export function ingress(object: JsonObject): Health {
  return health(arrayAt(object, 'status', 'loadBalancer', 'ingress').length > 0 ? 'Healthy' : 'Progressing')
}

/** gitops-engine pkg/health/health_pod.go. */
export function pod(object: JsonObject): Health {
  const always = textAt(object, 'spec', 'restartPolicy') === 'Always'
  const containers = arrayAt(object, 'status', 'containerStatuses')
  const message = textAt(object, 'status', 'message')
  const broken = always ? containers.filter(isBroken) : []
  if (broken.length > 0) {
    return health('Degraded', broken.map((each) => textAt(each, 'state', 'waiting', 'message')).join(', '))
  }
  switch (textAt(object, 'status', 'phase')) {
    case 'Pending':
      return health('Progressing', message)
    case 'Succeeded':
      return health('Healthy', message)
    case 'Failed':
      return health('Degraded', message || failure(object))
    case 'Running': {
      if (!always) return health('Progressing', message)
      if (podReady(object)) return health('Healthy', message)
      const ended = containers.some(
        (each) => Object.keys(objectAt(each, 'lastState', 'terminated')).length > 0,
      )
      return health(ended ? 'Degraded' : 'Progressing', message)
    }
    default:
      return health('Unknown', message)
  }
}

function isBroken(container: Json): boolean {
  return /^Err|Error$|BackOff$/.test(textAt(container, 'state', 'waiting', 'reason'))
}

function failure(object: JsonObject): string {
  const all = [
    ...arrayAt(object, 'status', 'initContainerStatuses'),
    ...arrayAt(object, 'status', 'containerStatuses'),
  ]
  for (const container of all) {
    const ended = objectAt(container, 'state', 'terminated')
    if (textAt(ended, 'message') !== '') return textAt(ended, 'message')
    if (ended['reason'] === 'OOMKilled') return 'OOMKilled'
    const code = ended['exitCode']
    if (typeof code === 'number' && code !== 0) {
      return `container ${JSON.stringify(textAt(container, 'name'))} failed with exit code ${code}`
    }
  }
  return ''
}
