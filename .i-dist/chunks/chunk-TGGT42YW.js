import {
  concluded
} from "./chunk-YKIRTROW.js";
import {
  compareKeys,
  hashString
} from "./chunk-JOVJXXF2.js";
import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/explorer/merge.ts
function belongsTo({ index, of }) {
  return (choices) => hashString(choices.map(({ take }) => take).join("\n")).a % of === index - 1;
}
function mergeOutcomes(parts) {
  const first = parts[0];
  for (const part of parts) checkSame(first, part);
  const ends = mergeEnds(parts);
  const place = new Map(ends.map((end, index) => [meaningOf(end), index]));
  const sequences = mergeSequences(parts, place);
  const sum = (count) => parts.reduce((total, part) => total + count(part), 0);
  const coverage = {
    sequences: sequences.filter((sequence) => sequence.ends.length > 0).length,
    executions: sum((part) => part.coverage.executions),
    represented: String(parts.reduce((total, part) => total + BigInt(part.coverage.represented), 0n)),
    states: sum((part) => part.coverage.states),
    transitions: sum((part) => part.coverage.transitions),
    merged: sum((part) => part.coverage.merged),
    visitedBytes: sum((part) => part.coverage.visitedBytes),
    reached: [...new Set(parts.flatMap((part) => part.coverage.reached))].sort()
  };
  return concluded({ ...first, coverage, ends, sequences });
}
function checkSame(first, part) {
  const identity = (part2) => {
    const { scenario, exploration, small, steps, goals, profile, seed, bounds } = part2;
    return JSON.stringify([scenario, exploration, small, steps, goals, profile, seed, bounds]);
  };
  if (identity(first) === identity(part)) return;
  throw new RehearseError(
    `the parts are of different searches: ${first.exploration} and ${part.exploration}`,
    {
      code: "merge-mismatch",
      subject: part.exploration,
      remedy: "Merge the outputs of one search, made with equal options but for --shard."
    }
  );
}
function mergeEnds(parts) {
  const best = /* @__PURE__ */ new Map();
  for (const end of parts.flatMap((part) => part.ends)) {
    const known = best.get(meaningOf(end));
    const seen = [.../* @__PURE__ */ new Set([...known?.seen ?? [], ...end.seen])].sort((x, y) => x - y);
    const shorter = known === void 0 || byWay(end, known) < 0 ? end : known;
    best.set(meaningOf(end), { ...shorter, seen });
  }
  return [...best.values()].sort((x, y) => byWay(x, y) || compareKeys(x.digest, y.digest));
}
function mergeSequences(parts, place) {
  const merged = /* @__PURE__ */ new Map();
  for (const part of parts) {
    for (const { steps, ends, returns } of part.sequences) {
      const key = steps.join("\0");
      const known = merged.get(key);
      const here = ends.map((end) => place.get(meaningOf(part.ends[end])));
      const all = [.../* @__PURE__ */ new Set([...known?.ends ?? [], ...here])].sort((x, y) => x - y);
      merged.set(key, { steps, ends: all, returns: returns || (known?.returns ?? false) });
    }
  }
  const names = parts[0].steps;
  const rank = ({ steps }) => steps.map((step) => String(names.indexOf(step)).padStart(4, "0")).join("");
  return [...merged.values()].sort((x, y) => x.steps.length - y.steps.length || compareKeys(rank(x), rank(y)));
}
function meaningOf({ digest, verdicts }) {
  return JSON.stringify([digest, verdicts.map(({ goal, verdict }) => [goal, verdict])]);
}
function byWay(x, y) {
  return x.cost - y.cost || compareKeys(x.path, y.path);
}

export {
  belongsTo,
  mergeOutcomes
};
