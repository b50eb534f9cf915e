import {
  EnvironmentError
} from "./chunk-VF3AXOPJ.js";
import {
  CONTROL_PATH,
  control,
  readControl
} from "./chunk-BRYQJ3ZQ.js";
import {
  Transaction,
  findProcess,
  finishStep,
  launch,
  nextTransition,
  portOf,
  run,
  settle
} from "./chunk-6O7A4KZO.js";
import {
  API_PORT,
  EXEC_PROGRAM,
  World,
  compactHistory,
  createHttpFront,
  textAt
} from "./chunk-XWNGLE3J.js";
import {
  compareKeys
} from "./chunk-JOVJXXF2.js";
import {
  InvariantViolation,
  NotModelled,
  RehearseError
} from "./chunk-75Q7WLF5.js";

// harness/serve/client-environment.ts
import { join } from "node:path";
function clientEnvironment(options) {
  const within = (...parts) => join(options.directory, ...parts);
  return {
    KUBECONFIG: options.kubeconfig,
    KUBECACHEDIR: within("cache", "kubectl"),
    HELM_CACHE_HOME: within("cache", "helm"),
    HELM_CONFIG_HOME: within("config", "helm"),
    HELM_DATA_HOME: within("data", "helm"),
    AWS_ENDPOINT_URL: options.awsUrl,
    AWS_ACCESS_KEY_ID: options.awsKeyId,
    AWS_SECRET_ACCESS_KEY: "not-checked",
    AWS_CONFIG_FILE: within("config", "aws"),
    AWS_SHARED_CREDENTIALS_FILE: within("config", "aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true"
  };
}

// harness/serve/clients.ts
import { createHash, timingSafeEqual } from "node:crypto";
var Clients = class {
  #known = /* @__PURE__ */ new Map();
  add(secret, client) {
    this.#known.set(secret, { digest: digestOf(secret), client });
  }
  remove(secret) {
    this.#known.delete(secret);
  }
  /** The client with this secret. Every known secret is compared, in constant time. */
  find(secret) {
    const shown = digestOf(secret);
    let found;
    for (const { digest, client } of this.#known.values()) {
      if (timingSafeEqual(digest, shown)) found = client;
    }
    return found;
  }
};
var TOKEN_PATH = /^\/token\/([^/?]+)(?=[/?]|$)/;
function tokenPath(token) {
  return `/token/${token}`;
}
function splitToken(url) {
  const match = TOKEN_PATH.exec(url);
  if (match === null) return { token: "", url };
  const rest = url.slice(match[0].length);
  return { token: match[1] ?? "", url: rest.startsWith("/") ? rest : `/${rest}` };
}
function bearerToken(header) {
  return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? "";
}
function accessKeyId(header) {
  return /Credential=([^/,\s]+)\//.exec(header ?? "")?.[1] ?? "";
}
function digestOf(secret) {
  return createHash("sha256").update(secret).digest();
}

// harness/serve/kubeconfig.ts
var NAME = "rehearse";
function kubeconfig({ url, token, namespace }) {
  const server = url.startsWith("https:") ? url : url + tokenPath(token);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: NAME, cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME, namespace } }],
    "current-context": NAME
  };
  return `${JSON.stringify(config, null, 2)}
`;
}

// harness/serve/kubernetes-parts.ts
function kubernetesParts(profile) {
  const kubernetesVersion = profile["kubernetes"] ?? "";
  return { createFront: () => createHttpFront({ kubernetesVersion }), compact: compactHistory };
}

// harness/serve/secrets.ts
import { randomBytes } from "node:crypto";
function newSecret() {
  return randomBytes(24).toString("hex");
}
function newAccessKeyId() {
  return `ASIA${newSecret().slice(0, 16).toUpperCase()}`;
}

// harness/serve/wall-clock.ts
var LONGEST_MS = 2 ** 31 - 1;
var wallClock = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(Math.max(0, ms), LONGEST_MS));
    return () => clearTimeout(timer);
  },
  soon: (work) => void setImmediate(work)
};

