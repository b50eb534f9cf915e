import {
  YamlError,
  goJsonEscape,
  goQuote,
  normalisePath,
  parseYaml
} from "./chunk-XWNGLE3J.js";
import {
  compareKeys,
  deepFreeze,
  isObject,
  jsonEqual,
  stableStringify
} from "./chunk-JOVJXXF2.js";
import {
  NotModelled,
  RehearseError
} from "./chunk-75Q7WLF5.js";

// twins/helm/errors.ts
var HelmError = class extends RehearseError {
  name = "HelmError";
};
function helmError(code, message, details = {}) {
  return new HelmError(message, { code, ...details });
}
function wrapHelmError(error, prefix, code, subject) {
  if (!(error instanceof HelmError)) return error;
  return helmError(code, `${prefix}: ${error.message}`, subject === void 0 ? {} : { subject });
}
function releaseNotFound(name) {
  return helmError("helm-release-not-found", "release: not found", { subject: `release ${name}` });
}
function noDeployedReleases(name) {
  return helmError("helm-no-deployed-releases", `"${name}" has no deployed releases`, {
    subject: `release ${name}`
  });
}
function releaseExists(name) {
  return helmError("helm-release-exists", "release: already exists", { subject: `release ${name}` });
}
function operationInProgress(name) {
  return helmError(
    "helm-operation-in-progress",
    "another operation (install/upgrade/rollback) is in progress",
    {
      subject: `release ${name}`,
      remedy: "Roll back to a good revision, or delete the Secret of the pending one."
    }
  );
}
function errorText(error) {
  return error instanceof Error ? error.message : String(error);
}

// twins/helm/yaml.ts
function parseYaml2(text2, { integers = "float64" } = {}) {
  try {
    return parseYaml(text2, { integers });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw helmError("helm-yaml-invalid", `error converting YAML to JSON: ${error.message}`);
  }
}

// twins/helm/go-json.ts
function goJsonKind(value) {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "array" : "object";
}
function unmarshalTypeError(value, field, goType) {
  return `json: cannot unmarshal ${goJsonKind(value)} into Go struct field ${field} of type ${goType}`;
}
function decodeString(value, field, how) {
  if (value === void 0 || value === null) return "";
  if (typeof value === "string") return value;
  if (how === "convert" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  throw helmError("helm-yaml-invalid", unmarshalTypeError(value, field, "string"));
}
function decodeStringMap(value, field, how) {
  if (value === void 0 || value === null) return {};
  if (!isObject(value))
    throw helmError("helm-yaml-invalid", unmarshalTypeError(value, field, "map[string]string"));
  const result = {};
  for (const key of Object.keys(value).sort()) result[key] = decodeString(value[key], field, how);
  return result;
}
function decodeStrings(value, field, how) {
  if (value === void 0 || value === null) return [];
  if (!Array.isArray(value))
    throw helmError("helm-yaml-invalid", unmarshalTypeError(value, field, "[]string"));
  return value.map((item) => decodeString(item, field, how));
}
function decodeObject(value, goType) {
  if (value === null) return {};
  if (isObject(value)) return value;
  throw helmError(
    "helm-yaml-invalid",
    `json: cannot unmarshal ${goJsonKind(value)} into Go value of type ${goType}`
  );
}

// twins/helm/hooks.ts
var HOOK_ANNOTATION = "helm.sh/hook";
var HOOK_WEIGHT_ANNOTATION = "helm.sh/hook-weight";
var HOOK_DELETE_ANNOTATION = "helm.sh/hook-delete-policy";
var HOOK_OUTPUT_LOG_ANNOTATION = "helm.sh/hook-output-log-policy";
var NEVER_RUN = { started_at: "", completed_at: "", phase: "" };
var EVENTS = /* @__PURE__ */ new Map([
  ["pre-install", "pre-install"],
  ["post-install", "post-install"],
  ["pre-delete", "pre-delete"],
  ["post-delete", "post-delete"],
  ["pre-upgrade", "pre-upgrade"],
  ["post-upgrade", "post-upgrade"],
  ["pre-rollback", "pre-rollback"],
  ["post-rollback", "post-rollback"],
  ["test", "test"],
  ["test-success", "test"]
]);
function readHook(path, content, head) {
  const types = head.annotations[HOOK_ANNOTATION];
  if (types === void 0) return { kind: "resource" };
  const events = [];
  for (const type of annotationList(types)) {
    const event = EVENTS.get(type);
    if (event === void 0) return { kind: "dropped" };
    events.push(event);
  }
  const weight = parseWeight(head.annotations[HOOK_WEIGHT_ANNOTATION]);
  const deletePolicies2 = annotationList(head.annotations[HOOK_DELETE_ANNOTATION]);
  const logPolicies = annotationList(head.annotations[HOOK_OUTPUT_LOG_ANNOTATION]);
  return {
    kind: "hook",
    hook: {
      ...head.name === "" ? {} : { name: head.name },
      ...head.kind === "" ? {} : { kind: head.kind },
      path,
      manifest: content,
      events,
      last_run: NEVER_RUN,
      ...weight === 0 ? {} : { weight },
      ...deletePolicies2.length === 0 ? {} : { delete_policies: deletePolicies2 },
      ...logPolicies.length === 0 ? {} : { output_log_policies: logPolicies }
    }
  };
}
function hooksForEvent(hooks, event) {
  return hooks.filter((hook) => hook.events?.includes(event) === true).sort((a, b) => (a.weight ?? 0) - (b.weight ?? 0) || compareKeys(a.name ?? "", b.name ?? ""));
}
function deletePolicies(hook) {
  const written = hook.delete_policies ?? [];
  return written.length === 0 ? ["before-hook-creation"] : written;
}
function annotationList(value) {
  return value === void 0 ? [] : value.split(",").map((item) => item.trim().toLowerCase());
}
function parseWeight(text2) {
  return text2 !== void 0 && /^[-+]?[0-9]+$/.test(text2) ? Number(text2) + 0 : 0;
}

// twins/helm/kind-order.ts
var INSTALL_ORDER_3 = [
  "PriorityClass",
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService"
];
var UNINSTALL_ORDER_3 = [
  "APIService",
  "Ingress",
  "IngressClass",
  "Service",
  "CronJob",
  "Job",
  "StatefulSet",
  "HorizontalPodAutoscaler",
  "Deployment",
  "ReplicaSet",
  "ReplicationController",
  "Pod",
  "DaemonSet",
  "RoleBindingList",
  "RoleBinding",
  "RoleList",
  "Role",
  "ClusterRoleBindingList",
  "ClusterRoleBinding",
  "ClusterRoleList",
  "ClusterRole",
  "CustomResourceDefinition",
  "PersistentVolumeClaim",
  "PersistentVolume",
  "StorageClass",
  "ConfigMap",
  "SecretList",
  "Secret",
  "ServiceAccount",
  "PodDisruptionBudget",
  "PodSecurityPolicy",
  "LimitRange",
  "ResourceQuota",
  "NetworkPolicy",
  "Namespace",
  "PriorityClass"
];
var INSTALL_ORDER_4 = [...INSTALL_ORDER_3, "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
var UNINSTALL_ORDER_4 = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  ...UNINSTALL_ORDER_3
];
function installOrder(major = 3) {
  return major === 3 ? INSTALL_ORDER_3 : INSTALL_ORDER_4;
}
function uninstallOrder(major = 3) {
  return major === 3 ? UNINSTALL_ORDER_3 : UNINSTALL_ORDER_4;
}
function compareKinds(a, b, order) {
  const first = order.indexOf(a);
  const second = order.indexOf(b);
  if (first === -1 && second === -1) return compareKeys(a, b);
  if (first === -1) return 1;
  if (second === -1) return -1;
  return first - second;
}
function sortByKind(items, kindOf, order = INSTALL_ORDER_3) {
  return [...items].sort((a, b) => compareKinds(kindOf(a), kindOf(b), order));
}

// twins/helm/manifest-head.ts
var METADATA_STRUCT = 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }';
function parseHead(content, file) {
  try {
    const document = parseYaml2(content);
    return decode(() => decodeHead(document));
  } catch (error) {
    throw wrapHelmError(error, `YAML parse error on ${file}`, "helm-yaml-invalid", file);
  }
}
function decode(run) {
  try {
    return run();
  } catch (error) {
    throw wrapHelmError(error, "error unmarshaling JSON: while decoding JSON", "helm-yaml-invalid");
  }
}
function decodeHead(document) {
  const object = decodeObject(document, "releaseutil.SimpleHead");
  const metadata = object["metadata"] ?? {};
  if (!isObject(metadata)) {
    throw helmError("helm-yaml-invalid", unmarshalTypeError(metadata, "SimpleHead.metadata", METADATA_STRUCT));
  }
  return {
    apiVersion: decodeString(object["apiVersion"], "SimpleHead.apiVersion", "convert"),
    kind: decodeString(object["kind"], "SimpleHead.kind", "convert"),
    annotations: decodeStringMap(metadata["annotations"], ".metadata.annotations", "convert"),
    name: decodeString(metadata["name"], ".metadata.name", "convert")
  };
}

