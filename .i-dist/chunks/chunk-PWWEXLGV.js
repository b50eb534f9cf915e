import {
  ChoiceDiverged,
  NOMINAL_BOUNDS,
  NO_STEP,
  Search,
  UNBOUNDED,
  outcomeOf
} from "./chunk-YKIRTROW.js";
import {
  ScenarioRun,
  askGate,
  matchesEvent,
  redactValue,
  redactor
} from "./chunk-AV4JTBW4.js";
import {
  notRun,
  rest,
  stepHolds,
  toolArgs
} from "./chunk-OFJHEGGF.js";
import {
  planSequence
} from "./chunk-LQN72FQP.js";
import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";
import {
  EffectPending
} from "./chunk-YJL2K7ZF.js";
import {
  hashEquals,
  hashString,
  hashToHex,
  mixHash
} from "./chunk-JOVJXXF2.js";
import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/explorer/operator-plan.ts
function planOfExploration({ name, steps, mandatory = [] }) {
  return planOf(`explore:${name}`, withFreeOrder(steps), mandatory);
}
function planOfFix({ name, steps }, anyOrder) {
  const outer = steps.filter((step) => step.during === void 0);
  return planOf(
    `fix:${name}`,
    anyOrder ? withFreeOrder(steps) : steps,
    outer.map((step) => step.name)
  );
}
function withFreeOrder(steps) {
  return steps.map((step) => step.during === void 0 ? { ...step, after: step.after ?? [] } : step);
}
function planOf(name, steps, mandatory) {
  const { after, during } = planSequence(steps);
  const indexOf = (wanted) => steps.findIndex((step) => step.name === wanted);
  return {
    name,
    steps,
    after: new Map([...after].map(([step, before]) => [indexOf(step), before.map(indexOf)])),
    during: new Map(
      [...during].map(([step, inside]) => [indexOf(step), inside.map((other) => indexOf(other.name))])
    ),
    mandatory: mandatory.map(indexOf)
  };
}
function explorationOfFix(fix) {
  const written = [fix.steps.map((step) => step.name)];
  const passes = (fix.expect?.fails ?? []).length === 0;
  return {
    name: fix.name,
    title: fix.title,
    startsAfter: fix.startsAfter,
    goals: [fix.goal],
    ...fix.profile === void 0 ? {} : { profile: fix.profile },
    steps: fix.steps,
    expect: { shortestSafe: {}, safe: passes ? written : [], refuted: passes ? [] : written, sometimes: [] }
  };
}

// harness/explorer/ends.ts
var Ends = class {
  #options;
  #classes = /* @__PURE__ */ new Map();
  #known = /* @__PURE__ */ new Map();
  ends = [];
  constructor(options) {
    this.#options = options;
  }
  /** The class of an end. */
  async classOf(space, end) {
    const key = hashToHex(space.key(end));
    const known = this.#options.remember ? this.#known.get(key) : void 0;
    if (known !== void 0) return known;
    const judged = await this.#judge(end);
    const meaning = JSON.stringify([
      judged.digest,
      judged.verdicts.map(({ goal, verdict }) => [goal, verdict])
    ]);
    const number = this.#classes.get(meaning) ?? this.ends.push(judged) - 1;
    this.#classes.set(meaning, number);
    this.#known.set(key, number);
    return number;
  }
  async #judge(end) {
    const { twin, goals, before, sometimes } = this.#options;
    this.#options.onJudged?.(end.state);
    const log = twin.log(end.state).slice(twin.log(before).length);
    const seen = sometimes.flatMap(
      ({ event }, index) => log.some((entry) => matchesEvent(entry, event)) ? [index] : []
    );
    const verdicts = [];
    for (const goal of goals) verdicts.push(await this.#verdict(goal, end));
    return {
      digest: twin.digest(end.state),
      ending: end.ending?.kind ?? "error",
      verdicts,
      seen
    };
  }
  async #verdict(goal, end) {
    const context = this.#context(goal, end);
    const outcomes = [];
    for (const gate of this.#options.gates) {
      if (gate.forks && outcomes.some((outcome) => outcome.verdict === "fail")) continue;
      outcomes.push(await askGate(gate, context));
    }
    const failing = outcomes.filter((outcome) => outcome.verdict !== "pass");
    const verdict = failing.some((gate) => gate.verdict === "fail") ? "fail" : failing.length > 0 ? "inconclusive" : "pass";
    return { goal, verdict, gates: failing, failsAfterMs: this.#failsAfter(failing, end) };
  }
  #failsAfter(failing, end) {
    const numbers = failing.flatMap((gate) => gate.evidence.flatMap(({ seq }) => seq === null ? [] : [seq]));
    if (numbers.length === 0) return null;
    const first = Math.min(...numbers);
    const entry = this.#options.twin.log(end.state)[first - 1];
    return entry === void 0 ? null : Math.max(0, entry.at - end.endedAtMs);
  }
  #context(goal, end) {
    const { twin, scenario, files, components, before } = this.#options;
    const images = components.flatMap((component) => component.images ?? []);
    return {
      twin,
      scenario,
      fix: this.#asFix(goal, end),
      files,
      planes: components.flatMap((component) => component.planes ?? []),
      genericPrograms: images.filter((image) => image.generic).map((image) => image.name),
      before,
      after: end.state,
      steps: this.#outcomes(end),
      ending: end.ending ?? { kind: "error", atMs: 0, code: "unended", message: "the sequence did not end" }
    };
  }
  /** A sequence under search, as the gates know fixes: the steps that were begun, and those that follow if one failed. */
  #asFix(goal, end) {
    const { startsAfter, steps } = this.#options;
    return {
      name: "explored",
      title: "an explored sequence",
      from: { derived: "exploration" },
      goal,
      startsAfter,
      steps: end.done.map(({ step }) => steps[step])
    };
  }
  #outcomes(end) {
    return end.done.map(({ step, code }) => ({
      ...notRun(this.#options.steps[step]),
      ran: true,
      exitCode: code
    }));
  }
};