// twins/embedded/served-world.ts
var ServedWorld = class {
  system;
  #world;
  #listeners = /* @__PURE__ */ new Set();
  constructor(system, world) {
    this.system = system;
    this.#world = world;
  }
  get world() {
    return this.#world;
  }
  /** Called after every change, with the world as it then stands. Returns how to stop listening. */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /**
   * One call to a port, as one transition, at the present virtual time. `cause` is the `seq` of the log entry that set
   * it off; default: the newest.
   */
  call(port, payload, actor, cause = this.#world.seq) {
    const tx = new Transaction(this.system, this.#world, { actor, now: this.#world.now, cause });
    const answer = portOf(this.system, port).handle(tx, payload, { actor });
    this.replace(finishStep(tx).world);
    return answer;
  }
  /**
   * Let the world go on up to a virtual time, background timers included; the clock stands there afterwards, unless a
   * limit stopped it before. Returns whether it got there.
   */
  advanceTo(ms, limits = {}) {
    if (ms < this.#world.now) return true;
    const last = this.#world.transitions + (limits.transitions ?? Number.POSITIVE_INFINITY);
    const { world, reason } = run(this.system, this.#world, {
      background: true,
      deadlineMs: ms,
      until: (now) => now.transitions >= last || (limits.until?.(now) ?? false)
    });
    this.replace(reason === "until" || world.now === ms ? world : world.at(ms));
    return reason !== "until";
  }
  /** Put another world in its place: a restored snapshot, or the result of a step. */
  replace(world) {
    if (world === this.#world) return;
    this.#world = world;
    for (const listener of this.#listeners) listener(world);
  }
};

// harness/serve/server.ts
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";

// harness/serve/http-body.ts
var MAX_BODY_BYTES = 3 * 1024 * 1024;
async function readBody(request, limit = MAX_BODY_BYTES) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > limit ? "too-large" : Buffer.concat(chunks);
}
function headersOf(request) {
  const headers = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== void 0) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return headers;
}
function sendWhole(response, status, headers, body) {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, "content-length": String(bytes.length) });
  response.end(bytes);
}
function sendJson(response, status, value) {
  sendWhole(response, status, { "content-type": "application/json" }, `${JSON.stringify(value)}
`);
}

// harness/serve/aws-listener.ts
var MAX_BYTES = 10 * 1024 * 1024;
var AWS_PORT = "aws";
async function handleAws({ served, clients, clock }, request, response) {
  const client = clients.find(accessKeyId(request.headers.authorization));
  if (client === void 0) return refuse(request, response);
  const body = await readBody(request, MAX_BYTES);
  if (body === "too-large") {
    sendWhole(response, 413, { "content-type": "text/plain" }, "Request Entity Too Large");
    return;
  }
  clock.takeRequest(portOf(served.system, AWS_PORT).latencyMs);
  const payload = {
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: headersOf(request),
    body: body.toString("utf8")
  };
  const before = served.world.seq;
  const answer = served.call(AWS_PORT, payload, client.actor, client.cause);
  if (served.world.seq > before) client.cause = served.world.seq;
  sendWhole(
    response,
    Number(answer["status"]),
    answer["headers"],
    String(answer["body"])
  );
}
var INVALID_TOKEN = "The security token included in the request is invalid.";
function refuse(request, response) {
  request.resume();
  const json = request.headers["x-amz-target"] !== void 0;
  const body = json ? JSON.stringify({ __type: "UnrecognizedClientException", message: INVALID_TOKEN }) : `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>${INVALID_TOKEN}</Message></Error></ErrorResponse>`;
  const type = json ? "application/x-amz-json-1.1" : "text/xml";
  sendWhole(response, 403, { "content-type": type }, body);
}

