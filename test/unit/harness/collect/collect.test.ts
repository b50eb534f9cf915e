import { describe, expect, it } from 'vitest'
import { type CollectOptions, collect, type KubectlExit } from '../../../../harness/collect/collect.js'
import { ScenarioError } from '../../../../harness/scenario/errors.js'
import { EnvironmentError } from '../../../../harness/serve/errors.js'

const UID = '8ce24f6f-df0d-4ee4-a1ee-4d91724a17b4'
const POD =
  '{"kind":"Pod","metadata":{"name":"a","creationTimestamp":"2025-12-31T23:59:00Z"},"status":{"startTime":"2025-12-31T23:59:30Z"}}'
const FORBIDDEN =
  'Warning: v1 ComponentStatus is deprecated in v1.19+\nError from server (Forbidden): secrets is forbidden: User "me" cannot list resource "secrets" in API group "" at the cluster scope\n'

type Script = Readonly<Record<string, Partial<KubectlExit>>>

/** A kubectl that answers by the words behind its global flags; without an entry: an empty list. */
function fake(script: Script): CollectOptions & { readonly asked: readonly string[] } {
  const asked: string[] = []
  const answers: Script = {
    'get namespace kube-system -o jsonpath={.metadata.uid}': { stdout: UID },
    'version -o json': {
      stdout: '{"clientVersion":{"gitVersion":"v9"},"serverVersion":{"gitVersion":"v1.32.3"}}',
    },
    'api-resources --verbs=list --namespaced=true -o name': {
      stdout:
        'pods\nsecrets\nevents\nevents.events.k8s.io\nleases.coordination.k8s.io\npods.metrics.k8s.io\n',
    },
    'api-resources --verbs=list --namespaced=false -o name': { stdout: 'nodes\ncomponentstatuses\n' },
    ...script,
  }
  let ticks = 0
  return {
    asked,
    cluster: { context: 'prod', uid: UID },
    allowList: '/home/me/clusters',
    namespaces: [],
    kubectl: (args) => {
      asked.push(args.join(' '))
      const words = args.slice(2).join(' ')
      return Promise.resolve({ code: 0, stdout: '{"items":[]}', stderr: '', ...answers[words] })
    },
    now: () => `2026-01-01T00:00:0${ticks++}Z`,
    onProgress: () => undefined,
  }
}

const all = (kind: string): string => `get ${kind} --all-namespaces -o json --show-managed-fields`