// twins/helm/memo.ts
function memoByText(limit, compute) {
  const known = /* @__PURE__ */ new Map();
  return (text2) => {
    const hit = known.get(text2);
    if (hit !== void 0) return hit.value;
    const value = compute(text2);
    if (known.size >= limit) {
      const oldest = known.keys().next();
      if (oldest.done !== true) known.delete(oldest.value);
    }
    known.set(text2, { value });
    return value;
  };
}

// twins/helm/manifest.ts
var SEPARATOR = /(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*/;
var SOURCE = /^# Source: (.*)$/m;
var OBJECT_CACHE_LIMIT = 256;
function splitManifests(text2) {
  return text2.trim().split(SEPARATOR).filter((document) => document !== "").map((document) => document.trim());
}
function sortManifests(files, order = installOrder()) {
  const hooks = [];
  const documents = [];
  for (const path of Object.keys(files).sort(compareKeys)) {
    const text2 = files[path] ?? "";
    if (path.slice(path.lastIndexOf("/") + 1).startsWith("_") || text2.trim() === "") continue;
    for (const content of splitManifests(text2)) {
      const head = parseHead(content, path);
      const found = readHook(path, content, head);
      if (found.kind === "hook") hooks.push(found.hook);
      else if (found.kind === "resource") documents.push({ path, content, head });
    }
  }
  return {
    hooks: sortByKind(hooks, (hook) => hook.kind ?? "", order),
    documents: sortByKind(documents, (document) => document.head.kind, order)
  };
}
function parseHooks(text2) {
  return text2.split(/^---\n# Source: /m).slice(1).flatMap((part) => {
    const end = part.indexOf("\n");
    const path = part.slice(0, end);
    const content = part.slice(end + 1).replace(/\n$/, "");
    const found = readHook(path, content, parseHead(content, path));
    return found.kind === "hook" ? [found.hook] : [];
  });
}
var parseManifest = memoByText(
  OBJECT_CACHE_LIMIT,
  build
);
function build(text2) {
  const objects2 = [];
  const errors = [];
  for (const content of splitManifests(text2)) {
    const document = parseDocument(content);
    if (document === null) continue;
    const error = metadataError(document);
    if (error !== void 0) {
      errors.push(`unable to decode "": ${error}`);
      continue;
    }
    const source = SOURCE.exec(content)?.[1] ?? "";
    for (const object of flatten(document)) objects2.push({ source, content, object });
  }
  const distinct = [...new Set(errors)];
  if (distinct.length > 0) {
    throw helmError(
      "helm-manifest-invalid",
      distinct.length === 1 ? distinct[0] : `[${distinct.join(", ")}]`
    );
  }
  return deepFreeze(objects2);
}
function parseDocument(content) {
  let document;
  try {
    document = parseYaml2(content, { integers: "int64" });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw helmError("helm-manifest-invalid", `error parsing : ${error.message}`);
  }
  if (document === null) return null;
  const unset = ["apiVersion", "kind"].filter((field) => !isSet(document, field)).map((field) => `${field} not set`);
  if (unset.length > 0 || !isObject(document)) {
    const list = unset.length === 1 ? unset[0] : `[${unset.join(", ")}]`;
    throw helmError("helm-manifest-invalid", `error validating "": error validating data: ${list}`);
  }
  return document;
}
function isSet(document, field) {
  const value = isObject(document) ? document[field] : void 0;
  return typeof value === "string" && value !== "";
}
function metadataError(document) {
  const metadata = document["metadata"] ?? {};
  if (!isObject(metadata)) return `json: cannot unmarshal ${stableStringify(metadata)} into metav1.ObjectMeta`;
  try {
    for (const field of ["annotations", "finalizers", "generateName", "labels", "name", "namespace"]) {
      const path = `ObjectMeta.metadata.${field}`;
      if (field === "annotations" || field === "labels") decodeStringMap(metadata[field], path, "strict");
      else if (field === "finalizers") decodeStrings(metadata[field], path, "strict");
      else decodeString(metadata[field], path, "strict");
    }
  } catch (error) {
    if (error instanceof HelmError) return goJsonEscape(error.message);
    throw error;
  }
  return void 0;
}
function flatten(document) {
  const items = document["items"];
  if (!Array.isArray(items)) return [document];
  return items.filter(isObject).flatMap(flatten);
}

