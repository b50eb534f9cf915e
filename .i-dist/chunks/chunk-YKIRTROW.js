import {
  EffectPending
} from "./chunk-YJL2K7ZF.js";
import {
  compareKeys,
  hashString
} from "./chunk-JOVJXXF2.js";
import {
  LimitReached,
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/explorer/budget.ts
var NOMINAL_BOUNDS = {
  steps: 6,
  delays: 0,
  crashes: 0,
  stalls: 0,
  gaps: ["quiescent"],
  states: 2e6,
  controllers: []
};
var UNBOUNDED = 1e6;
var LEFT_LIMIT = 254;
function packLeft({ delays, faults }) {
  return byte(delays) << 16 | byte(faults.crashes) << 8 | byte(faults.stalls);
}
function dominates(x, y) {
  return x >>> 16 >= y >>> 16 && (x >>> 8 & 255) >= (y >>> 8 & 255) && (x & 255) >= (y & 255);
}
function byte(count) {
  return count > LEFT_LIMIT ? 255 : count;
}

// harness/explorer/graph.ts
var FIRST_CAPACITY = 1 << 10;
var NO_STEP = -1;
var ExploredGraph = class {
  #from = new Int32Array(FIRST_CAPACITY);
  #to = new Int32Array(FIRST_CAPACITY);
  #step = new Int16Array(FIRST_CAPACITY);
  #via = new Int32Array(FIRST_CAPACITY);
  #edges = 0;
  #ends = /* @__PURE__ */ new Map();
  /** `step`: index of the step that begins on the way, or {@link NO_STEP}; `via` tells parallel edges apart. */
  addEdge(from, to, step, via) {
    if (this.#edges === this.#from.length) this.#grow();
    this.#from[this.#edges] = from;
    this.#to[this.#edges] = to;
    this.#step[this.#edges] = step;
    this.#via[this.#edges] = via;
    this.#edges += 1;
  }
  /** The node is final, and was judged as end number `end`. */
  addEnd(node, end) {
    this.#ends.set(node, end);
  }
  get edges() {
    return this.#edges;
  }
  /** Node -> its end. */
  get ends() {
    return this.#ends;
  }
  /** Edges by the node they leave. */
  successors() {
    const result = /* @__PURE__ */ new Map();
    for (let index = 0; index < this.#edges; index++) {
      const from = this.#from[index];
      const edge = { to: this.#to[index], step: this.#step[index], via: this.#via[index] };
      const known = result.get(from);
      if (known === void 0) result.set(from, [edge]);
      else if (!known.some((other) => sameEdge(other, edge))) known.push(edge);
    }
    return result;
  }
  #grow() {
    const size = this.#from.length * 2;
    this.#from = grown(this.#from, new Int32Array(size));
    this.#to = grown(this.#to, new Int32Array(size));
    this.#step = grown(this.#step, new Int16Array(size));
    this.#via = grown(this.#via, new Int32Array(size));
  }
};
function sameEdge(x, y) {
  return x.to === y.to && x.step === y.step && x.via === y.via;
}
function grown(old, larger) {
  larger.set(old);
  return larger;
}

// harness/explorer/schedule.ts
function choicesOf(trail) {
  const choices = [];
  for (let at = trail; at !== null; at = at.previous) choices.push(at.choice);
  return choices.reverse();
}
function extendPath(path, at, label) {
  return `${path}${String(at).padStart(8, "0")} ${label}
`;
}
var ChoiceDiverged = class extends RehearseError {
  name = "ChoiceDiverged";
  constructor(choice, position, possible) {
    super(
      `schedule diverged at ${choice.at}: ${choice.take} is not possible at ${position} (possible: ${possible.slice(0, 5).join(", ")})`,
      {
        code: "schedule-diverged",
        subject: choice.take,
        remedy: "Replay with the version, scenario, profile and seed that recorded the schedule."
      }
    );
  }
};

// harness/explorer/frontier.ts
var Frontier = class {
  #items = [];
  get size() {
    return this.#items.length;
  }
  push(item) {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = at - 1 >> 1;
      if (!before(item, items[parent])) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }
  pop() {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === void 0 || items.length === 0) return first;
    let at = 0;
    for (; ; ) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1], items[child])) child += 1;
      if (!before(items[child], last)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return first;
  }
};
function before(x, y) {
  return x.cost !== y.cost ? x.cost < y.cost : x.path < y.path;
}

