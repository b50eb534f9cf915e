import {
  LEFT_LIMIT,
  UNBOUNDED
} from "./chunk-YKIRTROW.js";
import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";

// harness/cli/exploring-values.ts
var GAPS = ["at-once", "quiescent", "settled"];
function readBounds(flags) {
  const { delays, controllers, gaps } = flags;
  return {
    ...counted("steps", flags.steps),
    ...delays === "all" ? { delays: UNBOUNDED } : counted("delays", delays),
    ...counted("crashes", flags.crashes),
    ...counted("stalls", flags.stalls),
    ...counted("states", flags.states, Number.MAX_SAFE_INTEGER),
    ...gaps === void 0 ? {} : { gaps: readGaps(gaps) },
    ...controllers === void 0 ? {} : { controllers: controllers.split(",").filter((name) => name !== "") }
  };
}
function counted(name, text, most = LEFT_LIMIT) {
  if (text === void 0) return {};
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= most) return { [name]: count };
  throw usage(
    `--${name} ${text}`,
    `Give a whole number from 0 to ${most}${name === "delays" ? ", or `all`" : ""}.`
  );
}
function readGaps(text) {
  const gaps = text === "all" ? GAPS : text.split(",");
  const unknown = gaps.find((gap) => !GAPS.includes(gap));
  if (unknown === void 0) return gaps;
  throw usage(`--gaps ${text}`, `Give some of ${GAPS.join(", ")}, joined by commas, or \`all\`.`);
}
function readShard(text) {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw usage(`--shard ${text}`, "Give the number of the part and how many there are, e.g. 2/5.");
}
var UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
function readDuration(text) {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match !== null) return Number(match[1]) * UNITS[match[2]];
  throw usage(`--time-budget ${text}`, "Give a number and a unit, e.g. 90s or 10m.");
}
function usage(subject, remedy) {
  return new ScenarioError(`cannot read ${subject}`, { code: "usage", subject, remedy });
}

export {
  readBounds,
  readShard,
  readDuration
};
