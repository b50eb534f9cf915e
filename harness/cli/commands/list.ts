import { plural } from '../../../reports/format.js'
import { stableStringify } from '../../../twins/kernel/json.js'
import { shippedScenarios } from '../../scenario/load.js'
import { loadAt } from '../embedded.js'
import type { Terminal } from '../terminal.js'

/** `rehearse list`: the scenarios that come with the package, with their incidents, fixes and explorations. Returns the exit code. */
export async function listCommand(flags: { readonly json?: boolean }, terminal: Terminal): Promise<number> {
  const scenarios = []
  for (const path of shippedScenarios()) scenarios.push((await loadAt(path)).scenario)
  if (flags.json) {
    const list = scenarios.map(({ name, title, incidents, fixes, explorations = [] }) => ({
      name,
      title,
      incidents: incidents.map((incident) => incident.name),
      fixes: fixes.map((fix) => fix.name),
      explorations: explorations.map((exploration) => exploration.name),
    }))
    terminal.write(`${stableStringify(list, 2)}\n`)
    return 0
  }
  for (const scenario of scenarios) {
    const counts = `${plural(scenario.incidents.length, 'incident')}, ${plural(scenario.fixes.length, 'fix', 'fixes')}`
    terminal.write(`${scenario.name}\n  ${scenario.title} (${counts})\n`)
    for (const { name, title } of [...scenario.fixes, ...(scenario.explorations ?? [])])
      terminal.write(`    ${name.padEnd(36)} ${title}\n`)
  }
  return 0
}
