import { afterEach, describe, expect, it } from 'vitest'
import { findObject, metadataOf, objectAt } from '../../twins/kubernetes/index.js'
import { foundHelms, HelmSession, objectsOf, releasesOf, statusesOf } from '../support/releases.js'

const BUILT_IN = { 'helm-3.17': '3.17.2', 'helm-4.1': '4.1.4' } as const

let session: HelmSession
afterEach(() => session.close())

/** Everything of the records but times and what only one of them can know. */
function records(name: string): unknown {
  return releasesOf(session.world, name).map(({ info, hooks, chart, ...release }) => ({
    ...release,
    status: info.status,
    description: info.description,
    notes: info.notes,
    metadata: chart?.metadata,
    values: chart?.values,
    files: [...(chart?.templates ?? []), ...(chart?.files ?? [])].map((file) => file.name),
    hooks: hooks?.map(({ last_run, ...hook }) => ({ ...hook, phase: last_run.phase })),
  }))
}

/** Labels, annotations and what the chart says of an object. */
function object(group: string, resource: string, name: string): unknown {
  const live = findObject(session.world, group, resource, 'test', name) ?? {}
  const { labels, annotations } = metadataOf(live)
  return { labels, annotations, data: live['data'], spec: objectAt(live, 'spec') }
}

const STEPS = [
  'install site charts/portal --description first',
  'upgrade site charts/portal -f charts/portal-values/banner.yaml',
  'upgrade site charts/portal -f charts/portal-values/no-cache.yaml',
  'rollback site 1',
]

/** The commands one after the other, each by whom `by` names in turn. */
async function play(by: readonly Parameters<HelmSession['helm']>[0][]): Promise<unknown> {
  session = new HelmSession()
  for (const [index, step] of STEPS.entries()) await session.helm(by[index % by.length]!, step)
  const result = {
    records: records('site'),
    objects: objectsOf(session.world),
    settings: object('', 'configmaps', 'site-settings'),
    portal: object('apps', 'deployments', 'site-portal'),
  }
  session.close()
  return result
}

describe.each(foundHelms() as ('helm-3.17' | 'helm-4.1')[])(
  'releases of %s and of the built-in helm',
  (real) => {
    const own = BUILT_IN[real]

    it('are the same, whoever makes which revision', async () => {
      const alone = await play([real])
      expect(await play([own])).toEqual(alone)
      expect(await play([own, real])).toEqual(alone)
      expect(await play([real, own])).toEqual(alone)
    })

    it.each([
      [own, real],
      [real, own],
    ])('what %s installs, %s lists, tests, upgrades, rolls back and uninstalls', async (first, second) => {
      session = new HelmSession()
      await session.helm(first, 'install books charts/ledger --wait --timeout 20s')
      expect(await session.helm(second, 'list -q')).toBe('books\n')
      await session.helm(second, 'test books')
      await session.helm(
        second,
        'upgrade books charts/ledger -f charts/ledger-values/ciao.yaml --wait --timeout 20s',
      )
      await session.helm(first, 'upgrade books charts/ledger -f charts/ledger-values/audit.yaml')
      await session.helm(second, 'rollback books 1 --wait --timeout 20s')
      expect(statusesOf(session.world, 'books')).toEqual([
        '1 superseded',
        '2 superseded',
        '3 superseded',
        '4 deployed',
      ])
      await session.helm(second, 'uninstall books')
      expect(statusesOf(session.world, 'books')).toEqual([])
    })
  },
)

describe.runIf(foundHelms().length === 2)('from Helm 3 to Helm 4', () => {
  it.each([
    ['helm-3.17', '4.1.4'],
    ['3.17.2', 'helm-4.1'],
    ['3.17.2', '4.1.4'],
  ] as const)(
    'a release of %s stays client-side under %s until it is told otherwise',
    async (three, four) => {
      session = new HelmSession()
      await session.helm(three, 'install shop charts/shop')
      await session.helm(four, 'upgrade shop charts/shop --set color=blue')
      await session.helm(four, 'upgrade shop charts/shop --set color=green --server-side=true')
      await session.helm(four, 'upgrade shop charts/shop --set color=blue')
      expect(releasesOf(session.world, 'shop').map(({ apply_method = '' }) => apply_method)).toEqual([
        '',
        'csa',
        'ssa',
        'ssa',
      ])
      await session.helm(three, 'rollback shop 1')
      expect(object('', 'configmaps', 'shop-settings')).toMatchObject({ data: { color: 'red' } })
    },
  )
})
