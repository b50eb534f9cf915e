import {
  formatSchedule,
  parseSchedule,
  replaySchedule
} from "./chunk-PWWEXLGV.js";
import "./chunk-YKIRTROW.js";
import {
  ALL_GATES,
  timelineOf
} from "./chunk-AV4JTBW4.js";
import {
  prepareEmbedded
} from "./chunk-OFJHEGGF.js";
import {
  renderReplay
} from "./chunk-W6PQIH52.js";
import {
  EXIT
} from "./chunk-5MNXXRE4.js";
import {
  allComponents,
  findScenario,
  loadScenario
} from "./chunk-LQN72FQP.js";
import "./chunk-CCFMEOWU.js";
import "./chunk-37PE46LD.js";
import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";
import {
  resolveProfile
} from "./chunk-6O7A4KZO.js";
import "./chunk-XWNGLE3J.js";
import "./chunk-YJL2K7ZF.js";
import "./chunk-JOVJXXF2.js";
import "./chunk-75Q7WLF5.js";

// harness/cli/commands/replay.ts
import { readFileSync, writeFileSync } from "node:fs";
async function replayCommand(path, flags, terminal) {
  const schedule = parseSchedule(readText(path), path);
  const loaded = await loadScenario(
    findScenario(flags.scenario ?? schedule.scenario),
    resolveProfile(allComponents, {}),
    { small: schedule.small }
  );
  const { scenario, under, files, fixtures } = loaded;
  const shared = { under, files, fixtures, components: allComponents, gates: ALL_GATES, seed: schedule.seed };
  const options = { ...shared, scenario, profile: schedule.profile, prepare: prepareEmbedded(shared) };
  terminal.progress(`${scenario.name}: replaying ${path}`);
  const outcome = await replaySchedule(options, schedule);
  terminal.progress("");
  const same = isSame(schedule, outcome);
  if (same && schedule.log === null) writeFileSync(path, formatSchedule({ ...schedule, log: outcome.log }));
  const { entries, ...rest } = outcome;
  const shown = { ...rest, schedule, same, timeline: timelineOf(entries) };
  if (flags.json) terminal.write(`${JSON.stringify(shown, null, 2)}
`);
  else {
    const detail = flags.quiet ? "quiet" : "normal";
    terminal.write(renderReplay(shown, { color: terminal.color, width: terminal.width, detail }));
  }
  return same ? EXIT.asExpected : EXIT.differs;
}
function isSame(schedule, outcome) {
  return outcome.digest === schedule.digest && (schedule.log === null || schedule.log === outcome.log);
}
function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ScenarioError(`cannot read ${path}`, {
      code: "schedule-unreadable",
      subject: path,
      remedy: "Give the path of a schedule that rehearse explore or rehearse fuzz wrote.",
      cause: error
    });
  }
}
export {
  replayCommand
};
