import {
  cut,
  formatTime,
  plural,
  wrap,
  wrapCommand
} from "./chunk-37PE46LD.js";
import {
  stableStringify
} from "./chunk-JOVJXXF2.js";

// reports/page.ts
import pico from "picocolors";
var FIELD_INDENT = " ".repeat(12);
var Page = class {
  colors;
  width;
  detail;
  #lines = [];
  constructor(options) {
    this.colors = pico.createColors(options.color);
    this.width = options.width;
    this.detail = options.detail;
  }
  /** A line: cut to the width before it is coloured, so that colour never changes the layout. */
  line(text = "", paint = (plain) => plain) {
    this.#lines.push(text === "" ? "" : paint(cut(text, this.width)));
  }
  paragraph(text, indent, paint) {
    for (const line of wrap(text, this.width - indent.length)) this.line(indent + line, paint);
  }
  /** A title; what does not fit goes on below, indented. */
  heading(text, paint) {
    const [first = "", ...rest] = wrap(text, this.width - 2);
    for (const line of [first, ...rest.map((more) => `  ${more}`)]) this.line(line, paint);
  }
  /** A labelled line; what does not fit goes on below the text. */
  field(label, text) {
    const lines = wrap(text, this.width - FIELD_INDENT.length);
    lines.forEach((line, index) => {
      const before = index === 0 ? `  ${label}`.padEnd(FIELD_INDENT.length) : FIELD_INDENT;
      this.line(before + line, this.colors.dim);
    });
  }
  command(text, indent) {
    for (const line of wrapCommand(text, this.width - indent.length))
      this.line(indent + line, this.colors.cyan);
  }
  /** Output of a command as it is, wrapped only where it does not fit; at most `most` lines of it. */
  output(text, indent, most = Number.POSITIVE_INFINITY) {
    const width = this.width - indent.length;
    const lines = text.split("\n").flatMap((line) => line.length <= width ? [line] : wrap(line, width));
    for (const line of lines.slice(0, most)) this.line(indent + line, this.colors.dim);
    if (lines.length > most) this.line(`${indent}\u2026 (--verbose shows all)`, this.colors.dim);
  }
  text() {
    return this.#lines.length === 0 ? "" : `${this.#lines.join("\n")}
`;
  }
};

// reports/exploration.ts
var MOST_LISTED = 8;
function renderExploration(outcome, counterexamples, options) {
  const page = new Page(options);
  if (options.detail !== "quiet") {
    renderHead(page, outcome);
    for (const goal of outcome.goals) renderGoal(page, goal, outcome.answers[goal]);
    renderCounterexamples(page, counterexamples);
  }
  for (const surprise of outcome.surprises)
    page.paragraph(`not as expected: ${surprise}`, "  ", page.colors.red);
  page.line(
    explorationHeadline(outcome),
    outcome.status === "as-expected" ? page.colors.green : page.colors.red
  );
  return page.text();
}
function explorationHeadline({
  scenario,
  exploration,
  coverage,
  goals,
  answers,
  status
}) {
  const safe = goals.map((goal) => `${answers[goal].safe} safe for ${goal}`).join(", ");
  const complete = coverage.reached.length === 0 ? "everything within the bounds" : `cut off by ${coverage.reached.join(", ")}`;
  return `${scenario}/${exploration}: ${plural(coverage.sequences, "sequence")}, ${safe}; ${complete}; ${status}`;
}
function renderHead(page, outcome) {
  const { bounds, coverage } = outcome;
  page.heading(`${outcome.scenario} / ${outcome.exploration} \xB7 ${outcome.title}`, page.colors.bold);
  page.field("after", `${outcome.startsAfter}${outcome.small ? ", in the small world" : ""}`);
  page.field("steps", outcome.steps.join(", "));
  page.field(
    "bounds",
    `at most ${plural(bounds.steps, "step")}, each once; next step ${bounds.gaps.join(" or ")}; ${plural(bounds.delays, "delay")}, ${plural(bounds.crashes, "crash", "crashes")}, ${plural(bounds.stalls, "stall")}`
  );
  page.field(
    "looked at",
    `${plural(coverage.sequences, "sequence")}, ${plural(coverage.executions, "execution")} standing for ${coverage.represented}; ${plural(coverage.states, "state")}, ${coverage.merged} merged, ${plural(coverage.transitions, "transition")}`
  );
  page.field(
    "complete",
    coverage.reached.length === 0 ? "yes: no bound cut anything off but the ones above" : `no: cut off by ${coverage.reached.join(", ")}`
  );
  page.field(
    "versions",
    `${Object.entries(outcome.profile).map(([name, version]) => `${name} ${version}`).join(", ")} \xB7 seed ${outcome.seed}`
  );
  page.line();
}
function renderGoal(page, goal, answers) {
  const { colors } = page;
  page.heading(
    `GOAL ${goal} \xB7 ${answers.safe} of ${plural(answers.sequences, "sequence")} safe`,
    answers.safe > 0 ? colors.green : colors.red
  );
  if (answers.safe === 0) page.paragraph("No sequence within the alphabet and the bounds reaches it.", "  ");
  else {
    page.line("  shortest safe, none shorter within alphabet and bounds:");
    for (const steps of answers.shortestSafe) page.paragraph(steps.join(" \u2192 "), "    ", colors.bold);
    page.line("  what the safe orders have in common:");
    for (const rule of answers.rules.filter(({ minimal }) => minimal).slice(0, MOST_LISTED))
      page.paragraph(ruleText(rule), "    ");
  }
  if (answers.noReturn.length > 0) {
    page.line("  no way to a pass or back after:");
    for (const { steps } of answers.noReturn.slice(0, MOST_LISTED)) page.paragraph(steps.join(" \u2192 "), "    ");
    if (answers.noReturn.length > MOST_LISTED)
      page.line(`    \u2026 and ${answers.noReturn.length - MOST_LISTED} more (--json has all)`, colors.dim);
  }
  page.line();
}
function ruleText({ steps, before, orders, safe, obeying }) {
  const rule = before.length === 0 ? "in any order that was explored" : before.map(([x, y]) => `${x} before ${y}`).join(", ");
  return `{${steps.join(", ")}}: ${rule} (${safe} of ${plural(orders, "order")} safe; ${obeying} obey the rule)`;
}
function renderCounterexamples(page, counterexamples) {
  const { colors } = page;
  for (const { goal, kind, gate, evidence, steps, choices, failsAfterMs, replay } of counterexamples) {
    const what = kind === "fragile" ? "FRAGILE: may also end well" : "shortest way to fail";
    page.heading(`${what} \xB7 goal ${goal} \xB7 gate ${gate}`, kind === "fragile" ? colors.yellow : colors.bold);
    page.paragraph(steps.join(" \u2192 "), "    ");
    for (const choice of choices.filter(isTelling))
      page.line(`      at ${choice.at}: ${choice.take}`, colors.dim);
    page.paragraph(evidence, "    ", colors.red);
    if (failsAfterMs !== null && failsAfterMs > 0)
      page.line(`    first failure ${formatTime(failsAfterMs)} after the last step`, colors.dim);
    page.command(replay, "    ");
  }
  if (counterexamples.length > 0) page.line();
}
function isTelling({ take }) {
  return !/^start \S+$/.test(take);
}

// reports/json.ts
var JSON_REPORT_VERSION = 1;
var jsonReporter = {
  name: "json",
  render: (outcomes) => {
    const report = { version: JSON_REPORT_VERSION, scenarios: outcomes };
    return `${stableStringify(report, 2)}
`;
  }
};

// reports/replay.ts
function renderReplay(replay, options) {
  const page = new Page(options);
  const { colors } = page;
  const { schedule } = replay;
  if (options.detail !== "quiet") {
    page.heading(`${schedule.scenario} \xB7 one execution, replayed`, colors.bold);
    for (const choice of schedule.choices)
      page.line(`  at ${choice.at} of ${choice.of} ways: ${choice.take}`, colors.dim);
    for (const { name, code, crashed } of replay.steps)
      page.line(
        `  ${name}: ${code === null ? "never ended" : `exit ${code}`}${crashed ? ", after a crash" : ""}`
      );
    page.line();
    for (const entry of replay.timeline)
      page.line(`  ${formatTime(entry.atMs).padStart(10)}  ${entry.subject}: ${entry.text}`);
    page.line();
  }
  for (const { goal, verdict, gates } of replay.end?.verdicts ?? []) {
    page.line(`goal ${goal}: ${verdict}`, verdict === "pass" ? colors.green : colors.red);
    for (const gate of gates) {
      const first = gate.evidence[0];
      page.paragraph(
        `${gate.gate}: ${first === void 0 ? gate.note : `${first.subject}: ${first.message}`}`,
        "  ",
        colors.red
      );
    }
  }
  page.line(sameness(replay), replay.same ? colors.green : colors.red);
  return page.text();
}
function sameness({ same, schedule, log, timeline }) {
  const noted = schedule.log === null ? "log digest noted" : `log ${log.slice(0, 16)} byte for byte as recorded`;
  return same ? `the same end, ${noted}, ${plural(timeline.length, "event")}` : "NOT the same: the end or the log differs from what was recorded";
}

// reports/cause.ts
var DEPTH = 4;
function causalLines(timeline, seq) {
  const bySeq = new Map(timeline.map((entry) => [entry.seq, entry]));
  const lines = [];
  let current = bySeq.get(seq);
  for (let depth = 0; current !== void 0 && depth < DEPTH; depth++) {
    lines.push(
      `${depth === 0 ? "" : "\u2190 "}${formatTime(current.atMs)} ${actorName(current.actor)}: ${current.text}`
    );
    current = current.cause === current.seq ? void 0 : bySeq.get(current.cause);
  }
  return lines;
}
function actorName(actor) {
  return actor.replace(/^(fix|incident):[^/]+\//, "");
}

// reports/headline.ts
function headline(outcome) {
  const { incidents, fixes } = outcome;
  const asExpected = fixes.filter((fix) => fix.status === "as-expected");
  const counts = ["pass", "fail", "inconclusive"].map((verdict) => ({ verdict, count: fixes.filter((fix) => fix.verdict === verdict).length })).filter(({ verdict, count }) => verdict !== "inconclusive" || count > 0).map(({ verdict, count }) => `${count} ${verdict}`);
  const replayed = incidents.filter((incident) => incident.status === "as-expected").length;
  const verdicts = `${asExpected.length} of ${plural(fixes.length, "verdict")} as expected (${counts.join(", ")})`;
  return `${outcome.scenario}: ${verdicts}, ${replayed} of ${plural(incidents.length, "incident")} replayed`;
}

// reports/terminal.ts
var terminalReporter = {
  name: "terminal",
  render: (outcomes, options) => {
    const page = new Page(options);
    for (const outcome of outcomes) renderScenario(page, outcome);
    return page.text();
  }
};
function renderScenario(page, outcome) {
  const { colors } = page;
  if (page.detail === "quiet") {
    for (const item of [...outcome.incidents, ...outcome.fixes]) {
      if (item.status === "as-expected") continue;
      const why = item.surprises[0] ?? "a link of its chain did not happen";
      page.line(`${outcome.scenario}: ${item.name}: ${item.status}: ${why}`, colors.red);
    }
    page.line(headline(outcome));
    return;
  }
  page.heading(`${outcome.scenario} \xB7 ${outcome.title}`, colors.bold);
  page.paragraph(outcome.summary, "  ", colors.dim);
  page.field("from", `${outcome.document}, ${outcome.section}`);
  page.field("versions", `${versions(outcome.profile)} \xB7 twin ${outcome.twin} \xB7 seed ${outcome.seed}`);
  page.field(
    "world",
    `${plural(outcome.healthy.objects, "object")}, settled at ${formatTime(outcome.healthy.settledAtMs)}`
  );
  page.line();
  for (const incident of outcome.incidents) renderIncident(page, incident);
  for (const fix of outcome.fixes) renderFix(page, fix);
  page.line(headline(outcome), outcome.status === "as-expected" ? colors.green : colors.red);
}
function renderIncident(page, incident) {
  const { colors } = page;
  page.heading(`INCIDENT ${incident.name} \xB7 ${incident.title}`, colors.bold);
  renderSteps(page, incident.steps);
  const broken = incident.chain.findIndex((link) => link.seq === null);
  for (const [index, link] of incident.chain.entries()) {
    const missing = index === broken ? "did not happen" : "not looked for";
    if (link.atMs === null) page.line(`  \u2717 ${"\u2026".padStart(9)}  ${missing}: ${link.says}`, colors.red);
    else page.line(`  \u2713 ${formatTime(link.atMs).padStart(9)}  ${link.says}`);
    if (page.detail === "verbose" && link.seq !== null) {
      for (const line of causalLines(incident.timeline, link.seq))
        page.line(`              ${line}`, colors.dim);
    }
  }
  page.line(`  ${endingText(incident.ending)}`, colors.dim);
  for (const surprise of incident.surprises) page.paragraph(`not as expected: ${surprise}`, "  ", colors.red);
  page.line();
}
function renderFix(page, fix) {
  const { colors } = page;
  const mark = fix.status === "as-expected" ? "\u2713" : "\u2717";
  const paint = fix.status === "as-expected" ? colors.green : colors.red;
  const verdict = `${fix.verdict.toUpperCase()}${fix.status === "as-expected" ? ", as expected" : ""}`;
  page.line(`${mark} FIX ${fix.name} \xB7 ${verdict}`, (text) => paint(colors.bold(text)));
  page.paragraph(fix.title, "    ");
  const compared = fix.gates.reduce((sum, gate) => sum + gate.compared, 0);
  const looked = `compared ${plural(compared, "object")} \xB7 looked at ${plural(fix.schedules, "schedule")}`;
  page.paragraph(`${fix.documented ? "documented" : "derived"}: ${fix.from}`, "    ", colors.dim);
  page.paragraph(`after ${fix.startsAfter} \xB7 goal ${fix.goal} \xB7 ${looked}`, "    ", colors.dim);
  renderSteps(page, fix.steps, "    ");
  renderGates(page, fix);
  for (const surprise of fix.surprises) page.paragraph(`not as expected: ${surprise}`, "    ", colors.red);
  renderRefutation(page, fix);
  page.line();
}
function renderSteps(page, steps, indent = "  ") {
  const { colors } = page;
  for (const step of steps) {
    page.command(`$ ${step.command}`, indent);
    if (!step.ran) {
      page.line(`${indent}  did not run`, colors.yellow);
      continue;
    }
    const code = step.exitCode === null ? "never ended" : `exit ${step.exitCode}`;
    const spent = `${formatTime(step.startedAtMs)} \u2192 ${formatTime(step.endedAtMs)}  ${code}`;
    page.line(`${indent}  ${spent}`, step.exitCode === 0 ? colors.dim : colors.yellow);
    renderOutput(page, step, `${indent}  `);
  }
}
var OUTPUT_LINES = 3;
function renderOutput(page, step, indent) {
  const lines = [step.stdout, step.stderr].flatMap((text) => text.split("\n")).filter((line) => line.trim() !== "");
  if (page.detail === "verbose") for (const line of lines) page.output(line, indent);
  else if (step.exitCode !== 0 && lines.length > 0) page.output(lines.at(-1), indent, OUTPUT_LINES);
}
function renderGates(page, fix) {
  const { colors } = page;
  for (const gate of fix.gates) {
    if (gate.verdict === "pass" && gate.note === null && page.detail !== "verbose") continue;
    const paint = gate.verdict === "pass" ? colors.green : colors.yellow;
    page.line(`    gate ${gate.gate}: ${gate.verdict} (compared ${gate.compared})`, paint);
    if (gate.note !== null) page.paragraph(gate.note, "      ");
    for (const item of gate.evidence.slice(0, page.detail === "verbose" ? void 0 : 3)) {
      const owner = item.owner === null ? "" : ` [${item.owner}]`;
      page.paragraph(`${item.subject}: ${item.message}${owner}`, "      ");
      if (item.seq !== null) {
        for (const line of causalLines(fix.timeline, item.seq)) page.line(`        ${line}`, colors.dim);
      }
    }
    const rest = gate.evidence.length - 3;
    if (rest > 0 && page.detail !== "verbose")
      page.line(`      and ${rest} more (--verbose shows all)`, colors.dim);
  }
}
function renderRefutation(page, fix) {
  const refutation = fix.refutation;
  if (refutation === null) return;
  const { colors } = page;
  page.paragraph(`the document says: ${refutation.claim}`, "    ", colors.yellow);
  page.paragraph(`refuted: ${refutation.truth}`, "    ");
  page.paragraph(`holds for: ${refutation.versions}`, "    ");
  if (refutation.atMs !== null)
    page.paragraph(`seen at ${formatTime(refutation.atMs)}: ${refutation.event}`, "    ");
  page.line("    check it on a real cluster:");
  page.command(refutation.check, "      ");
}
function endingText(ending) {
  switch (ending.kind) {
    case "settled":
      return `settled at ${formatTime(ending.atMs)}`;
    case "horizon":
      return `still changing after ${formatTime(ending.horizonMs)}`;
    case "diverges":
      return `diverges: repeats itself every ${formatTime(ending.periodMs)}`;
    case "error":
      return `error: ${ending.message}`;
  }
}
function versions(profile) {
  return Object.entries(profile).map(([key, version]) => `${key} ${version}`).join(", ");
}

export {
  renderExploration,
  jsonReporter,
  renderReplay,
  terminalReporter
};
