import type { AdmissionHook, AdmissionReview } from '../contract/component.js'
import type { JsonObject } from '../kernel/json.js'
import { numberAt, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import { annotationOf, imageOf, instancesOf, majorVersionOf, managedRolesOf, nameOf } from './cluster.js'
import { CLUSTER } from './names.js'

/** A name as a label of DNS that begins with a letter (DNS-1035). */
const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const LONGEST_NAME = 50
/** cloudnative-pg v1.30.0 pkg/postgres/roles.go (IsRoleReserved). */
const RESERVED_ROLE = /^(postgres|streaming_replica|cnpg_.*|pg_.*)$/

/** cloudnative-pg v1.30.0 pkg/postgres/configuration.go (FixedConfigurationParameters), as far as it is often tried. */
const FIXED_PARAMETERS: ReadonlySet<string> = new Set([
  'archive_command',
  'cluster_name',
  'config_file',
  'data_directory',
  'hba_file',
  'hot_standby',
  'ident_file',
  'listen_addresses',
  'port',
  'primary_conninfo',
  'primary_slot_name',
  'recovery_target',
  'restart_after_crash',
  'restore_command',
  'ssl',
  'ssl_ca_file',
  'ssl_cert_file',
  'ssl_key_file',
  'synchronous_standby_names',
  'unix_socket_directories',
])

/**
 * The validating webhook of Clusters. Its texts are joined as Kubernetes joins the errors of fields.
 * cloudnative-pg v1.30.0 internal/webhook/v1/cluster_webhook.go (validate, validateClusterChanges).
 */
export const clusterWebhook: AdmissionHook = {
  name: 'vcluster.cnpg.io',
  group: CLUSTER.group,
  resource: CLUSTER.resource,
  operations: ['CREATE', 'UPDATE'],
  review: reviewCluster,
}

/** The refusal's message, or undefined. */
export function reviewCluster({ object, oldObject }: AdmissionReview): string | undefined {
  if (object === undefined || annotationOf(object, 'cnpg.io/validation') === 'disabled') return undefined
  const problems = [
    ...nameProblems(object),
    ...roleProblems(object),
    ...updateProblems(object),
    ...parameterProblems(object),
    ...(oldObject === undefined ? [] : changeProblems(object, oldObject)),
  ]
  if (problems.length === 0) return undefined
  const [only] = problems
  const all = problems.length === 1 ? only : `[${problems.join(', ')}]`
  return `Cluster.cluster.cnpg.io ${JSON.stringify(nameOf(object))} is invalid: ${all}`
}

function nameProblems(cluster: JsonObject): readonly string[] {
  const name = nameOf(cluster)
  const value = `metadata.name: Invalid value: ${JSON.stringify(name)}`
  if (name.length > LONGEST_NAME) return [`${value}: the maximum length of a cluster name is 50 characters`]
  return DNS_1035.test(name) ? [] : [`${value}: cluster name must be a valid DNS label`]
}

function roleProblems(cluster: JsonObject): readonly string[] {
  const seen = new Set<string>()
  return managedRolesOf(cluster).flatMap((role, index) => {
    const name = textAt(role, 'name')
    const path = `spec.managed.roles[${index}]`
    const problems: string[] = []
    if (seen.has(name))
      problems.push(`spec.managed.roles: Invalid value: ${quote(name)}: Role name is duplicate of another`)
    seen.add(name)
    if (RESERVED_ROLE.test(name))
      problems.push(`${path}.name: Invalid value: ${quote(name)}: This role is reserved for operator use`)
    if (role['disablePassword'] === true && role['passwordSecret'] !== undefined)
      problems.push(`${path}: Invalid value: ${quote(name)}: This role both sets and disables a password`)
    return problems
  })
}

function updateProblems(cluster: JsonObject): readonly string[] {
  const supervised = valueAt(cluster, 'spec', 'primaryUpdateStrategy') === 'supervised'
  if (!supervised || instancesOf(cluster) !== 1) return []
  return [
    'spec.primaryUpdateStrategy: Invalid value: "supervised": supervised update strategy is not allowed for clusters with a single instance',
  ]
}

function parameterProblems(cluster: JsonObject): readonly string[] {
  const parameters = objectAt(cluster, 'spec', 'postgresql', 'parameters')
  return Object.keys(parameters)
    .filter((name) => FIXED_PARAMETERS.has(name))
    .map(
      (name) =>
        `spec.postgresql.parameters.${name}: Invalid value: ${quote(textAt(parameters, name))}: Can't set fixed configuration parameter`,
    )
}

function changeProblems(cluster: JsonObject, before: JsonObject): readonly string[] {
  return [
    ...storageProblems(cluster, before),
    ...imageProblems(cluster, before),
    ...['postgresUID', 'postgresGID']
      .filter((field) => numberAt(cluster, 26, 'spec', field) !== numberAt(before, 26, 'spec', field))
      .map(
        (field) =>
          `spec.${field}: Invalid value: ${numberAt(cluster, 26, 'spec', field)}: ${field} is immutable`,
      ),
  ]
}

function storageProblems(cluster: JsonObject, before: JsonObject): readonly string[] {
  const [size, old] = [cluster, before].map((each) => textAt(each, 'spec', 'storage', 'size'))
  const problems: string[] = []
  if (bytesOf(size ?? '') < bytesOf(old ?? ''))
    problems.push(
      `spec.storage.size: Invalid value: ${quote(size ?? '')}: can't shrink existing storage from ${old} to ${size}`,
    )
  const hadWal = valueAt(before, 'spec', 'walStorage') !== undefined
  if (hadWal && valueAt(cluster, 'spec', 'walStorage') === undefined)
    problems.push('spec.walStorage: Invalid value: "null": walStorage cannot be disabled once configured')
  return problems
}

/** A change of the major version: never down, and only to 16 or higher. */
function imageProblems(cluster: JsonObject, before: JsonObject): readonly string[] {
  const [major, old] = [cluster, before].map((each) => Number(majorVersionOf(imageOf(each)) ?? Number.NaN))
  if (major === undefined || old === undefined || !(major < old)) return []
  const value = `spec.imageName: Invalid value: ${quote(imageOf(cluster))}`
  return [`${value}: can't upgrade between majors ${old} and ${major}`]
}

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, '': 1 }

/** Bytes of a quantity; NaN compares with nothing. */
function bytesOf(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|)$/.exec(quantity)
  return match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN)
}

const quote = (text: string): string => JSON.stringify(text)
