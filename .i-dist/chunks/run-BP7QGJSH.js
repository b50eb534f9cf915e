import {
  readProfile,
  readSeed,
  readSpeed
} from "./chunk-VOXCJDUZ.js";
import {
  ALL_GATES,
  runScenario
} from "./chunk-AV4JTBW4.js";
import {
  SETUP,
  StepError,
  prepareEmbedded
} from "./chunk-OFJHEGGF.js";
import {
  jsonReporter,
  terminalReporter
} from "./chunk-W6PQIH52.js";
import {
  exitCodeOf
} from "./chunk-5MNXXRE4.js";
import {
  allComponents,
  findScenario,
  lineOfCommand,
  lineOfName,
  lineOfStep,
  loadScenario,
  shippedScenarios
} from "./chunk-LQN72FQP.js";
import "./chunk-CCFMEOWU.js";
import "./chunk-37PE46LD.js";
import {
  ScenarioError,
  location
} from "./chunk-VO4Z6SGR.js";
import "./chunk-BRYQJ3ZQ.js";
import {
  resolveProfile
} from "./chunk-6O7A4KZO.js";
import "./chunk-XWNGLE3J.js";
import "./chunk-YJL2K7ZF.js";
import "./chunk-JOVJXXF2.js";
import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/cli/commands/run.ts
import { resolve } from "node:path";
async function runCommand(names, flags, context) {
  const { terminal } = context;
  const speed = realSpeed(flags);
  const paths = names.length > 0 ? names.map(findScenario) : shippedScenarios();
  const seed = readSeed(flags.seed);
  const profile = readProfile(flags.profile ?? []);
  resolveProfile(allComponents, profile);
  const outcomes = [];
  for (const path of paths) {
    const loaded = await loadScenario(path, resolveProfile(allComponents, {}));
    checkFixes(loaded, flags.fix ?? []);
    outcomes.push(await runLoaded(loaded, { seed, profile, fixes: flags.fix, speed, context }));
    if (!flags.json)
      terminal.write(terminalReporter.render(outcomes.slice(-1), reportOptions(flags, terminal)));
  }
  if (flags.json) terminal.write(jsonReporter.render(outcomes, reportOptions(flags, terminal)));
  return exitCodeOf(outcomes.map((outcome) => outcome.status));
}
function realSpeed(flags) {
  const speed = readSpeed(flags.speed);
  if (flags.clients === "built-in") return void 0;
  if (flags.clients === "real" && speed !== "paused") return speed;
  const subject = flags.clients === "real" ? `--speed ${flags.speed}` : `--clients ${flags.clients}`;
  throw new ScenarioError(`cannot read ${subject}`, {
    code: "usage",
    subject,
    remedy: "Use --clients built-in, or --clients real with a number as --speed."
  });
}
async function runLoaded(loaded, settings) {
  const { scenario, under, files, fixtures } = loaded;
  const { terminal } = settings.context;
  const clients = settings.speed === void 0 ? void 0 : await realClients(loaded, settings.speed, settings);
  const shared = { under, files, fixtures, components: allComponents, gates: ALL_GATES, seed: settings.seed };
  try {
    return await runScenario({
      ...shared,
      scenario,
      prepare: prepareEmbedded({ ...shared, ...clients && { createTwin: clients.createTwin } }),
      profile: settings.profile,
      ...settings.fixes === void 0 ? {} : { fixes: settings.fixes },
      onProgress: async (what) => {
        terminal.progress(`${scenario.name}: ${what}`);
        await signals();
      }
    });
  } catch (error) {
    throw inScenario(error, loaded);
  } finally {
    terminal.progress("");
    await clients?.close();
  }
}
async function realClients(loaded, speed, { context }) {
  const { RealClients } = await import("./real-clients-BLCLC5NN.js");
  const { environment, cleanUp } = context;
  const fixtures = resolve(loaded.fixtures);
  const clients = new RealClients({ environment, folder: process.cwd(), fixtures, speed });
  cleanUp.add(() => clients.kill());
  return clients;
}
function signals() {
  return new Promise((done) => setImmediate(done));
}
function inScenario(error, loaded) {
  if (!(error instanceof RehearseError) || error instanceof ScenarioError) return error;
  if (error.code === "invariant-violation") return error;
  const { source } = loaded;
  const subject = location(
    source.path,
    error instanceof StepError ? lineOfStepError(source, error) : void 0
  );
  return new ScenarioError(`${subject}: ${error.message}`, {
    code: error.code,
    subject,
    remedy: error.remedy ?? "Correct the scenario.",
    cause: error
  });
}
function lineOfStepError(source, { sequence, step }) {
  const { argv } = step.command;
  if (sequence === SETUP) return lineOfCommand(source, argv);
  const owner = sequence.slice(sequence.indexOf(":") + 1);
  return lineOfStep(source, owner, step.name) ?? lineOfCommand(source, argv) ?? lineOfName(source, owner);
}
function checkFixes(loaded, wanted) {
  const names = loaded.scenario.fixes.map((fix) => fix.name);
  for (const name of wanted) {
    if (names.includes(name)) continue;
    throw new ScenarioError(`${loaded.scenario.name} has no fix ${name}`, {
      code: "fix-unknown",
      subject: name,
      remedy: `Use one of: ${names.join(", ")}.`
    });
  }
}
function reportOptions(flags, terminal) {
  const detail = flags.quiet ? "quiet" : flags.verbose ? "verbose" : "normal";
  return { color: terminal.color, width: terminal.width, detail };
}
export {
  runCommand
};