// twins/helm/strvals-input.ts
var StrvalsInput = class {
  characters;
  position = 0;
  constructor(text2) {
    this.characters = [...text2];
  }
  /**
   * Read up to and over one of `stops`; `last` is null at the end of the text. Unless `raw`, a backslash takes the
   * next character as it is. Helm v3.21.4 pkg/strvals/parser.go (runesUntil).
   */
  until(stops, raw = false) {
    let text2 = "";
    for (; ; ) {
      const character = this.next();
      if (character === null) return { text: text2, last: null };
      if (stops.includes(character)) return { text: text2, last: character };
      if (character !== "\\" || raw) {
        text2 += character;
        continue;
      }
      const escaped = this.next();
      if (escaped === null) return { text: text2, last: null };
      text2 += escaped;
    }
  }
  /** The next character without consuming it; null at the end. */
  peek() {
    return this.characters[this.position] ?? null;
  }
  /** The next character; null at the end. */
  next() {
    const character = this.peek();
    if (character !== null) this.position++;
    return character;
  }
  /**
   * Skip blanks and one comma. True when a comma or the end was met: the value is empty.
   * Helm v3.21.4 pkg/strvals/parser.go (emptyVal).
   */
  skipToComma() {
    for (; ; ) {
      const character = this.peek();
      if (character === null) return true;
      if (character !== "," && character.trim() !== "") return false;
      this.position++;
      if (character === ",") return true;
    }
  }
  /** Consume one JSON value from here and return its text; undefined when there is none. */
  jsonText() {
    const rest = this.characters.slice(this.position);
    const length = jsonLength(rest);
    if (length === 0) return void 0;
    this.position += length;
    return rest.slice(0, length).join("");
  }
};
function jsonLength(characters) {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index];
    if (inString) {
      if (character === "\\") index++;
      else if (character === '"') inString = false;
      if (!inString && depth === 0) return index + 1;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth === 0) return index + 1;
      if (depth < 0) return index;
    } else if (depth === 0 && /[\s,]/.test(character)) return index;
  }
  return depth === 0 && !inString ? characters.length : 0;
}

