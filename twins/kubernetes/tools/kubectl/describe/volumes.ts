import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, numberAt, textAt } from '../../../client/objects.js'
import type { DescribeText } from './describe-text.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeVolumes). Sources it does not know print `<unknown>`. */
export function describeVolumes(text: DescribeText, volumes: readonly JsonObject[], space: '' | '  '): void {
  if (volumes.length === 0) {
    text.line(0, `${space}Volumes:\t<none>`)
    return
  }
  text.line(0, `${space}Volumes:`)
  for (const volume of volumes) {
    text.line(1, `${space === '' ? '' : ' '}${textAt(volume, 'name')}:`)
    const known = Object.keys(SOURCES).find((key) => isObject(volume[key]))
    const source = known === undefined ? undefined : volume[known]
    const lines = known === undefined || !isObject(source) ? undefined : SOURCES[known]?.(source)
    if (lines === undefined) text.line(1, '<unknown>')
    for (const line of lines ?? []) text.line(2, line)
  }
}

const SOURCES: Readonly<Record<string, (source: JsonObject) => readonly string[]>> = {
  hostPath: (source) => [
    'Type:\tHostPath (bare host directory volume)',
    `Path:\t${textAt(source, 'path')}`,
    `HostPathType:\t${textAt(source, 'type')}`,
  ],
  emptyDir: (source) => [
    "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
    `Medium:\t${textAt(source, 'medium')}`,
    `SizeLimit:\t${textAt(source, 'sizeLimit') || '<unset>'}`,
  ],
  secret: (source) => [
    'Type:\tSecret (a volume populated by a Secret)',
    `SecretName:\t${textAt(source, 'secretName')}`,
    `Optional:\t${source['optional'] === true}`,
  ],
  configMap: (source) => [
    'Type:\tConfigMap (a volume populated by a ConfigMap)',
    `Name:\t${textAt(source, 'name')}`,
    `Optional:\t${source['optional'] === true}`,
  ],
  persistentVolumeClaim: (source) => [
    'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    `ClaimName:\t${textAt(source, 'claimName')}`,
    `ReadOnly:\t${source['readOnly'] === true}`,
  ],
  projected: (source) => [
    'Type:\tProjected (a volume that contains injected data from multiple sources)',
    ...arrayAt(source, 'sources').filter(isObject).flatMap(projectedLines),
  ],
}

function projectedLines({
  secret,
  downwardAPI,
  configMap,
  serviceAccountToken,
}: JsonObject): readonly string[] {
  if (isObject(secret)) {
    return [`SecretName:\t${textAt(secret, 'name')}`, `SecretOptionalName:\t${optionalText(secret)}`]
  }
  if (isObject(downwardAPI)) return ['DownwardAPI:\ttrue']
  if (isObject(configMap)) {
    return [`ConfigMapName:\t${textAt(configMap, 'name')}`, `ConfigMapOptional:\t${optionalText(configMap)}`]
  }
  if (!isObject(serviceAccountToken)) return []
  return [`TokenExpirationSeconds:\t${numberAt(serviceAccountToken, 3600, 'expirationSeconds')}`]
}

/** A pointer in Go: absent prints as `<nil>`. */
function optionalText({ optional }: JsonObject): string {
  return typeof optional === 'boolean' ? String(optional) : '<nil>'
}
