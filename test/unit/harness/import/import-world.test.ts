import { describe, expect, it } from 'vitest'
import { type ImportInput, importWorld } from '../../../../harness/import/import-world.js'
import { readPayload } from '../../../../harness/import/redact/helm-release.js'
import { redactFiles } from '../../../../harness/import/redact/redact-dump.js'
import { decodeRelease, releaseFromSecret } from '../../../../twins/helm/release.js'
import { isObject, type JsonObject } from '../../../../twins/kernel/json.js'
import { parseYaml } from '../../../../twins/kubernetes/index.js'
import { canary, plantedDump } from '../../../support/canaries.js'

const TAKEN_AT = '2026-01-01T01:00:00Z'
const key = Buffer.from('a key of this test')

function inputOf(changes: Partial<ImportInput> = {}): ImportInput {
  return {
    name: 'planted',
    dump: 'dump',
    files: plantedDump(TAKEN_AT),
    redacted: new Set(),
    charts: [],
    values: [],
    key,
    profiles: [],
    modelled: [],
    rederive: (_before, after) => after,
    ...changes,
  }
}

const folder = 'fixtures/planted'
const imported = importWorld(inputOf())

function objectsOf(files: Readonly<Record<string, string>>): readonly JsonObject[] {
  return (files[`${folder}/snapshot/namespaces/default.yaml`] ?? '')
    .split('\n---\n')
    .map((text) => parseYaml(text))
    .filter(isObject)
}
const named = (name: string, files = imported.files) =>
  objectsOf(files).find(({ metadata }) => isObject(metadata) && metadata['name'] === name)!
const textOf = (secret: JsonObject, name: string) =>
  Buffer.from(String((secret['data'] as JsonObject)[name]), 'base64').toString()

describe('an import', () => {
  it('writes a scenario and everything it needs', () => {
    expect(Object.keys(imported.files).sort()).toEqual([
      `${folder}/README.md`,
      `${folder}/import.json`,
      `${folder}/schema/roles.sql`,
      `${folder}/snapshot/namespaces/default.yaml`,
      `${folder}/terraform/terraform.json`,
      'planted.scenario.ts',
    ])
  })

  it('keeps equalities: a password in a Secret, a variable, a ConfigMap and a custom resource', () => {
    const password = textOf(named('plain'), 'password')
    const deployment = JSON.stringify(named('app'))
    expect(deployment).toContain(`"value":"${password}"`)
    expect(deployment).toContain(`--login=app:${password}`)
    expect(JSON.stringify(named('settings'))).toContain(
      `the password is ${password}, in base64 ${Buffer.from(`x${password}`).toString('base64')}`,
    )
    expect(JSON.stringify(named('widget'))).toContain(`["${password}"]`)
  })

  it('leaves a release that Helm can read', () => {
    const stored = releaseFromSecret(named('sh.helm.release.v1.canary.v1'))
    expect(stored?.release).toMatchObject({
      name: 'canary',
      version: 1,
      chart: { metadata: { version: '1.0.0' } },
    })
    expect(stored?.release.manifest).toContain('# Source: canary/templates/secret.yaml\napiVersion: v1\n')
    expect(decodeRelease(textOf(named('sh.helm.release.v1.canary.v1'), 'release'))).toBeDefined()
    expect(Object.keys(readPayload(named('sh.helm.release.v1.canary.v1')) ?? {})).toContain('hooks')
  })

  it('reports releases, kinds nobody models, and when the dump was taken', () => {
    const { releases, opaque, takenAt, states, schemas } = imported.report
    expect(releases).toMatchObject([{ name: 'canary', revision: 1, status: 'deployed' }])
    expect(opaque).toEqual([
      { apiVersion: 'example.com/v1', kind: 'Widget', count: 1, why: 'no component models it' },
    ])
    expect([takenAt, states, schemas]).toEqual([TAKEN_AT, ['terraform/terraform.json'], ['schema/roles.sql']])
  })

  it('writes many objects as JSON, which is read faster', () => {
    const items = Array.from({ length: 300 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c${index}`, namespace: 'many', creationTimestamp: TAKEN_AT },
    }))
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
    const { files } = importWorld(inputOf({ files: [{ path: 'dump/a.json', text }] }))
    expect(files['planted.scenario.ts']).toContain("files: ['snapshot/namespaces/many.json']")
    expect(JSON.parse(files[`${folder}/snapshot/namespaces/many.json`] ?? '{}').items).toHaveLength(300)
  })

  it('does not redact again what `rehearse collect` has redacted with the same key', () => {
    const collected = redactFiles(plantedDump(TAKEN_AT), key, (_before, after) => after)
    const files = collected.filter(({ path }) => path !== 'redaction.json')
    const again = importWorld(inputOf({ files, redacted: new Set(files.map(({ path }) => path)) }))
    expect(named('plain', again.files)['data']).toEqual(named('plain')['data'])
  })

  it('makes the values of a chart those of the Secrets', () => {
    const chart = {
      name: 'shop',
      files: [
        { path: 'values.yaml', text: `# said\nauth:\n  password: ${canary('password')}\n` },
        { path: 'templates/a.yaml', text: '{{ .Values.auth.password }}\n' },
      ],
    }
    const { files } = importWorld(inputOf({ charts: [chart] }))
    expect(files[`${folder}/charts/shop/values.yaml`]).toContain(
      `password: ${textOf(named('plain'), 'password')}`,
    )
    expect(files[`${folder}/charts/shop/templates/a.yaml`]).toBe('{{ .Values.auth.password }}\n')
  })

  it('writes the commands of a runbook as steps that read back', () => {
    const argv = ['kubectl', 'patch', 'cm', 'a', '-p', ['{"a":"`$', '{b}`', ' it\'s\n"}'].join('')]
    const steps = [
      { name: 'patch', command: { argv } },
      { name: 'elsewhere', command: { argv: ['ls'], cwd: 'charts' }, onFailure: 'continue' as const },
    ]
    const { files } = importWorld(
      inputOf({ runbook: { path: 'a.md', text: '# A', title: 'A change', steps } }),
    )
    const text = files['planted.scenario.ts']!
    expect(text).toContain("step('elsewhere', { argv: ['ls'], cwd: 'charts' }, { onFailure: 'continue' })")
    expect(text).toContain(['\\`\\$', '{b}\\`'].join(''))
  })

  it.each([
    ['nothing', [], 'dump-empty'],
    [
      'manifests that nobody has applied',
      [{ path: 'dump/a.yaml', text: 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n' }],
      'dump-undated',
    ],
  ])('refuses %s', (_name, files, code) => {
    expect(() => importWorld(inputOf({ files }))).toThrow(expect.objectContaining({ code }))
  })
})
