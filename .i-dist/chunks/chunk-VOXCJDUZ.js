import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";
import {
  FASTEST
} from "./chunk-BRYQJ3ZQ.js";

// harness/cli/values.ts
function readProfile(texts) {
  const profile = {};
  for (const text of texts) {
    const match = /^([a-z][a-z0-9-]*)=(\S+)$/.exec(text);
    if (match === null)
      throw usage(`--profile ${text}`, "Write --profile component=version, e.g. --profile eso=0.10.7.");
    profile[match[1]] = match[2];
  }
  return profile;
}
function readSeed(text) {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw usage(`--seed ${text}`, "Give a whole number from 0.");
}
function readSpeed(text) {
  if (text === "paused") return text;
  const speed = Number(text.replace(/x$/, ""));
  if (/^[\d.]+x?$/.test(text) && speed > 0 && speed <= FASTEST) return speed;
  throw usage(
    `--speed ${text}`,
    `Give a number above 0 and up to ${FASTEST}, e.g. 1, 60 or 0.5, or \`paused\`.`
  );
}
function readPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw usage(`--port ${text}`, "Give a number from 0 to 65535; 0 is any free port.");
}
function usage(subject, remedy) {
  return new ScenarioError(`cannot read ${subject}`, { code: "usage", subject, remedy });
}

export {
  readProfile,
  readSeed,
  readSpeed,
  readPort
};
