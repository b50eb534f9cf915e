import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, conditionStatus, findCondition, textAt } from '../../kubernetes/index.js'
import { type Health, health } from './status.js'

/** argo-cd v3.5.1 resource_customizations/external-secrets.io/ExternalSecret/health.lua. */
export const externalSecret = (object: JsonObject): Health => firstReady(object, 'Waiting for ExternalSecret')

/** argo-cd v3.5.1 resource_customizations/external-secrets.io/SecretStore/health.lua. */
export const secretStore = (object: JsonObject): Health => firstReady(object, 'Waiting for SecretStore')

function firstReady(object: JsonObject, waiting: string): Health {
  for (const condition of arrayAt(object, 'status', 'conditions')) {
    if (textAt(condition, 'type') !== 'Ready') continue
    const status = textAt(condition, 'status')
    if (status === 'False') return health('Degraded', textAt(condition, 'message'))
    if (status === 'True') return health('Healthy', textAt(condition, 'message'))
  }
  return health('Progressing', waiting)
}

/** argo-cd v3.5.1 resource_customizations/argoproj.io/ApplicationSet/health.lua. */
export function applicationSet(object: JsonObject): Health {
  const message = (type: string) => textAt(findCondition(object, type), 'message')
  if (conditionStatus(object, 'ErrorOccurred') === 'True') return health('Degraded', message('ErrorOccurred'))
  if (conditionStatus(object, 'ResourcesUpToDate') === 'False')
    return health('Degraded', message('ResourcesUpToDate'))
  if (conditionStatus(object, 'RolloutProgressing') === 'True') {
    return health('Progressing', message('RolloutProgressing'))
  }
  if (conditionStatus(object, 'ResourcesUpToDate') === 'True')
    return health('Healthy', message('ResourcesUpToDate'))
  return health('Progressing', 'Waiting for the status to be reported')
}