describe('collect', () => {
  it('asks for everything that can be listed, and for nothing else', async () => {
    const options = fake({})
    await collect(options)
    const global = '--context=prod --request-timeout=2m'
    expect(options.asked).toEqual(
      [
        'get namespace kube-system -o jsonpath={.metadata.uid}',
        'version -o json',
        'api-resources --verbs=list --namespaced=true -o name',
        'api-resources --verbs=list --namespaced=false -o name',
        all('nodes'),
        all('pods'),
        all('secrets'),
      ].map((words) => `${global} ${words}`),
    )
  })

  it('keeps what a list holds, byte for byte, and no file of an empty one', async () => {
    const text = `{"apiVersion":"v1","items":[${POD}],"kind":"List"}\n`
    const { files, collection } = await collect(fake({ [all('pods')]: { stdout: text } }))
    expect(files).toEqual([{ path: 'pods.json', text }])
    expect(collection).toEqual({
      schemaVersion: 1,
      takenAt: '2025-12-31T23:59:30Z',
      startedAt: '2026-01-01T00:00:00Z',
      endedAt: '2026-01-01T00:00:01Z',
      clusterUid: UID,
      kubernetesVersion: 'v1.32.3',
      namespaces: null,
      lists: [
        { kind: 'nodes', namespace: null, objects: 0, path: null },
        { kind: 'pods', namespace: null, objects: 1, path: 'pods.json' },
        { kind: 'secrets', namespace: null, objects: 0, path: null },
      ],
      refused: [],
    })
  })

  it('reads the named namespaces, and what is in none', async () => {
    const text = '{"items":[{}]}'
    const list = (kind: string, namespace: string) =>
      `get ${kind} --namespace ${namespace} -o json --show-managed-fields`
    const options = fake({ [list('pods', 'shop')]: { stdout: text }, [list('pods', 'db')]: { stdout: text } })
    const { files, collection } = await collect({ ...options, namespaces: ['shop', 'db'] })
    expect(files.map((file) => file.path)).toEqual(['shop/pods.json', 'db/pods.json'])
    expect(collection.lists.map(({ kind, namespace }) => [kind, namespace])).toEqual([
      ['nodes', null],
      ['pods', 'shop'],
      ['pods', 'db'],
      ['secrets', 'shop'],
      ['secrets', 'db'],
    ])
  })

  it('goes on when a kind is refused, and says why in the words of kubectl', async () => {
    const { collection } = await collect(
      fake({ [all('secrets')]: { code: 1, stdout: '', stderr: FORBIDDEN } }),
    )
    expect(collection.lists.map((list) => list.kind)).toEqual(['nodes', 'pods'])
    expect(collection.refused).toEqual([
      {
        kind: 'secrets',
        namespace: null,
        reason:
          'Error from server (Forbidden): secrets is forbidden: User "me" cannot list resource "secrets" in API group "" at the cluster scope',
      },
    ])
  })

  it('takes the kinds that are named beside an API service that is down', async () => {
    const stderr =
      'error: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request\n'
    const { collection } = await collect(
      fake({
        'api-resources --verbs=list --namespaced=true -o name': { code: 1, stdout: 'pods\n', stderr },
        'api-resources --verbs=list --namespaced=false -o name': { code: 1, stdout: 'nodes\n', stderr },
      }),
    )
    expect(collection.lists.map((list) => list.kind)).toEqual(['nodes', 'pods'])
    expect(collection.refused).toEqual([{ kind: 'api-resources', namespace: null, reason: stderr.trim() }])
  })

  it('notes an answer that is no list', async () => {
    const { collection } = await collect(fake({ [all('pods')]: { stdout: 'half of {' } }))
    expect(collection.refused).toEqual([
      { kind: 'pods', namespace: null, reason: 'kubectl printed something that is no list' },
    ])
  })

  it('stops after one question when the context leads to another cluster', async () => {
    const options = fake({
      'get namespace kube-system -o jsonpath={.metadata.uid}': { stdout: UID.replace('8', '9') },
    })
    await expect(collect(options)).rejects.toMatchObject({ code: 'cluster-changed', subject: 'prod' })
    await expect(collect(options)).rejects.toThrow(ScenarioError)
    expect(options.asked).toHaveLength(2)
  })

  it('stops when the cluster does not say which one it is', async () => {
    const options = fake({
      'get namespace kube-system -o jsonpath={.metadata.uid}': {
        code: 1,
        stdout: '',
        stderr: 'error: context "prod" does not exist\n',
      },
    })
    await expect(collect(options)).rejects.toThrow(EnvironmentError)
    await expect(collect(options)).rejects.toThrow(/prod.*error: context "prod" does not exist/)
  })

  it('says so when nothing can be listed', async () => {
    const nothing = {
      code: 1,
      stdout: '',
      stderr: 'error: You must be logged in to the server (Unauthorized)\n',
    }
    const options = fake({
      'api-resources --verbs=list --namespaced=true -o name': nothing,
      'api-resources --verbs=list --namespaced=false -o name': nothing,
    })
    await expect(collect(options)).rejects.toMatchObject({ code: 'nothing-to-collect' })
    await expect(collect(options)).rejects.toThrow(/Unauthorized/)
  })

  it('takes the clock of this machine where the objects show none', async () => {
    const { collection } = await collect(fake({}))
    expect(collection.takenAt).toBe(collection.startedAt)
  })

  it('has no version when the cluster does not say it', async () => {
    const { collection } = await collect(
      fake({ 'version -o json': { stdout: '{"clientVersion":{"gitVersion":"v9"}}' } }),
    )
    expect(collection.kubernetesVersion).toBeNull()
  })
})
