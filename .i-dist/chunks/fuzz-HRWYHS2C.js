import {
  readBounds,
  readDuration
} from "./chunk-35REKCWR.js";
import {
  SCHEDULE_FORMAT,
  explorationOfFix,
  formatSchedule,
  groundOf,
  parseSchedule,
  planOfFix,
  replayChoices,
  takeKnown,
  unknownPart
} from "./chunk-PWWEXLGV.js";
import {
  ChoiceDiverged
} from "./chunk-YKIRTROW.js";
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
  EXIT
} from "./chunk-5MNXXRE4.js";
import {
  allComponents,
  findScenario,
  loadScenario
} from "./chunk-LQN72FQP.js";
import "./chunk-CCFMEOWU.js";
import "./chunk-VO4Z6SGR.js";
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

// harness/cli/commands/fuzz.ts
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// harness/explorer/sample.ts
import fc from "fast-check";

// harness/explorer/shrink.ts
async function shrinkChoices(choices, fails) {
  let kept = choices;
  for (let index = kept.length - 1; index >= 0; ) {
    const without = kept.filter((_, at) => at !== index);
    if (await fails(without)) {
      kept = without;
      index = kept.length - 1;
    } else index -= 1;
  }
  return kept;
}

// harness/explorer/sample.ts
var REACH = 400;
function samplePlans({
  steps,
  departures
}) {
  return fc.record({
    order: fc.array(fc.nat({ max: steps }), { minLength: steps, maxLength: steps }),
    departures: fc.array(fc.record({ after: fc.nat({ max: REACH }), pick: fc.nat({ max: 1e3 }) }), {
      maxLength: departures
    })
  });
}
async function sample(options) {
  let runs = 0;
  let failing = null;
  const property = fc.asyncProperty(samplePlans(options), async (plan) => {
    if (await options.stop?.()) return;
    runs += 1;
    const path = await followPlan(options, plan);
    if (!await options.fails(path.end)) return;
    failing = path.choices;
    throw new FailingPath();
  });
  await fc.check(property, { seed: options.seed, numRuns: options.runs });
  const failure = failing === null ? null : await shrinkChoices(failing, (choices) => stillFails(options, choices));
  return { runs, seed: options.seed, failure };
}
var FailingPath = class extends Error {
  name = "FailingPath";
};
async function followPlan({ space, start, left }, plan) {
  const choices = [];
  let at = { node: start, left };
  for (let count = 0; ; ) {
    const moves = space.moves(at.node, at.left);
    const [first] = moves;
    if (first === void 0) return { end: at.node, choices };
    let move = byPlan(moves, plan);
    if (moves.length > 1) {
      const departure = plan.departures.find(({ after }) => after === count);
      if (departure !== void 0) move = moves[departure.pick % moves.length];
      count += 1;
    }
    if (move !== first || move.cost > 0)
      choices.push({ at: space.position(at.node), take: move.label, of: moves.length });
    at = await takeKnown(space, at, move);
  }
}
function byPlan(moves, { order }) {
  const starts = moves.filter((move) => move.step >= 0);
  const others = moves.filter((move) => move.step < 0);
  if (starts.length === 0) return moves[0];
  const ranked = [...starts].sort((x, y) => (order[x.step] ?? 0) - (order[y.step] ?? 0) || x.step - y.step);
  return others.some((move) => move.label === "rest") ? others[0] : ranked[0];
}
async function stillFails(options, choices) {
  const path = await tryReplay(options, choices);
  return path !== null && options.fails(path);
}
async function tryReplay({ space, start, left }, choices) {
  try {
    const { end } = await replayChoices(space, start, left, choices);
    return space.final(end) ? end : null;
  } catch (error) {
    if (error instanceof ChoiceDiverged) return null;
    throw error;
  }
}