// harness/serve/clock.ts
var SLICE = 400;
var LOOK_MS = 20;
var Clock = class {
  #served;
  #wall;
  #onProblem;
  /** See {@link Attention}; null: the clock pays none. */
  #quietMs;
  #speed;
  #paused;
  /** The point at which both clocks were read last. */
  #base;
  #cancel;
  #until;
  #problem = null;
  #jumping = false;
  #busy = false;
  #stopListening;
  constructor(served, wall, { speed, onProblem, attention }) {
    this.#served = served;
    this.#onProblem = onProblem ?? (() => {
    });
    this.#quietMs = attention?.quietMs ?? null;
    this.#wall = wall;
    this.#speed = speed === "paused" ? 1 : speed;
    this.#paused = speed === "paused";
    this.#base = { wallMs: wall.now(), virtualMs: served.world.now };
    this.#stopListening = served.onChange(() => this.#sleep());
    this.#sleep();
  }
  status() {
    const { world } = this.#served;
    return {
      mode: this.#paused ? "paused" : "running",
      speed: this.#speed,
      nowMs: world.now,
      nextMs: nextTransition(world, true)?.value.at ?? null,
      problem: this.#problem
    };
  }
  /** A request has come, which takes this long in virtual time before it has its effect: bring the world there. */
  takeRequest(latencyMs) {
    this.catchUp();
    if (this.#quietMs === null || this.#paused || this.#jumping) return;
    this.#advance(() => this.#served.advanceTo(this.#served.world.now + latencyMs));
    this.restart();
  }
  /** Bring the world to the present virtual time. */
  catchUp() {
    if (this.#paused || this.#jumping || this.#busy) return;
    this.#advance(() => {
      const wallMs = this.#wall.now();
      const ranMs = Math.max(0, wallMs - this.#base.wallMs - (this.#quietMs ?? 0));
      const target = Math.floor(this.#base.virtualMs + ranMs * this.#speed);
      const until = this.#until;
      const arrived = this.#served.advanceTo(target, { transitions: SLICE, ...until ? { until } : {} });
      if (!arrived) this.#rebase();
    });
    this.#sleep();
  }
  pause() {
    this.catchUp();
    this.#paused = true;
    this.#sleep();
  }
  resume() {
    this.#rebase();
    this.#paused = false;
    this.#problem = null;
    this.#sleep();
  }
  /** Go on at this speed; 1 follows the wall clock. */
  setSpeed(speed) {
    this.catchUp();
    this.#speed = speed;
    this.resume();
  }
  /** Go on from the world as it now stands, e.g. a restored one. */
  restart() {
    this.#rebase();
    this.#sleep();
  }
  /** Let this much virtual time pass at once; requests are answered meanwhile. Ends when the time is over. */
  async jump(ms) {
    this.catchUp();
    const target = this.#served.world.now + ms;
    this.#jumping = true;
    try {
      while (!this.#served.advanceTo(target, { transitions: SLICE })) await this.#breathe();
    } finally {
      this.#jumping = false;
      this.restart();
    }
  }
  /** Let the world run until nothing changes any more, however long one waits. */
  settle() {
    this.catchUp();
    const { world, outcome } = settle(this.#served.system, this.#served.world);
    this.#served.replace(world);
    this.restart();
    return outcome;
  }
  /**
   * Run at the clock's speed until this holds, then stand still. It is asked before every transition, after every
   * request, and now and then: it may depend on what happens outside of the world.
   */
  async runUntil(until) {
    this.#until = until;
    this.resume();
    try {
      while (!until(this.#served.world)) {
        await this.#look(until);
        if (!until(this.#served.world)) this.catchUp();
      }
    } finally {
      this.#until = void 0;
      this.#paused = true;
      this.#sleep();
    }
  }
  /** No timer is left. */
  stop() {
    this.#paused = true;
    this.#stopListening();
    this.#sleep();
  }
  #advance(work) {
    this.#busy = true;
    try {
      work();
    } catch (error) {
      this.#stopFor(error);
    } finally {
      this.#busy = false;
    }
  }
  /**
   * The world cannot go on, for example because an object asks for something that is not modelled. It is served as it
   * stands: the object can be deleted and the clock resumed, or a snapshot restored.
   */
  #stopFor(error) {
    this.#paused = true;
    this.#problem = error instanceof Error ? error.message : String(error);
    this.#onProblem(error);
  }
  #rebase() {
    this.#base = { wallMs: this.#wall.now(), virtualMs: this.#served.world.now };
  }
  /** Sleep until the next thing on the agenda. */
  #sleep() {
    if (this.#busy) return;
    this.#cancel?.();
    this.#cancel = void 0;
    if (this.#paused || this.#jumping) return;
    const next = nextTransition(this.#served.world, true);
    if (next === void 0) return;
    const dueMs = this.#base.wallMs + (this.#quietMs ?? 0) + (next.value.at - this.#base.virtualMs) / this.#speed;
    this.#cancel = this.#wall.after(Math.ceil(dueMs - this.#wall.now()), () => this.catchUp());
  }
  /** Until the condition may hold: it was seen to hold after a change, or some time has passed. */
  #look(until) {
    return new Promise((done) => {
      const finish = () => {
        stopListening();
        cancel();
        done();
      };
      const stopListening = this.#served.onChange((world) => {
        if (until(world)) finish();
      });
      const cancel = this.#wall.after(LOOK_MS, finish);
    });
  }
  #breathe() {
    return new Promise((done) => this.#wall.soon(done));
  }
};

// harness/serve/container-command.ts
var TAKEN_MS = 6e4;
function refusalOf(served, exec) {
  const pid = pidOf(served.world);
  const launched = launchIn(served, served.world, pid, exec, "");
  try {
    const { world } = run(served.system, launched, {
      until: (now) => taken(now, pid),
      deadlineMs: launched.now + TAKEN_MS,
      background: true
    });
    const process = findProcess(world, pid);
    if (process?.exit == null || textAt(process.report, "kind") !== "refused") return void 0;
    const { code, body } = process.report;
    return { code, body };
  } catch (error) {
    if (error instanceof NotModelled) return { code: 501, body: notModelled(error) };
    throw error;
  }
}
function notModelled({ message, remedy }) {
  const head = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code: 501 };
  return { ...head, message: `${message}. ${remedy ?? ""}`.trim() };
}
function startCommand(served, exec, stdin) {
  const pid = pidOf(served.world);
  served.replace(launchIn(served, served.world, pid, exec, stdin));
  return pid;
}
function progressOf(world, pid) {
  const process = findProcess(world, pid);
  if (process === void 0) return void 0;
  const { stdout, stderr, exit } = process;
  if (exit === null) return { stdout, stderr, ended: null };
  const report = process.report ?? {};
  const refused = { metadata: {}, status: "Failure", message: String(report["body"] ?? "") };
  return { stdout, stderr, ended: { exit, status: report["status"] ?? refused } };
}
function taken(world, pid) {
  const process = findProcess(world, pid);
  return process !== void 0 && (process.exit !== null || process.step > 0);
}
function pidOf(world) {
  return `exec/${world.seq + 1}`;
}
function launchIn(served, world, pid, exec, stdin) {
  const { namespace, pod, container, command } = exec;
  const request = { namespace, pod, container, command, stdin };
  return launch(served.system, world, pid, EXEC_PROGRAM, { ...request });
}

// harness/serve/exec-session.ts
import { WebSocketServer } from "ws";

// harness/serve/exec-channels.ts
var CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 };
var PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
function chooseProtocol(offered) {
  const known = new Set(offered);
  return PROTOCOLS.find((protocol) => known.has(protocol));
}
function channelMessage(channel, text) {
  return Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
}

