/** The whole face of the folder: the component, and what other components and the harness may use of it. */
import { defineComponent } from '../contract/component.js'
import { createApiServer } from './api-server/api-server.js'
import { kubernetesApiControllers } from './api-server/controllers/index.js'
import { kubernetesControllers } from './controllers/index.js'
import { planes } from './planes.js'
import { profiles } from './profiles.js'
import { containerPrograms } from './programs/index.js'
import { kubernetesTables } from './tables.js'
import { kubectl } from './tools/index.js'

/** The object model every other component stands on: API server, controllers, scheduler, kubelet and kubectl. */
export const kubernetes = defineComponent({
  name: 'kubernetes',
  profiles,
  tables: kubernetesTables,
  ports: (assembly) => [createApiServer(assembly)],
  controllers: (assembly) => [...kubernetesApiControllers(assembly), ...kubernetesControllers(assembly)],
  images: containerPrograms,
  tools: { kubectl },
  planes,
})

export { discoverResources } from './api-server/discovery.js'
export * from './client/api.js'
export * from './client/discovery.js'
export * from './client/events.js'
export * from './client/objects.js'
export * from './client/views.js'
export { nodeManifest } from './controllers/nodes.js'
export * from './machinery/index.js'
export { appProgram } from './programs/index.js'
export * from './status-error.js'
