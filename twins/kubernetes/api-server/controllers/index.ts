import type { Assembly } from '../../../contract/component.js'
import type { Controller } from '../../../kernel/controller.js'
import { customResourceDefinitionController } from './custom-resource-definition.js'

/** The controllers that are part of the API server itself. */
export function kubernetesApiControllers(_assembly: Assembly): readonly Controller[] {
  return [customResourceDefinitionController]
}
