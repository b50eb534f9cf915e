import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../../../twins/kernel/json.js'
import { applyConflict, conflict, invalid } from '../../../../../../../twins/kubernetes/status-error.js'
import { LAST_APPLIED } from '../../../../../../../twins/kubernetes/tools/kubectl/last-applied.js'
import { ok, runKubectl, type Script } from '../../../../../../support/kubectl.js'

const CM = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: default\ndata:\n  k: v\n'
const WIDGET =
  'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: w\n  namespace: default\nspec:\n  size: 2\n'
const CMS = { group: '', resource: 'configmaps' }

function applied(data: JsonObject): string {
  return `${JSON.stringify({ apiVersion: 'v1', data, kind: 'ConfigMap', metadata: { annotations: {}, name: 'a', namespace: 'default' } })}\n`
}

function live(data: JsonObject, annotations: JsonObject = { [LAST_APPLIED]: applied(data) }): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'default', uid: 'u', resourceVersion: '7', annotations },
    data,
  }
}

function runApply(flags: string, script: Script, text = CM) {
  return runKubectl(`apply -f - ${flags}`.trim(), { script, stdin: text })
}

describe('kubectl apply', () => {
  it('creates what is not there, with what it applied in an annotation', () => {
    const run = runApply('', ({ verb, body }) => (verb === 'create' ? ok(body as JsonObject) : undefined))
    expect(run).toMatchObject({ code: 0, stdout: 'configmap/a created\n' })
    expect(run.requests[1]).toMatchObject({
      verb: 'create',
      fieldManager: 'kubectl-client-side-apply',
      fieldValidation: 'Strict',
      body: { metadata: { annotations: { [LAST_APPLIED]: applied({ k: 'v' }) } } },
    })
  })

  it('sends nothing when nothing changed', () => {
    const run = runApply('', () => ok(live({ k: 'v' })))
    expect(run).toMatchObject({ code: 0, stdout: 'configmap/a unchanged\n' })
    expect(run.requests.map(({ verb }) => verb)).toEqual(['get'])
  })

  it('patches three ways: its own changes and deletions, and no more', () => {
    const server = live(
      { k: 'old', gone: 'x', foreign: 'y' },
      { [LAST_APPLIED]: applied({ k: 'old', gone: 'x' }) },
    )
    const run = runApply('', () => ok(server))
    expect(run.stdout).toBe('configmap/a configured\n')
    expect(run.requests[1]).toMatchObject({ verb: 'patch', patchType: 'strategic' })
    expect(run.requests[1]?.body).toHaveProperty('data', { k: 'v', gone: null })
  })

  it('patches custom resources by JSON merge', () => {
    const widget = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'default' },
      spec: { size: 1 },
    }
    const run = runApply('', () => ok(widget), WIDGET)
    expect(run.requests[1]).toMatchObject({ patchType: 'merge', body: { spec: { size: 2 } } })
  })

  it('warns about an object it has not made', () => {
    const { stderr } = runApply('', () => ok(live({ k: 'v' }, {})))
    expect(stderr).toBe(
      `Warning: resource configmaps/a is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. ` +
        'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or ' +
        'kubectl apply. The missing annotation will be patched automatically.\n',
    )
  })

  it('warns about an object that is being deleted', () => {
    const deleting = live({ k: 'v' })
    const metadata = { ...(deleting['metadata'] as JsonObject), deletionTimestamp: '2026-01-01T00:00:00Z' }
    const { stderr } = runApply('', () => ok({ ...deleting, metadata }))
    expect(stderr).toBe('Warning: Detected changes to resource a which is currently being deleted.\n')
  })

  it('tries a conflict six times, waiting after the first retry, and names the file in the error', () => {
    const run = runApply('', ({ verb }) => (verb === 'get' ? ok(live({ k: 'old' })) : conflict(CMS, 'a')))
    expect(run.requests.filter(({ verb }) => verb === 'patch')).toHaveLength(6)
    expect(run.waitedMs).toBe(4000)
    expect(run.code).toBe(1)
    expect(run.stderr).toMatch(
      /^Error from server \(Conflict\): error when applying patch:\n\{.*\}\nto:\nResource: "\/v1, Resource=configmaps", GroupVersionKind: "\/v1, Kind=ConfigMap"\nName: "a", Namespace: "default"\nfor: "STDIN": error when patching "STDIN": Operation cannot be fulfilled/s,
    )
  })

  it('replaces by force what cannot be patched', () => {
    let deleted = false
    const run = runApply('--force', (request) => {
      if (request.verb === 'delete') deleted = true
      if (request.verb === 'get') return deleted ? undefined : ok(live({ k: 'old' }))
      if (request.verb === 'patch') return invalid({ group: '', kind: 'ConfigMap' }, 'a', [])
      return ok((request.body as JsonObject | undefined) ?? {})
    })
    expect(run).toMatchObject({ code: 0, stdout: 'configmap/a configured\n' })
    expect(run.requests.map(({ verb }) => verb)).toEqual(['get', 'patch', 'delete', 'get', 'create'])
  })

  it.each([
    ['--force-conflicts', 'error: --force-conflicts only works with --server-side\n'],
    [
      '--server-side --dry-run=client',
      "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)\n",
    ],
    ['--server-side --force', 'error: --force cannot be used with --server-side\n'],
    ['--force --dry-run=server', 'error: --dry-run=server cannot be used with --force\n'],
  ])('refuses %s', (flags, stderr) => {
    expect(runApply(flags, () => undefined)).toMatchObject({ code: 1, stderr, requests: [] })
  })
})

