#!/usr/bin/env node
import {
  EnvironmentError
} from "../../chunks/chunk-VF3AXOPJ.js";
import {
  EXIT
} from "../../chunks/chunk-5MNXXRE4.js";
import {
  InvariantViolation,
  RehearseError
} from "../../chunks/chunk-75Q7WLF5.js";

// harness/cli/main.ts
import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";

// harness/cli/clean-up.ts
var CleanUp = class {
  #works = /* @__PURE__ */ new Set();
  /** `work` is synchronous: nothing else runs in an ending process. Returns how to do it now, once. */
  add(work) {
    const once = () => {
      if (this.#works.delete(once)) work();
    };
    this.#works.add(once);
    return once;
  }
  /** Do all that is left, the newest first. */
  run() {
    for (const work of [...this.#works].reverse()) work();
  }
};

// harness/cli/options.ts
var STACK = { flags: "--stack", description: "print stack traces of errors" };
var PROFILE = {
  flags: "--profile <component=version>",
  description: "rehearse against this version of eso, helm or kubernetes, e.g. eso=0.10.7 (may be repeated)",
  repeat: true
};
var SEED = {
  flags: "--seed <number>",
  description: "seed of all generated names and ids; verdicts must not depend on it",
  default: "1"
};
var RUN_FLAGS = [
  {
    flags: "--fix <name>",
    description: "judge only this fix; the incidents are replayed all the same (may be repeated)",
    repeat: true
  },
  PROFILE,
  SEED,
  {
    flags: "--clients <built-in|real>",
    description: "who runs the commands: the built-in tools, or the unmodified binaries as processes against the served twin",
    default: "built-in"
  },
  {
    flags: "--speed <number>",
    description: "virtual time per wall time while a real binary runs; its time-outs are divided by it",
    default: "60"
  },
  {
    flags: "--json",
    description: "print the whole outcome as JSON, with the timeline of every incident and fix"
  },
  { flags: "--quiet", description: "print one line a scenario, and what is not as expected" },
  {
    flags: "--verbose",
    description: "print every gate, every piece of evidence and all output of the steps"
  },
  STACK
];
var LIST_FLAGS = [{ flags: "--json", description: "print the list as JSON" }, STACK];
var RECORD_FLAGS = [STACK];
var SERVE_FLAGS = [
  {
    flags: "--incident <name>",
    description: "serve the world after this incident instead of the healthy one"
  },
  {
    flags: "--fix <name>",
    description: "serve the world after this fix, and after the incident it comes after"
  },
  {
    flags: "--speed <number|paused>",
    description: "virtual time per wall time: 1 follows the clock on the wall, paused stands still",
    default: "1"
  },
  { flags: "--port <number>", description: "port of the API server on 127.0.0.1; without: any free one" },
  {
    flags: "--https",
    description: "serve the API server over https, with a certificate made for this world"
  },
  {
    flags: "--directory <folder>",
    description: "folder for kubeconfig, caches and control token; without: a new one for temporary files"
  },
  PROFILE,
  SEED,
  { flags: "--json", description: "print one line of JSON: addresses, folder and the variables to export" },
  STACK
];
var CONTROL_FLAGS = [
  {
    flags: "--server <folder>",
    description: "folder of the server, as `rehearse serve` has printed it; without: $REHEARSE_SERVER"
  },
  { flags: "--json", description: "print the answer as JSON" },
  STACK
];
var LESSONS = {
  serve: `
The world of a scenario behind HTTP, for unmodified kubectl, Helm, aws and client libraries. Only this
machine can reach it, only with the token in its own kubeconfig; yours is neither read nor changed.
Prints what to export in the shell where the clients run. Ctrl-C ends it and removes what it wrote.

Virtual time follows the clock on the wall at --speed; \`rehearse clock\` stops it, lets it jump, or lets
the world settle. \`rehearse snapshot\` keeps a state, \`rehearse restore\` goes back to it.

Exit codes: 130 after Ctrl-C (SIGINT), 0 after SIGTERM, otherwise as below.
`,
  clock: `
  status           what the clock shows, and what is due next (also without a word)
  pause, resume    let virtual time stand still, or go on
  speed <number>   let it go on at so many times the speed of the clock on the wall
  jump <duration>  let so much virtual time pass at once: 90s, 15m, 24h
  settle           let it run until nothing changes any more, however long one waits

While the clock stands still requests are answered, and no controller acts on them.
`,
  snapshot: `
Snapshots are kept in the memory of the server and cost nothing but what changes afterwards; they end
with it. Without a name: lists them.
`,
  restore: `
Clients that watch are cut off, and what they remember is declared outdated: they list anew.
`
};
var EPILOGUE = `
A scenario is a world, incidents that go wrong in it, and fixes that are said to help. Every
incident is replayed, and every fix is judged by the same gates. That a fix fails can be as
expected: the scenario says which gates fail, and on what evidence.

Examples:
  rehearse list                                      what comes with rehearse, with its fixes
  rehearse run secret-deletion-doom-loop             one of them
  rehearse run secret-deletion-doom-loop --fix keep-on-live-object --verbose
  rehearse run secret-deletion-doom-loop --fix zero-gap-handoff --profile eso=0.10.7
  rehearse run ./thursday.scenario.ts                your own; see scenarios/README.md
  rehearse run secret-deletion-doom-loop --clients real
                                                     its commands by the real kubectl and helm
  rehearse explore secret-deletion-doom-loop         every order of its steps: which are safe?
  rehearse explore secret-deletion-doom-loop --fix keep-on-live-object --crashes 1
                                                     and if a command is killed half way?
  rehearse serve secret-deletion-doom-loop           its world, for your own kubectl and helm
  rehearse clock jump 1h                             an hour later in that world

Exit codes:
  0    every verdict is as expected, and every incident went as described
  1    a verdict or an incident differs from what was expected
  2    the command line or a scenario is wrong, or asks for something that is not modelled
  3    something could not be judged
  4    something outside is missing or broken
  130  interrupted (143: by SIGTERM)`;

// harness/cli/exploring.ts
var QUIET = { flags: "--quiet", description: "one line of result" };
var BOUNDS = [
  {
    flags: "--delays <number|all>",
    description: "how often something may overtake what is due before it: the i-th alternative costs i"
  },
  {
    flags: "--crashes <number>",
    description: "SIGKILL before or after any request, SIGTERM, a lost answer, a controller restart"
  },
  { flags: "--stalls <number>", description: "how often a controller may sleep past the next timer" },
  {
    flags: "--controllers <names>",
    description: "controllers that may restart or be late, joined by commas"
  },
  {
    flags: "--gaps <names>",
    description: "when the next step may begin: at-once, quiescent, settled, or all"
  }
];
var DIRECTORY = {
  flags: "--directory <folder>",
  description: "where schedules of failures are written",
  default: ".rehearse/schedules"
};
var TIME_BUDGET = {
  flags: "--time-budget <duration>",
  description: "stop after this long and report what was found, e.g. 90s"
};
var EXPLORE_FLAGS = [
  { flags: "--exploration <name>", description: "search only this one (may be repeated)", repeat: true },
  {
    flags: "--fix <name>",
    description: "search the executions of this fix instead (may be repeated)",
    repeat: true
  },
  { flags: "--any-order", description: "with --fix: its steps in any order, not only in the written one" },
  { flags: "--small", description: "in the scenario\u2019s small topology" },
  { flags: "--steps <number>", description: "length of the longest sequence" },
  ...BOUNDS,
  { flags: "--states <number>", description: "stop after so many distinct states" },
  {
    flags: "--shard <i/n>",
    description: "search the i-th of n parts; put the outputs of --json together with `rehearse merge`"
  },
  TIME_BUDGET,
  DIRECTORY,
  PROFILE,
  SEED,
  { flags: "--json", description: "print the outcome as JSON" },
  QUIET,
  STACK
];
var FUZZ_FLAGS = [
  {
    flags: "--fix <name>",
    description: "sample this fix; without: all that are expected to pass (may be repeated)",
    repeat: true
  },
  { flags: "--any-order", description: "sample the order of the steps as well" },
  { flags: "--runs <number>", description: "paths to sample", default: "100" },
  ...BOUNDS,
  TIME_BUDGET,
  { ...DIRECTORY, default: ".rehearse/failures" },
  PROFILE,
  SEED,
  { flags: "--json", description: "print the outcome as JSON" },
  STACK
];
var REPLAY_FLAGS = [
  {
    flags: "--scenario <name-or-path>",
    description: "the scenario\u2019s file, when it did not come with rehearse"
  },
  { flags: "--json", description: "print the outcome as JSON" },
  QUIET,
  STACK
];
var MERGE_FLAGS = [
  { flags: "--json", description: "print the outcome as JSON" },
  QUIET,
  STACK
];
var LESSON = `
Steps are taken in every order they allow, each at most once. Equal states are merged, so that what is
explored once counts for all the ways that lead to it; the report says how many. A goal is answered
by the shortest sequences that reach it, by what all safe orders have in common, and by the steps
after which nothing leads back.

--delays, --crashes and --stalls widen the search from the order of the steps to the order of
events: whatever interleaves with a step, and a command that is killed at any of its requests.
`;
function addExploring(program, add, context, done) {
  const explore = program.command("explore").description(
    "search the sequences of a scenario: which are safe, what they have in common, the shortest way to fail"
  ).argument("<name-or-path>", "a scenario name, or the path of a *.scenario.ts file").addHelpText("after", LESSON);
  add(explore, EXPLORE_FLAGS).action(async (name, flags) => {
    const { exploreCommand } = await import("../../chunks/explore-PU4TWYWB.js");
    done(await exploreCommand(name, flags, context));
  });
  const fuzz = program.command("fuzz").description("sample orders of events and faults of the fixes that are said to work; shrink what fails").argument("<name-or-path>", "a scenario name, or the path of a *.scenario.ts file");
  add(fuzz, FUZZ_FLAGS).action(async (name, flags) => {
    const { fuzzCommand } = await import("../../chunks/fuzz-HRWYHS2C.js");
    done(await fuzzCommand(name, flags, context));
  });
  const replay = program.command("replay").description("run one recorded execution again, byte for byte").argument("<schedule.json>", "a file that explore or fuzz has written");
  add(replay, REPLAY_FLAGS).action(async (path, flags) => {
    const { replayCommand } = await import("../../chunks/replay-5D3M7D4Q.js");
    done(await replayCommand(path, flags, context.terminal));
  });
  const merge = program.command("merge").description("put together what the parts of a divided search have found").argument("<outcome.json...>", "outputs of rehearse explore --shard i/n --json");
  add(merge, MERGE_FLAGS).action(async (paths, flags) => {
    const { mergeCommand } = await import("../../chunks/merge-TZHE6BUO.js");
    done(mergeCommand(paths, flags, context.terminal));
  });
}

// harness/cli/report-error.ts
var DEFECT = "This is a defect in Rehearse. Please report it with the output of --stack.";
function reportError(error, write, stack) {
  const known = error instanceof RehearseError ? error : void 0;
  const message = error instanceof Error ? error.message : String(error);
  write(`rehearse: ${message}
`);
  const remedy = known === void 0 && !isSystemError(error) ? DEFECT : known?.remedy;
  if (remedy !== void 0) write(`${indent(remedy)}
`);
  if (stack && error instanceof Error) write(`${stacksOf(error)}
`);
  return exitCodeOfError(error);
}
function exitCodeOfError(error) {
  if (isSystemError(error) || isEnvironmentError(error)) return EXIT.environment;
  if (error instanceof InvariantViolation) return EXIT.environment;
  return error instanceof RehearseError ? EXIT.usage : EXIT.environment;
}
function isSystemError(error) {
  return error instanceof Error && "syscall" in error;
}
function isEnvironmentError(error) {
  if (!(error instanceof Error)) return false;
  return error instanceof EnvironmentError || isEnvironmentError(error.cause);
}
function stacksOf(error) {
  const cause = error.cause instanceof Error ? `
caused by ${stacksOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
function indent(text) {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}

// harness/cli/signals.ts
var CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated };
var Signals = class {
  #told;
  constructor(end) {
    for (const name of Object.keys(CODES)) {
      process.on(name, () => {
        const told = this.#told;
        this.#told = void 0;
        if (told === void 0) end(CODES[name]);
        else told(name);
      });
    }
  }
  /** The first signal from now on, as a promise. */
  claim() {
    return new Promise((done) => {
      this.#told = done;
    });
  }
};

// harness/cli/terminal.ts
var DEFAULT_WIDTH = 110;
var MINIMUM_WIDTH = 60;
function processTerminal(environment) {
  const { stdout, stderr } = process;
  const force = environment["FORCE_COLOR"];
  const refused = environment["NO_COLOR"] !== void 0 && environment["NO_COLOR"] !== "";
  const colorful = stdout.isTTY === true && environment["TERM"] !== "dumb";
  return {
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    progress: (text) => {
      if (stderr.isTTY) stderr.write(`\r\x1B[2K${text}`);
    },
    color: !refused && (force === void 0 ? colorful : force !== "0"),
    width: Math.max(MINIMUM_WIDTH, stdout.columns ?? DEFAULT_WIDTH)
  };
}

// harness/cli/main.ts
var terminal = processTerminal(process.env);
var cleanUp = new CleanUp();
process.on("exit", () => cleanUp.run());
var signals = new Signals((code) => {
  terminal.progress("");
  process.exit(code);
});
process.stdout.on(
  "error",
  (error) => process.exit(error.code === "EPIPE" ? EXIT.asExpected : EXIT.environment)
);
process.exitCode = await main(process.argv);
async function main(argv) {
  let exitCode = EXIT.asExpected;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage;
    terminal.progress("");
    return reportError(error, terminal.writeError, argv.includes("--stack"));
  }
}
function buildProgram(done) {
  const program = new Command("rehearse").description(
    "Rehearse an infrastructure migration before production: replay a failure chain, judge every fix."
  ).version(packageVersion(), "--version", "print the version").exitOverride().showHelpAfterError("(rehearse --help shows what is possible)").addHelpText("after", EPILOGUE);
  addRehearsals(program, done);
  addServing(program, done);
  addExploring(program, withFlags, exploring(), done);
  return program;
}
function exploring() {
  let claimed = false;
  let interrupted = false;
  return {
    terminal,
    wallMs: () => performance.now(),
    interrupted: () => {
      if (!claimed) {
        claimed = true;
        void signals.claim().then(() => {
          interrupted = true;
        });
      }
      return interrupted;
    }
  };
}
function addRehearsals(program, done) {
  const list = program.command("list").description("list the scenarios that come with rehearse");
  withFlags(list, LIST_FLAGS).action(async (flags) => {
    const { listCommand } = await import("../../chunks/list-JTF6QZG3.js");
    done(await listCommand(flags, terminal));
  });
  const run = program.command("run").description("run scenarios on the embedded twin and judge every fix; without a name: all of them").argument("[name-or-path...]", "scenario names, or paths of *.scenario.ts files");
  withFlags(run, RUN_FLAGS).action(async (names, flags) => {
    const { runCommand } = await import("../../chunks/run-BP7QGJSH.js");
    done(await runCommand(names, flags, { terminal, cleanUp, environment: process.env }));
  });
  const record = program.command("record-renders").description("render charts with a real Helm 3 and keep the results, so that runs need no helm").argument("<renders.yaml...>", "lists of the values to render a chart with");
  withFlags(record, RECORD_FLAGS).action(async (lists) => {
    const { recordRendersCommand } = await import("../../chunks/record-renders-ATY62GDF.js");
    done(recordRendersCommand(lists, process.env, process.cwd(), terminal));
  });
}
function addServing(program, done) {
  const context = { environment: process.env, terminal };
  const serve = program.command("serve").description("serve the world of a scenario to your own kubectl, helm and aws, until Ctrl-C").argument("<name-or-path>", "a scenario name, or the path of a *.scenario.ts file").addHelpText("after", LESSONS.serve);
  withFlags(serve, SERVE_FLAGS).action(async (name, flags) => {
    const { serveCommand } = await import("../../chunks/serve-LCBGP2JC.js");
    done(await serveCommand(name, flags, { terminal, cleanUp, interrupted: signals.claim() }));
  });
  const clock = program.command("clock").description("look at the clock of a served world, or steer it").argument("[words...]", "status, pause, resume, speed <number>, jump <duration>, settle").addHelpText("after", LESSONS.clock);
  withFlags(clock, CONTROL_FLAGS).action(async (words, flags) => {
    const { clockCommand } = await import("../../chunks/control-DOZ5MJEY.js");
    done(await clockCommand(words, flags, context));
  });
  const snapshot = program.command("snapshot").description("keep the present state of a served world under a name; without a name: list what is kept").argument("[name]", "its name; one that is taken is replaced").addHelpText("after", LESSONS.snapshot);
  withFlags(snapshot, CONTROL_FLAGS).action(
    async (name, flags) => {
      const { snapshotCommand } = await import("../../chunks/control-DOZ5MJEY.js");
      done(await snapshotCommand(name, flags, context));
    }
  );
  const restore = program.command("restore").description("put a served world back to a snapshot").argument("<name>", "the name of the snapshot").addHelpText("after", LESSONS.restore);
  withFlags(restore, CONTROL_FLAGS).action(async (name, flags) => {
    const { restoreCommand } = await import("../../chunks/control-DOZ5MJEY.js");
    done(await restoreCommand(name, flags, context));
  });
}
function withFlags(command, flags) {
  for (const flag of flags) {
    const option = new Option(flag.flags, flag.description);
    if (flag.default !== void 0) option.default(flag.default);
    if (flag.repeat) option.argParser((value, all) => [...all ?? [], value]);
    command.addOption(option);
  }
  return command.exitOverride().addHelpText("after", EPILOGUE);
}
function packageVersion() {
  const path = new URL("../../../package.json", import.meta.url);
  return JSON.parse(readFileSync(path, "utf8")).version;
}