// harness/explorer/independence.ts
function independent(x, y) {
  return !interferes(x, y) && !interferes(y, x);
}
function interferes(writer, other) {
  for (const key of writer.writes) {
    if (other.writes.has(key) || other.reads.has(key)) return true;
    for (const range of other.ranges) if (reaches(key, range)) return true;
  }
  return false;
}
function reaches(key, range) {
  const table = range.slice(0, range.indexOf("\0") + 1);
  return range.includes("=", table.length) ? key.startsWith(table) : key.startsWith(range);
}

// harness/explorer/sleep-sets.ts
var AWAKE = /* @__PURE__ */ new Map();
var SleepSets = class {
  #asleep = /* @__PURE__ */ new Map();
  /** Enter state `number`; tells which of the transitions have to be taken from it. */
  enter(number, fresh, labels, sleep) {
    const before2 = this.#asleep.get(number);
    if (fresh || before2 === void 0) {
      this.#asleep.set(number, new Set(sleep.keys()));
      return labels.filter((label) => !sleep.has(label));
    }
    this.#asleep.set(number, new Set([...before2].filter((label) => sleep.has(label))));
    return labels.filter((label) => before2.has(label) && !sleep.has(label));
  }
};
function sleepAfter(taken, sleep, earlier) {
  const after = /* @__PURE__ */ new Map();
  for (const entries of [sleep, earlier]) {
    for (const [label, footprint] of entries) if (independent(footprint, taken)) after.set(label, footprint);
  }
  return after;
}

// harness/explorer/visited.ts
var WORDS = 4;
var FIRST_CAPACITY2 = 1 << 12;
var MAX_LOAD = 0.6;
var EMPTY = -1;
var Visited = class {
  #keys = new Uint32Array(FIRST_CAPACITY2 * WORDS);
  #left = new Int32Array(FIRST_CAPACITY2).fill(EMPTY);
  #numbers = new Int32Array(FIRST_CAPACITY2);
  #size = 0;
  get size() {
    return this.#size;
  }
  /** Bytes held. */
  get bytes() {
    return this.#keys.byteLength + this.#left.byteLength + this.#numbers.byteLength;
  }
  /**
   * Enter a state with what is left (see `packLeft`). `fresh`: it was not seen before; `explore`: something may be found
   * from it that earlier visits, which had less left, could not reach. `number` counts states from 0.
   */
  enter(key, left) {
    if (this.#size >= this.#left.length * MAX_LOAD) this.#grow();
    const slot = this.#find(key);
    const known = this.#left[slot];
    if (known === EMPTY) {
      this.#store(slot, key, left, this.#size);
      this.#size += 1;
      return { number: this.#size - 1, fresh: true, explore: true };
    }
    const number = this.#numbers[slot];
    if (dominates(known, left)) return { number, fresh: false, explore: false };
    if (dominates(left, known)) this.#left[slot] = left;
    return { number, fresh: false, explore: true };
  }
  #find(key) {
    const mask = this.#left.length - 1;
    let slot = (key.a ^ Math.imul(key.b, 2654435761)) & mask;
    while (this.#left[slot] !== EMPTY && !this.#holds(slot, key)) slot = slot + 1 & mask;
    return slot;
  }
  #holds(slot, key) {
    const at = slot * WORDS;
    const keys = this.#keys;
    return keys[at] === key.a && keys[at + 1] === key.b && keys[at + 2] === key.c && keys[at + 3] === key.d;
  }
  #store(slot, key, left, number) {
    this.#keys.set([key.a, key.b, key.c, key.d], slot * WORDS);
    this.#left[slot] = left;
    this.#numbers[slot] = number;
  }
  #grow() {
    const [keys, left, numbers] = [this.#keys, this.#left, this.#numbers];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#left = new Int32Array(left.length * 2).fill(EMPTY);
    this.#numbers = new Int32Array(left.length * 2);
    left.forEach((entry, slot) => {
      if (entry === EMPTY) return;
      const [a, b, c, d] = keys.subarray(slot * WORDS, slot * WORDS + WORDS);
      const key = { a, b, c, d };
      this.#store(this.#find(key), key, entry, numbers[slot]);
    });
  }
};