describe('kubectl apply --server-side', () => {
  const owner = (manager: string, operation: string, fields: JsonObject): JsonObject => ({
    manager,
    operation,
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    time: '2026-01-01T00:00:00Z',
  })
  const annotationFields = { 'f:metadata': { 'f:annotations': { [`f:${LAST_APPLIED}`]: {} } } }

  it('explains conflicts', () => {
    const message = 'Apply failed with 1 conflict: conflict with "helm" using v1: .data.k'
    const run = runApply('--server-side', () => applyConflict([], message))
    expect(run.code).toBe(1)
    expect(
      run.stderr.startsWith(
        `error: ${message}\nPlease review the fields above--they currently have other managers.`,
      ),
    ).toBe(true)
    expect(run.requests).toMatchObject([{ patchType: 'apply', fieldManager: 'kubectl', force: false }])
  })

  it('passes the manager and the force on', () => {
    const run = runApply('--server-side --force-conflicts --field-manager=ops', () =>
      ok(live({ k: 'v' }, {})),
    )
    expect(run).toMatchObject({ code: 0, stdout: 'configmap/a serverside-applied\n' })
    expect(run.requests).toMatchObject([{ fieldManager: 'ops', force: true }])
  })

  it('takes over what client-side apply owned, and applies again', () => {
    const managedFields = [
      owner('kubectl', 'Apply', { 'f:data': { 'f:k': {} } }),
      owner('kubectl-client-side-apply', 'Update', { ...annotationFields, 'f:data': { 'f:gone': {} } }),
    ]
    const before = live({ k: 'v' })
    const owned = { ...before, metadata: { ...(before['metadata'] as JsonObject), managedFields } }
    const run = runApply('--server-side', () => ok(owned))
    expect(run.requests.map(({ patchType, fieldManager }) => `${patchType} ${fieldManager}`)).toEqual([
      'apply kubectl',
      'apply kubectl-last-applied',
      'json kubectl',
      'apply kubectl',
    ])
    expect(run.requests[2]?.body).toEqual([
      {
        op: 'replace',
        path: '/metadata/managedFields',
        value: [owner('kubectl', 'Apply', { ...annotationFields, 'f:data': { 'f:k': {}, 'f:gone': {} } })],
      },
      { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
    ])
  })

  it('survives a failed takeover with a warning', () => {
    const before = live({ k: 'v' })
    const managedFields = [owner('kubectl-client-side-apply', 'Update', annotationFields)]
    const owned = { ...before, metadata: { ...(before['metadata'] as JsonObject), managedFields } }
    const run = runApply('--server-side', ({ patchType }) =>
      patchType === 'json' ? invalid({ group: '', kind: 'ConfigMap' }, 'a', []) : ok(owned),
    )
    expect(run).toMatchObject({ code: 0, stdout: 'configmap/a serverside-applied\n' })
    expect(run.stderr).toMatch(
      /^Warning: server rejected managed fields migration to Server-Side Apply\. This is non-fatal/,
    )
  })
})