// harness/serve/exec-session.ts
var INPUT_PAUSE_MS = 300;
var MAX_INPUT_BYTES = 1024 * 1024;
var sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  maxPayload: MAX_INPUT_BYTES,
  handleProtocols: (offered) => chooseProtocol(offered) ?? false
});
function acceptExec(options) {
  const offered = (options.request.headers["sec-websocket-protocol"] ?? "").split(/ *, */);
  if (chooseProtocol(offered) === void 0) {
    options.socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    options.wall.soon(options.onEnd);
    return () => {
    };
  }
  let session;
  sockets.handleUpgrade(options.request, options.socket, options.head, (socket) => {
    session = new ExecSession(socket, options);
  });
  return () => session?.close();
}
var ExecSession = class {
  #socket;
  #options;
  #input = "";
  #pid;
  #sent = { stdout: 0, stderr: 0 };
  #stopListening = () => {
  };
  #cancelPause = () => {
  };
  constructor(socket, options) {
    this.#socket = socket;
    this.#options = options;
    socket.on("message", (data) => this.#receive(data));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      this.#stopListening();
      this.#cancelPause();
      options.onEnd();
    });
    if (!options.exec.stdin) this.#start();
    else if (socket.protocol !== "v5.channel.k8s.io") this.#awaitPause();
  }
  close() {
    this.#socket.close();
  }
  #receive(data) {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
    const [channel, closed] = bytes;
    if (channel === CHANNEL.close && closed === CHANNEL.stdin) this.#start();
    if (channel !== CHANNEL.stdin || this.#pid !== void 0) return;
    this.#input += bytes.toString("utf8", 1);
    if (this.#input.length > MAX_INPUT_BYTES) this.#socket.close(1009);
    else if (this.#socket.protocol !== "v5.channel.k8s.io") this.#awaitPause();
  }
  #awaitPause() {
    this.#cancelPause();
    this.#cancelPause = this.#options.wall.after(INPUT_PAUSE_MS, () => this.#start());
  }
  #start() {
    if (this.#pid !== void 0) return;
    const { served, clock, exec } = this.#options;
    clock.catchUp();
    this.#pid = startCommand(served, exec, this.#input);
    this.#stopListening = served.onChange(() => this.#show());
    this.#show();
  }
  /** Sends what the command has printed since, and how it ended. */
  #show() {
    const progress = progressOf(this.#options.served.world, this.#pid ?? "");
    if (progress === void 0) return;
    this.#print("stdout", progress.stdout);
    this.#print("stderr", progress.stderr);
    if (progress.ended !== null) this.#finish(JSON.stringify(progress.ended.status));
  }
  #print(name, text) {
    const fresh = text.slice(this.#sent[name]);
    if (fresh === "") return;
    this.#sent[name] = text.length;
    const channel = this.#options.exec.tty ? CHANNEL.stdout : CHANNEL[name];
    this.#socket.send(channelMessage(channel, fresh));
  }
  #finish(status) {
    this.#stopListening();
    this.#socket.send(channelMessage(CHANNEL.error, status));
    this.#socket.close(1e3);
  }
};