// harness/explorer/search.ts
var SHARD_DEPTH = 2;
var ROOT = -1;
var Search = class {
  #options;
  #frontier = new Frontier();
  #visited = new Visited();
  #sleepSets = new SleepSets();
  #graph = new ExploredGraph();
  #best = /* @__PURE__ */ new Map();
  #parked = [];
  #reached = /* @__PURE__ */ new Set();
  #returning = /* @__PURE__ */ new Set();
  #executions = 0;
  #transitions = 0;
  #merged = 0;
  #unmerged = 0;
  constructor(options) {
    this.#options = options;
  }
  async run() {
    const { start: node, left } = this.#options;
    this.#frontier.push({
      node,
      left,
      move: null,
      from: ROOT,
      step: NO_STEP,
      via: "",
      trail: null,
      depth: 0,
      cost: 0,
      path: "",
      sleep: AWAKE
    });
    while (!await this.#isOver()) {
      const task = this.#frontier.pop();
      if (task !== void 0) await this.#attempt(task);
      else if (this.#parked.length > 0) await this.#resolveParked();
      else break;
    }
    return this.#result();
  }
  async #isOver() {
    if (this.#states() >= this.#options.states) {
      this.#reached.add("states");
      return true;
    }
    const progress = { states: this.#states(), executions: this.#executions, frontier: this.#frontier.size };
    if (!await this.#options.stop?.(progress)) return false;
    this.#reached.add("stopped");
    return true;
  }
  #states() {
    return this.#visited.size + this.#unmerged;
  }
  async #attempt(task) {
    try {
      await this.#follow(task);
    } catch (error) {
      if (!(error instanceof PendingTask)) throw error;
      this.#parked.push({ task: error.task, effect: error.effect });
    }
  }
  /** Executes each effect that is waited for once, and lets the paths go on in the order they had. */
  async #resolveParked() {
    const parked = this.#parked.splice(0);
    const effects = new Map(parked.map(({ effect }) => [effect.key, effect]));
    await Promise.all([...effects.values()].map((effect) => effect.execute()));
    for (const { task } of parked) this.#frontier.push(task);
  }
  /** Follow the default from a task on, leave the other choices for later, until the end or a known state. */
  async #follow(task) {
    const { space } = this.#options;
    let at = task;
    for (; ; ) {
      if (at.move !== null) at = await this.#take(at, at.move);
      const moves = space.moves(at.node, at.left);
      const [first] = moves;
      if (first === void 0) return this.#finish(at);
      if (this.#options.sleep === true) return this.#expand(at, moves);
      if (moves.length > 1 || first.cost > 0 || this.#options.everyState === true) {
        const entered = this.#enter(at);
        if (entered === null) return;
        at = entered;
        for (const move of moves.slice(first.cost === 0 ? 1 : 0))
          this.#postpone(at, move, moves.length, AWAKE);
        if (first.cost > 0) return;
      }
      at = { ...at, move: first, via: at.via || first.label };
    }
  }
  async #take(task, move) {
    try {
      const { node, left } = await this.#options.space.take(task.node, move, task.left);
      this.#transitions += 1;
      return { ...task, node, left, move: null, step: move.step === NO_STEP ? task.step : move.step };
    } catch (error) {
      throw error instanceof EffectPending ? new PendingTask({ ...task, move }, error.effect) : error;
    }
  }
  /** Leave all moves of a state for later that do not sleep. */
  #expand(task, moves) {
    const { number, fresh } = this.#number(task);
    const labels = moves.map((move) => move.label);
    const awake = this.#sleepSets.enter(number, fresh, labels, task.sleep);
    if (awake.length === 0) {
      this.#known();
      return;
    }
    const at = { ...task, from: number, step: NO_STEP, via: "" };
    const earlier = /* @__PURE__ */ new Map();
    for (const move of moves) {
      const footprint = this.#options.space.footprint?.(task.node, move, task.left) ?? null;
      const sleep = footprint === null ? AWAKE : sleepAfter(footprint, task.sleep, earlier);
      if (awake.includes(move.label)) this.#postpone(at, move, moves.length, sleep);
      if (footprint !== null && !task.sleep.has(move.label)) earlier.set(move.label, footprint);
    }
  }
  #known() {
    this.#merged += 1;
    this.#executions += 1;
  }
  /** The graph node of a state, and an edge to it. */
  #number(task) {
    const { merge = true, space, returned } = this.#options;
    if (!merge) this.#unmerged += 1;
    const entered = merge ? this.#visited.enter(space.key(task.node), packLeft(task.left)) : { number: this.#unmerged, fresh: true, explore: true };
    this.#graph.addEdge(task.from, entered.number, task.step, hashString(task.via).a | 0);
    this.#options.onEdge?.(task.from, entered.number, task.via);
    if (entered.fresh && returned?.(task.node)) this.#returning.add(entered.number);
    return entered;
  }
  /** Enter a state at which there is a choice. null: everything from it on is known. */
  #enter(task) {
    const { number, explore } = this.#number(task);
    if (explore) return { ...task, from: number, step: NO_STEP, via: "" };
    this.#known();
    return null;
  }
  #postpone(task, move, of, sleep) {
    const { space, mine } = this.#options;
    const at = space.position(task.node);
    const trail = { previous: task.trail, choice: { at, take: move.label, of } };
    const depth = task.depth + 1;
    if (depth === SHARD_DEPTH && mine !== void 0 && !mine(choicesOf(trail))) return;
    const path = extendPath(task.path, at, move.label);
    this.#frontier.push({
      ...task,
      move,
      via: task.via || move.label,
      trail,
      path,
      depth,
      sleep,
      cost: task.cost + move.cost
    });
  }
  async #finish(task) {
    this.#executions += 1;
    if (!this.#options.space.final(task.node)) return;
    const entered = this.#enter(task);
    if (entered === null) return;
    const end = await this.#options.judge(task.node);
    this.#graph.addEnd(entered.from, end);
    const known = this.#best.get(end);
    if (known !== void 0 && (known.cost < task.cost || known.cost === task.cost && known.path <= task.path))
      return;
    this.#best.set(end, { cost: task.cost, path: task.path, choices: choicesOf(task.trail) });
  }
  #result() {
    return {
      graph: this.#graph,
      best: this.#best,
      returning: this.#returning,
      executions: this.#executions,
      states: this.#states(),
      transitions: this.#transitions,
      merged: this.#merged,
      bytes: this.#visited.bytes,
      reached: [...this.#reached]
    };
  }
};
var PendingTask = class extends Error {
  name = "PendingTask";
  task;
  effect;
  constructor(task, effect) {
    super(effect.key);
    this.task = task;
    this.effect = effect;
  }
};

