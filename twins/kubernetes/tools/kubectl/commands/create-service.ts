import type { JsonObject } from '../../../../kernel/json.js'
import { isDns1123Subdomain, isPortName, isPortNumber } from '../../../schema/names.js'
import type { Command, CommandGroup } from '../command.js'
import { KubectlError } from '../errors.js'
import type { FlagSpecs } from '../flags.js'
import {
  CREATE_OBJECT_FLAGS,
  coreResource,
  createObject,
  nameArgument,
  newMetadata,
} from './create-object.js'

/** `kubectl create service`. Source: kubectl v0.32.0 pkg/cmd/create/create_service.go. */
export const createService: CommandGroup = {
  subcommands: {
    clusterip: serviceCommand('ClusterIP', { clusterip: { type: 'string' } }),
    nodeport: serviceCommand('NodePort', { 'node-port': { type: 'int' } }),
    loadbalancer: serviceCommand('LoadBalancer', {}),
    externalname: {
      ...serviceCommand('ExternalName', { 'external-name': { type: 'string' } }),
      required: ['external-name'],
    },
  },
}

function serviceCommand(type: string, flags: FlagSpecs): Command {
  return {
    flags: { ...CREATE_OBJECT_FLAGS, tcp: { type: 'strings' }, ...flags },
    *run(invocation) {
      const name = nameArgument(invocation)
      const own = (flag: string) => (flag in flags ? invocation.flags.text(flag) : '')
      const clusterIP = own('clusterip')
      const externalName = own('external-name')
      const pairs = invocation.flags.list('tcp')
      if (clusterIP !== 'None' && pairs.length === 0 && type !== 'ExternalName') {
        throw new KubectlError('at least one tcp port specifier must be provided')
      }
      if (type === 'ExternalName' && isDns1123Subdomain(externalName).length > 0) {
        throw new KubectlError(`invalid service external name ${externalName}`)
      }
      const nodePort = 'node-port' in flags ? invocation.flags.number('node-port') : 0
      const ports = pairs.map((pair) => portOf(pair, nodePort))
      const object = {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: newMetadata(invocation, name, true, { labels: { app: name } }),
        spec: {
          ...(ports.length === 0 ? {} : { ports }),
          selector: { app: name },
          ...(clusterIP === '' ? {} : { clusterIP }),
          type,
          ...(externalName === '' ? {} : { externalName }),
        },
        status: { loadBalancer: {} },
      }
      return yield* createObject(
        invocation,
        coreResource('services'),
        object,
        `failed to create ${type} service:`,
      )
    },
  }
}

/** `80`, `80:8080`, `80:http`. Source: as above (parsePorts). */
function portOf(pair: string, nodePort: number): JsonObject {
  const [first = '', second] = pair.split(':')
  const port = portNumber(first)
  return {
    name: pair.replaceAll(':', '-'),
    protocol: 'TCP',
    port,
    targetPort: second === undefined ? port : targetPort(second),
    ...(nodePort === 0 ? {} : { nodePort }),
  }
}

function targetPort(text: string): number | string {
  const number = /^[+-]?\d+$/.test(text)
  const problems = number ? isPortNumber(Number(text)) : isPortName(text)
  if (problems.length > 0) throw new KubectlError(problems.join(','))
  return number ? Number(text) : text
}

/** Source: k8s.io/utils net/parse.go (ParsePort). */
function portNumber(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text)
  const reason = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax'
  throw new KubectlError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${reason}`)
}
