import {
  ChartNotRendered,
  DEFAULT_API_VERSIONS,
  DEFAULT_KUBE_VERSION,
  HelmError,
  answerDifferences,
  chartCrds,
  chartFromFiles,
  coalesceValues,
  comparable,
  deletePolicies,
  distinctLookups,
  errorText,
  findLookupRenders,
  findRender,
  helmError,
  hooksForEvent,
  isSameLookup,
  lookupText,
  memoByText,
  mergeValueOptions,
  mergeValues,
  mergedTables,
  missingDependencies,
  noDeployedReleases,
  operationInProgress,
  parseManifest,
  releaseExists,
  releaseNotFound,
  renderFootprint,
  rendersFromFiles,
  reuseValues,
  sortManifests,
  splitManifests,
  toRender,
  uninstallOrder
} from "./chunk-CCFMEOWU.js";
import {
  ScenarioError,
  location
} from "./chunk-VO4Z6SGR.js";
import {
  bootWorld,
  portOf,
  run,
  transact
} from "./chunk-6O7A4KZO.js";
import {
  API_PORT,
  Cancelled,
  ConnectionLost,
  Flags,
  OBJECTS,
  PatchError,
  REAL_BINARY,
  SelectorError,
  StatusError,
  VIRTUAL_EPOCH_MS,
  addressOf,
  aloneValue,
  api,
  apiCall,
  applyMergePatch,
  applyStrategicMergePatch,
  arrayAt,
  base64ErrorOffset,
  builtinKind,
  call,
  changedObject,
  conditionStatus,
  createMergePatch,
  createThreeWayMergePatch,
  createThreeWayMergePatch2,
  defineComponent,
  discover,
  discoverResources,
  fencepostsOf,
  findKind,
  findNewReplicaSet,
  findObject,
  formatGoDuration,
  fromLabelSelectorObject,
  fromTimestamp,
  goJsonEscape,
  goQuote,
  isAlreadyExists,
  isConflict,
  isNotFound,
  itemsOf,
  kubernetes,
  listObjects,
  matchesLabels,
  memoryFiles,
  metadataOf,
  mint,
  mintId,
  namespacedName,
  normalisePath,
  now,
  numberAt,
  objectAt,
  objectKey,
  objectPrefix,
  parseFlagValue,
  parseFlags,
  parseGoDuration,
  parseLabelSelector,
  print,
  printError,
  recordEvent,
  resolveResource,
  sleep,
  splitNamespacedName,
  succeeded,
  textAt,
  toGoYaml,
  toServed,
  toTimestamp,
  toUuid,
  valueAt,
  waitUntil
} from "./chunk-XWNGLE3J.js";
import {
  compareKeys,
  deepFreeze,
  hashJson,
  hashJsonWithout,
  hashString,
  hashToHex,
  isObject,
  jsonEqual,
  mixHash,
  stableStringify
} from "./chunk-JOVJXXF2.js";
import {
  LimitReached,
  NotModelled,
  RehearseError,
  __export
} from "./chunk-75Q7WLF5.js";

// twins/components.ts
var components_exports = {};
__export(components_exports, {
  aws: () => aws2,
  externalSecrets: () => externalSecrets,
  helm: () => helm,
  kubernetes: () => kubernetes
});

// twins/aws/errors.ts
var AwsError = class extends RehearseError {
  name = "AwsError";
  shape;
  /** HTTP status; JSON services answer 400 to every client error. */
  status;
  constructor(shape, message, status = 400) {
    super(message, { code: "aws-refused", subject: shape });
    this.shape = shape;
    this.status = status;
  }
};

// twins/aws/wire.ts
var AWS_PORT = "aws";
var ACCOUNT_ID = "123456789012";
var DEFAULT_REGION = "us-east-1";
function headerOf(request, name) {
  const direct = request.headers[name];
  if (direct !== void 0) return direct;
  for (const [key, value] of Object.entries(request.headers)) {
    if (key.toLowerCase() === name) return value;
  }
  return "";
}
function jsonRequest(region, target, input) {
  const service2 = target.slice(0, target.indexOf("."));
  return {
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      host: `${service2}.${region}.amazonaws.com`,
      authorization: `AWS4-HMAC-SHA256 Credential=TWIN/20260101/${region}/${service2}/aws4_request`
    },
    body: JSON.stringify(input)
  };
}

// twins/aws/protocols/json.ts
var CONTENT_TYPE = "application/x-amz-json-1.1";
function operationOf(service2, request) {
  const target = headerOf(request, "x-amz-target");
  const prefix = `${service2.targetPrefix}.`;
  return target.startsWith(prefix) ? target.slice(prefix.length) : "";
}
function peekInput(request) {
  try {
    return parseInput(request.body);
  } catch (error) {
    if (error instanceof AwsError) return {};
    throw error;
  }
}
function answerJson(service2, call2, request, requestId) {
  try {
    const output = perform(service2, call2, request);
    return { response: jsonResponse(200, output, requestId), refusal: null };
  } catch (error) {
    const refusal3 = refusalOf(error);
    return { response: jsonError(refusal3, requestId), refusal: refusal3 };
  }
}
function jsonError(error, requestId) {
  const body = { __type: error.shape, [messageMember(error.shape)]: error.message };
  return jsonResponse(error.status, body, requestId);
}
function perform(service2, call2, request) {
  if (Object.hasOwn(service2.operations, call2.operation)) {
    return service2.operations[call2.operation](call2, parseInput(request.body));
  }
  if (!service2.notModelled.includes(call2.operation)) throw new AwsError("UnknownOperationException", "");
  throw new NotModelled(
    `${service2.name} ${call2.operation}`,
    "Take this call out of the scenario, or use a real AWS endpoint for it."
  );
}
function refusalOf(error) {
  if (error instanceof AwsError) return error;
  if (!(error instanceof NotModelled)) throw error;
  return new AwsError("UnknownOperationException", `${error.message}. ${error.remedy ?? ""}`);
}
function parseInput(body) {
  if (body === "") return {};
  let input;
  try {
    input = JSON.parse(body);
  } catch {
    throw new AwsError("SerializationException", "");
  }
  if (!isObject(input)) throw new AwsError("SerializationException", "");
  return input;
}
function jsonResponse(status, body, requestId) {
  return {
    status,
    headers: { "content-type": CONTENT_TYPE, "x-amzn-requestid": requestId },
    body: JSON.stringify(body)
  };
}
function messageMember(shape) {
  return FRAMEWORK_ERRORS.includes(shape) ? "message" : "Message";
}
var FRAMEWORK_ERRORS = ["ValidationException", "UnknownOperationException", "SerializationException"];

// twins/aws/protocols/unrouted.ts
function unrouted(request, service2, requestId) {
  const subject = service2 === "" ? `${request.method} ${request.path}` : service2;
  const error = new AwsError(
    "UnknownOperationException",
    `not modelled: AWS service ${subject}. Use a real AWS endpoint for this service.`
  );
  if (!speaksXml(request, service2)) {
    const response = jsonError(error, requestId);
    return { ...response, headers: { ...response.headers, "x-amzn-errortype": error.shape } };
  }
  return {
    status: error.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: xmlError(service2, error, requestId)
  };
}
function speaksXml(request, service2) {
  const form = headerOf(request, "content-type").startsWith("application/x-www-form-urlencoded");
  return form || service2 === "s3";
}
function xmlError(service2, error, requestId) {
  const inner = `<Code>${error.shape}</Code><Message>${escapeXml(error.message)}</Message>`;
  if (service2 === "s3") return `<Error>${inner}<RequestId>${requestId}</RequestId></Error>`;
  if (service2 === "ec2") {
    return `<Response><Errors><Error>${inner}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  return `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
function escapeXml(text3) {
  return text3.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// twins/aws/request-id.ts
function requestIdOf(tx, caller, subject) {
  const { actor } = caller;
  return toUuid(mintId({ seed: tx.base.seed, actor, purpose: "aws-request", subject, incarnation: 0 }));
}

// twins/aws/route.ts
var CREDENTIAL_SCOPE = /Credential=[^,\s]*\/\d+\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;
var HOST = /^(?:[^.]+\.)*?([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/;
function routeOf(request) {
  const scope = CREDENTIAL_SCOPE.exec(headerOf(request, "authorization"));
  if (scope !== null) return { region: scope[1], service: scope[2] };
  const host = HOST.exec(headerOf(request, "host"));
  const region = host?.[2] ?? DEFAULT_REGION;
  const target = headerOf(request, "x-amz-target");
  if (target !== "") return { service: target.split(".", 1)[0], region };
  return { service: host?.[1]?.replace(/-fips$/, "") ?? "", region };
}

// twins/aws/secrets-manager/filters.ts
var KEYS = [
  "description",
  "name",
  "tag-key",
  "tag-value",
  "primary-region",
  "owning-service",
  "all"
];
function filterOf(input) {
  const filters = (input.objects("Filters") ?? []).map(parseFilter);
  return (secret) => filters.every((filter) => filter.values.some((value) => matches(secret, filter.key, value)));
}
function parseFilter(filter, index) {
  const key = KEYS.find((each) => each === filter["Key"]);
  if (key === void 0) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${String(filter["Key"])}' at 'filters.${index + 1}.member.key' failed to satisfy constraint: Member must satisfy enum value set: [${KEYS.join(", ")}]`
    );
  }
  const values = filter["Values"];
  if (!Array.isArray(values))
    throw new AwsError("InvalidParameterException", `Invalid filter values for key: ${key}`);
  return { key, values: values.map(String) };
}
function matches(secret, key, value) {
  if (value.startsWith("!")) return !matches(secret, key, value.slice(1));
  const attributes = attributesOf(secret, key);
  if (key === "description" || key === "all") {
    return attributes.some((attribute) => matchesWords(attribute, value));
  }
  return attributes.some((attribute) => attribute.startsWith(value));
}
function attributesOf(secret, key) {
  const tags = secret.tags ?? [];
  const description = secret.description === null ? [] : [secret.description];
  switch (key) {
    case "name":
      return [secret.name];
    case "description":
      return description;
    case "tag-key":
      return tags.map((tag) => tag.Key);
    case "tag-value":
      return tags.map((tag) => tag.Value);
    case "all":
      return [secret.name, ...description, ...tags.flatMap((tag) => [tag.Key, tag.Value])];
    case "primary-region":
    case "owning-service":
      return [];
  }
}
function matchesWords(attribute, value) {
  const wanted = wordsOf(value);
  const words = wordsOf(attribute);
  return wanted.length > 0 && wanted.every((each) => words.some((word) => word.startsWith(each)));
}
function wordsOf(text3) {
  return text3.replace(/([a-z0-9])([A-Z])/g, "$1 $2").split(/[\s/\-_+=.@]+/).filter((word) => word !== "").map((word) => word.toLowerCase());
}

// twins/aws/secrets-manager/input.ts
var SECRET_ID = { type: "string", required: true, min: 1, max: 2048 };
var TOKEN = { type: "string", min: 32, max: 64 };
var VERSION_ID = { type: "string", min: 32, max: 64 };
var DESCRIPTION = { type: "string", max: 2048 };
var KMS_KEY_ID = { type: "string", max: 2048 };
var SECRET_STRING = { type: "string", max: 65536, sensitive: true };
var SECRET_BINARY = { type: "string", max: 87384, sensitive: true };
var NEXT_TOKEN = { type: "string", min: 1, max: 4096 };
var NOT_MODELLED = { type: "string", modelled: false };
function checkInput(input, members) {
  const failures = [];
  for (const [name, member] of Object.entries(members)) {
    const value = input[name] ?? void 0;
    if (value === void 0) {
      if (member.required) failures.push(`Value null at '${wireName(name)}'${FAILED}Member must not be null`);
      continue;
    }
    if (member.modelled === false) throw parameterNotModelled(name);
    if (!hasType(value, member)) throw new AwsError("SerializationException", "");
    const broken = brokenConstraint(value, member);
    if (broken !== void 0)
      failures.push(`${valueText(value, member)} at '${wireName(name)}'${FAILED}${broken}`);
  }
  if (failures.length > 0) {
    const errors = failures.length === 1 ? "error" : "errors";
    throw new AwsError(
      "ValidationException",
      `${failures.length} validation ${errors} detected: ${failures.join("; ")}`
    );
  }
  return accessTo(input);
}
function parameterNotModelled(name) {
  return new NotModelled(
    `secretsmanager parameter ${name}`,
    "Leave the parameter out, or use a real AWS endpoint for this call."
  );
}
var FAILED = " failed to satisfy constraint: ";
function accessTo(input) {
  const get = (member) => input[member] ?? void 0;
  return {
    text: (member) => get(member),
    number: (member) => get(member),
    on: (member) => get(member) === true,
    texts: (member) => get(member),
    objects: (member) => get(member),
    has: (member) => get(member) !== void 0
  };
}
function hasType(value, member) {
  switch (member.type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "strings":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "objects":
      return Array.isArray(value) && value.every(isObject);
  }
}
function brokenConstraint(value, member) {
  if (member.values !== void 0 && !member.values.includes(String(value))) {
    return `Member must satisfy enum value set: [${member.values.join(", ")}]`;
  }
  const [what, size] = typeof value === "number" ? ["value", value] : ["length", value.length];
  if (member.min !== void 0 && size < member.min)
    return `Member must have ${what} greater than or equal to ${member.min}`;
  if (member.max !== void 0 && size > member.max)
    return `Member must have ${what} less than or equal to ${member.max}`;
  return void 0;
}
function valueText(value, member) {
  return member.sensitive ? "Value" : `Value '${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}'`;
}
function wireName(name) {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

// twins/aws/secrets-manager/refusals.ts
function alreadyExists(name) {
  return new AwsError(
    "ResourceExistsException",
    `The operation failed because the secret ${name} already exists.`
  );
}
function createWhileScheduled() {
  return new AwsError(
    "InvalidRequestException",
    "You can't create this secret because a secret with this name is already scheduled for deletion."
  );
}
function markedForDeletion() {
  return new AwsError(
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion."
  );
}
function alreadyScheduled() {
  return new AwsError(
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was already scheduled for deletion."
  );
}
function secretNotFound() {
  return new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}
function valueNotFound(what) {
  return new AwsError(
    "ResourceNotFoundException",
    `Secrets Manager can't find the specified secret value for ${what}`
  );
}
function stageMismatch() {
  return new AwsError(
    "InvalidRequestException",
    "You provided a VersionStage that is not associated to the provided VersionId."
  );
}
function invalidName() {
  return new AwsError(
    "ValidationException",
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"
  );
}
function tokenMissing() {
  return new AwsError(
    "InvalidRequestException",
    "You must provide a ClientRequestToken value. We recommend a UUID-type value."
  );
}
function tokenInUse(token, arn) {
  return new AwsError(
    "ResourceExistsException",
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`
  );
}
function valueMissing() {
  return new AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
}
function twoValues() {
  return new AwsError(
    "InvalidParameterException",
    "You must provide either SecretString or SecretBinary, but not both."
  );
}
function windowOutOfRange() {
  return new AwsError(
    "InvalidParameterException",
    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."
  );
}
function windowAndForce() {
  return new AwsError(
    "InvalidParameterException",
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."
  );
}
function removeFromMissing(stage, holder) {
  return new AwsError(
    "InvalidParameterException",
    `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`
  );
}
function notAVersion(id) {
  return new AwsError("InvalidParameterException", `Not a valid version: ${id}`);
}
function stageNotOnVersion(stage, id) {
  return new AwsError("InvalidParameterException", `Version stage ${stage} not found in version ${id}`);
}
function currentNotRemovable() {
  return new AwsError(
    "InvalidParameterException",
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."
  );
}
function listOrFilters() {
  return new AwsError(
    "InvalidParameterException",
    "Either 'SecretIdList' or 'Filters' must be provided, but not both."
  );
}
function maxResultsWithoutFilters() {
  return new AwsError(
    "InvalidParameterException",
    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided."
  );
}
function invalidNextToken() {
  return new AwsError("InvalidNextTokenException", "The NextToken value is invalid.");
}

// twins/aws/secrets-manager/pages.ts
function pageOf(all, keyOf, maxResults, token) {
  const start = token === void 0 ? 0 : positionAfter(all, keyOf, token);
  const items = all.slice(start, start + maxResults);
  const last2 = items.at(-1);
  const more = start + items.length < all.length;
  return { items, nextToken: more && last2 !== void 0 ? encode(keyOf(last2)) : void 0 };
}
function positionAfter(all, keyOf, token) {
  const index = all.findIndex((item) => encode(keyOf(item)) === token);
  if (index < 0) throw invalidNextToken();
  return index + 1;
}
function encode(key) {
  return Buffer.from(key).toString("base64");
}

// twins/aws/secrets-manager/secret.ts
var SECRETS = "aws.secretsmanager";
function secretKey(region, name) {
  return `${region}/${name}`;
}
var secretsTable = {
  name: SECRETS,
  fingerprint: (secret) => hashJson(projection(secret)),
  canonical: (secret) => projection(secret)
};
function withoutValues(secret) {
  return {
    ...secret,
    versions: secret.versions.map(({ id, stages, createdMs }) => ({ id, stages, createdMs }))
  };
}
function projection(secret) {
  const { arn, name, description, kmsKeyId, tags } = secret;
  const versions = secret.versions.map(({ id, stages, secretString, secretBinary }) => {
    return { id, stages, value: hashToHex(hashJson([secretString, secretBinary])) };
  });
  return { arn, name, description, kmsKeyId, tags, versions, scheduled: secret.deletionMs !== null };
}

// twins/aws/secrets-manager/store.ts
var NAME = /^[A-Za-z0-9/_+=.@!-]+$/;
var SUFFIX_LENGTH = 6;
var SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
var LAST_WORD = /[A-Za-z0-9][A-Za-z0-9.-]*$/;
function checkName(name) {
  if (!NAME.test(name)) throw invalidName();
}
function findSecret(call2, secretId) {
  if (!secretId.startsWith("arn:")) {
    checkName(secretId);
    return findByName(call2, secretId);
  }
  const prefix = arnPrefix(call2.region);
  if (!secretId.startsWith(prefix)) return void 0;
  const rest = secretId.slice(prefix.length);
  if (!/-[A-Za-z0-9]{6}$/.test(rest)) return findByName(call2, rest);
  const secret = findByName(call2, rest.slice(0, -SUFFIX_LENGTH - 1));
  return secret?.arn === secretId ? secret : void 0;
}
function requireSecret(call2, secretId) {
  const secret = findSecret(call2, secretId);
  if (secret === void 0) throw secretNotFound();
  return secret;
}
function requireLiveSecret(call2, secretId) {
  const secret = requireSecret(call2, secretId);
  if (secret.deletionMs !== null) throw markedForDeletion();
  return secret;
}
function allSecrets(call2) {
  return call2.tx.list(SECRETS, secretKey(call2.region, "")).map((row) => row.value).filter((secret) => !isPurged(call2, secret));
}
function saveSecret(call2, before, after) {
  if (after === before) return;
  const key = secretKey(call2.region, after.name);
  log(call2, key, before, after);
  call2.tx.put(SECRETS, key, after);
}
function removeSecret(call2, secret) {
  const key = secretKey(call2.region, secret.name);
  log(call2, key, secret, void 0);
  call2.tx.delete(SECRETS, key);
}
function mintArn(call2, name) {
  const tail = lastWord(name);
  const toText = (id) => `${tail === "" ? "" : `${tail}-`}${suffixOf(id)}`;
  const text3 = call2.tx.mint("secretsmanager", "secret-arn", secretKey(call2.region, name), toText);
  const head = tail === "" ? `${name}-` : name.slice(0, -tail.length);
  return arnPrefix(call2.region) + head + text3;
}
function unknownArn(call2, name) {
  const { seed } = call2.tx.base;
  const subject = secretKey(call2.region, name);
  const id = mintId({ seed, actor: "secretsmanager", purpose: "unknown-arn", subject, incarnation: 0 });
  return `${arnPrefix(call2.region)}${name}-${suffixOf(id)}`;
}
function findByName(call2, name) {
  const secret = call2.tx.get(SECRETS, secretKey(call2.region, name));
  return secret === void 0 || isPurged(call2, secret) ? void 0 : secret;
}
function isPurged(call2, secret) {
  return secret.deletionMs !== null && call2.tx.now >= secret.deletionMs;
}
function log(call2, key, before, after) {
  call2.tx.append({
    kind: "write",
    verb: call2.operation,
    table: SECRETS,
    key,
    before: before === void 0 ? null : withoutValues(before),
    after: after === void 0 ? null : withoutValues(after)
  });
}
function arnPrefix(region) {
  return `arn:aws:secretsmanager:${region}:${ACCOUNT_ID}:secret:`;
}
function lastWord(name) {
  return LAST_WORD.exec(name)?.[0] ?? "";
}
function suffixOf(id) {
  let suffix = "";
  for (let index = 0; index < SUFFIX_LENGTH; index++) {
    const part = Number.parseInt(id.slice(index * 5, index * 5 + 5), 16);
    suffix += SUFFIX_ALPHABET[part % SUFFIX_ALPHABET.length];
  }
  return suffix;
}

// twins/aws/secrets-manager/dates.ts
function toEpochSeconds(nowMs) {
  return (VIRTUAL_EPOCH_MS + nowMs) / 1e3;
}

// twins/aws/secrets-manager/versions.ts
var AWSCURRENT = "AWSCURRENT";
var AWSPREVIOUS = "AWSPREVIOUS";
var AWSPENDING = "AWSPENDING";
function versionWithId(versions, id) {
  return versions.find((version2) => version2.id === id);
}
function versionWithStage(versions, stage) {
  return versions.find((version2) => version2.stages.includes(stage));
}
function moveStage(versions, stage, toId) {
  const holder = versionWithStage(versions, stage);
  if (holder?.id === toId) return versions;
  const moved = versions.map(
    (version2) => version2.id === toId ? withStage(version2, stage) : withoutStage(version2, stage)
  );
  return stage === AWSCURRENT && holder !== void 0 ? moveStage(moved, AWSPREVIOUS, holder.id) : moved;
}
function removeStage(versions, stage) {
  if (versionWithStage(versions, stage) === void 0) return versions;
  return versions.map((version2) => withoutStage(version2, stage));
}
function addVersion(versions, version2, stages) {
  const replaced = stages.includes(AWSCURRENT) ? versionWithStage(versions, AWSCURRENT) : void 0;
  const settled = versions.map((each) => each === replaced ? withoutStage(each, AWSPENDING) : each);
  const wanted = versions.length === 0 && !stages.includes(AWSCURRENT) ? [...stages, AWSCURRENT] : stages;
  let next = [...settled, version2];
  for (const stage of wanted) next = moveStage(next, stage, version2.id);
  return next;
}
function stagesById(secret) {
  const labelled = secret.versions.filter((version2) => version2.stages.length > 0);
  return Object.fromEntries(labelled.map((version2) => [version2.id, version2.stages]));
}
function withStage(version2, stage) {
  return { ...version2, stages: [...version2.stages, stage].sort(compareKeys) };
}
function withoutStage(version2, stage) {
  if (!version2.stages.includes(stage)) return version2;
  return { ...version2, stages: version2.stages.filter((each) => each !== stage) };
}

// twins/aws/secrets-manager/operations/get-secret-value.ts
var MEMBERS = {
  SecretId: SECRET_ID,
  VersionId: VERSION_ID,
  VersionStage: { type: "string", min: 1, max: 256 }
};
var getSecretValue = (call2, body) => {
  const input = checkInput(body, MEMBERS);
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  return secretValueEntry(secret, selectVersion(secret, input.text("VersionId"), input.text("VersionStage")));
};
function selectVersion(secret, versionId, stage) {
  if (versionId === void 0) {
    const wanted = stage ?? AWSCURRENT;
    const labelled = versionWithStage(secret.versions, wanted);
    if (labelled === void 0) throw valueNotFound(`staging label: ${wanted}`);
    return labelled;
  }
  const version2 = versionWithId(secret.versions, versionId);
  if (version2 === void 0) throw valueNotFound(`VersionId: ${versionId}`);
  if (stage !== void 0 && !version2.stages.includes(stage)) throw stageMismatch();
  return version2;
}
function secretValueEntry(secret, version2) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version2.id,
    ...version2.secretBinary === null ? {} : { SecretBinary: version2.secretBinary },
    ...version2.secretString === null ? {} : { SecretString: version2.secretString },
    VersionStages: version2.stages,
    CreatedDate: toEpochSeconds(version2.createdMs)
  };
}

// twins/aws/secrets-manager/operations/batch-get-secret-value.ts
var PAGE_SIZE = 20;
var MEMBERS2 = {
  SecretIdList: { type: "strings", min: 1, max: 20 },
  Filters: { type: "objects", max: 10 },
  MaxResults: { type: "integer", min: 1, max: PAGE_SIZE },
  NextToken: NEXT_TOKEN
};
var batchGetSecretValue = (call2, body) => {
  const input = checkInput(body, MEMBERS2);
  if (input.has("SecretIdList") === input.has("Filters")) throw listOrFilters();
  if (input.has("MaxResults") && !input.has("Filters")) throw maxResultsWithoutFilters();
  const page = idsOf(call2, input);
  const results = page.items.map((id) => readOne(call2, id));
  return {
    SecretValues: results.flatMap((result) => result.value === void 0 ? [] : [result.value]),
    ...page.nextToken === void 0 ? {} : { NextToken: page.nextToken },
    Errors: results.flatMap((result) => result.error === void 0 ? [] : [result.error])
  };
};
function idsOf(call2, input) {
  const listed = input.texts("SecretIdList");
  if (listed !== void 0) return { items: listed, nextToken: void 0 };
  const names = allSecrets(call2).filter((secret) => secret.deletionMs === null).filter(filterOf(input)).map((secret) => secret.name);
  return pageOf(names, (name) => name, input.number("MaxResults") ?? PAGE_SIZE, input.text("NextToken"));
}
function readOne(call2, secretId) {
  try {
    const secret = requireLiveSecret(call2, secretId);
    return { value: secretValueEntry(secret, selectVersion(secret, void 0, void 0)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { SecretId: secretId, ErrorCode: error.shape, Message: error.message } };
  }
}

// twins/aws/secrets-manager/tags.ts
function tagsOf(input) {
  return input.objects("Tags")?.map(({ Key: key, Value: value }) => {
    if (typeof key !== "string") throw new AwsError("SerializationException", "");
    return { Key: key, Value: typeof value === "string" ? value : "" };
  });
}
function mergeTags(tags, added) {
  const merged2 = new Map((tags ?? []).map((tag) => [tag.Key, tag]));
  for (const tag of added) merged2.set(tag.Key, tag);
  const result = [...merged2.values()];
  return tags !== null && jsonEqual(tags, result) ? tags : result;
}

// twins/aws/secrets-manager/values.ts
function secretValueOf(input) {
  const secretString = input.text("SecretString") || null;
  const secretBinary = input.text("SecretBinary") || null;
  if (secretString !== null && secretBinary !== null) throw twoValues();
  return secretString === null && secretBinary === null ? void 0 : { secretString, secretBinary };
}
function tokenOf(input) {
  const token = input.text("ClientRequestToken");
  if (token === void 0) throw tokenMissing();
  return token;
}
function repeatedVersion(secret, token, value) {
  const version2 = versionWithId(secret.versions, token);
  if (version2 === void 0) return void 0;
  const same = version2.secretString === (value?.secretString ?? null) && version2.secretBinary === (value?.secretBinary ?? null);
  if (!same) throw tokenInUse(token, secret.arn);
  return version2;
}
function newVersion(id, value, createdMs) {
  return { id, stages: [], ...value, createdMs };
}

// twins/aws/secrets-manager/operations/create-secret.ts
var MEMBERS3 = {
  Name: { type: "string", required: true, min: 1, max: 512 },
  ClientRequestToken: TOKEN,
  Description: DESCRIPTION,
  KmsKeyId: KMS_KEY_ID,
  SecretBinary: SECRET_BINARY,
  SecretString: SECRET_STRING,
  Tags: { type: "objects" },
  AddReplicaRegions: NOT_MODELLED,
  ForceOverwriteReplicaSecret: NOT_MODELLED,
  Type: NOT_MODELLED
};
var createSecret = (call2, body) => {
  const input = checkInput(body, MEMBERS3);
  const token = tokenOf(input);
  const name = input.text("Name");
  checkName(name);
  const existing = findSecret(call2, name);
  if (existing !== void 0) return repeat(existing, token, input);
  const secret = newSecret(call2, name, token, input);
  saveSecret(call2, void 0, secret);
  return answer(secret, secret.versions[0]?.id);
};
function repeat(existing, token, input) {
  if (existing.deletionMs !== null) throw createWhileScheduled();
  const version2 = repeatedVersion(existing, token, secretValueOf(input));
  if (version2 === void 0) throw alreadyExists(existing.name);
  return answer(existing, version2.id);
}
function newSecret(call2, name, token, input) {
  const value = secretValueOf(input);
  const tags = tagsOf(input);
  const now2 = call2.tx.now;
  return {
    arn: mintArn(call2, name),
    name,
    description: input.text("Description") || null,
    kmsKeyId: input.text("KmsKeyId") || null,
    tags: tags === void 0 ? null : mergeTags(null, tags),
    versions: value === void 0 ? [] : addVersion([], newVersion(token, value, now2), [AWSCURRENT]),
    createdMs: now2,
    changedMs: now2,
    deletionMs: null
  };
}
function answer(secret, versionId) {
  return { ARN: secret.arn, Name: secret.name, ...versionId === void 0 ? {} : { VersionId: versionId } };
}

// twins/aws/secrets-manager/operations/delete-secret.ts
var DAY_MS = 864e5;
var MIN_DAYS = 7;
var MAX_DAYS = 30;
var MEMBERS4 = {
  SecretId: SECRET_ID,
  RecoveryWindowInDays: { type: "integer" },
  ForceDeleteWithoutRecovery: { type: "boolean" }
};
var deleteSecret = (call2, body) => {
  const input = checkInput(body, MEMBERS4);
  const windowMs = windowOf(input);
  const secretId = input.text("SecretId");
  const secret = findSecret(call2, secretId);
  if (windowMs === null) return deleteNow(call2, secretId, secret);
  if (secret === void 0) throw secretNotFound();
  if (secret.deletionMs !== null) throw alreadyScheduled();
  const deletionMs = call2.tx.now + windowMs;
  saveSecret(call2, secret, { ...secret, deletionMs });
  return answer2(secret.arn, secret.name, deletionMs);
};
function windowOf(input) {
  const days = input.number("RecoveryWindowInDays");
  const force = input.on("ForceDeleteWithoutRecovery");
  if (days !== void 0 && (days < MIN_DAYS || days > MAX_DAYS)) throw windowOutOfRange();
  if (days !== void 0 && force) throw windowAndForce();
  return force ? null : (days ?? MAX_DAYS) * DAY_MS;
}
function deleteNow(call2, secretId, secret) {
  if (secret === void 0) return answer2(unknownArn(call2, secretId), secretId, call2.tx.now);
  removeSecret(call2, secret);
  return answer2(secret.arn, secret.name, call2.tx.now);
}
function answer2(arn, name, deletionMs) {
  return { ARN: arn, Name: name, DeletionDate: toEpochSeconds(deletionMs) };
}

// twins/aws/secrets-manager/operations/describe-secret.ts
var describeSecret = (call2, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID });
  return secretEntry(requireSecret(call2, input.text("SecretId")), "VersionIdsToStages");
};
function secretEntry(secret, stagesMember) {
  const stages = stagesById(secret);
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...secret.description === null ? {} : { Description: secret.description },
    ...secret.kmsKeyId === null ? {} : { KmsKeyId: secret.kmsKeyId },
    LastChangedDate: toEpochSeconds(secret.changedMs),
    ...secret.deletionMs === null ? {} : { DeletedDate: toEpochSeconds(secret.deletionMs) },
    ...secret.tags === null ? {} : { Tags: secret.tags },
    ...Object.keys(stages).length === 0 ? {} : { [stagesMember]: stages },
    CreatedDate: toEpochSeconds(secret.createdMs)
  };
}

// twins/aws/secrets-manager/operations/get-resource-policy.ts
var getResourcePolicy = (call2, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID });
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  return { ARN: secret.arn, Name: secret.name };
};

// twins/aws/secrets-manager/operations/list-secret-version-ids.ts
var PAGE_SIZE2 = 100;
var MEMBERS5 = {
  SecretId: SECRET_ID,
  MaxResults: { type: "integer", min: 1, max: PAGE_SIZE2 },
  NextToken: NEXT_TOKEN,
  IncludeDeprecated: { type: "boolean" }
};
var listSecretVersionIds = (call2, body) => {
  const input = checkInput(body, MEMBERS5);
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  const versions = secret.versions.filter(
    (version2) => input.on("IncludeDeprecated") || version2.stages.length > 0
  );
  const maxResults = input.number("MaxResults") ?? PAGE_SIZE2;
  const page = pageOf(versions, (version2) => version2.id, maxResults, input.text("NextToken"));
  return {
    Versions: page.items.map((version2) => versionEntry(secret, version2)),
    ...page.nextToken === void 0 ? {} : { NextToken: page.nextToken },
    ARN: secret.arn,
    Name: secret.name
  };
};
function versionEntry(secret, version2) {
  return {
    VersionId: version2.id,
    ...version2.stages.length === 0 ? {} : { VersionStages: version2.stages },
    CreatedDate: toEpochSeconds(version2.createdMs),
    KmsKeyIds: [secret.kmsKeyId ?? "DefaultEncryptionKey"]
  };
}

// twins/aws/secrets-manager/operations/list-secrets.ts
var PAGE_SIZE3 = 100;
var MEMBERS6 = {
  IncludePlannedDeletion: { type: "boolean" },
  MaxResults: { type: "integer", min: 1, max: PAGE_SIZE3 },
  NextToken: NEXT_TOKEN,
  Filters: { type: "objects", max: 10 },
  SortOrder: { type: "string", values: ["asc", "desc"] },
  SortBy: { type: "string", values: ["created-date", "last-accessed-date", "last-changed-date", "name"] }
};
var listSecrets = (call2, body) => {
  const input = checkInput(body, MEMBERS6);
  const includePlanned = input.on("IncludePlannedDeletion");
  const secrets = allSecrets(call2).filter((secret) => includePlanned || secret.deletionMs === null).filter(filterOf(input));
  const page = pageOf(
    [...secrets].sort(comparatorOf(input)),
    (secret) => secret.name,
    input.number("MaxResults") ?? PAGE_SIZE3,
    input.text("NextToken")
  );
  return {
    SecretList: page.items.map((secret) => secretEntry(secret, "SecretVersionsToStages")),
    ...page.nextToken === void 0 ? {} : { NextToken: page.nextToken }
  };
};
function comparatorOf(input) {
  const sortBy = input.text("SortBy");
  if (sortBy === "last-accessed-date") {
    throw new NotModelled("secretsmanager SortBy last-accessed-date", "Sort by another date or by name.");
  }
  const sign = input.text("SortOrder") === "desc" ? -1 : 1;
  return (a, b) => sign * (dateOf(a, sortBy) - dateOf(b, sortBy) || compareKeys(a.name, b.name));
}
function dateOf(secret, sortBy) {
  if (sortBy === "name") return 0;
  return sortBy === "last-changed-date" ? secret.changedMs : secret.createdMs;
}

// twins/aws/secrets-manager/operations/put-secret-value.ts
var MEMBERS7 = {
  SecretId: SECRET_ID,
  ClientRequestToken: TOKEN,
  SecretBinary: SECRET_BINARY,
  SecretString: SECRET_STRING,
  VersionStages: { type: "strings", min: 1, max: 20 },
  RotationToken: NOT_MODELLED
};
var putSecretValue = (call2, body) => {
  const input = checkInput(body, MEMBERS7);
  const token = tokenOf(input);
  const value = secretValueOf(input);
  if (value === void 0) throw valueMissing();
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  const repeated = repeatedVersion(secret, token, value);
  if (repeated !== void 0) return answer3(secret, repeated);
  const stages = input.texts("VersionStages") ?? [AWSCURRENT];
  const versions = addVersion(secret.versions, newVersion(token, value, call2.tx.now), stages);
  const after = { ...secret, versions, changedMs: call2.tx.now };
  saveSecret(call2, secret, after);
  return answer3(after, versionWithId(versions, token));
};
function answer3(secret, version2) {
  return { ARN: secret.arn, Name: secret.name, VersionId: version2.id, VersionStages: version2.stages };
}

// twins/aws/secrets-manager/operations/restore-secret.ts
var restoreSecret = (call2, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID });
  const secret = requireSecret(call2, input.text("SecretId"));
  saveSecret(call2, secret, secret.deletionMs === null ? secret : { ...secret, deletionMs: null });
  return { ARN: secret.arn, Name: secret.name };
};

// twins/aws/secrets-manager/operations/tag-resource.ts
var tagResource = (call2, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID, Tags: { type: "objects", required: true } });
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  return saveTags(call2, secret, mergeTags(secret.tags, tagsOf(input) ?? []));
};
var untagResource = (call2, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID, TagKeys: { type: "strings", required: true } });
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  const keys = input.texts("TagKeys") ?? [];
  const kept = secret.tags?.filter((tag) => !keys.includes(tag.Key)) ?? null;
  return saveTags(call2, secret, kept?.length === secret.tags?.length ? secret.tags : kept);
};
function saveTags(call2, secret, tags) {
  const changed = tags !== secret.tags;
  saveSecret(call2, secret, changed ? { ...secret, tags, changedMs: call2.tx.now } : secret);
  return {};
}

// twins/aws/secrets-manager/operations/update-secret.ts
var MEMBERS8 = {
  SecretId: SECRET_ID,
  ClientRequestToken: TOKEN,
  Description: DESCRIPTION,
  KmsKeyId: KMS_KEY_ID,
  SecretBinary: SECRET_BINARY,
  SecretString: SECRET_STRING,
  Type: NOT_MODELLED
};
var updateSecret = (call2, body) => {
  const input = checkInput(body, MEMBERS8);
  const token = tokenOf(input);
  const value = secretValueOf(input);
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  const named = withMetadata(secret, input);
  const after = value === void 0 ? named : withValue(call2, named, token, value);
  saveSecret(call2, secret, after === secret ? secret : { ...after, changedMs: call2.tx.now });
  return { ARN: secret.arn, Name: secret.name, ...value === void 0 ? {} : { VersionId: token } };
};
function withMetadata(secret, input) {
  const description = input.has("Description") ? input.text("Description") || null : secret.description;
  const kmsKeyId = input.has("KmsKeyId") ? input.text("KmsKeyId") || null : secret.kmsKeyId;
  if (description === secret.description && kmsKeyId === secret.kmsKeyId) return secret;
  return { ...secret, description, kmsKeyId };
}
function withValue(call2, secret, token, value) {
  if (repeatedVersion(secret, token, value) !== void 0) return secret;
  const version2 = newVersion(token, value, call2.tx.now);
  return { ...secret, versions: addVersion(secret.versions, version2, [AWSCURRENT]) };
}

// twins/aws/secrets-manager/operations/update-secret-version-stage.ts
var MEMBERS9 = {
  SecretId: SECRET_ID,
  VersionStage: { type: "string", required: true, min: 1, max: 256 },
  RemoveFromVersionId: VERSION_ID,
  MoveToVersionId: VERSION_ID
};
var updateSecretVersionStage = (call2, body) => {
  const input = checkInput(body, MEMBERS9);
  const secret = requireLiveSecret(call2, input.text("SecretId"));
  const versions = relabel(
    secret.versions,
    input.text("VersionStage"),
    input.text("RemoveFromVersionId"),
    input.text("MoveToVersionId")
  );
  const changed = versions !== secret.versions;
  saveSecret(call2, secret, changed ? { ...secret, versions, changedMs: call2.tx.now } : secret);
  return { ARN: secret.arn, Name: secret.name };
};
function relabel(versions, stage, fromId, toId) {
  if (fromId !== void 0) {
    const from = versionWithId(versions, fromId);
    if (from === void 0) throw notAVersion(fromId);
    if (!from.stages.includes(stage)) throw stageNotOnVersion(stage, fromId);
  }
  if (toId === void 0) {
    if (fromId === void 0) return versions;
    if (stage === AWSCURRENT) throw currentNotRemovable();
    return removeStage(versions, stage);
  }
  if (versionWithId(versions, toId) === void 0) throw notAVersion(toId);
  const holder = versionWithStage(versions, stage);
  if (holder !== void 0 && holder.id !== toId && fromId === void 0) {
    throw removeFromMissing(stage, holder.id);
  }
  return moveStage(versions, stage, toId);
}

// twins/aws/secrets-manager/index.ts
var secretsManager = {
  name: "secretsmanager",
  targetPrefix: "secretsmanager",
  operations: {
    BatchGetSecretValue: batchGetSecretValue,
    CreateSecret: createSecret,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetResourcePolicy: getResourcePolicy,
    GetSecretValue: getSecretValue,
    ListSecretVersionIds: listSecretVersionIds,
    ListSecrets: listSecrets,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage
  },
  notModelled: [
    "CancelRotateSecret",
    "DeleteResourcePolicy",
    "GetRandomPassword",
    "PutResourcePolicy",
    "RemoveRegionsFromReplication",
    "ReplicateSecretToRegions",
    "RotateSecret",
    "StopReplicationToReplica",
    "ValidateResourcePolicy"
  ],
  subjectOf
};
function subjectOf(input) {
  const ids = input["SecretIdList"];
  if (Array.isArray(ids)) return ids.map(String).join(", ");
  const id = input["SecretId"] ?? input["Name"];
  return typeof id === "string" ? id : "";
}

// twins/aws/port.ts
var SERVICES = [secretsManager];
var LATENCY_MS = 40;
var TIME_MEMBERS = /* @__PURE__ */ new Set([
  "CreatedDate",
  "DeletedDate",
  "DeletionDate",
  "LastChangedDate"
]);
var awsPort = {
  name: AWS_PORT,
  latencyMs: LATENCY_MS,
  handle: (tx, payload, caller) => handle(tx, payload, caller),
  describe: (payload) => describe(payload),
  digest: (answer4) => digest(answer4)
};
function handle(tx, request, caller) {
  const route = routeOf(request);
  const summary = describe(request);
  const requestId = requestIdOf(tx, caller, summary);
  const service2 = SERVICES.find((each) => each.name === route.service);
  if (service2 === void 0) {
    tx.append({
      kind: "refused",
      port: AWS_PORT,
      summary,
      message: `not modelled: AWS service ${route.service}`
    });
    return unrouted(request, route.service, requestId);
  }
  const call2 = { tx, region: route.region, operation: operationOf(service2, request) };
  const { response, refusal: refusal3 } = answerJson(service2, call2, request, requestId);
  if (refusal3 !== null) {
    tx.append({
      kind: "refused",
      port: AWS_PORT,
      summary,
      message: `${refusal3.shape}: ${refusal3.message}`
    });
  }
  return response;
}
function describe(request) {
  const { service: name } = routeOf(request);
  const service2 = SERVICES.find((each) => each.name === name);
  if (service2 === void 0) return `${name} ${request.method} ${request.path.split("?", 1)[0]}`.trim();
  const subject = service2.subjectOf(peekInput(request));
  return `${name}.${operationOf(service2, request)} ${subject}`.trim();
}
function digest(answer4) {
  return mixHash(hashString(String(answer4.status)), hashJsonWithout(bodyOf(answer4), TIME_MEMBERS));
}
function bodyOf(answer4) {
  if (answer4.headers["content-type"]?.includes("json") !== true) return answer4.body;
  return JSON.parse(answer4.body);
}

// twins/aws/secrets-manager/secret-values.ts
function secretValues(view) {
  return view.list(SECRETS).flatMap((row) => row.value.versions).flatMap((version2) => [...textsOf(version2.secretString), ...textsOf(version2.secretBinary)]);
}
function textsOf(text3) {
  if (text3 === null) return [];
  try {
    return [text3, ...stringsOf(JSON.parse(text3))];
  } catch {
    return [text3];
  }
}
function stringsOf(value) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item));
  return isObject(value) ? Object.values(value).flatMap(stringsOf) : [];
}

// twins/aws/seed.ts
function seedSecrets(secrets, options = {}) {
  const region = options.region ?? DEFAULT_REGION;
  return secrets.map((secret) => {
    const input = {
      Name: secret.name,
      ClientRequestToken: tokenOf2(region, secret.name),
      ...secret.description === void 0 ? {} : { Description: secret.description },
      SecretString: "json" in secret ? JSON.stringify(secret.json) : secret.secretString,
      ...secret.tags === void 0 ? {} : { Tags: tagsOf2(secret.tags) }
    };
    return { port: AWS_PORT, payload: jsonRequest(region, "secretsmanager.CreateSecret", input) };
  });
}
function seedSecretsManager(value) {
  const { region, secrets } = value;
  return seedSecrets(
    Object.entries(secrets).map(([name, json]) => ({ name, json })),
    { region }
  );
}
function tokenOf2(region, name) {
  const subject = `${region}/${name}`;
  return toUuid(mintId({ seed: 0, actor: "world", purpose: "client-request-token", subject, incarnation: 0 }));
}
function tagsOf2(tags) {
  return Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value }));
}

// twins/aws/tools/cli-error.ts
var EXIT = { paramValidation: 252, configuration: 253, client: 254, general: 255 };
var HELP = "To see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n";
var USAGE = `usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
${HELP}`;
var CliError = class extends RehearseError {
  name = "CliError";
  exitCode;
  constructor(message, exitCode) {
    super(message, { code: "aws-cli-failed" });
    this.exitCode = exitCode;
  }
};
function written(message) {
  return `
aws: [ERROR]: ${message.trim()}`;
}
function paramValidation(message) {
  return new CliError(written(`An error occurred (ParamValidation): ${message}`), EXIT.paramValidation);
}
function usageError(message) {
  return paramValidation(`${message}

${USAGE}`);
}
function unknownOptions(options) {
  const text3 = `
${USAGE}
${written(`Unknown options: ${options.join(", ")}`)}`;
  return new CliError(text3, EXIT.paramValidation);
}
function parsingError(option, message) {
  return paramValidation(`Error parsing parameter '${option}': ${message}`);
}
function noRegion() {
  const message = 'You must specify a region. You can also configure your region by running "aws configure".';
  return new CliError(written(`An error occurred (NoRegion): ${message}`), EXIT.configuration);
}
function clientError(shape, operation, message) {
  const text3 = `An error occurred (${shape}) when calling the ${operation} operation: ${message}`;
  return new CliError(written(text3), EXIT.client);
}
function generalError(message) {
  return new CliError(written(message), EXIT.general);
}

// twins/aws/tools/commands.ts
var SECRET_ID2 = { type: "text", member: "SecretId", required: true, min: 1 };
var TOKEN2 = { type: "text", member: "ClientRequestToken", min: 32 };
var SECRET_STRING2 = { type: "text", member: "SecretString", min: 1 };
var DESCRIPTION2 = { type: "text", member: "Description" };
var KMS_KEY_ID2 = { type: "text", member: "KmsKeyId" };
var INPUT_OPTIONS = ["--cli-input-json", "--cli-input-yaml", "--generate-cli-skeleton"];
var COMMANDS = {
  "create-secret": {
    operation: "CreateSecret",
    idempotent: true,
    options: {
      "--name": { type: "text", member: "Name", required: true, min: 1 },
      "--client-request-token": TOKEN2,
      "--description": DESCRIPTION2,
      "--kms-key-id": KMS_KEY_ID2,
      "--secret-string": SECRET_STRING2,
      "--tags": { type: "tags", member: "Tags" }
    },
    notModelled: [
      "--secret-binary",
      "--add-replica-regions",
      "--force-overwrite-replica-secret",
      "--no-force-overwrite-replica-secret",
      "--type",
      ...INPUT_OPTIONS
    ]
  },
  "put-secret-value": {
    operation: "PutSecretValue",
    idempotent: true,
    options: {
      "--secret-id": SECRET_ID2,
      "--client-request-token": TOKEN2,
      "--secret-string": SECRET_STRING2,
      "--version-stages": { type: "texts", member: "VersionStages", min: 1 }
    },
    notModelled: ["--secret-binary", "--rotation-token", ...INPUT_OPTIONS]
  },
  "update-secret": {
    operation: "UpdateSecret",
    idempotent: true,
    options: {
      "--secret-id": SECRET_ID2,
      "--client-request-token": TOKEN2,
      "--description": DESCRIPTION2,
      "--kms-key-id": KMS_KEY_ID2,
      "--secret-string": SECRET_STRING2
    },
    notModelled: ["--secret-binary", "--type", ...INPUT_OPTIONS]
  },
  "get-secret-value": {
    operation: "GetSecretValue",
    options: {
      "--secret-id": SECRET_ID2,
      "--version-id": { type: "text", member: "VersionId", min: 32 },
      "--version-stage": { type: "text", member: "VersionStage", min: 1 }
    },
    notModelled: INPUT_OPTIONS
  },
  "describe-secret": {
    operation: "DescribeSecret",
    options: { "--secret-id": SECRET_ID2 },
    notModelled: INPUT_OPTIONS
  },
  "delete-secret": {
    operation: "DeleteSecret",
    options: {
      "--secret-id": SECRET_ID2,
      "--recovery-window-in-days": { type: "integer", member: "RecoveryWindowInDays" },
      "--force-delete-without-recovery": { type: "flag", member: "ForceDeleteWithoutRecovery" }
    },
    notModelled: INPUT_OPTIONS
  },
  "restore-secret": {
    operation: "RestoreSecret",
    options: { "--secret-id": SECRET_ID2 },
    notModelled: INPUT_OPTIONS
  },
  "list-secrets": {
    operation: "ListSecrets",
    paginated: true,
    options: {
      "--include-planned-deletion": { type: "flag", member: "IncludePlannedDeletion" },
      "--filters": { type: "filters", member: "Filters" },
      "--sort-order": { type: "text", member: "SortOrder" },
      "--sort-by": { type: "text", member: "SortBy" }
    },
    notModelled: [
      "--max-results",
      "--max-items",
      "--page-size",
      "--next-token",
      "--starting-token",
      ...INPUT_OPTIONS
    ]
  }
};
var OTHER_COMMANDS = [
  "batch-get-secret-value",
  "cancel-rotate-secret",
  "delete-resource-policy",
  "get-random-password",
  "get-resource-policy",
  "help",
  "list-secret-version-ids",
  "put-resource-policy",
  "remove-regions-from-replication",
  "replicate-secret-to-regions",
  "rotate-secret",
  "stop-replication-to-replica",
  "tag-resource",
  "untag-resource",
  "update-secret-version-stage",
  "validate-resource-policy"
];
var GLOBAL_OPTIONS = {
  "--debug": { takesValue: false, use: "refused" },
  "--endpoint-url": { takesValue: true, use: "accepted" },
  "--no-verify-ssl": { takesValue: false, use: "accepted" },
  "--no-paginate": { takesValue: false, use: "used" },
  "--output": {
    takesValue: true,
    use: "used",
    choices: ["json", "text", "table", "yaml", "yaml-stream", "off"]
  },
  "--query": { takesValue: true, use: "used" },
  "--profile": { takesValue: true, use: "used" },
  "--region": { takesValue: true, use: "used" },
  "--version": { takesValue: false, use: "refused" },
  "--color": { takesValue: true, use: "accepted", choices: ["on", "off", "auto"] },
  "--no-sign-request": { takesValue: false, use: "refused" },
  "--ca-bundle": { takesValue: true, use: "accepted" },
  "--cli-read-timeout": { takesValue: true, use: "accepted" },
  "--cli-connect-timeout": { takesValue: true, use: "accepted" },
  "--cli-binary-format": {
    takesValue: true,
    use: "accepted",
    choices: ["base64", "raw-in-base64-out"]
  },
  "--no-cli-pager": { takesValue: false, use: "accepted" },
  "--cli-auto-prompt": { takesValue: false, use: "refused" },
  "--no-cli-auto-prompt": { takesValue: false, use: "accepted" },
  "--cli-error-format": { takesValue: true, use: "refused" }
};

// twins/aws/tools/option-tokens.ts
function scanOptions(words, arityOf2) {
  const values = /* @__PURE__ */ new Map();
  const rest = [];
  let index = 0;
  while (index < words.length) {
    const word = words[index++];
    const match = matchOption(word, arityOf2);
    if (match === void 0) {
      rest.push(word);
      continue;
    }
    const arity = arityOf2[match.option];
    if (arity === "none" && match.value !== void 0)
      throw usageError(`argument ${match.option}: ignored explicit argument '${match.value}'`);
    const taken = match.value === void 0 ? valuesAt(words, index, arity, arityOf2) : [match.value];
    if (arity === "one" && taken.length === 0)
      throw usageError(`argument ${match.option}: expected one argument`);
    if (match.value === void 0) index += taken.length;
    values.set(match.option, taken);
  }
  return { values, rest };
}
function looksLikeOption(word) {
  return word.length > 1 && word.startsWith("-") && !/^-\d+$|^-\d*\.\d+$/.test(word) && !word.includes(" ");
}
function matchOption(word, known2) {
  if (!word.startsWith("--") || word === "--") return void 0;
  if (Object.hasOwn(known2, word)) return { option: word, value: void 0 };
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  const value = equals < 0 ? void 0 : word.slice(equals + 1);
  if (Object.hasOwn(known2, name)) return { option: name, value };
  const candidates = Object.keys(known2).filter((option) => option.startsWith(name));
  if (candidates.length > 1) {
    throw usageError(`ambiguous option: ${name} could match ${candidates.join(", ")}`);
  }
  return candidates[0] === void 0 ? void 0 : { option: candidates[0], value };
}
function valuesAt(words, start, arity, known2) {
  if (arity === "none") return [];
  const following = words.slice(start, arity === "one" ? start + 1 : void 0);
  const end = following.findIndex((word) => looksLikeOption(word) || matchOption(word, known2) !== void 0);
  return end < 0 ? following : following.slice(0, end);
}

// twins/aws/tools/parameters.ts
function readParameters(spec, scanned, source2) {
  const input = {};
  for (const [option, optionSpec] of Object.entries(spec.options)) {
    if (optionSpec.type === "flag") {
      if (scanned.values.has(option)) input[optionSpec.member] = true;
      else if (scanned.values.has(`--no-${option.slice(2)}`)) input[optionSpec.member] = false;
      continue;
    }
    const words = scanned.values.get(option);
    if (words !== void 0) input[optionSpec.member] = readValue(option, optionSpec, words, source2);
  }
  checkLengths(spec, input);
  return input;
}
function readValue(option, spec, words, source2) {
  const loaded = words.length === 1 ? [loadFile(option, words[0], source2)] : words;
  switch (spec.type) {
    case "text":
      return loaded[0];
    case "integer":
      return toInteger(loaded[0]);
    case "texts":
      return isJson(loaded) ? toObjects(option, loaded[0]) : loaded;
    default:
      if (isJson(loaded)) return toObjects(option, loaded[0]);
      return loaded.map((word) => shorthand(option, spec.type === "tags" ? "Value" : "Values", word));
  }
}
function loadFile(option, value, source2) {
  if (value.startsWith("fileb://")) throw outside(`aws ${option} fileb://`);
  if (!value.startsWith("file://")) return value;
  const path = value.slice("file://".length);
  if (path === "/dev/stdin") return universalNewlines(source2.stdin);
  if (/^[/~]|\$/.test(path)) throw outside(`aws ${option} ${value}`);
  const text3 = source2.files.read(normalisePath(`${source2.cwd}/${path}`));
  if (text3 !== void 0) return universalNewlines(text3);
  throw parsingError(
    option,
    `Unable to load paramfile ${value}: [Errno 2] No such file or directory: '${path}'`
  );
}
function outside(what) {
  return new NotModelled(what, "Give the path of a text file in the scenario's folder, relative to it.");
}
function universalNewlines(text3) {
  return text3.replace(/\r\n?/g, "\n");
}
function toInteger(value) {
  if (/^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  throw generalError(`invalid literal for int() with base 10: '${value}'`);
}
function isJson(words) {
  return words.length === 1 && /^\s*[[{]/.test(words[0]);
}
function toObjects(option, text3) {
  let value;
  try {
    value = JSON.parse(text3);
  } catch {
    throw parsingError(option, `Invalid JSON:
JSON received: ${text3}`);
  }
  if (isObject(value)) return [value];
  return value;
}
function shorthand(option, member, word) {
  const match = /^Key=([^,=]+),(Values?)=([^='"[\]{}]*)$/.exec(word);
  if (match === null || match[2] !== member || member === "Value" && match[3].includes(",")) {
    throw new NotModelled(`aws ${option} ${word}`, `Write it as Key=\u2026,${member}=\u2026 or as JSON.`);
  }
  return { Key: match[1], [member]: member === "Value" ? match[3] : match[3].split(",") };
}
function checkLengths(spec, input) {
  const failures = Object.values(spec.options).flatMap(({ member, min }) => {
    const value = input[member];
    if (min === void 0 || typeof value !== "string" && !Array.isArray(value)) return [];
    if (value.length >= min) return [];
    return [`Invalid length for parameter ${member}, value: ${value.length}, valid min length: ${min}`];
  });
  if (failures.length > 0) throw paramValidation(`Parameter validation failed:
${failures.join("\n")}`);
}

// twins/aws/tools/query.ts
var STEP = /^(?:\.?([A-Za-z_][A-Za-z0-9_]*)|\.?"([^"\\]+)"|\[(-?\d+)\]|\[(\*)\]|(\[\]))/;
function parseQuery(text3) {
  const segments = [[]];
  let rest = text3.trim();
  let first = true;
  while (rest !== "") {
    const match = STEP.exec(rest);
    if (match === null || rest.startsWith(".") === first && /^[.A-Za-z_"]/.test(rest))
      throw queryNotModelled(text3);
    const [all, name, quoted, index, star] = match;
    const field = name ?? quoted;
    if (field !== void 0) segments.at(-1).push({ kind: "field", name: field });
    else if (index !== void 0) segments.at(-1).push({ kind: "index", index: Number(index) });
    else if (star !== void 0) segments.at(-1).push({ kind: "project" });
    else segments.push([]);
    rest = rest.slice(all.length);
    first = false;
  }
  if (first) throw queryNotModelled(text3);
  return segments;
}
function runQuery(query2, value) {
  const [head = [], ...tail] = query2;
  let result = evaluate(head, value);
  for (const segment of tail) {
    if (!Array.isArray(result)) return null;
    const flattened = result.flatMap(
      (item) => Array.isArray(item) ? item : [item]
    );
    result = flattened.map((item) => evaluate(segment, item)).filter((item) => item !== null);
  }
  return result;
}
function evaluate(steps, value) {
  const [step2, ...rest] = steps;
  if (step2 === void 0) return value;
  switch (step2.kind) {
    case "field":
      return evaluate(rest, isObject(value) && Object.hasOwn(value, step2.name) ? value[step2.name] : null);
    case "index":
      return evaluate(
        rest,
        (Array.isArray(value) ? value.at(step2.index) : null) ?? null
      );
    case "project":
      if (!Array.isArray(value)) return null;
      return value.map((item) => evaluate(rest, item)).filter((item) => item !== null);
  }
}
function queryNotModelled(text3) {
  return new NotModelled(
    `aws --query ${text3}`,
    "Use names, dots, [n], [*] and [] only, or take it apart later."
  );
}

// twins/aws/tools/command-line.ts
function parseCommandLine(args, files) {
  const scanned = scanOptions(args.argv.slice(1), GLOBAL_ARITY);
  checkGlobals(scanned);
  const { first: service2, rest: words } = takeCommand(scanned.rest, "command");
  if (service2 !== "secretsmanager") throw commandNotModelled(`aws ${service2}`);
  const { first: name, rest } = takeCommand(words, "operation");
  const spec = commandOf(name);
  const query2 = scanned.values.get("--query")?.[0];
  const options = scanCommand(name, spec, rest);
  return {
    spec,
    query: query2 === void 0 ? void 0 : parseQuery(query2),
    output: outputOf(args, scanned),
    paginate: !scanned.values.has("--no-paginate"),
    input: readParameters(spec, options, { files, cwd: args.cwd, stdin: args.stdin }),
    region: regionOf(args, scanned)
  };
}
var GLOBAL_ARITY = Object.fromEntries(
  Object.entries(GLOBAL_OPTIONS).map(([option, spec]) => [option, spec.takesValue ? "one" : "none"])
);
var REMEDY = "Run this step with the real binary: --clients real.";
function checkGlobals(scanned) {
  for (const [option, values] of scanned.values) {
    const spec = GLOBAL_OPTIONS[option];
    const value = values[0];
    if (spec.choices !== void 0 && value !== void 0 && !spec.choices.includes(value)) {
      throw usageError(`argument ${option}: Found invalid choice '${value}'
`);
    }
    if (spec.use === "refused") throw new NotModelled(`aws ${option}`, REMEDY);
  }
}
function takeCommand(words, argument) {
  const index = words.findIndex((word) => !looksLikeOption(word));
  if (index < 0) throw usageError(`the following arguments are required: ${argument}`);
  return { first: words[index], rest: [...words.slice(0, index), ...words.slice(index + 1)] };
}
function commandOf(name) {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name];
  if (OTHER_COMMANDS.includes(name)) throw commandNotModelled(`aws secretsmanager ${name}`);
  throw usageError(`argument operation: Found invalid choice '${name}'
`);
}
function commandNotModelled(command2) {
  return new NotModelled(command2, REMEDY);
}
function scanCommand(name, spec, words) {
  const scanned = scanOptions(words, arityOf(spec));
  for (const option of spec.notModelled) {
    if (scanned.values.has(option)) throw commandNotModelled(`aws secretsmanager ${name} ${option}`);
  }
  if (scanned.rest.includes("help")) throw commandNotModelled(`aws secretsmanager ${name} help`);
  const missing = Object.entries(spec.options).filter(([option, { required }]) => required && !scanned.values.has(option)).map(([option]) => option);
  if (missing.length > 0) throw usageError(`the following arguments are required: ${missing.join(", ")}`);
  if (scanned.rest.length > 0) throw unknownOptions(scanned.rest);
  return scanned;
}
function arityOf(spec) {
  const known2 = Object.entries(spec.options).flatMap(([option, { type }]) => {
    if (type === "flag")
      return [
        [option, "none"],
        [`--no-${option.slice(2)}`, "none"]
      ];
    return [[option, type === "text" || type === "integer" ? "one" : "many"]];
  });
  return Object.fromEntries([...known2, ...spec.notModelled.map((option) => [option, "many"])]);
}
function regionOf(args, scanned) {
  const region = scanned.values.get("--region")?.[0] ?? args.env["AWS_REGION"] ?? args.env["AWS_DEFAULT_REGION"] ?? "";
  if (region !== "") return region;
  const profile = scanned.values.get("--profile")?.[0] ?? args.env["AWS_PROFILE"];
  if (profile === void 0) throw noRegion();
  throw new NotModelled(
    `the region of AWS profile ${profile}`,
    "Give --region, or set AWS_REGION for the step."
  );
}
function outputOf(args, scanned) {
  const output = scanned.values.get("--output")?.[0] ?? args.env["AWS_DEFAULT_OUTPUT"] ?? "json";
  if (output === "json" || output === "text") return output;
  throw new NotModelled(`aws --output ${output}`, "Use --output json or --output text.");
}

// twins/aws/tools/format.ts
function formatOutput(output, value) {
  return output === "json" ? formatJson(value) : textLines(value).join("\n");
}
function formatJson(value) {
  return isObject(value) && Object.keys(value).length === 0 ? "" : JSON.stringify(value, null, 4);
}
function textLines(item, identifier, scalarKeys) {
  if (isObject(item)) return objectLines(item, identifier, scalarKeys);
  if (Array.isArray(item)) return listLines(item, identifier);
  return [scalar(item)];
}
function objectLines(item, identifier, scalarKeys) {
  const keys = Object.keys(item).sort(compareKeys);
  const columns2 = scalarKeys ?? keys.filter((key) => !isNested(item[key]));
  const nested2 = keys.filter(
    (key) => scalarKeys === void 0 ? isNested(item[key]) : !scalarKeys.includes(key)
  );
  const cells = columns2.map((key) => item[key] === void 0 ? "" : scalar(item[key]));
  const line = [...identifier === void 0 ? [] : [identifier.toUpperCase()], ...cells].join("	");
  return [...cells.length === 0 ? [] : [line], ...nested2.flatMap((key) => textLines(item[key], key))];
}
function listLines(items, identifier) {
  if (items.length === 0) return [];
  if (items.some(isObject)) {
    const keys = scalarKeysOf(items);
    return items.flatMap((item) => textLines(item, identifier, keys));
  }
  const nested2 = items.filter(isNested);
  const scalars = items.filter((item) => !isNested(item));
  const lines = scalars.length === 0 ? [] : scalarLines(scalars, identifier);
  return [...lines, ...nested2.flatMap((item) => textLines(item, identifier))];
}
function scalarLines(items, identifier) {
  if (identifier === void 0) return [items.map(scalar).join("	")];
  return items.map((item) => `${identifier.toUpperCase()}	${scalar(item)}`);
}
function scalarKeysOf(items) {
  const keys = /* @__PURE__ */ new Set();
  for (const item of items) {
    if (isObject(item)) {
      for (const key of Object.keys(item)) if (!isNested(item[key])) keys.add(key);
    }
  }
  return [...keys].sort(compareKeys);
}
function isNested(value) {
  return typeof value === "object" && value !== null;
}
function scalar(value) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

// twins/aws/tools/timestamps.ts
var TIME_MEMBERS2 = ["CreatedDate", "DeletedDate", "DeletionDate", "LastChangedDate"];
function withIsoTimestamps(value) {
  if (Array.isArray(value)) return value.map((item) => withIsoTimestamps(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const isTime = typeof child === "number" && TIME_MEMBERS2.includes(key);
      return [key, isTime ? toIsoFormat(child) : withIsoTimestamps(child)];
    })
  );
}
function toIsoFormat(epochSeconds) {
  const epochMs = Math.round(epochSeconds * 1e3);
  const seconds = toTimestamp(epochMs - VIRTUAL_EPOCH_MS).slice(0, -1);
  const fraction = epochMs % 1e3;
  return `${seconds}${fraction === 0 ? "" : `.${String(fraction).padStart(3, "0")}000`}+00:00`;
}

// twins/aws/tools/aws.ts
var MAX_ATTEMPTS = 3;
var FIRST_BACKOFF_MS = 500;
var MAX_PAGES = 1e3;
var aws = function* (args, context) {
  try {
    const invocation = parseCommandLine(args, context.files);
    const text3 = show(invocation, yield* invoke(invocation));
    if (text3 !== "") yield* print(text3);
    return 0;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    yield* printError(error.message);
    return error.exitCode;
  }
};
function* invoke(invocation) {
  const { spec, paginate } = invocation;
  const input = yield* withToken(invocation);
  const first = yield* send(invocation, input);
  if (spec.paginated !== true || !paginate) return first;
  const items = [];
  let page = first;
  for (let count2 = 1; ; count2++) {
    items.push(...page["SecretList"]);
    const token = page["NextToken"];
    if (token === void 0) return { SecretList: items };
    if (count2 === MAX_PAGES) throw new LimitReached("pages", MAX_PAGES, "Filter the list.");
    page = yield* send(invocation, { ...input, NextToken: token });
  }
}
function* withToken({ spec, input }) {
  if (spec.idempotent !== true || input["ClientRequestToken"] !== void 0) return input;
  const subject = `${spec.operation} ${String(input["SecretId"] ?? input["Name"])}`;
  return { ...input, ClientRequestToken: yield* mint("client-request-token", subject) };
}
function* send(invocation, input) {
  const { operation } = invocation.spec;
  const request = jsonRequest(invocation.region, `secretsmanager.${operation}`, input);
  const response = yield* attempt(request, invocation.region);
  const body = JSON.parse(response.body);
  if (response.status < 400) return body;
  const message = String(body["message"] ?? body["Message"] ?? "");
  throw clientError(String(body["__type"]), operation, message);
}
function* attempt(request, region) {
  for (let count2 = 1; ; count2++) {
    try {
      return yield* call(AWS_PORT, request);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (count2 === MAX_ATTEMPTS) throw connectionClosed(region);
    }
    yield* sleep(FIRST_BACKOFF_MS * 2 ** (count2 - 1));
  }
}
function connectionClosed(region) {
  const url = `https://secretsmanager.${region}.amazonaws.com/`;
  return generalError(
    `Connection was closed before we received a valid response from endpoint URL: "${url}".`
  );
}
function show({ query: query2, output }, body) {
  const result = withIsoTimestamps(body);
  return formatOutput(output, query2 === void 0 ? result : runQuery(query2, result));
}

// twins/aws/index.ts
var aws2 = defineComponent({
  name: "aws",
  tables: [secretsTable],
  ports: () => [awsPort],
  tools: { aws },
  seeds: { secretsManager: seedSecretsManager },
  secretValues
});

// twins/external-secrets/names.ts
var GROUP = "external-secrets.io";
var GENERATORS_GROUP = "generators.external-secrets.io";
var EXTERNAL_SECRET = { group: GROUP, resource: "externalsecrets", kind: "ExternalSecret" };
var SECRET_STORE = { group: GROUP, resource: "secretstores", kind: "SecretStore" };
var CLUSTER_SECRET_STORE = {
  group: GROUP,
  resource: "clustersecretstores",
  kind: "ClusterSecretStore"
};
var PASSWORD = { group: GENERATORS_GROUP, resource: "passwords", kind: "Password" };
var SECRET = { group: "", resource: "secrets", kind: "Secret" };
var CONFIG_MAP = { group: "", resource: "configmaps", kind: "ConfigMap" };
var LABEL_MANAGED = "reconcile.external-secrets.io/managed";
var LABEL_MANAGED_VALUE = "true";
var LABEL_OWNER = "reconcile.external-secrets.io/created-by";
var ANNOTATION_DATA_HASH = "reconcile.external-secrets.io/data-hash";
var FINALIZER = "externalsecrets.external-secrets.io/externalsecret-cleanup";
var USER_AGENT = "external-secrets";

// twins/external-secrets/versions.ts
var ESO_PROFILE = "eso";
var DEFAULT_VERSION = "2.9.0";
var PATTERN = /^v?(\d+)\.(\d+)\.(\d+)$/;
var FIRST = { major: 0, minor: 5, patch: 0 };
var LAST = { major: 2, minor: 9, patch: Number.POSITIVE_INFINITY };
function versionOf(profile) {
  return parseVersion(profile[ESO_PROFILE] ?? DEFAULT_VERSION);
}
function parseVersion(text3) {
  const match = PATTERN.exec(text3);
  const version2 = match === null ? void 0 : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
  if (version2 !== void 0 && compareVersions(version2, FIRST) >= 0 && compareVersions(version2, LAST) <= 0)
    return version2;
  throw new RehearseError(`External Secrets Operator ${text3} is not supported`, {
    code: "eso-version-unsupported",
    subject: `${ESO_PROFILE}=${text3}`,
    remedy: "Use a release from 0.5.0 to 2.9.x, e.g. 2.9.0."
  });
}
function compareVersions(a, b) {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}
function atLeast(version2, major, minor, patch) {
  return compareVersions(version2, { major, minor, patch }) >= 0;
}

// twins/external-secrets/admission.ts
var externalSecretWebhook = {
  name: "validate.externalsecret.external-secrets.io",
  group: EXTERNAL_SECRET.group,
  resource: EXTERNAL_SECRET.resource,
  operations: ["CREATE", "UPDATE"],
  review: reviewExternalSecret
};
function reviewExternalSecret({ object: object3, profile }) {
  if (object3 === void 0) return void 0;
  const version2 = versionOf(profile);
  const problems = [
    ...policyProblems(object3),
    ...dataProblems(object3, version2),
    ...templateProblems(objectAt(object3, "spec", "target", "template"), version2),
    ...dataFromProblems(object3, version2),
    ...duplicateProblems(object3, version2)
  ];
  return problems.length === 0 ? void 0 : problems.join("\n");
}
function policyProblems(object3) {
  const creation = textAt(object3, "spec", "target", "creationPolicy");
  const deletion = textAt(object3, "spec", "target", "deletionPolicy");
  const problems = [];
  if (deletion === "Delete" && ["Merge", "None", "CreateOrMerge"].includes(creation))
    problems.push(
      "deletionPolicy=Delete must not be used when the controller doesn't own the secret. Please set creationPolicy=Owner"
    );
  if (deletion === "Merge" && creation === "None")
    problems.push(
      "deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with"
    );
  return problems;
}
function dataProblems(object3, version2) {
  const empty = arrayAt(object3, "spec", "data").length + arrayAt(object3, "spec", "dataFrom").length === 0;
  return empty && atLeast(version2, 0, 9, 9) ? ["either data or dataFrom should be specified"] : [];
}
function templateProblems(template, version2) {
  if (!atLeast(version2, 2, 4, 1)) return [];
  const sources = arrayAt(template, "templateFrom");
  const targets = sources.map((source2) => textAt(source2, "target"));
  const foreign = targets.filter(
    (target) => !["", "data", "annotations", "labels"].includes(target.toLowerCase())
  );
  return [
    ...privilegedTypeProblems(template, targets),
    ...foreign.map(
      (target) => `templateFrom target=${JSON.stringify(target)} is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"`
    )
  ];
}
function privilegedTypeProblems(template, targets) {
  const type = textAt(template, "type");
  const quoted = JSON.stringify(type);
  if (type === "bootstrap.kubernetes.io/token") return [`template.type=${quoted} is not allowed`];
  if (type !== "kubernetes.io/service-account-token") return [];
  const annotation = "kubernetes.io/service-account.name";
  if (valueAt(template, "metadata", "annotations", annotation) !== void 0)
    return [`template.type=${quoted} with annotation "${annotation}" is not allowed`];
  return targets.some((target) => target.toLowerCase() === "annotations") ? [`template.type=${quoted} with templateFrom target="Annotations" is not allowed`] : [];
}
function dataFromProblems(object3, version2) {
  if (!atLeast(version2, 0, 9, 17)) return [];
  return arrayAt(object3, "spec", "dataFrom").flatMap((entry) => {
    const source2 = valueAt(entry, "sourceRef");
    const generator = isObject(valueAt(source2, "generatorRef"));
    const find2 = isObject(valueAt(entry, "find"));
    const extract = isObject(valueAt(entry, "extract"));
    const problems = [];
    if (Number(find2) + Number(extract) + Number(generator) > 1)
      problems.push("extract, find, or generatorRef cannot be set at the same time");
    if (!find2 && !extract && !isObject(source2))
      problems.push("either extract, find, or sourceRef must be set to dataFrom");
    if (isObject(source2) && !generator && !isObject(source2["storeRef"]))
      problems.push("generatorRef or storeRef must be set when using sourceRef in dataFrom");
    return problems;
  });
}
function duplicateProblems(object3, version2) {
  const retains = textAt(object3, "spec", "target", "deletionPolicy") === "Retain";
  if (!retains || !atLeast(version2, 0, 9, 12)) return [];
  const keys = arrayAt(object3, "spec", "data").map((entry) => textAt(entry, "secretKey"));
  return keys.filter((key, index) => keys.indexOf(key) < index).map((key) => `duplicate secretKey found: ${key}`);
}

// twins/external-secrets/behaviours.ts
var SECOND = 1e3;
function behavioursOf(profile) {
  return behaviours(versionOf(profile));
}
function behaviours(version2) {
  const from = (major, minor, patch) => atLeast(version2, major, minor, patch);
  return { ...ownership(from), ...refreshing(from), ...reporting(from), ...writing(from), ...providers(from) };
}
function ownership(from) {
  return {
    // v0.16.0: apis/externalsecrets/v1 is the storage version and the only one the controller registers.
    apiVersion: from(0, 16, 0) ? "v1" : "v1beta1",
    // v0.20.0: ExternalSecretFinalizer, full Update; v1.1.1: merge Patch "to avoid claiming ownership of spec fields".
    finalizer: from(1, 1, 1) ? "patch" : from(0, 20, 0) ? "update" : "none",
    // v0.9.5: `if externalSecret.DeletionTimestamp != nil` returns.
    ignoresTerminating: from(0, 9, 5),
    // v0.11.0: LabelManaged, ErrSecretIsOwned, RemoveControllerReference, createSecret/updateSecret.
    managesOwnership: from(0, 11, 0),
    // v0.9.3: LabelOwner and deleteOrphanedSecrets.
    ownerLabel: from(0, 9, 3),
    // v0.9.3: only after a create and with target.name set; v0.11.0: after a create; v0.12.0: before, each sync.
    orphanCleanup: from(0, 12, 0) ? "before-create" : from(0, 11, 0) ? "after-create" : from(0, 9, 3) ? "after-named-create" : "never"
  };
}
function refreshing(from) {
  return {
    // v0.18.1: isSecretValid returns true for CreatePolicyOrphan.
    orphanAlwaysValid: from(0, 18, 1),
    // v0.11.0: shouldRefresh looks at the interval before the synced version.
    zeroIntervalFreezes: from(0, 11, 0),
    // v0.9.18: Watches(Secret) by target name instead of Owns(Secret); v0.11.0: only with label `managed`.
    secretWatch: from(0, 11, 0) ? "managed" : from(0, 9, 18) ? "all" : "owned",
    // v2.3.0: shouldEnqueueExternalSecretUpdate.
    ignoresStatusUpdates: from(2, 3, 0),
    // v0.16.0: spec.refreshPolicy.
    refreshPolicy: from(0, 16, 0),
    // v2.7.0: spec.syncWindows.
    syncWindows: from(2, 7, 0),
    // v2.8.0: CreatePolicyCreateOrMerge.
    createOrMerge: from(2, 8, 0),
    // v1.0.0: target.manifest.
    genericTargets: from(1, 0, 0),
    // v0.14.0: common.BuildRateLimiter; before: workqueue.DefaultTypedControllerRateLimiter.
    backoff: from(0, 14, 0) ? { baseMs: SECOND, maxMs: 420 * SECOND } : { baseMs: 5, maxMs: 1e3 * SECOND },
    // until v0.7.2: `return ctrl.Result{RequeueAfter: requeueAfter}, nil` with requeueAfter 30 s.
    fixedRetryMs: from(0, 7, 3) ? void 0 : 30 * SECOND,
    // v0.9.8 to v0.10.7: `(interval - timeSinceLastRefresh) + 5*time.Second`.
    skippedRefreshSlackMs: from(0, 9, 8) && !from(0, 11, 0) ? 5 * SECOND : 0
  };
}
function reporting(from) {
  return {
    // v0.11.0: the msg… constants.
    conditionTexts: from(0, 11, 0) ? "new" : "old",
    // v0.12.0: the event… constants and `error processing spec.data[…]`.
    eventTexts: from(0, 12, 0) ? "new" : "old",
    // v0.9.9: `error retrieving secret at .data[…]`.
    dataErrorsNameEntry: from(0, 9, 9),
    // until v0.9.16: recorder.Event(ReasonUpdated, "Updated Secret") at the end of every sync.
    eventOnEverySync: !from(0, 9, 17),
    // v0.9.9: markAsDone in case DeletionPolicyRetain.
    retainMarksDone: from(0, 9, 9)
  };
}
function writing(from) {
  return {
    // v0.16.2 (commit bd6f2eb55): utils.ObjectHash from md5 to sha3-224.
    hash: from(0, 16, 2) ? "sha3-224" : "md5",
    // v0.9.5 to v0.10.7: computeDataHashAnnotation.
    dataHashCoversExisting: from(0, 9, 5) && !from(0, 11, 0),
    // v0.19.1: objectDoesNotExistOrCanBeMutated.
    immutableSkipsTemplate: from(0, 19, 1),
    // v0.5.2: fieldOwnerTemplate; v0.18.1: fqdnFor.
    fieldManager: from(0, 18, 1) ? "per-name-hashed" : from(0, 5, 2) ? "per-name" : "shared",
    // v0.8.2: TemplateMergePolicy.
    mergePolicy: from(0, 8, 2),
    // v0.20.0: template.metadata.finalizers.
    templateFinalizers: from(0, 20, 0)
  };
}
function providers(from) {
  return {
    // v0.15.0 (commit be85a5189) matched InvalidRequestException; v0.18.0 matches types.InvalidParameterException,
    // which AWS does not send here. pkg/provider/aws/secretsmanager/secretsmanager.go.
    awsMarkedForDeletion: from(0, 15, 0) && !from(0, 18, 0) ? "missing" : "error",
    // v0.18.0: aws-sdk-go-v2.
    awsSdk: from(0, 18, 0) ? 2 : 1,
    // v0.12.0: fetchWithBatch.
    awsBatch: from(0, 12, 0),
    // v0.7.0: assertStoreIsUsable. pkg/controllers/secretstore/client_manager.go.
    floodGate: from(0, 7, 0),
    // v0.9.20: condition.namespaceRegexes.
    namespaceRegexes: from(0, 9, 20),
    // v0.20.0: ReasonValidationUnknown. pkg/controllers/secretstore/common.go.
    validationUnknown: from(0, 20, 0),
    // v0.7.0: status.capabilities. pkg/controllers/secretstore/common.go.
    capabilities: from(0, 7, 0)
  };
}

// twins/external-secrets/duration.ts
function parseDuration(text3) {
  const parsed = parseGoDuration(text3);
  return "value" in parsed ? parsed.value : void 0;
}

// twins/external-secrets/external-secret.ts
var FALLBACK_INTERVAL_MS = 36e5;
function readExternalSecret(object3) {
  const metadata = metadataOf(object3);
  const spec = objectAt(object3, "spec");
  const target = objectAt(spec, "target");
  const template = target["template"];
  const manifest = target["manifest"];
  const interval = spec["refreshInterval"];
  return {
    object: object3,
    namespace: textAt(metadata, "namespace"),
    name: textAt(metadata, "name"),
    uid: textAt(metadata, "uid"),
    metadata,
    spec,
    status: objectAt(object3, "status"),
    targetName: targetNameOf(object3),
    creationPolicy: textAt(target, "creationPolicy") || "Owner",
    deletionPolicy: textAt(target, "deletionPolicy") || "Retain",
    refreshPolicy: textAt(spec, "refreshPolicy") || "Periodic",
    refreshIntervalMs: typeof interval === "string" ? parseDuration(interval) ?? FALLBACK_INTERVAL_MS : FALLBACK_INTERVAL_MS,
    immutable: target["immutable"] === true,
    template: isObject(template) ? template : void 0,
    terminating: textAt(metadata, "deletionTimestamp") !== "",
    manifest: isObject(manifest) ? manifest : void 0
  };
}
function targetNameOf(object3) {
  return textAt(object3, "spec", "target", "name") || textAt(object3, "metadata", "name");
}
function hasGenericTarget(object3) {
  return isObject(valueAt(object3, "spec", "target", "manifest"));
}
function readyConditionOf(object3) {
  const conditions = arrayAt(object3, "status", "conditions");
  return conditions.find((item) => isObject(item) && item["type"] === "Ready");
}

// twins/external-secrets/events.ts
var COMPONENT = "external-secrets";
function* normalEvent(involved, text3) {
  yield* recordEvent({ involved, type: "Normal", ...text3, component: COMPONENT });
}
function* failureEvent(involved, message) {
  yield* recordEvent({ involved, type: "Warning", reason: "UpdateFailed", message, component: COMPONENT });
}
function* storeEvent(involved, type, reason, message, component) {
  yield* recordEvent({ involved, type, reason, message, component });
}

// twins/external-secrets/sync-error.ts
var SyncError = class extends RehearseError {
  name = "SyncError";
  failure;
  constructor(failure2, message) {
    super(message, { code: `eso-${failure2}` });
    this.failure = failure2;
  }
};
function noSecret() {
  return new SyncError("no-secret", "Secret does not exist");
}
function refusal(body) {
  const conflict = textAt(body, "reason") === "Conflict";
  return new SyncError(conflict ? "conflict" : "other", textAt(body, "message"));
}
function wrapped(error, wrap) {
  return error instanceof SyncError ? new SyncError(error.failure, wrap(error.message)) : error;
}

// twins/external-secrets/kube.ts
function coreRef(kind, namespace, name) {
  return { kind, version: "v1", namespace, name };
}
function ownRef(behaviours2, kind, namespace, name) {
  return { kind, version: behaviours2.apiVersion, namespace, name };
}
function addressOf2(ref) {
  const { group, resource } = ref.kind;
  const address = { group, version: ref.version, resource, name: ref.name };
  return ref.namespace === "" ? address : { ...address, namespace: ref.namespace };
}
function* find(ref, showManagedFields = false) {
  if (ref.name === "") return void 0;
  const response = yield* api({
    verb: "get",
    ...addressOf2(ref),
    ...showManagedFields ? { showManagedFields } : {}
  });
  if (succeeded(response)) return response.body;
  if (isNotFound(response.body)) return void 0;
  throw refusal(response.body);
}
function absent(ref) {
  const { group, kind } = ref.kind;
  return new SyncError(
    "other",
    `${group === "" ? kind : `${kind}.${group}`} ${JSON.stringify(ref.name)} not found`
  );
}
function* listSecrets2(namespace, labelSelector) {
  const response = yield* api({
    verb: "list",
    group: "",
    version: "v1",
    resource: "secrets",
    ...namespace === "" ? {} : { namespace },
    labelSelector
  });
  if (!succeeded(response)) throw refusal(response.body);
  return itemsOf(response);
}
function* write(request, fieldManager = USER_AGENT) {
  const response = yield* api({ ...request, fieldManager });
  if (!succeeded(response)) throw refusal(response.body);
  return response.body;
}
function* remove(ref) {
  const response = yield* api({ verb: "delete", ...addressOf2(ref) });
  if (succeeded(response)) return true;
  if (isNotFound(response.body)) return false;
  throw refusal(response.body);
}

// twins/external-secrets/generic-target.ts
function* deleteGenericTarget(es, manifest) {
  yield* remove(targetRef(es, manifest));
  const message = `Deleted ${textAt(manifest, "kind")} ${es.targetName}`;
  yield* normalEvent(es.object, { reason: "Deleted", message });
}
function targetRef(es, manifest) {
  const kind = [CONFIG_MAP, SECRET].find((each) => each.kind === textAt(manifest, "kind"));
  if (kind === void 0 || textAt(manifest, "apiVersion") !== "v1")
    throw new NotModelled(
      `target.manifest of kind ${textAt(manifest, "kind")}`,
      "Use a Secret as the target, or a ConfigMap whose deletion alone matters."
    );
  return coreRef(kind, es.namespace, es.targetName);
}

// twins/external-secrets/object-hash.ts
import { createHash } from "node:crypto";
function objectHash(text3, { hash }) {
  return createHash(hash).update(text3, "utf8").digest("hex");
}
function hashOfData(data, behaviours2) {
  const keys = Object.keys(data).sort(compareKeys);
  const bytes = (key) => [...Buffer.from(String(data[key]), "base64")].join(" ");
  return objectHash(`map[${keys.map((key) => `${key}:[${bytes(key)}]`).join(" ")}]`, behaviours2);
}
function hashOfOwner(namespace, name, behaviours2) {
  return objectHash(`${namespace}/${name}`, behaviours2);
}
function resourceVersionOf(metadata, behaviours2) {
  const text3 = `{annotations:${stringMap(metadata["annotations"])} labels:${stringMap(metadata["labels"])}}`;
  return `${Number(metadata["generation"] ?? 0)}-${objectHash(text3, behaviours2)}`;
}
function sha3Of(text3) {
  return objectHash(text3, { hash: "sha3-224" });
}
function stringMap(value) {
  const map = value ?? {};
  const keys = Object.keys(map).sort(compareKeys);
  return `map[${keys.map((key) => `${key}:${String(map[key])}`).join(" ")}]`;
}

// twins/external-secrets/secret-draft.ts
var EMPTY = {
  labels: {},
  annotations: {},
  finalizers: [],
  ownerReferences: [],
  data: {},
  type: void 0,
  immutable: void 0
};
function draftOf(secret) {
  if (secret === void 0) return EMPTY;
  const metadata = metadataOf(secret);
  const immutable = secret["immutable"];
  return {
    labels: stringsOf2(objectAt(metadata, "labels")),
    annotations: stringsOf2(objectAt(metadata, "annotations")),
    finalizers: arrayAt(metadata, "finalizers").map(String),
    ownerReferences: arrayAt(metadata, "ownerReferences").filter(isObject),
    data: stringsOf2(objectAt(secret, "data")),
    type: textAt(secret, "type") || void 0,
    immutable: typeof immutable === "boolean" ? immutable : void 0
  };
}
function secretOf(base, draft) {
  const { managedFields: _managed, ...metadata } = metadataOf(base);
  const { labels, annotations, finalizers, ownerReferences } = draft;
  return withoutEmpty({
    ...base,
    apiVersion: "v1",
    kind: "Secret",
    metadata: withoutEmpty({ ...metadata, labels, annotations, finalizers, ownerReferences }),
    data: draft.data,
    type: draft.type,
    immutable: draft.immutable
  });
}
function omitKeys(map, keys) {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
function stringsOf2(object3) {
  return object3;
}
function withoutEmpty(members) {
  const kept = Object.entries(members).filter(([, value]) => value !== void 0 && !isEmpty(value));
  return Object.fromEntries(kept);
}
function isEmpty(value) {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

// twins/external-secrets/ownership.ts
function applyOwnership(es, draft, behaviours2) {
  const owner = controllerOf(draft.ownerReferences);
  const ownerIsExternalSecret = owner !== void 0 && isExternalSecret(owner);
  const ownerIsThis = ownerIsExternalSecret && owner["name"] === es.name;
  if (behaviours2.managesOwnership && ownerIsExternalSecret && !ownerIsThis)
    throw new SyncError("is-owned", `secret is owned by another ExternalSecret: ${String(owner["name"])}`);
  const owned2 = es.creationPolicy === "Owner";
  return {
    ...draft,
    ownerReferences: owned2 ? withController(es, draft.ownerReferences, behaviours2) : ownerIsThis && behaviours2.managesOwnership ? draft.ownerReferences.filter((reference) => reference !== owner) : draft.ownerReferences,
    labels: withOwnerLabel(es, draft, behaviours2)
  };
}
function controllerOf(references) {
  return references.find(
    (reference) => isObject(reference) && reference["controller"] === true
  );
}
function isControlledBy(object3, es) {
  const owner = controllerOf(arrayAt(object3, "metadata", "ownerReferences"));
  return owner !== void 0 && owner["uid"] === es.uid;
}
function isExternalSecret(reference) {
  return groupOf(reference) === GROUP && reference["kind"] === EXTERNAL_SECRET.kind;
}
function withOwnerLabel(es, draft, behaviours2) {
  if (!behaviours2.ownerLabel) return draft.labels;
  if (es.creationPolicy === "Owner")
    return { ...draft.labels, [LABEL_OWNER]: hashOfOwner(es.namespace, es.name, behaviours2) };
  return behaviours2.managesOwnership ? omitKeys(draft.labels, [LABEL_OWNER]) : draft.labels;
}
function withController(es, references, behaviours2) {
  const reference = {
    apiVersion: `${GROUP}/${behaviours2.apiVersion}`,
    kind: EXTERNAL_SECRET.kind,
    name: es.name,
    uid: es.uid,
    controller: true,
    blockOwnerDeletion: true
  };
  const current2 = controllerOf(references);
  if (current2 !== void 0 && !sameOwner(current2, reference)) throw alreadyOwned(es, current2, behaviours2);
  const at = references.findIndex((candidate) => sameOwner(candidate, reference));
  if (at < 0) return [...references, reference];
  return references.map((each, index) => index === at ? reference : each);
}
function alreadyOwned(es, owner, behaviours2) {
  const text3 = `Object ${es.namespace}/${es.targetName} is already owned by another ${textAt(owner, "kind")} controller ${textAt(owner, "name")}`;
  return behaviours2.managesOwnership ? new SyncError("set-controller", `could not set controller reference on secret: ${text3}`) : new SyncError("other", `could not set ExternalSecret controller reference: ${text3}`);
}
function sameOwner(a, b) {
  return groupOf(a) === groupOf(b) && a["kind"] === b["kind"] && a["name"] === b["name"];
}
function groupOf(reference) {
  const apiVersion = textAt(reference, "apiVersion");
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

// twins/external-secrets/finalizer.ts
function* addFinalizer(es, behaviours2) {
  const finalizers = finalizersOf(es);
  if (finalizers.includes(FINALIZER)) return es.object;
  return yield* writeFinalizers(es, [...finalizers, FINALIZER], behaviours2);
}
function* finalize(es, behaviours2, operator) {
  if (es.deletionPolicy === "Delete") yield* deleteTarget(es, operator);
  const finalizers = finalizersOf(es);
  if (!finalizers.includes(FINALIZER)) return;
  yield* writeFinalizers(
    es,
    finalizers.filter((finalizer) => finalizer !== FINALIZER),
    behaviours2
  );
}
function* deleteTarget(es, operator) {
  if (es.manifest !== void 0) {
    if (operator.allowsGenericTargets) yield* deleteGenericTarget(es, es.manifest);
    return;
  }
  const ref = coreRef(SECRET, es.namespace, es.targetName);
  const secret = yield* find(ref);
  if (secret !== void 0 && isControlledBy(secret, es)) yield* remove(ref);
}
function finalizersOf(es) {
  return arrayAt(es.metadata, "finalizers").map(String);
}
function* writeFinalizers(es, finalizers, behaviours2) {
  const address = addressOf2(ownRef(behaviours2, EXTERNAL_SECRET, es.namespace, es.name));
  if (behaviours2.finalizer === "patch") {
    const body2 = { metadata: { finalizers: finalizers.length === 0 ? null : finalizers } };
    return yield* write({ verb: "patch", ...address, patchType: "merge", body: body2 });
  }
  const { managedFields: _managed, ...metadata } = metadataOf(es.object);
  const body = {
    ...es.object,
    metadata: { ...metadata, finalizers },
    spec: reprinted(objectAt(es.object, "spec"))
  };
  return yield* write({ verb: "update", ...address, body });
}
function reprinted(spec) {
  const interval = parseDuration(textAt(spec, "refreshInterval"));
  return interval === void 0 ? spec : { ...spec, refreshInterval: formatGoDuration(interval) };
}

// twins/external-secrets/managed-keys.ts
var PREFIX = "externalsecrets.external-secrets.io/";
var MAX_LENGTH = 63;
function fieldManagerOf(name, { fieldManager }) {
  if (fieldManager === "shared") return "external-secrets";
  const manager = PREFIX + name;
  return fieldManager === "per-name-hashed" && manager.length > MAX_LENGTH ? hashed(name) : manager;
}
function managedKeysOf(secret, name, behaviours2) {
  const forMetadata = behaviours2.fieldManager !== "per-name-hashed" ? fieldManagerOf(name, behaviours2) : name.length > MAX_LENGTH ? hashed(name) : PREFIX + name;
  return {
    data: keysAt(secret, fieldManagerOf(name, behaviours2), "f:data"),
    labels: keysAt(secret, forMetadata, "f:metadata", "f:labels"),
    annotations: keysAt(secret, forMetadata, "f:metadata", "f:annotations")
  };
}
function hashed(name) {
  return `${PREFIX}sha3/${sha3Of(name)}`;
}
function keysAt(secret, manager, ...path) {
  if (secret === void 0) return [];
  const entries = arrayAt(metadataOf(secret), "managedFields").filter(isObject);
  return entries.filter((entry) => textAt(entry, "manager") === manager).flatMap((entry) => Object.keys(objectAt(entry, "fieldsV1", ...path))).filter((key) => key.startsWith("f:")).map((key) => key.slice("f:".length));
}

// twins/external-secrets/operator.ts
var DEPLOYMENT = { group: "apps", resource: "deployments", kind: "Deployment" };
var NAMESPACE = "external-secrets";
var NAME2 = "external-secrets";
var OPERATOR_KEY = objectKey(DEPLOYMENT.group, DEPLOYMENT.resource, NAMESPACE, NAME2);
function* readOperator() {
  const deployment2 = yield* find(coreRef(DEPLOYMENT, NAMESPACE, NAME2));
  if (deployment2 === void 0) return { running: true, allowsGenericTargets: false };
  return operatorOf(deployment2);
}
function operatorOf(deployment2) {
  const [container] = arrayAt(deployment2, "spec", "template", "spec", "containers");
  const args = arrayAt(container, "args");
  return {
    running: numberAt(deployment2, 1, "spec", "replicas") > 0,
    allowsGenericTargets: args.includes("--unsafe-allow-generic-targets") || args.includes("--unsafe-allow-generic-targets=true")
  };
}

// twins/external-secrets/sync-windows.ts
var MINUTE_MS = 6e4;
var WEEKDAY_OF_EPOCH = 4;
var DESCRIPTORS = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *"
};
var BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6]
];
var NAMES = [
  [],
  [],
  [],
  ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
];
function refreshAllowed(spec, nowMs) {
  const windows = arrayAt(spec, "syncWindows", "windows");
  if (windows.length === 0) return true;
  const open = windows.some((window) => isObject(window) && isOpen(window, nowMs));
  const kind = textAt(spec, "syncWindows", "kind");
  if (kind === "deny") return !open;
  return kind === "allow" ? open : true;
}
function isOpen(window, nowMs) {
  const schedule = parseSchedule(textAt(window, "schedule"));
  const durationMs = parseDuration(textAt(window, "duration")) ?? 0;
  if (schedule === void 0) return false;
  const after = nowMs - durationMs - 1e3;
  const first = (Math.floor(after / MINUTE_MS) + 1) * MINUTE_MS;
  for (let at = first; at <= nowMs; at += MINUTE_MS) {
    if (fires(schedule, at)) return nowMs <= at + durationMs;
  }
  return false;
}
function fires(schedule, atMs) {
  const [minute, hour, day, month, weekday2] = calendar(atMs);
  const matches2 = (index, value) => schedule[index]?.values.has(value ?? -1) === true;
  if (!matches2(0, minute) || !matches2(1, hour) || !matches2(3, month)) return false;
  const days = matches2(2, day);
  const weekdays = matches2(4, weekday2);
  return schedule[2]?.any === true || schedule[4]?.any === true ? days && weekdays : days || weekdays;
}
function calendar(atMs) {
  const text3 = toTimestamp(atMs);
  const [year = 0, month = 0, day = 0] = text3.slice(0, 10).split("-").map(Number);
  const [hour = 0, minute = 0] = text3.slice(11, 16).split(":").map(Number);
  return [minute, hour, day, month, ((daysSinceEpoch(year, month, day) + WEEKDAY_OF_EPOCH) % 7 + 7) % 7];
}
function daysSinceEpoch(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719468;
}
function parseSchedule(text3) {
  const fields = (DESCRIPTORS[text3] ?? text3).split(" ");
  if (fields.length !== BOUNDS.length) return void 0;
  const parsed = fields.map((field, index) => parseField(field.toLowerCase(), index));
  return parsed.every((field) => field !== void 0) ? parsed : void 0;
}
function parseField(field, index) {
  const [low, high] = BOUNDS[index];
  const values = /* @__PURE__ */ new Set();
  let any = false;
  for (const part of field.split(",")) {
    const match = /^(\*|\?|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return void 0;
    const star = match[2] === void 0;
    any ||= star && match[4] === void 0;
    const start = star ? low : toNumber(match[2], index);
    const open = star || match[3] === void 0 && match[4] !== void 0;
    const end = open ? high : toNumber(match[3] ?? match[2], index);
    const step2 = Number(match[4] ?? 1);
    if (!(start >= low && end <= high && start <= end && step2 > 0)) return void 0;
    for (let value = start; value <= end; value += step2) values.add(value);
  }
  return { any, values };
}
function toNumber(text3, index) {
  const named = NAMES[index].indexOf(text3);
  return named < 0 ? Number(text3) : named + BOUNDS[index][0];
}

// twins/external-secrets/should-refresh.ts
function shouldRefresh(es, behaviours2, nowMs) {
  const synced2 = textAt(es.status, "syncedResourceVersion");
  const refreshed = textAt(es.status, "refreshTime");
  const changed = synced2 !== resourceVersionOf(es.metadata, behaviours2);
  if (behaviours2.refreshPolicy && es.refreshPolicy !== "Periodic") {
    if (synced2 === "" || refreshed === "") return true;
    return es.refreshPolicy === "OnChange" && changed;
  }
  const once = es.refreshIntervalMs <= 0 && synced2 !== "";
  if (behaviours2.zeroIntervalFreezes && once) return false;
  if (changed) return true;
  if (once) return false;
  if (refreshed === "") return true;
  const refreshedMs = fromTimestamp(refreshed);
  if (behaviours2.zeroIntervalFreezes && refreshedMs > nowMs) return true;
  if (refreshedMs + es.refreshIntervalMs >= nowMs) return false;
  return !behaviours2.syncWindows || refreshAllowed(es.spec, nowMs);
}
function isSecretValid(secret, es, behaviours2) {
  if (behaviours2.orphanAlwaysValid && es.creationPolicy === "Orphan") return true;
  if (secret === void 0) return false;
  const metadata = metadataOf(secret);
  if (behaviours2.managesOwnership && textAt(metadata, "labels", LABEL_MANAGED) !== LABEL_MANAGED_VALUE)
    return false;
  return textAt(metadata, "annotations", ANNOTATION_DATA_HASH) === hashOfData(objectAt(secret, "data"), behaviours2);
}
var CLOCK_STEP_MS = 1;
function requeueAfterMs(es, status, behaviours2, nowMs, skipped) {
  const intervalMs = es.refreshIntervalMs;
  if (!behaviours2.zeroIntervalFreezes && !skipped)
    return intervalMs > 0 ? intervalMs + CLOCK_STEP_MS : void 0;
  const refreshed = textAt(status, "refreshTime");
  const elapsedMs = refreshed === "" || !skipped ? 0 : nowMs - fromTimestamp(refreshed);
  if (!behaviours2.zeroIntervalFreezes) {
    const left = behaviours2.skippedRefreshSlackMs > 0 ? intervalMs - elapsedMs : intervalMs;
    const waitMs = left + behaviours2.skippedRefreshSlackMs;
    return waitMs > 0 ? waitMs + CLOCK_STEP_MS : void 0;
  }
  if (intervalMs <= 0) return void 0;
  return elapsedMs < intervalMs ? intervalMs - elapsedMs + CLOCK_STEP_MS : behaviours2.backoff.maxMs;
}

// twins/external-secrets/secret-data.ts
function encodeText(text3) {
  return Buffer.from(text3, "utf8").toString("base64");
}
function decodeText(encoded2) {
  return Buffer.from(encoded2, "base64").toString("utf8");
}
function mapKeys(data, toKey) {
  const mapped = {};
  for (const key of Object.keys(data).sort(compareKeys)) mapped[toKey(key)] = data[key];
  return mapped;
}

// twins/external-secrets/remote-values.ts
var MAX_KEY_LENGTH = 253;
var KEY_CHARACTER = /[\p{L}\p{N}\-._]/u;
function decodeValue(strategy, encoded2) {
  if (strategy === "" || strategy === "None") return encoded2;
  const text3 = Buffer.from(encoded2, "base64").toString("latin1");
  if (strategy === "Base64") return decodeBase64(text3, STANDARD);
  if (strategy === "Base64URL") return decodeBase64(text3, URL_SAFE);
  for (const alphabet of [STANDARD, URL_SAFE]) {
    if (isBase64(text3, alphabet)) return decodeBase64(text3, alphabet);
  }
  return encoded2;
}
function decodeMap(strategy, data) {
  const decoded2 = {};
  for (const key of Object.keys(data).sort(compareKeys)) {
    try {
      decoded2[key] = decodeValue(strategy, data[key]);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      throw new SyncError("other", `failure decoding key ${key}: ${error.message}`);
    }
  }
  return decoded2;
}
function convertKeys(strategy, data) {
  return mapKeys(
    data,
    (key) => [...key].map((rune) => KEY_CHARACTER.test(rune) ? rune : convertRune(strategy, rune)).join("")
  );
}
function rewriteKeys(operations, data) {
  return operations.reduce((current2, operation) => {
    const regexp = isObject(operation) ? operation["regexp"] : void 0;
    if (!isObject(regexp))
      throw new NotModelled(
        `dataFrom.rewrite ${Object.keys(operation).join(", ")}`,
        "Use rewrite.regexp, or name the keys in spec.data."
      );
    return mapKeys(current2, replacer(textAt(regexp, "source"), textAt(regexp, "target")));
  }, data);
}
function validateKeys(data) {
  const keys = Object.keys(data).sort(compareKeys);
  for (const key of keys) {
    if (key.length > MAX_KEY_LENGTH)
      throw new SyncError(
        "other",
        `key has length ${key.length} but max is 253: (following is truncated): ${key.slice(0, MAX_KEY_LENGTH)}`
      );
    const bad = [...key].find((rune) => !KEY_CHARACTER.test(rune));
    if (bad !== void 0)
      throw new SyncError(
        "other",
        `key has invalid character ${bad}, only alphanumeric, '-', '.' and '_' are allowed: ${key}`
      );
  }
  return keys.includes("") ? Object.fromEntries(Object.entries(data).filter(([key]) => key !== "")) : data;
}
function refuseNullBytes(policy, data) {
  if (policy !== "Fail") return;
  for (const key of Object.keys(data).sort(compareKeys)) {
    if (!Buffer.from(data[key], "base64").includes(0)) continue;
    throw new SyncError(
      "other",
      `fetched secret value for key ${JSON.stringify(key)} contains null bytes; use a text-safe format such as PEM/base64 or leave nullBytePolicy unset for intentional binary data`
    );
  }
}
function convertRune(strategy, rune) {
  if (strategy === "" || strategy === "Default") return "_";
  if (strategy !== "Unicode") return rune;
  return `_U${(rune.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}_`;
}
var STANDARD = { encoding: "base64", character: /[A-Za-z0-9+/]/ };
var URL_SAFE = { encoding: "base64url", character: /[A-Za-z0-9\-_]/ };
function isBase64(text3, { character }) {
  return base64ErrorOffset(text3, character) === void 0;
}
function decodeBase64(text3, alphabet) {
  const offset = base64ErrorOffset(text3, alphabet.character);
  if (offset !== void 0) throw new SyncError("other", `illegal base64 data at input byte ${offset}`);
  return Buffer.from(text3, alphabet.encoding).toString("base64");
}
function replacer(source2, target) {
  const pattern = compilePattern(source2, "regexp failed with failed to compile: ");
  const global = new RegExp(pattern.source, "gu");
  return (key) => key.replace(global, (...args) => {
    const groups = args.at(-1);
    const named = isObject(groups) ? groups : {};
    return target.replace(/\$\$|\$\{(\w+)\}|\$(\w+)/g, (token, braced, bare) => {
      if (token === "$$") return "$";
      const name = String(braced ?? bare);
      const value = /^\d+$/.test(name) ? args[Number(name)] : named[name];
      return typeof value === "string" ? value : "";
    });
  });
}
function compilePattern(source2, prefix) {
  try {
    return new RegExp(source2.replaceAll("(?P<", "(?<"), "u");
  } catch {
    throw new NotModelled(
      `${prefix}the regular expression ${source2}`,
      "Use a pattern that Go and JavaScript read alike."
    );
  }
}

// twins/external-secrets/providers/aws-auth.ts
var SERVICE_ACCOUNT = { group: "", resource: "serviceaccounts", kind: "ServiceAccount" };
var ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";
function isReferent(aws3) {
  const account = valueAt(aws3, "auth", "jwt", "serviceAccountRef");
  if (isObject(account) && textAt(account, "namespace") === "") return true;
  const names = ["accessKeyIDSecretRef", "secretAccessKeySecretRef", "sessionTokenSecretRef"];
  return names.some((name) => {
    const ref = valueAt(aws3, "auth", "secretRef", name);
    return isObject(ref) && textAt(ref, "namespace") === "";
  });
}
function* resolveCredentials(store, aws3, namespace) {
  const cluster = store["kind"] === "ClusterSecretStore";
  const account = valueAt(aws3, "auth", "jwt", "serviceAccountRef");
  if (isObject(account)) {
    yield* resolveServiceAccount(account, cluster, namespace);
    return;
  }
  const secretRef = valueAt(aws3, "auth", "secretRef");
  if (!isObject(secretRef)) return;
  yield* resolveKey(objectAt(secretRef, "secretAccessKeySecretRef"), cluster, namespace, "SecretAccessKey");
  yield* resolveKey(objectAt(secretRef, "accessKeyIDSecretRef"), cluster, namespace, "accessKeyID");
  const token = valueAt(secretRef, "sessionTokenSecretRef");
  if (isObject(token)) yield* resolveKey(token, cluster, namespace, "SessionToken");
}
function* resolveServiceAccount(account, cluster, esNamespace) {
  const name = textAt(account, "name");
  const namespace = cluster && textAt(account, "namespace") || esNamespace;
  const ref = coreRef(SERVICE_ACCOUNT, namespace, name);
  const found = yield* find(ref);
  if (found === void 0) throw session(absent(ref).message);
  if (textAt(metadataOf(found), "annotations", ROLE_ANNOTATION) === "")
    throw session(`an IAM role must be associated with service account ${name} (namespace: ${namespace})`);
}
function* resolveKey(ref, cluster, esNamespace, what) {
  const name = textAt(ref, "name");
  const namespace = cluster && textAt(ref, "namespace") || esNamespace;
  const key = textAt(ref, "key");
  const secret = coreRef(SECRET, namespace, name);
  const found = yield* find(secret);
  const prefix = `could not fetch ${what} secret: `;
  if (found === void 0)
    throw session(
      `${prefix}cannot get Kubernetes secret ${JSON.stringify(name)} from namespace ${JSON.stringify(namespace)}: ${absent(secret).message}`
    );
  if (valueAt(found, "data", key) === void 0)
    throw session(`${prefix}cannot find secret data for key: ${JSON.stringify(key)}`);
}
function session(why) {
  return new SyncError("other", `unable to create session: ${why}`);
}

// twins/external-secrets/providers/aws-wire.ts
var AWS_PORT2 = "aws";
var AwsError2 = class extends SyncError {
  exception;
  awsMessage;
  constructor(operation, sdk, answer4) {
    super("other", sdk === 2 ? textOfSdk2(operation, answer4) : textOfSdk1(answer4));
    this.exception = answer4.exception;
    this.awsMessage = answer4.message;
  }
};
function* secretsManager2(endpoint, operation, input) {
  const scope = `20260101/${endpoint.region}/secretsmanager/aws4_request`;
  const response = yield* call(AWS_PORT2, {
    method: "POST",
    path: "/",
    headers: {
      host: `secretsmanager.${endpoint.region}.amazonaws.com`,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `secretsmanager.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=EXTERNALSECRETS/${scope}, SignedHeaders=host;x-amz-target, Signature=unsigned`
    },
    body: JSON.stringify(input)
  });
  const status = Number(response["status"]);
  const body = parse(response["body"]);
  if (status < 400) return body;
  throw new AwsError2(operation, endpoint.sdk, {
    status,
    requestId: requestIdOf2(response["headers"]),
    exception: exceptionOf(body),
    message: textAt(body, "message") || textAt(body, "Message")
  });
}
function parse(body) {
  const parsed = typeof body === "string" && body !== "" ? JSON.parse(body) : {};
  return isObject(parsed) ? parsed : {};
}
function exceptionOf(body) {
  const type = textAt(body, "__type") || textAt(body, "code");
  return type.slice(type.lastIndexOf("#") + 1);
}
function requestIdOf2(headers) {
  const all = isObject(headers) ? Object.entries(headers) : [];
  const found = all.find(([name]) => name.toLowerCase() === "x-amzn-requestid");
  return found === void 0 ? "" : String(found[1]);
}
function textOfSdk2(operation, { status, requestId, exception, message }) {
  return `operation error Secrets Manager: ${operation}, https response error StatusCode: ${status}, RequestID: ${requestId}, ${exception}: ${message}`;
}
function textOfSdk1({ status, exception, message }) {
  return `${exception}: ${message}
	status code: ${status}, `;
}

// twins/external-secrets/providers/raw-json.ts
function readRawJson(text3) {
  const raw = text3.trim();
  try {
    JSON.parse(raw);
  } catch {
    return void 0;
  }
  return read(raw);
}
function read(raw) {
  const first = raw[0];
  if (first === "{" || first === "[")
    return { kind: first === "{" ? "object" : "array", raw, members: membersOf(raw, first === "{") };
  if (first === '"') return { kind: "string", raw };
  if (first === "t" || first === "f") return { kind: "boolean", raw };
  return { kind: first === "n" ? "null" : "number", raw };
}
function membersOf(raw, keyed) {
  const members = [];
  let at = skipSpace(raw, 1);
  while (at < raw.length - 1) {
    let key = "";
    if (keyed) {
      const end2 = endOfValue(raw, at);
      key = JSON.parse(raw.slice(at, end2));
      at = skipSpace(raw, raw.indexOf(":", end2) + 1);
    }
    const end = endOfValue(raw, at);
    members.push({ key, raw: raw.slice(at, end) });
    at = skipSpace(raw, skipSpace(raw, end) + 1);
  }
  return members;
}
function skipSpace(raw, from) {
  let at = from;
  while (at < raw.length && " 	\r\n".includes(raw[at])) at += 1;
  return at;
}
function endOfValue(raw, from) {
  let depth = 0;
  for (let at = from; at < raw.length; at++) {
    const letter = raw[at];
    if (letter === '"') {
      at = endOfString(raw, at) - 1;
    } else if (letter === "{" || letter === "[") {
      depth += 1;
      continue;
    } else if (letter === "}" || letter === "]") {
      if (depth === 0) return at;
      depth -= 1;
    } else if (depth > 0 || !", 	\r\n:".includes(letter)) {
      continue;
    } else {
      return at;
    }
    if (depth === 0) return at + 1;
  }
  return raw.length;
}
function endOfString(raw, from) {
  let at = from + 1;
  while (raw[at] !== '"') at += raw[at] === "\\" ? 2 : 1;
  return at + 1;
}

// twins/external-secrets/providers/gjson.ts
function gjson(json, path) {
  const document = readRawJson(json);
  if (document === void 0) return void 0;
  const found = walk(document, splitPath(path));
  return found === void 0 ? void 0 : textOf(found);
}
function gjsonLiteralFirst(json, path) {
  const literal = path.includes(".") ? gjson(json, path.replaceAll(".", "\\.")) : void 0;
  return literal ?? gjson(json, path);
}
function splitPath(path) {
  const parts = [];
  let part = "";
  for (let at = 0; at < path.length; at++) {
    const letter = path[at];
    if (letter === "\\" && at + 1 < path.length) {
      at += 1;
      part += path[at];
    } else if (letter === ".") {
      parts.push(part);
      part = "";
    } else {
      const startsPart = part === "";
      const lonelyHash = letter === "#" && startsPart && (path[at + 1] ?? ".") === ".";
      if ("*?|".includes(letter) || startsPart && "@!{[#".includes(letter) && !lonelyHash)
        throw new NotModelled(
          `the gjson path ${JSON.stringify(path)}`,
          "Use keys, array indices and # only, or extract the whole secret."
        );
      part += letter;
    }
  }
  return [...parts, part];
}
function walk(value, parts) {
  const [part, ...rest] = parts;
  if (part === void 0) return value;
  if (value.kind !== "object" && value.kind !== "array") return void 0;
  if (value.kind === "array" && part === "#") return walkAll(value.members, rest);
  const member = value.kind === "object" ? value.members.find((candidate) => candidate.key === part) : value.members[/^\d+$/.test(part) ? Number(part) : -1];
  return member === void 0 ? void 0 : walk(readRawJson(member.raw), rest);
}
function walkAll(members, rest) {
  if (rest.length === 0) return { kind: "number", raw: String(members.length) };
  const found = members.map((member) => walk(readRawJson(member.raw), rest)).filter((value) => value !== void 0);
  return { kind: "array", raw: `[${found.map((value) => value.raw).join(",")}]`, members: found.map(keyless) };
}
function keyless(value) {
  return { key: "", raw: value.raw };
}
function textOf(value) {
  if (value.kind === "string") return JSON.parse(value.raw);
  if (value.kind === "null") return "";
  if (value.kind === "number" && !/^-?\d+$/.test(value.raw)) return formatFloat(Number(value.raw));
  return value.raw;
}
function formatFloat(value) {
  const text3 = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text3);
  if (match === null) return text3;
  const [, sign = "", head = "", tail = "", exponent = "0"] = match;
  const shift = Number(exponent);
  const digits = head + tail;
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - 1)}${digits}`;
  return sign + digits.padEnd(shift + 1, "0");
}

// twins/external-secrets/providers/provider.ts
function remoteRefOf(ref) {
  return {
    key: textAt(ref, "key"),
    property: textAt(ref, "property"),
    version: textAt(ref, "version"),
    metadataPolicy: textAt(ref, "metadataPolicy")
  };
}
function secretMapOf(json, prefix) {
  const document = readRawJson(json);
  const data = {};
  if (document?.kind === "null") return data;
  if (document === void 0 || !("members" in document) || document.kind !== "object")
    throw new SyncError("other", prefix + unmarshalError(json, document?.kind));
  for (const { key, raw } of document.members) {
    if (raw === "null") data[key] = "";
    else data[key] = encodeText(raw.startsWith('"') ? JSON.parse(raw) : raw);
  }
  return data;
}
function unmarshalError(json, kind) {
  if (kind !== void 0)
    return `json: cannot unmarshal ${kind === "boolean" ? "bool" : kind} into Go value of type map[string]json.RawMessage`;
  const text3 = json.trim();
  if (text3 === "") return "unexpected end of JSON input";
  if (/^["{[\-\dtfn]/.test(text3)) return "invalid JSON";
  return `invalid character ${goCharacter(text3)} looking for beginning of value`;
}
function goCharacter(text3) {
  const [rune = ""] = text3;
  return rune === "'" ? `'\\''` : `'${rune}'`;
}

// twins/external-secrets/providers/aws-secrets-manager.ts
function* secretsManagerClient(request) {
  const { store, namespace, behaviours: behaviours2 } = request;
  const aws3 = objectAt(store, "spec", "provider", "aws");
  const referent = store["kind"] === "ClusterSecretStore" && namespace === "" && isReferent(aws3);
  if (!referent) yield* resolveCredentials(store, aws3, namespace);
  const prefix = textAt(aws3, "prefix");
  const session2 = { region: textAt(aws3, "region"), prefix, behaviours: behaviours2, cache: /* @__PURE__ */ new Map() };
  return {
    getSecret: (ref) => getSecret(session2, ref),
    getSecretMap: function* (ref) {
      const value = decodeText(yield* getSecret(session2, ref));
      return secretMapOf(value, `unable to unmarshal secret ${ref.key}: `);
    },
    getAllSecrets: (find2) => getAllSecrets(session2, find2),
    // biome-ignore lint/correctness/useYield: the credentials were looked up when the client was made.
    validate: function* () {
      return { result: "ready" };
    }
  };
}
function* getSecret(session2, ref) {
  const output = yield* fetch(session2, ref);
  const payload = payloadOf(output);
  if (ref.property === "") {
    if (payload !== void 0) return payload;
    throw new SyncError("other", `invalid secret received. no secret string nor binary for key: ${ref.key}`);
  }
  const value = gjsonLiteralFirst(payload === void 0 ? "" : decodeText(payload), ref.property);
  if (value === void 0)
    throw new SyncError("other", `key ${ref.property} does not exist in secret ${ref.key}`);
  return encodeText(value);
}
function* fetch(session2, ref) {
  const key = session2.prefix + ref.key;
  const version2 = ref.version === "" ? "AWSCURRENT" : ref.version;
  const fromTags = ref.metadataPolicy === "Fetch";
  const cacheKey = `${key}#${version2}#${fromTags ? "TAG" : "SECRET"}`;
  const known2 = session2.cache.get(cacheKey);
  if (known2 !== void 0) return known2;
  const output = fromTags ? yield* describe2(session2, key) : yield* getValue(session2, key, version2);
  session2.cache.set(cacheKey, output);
  return output;
}
function* describe2(session2, key) {
  const output = yield* ask(session2, "DescribeSecret", { SecretId: key });
  const tags = arrayAt(output, "Tags").filter(isObject);
  return {
    SecretString: stableStringify(
      Object.fromEntries(tags.map((tag) => [String(tag["Key"]), String(tag["Value"])]))
    )
  };
}
function* getValue(session2, key, version2) {
  const which = version2.startsWith("uuid/") ? { VersionId: version2.slice("uuid/".length) } : { VersionStage: version2 };
  try {
    return yield* ask(session2, "GetSecretValue", { SecretId: key, ...which });
  } catch (error) {
    throw error instanceof AwsError2 && isMissing(session2.behaviours, error) ? noSecret() : error;
  }
}
function isMissing(behaviours2, error) {
  if (error.exception === "ResourceNotFoundException") return true;
  const marked = error.awsMessage.includes("was marked for deletion");
  if (behaviours2.awsMarkedForDeletion === "missing")
    return marked && error.exception === "InvalidRequestException";
  return marked && behaviours2.awsSdk === 2 && error.exception === "InvalidParameterException";
}
function* getAllSecrets(session2, find2) {
  const named = isObject(find2["name"]);
  const tags = Object.entries(objectAt(find2, "tags"));
  if (!named && tags.length === 0) throw new SyncError("other", "unexpected find operator");
  const path = textAt(find2, "path");
  const pattern = named ? compilePattern(textAt(find2, "name", "regexp"), "could not compile find.name.regexp ") : void 0;
  const byTag = !named || session2.behaviours.awsBatch ? tags : [];
  const filters = [
    ...byTag.flatMap(([key, value]) => [
      { Key: "tag-key", Values: [key] },
      { Key: "tag-value", Values: [String(value)] }
    ]),
    ...path === "" ? [] : [{ Key: "name", Values: [path] }]
  ];
  const batch = session2.behaviours.awsBatch && (!named || path !== "");
  return yield* collect(session2, filters, pattern, batch);
}
function* collect(session2, filters, pattern, batch) {
  const data = {};
  let token = "";
  do {
    const input = {
      ...filters.length > 0 ? { Filters: filters } : {},
      ...token ? { NextToken: token } : {}
    };
    const page = yield* ask(session2, batch ? "BatchGetSecretValue" : "ListSecrets", input);
    for (const entry of arrayAt(page, batch ? "SecretValues" : "SecretList").filter(isObject)) {
      const name = textAt(entry, "Name");
      if (pattern !== void 0 && !pattern.test(name)) continue;
      const output = batch ? entry : yield* fetch({ ...session2, prefix: "" }, refTo(name));
      const value = payloadOf(output);
      if (value !== void 0) data[name] = value;
    }
    token = textAt(page, "NextToken");
  } while (token !== "");
  return data;
}
function refTo(key) {
  return { key, property: "", version: "", metadataPolicy: "" };
}
function payloadOf(output) {
  const binary = output["SecretBinary"];
  if (typeof binary === "string") return binary;
  const text3 = output["SecretString"];
  return typeof text3 === "string" ? encodeText(text3) : void 0;
}
function ask(session2, operation, input) {
  return secretsManager2({ region: session2.region, sdk: session2.behaviours.awsSdk }, operation, input);
}

// twins/external-secrets/providers/fake.ts
function fakeClient({ store }) {
  const fake = objectAt(store, "spec", "provider", "fake");
  const entries = arrayAt(fake, "data").filter(isObject).map(readEntry);
  return {
    getSecret: (ref) => getSecret2(entries, ref),
    getSecretMap: function* (ref) {
      const value = decodeText(yield* getSecret2(entries, ref));
      return secretMapOf(value, "unable to unmarshal secret: ");
    },
    getAllSecrets: (find2) => getAllSecrets2(entries, find2),
    validate: () => validate(fake)
  };
}
function* getSecret2(entries, ref) {
  const entry = entries.filter((each) => each.key === ref.key && each.version === ref.version).at(-1);
  if (entry === void 0) throw noSecret();
  const value = ref.property === "" ? entry.value : gjson(entry.value, ref.property);
  if (value === void 0) throw noSecret();
  return encodeText(value);
}
function* getAllSecrets2(entries, find2) {
  if (!isObject(find2["name"])) throw new SyncError("other", "unsupported find operator");
  const pattern = compilePattern(textAt(find2, "name", "regexp"), "could not compile find.name.regexp ");
  const latest = /* @__PURE__ */ new Map();
  for (const entry of entries) {
    const known2 = latest.get(entry.key);
    if (pattern.test(entry.key) && (known2 === void 0 || known2.version < entry.version))
      latest.set(entry.key, entry);
  }
  const data = Object.fromEntries([...latest].map(([key, entry]) => [key, encodeText(entry.value)]));
  return convertKeys(textAt(find2, "conversionStrategy"), data);
}
function* validate(fake) {
  const result = valueAt(fake, "validationResult") ?? 0;
  if (result === 0) return { result: "ready" };
  if (result === 1) return { result: "unknown", message: "unable to validate" };
  throw new SyncError("other", "unable to validate");
}
function readEntry(entry) {
  return { key: textAt(entry, "key"), value: textAt(entry, "value"), version: textAt(entry, "version") };
}

// twins/external-secrets/providers/index.ts
var REMEDY2 = "Use spec.provider.aws with service SecretsManager, or spec.provider.fake.";
function* newClient(request) {
  const provider = objectAt(request.store, "spec", "provider");
  const [name = "none"] = Object.keys(provider);
  if (name === "fake") return fakeClient(request);
  if (name !== "aws") throw new NotModelled(`the External Secrets provider ${name}`, REMEDY2);
  const service2 = textAt(provider, "aws", "service");
  if (service2 !== "SecretsManager") throw new NotModelled(`the AWS service ${service2} of a store`, REMEDY2);
  return yield* secretsManagerClient(request);
}

// twins/external-secrets/store-manager.ts
var CONTROLLER_CLASS = "default";
var NAMESPACE2 = { group: "", resource: "namespaces", kind: "Namespace" };
var StoreManager = class {
  #clients = /* @__PURE__ */ new Map();
  #es;
  #behaviours;
  constructor(es, behaviours2) {
    this.#es = es;
    this.#behaviours = behaviours2;
  }
  /** The client of a `storeRef`, or of the ExternalSecret's own store. Throws upstream's error when it is not usable. */
  *get(storeRef) {
    const ref = storeRef ?? objectAt(this.#es.spec, "secretStoreRef");
    const key = `${storeKind(ref).kind}/${textAt(ref, "name")}`;
    const known2 = this.#clients.get(key);
    if (known2 !== void 0) return known2;
    const store = yield* this.#usableStore(ref);
    const { namespace } = this.#es;
    const client = yield* newClient({ store, namespace, behaviours: this.#behaviours });
    this.#clients.set(key, client);
    return client;
  }
  *#usableStore(ref) {
    const { kind } = storeKind(ref);
    const name = textAt(ref, "name");
    const store = yield* findStore(this.#behaviours, ref, this.#es.namespace);
    if (store === void 0) {
      const address = ownRef(this.#behaviours, storeKind(ref), "", name);
      throw new SyncError(
        "other",
        `could not get ${kind} ${JSON.stringify(name)}, ${absent(address).message}`
      );
    }
    if (!isOurs(store)) throw new SyncError("other", "can not reference unmanaged store");
    if (!(yield* allowsNamespace(store, this.#es.namespace, this.#behaviours)))
      throw new SyncError(
        "other",
        `using cluster store ${JSON.stringify(name)} is not allowed from namespace ${JSON.stringify(this.#es.namespace)}: denied by spec.condition`
      );
    if (this.#behaviours.floodGate && readyConditionOf(store)?.["status"] !== "True")
      throw new SyncError("other", notReadyText(this.#behaviours, kind, name));
    return store;
  }
};
function* refersToUnmanagedStore(es, behaviours2) {
  for (const ref of storeRefsOf(es)) {
    const store = yield* findStore(behaviours2, ref, es.namespace);
    if (store !== void 0 && !isOurs(store)) return true;
  }
  return false;
}
function isOurs(store) {
  const controller = textAt(store, "spec", "controller");
  return controller === "" || controller === CONTROLLER_CLASS;
}
function storeRefsOf(es) {
  const own = objectAt(es.spec, "secretStoreRef");
  const entries = [...arrayAt(es.spec, "data"), ...arrayAt(es.spec, "dataFrom")];
  const others = entries.map((entry) => objectAt(entry, "sourceRef", "storeRef"));
  const seen = /* @__PURE__ */ new Set();
  return [own, ...others].filter((ref) => {
    const key = `${storeKind(ref).kind}/${textAt(ref, "name")}`;
    if (textAt(ref, "name") === "" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
function storeKind(ref) {
  return textAt(ref, "kind") === CLUSTER_SECRET_STORE.kind ? CLUSTER_SECRET_STORE : SECRET_STORE;
}
function* findStore(behaviours2, ref, namespace) {
  const kind = storeKind(ref);
  const scope = kind === CLUSTER_SECRET_STORE ? "" : namespace;
  return yield* find(ownRef(behaviours2, kind, scope, textAt(ref, "name")));
}
function* allowsNamespace(store, namespace, behaviours2) {
  const conditions = arrayAt(store, "spec", "conditions").filter(isObject);
  if (store["kind"] !== CLUSTER_SECRET_STORE.kind || conditions.length === 0) return true;
  const found = yield* find(coreRef(NAMESPACE2, "", namespace));
  if (found === void 0)
    throw new SyncError(
      "other",
      `failed to get a namespace ${JSON.stringify(namespace)}: ${absent(coreRef(NAMESPACE2, "", namespace)).message}`
    );
  return conditions.some((condition2) => matchesCondition(condition2, namespace, metadataOf(found), behaviours2));
}
function matchesCondition(condition2, namespace, metadata, { namespaceRegexes }) {
  const selector = condition2["namespaceSelector"];
  if (isObject(selector) && matchesLabels(fromLabelSelectorObject(selector), objectAt(metadata, "labels")))
    return true;
  if (arrayAt(condition2, "namespaces").includes(namespace)) return true;
  const patterns = namespaceRegexes ? arrayAt(condition2, "namespaceRegexes") : [];
  return patterns.some((pattern) => compilePattern(String(pattern), "").test(namespace));
}
function notReadyText({ conditionTexts: conditionTexts2 }, kind, name) {
  return conditionTexts2 === "new" ? `${kind} ${JSON.stringify(name)} is not ready` : `the desired SecretStore ${name} is not ready`;
}

// twins/external-secrets/conditions.ts
function withReadyCondition(status, ready, text3, nowMs) {
  const conditions = arrayAt(status, "conditions");
  const current2 = conditions.find((item) => isObject(item) && item["type"] === "Ready");
  const flips = current2 === void 0 || current2["status"] !== ready;
  if (!flips && current2["reason"] === text3.reason && current2["message"] === text3.message) return status;
  const condition2 = {
    type: "Ready",
    status: ready,
    reason: text3.reason,
    message: text3.message,
    lastTransitionTime: flips ? toTimestamp(nowMs) : current2["lastTransitionTime"] ?? toTimestamp(nowMs)
  };
  return { ...status, conditions: [...conditions.filter((item) => item !== current2), condition2] };
}

// twins/external-secrets/messages.ts
var synced = (message) => ({ reason: "SecretSynced", message });
var failed = (message) => ({ reason: "SecretSyncedError", message });
var NEW = {
  synced: synced("secret synced"),
  syncedRetain: synced("secret retained due to DeletionPolicy=Retain"),
  deleted: { reason: "SecretDeleted", message: "secret deleted due to DeletionPolicy=Delete" },
  missing: { reason: "SecretMissing", message: "secret will not be created due to CreationPolicy=Merge" },
  errorGetSecretData: failed("could not get secret data from provider"),
  errorDeleteSecret: failed("could not delete secret"),
  errorDeleteOrphaned: failed("could not delete orphaned secrets"),
  errorUpdateSecret: failed("could not update secret"),
  errorUpdateImmutable: failed("could not update secret, target is immutable"),
  errorBecomeOwner: failed("failed to take ownership of target secret"),
  errorIsOwned: failed("target is owned by another ExternalSecret")
};
var OLD = {
  ...NEW,
  synced: synced("Secret was synced"),
  syncedRetain: synced("Secret was synced"),
  deleted: { reason: "SecretDeleted", message: "secret deleted due to DeletionPolicy" },
  errorUpdateSecret: failed("could not update Secret"),
  errorUpdateImmutable: failed("could not update Secret"),
  errorBecomeOwner: failed("could not update Secret"),
  errorIsOwned: failed("could not update Secret")
};
function conditionTexts({ conditionTexts: conditionTexts2 }) {
  return conditionTexts2 === "new" ? NEW : OLD;
}
var NEW_EVENTS = {
  created: { reason: "Created", message: "secret created" },
  updated: { reason: "Updated", message: "secret updated" },
  deleted: { reason: "Deleted", message: "secret deleted due to DeletionPolicy=Delete" },
  deletedOrphaned: { reason: "Deleted", message: "secret deleted because it was orphaned" },
  missingDataFrom: (index) => ({
    reason: "MissingProviderSecret",
    message: `secret does not exist at provider using spec.dataFrom[${index}]`
  }),
  missingData: (index, key) => ({
    reason: "MissingProviderSecret",
    message: `secret does not exist at provider using spec.dataFrom[${index}] (key=${key})`
  })
};
var OLD_EVENTS = {
  ...NEW_EVENTS,
  created: { reason: "Created", message: "Created Secret" },
  updated: { reason: "Updated", message: "Updated Secret" },
  missingDataFrom: (index) => ({
    reason: "Deleted",
    message: `secret does not exist at provider using .dataFrom[${index}]`
  }),
  missingData: (index, key) => ({
    reason: "Deleted",
    message: `secret does not exist at provider using .data[${index}] key=${key}`
  })
};
function eventTexts({ eventTexts: eventTexts2 }) {
  return eventTexts2 === "new" ? NEW_EVENTS : OLD_EVENTS;
}

// twins/external-secrets/sync.ts
var NOT_MODELLED_PREFIX = "not modelled: ";
function done(sync, status, text3) {
  const { es, behaviours: behaviours2, startMs } = sync;
  const ready = withReadyCondition(status, "True", text3, startMs);
  const refreshTime = toTimestamp(startMs);
  const syncedResourceVersion = resourceVersionOf(es.metadata, behaviours2);
  return { status: { ...ready, refreshTime, syncedResourceVersion }, next: { kind: "done" } };
}
function* failed2(sync, status, text3, error, retry2 = true) {
  if (error instanceof NotModelled) return yield* notModelled(sync, status, error);
  if (!(error instanceof SyncError)) throw error;
  yield* failureEvent(sync.es.object, error.message);
  return {
    status: withReadyCondition(status, "False", text3, sync.startMs),
    next: retry2 ? { kind: "error", message: error.message } : { kind: "stop" }
  };
}
function* notModelled(sync, status, error) {
  yield* failureEvent(sync.es.object, `${error.message}. ${error.remedy ?? ""}`.trimEnd());
  const text3 = { ...conditionTexts(sync.behaviours).errorGetSecretData, message: error.message };
  return { status: withReadyCondition(status, "False", text3, sync.startMs), next: { kind: "stop" } };
}
function isNotModelled(condition2) {
  return textAt(condition2, "message").startsWith(NOT_MODELLED_PREFIX);
}

// twins/external-secrets/orphaned-secrets.ts
function* deleteOrphanedSecrets(es, behaviours2, namespace) {
  const selector = `${LABEL_OWNER}=${hashOfOwner(es.namespace, es.name, behaviours2)}`;
  for (const secret of yield* listSecrets2(namespace, selector)) {
    const metadata = metadataOf(secret);
    if (textAt(metadata, "name") === es.targetName) continue;
    yield* remove(coreRef(SECRET, textAt(metadata, "namespace"), textAt(metadata, "name")));
    if (behaviours2.eventTexts === "new") yield* normalEvent(es.object, eventTexts(behaviours2).deletedOrphaned);
  }
}

// twins/external-secrets/generators/password.ts
var DEFAULT_LENGTH = 24;
var SHARE = 0.25;
var LOWER = "abcdefghijklmnopqrstuvwxyz";
var DIGITS = "0123456789";
var SYMBOLS = '~!@#$%^&*()_+`-={}|[]\\:"<>?,./';
function* generatePasswords(generator, subject) {
  const spec = objectAt(generator, "spec");
  const listed = arrayAt(spec, "secretKeys").map(String);
  const keys = listed.length === 0 ? ["password"] : listed;
  if (keys.includes("") || new Set(keys).size < keys.length)
    throw new SyncError("other", "error using generator: secretKeys must be non-empty and unique");
  const passwords = {};
  for (const key of keys) {
    const text3 = yield* generatePassword(isObject(spec) ? spec : {}, `${subject}/${key}`);
    passwords[key] = Buffer.from(encodePassword(text3, textAt(spec, "encoding")), "utf8").toString("base64");
  }
  return passwords;
}
function* generatePassword(spec, subject) {
  const length = numberAt(spec, 0, "length") > 0 ? numberAt(spec, 0, "length") : DEFAULT_LENGTH;
  const digits = numberAt(spec, Math.floor(length * SHARE), "digits");
  const symbols = numberAt(spec, Math.floor(length * SHARE), "symbols");
  if (digits + symbols > length)
    throw new SyncError(
      "other",
      "error using generator: number of digits and symbols must be less than total length"
    );
  const letters = spec["noUpper"] === true ? LOWER : LOWER + LOWER.toUpperCase();
  const symbolCharacters = textAt(spec, "symbolCharacters") || SYMBOLS;
  const draws = yield* drawNumbers(length * 2, subject);
  const characters = [];
  for (let index = 0; index < length; index++) {
    const alphabet = index < digits ? DIGITS : index < digits + symbols ? symbolCharacters : letters;
    const place = draws[index * 2] % (characters.length + 1);
    characters.splice(place, 0, alphabet[draws[index * 2 + 1] % alphabet.length]);
  }
  return characters.join("");
}
function* drawNumbers(count2, subject) {
  const numbers = [];
  while (numbers.length < count2) {
    const id = yield* mint("password", subject);
    for (let at = 0; at < id.length; at += 4) numbers.push(Number.parseInt(id.slice(at, at + 4), 16));
  }
  return numbers;
}
function encodePassword(text3, encoding) {
  const bytes = Buffer.from(text3, "utf8");
  if (encoding === "base64" || encoding === "hex") return bytes.toString(encoding);
  if (encoding === "base64url") return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  return encoding === "base32" ? toBase32(bytes) : text3;
}
function toBase32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const groups = bits.match(/.{1,5}/g) ?? [];
  const text3 = groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
  return text3.padEnd(Math.ceil(text3.length / 8) * 8, "=");
}

// twins/external-secrets/generators/index.ts
function* generate(namespace, esName, generatorRef) {
  const kind = textAt(generatorRef, "kind");
  if (kind !== PASSWORD.kind)
    throw new NotModelled(`the generator ${kind}`, "Use a Password generator, or a value from a store.");
  const ref = { kind: PASSWORD, version: "v1alpha1", namespace, name: textAt(generatorRef, "name") };
  const generator = yield* find(ref);
  if (generator === void 0) throw new SyncError("other", `unable to get generator: ${absent(ref).message}`);
  return yield* generatePasswords(generator, `${namespace}/${esName}`);
}

// twins/external-secrets/provider-data.ts
function* getProviderSecretData(es, behaviours2) {
  const fetch2 = { es, behaviours: behaviours2, stores: new StoreManager(es, behaviours2) };
  let data = {};
  for (const [index, entry] of arrayAt(es.spec, "dataFrom").filter(isObject).entries()) {
    const found = yield* skipMissing(
      fetch2,
      eventTexts(behaviours2).missingDataFrom(index),
      () => dataFrom(fetch2, entry, index)
    );
    data = { ...data, ...found };
  }
  for (const [index, entry] of arrayAt(es.spec, "data").filter(isObject).entries()) {
    const key = textAt(entry, "remoteRef", "key");
    const found = yield* skipMissing(
      fetch2,
      eventTexts(behaviours2).missingData(index, key),
      () => singleValue(fetch2, entry, index, key)
    );
    data = { ...data, ...found };
  }
  return data;
}
function* skipMissing({ es }, event2, read2) {
  try {
    return yield* read2();
  } catch (error) {
    const missing = error instanceof SyncError && error.failure === "no-secret";
    if (!missing || es.deletionPolicy === "Retain") throw error;
    yield* normalEvent(es.object, event2);
    return {};
  }
}
function* singleValue(fetch2, entry, index, key) {
  const ref = objectAt(entry, "remoteRef");
  const secretKey2 = textAt(entry, "secretKey");
  const old = fetch2.behaviours.eventTexts === "old";
  try {
    const client = yield* fetch2.stores.get(storeRefOf(entry));
    const value = yield* client.getSecret(remoteRefOf(ref));
    const strategy = textAt(ref, "decodingStrategy");
    const decoded2 = decodeOrExplain(
      strategy,
      () => decodeValue(strategy, value),
      old ? `spec.data[${index}]` : ""
    );
    refuseNullBytes(textAt(ref, "nullBytePolicy"), { [secretKey2]: decoded2 });
    return { [secretKey2]: decoded2 };
  } catch (error) {
    if (!fetch2.behaviours.dataErrorsNameEntry) throw error;
    throw wrapped(
      error,
      (message) => old ? `error retrieving secret at .data[${index}], key: ${key}, err: ${message}` : `error processing spec.data[${index}] (key: ${key}), err: ${message}`
    );
  }
}
function* dataFrom(fetch2, entry, index) {
  const { behaviours: behaviours2, es } = fetch2;
  const generator = objectAt(entry, "sourceRef", "generatorRef");
  const kind = isObject(entry["find"]) ? "find" : isObject(entry["extract"]) ? "extract" : textAt(generator, "name") === "" ? void 0 : "sourceRef.generatorRef";
  if (kind === void 0) return {};
  try {
    if (kind === "sourceRef.generatorRef")
      return validateKeys(
        rewriteKeys(arrayAt(entry, "rewrite"), yield* generate(es.namespace, es.name, generator))
      );
    return yield* fromStore(fetch2, entry, kind, index);
  } catch (error) {
    if (behaviours2.eventTexts === "old") throw error;
    throw wrapped(error, (message) => `error processing spec.dataFrom[${index}].${kind}, err: ${message}`);
  }
}
function* fromStore(fetch2, entry, kind, index) {
  const ref = objectAt(entry, kind);
  const old = fetch2.behaviours.eventTexts === "old";
  const client = yield* fetch2.stores.get(storeRefOf(entry));
  const raw = kind === "find" ? yield* findAll(client.getAllSecrets(ref), old) : yield* client.getSecretMap(remoteRefOf(ref));
  const rewrites = arrayAt(entry, "rewrite");
  const renamed2 = explain(
    () => rewrites.length > 0 ? rewriteKeys(rewrites, raw) : convertKeys(textAt(ref, "conversionStrategy"), raw),
    (message) => old ? `could not rewrite spec.dataFrom[${index}]: ${message}` : `error applying rewrite to keys: ${message}`
  );
  const valid = explain(
    () => validateKeys(renamed2),
    (message) => old ? oldInvalidKeys(kind, index) : `invalid secret keys (TIP: use rewrite or conversionStrategy to change keys): ${message}`
  );
  const strategy = textAt(ref, "decodingStrategy");
  const decoded2 = decodeOrExplain(
    strategy,
    () => decodeMap(strategy, valid),
    old ? `spec.dataFrom[${index}]` : ""
  );
  refuseNullBytes(textAt(ref, "nullBytePolicy"), decoded2);
  return decoded2;
}
function* findAll(search, old) {
  try {
    return yield* search;
  } catch (error) {
    throw old ? error : wrapped(error, (message) => `error getting all secrets: ${message}`);
  }
}
function storeRefOf(entry) {
  const ref = objectAt(entry, "sourceRef")["storeRef"];
  return isObject(ref) ? ref : void 0;
}
function decodeOrExplain(strategy, decode, oldPlace) {
  return explain(
    decode,
    (message) => oldPlace === "" ? `error applying decoding strategy ${strategy} to data: ${message}` : `could not apply decoding strategy to ${oldPlace}: ${message}`
  );
}
function explain(read2, wrap) {
  try {
    return read2();
  } catch (error) {
    throw wrapped(error, wrap);
  }
}
function oldInvalidKeys(kind, index) {
  return `secret keys from spec.dataFrom.${kind}[${index}] can only have alphanumeric,'-', '_' or '.' characters. Convert them using rewrite (https://external-secrets.io/latest/guides-datafrom-rewrite)`;
}

// twins/external-secrets/template/apply.ts
import { parse as parse2 } from "yaml";

// twins/external-secrets/template/expression.ts
var ACTION = /\{\{(-\s)?([\s\S]*?)(\s-)?\}\}/g;
var REMEDY3 = 'Use {{ .key }}, {{ index . "key" }} and pipes into the functions the README lists.';
var FUNCTIONS = /* @__PURE__ */ new Map([
  ["b64enc", encodeText],
  ["b64dec", decodeText],
  ["toString", (value) => value],
  ["upper", (value) => value.toUpperCase()],
  ["lower", (value) => value.toLowerCase()],
  ["trim", (value) => value.trim()],
  ["quote", (value) => JSON.stringify(value)],
  ["squote", (value) => `'${value}'`]
]);
function renderTemplate(name, template, data) {
  let output = "";
  let from = 0;
  let trimNext = false;
  for (const match of template.matchAll(ACTION)) {
    const text3 = template.slice(from, match.index);
    output += trimRight(trimNext ? text3.trimStart() : text3, match[1] !== void 0);
    output += evaluate2(
      { name, template, offset: match.index + match[0].indexOf(match[2], 2) },
      match[2],
      data
    );
    from = match.index + match[0].length;
    trimNext = match[3] !== void 0;
  }
  const rest = template.slice(from);
  if (rest.includes("{{")) throw new NotModelled(`the template ${JSON.stringify(template)}`, REMEDY3);
  return output + (trimNext ? rest.trimStart() : rest);
}
function trimRight(text3, trim) {
  return trim ? text3.trimEnd() : text3;
}
function evaluate2(place, action, data) {
  if (action.trim().startsWith("/*")) return "";
  const [operand = "", ...functions] = splitPipes(action);
  let value = evaluateOperand(place, action, operand.trim(), data);
  for (const step2 of functions) {
    const name = step2.trim();
    const apply = FUNCTIONS.get(name);
    if (apply === void 0)
      throw new NotModelled(`the template function ${JSON.stringify(name)} of External Secrets`, REMEDY3);
    value = apply(value);
  }
  return value;
}
function splitPipes(action) {
  return action.match(/(?:"(?:\\.|[^"\\])*"|`[^`]*`|[^|"`])+/g) ?? [""];
}
function evaluateOperand(place, action, operand, data) {
  const field = /^\.([A-Za-z_]\w*)$/.exec(operand);
  if (field !== null) {
    const value = Object.hasOwn(data, field[1]) ? data[field[1]] : void 0;
    if (value !== void 0) return decodeText(value);
    throw missingKey(place, action.indexOf(operand), operand, field[1]);
  }
  const indexed = /^\(?index\s+\.\s+("(?:\\.|[^"\\])*"|`[^`]*`)\)?$/.exec(operand);
  if (indexed !== null) return decodeText(data[unquote(indexed[1])] ?? "");
  if (/^("(?:\\.|[^"\\])*"|`[^`]*`)$/.test(operand)) return unquote(operand);
  const call2 = /^(\w+)\s+(\.\w+|"(?:\\.|[^"\\])*"|`[^`]*`)$/.exec(operand);
  const apply = call2 === null ? void 0 : FUNCTIONS.get(call2[1]);
  if (call2 !== null && apply !== void 0) return apply(evaluateOperand(place, action, call2[2], data));
  throw new NotModelled(`the template action {{${action}}} of External Secrets`, REMEDY3);
}
function unquote(literal) {
  return literal.startsWith("`") ? literal.slice(1, -1) : JSON.parse(literal);
}
function missingKey(place, at, operand, key) {
  const before = place.template.slice(0, place.offset + at);
  const line = before.split("\n").length;
  const column2 = Buffer.byteLength(before.slice(before.lastIndexOf("\n") + 1), "utf8");
  return new SyncError(
    "other",
    `template: ${place.name}:${line}:${column2}: executing ${JSON.stringify(place.name)} at <${operand}>: map has no entry for key ${JSON.stringify(key)}`
  );
}

// twins/external-secrets/template/apply.ts
function* applyTemplate(es, draft, data, behaviours2) {
  const { template } = es;
  const merges = es.creationPolicy === "Merge" || es.creationPolicy === "CreateOrMerge";
  const keeps = behaviours2.managesOwnership ? merges : template !== void 0;
  const base = keeps ? draft.data : {};
  if (template === void 0) return { ...draft, data: { ...base, ...data } };
  if (textAt(template, "engineVersion") === "v1")
    throw new NotModelled("target.template.engineVersion v1", "Use engineVersion v2.");
  const literal = stringsOf2(objectAt(template, "data"));
  const sources = arrayAt(template, "templateFrom").filter(isObject);
  const empty = Object.keys(literal).length === 0 && sources.length === 0;
  const takesAll = behaviours2.mergePolicy && textAt(template, "mergePolicy") === "Merge";
  let result = {
    ...draft,
    type: typeOf(template, draft, behaviours2),
    data: empty || takesAll ? { ...base, ...data } : base
  };
  for (const source2 of sources) result = yield* applySource(es, source2, result, data);
  const put2 = (target, templates) => {
    result = twice("could not execute template: ", () => putValues(result, target, templates, data));
  };
  put2("data", literal);
  put2("labels", stringsOf2(objectAt(template, "metadata", "labels")));
  put2("annotations", stringsOf2(objectAt(template, "metadata", "annotations")));
  return empty && !behaviours2.managesOwnership ? { ...result, data } : result;
}
function typeOf(template, draft, behaviours2) {
  return textAt(template, "type") || (behaviours2.managesOwnership ? draft.type : void 0);
}
function* applySource(es, source2, draft, data) {
  const target = targetOf(source2);
  const strategy = textAt(source2, "valuesDecodingStrategy");
  let result = draft;
  try {
    for (const { name, text: text3, keysAndValues } of yield* templatesOf(es, source2)) {
      result = keysAndValues ? putDocument(result, target, text3, data, strategy) : putValues(result, target, { [name]: text3 }, data, strategy);
    }
    return result;
  } catch (error) {
    throw wrapped(error, (message) => `error fetching templateFrom data: ${message}`);
  }
}
function* templatesOf(es, source2) {
  const literal = source2["literal"];
  return [
    ...yield* itemsOf2(es, source2, "configMap"),
    ...yield* itemsOf2(es, source2, "secret"),
    ...typeof literal === "string" ? [{ name: literal, text: literal, keysAndValues: true }] : []
  ];
}
function* itemsOf2(es, source2, from) {
  const reference = source2[from];
  if (!isObject(reference)) return [];
  const name = textAt(reference, "name");
  const ref = coreRef(from === "secret" ? SECRET : CONFIG_MAP, es.namespace, name);
  const object3 = yield* find(ref);
  if (object3 === void 0) throw absent(ref);
  const values = stringsOf2(objectAt(object3, "data"));
  return arrayAt(reference, "items").map((item) => {
    const key = textAt(item, "key");
    const value = values[key];
    if (value === void 0)
      throw new SyncError("other", `error in ${from.toLowerCase()} ${name}: missing key ${key}`);
    const text3 = from === "secret" ? decodeText(value) : value;
    return { name: key, text: text3, keysAndValues: textAt(item, "templateAs") === "KeysAndValues" };
  });
}
function targetOf(source2) {
  const target = (textAt(source2, "target") || "Data").toLowerCase();
  if (target === "data" || target === "labels" || target === "annotations") return target;
  throw new SyncError(
    "other",
    `templateFrom target=${JSON.stringify(textAt(source2, "target"))} is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"`
  );
}
function putValues(draft, target, templates, data, strategy = "") {
  let result = draft;
  for (const key of Object.keys(templates).sort(compareKeys)) {
    const value = twice(
      `unable to execute template at key ${key}: `,
      () => renderTemplate(key, templates[key], data)
    );
    result = putValue(result, target, key, decodeValue(strategy, encodeText(value)));
  }
  return result;
}
function putDocument(draft, target, text3, data, strategy) {
  const rendered2 = twice(
    `unable to execute template at key ${text3}: `,
    () => renderTemplate(text3, text3, data)
  );
  const parsed = parse2(rendered2, { schema: "failsafe" });
  const values = parsed === null ? {} : parsed;
  if (!isObject(values) || Object.values(values).some((value) => typeof value !== "string"))
    throw new SyncError("other", "could not unmarshal template to 'map[string][]byte': not a map of strings");
  return Object.entries(values).reduce(
    (result, [key, value]) => putValue(result, target, key, decodeValue(strategy, encodeText(String(value)))),
    draft
  );
}
function putValue(draft, target, key, encoded2) {
  const value = target === "data" ? encoded2 : decodeText(encoded2);
  return { ...draft, [target]: { ...draft[target], [key]: value } };
}
function twice(prefix, run2) {
  try {
    return run2();
  } catch (error) {
    throw wrapped(error, (message) => prefix + prefix + message);
  }
}

// twins/external-secrets/mutate-secret.ts
function* mutateSecret({ es, behaviours: behaviours2, data, existing }) {
  const before = draftOf(existing);
  const flagged = es.immutable ? { ...before, immutable: true } : before;
  const frozen = behaviours2.immutableSkipsTemplate && es.immutable && existing !== void 0;
  const keys = managedKeysOf(existing, es.name, behaviours2);
  const filled = frozen ? flagged : yield* fill(es, dropManaged(flagged, keys), data, behaviours2);
  const owned2 = applyOwnership(es, filled, behaviours2);
  return {
    ...owned2,
    labels: { ...owned2.labels, [LABEL_MANAGED]: LABEL_MANAGED_VALUE },
    annotations: { ...owned2.annotations, [ANNOTATION_DATA_HASH]: hashOfData(owned2.data, behaviours2) }
  };
}
function* mutateSecretOld({ es, behaviours: behaviours2, data, existing }) {
  const present = draftOf(existing);
  const merges = es.creationPolicy === "Merge";
  const start = merges || existing === void 0 ? { ...draftOf(void 0), immutable: es.immutable } : present;
  const owned2 = applyOwnership(es, start, behaviours2);
  const keys = managedKeysOf(existing, es.name, behaviours2);
  const filled = yield* fill(es, dropManaged(owned2, keys), data, behaviours2);
  const hashed2 = behaviours2.dataHashCoversExisting ? { ...present.data, ...filled.data } : filled.data;
  return {
    ...filled,
    // The label comes after the template, which copies labels and would otherwise decide.
    labels: applyOwnership(es, filled, behaviours2).labels,
    annotations: { ...filled.annotations, [ANNOTATION_DATA_HASH]: hashOfData(hashed2, behaviours2) }
  };
}
function dropManaged(draft, keys) {
  return {
    ...draft,
    data: omitKeys(draft.data, keys.data),
    labels: omitKeys(draft.labels, keys.labels),
    annotations: omitKeys(draft.annotations, keys.annotations)
  };
}
function* fill(es, draft, data, behaviours2) {
  try {
    return yield* applyTemplate(es, withMetadata2(es, draft, behaviours2), data, behaviours2);
  } catch (error) {
    throw wrapped(error, (message) => `could not apply template: ${message}`);
  }
}
function withMetadata2(es, draft, behaviours2) {
  const source2 = es.template === void 0 ? es.metadata : objectAt(es.template, "metadata");
  const asked = es.template === void 0 || !behaviours2.templateFinalizers ? [] : arrayAt(es.template, "metadata", "finalizers").map(String);
  const missing = asked.filter((finalizer) => !draft.finalizers.includes(finalizer));
  return {
    ...draft,
    labels: { ...draft.labels, ...stringsOf2(objectAt(source2, "labels")) },
    annotations: { ...draft.annotations, ...stringsOf2(objectAt(source2, "annotations")) },
    finalizers: missing.length === 0 ? draft.finalizers : [...draft.finalizers, ...missing]
  };
}
function mutateError(error, existing) {
  return wrapped(
    error,
    (message) => `unable to mutate secret ${textAt(existing, "metadata", "name")}: ${message}`
  );
}

// twins/external-secrets/write-secret.ts
function blankSecret(es) {
  return { metadata: { name: es.targetName, namespace: es.namespace } };
}
function* findTarget(es) {
  return yield* find(coreRef(SECRET, es.namespace, es.targetName), true);
}
function* createSecret2({ es, behaviours: behaviours2, data }) {
  const draft = yield* mutateSecret({ es, behaviours: behaviours2, data, existing: void 0 });
  const body = secretOf(blankSecret(es), draft);
  const { name: _name, ...collection } = addressOf2(coreRef(SECRET, es.namespace, es.targetName));
  yield* write({ verb: "create", ...collection, body }, fieldManagerOf(es.name, behaviours2));
  yield* normalEvent(es.object, eventTexts(behaviours2).created);
}
function* updateSecret2({ es, behaviours: behaviours2, data }, existing) {
  const target = yield* findTarget(es);
  const updated = yield* mutate(
    { es, behaviours: behaviours2, data },
    { ...existing, metadata: withManagedFields(existing, target) }
  );
  const current2 = secretOf(existing, draftOf(existing));
  if (jsonEqual(current2, updated)) return;
  if (existing["immutable"] === true) yield* updateImmutable({ es, behaviours: behaviours2, data }, current2, updated);
  yield* put({ es, behaviours: behaviours2, data }, updated);
  yield* normalEvent(es.object, eventTexts(behaviours2).updated);
}
function* mutate({ es, behaviours: behaviours2, data }, existing) {
  try {
    return secretOf(existing, yield* mutateSecret({ es, behaviours: behaviours2, data, existing }));
  } catch (error) {
    throw mutateError(error, existing);
  }
}
function withManagedFields(existing, target) {
  const managedFields = target === void 0 ? void 0 : metadataOf(target)["managedFields"];
  return managedFields === void 0 ? metadataOf(existing) : { ...metadataOf(existing), managedFields };
}
function* updateImmutable(context, current2, updated) {
  const metadataOnly = { ...current2, metadata: metadataOf(updated) };
  if (!jsonEqual(metadataOf(current2), metadataOf(updated))) {
    yield* put(context, metadataOnly);
    if (jsonEqual(metadataOnly, updated)) return;
  }
  throw new SyncError(
    "immutable",
    `unable to update secret ${textAt(current2, "metadata", "name")}: secret is immutable`
  );
}
function* put({ es, behaviours: behaviours2 }, body) {
  const address = addressOf2(coreRef(SECRET, es.namespace, es.targetName));
  try {
    yield* write({ verb: "update", ...address, body }, fieldManagerOf(es.name, behaviours2));
  } catch (error) {
    if (error instanceof SyncError && error.failure === "conflict") throw error;
    throw wrapped(error, (message) => `unable to update secret ${es.targetName}: ${message}`);
  }
}

// twins/external-secrets/sync-secret.ts
function* syncSecret(sync) {
  const { es, behaviours: behaviours2 } = sync;
  const texts = conditionTexts(behaviours2);
  let data;
  try {
    data = yield* getProviderSecretData(es, behaviours2);
  } catch (error) {
    return yield* failed2(sync, es.status, texts.errorGetSecretData, error);
  }
  if (Object.keys(data).length === 0) {
    if (es.deletionPolicy === "Delete") return yield* deleteTarget2(sync);
    if (es.deletionPolicy === "Retain") return done(sync, es.status, texts.syncedRetain);
  }
  if (es.creationPolicy === "Merge" && sync.secret === void 0) return done(sync, es.status, texts.missing);
  if (es.creationPolicy === "None") return done(sync, es.status, texts.synced);
  return yield* writeTarget(sync, data);
}
function* deleteTarget2(sync) {
  const { es, behaviours: behaviours2, secret } = sync;
  const texts = conditionTexts(behaviours2);
  if (es.creationPolicy !== "Owner") {
    const error = `unable to delete secret ${es.targetName}: creationPolicy=${es.creationPolicy} is not Owner`;
    return yield* failed2(sync, es.status, texts.errorDeleteSecret, new SyncError("other", error), false);
  }
  try {
    if (secret !== void 0) {
      yield* remove(coreRef(SECRET, es.namespace, es.targetName));
      if (behaviours2.eventTexts === "new") yield* normalEvent(es.object, eventTexts(behaviours2).deleted);
    }
  } catch (error) {
    return yield* failed2(sync, es.status, texts.errorDeleteSecret, error);
  }
  return done(sync, es.status, texts.deleted);
}
function* writeTarget(sync, data) {
  const { es, behaviours: behaviours2, secret } = sync;
  const texts = conditionTexts(behaviours2);
  const cleans = behaviours2.orphanCleanup;
  if (cleans === "before-create" && es.creationPolicy === "Owner") {
    const failure3 = yield* cleanUp(sync, es.status);
    if (failure3 !== void 0) return failure3;
  }
  const bound2 = { ...es.status, binding: { name: es.targetName } };
  const context = { es, behaviours: behaviours2, data };
  try {
    if (secret === void 0) yield* createSecret2(context);
    else yield* updateSecret2(context, secret);
  } catch (error) {
    return yield* writeFailed(sync, secret === void 0 ? es.status : bound2, error);
  }
  const failure2 = cleans === "after-create" && secret === void 0 ? yield* cleanUp(sync, bound2) : void 0;
  return failure2 ?? done(sync, bound2, texts.synced);
}
function* cleanUp(sync, status) {
  try {
    yield* deleteOrphanedSecrets(sync.es, sync.behaviours, sync.es.namespace);
    return void 0;
  } catch (error) {
    return yield* failed2(sync, status, conditionTexts(sync.behaviours).errorDeleteOrphaned, error);
  }
}
function* writeFailed(sync, status, error) {
  const texts = conditionTexts(sync.behaviours);
  const failure2 = error instanceof SyncError ? error.failure : "other";
  if (failure2 === "conflict") return { status, next: { kind: "requeue" } };
  if (failure2 === "set-controller") return yield* failed2(sync, status, texts.errorBecomeOwner, error, false);
  if (failure2 === "is-owned") return yield* failed2(sync, status, texts.errorIsOwned, error, false);
  if (failure2 === "immutable") return yield* failed2(sync, status, texts.errorUpdateImmutable, error, false);
  return yield* failed2(sync, status, texts.errorUpdateSecret, error);
}

// twins/external-secrets/write-secret-old.ts
function* createOrUpdateSecret(context) {
  const { es, behaviours: behaviours2 } = context;
  const existing = yield* findTarget(es);
  const address = addressOf2(coreRef(SECRET, es.namespace, es.targetName));
  const manager = fieldManagerOf(es.name, behaviours2);
  const updated = secretOf(existing ?? blankSecret(es), yield* mutateSecretOld({ ...context, existing }));
  const texts = eventTexts(behaviours2);
  if (existing === void 0) {
    const { name: _name, ...collection } = address;
    yield* write({ verb: "create", ...collection, body: updated }, manager);
    if (!behaviours2.eventOnEverySync) yield* normalEvent(es.object, texts.created);
    if (behaviours2.orphanCleanup === "after-named-create" && namesTarget(es.spec))
      yield* deleteOrphanedSecrets(es, behaviours2, "");
    return;
  }
  if (jsonEqual(secretOf(existing, draftOf(existing)), updated)) return;
  yield* write({ verb: "update", ...address, body: updated }, manager);
  if (!behaviours2.eventOnEverySync) yield* normalEvent(es.object, texts.updated);
}
function* patchSecret(context) {
  const { es, behaviours: behaviours2 } = context;
  const existing = yield* findTarget(es);
  if (existing === void 0)
    throw new SyncError(
      "other",
      `the desired secret ${es.targetName} was not found. With creationPolicy=Merge the secret won't be created`
    );
  const body = secretOf(blankSecret(es), yield* mutateForPatch(context, existing));
  const address = addressOf2(coreRef(SECRET, es.namespace, es.targetName));
  try {
    yield* write(
      { verb: "patch", ...address, patchType: "apply", force: true, body },
      fieldManagerOf(es.name, behaviours2)
    );
  } catch (error) {
    throw wrapped(error, (message) => `unable to patch secret ${es.targetName}: ${message}`);
  }
  if (!behaviours2.eventOnEverySync) yield* normalEvent(es.object, eventTexts(behaviours2).updated);
}
function* mutateForPatch(context, existing) {
  try {
    return yield* mutateSecretOld({ ...context, existing });
  } catch (error) {
    throw mutateError(error, existing);
  }
}
function namesTarget(spec) {
  const target = spec["target"];
  return (target?.["name"] ?? "") !== "";
}

// twins/external-secrets/sync-secret-old.ts
function isFinished(es) {
  return es.immutable && arrayAt(es.status, "conditions").some((condition2) => textAt(condition2, "reason") === "SecretSynced");
}
function* syncSecretOld(sync) {
  const { es, behaviours: behaviours2 } = sync;
  const texts = conditionTexts(behaviours2);
  let data;
  try {
    data = yield* getProviderSecretData(es, behaviours2);
  } catch (error) {
    return yield* failed2(sync, es.status, texts.errorGetSecretData, error);
  }
  if (Object.keys(data).length === 0) {
    if (es.deletionPolicy === "Delete") return yield* deleteTarget3(sync);
    if (es.deletionPolicy === "Retain")
      return behaviours2.retainMarksDone ? done(sync, es.status, texts.syncedRetain) : { status: es.status, next: { kind: "done" } };
  }
  try {
    yield* writeTarget2(sync, data);
  } catch (error) {
    return yield* failed2(sync, es.status, texts.errorUpdateSecret, error);
  }
  if (behaviours2.eventOnEverySync) yield* normalEvent(es.object, eventTexts(behaviours2).updated);
  return done(sync, bound(sync), texts.synced);
}
function* writeTarget2({ es, behaviours: behaviours2 }, data) {
  const context = { es, behaviours: behaviours2, data };
  if (es.creationPolicy === "Merge") yield* patchSecret(context);
  else if (es.creationPolicy !== "None") yield* createOrUpdateSecret(context);
}
function bound({ es }) {
  return es.creationPolicy === "None" ? es.status : { ...es.status, binding: { name: es.targetName } };
}
function* deleteTarget3(sync) {
  const { es, behaviours: behaviours2 } = sync;
  const texts = conditionTexts(behaviours2);
  try {
    if (es.creationPolicy !== "Owner")
      throw new SyncError(
        "other",
        `invalid creationPolicy=${es.creationPolicy}. Can not delete secret i do not own`
      );
    yield* remove(coreRef(SECRET, es.namespace, es.targetName));
  } catch (error) {
    return yield* failed2(sync, es.status, texts.errorDeleteSecret, error);
  }
  return {
    status: withReadyCondition(es.status, "True", texts.deleted, sync.startMs),
    next: { kind: "done" }
  };
}

// twins/external-secrets/controllers/watches.ts
function externalSecretWatches(behaviours2) {
  return [
    {
      table: OBJECTS,
      prefix: objectPrefix(EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource),
      map: (change) => {
        const { before, after } = changedObject(change);
        const object3 = after ?? before;
        if (object3 === void 0) return [];
        if (behaviours2.ignoresStatusUpdates && before !== void 0 && after !== void 0)
          return concernsController(before, after) ? [namespacedName(object3)] : [];
        return [namespacedName(object3)];
      }
    },
    {
      table: OBJECTS,
      prefix: objectPrefix(SECRET.group, SECRET.resource),
      map: (change, view) => {
        const { before, after } = changedObject(change);
        return externalSecretsOf(after ?? before, before, view, behaviours2);
      }
    },
    operatorWatch(EXTERNAL_SECRET)
  ];
}
function operatorWatch(kind) {
  return {
    table: OBJECTS,
    prefix: OPERATOR_KEY,
    map: (change, view) => {
      const { before, after } = changedObject(change);
      const ran = before === void 0 || operatorOf(before).running;
      const runs = after === void 0 || operatorOf(after).running;
      return runs && !ran ? listObjects(view, kind.group, kind.resource).map(namespacedName) : [];
    }
  };
}
function concernsController(before, after) {
  const members = ["generation", "labels", "annotations", "finalizers", "deletionTimestamp"];
  return members.some((member) => !jsonEqual(metadataOf(before)[member], metadataOf(after)[member]));
}
function externalSecretsOf(secret, before, view, { secretWatch }) {
  if (secret === void 0) return [];
  const namespace = textAt(secret, "metadata", "namespace");
  if (secretWatch === "owned") return [...new Set([before, secret].flatMap(owningKeys))];
  if (secretWatch === "managed" && textAt(secret, "metadata", "labels", LABEL_MANAGED) !== LABEL_MANAGED_VALUE)
    return [];
  const name = textAt(secret, "metadata", "name");
  return listObjects(view, EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource, namespace).filter((es) => !hasGenericTarget(es) && targetNameOf(es) === name).map(namespacedName);
}
function owningKeys(secret) {
  if (secret === void 0) return [];
  const owner = controllerOf(arrayAt(secret, "metadata", "ownerReferences"));
  if (owner === void 0 || !isExternalSecret(owner)) return [];
  return [`${textAt(secret, "metadata", "namespace")}/${textAt(owner, "name")}`];
}

// twins/external-secrets/controllers/external-secret.ts
var LATENCY_MS2 = 100;
function externalSecretController(profile) {
  const behaviours2 = behavioursOf(profile);
  return {
    name: "externalsecret",
    latencyMs: LATENCY_MS2,
    backoff: behaviours2.backoff,
    watches: externalSecretWatches(behaviours2),
    initial: (view) => listObjects(view, EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource).map(namespacedName),
    reconcile: (key) => reconcileExternalSecret(key, behaviours2)
  };
}
function* reconcileExternalSecret(key, behaviours2) {
  try {
    return yield* reconcile(key, behaviours2);
  } catch (error) {
    if (error instanceof SyncError) return retry(behaviours2, error.message);
    throw error;
  }
}
function* reconcile(key, behaviours2) {
  const operator = yield* readOperator();
  if (!operator.running) return {};
  const { namespace, name } = splitNamespacedName(key);
  const object3 = yield* find(ownRef(behaviours2, EXTERNAL_SECRET, namespace, name));
  if (object3 === void 0) return {};
  const startMs = yield* now();
  const found = readExternalSecret(object3);
  if (found.terminating && behaviours2.ignoresTerminating) {
    if (behaviours2.finalizer !== "none") yield* finalize(found, behaviours2, operator);
    return {};
  }
  const es = behaviours2.finalizer === "none" ? found : readExternalSecret(yield* addFinalizer(found, behaviours2));
  if (yield* refersToUnmanagedStore(es, behaviours2)) return {};
  if (es.manifest !== void 0) return yield* reconcileGenericTarget(es, behaviours2, operator, startMs);
  return yield* reconcileSecret(es, behaviours2, startMs);
}
function* reconcileSecret(es, behaviours2, startMs) {
  const ref = coreRef(SECRET, es.namespace, es.targetName);
  const secret = yield* find(ref);
  if (behaviours2.managesOwnership && secret !== void 0 && !isLabelled(secret)) {
    const body = { metadata: { labels: { [LABEL_MANAGED]: LABEL_MANAGED_VALUE } } };
    const manager = fieldManagerOf(es.name, behaviours2);
    yield* write({ verb: "patch", ...addressOf2(ref), patchType: "merge", body }, manager);
    return requeue(behaviours2);
  }
  if (!shouldRefresh(es, behaviours2, startMs) && isSecretValid(secret, es, behaviours2))
    return atInterval(es, es.status, behaviours2, startMs, true);
  if (!behaviours2.managesOwnership && isFinished(es)) return {};
  const sync = { es, behaviours: behaviours2, secret, startMs };
  const outcome = behaviours2.managesOwnership ? yield* syncSecret(sync) : yield* syncSecretOld(sync);
  return yield* conclude(sync, outcome);
}
function* reconcileGenericTarget(es, behaviours2, { allowsGenericTargets }, startMs) {
  const what = `writing target.manifest${allowsGenericTargets ? "" : " without --unsafe-allow-generic-targets"}`;
  const sync = { es, behaviours: behaviours2, secret: void 0, startMs };
  const error = new NotModelled(what, "Use a Secret as the target.");
  return yield* conclude(sync, yield* notModelled(sync, es.status, error));
}
function* conclude(sync, { status, next }) {
  const { es, behaviours: behaviours2, startMs } = sync;
  const refused3 = jsonEqual(status, es.status) ? void 0 : yield* writeStatus(es, status, behaviours2);
  if (next.kind === "error") return retry(behaviours2, next.message);
  if (refused3 !== void 0)
    return refused3.failure === "conflict" ? requeue(behaviours2) : retry(behaviours2, refused3.message);
  if (next.kind === "stop") return {};
  return next.kind === "requeue" ? requeue(behaviours2) : atInterval(es, status, behaviours2, startMs, false);
}
function* writeStatus(es, status, behaviours2) {
  const address = addressOf2(ownRef(behaviours2, EXTERNAL_SECRET, es.namespace, es.name));
  const { managedFields: _managed, ...metadata } = metadataOf(es.object);
  try {
    if (behaviours2.managesOwnership)
      yield* write({
        verb: "update",
        ...address,
        subresource: "status",
        body: { ...es.object, metadata, status }
      });
    else
      yield* write({ verb: "patch", ...address, subresource: "status", patchType: "merge", body: { status } });
    return void 0;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return behaviours2.managesOwnership ? error : void 0;
  }
}
function isLabelled(secret) {
  return textAt(secret, "metadata", "labels", LABEL_MANAGED) === LABEL_MANAGED_VALUE;
}
function atInterval(es, status, behaviours2, nowMs, skipped) {
  const afterMs = requeueAfterMs(es, status, behaviours2, nowMs, skipped);
  return afterMs === void 0 ? {} : { requeueAfterMs: afterMs, timer: "background" };
}
function requeue({ backoff }) {
  return { requeueAfterMs: backoff.baseMs, timer: "foreground" };
}
function retry({ fixedRetryMs }, message) {
  return fixedRetryMs === void 0 ? { error: message } : { requeueAfterMs: fixedRetryMs, timer: "background" };
}

// twins/external-secrets/controllers/secret-store.ts
var LATENCY_MS3 = 100;
var REQUEUE_INTERVAL_MS = 3e5;
function secretStoreController(kind, profile) {
  const behaviours2 = behavioursOf(profile);
  return {
    name: kind.kind.toLowerCase(),
    latencyMs: LATENCY_MS3,
    backoff: behaviours2.backoff,
    watches: [
      {
        table: OBJECTS,
        prefix: objectPrefix(kind.group, kind.resource),
        map: (change) => [namespacedName(change.after ?? change.before)]
      },
      operatorWatch(kind)
    ],
    initial: (view) => listObjects(view, kind.group, kind.resource).map(namespacedName),
    reconcile: (key) => reconcileStore(key, kind, behaviours2)
  };
}
function* reconcileStore(key, kind, behaviours2) {
  const operator = yield* readOperator();
  if (!operator.running) return {};
  const { namespace, name } = splitNamespacedName(key);
  const store = yield* find(ownRef(behaviours2, kind, namespace, name));
  if (store === void 0 || !isOurs(store)) return {};
  const verdict = yield* validateStore(store, namespace, behaviours2);
  const { ready, text: text3, error } = verdict;
  const type = error === void 0 ? "Normal" : "Warning";
  yield* storeEvent(store, type, text3.reason, error ?? text3.message, componentOf(kind));
  const conditioned = withReadyCondition(objectAt(store, "status"), ready, text3, yield* now());
  const status = error === void 0 && behaviours2.capabilities ? { ...conditioned, capabilities: "ReadWrite" } : conditioned;
  if (!jsonEqual(status, objectAt(store, "status")))
    yield* patchStatus(ownRef(behaviours2, kind, namespace, name), status);
  if (verdict.retry) return { error: error ?? text3.message };
  return verdict.stop ? {} : { requeueAfterMs: intervalOf(store), timer: "background" };
}
function* patchStatus(ref, status) {
  const request = { verb: "patch", ...addressOf2(ref), subresource: "status", patchType: "merge" };
  try {
    yield* write({ ...request, body: { status } });
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
}
function* validateStore(store, namespace, behaviours2) {
  let step2 = "unable to create client";
  try {
    const client = yield* newClient({ store, namespace, behaviours: behaviours2 });
    step2 = "unable to validate store";
    const validation = yield* client.validate();
    if (validation.result === "ready")
      return { ready: "True", text: { reason: "Valid", message: "store validated" } };
    if (!behaviours2.validationUnknown) throw new SyncError("other", validation.message);
    const text3 = { reason: "ValidationUnknown", message: "could not determine validation status" };
    return { ready: "True", text: text3, error: validation.message };
  } catch (error) {
    if (error instanceof NotModelled)
      return { ready: "False", text: invalid(error.message), error: error.message, stop: true };
    if (!(error instanceof SyncError)) throw error;
    return { ready: "False", text: invalid(step2), error: error.message, retry: true };
  }
}
function invalid(message) {
  return { reason: "InvalidProviderConfig", message };
}
function componentOf(kind) {
  return kind.kind === "SecretStore" ? "secret-store" : "cluster-secret-store";
}
function intervalOf(store) {
  const value = valueAt(store, "spec", "refreshInterval");
  const ms = typeof value === "number" ? value * 1e3 : parseDuration(String(value ?? "")) ?? 0;
  return ms > 0 ? ms : REQUEUE_INTERVAL_MS;
}

// twins/external-secrets/crds/schema.ts
var NAME3 = {
  type: "string",
  minLength: 1,
  maxLength: 253,
  pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
};
var SECRET_KEY = {
  type: "string",
  minLength: 1,
  maxLength: 253,
  pattern: "^[-._a-zA-Z0-9]+$"
};
var TEXT = { type: "string" };
var TEXTS = { type: "array", items: TEXT };
var STRING_MAP = { type: "object", additionalProperties: TEXT };
function object(properties, more = {}) {
  return { type: "object", properties, ...more };
}
function list(items) {
  return { type: "array", items };
}
function choice(values, fallback) {
  return { type: "string", enum: values, ...fallback === void 0 ? {} : { default: fallback } };
}
var CONDITIONS = list(
  object(
    {
      type: TEXT,
      status: TEXT,
      reason: TEXT,
      message: TEXT,
      lastTransitionTime: { type: "string", format: "date-time" }
    },
    { required: ["status", "type"] }
  )
);
function column(name, jsonPath, type = "string") {
  return { name, type, jsonPath };
}
function crd(kind, shortNames, scope, versions) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${kind.resource}.${kind.group}` },
    spec: {
      group: kind.group,
      scope,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.resource,
        singular: kind.kind.toLowerCase(),
        ...shortNames.length === 0 ? {} : { shortNames },
        categories: ["external-secrets"]
      },
      versions: versions.map(versionOf2)
    }
  };
}
function versionOf2({ name, served, storage, columns: columns2, properties }) {
  const common = { apiVersion: TEXT, kind: TEXT, metadata: { type: "object" } };
  return {
    name,
    served,
    storage,
    ...columns2.length === 0 ? {} : { additionalPrinterColumns: columns2 },
    subresources: { status: {} },
    schema: { openAPIV3Schema: object({ ...common, ...properties }) }
  };
}

// twins/external-secrets/crds/served-versions.ts
function servedVersions(version2) {
  if (!atLeast(version2, 0, 16, 0)) return [{ name: "v1beta1", served: true, storage: true }];
  return [
    { name: "v1", served: true, storage: true },
    { name: "v1beta1", served: !atLeast(version2, 0, 17, 0), storage: false }
  ];
}

// twins/external-secrets/crds/external-secret.ts
function externalSecretCrd(version2) {
  const from = (major, minor, patch) => atLeast(version2, major, minor, patch);
  const properties = {
    spec: specSchema(from),
    status: object({
      refreshTime: { type: "string", format: "date-time", nullable: true },
      syncedResourceVersion: TEXT,
      binding: object({ name: { type: "string", default: "" } }, { "x-kubernetes-map-type": "atomic" }),
      conditions: CONDITIONS
    })
  };
  const versions = servedVersions(version2).map((served) => ({
    ...served,
    columns: columns(from),
    properties
  }));
  return crd(EXTERNAL_SECRET, ["es"], "Namespaced", versions);
}
function columns(from) {
  const ready = '.status.conditions[?(@.type=="Ready")]';
  return [
    ...from(0, 14, 0) ? [column("StoreType", ".spec.secretStoreRef.kind")] : [],
    column("Store", ".spec.secretStoreRef.name"),
    column("Refresh Interval", ".spec.refreshInterval"),
    column("Status", `${ready}.reason`),
    ...from(0, 5, 9) ? [column("Ready", `${ready}.status`)] : [],
    ...from(2, 2, 0) ? [column("Last Sync", ".status.refreshTime", "date")] : []
  ];
}
function specSchema(from) {
  const required = from(0, 7, 0) ? {} : { required: ["secretStoreRef"] };
  return object(
    {
      refreshInterval: { type: "string", default: from(1, 1, 1) ? "1h0m0s" : "1h" },
      ...from(0, 16, 0) ? { refreshPolicy: choice(["CreatedOnce", "Periodic", "OnChange"]) } : {},
      ...from(2, 7, 0) ? { syncWindows: syncWindowsSchema() } : {},
      secretStoreRef: storeRefSchema(from),
      target: targetSchema(from),
      data: list(dataSchema(from)),
      dataFrom: list(dataFromSchema(from))
    },
    required
  );
}
function syncWindowsSchema() {
  const schedule = {
    type: "string",
    minLength: 1,
    pattern: "^(@(annually|yearly|monthly|weekly|daily|midnight|hourly)|@every [^\\s]+.*|[^\\s]+( [^\\s]+){4})$"
  };
  const window = object({ schedule, duration: TEXT }, { required: ["duration", "schedule"] });
  return object(
    { kind: choice(["allow", "deny"]), windows: { ...list(window), minItems: 1 } },
    { required: ["kind", "windows"] }
  );
}
function nameSchema(from) {
  return from(0, 11, 0) ? NAME3 : TEXT;
}
function keySchema(from) {
  return from(0, 11, 0) ? SECRET_KEY : TEXT;
}
function storeRefSchema(from) {
  const kind = from(0, 11, 0) ? choice(["SecretStore", "ClusterSecretStore"]) : TEXT;
  return object({ name: nameSchema(from), kind }, from(0, 11, 0) ? {} : { required: ["name"] });
}
function targetSchema(from) {
  const policies = ["Owner", "Orphan", "Merge", "None", ...from(2, 8, 0) ? ["CreateOrMerge"] : []];
  const byDefault = { creationPolicy: "Owner", deletionPolicy: "Retain" };
  const text3 = { type: "string", minLength: 1 };
  const manifest = object({ apiVersion: text3, kind: text3 }, { required: ["apiVersion", "kind"] });
  return object(
    {
      name: nameSchema(from),
      creationPolicy: choice(policies, byDefault.creationPolicy),
      deletionPolicy: choice(["Delete", "Merge", "Retain"], byDefault.deletionPolicy),
      immutable: { type: "boolean" },
      ...from(1, 0, 0) ? { manifest } : {},
      template: templateSchema(from)
    },
    from(0, 6, 0) ? { default: byDefault } : {}
  );
}
function templateSchema(from) {
  const engines = from(0, 16, 0) ? ["v2"] : ["v1", "v2"];
  const finalizers = from(0, 20, 0) ? { finalizers: list(TEXT) } : {};
  return object({
    type: TEXT,
    engineVersion: from(0, 9, 8) ? choice(engines, "v2") : { type: "string", default: "v2" },
    ...from(0, 8, 2) ? { mergePolicy: choice(["Replace", "Merge"], "Replace") } : {},
    metadata: object({ annotations: STRING_MAP, labels: STRING_MAP, ...finalizers }),
    data: STRING_MAP,
    templateFrom: list(templateFromSchema(from))
  });
}
function templateFromSchema(from) {
  const item = object(
    { key: keySchema(from), templateAs: choice(["Values", "KeysAndValues"], "Values") },
    { required: ["key"] }
  );
  const reference = object({ name: nameSchema(from), items: list(item) }, { required: ["items", "name"] });
  const restricted = from(0, 9, 8) && !from(1, 0, 0);
  const target = restricted ? choice(["Data", "Annotations", "Labels"], "Data") : { type: "string", default: "Data" };
  return object({
    configMap: reference,
    secret: reference,
    ...from(0, 7, 1) ? { literal: TEXT, target } : {},
    ...from(2, 7, 0) ? { valuesDecodingStrategy: choice(["Auto", "Base64", "Base64URL", "None"]) } : {}
  });
}
function strategies(from) {
  const until = (since, value) => since && !from(2, 9, 0) ? value : void 0;
  const nullBytes = from(2, 3, 0) ? { nullBytePolicy: choice(["Ignore", "Fail"], from(2, 7, 0) ? void 0 : "Ignore") } : {};
  return {
    conversionStrategy: choice(["Default", "Unicode"], until(true, "Default")),
    decodingStrategy: choice(["Auto", "Base64", "Base64URL", "None"], until(from(0, 5, 8), "None")),
    ...nullBytes
  };
}
function remoteRefSchema(from) {
  const injected = from(0, 9, 8) && !from(2, 9, 0);
  return object(
    {
      key: TEXT,
      property: TEXT,
      version: TEXT,
      ...from(0, 5, 4) ? { metadataPolicy: choice(["None", "Fetch"], injected ? "None" : void 0) } : {},
      ...strategies(from)
    },
    { required: ["key"] }
  );
}
function sourceRefSchema(from) {
  const generatorRef = object(
    {
      apiVersion: { type: "string", default: "generators.external-secrets.io/v1alpha1" },
      kind: TEXT,
      name: nameSchema(from)
    },
    { required: ["kind", "name"] }
  );
  const least = from(0, 11, 0) ? { minProperties: 1 } : {};
  return object({ storeRef: storeRefSchema(from), generatorRef }, { maxProperties: 1, ...least });
}
function dataSchema(from) {
  const sourceRef = from(0, 7, 0) ? { sourceRef: sourceRefSchema(from) } : {};
  return object(
    { secretKey: keySchema(from), remoteRef: remoteRefSchema(from), ...sourceRef },
    { required: ["remoteRef", "secretKey"] }
  );
}
function dataFromSchema(from) {
  const regexp = object({ source: TEXT, target: TEXT }, { required: ["source", "target"] });
  const transform = object({ template: TEXT }, { required: ["template"] });
  const merge = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const find2 = object({
    name: object({ regexp: TEXT }),
    path: TEXT,
    tags: STRING_MAP,
    ...strategies(from)
  });
  return object({
    extract: remoteRefSchema(from),
    find: find2,
    ...from(0, 5, 9) ? { rewrite: list(object({ regexp, transform, merge })) } : {},
    ...from(0, 7, 0) ? { sourceRef: sourceRefSchema(from) } : {}
  });
}

// twins/external-secrets/crds/password.ts
function passwordCrd() {
  const number = { type: "integer" };
  const spec = object(
    {
      length: { type: "integer", default: 24 },
      digits: number,
      symbols: number,
      symbolCharacters: TEXT,
      noUpper: { type: "boolean", default: false },
      allowRepeat: { type: "boolean", default: false },
      encoding: choice(["base64", "base64url", "base32", "hex", "raw"], "raw"),
      secretKeys: TEXTS
    },
    { required: ["allowRepeat", "length", "noUpper"] }
  );
  const version2 = { name: "v1alpha1", served: true, storage: true, columns: [], properties: { spec } };
  return crd(PASSWORD, [], "Namespaced", [version2]);
}

// twins/external-secrets/crds/secret-store.ts
function secretStoreCrd(version2) {
  return storeCrd(SECRET_STORE, "ss", "Namespaced", version2);
}
function clusterSecretStoreCrd(version2) {
  return storeCrd(CLUSTER_SECRET_STORE, "css", "Cluster", version2);
}
function storeCrd(kind, shortName, scope, version2) {
  const ready = '.status.conditions[?(@.type=="Ready")]';
  const columns2 = [
    column("AGE", ".metadata.creationTimestamp", "date"),
    column("Status", `${ready}.reason`),
    column("Capabilities", ".status.capabilities"),
    column("Ready", `${ready}.status`)
  ];
  const properties = {
    spec: object(
      {
        controller: TEXT,
        refreshInterval: {
          "x-kubernetes-int-or-string": true,
          anyOf: [{ type: "integer" }, { type: "string" }]
        },
        retrySettings: object({ maxRetries: { type: "integer", format: "int32" }, retryInterval: TEXT }),
        conditions: list(conditionSchema()),
        provider: providerSchema()
      },
      { required: ["provider"] }
    ),
    status: object({ capabilities: TEXT, conditions: CONDITIONS })
  };
  const versions = servedVersions(version2).map((served) => ({ ...served, columns: columns2, properties }));
  return crd(kind, [shortName], scope, versions);
}
function conditionSchema() {
  const expression = object({ key: TEXT, operator: TEXT, values: TEXTS }, { required: ["key", "operator"] });
  return object({
    namespaceSelector: object(
      { matchLabels: STRING_MAP, matchExpressions: list(expression) },
      { "x-kubernetes-map-type": "atomic" }
    ),
    namespaces: TEXTS,
    namespaceRegexes: TEXTS
  });
}
function providerSchema() {
  const more = { minProperties: 1, maxProperties: 1, "x-kubernetes-preserve-unknown-fields": true };
  return object({ aws: awsSchema(), fake: fakeSchema() }, more);
}
function awsSchema() {
  const account = object({ name: TEXT, namespace: TEXT, audiences: TEXTS }, { required: ["name"] });
  const key = object({ name: TEXT, namespace: TEXT, key: TEXT });
  const secretRef = object({
    accessKeyIDSecretRef: key,
    secretAccessKeySecretRef: key,
    sessionTokenSecretRef: key
  });
  return object(
    {
      auth: object({ jwt: object({ serviceAccountRef: account }), secretRef }),
      region: TEXT,
      service: choice(["SecretsManager", "ParameterStore", "CertificateManager"]),
      prefix: TEXT,
      role: TEXT,
      additionalRoles: TEXTS,
      externalID: TEXT,
      secretsManager: object({
        forceDeleteWithoutRecovery: { type: "boolean" },
        recoveryWindowInDays: { type: "integer", format: "int64" }
      })
    },
    { required: ["region", "service"] }
  );
}
function fakeSchema() {
  const entry = object({ key: TEXT, value: TEXT, version: TEXT }, { required: ["key", "value"] });
  return object({ data: list(entry), validationResult: { type: "integer" } }, { required: ["data"] });
}

// twins/external-secrets/crds/index.ts
function customResourceDefinitions(profile) {
  const version2 = versionOf(profile);
  return [
    secretStoreCrd(version2),
    clusterSecretStoreCrd(version2),
    externalSecretCrd(version2),
    ...atLeast(version2, 0, 7, 0) ? [passwordCrd()] : []
  ];
}

// twins/external-secrets/plane.ts
var externalSecretsPlane = { name: "external-secrets", inspect };
function inspect(view, profile) {
  const behaviours2 = behavioursOf(profile);
  const all = listObjects(view, EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource).map(readExternalSecret);
  const unmodelled2 = all.filter((es) => isNotModelled(readyConditionOf(es.object)));
  const leftBehind = abandonedSecrets(view, all);
  const report = {
    compared: all.length + all.filter(expectsTarget).length + leftBehind.length,
    differences: [...all.flatMap((es) => differencesOf(es, view, behaviours2)), ...leftBehind]
  };
  if (unmodelled2.length === 0) return report;
  const reasons = unmodelled2.map(
    (es) => `${subjectOf2(es)}: ${textAt(readyConditionOf(es.object), "message")}`
  );
  return { ...report, inconclusive: reasons.join("; ") };
}
function abandonedSecrets(view, all) {
  const targets = new Set(all.map((es) => `${es.namespace}/${es.targetName}`));
  return listObjects(view, SECRET.group, SECRET.resource).filter((secret) => textAt(metadataOf(secret), "annotations", ANNOTATION_DATA_HASH) !== "").map(namespacedName).filter((name) => !targets.has(name)).map((name) => ({
    subject: `Secret ${name}`,
    owner: "nobody",
    message: "nobody refreshes it: no ExternalSecret has it as its target"
  }));
}
function differencesOf(es, view, behaviours2) {
  const owner = `External Secrets Operator, for ${subjectOf2(es)}`;
  const about = (subject, message) => ({ subject, owner, message });
  const differences = [];
  if (es.terminating)
    differences.push(about(subjectOf2(es), `is terminating and held by ${finalizersOf2(es.metadata)}`));
  const ready = readyConditionOf(es.object);
  if (ready?.["status"] !== "True") differences.push(about(subjectOf2(es), `is not Ready: ${reasonOf(ready)}`));
  if (!expectsTarget(es)) return differences;
  const target = `Secret ${es.namespace}/${es.targetName}`;
  const secret = findObject(view, SECRET.group, SECRET.resource, es.namespace, es.targetName);
  const problem2 = secret === void 0 ? "does not exist" : contentsProblem(secret, behaviours2);
  return problem2 === void 0 ? differences : [...differences, about(target, problem2)];
}
function expectsTarget(es) {
  const creates = es.creationPolicy !== "Merge" && es.creationPolicy !== "None";
  return creates && es.manifest === void 0 && readyConditionOf(es.object)?.["reason"] !== "SecretDeleted";
}
function contentsProblem(secret, behaviours2) {
  const metadata = metadataOf(secret);
  if (behaviours2.managesOwnership && textAt(metadata, "labels", LABEL_MANAGED) === "")
    return `lacks the label ${LABEL_MANAGED}`;
  const expected = hashOfData(objectAt(secret, "data"), behaviours2);
  return textAt(metadata, "annotations", ANNOTATION_DATA_HASH) === expected ? void 0 : "does not hold what the last sync wrote";
}
function reasonOf(ready) {
  return ready === void 0 ? "no condition yet" : `${textAt(ready, "reason")}: ${textAt(ready, "message")}`;
}
function finalizersOf2(metadata) {
  const finalizers = metadata["finalizers"];
  return Array.isArray(finalizers) ? finalizers.join(", ") : "nothing";
}
function subjectOf2(es) {
  return `ExternalSecret ${es.namespace}/${es.name}`;
}

// twins/external-secrets/index.ts
var externalSecrets = defineComponent({
  name: "external-secrets",
  profiles: [
    {
      key: ESO_PROFILE,
      default: DEFAULT_VERSION,
      description: "Release of the External Secrets Operator, 0.5.0 to 2.9.x.",
      check: (version2) => void parseVersion(version2)
    }
  ],
  controllers: ({ profile }) => [
    externalSecretController(profile),
    secretStoreController(SECRET_STORE, profile),
    secretStoreController(CLUSTER_SECRET_STORE, profile)
  ],
  admission: [externalSecretWebhook],
  manifests: customResourceDefinitions,
  planes: [externalSecretsPlane]
});

// twins/helm/actions/live-difference.ts
var SHOWN_PATHS = 3;
function differingPaths(view, info, row) {
  if (metadataOf(row)["deletionTimestamp"] !== void 0) return ["metadata.deletionTimestamp"];
  const { resource } = resolveResource(view, info.mapping);
  const live = toServed(resource, row);
  const { kind, group, custom } = info.mapping;
  const wanted = info.object;
  const patch = custom ? createThreeWayMergePatch(wanted, wanted, live) : createThreeWayMergePatch2(kind, wanted, wanted, live, group);
  if (Object.keys(patch).length === 0) return [];
  let change;
  try {
    const patched2 = custom ? applyMergePatch(live, patch) : applyStrategicMergePatch(kind, live, patch, group);
    const stored2 = resource.type.default(resource.type.decode(patched2).object);
    change = createMergePatch(withoutStatus(live), withoutStatus(stored2));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    change = patch;
  }
  return shorten(leafPaths(change, ""));
}
function shorten(paths) {
  const hidden = paths.length - SHOWN_PATHS;
  return hidden <= 0 ? paths : [...paths.slice(0, SHOWN_PATHS), `${hidden} more`];
}
function withoutStatus({ status: _, ...object3 }) {
  return object3;
}
function leafPaths(value, path) {
  if (!isObject(value) || Object.keys(value).length === 0) return path === "" ? [] : [path];
  return Object.keys(value).filter((key) => !key.startsWith("$")).sort().flatMap((key) => leafPaths(value[key] ?? null, path === "" ? key : `${path}.${key}`));
}

// twins/helm/actions/request.ts
function* send2(request) {
  const response = yield* whileConnected(api(request));
  if (succeeded(response)) return response.body;
  throw refused(response.body);
}
function refused(status) {
  return helmError("helm-request-failed", String(status["message"] ?? ""), { cause: status });
}
function* whileConnected(work) {
  try {
    return yield* work;
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    throw helmError("helm-request-failed", error.message, { cause: error });
  }
}
function isRefusal(error, predicate) {
  return error instanceof HelmError && predicate(error.cause);
}

// twins/helm/actions/configuration.ts
var Discovery = class {
  resources;
  /** Ask the server again. */
  *refresh() {
    const resources = yield* whileConnected(discover());
    this.resources = resources;
    return resources;
  }
  /**
   * The resource of a kind; undefined when the server does not know it. A miss asks the server once more, as the
   * deferred REST mapper does: client-go v0.36.3 restmapper/discovery.go (KindFor).
   */
  *find(apiVersion, kind) {
    const known2 = this.resources === void 0 ? void 0 : findKind(this.resources, apiVersion, kind);
    return known2 ?? findKind(yield* this.refresh(), apiVersion, kind);
  }
};
function* checkReachable({ discovery }) {
  try {
    yield* discovery.refresh();
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw helmError("helm-request-failed", `Kubernetes cluster unreachable: ${errorText(error)}`);
  }
}
var CUSTOM_GROUP = /^(?:argoproj|external-secrets|postgresql\.cnpg)\.io\//;
var BUILT_IN_API_VERSIONS = DEFAULT_API_VERSIONS.filter(
  (version2) => !CUSTOM_GROUP.test(version2)
);
function* readApiVersions({ discovery }) {
  const versions = new Set(BUILT_IN_API_VERSIONS);
  for (const { group, versions: served, kind } of yield* discovery.refresh()) {
    for (const version2 of served) {
      const groupVersion = group === "" ? version2 : `${group}/${version2}`;
      versions.add(groupVersion);
      versions.add(`${groupVersion}/${kind}`);
    }
  }
  return [...versions].sort();
}
function* timestamp() {
  return toRfc3339Nano(yield* now());
}
function toRfc3339Nano(ms) {
  const fraction = String(Math.floor(ms) % 1e3).padStart(3, "0").replace(/0+$/, "");
  const seconds = toTimestamp(ms);
  return fraction === "" ? seconds : seconds.replace("Z", `.${fraction}Z`);
}
function* unixSeconds() {
  return Math.floor((VIRTUAL_EPOCH_MS + (yield* now())) / 1e3);
}

// twins/helm/actions/resource-list.ts
function* build(configuration, manifest) {
  const infos = [];
  const errors = [];
  for (const { object: object3 } of parseManifest(manifest)) {
    const [apiVersion, kind] = [textAt(object3, "apiVersion"), textAt(object3, "kind")];
    const resource = yield* configuration.discovery.find(apiVersion, kind);
    if (resource === void 0) errors.push(noMatch(object3, apiVersion, kind));
    else infos.push(toInfo(object3, resource, configuration.namespace));
  }
  const distinct = [...new Set(errors)];
  if (distinct.length === 0) return infos;
  throw helmError("helm-manifest-invalid", distinct.length === 1 ? distinct[0] : `[${distinct.join(", ")}]`);
}
function noMatch(object3, apiVersion, kind) {
  if (BUILT_IN_API_VERSIONS.includes(apiVersion)) {
    throw new NotModelled(
      `kind ${kind} of ${apiVersion}`,
      "Leave it out of the rehearsed chart, by its values."
    );
  }
  const metadata = metadataOf(object3);
  const name = JSON.stringify(textAt(metadata, "name"));
  const namespace = JSON.stringify(textAt(metadata, "namespace"));
  return `resource mapping not found for name: ${name} namespace: ${namespace} from "": no matches for kind "${kind}" in version "${apiVersion}"
ensure CRDs are installed first`;
}
function toInfo(object3, resource, releaseNamespace) {
  const { namespace: given, ...metadata } = metadataOf(object3);
  const own = typeof given === "string" && given !== "" ? given : releaseNamespace;
  const namespace = resource.namespaced ? own : "";
  const placed = namespace === "" ? metadata : { ...metadata, namespace };
  const unchanged = namespace === (given ?? "");
  return {
    object: unchanged ? object3 : { ...object3, metadata: placed },
    name: textAt(metadata, "name"),
    namespace,
    mapping: {
      group: resource.group,
      version: resource.versions[0] ?? "",
      resource: resource.plural,
      kind: resource.kind,
      custom: resource.custom
    }
  };
}
function addressOf3({ mapping, namespace, name }) {
  const { group, version: version2, resource } = mapping;
  return { group, version: version2, resource, ...namespace === "" ? {} : { namespace }, name };
}
function isMatching(a, b) {
  return a.name === b.name && a.namespace === b.namespace && a.mapping.kind === b.mapping.kind && a.mapping.group === b.mapping.group;
}
function findMatching(list3, info) {
  return list3.find((candidate) => isMatching(candidate, info));
}
function difference(list3, other) {
  return list3.filter((info) => findMatching(other, info) === void 0);
}
function objectKeyOf({ object: object3, mapping, namespace, name }) {
  return `${textAt(object3, "apiVersion")}/${mapping.kind}/${namespace}/${name}`;
}
function resourceText({ mapping, namespace, name }) {
  return `${mapping.kind} ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}`;
}

// twins/helm/release.ts
import { Buffer as Buffer2 } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";

// twins/helm/release-json.ts
var ZERO_TIME = "0001-01-01T00:00:00Z";
function releaseJson(release, major = 3) {
  const parts = [];
  const add = (name, json) => {
    if (json !== void 0) parts.push(`${JSON.stringify(name)}:${json}`);
  };
  add("name", text(release.name));
  add("info", infoJson(release.info, major));
  add("chart", release.chart === void 0 ? void 0 : chartJson(release.chart, major));
  add("config", Object.keys(release.config ?? {}).length === 0 ? void 0 : stableStringify(release.config));
  add("manifest", text(release.manifest));
  add("hooks", (release.hooks ?? []).length === 0 ? void 0 : hooksJson(release.hooks, major));
  add("version", release.version === 0 ? void 0 : String(release.version));
  add("namespace", text(release.namespace));
  add("apply_method", major === 3 ? void 0 : text(release.apply_method));
  return goJsonEscape(`{${parts.join(",")}}`);
}
function infoJson(info, major) {
  const { first_deployed = "", last_deployed = "", deleted, description, status, notes } = info;
  const time = (value) => major === 4 && value === "" ? void 0 : value;
  return JSON.stringify({
    first_deployed: time(first_deployed),
    last_deployed: time(last_deployed),
    deleted: time(deleted),
    description: description === "" ? void 0 : description,
    status,
    notes: notes === "" ? void 0 : notes
  });
}
function hooksJson(hooks, major) {
  if (major === 3) return JSON.stringify(hooks);
  return JSON.stringify(
    hooks.map((hook) => {
      const { started_at, completed_at, phase } = hook.last_run;
      const last_run = {
        ...started_at === "" ? {} : { started_at },
        ...completed_at === "" ? {} : { completed_at },
        phase
      };
      return { ...hook, last_run };
    })
  );
}
function chartJson(chart, major) {
  const values = chart.values === null ? "null" : stableStringify(chart.values);
  const { metadata, lock: lock2, templates, schema, files } = chart;
  const part = (value) => JSON.stringify(value);
  const schemaTime = major === 3 ? "" : `,"schemamodtime":"${ZERO_TIME}"`;
  return `{"metadata":${part(metadata)},"lock":${part(lock2)},"templates":${part(templates)},"values":${values},"schema":${part(schema)}${schemaTime},"files":${part(files)}}`;
}
function text(value) {
  return value === void 0 || value === "" ? void 0 : JSON.stringify(value);
}

// twins/helm/release.ts
var RELEASE_SECRET_TYPE = "helm.sh/release.v1";
var SYSTEM_LABELS = [
  "name",
  "owner",
  "status",
  "version",
  "createdAt",
  "modifiedAt"
];
function isPending(status) {
  return status === "pending-install" || status === "pending-upgrade" || status === "pending-rollback";
}
function storageKey(release, revision) {
  return `sh.helm.release.v1.${release}.v${revision}`;
}
function historySelector(release) {
  return `name=${release},owner=helm`;
}
function deployedSelector(release) {
  return `name=${release},owner=helm,status=deployed`;
}
var ALL_RELEASES_SELECTOR = "owner=helm";
var encoded = { 3: /* @__PURE__ */ new WeakMap(), 4: /* @__PURE__ */ new WeakMap() };
var DECODED_LIMIT = 256;
var decoded = /* @__PURE__ */ new Map();
function encodeRelease(release, major = 3) {
  const known2 = encoded[major].get(release);
  if (known2 !== void 0) return known2;
  const text3 = compressed(releaseJson(release, major));
  encoded[major].set(release, text3);
  return text3;
}
var COMPRESSED_LIMIT = 128;
var compressed = memoByText(COMPRESSED_LIMIT, (json) => {
  const zipped = gzipSync(Buffer2.from(json, "utf8"), { level: 9 });
  zipped.fill(0, 4, 8);
  zipped[9] = 255;
  return zipped.toString("base64");
});
function decodeRelease(text3) {
  if (decoded.has(text3)) return decoded.get(text3);
  const release = readPayload(text3);
  if (decoded.size >= DECODED_LIMIT) decoded.delete(decoded.keys().next().value ?? "");
  decoded.set(text3, release);
  return release;
}
function releaseSecret(release, labels, stamp, major = 3) {
  const stamped = Object.entries(stamp ?? {}).map(([key, seconds]) => [key, String(seconds)]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: storageKey(release.name, release.version),
      labels: {
        ...Object.fromEntries(stamped),
        // Upstream copies the release's labels over the stamp, so a stored stamp of the same kind stays.
        ...labels,
        name: release.name,
        owner: "helm",
        status: release.info.status ?? "",
        version: String(release.version)
      }
    },
    type: RELEASE_SECRET_TYPE,
    data: { release: Buffer2.from(encodeRelease(release, major), "utf8").toString("base64") }
  };
}
function releaseFromSecret(secret) {
  const data = isObject(secret["data"]) ? secret["data"]["release"] : void 0;
  if (typeof data !== "string") return void 0;
  const release = decodeRelease(Buffer2.from(data, "base64").toString("utf8"));
  if (release === void 0) return void 0;
  const metadata = isObject(secret["metadata"]) ? secret["metadata"] : {};
  return { release, labels: isObject(metadata["labels"]) ? metadata["labels"] : {} };
}
function userLabels(labels) {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !SYSTEM_LABELS.includes(key)));
}
function containsSystemLabels(labels) {
  return Object.keys(labels).some((key) => SYSTEM_LABELS.includes(key));
}
function lastRelease(name, history2) {
  const last2 = newest(history2);
  if (last2 === void 0) throw releaseNotFound(name);
  return last2;
}
function deployedRelease(name, listed) {
  const deployed2 = newest(listed);
  if (deployed2 === void 0) throw noDeployedReleases(name);
  return deployed2;
}
function newest(stored2) {
  let found;
  for (const item of stored2)
    if (found === void 0 || item.release.version > found.release.version) found = item;
  return found;
}
function withoutGaps(value) {
  const { info, hooks } = value;
  const release = {
    name: "",
    namespace: "",
    version: 0,
    ...value,
    info: { deleted: "", ...isObject(info) ? info : {} }
  };
  if (!Array.isArray(hooks)) return release;
  return { ...release, hooks: hooks.filter(isObject).map(withLastRun) };
}
function withLastRun(hook) {
  const run2 = hook["last_run"];
  return { ...hook, last_run: { started_at: "", completed_at: "", phase: "", ...isObject(run2) ? run2 : {} } };
}
function readPayload(text3) {
  try {
    const bytes = Buffer2.from(text3, "base64");
    const gzipped = bytes.length > 3 && bytes[0] === 31 && bytes[1] === 139 && bytes[2] === 8;
    const value = JSON.parse((gzipped ? gunzipSync(bytes) : bytes).toString("utf8"));
    if (!isObject(value)) return void 0;
    return deepFreeze(withoutGaps(value));
  } catch {
    return void 0;
  }
}

// twins/helm/plane.ts
var helmPlane = { name: "helm", inspect: inspect2, owned };
function inspect2(view) {
  const resources = discoverResources(view);
  let compared = 0;
  const differences = [];
  for (const release of releasesOf(view)) {
    differences.push(...statusDifference(release));
    const { owner, deployed: deployed2 } = release;
    if (deployed2 === void 0 || release.newest.info.status === "uninstalled") continue;
    const objects = manifestObjects(deployed2);
    compared += objects.length;
    for (const object3 of objects) differences.push(...compare(view, resources, object3, deployed2, owner));
  }
  return { compared, differences };
}
function owned(view) {
  const resources = discoverResources(view);
  const owners = /* @__PURE__ */ new Map();
  for (const { owner, newest: newest2, deployed: deployed2 } of releasesOf(view)) {
    if (deployed2 === void 0 || newest2.info.status === "uninstalled") continue;
    for (const object3 of manifestObjects(deployed2)) {
      const info = locate(resources, object3, deployed2);
      if (info !== void 0) owners.set(subjectOf3(info), owner);
    }
  }
  return owners;
}
function releasesOf(view) {
  const revisions = /* @__PURE__ */ new Map();
  for (const secret of listObjects(view, "", "secrets")) {
    if (secret["type"] !== RELEASE_SECRET_TYPE) continue;
    const stored2 = releaseFromSecret(secret);
    if (stored2 === void 0) continue;
    const key = `${textAt(metadataOf(secret), "namespace")}/${stored2.release.name}`;
    revisions.set(key, [...revisions.get(key) ?? [], stored2.release]);
  }
  return [...revisions.keys()].sort(compareKeys).map((key) => {
    const newestFirst = (revisions.get(key) ?? []).sort((a, b) => b.version - a.version);
    const newest2 = newestFirst[0];
    const deployed2 = newestFirst.find((release) => release.info.status === "deployed");
    return { owner: `helm release ${newest2.name}`, newest: newest2, deployed: deployed2 };
  });
}
function statusDifference({ owner, newest: newest2 }) {
  const { status = "unknown", description = "" } = newest2.info;
  if (status === "deployed" || status === "uninstalled") return [];
  const subject = `Secret ${newest2.namespace}/${storageKey(newest2.name, newest2.version)}`;
  const why = description === "" ? "" : `: ${shorten2(description)}`;
  return [{ subject, owner, message: `revision ${newest2.version} is ${status}${why}` }];
}
var SHOWN_LENGTH = 200;
function shorten2(text3) {
  const line = text3.trim().replace(/\s+/g, " ");
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH)}\u2026`;
}
function manifestObjects(release) {
  try {
    return parseManifest(release.manifest ?? "").map(({ object: object3 }) => object3);
  } catch (error) {
    if (error instanceof HelmError) return [];
    throw error;
  }
}
function compare(view, resources, object3, release, owner) {
  const info = locate(resources, object3, release);
  if (info === void 0) {
    const subject2 = `${textAt(object3, "kind")} ${release.namespace}/${textAt(object3, "metadata", "name")}`;
    return [{ subject: subject2, owner, message: `its kind is not served in version ${textAt(object3, "apiVersion")}` }];
  }
  const subject = subjectOf3(info);
  const { group, resource } = info.mapping;
  const live = findObject(view, group, resource, info.namespace, info.name);
  if (live === void 0) return [{ subject, owner, message: "is missing" }];
  const paths = differingPaths(view, info, live);
  if (paths.length === 0) return [];
  const message = `differs from revision ${release.version} in ${paths.join(", ")}`;
  return [{ subject, owner, message }];
}
function locate(resources, object3, release) {
  const resource = findKind(resources, textAt(object3, "apiVersion"), textAt(object3, "kind"));
  return resource === void 0 ? void 0 : toInfo(object3, resource, release.namespace);
}
function subjectOf3({ mapping, namespace, name }) {
  return `${mapping.kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

// twins/helm/versions.ts
var HELM_PROFILE = "helm";
var DEFAULT_HELM_VERSION = "3.17.2";
var OLDEST_MINOR = 5;
var NEWEST_MINOR = 21;
var HELM_4_MINOR = 1;
var RECORDED_PATCHES = { "3.17": 2, "4.1": 4 };
function parseHelmVersion(text3) {
  const match = /^v?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?$/.exec(text3);
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  const patch = Number(match?.[3] ?? RECORDED_PATCHES[`${major}.${minor}`] ?? 0);
  if (major === 4 && minor === HELM_4_MINOR) return { major, minor, patch };
  if (major === 4) {
    throw new NotModelled(
      `Helm 4.${minor} (profile ${HELM_PROFILE}=${text3})`,
      `Use ${HELM_PROFILE}=4.${HELM_4_MINOR}, or run its steps with the real binary: --clients real.`
    );
  }
  if (major === 3 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return { major, minor, patch };
  throw new RehearseError(`Helm ${text3} is not supported`, {
    code: "profile-unsupported",
    subject: `${HELM_PROFILE}=${text3}`,
    remedy: `Use a version from 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}, or 4.${HELM_4_MINOR}.`
  });
}
function atLeast2(version2, minor) {
  return version2.major > 3 || version2.minor >= minor;
}
function isHelm4({ major }) {
  return major === 4;
}

// twins/helm/tool/flags.ts
function parseFlags2({ path, specs, version: version2 }, argv) {
  const has = ({ since }) => since === void 0 || atLeast2(version2, since);
  const { values, args } = parseFlags({ path, specs, parseValue, usage, has }, argv);
  return { flags: new Flags(specs, values), args };
}
function parseValue(type, text3) {
  if (type === "format") {
    const known2 = text3 === "table" || text3 === "json" || text3 === "yaml";
    return known2 ? { value: text3 } : { problem: "invalid format type" };
  }
  if (type === "wait") return parseWait(text3);
  if (type !== "map") return parseFlagValue(type, text3);
  const pairs2 = parseFlagValue("strings", text3);
  if ("problem" in pairs2 || !Array.isArray(pairs2.value)) return { problem: "invalid" };
  const wrong = pairs2.value.find((pair) => !String(pair).includes("="));
  return wrong === void 0 ? pairs2 : { problem: `${String(wrong)} must be formatted as key=value` };
}
function parseWait(text3) {
  if (["watcher", "legacy", "hookOnly", "true", "false"].includes(text3)) return { value: text3 };
  const problem2 = `invalid wait input ${goQuote(text3)}. Valid inputs are watcher, hookOnly, and legacy`;
  return { problem: problem2 };
}
function deprecations(specs, flags) {
  return Object.entries(specs).flatMap(
    ([name, { deprecated }]) => deprecated === void 0 || !flags.given(name) ? [] : [`Flag --${name} has been deprecated, ${deprecated}`]
  );
}
function checkExclusive(specs, flags) {
  for (const [name, { not = [] }] of Object.entries(specs)) {
    const other = not.find((one) => flags.given(one));
    if (other === void 0 || !flags.given(name)) continue;
    throw usage(
      `if any flags in the group [${name} ${other}] are set none of the others can be; [${[name, other].sort().join(" ")}] were all set`
    );
  }
}
function usage(message) {
  return helmError("helm-usage", message);
}

// twins/helm/tool/command.ts
function isGroup(entry) {
  return typeof entry === "object" && "subcommands" in entry;
}
var noArgs = (path, useLine, args) => {
  if (args.length > 0) throw usage(`"${path}" accepts no arguments

Usage:  ${useLine}`);
};
function exactArgs(count2) {
  return (path, useLine, args) => {
    if (args.length !== count2) {
      throw usage(`"${path}" requires ${count2} ${argumentsText(count2)}

Usage:  ${useLine}`);
    }
  };
}
function minimumArgs(count2) {
  return (path, useLine, args) => {
    if (args.length < count2) {
      throw usage(`"${path}" requires at least ${count2} ${argumentsText(count2)}

Usage:  ${useLine}`);
    }
  };
}
function argumentsText(count2) {
  return count2 === 1 ? "argument" : "arguments";
}

// twins/helm/tool/flag-sets.ts
function unmodelled(type, short) {
  return { type, modelled: false, ...short === void 0 ? {} : { short } };
}
var BOOL = { type: "bool" };
var TEXT2 = { type: "string" };
var TIMEOUT = { type: "duration", default: 3e5 };
var GLOBAL_FLAGS = {
  "burst-limit": { type: "int" },
  debug: unmodelled("bool"),
  "kube-apiserver": TEXT2,
  "kube-as-group": unmodelled("array"),
  "kube-as-user": unmodelled("string"),
  "kube-ca-file": TEXT2,
  "kube-context": TEXT2,
  "kube-insecure-skip-tls-verify": BOOL,
  "kube-tls-server-name": TEXT2,
  "kube-token": TEXT2,
  kubeconfig: TEXT2,
  namespace: { type: "string", short: "n" },
  qps: TEXT2,
  "registry-config": TEXT2,
  "repository-cache": TEXT2,
  "repository-config": TEXT2
};
var OUTPUT_FLAG = { output: { type: "format", short: "o", default: "table" } };
var REVISION_FLAG = { revision: { type: "int" } };
var VALUE_FLAGS = {
  values: { type: "strings", short: "f" },
  set: { type: "array" },
  "set-file": { type: "array" },
  "set-json": { type: "array", since: 10 },
  "set-literal": { type: "array", since: 12 },
  "set-string": { type: "array" }
};
var CHART_FLAGS = {
  "ca-file": TEXT2,
  "cert-file": TEXT2,
  "insecure-skip-tls-verify": BOOL,
  "key-file": TEXT2,
  keyring: TEXT2,
  "pass-credentials": BOOL,
  password: TEXT2,
  "plain-http": BOOL,
  repo: unmodelled("string"),
  username: TEXT2,
  verify: unmodelled("bool"),
  version: TEXT2,
  devel: BOOL,
  "dependency-update": unmodelled("bool")
};
var RENDER_FLAGS = {
  "enable-dns": unmodelled("bool"),
  "post-renderer": unmodelled("string"),
  "post-renderer-args": unmodelled("string"),
  "render-subchart-notes": unmodelled("bool"),
  "skip-schema-validation": unmodelled("bool"),
  // Servers since 1.25 are asked to validate, and Helm 3 never tells them to: the flag means nothing.
  "disable-openapi-validation": BOOL
};
var RELEASE_FLAGS = {
  ...VALUE_FLAGS,
  ...CHART_FLAGS,
  ...RENDER_FLAGS,
  atomic: BOOL,
  "create-namespace": BOOL,
  description: TEXT2,
  "dry-run": { type: "string", alone: "client" },
  force: BOOL,
  "hide-notes": { type: "bool", since: 16 },
  labels: { type: "map", short: "l", since: 13 },
  "no-hooks": BOOL,
  "skip-crds": BOOL,
  "take-ownership": { type: "bool", since: 17 },
  timeout: TIMEOUT,
  wait: BOOL,
  "wait-for-jobs": BOOL
};
var NAMING_FLAGS = {
  "generate-name": unmodelled("bool", "g"),
  "name-template": unmodelled("string"),
  replace: BOOL
};
var INSTALL_FLAGS = {
  ...RELEASE_FLAGS,
  ...NAMING_FLAGS,
  ...OUTPUT_FLAG,
  "hide-secret": unmodelled("bool")
};
var UPGRADE_FLAGS = {
  ...RELEASE_FLAGS,
  ...OUTPUT_FLAG,
  "cleanup-on-fail": BOOL,
  "hide-secret": unmodelled("bool"),
  "history-max": { type: "int" },
  install: { type: "bool", short: "i" },
  "recreate-pods": unmodelled("bool"),
  "reset-then-reuse-values": { type: "bool", since: 14 },
  "reset-values": BOOL,
  "reuse-values": BOOL
};
var TEMPLATE_FLAGS = {
  ...RELEASE_FLAGS,
  ...NAMING_FLAGS,
  "api-versions": unmodelled("strings", "a"),
  "include-crds": unmodelled("bool"),
  "is-upgrade": BOOL,
  "kube-version": TEXT2,
  "output-dir": unmodelled("string"),
  "release-name": BOOL,
  "show-only": unmodelled("array", "s"),
  "skip-tests": BOOL,
  validate: unmodelled("bool")
};
var ROLLBACK_FLAGS = {
  "cleanup-on-fail": BOOL,
  "dry-run": BOOL,
  force: BOOL,
  "history-max": { type: "int" },
  "no-hooks": BOOL,
  "recreate-pods": unmodelled("bool"),
  timeout: TIMEOUT,
  wait: BOOL,
  "wait-for-jobs": BOOL
};
var UNINSTALL_FLAGS = {
  cascade: { type: "string", default: "background", since: 12 },
  description: TEXT2,
  "dry-run": BOOL,
  "ignore-not-found": { type: "bool", since: 13 },
  "keep-history": BOOL,
  "no-hooks": BOOL,
  timeout: TIMEOUT,
  wait: { type: "bool", since: 7 }
};
var TEST_FLAGS = {
  filter: { type: "strings" },
  "hide-notes": { type: "bool", since: 16 },
  logs: BOOL,
  timeout: TIMEOUT
};
var LIST_FLAGS = {
  ...OUTPUT_FLAG,
  all: { type: "bool", short: "a" },
  "all-namespaces": { type: "bool", short: "A" },
  date: { type: "bool", short: "d" },
  deployed: BOOL,
  failed: BOOL,
  filter: { type: "string", short: "f" },
  max: { type: "int", short: "m", default: 256 },
  "no-headers": { type: "bool", since: 10 },
  offset: { type: "int" },
  pending: BOOL,
  reverse: { type: "bool", short: "r" },
  selector: { type: "string", short: "l" },
  short: { type: "bool", short: "q" },
  superseded: BOOL,
  "time-format": unmodelled("string"),
  uninstalled: BOOL,
  uninstalling: BOOL
};
var STATUS_FLAGS = {
  ...OUTPUT_FLAG,
  ...REVISION_FLAG,
  "show-desc": BOOL,
  "show-resources": unmodelled("bool")
};
var HISTORY_FLAGS = { ...OUTPUT_FLAG, max: { type: "int", default: 256 } };
var GET_VALUES_FLAGS = {
  ...OUTPUT_FLAG,
  ...REVISION_FLAG,
  all: { type: "bool", short: "a" }
};
var GET_ALL_FLAGS = { ...REVISION_FLAG, template: unmodelled("string") };
var VERSION_FLAGS = {
  client: { type: "bool", short: "c", default: true },
  short: BOOL,
  template: unmodelled("string")
};

// twins/helm/tool/output/format.ts
function* printText(text3) {
  yield* print(text3.replace(/\n$/, ""));
}
function jsonLine(value) {
  return `${goJsonEscape(JSON.stringify(value))}
`;
}
function sortedJsonLine(value) {
  return `${goJsonEscape(stableStringify(value))}
`;
}
function yamlText(value) {
  return toGoYaml(value);
}
function tableText(rows) {
  const cells = rows.map((row) => row.map((cell) => cell.split("\n")));
  const widths = (cells[0] ?? []).map(
    (_, column2) => Math.max(...cells.flatMap((row) => (row[column2] ?? [""]).map((line) => [...line].length)))
  );
  const lines = cells.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from(
      { length: height },
      (_, at) => row.map((cell, column2) => pad(cell[at] ?? "", widths[column2] ?? 0)).join("	")
    );
  });
  return `${lines.join("\n")}
`;
}
function pad(cell, width) {
  return cell + " ".repeat(Math.max(0, width - [...cell].length));
}

// twins/helm/tool/output/time.ts
var PATTERN2 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
var DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
var MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
function ansicTime(text3) {
  const match = PATTERN2.exec(text3);
  if (match === null) return text3;
  const [, year = "", month = "", day = "", clock = ""] = match;
  const date = String(Number(day)).padStart(2, " ");
  return `${weekday(Number(year), Number(month), Number(day))} ${MONTHS[Number(month) - 1]} ${date} ${clock} ${year}`;
}
function goTime(text3) {
  const match = PATTERN2.exec(text3);
  if (match === null) return text3;
  const [, year = "", month = "", day = "", clock = "", fraction = "", zone = ""] = match;
  const offset = zone === "Z" ? "+0000 UTC" : `${zone.replace(":", "")} ${zone.replace(":", "")}`;
  return `${year}-${month}-${day} ${clock}${fraction} ${offset}`;
}
function weekday(year, month, day) {
  const y = month < 3 ? year - 1 : year;
  const index = (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + MONTH_SHIFT[month - 1] + day) % 7;
  return DAYS[index];
}

// twins/helm/tool/output/release.ts
function* printRelease(flags, release, view = {}) {
  const format = view.table === true ? "table" : flags.text("output");
  if (format === "json") yield* printText(`${releaseJson(release, view.major)}
`);
  else if (format === "yaml") yield* printText(yamlText(JSON.parse(releaseJson(release, view.major))));
  else yield* printText(releaseText(release, view));
}
function releaseText(release, view) {
  const { info } = release;
  const deployedAt = info.last_deployed ?? "";
  const lines = [
    `NAME: ${release.name}`,
    ...deployedAt === "" ? [] : [`LAST DEPLOYED: ${ansicTime(deployedAt)}`],
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${info.status ?? ""}`,
    `REVISION: ${release.version}`,
    ...view.chart === true ? chartLines(release.chart) : [],
    ...view.description === true || view.major === 4 ? [`DESCRIPTION: ${info.description ?? ""}`] : [],
    ...testLines(release)
  ];
  const whole = view.everything === true;
  const text3 = [
    `${lines.join("\n")}
`,
    whole ? valuesText(release) : "",
    whole || info.description?.toLowerCase() === "dry run complete" ? manifestText(release) : ""
  ].join("");
  const notes = info.notes ?? "";
  return notes === "" || view.hideNotes === true ? text3 : `${text3}NOTES:
${notes.trim()}
`;
}
function chartLines(chart) {
  const { name = "", version: version2 = "", appVersion = "" } = chart?.metadata ?? {};
  return [`CHART: ${name}`, `VERSION: ${version2}`, `APP_VERSION: ${appVersion}`];
}
function testLines({ hooks }) {
  const tests = (hooks ?? []).filter((hook) => hook.events?.includes("test") === true);
  if (tests.length === 0) return ["TEST SUITE: None"];
  return tests.filter((hook) => hook.last_run.started_at !== "").flatMap(({ name, last_run }) => [
    `TEST SUITE:     ${name ?? ""}`,
    `Last Started:   ${ansicTime(last_run.started_at)}`,
    `Last Completed: ${ansicTime(last_run.completed_at)}`,
    `Phase:          ${last_run.phase}`
  ]);
}
function valuesText({ chart, config }) {
  const computed = chart === void 0 ? {} : coalesceValues(chart, config ?? {});
  return `USER-SUPPLIED VALUES:
${yamlText(config ?? null)}
COMPUTED VALUES:
${yamlText(computed)}
`;
}
function manifestText({ hooks, manifest }) {
  return `HOOKS:
${hooksText(hooks)}MANIFEST:
${manifest ?? ""}
`;
}
function hooksText(hooks) {
  return (hooks ?? []).map(({ path, manifest }) => `---
# Source: ${path ?? ""}
${manifest ?? ""}
`).join("");
}
function chartText(chart) {
  return chart === void 0 ? "MISSING" : `${chart.metadata.name ?? ""}-${chart.metadata.version ?? ""}`;
}
function appVersionText(chart) {
  return chart === void 0 ? "MISSING" : chart.metadata.appVersion ?? "";
}

// twins/helm/actions/release-name.ts
var MAX_LENGTH2 = 53;
var VALID = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
function releaseNameProblem(name) {
  if (name === "") return "no name provided";
  if (name.length <= MAX_LENGTH2 && VALID.test(name)) return void 0;
  return `invalid release name, must match regex ${VALID.source} and the length must not be longer than ${MAX_LENGTH2}`;
}

// twins/helm/actions/resources.ts
var CONFLICT_TRIES = 5;
var CONFLICT_DELAY_MS = 10;
function* getResource(info) {
  return yield* send2({ verb: "get", ...addressOf3(info) });
}
function* createResource(configuration, info, applying) {
  if (applying.serverSide) return yield* applyResource(configuration, info, applying);
  const { fieldManager } = configuration;
  const { name: _, ...collection } = addressOf3(info);
  const body = withoutResourceVersion(info.object);
  return yield* retryOnConflict(() => send2({ verb: "create", ...collection, body, fieldManager }));
}
function* applyResource({ fieldManager }, info, { forceConflicts }) {
  const request = { verb: "patch", ...addressOf3(info), patchType: "apply", body: info.object };
  try {
    return yield* send2({ ...request, fieldManager, fieldValidation: "Strict", force: forceConflicts });
  } catch (error) {
    if (!isRefusal(error, isConflict) || !(error instanceof HelmError)) throw error;
    const text3 = `conflict occurred while applying object ${objectText(info)}: ${errorText(error)}`;
    throw helmError("helm-request-failed", text3, { cause: error.cause });
  }
}
function objectText({ mapping, namespace, name }) {
  return `${namespace}/${name} ${mapping.group}/${mapping.version}, Kind=${mapping.kind}`;
}
function* deleteResource(info, propagationPolicy) {
  yield* retryOnConflict(() => send2({ verb: "delete", ...addressOf3(info), propagationPolicy }));
}
function* createResources(configuration, infos, applying) {
  const errors = [];
  for (const info of infos) {
    const error = yield* attempt2(createResource(configuration, info, applying));
    if (error !== void 0) errors.push(error);
  }
  if (infos.length === 0) throw helmError("helm-operation-failed", NO_OBJECTS);
  if (errors.length > 0) throw joinErrors(configuration, errors);
}
function* deleteResources(infos, propagation = "Background") {
  if (infos.length === 0) return [`object not found, skipping delete: ${NO_OBJECTS}`];
  const errors = [];
  for (const info of infos) {
    const error = yield* attempt2(deleteResource(info, propagation));
    if (error !== void 0 && !isRefusal(error, isNotFound)) errors.push(error.message);
  }
  return errors;
}
var NO_OBJECTS = "no objects visited";
function* attempt2(work) {
  try {
    yield* work;
    return void 0;
  } catch (error) {
    if (error instanceof HelmError) return error;
    throw error;
  }
}
function* wrapped2(prefix, work) {
  try {
    return yield* work;
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw helmError("helm-operation-failed", `${prefix}: ${errorText(error)}`, { cause: error.cause });
  }
}
function* retryOnConflict(request) {
  for (let tries = 1; ; tries++) {
    try {
      return yield* request();
    } catch (error) {
      if (tries >= CONFLICT_TRIES || !isRefusal(error, isConflict)) throw error;
      yield* sleep(CONFLICT_DELAY_MS);
    }
  }
}
function withoutResourceVersion(object3) {
  const { resourceVersion, ...metadata } = metadataOf(object3);
  return resourceVersion === void 0 ? object3 : { ...object3, metadata };
}
function joinErrors({ version: version2 }, errors) {
  const cause = errors.find((error) => error.cause !== void 0)?.cause;
  if (isHelm4(version2)) {
    return helmError("helm-operation-failed", errors.map(({ message }) => message).join("\n"), { cause });
  }
  const head = errors.length === 1 ? "1 error occurred:" : `${errors.length} errors occurred:`;
  const points = errors.map((error) => `* ${error.message}`).join("\n	");
  return helmError("helm-operation-failed", `${head}
	${points}

`, { cause });
}

// twins/helm/actions/storage.ts
var SECRETS2 = { group: "", version: "v1", resource: "secrets" };
var ReleaseRecord = class _ReleaseRecord {
  release;
  labels;
  constructor(release, labels) {
    this.release = release;
    this.labels = labels;
  }
  static of({ release, labels }) {
    return new _ReleaseRecord(release, labels);
  }
  get status() {
    return this.release.info.status;
  }
  /** Change some of `info`. Helm v3.21.4 pkg/release/release.go (SetStatus). */
  setInfo(change) {
    this.release = { ...this.release, info: { ...this.release.info, ...change } };
  }
};
function* history(configuration, name) {
  return yield* query(configuration, historySelector(name), name);
}
function* last(configuration, name) {
  const stored2 = yield* history(configuration, name);
  if (stored2.length > 0) return lastRelease(name, stored2);
  throw helmError("helm-release-not-found", `no revision for release ${JSON.stringify(name)}`);
}
function* deployedAll(configuration, name) {
  try {
    return yield* query(configuration, deployedSelector(name), name);
  } catch (error) {
    if (error instanceof HelmError && error.message.includes("not found")) return [];
    throw error;
  }
}
function* deployed(configuration, name) {
  return deployedRelease(name, yield* deployedAll(configuration, name));
}
function* getRevision({ namespace }, name, revision) {
  const key = storageKey(name, revision);
  try {
    const stored2 = releaseFromSecret(yield* send2({ verb: "get", ...SECRETS2, namespace, name: key }));
    if (stored2 !== void 0) return { release: stored2.release, labels: userLabels(stored2.labels) };
  } catch (error) {
    if (isRefusal(error, isNotFound)) throw releaseNotFound(name);
    if (!(error instanceof HelmError)) throw error;
    const text3 = `get: failed to get ${JSON.stringify(key)}: ${errorText(error)}`;
    throw helmError("helm-request-failed", text3, { cause: error.cause });
  }
  throw helmError("helm-release-not-found", `get: failed to decode data ${JSON.stringify(key)}`);
}
function* listReleases({ namespace }, allNamespaces) {
  const where = allNamespaces ? {} : { namespace };
  const request = { verb: "list", ...SECRETS2, ...where, labelSelector: ALL_RELEASES_SELECTOR };
  return decodeAll(yield* wrapped2("list: failed to list", list2(request)));
}
function* createRecord(configuration, record, maxHistory2) {
  const { namespace, version: version2 } = configuration;
  if (maxHistory2 > 0) yield* removeLeastRecent(configuration, record.release.name, maxHistory2 - 1);
  const body = releaseSecret(
    record.release,
    record.labels,
    { createdAt: yield* unixSeconds() },
    version2.major
  );
  try {
    yield* send2({ verb: "create", ...SECRETS2, namespace, body, fieldManager: configuration.fieldManager });
  } catch (error) {
    if (isRefusal(error, isAlreadyExists)) throw releaseExists(record.release.name);
    if (!(error instanceof HelmError)) throw error;
    throw helmError("helm-request-failed", `create: failed to create: ${errorText(error)}`);
  }
}
function* updateRecord(configuration, record) {
  const { namespace, fieldManager, version: version2 } = configuration;
  const body = releaseSecret(
    record.release,
    record.labels,
    { modifiedAt: yield* unixSeconds() },
    version2.major
  );
  const name = storageKey(record.release.name, record.release.version);
  yield* wrapped2(
    "update: failed to update",
    send2({ verb: "update", ...SECRETS2, namespace, name, body, fieldManager })
  );
}
function* recordRelease(configuration, record) {
  yield* attempt2(updateRecord(configuration, record));
}
function* deleteRevision(configuration, name, revision) {
  yield* getRevision(configuration, name, revision);
  const { namespace } = configuration;
  yield* send2({ verb: "delete", ...SECRETS2, namespace, name: storageKey(name, revision) });
}
function* deleteRevisions(configuration, stored2) {
  for (const { release } of stored2) yield* deleteRevision(configuration, release.name, release.version);
}
function* removeLeastRecent(configuration, name, keep) {
  const stored2 = yield* historyOrNone(configuration, name);
  if (stored2.length <= keep) return;
  const oldestFirst = [...stored2].sort((a, b) => a.release.version - b.release.version);
  const deployedVersions = (yield* deployedAll(configuration, name)).map(({ release }) => release.version);
  const protectedVersion = deployedVersions.length === 0 ? void 0 : Math.max(...deployedVersions);
  const doomed = oldestFirst.map(({ release }) => release.version).filter((version2) => version2 !== protectedVersion).slice(0, stored2.length - keep);
  const errors = [];
  for (const version2 of doomed) {
    const error = yield* attempt2(deleteRevision(configuration, name, version2));
    if (error !== void 0) errors.push(error);
  }
  const [first, ...others] = errors;
  if (first === void 0 || first.code === "helm-release-not-found") return;
  if (others.length === 0) throw first;
  const text3 = `encountered ${errors.length} deletion errors. First is: ${first.message}`;
  throw helmError("helm-request-failed", text3);
}
function* historyOrNone(configuration, name) {
  try {
    return yield* history(configuration, name);
  } catch (error) {
    if (error instanceof HelmError && error.code === "helm-release-not-found") return [];
    throw error;
  }
}
function* query({ namespace }, labelSelector, name) {
  const request = { verb: "list", ...SECRETS2, namespace, labelSelector };
  const items = yield* wrapped2("query: failed to query with labels", list2(request));
  if (items.length === 0) throw releaseNotFound(name);
  return decodeAll(items);
}
function* list2(request) {
  return itemsOf({ code: 200, body: yield* send2(request) });
}
function decodeAll(secrets) {
  return secrets.flatMap((secret) => releaseFromSecret(secret) ?? []);
}

// twins/helm/tool/stored-release.ts
function* readRelease(invocation) {
  return (yield* readStoredRelease(invocation)).release;
}
function* readStoredRelease({ configuration, flags, args }) {
  const [name = ""] = args;
  yield* checkReachable(configuration);
  if (releaseNameProblem(name) !== void 0) {
    throw helmError("helm-invalid-name", `releaseContent: Release name is invalid: ${name}`);
  }
  const revision = flags.number("revision");
  return yield* revision <= 0 ? last(configuration, name) : getRevision(configuration, name, revision);
}

// twins/helm/tool/commands/get.ts
var getValues = {
  useLine: "helm get values RELEASE_NAME [flags]",
  flags: GET_VALUES_FLAGS,
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { flags } = invocation;
    const { chart, config } = yield* readRelease(invocation);
    const all = flags.on("all");
    const values = all && chart !== void 0 ? coalesceValues(chart, config ?? {}) : config ?? null;
    const format = flags.text("output");
    if (format === "json") {
      yield* printText(sortedJsonLine(values));
      return;
    }
    if (format === "table") yield* print(all ? "COMPUTED VALUES:" : "USER-SUPPLIED VALUES:");
    yield* printText(yamlText(values));
  }
};
var getManifest = getPart("manifest", ({ manifest }) => `${manifest ?? ""}
`);
var getHooks = getPart("hooks", ({ hooks }) => hooksText(hooks));
var getNotes = getPart(
  "notes",
  ({ info }) => (info.notes ?? "") === "" ? "" : `NOTES:
${info.notes}
`
);
var getAll = {
  ...getPart("all", (release, major) => releaseText(release, { chart: true, everything: true, major })),
  flags: GET_ALL_FLAGS
};
function getPart(name, textOf2) {
  return {
    useLine: `helm get ${name} RELEASE_NAME [flags]`,
    flags: REVISION_FLAG,
    checkArgs: exactArgs(1),
    *run(invocation) {
      const text3 = textOf2(yield* readRelease(invocation), invocation.version.major);
      if (text3 !== "") yield* printText(text3);
    }
  };
}

// twins/helm/tool/commands/get-metadata.ts
var SHOWS_ANNOTATIONS = 17;
var APPLY_METHODS = {
  "": "client-side apply (defaulted)",
  csa: "client-side apply",
  ssa: "server-side apply"
};
var getMetadata = {
  useLine: "helm get metadata RELEASE_NAME [flags]",
  flags: { ...OUTPUT_FLAG, ...REVISION_FLAG },
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { flags, version: version2 } = invocation;
    if (!atLeast2(version2, SHOWS_ANNOTATIONS))
      throw new NotModelled("helm get metadata before 3.17", REAL_BINARY);
    const { release, labels } = yield* readStoredRelease(invocation);
    const metadata = toMetadata(release, isHelm4(version2) ? labels : {}, version2);
    const format = flags.text("output");
    if (format === "json") yield* printText(jsonLine(metadata));
    else if (format === "yaml") yield* printText(yamlText(metadata));
    else yield* printText(table(metadata, version2));
  }
};
function toMetadata(release, labels, version2) {
  const {
    name = "",
    version: chartVersion = "",
    appVersion = "",
    annotations = {},
    dependencies = []
  } = {
    ...release.chart?.metadata
  };
  const applied = isHelm4(version2) ? release.apply_method ?? "" : "";
  return {
    name: release.name,
    chart: name,
    version: chartVersion,
    appVersion,
    ...isEmpty2(annotations) ? {} : { annotations },
    ...isEmpty2(labels) ? {} : { labels },
    ...dependencies.length === 0 ? {} : { dependencies },
    namespace: release.namespace,
    revision: release.version,
    status: release.info.status ?? "",
    deployedAt: wholeSeconds(release.info.last_deployed ?? ""),
    ...applied === "" ? {} : { applyMethod: applied }
  };
}
function isEmpty2(map) {
  return Object.keys(map).length === 0;
}
function wholeSeconds(time) {
  return time === "" ? "0001-01-01T00:00:00Z" : time.replace(/\.\d+/, "");
}
function table(metadata, version2) {
  const text3 = (name) => textAt(metadata, name);
  const helm4 = isHelm4(version2);
  const dependencies = metadata["dependencies"] ?? [];
  const names = dependencies.map((one) => textAt(one, "name")).sort(compareKeys);
  const method = APPLY_METHODS[text3("applyMethod")] ?? `unknown (${JSON.stringify(text3("applyMethod"))})`;
  const lines = [
    `NAME: ${text3("name")}`,
    `CHART: ${text3("chart")}`,
    `VERSION: ${text3("version")}`,
    `APP_VERSION: ${text3("appVersion")}`,
    `ANNOTATIONS: ${pairs(metadata["annotations"])}`,
    ...helm4 ? [`LABELS: ${pairs(metadata["labels"])}`] : [],
    `DEPENDENCIES: ${names.join(",")}`,
    `NAMESPACE: ${text3("namespace")}`,
    `REVISION: ${String(metadata["revision"])}`,
    `STATUS: ${text3("status")}`,
    `DEPLOYED_AT: ${text3("deployedAt")}`,
    ...helm4 ? [`APPLY_METHOD: ${method}`] : []
  ];
  return `${lines.join("\n")}
`;
}
function pairs(map) {
  return Object.entries(map ?? {}).map(([key, value]) => `${key}=${String(value)}`).sort(compareKeys).join(",");
}

// twins/helm/tool/commands/history.ts
var HEADER = ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"];
var historyCommand = {
  useLine: "helm history RELEASE_NAME [flags]",
  flags: HISTORY_FLAGS,
  checkArgs: exactArgs(1),
  *run({ flags, args, configuration }) {
    const [name = ""] = args;
    yield* checkReachable(configuration);
    if (releaseNameProblem(name) !== void 0) {
      throw helmError("helm-invalid-name", `release name is invalid: ${name}`);
    }
    const stored2 = yield* history(configuration, name);
    const newest2 = stored2.map(({ release }) => release).sort((a, b) => b.version - a.version).slice(0, Math.max(0, flags.number("max")));
    const rows = newest2.reverse().map(toRow);
    const format = flags.text("output");
    if (format === "json") yield* printText(jsonLine(rows));
    else if (format === "yaml") yield* printText(yamlText(rows));
    else yield* printText(tableText([HEADER, ...rows.map(toCells)]));
  }
};
function toRow({ version: version2, info, chart }) {
  return {
    revision: version2,
    updated: info.last_deployed ?? "",
    status: info.status ?? "",
    chart: chartText(chart),
    app_version: appVersionText(chart),
    description: info.description ?? ""
  };
}
function toCells(row) {
  return [
    String(row.revision),
    ansicTime(row.updated),
    row.status,
    row.chart,
    row.app_version,
    row.description
  ];
}

// twins/helm/process-dependencies.ts
function processDependencies(chart, values) {
  return hasDependencies(chart) ? importAll(enable(chart, values, "")) : chart;
}
function hasDependencies({ metadata, dependencies = [] }) {
  return (metadata.dependencies ?? []).length > 0 || dependencies.some(hasDependencies);
}
function enable(chart, values, path) {
  const requirements = chart.metadata.dependencies ?? [];
  if (requirements.length === 0) return chart;
  const present = chart.dependencies ?? [];
  const aliased = requirements.flatMap((requirement) => {
    const found = present.find(({ metadata }) => metadata.name === textAt(requirement, "name"));
    return found === void 0 ? [] : [renamed(found, textAt(requirement, "alias"))];
  });
  const wanted = new Set(requirements.map((requirement) => textAt(requirement, "name")));
  const others = present.filter(({ metadata }) => !wanted.has(metadata.name ?? ""));
  const all = [...others, ...aliased];
  const coalesced = coalesceValues({ ...chart, dependencies: all }, values);
  const named = requirements.map((requirement) => ({
    ...requirement,
    name: nameOf(requirement),
    enabled: true
  }));
  const kept = named.filter((requirement) => isEnabled(requirement, coalesced, path));
  const removed = new Set(named.filter((one) => !kept.includes(one)).map(({ name }) => name));
  const dependencies = all.filter(({ metadata }) => !removed.has(metadata.name ?? "")).map((dependency) => enable(dependency, coalesced, `${path}${dependency.metadata.name ?? ""}.`));
  return { ...chart, dependencies, metadata: withDependencies(chart, kept) };
}
function withDependencies({ metadata }, dependencies) {
  const { dependencies: _, ...others } = metadata;
  return dependencies.length === 0 ? others : { ...others, dependencies };
}
function nameOf(requirement) {
  return textAt(requirement, "alias") || textAt(requirement, "name");
}
function renamed(chart, alias) {
  return alias === "" ? chart : { ...chart, metadata: { ...chart.metadata, name: alias } };
}
function isEnabled(requirement, values, path) {
  for (const condition2 of textAt(requirement, "condition").trim().split(",")) {
    const value = condition2 === "" ? void 0 : valueAtPath(values, `${path}${condition2}`);
    if (typeof value === "boolean") return value;
  }
  const tags = isObject(values["tags"]) ? values["tags"] : {};
  const said = arrayAt(requirement, "tags").map((tag) => tags[String(tag)]);
  return said.includes(true) || !said.includes(false);
}
function valueAtPath(values, path) {
  return path.split(".").reduce((value, key) => isObject(value) ? value[key] : void 0, values);
}
function importAll(chart) {
  const dependencies = (chart.dependencies ?? []).map(importAll);
  const requirements = chart.metadata.dependencies ?? [];
  const whole = { ...chart, dependencies };
  if (requirements.length === 0) return whole;
  const merged2 = mergeValues(whole, {});
  let imported = {};
  const read2 = requirements.map((requirement) => {
    const imports = arrayAt(requirement, "import-values").flatMap(importOf);
    for (const { child, parent } of imports) {
      const table2 = valueAtPath(merged2, `${textAt(requirement, "name")}.${child}`);
      if (isObject(table2)) imported = mergedTables(imported, nested(parent, table2));
    }
    return stored(requirement, imports);
  });
  return {
    ...whole,
    values: mergedTables(merged2, imported),
    metadata: { ...chart.metadata, dependencies: read2 }
  };
}
function stored(requirement, imports) {
  const { name = "", version: version2, repository = "", condition: condition2, tags, enabled = false, alias } = requirement;
  return {
    name,
    ...version2 === void 0 ? {} : { version: version2 },
    repository,
    ...condition2 === void 0 ? {} : { condition: condition2 },
    ...tags === void 0 ? {} : { tags },
    enabled,
    ...imports.length === 0 ? {} : { "import-values": imports },
    ...alias === void 0 ? {} : { alias }
  };
}
function importOf(value) {
  if (typeof value === "string") return [{ child: `exports.${value}`, parent: "." }];
  return isObject(value) ? [{ child: textAt(value, "child"), parent: textAt(value, "parent") }] : [];
}
function nested(path, table2) {
  if (path === ".") return table2;
  return path.split(".").reduceRight((value, key) => ({ [key]: value }), table2);
}

// twins/helm/actions/existing.ts
var MANAGED_BY = "app.kubernetes.io/managed-by";
var RELEASE_NAME = "meta.helm.sh/release-name";
var RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";
function withOwner(info, owner) {
  const metadata = metadataOf(info.object);
  const labels = { ...objectAt(metadata, "labels"), [MANAGED_BY]: "Helm" };
  const annotations = {
    ...objectAt(metadata, "annotations"),
    [RELEASE_NAME]: owner.name,
    [RELEASE_NAMESPACE]: owner.namespace
  };
  return { ...info, object: { ...info.object, metadata: { ...metadata, labels, annotations } } };
}
function* findExisting(infos, owner, takeOwnership) {
  const found = [];
  for (const info of infos) {
    const live = yield* getExisting(info);
    if (live === void 0) continue;
    const problems = takeOwnership ? [] : ownershipProblems(live, owner);
    if (problems.length > 0) throw notImportable(info, problems);
    found.push(info);
  }
  return found;
}
function* getExisting(info) {
  try {
    return yield* send2({ verb: "get", ...addressOf3(info) });
  } catch (error) {
    if (isRefusal(error, isNotFound)) return void 0;
    if (!(error instanceof HelmError)) throw error;
    const text3 = `could not get information about the resource ${resourceText(info)}: ${errorText(error)}`;
    throw helmError("helm-request-failed", text3, { cause: error.cause });
  }
}
function notImportable(info, problems) {
  const text3 = ["invalid ownership metadata", ...problems].join("; ");
  return helmError(
    "helm-not-importable",
    `${resourceText(info)} exists and cannot be imported into the current release: ${text3}`,
    { subject: resourceText(info) }
  );
}
function ownershipProblems(live, { name, namespace }) {
  const labels = objectAt(live, "metadata", "labels");
  const annotations = objectAt(live, "metadata", "annotations");
  return [
    ...problem("label", labels, MANAGED_BY, "Helm"),
    ...problem("annotation", annotations, RELEASE_NAME, name),
    ...problem("annotation", annotations, RELEASE_NAMESPACE, namespace)
  ];
}
function problem(what, map, key, wanted) {
  const actual = map[key];
  if (actual === wanted) return [];
  const [k, v] = [JSON.stringify(key), JSON.stringify(wanted)];
  return actual === void 0 ? [`${what} validation error: missing key ${k}: must be set to ${v}`] : [`${what} validation error: key ${k} must equal ${v}: current value is ${JSON.stringify(actual)}`];
}

// twins/helm/actions/hook-logs.ts
var PRINTS_LOGS = 18;
var PODS = { group: "", version: "v1", resource: "pods" };
function* hookLogs({ version: version2, namespace: releaseNamespace }, hook, policy) {
  if (!atLeast2(version2, PRINTS_LOGS) || !(hook.output_log_policies ?? []).includes(policy)) return [];
  if (hook.kind !== "Job" && hook.kind !== "Pod") return [];
  const [document] = parseManifest(hook.manifest ?? "");
  const namespace = textAt(metadataOf(document?.object ?? {}), "namespace") || releaseNamespace;
  const name = hook.name ?? "";
  const selector = hook.kind === "Job" ? { labelSelector: `job-name=${name}` } : { fieldSelector: `metadata.name=${name}` };
  const pods = yield* whileConnected(api({ verb: "list", ...PODS, namespace, ...selector }));
  if (!succeeded(pods)) return [];
  const logs = [];
  for (const pod2 of itemsOf(pods)) {
    for (const container of arrayAt(pod2, "spec", "containers")) {
      const log3 = yield* podLog(namespace, textAt(metadataOf(pod2), "name"), textAt(container, "name"));
      if (log3 === void 0) return logs;
      if (log3 !== "") logs.push(log3);
    }
  }
  return logs;
}
function* podLog(namespace, name, container) {
  const request = { verb: "get", ...PODS, namespace, name, subresource: "log", container };
  const answer4 = yield* whileConnected(api(request));
  return succeeded(answer4) ? String(answer4.body["text"] ?? "") : void 0;
}

// twins/helm/actions/hook-completion.ts
function* waitCompleted(configuration, infos, timeoutMs) {
  const errors = [];
  for (const info of infos) {
    const judge = info.mapping.kind === "Job" ? judgeJob : info.mapping.kind === "Pod" ? judgePod : void 0;
    if (judge === void 0) continue;
    const reads = [apiCall({ verb: "get", ...addressOf3(info) })];
    const look = (answers) => judgeAnswer(answers[0], judge);
    const predicate = (answers) => look(answers) !== "running";
    const result = yield* whileConnected(waitUntil({ reads, predicate, pollMs: 0, timeoutMs }));
    const state = look(result.answers);
    if (state === "running") errors.push(helmError("helm-hook-failed", "timed out waiting for the condition"));
    else if (state !== "done") errors.push(state);
  }
  return errors.length === 0 ? void 0 : joinErrors(configuration, errors);
}
function judgeAnswer(answer4, judge) {
  if (succeeded(answer4)) return judge(answer4.body);
  return isNotFound(answer4.body) ? "done" : refused(answer4.body);
}
function judgeJob(job2) {
  for (const condition2 of arrayAt(job2, "status", "conditions")) {
    if (textAt(condition2, "status") !== "True") continue;
    const type = textAt(condition2, "type");
    if (type === "Complete") return "done";
    if (type !== "Failed") continue;
    const name = textAt(job2, "metadata", "name");
    return helmError("helm-hook-failed", `job ${name} failed: ${textAt(condition2, "reason")}`);
  }
  return "running";
}
function judgePod(pod2) {
  const phase = textAt(pod2, "status", "phase");
  if (phase === "Succeeded") return "done";
  if (phase !== "Failed") return "running";
  return helmError("helm-hook-failed", `pod ${textAt(pod2, "metadata", "name")} failed`);
}

// twins/helm/actions/kstatus.ts
var current = (message) => ({ status: "Current", message });
var inProgress = (message) => ({ status: "InProgress", message });
var failed3 = (message) => ({ status: "Failed", message });
function computeStatus(object3) {
  const generic = genericStatus(object3);
  if (generic !== void 0) return generic;
  const rule = RULES[ruleKey(object3)];
  return rule === void 0 ? readyCondition(object3) : rule(object3);
}
function completedJobStatus(job2) {
  return finishedJob(job2) ?? inProgress("Job in progress");
}
function completedPodStatus(pod2) {
  const name = textAt(pod2, "metadata", "name");
  const phase = textAt(pod2, "status", "phase");
  if (phase === "Succeeded") return current(`pod ${name} succeeded`);
  return phase === "Failed" ? failed3(`pod ${name} failed`) : inProgress("Pod in progress");
}
function isTransient(pod2) {
  if (metadataOf(pod2)["deletionTimestamp"] !== void 0) return true;
  return conditionsOf(pod2).some(isUnschedulable);
}
function ruleKey(object3) {
  const apiVersion = textAt(object3, "apiVersion");
  const slash = apiVersion.indexOf("/");
  const kind = textAt(object3, "kind");
  return slash < 0 ? kind : `${apiVersion.slice(0, slash)}/${kind}`;
}
function genericStatus(object3) {
  const metadata = metadataOf(object3);
  if (metadata["deletionTimestamp"] !== void 0) {
    return { status: "Terminating", message: "Resource scheduled for deletion" };
  }
  const { generation } = metadata;
  const observed = valueAt(object3, "status", "observedGeneration");
  if (typeof generation === "number" && typeof observed === "number" && observed !== generation) {
    const kind = textAt(object3, "kind");
    return inProgress(`${kind} generation is ${generation}, but latest observed generation is ${observed}`);
  }
  for (const condition2 of conditionsOf(object3)) {
    if (condition2["status"] !== "True") continue;
    if (condition2["type"] === "Reconciling") return inProgress(textAt(condition2, "message"));
    if (condition2["type"] === "Stalled") return failed3(textAt(condition2, "message"));
  }
  return void 0;
}
function readyCondition(object3) {
  const ready = conditionsOf(object3).find(({ type }) => type === "Ready");
  if (ready === void 0) return current("Resource is current");
  return ready["status"] === "True" ? current("Resource is Ready") : inProgress(textAt(ready, "message"));
}
function conditionsOf(object3) {
  return arrayAt(object3, "status", "conditions");
}
var RULES = {
  Service: service,
  Pod: pod,
  Secret: alwaysReady,
  PersistentVolumeClaim: claim,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "apps/Deployment": deployment,
  "apps/ReplicaSet": replicaSet,
  "policy/PodDisruptionBudget": () => current("AllowedDisruptions has been computed."),
  "batch/CronJob": alwaysReady,
  ConfigMap: alwaysReady,
  "batch/Job": job,
  "apiextensions.k8s.io/CustomResourceDefinition": definition
};
function alwaysReady() {
  return current("Resource is always ready");
}
function service({ spec = {} }) {
  const isPending2 = textAt(spec, "type") === "LoadBalancer" && textAt(spec, "clusterIP") === "";
  return isPending2 ? inProgress("ClusterIP not set. Service type: LoadBalancer") : current("Service is ready");
}
function claim(object3) {
  const phase = textAt(object3, "status", "phase") || "unknown";
  return phase === "Bound" ? current("PVC is Bound") : inProgress(`PVC is not Bound. phase: ${phase}`);
}
function counters(object3) {
  const status = objectAt(object3, "status");
  return {
    wanted: numberAt(object3, 1, "spec", "replicas"),
    replicas: numberAt(status, 0, "replicas"),
    ready: numberAt(status, 0, "readyReplicas"),
    current: numberAt(status, 0, "currentReplicas"),
    updated: numberAt(status, 0, "updatedReplicas"),
    available: numberAt(status, 0, "availableReplicas"),
    labelled: numberAt(status, 0, "fullyLabeledReplicas")
  };
}
function statefulSet(object3) {
  const strategy = objectAt(object3, "spec", "updateStrategy");
  if (strategy["type"] === "OnDelete") return current("StatefulSet is using the ondelete update strategy");
  const { wanted, replicas, ready, updated, current: now2 } = counters(object3);
  const partition = numberAt(strategy, -1, "rollingUpdate", "partition");
  if (wanted > replicas) return inProgress(`Replicas: ${replicas}/${wanted}`);
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`);
  if (replicas > wanted) return inProgress(`Pending termination: ${replicas - wanted}`);
  if (partition !== -1) {
    return updated < wanted - partition ? inProgress(`updated: ${updated}/${wanted - partition}`) : current(`Partition rollout complete. updated: ${updated}`);
  }
  if (wanted > now2) return inProgress(`current: ${now2}/${wanted}`);
  const status = objectAt(object3, "status");
  if (textAt(status, "currentRevision") !== textAt(status, "updateRevision")) {
    return inProgress("Waiting for updated revision to match current");
  }
  return current(`All replicas scheduled as expected. Replicas: ${replicas}`);
}
function deployment(object3) {
  const conditions = conditionsOf(object3);
  const progressing = conditions.find(({ type }) => type === "Progressing");
  if (progressing?.["reason"] === "ProgressDeadlineExceeded") return failed3("Progress deadline exceeded");
  const { wanted, replicas, updated, available, ready } = counters(object3);
  if (wanted > replicas) return inProgress(`Replicas: ${replicas}/${wanted}`);
  if (wanted > updated) return inProgress(`Updated: ${updated}/${wanted}`);
  if (replicas > wanted) return inProgress(`Pending termination: ${replicas - wanted}`);
  if (updated > available) return inProgress(`Available: ${available}/${updated}`);
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`);
  const hasDeadline = typeof valueAt(object3, "spec", "progressDeadlineSeconds") === "number";
  const isRolledOut = progressing?.["status"] === "True" && progressing["reason"] === "NewReplicaSetAvailable";
  if (hasDeadline && !isRolledOut) return inProgress("ReplicaSet not Available");
  const isAvailable = conditions.some(({ type, status }) => type === "Available" && status === "True");
  return isAvailable ? current(`Deployment is available. Replicas: ${replicas}`) : inProgress("Deployment not Available");
}
function replicaSet(object3) {
  if (conditionsOf(object3).some(({ type, status }) => type === "ReplicaFailure" && status === "True")) {
    return inProgress("Replica Failure condition. Check Pods");
  }
  const { wanted, replicas, labelled, available, ready } = counters(object3);
  if (wanted > labelled) return inProgress(`Labelled: ${labelled}/${wanted}`);
  if (wanted > available) return inProgress(`Available: ${available}/${wanted}`);
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`);
  if (replicas > wanted) return inProgress(`Pending termination: ${replicas - wanted}`);
  return current(`ReplicaSet is available. Replicas: ${replicas}`);
}
function daemonSet(object3) {
  const status = objectAt(object3, "status");
  if (status["observedGeneration"] === void 0) {
    return inProgress("DaemonSet status.observedGeneration not found");
  }
  const desired = numberAt(status, -1, "desiredNumberScheduled");
  if (desired === -1) return inProgress("Missing .status.desiredNumberScheduled");
  for (const [word, field] of DAEMON_COUNTERS) {
    const count2 = numberAt(status, 0, field);
    if (desired > count2) return inProgress(`${word}: ${count2}/${desired}`);
  }
  return current(`All replicas scheduled as expected. Replicas: ${desired}`);
}
var DAEMON_COUNTERS = [
  ["Current", "currentNumberScheduled"],
  ["Updated", "updatedNumberScheduled"],
  ["Available", "numberAvailable"],
  ["Ready", "numberReady"]
];
function pod(object3) {
  const phase = textAt(object3, "status", "phase");
  if (phase === "Succeeded") return current("Pod has completed successfully");
  if (phase === "Failed") return current("Pod has completed, but not successfully");
  if (phase === "Pending") {
    const waits = conditionsOf(object3).some(isUnschedulable);
    return inProgress(waits ? "Pod has not been scheduled" : "Pod is in the Pending phase");
  }
  if (phase !== "Running") return inProgress("Pod phase not available");
  if (conditionsOf(object3).some(({ type, status }) => type === "Ready" && status === "True")) {
    return current("Pod is Ready");
  }
  const crashing = arrayAt(object3, "status", "containerStatuses").filter((container) => textAt(container, "state", "waiting", "reason") === "CrashLoopBackOff").map((container) => textAt(container, "name"));
  return crashing.length === 0 ? inProgress("Pod is running but is not Ready") : failed3(`Containers in CrashLoop state: ${crashing.join(",")}`);
}
function isUnschedulable({ type, status, reason }) {
  return type === "PodScheduled" && status === "False" && reason === "Unschedulable";
}
function job(object3) {
  const finished = finishedJob(object3);
  if (finished !== void 0) return finished;
  const status = objectAt(object3, "status");
  if (textAt(status, "startTime") === "") return inProgress("Job not started");
  const [succeeded2, active] = [numberAt(status, 0, "succeeded"), numberAt(status, 0, "active")];
  const count2 = numberAt(status, 0, "failed");
  return current(`Job in progress. success:${succeeded2}, active: ${active}, failed: ${count2}`);
}
function finishedJob(object3) {
  const completions = numberAt(object3, numberAt(object3, 1, "spec", "parallelism"), "spec", "completions");
  for (const { type, status } of conditionsOf(object3)) {
    if (status !== "True") continue;
    if (type === "Complete") {
      return current(`Job Completed. succeeded: ${numberAt(object3, 0, "status", "succeeded")}/${completions}`);
    }
    if (type === "Failed") {
      return failed3(`Job Failed. failed: ${numberAt(object3, 0, "status", "failed")}/${completions}`);
    }
  }
  return void 0;
}
function definition(object3) {
  for (const condition2 of conditionsOf(object3)) {
    const { type, status, reason } = condition2;
    if (type === "NamesAccepted" && status === "False") return failed3(textAt(condition2, "message"));
    if (type !== "Established") continue;
    if (status === "False" && reason !== "Installing") return failed3(textAt(condition2, "message"));
    if (status === "True") return current("CRD is established");
  }
  return inProgress("Install in progress");
}

// twins/helm/actions/selected.ts
function listSelected({ object: object3, namespace }, group, resource) {
  const labelSelector = selectorText(objectAt(object3, "spec", "selector"));
  const request = { verb: "list", group, version: "v1", resource, namespace, labelSelector };
  return apiCall(request);
}
function selectorText(selector) {
  const labels = objectAt(selector, "matchLabels");
  const equal = Object.keys(labels).map((key) => `${key}=${String(labels[key])}`);
  const expressions = arrayAt(selector, "matchExpressions").filter(isObject).map(expressionText);
  return [...equal, ...expressions].sort().join(",");
}
function expressionText(expression) {
  const key = textAt(expression, "key");
  const values = arrayAt(expression, "values").map(String).join(",");
  switch (expression["operator"]) {
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    case "NotIn":
      return `${key} notin (${values})`;
    default:
      return `${key} in (${values})`;
  }
}

// twins/helm/actions/status-wait.ts
var DEFAULT_TIMEOUT_MS = 3e4;
function* waitForStatus(infos, goal2, timeoutMs) {
  const watched = infos.filter(({ object: object3, mapping }) => {
    return mapping.kind !== "Deployment" || valueAt(object3, "spec", "paused") !== true;
  });
  const checks = watched.map((info) => checkOf(info, goal2));
  yield* watch(checks, "Current", timeoutMs, "not ready");
}
function* waitForDeletion(infos, timeoutMs) {
  const checks = infos.map((info) => ({ info, reads: [readOf(info)], judge: computeStatus }));
  yield* watch(checks, "NotFound", timeoutMs, "still exists");
}
function* watch(checks, desired, timeoutMs, complaint) {
  const reads = checks.flatMap((check) => check.reads);
  if (reads.length === 0) return;
  const isDone = ({ status }) => status === desired || desired === "Current" && status === "Failed";
  const predicate = (answers) => refusalIn(answers) !== void 0 || statusesOf(checks, answers).every(isDone);
  const result = yield* whileConnected(
    waitUntil({ reads, predicate, pollMs: 0, timeoutMs: timeoutMs === 0 ? DEFAULT_TIMEOUT_MS : timeoutMs })
  );
  const refusal3 = refusalIn(result.answers);
  if (refusal3 !== void 0) throw refused(refusal3);
  const statuses = statusesOf(checks, result.answers);
  const lines = checks.flatMap(({ info }, index) => {
    const { status, message } = statuses[index];
    if (status === desired) return [];
    const { mapping, namespace, name } = info;
    return [
      `resource ${mapping.kind}/${namespace}/${name} ${complaint}. status: ${status}, message: ${message}`
    ];
  });
  if (result.timedOut) lines.push("context deadline exceeded");
  if (lines.length > 0) throw waitFailed(lines);
}
function waitFailed(lines) {
  return helmError("helm-wait-failed", lines.join("\n"));
}
function statusesOf(checks, answers) {
  const responses = answers;
  let at = 0;
  return checks.map(({ reads, judge }) => {
    const [own, pods] = responses.slice(at, at + reads.length);
    at += reads.length;
    if (own === void 0 || !succeeded(own)) return { status: "NotFound", message: "Resource not found" };
    return judge(own.body, pods === void 0 ? [] : itemsOf(pods));
  });
}
function refusalIn(answers) {
  const responses = answers;
  return responses.find((answer4) => !succeeded(answer4) && !isNotFound(answer4.body))?.body;
}
function checkOf(info, goal2) {
  const { group, kind } = info.mapping;
  const reads = [readOf(info)];
  const key = `${group}/${kind}`;
  if (key === "batch/Job" && goal2 !== "ready") return { info, reads, judge: completedJobStatus };
  if (goal2 === "hooks") {
    return { info, reads, judge: key === "/Pod" ? completedPodStatus : alwaysCurrent };
  }
  if (key !== "apps/StatefulSet" && key !== "apps/ReplicaSet") return { info, reads, judge: computeStatus };
  return { info, reads: [...reads, listSelected(info, "", "pods")], judge: withPods };
}
function alwaysCurrent() {
  return { status: "Current", message: "Resource is current" };
}
function withPods(live, pods) {
  const own = computeStatus(live);
  if (own.status !== "InProgress") return own;
  const failures = pods.filter((pod2) => computeStatus(pod2).status === "Failed" && !isTransient(pod2));
  return failures.length === 0 ? own : { status: "Failed", message: `${failures.length} pods have failed` };
}
function readOf(info) {
  return apiCall({ verb: "get", ...addressOf3(info) });
}

// twins/helm/actions/create-patch.ts
function createPatch(sources) {
  const { original, target, current: current2, threeWayForUnstructured } = sources;
  if (isUnstructured(target)) {
    const body = threeWayForUnstructured ? createThreeWayMergePatch(original, target.object, current2) : createMergePatch(original, target.object);
    return { type: "merge", body };
  }
  const { kind, group } = target.mapping;
  try {
    return {
      type: "strategic",
      body: createThreeWayMergePatch2(kind, original, target.object, current2, group)
    };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw helmError("helm-operation-failed", `failed to create patch: ${error.message}`);
  }
}
function isEmptyPatch({ body }) {
  return Object.keys(body).length === 0;
}
function isUnstructured({ object: object3, mapping }) {
  if (mapping.custom) return true;
  const kind = builtinKind(mapping.group, mapping.kind);
  if (kind === void 0) return true;
  try {
    kind.decode(withoutNulls(object3));
    return false;
  } catch (error) {
    if (error instanceof StatusError) return true;
    throw error;
  }
}
function withoutNulls(value) {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([key, member]) => [key, withoutNulls(member)]));
}

// twins/helm/actions/ready.ts
var READY = { kind: "ready" };
var WAITING = { kind: "waiting" };
function podReadiness(pod2) {
  return readyIf(conditionStatus(pod2, "Ready") === "True");
}
function deploymentReadiness(deployment2, listed) {
  if (valueAt(deployment2, "spec", "paused") === true) return READY;
  const uid = textAt(metadataOf(deployment2), "uid");
  const newest2 = findNewReplicaSet(
    deployment2,
    listed.filter((replicaSet2) => isControlledBy2(replicaSet2, uid))
  );
  if (newest2 === void 0 || !isObserved(newest2) || !isObserved(deployment2)) return WAITING;
  const wanted = numberAt(deployment2, 1, "spec", "replicas") - fencepostsOf(deployment2).maxUnavailable;
  return readyIf(numberAt(newest2, 0, "status", "readyReplicas") >= wanted);
}
function statefulSetReadiness(set) {
  if (!isObserved(set)) return WAITING;
  const strategy = objectAt(set, "spec", "updateStrategy");
  if (strategy["type"] !== "RollingUpdate") return READY;
  const replicas = numberAt(set, 1, "spec", "replicas");
  const partition = numberAt(strategy, 0, "rollingUpdate", "partition");
  const status = objectAt(set, "status");
  if (numberAt(status, 0, "updatedReplicas") < replicas - partition) return WAITING;
  if (numberAt(status, 0, "readyReplicas") !== replicas) return WAITING;
  const sameRevision = textAt(status, "currentRevision") === textAt(status, "updateRevision");
  return readyIf(partition !== 0 || sameRevision);
}
function daemonSetReadiness(set) {
  if (!isObserved(set)) return WAITING;
  const strategy = objectAt(set, "spec", "updateStrategy");
  if (strategy["type"] !== "RollingUpdate") return READY;
  const status = objectAt(set, "status");
  const desired = numberAt(status, 0, "desiredNumberScheduled");
  if (numberAt(status, 0, "updatedNumberScheduled") !== desired) return WAITING;
  const unavailable = scaledUp(valueAt(strategy, "rollingUpdate", "maxUnavailable"), desired);
  return readyIf(numberAt(status, 0, "numberReady") >= desired - unavailable);
}
function replicaSetReadiness(set, pods) {
  return readyIf(isObserved(set) && pods.every((pod2) => podReadiness(pod2).kind === "ready"));
}
function jobReadiness(job2) {
  const { namespace, name } = metadataOf(job2);
  if (numberAt(job2, 0, "status", "failed") > numberAt(job2, 6, "spec", "backoffLimit")) {
    return { kind: "failed", message: `job is failed: ${String(namespace)}/${String(name)}` };
  }
  const completions = valueAt(job2, "spec", "completions");
  return readyIf(typeof completions !== "number" || numberAt(job2, 0, "status", "succeeded") >= completions);
}
function claimReadiness(claim2) {
  return readyIf(textAt(claim2, "status", "phase") === "Bound");
}
function serviceReadiness(service2) {
  const spec = objectAt(service2, "spec");
  if (spec["type"] === "ExternalName") return READY;
  if (textAt(spec, "clusterIP") === "") return WAITING;
  if (spec["type"] !== "LoadBalancer" || arrayAt(spec, "externalIPs").length > 0) return READY;
  return readyIf(Array.isArray(valueAt(service2, "status", "loadBalancer", "ingress")));
}
function definitionReadiness(definition2) {
  return readyIf(
    conditionStatus(definition2, "Established") === "True" || conditionStatus(definition2, "NamesAccepted") === "False"
  );
}
function readyIf(condition2) {
  return condition2 ? READY : WAITING;
}
function isObserved(object3) {
  return numberAt(object3, 0, "status", "observedGeneration") === numberAt(object3, 0, "metadata", "generation");
}
function isControlledBy2(object3, uid) {
  return arrayAt(metadataOf(object3), "ownerReferences").some(
    (owner) => isObject(owner) && owner["controller"] === true && owner["uid"] === uid
  );
}
function scaledUp(value, total) {
  if (typeof value === "number") return value;
  const percent = typeof value === "string" ? /^([0-9]+)%$/.exec(value)?.[1] : void 0;
  return percent === void 0 ? total : Math.ceil(Number(percent) * total / 100);
}

// twins/helm/actions/wait.ts
var POLL_MS = 2e3;
var RETRIES_MS = 30 * POLL_MS;
function* waitReady(infos, { timeoutMs, jobs }) {
  const checks = infos.flatMap((info) => checkOf2(info, jobs));
  const retries = checks.some((check) => check.retries);
  const deadlineMs = retries ? (yield* now()) + timeoutMs : timeoutMs;
  const remaining = function* () {
    return retries ? deadlineMs - (yield* now()) : timeoutMs;
  };
  for (; ; ) {
    const state = yield* waitFor(checks, yield* remaining(), (found) => found.kind !== "waiting");
    if (state === void 0) throw deadlineExceeded();
    if (state.kind === "ready") return;
    if (state.kind === "refused") throw refused(state.status);
    if (state.kind === "waiting") continue;
    const leftMs = yield* remaining();
    const same = (found) => found.kind === "failed" && found.message === state.message;
    const next = yield* waitFor(checks, Math.min(RETRIES_MS, leftMs), (found) => !same(found));
    if (next !== void 0) continue;
    if (leftMs <= RETRIES_MS) throw deadlineExceeded();
    throw helmError("helm-wait-failed", state.message);
  }
}
function* waitDeleted(infos, timeoutMs) {
  const reads = infos.map((info) => apiCall({ verb: "get", ...addressOf3(info) }));
  if (reads.length === 0) return;
  const look = (answers) => firstNot(
    answers,
    (answer4) => succeeded(answer4) ? { kind: "waiting" } : isNotFound(answer4.body) ? { kind: "ready" } : { kind: "refused", status: answer4.body }
  );
  const predicate = (answers) => look(answers).kind !== "waiting";
  const result = yield* whileConnected(waitUntil({ reads, predicate, pollMs: POLL_MS, timeoutMs }));
  if (result.timedOut) throw deadlineExceeded();
  const state = look(result.answers);
  if (state.kind === "refused") throw refused(state.status);
}
function deadlineExceeded() {
  return helmError("helm-wait-failed", "context deadline exceeded");
}
function* waitFor(checks, timeoutMs, until) {
  const reads = checks.flatMap((check) => check.reads);
  if (reads.length === 0) return { kind: "ready" };
  const predicate = (answers) => until(judgeAll(checks, answers));
  const result = yield* whileConnected(waitUntil({ reads, predicate, pollMs: POLL_MS, timeoutMs }));
  return result.timedOut ? void 0 : judgeAll(checks, result.answers);
}
function judgeAll(checks, answers) {
  const responses = answers;
  let at = 0;
  return firstNot(checks, (check) => {
    const own = responses.slice(at, at + check.reads.length);
    at += check.reads.length;
    const failure2 = own.find((answer4) => !succeeded(answer4));
    if (failure2 !== void 0) return refusal2(failure2);
    const [live, related] = own;
    return check.judge(live?.body ?? {}, related === void 0 ? [] : itemsOf(related));
  });
}
function firstNot(items, stateOf) {
  for (const item of items) {
    const state = stateOf(item);
    if (state.kind !== "ready") return state;
  }
  return { kind: "ready" };
}
function refusal2({ code, body }) {
  const retryable = code === 429 || code >= 500 && code !== 501;
  return retryable ? { kind: "waiting" } : { kind: "refused", status: body };
}
function checkOf2(info, jobs) {
  if (isUnstructured(info)) return [];
  const get = apiCall({ verb: "get", ...addressOf3(info) });
  const one = (judge, retries = false) => [{ reads: [get], judge, retries }];
  const two = (list3, judge) => [{ reads: [get, list3], judge, retries: false }];
  switch (`${info.mapping.group}/${info.mapping.kind}`) {
    case "/Pod":
      return one(podReadiness);
    case "batch/Job":
      return jobs ? one(jobReadiness, true) : [];
    case "apps/Deployment":
      return two(listSelected(info, "apps", "replicasets"), deploymentReadiness);
    case "/PersistentVolumeClaim":
      return one(claimReadiness);
    case "/Service":
      return one(serviceReadiness);
    case "apps/DaemonSet":
      return one(daemonSetReadiness);
    case "apiextensions.k8s.io/CustomResourceDefinition":
      return one(definitionReadiness);
    case "apps/StatefulSet":
      return one(statefulSetReadiness);
    case "apps/ReplicaSet":
      return two(listSelected(info, "", "pods"), replicaSetReadiness);
    default:
      return [];
  }
}

// twins/helm/actions/waiter.ts
var WAITS_FOR_DELETED_HOOKS = 14;
function waitWhenAtomic({ version: version2 }, strategy) {
  if (strategy !== "hookOnly") return strategy;
  return isHelm4(version2) ? "watcher" : "legacy";
}
function* waitForResources(strategy, infos, { timeoutMs, jobs }) {
  if (strategy === "legacy") yield* waitReady(infos, { timeoutMs, jobs });
  else if (strategy === "watcher") yield* waitForStatus(infos, jobs ? "ready-with-jobs" : "ready", timeoutMs);
}
function* waitForHook(configuration, strategy, infos, timeoutMs) {
  if (!isHelm4(configuration.version) || strategy === "legacy") {
    return yield* waitCompleted(configuration, infos, timeoutMs);
  }
  return yield* attempt2(waitForStatus(infos, "hooks", timeoutMs));
}
function* waitForDeletedHook({ version: version2 }, strategy, infos, timeoutMs) {
  if (isHelm4(version2)) yield* waitForDeletedResources(strategy, infos, timeoutMs);
  else if (atLeast2(version2, WAITS_FOR_DELETED_HOOKS)) yield* waitDeleted(infos, timeoutMs);
}
function* waitForDeletedResources(strategy, infos, timeoutMs) {
  if (strategy === "legacy") yield* waitDeleted(infos, timeoutMs);
  else if (strategy === "watcher") yield* waitForDeletion(infos, timeoutMs);
}

// twins/helm/actions/hooks.ts
var DELETES_IN_REVERSE = 17;
var TIDIES_AFTER_FAILURE = 19;
function* executeHooks(configuration, record, event2, options) {
  const { error, tidy } = yield* runHooks(configuration, record, event2, options);
  yield* tidy();
  if (error !== void 0) throw error;
}
function* runHooks(configuration, record, event2, options) {
  const hooks = hooksForEvent(record.release.hooks ?? [], event2);
  for (const [index, hook] of hooks.entries()) {
    yield* deleteByPolicy(configuration, hook, "before-hook-creation", options);
    const infos = yield* wrapped2(
      `unable to build kubernetes object for ${event2} hook ${hook.path ?? ""}`,
      build(configuration, hook.manifest ?? "")
    );
    const error = yield* runHook(configuration, record, { hook, event: event2, infos, options });
    if (error === void 0) continue;
    const tried = hooks.slice(0, index + 1);
    yield* printLogs(configuration, hook, "hook-failed");
    return { error, tidy: () => afterFailure(configuration, tried, options) };
  }
  return { error: void 0, tidy: () => afterSuccess(configuration, hooks, options) };
}
function* runHook(configuration, record, { hook, event: event2, infos, options }) {
  const started_at = yield* timestamp();
  setLastRun(record, hook, { started_at, completed_at: "", phase: "Running" });
  yield* recordRelease(configuration, record);
  setLastRun(record, hook, { started_at, completed_at: "", phase: "Unknown" });
  try {
    yield* createResources(configuration, infos, { ...options.applying, forceConflicts: false });
  } catch (error2) {
    if (!(error2 instanceof HelmError)) throw error2;
    setLastRun(record, hook, { started_at, completed_at: yield* timestamp(), phase: "Failed" });
    const text3 = `warning: Hook ${event2} ${hook.path ?? ""} failed: ${errorText(error2)}`;
    throw helmError("helm-hook-failed", text3);
  }
  const error = yield* waitForHook(configuration, options.wait, infos, options.timeoutMs);
  const phase = error === void 0 ? "Succeeded" : "Failed";
  setLastRun(record, hook, { started_at, completed_at: yield* timestamp(), phase });
  return error;
}
function* afterSuccess(configuration, hooks, options) {
  const inReverse = atLeast2(configuration.version, DELETES_IN_REVERSE);
  for (const hook of inReverse ? [...hooks].reverse() : hooks) {
    yield* printLogs(configuration, hook, "hook-succeeded");
    yield* deleteByPolicy(configuration, hook, "hook-succeeded", options);
  }
}
function* afterFailure(configuration, hooks, options) {
  const failed5 = hooks.at(-1);
  const tidies = atLeast2(configuration.version, TIDIES_AFTER_FAILURE);
  try {
    yield* deleteByPolicy(configuration, failed5, "hook-failed", options);
  } catch (error) {
    if (!tidies || !(error instanceof HelmError)) throw error;
  }
  if (!tidies) return;
  for (const hook of hooks.slice(0, -1)) {
    yield* deleteByPolicy(configuration, hook, "hook-succeeded", options);
  }
}
function* deleteByPolicy(configuration, hook, policy, { wait, timeoutMs }) {
  if (hook.kind === "CustomResourceDefinition" || !deletePolicies(hook).includes(policy)) return;
  const infos = yield* wrapped2(
    `unable to build kubernetes object for deleting hook ${hook.path ?? ""}`,
    build(configuration, hook.manifest ?? "")
  );
  const errors = yield* deleteResources(infos);
  if (errors.length > 0) throw helmError("helm-hook-failed", errors.join("; "));
  yield* waitForDeletedHook(configuration, wait, infos, timeoutMs);
}
function* printLogs(configuration, hook, policy) {
  for (const log3 of yield* hookLogs(configuration, hook, policy)) {
    const text3 = log3.replace(/\n$/, "");
    yield* printError(isHelm4(configuration.version) ? `level=INFO msg=${goQuote(text3)}` : text3);
  }
}
function setLastRun(record, hook, last_run) {
  const { release } = record;
  const hooks = (release.hooks ?? []).map(
    (one) => one.path === hook.path && one.manifest === hook.manifest ? withRun(one, last_run) : one
  );
  record.release = { ...release, hooks };
}
function withRun(hook, last_run) {
  return { ...hook, delete_policies: deletePolicies(hook), last_run };
}

// twins/helm/actions/log.ts
function* log2({ version: version2 }, level, message, attributes = {}) {
  if (!isHelm4(version2)) return;
  const pairs2 = Object.entries({ level, msg: message, ...attributes });
  yield* printError(pairs2.map(([key, value]) => `${key}=${logValue(value)}`).join(" "));
}
function logValue(text3) {
  return text3 !== "" && /^[!#-<>-~]+$/.test(text3) ? text3 : goQuote(text3);
}

// twins/helm/actions/operation-options.ts
function refuseSystemLabels(labels) {
  if (!containsSystemLabels(labels)) return;
  const reserved = SYSTEM_LABELS.join(" ");
  throw helmError(
    "helm-usage",
    `user supplied labels contains system reserved label name. System labels: [${reserved}]`
  );
}
function isServerSide({ serverSide }, previous) {
  return serverSide === "auto" ? previous?.apply_method === "ssa" : serverSide === "true";
}
function applyMethod({ version: version2 }, serverSide) {
  return isHelm4(version2) ? { apply_method: serverSide ? "ssa" : "csa" } : {};
}

// twins/helm/actions/look-up.ts
function* lookUp({ discovery }, question) {
  const { apiVersion, kind, namespace, name } = question;
  const resource = yield* discovery.find(apiVersion, kind);
  if (resource === void 0) {
    throw new NotModelled(
      `${lookupText(question)}, whose kind the cluster does not know`,
      "Install its definition first."
    );
  }
  const { group, plural } = resource;
  const version2 = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const within = resource.namespaced && namespace !== "" ? { namespace } : {};
  const address = { group, version: version2, resource: plural, ...within };
  try {
    const request = name === "" ? { verb: "list", ...address } : { verb: "get", ...address, name };
    return comparable(yield* send2(request));
  } catch (error) {
    if (isRefusal(error, isNotFound)) return null;
    throw error;
  }
}

// twins/helm/actions/render.ts
function locateChart(files, cwd, reference) {
  const name = reference.trim();
  const folder = normalisePath(name.startsWith("/") ? name : `${cwd}/${name}`);
  if (files.list(folder).length === 0) refuseMissing(files, folder, name);
  const chart = chartFromFiles(files, folder);
  const missing = missingDependencies(chart);
  if (missing.length > 0) {
    const advice = "You may need to run `helm dependency build` to fetch missing dependencies";
    throw helmError(
      "helm-chart-invalid",
      `An error occurred while checking for chart dependencies. ${advice}: found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`,
      { subject: reference }
    );
  }
  return { chart, folder, renders: rendersFromFiles(files, folder) };
}
function refuseMissing(files, folder, name) {
  const packed = files.read(folder) !== void 0;
  if (!packed && /^[./]/.test(name)) {
    throw helmError("helm-chart-invalid", `path ${JSON.stringify(name)} not found`, { subject: name });
  }
  throw new NotModelled(
    `the chart ${name}, which is no folder of the scenario`,
    "Unpack it beside the scenario (helm pull --untar), or run this step with the real binary: --clients real."
  );
}
var RENDERS_LIMIT = 64;
var rendered = /* @__PURE__ */ new WeakMap();
function* renderChart(source2, located, request, chart) {
  const usesLookup = renderFootprint(chart, coalesceValues(chart, request.values)).lookup;
  const render = usesLookup ? yield* renderWithLookups(source2, located, request, chart) : renderAlone(located, request, chart);
  if (render.kind === "rendered") return render;
  throw helmError("helm-render-failed", render.error, { subject: located.folder });
}
function renderAlone(located, request, chart) {
  const key = stableStringify({ ...request, chart: chart.values });
  const known2 = rendered.get(located.renders) ?? /* @__PURE__ */ new Map();
  rendered.set(located.renders, known2);
  const found = known2.get(key);
  if (found !== void 0) return found;
  const render = findRender(located.renders, { ...request, chart, chartFolder: located.folder });
  if (known2.size >= RENDERS_LIMIT) known2.clear();
  known2.set(key, render);
  return render;
}
function* renderWithLookups(source2, located, request, chart) {
  const whole = { ...request, chart, chartFolder: located.folder };
  const records = findLookupRenders(located.renders, whole);
  if (records.length === 0) throw new ChartNotRendered(whole);
  const answers = [];
  for (const question of distinctLookups(records.flatMap(({ lookups }) => lookups))) {
    answers.push({ ...question, answer: source2 === "nobody" ? null : yield* lookUp(source2, question) });
  }
  const answerTo = (question) => answers.find((one) => isSameLookup(one, question))?.answer ?? null;
  const problems = records.map(
    ({ lookups }) => lookups.flatMap(
      (one) => answerDifferences(one.answer, answerTo(one)).map((path) => `${lookupText(one)}: ${path}`)
    )
  );
  const match = records[problems.findIndex((found) => found.length === 0)];
  if (match !== void 0) return toRender(match);
  throw new ChartNotRendered(
    whole,
    problems.map((found) => found.join(", "))
  );
}

// twins/helm/actions/signals.ts
var Cancellation = class {
  requested = false;
  handler;
  constructor(handler) {
    this.handler = handler;
  }
  get cancelled() {
    return this.requested;
  }
  /**
   * Run work that does not look at the context: a signal is noted, and the request it met is made all the same.
   * A wait that is met begins anew.
   */
  *shield(work) {
    let step2 = work.next();
    while (step2.done !== true) {
      let answer4;
      try {
        answer4 = yield step2.value;
      } catch (error) {
        if (this.handler !== void 0 && error instanceof Cancelled) yield* this.note();
        else step2 = work.throw(error);
        continue;
      }
      step2 = work.next(answer4);
    }
    return step2.value;
  }
  /**
   * Run work until it ends or a signal arrives: then undefined, after the request under way, which nobody calls back.
   * Not even begun once the context is cancelled.
   */
  *untilCancelled(work) {
    if (this.requested) return void 0;
    let step2 = work.next();
    while (step2.done !== true) {
      let answer4;
      try {
        answer4 = yield step2.value;
      } catch (error) {
        if (this.handler !== void 0 && error instanceof Cancelled) {
          yield* this.note();
          yield* this.finishRequest(step2.value);
          return void 0;
        }
        step2 = work.throw(error);
        continue;
      }
      step2 = work.next(answer4);
    }
    return step2.value;
  }
  *finishRequest(request) {
    if (request.kind !== "call") return;
    try {
      yield* this.shield(call(request.call.port, request.call.payload));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }
  *note() {
    const first = !this.requested;
    this.requested = true;
    if (first && this.handler !== void 0) yield* this.handler.notify();
  }
};

// twins/helm/actions/field-manager.ts
function* upgradeFieldManager({ fieldManager }, info) {
  yield* retryOnConflict(function* () {
    const live = yield* liveObject(info);
    const managers = metadataOf(live)["managedFields"];
    const before = Array.isArray(managers) ? managers.filter(isObject) : [];
    const after = upgraded(before, fieldManager);
    if (jsonEqual(before, after)) return;
    const body = [
      { op: "replace", path: "/metadata/managedFields", value: after },
      { op: "replace", path: "/metadata/resourceVersion", value: metadataOf(live)["resourceVersion"] ?? "" }
    ];
    yield* patched(info, send2({ verb: "patch", ...addressOf3(info), patchType: "json", body, fieldManager }));
  });
}
function* liveObject(info) {
  try {
    return yield* send2({ verb: "get", ...addressOf3(info), showManagedFields: true });
  } catch (error) {
    throw prefixed("failed to get object", info, error);
  }
}
function* patched(info, work) {
  try {
    yield* work;
  } catch (error) {
    if (isRefusal(error, isConflict)) throw error;
    throw prefixed("failed to patch object to upgrade CSA field manager", info, error);
  }
}
function prefixed(text3, info, error) {
  if (!(error instanceof HelmError)) return error;
  const message = `${text3} ${objectText(info)}: ${error.message}`;
  return helmError("helm-request-failed", message, { cause: error.cause });
}
function upgraded(managers, manager) {
  const isOwn = (entry, operation) => entry["manager"] === manager && entry["operation"] === operation && entry["subresource"] === void 0;
  const old = managers.filter((entry) => isOwn(entry, "Update"));
  const [first] = old;
  if (first === void 0) return managers;
  const applied = managers.find((entry) => isOwn(entry, "Apply"));
  const target = applied ?? first;
  const fieldsV1 = old.reduce(
    (union, { fieldsV1: fieldsV12 = {} }) => merged(union, fieldsV12),
    target["fieldsV1"] ?? {}
  );
  return managers.flatMap((entry) => {
    if (entry === target) return [{ ...entry, operation: "Apply", fieldsV1 }];
    return isOwn(entry, "Update") ? [] : [entry];
  });
}
function merged(a, b) {
  if (!isObject(a) || !isObject(b)) return a;
  const both = Object.entries(b).map(([key, value]) => [
    key,
    a[key] === void 0 ? value : merged(a[key], value)
  ]);
  return { ...a, ...Object.fromEntries(both) };
}

// twins/helm/actions/update.ts
var RESOURCE_POLICY = "helm.sh/resource-policy";
var KEEP = "keep";
function* update(configuration, original, target, options) {
  const created = [];
  const collected = [];
  const conflict = optionConflict(options);
  if (conflict !== void 0) return { created, error: helmError("helm-operation-failed", conflict) };
  for (const info of target) {
    const step2 = yield* updateOne(configuration, original, info, options, created);
    if (step2.kind === "abort") return { created, error: step2.error };
    if (step2.kind === "failed") collected.push(step2.error.message);
  }
  if (collected.length > 0) return { created, error: collectedError(collected) };
  for (const info of difference(original, target)) {
    const error = yield* deleteDropped(info);
    if (error === void 0 || isRefusal(error, isNotFound)) continue;
    collected.push(`failed to delete resource ${info.name}: ${error.message}`);
  }
  const counts = collected.length > 0 && isHelm4(configuration.version);
  return { created, error: counts ? collectedError(collected) : void 0 };
}
function collectedError(texts) {
  return helmError("helm-operation-failed", texts.join(" && "));
}
function optionConflict({ force, applying }) {
  const { serverSide, forceConflicts } = applying;
  const option = "invalid client update option(s): forceConflicts enabled when serverSideApply disabled";
  if (forceConflicts && !serverSide) return option;
  if (!force) return void 0;
  const together = "and force replace together";
  if (forceConflicts) return `invalid operation: cannot use force conflicts ${together}`;
  return serverSide ? `invalid operation: cannot use server-side apply ${together}` : void 0;
}
function* updateOne(configuration, original, info, options, created) {
  const missing = yield* attempt2(getResource(info));
  if (missing !== void 0 && !isRefusal(missing, isNotFound)) {
    const text3 = `could not get information about the resource: ${missing.message}`;
    return { kind: "abort", error: helmError("helm-request-failed", text3, { cause: missing.cause }) };
  }
  if (missing !== void 0) {
    created.push(info);
    const error2 = yield* attempt2(
      wrapped2("failed to create resource", createResource(configuration, info, options.applying))
    );
    return error2 === void 0 ? { kind: "done" } : { kind: "abort", error: error2 };
  }
  const old = findMatching(original, info);
  if (old === void 0) return { kind: "abort", error: objectMissing(configuration, info) };
  const error = yield* attempt2(updateResource(configuration, info, old, options));
  return error === void 0 ? { kind: "done" } : { kind: "failed", error };
}
function objectMissing({ version: version2 }, { mapping, name }) {
  const quoted = JSON.stringify(name);
  const text3 = isHelm4(version2) ? `original object ${mapping.kind} with the name ${quoted} not found` : `no ${mapping.kind} with the name ${quoted} found`;
  return helmError("helm-object-missing", text3, { subject: `${mapping.kind} ${name}` });
}
function* updateResource(configuration, target, old, { force, applying, threeWayForUnstructured, takeOverFields }) {
  if (force) {
    yield* wrapped2("failed to replace object", replaceResource(configuration, target));
    return;
  }
  if (applying.serverSide) {
    if (takeOverFields) yield* upgradeFieldManager(configuration, old);
    yield* applyResource(configuration, target, applying);
    return;
  }
  const current2 = yield* getCurrent(target);
  const patch = createPatch({ original: old.object, target, current: current2, threeWayForUnstructured });
  const { fieldManager } = configuration;
  if (isEmptyPatch(patch)) {
    yield* wrapped2("failed to refresh resource information", getResource(target));
    return;
  }
  const { name, mapping } = target;
  yield* wrapped2(
    `cannot patch ${JSON.stringify(name)} with kind ${mapping.kind}`,
    send2({ verb: "patch", ...addressOf3(target), patchType: patch.type, body: patch.body, fieldManager })
  );
}
function* getCurrent(target) {
  try {
    return yield* getResource(target);
  } catch (error) {
    if (isRefusal(error, isNotFound)) return {};
    if (!(error instanceof HelmError)) throw error;
    const text3 = `unable to get data for current object ${target.namespace}/${target.name}: ${errorText(error)}`;
    throw helmError("helm-request-failed", `failed to create patch: ${text3}`);
  }
}
function* replaceResource({ fieldManager }, info) {
  let body = info.object;
  if (textAt(metadataOf(body), "resourceVersion") === "") {
    const live = yield* attemptGet(info);
    const resourceVersion = textAt(metadataOf(live), "resourceVersion");
    if (resourceVersion !== "") body = { ...body, metadata: { ...metadataOf(body), resourceVersion } };
  }
  yield* send2({ verb: "update", ...addressOf3(info), body, fieldManager });
}
function* attemptGet(info) {
  try {
    return yield* getResource(info);
  } catch (error) {
    if (error instanceof HelmError) return {};
    throw error;
  }
}
function* deleteDropped(info) {
  let live;
  try {
    live = yield* getResource(info);
  } catch (error) {
    if (error instanceof HelmError) return void 0;
    throw error;
  }
  if (objectAt(live, "metadata", "annotations")[RESOURCE_POLICY] === KEEP) return void 0;
  return yield* attempt2(deleteResource(info, "Background"));
}

// twins/helm/actions/uninstall.ts
var SUPERSEDES_DEPLOYED = 20;
function* uninstall(configuration, options) {
  const { name, dryRun, ignoreNotFound, keepHistory } = options;
  yield* checkReachable(configuration);
  if (releaseNameProblem(name) !== void 0) {
    const caller = dryRun ? "releaseContent" : "uninstall";
    throw helmError("helm-invalid-name", `${caller}: Release name is invalid: ${name}`);
  }
  if (dryRun) {
    yield* last(configuration, name);
    return "";
  }
  const stored2 = yield* loadAll(configuration, name, ignoreNotFound);
  const newest2 = stored2.at(-1);
  if (newest2 === void 0) return "";
  if (newest2.release.info.status !== "uninstalled") {
    return yield* uninstallNewest(configuration, options, stored2, newest2);
  }
  if (keepHistory) {
    throw helmError("helm-operation-failed", `the release named ${JSON.stringify(name)} is already deleted`);
  }
  yield* wrapped2("uninstall: Failed to purge the release", deleteRevisions(configuration, stored2));
  return "";
}
function* loadAll(configuration, name, ignoreNotFound) {
  try {
    const stored2 = yield* history(configuration, name);
    return [...stored2].sort((a, b) => a.release.version - b.release.version);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    if (ignoreNotFound) return [];
    throw helmError("helm-release-not-found", `uninstall: Release not loaded: ${name}: ${errorText(error)}`);
  }
}
function* uninstallNewest(configuration, options, stored2, newest2) {
  const { name, disableHooks, timeoutMs, wait, keepHistory } = options;
  const applying = { serverSide: isHelm4(configuration.version), forceConflicts: false };
  const hookOptions = { timeoutMs, wait, applying };
  const record = ReleaseRecord.of(newest2);
  record.setInfo({
    status: "uninstalling",
    deleted: yield* timestamp(),
    description: "Deletion in progress (or silently failed)"
  });
  if (!disableHooks) yield* executeHooks(configuration, record, "pre-delete", hookOptions);
  yield* recordRelease(configuration, record);
  const { deleted, kept, errors: refused3 } = yield* deleteObjects(configuration, options, record.release);
  if (refused3.length > 0) throw helmError("helm-operation-failed", `failed to delete release: ${name}`);
  const errors = [];
  errors.push(yield* attempt2(waitForDeletedResources(wait, deleted, timeoutMs)));
  if (!disableHooks) {
    errors.push(yield* attempt2(executeHooks(configuration, record, "post-delete", hookOptions)));
  }
  record.setInfo({
    status: "uninstalled",
    description: options.description || "Uninstallation complete"
  });
  if (keepHistory) yield* keepRecords(configuration, record);
  else errors.push(yield* purge(configuration, stored2));
  const texts = errors.flatMap((error) => error === void 0 ? [] : [error.message]);
  if (texts.length === 0) return kept;
  const text3 = `uninstallation completed with ${texts.length} error(s): ${texts.join("; ")}`;
  throw helmError("helm-operation-failed", text3);
}
function* purge(configuration, stored2) {
  const work = deleteRevisions(configuration, stored2);
  return yield* attempt2(wrapped2("uninstall: Failed to purge the release", work));
}
function* keepRecords(configuration, record) {
  yield* recordRelease(configuration, record);
  if (!atLeast2(configuration.version, SUPERSEDES_DEPLOYED)) return;
  for (const stored2 of yield* deployedAll(configuration, record.release.name)) {
    const older = ReleaseRecord.of(stored2);
    older.setInfo({ status: "superseded" });
    yield* recordRelease(configuration, older);
  }
}
function* deleteObjects(configuration, { propagation }, release) {
  try {
    const { keep, remaining } = splitByPolicy(sortForUninstall(release.manifest ?? ""));
    const text3 = remaining.map(({ content }) => `
---
${content}`).join("");
    const infos = yield* build(configuration, text3);
    const errors = infos.length === 0 ? [] : yield* deleteResources(infos, propagation);
    const lines = keep.map(({ head }) => `[${head.kind}] ${head.name}
`).join("");
    const kept = lines === "" ? "" : `These resources were kept due to the resource policy:
${lines}`;
    return { deleted: infos, kept, errors };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return { deleted: [], kept: "", errors: [error.message] };
  }
}
function sortForUninstall(manifest) {
  const documents = splitManifests(manifest).map((content, index) => [`manifest-${index}`, content]);
  return sortManifests(Object.fromEntries(documents), uninstallOrder()).documents;
}
function splitByPolicy(documents) {
  const policyOf = ({ head }) => head.annotations[RESOURCE_POLICY];
  return {
    keep: documents.filter((document) => policyOf(document)?.trim().toLowerCase() === KEEP),
    remaining: documents.filter((document) => policyOf(document) === void 0)
  };
}

// twins/helm/actions/install.ts
var CRD_TIMEOUT_MS = 6e4;
var MERGES_THREE_WAYS = 18;
function* install(configuration, given) {
  const options = given.atomic ? { ...given, wait: waitWhenAtomic(configuration, given.wait) } : given;
  const cancellation = new Cancellation(options.signals);
  const prepared = yield* cancellation.shield(prepareAndLock(configuration, options));
  const { record } = prepared;
  if (options.dryRun) return record.release;
  const outcome = yield* cancellation.untilCancelled(performInstall(configuration, options, prepared));
  const error = outcome === void 0 ? helmError("helm-operation-failed", "context canceled") : outcome.error;
  if (error === void 0) return record.release;
  throw yield* cancellation.shield(failInstall(configuration, options, record, error));
}
function* prepareAndLock(configuration, options) {
  const { located, values, name, labels, dryRun } = options;
  yield* checkReachable(configuration);
  yield* checkName2(configuration, options);
  if (!options.skipCrds && !dryRun) yield* installCrds(configuration, options);
  const apiVersions = yield* readApiVersions(configuration);
  const { namespace, kubeVersion } = configuration;
  const render = yield* renderChart(
    options.offline ? "nobody" : configuration,
    located,
    { values, releaseName: name, namespace, revision: 1, operation: "install", kubeVersion, apiVersions },
    located.chart
  );
  refuseSystemLabels(labels);
  const record = new ReleaseRecord(yield* newRelease(configuration, options, render), labels);
  const built = yield* wrapped2(
    "unable to build kubernetes objects from release manifest",
    build(configuration, render.manifest)
  );
  const resources = built.map((info) => withOwner(info, record.release));
  const adopted = yield* wrapped2(
    isHelm4(configuration.version) ? "unable to continue with install" : "Unable to continue with install",
    findExisting(resources, record.release, options.takeOwnership)
  );
  if (dryRun) record.setInfo({ description: "Dry run complete" });
  else yield* lock(configuration, options, record);
  return { record, resources, adopted };
}
function* checkName2(configuration, { name, dryRun, replace }) {
  const problem2 = releaseNameProblem(name);
  if (problem2 !== void 0) {
    const text3 = `release name ${JSON.stringify(name)}: ${problem2}`;
    throw yield* nameCheckFailed(configuration, "helm-invalid-name", text3);
  }
  if (dryRun) return;
  const status = yield* newestStatus(configuration, name);
  if (status === void 0) return;
  if (replace && (status === "uninstalled" || status === "failed")) return;
  const inUse = isHelm4(configuration.version) ? "cannot reuse a name that is still in use" : "cannot re-use a name that is still in use";
  throw yield* nameCheckFailed(configuration, "helm-name-in-use", inUse);
}
function* nameCheckFailed(configuration, code, text3) {
  const check = "release name check failed";
  yield* log2(configuration, "ERROR", check, { error: text3 });
  return helmError(code, isHelm4(configuration.version) ? `${check}: ${text3}` : text3, {
    remedy: "Use another name, upgrade the release, or uninstall it."
  });
}
function* newestRecord(configuration, name) {
  try {
    const stored2 = yield* history(configuration, name);
    const newest2 = [...stored2].sort((a, b) => b.release.version - a.release.version)[0];
    return newest2 === void 0 ? void 0 : ReleaseRecord.of(newest2);
  } catch (error) {
    if (error instanceof HelmError) return void 0;
    throw error;
  }
}
function* newestStatus(configuration, name) {
  const record = yield* newestRecord(configuration, name);
  return record === void 0 ? void 0 : record.status ?? "unknown";
}
function* installCrds(configuration, options) {
  const { chart } = options.located;
  const installed = [];
  for (const { name, text: text3 } of chartCrds(chart)) {
    const prefix = `failed to install CRD ${name}`;
    const infos = yield* wrapped2(prefix, build(configuration, text3));
    const error = yield* attempt2(createResources(configuration, infos, applyingOf(options)));
    if (error === void 0) installed.push(...infos);
    else if (!isAlreadyExists(error.cause)) {
      throw helmError("helm-operation-failed", `${prefix}: ${error.message}`);
    }
  }
  if (installed.length === 0) return;
  const strategy = isHelm4(configuration.version) ? "watcher" : "legacy";
  yield* waitForResources(strategy, installed, { timeoutMs: CRD_TIMEOUT_MS, jobs: false });
}
function* newRelease(configuration, options, render) {
  const { namespace } = configuration;
  const { name, located, values } = options;
  const at = yield* timestamp();
  return {
    name,
    namespace,
    chart: processDependencies(located.chart, values),
    config: values,
    info: {
      first_deployed: at,
      last_deployed: at,
      deleted: "",
      status: "pending-install",
      description: "Initial install underway",
      ...render.notes === "" ? {} : { notes: render.notes }
    },
    version: 1,
    manifest: render.manifest,
    hooks: render.hooks,
    ...applyMethod(configuration, isServerSide(options, void 0))
  };
}
function applyingOf(options) {
  return { serverSide: isServerSide(options, void 0), forceConflicts: options.forceConflicts };
}
function* lock(configuration, options, record) {
  if (options.createNamespace) yield* createNamespace(configuration, options);
  if (options.replace) yield* replaceRelease(configuration, record);
  yield* createRecord(configuration, record, 0);
}
function* createNamespace(configuration, options) {
  const { namespace } = configuration;
  const object3 = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { creationTimestamp: null, name: namespace, labels: { name: namespace } },
    spec: {},
    status: {}
  };
  const infos = yield* build(configuration, stableStringify(object3));
  const error = yield* attempt2(
    createResources(configuration, infos, { ...applyingOf(options), forceConflicts: false })
  );
  if (error !== void 0 && !isAlreadyExists(error.cause)) throw error;
}
function* replaceRelease(configuration, record) {
  const old = yield* newestRecord(configuration, record.release.name);
  if (old === void 0) return;
  record.release = { ...record.release, version: old.release.version + 1 };
  if (old.status === "failed") return;
  old.setInfo({ status: "superseded", description: "superseded by new release" });
  yield* updateRecord(configuration, old);
}
function* performInstall(configuration, options, { record, resources, adopted }) {
  const { disableHooks, timeoutMs, force, wait, description } = options;
  const applying = applyingOf(options);
  const hookOptions = { timeoutMs, wait, applying };
  if (!disableHooks) {
    const error2 = yield* attempt2(executeHooks(configuration, record, "pre-install", hookOptions));
    if (error2 !== void 0) return { error: prefixed2("failed pre-install", error2) };
  }
  let error;
  if (resources.length > 0 && adopted.length === 0) {
    error = yield* attempt2(createResources(configuration, resources, { ...applying, forceConflicts: false }));
  } else if (resources.length > 0) {
    const threeWayForUnstructured = options.takeOwnership && !applying.serverSide && atLeast2(configuration.version, MERGES_THREE_WAYS);
    const how = { force, applying, threeWayForUnstructured, takeOverFields: true };
    error = (yield* update(configuration, adopted, resources, how)).error;
  }
  if (error === void 0) {
    error = yield* attempt2(waitForResources(wait, resources, { timeoutMs, jobs: options.waitForJobs }));
  }
  if (error !== void 0) return { error };
  if (!disableHooks) {
    const late = yield* attempt2(executeHooks(configuration, record, "post-install", hookOptions));
    if (late !== void 0) return { error: prefixed2("failed post-install", late) };
  }
  record.setInfo({ status: "deployed", description: description || "Install complete" });
  yield* recordRelease(configuration, record);
  return { error: void 0 };
}
function prefixed2(prefix, error) {
  return helmError("helm-hook-failed", `${prefix}: ${error.message}`);
}
function* failInstall(configuration, { name, atomic, disableHooks, timeoutMs, wait }, record, error) {
  const description = `Release ${JSON.stringify(name)} failed: ${error.message}`;
  record.setInfo({ status: "failed", description });
  if (!atomic) {
    yield* recordRelease(configuration, record);
    return error;
  }
  const problem2 = yield* attempt2(
    uninstall(configuration, {
      name,
      disableHooks,
      timeoutMs,
      keepHistory: false,
      wait: isHelm4(configuration.version) ? wait : "hookOnly",
      ignoreNotFound: false,
      propagation: "Background",
      description: "",
      dryRun: false
    })
  );
  const cause = isHelm4(configuration.version) ? "rollback-on-failure" : "atomic";
  const text3 = problem2 === void 0 ? `release ${name} failed, and has been uninstalled due to ${cause} being set: ${error.message}` : `an error occurred while uninstalling the release. original install error: ${error.message}: ${problem2.message}`;
  return helmError("helm-operation-failed", text3);
}

// twins/helm/tool/flag-sets-4.ts
var BOOL2 = { type: "bool" };
var TEXT3 = { type: "string" };
var WAIT = { wait: { type: "wait", alone: "watcher", default: "hookOnly" } };
var DRY_RUN = { "dry-run": { type: "string", alone: "unset", default: "none" } };
var WRITE_FLAGS = {
  ...WAIT,
  ...DRY_RUN,
  force: { type: "bool", deprecated: "use --force-replace instead", not: ["force-conflicts"] },
  "force-replace": { type: "bool", not: ["force-conflicts"] },
  "force-conflicts": BOOL2
};
var RELEASE_FLAGS2 = {
  ...WRITE_FLAGS,
  atomic: { type: "bool", deprecated: "use --rollback-on-failure instead" },
  "rollback-on-failure": BOOL2
};
var AUTO = { type: "string", default: "auto" };
var GLOBAL_FLAGS_4 = {
  color: { type: "string", modelled: false },
  colour: { type: "string", modelled: false },
  "content-cache": TEXT3
};
var INSTALL_FLAGS_4 = {
  ...INSTALL_FLAGS,
  ...RELEASE_FLAGS2,
  "server-side": { type: "bool", default: true }
};
var UPGRADE_FLAGS_4 = {
  ...without(UPGRADE_FLAGS, ["recreate-pods"]),
  ...RELEASE_FLAGS2,
  "server-side": AUTO
};
var TEMPLATE_FLAGS_4 = {
  ...TEMPLATE_FLAGS,
  ...RELEASE_FLAGS2,
  "server-side": { type: "bool", default: true }
};
var ROLLBACK_FLAGS_4 = {
  ...without(ROLLBACK_FLAGS, ["recreate-pods"]),
  ...WRITE_FLAGS,
  "server-side": AUTO
};
var UNINSTALL_FLAGS_4 = { ...UNINSTALL_FLAGS, ...WAIT };
var TEST_FLAGS_4 = without(TEST_FLAGS, ["hide-notes"]);
var LIST_FLAGS_4 = without(LIST_FLAGS, ["all"]);
var STATUS_FLAGS_4 = without(STATUS_FLAGS, ["show-desc", "show-resources"]);
var VERSION_FLAGS_4 = without(VERSION_FLAGS, ["client"]);
function without(specs, names) {
  return Object.fromEntries(Object.entries(specs).filter(([name]) => !names.includes(name)));
}

// twins/helm/tool/release-flags.ts
function readValues({ flags, files, tool }) {
  const read2 = (path) => {
    if (path.trim() === "-") return tool.stdin;
    if (/^[a-z][a-z0-9+.-]*:\/\//.test(path)) throw new NotModelled(`the values file ${path}`, REAL_BINARY);
    return files.read(normalisePath(`${tool.cwd}/${path}`));
  };
  return mergeValueOptions(
    {
      valueFiles: flags.list("values"),
      jsonValues: flags.list("set-json"),
      values: flags.list("set"),
      stringValues: flags.list("set-string"),
      fileValues: flags.list("set-file"),
      literalValues: flags.list("set-literal")
    },
    read2
  );
}
function* loadChart({ files, tool }, reference) {
  const located = locateChart(files, tool.cwd, reference);
  if (located.chart.metadata.deprecated === true) yield* printError("WARNING: This chart is deprecated");
  return located;
}
function refuseLibrary({ chart }) {
  const { type } = chart.metadata;
  if (type === void 0 || type === "application") return;
  throw helmError("helm-chart-invalid", `${type} charts are not installable`);
}
function* readDryRun({ flags, version: version2, configuration }) {
  const value = flags.text("dry-run") || "none";
  if (!isHelm4(version2)) {
    if (DRY_RUNS_3[value] !== void 0) return DRY_RUNS_3[value];
    throw usage("Invalid dry-run flag. Flag must one of the following: false, true, none, client, server");
  }
  if (value === "unset") {
    yield* log2(
      configuration,
      "WARN",
      "--dry-run is deprecated and should be replaced with '--dry-run=client'"
    );
    return CLIENT;
  }
  const known2 = value === "none" || value === "client" || value === "server";
  if (known2) return DRY_RUNS_3[value];
  const on = parseFlagValue("bool", value);
  if ("problem" in on) {
    throw usage(`invalid dry-run value (${goQuote(value)}). Must be "none", "server", or "client"`);
  }
  const result = on.value === true ? "client" : "none";
  const text3 = `boolean '--dry-run=${value}' flag is deprecated and must be replaced with '--dry-run=${result}'`;
  yield* log2(configuration, "WARN", text3);
  return DRY_RUNS_3[result];
}
var CLIENT = { dryRun: true, offline: true };
var NONE = { dryRun: false, offline: false };
var DRY_RUNS_3 = {
  none: NONE,
  false: NONE,
  server: { dryRun: true, offline: false },
  client: CLIENT,
  true: CLIENT
};
function* operationFlags({ flags, version: version2, configuration }) {
  const helm4 = isHelm4(version2);
  const atomic = flags.on("atomic") || helm4 && flags.on("rollback-on-failure");
  const wait = helm4 ? yield* readWait(configuration, flags) : flags.on("wait") ? "legacy" : "hookOnly";
  return {
    wait,
    atomic,
    waitForJobs: flags.on("wait-for-jobs"),
    timeoutMs: flags.number("timeout"),
    force: flags.on("force") || helm4 && flags.on("force-replace"),
    disableHooks: flags.on("no-hooks"),
    serverSide: helm4 ? readServerSide(flags) : "false",
    forceConflicts: helm4 && flags.on("force-conflicts")
  };
}
function releaseFlags(flags) {
  return {
    takeOwnership: flags.on("take-ownership"),
    description: flags.text("description"),
    labels: flags.map("labels")
  };
}
function* readWait(configuration, flags) {
  const value = flags.text("wait");
  const strategy = value === "true" ? "watcher" : value === "false" ? "hookOnly" : value;
  if (strategy !== value) {
    const text3 = `--wait=${value} is deprecated (boolean value) and can be replaced with --wait=${strategy}`;
    yield* log2(configuration, "WARN", text3);
  }
  return strategy;
}
function readServerSide(flags) {
  const value = flags.text("server-side");
  if (value === "true" || value === "false" || value === "auto") return value;
  throw helmError("helm-usage", `invalid/unknown release server-side apply method: ${value}`);
}
function maxHistory({ flags, tool }) {
  if (flags.given("history-max")) return flags.number("history-max");
  const fromEnv = tool.env["HELM_MAX_HISTORY"] ?? "";
  return /^[-+]?[0-9]+$/.test(fromEnv) ? Number(fromEnv) : DEFAULT_MAX_HISTORY;
}
var DEFAULT_MAX_HISTORY = 10;
function cancelledNotice(name) {
  return { notify: () => print(`Release ${name} has been cancelled.`) };
}

// twins/helm/tool/commands/install.ts
var installCommand = {
  useLine: "helm install [NAME] [CHART] [flags]",
  flags: INSTALL_FLAGS,
  flags4: INSTALL_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags } = invocation;
    let release;
    const dryRun = isHelm4(invocation.version) ? yield* readDryRun(invocation) : void 0;
    try {
      release = yield* runInstall(invocation, flags.on("replace"), dryRun);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      throw helmError("helm-operation-failed", `INSTALLATION FAILED: ${error.message}`);
    }
    const { major } = invocation.version;
    yield* printRelease(flags, release, { hideNotes: flags.on("hide-notes"), major });
  }
};
function* runInstall(invocation, replace, readBefore) {
  const { flags, configuration, version: version2 } = invocation;
  const [name, reference] = nameAndChart(invocation.args);
  const located = yield* loadChart(invocation, reference);
  const values = readValues(invocation);
  refuseLibrary(located);
  const dryRun = readBefore ?? (yield* readDryRun(invocation));
  if (dryRun.offline && isHelm4(version2)) throw new NotModelled("helm install --dry-run=client", REAL_BINARY);
  return yield* install(configuration, {
    ...yield* operationFlags(invocation),
    ...releaseFlags(flags),
    name,
    located,
    values,
    replace,
    createNamespace: flags.on("create-namespace"),
    skipCrds: flags.on("skip-crds"),
    ...dryRun,
    signals: cancelledNotice(name)
  });
}
function nameAndChart(args) {
  const [name = "", chart, ...others] = args;
  if (others.length > 0) {
    throw usage(`expected at most two arguments, unexpected arguments: ${others.join(", ")}`);
  }
  if (chart === void 0) throw usage("must either provide a name or specify --generate-name");
  return [name, chart];
}

// twins/helm/tool/commands/list.ts
var HEADER2 = ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"];
var listCommand = {
  useLine: "helm list [flags]",
  flags: LIST_FLAGS,
  flags4: LIST_FLAGS_4,
  checkArgs: noArgs,
  *run({ flags, configuration, version: version2 }) {
    yield* checkReachable(configuration);
    const nameFilter = compile(flags.text("filter"));
    const listed = yield* listReleases(configuration, flags.on("all-namespaces"));
    const named = listed.filter(({ release }) => nameFilter.test(release.name));
    const states = wantedStates(flags, isHelm4(version2));
    const releases = select(flags, named, states);
    const names = releases.map(({ name }) => name);
    const format = flags.text("output");
    if (flags.on("short")) yield* printNames(format, names);
    else yield* printReleases(format, releases, flags.on("no-headers"));
  }
};
function* printNames(format, names) {
  if (format === "json") yield* printText(jsonLine(names));
  else if (format === "yaml") yield* printText(yamlText(names));
  else if (names.length > 0) yield* printText(`${names.join("\n")}
`);
}
function* printReleases(format, releases, noHeaders) {
  const rows = releases.map(toRow2);
  if (format === "json") yield* printText(jsonLine(rows));
  else if (format === "yaml") yield* printText(yamlText(rows));
  else {
    const cells = rows.map((row) => Object.values(row));
    yield* printText(tableText(noHeaders ? cells : [HEADER2, ...cells]));
  }
}
function toRow2({ name, namespace, version: version2, info, chart }) {
  return {
    name,
    namespace,
    revision: String(version2),
    updated: (info.last_deployed ?? "") === "" ? "-" : goTime(info.last_deployed ?? ""),
    status: info.status ?? "",
    chart: chartText(chart),
    app_version: appVersionText(chart)
  };
}
function select(flags, listed, states) {
  const candidates = states.length === 1 && states[0] === "superseded" ? listed : newestOnly(listed);
  const selector = flags.text("selector");
  const releases = candidates.filter(({ release }) => states.includes(release.info.status ?? "unknown")).filter(({ labels }) => selector === "" || matchesLabels(parseSelector(selector), { ...labels })).map(({ release }) => release).sort(flags.on("date") ? byDate : byName);
  if (flags.on("reverse")) releases.reverse();
  const offset = flags.number("offset");
  const max = flags.number("max");
  return releases.slice(offset, max > 0 ? offset + max : void 0);
}
function newestOnly(listed) {
  const newest2 = /* @__PURE__ */ new Map();
  for (const stored2 of listed) {
    const { namespace, name, version: version2 } = stored2.release;
    const known2 = newest2.get(`${namespace}/${name}`);
    if (known2 === void 0 || known2.release.version <= version2) newest2.set(`${namespace}/${name}`, stored2);
  }
  return [...newest2.values()];
}
var PENDING = ["pending-install", "pending-upgrade", "pending-rollback"];
var BY_FLAG = {
  deployed: ["deployed"],
  uninstalled: ["uninstalled"],
  uninstalling: ["uninstalling"],
  pending: PENDING,
  failed: ["failed"],
  superseded: ["superseded"]
};
function wantedStates(flags, helm4) {
  const all = Object.keys(BY_FLAG);
  const names = all.filter((name) => !helm4 && flags.on("all") || flags.on(name));
  if (names.length === 0 && helm4) return ["unknown", ...Object.values(BY_FLAG).flat()];
  return (names.length === 0 ? ["deployed", "failed"] : names).flatMap((name) => BY_FLAG[name] ?? []);
}
function byName(a, b) {
  return compareKeys(a.name, b.name) || compareKeys(a.namespace, b.namespace);
}
function byDate(a, b) {
  return compareKeys(a.info.last_deployed ?? "", b.info.last_deployed ?? "") || byName(a, b);
}
function parseSelector(text3) {
  try {
    return parseLabelSelector(text3);
  } catch (error) {
    throw error instanceof SelectorError ? usage(error.message) : error;
  }
}
function compile(filter) {
  try {
    return new RegExp(filter);
  } catch {
    throw usage(`error parsing regexp: ${filter}`);
  }
}

// twins/helm/actions/clean-up.ts
function* cleanUp2(operation, error, created) {
  const errors = yield* deleteResources(created);
  if (errors.length === 0) return void 0;
  return helmError(
    "helm-operation-failed",
    `an error occurred while cleaning up resources. original ${operation} error: ${error.message}: unable to cleanup resources: ${errors.join(", ")}`
  );
}

// twins/helm/actions/rollback.ts
function* rollback(configuration, options) {
  yield* checkReachable(configuration);
  const { current: current2, target, serverSide } = yield* prepareRollback(configuration, options);
  if (options.dryRun) return target.release;
  yield* createRecord(configuration, target, options.maxHistory);
  yield* performRollback(configuration, options, { current: current2, target, serverSide });
  yield* updateRecord(configuration, target);
  return target.release;
}
function* prepareRollback(configuration, options) {
  const { name, revision } = options;
  if (releaseNameProblem(name) !== void 0) {
    throw helmError("helm-invalid-name", `prepareRollback: Release name is invalid: ${name}`);
  }
  if (revision < 0) throw helmError("helm-usage", "invalid release revision");
  const newest2 = yield* last(configuration, name);
  const wanted = revision === 0 ? newest2.release.version - 1 : revision;
  const stored2 = yield* history(configuration, name);
  if (!stored2.some(({ release }) => release.version === wanted)) {
    throw helmError("helm-release-not-found", `release has no ${wanted} version`);
  }
  const previous = yield* getRevision(configuration, name, wanted);
  const { chart, config, manifest, hooks, info } = previous.release;
  const { first_deployed } = newest2.release.info;
  const serverSide = isServerSide(options, previous.release);
  const target = new ReleaseRecord(
    {
      name,
      namespace: newest2.release.namespace,
      ...chart === void 0 ? {} : { chart },
      ...config === void 0 ? {} : { config },
      ...manifest === void 0 ? {} : { manifest },
      ...hooks === void 0 ? {} : { hooks },
      version: newest2.release.version + 1,
      info: {
        ...first_deployed === void 0 ? {} : { first_deployed },
        last_deployed: yield* timestamp(),
        deleted: "",
        status: "pending-rollback",
        description: `Rollback to ${wanted}`,
        ...info.notes === void 0 ? {} : { notes: info.notes }
      },
      ...applyMethod(configuration, serverSide)
    },
    previous.labels
  );
  return { current: ReleaseRecord.of(newest2), target, serverSide };
}
function* performRollback(configuration, options, { current: current2, target, serverSide }) {
  const { disableHooks, timeoutMs, force, wait, forceConflicts } = options;
  const applying = { serverSide, forceConflicts };
  const hookOptions = { timeoutMs, wait, applying };
  const old = yield* wrapped2(
    "unable to build kubernetes objects from current release manifest",
    build(configuration, current2.release.manifest ?? "")
  );
  const built = yield* wrapped2(
    "unable to build kubernetes objects from new release manifest",
    build(configuration, target.release.manifest ?? "")
  );
  if (!disableHooks) yield* executeHooks(configuration, target, "pre-rollback", hookOptions);
  const wanted = built.map((info) => withOwner(info, target.release));
  const { error, created } = yield* update(configuration, old, wanted, {
    force,
    applying,
    threeWayForUnstructured: false,
    takeOverFields: true
  });
  if (error !== void 0)
    throw yield* failUpdate(configuration, options, { current: current2, target, error, created });
  yield* waitOrFail(configuration, options, { current: current2, target, wanted });
  if (!disableHooks) yield* executeHooks(configuration, target, "post-rollback", hookOptions);
  for (const stored2 of yield* deployedAll(configuration, current2.release.name)) {
    const record = ReleaseRecord.of(stored2);
    record.setInfo({ status: "superseded" });
    yield* recordRelease(configuration, record);
  }
  target.setInfo({ status: "deployed" });
}
function* failUpdate(configuration, { cleanupOnFail }, failure2) {
  const { current: current2, target, error, created } = failure2;
  const description = `Rollback ${JSON.stringify(target.release.name)} failed: ${error.message}`;
  yield* log2(configuration, "WARN", description);
  current2.setInfo({ status: "superseded" });
  target.setInfo({ status: "failed", description });
  yield* recordRelease(configuration, current2);
  yield* recordRelease(configuration, target);
  const problem2 = cleanupOnFail ? yield* cleanUp2("rollback", error, created) : void 0;
  return problem2 ?? error;
}
function* waitOrFail(configuration, { wait, timeoutMs, waitForJobs }, {
  current: current2,
  target,
  wanted
}) {
  const error = yield* attempt2(waitForResources(wait, wanted, { timeoutMs, jobs: waitForJobs }));
  if (error === void 0) return;
  const { name } = target.release;
  const description = `Release ${JSON.stringify(name)} failed: ${error.message}`;
  target.setInfo({ status: "failed", description });
  yield* recordRelease(configuration, current2);
  yield* recordRelease(configuration, target);
  throw helmError("helm-operation-failed", `release ${name} failed: ${error.message}`);
}

// twins/helm/tool/commands/rollback.ts
var rollbackCommand = {
  useLine: "helm rollback <RELEASE> [REVISION] [flags]",
  flags: ROLLBACK_FLAGS,
  flags4: ROLLBACK_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags, args, configuration, version: version2 } = invocation;
    const [name = "", revision] = args;
    const { atomic: _, ...operation } = yield* operationFlags(invocation);
    const { dryRun } = isHelm4(version2) ? yield* readDryRun(invocation) : { dryRun: flags.on("dry-run") };
    yield* rollback(configuration, {
      ...operation,
      name,
      revision: revision === void 0 ? 0 : parseRevision(revision),
      cleanupOnFail: flags.on("cleanup-on-fail"),
      dryRun,
      maxHistory: maxHistory(invocation)
    });
    yield* print("Rollback was a success! Happy Helming!");
  }
};
function parseRevision(text3) {
  if (/^[-+]?[0-9]+$/.test(text3)) return Number(text3);
  const reason = `strconv.Atoi: parsing ${JSON.stringify(text3)}: invalid syntax`;
  throw usage(`could not convert revision to a number: ${reason}`);
}

// twins/helm/tool/commands/status.ts
var statusCommand = {
  useLine: "helm status RELEASE_NAME [flags]",
  flags: STATUS_FLAGS,
  flags4: STATUS_FLAGS_4,
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { chart: _, ...release } = yield* readRelease(invocation);
    if (isHelm4(invocation.version)) {
      throw new NotModelled("helm status of Helm 4, which prints the objects themselves", REAL_BINARY);
    }
    yield* printRelease(invocation.flags, release, { description: invocation.flags.on("show-desc") });
  }
};

// twins/helm/tool/commands/template.ts
var DEFAULT_NAME = "release-name";
var KUBERNETES_MINOR_OFFSET = 15;
var KUBERNETES_MINOR_OFFSET_4 = 34;
var templateCommand = {
  useLine: "helm template [NAME] [CHART] [flags]",
  flags: TEMPLATE_FLAGS,
  flags4: TEMPLATE_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags, args } = invocation;
    const [name = "", reference, ...others] = args;
    if (others.length > 0) {
      throw usage(`expected at most two arguments, unexpected arguments: ${others.join(", ")}`);
    }
    const located = yield* loadChart(invocation, reference ?? name);
    refuseLibrary(located);
    const values = readValues(invocation);
    const render = yield* renderOffline(
      invocation,
      located,
      reference === void 0 ? DEFAULT_NAME : name,
      values
    );
    const skipTests = flags.on("skip-tests");
    const hooks = flags.on("no-hooks") ? [] : render.hooks.filter((hook) => !skipTests || hook.events?.includes("test") !== true);
    yield* printText(`${render.manifest.trim()}
${hooksText(hooks)}`);
  }
};
function* renderOffline({ flags, configuration, version: version2 }, located, releaseName, values) {
  const offset = isHelm4(version2) ? KUBERNETES_MINOR_OFFSET_4 : KUBERNETES_MINOR_OFFSET;
  const kubeVersion = flags.text("kube-version") || `v1.${version2.minor + offset}.0`;
  const operation = flags.on("is-upgrade") ? "upgrade" : "install";
  const { namespace } = configuration;
  const apiVersions = DEFAULT_API_VERSIONS;
  try {
    return yield* renderChart(
      "nobody",
      located,
      { values, releaseName, namespace, revision: 1, operation, kubeVersion, apiVersions },
      located.chart
    );
  } catch (error) {
    if (!(error instanceof HelmError) || error.message.startsWith("values don't meet")) throw error;
    const text3 = `${error.message}

Use --debug flag to render out invalid YAML`;
    throw helmError("helm-render-failed", text3);
  }
}

// twins/helm/actions/test.ts
function* test(configuration, options) {
  const { name, timeoutMs } = options;
  yield* checkReachable(configuration);
  if (releaseNameProblem(name) !== void 0) {
    throw helmError("helm-invalid-name", `releaseTest: Release name is invalid: ${name}`);
  }
  const record = ReleaseRecord.of(yield* last(configuration, name));
  const { chosen, skipped } = split(record.release.hooks ?? [], options);
  record.release = { ...record.release, hooks: chosen };
  const helm4 = isHelm4(configuration.version);
  const outcome = yield* runTests(configuration, record, {
    timeoutMs,
    wait: helm4 ? "watcher" : "legacy",
    applying: { serverSide: helm4 && record.release.apply_method === "ssa", forceConflicts: false }
  });
  const error = helm4 ? outcome.error : (yield* attempt2(outcome.tidy())) ?? outcome.error;
  record.release = { ...record.release, hooks: [...skipped, ...record.release.hooks ?? []] };
  const unrecorded = yield* attempt2(updateRecord(configuration, record));
  return { release: record.release, error: error ?? unrecorded, tidy: helm4 ? outcome.tidy : nothing };
}
function* runTests(configuration, record, options) {
  try {
    return yield* runHooks(configuration, record, "test", options);
  } catch (error) {
    if (error instanceof HelmError) return { error, tidy: nothing };
    throw error;
  }
}
function* nothing() {
}
function split(hooks, { include, exclude }) {
  const isChosen = ({ name = "" }) => !exclude.includes(name) && (include.length === 0 || include.includes(name));
  return { chosen: hooks.filter(isChosen), skipped: hooks.filter((hook) => !isChosen(hook)) };
}
function* podLogs({ namespace }, { hooks }, options) {
  let text3 = "";
  for (const { name = "" } of hooksForEvent(split(hooks ?? [], options).chosen, "test")) {
    const pod2 = { group: "", version: "v1", resource: "pods", namespace, name };
    const answer4 = yield* whileConnected(api({ verb: "get", ...pod2, subresource: "log" }));
    if (!succeeded(answer4)) {
      const message = `unable to get pod logs for ${name}: ${String(answer4.body["message"] ?? "")}`;
      return { text: text3, error: helmError("helm-request-failed", message) };
    }
    text3 += `POD LOGS: ${name}
${String(answer4.body["text"] ?? "")}
`;
  }
  return { text: text3, error: void 0 };
}

// twins/helm/tool/commands/test.ts
var NOT_NAME = /^!\s?name=/;
var testCommand = {
  useLine: "helm test [RELEASE] [flags]",
  flags: TEST_FLAGS,
  flags4: TEST_FLAGS_4,
  checkArgs: exactArgs(1),
  *run({ flags, args, configuration, version: version2 }) {
    const options = readOptions(args[0] ?? "", flags);
    const helm4 = isHelm4(version2);
    const { release, error, tidy } = yield* test(configuration, options);
    const hideNotes = helm4 || flags.on("hide-notes");
    yield* printRelease(flags, release, { hideNotes, major: version2.major, table: true });
    let problem2 = error;
    if (flags.on("logs")) {
      yield* print("");
      const logs = yield* podLogs(configuration, release, options);
      if (logs.text !== "") yield* printText(logs.text);
      if (logs.error !== void 0) {
        const texts = helm4 && error !== void 0 ? [error.message, logs.error.message] : [logs.error.message];
        problem2 = helmError("helm-request-failed", texts.join("\n"));
      }
    }
    yield* tidy();
    if (problem2 !== void 0) throw problem2;
  }
};
function readOptions(name, flags) {
  const filters = flags.list("filter");
  return {
    name,
    timeoutMs: flags.number("timeout"),
    include: filters.filter((one) => one.startsWith("name=")).map((one) => one.slice("name=".length)),
    exclude: filters.filter((one) => NOT_NAME.test(one)).map((one) => one.replace(NOT_NAME, ""))
  };
}

// twins/helm/tool/commands/uninstall.ts
var PROPAGATION = {
  background: "Background",
  foreground: "Foreground",
  orphan: "Orphan"
};
var uninstallCommand = {
  useLine: "helm uninstall RELEASE_NAME [...] [flags]",
  flags: UNINSTALL_FLAGS,
  flags4: UNINSTALL_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run({ flags, args, configuration, version: version2 }) {
    const cascade = flags.text("cascade");
    const propagation = PROPAGATION[cascade];
    if (propagation === void 0) {
      throw usage(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
    }
    const wait = isHelm4(version2) ? yield* readWait(configuration, flags) : flags.on("wait") ? "legacy" : "hookOnly";
    for (const name of args) {
      const kept = yield* uninstall(configuration, {
        name,
        propagation,
        keepHistory: flags.on("keep-history"),
        wait,
        timeoutMs: flags.number("timeout"),
        disableHooks: flags.on("no-hooks"),
        ignoreNotFound: flags.on("ignore-not-found"),
        description: flags.text("description"),
        dryRun: flags.on("dry-run")
      });
      if (kept !== "") yield* print(kept);
      yield* print(`release "${name}" uninstalled`);
    }
  }
};

// twins/helm/actions/fail-upgrade.ts
function* failUpgrade(configuration, options, upgraded2, { error, created }) {
  const { name } = options;
  const description = `Upgrade ${JSON.stringify(name)} failed: ${error.message}`;
  yield* log2(configuration, "WARN", "upgrade failed", { name, error: error.message });
  upgraded2.setInfo({ status: "failed", description });
  yield* recordRelease(configuration, upgraded2);
  if (options.cleanupOnFail && created.length > 0) {
    const problem2 = yield* cleanUp2("upgrade", error, created);
    if (problem2 !== void 0) return problem2;
  }
  return options.atomic ? yield* rollBack(configuration, options, error) : error;
}
function* rollBack(configuration, options, error) {
  const { name, wait, waitForJobs, disableHooks, force, serverSide, forceConflicts, timeoutMs } = options;
  let revisions;
  try {
    yield* checkReachable(configuration);
    revisions = yield* successfulRevisions(configuration, name);
  } catch (problem2) {
    if (!(problem2 instanceof HelmError)) throw problem2;
    const text3 = `an error occurred while finding last successful release. original upgrade error: ${error.message}`;
    return failure(text3, problem2.message);
  }
  if (revisions.length === 0) {
    const text3 = "unable to find a previously successful release when attempting to rollback";
    return failure(`${text3}. original upgrade error`, error.message);
  }
  try {
    const fresh = { cleanupOnFail: false, maxHistory: 0, dryRun: false, revision: Math.max(...revisions) };
    const same = { name, wait, waitForJobs, disableHooks, force, serverSide, forceConflicts, timeoutMs };
    yield* rollback(configuration, { ...same, ...fresh });
  } catch (problem2) {
    if (!(problem2 instanceof HelmError)) throw problem2;
    const text3 = `an error occurred while rolling back the release. original upgrade error: ${error.message}`;
    return failure(text3, problem2.message);
  }
  const cause = isHelm4(configuration.version) ? "rollback-on-failure" : "atomic";
  return failure(`release ${name} failed, and has been rolled back due to ${cause} being set`, error.message);
}
function* successfulRevisions(configuration, name) {
  return (yield* history(configuration, name)).filter(({ release }) => release.info.status === "superseded" || release.info.status === "deployed").map(({ release }) => release.version);
}
function failure(text3, reason) {
  return helmError("helm-operation-failed", `${text3}: ${reason}`);
}

// twins/helm/actions/upgrade.ts
function* upgrade(configuration, given) {
  const options = given.atomic ? { ...given, wait: waitWhenAtomic(configuration, given.wait) } : given;
  const cancellation = new Cancellation(options.signals);
  const prepared = yield* cancellation.shield(prepareAndLock2(configuration, options));
  const { upgraded: upgraded2 } = prepared;
  if (options.dryRun) return upgraded2.release;
  const outcome = yield* cancellation.untilCancelled(releasing(configuration, options, prepared));
  const failure2 = outcome === void 0 ? cancelledFailure() : outcome.failure;
  return yield* cancellation.shield(finish(configuration, options, upgraded2, failure2));
}
function* finish(configuration, options, upgraded2, failure2) {
  if (failure2 !== void 0) throw yield* failUpgrade(configuration, options, upgraded2, failure2);
  yield* updateRecord(configuration, upgraded2);
  return upgraded2.release;
}
function cancelledFailure() {
  return { error: helmError("helm-operation-failed", "context canceled"), created: [] };
}
function* prepareAndLock2(configuration, options) {
  yield* checkReachable(configuration);
  if (releaseNameProblem(options.name) !== void 0) {
    throw helmError("helm-invalid-name", `release name is invalid: ${options.name}`);
  }
  const { baseline, upgraded: upgraded2, serverSide } = yield* prepareUpgrade(configuration, options);
  const current2 = yield* wrapped2(
    "unable to build kubernetes objects from current release manifest",
    build(configuration, baseline.release.manifest ?? "")
  );
  const built = yield* wrapped2(
    "unable to build kubernetes objects from new release manifest",
    build(configuration, upgraded2.release.manifest ?? "")
  );
  const target = built.map((info) => withOwner(info, upgraded2.release));
  const known2 = new Set(current2.map(objectKeyOf));
  const toBeCreated = target.filter((info) => !known2.has(objectKeyOf(info)));
  const adopted = yield* wrapped2(
    isHelm4(configuration.version) ? "unable to continue with update" : "Unable to continue with update",
    findExisting(toBeCreated, upgraded2.release, options.takeOwnership)
  );
  if (options.dryRun) upgraded2.setInfo({ description: options.description || "Dry run complete" });
  else yield* createRecord(configuration, upgraded2, options.maxHistory);
  return { baseline, upgraded: upgraded2, current: [...current2, ...adopted], target, serverSide };
}
function* prepareUpgrade(configuration, options) {
  const { name, located, labels } = options;
  const newest2 = yield* lastOrNone(configuration, name);
  if (isPending(newest2.release.info.status)) throw operationInProgress(name);
  const baseline = yield* baselineOf(configuration, newest2);
  const { chart, values } = reuseValues(options.reuse, located.chart, baseline.release, options.values);
  const version2 = newest2.release.version + 1;
  const apiVersions = yield* readApiVersions(configuration);
  const namespace = baseline.release.namespace;
  const { kubeVersion } = configuration;
  const render = yield* renderChart(
    options.offline ? "nobody" : configuration,
    located,
    {
      values,
      releaseName: name,
      namespace,
      revision: version2,
      operation: "upgrade",
      kubeVersion,
      apiVersions
    },
    chart
  );
  refuseSystemLabels(labels);
  const { first_deployed } = baseline.release.info;
  const serverSide = isServerSide(options, newest2.release);
  const upgraded2 = new ReleaseRecord(
    {
      name,
      namespace,
      chart: processDependencies(chart, values),
      config: values,
      info: {
        ...first_deployed === void 0 ? {} : { first_deployed },
        last_deployed: yield* timestamp(),
        deleted: "",
        status: "pending-upgrade",
        description: "Preparing upgrade",
        ...render.notes === "" ? {} : { notes: render.notes }
      },
      version: version2,
      manifest: render.manifest,
      hooks: render.hooks,
      ...applyMethod(configuration, serverSide)
    },
    mergeLabels(newest2.labels, labels)
  );
  yield* build(configuration, render.manifest);
  return { baseline: ReleaseRecord.of(baseline), upgraded: upgraded2, serverSide };
}
function* lastOrNone(configuration, name) {
  try {
    return yield* last(configuration, name);
  } catch (error) {
    if (error instanceof HelmError && error.message === "release: not found") throw noDeployedReleases(name);
    throw error;
  }
}
function* baselineOf(configuration, newest2) {
  const { name, info } = newest2.release;
  if (info.status === "deployed") return newest2;
  try {
    return yield* deployed(configuration, name);
  } catch (error) {
    const none = error instanceof HelmError && error.code === "helm-no-deployed-releases";
    if (none && (info.status === "failed" || info.status === "superseded")) return newest2;
    throw error;
  }
}
function mergeLabels(current2, desired) {
  return Object.fromEntries(
    Object.entries({ ...current2, ...desired }).filter(([, value]) => value !== "null")
  );
}
function* releasing(configuration, options, { baseline, upgraded: upgraded2, current: current2, target, serverSide }) {
  const { disableHooks, timeoutMs, force, wait, description } = options;
  const applying = { serverSide, forceConflicts: options.forceConflicts };
  const hookOptions = { timeoutMs, wait, applying };
  if (!disableHooks) {
    const error2 = yield* attempt2(executeHooks(configuration, upgraded2, "pre-upgrade", hookOptions));
    if (error2 !== void 0) return failed4(prefixed3("pre-upgrade hooks failed", error2), []);
  }
  const result = yield* update(configuration, current2, target, {
    force,
    applying,
    threeWayForUnstructured: false,
    takeOverFields: baseline.release.apply_method !== "ssa"
  });
  const { created } = result;
  let error = result.error;
  if (error === void 0) {
    error = yield* attempt2(waitForResources(wait, target, { timeoutMs, jobs: options.waitForJobs }));
  }
  if (error !== void 0) {
    yield* recordRelease(configuration, baseline);
    return failed4(error, created);
  }
  if (!disableHooks) {
    const late = yield* attempt2(executeHooks(configuration, upgraded2, "post-upgrade", hookOptions));
    if (late !== void 0) return failed4(prefixed3("post-upgrade hooks failed", late), created);
  }
  baseline.setInfo({ status: "superseded" });
  yield* recordRelease(configuration, baseline);
  upgraded2.setInfo({ status: "deployed", description: description || "Upgrade complete" });
  return { failure: void 0 };
}
function failed4(error, created) {
  return { failure: { error, created } };
}
function prefixed3(prefix, error) {
  return helmError("helm-hook-failed", `${prefix}: ${error.message}`);
}

// twins/helm/tool/commands/upgrade.ts
var upgradeCommand = {
  useLine: "helm upgrade [RELEASE] [CHART] [flags]",
  flags: UPGRADE_FLAGS,
  flags4: UPGRADE_FLAGS_4,
  checkArgs: exactArgs(2),
  *run(invocation) {
    const { flags, args } = invocation;
    const [name = "", reference = ""] = args;
    const isTable = flags.text("output") === "table";
    const hideNotes = flags.on("hide-notes");
    const { major } = invocation.version;
    const dryRun = major === 4 ? yield* readDryRun(invocation) : void 0;
    const missing = flags.on("install") ? yield* findMissing(invocation, name) : void 0;
    if (missing !== void 0) {
      if (isTable) yield* print(`Release "${name}" does not exist. Installing it now.`);
      yield* printRelease(flags, yield* runInstall(invocation, missing === "uninstalled", dryRun), {
        hideNotes,
        major
      });
      return;
    }
    const release = yield* runUpgrade(invocation, { name, reference, readBefore: dryRun });
    if (isTable) yield* print(`Release "${name}" has been upgraded. Happy Helming!`);
    yield* printRelease(flags, release, { hideNotes, major });
  }
};
function* findMissing({ configuration }, name) {
  yield* checkReachable(configuration);
  if (releaseNameProblem(name) !== void 0) {
    throw helmError("helm-invalid-name", `release name is invalid: ${name}`);
  }
  try {
    const listed = yield* history(configuration, name);
    return listed.at(-1)?.release.info.status === "uninstalled" ? "uninstalled" : void 0;
  } catch (error) {
    if (error instanceof HelmError && error.code === "helm-release-not-found") return "never-installed";
    throw error;
  }
}
function* runUpgrade(invocation, { name, reference, readBefore }) {
  const { flags, configuration } = invocation;
  const located = yield* loadChart(invocation, reference);
  const dryRun = readBefore ?? (yield* readDryRun(invocation));
  const operation = yield* operationFlags(invocation);
  const values = readValues(invocation);
  try {
    return yield* upgrade(configuration, {
      ...operation,
      ...releaseFlags(flags),
      name,
      located,
      values,
      ...dryRun,
      reuse: reuseMode(flags),
      cleanupOnFail: flags.on("cleanup-on-fail"),
      maxHistory: maxHistory(invocation),
      signals: cancelledNotice(name)
    });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw helmError("helm-operation-failed", `UPGRADE FAILED: ${error.message}`);
  }
}
function reuseMode(flags) {
  if (flags.on("reset-values")) return "reset-values";
  if (flags.on("reuse-values")) return "reuse-values";
  return flags.on("reset-then-reuse-values") ? "reset-then-reuse-values" : "default";
}

// twins/helm/tool/commands/version.ts
var BUILDS = {
  "3.17.2": { commit: "cc0bbbd6d6276b83880042c1ecb34087e84d41eb", go: "go1.23.7" },
  "4.1.4": { commit: "05fa37973dc9e42b76e1d2883494c87174b6074f", go: "go1.25.9", kube: "v1.35" }
};
var versionCommand = {
  useLine: "helm version [flags]",
  flags: VERSION_FLAGS,
  flags4: VERSION_FLAGS_4,
  checkArgs: noArgs,
  *run({ flags, version: version2 }) {
    const number = `${version2.major}.${version2.minor}.${version2.patch}`;
    const build2 = BUILDS[number];
    if (build2 === void 0) throw new NotModelled(`helm version of ${number}`, REAL_BINARY);
    if (flags.on("short")) yield* print(`v${number}+g${build2.commit.slice(0, 7)}`);
    else {
      const kube = build2.kube === void 0 ? "" : `, KubeClientVersion:"${build2.kube}"`;
      yield* print(
        `version.BuildInfo{Version:"v${number}", GitCommit:"${build2.commit}", GitTreeState:"clean", GoVersion:"${build2.go}"${kube}}`
      );
    }
  }
};

// twins/helm/tool/commands/index.ts
var COMMANDS2 = {
  create: "not-modelled",
  dependency: "not-modelled",
  pull: "not-modelled",
  show: "not-modelled",
  lint: "not-modelled",
  package: "not-modelled",
  repo: "not-modelled",
  search: "not-modelled",
  verify: "not-modelled",
  get: {
    subcommands: {
      all: getAll,
      hooks: getHooks,
      manifest: getManifest,
      metadata: getMetadata,
      notes: getNotes,
      values: getValues
    }
  },
  history: historyCommand,
  install: installCommand,
  list: listCommand,
  test: testCommand,
  rollback: rollbackCommand,
  status: statusCommand,
  template: templateCommand,
  uninstall: uninstallCommand,
  upgrade: upgradeCommand,
  completion: "not-modelled",
  env: "not-modelled",
  plugin: "not-modelled",
  version: versionCommand,
  registry: "not-modelled",
  push: "not-modelled",
  help: "not-modelled"
};

// twins/helm/tool/find-command.ts
var ALIASES = {
  ls: "list",
  hist: "history",
  del: "uninstall",
  delete: "uninstall",
  un: "uninstall"
};
function findCommand(entries, argv, path = "helm") {
  const at = firstArgument(argv);
  const given = argv[at];
  if (given === void 0) throw new NotModelled(`the help of ${path}`, REAL_BINARY);
  const name = path === "helm" ? ALIASES[given] ?? given : given;
  const entry = Object.hasOwn(entries, name) ? entries[name] : void 0;
  if (entry === void 0) throw unknownCommand(entries, path, name);
  const inner = `${path} ${name}`;
  if (entry === "not-modelled") throw new NotModelled(inner, REAL_BINARY);
  const rest = argv.filter((_, index) => index !== at);
  if (isGroup(entry)) return findCommand(entry.subcommands, rest, inner);
  return { path: inner, command: entry, argv: rest };
}
function firstArgument(argv) {
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? "";
    if (arg === "--") return -1;
    if (!arg.startsWith("-") || arg === "-") return at;
    if (!takesNext(arg)) continue;
    at++;
    if (at >= argv.length) {
      const shown = arg.startsWith("--") ? arg : `'${arg.slice(1)}' in ${arg}`;
      throw usage(`flag needs an argument: ${shown}`);
    }
  }
  return -1;
}
function takesNext(flag) {
  if (flag.includes("=") || !flag.startsWith("--") && flag.length > 2) return false;
  const spec = flag.startsWith("--") ? GLOBAL_FLAGS[flag.slice(2)] : Object.values(GLOBAL_FLAGS).find(({ short }) => short === flag.charAt(1));
  return spec !== void 0 && aloneValue(spec) === void 0;
}
function unknownCommand(entries, path, name) {
  if (path !== "helm") return new NotModelled(`the help of ${path}`, REAL_BINARY);
  const similar = Object.keys(entries).filter((candidate) => isSimilar(name, candidate));
  const suggestion = similar.length === 0 ? "" : `

Did you mean this?
${similar.map((one) => `	${one}
`).join("")}`;
  return usage(`unknown command "${name}" for "helm"${suggestion}
Run 'helm --help' for usage.`);
}
var SUGGEST_UNINSTALL_FOR = ["remove", "rm"];
var MAX_DISTANCE = 2;
function isSimilar(typed, candidate) {
  const near = distance(typed.toLowerCase(), candidate.toLowerCase()) <= MAX_DISTANCE;
  const begins = candidate.toLowerCase().startsWith(typed.toLowerCase());
  return near || begins || candidate === "uninstall" && SUGGEST_UNINSTALL_FOR.includes(typed);
}
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change));
    }
    row = next;
  }
  return row[b.length];
}

// twins/helm/tool/index.ts
function* helmTool(args, context) {
  const tool = args;
  const version2 = parseHelmVersion(context.profile[HELM_PROFILE] ?? DEFAULT_HELM_VERSION);
  try {
    const { path, command: command2, argv } = findCommand(COMMANDS2, tool.argv.slice(1));
    const specs = isHelm4(version2) ? { ...GLOBAL_FLAGS, ...GLOBAL_FLAGS_4, ...command2.flags4 ?? command2.flags } : { ...GLOBAL_FLAGS, ...command2.flags };
    const parsed = parseFlags2({ path, version: version2, specs }, argv);
    for (const line of deprecations(specs, parsed.flags)) yield* printError(line);
    command2.checkArgs(path, command2.useLine, parsed.args);
    checkExclusive(specs, parsed.flags);
    checkDriver(tool.env);
    const namespace = parsed.flags.text("namespace") || tool.env["HELM_NAMESPACE"] || "default";
    const invocation = {
      ...parsed,
      files: context.files,
      tool,
      version: version2,
      configuration: configurationFor(namespace, context, version2)
    };
    yield* command2.run(invocation);
    return 0;
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    yield* printError(`Error: ${error.message}`);
    return 1;
  }
}
function configurationFor(namespace, { profile }, version2) {
  const kubernetes2 = profile["kubernetes"];
  const kubeVersion = kubernetes2 === void 0 ? DEFAULT_KUBE_VERSION : `v${kubernetes2.replace(/^v/, "")}`;
  return { namespace, fieldManager: "helm", version: version2, kubeVersion, discovery: new Discovery() };
}
function checkDriver(env) {
  const driver = env["HELM_DRIVER"] ?? "";
  if (["", "secret", "secrets"].includes(driver)) return;
  throw new NotModelled(`HELM_DRIVER=${driver}`, REAL_BINARY);
}

// twins/helm/index.ts
var helm = defineComponent({
  name: "helm",
  profiles: [
    {
      key: HELM_PROFILE,
      default: DEFAULT_HELM_VERSION,
      description: "Version of the helm command, 3.5 to 3.21.",
      check: (version2) => void parseHelmVersion(version2)
    }
  ],
  tools: { helm: helmTool },
  planes: [helmPlane]
});

// twins/embedded/build-world.ts
var BUILDER = "world";
function buildWorld(system, components, options) {
  let world2 = bootWorld(system, options.seed);
  for (const component of components) {
    for (const object3 of component.manifests?.(system.profile) ?? [])
      world2 = createObject(system, world2, object3);
  }
  world2 = run(system, world2).world;
  for (const call2 of options.calls ?? []) world2 = makeCall(system, world2, call2);
  for (const object3 of options.objects) world2 = createObject(system, world2, object3);
  return world2;
}
function createObject(system, world2, object3) {
  const request = createRequest(world2, object3);
  return transact(system, world2, BUILDER, (tx) => {
    const port = portOf(system, API_PORT);
    const response = port.handle(tx, request, {
      actor: BUILDER
    });
    if (response.code >= 400) throw refused2(object3, String(response.body["message"]));
  });
}
function createRequest(world2, object3) {
  const apiVersion = textAt(object3, "apiVersion");
  const kind = textAt(object3, "kind");
  const info = findKind(discoverResources(world2), apiVersion, kind);
  if (info === void 0) {
    throw new RehearseError(`no matches for kind "${kind}" in version "${apiVersion}"`, {
      code: "kind-unknown",
      subject: `${kind} ${textAt(object3, "metadata", "name")}`,
      remedy: "Correct apiVersion and kind, or apply the CustomResourceDefinition first."
    });
  }
  const namespace = textAt(object3, "metadata", "namespace") || "default";
  const where = info.namespaced ? { namespace } : {};
  return { verb: "create", ...addressOf(info), ...where, body: object3, fieldManager: BUILDER };
}
function makeCall(system, world2, call2) {
  return transact(system, world2, BUILDER, (tx) => {
    const answer4 = portOf(system, call2.port).handle(tx, call2.payload, { actor: BUILDER });
    if (typeof answer4["status"] === "number" && answer4["status"] >= 400)
      throw refused2(call2.payload, String(answer4["body"]));
  });
}
function refused2(subject, message) {
  return new RehearseError(`the world cannot be built: ${message}`, {
    code: "world-refused",
    subject: String(subject["kind"] ?? subject["path"] ?? "call"),
    remedy: "Correct the object in the world of the scenario."
  });
}

// twins/index.ts
var allComponents = Object.values(components_exports);

// harness/scenario/source-lines.ts
function lineOfName(source2, name, from = 1) {
  const quoted = `(['"\`])${escaped(name)}\\1`;
  return findLine(source2, new RegExp(`(?:^\\s*|\\bname:\\s*|\\bstep\\(\\s*)${quoted}`), from) ?? findLine(source2, new RegExp(quoted), from);
}
function lineOfStep(source2, owner, step2) {
  const from = lineOfName(source2, owner);
  return from === void 0 ? void 0 : lineOfName(source2, step2, from);
}
function lineOfCommand(source2, argv, from = 1) {
  for (let count2 = argv.length; count2 >= 2; count2--) {
    const line = findLine(source2, new RegExp(argv.slice(0, count2).map(escaped).join("\\s+")), from);
    if (line !== void 0) return line;
  }
  return void 0;
}
function lineOfPath(source2, value, path) {
  let current2 = value;
  let range = { from: 1, until: Number.POSITIVE_INFINITY };
  let found;
  for (const key of path) {
    const line = typeof key === "number" ? lineOfElement(source2, current2, key, range) : findLine(source2, memberPattern(String(key)), range.from, range.until);
    if (line !== void 0) {
      found = line;
      const next = typeof key === "number" ? lineOfElement(source2, current2, key + 1, { ...range, from: line + 1 }) : void 0;
      range = { from: line, until: next === void 0 ? range.until : next - 1 };
    }
    current2 = current2?.[key];
  }
  return found;
}
function lineOfElement(source2, list3, index, range) {
  const name = list3?.[index]?.name;
  if (typeof name !== "string") return void 0;
  const line = lineOfName(source2, name, range.from);
  return line === void 0 || line > range.until ? void 0 : line;
}
function memberPattern(key) {
  return new RegExp(`(?:^|[\\s{,(])(['"]?)${escaped(key)}\\1\\s*(?:[:,}]|$)`);
}
function findLine(source2, pattern, from, until = Number.POSITIVE_INFINITY) {
  const lines = source2.text.split("\n");
  const index = lines.findIndex((line, at) => at + 1 >= from && at + 1 <= until && pattern.test(line));
  return index < 0 ? void 0 : index + 1;
}
function escaped(text3) {
  return text3.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

// harness/scenario/load.ts
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// harness/scenario/check.ts
import { z as z2 } from "zod";

// harness/runner/plan.ts
function planSequence(steps) {
  const names = /* @__PURE__ */ new Set();
  const inside = /* @__PURE__ */ new Set();
  const after = /* @__PURE__ */ new Map();
  const during = /* @__PURE__ */ new Map();
  let previous;
  for (const step2 of steps) {
    checkStep(step2, names, inside);
    names.add(step2.name);
    if (step2.during) {
      inside.add(step2.name);
      during.set(step2.during.step, [...during.get(step2.during.step) ?? [], step2]);
      continue;
    }
    after.set(step2.name, step2.after ?? (previous === void 0 ? [] : [previous]));
    previous = step2.name;
  }
  return { order: steps.filter((step2) => step2.during === void 0), after, during };
}
function checkStep(step2, names, inside) {
  if (names.has(step2.name)) throw invalid2(step2.name, "is used twice", names);
  for (const name of [...step2.after ?? [], ...step2.during ? [step2.during.step] : []]) {
    if (!names.has(name)) throw invalid2(name, `does not come before ${step2.name}`, names);
  }
  if (step2.during === void 0) return;
  if (step2.after !== void 0) throw invalid2(step2.name, "has both during and after", names);
  const outer = step2.during.step;
  if (inside.has(outer))
    throw invalid2(step2.name, `starts during ${outer}, which is inside a step itself`, names);
}
function invalid2(name, how, known2) {
  return new RehearseError(`step ${name} ${how}`, {
    code: "sequence-invalid",
    subject: name,
    remedy: `Steps so far: ${[...known2].sort(compareKeys).join(", ") || "none"}.`
  });
}

// harness/scenario/schema.ts
import { z } from "zod";
var text2 = z.string().min(1);
var version = z.record(z.string(), text2);
var command = z.strictObject({
  argv: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()).optional(),
  cwd: z.string().optional(),
  stdin: z.string().optional()
});
var object2 = z.strictObject({ group: z.string(), resource: text2, namespace: z.string(), name: text2 });
var condition = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("present"), object: object2 }),
  z.strictObject({ kind: z.literal("absent"), object: object2 }),
  z.strictObject({ kind: z.literal("elapsed"), ms: z.number().nonnegative() })
]);
var step = z.strictObject({
  name: text2,
  command,
  onFailure: z.enum(["stop", "continue"]).optional(),
  onCrash: z.enum(["rerun", "stop", "continue"]).optional(),
  after: z.array(text2).optional(),
  during: z.strictObject({ step: text2, when: condition }).optional(),
  waits: z.enum(["no", "quiescent", "settled"]).optional(),
  exitCode: z.int().optional()
});
var source = z.strictObject({ document: text2, section: text2 });
var event = z.strictObject({
  actor: text2.optional(),
  verb: text2.optional(),
  object: text2.optional(),
  labels: z.record(z.string(), z.string()).optional(),
  reason: text2.optional(),
  message: text2.optional(),
  exit: z.strictObject({ step: text2, code: z.int() }).optional(),
  waiting: text2.optional()
}).refine((pattern) => Object.keys(pattern).length > 0, "needs a member: an empty pattern matches everything");
var goal = z.strictObject({
  description: text2,
  declared: z.array(text2).optional(),
  ownership: z.array(z.strictObject({ plane: text2, object: text2, owned: z.boolean() })).optional()
});
var incident = z.strictObject({
  name: text2,
  title: text2,
  profile: version.optional(),
  steps: z.array(step).min(1),
  chain: z.array(z.strictObject({ says: text2, event })).min(1)
});
var fix = z.strictObject({
  name: text2,
  title: text2,
  from: z.union([source, z.strictObject({ derived: text2 })]),
  goal: text2,
  startsAfter: text2,
  profile: version.optional(),
  steps: z.array(step),
  expect: z.strictObject({ fails: z.array(z.strictObject({ gate: text2, evidence: text2 })) }).optional(),
  refutes: z.strictObject({ claim: text2, truth: text2, versions: text2, event, check: text2 }).optional()
});
var world = z.strictObject({
  nodes: z.array(text2).min(1),
  namespaces: z.array(text2),
  secretsManager: z.strictObject({ region: text2, secrets: z.record(z.string(), z.record(z.string(), z.json())) }).optional(),
  manifests: z.array(text2).optional(),
  setup: z.array(command)
});
var protection = z.strictObject({
  pods: z.array(z.strictObject({ namespace: text2, selector: text2 })),
  keys: z.array(z.strictObject({ namespace: text2, secret: text2, keys: z.array(text2).min(1) }))
});
var count = z.int().nonnegative();
var bounds = z.strictObject({
  steps: z.int().positive(),
  delays: count,
  crashes: count,
  stalls: count,
  gaps: z.array(z.enum(["at-once", "quiescent", "settled"])).min(1),
  states: z.int().positive(),
  controllers: z.array(text2)
}).partial();
var sequence = z.array(text2).min(1);
var exploration = z.strictObject({
  name: text2,
  title: text2,
  startsAfter: text2,
  goals: z.array(text2).min(1),
  profile: version.optional(),
  steps: z.array(step).min(1),
  mandatory: z.array(text2).optional(),
  bounds: bounds.optional(),
  expect: z.strictObject({
    shortestSafe: z.record(z.string(), z.array(sequence)),
    safe: z.array(sequence).optional(),
    refuted: z.array(sequence).min(1),
    sometimes: z.array(z.strictObject({ says: text2, event })).min(1)
  })
});
var scenarioSchema = z.strictObject({
  name: text2.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case words joined by "-"'),
  title: text2,
  summary: text2,
  source,
  fixtures: text2.optional(),
  profile: version.optional(),
  world,
  protects: protection,
  goals: z.record(z.string(), goal),
  incidents: z.array(incident),
  fixes: z.array(fix),
  explorations: z.array(exploration).optional()
});

// harness/scenario/check.ts
function checkScenario(value, source2) {
  if (value === void 0)
    throw invalid3(source2, void 0, "it has no default export", "Export defineScenario({ \u2026 }).");
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) throw malformed(source2, value, parsed.error);
  const scenario = parsed.data;
  checkNames(scenario, source2);
  checkReferences(scenario, source2);
  return scenario;
}
function malformed(source2, value, error) {
  const issue = error.issues[0];
  const path = issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const where = z2.core.toDotPath(path);
  return invalid3(
    source2,
    lineOfPath(source2, value, path),
    `${where === "" ? "the scenario" : where}: ${issue.message}`,
    error.issues.length === 1 ? "Correct the scenario." : `Correct the scenario:
${z2.prettifyError(error)}`
  );
}
function checkNames(scenario, source2) {
  const expected = source2.path.split(/[\\/]/).at(-1).replace(/\.scenario\.[cm]?[jt]s$/, "");
  if (scenario.name !== expected) {
    const remedy = `Name the scenario ${expected}, or the file ${scenario.name}.scenario.ts.`;
    throw invalid3(
      source2,
      lineOfName(source2, scenario.name),
      `the name ${scenario.name} differs from the file name`,
      remedy
    );
  }
  for (const list3 of ["incidents", "fixes"]) {
    scenario[list3].forEach(({ name }, index) => {
      if (scenario[list3].findIndex((other) => other.name === name) === index) return;
      throw invalid3(
        source2,
        lineOfPath(source2, scenario, [list3, index]),
        `${name} is used twice`,
        "Rename one."
      );
    });
  }
}
function checkReferences(scenario, source2) {
  for (const { name, steps } of [...scenario.incidents, ...scenario.fixes]) checkSteps(source2, name, steps);
  scenario.incidents.forEach((incident2, index) => {
    const names = incident2.steps.map((step2) => step2.name);
    for (const { event: event2 } of incident2.chain) {
      if (event2.exit === void 0 || names.includes(event2.exit.step)) continue;
      const line = lineOfPath(source2, scenario, ["incidents", index, "chain", "exit"]);
      const what = `the chain of ${incident2.name} waits for unknown step ${event2.exit.step}`;
      throw invalid3(source2, line, what, known(names));
    }
  });
  const starts = ["healthy", ...scenario.incidents.map((incident2) => incident2.name)];
  scenario.fixes.forEach((fix2, index) => {
    const at = (member) => lineOfPath(source2, scenario, ["fixes", index, member]);
    if (!Object.hasOwn(scenario.goals, fix2.goal)) {
      const goals = Object.keys(scenario.goals);
      throw invalid3(source2, at("goal"), `fix ${fix2.name} has an unknown goal ${fix2.goal}`, known(goals));
    }
    if (!starts.includes(fix2.startsAfter)) {
      const what = `fix ${fix2.name} starts after unknown ${fix2.startsAfter}`;
      throw invalid3(source2, at("startsAfter"), what, known(starts));
    }
  });
}
function checkSteps(source2, owner, steps) {
  try {
    planSequence(steps);
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error;
    const from = lineOfName(source2, owner);
    const line = error.subject === void 0 ? from : lineOfName(source2, error.subject, from) ?? from;
    throw invalid3(source2, line, `${owner}: ${error.message}`, error.remedy ?? "");
  }
}
function known(names) {
  return `Use one of: ${names.join(", ")}.`;
}
function invalid3(source2, line, what, remedy) {
  const subject = location(source2.path, line);
  return new ScenarioError(`${subject}: ${what}`, { code: "scenario-invalid", subject, remedy });
}

// harness/scenario/load.ts
var FULL = { small: false };
var SCENARIO_FILE = /\.scenario\.[cm]?[jt]s$/;
function packageRoot() {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
function shippedScenarios() {
  const root = packageRoot();
  const folder = isCompiled() ? join(root, "dist", "scenarios") : join(root, "scenarios");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => SCENARIO_FILE.test(name) && !name.endsWith(".d.ts")).sort(compareKeys).map((name) => join(folder, name));
}
function findScenario(nameOrPath) {
  const shipped = shippedScenarios();
  const byName2 = shipped.find((path2) => scenarioName(path2) === nameOrPath);
  if (byName2 !== void 0) return byName2;
  const path = resolve(nameOrPath);
  if (SCENARIO_FILE.test(path) && existsSync(path)) return path;
  throw new ScenarioError(`no scenario ${nameOrPath}`, {
    code: "scenario-unknown",
    subject: nameOrPath,
    remedy: `Give a path to a *.scenario.ts file, or one of: ${shipped.map(scenarioName).join(", ")}.`
  });
}
function scenarioName(path) {
  return path.split(sep).at(-1).replace(SCENARIO_FILE, "");
}
async function loadScenario(path, defaults, topology = FULL) {
  const source2 = readSource(path);
  const definition2 = await importDefault(path).catch((error) => {
    throw unloadable(error, path, source2);
  });
  const under = (versions) => checkScenario(defined(definition2, { versions, topology, path, source: source2 }), source2);
  const scenario = under(defaults);
  const fixtures = fixturesFolder(path, scenario, source2);
  return { scenario, under, source: source2, fixtures: shortPath(fixtures), files: readFiles(fixtures) };
}
function readSource(path) {
  const written2 = join(packageRoot(), "scenarios", `${scenarioName(path)}.scenario.ts`);
  const shown = isShipped(path) && existsSync(written2) ? written2 : path;
  return { path: shortPath(shown), text: readFileSync(shown, "utf8") };
}
async function importDefault(path) {
  if (/\.[cm]?js$/.test(path))
    return (await import(pathToFileURL(path).href)).default;
  const { createJiti } = await import("jiti");
  const jiti = createJiti(import.meta.url, {
    alias: { rehearse: ownEntry() },
    moduleCache: false,
    interopDefault: false
  });
  return (await jiti.import(path)).default;
}
function defined(definition2, { versions, topology, path, source: source2 }) {
  if (typeof definition2 !== "function") return definition2;
  try {
    return definition2(versions, topology);
  } catch (error) {
    throw unloadable(error, path, source2);
  }
}
function unloadable(error, path, source2) {
  const { message, stack = "" } = error instanceof Error ? error : { message: String(error) };
  const line = isShipped(path) ? void 0 : lineIn(stack, path);
  const subject = location(source2.path, line);
  const [what = ""] = message.replace(/^ParseError: /, "").split("\n");
  return new ScenarioError(`${subject}: ${what.trim()}`, {
    code: "scenario-unloadable",
    subject,
    remedy: (error instanceof RehearseError ? error.remedy : void 0) ?? 'Correct the file; it is loaded as TypeScript, and may import from "rehearse".',
    cause: error
  });
}
function lineIn(stack, path) {
  const [, ...parts] = stack.split(path);
  const line = parts.map((part) => /^:(\d+)/.exec(part)?.[1]).find((found) => found !== void 0);
  return line === void 0 ? void 0 : Number(line);
}
function ownEntry() {
  const root = packageRoot();
  const compiled = join(root, "dist", "harness", "index.js");
  return isCompiled() && existsSync(compiled) ? compiled : join(root, "harness", "index.ts");
}
function isCompiled() {
  return fileURLToPath(import.meta.url).startsWith(join(packageRoot(), "dist") + sep);
}
function isShipped(path) {
  return path.startsWith(join(packageRoot(), "dist", "scenarios") + sep);
}
function fixturesFolder(path, scenario, source2) {
  const base = isShipped(path) ? join(packageRoot(), "scenarios") : dirname(path);
  if (scenario.fixtures === void 0) return join(base, "fixtures", scenario.name);
  const folder = resolve(base, scenario.fixtures);
  if (existsSync(folder)) return folder;
  const subject = location(source2.path, lineOfPath(source2, scenario, ["fixtures"]));
  throw new ScenarioError(`${subject}: no folder ${scenario.fixtures}`, {
    code: "fixtures-missing",
    subject,
    remedy: "Fixtures are relative to the scenario file."
  });
}
var NO_FIXTURES = /* @__PURE__ */ new Set([".git", "node_modules"]);
function readFiles(folder) {
  const contents = {};
  const visit = (path) => {
    for (const name of readdirSync(path).sort(compareKeys)) {
      if (NO_FIXTURES.has(name)) continue;
      const child = join(path, name);
      if (statSync(child).isDirectory()) visit(child);
      else contents[relative(folder, child).split(sep).join("/")] = readFileSync(child, "utf8");
    }
  };
  if (existsSync(folder)) visit(folder);
  return memoryFiles(contents);
}
function shortPath(path) {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

export {
  buildWorld,
  createObject,
  allComponents,
  planSequence,
  lineOfName,
  lineOfStep,
  lineOfCommand,
  shippedScenarios,
  findScenario,
  loadScenario
};