// harness/explorer/world-space.ts
function worldMoves(explorable, next, left) {
  const nominal = { label: `go ${next.label}`, cost: 0, step: NO_STEP };
  const { delays, faults } = left;
  if (delays === 0 && faults.crashes === 0 && faults.stalls === 0) return [nominal];
  const quiet = explorable.withoutEffect(next.state);
  if (quiet !== null && quiet !== next.label) return [{ ...nominal, label: `go ${quiet}` }];
  const others = explorable.enabled(next.state, faults).filter((alternative) => alternative.label !== next.label);
  return [nominal, ...others.flatMap((alternative, index) => worldMove(alternative, index + 1, delays))];
}
function alternativeOf(move) {
  const space = move.label.indexOf(" ");
  const kind = move.label.slice(0, space) === "fault" ? "fault" : "transition";
  return { kind, label: move.label.slice(space + 1) };
}
function spend(left, move, faults) {
  return alternativeOf(move).kind === "fault" ? { ...left, faults } : left.delays >= UNBOUNDED ? left : { delays: left.delays - move.cost, faults: left.faults };
}
function worldMove(alternative, index, delays) {
  if (alternative.kind === "fault") return [{ label: `fault ${alternative.label}`, cost: 1, step: NO_STEP }];
  if (index > delays) return [];
  return [{ label: `go ${alternative.label}`, cost: delays < UNBOUNDED ? index : 1, step: NO_STEP }];
}

