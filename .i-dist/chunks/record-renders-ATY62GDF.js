import {
  EXIT
} from "./chunk-5MNXXRE4.js";
import {
  DEFAULT_API_VERSIONS,
  DEFAULT_KUBE_VERSION,
  applyIgnore,
  assembleChart,
  chartDigest,
  chartNotFound,
  coalesceValues,
  comparable,
  helmError,
  installOrder,
  mergeValueOptions,
  parseHead,
  parseManifest,
  parseYaml,
  readHook,
  renderFootprint,
  renderKey,
  rendersFolder,
  splitManifests
} from "./chunk-CCFMEOWU.js";
import {
  builtinKind,
  metadataOf,
  textAt
} from "./chunk-XWNGLE3J.js";
import {
  compareKeys,
  isObject,
  stableStringify
} from "./chunk-JOVJXXF2.js";
import {
  NotModelled,
  RehearseError
} from "./chunk-75Q7WLF5.js";

// twins/helm/find-helm.ts
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
function findHelm(env, folder) {
  const candidates = [
    ...env["REHEARSE_HELM"] === void 0 ? [] : [env["REHEARSE_HELM"]],
    ...cachedClients(join(folder, ".cache", "clients")),
    ...(env["PATH"] ?? "").split(delimiter).map((entry) => join(entry, "helm"))
  ];
  return candidates.find((path) => isExecutable(path) && isHelm3(path));
}
function cachedClients(folder) {
  try {
    const versions = readdirSync(folder).sort().reverse();
    return versions.map((version) => join(folder, version, "helm"));
  } catch {
    return [];
  }
}
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
function isHelm3(path) {
  const result = spawnSync(path, ["version", "--template", "{{.Version}}"], { encoding: "utf8" });
  return result.status === 0 && result.stdout.startsWith("v3.");
}

// twins/helm/render-list.ts
import { readdirSync as readdirSync3, readFileSync as readFileSync2, rmSync as rmSync3 } from "node:fs";
import { dirname as dirname2, join as join5 } from "node:path";

// twins/helm/load-chart.ts
import { readdirSync as readdirSync2, readFileSync, statSync } from "node:fs";
import { join as join2 } from "node:path";
var MAX_FILE_SIZE_BYTES = 5 * 1024 * 1024;
function loadChart(folder) {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw chartNotFound(folder);
  return assembleChart(applyIgnore(readFolder(folder, "")), folder);
}
function readFolder(root, below) {
  return readdirSync2(join2(root, below)).sort(compareKeys).flatMap((entry) => {
    const name = below === "" ? entry : `${below}/${entry}`;
    const path = join2(root, name);
    const info = statSync(path);
    if (info.isDirectory()) return readFolder(root, name);
    if (!info.isFile()) {
      throw invalid(path, `cannot load irregular file ${path} as it has file mode type bits set`);
    }
    if (info.size > MAX_FILE_SIZE_BYTES) {
      throw invalid(
        path,
        `chart file "${entry}" is larger than the maximum file size ${MAX_FILE_SIZE_BYTES}`
      );
    }
    return [{ name, data: readFileSync(path) }];
  });
}
function invalid(path, message) {
  return helmError("helm-chart-invalid", message, { subject: path });
}

// twins/helm/recorder.ts
import { spawnSync as spawnSync3 } from "node:child_process";
import { mkdirSync as mkdirSync2, mkdtempSync, rmSync as rmSync2, writeFileSync as writeFileSync2 } from "node:fs";
import { tmpdir } from "node:os";
import { join as join4 } from "node:path";