// harness/serve/stream-pump.ts
var CHUNKS = 32;
var StreamPump = class {
  #response;
  #stream;
  #served;
  #wall;
  #stopListening;
  #cancelTimeout;
  #full = false;
  #scheduled = false;
  #ended = false;
  #onEnd;
  constructor(response, stream, served, wall, onEnd) {
    this.#response = response;
    this.#stream = stream;
    this.#served = served;
    this.#wall = wall;
    this.#onEnd = onEnd;
    this.#stopListening = served.onChange(() => this.#schedule());
    this.#cancelTimeout = stream.timeoutMs === void 0 ? () => {
    } : wall.after(stream.timeoutMs, () => this.end(true));
    response.on("close", () => this.#stop());
    response.on("drain", () => {
      this.#full = false;
      this.#pump();
    });
    response.flushHeaders();
    this.#pump();
  }
  get ended() {
    return this.#ended;
  }
  /** End the stream from this side; `bookmark`: say first how far it is. */
  end(bookmark = false) {
    if (this.#ended) return;
    if (bookmark && !this.#full) {
      const text = this.#stream.bookmark(this.#served.world);
      if (text !== "") this.#response.write(text);
    }
    this.#stop();
    this.#response.end();
  }
  /** Several changes in one go are read once. */
  #schedule() {
    if (this.#scheduled || this.#full || this.#ended) return;
    this.#scheduled = true;
    this.#wall.soon(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }
  #pump() {
    if (this.#full || this.#ended) return;
    const { chunks, more, done } = this.#stream.read(this.#served.world, CHUNKS);
    for (const chunk of chunks) if (!this.#response.write(chunk)) this.#full = true;
    if (done) this.end();
    else if (more) this.#schedule();
  }
  #stop() {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopListening();
    this.#cancelTimeout();
    this.#onEnd(this);
  }
};

// harness/serve/kube-listener.ts
var PUBLIC = /^\/(?:version|(?:health|live|ready)z)\/?$/;
var KubeListener = class {
  #options;
  #host;
  #pumps = /* @__PURE__ */ new Set();
  #execs = /* @__PURE__ */ new Set();
  #client = { actor: "anonymous", cause: 0 };
  constructor(options) {
    this.#options = options;
    const { served } = options;
    this.#host = {
      world: () => served.world,
      call: (request, actor) => {
        const before = served.world.seq;
        const payload = request;
        const response = served.call(API_PORT, payload, actor, this.#client.cause);
        if (served.world.seq > before) this.#client.cause = served.world.seq;
        return response;
      }
    };
  }
  /** One request, from its headers to the end of its answer. */
  async handle(request, response) {
    const client = this.#clientOf(request);
    if (client === void 0) return refuse2(response, 401, "Unauthorized", "Unauthorized");
    const body = await readBody(request);
    if (body === "too-large") {
      const message = `Request entity too large: limit is ${MAX_BODY_BYTES}`;
      return refuse2(response, 413, "RequestEntityTooLarge", message);
    }
    this.#send(response, this.#ask(request, client, body));
  }
  /** A request to speak another protocol: commands in containers over a WebSocket. */
  upgrade(request, socket, head) {
    const client = this.#clientOf(request);
    const answer = client === void 0 ? statusAnswer(401, "Unauthorized", "Unauthorized") : this.#ask(request, client, new Uint8Array());
    if (answer.kind !== "exec") {
      writeRaw(socket, answer.kind === "whole" ? answer : statusAnswer(400, "BadRequest", NO_UPGRADE));
      return;
    }
    const { served, clock, wall } = this.#options;
    const { exec } = answer;
    const refusal = refusalOf(served, exec);
    if (refusal !== void 0 || (request.headers.upgrade ?? "").toLowerCase() !== "websocket") {
      writeRaw(socket, refusal ? refusedExec(refusal) : statusAnswer(400, "BadRequest", NO_SPDY));
      return;
    }
    const onEnd = () => void this.#execs.delete(stop);
    const stop = acceptExec({ request, socket, head, exec, served, clock, wall, onEnd });
    this.#execs.add(stop);
  }
  /** End every answer that goes on: clients list anew. */
  closeStreams() {
    for (const pump of [...this.#pumps]) pump.end();
    for (const stop of [...this.#execs]) stop();
  }
  #clientOf(request) {
    const { clients } = this.#options;
    const { authorization } = request.headers;
    const { token, url } = splitToken(request.url ?? "/");
    if (token !== "") return clients.find(token);
    if (authorization !== void 0) return clients.find(bearerToken(authorization));
    return PUBLIC.test(url.split("?", 1)[0] ?? "") ? { actor: "anonymous", cause: 0 } : void 0;
  }
  #ask(request, client, body) {
    const { served, clock } = this.#options;
    clock.takeRequest(portOf(served.system, API_PORT).latencyMs);
    this.#client = client;
    return this.#options.front.handle(toHttpRequest(request, client, body), this.#host);
  }
  #send(response, answer) {
    switch (answer.kind) {
      case "whole":
        sendWhole(response, answer.status, answer.headers, answer.body);
        return;
      case "exec":
        refuse2(response, 400, "BadRequest", NO_UPGRADE);
        return;
      case "stream": {
        const { served, wall } = this.#options;
        response.writeHead(answer.status, { ...answer.headers });
        const pump = new StreamPump(response, answer.stream, served, wall, (ended) => {
          this.#pumps.delete(ended);
        });
        if (!pump.ended) this.#pumps.add(pump);
      }
    }
  }
};
var NO_UPGRADE = "Upgrade request required";
var NO_SPDY = "not modelled: SPDY. Commands in containers are served over WebSocket: use kubectl 1.31 or later, without KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false.";
function toHttpRequest(request, { actor }, body) {
  const [path = "/", ...query] = splitToken(request.url ?? "/").url.split("?");
  const headers = headersOf(request);
  return { method: request.method ?? "GET", path, query: query.join("?"), headers, body, actor };
}
function statusOf(code, reason, message) {
  const head = { kind: "Status", apiVersion: "v1", metadata: {} };
  return { ...head, status: "Failure", message, reason, code };
}
function refuse2(response, code, reason, message) {
  sendJson(response, code, statusOf(code, reason, message));
}
function statusAnswer(status, reason, message) {
  const body = `${JSON.stringify(statusOf(status, reason, message))}
`;
  return { kind: "whole", status, headers: { "content-type": "application/json" }, body };
}
function refusedExec({ code, body }) {
  const text = typeof body === "string";
  const headers = { "content-type": text ? "text/plain; charset=utf-8" : "application/json" };
  return { kind: "whole", status: code, headers, body: text ? body : JSON.stringify(body) };
}
var PHRASES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  500: "Internal Server Error",
  501: "Not Implemented"
};
function writeRaw(socket, answer) {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : Buffer.from(answer.body);
  const headers = { ...answer.headers, "content-length": String(body.length), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r
`);
  const phrase = PHRASES[answer.status] ?? "Error";
  if (answer.status === 200) throw new InvariantViolation("an upgrade was answered with a success");
  socket.end(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status} ${phrase}\r
${lines.join("")}\r
`), body])
  );
}

