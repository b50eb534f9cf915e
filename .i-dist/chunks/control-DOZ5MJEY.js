import {
  readControlAccess
} from "./chunk-44HN5FNG.js";
import {
  EnvironmentError
} from "./chunk-VF3AXOPJ.js";
import {
  readSpeed
} from "./chunk-VOXCJDUZ.js";
import {
  EXIT
} from "./chunk-5MNXXRE4.js";
import {
  formatTime
} from "./chunk-37PE46LD.js";
import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";
import {
  CONTROL_PATH
} from "./chunk-BRYQJ3ZQ.js";
import {
  parseGoDuration
} from "./chunk-XWNGLE3J.js";
import {
  stableStringify
} from "./chunk-JOVJXXF2.js";
import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/serve/control-client.ts
async function askServer(access, request) {
  const { status, text } = await post(access, JSON.stringify(request));
  const body = JSON.parse(text);
  if (status === 200) return body;
  if (status === 401) {
    throw new EnvironmentError(`another server listens at ${access.url}`, {
      code: "server-gone",
      subject: access.url,
      remedy: "Start a server with `rehearse serve`, and use the folder that it prints."
    });
  }
  throw new RehearseError(body["message"] ?? `the server answered ${status}`, {
    code: body["code"] ?? "server-failed",
    ...body["remedy"] === void 0 ? {} : { remedy: body["remedy"] }
  });
}
async function post({ url, token, ca }, body) {
  const { request } = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((done, fail) => {
    const sent = request(
      `${url}${CONTROL_PATH}`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...ca === void 0 ? {} : { ca }
      },
      (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on(
          "end",
          () => done({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") })
        );
      }
    );
    sent.on("error", (cause) => fail(gone(url, cause)));
    sent.end(body);
  });
}
function gone(url, cause) {
  return new EnvironmentError(`no server answers at ${url}`, {
    code: "server-gone",
    subject: url,
    remedy: "It has ended: start one with `rehearse serve`, and use the folder that it prints.",
    cause
  });
}

// harness/cli/commands/control.ts
async function clockCommand(words, flags, context) {
  const answer = await ask(clockRequest(words), flags, context);
  tell(answer, flags, context, () => describeClock(answer));
  return EXIT.asExpected;
}
async function snapshotCommand(name, flags, context) {
  const answer = await ask(
    name === void 0 ? { kind: "snapshots" } : { kind: "snapshot", name },
    flags,
    context
  );
  const lines = (answer.snapshots ?? []).map((taken) => `${taken.name}  ${formatTime(taken.nowMs)}
`);
  const text = lines.join("") || "no snapshots\n";
  tell(answer, flags, context, () => name === void 0 ? text : `snapshot ${text}`);
  return EXIT.asExpected;
}
async function restoreCommand(name, flags, context) {
  const answer = await ask({ kind: "restore", name }, flags, context);
  tell(answer, flags, context, () => `the world is back at ${name}; ${describeClock(answer)}`);
  return EXIT.asExpected;
}
function clockRequest(words) {
  const [kind = "status", value, ...rest] = words;
  if (rest.length === 0) {
    if (value === void 0 && ["status", "pause", "resume", "settle"].includes(kind))
      return { kind };
    if (value !== void 0 && kind === "speed") {
      const speed = readSpeed(value);
      return speed === "paused" ? { kind: "pause" } : { kind: "speed", speed };
    }
    if (value === "settle" && kind === "jump") return { kind: "settle" };
    if (value !== void 0 && kind === "jump") return { kind: "jump", ms: durationOf(value) };
  }
  throw usage(
    `rehearse clock ${words.join(" ")}`,
    "Use status, pause, resume, speed <number>, jump <duration> or settle."
  );
}
function durationOf(text) {
  const parsed = parseGoDuration(text);
  if ("value" in parsed && parsed.value > 0) return parsed.value;
  throw usage(`the duration ${text}`, "Write it as 90s, 15m or 1h30m.");
}
function usage(what, remedy) {
  return new ScenarioError(`cannot read ${what}`, { code: "usage", subject: what, remedy });
}
function ask(request, flags, { environment }) {
  const directory = flags.server ?? environment["REHEARSE_SERVER"];
  if (directory !== void 0 && directory !== "") return askServer(readControlAccess(directory), request);
  throw new ScenarioError("which server?", {
    code: "server-unnamed",
    remedy: "Export REHEARSE_SERVER as `rehearse serve` has printed it, or give its folder as --server."
  });
}
function tell(answer, flags, { terminal }, text) {
  terminal.write(flags.json ? `${stableStringify(answer, 2)}
` : text());
}
function describeClock({ clock, settled }) {
  const pace = clock.mode === "paused" ? "stands still" : `runs ${clock.speed} times as fast as the wall's`;
  const how = settled === void 0 ? "" : `${SETTLED[settled]}; `;
  return `${how}the clock shows ${formatTime(clock.nowMs)} and ${pace}${next(clock)}
`;
}
var SETTLED = {
  settled: "nothing changes any more",
  horizon: "it still changes after two days",
  diverges: "it repeats itself and never comes to rest"
};
function next({ nowMs, nextMs }) {
  return nextMs === null ? "; nothing is due" : `; next in ${Math.max(0, nextMs - nowMs) / 1e3} s`;
}
export {
  clockCommand,
  clockRequest,
  restoreCommand,
  snapshotCommand
};
