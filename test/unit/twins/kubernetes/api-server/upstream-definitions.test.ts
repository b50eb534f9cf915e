import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, objectAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { TestApi } from '../../../../support/api.js'

const folder = process.env['REHEARSE_UPSTREAM_CRDS'] ?? path.resolve('../shared/upstream-crds')
const files = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
  : []
if (files.length === 0) {
  process.stderr.write(
    `skipped: no published CustomResourceDefinitions in ${folder}; set REHEARSE_UPSTREAM_CRDS\n`,
  )
}

/** Minimal valid objects of some kinds. */
const SPECS: Readonly<Record<string, JsonObject>> = {
  SecretStore: { provider: { fake: { data: [{ key: 'k', value: 'v', version: 'v1' }] } } },
  ClusterSecretStore: { provider: { fake: { data: [{ key: 'k', value: 'v', version: 'v1' }] } } },
  ExternalSecret: { secretStoreRef: { name: 's', kind: 'SecretStore' }, target: { name: 't' } },
  Application: {
    project: 'default',
    destination: { namespace: 'x' },
    source: { repoURL: 'https://example.com' },
  },
  AppProject: { sourceRepos: ['*'] },
  Cluster: { instances: 1, storage: { size: '1Gi' } },
  Backup: { cluster: { name: 'pg' } },
  ScheduledBackup: { cluster: { name: 'pg' }, schedule: '0 0 0 * * *' },
  Database: { cluster: { name: 'pg' }, name: 'app', owner: 'app' },
}

describe.skipIf(files.length === 0)('published CustomResourceDefinitions', () => {
  it.each(files)('%s is accepted, established, listed and takes an object', (file) => {
    const api = new TestApi()
    const [document] = parseAllDocuments(readFileSync(path.join(folder, file), 'utf8'))
    const definition = document!.toJS() as JsonObject
    const created = api.create('customresourcedefinitions', definition)
    expect([created.code, created.body['message']]).toEqual([201, undefined])
    api.settle()
    const spec = objectAt(definition, 'spec')
    const group = textAt(spec, 'group')
    const version = textAt(
      arrayAt(spec, 'versions').find((one) => (one as JsonObject)['storage'] === true),
      'name',
    )
    const resource = textAt(spec, 'names', 'plural')
    expect(api.request({ verb: 'list', group, version, resource })).toMatchObject({ code: 200 })
    const kind = textAt(spec, 'names', 'kind')
    if (SPECS[kind] === undefined) return
    const metadata = { name: 'x', ...(spec['scope'] === 'Namespaced' ? { namespace: 'default' } : {}) }
    const body = { apiVersion: `${group}/${version}`, kind, metadata, spec: SPECS[kind] }
    const object = api.create(resource, body, { version })
    expect([object.code, object.body['message']]).toEqual([201, undefined])
  })
})