// harness/explorer/operator.ts
var MAX_RERUNS = 1;
var OperatorSpace = class {
  #twin;
  #explorable;
  #plan;
  #bounds;
  constructor(twin, explorable, plan, bounds) {
    this.#twin = twin;
    this.#explorable = explorable;
    this.#plan = plan;
    this.#bounds = bounds;
  }
  /** The start: nothing is done, the world rests. */
  start(state) {
    const endedAtMs = this.#twin.now(state);
    const since = this.#explorable.transitions(state);
    return {
      state,
      phase: "quiescent",
      running: [],
      done: [],
      stopped: false,
      since,
      endedAtMs,
      ending: null
    };
  }
  position(node) {
    return this.#explorable.transitions(node.state) - node.since;
  }
  final(node) {
    return node.phase === "over";
  }
  key(node) {
    const done = node.done.map(({ step, code, crashed }) => `${step}=${code}${crashed ? "!" : ""}`).sort();
    const running = node.running.map(({ step, reruns, crashed }) => `${step}~${reruns}${crashed ? "!" : ""}`);
    const text = `${node.phase} ${node.stopped} ${done.join(",")} ${running.join(",")}`;
    return mixHash(this.#explorable.exact(node.state), hashString(text));
  }
  moves(node, left) {
    switch (node.phase) {
      case "running":
      case "resting":
        return this.#worldMoves(node, left);
      case "ended":
        return this.#movesAfterEnd(node);
      case "quiescent":
      case "settled":
        return this.#movesAtRest(node);
      case "over":
        return [];
    }
  }
  async take(node, move, left) {
    switch (move.label.split(" ", 1)[0]) {
      case "start":
        return { node: await this.#launch(node, move.step, 0), left };
      case "rest":
        return { node: { ...node, phase: "resting" }, left };
      case "quiet":
        return { node: { ...node, phase: "quiescent" }, left };
      case "settle":
        return { node: { ...node, ...await rest(this.#twin, node.state), phase: "settled" }, left };
      case "finish":
        return { node: { ...node, ...await rest(this.#twin, node.state), phase: "over" }, left };
      case "wait":
        return { node: this.#ended({ ...node, ...await rest(this.#twin, node.state) }), left };
      default:
        return this.#takeInWorld(node, move, left);
    }
  }
  // ---- the world ----
  #worldMoves(node, left) {
    const next = this.#explorable.nominal(node.state);
    if (next === null) return [free(node.phase === "running" ? "wait" : "quiet")];
    return worldMoves(this.#explorable, next, { ...left, faults: this.#faultsAllowed(node, left) });
  }
  #faultsAllowed(node, { faults }) {
    return node.phase === "running" ? { ...faults, processes: node.running.map(({ pid }) => pid) } : { ...faults, crashes: 0, stalls: 0 };
  }
  async #takeInWorld(node, move, left) {
    const from = this.#explorable.nominal(node.state)?.state ?? node.state;
    const alternative = alternativeOf(move);
    const allowed = this.#faultsAllowed(node, left);
    const { state, budget } = this.#explorable.take(from, alternative, allowed);
    const running = node.running.map(
      (item) => isCrashOf(alternative, item.pid) ? { ...item, crashed: true } : item
    );
    const spent = {
      ...left.faults,
      crashes: left.faults.crashes - (allowed.crashes - budget.crashes),
      stalls: left.faults.stalls - (allowed.stalls - budget.stalls)
    };
    return { node: await this.#look({ ...node, state, running }), left: spend(left, move, spent) };
  }
  // ---- the operator ----
  /** After a transition: start what starts inside a step, and notice what has ended. */
  async #look(node) {
    if (node.phase !== "running") return node;
    const started = await this.#startInside(node);
    if (started.running.some(({ pid }) => this.#twin.exitOf(started.state, pid) === null)) return started;
    return this.#end(started);
  }
  async #startInside(node) {
    const outer = node.running[0];
    let { state, running } = node;
    for (const index of this.#plan.during.get(outer.step) ?? []) {
      if (running.some(({ step }) => step === index)) continue;
      if (this.#twin.exitOf(state, outer.pid) !== null) break;
      if (!stepHolds(this.#twin, state, this.#plan.steps[index], outer.atMs)) continue;
      const pid = this.#pid(index, 0);
      const atMs = this.#twin.now(state);
      state = await this.#twin.start(state, pid, toolArgs(this.#plan.steps[index].command));
      running = [...running, { step: index, pid, atMs, reruns: 0, crashed: false }];
    }
    return { ...node, state, running };
  }
  async #end(node) {
    const outer = node.running[0];
    const rerun = (this.#plan.steps[outer.step].onCrash ?? "rerun") === "rerun";
    if (!outer.crashed || !rerun || outer.reruns >= MAX_RERUNS) return this.#ended(node);
    return this.#launch({ ...node, state: this.#forgetEnded(node) }, outer.step, outer.reruns + 1);
  }
  #givesUp({ step: index, code, crashed }) {
    const step = this.#plan.steps[index];
    if (code === 0 || code === step.exitCode) return false;
    return crashed ? step.onCrash !== "continue" : step.onFailure !== "continue";
  }
  /** The commands under way are over; one that still waits when nothing changes any more never ends. */
  #ended(node) {
    const ended = node.running.map(({ step, pid, crashed }) => ({
      step,
      code: this.#twin.exitOf(node.state, pid)?.code ?? null,
      crashed
    }));
    const stopped = ended.some((item) => this.#givesUp(item));
    const endedAtMs = this.#twin.now(node.state);
    const state = this.#forgetEnded(node);
    return { ...node, state, phase: "ended", running: [], done: [...node.done, ...ended], stopped, endedAtMs };
  }
  #forgetEnded({ state, running }) {
    const ended = running.filter(({ pid }) => this.#twin.exitOf(state, pid) !== null);
    return ended.reduce((current, { pid }) => this.#explorable.forget(current, pid), state);
  }
  #movesAfterEnd(node) {
    const gaps = this.#gapsAfter(node);
    const onward = gaps.includes("at-once") ? this.#startMoves(node, " at once") : [];
    return onward.length > 0 && gaps.length === 1 && !this.#mayFinish(node) ? onward : [free("rest"), ...onward];
  }
  #movesAtRest(node) {
    const gaps = node.done.length === 0 ? this.#bounds.gaps : this.#gapsAfter(node);
    const here = node.phase === "settled" ? "settled" : "quiescent";
    const may = node.done.length === 0 || gaps.includes(here);
    const starts = may ? this.#startMoves(node, node.phase === "settled" ? " when settled" : "") : [];
    const settle = node.phase === "quiescent" && node.done.length > 0 && gaps.includes("settled") && this.#startMoves(node, "").length > 0;
    return [
      ...this.#mayFinish(node) ? [free("finish")] : [],
      ...settle ? [free("settle")] : [],
      ...starts
    ];
  }
  /** What the operator waits for after the last step: as the step says, else as the bounds allow. */
  #gapsAfter({ done }) {
    const last = done.at(-1);
    const waits = last === void 0 ? void 0 : this.#plan.steps[last.step].waits;
    if (waits === void 0) return this.#bounds.gaps;
    return [waits === "no" ? "at-once" : waits];
  }
  #startMoves(node, how) {
    if (node.stopped || node.done.length >= this.#bounds.steps) return [];
    const done = new Set(node.done.map(({ step }) => step));
    const { only } = this.#plan;
    return [...this.#plan.after].flatMap(([index, before]) => {
      if (only !== void 0 && only[this.#begun(node)] !== index) return [];
      if (done.has(index) || before.some((other) => !done.has(other))) return [];
      return [{ label: `start ${this.#plan.steps[index].name}${how}`, cost: 1, step: index }];
    });
  }
  #mayFinish(node) {
    if (node.stopped) return true;
    if (this.#plan.only !== void 0) return this.#begun(node) === this.#plan.only.length;
    const done = new Set(node.done.map(({ step }) => step));
    return this.#plan.mandatory.every((index) => done.has(index));
  }
  /** Steps that were begun by the operator, without those that start inside another one. */
  #begun({ done }) {
    return done.filter(({ step }) => this.#plan.after.has(step)).length;
  }
  async #launch(node, index, reruns) {
    const pid = this.#pid(index, reruns);
    const atMs = this.#twin.now(node.state);
    const state = await this.#twin.start(node.state, pid, toolArgs(this.#plan.steps[index].command));
    const running = [{ step: index, pid, atMs, reruns, crashed: false }];
    const since = reruns === 0 ? this.#explorable.transitions(state) : node.since;
    return this.#look({ ...node, state, phase: "running", running, since });
  }
  #pid(index, reruns) {
    const again = reruns === 0 ? "" : `~${reruns + 1}`;
    return `${this.#plan.name}/${this.#plan.steps[index].name}${again}`;
  }
};
function free(label) {
  return { label, cost: 0, step: NO_STEP };
}
function isCrashOf({ kind, label }, pid) {
  if (kind !== "fault" || label.startsWith("lose-response ")) return false;
  const target = label.slice(label.indexOf(" ") + 1);
  return target === pid || target.startsWith(`${pid}/`);
}

// harness/explorer/fragile.ts
var MOST = 8;
async function fragileWays(ground, outcome) {
  const ways = [];
  for (const [at, goal] of outcome.goals.entries()) {
    const verdictOf = (end) => outcome.ends[end].verdicts[at].verdict;
    const fragile = outcome.sequences.filter(
      ({ ends }) => ends.some((end) => verdictOf(end) === "pass") && ends.some((end) => verdictOf(end) === "fail")
    );
    for (const { steps } of fragile.slice(0, MOST))
      ways.push(...await shortestFailure(ground, goal, at, steps));
  }
  return ways;
}
async function shortestFailure(ground, goal, at, steps) {
  const { twin, explorable, plan, bounds, start, left, ends } = ground;
  const only = steps.map((name) => plan.steps.findIndex((step) => step.name === name));
  const space = new OperatorSpace(twin, explorable, { ...plan, only }, bounds);
  const search = new Search({
    space,
    start,
    left,
    states: bounds.states,
    judge: (end) => ends.classOf(space, end)
  });
  const { best } = await search.run();
  const failing = [...best].filter(([end]) => ends.ends[end].verdicts[at].verdict === "fail");
  failing.sort(([, x], [, y]) => x.cost - y.cost || (x.path < y.path ? -1 : 1));
  return failing.slice(0, 1).map(([end, { choices }]) => {
    const { digest, verdicts } = ends.ends[end];
    const gate = verdicts[at].gates.find((outcome) => outcome.verdict === "fail");
    const first = gate.evidence[0];
    const evidence = first === void 0 ? gate.note ?? "" : `${first.subject}: ${first.message}`;
    return { goal, steps, gate: gate.gate, evidence, digest, choices };
  });
}

// harness/explorer/explore.ts
async function explore(options) {
  const ground = await groundOf(options);
  const { space, start, left, bounds, ends } = ground;
  const search = new Search({
    space,
    start,
    left,
    judge: (end) => ends.classOf(space, end),
    states: bounds.states,
    ...options.merge === void 0 ? {} : { merge: options.merge },
    ...options.stop === void 0 ? {} : { stop: options.stop },
    ...options.mine === void 0 ? {} : { mine: options.mine },
    returned: (node) => isBack(ground, node)
  });
  const found = outcomeOf(options, ground, await search.run());
  const outcome = { ...found, fragile: await fragileWays(ground, found) };
  return redactValue(outcome, redactor(ground.secrets(), options.scenario.name));
}
async function groundOf(options) {
  const { exploration } = options;
  const own = exploration.profile ?? {};
  const run = new ScenarioRun(options);
  const { twin, healthy } = await run.prepared(own);
  const explorable = options.eliminate === false ? withoutElimination(twin) : explorableOf(twin);
  const before = await twin.arm(await run.stateAfter(exploration.startsAfter, healthy, own));
  const bounds = { ...NOMINAL_BOUNDS, ...exploration.bounds, ...options.bounds };
  const plan = options.plan ?? planOfExploration(exploration);
  const space = new OperatorSpace(twin, explorable, plan, bounds);
  const { files, components, gates } = options;
  const ends = new Ends({
    twin,
    scenario: options.under(twin.profile),
    files,
    components,
    gates,
    startsAfter: exploration.startsAfter,
    goals: exploration.goals,
    steps: plan.steps,
    sometimes: exploration.expect.sometimes,
    before,
    remember: options.merge ?? true,
    onJudged: (state) => run.noteSecrets(twin, state)
  });
  const { delays, crashes, stalls, controllers } = bounds;
  const left = { delays, faults: { crashes, stalls, processes: [], controllers } };
  return {
    scenario: options.scenario.name,
    twin,
    explorable,
    space,
    start: space.start(before),
    left,
    bounds,
    plan,
    steps: plan.steps,
    ends,
    secrets: () => run.secrets()
  };
}
function explorableOf(twin) {
  if (twin.explorable !== void 0) return twin.explorable;
  throw new RehearseError(`the twin ${twin.name} cannot be explored`, {
    code: "not-explorable",
    subject: twin.name,
    remedy: "Explore on the embedded twin."
  });
}
function withoutElimination(twin) {
  return { ...explorableOf(twin), withoutEffect: () => null };
}
function isBack({ explorable, start }, node) {
  if (node.phase !== "quiescent" || node.done.length === 0) return false;
  return hashEquals(explorable.canonical(node.state), explorable.canonical(start.state));
}

// harness/explorer/replay.ts
import { createHash } from "node:crypto";
async function replayChoices(space, start, left, choices) {
  const waiting = [...choices];
  const taken = [];
  let at = { node: start, left };
  for (; ; ) {
    const moves = space.moves(at.node, at.left);
    const position = space.position(at.node);
    const move = chosen(moves, waiting, position);
    if (move === void 0) {
      if (waiting.length > 0) throw new ChoiceDiverged(waiting[0], position, []);
      return { end: at.node, left: at.left, choices: taken };
    }
    if (move !== moves[0] || move.cost > 0) taken.push({ at: position, take: move.label, of: moves.length });
    at = await takeKnown(space, at, move);
  }
}
function chosen(moves, waiting, position) {
  const next = waiting[0];
  const wanted = next?.at === position ? moves.find((move) => move.label === next.take) : void 0;
  if (wanted !== void 0) {
    waiting.shift();
    return wanted;
  }
  const [first] = moves;
  if (first !== void 0 && (first.cost > 0 || first.step !== NO_STEP)) {
    if (next !== void 0) throw diverged(next, position, moves);
    return void 0;
  }
  return first;
}
function diverged(choice, position, moves) {
  return new ChoiceDiverged(
    choice,
    position,
    moves.map((move) => move.label)
  );
}
async function takeKnown(space, { node, left }, move) {
  for (; ; ) {
    try {
      return await space.take(node, move, left);
    } catch (error) {
      if (!(error instanceof EffectPending)) throw error;
      await error.effect.execute();
    }
  }
}
function logDigest(log) {
  const hash = createHash("sha256");
  for (const entry of log) hash.update(`${JSON.stringify(entry)}
`);
  return hash.digest("hex");
}

// harness/explorer/replay-schedule.ts
async function replaySchedule(options, schedule) {
  const { exploration, plan } = subjectOf(options, schedule);
  const ground = await groundOf({
    ...options,
    exploration,
    bounds: schedule.bounds,
    ...plan === void 0 ? {} : { plan }
  });
  const { twin, space, start, left } = ground;
  const { end } = await replayChoices(space, start, left, schedule.choices);
  const judged = space.final(end) ? ground.ends.ends[await ground.ends.classOf(space, end)] : null;
  const log = twin.log(end.state);
  return {
    steps: end.done.map(({ step, code, crashed }) => ({ name: ground.steps[step].name, code, crashed })),
    end: judged,
    digest: twin.digest(end.state),
    log: logDigest(log),
    entries: log.slice(twin.log(start.state).length)
  };
}
function subjectOf({ scenario }, { of }) {
  if ("exploration" in of) {
    const exploration = scenario.explorations?.find(({ name }) => name === of.exploration);
    if (exploration === void 0)
      throw unknownPart(scenario.name, "exploration", of.exploration, scenario.explorations ?? []);
    return { exploration, plan: void 0 };
  }
  const fix = scenario.fixes.find(({ name }) => name === of.fix);
  if (fix === void 0) throw unknownPart(scenario.name, "fix", of.fix, scenario.fixes);
  return { exploration: explorationOfFix(fix), plan: planOfFix(fix, of.anyOrder) };
}
function unknownPart(scenario, what, name, known) {
  const names = known.map((part) => part.name);
  return new ScenarioError(`${scenario} has no ${what} ${name}`, {
    code: `${what}-unknown`,
    subject: name,
    remedy: names.length === 0 ? `It has no ${what} at all.` : `Use one of: ${names.join(", ")}.`
  });
}

// harness/explorer/schedule-file.ts
import { z } from "zod";
var SCHEDULE_FORMAT = "rehearse.schedule/v1";
var count = z.number().nonnegative();
var schema = z.strictObject({
  format: z.literal(SCHEDULE_FORMAT),
  scenario: z.string(),
  of: z.union([
    z.strictObject({ exploration: z.string() }),
    z.strictObject({ fix: z.string(), anyOrder: z.boolean() })
  ]),
  small: z.boolean(),
  seed: z.int().nonnegative(),
  profile: z.record(z.string(), z.string()),
  bounds: z.strictObject({
    steps: count,
    delays: count,
    crashes: count,
    stalls: count,
    gaps: z.array(z.enum(["at-once", "quiescent", "settled"])),
    states: count,
    controllers: z.array(z.string())
  }),
  choices: z.array(z.strictObject({ at: z.int(), take: z.string(), of: z.int() })),
  digest: z.string(),
  log: z.string().nullable()
});
function formatSchedule(schedule) {
  const { choices, ...rest2 } = schedule;
  const lines = choices.map((choice) => `    ${JSON.stringify(choice)}`);
  const head = JSON.stringify(rest2, null, 2).replace(/\n}$/, "");
  return `${head},
  "choices": [
${lines.join(",\n")}
  ]
}
`;
}
function parseSchedule(text, path) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
  return parsed.data;
}
function invalid(path, what) {
  return new ScenarioError(`${path} is no schedule: ${what}`, {
    code: "schedule-invalid",
    subject: path,
    remedy: `Give a file that rehearse explore or rehearse fuzz wrote (format ${SCHEDULE_FORMAT}).`
  });
}

export {
  planOfFix,
  explorationOfFix,
  explore,
  groundOf,
  replayChoices,
  takeKnown,
  replaySchedule,
  unknownPart,
  SCHEDULE_FORMAT,
  formatSchedule,
  parseSchedule
};