// harness/explorer/answers.ts
function answersOf(sequences, prefixes) {
  const safe = sequences.filter(({ verdict }) => verdict === "pass");
  const shortest = Math.min(...safe.map(({ steps }) => steps.length));
  return {
    sequences: sequences.length,
    safe: safe.length,
    inconclusive: sequences.filter(({ verdict }) => verdict === "inconclusive").length,
    shortestSafe: safe.filter(({ steps }) => steps.length === shortest).map(({ steps }) => steps).sort(bySteps),
    rules: rulesOf(sequences, safe),
    noReturn: pointsOfNoReturn(prefixes)
  };
}
function rulesOf(sequences, safe) {
  const sets = /* @__PURE__ */ new Map();
  for (const { steps } of safe) sets.set(setKey(steps), [...steps].sort(compareKeys));
  return [...sets].map(
    ([key, steps]) => ruleOf(
      steps,
      sequences.filter((sequence) => setKey(sequence.steps) === key)
    )
  ).map((rule) => ({
    ...rule,
    minimal: ![...sets.values()].some((other) => isProperPart(other, rule.steps))
  })).sort(
    (x, y) => Number(y.minimal) - Number(x.minimal) || x.steps.length - y.steps.length || bySteps(x.steps, y.steps)
  );
}
function ruleOf(steps, orders) {
  const safe = orders.filter(({ verdict }) => verdict === "pass");
  const pairs = steps.flatMap((x) => steps.filter((y) => y !== x).map((y) => [x, y]));
  const common = pairs.filter(([x, y]) => safe.every((order) => precedes(order.steps, x, y)));
  const before2 = orders.length > 1 ? withoutImplied(common) : [];
  const obeying = orders.filter((order) => before2.every(([x, y]) => precedes(order.steps, x, y)));
  return { steps, before: before2, orders: orders.length, safe: safe.length, obeying: obeying.length };
}
function withoutImplied(pairs) {
  return pairs.filter(
    ([x, y]) => !pairs.some(([from, via]) => from === x && via !== y && pairs.some(([a, b]) => a === via && b === y))
  );
}
function pointsOfNoReturn(prefixes) {
  const good = new Set(prefixes.filter((prefix) => prefix.good).flatMap(({ steps }) => beginnings(steps)));
  const lost = prefixes.filter(({ steps }) => steps.length > 0 && !good.has(listKey(steps)));
  return lost.filter(({ steps }) => good.has(listKey(steps.slice(0, -1)))).map(({ steps }) => ({ steps })).sort((x, y) => x.steps.length - y.steps.length || bySteps(x.steps, y.steps));
}
function beginnings(steps) {
  return Array.from({ length: steps.length + 1 }, (_, length) => listKey(steps.slice(0, length)));
}
function precedes(order, x, y) {
  return order.indexOf(x) < order.indexOf(y);
}
function isProperPart(part, whole) {
  return part.length < whole.length && part.every((step) => whole.includes(step));
}
function setKey(steps) {
  return listKey([...steps].sort(compareKeys));
}
function listKey(steps) {
  return steps.join("\0");
}
function bySteps(x, y) {
  return compareKeys(listKey(x), listKey(y));
}

