import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/serve/errors.ts
var EnvironmentError = class extends RehearseError {
  name = "EnvironmentError";
};

export {
  EnvironmentError
};
