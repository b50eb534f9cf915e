import {
  readManifest,
  runSequence
} from "./chunk-OFJHEGGF.js";
import {
  OBJECTS,
  PROCESSES,
  arrayAt,
  changedObject,
  findLike,
  findObject,
  imageProgramName,
  listObjects,
  matchesLabels,
  metadataOf,
  namespacedName,
  numberAt,
  objectAt,
  objectKey,
  objectPrefix,
  parseLabelSelector,
  podReady,
  subjectOf,
  textAt,
  waitingReason
} from "./chunk-XWNGLE3J.js";
import {
  compareKeys,
  hashString,
  hashToHex,
  isObject,
  jsonEqual,
  stableStringify
} from "./chunk-JOVJXXF2.js";
import {
  InvariantViolation
} from "./chunk-75Q7WLF5.js";

// harness/runner/timeline.ts
function timelineOf(log) {
  return log.map((entry) => ({
    seq: entry.seq,
    atMs: entry.at,
    actor: entry.actor,
    cause: entry.cause,
    kind: entry.event.kind,
    subject: subjectOfEntry(entry),
    text: describeEntry(entry)
  }));
}
function describeEntry(entry) {
  const { event } = entry;
  switch (event.kind) {
    case "write":
      return describeWrite(event.verb, event.key, event.before, event.after);
    case "refused":
      return `refused ${event.summary}: ${event.message}`;
    case "process-started":
      return `started ${commandOf(event.args) ?? event.program}`;
    case "process-exited":
      return `ended with ${event.signal ?? `exit code ${event.code}`}`;
    case "reconcile-error":
      return `error: ${event.message}; next try in ${event.backoffMs / 1e3} s`;
    case "fault":
      return `fault: ${event.fault} ${event.target}`;
    case "skipped":
      return `nothing changes for a while: skipped repetitions of ${event.timers.length} timers`;
    case "note":
      return event.text;
  }
}
function subjectOfEntry(entry) {
  const { event } = entry;
  switch (event.kind) {
    case "write":
      return subjectOf(event.after ?? event.before ?? {}) || event.key;
    case "process-started":
    case "process-exited":
      return event.pid;
    case "reconcile-error":
      return event.key;
    case "fault":
      return event.target;
    case "refused":
      return event.summary;
    case "skipped":
    case "note":
      return entry.actor;
  }
}
function describeWrite(verb, key, before, after) {
  if (after !== null && textAt(after, "kind") === "Event") {
    const about = objectAt(after, "involvedObject");
    return `${textAt(after, "type")} ${textAt(after, "reason")} on ${textAt(about, "kind")} ${textAt(about, "name")}: ${textAt(after, "message")}`;
  }
  const subject = subjectOf(after ?? before ?? {}) || key;
  if (after === null) return `deleted ${subject}`;
  if (before === null) return `created ${subject}`;
  return `${verb} ${subject}${changeOf(before, after)}`;
}
function changeOf(before, after) {
  if (textAt(after, "metadata", "deletionTimestamp") !== textAt(before, "metadata", "deletionTimestamp")) {
    return ": is being deleted";
  }
  const [was, is] = [podState(before), podState(after)];
  if (was !== is) return `: ${is}`;
  const release = (object) => textAt(object, "metadata", "labels", "status");
  if (textAt(after, "type") === "helm.sh/release.v1" && release(before) !== release(after)) {
    return `: ${release(before)} -> ${release(after)}`;
  }
  return condition(before) === condition(after) ? "" : `: ${condition(after)}`;
}
function podState(object) {
  const statuses = arrayAt(object, "status", "containerStatuses");
  const states = statuses.map((status) => {
    const state = status["state"] ?? {};
    const detail2 = textAt(state, "waiting", "reason") || textAt(state, "terminated", "reason");
    return detail2 || (state["running"] === void 0 ? "" : status["ready"] === true ? "ready" : "running");
  });
  return states.join(", ");
}
function condition(object) {
  const ready = arrayAt(object, "status", "conditions").find((item) => textAt(item, "type") === "Ready");
  if (ready === void 0) return "";
  return `Ready=${textAt(ready, "status")} ${textAt(ready, "reason")}: ${textAt(ready, "message")}`;
}
function commandOf(args) {
  const argv = args["argv"];
  return Array.isArray(argv) ? argv.join(" ") : void 0;
}