// harness/explorer/words.ts
var WORD_LIMIT = 2e5;
function wordsOf(graph, returning) {
  const successors = graph.successors();
  const words = [];
  let level = [
    { steps: [], nodes: closure(successors, [ROOT]) }
  ];
  while (level.length > 0) {
    const next = [];
    for (const { steps, nodes } of level) {
      words.push({
        steps,
        ends: endsAmong(graph, nodes),
        returns: steps.length > 0 && someOf(nodes, returning)
      });
      if (words.length > WORD_LIMIT)
        throw new LimitReached("sequences", WORD_LIMIT, "Lower the bound on steps.");
      for (const [step, targets] of starting(successors, nodes)) {
        next.push({ steps: [...steps, step], nodes: closure(successors, targets) });
      }
    }
    level = next;
  }
  return words;
}
function countExecutions(graph) {
  const successors = graph.successors();
  const counts = /* @__PURE__ */ new Map();
  const open = /* @__PURE__ */ new Set();
  const count = (node) => {
    const known = counts.get(node);
    if (known !== void 0) return known;
    if (open.has(node)) return 0n;
    open.add(node);
    let total = graph.ends.has(node) ? 1n : 0n;
    for (const { to } of successors.get(node) ?? []) total += count(to);
    open.delete(node);
    counts.set(node, total);
    return total;
  };
  return count(ROOT);
}
function closure(successors, from) {
  const nodes = new Set(from);
  for (const node of nodes) {
    for (const { to, step } of successors.get(node) ?? []) if (step === NO_STEP) nodes.add(to);
  }
  return nodes;
}
function starting(successors, nodes) {
  const targets = /* @__PURE__ */ new Map();
  for (const node of nodes) {
    for (const { to, step } of successors.get(node) ?? []) {
      if (step !== NO_STEP) targets.set(step, (targets.get(step) ?? /* @__PURE__ */ new Set()).add(to));
    }
  }
  return [...targets].sort(([x], [y]) => x - y);
}
function endsAmong(graph, nodes) {
  const ends = /* @__PURE__ */ new Set();
  for (const node of nodes) {
    const end = graph.ends.get(node);
    if (end !== void 0) ends.add(end);
  }
  return [...ends].sort((x, y) => x - y);
}
function someOf(nodes, wanted) {
  for (const node of nodes) if (wanted.has(node)) return true;
  return false;
}