// twins/helm/lookup-server.ts
import { spawnSync as spawnSync2 } from "node:child_process";
var MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
function runServed(helm, args, env, objects, variant) {
  const served = [...builtinResources(), ...customResources(objects)];
  const task = { helm, args, env, served, objects, serverFields: serverFields(variant) };
  const script = `(${serve.toString()})(require('node:http'), require('node:child_process'), ${JSON.stringify(task)})`;
  const result = spawnSync2(process.execPath, ["-e", script], {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES
  });
  if (result.error !== void 0 || result.status !== 0) {
    return { status: null, stdout: "", stderr: result.error?.message ?? result.stderr, asked: [] };
  }
  return JSON.parse(result.stdout);
}
function serverFields(variant) {
  return {
    uid: `00000000-0000-4000-8000-00000000000${variant}`,
    resourceVersion: String(1e3 + variant),
    creationTimestamp: `2026-01-0${variant}T00:00:00Z`,
    generation: 1 + variant
  };
}
function builtinResources() {
  const kinds = [...installOrder(), "Node", "Endpoints", "Event", "Lease"];
  const groups = new Set(
    DEFAULT_API_VERSIONS.map((version) => version.includes("/") ? version.split("/")[0] : "")
  );
  return [...groups].flatMap(
    (group) => kinds.flatMap((kind) => {
      const type = builtinKind(group, kind);
      if (type === void 0) return [];
      const apiVersion = group === "" ? type.version : `${group}/${type.version}`;
      return [{ apiVersion, kind, plural: type.plural, namespaced: type.namespaced }];
    })
  );
}
function customResources(objects) {
  return objects.map((object) => {
    const kind = textAt(object, "kind");
    const namespaced = textAt(metadataOf(object), "namespace") !== "";
    return { apiVersion: textAt(object, "apiVersion"), kind, plural: `${kind.toLowerCase()}s`, namespaced };
  });
}
function serve(http, processes, task) {
  const asked = [];
  const prefix = (apiVersion) => apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const live = (object) => ({
    ...object,
    metadata: { ...object["metadata"], ...task.serverFields }
  });
  const look = (path) => {
    const at = task.served.filter(({ apiVersion }) => path === prefix(apiVersion));
    if (at.length > 0) {
      const resources = at.map(({ kind, plural, namespaced }) => ({
        name: plural,
        kind,
        namespaced,
        verbs: ["get", "list"]
      }));
      return { kind: "APIResourceList", apiVersion: "v1", groupVersion: at[0].apiVersion, resources };
    }
    for (const { apiVersion, kind, plural } of task.served) {
      const match = new RegExp(`^${prefix(apiVersion)}(?:/namespaces/([^/]+))?/${plural}(?:/([^/]+))?$`).exec(
        path
      );
      if (match === null) continue;
      const [, namespace = "", name = ""] = match.map((part) => decodeURIComponent(part ?? ""));
      const found = task.objects.filter((object) => {
        const metadata = object["metadata"];
        const here = object["apiVersion"] === apiVersion && object["kind"] === kind;
        const inside = namespace === "" || metadata["namespace"] === namespace;
        return here && inside && (name === "" || metadata["name"] === name);
      });
      const list = {
        apiVersion,
        kind: `${kind}List`,
        metadata: { resourceVersion: "1" },
        items: found.map(live)
      };
      const answer = name === "" ? list : found[0] === void 0 ? null : live(found[0]);
      asked.push({ apiVersion, kind, namespace, name, answer });
      return answer ?? void 0;
    }
    return void 0;
  };
  const server = http.createServer((request, response) => {
    const body = look(new URL(request.url ?? "/", "http://localhost").pathname);
    const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404 };
    response.writeHead(body === void 0 ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? status));
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    const flags = ["--kube-apiserver", `http://127.0.0.1:${port}`, "--kube-token", "none"];
    const child = processes.spawn(task.helm, [...task.args, ...flags], { env: task.env });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => output.stdout += text);
    child.stderr.setEncoding("utf8").on("data", (text) => output.stderr += text);
    const end = (status) => {
      process.stdout.write(JSON.stringify({ status, ...output, asked }), () => process.exit(0));
    };
    child.on("error", (error) => {
      output.stderr = error.message;
      end(null);
    });
    child.on("close", end);
  });
}

// twins/helm/scratch-chart.ts
import { Buffer } from "node:buffer";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join as join3 } from "node:path";
var NOTES_MARK = "rehearse-notes";
function writeScratchChart(chart, folder, revision) {
  rmSync(folder, { recursive: true, force: true });
  writeChart(chart, folder);
  const path = `templates/${"z/".repeat(depth(chart, chart.metadata.name ?? "") + 1)}z.yaml`;
  const set = `{{- $_ := set .Release "Revision" ${revision} -}}`;
  const include = 'include (print $.Template.BasePath "/NOTES.txt") . | b64enc | quote';
  write(join3(folder, path), hasNotes(chart) ? `${set}
${NOTES_MARK}: {{ ${include} }}
` : set);
}
function readNotes(content) {
  const value = new RegExp(`^${NOTES_MARK}: "(.*)"$`, "m").exec(content)?.[1];
  return value === void 0 ? void 0 : Buffer.from(value, "base64").toString("utf8");
}
function hasNotes(chart) {
  return (chart.templates ?? []).some((file) => file.name === "templates/NOTES.txt");
}
function writeChart(chart, folder) {
  write(join3(folder, "Chart.yaml"), stableStringify(chart.metadata));
  if (chart.lock !== null) write(join3(folder, "Chart.lock"), stableStringify(chart.lock));
  if (chart.values !== null) write(join3(folder, "values.yaml"), stableStringify(chart.values));
  if (chart.schema !== null) write(join3(folder, "values.schema.json"), Buffer.from(chart.schema, "base64"));
  for (const file of [...chart.templates ?? [], ...chart.files ?? []]) {
    if (file.name !== ".helmignore") write(join3(folder, file.name), Buffer.from(file.data, "base64"));
  }
  for (const subchart of chart.dependencies ?? []) {
    writeChart(subchart, join3(folder, "charts", subchart.metadata.name ?? ""));
  }
}
function depth(chart, prefix) {
  const own = (chart.templates ?? []).map((file) => `${prefix}/${file.name}`.split("/").length);
  const below = (chart.dependencies ?? []).map(
    (dependency) => depth(dependency, `${prefix}/charts/${dependency.metadata.name ?? ""}`)
  );
  return Math.max(0, ...own, ...below);
}
function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}

