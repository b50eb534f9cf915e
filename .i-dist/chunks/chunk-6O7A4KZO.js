import {
  AGENDA,
  CONTROLLER_PROGRAM,
  Cancelled,
  ConnectionLost,
  DIRTY,
  FAILURES,
  IDS,
  INCARNATIONS,
  MONITORS,
  PROCESSES,
  QUIET,
  World,
  actorOf,
  asJson,
  emptyWorld,
  imageProgramName,
  imagePrograms,
  labels,
  memoryFiles,
  metadataOf,
  mintId,
  textAt,
  toNameSuffix,
  toUuid
} from "./chunk-XWNGLE3J.js";
import {
  EffectPending,
  drive,
  driveNow
} from "./chunk-YJL2K7ZF.js";
import {
  ZERO_HASH,
  addHash,
  compareKeys,
  hashEquals,
  hashJson,
  hashString,
  hashToHex,
  jsonEqual,
  mixHash
} from "./chunk-JOVJXXF2.js";
import {
  InvariantViolation,
  LimitReached,
  RehearseError
} from "./chunk-75Q7WLF5.js";

// twins/kernel/limits.ts
var DEFAULT_LIMITS = {
  transitions: 2e5,
  reconcileRequests: 5e3,
  inlineRequests: 2e4,
  journalEntries: 2e4,
  settleRounds: 60,
  settleHorizonMs: 48 * 36e5
};

// twins/kernel/live.ts
var cache = /* @__PURE__ */ new WeakMap();
function remember(process, live) {
  cache.set(process, live);
}
function pendingRequest(system, process) {
  return liveOf(system, process).request;
}
function takeGenerator(system, process) {
  const live = liveOf(system, process);
  const generator = live.generator;
  live.generator = null;
  if (generator !== null && !system.alwaysReexecute) return generator;
  return reexecute(system, process).generator;
}
function openProgram(system, process) {
  const program = system.programs.get(process.program);
  if (program === void 0) throw new InvariantViolation(`no program ${process.program}`, process.pid);
  const context = {
    pid: process.pid,
    files: system.files,
    profile: system.profile,
    resume: process.resume
  };
  return program(process.args, context);
}
function isSilent(request) {
  return request.kind === "print" || request.kind === "note";
}
function deliver(generator, entry) {
  switch (entry.kind) {
    case "value":
      return generator.next(entry.value);
    case "cancelled":
      return generator.throw(new Cancelled(entry.signal));
    case "connection-lost":
      return generator.throw(new ConnectionLost());
  }
}
function liveOf(system, process) {
  const known = cache.get(process);
  if (known !== void 0) return known;
  const live = reexecute(system, process);
  cache.set(process, live);
  return live;
}
function reexecute(system, process) {
  const generator = openProgram(system, process);
  let step2 = skipSilent(generator, generator.next());
  for (const entry of journalEntries(process.journal)) {
    if (step2.done) throw diverged(process, "it ended early");
    step2 = skipSilent(generator, deliver(generator, entry));
  }
  if (step2.done) throw diverged(process, "it ended early");
  checkSame(process, step2.value);
  return { generator, request: step2.value };
}
function skipSilent(generator, first) {
  let step2 = first;
  while (!step2.done && isSilent(step2.value)) step2 = generator.next(null);
  return step2;
}
function checkSame(process, request) {
  const expected = process.pending;
  const payload = request.kind === "call" ? request.call.payload : null;
  if (expected?.kind !== request.kind || !jsonEqual(expected.payload, payload)) {
    throw diverged(process, `it asked ${request.kind} instead of ${expected?.text}`);
  }
}
function diverged(process, how) {
  return new InvariantViolation(
    `program ${process.program} is not a pure function of its journal: on re-execution ${how}`,
    process.pid
  );
}
function journalEntries(journal2) {
  const entries = [];
  for (let node = journal2; node !== null; node = node.previous) entries.push(node.entry);
  return entries.reverse();
}

// twins/kernel/port.ts
function portOf(system, name) {
  const port = system.ports.get(name);
  if (port === void 0) throw new InvariantViolation(`no port ${name}`);
  return port;
}

