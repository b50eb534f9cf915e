import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/serve/control.ts
var CONTROL_PATH = "/rehearse/v1/";
var FASTEST = 1e6;
var LONGEST_MS = 366 * 24 * 36e5;
async function control(server, request) {
  const { clock } = server;
  switch (request.kind) {
    case "status":
      clock.catchUp();
      return { clock: clock.status() };
    case "pause":
      clock.pause();
      return { clock: clock.status() };
    case "resume":
      clock.resume();
      return { clock: clock.status() };
    case "speed":
      clock.setSpeed(within("speed", request.speed, FASTEST));
      return { clock: clock.status() };
    case "jump":
      await clock.jump(within("jump", request.ms, LONGEST_MS));
      return { clock: clock.status() };
    case "settle": {
      const settled = clock.settle();
      return { clock: clock.status(), settled };
    }
    default:
      return controlSnapshots(server, request);
  }
}
function controlSnapshots({ clock, snapshots, world, restore }, request) {
  switch (request.kind) {
    case "snapshots":
      return { clock: clock.status(), snapshots: snapshots.list() };
    case "snapshot":
      clock.catchUp();
      return { clock: clock.status(), snapshots: [snapshots.take(request.name, world())] };
    case "restore": {
      restore(snapshots.get(request.name));
      const taken = snapshots.list().filter((snapshot) => snapshot.name === request.name);
      return { clock: clock.status(), snapshots: taken };
    }
  }
}
function within(what, value, most) {
  if (Number.isFinite(value) && value > 0 && value <= most) return value;
  throw new RehearseError(`a ${what} of ${value} is not possible`, {
    code: `${what}-invalid`,
    subject: what,
    remedy: `Give a number above 0, and ${most} at most.`
  });
}
var KINDS = /* @__PURE__ */ new Set([
  "status",
  "pause",
  "resume",
  "speed",
  "jump",
  "settle",
  "snapshots",
  "snapshot",
  "restore"
]);
function readControl(text) {
  const value = parse(text);
  const { kind, speed, ms, name } = value ?? {};
  const known = typeof kind === "string" && KINDS.has(kind) && (kind !== "speed" || typeof speed === "number") && (kind !== "jump" || typeof ms === "number") && (!["snapshot", "restore"].includes(kind) || typeof name === "string");
  if (known) return value;
  throw new RehearseError("not a control request", {
    code: "control-invalid",
    remedy: "Use `rehearse clock`, `rehearse snapshot` and `rehearse restore` of the same version."
  });
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

export {
  CONTROL_PATH,
  FASTEST,
  control,
  readControl
};
