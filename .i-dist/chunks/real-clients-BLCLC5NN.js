import {
  ServedWorld,
  WorldServer,
  clientEnvironment,
  kubeconfig,
  kubernetesParts,
  newAccessKeyId,
  newSecret,
  wallClock
} from "./chunk-V2AN5GIV.js";
import {
  ServerDirectory
} from "./chunk-44HN5FNG.js";
import {
  EnvironmentError
} from "./chunk-VF3AXOPJ.js";
import "./chunk-BRYQJ3ZQ.js";
import {
  Transaction,
  createEmbeddedTwin,
  exitProcess,
  findProcess,
  finishStep,
  launch
} from "./chunk-6O7A4KZO.js";
import {
  formatGoDuration,
  park,
  parseGoDuration
} from "./chunk-XWNGLE3J.js";
import "./chunk-YJL2K7ZF.js";
import {
  compareKeys
} from "./chunk-JOVJXXF2.js";
import {
  LimitReached
} from "./chunk-75Q7WLF5.js";

// harness/serve/real-clients/real-clients.ts
import { rm } from "node:fs/promises";
import { join as join2 } from "node:path";

// harness/serve/real-clients/find-client.ts
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
var VERSION_ARGUMENTS = {
  helm: ["version", "--template", "{{.Version}}"],
  kubectl: ["version", "--client", "--output=json"]
};
function findClient(name, sources, version) {
  const variable = `REHEARSE_${name.toUpperCase().replaceAll("-", "_")}`;
  const named = sources.environment[variable];
  if (named !== void 0 && named !== "") {
    if (isExecutable(named)) return named;
    throw missing(name, `${variable} names ${named}, which cannot be run`);
  }
  const found = [...cached(sources.folder, name), ...onPath(sources.environment["PATH"], name)].filter(
    isExecutable
  );
  if (version === void 0) {
    if (found[0] !== void 0) return found[0];
    throw missing(name, `no ${name} found`);
  }
  const versions = found.map((path) => ({ path, parts: versionOf(path, name) }));
  const [major, minor] = version.replace(/^v/, "").split(".");
  const sameMajor = versions.filter(({ parts }) => parts[0] === major);
  const best = sameMajor.find(({ parts }) => parts[1] === minor) ?? sameMajor[0];
  if (best !== void 0) return best.path;
  throw missing(name, `no ${name} ${major} found${found.length > 0 ? `, only ${found.join(", ")}` : ""}`);
}
function missing(name, what) {
  const variable = `REHEARSE_${name.toUpperCase().replaceAll("-", "_")}`;
  const fetched = name === "kubectl" || name === "helm";
  return new EnvironmentError(what, {
    code: "client-missing",
    subject: name,
    remedy: `${fetched ? "Run `node scripts/fetch-clients.mjs`" : "Install it"}, or set ${variable} to its path; without --clients real the built-in tool is used.`
  });
}
function cached(folder, name) {
  const root = join(folder, ".cache", "clients");
  try {
    return [...readdirSync(root)].sort((x, y) => compareKeys(y, x)).map((entry) => join(root, entry, name));
  } catch {
    return [];
  }
}
function onPath(path, name) {
  const entries = (path ?? "").split(delimiter).filter((entry) => entry !== "");
  return entries.map((entry) => join(entry, name));
}
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
function versionOf(path, name) {
  const args = VERSION_ARGUMENTS[name];
  if (args === void 0) return [];
  const env = { PATH: "/usr/bin:/bin", HOME: "/nonexistent", KUBECONFIG: "/dev/null" };
  const { stdout } = spawnSync(path, [...args], { encoding: "utf8", env, timeout: 1e4 });
  return /v(\d+)\.(\d+)/.exec(stdout ?? "")?.slice(1) ?? [];
}

