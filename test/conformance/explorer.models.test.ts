import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
// What a user of the package can import, and nothing else of the project: `rehearse/explorer` and `rehearse/twins`.
import {
  api,
  type Controller,
  exploreModel,
  NO_FAULTS,
  nodeManifest,
  numberAt,
  OBJECTS,
  parseObjectKey,
  type View,
} from '../../harness/explorer/index.js'
import {
  allComponents,
  assemble,
  buildWorld,
  createEmbeddedTwin,
  defineComponent,
} from '../../twins/index.js'
import { readExamples } from '../support/documentation.js'
import { ROOT } from '../support/sources.js'

const DEPLOYMENTS = 'deployments.apps/'
const ONE_ORDER = { delays: 0, faults: NO_FAULTS }

/** A controller that keeps the replicas of every Deployment at a number, whoever else changes them. */
function keeperOf(name: string, replicas: number): Controller {
  return {
    name,
    latencyMs: 100,
    backoff: { baseMs: 1000, maxMs: 60_000 },
    watches: [{ table: OBJECTS, prefix: DEPLOYMENTS, map: ({ key }) => [key] }],
    initial: () => [],
    *reconcile(key) {
      const { namespace, name: deployment } = parseObjectKey(key)
      const address = { group: 'apps', version: 'v1', resource: 'deployments', namespace, name: deployment }
      const found = yield* api({ verb: 'get', ...address })
      if (found.code !== 200 || numberAt(found.body, 0, 'spec', 'replicas') === replicas) return {}
      yield* api({
        verb: 'patch',
        ...address,
        patchType: 'merge',
        body: { spec: { replicas } },
        fieldManager: name,
      })
      return {}
    },
  }
}

function deploymentOf(replicas: number) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'web:1' }] },
      },
    },
  }
}

/**
 * An autoscaler and a delivery tool that both own `spec.replicas`: the failure that the Kubernetes documentation warns of
 * (Horizontal Pod Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling").
 */
function fight(fromGit: number, byLoad: number) {
  const keepers = defineComponent({
    name: 'keepers',
    controllers: () => [keeperOf('delivery', fromGit), keeperOf('autoscaler', byLoad)],
  })
  const components = [...allComponents.filter(({ name }) => name === 'kubernetes'), keepers]
  const system = assemble({ components })
  const objects = [nodeManifest('node-a'), deploymentOf(fromGit)]
  const start = buildWorld(system, components, { seed: 1, objects })
  return { twin: createEmbeddedTwin(system), start }
}

describe('controllers that own the same field', () => {
  it('fight for ever, and the trace names both', async () => {
    const { cycle } = await exploreModel({
      ...fight(2, 3),
      equality: 'canonical',
      left: ONE_ORDER,
      states: 3000,
    })
    expect(cycle).not.toBeNull()
    const period = cycle!.period.join('\n')
    expect(period).toContain('reconcile delivery deployments.apps/default/web')
    expect(period).toContain('reconcile autoscaler deployments.apps/default/web')
  })

  it('agree when one number is meant, and every path ends', async () => {
    const { cycle, reached } = await exploreModel({
      ...fight(2, 2),
      equality: 'canonical',
      left: ONE_ORDER,
      states: 3000,
    })
    expect(cycle).toBeNull()
    expect(reached).toEqual([])
  })

  it('a wrong end is told with the shortest way to it', async () => {
    const violationsOf = async (wanted: number) => {
      const atEnd = (view: View) => {
        const pods = view.list(OBJECTS, 'pods/').length
        return pods === wanted ? null : `${pods} pods`
      }
      return (await exploreModel({ ...fight(2, 2), atEnd, left: ONE_ORDER })).violations
    }
    expect(await violationsOf(2)).toEqual([])
    expect(await violationsOf(3)).toEqual([{ message: '2 pods', trace: [] }])
  })
})

/** The package's entry points, as files. */
const ENTRIES: Readonly<Record<string, string>> = {
  'rehearse/explorer': 'harness/explorer/index.ts',
  'rehearse/twins': 'twins/index.ts',
}

describe('the model in the README', () => {
  const { examples } = readExamples(readFileSync(join(ROOT, 'harness/explorer/README.md'), 'utf8'))
  const [file, run] = examples

  it('prints what the README shows', async () => {
    if (file?.kind !== 'file' || run?.kind !== 'run') throw new TypeError('the README has no model')
    mkdirSync(join(ROOT, '.cache'), { recursive: true })
    const folder = mkdtempSync(join(ROOT, '.cache', 'model-'))
    const printed: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((text: unknown) => {
      printed.push(...String(text).split('\n'))
    })
    try {
      const path = join(folder, file.path)
      writeFileSync(path, withFiles(file.text))
      await import(pathToFileURL(path).href)
    } finally {
      log.mockRestore()
      rmSync(folder, { recursive: true })
    }
    expect(printed).toEqual(run.commands[0]!.shown)
  })
})

/** The example with the files behind the package's names, which only a build has. */
function withFiles(text: string): string {
  return text.replace(/from '(rehearse\/\w+)'/g, (_, name: string) => `from '${join(ROOT, ENTRIES[name]!)}'`)
}
