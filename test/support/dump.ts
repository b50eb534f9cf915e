import { embeddedWith, loadAt } from '../../harness/cli/embedded.js'
import type { DumpFile } from '../../harness/import/dump.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { runSequence } from '../../harness/runner/sequence.js'
import { findScenario } from '../../harness/scenario/load.js'

/** What the built-in kubectl shows of the healthy world of a scenario: one file a kind, as an engineer would take it. */
export async function dumpOf(
  scenario: string,
  format: 'yaml' | 'json' = 'yaml',
): Promise<readonly DumpFile[]> {
  const loaded = await loadAt(findScenario(scenario))
  const { twin, healthy } = await prepareEmbedded(embeddedWith(loaded, 1))(loaded.scenario.profile ?? {})
  const kubectl = async (...argv: readonly string[]): Promise<string> => {
    const name = argv.join('-').replace(/[^a-z]+/g, '-')
    const steps = [{ name, command: { argv: ['kubectl', ...argv] }, waits: 'no' as const }]
    const { steps: outcomes } = await runSequence(twin, healthy, `dump-${name}`, steps)
    const [outcome] = outcomes
    if (outcome?.exitCode !== 0) throw new Error(`kubectl ${argv.join(' ')}: ${outcome?.stderr}`)
    return outcome.stdout
  }
  const version = { path: `dump/version.json`, text: await kubectl('version', '-o', 'json') }
  const kinds = (await kubectl('api-resources', '--verbs=list', '-o', 'name')).trim().split('\n')
  const files: DumpFile[] = [version]
  for (const kind of kinds) {
    const text = await kubectl('get', kind, '-A', '-o', format, '--show-managed-fields')
    files.push({ path: `dump/${kind}.${format}`, text })
  }
  return files
}
