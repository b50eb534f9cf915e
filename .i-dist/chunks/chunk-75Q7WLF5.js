var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// twins/kernel/errors.ts
var RehearseError = class extends Error {
  name = "RehearseError";
  code;
  subject;
  remedy;
  constructor(message, details) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
    this.code = details.code;
    this.subject = details.subject;
    this.remedy = details.remedy;
  }
};
var InvariantViolation = class extends RehearseError {
  name = "InvariantViolation";
  constructor(message, subject) {
    super(message, {
      code: "invariant-violation",
      ...subject === void 0 ? {} : { subject },
      remedy: "This is a defect in Rehearse. Please report it with the scenario and the seed."
    });
  }
};
var NotModelled = class extends RehearseError {
  name = "NotModelled";
  constructor(what, remedy) {
    super(`not modelled: ${what}`, { code: "not-modelled", subject: what, remedy });
  }
};
var LimitReached = class extends RehearseError {
  name = "LimitReached";
  limit;
  constructor(limit, value, remedy) {
    super(`limit ${limit} reached (${value})`, { code: "limit-reached", subject: limit, remedy });
    this.limit = limit;
  }
};
function assertNever(value) {
  throw new InvariantViolation(`unhandled case: ${JSON.stringify(value)}`);
}

export {
  __export,
  RehearseError,
  InvariantViolation,
  NotModelled,
  LimitReached,
  assertNever
};