// twins/helm/strvals.ts
var MAX_INDEX = 65536;
var MAX_NESTED_NAME_LEVEL = 30;
function parseStrvals(text2, base, mode) {
  const data = thaw(base);
  const parser = new Parser(new StrvalsInput(text2), mode);
  while (parser.key(data, 0) === "more") ;
  return data;
}
function typedValue(text2) {
  const lower = text2.toLowerCase();
  if (lower === "true") return true;
  if (lower === "false") return false;
  if (lower === "null") return null;
  if (text2 === "0") return 0;
  if (!/^(?!0)[-+]?[0-9]+$/.test(text2)) return text2;
  const value = BigInt(text2.startsWith("+") ? text2.slice(1) : text2);
  if (value < -(2n ** 63n) || value >= 2n ** 63n) return text2;
  if (!Number.isSafeInteger(Number(value))) {
    throw new NotModelled(`--set of the integer ${text2}`, "Use --set-string for integers beyond 2^53.");
  }
  return Number(value);
}
var Parser = class {
  input;
  mode;
  literal;
  constructor(input, mode) {
    this.input = input;
    this.mode = mode;
    this.literal = mode === "literal";
  }
  /** One `key=value`, or the rest of one within `data`. */
  key(data, level) {
    const { text: key, last } = this.input.until(this.literal ? "=[." : "=[,.", this.literal);
    if (last === null) {
      if (key === "") return "end";
      throw invalid(`key ${goQuote(key)} has no value`);
    }
    if (last === ",") throw invalid(`key ${goQuote(key)} has no value (cannot end with ,)`);
    if (last === "[") return this.indexedKey(data, key, level);
    if (last === ".") return this.nestedKey(data, key, level + 1);
    const { value, progress } = this.value();
    set(data, key, value);
    return progress;
  }
  indexedKey(data, key, level) {
    const index = this.keyIndex();
    const list = Object.hasOwn(data, key) ? asList(data[key]) : [];
    const progress = this.listItem(list, index, level);
    set(data, key, list);
    return progress;
  }
  nestedKey(data, key, level) {
    if (level > MAX_NESTED_NAME_LEVEL) {
      throw invalid(
        `value name nested level is greater than maximum supported nested level of ${MAX_NESTED_NAME_LEVEL}`
      );
    }
    const inner = Object.hasOwn(data, key) ? asTable(data[key]) : {};
    const progress = this.key(inner, level);
    const empty = Object.keys(inner).length === 0;
    if (progress === "more" && empty) throw invalid(`key map ${goQuote(key)} has no value`);
    if (!empty) set(data, key, inner);
    return progress;
  }
  keyIndex() {
    const { text: text2, last } = this.input.until("]", this.literal);
    if (last === null) throw invalid("error parsing index: EOF");
    if (!/^[-+]?[0-9]+$/.test(text2)) {
      throw invalid(`error parsing index: strconv.Atoi: parsing ${goQuote(text2)}: invalid syntax`);
    }
    const index = BigInt(text2.startsWith("+") ? text2.slice(1) : text2);
    if (index < -(2n ** 63n) || index >= 2n ** 63n) {
      throw invalid(`error parsing index: strconv.Atoi: parsing ${goQuote(text2)}: value out of range`);
    }
    return Number(index);
  }
  /** What follows `[index]`: a value, a further index or a nested key. */
  listItem(list, index, level) {
    if (index < 0) throw invalid(`negative ${index} index not allowed`);
    const { text: text2, last } = this.input.until("[.=", this.literal);
    if (text2 !== "") {
      const characters = [...text2].map((character) => `'${character}'`);
      throw invalid(`unexpected data at end of array index: [${characters.join(" ")}]`);
    }
    if (last === null) return "end";
    if (last === "=") {
      setIndex(list, index, this.value().value);
      return "more";
    }
    if (last === "[") return this.nestedList(list, index, level);
    return this.nestedItem(list, index, level);
  }
  nestedList(list, index, level) {
    const nextIndex = this.keyIndex();
    const existing = list[index] ?? null;
    const inner = existing === null ? [] : asList(existing);
    const progress = this.listItem(inner, nextIndex, level);
    if (progress === "more") setIndex(list, index, inner);
    return progress;
  }
  nestedItem(list, index, level) {
    const existing = list[index];
    const inner = isTable(existing) ? existing : {};
    if (index < list.length) list[index] = inner;
    const progress = this.key(inner, level);
    if (progress === "more") setIndex(list, index, inner);
    return progress;
  }
  /** The value after `=`; the text may be used up, which only an empty value reports. */
  value() {
    if (this.mode === "literal") return { value: this.input.until("", true).text, progress: "more" };
    if (this.mode === "json") return { value: this.jsonValue(), progress: "more" };
    if (this.input.peek() === null) return { value: "", progress: "end" };
    if (this.input.peek() === "{") {
      this.input.next();
      return { value: this.valueList(), progress: "more" };
    }
    return { value: this.read(this.input.until(",").text), progress: "more" };
  }
  valueList() {
    const list = [];
    for (; ; ) {
      const { text: text2, last } = this.input.until(",}");
      if (last === null) throw invalid("list must terminate with '}'");
      list.push(this.read(text2));
      if (last === ",") continue;
      if (this.input.peek() === ",") this.input.next();
      return list;
    }
  }
  jsonValue() {
    if (this.input.skipToComma()) return null;
    const text2 = this.input.jsonText();
    try {
      const value = JSON.parse(text2 ?? "");
      this.input.skipToComma();
      return value;
    } catch (error) {
      if (error instanceof SyntaxError) throw invalid(`invalid JSON: ${error.message}`);
      throw error;
    }
  }
  read(text2) {
    if (typeof this.mode === "function") return this.mode(text2);
    return this.mode === "string" ? text2 : typedValue(text2);
  }
};
function set(data, key, value) {
  if (key === "") return;
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
function setIndex(list, index, value) {
  if (index > MAX_INDEX) {
    throw invalid(`index of ${index} is greater than maximum supported index of ${MAX_INDEX}`);
  }
  while (list.length <= index) list.push(null);
  list[index] = value;
}
function asList(value) {
  if (Array.isArray(value)) return value;
  throw conversionError(value, "[]interface {}");
}
function asTable(value) {
  if (isTable(value)) return value;
  throw conversionError(value, "map[string]interface {}");
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function conversionError(value, wanted) {
  const types = { string: "string", boolean: "bool", number: "float64" };
  const container = Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
  const actual = value === null ? "nil" : types[typeof value] ?? container;
  return invalid(`unable to parse key: interface conversion: interface {} is ${actual}, not ${wanted}`);
}
function invalid(message) {
  return helmError("helm-values-invalid", message);
}
function thaw(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(thaw);
  const copy = {};
  for (const [key, child] of Object.entries(value)) set(copy, key, thaw(child));
  return copy;
}

// twins/helm/values-coalesce.ts
var GLOBAL = "global";
var ignore = () => void 0;
function coalesceValues(chart, values, options = {}) {
  return coalesce(chart, values, "", { merge: false, warn: options.warn ?? ignore });
}
function mergeValues(chart, values) {
  return coalesce(chart, values, "", { merge: true, warn: ignore });
}
function mergedTables(target, source) {
  return mergeTables(target, source, { prefix: "", merge: true, warn: ignore });
}
function coalesceTables(target, source, options = {}) {
  return mergeTables(target, source, { prefix: "", merge: false, warn: options.warn ?? ignore });
}
function reuseValues(mode, chart, current, newValues) {
  const oldValues = current.config ?? {};
  if (mode === "reset-values") return { chart, values: newValues };
  if (mode === "reset-then-reuse-values") return { chart, values: coalesceTables(newValues, oldValues) };
  if (mode === "reuse-values") {
    const defaults = current.chart === void 0 ? oldValues : coalesceValues(current.chart, oldValues);
    return { chart: { ...chart, values: defaults }, values: coalesceTables(newValues, oldValues) };
  }
  const none = Object.keys(newValues).length === 0;
  return { chart, values: none && Object.keys(oldValues).length > 0 ? oldValues : newValues };
}
function coalesce(chart, values, prefix, how) {
  const result = { ...coalesceChart(chart, values, prefix, how) };
  for (const subchart of chart.dependencies ?? []) {
    const name = subchart.metadata.name ?? "";
    const existing = result[name] ?? {};
    if (!isObject(existing) || result[name] === null) throw typeMismatch(name, result[name] ?? null);
    const subPrefix = concatPrefix(prefix, chart.metadata.name ?? "");
    result[name] = coalesce(subchart, coalesceGlobals(existing, result, subPrefix, how.warn), subPrefix, how);
  }
  return result;
}
function coalesceChart(chart, values, prefix, { merge, warn }) {
  const subPrefix = concatPrefix(prefix, chart.metadata.name ?? "");
  const subcharts = new Set((chart.dependencies ?? []).map((dependency) => dependency.metadata.name));
  const result = { ...values };
  for (const [key, fallback] of Object.entries(chart.values ?? {})) {
    const value = result[key];
    if (value === void 0) result[key] = fallback;
    else if (value === null) {
      if (!merge) delete result[key];
    } else if (isObject(value) && isObject(fallback)) {
      const fullKey = concatPrefix(subPrefix, key);
      result[key] = mergeTables(value, fallback, {
        prefix: fullKey,
        merge: merge || subcharts.has(key),
        warn
      });
    } else if (isObject(value) && fallback !== null) {
      warn(`warning: skipped value for ${subPrefix}.${key}: Not a table.`);
    }
  }
  return result;
}
function mergeTables(target, source, options) {
  const result = { ...target };
  for (const [key, fallback] of Object.entries(source)) {
    const value = result[key];
    const fullKey = concatPrefix(options.prefix, key);
    if (value === void 0) result[key] = fallback;
    else if (value === null) {
      if (!options.merge && fallback !== null) delete result[key];
    } else if (isObject(fallback) && isObject(value)) {
      result[key] = mergeTables(value, fallback, { ...options, prefix: fullKey });
    } else if (isObject(fallback)) {
      options.warn(`warning: cannot overwrite table with non table for ${fullKey} (${goPrint(fallback)})`);
    } else if (isObject(value) && fallback !== null) {
      options.warn(
        `warning: destination for ${fullKey} is a table. Ignoring non-table value (${goPrint(fallback)})`
      );
    }
  }
  return result;
}
function coalesceGlobals(target, source, prefix, warn) {
  const own = target[GLOBAL] ?? {};
  const handed = source[GLOBAL] ?? {};
  if (!isObject(own) || target[GLOBAL] === null) {
    warn(`warning: skipping globals because destination ${GLOBAL} is not a table.`);
    return target;
  }
  if (!isObject(handed) || source[GLOBAL] === null) {
    warn(`warning: skipping globals because source ${GLOBAL} is not a table.`);
    return target;
  }
  const globals = { ...own };
  for (const [key, value] of Object.entries(handed)) {
    const existing = globals[key];
    if (!isObject(value)) {
      if (isObject(existing)) warn(`key ${key} is table. Skipping`);
      else globals[key] = value;
    } else if (existing === void 0) globals[key] = value;
    else if (!isObject(existing))
      warn(`Conflict: cannot merge map onto non-map for ${goQuote(key)}. Skipping.`);
    else globals[key] = mergeTables(value, existing, { prefix: concatPrefix(prefix, key), merge: true, warn });
  }
  return { ...target, [GLOBAL]: globals };
}
function concatPrefix(prefix, key) {
  return prefix === "" ? key : `${prefix}.${key}`;
}
function typeMismatch(name, value) {
  const types = { string: "string", number: "float64" };
  const type = types[typeof value] ?? "[]interface {}";
  const text2 = typeof value === "boolean" ? String(value) : value === null ? "%!t(<nil>)" : `%!t(${type}=${goPrint(value)})`;
  return helmError("helm-values-invalid", `type mismatch on ${name}: ${text2}`, { subject: name });
}
function goPrint(value) {
  if (value === null) return "<nil>";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => goPrint(item)).join(" ")}]`;
  const parts = Object.keys(value).sort().map((key) => `${key}:${goPrint(value[key] ?? null)}`);
  return `map[${parts.join(" ")}]`;
}

// twins/helm/values.ts
function mergeValueOptions(options, read, major = 3) {
  let base = {};
  for (const path of options.valueFiles ?? []) base = mergeMaps(base, readValuesFile(path, read));
  for (const text2 of options.jsonValues ?? []) base = setJson(base, text2, major);
  base = setAll(base, "--set", options.values, "typed");
  base = setAll(base, "--set-string", options.stringValues, "string");
  base = setAll(base, "--set-file", options.fileValues, (path) => readFile(path, read));
  return setAll(base, "--set-literal", options.literalValues, "literal");
}
function parseValues(text2) {
  const document = parseYaml2(text2);
  return decode(() => decodeObject(document, "map[string]interface {}"));
}
function mergeMaps(earlier, later) {
  const result = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const existing = result[key];
    result[key] = isObject(value) && isObject(existing) ? mergeMaps(existing, value) : value;
  }
  return result;
}
function readValuesFile(path, read) {
  const text2 = readFile(path, read);
  try {
    return parseValues(text2);
  } catch (error) {
    throw wrapHelmError(error, `failed to parse ${path}`, "helm-values-invalid", path);
  }
}
function setAll(base, flag2, texts2, mode) {
  let result = base;
  for (const text2 of texts2 ?? []) {
    try {
      result = parseStrvals(text2, result, mode);
    } catch (error) {
      throw wrapHelmError(error, `failed parsing ${flag2} data`, "helm-values-invalid", `${flag2} ${text2}`);
    }
  }
  return result;
}
function setJson(base, text2, major) {
  const whole = major === 4 && text2.trim().startsWith("{");
  try {
    return whole ? mergeMaps(base, JSON.parse(text2)) : parseStrvals(text2, base, "json");
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof SyntaxError)) throw error;
    const message = `failed parsing --set-json data${whole ? " JSON:" : ""} ${text2}`;
    throw helmError("helm-values-invalid", message, { subject: `--set-json ${text2}` });
  }
}
function readFile(path, read) {
  const text2 = read(path);
  if (text2 !== void 0) return text2;
  throw helmError("helm-values-invalid", `open ${path}: no such file or directory`, { subject: path });
}

// twins/helm/renders.ts
import { createHash as createHash2 } from "node:crypto";

// twins/helm/chart.ts
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

// twins/helm/chart-metadata.ts
var FIELDS = [
  ["name", text],
  ["home", text],
  ["sources", texts],
  ["version", text],
  ["description", text],
  ["keywords", texts],
  ["maintainers", objects],
  ["icon", text],
  ["apiVersion", text],
  ["condition", text],
  ["tags", text],
  ["appVersion", text],
  ["deprecated", flag],
  ["annotations", (value, field) => decodeStringMap(value, field, "convert")],
  ["kubeVersion", text],
  ["dependencies", objects],
  ["type", text]
];
function parseChartMetadata(content) {
  const document = parseYaml2(content);
  return decode(() => {
    const object = decodeObject(document, "chart.Metadata");
    const metadata = {};
    for (const [name, read] of FIELDS) {
      const value = read(object[name], `Metadata.${name}`);
      if (!isEmpty(value)) metadata[name] = value;
    }
    return {
      ...metadata,
      ...metadata["apiVersion"] === void 0 ? { apiVersion: "v1" } : {}
    };
  });
}
var SEMVER = /^v?[0-9]+(\.[0-9]+)?(\.[0-9]+)?(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
function validateChartMetadata(metadata, folder) {
  const problem = findProblem(metadata);
  if (problem !== void 0) {
    throw helmError("helm-chart-invalid", `validation: ${problem}`, { subject: `${folder}/Chart.yaml` });
  }
}
function findProblem(metadata) {
  const { name, version, type } = metadata;
  if (name === void 0) return "chart.metadata.name is required";
  if (name === "." || name === "..") return `chart.metadata.name ${goQuote(name)} is not allowed`;
  if (name.includes("/")) return `chart.metadata.name ${goQuote(name)} is invalid`;
  if (version === void 0) return "chart.metadata.version is required";
  if (!SEMVER.test(version)) return `chart.metadata.version ${goQuote(version)} is invalid`;
  if (type !== void 0 && type !== "application" && type !== "library") {
    return "chart.metadata.type must be application or library";
  }
  return dependencyProblem(metadata.dependencies ?? []);
}
function dependencyProblem(dependencies) {
  const seen = /* @__PURE__ */ new Set();
  for (const dependency of dependencies) {
    const alias = decodeString(dependency["alias"], "Dependency.dependencies.alias", "convert");
    const name = decodeString(dependency["name"], "Dependency.dependencies.name", "convert");
    if (alias !== "" && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      return `dependency ${goQuote(name)} has disallowed characters in the alias`;
    }
    const key = alias === "" ? name : alias;
    if (seen.has(key)) return `more than one dependency with name or alias ${goQuote(key)}`;
    seen.add(key);
  }
  return void 0;
}
function text(value, field) {
  return decodeString(value, field, "convert");
}
function texts(value, field) {
  return decodeStrings(value, field, "convert");
}
function flag(value, field) {
  if (value === void 0 || value === null || typeof value === "boolean") return value ?? false;
  throw helmError("helm-yaml-invalid", unmarshalTypeError(value, field, "bool"));
}
function objects(value, field) {
  if (value === void 0 || value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw helmError("helm-yaml-invalid", unmarshalTypeError(value, field, "[]*struct"));
}
function isEmpty(value) {
  if (value === "" || value === false || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

// twins/helm/ignore.ts
function parseIgnore(text2) {
  const lines = text2.replace(/^\uFEFF/, "").split(/\r?\n/);
  const rules = [...lines, "templates/.?*"].flatMap(parseRule);
  return (path, isFolder) => {
    for (const rule of rules) {
      const matches = rule.matches(path);
      if (rule.negate) {
        if (rule.mustBeFolder && !isFolder || !matches) return true;
      } else if (matches && (isFolder || !rule.mustBeFolder)) return true;
    }
    return false;
  };
}
function parseRule(line) {
  let rule = line.trim();
  if (rule === "" || rule.startsWith("#")) return [];
  if (rule.includes("**")) throw badRule("double-star (**) syntax is not supported");
  const negate = rule.startsWith("!");
  if (negate) rule = rule.slice(1);
  const mustBeFolder = rule.endsWith("/");
  if (mustBeFolder) rule = rule.slice(0, -1);
  const anchored = rule.startsWith("/");
  const pattern = globPattern(anchored ? rule.slice(1) : rule);
  const wholePath = anchored || rule.includes("/");
  return [
    { negate, mustBeFolder, matches: (path) => pattern.test(wholePath ? path : path.replace(/^.*\//, "")) }
  ];
}
function globPattern(glob) {
  let source = "";
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index];
    if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "\\") source += escapeRegExp(glob[++index] ?? "\\");
    else if (character === "[") {
      const end = glob.indexOf("]", index + 2);
      if (end === -1) throw badRule("syntax error in pattern");
      const members = glob.slice(index + 1, end);
      source += `[${members.startsWith("^") ? "^" : ""}${members.replace(/^\^/, "").replace(/[\\[\]^]/g, "\\$&")}]`;
      index = end;
    } else source += escapeRegExp(character);
  }
  return new RegExp(`^${source}$`, "su");
}
function escapeRegExp(text2) {
  return text2.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
function badRule(message) {
  return helmError("helm-chart-invalid", message, { subject: ".helmignore" });
}

// twins/helm/chart.ts
var charts = /* @__PURE__ */ new WeakMap();
function chartFromFiles(files, folder) {
  const path = normalisePath(folder);
  const known = charts.get(files) ?? /* @__PURE__ */ new Map();
  charts.set(files, known);
  const found = known.get(path);
  if (found !== void 0) return found;
  const prefix = path === "" ? "" : `${path}/`;
  const sources = files.list(path).map((name) => ({
    name: name.slice(prefix.length),
    data: Buffer.from(files.read(name) ?? "", "utf8")
  }));
  if (sources.length === 0) throw chartNotFound(folder);
  const chart = assembleChart(applyIgnore(sources), folder);
  known.set(path, chart);
  return chart;
}
function chartNotFound(folder) {
  return helmError("helm-chart-invalid", `path "${folder}" not found`, { subject: folder });
}
function applyIgnore(sources) {
  const rules = sources.find((source) => source.name === ".helmignore");
  const ignore2 = parseIgnore(rules === void 0 ? "" : Buffer.from(rules.data).toString("utf8"));
  return sources.filter((source) => !isIgnored(source.name, ignore2)).sort(byWalkOrder);
}
function assembleChart(sources, folder) {
  const text2 = (name) => textOf(sources.find((source) => source.name === name));
  const chartYaml = text2("Chart.yaml");
  if (chartYaml === void 0) {
    throw helmError("helm-chart-invalid", "Chart.yaml file is missing", {
      subject: folder,
      remedy: `Add Chart.yaml to ${folder === "" ? "the chart" : folder}.`
    });
  }
  const metadata = load(folder, "Chart.yaml", () => parseChartMetadata(chartYaml));
  validateChartMetadata(metadata, folder);
  const lock = text2("Chart.lock");
  const values = text2("values.yaml");
  const schema = sources.find((source) => source.name === "values.schema.json");
  const dependencies = loadSubcharts(sources, metadata.name ?? "", folder);
  return deepFreeze({
    metadata,
    lock: lock === void 0 ? null : load(folder, "Chart.lock", () => parseLock(lock)),
    templates: orNull(sources.filter((source) => source.name.startsWith("templates/")).map(toChartFile)),
    values: values === void 0 ? null : load(folder, "values.yaml", () => parseValues(values)),
    schema: schema === void 0 ? null : Buffer.from(schema.data).toString("base64"),
    files: orNull(sources.filter(isOtherFile).map(toChartFile)),
    ...dependencies.length === 0 ? {} : { dependencies }
  });
}
function chartCrds(chart) {
  const own = (chart.files ?? []).filter((file) => file.name.startsWith("crds/") && /\.(ya?ml|json)$/i.test(file.name)).map((file) => ({ name: file.name, text: Buffer.from(file.data, "base64").toString("utf8") }));
  return [...own, ...(chart.dependencies ?? []).flatMap(chartCrds)];
}
function missingDependencies(chart) {
  const present = new Set((chart.dependencies ?? []).map((dependency) => dependency.metadata.name));
  return (chart.metadata.dependencies ?? []).map((dependency) => String(dependency["name"] ?? "")).filter((name) => !present.has(name));
}
var digests = /* @__PURE__ */ new WeakMap();
function chartDigest(chart) {
  const known = digests.get(chart);
  if (known !== void 0) return known;
  const { values: _, dependencies, ...rest } = chart;
  const below = (dependencies ?? []).map((dependency) => [chartDigest(dependency), dependency.values]);
  const digest = createHash("sha256").update(stableStringify({ ...rest, below })).digest("hex");
  digests.set(chart, digest);
  return digest;
}
function parseLock(text2) {
  const document = parseYaml2(text2);
  return decode(() => decodeObject(document, "chart.Lock"));
}
function loadSubcharts(sources, name, folder) {
  const groups = /* @__PURE__ */ new Map();
  for (const source of sources) {
    const match = /^charts\/([^/]+)(?:\/(.*))?$/s.exec(source.name);
    const subchart = match?.[1] ?? "";
    if (match === null || source.name.endsWith(".prov") || /^[_.]/.test(subchart)) continue;
    if (subchart.endsWith(".tgz")) {
      throw helmError(
        "helm-chart-invalid",
        `error unpacking subchart ${subchart} in ${name}: packed charts are not modelled`,
        {
          subject: `${folder}/charts/${subchart}`,
          remedy: `Unpack it: tar xzf charts/${subchart} -C charts`
        }
      );
    }
    if (match[2] === void 0) continue;
    groups.set(subchart, [...groups.get(subchart) ?? [], { name: match[2], data: source.data }]);
  }
  return [...groups.keys()].sort(compareKeys).map((subchart) => {
    try {
      return assembleChart(groups.get(subchart) ?? [], `${folder}/charts/${subchart}`);
    } catch (error) {
      throw wrapHelmError(
        error,
        `error unpacking subchart ${subchart} in ${name}`,
        "helm-chart-invalid",
        subchart
      );
    }
  });
}
function byWalkOrder(a, b) {
  const left = a.name.split("/");
  const right = b.name.split("/");
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareKeys(left[index], right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
function isIgnored(path, ignore2) {
  const parts = path.split("/");
  const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
  return folders.some((folder) => ignore2(folder, true)) || ignore2(path, false);
}
var NAMED_FILES = /* @__PURE__ */ new Set([
  "Chart.yaml",
  "Chart.lock",
  "values.yaml",
  "values.schema.json"
]);
function isOtherFile(source) {
  if (NAMED_FILES.has(source.name) || source.name.startsWith("templates/")) return false;
  return !source.name.startsWith("charts/") || source.name.endsWith(".prov");
}
function toChartFile(source) {
  return { name: source.name, data: Buffer.from(withoutBom(source.data)).toString("base64") };
}
function textOf(source) {
  return source === void 0 ? void 0 : Buffer.from(withoutBom(source.data)).toString("utf8");
}
function withoutBom(data) {
  return data[0] === 239 && data[1] === 187 && data[2] === 191 ? data.subarray(3) : data;
}
function orNull(files) {
  return files.length === 0 ? null : files;
}
function load(folder, name, run) {
  try {
    return run();
  } catch (error) {
    throw wrapHelmError(error, `cannot load ${name}`, "helm-chart-invalid", `${folder}/${name}`);
  }
}

// twins/helm/render-footprint.ts
import { Buffer as Buffer2 } from "node:buffer";
var WHOLE_RELEASE = /\bRelease\b(?!\.(?:Name|Namespace|Service|Revision|IsInstall|IsUpgrade)\b)/;
var WHOLE_CAPABILITIES = /\bCapabilities\b(?!\.(?:APIVersions|KubeVersion|HelmVersion)\b)/;
var ASKED_VERSION = /\bAPIVersions\.Has\s+(?:"([^"]+)"|`([^`]+)`)/g;
var API_VERSIONS = /\bAPIVersions\b/g;
var ACTION = /\{\{([\s\S]*?)\}\}/g;
var TPL = /\btpl\b/;
function renderFootprint(chart, values) {
  const templates = templateCode(chart);
  const code = TPL.test(templates) ? `${templates}
${stableStringify(values)}
${fileTexts(chart).join("\n")}` : templates;
  const release = WHOLE_RELEASE.test(code);
  const capabilities = WHOLE_CAPABILITIES.test(code);
  return {
    operation: release || /\bIs(Install|Upgrade)\b/.test(code),
    revision: release || /\bRevision\b/.test(code),
    kubeVersion: capabilities || /\bKubeVersion\b/.test(code) || requiresKubeVersion(chart),
    apiVersions: capabilities ? "all" : askedVersions(code),
    lookup: /\blookup\b/.test(code)
  };
}
function askedVersions(code) {
  const asked = [...code.matchAll(ASKED_VERSION)].map((match) => match[1] ?? match[2] ?? "");
  const mentions = [...code.matchAll(API_VERSIONS)].length;
  return mentions > asked.length ? "all" : [...new Set(asked)].sort();
}
function requiresKubeVersion(chart) {
  return chart.metadata.kubeVersion !== void 0 || (chart.dependencies ?? []).some(requiresKubeVersion);
}
var codes = /* @__PURE__ */ new WeakMap();
function templateCode(chart) {
  const known = codes.get(chart);
  if (known !== void 0) return known;
  const code = templateTexts(chart).map(actionsOf).join("\n");
  codes.set(chart, code);
  return code;
}
function actionsOf(template) {
  return [...template.matchAll(ACTION)].map((match) => match[1] ?? "").join("\n");
}
function templateTexts(chart) {
  const own = (chart.templates ?? []).map((file) => Buffer2.from(file.data, "base64").toString("utf8"));
  return [...own, ...(chart.dependencies ?? []).flatMap(templateTexts)];
}
function fileTexts(chart) {
  const own = (chart.files ?? []).map((file) => Buffer2.from(file.data, "base64").toString("utf8"));
  return [...own, ...(chart.dependencies ?? []).flatMap(fileTexts)];
}

// twins/helm/renders.ts
var DEFAULT_KUBE_VERSION = "v1.31.0";
var DEFAULT_API_VERSIONS = [
  "admissionregistration.k8s.io/v1",
  "apiextensions.k8s.io/v1",
  "apiregistration.k8s.io/v1",
  "apps/v1",
  "argoproj.io/v1alpha1",
  "authentication.k8s.io/v1",
  "authorization.k8s.io/v1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "certificates.k8s.io/v1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "events.k8s.io/v1",
  "external-secrets.io/v1",
  "external-secrets.io/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1beta3",
  "networking.k8s.io/v1",
  "node.k8s.io/v1",
  "policy/v1",
  "postgresql.cnpg.io/v1",
  "rbac.authorization.k8s.io/v1",
  "scheduling.k8s.io/v1",
  "storage.k8s.io/v1",
  "v1"
];
var ChartNotRendered = class extends RehearseError {
  name = "ChartNotRendered";
  /** `lookups`: for each record that would fit, in which answers of `lookup` this cluster differs from it. */
  constructor(request, lookups = []) {
    const { chart, releaseName, namespace, operation, kubeVersion } = request;
    const what = `${chart.metadata.name ?? ""} ${chart.metadata.version ?? ""}`;
    const differing = lookups.length === 0 ? "" : `; records differ from the cluster in ${lookups.join("; or in ")}`;
    super(
      `no recorded render of chart ${what} in ${request.chartFolder} for ${operation} of release ${releaseName} in namespace ${namespace}, Kubernetes ${kubeVersion}, with the values ${stableStringify(request.values)}${differing}`,
      {
        code: "chart-not-rendered",
        subject: request.chartFolder,
        remedy: lookups.length === 0 ? "List the values in the renders.yaml beside the chart and run `rehearse record-renders <renders.yaml>` where helm is." : "List the values in the renders.yaml beside the chart with the `objects` that the chart finds, and run `rehearse record-renders <renders.yaml>` where helm is."
      }
    );
  }
};
function rendersFolder(chartFolder) {
  return `${chartFolder.replace(/\/+$/, "")}.renders`;
}
function renderKey(request, withRevision) {
  const values = coalesceValues(request.chart, request.values);
  const footprint = renderFootprint(request.chart, values);
  const served = new Set(request.apiVersions);
  const versions = footprint.apiVersions === "all" ? [...served].sort() : footprint.apiVersions;
  if (footprint.lookup && request.lookups === void 0) {
    throw helmError(
      "helm-render-failed",
      `chart ${request.chartFolder} uses lookup and no answers were given`,
      {
        subject: request.chartFolder,
        remedy: "Give the lookup answers with the request."
      }
    );
  }
  const material = {
    format: 1,
    chart: chartDigest(request.chart),
    values,
    release: { name: request.releaseName, namespace: request.namespace },
    operation: footprint.operation ? request.operation : null,
    kubeVersion: footprint.kubeVersion ? request.kubeVersion : null,
    apiVersions: versions.map((version) => [version, served.has(version)]),
    lookups: footprint.lookup ? request.lookups ?? null : null,
    revision: withRevision ? request.revision : null
  };
  return createHash2("sha256").update(stableStringify(material)).digest("hex").slice(0, 32);
}
function findRender(renders, request) {
  const always = renders.get(renderKey(request, false));
  if (always !== void 0) return toRender(always);
  const record = renders.get(renderKey(request, true));
  if (record === void 0) throw new ChartNotRendered(request);
  return toRender(record);
}
function findLookupRenders(renders, request) {
  return [...renders.values()].flatMap((record) => {
    const { lookups, release, dependsOnRevision } = record;
    if (lookups === void 0) return [];
    if (release.name !== request.releaseName || release.namespace !== request.namespace) return [];
    return renderKey({ ...request, lookups }, dependsOnRevision) === record.key ? [{ ...record, lookups }] : [];
  });
}
var rendersByFiles = /* @__PURE__ */ new WeakMap();
function rendersFromFiles(files, chartFolder) {
  const folder = rendersFolder(normalisePath(chartFolder));
  const known = rendersByFiles.get(files) ?? /* @__PURE__ */ new Map();
  rendersByFiles.set(files, known);
  const found = known.get(folder);
  if (found !== void 0) return found;
  const texts2 = files.list(folder).filter((path) => path.endsWith(".json")).map((path) => [path, files.read(path) ?? ""]);
  const renders = readRenders(texts2);
  known.set(folder, renders);
  return renders;
}
function readRenders(texts2) {
  return new Map(texts2.map(([path, text2]) => readRender(path, text2)).map((record) => [record.key, record]));
}
function readRender(path, text2) {
  let value;
  try {
    value = JSON.parse(text2);
  } catch (cause) {
    throw unreadable(path, "is not JSON", cause);
  }
  if (!isObject(value) || value["format"] !== 1 || typeof value["key"] !== "string" || !isObject(value["result"])) {
    throw unreadable(path, "is not a recorded render of format 1");
  }
  return deepFreeze(value);
}
function unreadable(path, problem, cause) {
  return new RehearseError(`${path} ${problem}`, {
    code: "render-unreadable",
    subject: path,
    remedy: "Delete it and record the renders again.",
    ...cause === void 0 ? {} : { cause }
  });
}
var rendered = /* @__PURE__ */ new WeakMap();
function toRender(record) {
  const known = rendered.get(record);
  if (known !== void 0) return known;
  const render = deepFreeze(joinLines(record.result));
  rendered.set(record, render);
  return render;
}
function joinLines(result) {
  if (result.kind === "failed") return { kind: "failed", error: result.error.join("\n") };
  return {
    kind: "rendered",
    manifest: result.manifest.join("\n"),
    hooks: parseHooks(result.hooks.join("\n")),
    notes: result.notes.join("\n")
  };
}

// twins/helm/lookups.ts
var SERVER_FIELDS = /* @__PURE__ */ new Set([
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid"
]);
function comparable(answer) {
  const { metadata, items } = answer;
  return {
    ...answer,
    ...isObject(metadata) ? { metadata: withoutServerFields(metadata) } : {},
    ...Array.isArray(items) ? { items: items.map((item) => isObject(item) ? comparable(item) : item) } : {}
  };
}
function withoutServerFields(metadata) {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !SERVER_FIELDS.has(name)));
}
function isSameLookup(a, b) {
  return a.apiVersion === b.apiVersion && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
function distinctLookups(lookups) {
  return lookups.filter((one, index) => lookups.findIndex((other) => isSameLookup(one, other)) === index);
}
function lookupText({ apiVersion, kind, namespace, name }) {
  return ["lookup", ...[apiVersion, kind, namespace, name].map((word) => JSON.stringify(word))].join(" ");
}
function answerDifferences(recorded, live) {
  if (recorded === null || live === null) {
    if (recorded === live) return [];
    return [live === null ? "nothing found" : "found"];
  }
  return differences(recorded, live, "");
}
function differences(a, b, path) {
  if (a !== void 0 && b !== void 0 && jsonEqual(a, b)) return [];
  if (!isObject(a) || !isObject(b)) return [path];
  const keys = [.../* @__PURE__ */ new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return keys.flatMap((key) => differences(a[key], b[key], path === "" ? key : `${path}.${key}`));
}

export {
  HelmError,
  helmError,
  releaseNotFound,
  noDeployedReleases,
  releaseExists,
  operationInProgress,
  errorText,
  readHook,
  hooksForEvent,
  deletePolicies,
  installOrder,
  uninstallOrder,
  parseYaml2 as parseYaml,
  parseHead,
  memoByText,
  splitManifests,
  sortManifests,
  parseManifest,
  coalesceValues,
  mergeValues,
  mergedTables,
  reuseValues,
  mergeValueOptions,
  chartFromFiles,
  chartNotFound,
  applyIgnore,
  assembleChart,
  chartCrds,
  missingDependencies,
  chartDigest,
  renderFootprint,
  DEFAULT_KUBE_VERSION,
  DEFAULT_API_VERSIONS,
  ChartNotRendered,
  rendersFolder,
  renderKey,
  findRender,
  findLookupRenders,
  rendersFromFiles,
  toRender,
  comparable,
  isSameLookup,
  distinctLookups,
  lookupText,
  answerDifferences
};