// harness/explorer/outcome.ts
function outcomeOf(options, ground, result) {
  const { exploration, scenario, seed } = options;
  const names = ground.steps.map((step) => step.name);
  const words = wordsOf(result.graph, result.returning);
  const { order, ends } = sortedEnds(ground.ends.ends, result, names);
  const sequences = words.map((word) => sequenceOf(word, names, order));
  const parts = {
    scenario: scenario.name,
    exploration: exploration.name,
    title: exploration.title,
    startsAfter: exploration.startsAfter,
    goals: exploration.goals,
    steps: names,
    small: options.small ?? false,
    profile: ground.twin.profile,
    seed,
    bounds: ground.bounds,
    expect: exploration.expect,
    coverage: coverageOf(result, sequences),
    ends,
    sequences,
    fragile: []
  };
  return concluded(parts);
}
function concluded(parts) {
  const answers = Object.fromEntries(parts.goals.map((goal) => [goal, answersFor(parts, goal)]));
  const surprises = compare(parts, answers);
  const unsure = Object.values(answers).some((answer) => answer.inconclusive > 0) || parts.coverage.reached.length > 0;
  return {
    ...parts,
    answers,
    surprises,
    status: surprises.length > 0 ? "differs" : unsure ? "inconclusive" : "as-expected"
  };
}
function answersFor(parts, goal) {
  const at = parts.goals.indexOf(goal);
  const verdicts = parts.ends.map((end) => end.verdicts[at].verdict);
  const sequences = [];
  const prefixes = [];
  for (const { steps, ends, returns } of parts.sequences) {
    const found = ends.map((end) => verdicts[end]);
    prefixes.push({ steps, good: returns || found.includes("pass") });
    if (found.length > 0) sequences.push({ steps, verdict: worstOf(found), returns });
  }
  return answersOf(sequences, prefixes);
}
function verdictOf(parts, goal, steps) {
  const sequence = parts.sequences.find((other) => other.steps.join(" ") === steps.join(" "));
  if (sequence === void 0 || sequence.ends.length === 0) return void 0;
  const at = parts.goals.indexOf(goal);
  return worstOf(sequence.ends.map((end) => parts.ends[end].verdicts[at].verdict));
}
function worstOf(verdicts) {
  if (verdicts.includes("fail")) return "fail";
  return verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}
function compare(parts, answers) {
  const { expect } = parts;
  const surprises = [];
  for (const [goal, wanted] of Object.entries(expect.shortestSafe)) {
    const found = answers[goal]?.shortestSafe ?? [];
    if (listText(found) !== listText(wanted)) {
      surprises.push(
        `goal ${goal}: shortest safe sequences are ${listText(found) || "none"}, expected ${listText(wanted) || "none"}`
      );
    }
  }
  for (const steps of expect.safe ?? []) {
    const unsafe = parts.goals.filter((goal) => verdictOf(parts, goal, steps) !== "pass");
    if (unsafe.length > 0) surprises.push(`${steps.join(", ")} is not safe for ${unsafe.join(", ")}`);
  }
  for (const steps of expect.refuted) {
    const sequence = parts.sequences.find((other) => other.steps.join(" ") === steps.join(" "));
    if (sequence === void 0 || sequence.ends.length === 0)
      surprises.push(`${steps.join(", ")} was not explored`);
    else if (!sequence.ends.some((end) => parts.ends[end].verdicts.every(({ verdict }) => verdict === "fail")))
      surprises.push(`${steps.join(", ")} was not refuted`);
  }
  expect.sometimes.forEach(({ says }, index) => {
    if (!parts.ends.some((end) => end.seen.includes(index))) surprises.push(`never seen: ${says}`);
  });
  return surprises;
}
function listText(sequences) {
  return sequences.map((steps) => steps.join(" \u2192 ")).sort(compareKeys).join("; ");
}
function sortedEnds(ends, { best }, names) {
  const found = ends.flatMap((end, index) => {
    const way = best.get(index);
    return way === void 0 ? [] : [{ ...end, ...way, index, steps: stepsOf(way.choices, names) }];
  });
  found.sort((x, y) => x.cost - y.cost || compareKeys(x.path, y.path) || compareKeys(x.digest, y.digest));
  const order = new Map(found.map((end, place) => [end.index, place]));
  return { order, ends: found.map(({ index: _index, ...end }) => end) };
}
function stepsOf(choices, names) {
  return choices.flatMap(({ take }) => {
    const name = /^start (\S+)/.exec(take)?.[1];
    return name !== void 0 && names.includes(name) ? [name] : [];
  });
}
function sequenceOf(word, names, order) {
  const ends = word.ends.flatMap((end) => order.get(end) ?? []).sort((x, y) => x - y);
  return { steps: word.steps.map((step) => names[step]), ends, returns: word.returns };
}
function coverageOf(result, sequences) {
  return {
    sequences: sequences.filter(({ ends }) => ends.length > 0).length,
    executions: result.executions,
    represented: String(countExecutions(result.graph)),
    states: result.states,
    transitions: result.transitions,
    merged: result.merged,
    visitedBytes: result.bytes,
    reached: result.reached
  };
}

export {
  NOMINAL_BOUNDS,
  UNBOUNDED,
  LEFT_LIMIT,
  NO_STEP,
  ChoiceDiverged,
  Search,
  outcomeOf,
  concluded
};