// harness/gates/gate.ts
async function askGate(gate, context) {
  const { kind } = context.ending;
  if (gate.atEnd && (kind === "horizon" || kind === "error"))
    return unsure(gate, "the world had not come to rest");
  try {
    const { compared, evidence, inconclusive, note } = await gate.judge(context);
    const verdict = evidence.length > 0 ? "fail" : inconclusive !== void 0 ? "inconclusive" : "pass";
    return { gate: gate.name, verdict, compared, evidence, note: inconclusive ?? note ?? null };
  } catch (error) {
    return unsure(gate, `the gate itself failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
function unsure(gate, note) {
  return { gate: gate.name, verdict: "inconclusive", compared: 0, evidence: [], note };
}

// harness/runner/match-event.ts
function matchesEvent(entry, pattern) {
  return (pattern.actor === void 0 || entry.actor.includes(pattern.actor)) && (pattern.verb === void 0 || entry.event.kind === "write" && entry.event.verb === pattern.verb) && (pattern.object === void 0 || entry.event.kind === "write" && entry.event.key === pattern.object) && (pattern.labels === void 0 || hasLabels(entry, pattern.labels)) && (pattern.reason === void 0 || textAt(writtenEvent(entry), "reason") === pattern.reason) && (pattern.message === void 0 || messagesOf(entry).some((text) => text.includes(pattern.message))) && (pattern.exit === void 0 || exits(entry, pattern.exit)) && (pattern.waiting === void 0 || startsWaiting(entry, pattern.waiting));
}
function hasLabels({ event }, labels) {
  if (event.kind !== "write" || event.after === null) return false;
  const present = objectAt(event.after, "metadata", "labels");
  return Object.entries(labels).every(([name, value]) => present[name] === value);
}
function exits(entry, wanted) {
  const { event } = entry;
  return event.kind === "process-exited" && event.pid.endsWith(`/${wanted.step}`) && event.code === wanted.code;
}
function writtenEvent(entry) {
  const { event } = entry;
  const isEvent = event.kind === "write" && event.after !== null && textAt(event.after, "kind") === "Event";
  return isEvent ? event.after : {};
}
function messagesOf(entry) {
  const { event } = entry;
  switch (event.kind) {
    case "write":
      return [textAt(writtenEvent(entry), "message")];
    case "refused":
    case "reconcile-error":
      return [event.message];
    case "process-exited":
      return [event.stdout, event.stderr];
    case "note":
      return [event.text];
    case "skipped":
    case "process-started":
    case "fault":
      return [];
  }
}
function startsWaiting(entry, reason) {
  const { event } = entry;
  return event.kind === "write" && waits(event.after, reason) && !waits(event.before, reason);
}
function waits(pod, reason) {
  if (pod === null) return false;
  const statuses = arrayAt(pod, "status", "containerStatuses");
  return statuses.some((status) => textAt(status, "state", "waiting", "reason") === reason);
}

// harness/runner/chain.ts
function followChain(log, chain) {
  let from = 0;
  let broken = false;
  return chain.map((link) => {
    const index = broken ? -1 : log.findIndex((entry, at) => at >= from && matchesEvent(entry, link.event));
    if (index < 0) {
      broken = true;
      return { says: link.says, seq: null, atMs: null };
    }
    from = index + 1;
    return { says: link.says, seq: log[index].seq, atMs: log[index].at };
  });
}

// harness/runner/judge-fix.ts
function judgeFix(fix, material) {
  const verdict = verdictOf(material.gates);
  const differences = [...compareExpectation(fix, material.gates), ...missingEvidence(material.refutation)];
  const unsure2 = material.gates.filter((gate) => gate.verdict === "inconclusive").map((gate) => `gate ${gate.gate} is inconclusive: ${gate.note}`);
  const documented = "document" in fix.from;
  return {
    name: fix.name,
    title: fix.title,
    from: "document" in fix.from ? `${fix.from.document}, ${fix.from.section}` : fix.from.derived,
    documented,
    goal: fix.goal,
    startsAfter: fix.startsAfter,
    profile: material.profile,
    steps: material.result.steps,
    ending: material.result.ending,
    digest: material.digest,
    gates: material.gates,
    verdict,
    expected: fix.expect === void 0 || fix.expect.fails.length === 0 ? "pass" : "fail",
    surprises: [...differences, ...unsure2],
    refutation: material.refutation,
    timeline: material.timeline,
    schedules: 1,
    status: differences.length > 0 ? "differs" : unsure2.length > 0 ? "inconclusive" : "as-expected"
  };
}
function verdictOf(gates) {
  if (gates.some((gate) => gate.verdict === "fail")) return "fail";
  return gates.some((gate) => gate.verdict === "inconclusive") ? "inconclusive" : "pass";
}
function compareExpectation(fix, gates) {
  const expected = fix.expect?.fails ?? [];
  const missing = expected.flatMap(({ gate, evidence }) => {
    const outcome = gates.find((candidate) => candidate.gate === gate);
    if (outcome === void 0) return [`there is no gate ${gate}`];
    if (outcome.verdict === "inconclusive") return [];
    if (outcome.verdict === "pass") return [`gate ${gate} was expected to fail and did not`];
    const texts = outcome.evidence.map((item) => `${item.subject}: ${item.message}`);
    return texts.some((text) => text.includes(evidence)) ? [] : [`gate ${gate} fails without "${evidence}"`];
  });
  const unexpected = gates.filter((gate) => gate.verdict === "fail" && !expected.some((item) => item.gate === gate.gate)).map((gate) => `gate ${gate.gate} fails: ${gate.evidence[0]?.subject}: ${gate.evidence[0]?.message}`);
  return [...missing, ...unexpected];
}
function missingEvidence(refutation) {
  return refutation !== null && refutation.seq === null ? ["the event that refutes the claim did not happen"] : [];
}

// harness/runner/judge-incident.ts
function judgeIncident(incident, material) {
  const { profile, digest, result, chain, timeline } = material;
  const surprises = unexpectedExits(incident, result);
  const complete = chain.every((link) => link.seq !== null) && surprises.length === 0;
  return {
    name: incident.name,
    title: incident.title,
    profile,
    steps: result.steps,
    chain,
    surprises,
    ending: result.ending,
    digest,
    timeline,
    status: complete ? "as-expected" : "differs"
  };
}
function unexpectedExits(incident, { steps: steps2 }) {
  return incident.steps.flatMap(({ name, exitCode }) => {
    const outcome = steps2.find((step) => step.name === name);
    if (exitCode === void 0 || outcome?.exitCode === exitCode) return [];
    const how = outcome?.ran !== true ? "did not run" : `ended with ${outcome.exitCode ?? "nothing: it never ended"}`;
    return [`step ${name} ${how}, exit code ${exitCode} was expected`];
  });
}

// harness/runner/redact.ts
var MINIMUM_LENGTH = 6;
var PATTERN_LENGTH = 500;
function redactor(values, key) {
  const names = /* @__PURE__ */ new Map();
  for (const value of values) {
    if (value.trim().length < MINIMUM_LENGTH) continue;
    const name = `<secret ${hashToHex(hashString(`${key}\0${value}`)).slice(0, 8)}>`;
    for (const form of formsOf(value)) names.set(form, name);
  }
  if (names.size === 0) return (text) => text;
  const forms = [...names.keys()].sort((x, y) => y.length - x.length || compareKeys(x, y));
  const short = forms.filter((form) => form.length <= PATTERN_LENGTH);
  const long = forms.filter((form) => form.length > PATTERN_LENGTH);
  const pattern = new RegExp(short.map(escapePattern).join("|"), "g");
  const replaceShort = (text) => short.length === 0 ? text : text.replace(pattern, (value) => names.get(value) ?? value);
  return (text) => replaceShort(replaceLong(text, long, names));
}
function replaceLong(text, long, names) {
  if (text.length <= PATTERN_LENGTH) return text;
  return long.reduce((known, form) => known.replaceAll(form, names.get(form) ?? ""), text);
}
function redactValue(value, redact) {
  return redactUnknown(value, redact);
}
function redactUnknown(value, redact) {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactUnknown(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactUnknown(member, redact)])
  );
}
function formsOf(value) {
  const lines = value.split("\n").map((line) => line.trim());
  const forms = [value, value.trim(), ...lines.length > 1 ? lines : []];
  return [...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))].filter(
    (form) => form.trim().length >= MINIMUM_LENGTH
  );
}
function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// harness/runner/refutation.ts
function explainRefutation(fix, log) {
  if (fix.refutes === void 0) return null;
  const { claim, truth, versions, check, event } = fix.refutes;
  const found = log.find((entry) => matchesEvent(entry, event));
  return {
    claim,
    truth,
    versions,
    check,
    seq: found?.seq ?? null,
    atMs: found?.at ?? null,
    event: found === void 0 ? null : describeEntry(found)
  };
}

// harness/runner/secret-history.ts
var SECRETS = objectPrefix("", "secrets");
function allSecretObjects(view, log) {
  const past = log.flatMap(secretsWritten);
  return {
    get: (table, key) => view.get(table, key),
    byIndex: (table, index, key) => view.byIndex(table, index, key),
    list: (table, prefix = "") => {
      const rows = view.list(table, prefix);
      if (table !== OBJECTS) return rows;
      return [...rows, ...past.filter((row) => row.key.startsWith(prefix)).map((row) => row)];
    }
  };
}
function secretsWritten({ event }) {
  if (event.kind !== "write" || event.table !== OBJECTS || !event.key.startsWith(SECRETS)) return [];
  return [event.before, event.after].filter((object) => object !== null).map((value) => ({ key: event.key, value }));
}

// harness/runner/run-scenario.ts
async function runScenario(options) {
  const run = new ScenarioRun(options);
  const { scenario } = options;
  const incidents = [];
  const fixes = [];
  const selected = scenario.fixes.filter((fix) => options.fixes?.includes(fix.name) ?? true);
  for (const incident of scenario.incidents) incidents.push(await run.incident(incident));
  for (const fix of selected) fixes.push(await run.fix(fix));
  const prepared = await run.prepared({});
  const outcome = {
    scenario: scenario.name,
    title: scenario.title,
    summary: scenario.summary,
    document: scenario.source.document,
    section: scenario.source.section,
    profile: prepared.twin.profile,
    twin: prepared.twin.name,
    seed: options.seed,
    healthy: run.describeHealthy(prepared),
    incidents,
    fixes,
    status: worst([...incidents, ...fixes].map((part) => part.status))
  };
  return redactValue(outcome, redactor(run.secrets(), scenario.name));
}
var ScenarioRun = class {
  #options;
  #prepared = /* @__PURE__ */ new Map();
  #secrets = /* @__PURE__ */ new Set();
  #incidents = /* @__PURE__ */ new Map();
  constructor(options) {
    this.#options = options;
  }
  /** The healthy world under a profile; built once for each profile. */
  prepared(own) {
    const profile = { ...this.#options.scenario.profile, ...own, ...this.#options.profile };
    return remembered(this.#prepared, stableStringify(profile), async () => {
      await this.#options.onProgress?.(`building the world (${describeProfile(profile)})`);
      return this.#options.prepare(profile);
    });
  }
  describeHealthy({ twin, healthy }) {
    return { settledAtMs: twin.now(healthy), objects: twin.view(healthy).list(OBJECTS).length };
  }
  async incident(named) {
    await this.#options.onProgress?.(`incident ${named.name}`);
    const { twin, healthy } = await this.prepared(named.profile ?? {});
    const incident = find(this.#options.under(twin.profile).incidents, named.name);
    const result = await this.#incidentUnder(incident.name, named.profile ?? {});
    this.noteSecrets(twin, result.state);
    const log = twin.log(result.state).slice(twin.log(healthy).length);
    return judgeIncident(incident, {
      profile: twin.profile,
      digest: twin.digest(result.state),
      result,
      chain: followChain(log, incident.chain),
      timeline: timelineOf(log)
    });
  }
  async fix(named) {
    await this.#options.onProgress?.(`fix ${named.name}`);
    const { files, components, gates } = this.#options;
    const own = this.#profileOf(named);
    const { twin, healthy } = await this.prepared(own);
    const scenario = this.#options.under(twin.profile);
    const fix = find(scenario.fixes, named.name);
    for (const path of scenario.goals[fix.goal]?.declared ?? [])
      readManifest(files, path, this.#options.fixtures);
    const before = await this.stateAfter(fix.startsAfter, healthy, own);
    const armed = await twin.arm(before);
    const result = await runSequence(twin, armed, `fix:${fix.name}`, fix.steps);
    const planes = components.flatMap((component) => component.planes ?? []);
    const images = components.flatMap((component) => component.images ?? []);
    const genericPrograms = images.filter((image) => image.generic).map((image) => image.name);
    const looked = { twin, scenario, fix, files, planes, genericPrograms };
    const context = { ...looked, before: armed, after: result.state, ...result };
    const outcomes = [];
    for (const gate of gates) outcomes.push(await askGate(gate, context));
    this.noteSecrets(twin, result.state);
    const log = twin.log(result.state).slice(twin.log(before).length);
    return judgeFix(fix, {
      profile: twin.profile,
      digest: twin.digest(result.state),
      result,
      gates: outcomes,
      timeline: timelineOf(log),
      refutation: explainRefutation(fix, log)
    });
  }
  /** Everything that was a secret at any moment of the runs looked at; see `redactor`. */
  secrets() {
    return [...this.#secrets];
  }
  /** Remember everything that is a secret in a state, or was one on the way to it. */
  noteSecrets(twin, state) {
    const view = allSecretObjects(twin.view(state), twin.log(state));
    for (const component of this.#options.components) {
      for (const value of component.secretValues?.(view) ?? []) this.#secrets.add(value);
    }
  }
  /** A fix goes on in the world of its incident, so that it needs the versions that show the incident. */
  #profileOf(fix) {
    const incident = this.#options.scenario.incidents.find(({ name }) => name === fix.startsAfter);
    return { ...incident?.profile, ...fix.profile };
  }
  /** The state after an incident, or the healthy one. */
  async stateAfter(incident, healthy, own) {
    return incident === "healthy" ? healthy : (await this.#incidentUnder(incident, own)).state;
  }
  #incidentUnder(name, profile) {
    const key = stableStringify([name, { ...profile }]);
    return remembered(this.#incidents, key, async () => {
      const { twin, healthy } = await this.prepared(profile);
      const incident = find(this.#options.under(twin.profile).incidents, name);
      return runSequence(twin, healthy, `incident:${name}`, incident.steps);
    });
  }
};
function worst(statuses) {
  if (statuses.includes("differs")) return "differs";
  return statuses.includes("inconclusive") ? "inconclusive" : "as-expected";
}
function find(parts, name) {
  const found = parts.find((part) => part.name === name);
  if (found === void 0)
    throw new InvariantViolation(`a scenario must not hide ${name} under some versions`);
  return found;
}
function remembered(cache, key, make) {
  const known = cache.get(key);
  if (known !== void 0) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
function describeProfile(profile) {
  const parts = Object.entries(profile).map(([key, version]) => `${key} ${version}`);
  return parts.length === 0 ? "default versions" : parts.join(", ");
}

// harness/diff/contains.ts
function contains(live, declared, path = "") {
  if (isObject(declared) && isObject(live)) {
    return Object.keys(declared).flatMap(
      (key) => contains(live[key], declared[key], `${path}.${key}`)
    );
  }
  if (Array.isArray(declared) && Array.isArray(live) && declared.length === live.length) {
    return declared.flatMap((item, index) => contains(live[index], item, `${path}[${index}]`));
  }
  if (jsonEqual(live, declared) || live === void 0 && declared === null) return [];
  return [`${path === "" ? "the value" : path.slice(1)} is ${show(live)} instead of ${show(declared)}`];
}
function show(value) {
  return value === void 0 ? "absent" : JSON.stringify(value);
}

// harness/gates/goal.ts
var goal = {
  name: "goal",
  atEnd: true,
  judge: (context) => {
    const wanted = context.scenario.goals[context.fix.goal];
    if (wanted === void 0)
      return { compared: 0, evidence: [], inconclusive: `no goal ${context.fix.goal}` };
    const declared = declaredObjects(context, wanted);
    const rules = wanted.ownership ?? [];
    if (declared.length + rules.length === 0)
      return {
        compared: 0,
        evidence: [],
        inconclusive: `goal ${context.fix.goal} declares nothing to look at`
      };
    const unknown = rules.filter((rule) => ownersOf(context, rule) === void 0).map((rule) => rule.plane);
    const evidence = [
      ...declared.flatMap((object) => compareDeclared(context, object)),
      ...rules.flatMap((rule) => compareOwner(context, rule))
    ];
    return {
      compared: declared.length + rules.length - unknown.length,
      evidence,
      ...unknown.length > 0 ? { inconclusive: `no plane ${unknown.join(", ")} that owns objects` } : {}
    };
  }
};
function declaredObjects(context, wanted) {
  return (wanted.declared ?? []).flatMap(
    (path) => readManifest(context.files, path).map((item) => item.object)
  );
}
function compareDeclared(context, object) {
  const view = context.twin.view(context.after);
  const live = findLike(view, object) ?? findLike(view, inDefaultNamespace(object));
  const subject = subjectOf(object);
  if (live === void 0)
    return [{ subject, owner: context.fix.goal, message: "is declared but absent", seq: null }];
  const { apiVersion: _version, ...wanted } = object;
  return contains(live, wanted).map((message) => ({ subject, owner: context.fix.goal, message, seq: null }));
}
function inDefaultNamespace(object) {
  const metadata = metadataOf(object);
  return metadata["namespace"] ? object : { ...object, metadata: { ...metadata, namespace: "default" } };
}
function ownersOf({ planes, twin, after }, rule) {
  return planes.find((candidate) => candidate.name === rule.plane)?.owned?.(twin.view(after));
}
function compareOwner(context, rule) {
  const owners = ownersOf(context, rule);
  const owner = owners?.get(rule.object);
  if (owners === void 0 || owner !== void 0 === rule.owned) return [];
  const message = rule.owned ? `is not owned by ${rule.plane}` : `is still owned by ${owner}`;
  return [{ subject: rule.object, owner: owner ?? null, message, seq: null }];
}

// harness/gates/keys-present.ts
var NAME = "keys-present";
var keysPresent = {
  name: NAME,
  check: (scenario) => ({
    name: NAME,
    tables: [OBJECTS],
    start: () => ({ violations: [] }),
    step: (state, change) => {
      const watched = scenario.protects.keys.filter(
        (keys) => objectKey("", "secrets", keys.namespace, keys.secret) === change.key
      );
      const first = watched[0];
      if (first === void 0) return state;
      const { before, after } = changedObject(change);
      const absent = missingKeys(before, keysOf(watched));
      const lost = missingKeys(after, keysOf(watched)).filter((key) => !absent.includes(key));
      if (lost.length === 0) return state;
      const message = after === void 0 ? "was deleted" : `lost the keys ${lost.join(", ")}`;
      const subject = `Secret ${first.namespace}/${first.secret}`;
      const known = state;
      return { violations: [...known.violations, { subject, message, seq: change.seq }] };
    }
  }),
  judge: ({ twin, after, scenario }) => {
    const state = twin.checkState(after, NAME);
    if (state === null) return { compared: 0, evidence: [], inconclusive: "the check was never armed" };
    const compared = scenario.protects.keys.reduce((sum, keys) => sum + keys.keys.length, 0);
    const atTheEnd = scenario.protects.keys.flatMap((keys) => absentNow(twin.view(after), keys));
    const evidence = state.violations.map((violation) => ({ ...violation, owner: null }));
    const note = compared === 0 ? { note: "the scenario protects no keys" } : {};
    return { compared, evidence: [...evidence, ...atTheEnd], ...note };
  }
};
function keysOf(watched) {
  return watched.flatMap((item) => item.keys);
}
function absentNow(view, watched) {
  const secret = findObject(view, "", "secrets", watched.namespace, watched.secret);
  const missing = missingKeys(secret, watched.keys);
  if (missing.length === 0) return [];
  const message = secret === void 0 ? "is absent at the end" : `lacks ${missing.join(", ")} at the end`;
  return [{ subject: `Secret ${watched.namespace}/${watched.secret}`, owner: null, message, seq: null }];
}
function missingKeys(secret, keys) {
  const data = secret === void 0 ? {} : objectAt(secret, "data");
  return keys.filter((key) => !Object.hasOwn(data, key));
}

// harness/gates/protected-pods.ts
var NAME2 = "protected-pods";
var PODS = objectPrefix("", "pods");
var protectedPods = {
  name: NAME2,
  check: historyCheck,
  judge: (context) => {
    const { twin, after, scenario } = context;
    const state = twin.checkState(after, NAME2);
    if (state === null) return { compared: 0, evidence: [], inconclusive: "the check was never armed" };
    const compared = Object.keys(state.pods).length;
    const evidence = state.violations.map(toEvidence);
    if (state.unmatched.length > 0)
      return { compared, evidence, inconclusive: `no pod has ${state.unmatched.join(", nor ")}` };
    if (scenario.protects.pods.length === 0)
      return { compared, evidence, note: "the scenario protects no pods" };
    const images = assumedImages(context, Object.keys(state.pods));
    if (images.length === 0) return { compared, evidence };
    const note = `assumed: nothing is known of ${images.join(", ")}; such a container starts, is ready and never fails`;
    return { compared, evidence, note };
  }
};
function assumedImages(context, pods) {
  const programs = new Set((context.genericPrograms ?? []).map(imageProgramName));
  const images = context.twin.view(context.after).list(PROCESSES).filter(({ value }) => programs.has(value.program)).filter(({ value }) => pods.includes(`${PODS}${value.args["namespace"]}/${value.args["pod"]}`)).map(({ value }) => String(value.args["image"]));
  return [...new Set(images)].sort(compareKeys);
}
function toEvidence(violation) {
  return { subject: `Pod ${violation.pod}`, owner: null, message: violation.message, seq: violation.seq };
}
function historyCheck(scenario) {
  return {
    name: NAME2,
    tables: [OBJECTS],
    start: (view) => startState(view, scenario.protects.pods),
    step: (state, change) => {
      if (!change.key.startsWith(PODS)) return state;
      const known = state;
      const baseline = known.pods[change.key];
      const { before, after } = changedObject(change);
      if (baseline === void 0) return state;
      const message = violationOf(baseline, before, after);
      if (message === void 0) return state;
      const pod = change.key.slice(PODS.length);
      return { ...known, violations: [...known.violations, { pod, message, seq: change.seq }] };
    }
  };
}
function startState(view, selectors) {
  const pods = {};
  const unmatched = [];
  for (const { namespace, selector } of selectors) {
    const labels = parseLabelSelector(selector);
    const found = listObjects(view, "", "pods", namespace).filter(
      (pod) => matchesLabels(labels, objectAt(pod, "metadata", "labels"))
    );
    if (found.length === 0) unmatched.push(`${selector} in namespace ${namespace}`);
    for (const pod of found) pods[PODS + namespacedName(pod)] = baselineOf(pod);
  }
  return { pods, unmatched, violations: [] };
}
function baselineOf(pod) {
  return { uid: uidOf(pod), restarts: restartsOf(pod) };
}
function violationOf(baseline, before, after) {
  if (before === void 0)
    return after === void 0 || uidOf(after) === baseline.uid ? void 0 : "was replaced by another pod of the same name";
  if (uidOf(before) !== baseline.uid) return void 0;
  if (after === void 0) return "was deleted";
  if (metadataOf(after)["deletionTimestamp"] !== void 0)
    return metadataOf(before)["deletionTimestamp"] === void 0 ? "is being terminated" : void 0;
  const restarts = restartsOf(after);
  if (restarts > restartsOf(before)) return `was restarted (${restarts - baseline.restarts} more)`;
  return endedOf(before, after);
}
function endedOf(before, after) {
  const phase = textAt(after, "status", "phase");
  if (phase !== textAt(before, "status", "phase") && (phase === "Failed" || phase === "Succeeded"))
    return `has ended: ${phase}`;
  const gone = runningContainers(before).filter((id) => !runningContainers(after).includes(id));
  return gone.length === 0 ? void 0 : "lost a running container";
}
function uidOf(pod) {
  return textAt(metadataOf(pod), "uid");
}
function statusesOf(pod) {
  return arrayAt(pod, "status", "containerStatuses");
}
function runningContainers(pod) {
  return statusesOf(pod).filter((status) => objectAt(status, "state")["running"] !== void 0).map((status) => textAt(status, "containerID"));
}
function restartsOf(pod) {
  return statusesOf(pod).reduce((sum, status) => sum + numberAt(status, 0, "restartCount"), 0);
}

// harness/gates/settled.ts
var settled = {
  name: "settled",
  judge: ({ ending }) => {
    switch (ending.kind) {
      case "settled":
        return { compared: 1, evidence: [] };
      case "diverges": {
        const message = `the world repeats itself every ${ending.periodMs / 1e3} s`;
        return { compared: 1, evidence: [{ subject: "world", owner: null, message, seq: ending.to }] };
      }
      case "horizon":
        return {
          compared: 0,
          evidence: [],
          inconclusive: `still changing after ${ending.horizonMs / 1e3} s`
        };
      case "error":
        return { compared: 0, evidence: [], inconclusive: ending.message };
    }
  }
};

// harness/gates/steps.ts
var steps = {
  name: "steps",
  judge: ({ fix, steps: outcomes }) => {
    const evidence = [];
    for (const step of fix.steps) {
      const outcome = outcomes.find((candidate) => candidate.name === step.name);
      const problem = problemOf(
        step,
        outcome?.ran === true ? outcome.exitCode : void 0,
        outcome?.stderr ?? ""
      );
      if (problem !== void 0)
        evidence.push({ subject: `step ${step.name}`, owner: null, message: problem, seq: null });
    }
    return { compared: fix.steps.length, evidence };
  }
};
function problemOf(step, exitCode, stderr) {
  if (exitCode === void 0) return `did not run: ${whyNot(step)}`;
  if (exitCode === null) return "never ended";
  if (step.exitCode !== void 0) {
    return exitCode === step.exitCode ? void 0 : `exit code ${exitCode} instead of ${step.exitCode}${detail(stderr)}`;
  }
  return exitCode === 0 || step.onFailure === "continue" ? void 0 : `exit code ${exitCode}${detail(stderr)}`;
}
function whyNot({ during }) {
  if (during === void 0) return "an earlier step had failed";
  return `its condition did not hold while step ${during.step} ran`;
}
function detail(stderr) {
  const line = stderr.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line}`;
}

// harness/gates/survives-restart.ts
var survivesRestart = {
  name: "survives-restart",
  atEnd: true,
  forks: true,
  judge: async ({ twin, after }) => {
    if (!twin.capabilities.branch)
      return { compared: 0, evidence: [], inconclusive: "this twin cannot branch" };
    const ready = readyPods(twin.view(after));
    const restarted = await twin.advance(await twin.restartContainers(after), () => false);
    const back = new Set(readyPods(twin.view(restarted.state)));
    const evidence = ready.filter((name) => !back.has(name)).map((name) => ({
      subject: `Pod ${name}`,
      owner: null,
      message: `does not become ready again after a restart${whyNot2(twin.view(restarted.state), name)}`,
      seq: null
    }));
    return { compared: ready.length, evidence };
  }
};
function readyPods(view) {
  return listObjects(view, "", "pods").filter(podReady).map(namespacedName);
}
function whyNot2(view, name) {
  const pod = listObjects(view, "", "pods").find((candidate) => namespacedName(candidate) === name);
  const reason = pod === void 0 ? "" : waitingReason(pod);
  return reason === "" ? "" : `: ${reason}`;
}

// harness/gates/zero-diff.ts
var zeroDiff = {
  name: "zero-diff",
  atEnd: true,
  judge: ({ twin, after, planes }) => {
    let compared = 0;
    const evidence = [];
    const unsure2 = [];
    for (const plane of planes) {
      const report = plane.inspect(twin.view(after), twin.profile);
      compared += report.compared;
      if (report.inconclusive !== void 0) unsure2.push(`${plane.name}: ${report.inconclusive}`);
      for (const { subject, owner, message } of report.differences)
        evidence.push({ subject, owner, message, seq: null });
    }
    return { compared, evidence, ...unsure2.length > 0 ? { inconclusive: unsure2.join("; ") } : {} };
  }
};

// harness/gates/index.ts
var ALL_GATES = [
  steps,
  settled,
  zeroDiff,
  goal,
  protectedPods,
  keysPresent,
  survivesRestart
];

export {
  redactor,
  redactValue,
  askGate,
  matchesEvent,
  timelineOf,
  runScenario,
  ScenarioRun,
  ALL_GATES
};
