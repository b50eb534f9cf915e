import { tmpdir } from 'node:os'
import { plural } from '../../../reports/format.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { type LoadedScenario, scenarioName, shippedScenarios } from '../../scenario/load.js'
import { versionsFor } from '../../scenario/systems.js'
import { embeddedWith, loadAt } from '../embedded.js'
import { readRecordedWorld } from '../recorded-worlds.js'
import type { Check, Machine } from './check.js'

const group = 'rehearsals'
const LOWEST_NODE = 20

/** What every rehearsal needs: a Node that is new enough, scenarios that load, and a world that stands. */
export async function rehearsalChecks(machine: Machine): Promise<readonly Check[]> {
  const paths = shippedScenarios()
  const loaded: LoadedScenario[] = []
  const broken: string[] = []
  for (const path of paths) {
    try {
      loaded.push(await loadAt(path))
    } catch (error) {
      broken.push(`${scenarioName(path)}: ${messageOf(error)}`)
    }
  }
  return [
    nodeCheck(machine.node),
    scenariosCheck(loaded.length, broken),
    await worldCheck(loaded),
    folderCheck(machine),
  ]
}

/** The lowest Node that package.json names. */
export function nodeCheck(version: string): Check {
  const name = 'Node.js'
  if (Number(/^v(\d+)/.exec(version)?.[1]) >= LOWEST_NODE)
    return { group, name, status: 'ok', found: `${version} (${LOWEST_NODE} or newer)` }
  const remedy = `Install Node.js ${LOWEST_NODE} or newer: https://nodejs.org/en/download`
  return { group, name, status: 'broken', found: `${version} is too old`, remedy }
}

/** The scenarios of the package; a build that went wrong shows here. */
export function scenariosCheck(loaded: number, broken: readonly string[]): Check {
  const name = 'scenarios'
  const remedy = 'Run `npm ci` and `npm run build` in the folder of the package.'
  if (broken.length > 0) return { group, name, status: 'broken', found: broken.join('; '), remedy }
  if (loaded === 0) return { group, name, status: 'missing', found: 'the package has none', remedy }
  return { group, name, status: 'ok', found: `${loaded} come with the package` }
}

/** Build one healthy world, in memory: the first that needs nothing but the base components, so no database. */
async function worldCheck(loaded: readonly LoadedScenario[]): Promise<Check> {
  const name = 'a rehearsal'
  const one = loaded.find(({ scenario }) => (scenario.world.systems ?? []).length === 0)
  if (one === undefined)
    return {
      group,
      name,
      status: 'missing',
      found: 'no scenario to try it with',
      remedy: 'Repair the scenarios first.',
    }
  const subject = one.scenario.name
  try {
    const shared = embeddedWith(one, 1)
    const prepare = prepareEmbedded({ ...shared, recorded: readRecordedWorld })
    const { healthy } = await prepare(versionsFor(shared.components, {}))
    const found = `the world of ${subject} stands, after ${plural(healthy.transitions, 'transition')}`
    return { group, name, status: 'ok', found }
  } catch (error) {
    const remedy = `Look at it: rehearse run ${subject} --stack`
    return { group, name, status: 'broken', found: `${subject}: ${messageOf(error)}`, remedy }
  }
}

function folderCheck(machine: Machine): Check {
  const folder = tmpdir()
  const name = 'temporary files'
  if (machine.isWritable(folder)) return { group, name, status: 'ok', found: folder }
  const remedy = 'Set TMPDIR to a folder you may write to.'
  return { group, name, status: 'broken', found: `${folder} cannot be written to`, remedy }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
