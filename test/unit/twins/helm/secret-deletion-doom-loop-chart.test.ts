import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadChart } from '../../../../twins/helm/load-chart.js'
import { type ManifestObject, parseManifest } from '../../../../twins/helm/manifest.js'
import { readRenderList } from '../../../../twins/helm/render-list.js'
import {
  DEFAULT_API_VERSIONS,
  DEFAULT_KUBE_VERSION,
  findRender,
  readRenders,
  renderKey,
} from '../../../../twins/helm/renders.js'
import { mergeValueOptions } from '../../../../twins/helm/values.js'
import { isObject, type Json, type JsonObject } from '../../../../twins/kernel/json.js'
import { helmMessage } from './golden.js'

const FOLDER = join(import.meta.dirname, '../../../../scenarios/fixtures/secret-deletion-doom-loop')
const chart = loadChart(join(FOLDER, 'chart'))

/** The recorded manifest of the release with these values files, by `Kind/name`. */
function release(...valueFiles: string[]): ReadonlyMap<string, JsonObject> {
  const objects = parseManifest(manifest(...valueFiles))
  return new Map(objects.map((item) => [nameOf(item), item.object]))
}

function manifest(...valueFiles: string[]): string {
  const request = {
    chart,
    chartFolder: 'chart',
    values: mergeValueOptions({ valueFiles }, (name) => readFileSync(join(FOLDER, name), 'utf8')),
    releaseName: 'tracecat',
    namespace: 'tracecat',
    revision: 6,
    operation: 'upgrade' as const,
    kubeVersion: DEFAULT_KUBE_VERSION,
    apiVersions: DEFAULT_API_VERSIONS,
  }
  const path = join(FOLDER, 'chart.renders', `${renderKey(request, false)}.json`)
  const render = findRender(readRenders([[path, readFileSync(path, 'utf8')]]), request)
  return render.kind === 'rendered' ? render.manifest : expect.fail(render.error)
}

function nameOf(item: ManifestObject): string {
  return `${String(item.object['kind'])}/${String(at(item.object, 'metadata', 'name'))}`
}

function at(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((current, key) => {
    if (Array.isArray(current)) return current[Number(key)] as Json | undefined
    return isObject(current) ? current[key] : undefined
  }, value)
}

function secretsOf(deployment: JsonObject | undefined): readonly string[] {
  const env = at(deployment, 'spec', 'template', 'spec', 'containers', 0, 'env')
  const names = Array.isArray(env)
    ? env.map((item: Json) => at(item, 'valueFrom', 'secretKeyRef', 'name'))
    : []
  return [
    ...new Set(names.map((name) => String(name).replace('tracecat-', '').replace('-credentials', ''))),
  ].sort()
}

const POSTGRES = 'ExternalSecret/tracecat-postgres-credentials'
const PROD = 'values-prod.yaml'

describe('the chart of the secret-deletion doom loop', () => {
  it.each([
    ['api', 2, ['core', 'postgres', 'redis']],
    ['worker', 4, ['core', 'postgres', 'redis']],
    ['executor', 4, ['core', 'postgres', 'redis']],
    ['agent-executor', 2, ['core', 'postgres', 'redis']],
    ['ui', 2, ['core']],
  ])('runs %s %i times with the Secrets %j', (name, replicas, secrets) => {
    const deployment = release(PROD).get(`Deployment/tracecat-${name}`)
    expect(at(deployment, 'spec', 'replicas')).toBe(replicas)
    expect(secretsOf(deployment)).toEqual(secrets)
  })

  it('drops the postgres ExternalSecret and changes the pods in the trigger', () => {
    const before = release(PROD)
    const after = release(PROD, 'values-split.yaml')
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual([POSTGRES])
    const image = (objects: typeof after) =>
      at(objects.get('Deployment/tracecat-api'), 'spec', 'template', 'spec', 'containers', 0, 'image')
    expect(image(after)).not.toBe(image(before))
  })

  it('changes nothing else in the quiet variant', () => {
    const before = release(PROD)
    before.forEach((object, name) => {
      if (name !== POSTGRES)
        expect(release(PROD, 'values-postgres-off-same-image.yaml').get(name)).toEqual(object)
    })
    expect(release(PROD, 'values-postgres-off-same-image.yaml').has(POSTGRES)).toBe(false)
  })

  it.each<[string, (string | number)[], Json]>([
    ['values-keep.yaml', ['metadata', 'annotations', 'helm.sh/resource-policy'], 'keep'],
    ['values-orphan.yaml', ['spec', 'target', 'creationPolicy'], 'Orphan'],
    ['values-retain.yaml', ['spec', 'target', 'deletionPolicy'], 'Retain'],
    ['values-eso-v1beta1.yaml', ['apiVersion'], 'external-secrets.io/v1beta1'],
  ])('%s protects the ExternalSecret at %j', (file, path, value) => {
    expect(at(release(PROD, file).get(POSTGRES), ...path)).toBe(value)
  })

  it.each<[string, Json]>([
    ['values-bool-label.yaml', true],
    ['values-bool-label-quoted.yaml', 'true'],
    ['values-string-label-unquoted.yaml', true],
    [PROD, 'true'],
  ])('%s gives pods the label %j', (file, label) => {
    const api = release(PROD, file).get('Deployment/tracecat-api')
    expect(at(api, 'spec', 'template', 'metadata', 'labels', 'tracecat.com/access-postgres')).toBe(label)
  })

  it('fails before any record with a bool among the labels of a Deployment', () => {
    expect(helmMessage(() => parseManifest(manifest(PROD, 'values-bool-deployment-label.yaml')))).toBe(
      'unable to decode "": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    )
  })

  it('has a record for everything renders.yaml lists', () => {
    for (const { title, request } of readRenderList(join(FOLDER, 'renders.yaml'))) {
      const key = renderKey(request, false)
      expect(() => readFileSync(join(FOLDER, 'chart.renders', `${key}.json`)), title).not.toThrow()
    }
  })
})
