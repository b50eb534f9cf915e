// harness/cli/exit-codes.ts
var EXIT = {
  /** Every verdict is the expected one. */
  asExpected: 0,
  /** A verdict, or the chain of an incident, differs from what was expected. */
  differs: 1,
  /** The command line or a scenario is wrong. */
  usage: 2,
  /** Something could not be judged. */
  inconclusive: 3,
  /** Something outside is missing or broken: a binary, a file system, a container engine. */
  environment: 4,
  interrupted: 130,
  /** By SIGTERM; `rehearse serve` ends with 0. */
  terminated: 143
};
function exitCodeOf(statuses) {
  if (statuses.includes("differs")) return EXIT.differs;
  return statuses.includes("inconclusive") ? EXIT.inconclusive : EXIT.asExpected;
}

export {
  EXIT,
  exitCodeOf
};
