import {
  buildWorld,
  createObject,
  planSequence
} from "./chunk-LQN72FQP.js";
import {
  ScenarioError,
  location
} from "./chunk-VO4Z6SGR.js";
import {
  assemble,
  createEmbeddedTwin,
  monitorsOf,
  resolveProfile
} from "./chunk-6O7A4KZO.js";
import {
  findObject,
  nodeManifest,
  parseYaml
} from "./chunk-XWNGLE3J.js";
import {
  isObject
} from "./chunk-JOVJXXF2.js";
import {
  LimitReached,
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/runner/step-error.ts
var SETUP = "setup";
var StepError = class extends RehearseError {
  name = "StepError";
  /** {@link SETUP}, `incident:<name>` or `fix:<name>`. */
  sequence;
  step;
  constructor(sequence, step, cause) {
    super(`${sequence === SETUP ? `setup command ${step.name}` : `step ${step.name}`}: ${cause.message}`, {
      code: cause.code,
      subject: `${sequence}/${step.name}`,
      remedy: cause.remedy ?? "Correct the step.",
      cause
    });
    this.sequence = sequence;
    this.step = step;
  }
};
function inStep(error, sequence, step) {
  if (!(error instanceof RehearseError) || error instanceof StepError) return error;
  return error.code === "invariant-violation" ? error : new StepError(sequence, step, error);
}

// harness/scenario/command.ts
function formatCommand(command) {
  const env = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${quote(value)}`);
  return [...env, ...command.argv.map(quote)].join(" ");
}
function quote(word) {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

// harness/runner/run-step.ts
async function runStep(twin, start, sequence, step, during) {
  const outer = { step, atMs: twin.now(start) };
  const pid = processId(sequence, step);
  let state = await launch(twin, start, sequence, step);
  const started = [outer];
  let waiting = during;
  while (waiting.length > 0) {
    state = await untilNextStart(twin, state, pid, waiting, outer.atMs);
    const due = waiting.filter((other) => stepHolds(twin, state, other, outer.atMs));
    if (due.length === 0 || twin.exitOf(state, pid) !== null) break;
    for (const other of due) {
      started.push({ step: other, atMs: twin.now(state) });
      state = await launch(twin, state, sequence, other);
    }
    waiting = waiting.filter((other) => !due.includes(other));
  }
  const pids = started.map((item) => processId(sequence, item.step));
  state = await untilEnded(twin, state, pids);
  const outcomes = started.map((item) => outcomeOf(twin, state, sequence, item));
  return { state, outcomes: [...outcomes, ...waiting.map(notRun)] };
}
function notRun(step) {
  return {
    name: step.name,
    command: formatCommand(step.command),
    ran: false,
    startedAtMs: 0,
    endedAtMs: 0,
    exitCode: null,
    stdout: "",
    stderr: ""
  };
}
function toolArgs(command) {
  return { argv: command.argv, env: command.env ?? {}, cwd: command.cwd ?? "", stdin: command.stdin ?? "" };
}
async function untilNextStart(twin, state, pid, waiting, sinceMs) {
  const advanced = await twin.advance(
    state,
    (now) => twin.exitOf(now, pid) !== null || waiting.some((other) => stepHolds(twin, now, other, sinceMs))
  );
  const atMs = sinceMs + Math.min(...waiting.map(elapsedMs));
  const stuck = advanced.reason === "quiescent" && twin.now(advanced.state) < atMs;
  if (stuck && atMs < Number.POSITIVE_INFINITY)
    return twin.elapse(advanced.state, atMs - twin.now(advanced.state));
  if (twin.now(advanced.state) > atMs && twin.capabilities.branch)
    return twin.elapse(state, atMs - twin.now(state));
  return advanced.state;
}
async function untilEnded(twin, state, pids) {
  const ended = (now) => pids.every((pid) => twin.exitOf(now, pid) !== null);
  const advanced = await twin.advance(state, ended);
  return ended(advanced.state) ? advanced.state : (await twin.settle(advanced.state)).state;
}
async function launch(twin, state, sequence, step) {
  return twin.start(state, processId(sequence, step), toolArgs(step.command));
}
function outcomeOf(twin, state, sequence, { step, atMs }) {
  const pid = processId(sequence, step);
  const exit = twin.exitOf(state, pid);
  return {
    name: step.name,
    command: formatCommand(step.command),
    ran: true,
    startedAtMs: atMs,
    endedAtMs: endOf(twin, state, pid),
    exitCode: exit?.code ?? null,
    stdout: exit?.stdout ?? "",
    stderr: exit?.stderr ?? ""
  };
}
function endOf(twin, state, pid) {
  const log = twin.log(state);
  for (let index = log.length - 1; index >= 0; index--) {
    const entry = log[index];
    if (entry.event.kind === "process-exited" && entry.event.pid === pid) return entry.at;
  }
  return twin.now(state);
}
function elapsedMs(step) {
  const when = step.during?.when;
  return when?.kind === "elapsed" ? when.ms : Number.POSITIVE_INFINITY;
}
function stepHolds(twin, state, step, sinceMs) {
  const when = step.during?.when;
  return when === void 0 || conditionHolds(twin, state, when, sinceMs);
}
function conditionHolds(twin, state, condition, sinceMs) {
  if (condition.kind === "elapsed") return twin.now(state) - sinceMs >= condition.ms;
  const { group, resource, namespace, name } = condition.object;
  const present = findObject(twin.view(state), group, resource, namespace, name) !== void 0;
  return present === (condition.kind === "present");
}
function processId(sequence, step) {
  return `${sequence}/${step.name}`;
}

// harness/runner/sequence.ts
async function runSequence(twin, start, name, steps) {
  const plan = planSequence(steps);
  const outcomes = [];
  let at = { state: start, ending: null };
  for (const step of plan.order) {
    const ran = await perform(twin, at.state, name, step, plan.during.get(step.name) ?? []);
    outcomes.push(...ran.outcomes);
    at = ran;
    if (at.ending?.kind === "error" || ran.outcomes.some((outcome) => stops(steps, outcome))) break;
  }
  const { state, ending } = at.ending === null ? await rest(twin, at.state) : { ...at, ending: at.ending };
  const skipped = steps.filter((step) => !outcomes.some((outcome) => outcome.name === step.name));
  return { state, steps: [...outcomes, ...skipped.map(notRun)], ending };
}
async function perform(twin, start, sequence, step, during) {
  try {
    const ran = await runStep(twin, start, sequence, step, during);
    switch (step.waits ?? "quiescent") {
      case "no":
        return { ...ran, ending: null };
      case "quiescent":
        return { ...ran, ...await twin.advance(ran.state, () => false), ending: null };
      case "settled":
        return { ...ran, ...await rest(twin, ran.state) };
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw inStep(error, sequence, step);
    const atMs = twin.now(start);
    const unended = { ...notRun(step), ran: true, startedAtMs: atMs, endedAtMs: atMs };
    return { state: start, outcomes: [unended], ending: limitEnding(error, atMs) };
  }
}
async function rest(twin, state) {
  try {
    const settled = await twin.settle(state);
    return { state: settled.state, ending: endingOf(twin, settled) };
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return { state, ending: limitEnding(error, twin.now(state)) };
  }
}
function limitEnding(error, atMs) {
  return { kind: "error", atMs, code: error.code, message: error.message };
}
function stops(steps, outcome) {
  if (!outcome.ran || outcome.exitCode === 0) return false;
  const step = steps.find((candidate) => candidate.name === outcome.name);
  return step?.onFailure !== "continue" && step?.exitCode !== outcome.exitCode;
}
function endingOf(twin, settled) {
  const atMs = twin.now(settled.state);
  switch (settled.outcome) {
    case "settled":
      return { kind: "settled", atMs };
    case "horizon":
      return { kind: "horizon", atMs, horizonMs: settled.horizonMs };
    case "diverges":
      return { kind: "diverges", atMs, ...settled.cycle };
  }
}

// harness/scenario/manifests.ts
import { LineCounter, parseAllDocuments } from "yaml";
function readManifest(files, path, folder = "") {
  const text = files.read(path);
  const shown = folder === "" ? path : `${folder}/${path}`;
  if (text === void 0) {
    throw new ScenarioError(`${shown}: no such file`, {
      code: "manifest-missing",
      subject: shown,
      remedy: "Paths are relative to the fixtures of the scenario."
    });
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, schema: "failsafe", prettyErrors: false });
  return documents.flatMap((document) => {
    const error = document.errors[0];
    if (error !== void 0) {
      const at = Math.min(error.pos[0], text.trimEnd().length);
      throw syntaxError(shown, lines.linePos(at).line, error.message);
    }
    const line = lines.linePos(document.contents?.range?.[0] ?? 0).line;
    const value = readDocument(text.slice(document.range[0], document.range[2]), shown, line);
    if (value === null) return [];
    if (!isObject(value) || typeof value["apiVersion"] !== "string" || typeof value["kind"] !== "string") {
      throw syntaxError(shown, line, "an object needs apiVersion and kind");
    }
    return [{ object: value, path: shown, line }];
  });
}
function readDocument(text, path, line) {
  try {
    return parseYaml(text, { integers: "int64" });
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error;
    throw syntaxError(path, line, error.message);
  }
}
function syntaxError(path, line, message) {
  const subject = location(path, line);
  return new ScenarioError(`${subject}: ${message}`, {
    code: "manifest-syntax",
    subject,
    remedy: "Correct the manifest."
  });
}

// harness/runner/prepare-embedded.ts
function prepareEmbedded(options) {
  const { under, files, components, gates } = options;
  return async (given) => {
    const profile = resolveProfile(components, given);
    const scenario = under(profile);
    const checks = gates.flatMap(
      (gate) => gate.check ? [gate.check(scenario)] : []
    );
    const system = assemble({ components, profile, files, monitors: monitorsOf(checks) });
    const built = buildObjects(system, scenario, options);
    const twin = options.createTwin?.(system, checks, built) ?? createEmbeddedTwin(system, checks);
    const state = (await twin.settle(built)).state;
    const steps = scenario.world.setup.map((command, index) => ({ name: String(index + 1), command }));
    const result = await runSequence(twin, state, SETUP, steps);
    result.steps.forEach((outcome, index) => {
      if (outcome.exitCode !== 0) throw setupFailed(steps[index], outcome);
    });
    if (result.ending.kind !== "settled") throw setupUnsettled(scenario, result.ending.kind);
    return { system, twin, healthy: result.state };
  };
}
function buildObjects(system, scenario, { files, fixtures, components, seed }) {
  const objects = [
    ...scenario.world.namespaces.map(namespaceManifest),
    ...scenario.world.nodes.map((name) => nodeManifest(name))
  ];
  let world = buildWorld(system, components, { seed, objects, calls: seedCalls(components, scenario.world) });
  for (const path of scenario.world.manifests ?? []) {
    for (const item of readManifest(files, path, fixtures)) {
      world = named(location(item.path, item.line), () => createObject(system, world, item.object));
    }
  }
  return world;
}
function seedCalls(components, world) {
  const seeds = components.flatMap((component) => Object.entries(component.seeds ?? {}));
  return seeds.flatMap(([key, toCalls]) => {
    const value = world[key];
    return value === void 0 ? [] : toCalls(value);
  });
}
function named(where, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RehearseError) || error.code === "invariant-violation") throw error;
    throw new ScenarioError(`${where}: ${error.message}`, {
      code: error.code,
      subject: where,
      remedy: error.remedy ?? "Correct the manifest.",
      cause: error
    });
  }
}
function namespaceManifest(name) {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}
function setupFailed(step, { exitCode, stdout, stderr }) {
  const how = exitCode === null ? "never ended" : `ended with exit code ${exitCode}`;
  const output = (stderr || stdout).trim();
  const message = `${formatCommand(step.command)} ${how}${output === "" ? "" : `: ${output}`}`;
  const cause = new RehearseError(message, {
    code: "setup-failed",
    remedy: "Every setup command of a world must succeed."
  });
  return new StepError(SETUP, step, cause);
}
function setupUnsettled(scenario, ending) {
  return new ScenarioError(`the world of ${scenario.name} does not settle (${ending})`, {
    code: "setup-unsettled",
    subject: scenario.name,
    remedy: "A scenario starts from a world in which nothing changes any more."
  });
}

export {
  readManifest,
  notRun,
  toolArgs,
  stepHolds,
  SETUP,
  StepError,
  runSequence,
  rest,
  prepareEmbedded
};
