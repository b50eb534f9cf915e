import {
  readBounds,
  readDuration,
  readShard
} from "./chunk-35REKCWR.js";
import {
  SCHEDULE_FORMAT,
  explorationOfFix,
  explore,
  formatSchedule,
  planOfFix,
  unknownPart
} from "./chunk-PWWEXLGV.js";
import {
  belongsTo
} from "./chunk-TGGT42YW.js";
import "./chunk-YKIRTROW.js";
import {
  readProfile,
  readSeed
} from "./chunk-VOXCJDUZ.js";
import {
  ALL_GATES
} from "./chunk-AV4JTBW4.js";
import {
  prepareEmbedded
} from "./chunk-OFJHEGGF.js";
import {
  renderExploration
} from "./chunk-W6PQIH52.js";
import {
  exitCodeOf
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
import "./chunk-BRYQJ3ZQ.js";
import {
  resolveProfile
} from "./chunk-6O7A4KZO.js";
import "./chunk-XWNGLE3J.js";
import "./chunk-YJL2K7ZF.js";
import {
  hashString,
  hashToHex
} from "./chunk-JOVJXXF2.js";
import "./chunk-75Q7WLF5.js";

// harness/cli/commands/explore.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// harness/explorer/counterexamples.ts
function counterexamplesOf(outcome) {
  return outcome.goals.flatMap((goal, at) => [
    ...outcome.fragile.filter((way) => way.goal === goal).map((way) => ({ ...way, kind: "fragile", failsAfterMs: null })),
    ...shortestFailures(outcome, goal, at)
  ]);
}
function shortestFailures({ ends }, goal, at) {
  const begun = ends.filter((end) => end.steps.length > 0);
  const gates = [...new Set(begun.flatMap((end) => failing(end, at).map(({ gate }) => gate)))].sort();
  return gates.map((gate) => {
    const end = begun.find((candidate) => failing(candidate, at).some((outcome) => outcome.gate === gate));
    const first = failing(end, at).find((outcome) => outcome.gate === gate)?.evidence[0];
    const evidence = first === void 0 ? "" : `${first.subject}: ${first.message}`;
    const { steps, choices, digest } = end;
    return {
      goal,
      kind: "fails",
      gate,
      evidence,
      steps,
      choices,
      digest,
      failsAfterMs: end.verdicts[at].failsAfterMs
    };
  });
}
function failing(end, at) {
  return end.verdicts[at].gates.filter((gate) => gate.verdict === "fail");
}

// harness/cli/commands/explore.ts
async function exploreCommand(name, flags, context) {
  const topology = { small: flags.small ?? false };
  const loaded = await loadScenario(findScenario(name), resolveProfile(allComponents, {}), topology);
  const outcomes = [];
  for (const subject of subjectsOf(loaded, flags)) {
    const outcome = await exploreOne(loaded, subject, flags, context);
    outcomes.push(outcome);
    const shown = counterexamplesOf(outcome).map((found) => ({
      ...found,
      replay: keep(found, outcome, subject, flags)
    }));
    if (!flags.json) context.terminal.write(renderExploration(outcome, shown, reportOptions(flags, context)));
  }
  if (flags.json) context.terminal.write(`${JSON.stringify(outcomes, null, 2)}
`);
  return exitCodeOf(outcomes.map((outcome) => outcome.status));
}
function subjectsOf({ scenario }, flags) {
  const declared = scenario.explorations ?? [];
  const fixes = (flags.fix ?? []).map((name) => {
    const fix = scenario.fixes.find((candidate) => candidate.name === name);
    if (fix === void 0) throw unknownPart(scenario.name, "fix", name, scenario.fixes);
    return { exploration: explorationOfFix(fix), of: { fix: name, anyOrder: flags.anyOrder ?? false } };
  });
  const wanted = flags.exploration ?? (fixes.length > 0 ? [] : declared.map((exploration) => exploration.name));
  const explorations = wanted.map((name) => {
    const exploration = declared.find((candidate) => candidate.name === name);
    if (exploration === void 0) throw unknownPart(scenario.name, "exploration", name, declared);
    return { exploration, of: { exploration: name } };
  });
  if (explorations.length + fixes.length > 0) return [...explorations, ...fixes];
  throw new ScenarioError(`${scenario.name} declares no explorations`, {
    code: "exploration-unknown",
    subject: scenario.name,
    remedy: "Add `explorations` to the scenario, or name a fix with --fix."
  });
}
async function exploreOne(loaded, { exploration, of }, flags, context) {
  const { scenario, under, files, fixtures } = loaded;
  const { terminal } = context;
  const seed = readSeed(flags.seed);
  const shared = { under, files, fixtures, components: allComponents, gates: ALL_GATES, seed };
  const fix = "fix" in of ? scenario.fixes.find((candidate) => candidate.name === of.fix) : void 0;
  const shard = flags.shard === void 0 ? void 0 : readShard(flags.shard);
  try {
    return await explore({
      ...shared,
      scenario,
      exploration,
      prepare: prepareEmbedded(shared),
      small: flags.small ?? false,
      profile: readProfile(flags.profile ?? []),
      bounds: readBounds(flags),
      stop: stopper(`${scenario.name}/${exploration.name}`, flags, context),
      ...fix === void 0 ? {} : { plan: planOfFix(fix, flags.anyOrder ?? false) },
      ...shard === void 0 ? {} : { mine: belongsTo(shard) },
      onProgress: (what) => terminal.progress(`${scenario.name}: ${what}`)
    });
  } finally {
    terminal.progress("");
  }
}
var PROGRESS_EVERY_MS = 200;
function stopper(name, { timeBudget }, { terminal, wallMs, interrupted }) {
  const began = wallMs();
  const endsAt = timeBudget === void 0 ? Number.POSITIVE_INFINITY : began + readDuration(timeBudget);
  let shownAt = began;
  return async ({ states, executions, frontier }) => {
    const now = wallMs();
    if (now - shownAt >= PROGRESS_EVERY_MS) {
      shownAt = now;
      const rate = Math.round(executions * 1e3 / (now - began));
      terminal.progress(
        `${name}: ${executions} executions (${rate}/s), ${states} states, ${frontier} waiting`
      );
      await new Promise((done) => setImmediate(done));
    }
    return interrupted() || now >= endsAt;
  };
}
function keep({ choices, digest }, outcome, { of }, { directory }) {
  const { scenario, exploration, small, seed, profile, bounds } = outcome;
  const schedule = {
    format: SCHEDULE_FORMAT,
    scenario,
    of,
    small,
    seed,
    profile,
    bounds,
    choices,
    digest,
    log: null
  };
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${scenario}.${exploration}.${nameOf(choices)}.json`);
  writeFileSync(path, formatSchedule(schedule));
  return `rehearse replay ${path}`;
}
function nameOf(choices) {
  return hashToHex(hashString(JSON.stringify(choices))).slice(0, 12);
}
function reportOptions(flags, { terminal }) {
  return { color: terminal.color, width: terminal.width, detail: flags.quiet ? "quiet" : "normal" };
}
export {
  exploreCommand
};