// twins/helm/recorder.ts
var RecordingFailed = class extends RehearseError {
  name = "RecordingFailed";
};
function recordRender(helm, request, objects = []) {
  return inScratch(helm, (runner) => {
    checkCapabilities(runner, request);
    const first = runner.render(request, request.revision, objects);
    const second = runner.render(request, request.revision, objects);
    requireEqual(request, first.rendering, second.rendering);
    const next = runner.render(request, request.revision + 1, objects);
    const same = stableStringify(first.rendering) === stableStringify(next.rendering);
    return toRecord(request, runner.version(), first, !same);
  });
}
function inScratch(helm, use) {
  const folder = mkdtempSync(join4(tmpdir(), "rehearse-render-"));
  try {
    return use(new Runner(helm, folder));
  } finally {
    rmSync2(folder, { recursive: true, force: true });
  }
}
function writeRecord(folder, record) {
  mkdirSync2(folder, { recursive: true });
  const path = join4(folder, `${record.key}.json`);
  writeFileSync2(path, recordText(record));
  return path;
}
function recordText(record) {
  return `${stableStringify(record, 2)}
`;
}
var Runner = class {
  helm;
  folder;
  renderings = 0;
  constructor(helm, folder) {
    this.helm = helm;
    this.folder = folder;
  }
  version() {
    return this.succeed(["version", "--template", "{{.Version}}"]);
  }
  /** The API versions that `helm template` always claims. */
  builtInApiVersions() {
    const chart = join4(this.folder, "probe");
    mkdirSync2(join4(chart, "templates"), { recursive: true });
    writeFileSync2(join4(chart, "Chart.yaml"), "{apiVersion: v2, name: probe, version: 0.0.0}");
    writeFileSync2(join4(chart, "templates", "a.yaml"), "versions: {{ .Capabilities.APIVersions | toJson }}");
    const output = parseYaml(this.succeed(["template", "probe", chart]));
    const versions = isObject(output) ? output["versions"] : void 0;
    return new Set(Array.isArray(versions) ? versions.map(String) : []);
  }
  render(request, revision, objects) {
    const chart = join4(this.folder, "chart");
    const values = join4(this.folder, "values.json");
    writeFileSync2(values, stableStringify(request.values));
    writeScratchChart(request.chart, chart, revision);
    const args = templateArguments(request, chart, values);
    const { status, stdout, stderr, asked } = usesLookup(request) ? this.runServed([...args, "--dry-run=server"], objects) : { ...this.run(args), asked: [] };
    const rendering = status === 0 ? sortOutput(stdout) : { kind: "failed", error: chartError(request, stderr) };
    const lookups = asked.map((one) => ({ ...one, answer: one.answer && comparable(one.answer) }));
    return { rendering, lookups };
  }
  runServed(args, objects) {
    this.renderings += 1;
    return runServed(this.helm, args, this.environment(), objects, this.renderings);
  }
  succeed(args) {
    const result = this.run(args);
    if (result.status === 0) return result.stdout;
    throw recordingFailed(`${this.helm} ${args.join(" ")} failed: ${result.stderr.trim()}`, this.helm);
  }
  run(args) {
    const env = this.environment();
    const result = spawnSync3(this.helm, args, { encoding: "utf8", env, maxBuffer: 64 * 1024 * 1024 });
    if (result.error !== void 0)
      throw recordingFailed(`cannot run ${this.helm}: ${result.error.message}`, this.helm);
    return result;
  }
  environment() {
    return { HOME: this.folder, PATH: "", KUBECONFIG: join4(this.folder, "no-kubeconfig") };
  }
};
function usesLookup({ chart, values }) {
  return renderFootprint(chart, coalesceValues(chart, values)).lookup;
}
function templateArguments(request, chart, values) {
  return [
    "template",
    request.releaseName,
    chart,
    ...["--namespace", request.namespace, "--values", values, "--kube-version", request.kubeVersion],
    ...request.apiVersions.flatMap((version) => ["--api-versions", version]),
    ...request.operation === "upgrade" ? ["--is-upgrade"] : []
  ];
}
function sortOutput(output) {
  let manifest = "";
  let hooks = "";
  let notes = "";
  for (const part of output.split(/^(?=---\n# Source: )/m)) {
    const [, path, content] = /^---\n# Source: (.*)\n([\s\S]*)$/.exec(part) ?? [];
    if (path === void 0 || content === void 0) continue;
    const printed = readNotes(content);
    if (printed !== void 0) notes = printed;
    else if (readHook(path, content, parseHead(content, path)).kind === "hook") hooks += part;
    else manifest += part;
  }
  return { kind: "rendered", manifest, hooks, notes };
}
var CHART_ERRORS = /^(YAML parse error on |execution error at |template: |parse error at |values don't meet |chart requires kubeVersion|[^\n]* error calling )/;
function chartError(request, stderr) {
  const text = /(?:^|\n)Error: ([\s\S]*)$/.exec(stderr)?.[1]?.replace(/\n\nUse --debug flag[^\n]*(?=\n$)/, "").replace(/\n$/, "");
  const isUnknownKind = text?.includes("unable to get apiresource from unstructured") === true;
  if (text !== void 0 && CHART_ERRORS.test(text) && !isUnknownKind) return text;
  throw recordingFailed(`helm template failed: ${stderr.trim()}`, request.chartFolder);
}
function checkCapabilities(runner, request) {
  const footprint = renderFootprint(request.chart, coalesceValues(request.chart, request.values));
  const remedy = `Render ${request.chartFolder} without it, or give the manifests themselves.`;
  if (footprint.apiVersions === "all") {
    throw new NotModelled("recording a render that reads the whole list of API versions", remedy);
  }
  if (footprint.apiVersions.length === 0) return;
  const builtIn = runner.builtInApiVersions();
  const hidden = footprint.apiVersions.find(
    (version) => builtIn.has(version) && !request.apiVersions.includes(version)
  );
  if (hidden !== void 0) {
    throw new NotModelled(`helm template without the API version ${hidden}, which it always claims`, remedy);
  }
}
function requireEqual(request, first, second) {
  if (stableStringify(first) === stableStringify(second)) return;
  const paths = first.kind === "rendered" && second.kind === "rendered" ? [
    ...differingPaths(first.manifest, second.manifest),
    ...differingPaths(first.hooks, second.hooks),
    ...first.notes === second.notes ? [] : ["NOTES.txt"]
  ] : ["the outcome"];
  throw nondeterministic(request, paths);
}
function differingPaths(left, right) {
  const before = splitManifests(left);
  const after = splitManifests(right);
  if (before.length !== after.length) return ["the number of documents"];
  return before.flatMap((content, index) => {
    if (content === after[index]) return [];
    const [a, b] = [parseYaml(content), parseYaml(after[index] ?? "")];
    const metadata = isObject(a) && isObject(a["metadata"]) ? a["metadata"] : {};
    const name = `${isObject(a) ? String(a["kind"]) : "document"}/${String(metadata["name"])}`;
    return differences(a, b, "").map((path) => `${name} ${path}`);
  });
}
function differences(a, b, path) {
  const containers = typeof a === "object" && typeof b === "object" && a !== null && b !== null;
  if (!containers) return a === b ? [] : [path];
  const [left, right] = [a, b];
  const keys = [.../* @__PURE__ */ new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys.flatMap((key) => differences(left[key], right[key], path === "" ? key : `${path}.${key}`));
}
function nondeterministic(request, paths) {
  return new RecordingFailed(`two renders of ${request.chartFolder} differ in ${paths.join(", ")}`, {
    code: "render-nondeterministic",
    subject: request.chartFolder,
    remedy: "Give the values that the chart generates, so that it renders the same every time."
  });
}
function recordingFailed(message, subject) {
  return new RecordingFailed(message, { code: "recording-failed", subject });
}
function toRecord(request, helm, { rendering, lookups }, dependsOnRevision) {
  const { chart } = request;
  return {
    format: 1,
    key: renderKey({ ...request, lookups }, dependsOnRevision),
    helm,
    chart: {
      name: chart.metadata.name ?? "",
      version: chart.metadata.version ?? "",
      digest: chartDigest(chart)
    },
    release: { name: request.releaseName, namespace: request.namespace },
    operation: request.operation,
    kubeVersion: request.kubeVersion,
    apiVersions: request.apiVersions,
    values: request.values,
    ...usesLookup(request) ? { lookups } : {},
    dependsOnRevision,
    revision: request.revision,
    result: rendering.kind === "failed" ? { kind: "failed", error: rendering.error.split("\n") } : {
      kind: "rendered",
      manifest: rendering.manifest.split("\n"),
      hooks: rendering.hooks.split("\n"),
      notes: rendering.notes.split("\n")
    }
  };
}

// twins/helm/render-list.ts
function readRenderList(path) {
  const document = parseYaml(readFileSync2(path, "utf8"));
  if (!isObject(document)) throw invalid2(path, "is not a map");
  const folder = dirname2(path);
  const chartFolder = join5(folder, field(path, document, "chart"));
  const chart = loadChart(chartFolder);
  const kubeVersion = document["kubeVersion"] === void 0 ? DEFAULT_KUBE_VERSION : field(path, document, "kubeVersion");
  const renders = document["renders"];
  if (!Array.isArray(renders)) throw invalid2(path, "has no list `renders`");
  return renders.map((item) => {
    const { valueFiles, objectFiles } = readItem(path, item);
    const values = mergeValueOptions({ valueFiles }, (name) => readFileSync2(join5(folder, name), "utf8"));
    return {
      title: [...valueFiles, ...objectFiles].join(" "),
      objects: objectFiles.flatMap((name) => readObjects(join5(folder, name))),
      request: {
        chart,
        chartFolder,
        values,
        releaseName: field(path, document, "releaseName"),
        namespace: field(path, document, "namespace"),
        revision: 1,
        operation: "install",
        kubeVersion,
        apiVersions: DEFAULT_API_VERSIONS
      }
    };
  });
}
function readItem(path, item) {
  const [values, objects] = isObject(item) ? [item["values"] ?? [], item["objects"] ?? []] : [item, []];
  if (!Array.isArray(values) || !Array.isArray(objects)) {
    throw invalid2(path, "has a render that is not a list of values files");
  }
  return { valueFiles: values.map(String), objectFiles: objects.map(String) };
}
function readObjects(path) {
  return parseManifest(readFileSync2(path, "utf8")).map(({ object }) => object);
}
function recordList(helm, path) {
  const written = /* @__PURE__ */ new Set();
  for (const { request, objects } of readRenderList(path)) {
    const install = recordRender(helm, request, objects);
    written.add(writeRecord(rendersFolder(request.chartFolder), install));
    const upgradeRequest = { ...request, operation: "upgrade", revision: 2 };
    const lookups = install.lookups ?? [];
    const same = !install.dependsOnRevision && renderKey({ ...upgradeRequest, lookups }, false) === install.key;
    if (!same)
      written.add(
        writeRecord(rendersFolder(request.chartFolder), recordRender(helm, upgradeRequest, objects))
      );
  }
  removeOthers(written);
  return [...written].sort();
}
function removeOthers(written) {
  for (const folder of new Set([...written].map(dirname2))) {
    for (const name of readdirSync3(folder)) {
      const path = join5(folder, name);
      if (name.endsWith(".json") && !written.has(path)) rmSync3(path);
    }
  }
}
function field(path, document, name) {
  const value = document[name];
  if (typeof value !== "string") throw invalid2(path, `has no text \`${name}\``);
  return value;
}
function invalid2(path, problem) {
  return new RehearseError(`${path} ${problem}`, {
    code: "render-list-invalid",
    subject: path,
    remedy: "See the renders.yaml beside any chart in scenarios/fixtures."
  });
}

// harness/cli/commands/record-renders.ts
function recordRendersCommand(lists, environment, folder, terminal) {
  const helm = findHelm(environment, folder);
  if (helm === void 0) {
    terminal.writeError("rehearse: no helm 3 found\n  Install it, or set REHEARSE_HELM to its path.\n");
    return EXIT.environment;
  }
  for (const list of lists) {
    terminal.progress(`rendering ${list}`);
    const written = recordList(helm, list);
    terminal.progress("");
    for (const path of written) terminal.write(`${path}
`);
  }
  return EXIT.asExpected;
}
export {
  recordRendersCommand
};