// harness/serve/snapshots.ts
var MOST = 100;
var NAME2 = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
var Snapshots = class {
  #worlds = /* @__PURE__ */ new Map();
  /** Keep a world under a name; an older one of that name is replaced. */
  take(name, world) {
    if (!NAME2.test(name)) {
      throw new RehearseError(`${JSON.stringify(name)} is no name for a snapshot`, {
        code: "snapshot-name",
        subject: name,
        remedy: "Use up to 63 letters, digits, dots, underscores and hyphens."
      });
    }
    if (!this.#worlds.has(name) && this.#worlds.size >= MOST) {
      throw new RehearseError(`there are ${MOST} snapshots already`, {
        code: "snapshots-full",
        subject: name,
        remedy: "Take it under a name that exists: that snapshot is replaced."
      });
    }
    this.#worlds.set(name, world);
    return infoOf(name, world);
  }
  get(name) {
    const world = this.#worlds.get(name);
    if (world !== void 0) return world;
    const names = this.list().map((snapshot) => snapshot.name);
    throw new RehearseError(`no snapshot ${name}`, {
      code: "snapshot-unknown",
      subject: name,
      remedy: names.length === 0 ? "There is none yet: take one with `rehearse snapshot <name>`." : `Use one of: ${names.join(", ")}.`
    });
  }
  list() {
    return [...this.#worlds].map(([name, world]) => infoOf(name, world)).sort((x, y) => compareKeys(x.name, y.name));
  }
};
function infoOf(name, world) {
  return { name, nowMs: world.now, revision: world.revision };
}

// harness/serve/server.ts
var LOOPBACK = "127.0.0.1";
var KEEP_ALIVE_MS = 12e4;
var HISTORY = 2e4;
var WorldServer = class _WorldServer {
  clients = new Clients();
  clock;
  snapshots = new Snapshots();
  #options;
  #control = new Clients();
  #kube;
  #aws;
  #listener;
  #compactedAt;
  #revision;
  #stopListening;
  constructor(options) {
    const { served, wall, tls } = options;
    this.#options = options;
    this.clock = new Clock(served, wall, options);
    this.#control.add(options.controlToken, { actor: "control", cause: 0 });
    this.#listener = this.#createListener();
    this.#compactedAt = served.world.seq;
    this.#revision = served.world.revision;
    this.#stopListening = served.onChange((world) => this.#bound(world));
    const answer = (request, response) => {
      void guarded(response, () => this.#answer(request, response));
    };
    this.#kube = tls === void 0 ? createServer(answer) : createTlsServer({ ...tls }, answer);
    this.#kube.on("upgrade", (request, socket, head) => {
      socket.on("error", () => socket.destroy());
      try {
        this.#listener.upgrade(request, socket, head);
      } catch (error) {
        options.onProblem?.(error);
        socket.destroy();
      }
    });
    this.#aws = createServer((request, response) => {
      const { clients, clock } = this;
      void guarded(response, () => handleAws({ served, clients, clock }, request, response));
    });
    for (const server of [this.#kube, this.#aws]) server.keepAliveTimeout = KEEP_ALIVE_MS;
  }
  /** Listens when it is done. Throws `EnvironmentError` when the port is taken. */
  static async start(options) {
    const server = new _WorldServer(options);
    try {
      await listen(server.#kube, options.port ?? 0);
      await listen(server.#aws, 0);
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }
  /** Address of the API server. */
  get url() {
    return `${this.#options.tls === void 0 ? "http" : "https"}://${LOOPBACK}:${portOf2(this.#kube)}`;
  }
  /** Address of AWS, for `AWS_ENDPOINT_URL`; plain http. */
  get awsUrl() {
    return `http://${LOOPBACK}:${portOf2(this.#aws)}`;
  }
  /**
   * Put another world in place. Every stream ends, and no version a client has seen means anything any more: it finds its
   * history gone and lists anew.
   */
  restore(world) {
    const { served, compact } = this.#options;
    this.#listener.closeStreams();
    this.#listener = this.#createListener();
    const revision = Math.max(this.#revision, served.world.revision, world.revision) + 1;
    served.replace(compact(new World({ ...world, revision }), 0));
    this.clock.restart();
  }
  /** Put the state of a new run in place, whose history goes on: for a world that has no clients at the moment. */
  reset(world) {
    this.#listener.closeStreams();
    this.#listener = this.#createListener();
    this.#options.served.replace(world);
    this.clock.restart();
  }
  /** No request is taken any more, streams end, and what is being answered is answered. */
  async close() {
    this.clock.stop();
    this.#stopListening();
    this.#listener.closeStreams();
    const closed = [this.#kube, this.#aws].map((server) => new Promise((done) => server.close(done)));
    for (const server of [this.#kube, this.#aws]) server.closeIdleConnections();
    await Promise.race([
      Promise.all(closed),
      new Promise((done) => void this.#options.wall.after(1e3, done))
    ]);
    for (const server of [this.#kube, this.#aws]) server.closeAllConnections();
  }
  #createListener() {
    const { served, wall, createFront } = this.#options;
    const { clients, clock } = this;
    return new KubeListener({ served, front: createFront(), clients, clock, wall });
  }
  async #answer(request, response) {
    if (request.url?.startsWith(CONTROL_PATH)) await this.#answerControl(request, response);
    else await this.#listener.handle(request, response);
  }
  async #answerControl(request, response) {
    const known = this.#control.find(bearerToken(request.headers.authorization)) !== void 0;
    const body = await readBody(request);
    if (!known || body === "too-large") {
      sendJson(response, 401, { code: "unauthorized", message: "this token may not control the server" });
      return;
    }
    try {
      const { clock, snapshots } = this;
      const world = () => this.#options.served.world;
      const controlled = { clock, snapshots, world, restore: (to) => this.restore(to) };
      sendJson(response, 200, await control(controlled, readControl(body.toString("utf8"))));
    } catch (error) {
      if (!(error instanceof RehearseError) || error instanceof InvariantViolation) throw error;
      const { code, message, remedy } = error;
      sendJson(response, 422, { code, message, remedy });
    }
  }
  /** Keep the history within its bound; twice of it is let grow, so that dropping is rare. */
  #bound(world) {
    this.#revision = Math.max(this.#revision, world.revision);
    const keep = this.#options.history ?? HISTORY;
    if (world.seq < this.#compactedAt) this.#compactedAt = world.seq;
    if (world.seq - this.#compactedAt <= keep) return;
    this.#compactedAt = world.seq;
    this.#options.served.replace(this.#options.compact(world, keep));
  }
};
function listen(server, port) {
  return new Promise((done, fail) => {
    server.once("error", (cause) => {
      fail(
        new EnvironmentError(`cannot listen on ${LOOPBACK}:${port}: ${cause.message}`, {
          code: "port-unavailable",
          subject: `${LOOPBACK}:${port}`,
          remedy: "Give another --port, or none.",
          cause
        })
      );
    });
    server.listen(port, LOOPBACK, done);
  });
}
function portOf2(server) {
  return server.address()?.port ?? 0;
}
async function guarded(response, work) {
  try {
    await work();
  } catch (error) {
    if (response.destroyed) return;
    const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
    const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, code: 500 };
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { ...status, reason: "InternalError" });
  }
}

export {
  clientEnvironment,
  kubeconfig,
  kubernetesParts,
  newSecret,
  newAccessKeyId,
  wallClock,
  ServedWorld,
  WorldServer
};
