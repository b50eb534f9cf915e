import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/scenario/errors.ts
var ScenarioError = class extends RehearseError {
  name = "ScenarioError";
};
function location(path, line) {
  return line === void 0 ? path : `${path}:${line}`;
}

export {
  ScenarioError,
  location
};
