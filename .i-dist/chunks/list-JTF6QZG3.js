import {
  allComponents,
  loadScenario,
  shippedScenarios
} from "./chunk-LQN72FQP.js";
import "./chunk-CCFMEOWU.js";
import {
  plural
} from "./chunk-37PE46LD.js";
import "./chunk-VO4Z6SGR.js";
import {
  resolveProfile
} from "./chunk-6O7A4KZO.js";
import "./chunk-XWNGLE3J.js";
import "./chunk-YJL2K7ZF.js";
import {
  stableStringify
} from "./chunk-JOVJXXF2.js";
import "./chunk-75Q7WLF5.js";

// harness/cli/commands/list.ts
async function listCommand(flags, terminal) {
  const scenarios = [];
  for (const path of shippedScenarios())
    scenarios.push((await loadScenario(path, resolveProfile(allComponents, {}))).scenario);
  if (flags.json) {
    const list = scenarios.map(({ name, title, incidents, fixes }) => ({
      name,
      title,
      incidents: incidents.map((incident) => incident.name),
      fixes: fixes.map((fix) => fix.name)
    }));
    terminal.write(`${stableStringify(list, 2)}
`);
    return 0;
  }
  for (const scenario of scenarios) {
    const counts = `${plural(scenario.incidents.length, "incident")}, ${plural(scenario.fixes.length, "fix", "fixes")}`;
    terminal.write(`${scenario.name}
  ${scenario.title} (${counts})
`);
    for (const fix of scenario.fixes) terminal.write(`    ${fix.name.padEnd(36)} ${fix.title}
`);
  }
  return 0;
}
export {
  listCommand
};
