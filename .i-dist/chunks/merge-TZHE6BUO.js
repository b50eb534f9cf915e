import {
  mergeOutcomes
} from "./chunk-TGGT42YW.js";
import "./chunk-YKIRTROW.js";
import {
  renderExploration
} from "./chunk-W6PQIH52.js";
import {
  exitCodeOf
} from "./chunk-5MNXXRE4.js";
import "./chunk-37PE46LD.js";
import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";
import "./chunk-YJL2K7ZF.js";
import "./chunk-JOVJXXF2.js";
import "./chunk-75Q7WLF5.js";

// harness/cli/commands/merge.ts
import { readFileSync } from "node:fs";
function mergeCommand(paths, flags, terminal) {
  const parts = paths.flatMap(readOutcomes);
  const names = [...new Set(parts.map((part) => part.exploration))];
  const merged = names.map((name) => mergeOutcomes(parts.filter((part) => part.exploration === name)));
  if (flags.json) terminal.write(`${JSON.stringify(merged, null, 2)}
`);
  else {
    const detail = flags.quiet ? "quiet" : "normal";
    const options = { color: terminal.color, width: terminal.width, detail };
    for (const outcome of merged) terminal.write(renderExploration(outcome, [], options));
  }
  return exitCodeOf(merged.map((outcome) => outcome.status));
}
function readOutcomes(path) {
  try {
    const value = JSON.parse(readFileSync(path, "utf8"));
    if (Array.isArray(value) && value.every(isOutcome)) return value;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, void 0);
}
function isOutcome(value) {
  return typeof value === "object" && value !== null && "coverage" in value && "sequences" in value && "ends" in value;
}
function unreadable(path, cause) {
  return new ScenarioError(`${path} holds no outcome of a search`, {
    code: "outcome-unreadable",
    subject: path,
    remedy: "Give files that were written by: rehearse explore NAME --shard i/n --json > FILE.",
    cause
  });
}
export {
  mergeCommand
};