// harness/serve/real-clients/run-client.ts
import { spawn } from "node:child_process";
var MAX_OUTPUT = 32 * 1024 * 1024;
var SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15
};
function runClient(command) {
  const child = spawn(command.binary, [...command.args], {
    cwd: command.cwd,
    env: { ...command.env },
    stdio: ["pipe", "pipe", "pipe"]
  });
  child.stdin.on("error", () => {
  });
  child.stdin.end(command.stdin);
  return { ended: exitOf(child), kill: () => void child.kill("SIGKILL") };
}
function exitOf(child) {
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  return new Promise((done) => {
    child.on(
      "error",
      (error) => done({ code: 126, signal: null, stdout: stdout(), stderr: `${error.message}
` })
    );
    child.on("close", (code, signal) => {
      const exitCode = code ?? 128 + (SIGNALS[signal ?? ""] ?? 0);
      done({ code: exitCode, signal: null, stdout: stdout(), stderr: stderr() });
    });
  });
}
function collect(stream) {
  const chunks = [];
  let length = 0;
  stream?.on("data", (chunk) => {
    if (length < MAX_OUTPUT) chunks.push(chunk);
    length += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

// harness/serve/real-clients/scale-time-outs.ts
var GLOBAL_VALUES = /* @__PURE__ */ new Set([
  ...["-n", "--namespace", "--context", "--cluster", "--user", "--kubeconfig", "-s", "--server", "--token"],
  ...["--as", "--as-group", "--as-uid", "--cache-dir", "--request-timeout", "--tls-server-name", "-v"],
  ...["--certificate-authority", "--client-certificate", "--client-key", "--kube-context", "--kube-token"],
  ...["--kube-apiserver", "--kube-as-user", "--kube-as-group", "--kube-ca-file", "--burst-limit", "--qps"],
  ...["--kube-tls-server-name", "--registry-config", "--repository-cache", "--repository-config"]
]);
var WAITS = /* @__PURE__ */ new Set(["--timeout", "--pod-running-timeout"]);
var DEFAULTS = {
  kubectl: { wait: "30s" },
  helm: Object.fromEntries(
    ["install", "upgrade", "rollback", "uninstall", "del", "delete", "un", "test"].map((name) => [
      name,
      "5m"
    ])
  )
};
function scaleTimeOuts(argv, speed) {
  const stop = argv.indexOf("--");
  const own = stop < 0 ? argv : argv.slice(0, stop);
  const rest = stop < 0 ? [] : argv.slice(stop);
  const scaled = own.map((word, index) => {
    const [name = "", ...value] = word.split("=");
    if (value.length > 0 && WAITS.has(name)) return `${name}=${divide(value.join("="), speed)}`;
    return WAITS.has(own[index - 1] ?? "") ? divide(word, speed) : word;
  });
  const standard = DEFAULTS[own[0] ?? ""]?.[subcommandOf(own) ?? ""];
  const given = own.some((word) => word === "--timeout" || word.startsWith("--timeout="));
  const added = standard === void 0 || given ? [] : [`--timeout=${divide(standard, speed)}`];
  return [...scaled, ...added, ...rest];
}
function subcommandOf(argv) {
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (!word.startsWith("-")) return word;
    if (GLOBAL_VALUES.has(word)) index += 1;
  }
  return void 0;
}
function divide(text, speed) {
  const parsed = parseGoDuration(text);
  if ("problem" in parsed || parsed.value <= 0) return text;
  return formatGoDuration(Math.max(1, Math.round(parsed.value / speed)));
}

// harness/serve/real-clients/real-clients-twin.ts
var PROGRAM = "real-client";
var QUIET_MS = 400;
var standIn = function* () {
  return yield* park();
};
var RealClientsTwin = class {
  name;
  #system;
  #embedded;
  #options;
  #served;
  #running = /* @__PURE__ */ new Map();
  #server;
  #problem;
  constructor(options, world) {
    const programs = new Map([...options.system.programs, [PROGRAM, standIn]]);
    this.#system = { ...options.system, programs };
    this.#embedded = createEmbeddedTwin(this.#system, options.checks);
    this.#options = options;
    this.#served = new ServedWorld(this.#system, world);
    this.name = `embedded, real clients (time-outs divided by ${options.speed})`;
  }
  /** What a running binary does cannot be taken back. */
  get capabilities() {
    return { ...this.#embedded.capabilities, branch: this.#running.size === 0 };
  }
  get profile() {
    return this.#embedded.profile;
  }
  async start(state, pid, command) {
    const server = await this.#listening();
    if (this.#running.size === 0) server.reset(state);
    const { settingOf, speed } = this.#options;
    const token = newSecret();
    const awsKeyId = newAccessKeyId();
    const setting = settingOf(command, { url: server.url, token, awsUrl: server.awsUrl, awsKeyId });
    const world = launch(this.#system, this.#served.world, pid, PROGRAM, command);
    this.#served.replace(world);
    const who = { actor: pid, cause: world.seq };
    for (const secret of [token, awsKeyId]) server.clients.add(secret, who);
    const [, ...args] = scaleTimeOuts(command.argv, speed);
    const client = runClient({ ...setting, args: withEndpoint(command, args, server), stdin: command.stdin });
    this.#running.set(pid, { client, secrets: [token, awsKeyId] });
    void client.ended.then((exit) => {
      this.#ended(server, pid, who, exit);
      setting.done();
    });
    return world;
  }
  async advance(state, until) {
    if (this.#running.size === 0) return this.#embedded.advance(state, until);
    await this.#runUntil(until);
    const world = this.#served.world;
    return until(world) ? { state: world, reason: "until" } : this.#embedded.advance(world, until);
  }
  async elapse(state, ms) {
    if (this.#running.size === 0) return this.#embedded.elapse(state, ms);
    const endMs = state.now + ms;
    await this.#runUntil((world2) => world2.now >= endMs);
    const world = this.#served.world;
    return world.now >= endMs ? world : this.#embedded.elapse(world, endMs - world.now);
  }
  settle = (state) => this.#embedded.settle(state);
  exitOf = (state, pid) => this.#embedded.exitOf(state, pid);
  restartContainers = (state) => this.#embedded.restartContainers(state);
  arm = (state) => this.#embedded.arm(state);
  checkState = (state, name) => this.#embedded.checkState(state, name);
  view = (state) => state;
  log = (state) => this.#embedded.log(state);
  now = (state) => state.now;
  digest = (state) => this.#embedded.digest(state);
  /** Kill what runs, at once: for the end of this process. */
  kill() {
    for (const { client } of this.#running.values()) client.kill();
  }
  /** Kill what runs and stop listening. */
  async close() {
    this.kill();
    await (await this.#server)?.close();
  }
  /** Let the clock run until the condition holds or no binary runs any more. Throws `LimitReached` for one that hangs. */
  async #runUntil(until) {
    const { clock } = await this.#listening();
    const { wall, speed } = this.#options;
    const limitMs = 12e4 + 36e5 / speed;
    const startMs = wall.now();
    const late = () => wall.now() - startMs > limitMs;
    const over = () => this.#running.size === 0 || this.#problem !== void 0 || late();
    await clock.runUntil((world) => over() || until(world));
    if (this.#problem !== void 0) {
      this.kill();
      throw this.#problem;
    }
    if (!late() || this.#running.size === 0) return;
    this.kill();
    throw new LimitReached("realClientMs", limitMs, "Give the command a --timeout, or a higher --speed.");
  }
  #listening() {
    const { system: _, checks: __, ...options } = this.#options;
    this.#server ??= WorldServer.start({
      ...options,
      served: this.#served,
      speed: "paused",
      attention: { quietMs: QUIET_MS },
      history: Number.POSITIVE_INFINITY,
      onProblem: (error) => {
        this.#problem = error;
      }
    }).then((server) => {
      server.clock.setSpeed(options.speed);
      server.clock.pause();
      return server;
    });
    return this.#server;
  }
  #ended(server, pid, { cause }, exit) {
    server.clock.catchUp();
    for (const secret of this.#running.get(pid)?.secrets ?? []) server.clients.remove(secret);
    this.#running.delete(pid);
    const world = this.#served.world;
    const process = findProcess(world, pid);
    if (process === void 0 || process.exit !== null) return;
    const tx = new Transaction(this.#system, world, { actor: pid, now: world.now, cause });
    exitProcess(tx, process, exit);
    this.#served.replace(finishStep(tx).world);
  }
};
function withEndpoint({ argv }, args, { awsUrl }) {
  return argv[0] === "aws" ? ["--endpoint-url", awsUrl, ...args] : args;
}

// harness/serve/real-clients/real-clients.ts
var PATH = "/usr/local/bin:/usr/bin:/bin";
var RealClients = class {
  #settings;
  #twins = [];
  #binaries = /* @__PURE__ */ new Map();
  #directory;
  #commands = 0;
  constructor(settings) {
    this.#settings = settings;
  }
  /** For `PrepareOptions.createTwin`. */
  createTwin = (system, checks, world) => {
    const settingOf = (command, access) => this.#settingOf(command, access, system.profile);
    const { speed } = this.#settings;
    const options = { ...kubernetesParts(system.profile), system, checks, speed, settingOf, wall: wallClock };
    const twin = new RealClientsTwin({ ...options, controlToken: newSecret() }, world);
    this.#twins.push(twin);
    return twin;
  };
  /** Kill what runs and remove what was written, at once: for the end of this process. */
  kill() {
    for (const twin of this.#twins) twin.kill();
    this.#directory?.remove();
  }
  /** Stop all servers and remove what was written. */
  async close() {
    await Promise.all(this.#twins.map((twin) => twin.close()));
    this.#directory?.remove();
  }
  /** A home, a kubeconfig and caches of its own for one command. */
  #settingOf(command, access, profile) {
    const name = command.argv[0] ?? "";
    const binary = this.#binary(name, profile[name]);
    this.#directory ??= ServerDirectory.open();
    this.#commands += 1;
    const home = this.#directory.subfolder(String(this.#commands));
    const { url, token, awsUrl, awsKeyId } = access;
    const path = this.#directory.writeClient(
      home,
      "kubeconfig",
      kubeconfig({ url, token, namespace: "default" })
    );
    const environment = clientEnvironment({ directory: home, kubeconfig: path, awsUrl, awsKeyId });
    const env = { PATH, HOME: home, ...environment, ...command.env };
    const cwd = join2(this.#settings.fixtures, command.cwd);
    const done = () => void rm(home, { recursive: true, force: true }).catch(() => {
    });
    return { binary, cwd, env, done };
  }
  #binary(name, version) {
    const key = `${name} ${version}`;
    const known = this.#binaries.get(key) ?? findClient(name, this.#settings, version);
    this.#binaries.set(key, known);
    return known;
  }
};
export {
  RealClients
};
