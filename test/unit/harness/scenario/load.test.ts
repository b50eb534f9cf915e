import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScenarioError } from '../../../../harness/scenario/errors.js'
import {
  findScenario,
  loadScenario,
  readFiles,
  scenarioName,
  shippedScenarios,
} from '../../../../harness/scenario/load.js'

/** A folder of a user, outside of the package. */
let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rehearse-load-'))
})
afterAll(() => rmSync(home, { recursive: true }))

function write(path: string, text: string): string {
  const full = join(home, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
  return full
}

const body = (name: string, more = '') => `
  name: '${name}',
  title: 'Mine',
  summary: 'A scenario of a user.',
  source: { document: 'Runbook', section: '1' },
  world: { nodes: ['node-a'], namespaces: [], setup: [] },
  protects: { pods: [], keys: [] },
  goals: { done: { description: 'done' } },
  incidents: [],
  fixes: [{ name: 'mend', title: 'Mend', from: { derived: 'x' }, goal: 'done', startsAfter: 'healthy',
    steps: [step('mend', $\`kubectl get pods\`)] }],${more}`

async function refusal(path: string): Promise<ScenarioError> {
  const error = await loadScenario(path, {}).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ScenarioError)
  return error as ScenarioError
}

describe('scenarios that come with the package', () => {
  it('are found, sorted, by their file name', () => {
    const paths = shippedScenarios()
    expect(paths.length).toBeGreaterThan(0)
    expect(paths).toEqual([...paths].sort())
    expect(findScenario(scenarioName(paths[0]!))).toBe(paths[0])
  })

  it('load with their artefacts', async () => {
    const loaded = await loadScenario(shippedScenarios()[0]!, { eso: '2.9.0' })
    expect(loaded.scenario.name).toBe(scenarioName(shippedScenarios()[0]!))
    expect(loaded.files.list('').length).toBeGreaterThan(0)
    expect(loaded.fixtures).toBe(`scenarios/fixtures/${loaded.scenario.name}`)
  })

  it('are named when a name is unknown', () => {
    try {
      findScenario('nope')
      expect.unreachable()
    } catch (error) {
      expect((error as ScenarioError).code).toBe('scenario-unknown')
      expect((error as ScenarioError).remedy).toContain(scenarioName(shippedScenarios()[0]!))
    }
  })

  it('are not confused with other files', () => {
    expect(() => findScenario('package.json')).toThrow('no scenario package.json')
    expect(() => findScenario('./missing.scenario.ts')).toThrow('no scenario ./missing.scenario.ts')
  })
})

describe('a scenario of a user', () => {
  it('is TypeScript, imports from rehearse and stands anywhere', async () => {
    const path = write(
      'mine.scenario.ts',
      `import { $, defineScenario, step, type Versions } from 'rehearse'
const typed: Versions = {}
export default defineScenario({${body('mine')}
})`,
    )
    write('fixtures/mine/manifests/a.yaml', 'a: 1\n')
    const loaded = await loadScenario(findScenario(path), {})
    expect(loaded.scenario.fixes[0]!.steps[0]!.command.argv).toEqual(['kubectl', 'get', 'pods'])
    expect(loaded.files.list('')).toEqual(['manifests/a.yaml'])
    expect(loaded.fixtures).toBe(join(home, 'fixtures/mine'))
  })

  it('may depend on the versions in force', async () => {
    const path = write(
      'versions.scenario.ts',
      `import { $, defineScenario, step } from 'rehearse'
export default defineScenario((versions) => ({${body('versions')} profile: { eso: versions['eso'] ?? 'none' } }))`,
    )
    const loaded = await loadScenario(path, { eso: '1.0.0' })
    expect(loaded.scenario.profile).toEqual({ eso: '1.0.0' })
    expect(loaded.under({ eso: '2.0.0' }).profile).toEqual({ eso: '2.0.0' })
  })

  it('may be small, under any versions; by default it is not', async () => {
    const path = write(
      'sizes.scenario.ts',
      `import { $, defineScenario, step } from 'rehearse'
export default defineScenario((_versions, { small }) => ({${body('sizes')} profile: { eso: small ? '1.0.0' : '2.0.0' } }))`,
    )
    expect((await loadScenario(path, {})).scenario.profile).toEqual({ eso: '2.0.0' })
    const loaded = await loadScenario(path, {}, { small: true })
    expect(loaded.scenario.profile).toEqual({ eso: '1.0.0' })
    expect(loaded.under({ eso: '3.0.0' }).profile).toEqual({ eso: '1.0.0' })
  })

  it('may keep its fixtures elsewhere', async () => {
    const path = write(
      'elsewhere.scenario.ts',
      `import { $, defineScenario, step } from 'rehearse'
export default defineScenario({${body('elsewhere', "\n  fixtures: './artefacts',")} })`,
    )
    write('artefacts/b.yaml', 'b: 1\n')
    write('artefacts/node_modules/x/c.yaml', 'c: 1\n')
    expect((await loadScenario(path, {})).files.list('')).toEqual(['b.yaml'])
  })

  it.each([
    ['syntax', "export default {\n  name: 'syntax',\n  title: ,\n}\n", ':3: Unexpected token'],
    [
      'throws',
      'const none = undefined as never as { a: { b: 1 } }\n\nexport default none.a.b\n',
      ':3: Cannot read',
    ],
    [
      'lazy',
      "import { defineScenario } from 'rehearse'\nexport default defineScenario((versions) => {\n  throw new Error('boom')\n})\n",
      ':3: boom',
    ],
    [
      'command',
      "import { $ } from 'rehearse'\n\nexport default $`kubectl 'get`\n",
      ':3: cannot read a command: a quote is not closed (after "kubectl get")',
    ],
    [
      'imports',
      "\nimport { x } from './nothing.js'\nexport default x\n",
      ":2: Cannot find module './nothing.js'",
    ],
    ['nothing', 'export const scenario = {}\n', ': it has no default export'],
    ['wrong', "export default {\n  name: 'wrong',\n  nmae: 1,\n}\n", ':'],
    [
      'folder',
      `import { $, defineScenario, step } from 'rehearse'\nexport default defineScenario({${body('folder')}\n  fixtures: 'nowhere' })`,
      ':13: no folder nowhere',
    ],
  ])('names file and line of an error (%s)', async (name, text, message) => {
    const path = write(`${name}.scenario.ts`, text)
    const error = await refusal(path)
    expect(error.message.slice(0, path.length + message.length)).toBe(`${path}${message}`)
    expect(error.message).not.toContain('\n')
  })
})

describe('readFiles', () => {
  it('reads what is below a folder; an absent one is empty', () => {
    write('tree/b/c.txt', 'c')
    write('tree/a.txt', 'a')
    const files = readFiles(join(home, 'tree'))
    expect(files.list('')).toEqual(['a.txt', 'b/c.txt'])
    expect(files.read('b/c.txt')).toBe('c')
    expect(readFiles(join(home, 'nowhere')).list('')).toEqual([])
  })
})