// twins/kernel/transaction.ts
function footprintKey(table, key) {
  return `${table}\0${key}`;
}
var Transaction = class {
  system;
  base;
  actor;
  /** Virtual time of this transition in ms. */
  now;
  /** `seq` of the log entry that set this transition off. */
  cause;
  changes = [];
  #tables = /* @__PURE__ */ new Map();
  #reads = /* @__PURE__ */ new Set();
  #ranges = /* @__PURE__ */ new Set();
  #writes = /* @__PURE__ */ new Set();
  #inPlace;
  #revision;
  #log;
  #seq;
  /** `inPlace` writes to the base's own tables: only for a world that nobody else holds. */
  constructor(system, base, options) {
    this.system = system;
    this.base = base;
    this.actor = options.actor;
    this.now = options.now;
    this.cause = options.cause;
    this.#inPlace = options.inPlace ?? false;
    this.#revision = base.revision;
    this.#log = base.log;
    this.#seq = base.seq;
  }
  get seq() {
    return this.#seq;
  }
  get(table, key) {
    this.#reads.add(footprintKey(table, key));
    return this.#table(table).get(key);
  }
  list(table, prefix = "") {
    this.#ranges.add(footprintKey(table, prefix));
    return this.#table(table).range(prefix);
  }
  byIndex(table, index, indexKey) {
    this.#ranges.add(footprintKey(table, `${index}=${indexKey}`));
    return this.#table(table).byIndex(index, indexKey);
  }
  /** Run `read` and tell which rows and ranges it looked at; they count for the whole transaction as well. */
  observe(read) {
    const [outerReads, outerRanges] = [this.#reads, this.#ranges];
    this.#reads = /* @__PURE__ */ new Set();
    this.#ranges = /* @__PURE__ */ new Set();
    try {
      const result = read();
      return { result, reads: [...patterns(this.#reads, false), ...patterns(this.#ranges, true)] };
    } finally {
      for (const key of this.#reads) outerReads.add(key);
      for (const key of this.#ranges) outerRanges.add(key);
      this.#reads = outerReads;
      this.#ranges = outerRanges;
    }
  }
  /** Run the kernel's own bookkeeping without leaving a footprint: it commutes by construction. */
  unrecorded(work) {
    const [reads, ranges, writes] = [this.#reads, this.#ranges, this.#writes];
    this.#reads = /* @__PURE__ */ new Set();
    this.#ranges = /* @__PURE__ */ new Set();
    this.#writes = /* @__PURE__ */ new Set();
    try {
      return work();
    } finally {
      this.#reads = reads;
      this.#ranges = ranges;
      this.#writes = writes;
    }
  }
  /** Insert or replace a row. `value` must be frozen JSON that nobody changes afterwards. */
  put(table, key, value) {
    if (value === void 0) throw new InvariantViolation(`put of undefined into ${table} ${key}`);
    this.#write(table, key, value);
  }
  /** Remove a row; absent rows are fine. */
  delete(table, key) {
    this.#write(table, key, void 0);
  }
  /** The next global revision (the resourceVersion of the write that asks). */
  nextRevision() {
    this.#revision += 1;
    return this.#revision;
  }
  /** The revision of the newest write. */
  get revision() {
    return this.#revision;
  }
  /** Append a log entry; returns its `seq`. Changes made afterwards are caused by it. */
  append(event, actor = this.actor) {
    this.#seq += 1;
    const entry = { seq: this.#seq, at: Math.max(this.now, this.base.now), actor, cause: this.cause, event };
    this.#log = { entry, previous: this.#log };
    return this.#seq;
  }
  /** A version 4 UUID that depends on (seed, actor, purpose, subject) and how often that was asked before. */
  mintUuid(actor, purpose, subject) {
    return this.#mint(actor, purpose, subject, toUuid);
  }
  /** `prefix` plus five characters, e.g. a pod name. */
  mintName(actor, purpose, subject, prefix) {
    return this.#mint(actor, purpose, subject, (id) => prefix + toNameSuffix(id));
  }
  /** Any text made from 32 hexadecimal digits; the text is what canonical forms rename. */
  mint(actor, purpose, subject, toText = (id) => id) {
    return this.#mint(actor, purpose, subject, toText);
  }
  footprint() {
    return { reads: this.#reads, ranges: this.#ranges, writes: this.#writes };
  }
  /** The new world. The transaction must not be used afterwards. */
  commit() {
    const base = this.base;
    let tables = base.tables;
    if (this.#tables.size > 0 && !this.#inPlace) {
      const copy = new Map(base.tables);
      for (const [name, table] of this.#tables) copy.set(name, table);
      tables = copy;
    }
    return new World({
      tables,
      now: Math.max(base.now, this.now),
      revision: this.#revision,
      seed: base.seed,
      log: this.#log,
      seq: this.#seq,
      transitions: base.transitions + 1
    });
  }
  /** Take back every write to a base that is written in place, as if this transaction had never been. */
  undo() {
    for (const { table, key, before } of [...this.changes].reverse()) this.#writable(table).write(key, before);
  }
  #mint(actor, purpose, subject, toText) {
    const key = `${actor}\0${purpose}\0${subject}`;
    const incarnation = (this.get(INCARNATIONS, key) ?? 0) + 1;
    this.put(INCARNATIONS, key, incarnation);
    const text = toText(mintId({ seed: this.base.seed, actor, purpose, subject, incarnation }));
    this.put(IDS, text, { actor, purpose, subject, incarnation });
    return text;
  }
  #write(table, key, value) {
    const current = this.#writable(table);
    const before = current.get(key);
    if (before === value) return;
    current.write(key, value);
    this.#writes.add(footprintKey(table, key));
    this.changes.push({ table, key, before, after: value, seq: this.#seq });
  }
  #table(name) {
    return this.#tables.get(name) ?? this.base.table(name);
  }
  #writable(name) {
    let table = this.#tables.get(name);
    if (table === void 0) {
      table = this.#inPlace ? this.base.table(name) : this.base.table(name).fork();
      this.#tables.set(name, table);
    }
    return table;
  }
};
function patterns(keys, range) {
  return [...keys].map((key) => {
    const split = key.indexOf("\0");
    const rest = key.slice(split + 1);
    return { table: key.slice(0, split), pattern: range && rest.includes("=") ? "" : rest, prefix: range };
  });
}
function matchesPattern(pattern, table, key) {
  if (pattern.table !== table) return false;
  return pattern.prefix ? key.startsWith(pattern.pattern) : key === pattern.pattern;
}

// twins/kernel/blocking.ts
function scheduleRequest(tx, process, request) {
  switch (request.kind) {
    case "call":
      putProcess(tx, process.pid, tx.now + portOf(tx.system, request.call.port).latencyMs, process.cause);
      return process;
    case "sleep":
      putTimeout(tx, process, request.ms, request.timer ?? "foreground");
      return process;
    case "waitUntil":
      if (Number.isFinite(request.timeoutMs)) {
        putTimeout(tx, process, request.timeoutMs, request.timer ?? "foreground");
      }
      return blockOnWait(tx, process, request, tx.now);
    case "join":
      return blockOnJoin(tx, process, request.pid);
    case "park":
      return { ...process, blocked: { on: "park", reads: [], since: tx.now, pollMs: 0 } };
    default:
      putProcess(tx, process.pid, tx.now, process.cause);
      return process;
  }
}
function evaluateWait(tx, request, actor) {
  return tx.observe(() => {
    const answers = request.reads.map(
      (read) => portOf(tx.system, read.port).handle(tx, read.payload, { actor })
    );
    return { answers, holds: request.predicate(answers) };
  });
}
function wakeBlocked(tx, changes) {
  const waiting = tx.unrecorded(() => tx.byIndex(PROCESSES, "blocked", ""));
  for (const { value: process } of waiting) {
    const blocked = process.blocked;
    if (blocked === null) continue;
    if (tx.get(AGENDA, labels.process(process.pid)) !== void 0) continue;
    if (!touches(blocked, changes)) continue;
    const request = pendingRequest(tx.system, process);
    if (request.kind === "join") wakeJoin(tx, process, request.pid);
    if (request.kind === "waitUntil") wakeWait(tx, process, blocked, request);
  }
}
function wakeJoin(tx, process, pid) {
  const target = tx.get(PROCESSES, pid);
  if (target === void 0 || target.exit !== null) putProcess(tx, process.pid, tx.now, tx.seq);
}
function wakeWait(tx, process, blocked, request) {
  if (evaluateWait(tx, request, actorOf(process)).result.holds) {
    putProcess(tx, process.pid, nextPoll(blocked, tx.now), tx.seq);
  }
}
function nextPoll(blocked, now) {
  if (blocked.pollMs <= 0) return now;
  return blocked.since + Math.ceil((now - blocked.since) / blocked.pollMs) * blocked.pollMs;
}
function blockOnWait(tx, process, request, since) {
  const { result, reads } = evaluateWait(tx, request, actorOf(process));
  if (result.holds) putProcess(tx, process.pid, tx.now, process.cause);
  return { ...process, blocked: { on: "wait", reads: uniquePatterns(reads), since, pollMs: request.pollMs } };
}
function blockOnJoin(tx, process, pid) {
  wakeJoin(tx, process, pid);
  const reads = [{ table: PROCESSES, pattern: pid, prefix: false }];
  return { ...process, blocked: { on: "join", reads, since: tx.now, pollMs: 0 } };
}
function touches(blocked, changes) {
  return blocked.reads.some(
    (read) => changes.some((change) => matchesPattern(read, change.table, change.key))
  );
}
function uniquePatterns(reads) {
  const ranges = reads.filter((read) => read.prefix);
  return reads.filter(
    (read) => read.prefix || !ranges.some((range) => range.table === read.table && read.pattern.startsWith(range.pattern))
  );
}
function putProcess(tx, pid, at, cause) {
  const target = { kind: "process", pid, timeout: false };
  tx.put(AGENDA, labels.process(pid), { at, class: "latency", target, cause });
}
function putTimeout(tx, { pid, cause }, ms, timer) {
  const target = { kind: "process", pid, timeout: true };
  tx.put(AGENDA, labels.timeout(pid), { at: tx.now + ms, class: timer, target, cause });
}

// twins/kernel/interpreter.ts
var EXIT_SIGKILL = 137;
var EXIT_SIGTERM = 143;
function startProcess(tx, spec) {
  if (tx.get(PROCESSES, spec.pid) !== void 0) {
    throw new InvariantViolation("a process with this pid exists already", spec.pid);
  }
  const { pid, program, args } = spec;
  const cause = tx.append({ kind: "process-started", pid, program, args });
  const process = {
    ...spec,
    journal: null,
    resume: null,
    step: 0,
    at: tx.now,
    pending: null,
    blocked: null,
    signal: null,
    report: null,
    stdout: "",
    stderr: "",
    exit: null,
    held: [],
    cause
  };
  const generator = openProgram(tx.system, process);
  return settleInline(tx, process, generator, () => generator.next());
}
function resumeProcess(tx, process, entry, held = []) {
  const generator = takeGenerator(tx.system, process);
  const remembered = journal(tx, process, entry);
  const next = {
    ...process,
    ...remembered,
    step: process.step + 1,
    at: tx.now,
    pending: null,
    blocked: null,
    signal: null,
    held: mergeHeld(process.held, held),
    // What a process does next is caused by what it has just done, or by what let it go on; not by what others did.
    cause: tx.seq > tx.base.seq ? tx.seq : tx.cause
  };
  clearAgenda(tx, process.pid);
  settleInline(tx, next, generator, () => deliver(generator, entry));
}
function checkpointProcess(tx, process, locals) {
  const generator = takeGenerator(tx.system, process);
  const next = {
    ...process,
    journal: null,
    resume: locals,
    step: process.step + 1,
    at: tx.now,
    held: []
  };
  clearAgenda(tx, process.pid);
  settleInline(tx, next, generator, () => generator.next(null));
}
function exitProcess(tx, process, exit) {
  clearAgenda(tx, process.pid);
  tx.append({ kind: "process-exited", pid: process.pid, ...exit });
  const ended = { ...process, exit, pending: null, blocked: null, signal: null, stdout: exit.stdout };
  tx.put(PROCESSES, process.pid, ended);
  if (exit.signal !== "SIGKILL") return;
  for (const child of tx.byIndex(PROCESSES, "parent", process.pid)) killProcess(tx, child.value);
}
function killProcess(tx, process) {
  if (process.exit !== null) return;
  exitProcess(tx, process, {
    code: EXIT_SIGKILL,
    signal: "SIGKILL",
    stdout: process.stdout,
    stderr: process.stderr
  });
}
function terminateProcess(tx, process) {
  if (process.exit !== null || process.signal !== null) return;
  const marked = { ...process, signal: "SIGTERM" };
  remember(marked, { generator: null, request: pendingRequest(tx.system, process) });
  tx.put(PROCESSES, process.pid, marked);
  putProcess(tx, process.pid, tx.now, tx.seq);
}
function viewProcess(process) {
  const { pid, exit, report, stdout } = process;
  return { pid, state: exit === null ? "running" : "exited", exit, report, stdout };
}
function performCall(tx, call, actor) {
  return portOf(tx.system, call.port).handle(tx, call.payload, { actor });
}
function clearAgenda(tx, pid) {
  tx.delete(AGENDA, labels.process(pid));
  tx.delete(AGENDA, labels.timeout(pid));
}
function settleInline(tx, started, generator, first) {
  let process = started;
  const limit = tx.system.limits.inlineRequests;
  let advance3 = first;
  for (let count = 0; count <= limit; count++) {
    const step2 = attempt(advance3);
    if (step2.kind === "signalled") return finish(tx, process, EXIT_SIGTERM, "SIGTERM");
    if (step2.kind === "lost")
      return finish(tx, appended(process, "stderr", "error: connection lost\n"), 1, null);
    if (step2.result.done) return finish(tx, process, step2.result.value, null);
    const request = step2.result.value;
    const inline = performInline(tx, process, request);
    if (inline === null) return stopAt(tx, process, generator, request);
    process = inline.process;
    advance3 = () => generator.next(inline.answer);
  }
  throw new LimitReached("inlineRequests", limit, `program ${process.program} never asks for a transition`);
}
function stopAt(tx, process, generator, request) {
  const waiting = scheduleRequest(tx, { ...process, pending: describeRequest(tx, request) }, request);
  remember(waiting, { generator, request });
  tx.put(PROCESSES, waiting.pid, waiting);
  return waiting;
}
function attempt(advance3) {
  try {
    return { kind: "step", result: advance3() };
  } catch (error) {
    if (error instanceof Cancelled) return { kind: "signalled" };
    if (error instanceof ConnectionLost) return { kind: "lost" };
    throw error;
  }
}
function finish(tx, process, code, signal) {
  exitProcess(tx, process, { code, signal, stdout: process.stdout, stderr: process.stderr });
  return process;
}
function performInline(tx, process, request) {
  switch (request.kind) {
    case "print":
      return { process: appended(process, request.stream, request.text), answer: null };
    case "note":
      tx.append({ kind: "note", text: request.text }, actorOf(process));
      return { process, answer: null };
    case "now":
      return remembering(tx, process, tx.now);
    case "mint":
      return remembering(tx, process, tx.mint(actorOf(process), request.purpose, request.subject));
    default:
      return null;
  }
}
function remembering(tx, process, answer) {
  return { process: { ...process, ...journal(tx, process, { kind: "value", value: answer }) }, answer };
}
function appended(process, stream, text) {
  return { ...process, [stream]: process[stream] + text };
}
function journal(tx, process, entry) {
  const previous = process.journal;
  const length = (previous?.length ?? 0) + 1;
  const limit = tx.system.limits.journalEntries;
  if (length > limit) {
    throw new LimitReached(
      "journalEntries",
      limit,
      `program ${process.program} needs a checkpoint in its loop`
    );
  }
  const digest = mixHash(previous?.digest ?? hashString("journal"), digestOf(tx, process, entry));
  return { journal: { entry, previous, length, digest } };
}
function digestOf(tx, process, entry) {
  if (entry.kind !== "value") return hashString(entry.kind);
  const name = process.pending?.port ?? null;
  const digest = name === null ? void 0 : portOf(tx.system, name).digest;
  return (digest ?? hashJson)(entry.value);
}
function describeRequest(tx, request) {
  if (request.kind === "call") {
    const text = `${request.call.port} ${portOf(tx.system, request.call.port).describe(request.call.payload)}`;
    return { kind: "call", text, port: request.call.port, payload: request.call.payload };
  }
  return { kind: request.kind, text: describeOther(request), port: null, payload: null };
}
function describeOther(request) {
  switch (request.kind) {
    case "sleep":
      return `sleep ${request.ms} ms`;
    case "spawn":
      return `spawn ${request.name}`;
    case "join":
      return `join ${request.pid}`;
    case "signal":
      return `signal ${request.signal} ${request.pid}`;
    case "waitUntil":
      return `wait up to ${request.timeoutMs} ms`;
    default:
      return request.kind;
  }
}
function mergeHeld(known, fresh) {
  if (fresh.length === 0) return known;
  const replaced = new Set(fresh.map((held) => `${held.table}\0${held.key}`));
  return [...known.filter((held) => !replaced.has(`${held.table}\0${held.key}`)), ...fresh];
}

// twins/kernel/effects.ts
function performShared(tx, request, actor) {
  switch (request.kind) {
    case "call":
      return performCall(tx, request.call, actor);
    case "spawn": {
      const pid = `${actor}/${request.name}`;
      startProcess(tx, { pid, program: request.program, args: request.args, parent: actor });
      return pid;
    }
    case "signal":
      sendSignal(tx, request.pid, request.signal);
      return null;
    case "inspect": {
      const target = tx.get(PROCESSES, request.pid);
      return target === void 0 ? null : asJson(viewProcess(target));
    }
    default:
      throw new InvariantViolation(`request ${request.kind} is not possible here`, actor);
  }
}
function sendSignal(tx, pid, signal) {
  const target = tx.get(PROCESSES, pid);
  if (target === void 0) return;
  if (signal === "SIGKILL") killProcess(tx, target);
  else terminateProcess(tx, target);
}

// twins/kernel/reconcile.ts
function enqueue(tx, controller, key, cause) {
  const label = labels.reconcile(controller.name, key);
  if (tx.get(AGENDA, label) !== void 0) return;
  if (tx.system.grain === "write" && tx.get(PROCESSES, processId(controller.name, key)) !== void 0) {
    tx.put(DIRTY, label, cause);
    return;
  }
  const target = { kind: "reconcile", controller: controller.name, key };
  tx.put(AGENDA, label, {
    at: tx.now + controller.latencyMs,
    class: "latency",
    target,
    cause
  });
}
function runReconcile(tx, label, name, key) {
  tx.delete(AGENDA, label);
  const controller = controllerNamed(tx, name);
  if (tx.system.grain === "write") {
    const pid = processId(name, key);
    startProcess(tx, { pid, program: CONTROLLER_PROGRAM + name, args: { key }, parent: "" });
    finishControllerProcess(tx, pid);
    return;
  }
  const reconcile = controller.reconcile(key, { profile: tx.system.profile });
  applyResult(tx, controller, key, runWhole(tx, controller, reconcile));
}
function restartController(tx, name) {
  const controller = controllerNamed(tx, name);
  for (const kind of [labels.reconcile(name, ""), labels.resync(name, "")]) {
    for (const row of tx.list(AGENDA, kind)) tx.delete(AGENDA, row.key);
  }
  for (const row of tx.list(FAILURES, failureKey(name, ""))) tx.delete(FAILURES, row.key);
  for (const row of tx.list(DIRTY, labels.reconcile(name, ""))) tx.delete(DIRTY, row.key);
  for (const row of tx.list(PROCESSES, processId(name, ""))) {
    dropProcess(tx, row.key);
  }
  for (const key of controller.initial(tx)) enqueue(tx, controller, key, tx.seq);
}
function finishControllerProcess(tx, pid) {
  const process = tx.get(PROCESSES, pid);
  if (process === void 0 || process.exit === null || !process.program.startsWith(CONTROLLER_PROGRAM))
    return;
  const name = process.program.slice(CONTROLLER_PROGRAM.length);
  const key = String(process.args["key"]);
  const label = labels.reconcile(name, key);
  tx.delete(PROCESSES, pid);
  const controller = controllerNamed(tx, name);
  if (process.exit.signal === null)
    applyResult(tx, controller, key, process.report);
  const dirty = tx.get(DIRTY, label);
  if (dirty === void 0) return;
  tx.delete(DIRTY, label);
  enqueue(tx, controller, key, dirty);
}
function controllerProgram(controller) {
  return {
    name: CONTROLLER_PROGRAM + controller.name,
    program: function* (args, context) {
      const result = yield* controller.reconcile(String(args["key"]), { profile: context.profile });
      yield { kind: "report", status: asJson(result) };
      return 0;
    }
  };
}
function controllerNamed(tx, name) {
  const controller = tx.system.controllers.get(name);
  if (controller === void 0) throw new InvariantViolation(`no controller ${name}`);
  return controller;
}
function processId(name, key) {
  return `reconcile:${name}:${key}`;
}
function failureKey(name, key) {
  return `${name} ${key}`;
}
function dropProcess(tx, pid) {
  tx.delete(AGENDA, labels.process(pid));
  tx.delete(AGENDA, labels.timeout(pid));
  tx.delete(PROCESSES, pid);
}
function runWhole(tx, controller, reconcile) {
  const limit = tx.system.limits.reconcileRequests;
  let next = reconcile.next();
  for (let count = 0; count < limit; count++) {
    if (next.done) return next.value;
    next = reconcile.next(performInReconcile(tx, controller.name, next.value));
  }
  throw new LimitReached("reconcileRequests", limit, `controller ${controller.name} does not end`);
}
function performInReconcile(tx, actor, request) {
  switch (request.kind) {
    case "now":
      return tx.now;
    case "mint":
      return tx.mint(actor, request.purpose, request.subject);
    case "note":
      tx.append({ kind: "note", text: request.text }, actor);
      return null;
    default:
      return performShared(tx, request, actor);
  }
}
function applyResult(tx, controller, key, result) {
  const label = labels.resync(controller.name, key);
  const failures = failureKey(controller.name, key);
  if (result.error !== void 0) {
    retry(tx, controller, key, result.error);
    return;
  }
  tx.delete(FAILURES, failures);
  if (result.requeueAfterMs === void 0) {
    tx.delete(AGENDA, label);
    return;
  }
  putTimer(tx, controller, key, result.requeueAfterMs, result.timer ?? "background");
}
function retry(tx, controller, key, message) {
  const failures = failureKey(controller.name, key);
  const count = tx.get(FAILURES, failures) ?? 0;
  const backoffMs = Math.min(controller.backoff.baseMs * 2 ** count, controller.backoff.maxMs);
  tx.put(FAILURES, failures, count + 1);
  tx.append({ kind: "reconcile-error", key, message, backoffMs }, controller.name);
  putTimer(tx, controller, key, backoffMs, "background");
}
function putTimer(tx, controller, key, ms, timer) {
  const target = { kind: "reconcile", controller: controller.name, key };
  const item = { at: tx.now + ms, class: timer, target, cause: tx.seq };
  tx.put(AGENDA, labels.resync(controller.name, key), item);
}

// twins/embedded/assemble.ts
function assemble(options) {
  const profile = resolveProfile(options.components, options.profile ?? {});
  const assembly = { components: options.components, profile };
  const controllers = options.components.flatMap((component) => component.controllers?.(assembly) ?? []);
  return {
    tables: options.components.flatMap((component) => component.tables ?? []),
    ports: byName(
      options.components.flatMap((component) => component.ports?.(assembly) ?? [])
    ),
    programs: new Map([
      ...programsOf(options.components),
      ...controllers.map(controllerProgram).map(toEntry)
    ]),
    controllers: byName(controllers),
    monitors: [
      ...options.components.flatMap((component) => component.monitors ?? []),
      ...options.monitors ?? []
    ],
    files: options.files ?? memoryFiles({}),
    profile,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    versionOf: (row) => row === void 0 ? "" : textAt(metadataOf(row), "resourceVersion"),
    grain: options.grain ?? "reconcile",
    alwaysReexecute: options.alwaysReexecute ?? false
  };
}
function resolveProfile(components, given) {
  const known = components.flatMap((component) => component.profiles ?? []);
  for (const key of Object.keys(given)) {
    if (known.some((profile) => profile.key === key)) continue;
    throw new RehearseError(`unknown profile ${key}`, {
      code: "unknown-profile",
      subject: key,
      remedy: `Use one of: ${known.map((profile) => profile.key).join(", ")}.`
    });
  }
  const resolved = {};
  for (const profile of known) {
    const version = given[profile.key] ?? profile.default;
    profile.check(version);
    resolved[profile.key] = version;
  }
  return resolved;
}
function toolProgramName(binary) {
  return `tool:${binary}`;
}
function programsOf(components) {
  return components.flatMap((component) => [
    ...Object.entries(component.tools ?? {}).map(
      ([binary, program]) => [toolProgramName(binary), program]
    ),
    ...(component.images ?? []).flatMap(imagePrograms),
    ...Object.entries(component.programs ?? {})
  ]);
}
function toEntry(named) {
  return [named.name, named.program];
}
function byName(items) {
  const map = /* @__PURE__ */ new Map();
  for (const item of items) {
    if (map.has(item.name)) throw new InvariantViolation(`${item.name} is registered twice`);
    map.set(item.name, item);
  }
  return map;
}

// twins/kernel/propagate.ts
var SILENT = /* @__PURE__ */ new Set([AGENDA, DIRTY, FAILURES, IDS, INCARNATIONS, MONITORS]);
var subscriptionsCache = /* @__PURE__ */ new WeakMap();
function propagate(tx) {
  const { watches, monitors } = subscriptionsOf(tx.system);
  let from = 0;
  while (from < tx.changes.length) {
    const changes = tx.changes.slice(from).filter((change) => !SILENT.has(change.table));
    from = tx.changes.length;
    if (changes.length === 0) return;
    for (const change of changes) {
      for (const { controller, watch: watch2 } of watches.get(change.table) ?? []) wake(tx, controller, watch2, change);
      for (const monitor of monitors.get(change.table) ?? []) tx.unrecorded(() => feed(tx, monitor, change));
    }
    wakeBlocked(tx, changes);
  }
}
function wake(tx, controller, watch2, change) {
  if (watch2.prefix !== void 0 && !change.key.startsWith(watch2.prefix)) return;
  for (const key of watch2.map(change, tx)) enqueue(tx, controller, key, change.seq);
}
function feed(tx, monitor, change) {
  const before = tx.get(MONITORS, monitor.name) ?? monitor.init;
  const after = monitor.step(before, change, tx);
  if (after !== before) tx.put(MONITORS, monitor.name, after);
}
function subscriptionsOf(system) {
  const known = subscriptionsCache.get(system);
  if (known !== void 0) return known;
  const watches = /* @__PURE__ */ new Map();
  for (const controller of system.controllers.values()) {
    for (const watch2 of controller.watches) {
      watches.set(watch2.table, [...watches.get(watch2.table) ?? [], { controller, watch: watch2 }]);
    }
  }
  const monitors = /* @__PURE__ */ new Map();
  for (const monitor of system.monitors) {
    for (const table of monitor.tables) monitors.set(table, [...monitors.get(table) ?? [], monitor]);
  }
  const subscriptions = { watches, monitors };
  subscriptionsCache.set(system, subscriptions);
  return subscriptions;
}

// twins/kernel/transition.ts
function step(system, world, label, inPlace = false) {
  const item = world.get(AGENDA, label);
  if (item === void 0) throw new InvariantViolation(`no transition ${label} is enabled`);
  const tx = new Transaction(system, world, {
    actor: actorOfItem(world, item),
    now: item.at,
    cause: item.cause,
    inPlace
  });
  try {
    runItem(tx, label, item);
    return finishStep(tx);
  } catch (error) {
    if (inPlace && error instanceof EffectPending) tx.undo();
    throw error;
  }
}
function finishStep(tx) {
  propagate(tx);
  return { world: tx.commit(), footprint: tx.footprint() };
}
function actorOfItem(world, { target }) {
  if (target.kind === "reconcile") return target.controller;
  const process = world.get(PROCESSES, target.pid);
  return process === void 0 ? target.pid : actorOf(process);
}
function runItem(tx, label, item) {
  if (item.target.kind === "reconcile") {
    runReconcile(tx, label, item.target.controller, item.target.key);
    return;
  }
  tx.delete(AGENDA, label);
  const process = tx.get(PROCESSES, item.target.pid);
  if (process === void 0 || process.exit !== null) return;
  if (process.signal !== null) resumeProcess(tx, process, { kind: "cancelled", signal: process.signal });
  else runRequest(tx, process, pendingRequest(tx.system, process), item.target.timeout);
  finishControllerProcess(tx, process.pid);
}
function runRequest(tx, process, request, timeout) {
  switch (request.kind) {
    case "waitUntil": {
      const { answers, holds } = evaluateWait(tx, request, actorOf(process)).result;
      if (holds || timeout) resumeValue(tx, process, asJson({ timedOut: !holds, answers }));
      else tx.put(PROCESSES, process.pid, blockOnWait(tx, process, request, process.blocked?.since ?? tx.now));
      return;
    }
    case "join": {
      const target = tx.get(PROCESSES, request.pid);
      if (target === void 0)
        throw new InvariantViolation(`join of unknown process ${request.pid}`, process.pid);
      if (target.exit !== null) resumeValue(tx, process, asJson(target.exit));
      return;
    }
    case "checkpoint":
      checkpointProcess(tx, process, request.locals);
      return;
    default:
      runEffect(tx, process, request);
  }
}
function runEffect(tx, process, request) {
  switch (request.kind) {
    case "call": {
      const answer = performCall(tx, request.call, actorOf(process));
      const held = portOf(tx.system, request.call.port).held?.(request.call.payload, answer) ?? [];
      resumeProcess(tx, process, { kind: "value", value: answer }, held);
      return;
    }
    case "sleep":
      resumeValue(tx, process, null);
      return;
    case "report":
      resumeValue(tx, { ...process, report: request.status }, null);
      return;
    default:
      resumeValue(tx, process, performShared(tx, request, actorOf(process)));
  }
}
function resumeValue(tx, process, value) {
  resumeProcess(tx, process, { kind: "value", value });
}

// twins/kernel/boot.ts
function bootWorld(system, seed) {
  return transact(system, emptyWorld(system, seed), "boot", (tx) => {
    for (const monitor of system.monitors) tx.put(MONITORS, monitor.name, monitor.init);
    for (const controller of system.controllers.values()) {
      for (const key of controller.initial(tx)) enqueue(tx, controller, key, tx.seq);
    }
  });
}
function transact(system, world, actor, change) {
  const tx = new Transaction(system, world, { actor, now: world.now, cause: world.seq });
  change(tx);
  return finishStep(tx).world;
}
function launch(system, world, pid, program, args) {
  return transact(system, world, pid, (tx) => {
    startProcess(tx, { pid, program, args, parent: "" });
  });
}
function findProcess(world, pid) {
  return world.get(PROCESSES, pid);
}

// twins/kernel/faults.ts
var NO_FAULTS = { crashes: 0, stalls: 0, processes: [], controllers: [] };
var PROCESS_FAULTS = ["kill-before", "kill-after", "terminate", "lose-response"];
function faultsAt(system, world, budget) {
  const faults = [];
  const add = (label) => faults.push({ label, kind: "fault" });
  if (budget.crashes > 0) {
    for (const process of runningProcesses(world, budget)) {
      for (const fault of processFaults(system, world, process)) add(`${fault} ${process.pid}`);
    }
    for (const name of budget.controllers) add(`restart ${name}`);
  }
  if (budget.stalls > 0) {
    for (const name of stallable(world, budget)) add(`stall ${name}`);
  }
  return faults;
}
function applyFault(system, world, label, budget) {
  const space = label.indexOf(" ");
  const fault = label.slice(0, space);
  const target = label.slice(space + 1);
  const tx = new Transaction(system, world, {
    actor: target,
    now: faultTime(world, target),
    cause: world.seq
  });
  tx.append({ kind: "fault", fault, target });
  if (fault === "stall") stall(tx, target);
  else if (fault === "restart") restartController(tx, target);
  else crash(tx, fault, target);
  const left = fault === "stall" ? { ...budget, stalls: budget.stalls - 1 } : { ...budget, crashes: budget.crashes - 1 };
  return { world: finishStep(tx).world, budget: left };
}
function runningProcesses(world, budget) {
  return world.list(PROCESSES).map((row) => row.value).filter(
    (process) => process.exit === null && budget.processes.some((root) => isWithin(process.pid, root))
  );
}
function isWithin(pid, root) {
  return pid === root || pid.startsWith(`${root}/`);
}
function processFaults(system, world, process) {
  const due = world.get(AGENDA, labels.process(process.pid)) !== void 0;
  if (!due || pendingRequest(system, process).kind !== "call") return ["kill-before", "terminate"];
  return PROCESS_FAULTS;
}
function crash(tx, fault, pid) {
  const process = tx.get(PROCESSES, pid);
  if (process === void 0 || process.exit !== null)
    throw new InvariantViolation(`no running process ${pid}`);
  switch (fault) {
    case "kill-before":
      killProcess(tx, process);
      return;
    case "kill-after":
      makeEffect(tx, process);
      killProcess(tx, process);
      return;
    case "terminate":
      terminateProcess(tx, process);
      return;
    case "lose-response":
      makeEffect(tx, process);
      resumeProcess(tx, process, { kind: "connection-lost" });
      return;
    default:
      throw new InvariantViolation(`unknown fault ${fault}`, pid);
  }
}
function makeEffect(tx, process) {
  const request = pendingRequest(tx.system, process);
  if (request.kind !== "call")
    throw new InvariantViolation("only calls have an effect to survive", process.pid);
  performCall(tx, request.call, actorOf(process));
}
function stallable(world, budget) {
  if (nextTimer(world) === void 0) return [];
  const names = /* @__PURE__ */ new Set();
  for (const { value } of world.table(AGENDA).allByIndex("latency")) {
    const target = value.target;
    if (target.kind === "reconcile" && budget.controllers.includes(target.controller))
      names.add(target.controller);
  }
  return [...names].sort();
}
function stall(tx, controller) {
  const timer = nextTimer(tx.base);
  if (timer === void 0) return;
  for (const { key, value } of tx.list(AGENDA, labels.reconcile(controller, ""))) {
    tx.put(AGENDA, key, { ...value, class: "foreground", at: Math.max(value.at, timer.at + 1) });
  }
}
function nextTimer(world) {
  const agenda = world.table(AGENDA);
  const foreground = agenda.firstByIndex("foreground")?.value;
  const background = agenda.firstByIndex("background")?.value;
  if (foreground === void 0 || background === void 0) return foreground ?? background;
  return foreground.at <= background.at ? foreground : background;
}
function faultTime(world, pid) {
  const item = world.get(AGENDA, labels.process(pid));
  return item === void 0 ? world.now : Math.max(world.now, item.at);
}

// twins/kernel/quiet.ts
var WATCHING = "watching";
function skipQuiet(system, world, next) {
  if (next.value.class === "latency") return world;
  const watched = concludeWatch(system, world);
  if (latencyPending(watched)) return watched;
  const state = stateDigest(watched);
  const due = watched.table(AGENDA).firstByIndex("background");
  if (due === void 0 || due.key !== next.key) return watched;
  if (due.value.quiet !== state) return watch(system, watched, due.key, state);
  return postpone(system, watched, state);
}
function stateHash(world) {
  let hash = ZERO_HASH;
  for (const table of world.tables.values()) if (!table.spec.bookkeeping) hash = addHash(hash, table.hash);
  return hash;
}
function stateDigest(world) {
  return hashToHex(stateHash(world));
}
function concludeWatch(system, world) {
  const watching = world.get(QUIET, WATCHING);
  if (watching === void 0) return world;
  return bookkeep(system, world, (tx) => {
    tx.delete(QUIET, WATCHING);
    if (latencyPending(world) || watching.state !== stateDigest(world)) return;
    const item = tx.get(AGENDA, watching.label);
    if (item?.class === "background") tx.put(AGENDA, watching.label, { ...item, quiet: watching.state });
  });
}
function latencyPending(world) {
  return world.table(AGENDA).firstByIndex("latency") !== void 0;
}
function watch(system, world, label, state) {
  return bookkeep(system, world, (tx) => tx.put(QUIET, WATCHING, { state, label }));
}
function postpone(system, world, state) {
  const agenda = world.table(AGENDA);
  const background = agenda.allByIndex("background");
  const quiet = background.filter((row) => row.value.quiet === state);
  const until = Math.min(
    agenda.firstByIndex("foreground")?.value?.at ?? Number.POSITIVE_INFINITY,
    background.find((row) => row.value.quiet !== state)?.value.at ?? Number.POSITIVE_INFINITY
  );
  const early = quiet.filter((row) => row.value.at < until);
  if (!Number.isFinite(until) || early.length === 0) return world;
  return bookkeep(system, world, (tx) => {
    tx.append({ kind: "skipped", timers: early.map((row) => row.key), until }, "clock");
    moveBehind(tx, early, until, 1);
  });
}
function moveBehind(tx, timers, until, gapMs) {
  for (const { key, value } of timers)
    tx.put(AGENDA, key, { ...value, at: until + Math.max(gapMs, value.at - tx.base.now) });
}
function bookkeep(system, world, change) {
  const tx = new Transaction(system, world, { actor: "clock", now: world.now, cause: world.seq });
  tx.unrecorded(() => change(tx));
  return tx.commit();
}

// twins/kernel/scheduler.ts
function nextTransition(world, background) {
  const agenda = world.table(AGENDA);
  const latency = agenda.firstByIndex("latency");
  const foreground = agenda.firstByIndex("foreground");
  if (latency === void 0 && foreground === void 0 && !background) return void 0;
  const resync = agenda.firstByIndex("background");
  return earlier(earlier(latency, foreground), resync);
}
function enabledTransitions(world, background) {
  const first = nextTransition(world, background);
  if (first === void 0) return [];
  const agenda = world.table(AGENDA);
  const latency = agenda.allByIndex("latency");
  const horizon = latency[0]?.value.at ?? first.value.at;
  const timers = ["foreground", "background"].flatMap(
    (index) => agenda.allByIndex(index).filter(
      (row) => row.value.at <= Math.max(world.now, horizon)
    )
  );
  return [first, ...[...latency, ...timers].filter((row) => row.key !== first.key).sort(byTime)];
}
function run(system, start, options = {}) {
  const schedule = [];
  let world = start;
  let faults = options.faults ?? NO_FAULTS;
  const limit = system.limits.transitions;
  for (let count = 0; count < limit; count++) {
    if (options.until?.(world)) return { world, reason: "until", schedule, faults };
    const first = count === 0 ? options.chosen : void 0;
    let next = nextTransition(world, options.background ?? false);
    if (next !== void 0 && options.skipQuiet && first === void 0) {
      world = skipQuiet(system, world, next);
      next = nextTransition(world, options.background ?? false);
    }
    if (next === void 0) return { world, reason: "quiescent", schedule, faults };
    if (options.deadlineMs !== void 0 && next.value.at > options.deadlineMs) {
      return { world, reason: "deadline", schedule, faults };
    }
    const chosen = first ?? choose(system, world, next.key, options, faults);
    const taken = take(system, world, chosen, options, faults);
    if (taken instanceof EffectPending) {
      return { world, reason: "pending", effect: taken.effect, chosen, schedule, faults };
    }
    if (options.chooser) schedule.push(chosen.choice);
    world = taken.world;
    faults = taken.budget;
    options.onStep?.(world, chosen.choice.label);
  }
  throw new LimitReached("transitions", limit, "Raise the limit, or look for a loop that makes no progress.");
}
function* running(system, start, options = {}) {
  const schedule = [];
  let result = run(system, start, options);
  while (result.reason === "pending") {
    schedule.push(...result.schedule);
    yield result.effect;
    const { world, chosen, faults } = result;
    result = run(system, world, { ...options, faults, chosen });
  }
  return { ...result, schedule: [...schedule, ...result.schedule] };
}
function take(system, world, { choice, fault }, options, faults) {
  try {
    if (fault) return applyFault(system, world, choice.label, faults);
    return { world: step(system, world, choice.label, options.inPlace).world, budget: faults };
  } catch (error) {
    if (error instanceof EffectPending) return error;
    throw error;
  }
}
function choose(system, world, nominal, options, faults) {
  if (options.chooser === void 0) return { choice: { label: nominal, alternatives: 1 }, fault: false };
  const transitions = enabledTransitions(world, options.background ?? false).map(
    (row) => ({ label: row.key, kind: "transition" })
  );
  const alternatives = [...transitions, ...faultsAt(system, world, faults)];
  const index = options.chooser.choose(alternatives, world);
  const taken = alternatives[index];
  if (taken === void 0)
    throw new LimitReached("alternatives", alternatives.length, "A chooser answered out of range.");
  return { choice: { label: taken.label, alternatives: alternatives.length }, fault: taken.kind === "fault" };
}
function earlier(x, y) {
  if (x === void 0 || y === void 0) return x ?? y;
  return byTime(x, y) <= 0 ? x : y;
}
function byTime(x, y) {
  return x.value.at - y.value.at || (x.key < y.key ? -1 : x.key > y.key ? 1 : 0);
}

// twins/kernel/canonical.ts
var CounterCollector = class {
  #counters = [];
  counter(scope, value) {
    this.#counters.push({ scope, value });
    return null;
  }
  /** What was named so far. */
  counters() {
    return this.#counters;
  }
  /** Second pass: answers with ranks. */
  ranks() {
    const scopes = /* @__PURE__ */ new Map();
    for (const { scope, value } of this.#counters) {
      const known = scopes.get(scope);
      if (known === void 0) scopes.set(scope, /* @__PURE__ */ new Set([value]));
      else known.add(value);
    }
    const ranks = /* @__PURE__ */ new Map();
    for (const [scope, values] of scopes) {
      const sorted = [...values].sort((x, y) => x - y);
      ranks.set(scope, new Map(sorted.map((value, rank) => [value, rank])));
    }
    return { counter: (scope, value) => ranks.get(scope)?.get(value) ?? null };
  }
};
var WORD = /[A-Za-z0-9][A-Za-z0-9.-]*/g;
function renameWords(value, rename) {
  if (typeof value === "string") return renameText(value, rename);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => renameWords(item, rename));
  const renamed = {};
  for (const [key, child] of Object.entries(value))
    renamed[renameText(key, rename)] = renameWords(child, rename);
  return renamed;
}
function renameText(text, rename) {
  return text.replace(WORD, (word) => rename(word) ?? word);
}
function collectWords(value, into) {
  if (typeof value === "string") {
    for (const match of value.matchAll(WORD)) into.add(match[0]);
  } else if (Array.isArray(value)) {
    for (const item of value) collectWords(item, into);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      collectWords(key, into);
      collectWords(child, into);
    }
  }
}

// twins/kernel/canonical-names.ts
function nameIds(world, rows) {
  const ids = new Set(rows.flatMap((row) => row.ids));
  const members = [...ids].map((id) => memberOf(world, id));
  const ranks = rankRoots(world, rows, members);
  const names = /* @__PURE__ */ new Map();
  for (const [base, group] of groupBy(members, ({ lineage }) => lineage.base)) {
    group.sort((x, y) => byRoots(ranks, x, y) || byAge(x, y));
    group.forEach(({ id }, rank) => {
      names.set(id, `<${base}:${rank}>`);
    });
  }
  return names;
}
function rankRoots(world, rows, members) {
  const roots = new Set(members.flatMap(({ lineage }) => lineage.roots));
  const groups = groupBy(
    [...roots].map((root) => memberOf(world, root)),
    ({ lineage }) => lineage.base
  );
  const siblings = [...groups.values()].filter((group) => group.length > 1);
  if (siblings.length === 0) return /* @__PURE__ */ new Map();
  const marks = describeRoots(world, rows, new Set(siblings.flat().map(({ id }) => id)));
  const ranks = /* @__PURE__ */ new Map();
  for (const group of siblings) {
    const described = group.map((member) => ({ member, mark: hashToHex(marks.get(member.id) ?? ZERO_HASH) }));
    described.sort((x, y) => compareKeys(x.mark, y.mark) || byAge(x.member, y.member));
    described.forEach(({ member }, rank) => {
      ranks.set(member.id, rank);
    });
  }
  return ranks;
}
function describeRoots(world, rows, wanted) {
  const marks = /* @__PURE__ */ new Map();
  for (const row of rows) {
    const about = new Set(row.ids.flatMap((id) => lineageOf(world, id).roots).filter((id) => wanted.has(id)));
    for (const root of about) {
      const hash = row.hashAbout(root, (id) => {
        const { base, roots } = lineageOf(world, id);
        return roots.includes(root) ? `<${base}:*>` : `<${base}>`;
      });
      marks.set(root, addHash(marks.get(root) ?? ZERO_HASH, hash));
    }
  }
  return marks;
}
function byRoots(ranks, x, y) {
  for (const [index, root] of x.lineage.roots.entries()) {
    const order = (ranks.get(root) ?? 0) - (ranks.get(y.lineage.roots[index] ?? "") ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
function byAge(x, y) {
  return x.incarnation - y.incarnation || compareKeys(x.id, y.id);
}
function memberOf(world, id) {
  const { incarnation } = world.get(IDS, id);
  return { id, incarnation, lineage: lineageOf(world, id) };
}
var MAX_DEPTH = 8;
var lineages = /* @__PURE__ */ new WeakMap();
function lineageOf(world, id, depth = 0) {
  const minted = world.get(IDS, id);
  const known = lineages.get(minted);
  if (known !== void 0) return known;
  const roots = /* @__PURE__ */ new Set();
  const subject = renameText(minted.subject, (word) => {
    if (depth >= MAX_DEPTH || world.get(IDS, word) === void 0) return void 0;
    const inner = lineageOf(world, word, depth + 1);
    for (const root of inner.roots) roots.add(root);
    return inner.base;
  });
  const lineage = { base: `${minted.purpose} ${subject}`, roots: roots.size === 0 ? [id] : [...roots] };
  lineages.set(minted, lineage);
  return lineage;
}
function groupBy(items, keyOf) {
  const groups = /* @__PURE__ */ new Map();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === void 0) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}

// twins/kernel/canonical-form.ts
var forms = /* @__PURE__ */ new WeakMap();
function canonicalHashes(world) {
  const rows = countedRows(world);
  const answers = answersFor(world, rows);
  return rows.map((row) => {
    const wanted = describeAnswers(row.form, answers);
    if (row.form.latest?.answers !== wanted) {
      row.form.latest = { answers: wanted, hash: hashRow(canonicalRow(row, answers)) };
    }
    return row.form.latest.hash;
  });
}
function hashRow({ table, key, value }) {
  return mixHash(hashString(table), mixHash(hashString(key), hashJson(value)));
}
function canonicalRow({ spec, key, value }, { names, ranks }) {
  const rename = (word) => names.get(word);
  const projected = spec.canonical ? spec.canonical(value, key, ranks) : value;
  const shown = spec.canonicalKey?.(value, key, ranks) ?? key;
  return { table: spec.name, key: renameText(shown, rename), value: renameWords(projected, rename) };
}
function describeAnswers(form, { names, ranks }) {
  if (form.ids.length === 0 && form.counters.length === 0) return "";
  return `${form.ids.map((id) => names.get(id)).join("\0")}${describeCounters(form, ranks)}`;
}
function describeCounters({ counters }, ranks) {
  return counters.map(({ scope, value }) => String(ranks.counter(scope, value))).join("\0");
}
function countedRows(world) {
  const rows = [];
  for (const table of world.tables.values()) {
    if (table.spec.bookkeeping) continue;
    for (const { key, value } of table.range("")) {
      const form = formOf(world, table, key, value);
      if (form !== null) rows.push({ spec: table.spec, key, value, form });
    }
  }
  return rows;
}
function formOf(world, table, key, value) {
  const known = typeof value === "object" && value !== null ? forms.get(value) : void 0;
  if (known !== void 0) return known === UNCOUNTED ? null : known;
  const form = makeForm(world, table.spec, key, value);
  if (typeof value === "object" && value !== null) forms.set(value, form);
  return form === UNCOUNTED ? null : form;
}
var UNCOUNTED = { ids: [], counters: [], latest: null, about: null };
function makeForm(world, spec, key, value) {
  const collector = new CounterCollector();
  const projected = spec.canonical ? spec.canonical(value, key, collector) : value;
  if (projected === null) return UNCOUNTED;
  const words = /* @__PURE__ */ new Set();
  collectWords(spec.canonicalKey?.(value, key, collector) ?? key, words);
  collectWords(projected, words);
  const ids = [...words].filter((word) => world.get(IDS, word) !== void 0);
  return { ids, counters: collector.counters(), latest: null, about: null };
}
function answersFor(world, rows) {
  const collector = new CounterCollector();
  for (const { form } of rows) for (const { scope, value } of form.counters) collector.counter(scope, value);
  const ranks = collector.ranks();
  const naming = rows.filter(({ form }) => form.ids.length > 0).map((row) => ({
    ids: row.form.ids,
    hashAbout: (root, call) => hashAbout(row, ranks, root, call)
  }));
  return { names: nameIds(world, naming), ranks };
}
function hashAbout(row, ranks, root, call) {
  const { form } = row;
  const answers = describeCounters(form, ranks);
  if (form.about?.answers !== answers) form.about = { answers, hashes: /* @__PURE__ */ new Map() };
  const known = form.about.hashes.get(root);
  if (known !== void 0) return known;
  const names = new Map(form.ids.map((id) => [id, call(id)]));
  const hash = hashRow(canonicalRow(row, { names, ranks }));
  form.about.hashes.set(root, hash);
  return hash;
}

// twins/kernel/fingerprint.ts
function exactFingerprint(system, world) {
  let hash = ZERO_HASH;
  for (const table of world.tables.values()) hash = addHash(hash, table.hash);
  for (const { key, value } of world.list(AGENDA)) {
    hash = addHash(hash, hashString(`${key} ${value.class} ${value.at - world.now}`));
  }
  for (const { value } of world.list(PROCESSES))
    hash = addHash(hash, freshness(system, world, value));
  return hash;
}
function canonicalFingerprint(world) {
  return canonicalHashes(world).reduce(addHash, ZERO_HASH);
}
function freshness(system, world, process) {
  if (process.exit !== null || process.held.length === 0) return ZERO_HASH;
  let hash = ZERO_HASH;
  for (const held of process.held) {
    const fresh = system.versionOf(world.get(held.table, held.key)) === held.version;
    if (!fresh) hash = addHash(hash, hashString(`${process.pid} holds a stale ${held.table} ${held.key}`));
  }
  return hash;
}

// twins/kernel/log.ts
function logEntries(log, after = 0) {
  const entries = [];
  for (let node = log; node !== null && node.entry.seq > after; node = node.previous) entries.push(node.entry);
  return entries.reverse();
}

// twins/kernel/background.ts
function* advance(system, world, drive2, schedule) {
  const result = yield* running(system, world, drive2);
  schedule.push(...result.schedule);
  return result.world;
}
function* fireBackground(system, start, { digest, ...drive2 }, schedule) {
  const unfired = new Set(timersUntil(start, drive2.deadlineMs).map((row) => row.key));
  if (unfired.size === 0) return "nothing";
  const quiet = /* @__PURE__ */ new Set();
  let last = digest(start);
  let world = start;
  let changed = false;
  const limit = system.limits.transitions;
  for (let count = 0; count < limit && unfired.size > 0; count++) {
    const armed = timersUntil(world, drive2.deadlineMs);
    const due = armed.find((row) => !quiet.has(row.key));
    if (due === void 0 || !armed.some((row) => unfired.has(row.key))) break;
    const ready = postpone2(system, world, armed, quiet, due.value.at);
    const fired = /* @__PURE__ */ new Set();
    world = yield* fireDue(system, ready, { ...drive2, deadlineMs: due.value.at }, schedule, fired);
    const now = digest(world);
    if (!hashEquals(now, last)) {
      changed = true;
      quiet.clear();
    }
    for (const label of fired) {
      if (hashEquals(now, last)) quiet.add(label);
      unfired.delete(label);
    }
    last = now;
  }
  return { world, changed };
}
function* fireDue(system, world, drive2, schedule, fired) {
  const onStep = (_world, label) => void fired.add(label);
  const result = yield* running(system, world, { ...drive2, background: true, onStep });
  schedule.push(...result.schedule);
  return yield* advance(system, result.world, { ...drive2, deadlineMs: Number.POSITIVE_INFINITY }, schedule);
}
function postpone2(system, world, armed, quiet, until) {
  const early = armed.filter((row) => quiet.has(row.key) && row.value.at < until);
  if (early.length === 0) return world;
  const tx = new Transaction(system, world, { actor: "settle", now: world.now, cause: world.seq });
  moveBehind(tx, early, until, 0);
  return tx.commit();
}
function canonicalDigest() {
  let known;
  return (world) => {
    const tables = stateHash(world);
    if (known === void 0 || !hashEquals(known.tables, tables)) {
      known = { tables, canonical: canonicalFingerprint(world) };
    }
    return known.canonical;
  };
}
function backgroundTimers(world) {
  return world.table(AGENDA).allByIndex("background");
}
function timersUntil(world, deadlineMs) {
  return backgroundTimers(world).filter((row) => row.value.at <= deadlineMs);
}

// twins/kernel/settle.ts
function settle(system, start, options = {}) {
  return driveNow(settling(system, start, options));
}
function* settling(system, start, options = {}) {
  const horizonMs = start.now + (options.horizonMs ?? system.limits.settleHorizonMs);
  const chooser = options.chooser === void 0 ? {} : { chooser: options.chooser };
  const schedule = [];
  let world = yield* advance(system, start, { ...chooser, deadlineMs: horizonMs }, schedule);
  const visits = /* @__PURE__ */ new Map();
  const digest = canonicalDigest();
  let changing = false;
  for (let round = 0; round < system.limits.settleRounds; round++) {
    visits.set(hashToHex(digest(world)), { at: world.now, seq: world.seq });
    const fired = yield* fireBackground(
      system,
      world,
      { ...chooser, deadlineMs: horizonMs, digest },
      schedule
    );
    if (fired === "nothing") {
      if (changing && backgroundTimers(world).length > 0) break;
      return { world, schedule, outcome: "settled" };
    }
    changing = fired.changed;
    const previous = world;
    world = fired.world;
    if (!changing) return { world, schedule, outcome: "settled" };
    const visit = visits.get(hashToHex(digest(world)));
    if (visit !== void 0 && world.seq > visit.seq) {
      const cycle = { periodMs: world.now - visit.at, from: visit.seq, to: world.seq };
      return { world, schedule, outcome: "diverges", cycle };
    }
    if (world.now >= horizonMs || world === previous) break;
  }
  return { world, schedule, outcome: "horizon", horizonMs: horizonMs - start.now };
}

// twins/embedded/explorable.ts
var KERNEL = "kernel.";
function explorableWorlds(system) {
  const steps = rememberedSteps(system);
  return {
    controllers: [...system.controllers.keys()].sort(),
    nominal: (world) => {
      const next = nextTransition(world, false);
      if (next === void 0) return null;
      const state = skipQuiet(system, world, next);
      const after = nextTransition(state, false);
      return after === void 0 ? null : { state, label: after.key };
    },
    enabled: (world, budget) => [
      ...enabledTransitions(world, false).map((row) => ({ label: row.key, kind: "transition" })),
      ...faultsAt(system, world, budget)
    ],
    withoutEffect: (world) => findWithoutEffect(system, world, steps),
    take: (world, { label, kind }, budget) => {
      if (kind === "fault") {
        const faulted = applyFault(system, world, label, budget);
        return { state: faulted.world, budget: faulted.budget, footprint: null };
      }
      const { world: state, footprint } = steps(world, label);
      return { state, budget, footprint };
    },
    exact: (world) => exactFingerprint(system, world),
    canonical: canonicalFingerprint,
    transitions: (world) => world.transitions,
    forget: (world, pid) => forget(system, world, pid)
  };
}
function rememberedSteps(system) {
  const known = /* @__PURE__ */ new WeakMap();
  return (world, label) => {
    const steps = known.get(world) ?? /* @__PURE__ */ new Map();
    known.set(world, steps);
    const taken = steps.get(label) ?? step(system, world, label);
    steps.set(label, taken);
    return taken;
  };
}
function findWithoutEffect(system, world, steps) {
  const rows = world.table(AGENDA).allByIndex("latency");
  for (const { key, value } of rows) {
    if (value.target.kind !== "reconcile") continue;
    const { footprint } = steps(world, key);
    const own = footprintKey(AGENDA, key);
    if ([...footprint.writes].every((write) => write === own) && isWoken(system, world, value.target, footprint))
      return key;
  }
  return null;
}
function isWoken(system, world, { controller: name, key }, footprint) {
  const controller = system.controllers.get(name);
  if (controller === void 0) return false;
  for (const read of [...footprint.reads, ...footprint.ranges]) {
    const at = read.indexOf("\0");
    const [table, row] = [read.slice(0, at), read.slice(at + 1)];
    if (table.startsWith(KERNEL)) continue;
    const watches = controller.watches.filter(
      (watch2) => watch2.table === table && row.startsWith(watch2.prefix ?? "")
    );
    const value = world.get(table, row);
    const change = { table, key: row, before: value, after: value, seq: 0 };
    const wakes = value === void 0 ? watches.length > 0 : watches.some((watch2) => watch2.map(change, world).includes(key));
    if (!wakes) return false;
  }
  return true;
}
function forget(system, world, pid) {
  const tx = new Transaction(system, world, { actor: "operator", now: world.now, cause: world.seq });
  tx.delete(PROCESSES, pid);
  tx.delete(AGENDA, labels.process(pid));
  tx.delete(AGENDA, labels.timeout(pid));
  for (const { key } of tx.list(PROCESSES, `${pid}/`)) tx.delete(PROCESSES, key);
  return tx.commit();
}

// twins/embedded/embedded-twin.ts
function createEmbeddedTwin(system, checks = []) {
  return {
    name: "embedded",
    capabilities: { branch: true, virtualTime: true, faults: true },
    profile: system.profile,
    start: (world, pid, command) => launch(system, world, pid, programOf(system, command), command),
    advance: (world, until) => drive(advance2(system, world, until)),
    settle: (world) => drive(settle2(system, world)),
    elapse: (world, ms) => drive(elapsing(system, world, ms)),
    restartContainers: (world) => restartContainers(system, world),
    arm: (world) => transact(system, world, "harness", (tx) => {
      for (const check of checks) tx.put(MONITORS, check.name, check.start(world));
    }),
    checkState: (world, name) => world.get(MONITORS, name) ?? null,
    exitOf: (world, pid) => findProcess(world, pid)?.exit ?? null,
    view: (world) => world,
    log: (world) => logEntries(world.log),
    now: (world) => world.now,
    digest: (world) => hashToHex(canonicalFingerprint(world)),
    explorable: explorableWorlds(system)
  };
}
function* advance2(system, world, until) {
  const result = yield* running(system, world, { until, skipQuiet: true });
  return { state: result.world, reason: result.reason === "until" ? "until" : "quiescent" };
}
function* settle2(system, world) {
  const { world: state, schedule: _taken, ...ending } = yield* settling(system, world);
  return { state, ...ending };
}
function* elapsing(system, world, ms) {
  const deadlineMs = world.now + ms;
  const result = yield* running(system, world, { background: true, deadlineMs });
  return result.world.at(deadlineMs);
}
function monitorsOf(checks) {
  return checks.map((check) => ({
    name: check.name,
    tables: check.tables,
    init: null,
    step: (state, change, view) => state === null ? null : check.step(state, change, view)
  }));
}
function restartContainers(system, world) {
  return transact(system, world, "harness", (tx) => {
    for (const { value: process } of tx.list(PROCESSES)) {
      if (process.program.startsWith(imageProgramName(""))) killProcess(tx, process);
    }
  });
}
function programOf(system, command) {
  const binary = command.argv[0] ?? "";
  const name = toolProgramName(binary);
  if (system.programs.has(name)) return name;
  throw new RehearseError(`no built-in tool ${JSON.stringify(binary)}`, {
    code: "unknown-tool",
    subject: command.argv.join(" "),
    remedy: "Use kubectl, helm or aws; other commands need the real binaries."
  });
}

export {
  portOf,
  Transaction,
  exitProcess,
  assemble,
  resolveProfile,
  finishStep,
  bootWorld,
  transact,
  launch,
  findProcess,
  nextTransition,
  run,
  settle,
  createEmbeddedTwin,
  monitorsOf
};
