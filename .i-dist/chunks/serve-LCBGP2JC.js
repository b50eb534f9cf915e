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
import "./chunk-VF3AXOPJ.js";
import {
  readPort,
  readProfile,
  readSeed,
  readSpeed
} from "./chunk-VOXCJDUZ.js";
import {
  prepareEmbedded,
  runSequence
} from "./chunk-OFJHEGGF.js";
import {
  EXIT
} from "./chunk-5MNXXRE4.js";
import {
  allComponents,
  findScenario,
  loadScenario
} from "./chunk-LQN72FQP.js";
import "./chunk-CCFMEOWU.js";
import {
  ScenarioError
} from "./chunk-VO4Z6SGR.js";
import "./chunk-BRYQJ3ZQ.js";
import {
  resolveProfile
} from "./chunk-6O7A4KZO.js";
import "./chunk-XWNGLE3J.js";
import "./chunk-YJL2K7ZF.js";
import {
  stableStringify
} from "./chunk-JOVJXXF2.js";
import "./chunk-75Q7WLF5.js";

// harness/serve/certificate.ts
import { generateKeyPairSync, sign } from "node:crypto";

// harness/serve/der.ts
var TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  utf8: 12,
  time: 24,
  sequence: 48,
  set: 49
};
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [129, length] : [130, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([typeof tag === "number" ? tag : TAG[tag], ...size]), content]);
}
function bits(bytes) {
  return der("bitString", Buffer.from([0]), bytes);
}
function oid(text) {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return der("oid", Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}
function base128(value) {
  const digits = [value & 127];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift(left & 127 | 128);
  return digits;
}
function generalizedTime(ms) {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der("time", Buffer.from(text));
}

// harness/serve/certificate.ts
var VALID_MS = 30 * 24 * 36e5;
var ALGORITHM = der("sequence", oid("1.2.840.10045.4.3.2"));
var NAME = der(
  "sequence",
  der("set", der("sequence", oid("2.5.4.3"), der("utf8", Buffer.from("rehearse"))))
);
function selfSigned(now) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = der(
    "sequence",
    der(160, der("integer", Buffer.from([2]))),
    der("integer", Buffer.from([1])),
    ALGORITHM,
    NAME,
    der("sequence", generalizedTime(now - 6e4), generalizedTime(now + VALID_MS)),
    NAME,
    publicKey.export({ type: "spki", format: "der" }),
    der(163, der("sequence", basicConstraints(), subjectNames()))
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = der("sequence", body, ALGORITHM, bits(signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----
${certificate.toString("base64").replace(/(.{64})/g, "$1\n").trimEnd()}
-----END CERTIFICATE-----
`
  };
}
function basicConstraints() {
  const yes = der("boolean", Buffer.from([255]));
  return der("sequence", oid("2.5.29.19"), yes, der("octetString", der("sequence", yes)));
}
function subjectNames() {
  const address = der(135, Buffer.from([127, 0, 0, 1]));
  const name = der(130, Buffer.from("localhost"));
  return der("sequence", oid("2.5.29.17"), der("octetString", der("sequence", address, name)));
}

// harness/cli/commands/serve.ts
async function serveCommand(name, flags, hosting) {
  const { terminal, cleanUp } = hosting;
  const port = flags.port === void 0 ? {} : { port: readPort(flags.port) };
  const speed = readSpeed(flags.speed);
  const loaded = await loadScenario(findScenario(name), resolveProfile(allComponents, {}));
  terminal.progress(`building the world of ${loaded.scenario.name}`);
  const { system, world, says } = await worldOf(loaded, flags);
  terminal.progress("");
  const tls = flags.https ? { tls: selfSigned(Date.now()) } : {};
  const directory = ServerDirectory.open(flags.directory);
  const removeDirectory = cleanUp.add(() => directory.remove());
  const controlToken = newSecret();
  const served = new ServedWorld(system, world);
  const onProblem = (error) => {
    const what = error instanceof Error ? error.message : String(error);
    terminal.writeError(`rehearse: the clock has stopped: ${what}
`);
  };
  const parts = { ...kubernetesParts(system.profile), served, wall: wallClock, onProblem };
  const options = { ...parts, speed, controlToken, ...port, ...tls };
  const server = await WorldServer.start(options);
  const environment = publish(server, directory, loaded.scenario);
  const ca = tls.tls?.cert;
  directory.write(
    "control.json",
    `${JSON.stringify({ url: server.url, token: controlToken, ...ca === void 0 ? {} : { ca } })}
`
  );
  announce({ server, directory, environment, says, loaded }, flags, terminal);
  const signal = await hosting.interrupted;
  await server.close();
  removeDirectory();
  if (!flags.json) terminal.write("the world is gone\n");
  return signal === "SIGINT" ? EXIT.interrupted : EXIT.asExpected;
}
async function worldOf(loaded, flags) {
  const { scenario, under, files, fixtures } = loaded;
  const fix = flags.fix === void 0 ? void 0 : named(scenario.fixes, flags.fix, "fix");
  const incident = incidentOf(scenario, flags.incident, fix);
  const profile = {
    ...scenario.profile,
    ...incident?.profile,
    ...fix?.profile,
    ...readProfile(flags.profile ?? [])
  };
  const prepare = prepareEmbedded({
    under,
    files,
    fixtures,
    components: allComponents,
    gates: [],
    seed: readSeed(flags.seed)
  });
  const { system, twin, healthy } = await prepare(profile);
  const { incidents, fixes } = under(twin.profile);
  let world = healthy;
  if (incident !== void 0) {
    const { steps } = named(incidents, incident.name, "incident");
    world = (await runSequence(twin, world, `incident:${incident.name}`, steps)).state;
  }
  if (fix !== void 0)
    world = (await runSequence(twin, world, `fix:${fix.name}`, named(fixes, fix.name, "fix").steps)).state;
  const after = fix?.name ?? incident?.name;
  return { system, world, says: after === void 0 ? "the healthy world" : `the world after ${after}` };
}
function incidentOf(scenario, wanted, fix) {
  if (wanted !== void 0 && fix !== void 0) {
    throw new ScenarioError("both --incident and --fix are given", {
      code: "usage",
      subject: "--incident",
      remedy: `--fix ${fix.name} replays what comes before it: ${fix.startsAfter}.`
    });
  }
  const name = wanted ?? fix?.startsAfter;
  if (name === void 0 || wanted === void 0 && name === "healthy") return void 0;
  return named(scenario.incidents, name, "incident");
}
function named(parts, name, what) {
  const found = parts.find((part) => part.name === name);
  if (found !== void 0) return found;
  throw new ScenarioError(`there is no ${what} ${name}`, {
    code: `${what}-unknown`,
    subject: name,
    remedy: `Use one of: ${parts.map((part) => part.name).join(", ") || "none"}.`
  });
}
function publish(server, directory, scenario) {
  const token = newSecret();
  const awsKeyId = newAccessKeyId();
  const operator = { actor: "operator", cause: 0 };
  for (const secret of [token, awsKeyId]) server.clients.add(secret, operator);
  const namespace = scenario.world.namespaces[0] ?? "default";
  const path = directory.write("kubeconfig", kubeconfig({ url: server.url, token, namespace }));
  const region = scenario.world.secretsManager?.region;
  const environment = {
    ...clientEnvironment({
      directory: directory.path,
      kubeconfig: path,
      awsUrl: server.awsUrl,
      awsKeyId
    }),
    ...region === void 0 ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region },
    REHEARSE_SERVER: directory.path
  };
  directory.write("env", exports(environment));
  return environment;
}
function exports(environment) {
  const quoted = (value) => `'${value.replaceAll("'", `'"'"'`)}'`;
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}
`).join("");
}
function announce({ server, directory, environment, says, loaded }, flags, terminal) {
  const { name } = loaded.scenario;
  if (flags.json) {
    const { url, awsUrl, clock } = server;
    const { path } = directory;
    const about = { scenario: name, says, server: url, aws: awsUrl, directory: path, clock: clock.status() };
    terminal.write(`${stableStringify({ ...about, environment })}
`);
    return;
  }
  const pace = flags.speed === "paused" ? "stands still" : `runs ${flags.speed} times as fast as the wall's`;
  terminal.write(
    `${name}: ${says}, at ${server.url}; AWS at ${server.awsUrl}. Its clock ${pace}.

In another shell, from ${loaded.fixtures} if the scenario's charts and manifests are needed:

${exports(environment)}
or: . ${directory.path}/env

Then kubectl, helm and aws speak to this world; rehearse clock, snapshot and restore steer it. Ctrl-C ends it.
`
  );
}
export {
  serveCommand
};
