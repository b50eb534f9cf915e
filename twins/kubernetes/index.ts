/** The whole face of the folder: the component, and what other components and the harness may use of it. */
import { defineComponent } from '../contract/component.js'
import { createApiServer } from './api-server/api-server.js'
import { kubernetesApiControllers } from './api-server/controllers/index.js'
import { SYSTEM_NAMESPACES } from './api-server/system-namespaces.js'
import { kubernetesControllers } from './controllers/index.js'
import { JOB_TABLES, jobPort } from './controllers/job/memory.js'
import { STANDARD_CLASS } from './controllers/volumes/classes.js'
import { holdingProgram } from './kubelet/holding-program.js'
import { KUBELET_PROGRAMS, KUBELET_TABLES, kubeletPorts, NODE_PORT } from './kubelet/node-port.js'
import { seedRegistry } from './kubelet/registry.js'
import { networkPort } from './network/network-port.js'
import { planes } from './planes.js'
import { profiles } from './profiles.js'
import { containerPrograms } from './programs/index.js'
import { restorePort } from './restore/restore-port.js'
import { secretValues } from './secret-values.js'
import { kubernetesTables } from './tables.js'
import { kubectl } from './tools/index.js'

/** The object model every other component stands on: API server, controllers, scheduler, kubelet and kubectl. */
export const kubernetes = defineComponent({
  name: 'kubernetes',
  profiles,
  tables: [...kubernetesTables, ...KUBELET_TABLES, ...JOB_TABLES],
  ports: (assembly) => [
    createApiServer(assembly),
    restorePort(assembly),
    ...kubeletPorts(),
    jobPort,
    networkPort,
  ],
  controllers: (assembly) => [...kubernetesApiControllers(assembly), ...kubernetesControllers(assembly)],
  images: [...containerPrograms, holdingProgram],
  programs: KUBELET_PROGRAMS,
  tools: { kubectl },
  manifests: () => [...SYSTEM_NAMESPACES, STANDARD_CLASS],
  seeds: { registry: seedRegistry(NODE_PORT) },
  planes,
  secretValues,
})

export { discoverResources } from './api-server/discovery.js'
export { resolveResource } from './api-server/resolve-resource.js'
export { type OpaqueKind, opaqueKinds, opaqueReads } from './api-server/resources/opaque.js'
export { toServed } from './api-server/store.js'
export * from './client/api.js'
export * from './client/discovery.js'
export * from './client/events.js'
export * from './client/objects.js'
export * from './client/views.js'
export { presentKey } from './controllers/controller-ref-manager.js'
export { fencepostsOf } from './controllers/deployment/replicas.js'
export { findNewReplicaSet } from './controllers/deployment/template.js'
export { nodeManifest } from './controllers/nodes.js'
export type * from './http/contract.js'
export { createHttpFront } from './http/create-http-front.js'
export { compactHistory } from './http/watch/compact-history.js'
export { EXEC_PROGRAM, type ExecInContainer, type ExecResult } from './kubelet/exec.js'
export * from './machinery/index.js'
export { appProgram, cannotStart, shellProgram, toolCommand } from './programs/index.js'
export { RESTORE_PORT } from './restore/restore-port.js'
export { SnapshotError } from './restore/snapshot-error.js'
export { base64ErrorOffset } from './schema/base64.js'
export { builtinKind } from './schema/builtin/index.js'
export { formatGoDuration, parseGoDuration } from './schema/go-duration.js'
export { goJsonEscape, goQuote } from './schema/go-text.js'
export * from './status-error.js'
export { LAST_APPLIED, withLastApplied } from './tools/kubectl/last-applied.js'
export { toGoYaml } from './tools/kubectl/printers/go-yaml.js'
export { type FlagType, parseFlagValue } from './tools/pflag/flag-values.js'
export { aloneValue, type FlagSpec, Flags } from './tools/pflag/flags.js'
export { type ParsedValue, parseFlags, REAL_BINARY } from './tools/pflag/parse-flags.js'
export { parseYaml, type YamlOptions } from './yaml/parse-yaml.js'
export { YamlError } from './yaml/yaml-error.js'