// harness/cli/commands/fuzz.ts
async function fuzzCommand(name, flags, context) {
  const loaded = await loadScenario(findScenario(name), resolveProfile(allComponents, {}));
  const outcomes = [];
  for (const fix of fixesOf(loaded, flags)) {
    const outcome = await fuzzFix(loaded, fix, flags, context);
    outcomes.push(outcome);
    if (!flags.json) context.terminal.write(describe(outcome));
  }
  if (flags.json) context.terminal.write(`${JSON.stringify(outcomes, null, 2)}
`);
  return outcomes.some((outcome) => outcome.failure !== null) ? EXIT.differs : EXIT.asExpected;
}
function fixesOf({ scenario }, flags) {
  if (flags.fix === void 0) return scenario.fixes.filter((fix) => (fix.expect?.fails ?? []).length === 0);
  return flags.fix.map((name) => {
    const fix = scenario.fixes.find((candidate) => candidate.name === name);
    if (fix === void 0) throw unknownPart(scenario.name, "fix", name, scenario.fixes);
    return fix;
  });
}
async function fuzzFix(loaded, fix, flags, context) {
  const { scenario, under, files, fixtures } = loaded;
  const seed = readSeed(flags.seed);
  const shared = { under, files, fixtures, components: allComponents, gates: ALL_GATES, seed };
  const anyOrder = flags.anyOrder ?? false;
  const ground = await groundOf({
    ...shared,
    scenario,
    prepare: prepareEmbedded(shared),
    profile: readProfile(flags.profile ?? []),
    exploration: explorationOfFix(fix),
    plan: planOfFix(fix, anyOrder),
    bounds: { delays: 20, crashes: 1, gaps: ["quiescent", "at-once"], ...readBounds(flags) }
  });
  const about = { scenario: scenario.name, fix: fix.name, seed };
  const again = await knownFailure(ground, fix, flags);
  if (again !== null) return { ...about, runs: 0, known: true, ...again };
  const { space, start, left, bounds } = ground;
  const result = await sample({
    space,
    start,
    left,
    steps: ground.steps.length,
    departures: bounds.delays === 0 ? bounds.crashes + bounds.stalls : bounds.crashes + bounds.stalls + 3,
    runs: Number(flags.runs),
    seed,
    fails: async (end) => await evidenceOf(ground, end) !== null,
    stop: stopper(`${scenario.name}/${fix.name}`, flags, context)
  });
  context.terminal.progress("");
  if (result.failure === null)
    return { ...about, runs: result.runs, known: false, failure: null, evidence: null, replay: null };
  return { ...about, runs: result.runs, known: false, ...await keep(ground, fix, flags, result.failure) };
}
async function knownFailure(ground, fix, flags) {
  if (!existsSync(flags.directory)) return null;
  for (const name of readdirSync(flags.directory).sort()) {
    const path = join(flags.directory, name);
    if (!name.includes(`.fuzz-${fix.name}.`)) continue;
    const schedule = parseSchedule(readFileSync(path, "utf8"), path);
    if (!("fix" in schedule.of) || schedule.of.fix !== fix.name || schedule.seed !== readSeed(flags.seed))
      continue;
    const end = await endOf(ground, schedule.choices);
    const evidence = end === null ? null : await evidenceOf(ground, end);
    if (evidence !== null) return { failure: schedule.choices, evidence, replay: `rehearse replay ${path}` };
  }
  return null;
}
async function keep(ground, fix, flags, choices) {
  const { end } = await replayChoices(ground.space, ground.start, ground.left, choices);
  const schedule = {
    format: SCHEDULE_FORMAT,
    scenario: ground.scenario,
    of: { fix: fix.name, anyOrder: flags.anyOrder ?? false },
    small: false,
    seed: readSeed(flags.seed),
    profile: ground.twin.profile,
    bounds: ground.bounds,
    choices,
    digest: ground.twin.digest(end.state),
    log: null
  };
  mkdirSync(flags.directory, { recursive: true });
  const id = hashToHex(hashString(JSON.stringify(choices))).slice(0, 12);
  const path = join(flags.directory, `${ground.scenario}.fuzz-${fix.name}.${id}.json`);
  writeFileSync(path, formatSchedule(schedule));
  return { failure: choices, evidence: await evidenceOf(ground, end), replay: `rehearse replay ${path}` };
}
async function endOf(ground, choices) {
  const { end } = await replayChoices(ground.space, ground.start, ground.left, choices).catch(() => ({
    end: null
  }));
  return end;
}
async function evidenceOf({ ends, space }, end) {
  if (!space.final(end)) return null;
  const judged = ends.ends[await ends.classOf(space, end)];
  const gate = judged.verdicts.flatMap((verdict) => verdict.gates).find((candidate) => candidate.verdict === "fail");
  const first = gate?.evidence[0];
  return gate === void 0 ? null : `${gate.gate}: ${first === void 0 ? gate.note : `${first.subject}: ${first.message}`}`;
}
function stopper(name, { timeBudget, runs }, { terminal, wallMs, interrupted }) {
  const endsAt = timeBudget === void 0 ? Number.POSITIVE_INFINITY : wallMs() + readDuration(timeBudget);
  let asked = 0;
  return async () => {
    asked += 1;
    terminal.progress(`${name}: path ${asked} of ${runs}`);
    await new Promise((done) => setImmediate(done));
    return interrupted() || wallMs() >= endsAt;
  };
}
function describe({ scenario, fix, seed, runs, known, failure, evidence, replay }) {
  const name = `${scenario}/${fix}`;
  if (failure === null) return `${name}: no failure in ${runs} paths, seed ${seed}
`;
  const found = known ? "a failure that was kept still fails" : `fails after ${runs} paths, seed ${seed}`;
  const lines = failure.map(({ at, take }) => `    at ${at}: ${take}`);
  return [
    `${name}: ${found}; no choice of it can be left out:`,
    ...lines,
    `  ${evidence}`,
    `  ${replay}`,
    ""
  ].join("\n");
}
export {
  fuzzCommand
};
