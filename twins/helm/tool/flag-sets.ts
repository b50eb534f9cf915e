import type { FlagSpec, FlagSpecs, FlagType } from './flags.js'

/** A flag of Helm that this implementation refuses by name. */
function unmodelled(type: FlagType, short?: string): FlagSpec {
  return { type, modelled: false, ...(short === undefined ? {} : { short }) }
}

const BOOL: FlagSpec = { type: 'bool' }
const TEXT: FlagSpec = { type: 'string' }
const TIMEOUT: FlagSpec = { type: 'duration', default: 300_000 }

/**
 * Flags of every command (`helm --help`, v3.17.2). Those that choose a cluster, a user or a folder of Helm's own are
 * accepted and have no effect: a world holds one cluster, and charts are folders.
 */
export const GLOBAL_FLAGS: FlagSpecs = {
  'burst-limit': { type: 'int' },
  debug: unmodelled('bool'),
  'kube-apiserver': TEXT,
  'kube-as-group': unmodelled('array'),
  'kube-as-user': unmodelled('string'),
  'kube-ca-file': TEXT,
  'kube-context': TEXT,
  'kube-insecure-skip-tls-verify': BOOL,
  'kube-tls-server-name': TEXT,
  'kube-token': TEXT,
  kubeconfig: TEXT,
  namespace: { type: 'string', short: 'n' },
  qps: TEXT,
  'registry-config': TEXT,
  'repository-cache': TEXT,
  'repository-config': TEXT,
}

export const OUTPUT_FLAG: FlagSpecs = { output: { type: 'format', short: 'o', default: 'table' } }

export const REVISION_FLAG: FlagSpecs = { revision: { type: 'int' } }

const VALUE_FLAGS: FlagSpecs = {
  values: { type: 'strings', short: 'f' },
  set: { type: 'array' },
  'set-file': { type: 'array' },
  'set-json': { type: 'array', since: 10 },
  'set-literal': { type: 'array', since: 12 },
  'set-string': { type: 'array' },
}

/** How a chart is found; for a folder they mean nothing. */
const CHART_FLAGS: FlagSpecs = {
  'ca-file': TEXT,
  'cert-file': TEXT,
  'insecure-skip-tls-verify': BOOL,
  'key-file': TEXT,
  keyring: TEXT,
  'pass-credentials': BOOL,
  password: TEXT,
  'plain-http': BOOL,
  repo: unmodelled('string'),
  username: TEXT,
  verify: unmodelled('bool'),
  version: TEXT,
  devel: BOOL,
  'dependency-update': unmodelled('bool'),
}

/** What changes the render in ways a recorded one does not know, or its manifest after it. */
const RENDER_FLAGS: FlagSpecs = {
  'enable-dns': unmodelled('bool'),
  'post-renderer': unmodelled('string'),
  'post-renderer-args': unmodelled('string'),
  'render-subchart-notes': unmodelled('bool'),
  'skip-schema-validation': unmodelled('bool'),
  // Servers since 1.25 are asked to validate, and Helm 3 never tells them to: the flag means nothing.
  'disable-openapi-validation': BOOL,
}

/** What `install` and `upgrade` share. Helm v3.21.4 cmd/helm/install.go (addInstallFlags), upgrade.go. */
const RELEASE_FLAGS: FlagSpecs = {
  ...VALUE_FLAGS,
  ...CHART_FLAGS,
  ...RENDER_FLAGS,
  atomic: BOOL,
  'create-namespace': BOOL,
  description: TEXT,
  'dry-run': { type: 'string', alone: 'client' },
  force: BOOL,
  'hide-notes': { type: 'bool', since: 16 },
  labels: { type: 'map', short: 'l', since: 13 },
  'no-hooks': BOOL,
  'skip-crds': BOOL,
  'take-ownership': { type: 'bool', since: 17 },
  timeout: TIMEOUT,
  wait: BOOL,
  'wait-for-jobs': BOOL,
}

const NAMING_FLAGS: FlagSpecs = {
  'generate-name': unmodelled('bool', 'g'),
  'name-template': unmodelled('string'),
  replace: BOOL,
}

export const INSTALL_FLAGS: FlagSpecs = {
  ...RELEASE_FLAGS,
  ...NAMING_FLAGS,
  ...OUTPUT_FLAG,
  'hide-secret': unmodelled('bool'),
}

export const UPGRADE_FLAGS: FlagSpecs = {
  ...RELEASE_FLAGS,
  ...OUTPUT_FLAG,
  'cleanup-on-fail': BOOL,
  'hide-secret': unmodelled('bool'),
  'history-max': { type: 'int' },
  install: { type: 'bool', short: 'i' },
  'recreate-pods': unmodelled('bool'),
  'reset-then-reuse-values': { type: 'bool', since: 14 },
  'reset-values': BOOL,
  'reuse-values': BOOL,
}

/** Helm v3.21.4 cmd/helm/template.go: it takes the flags of install, most of which mean nothing without a cluster. */
export const TEMPLATE_FLAGS: FlagSpecs = {
  ...RELEASE_FLAGS,
  ...NAMING_FLAGS,
  'api-versions': unmodelled('strings', 'a'),
  'include-crds': unmodelled('bool'),
  'is-upgrade': BOOL,
  'kube-version': TEXT,
  'output-dir': unmodelled('string'),
  'release-name': BOOL,
  'show-only': unmodelled('array', 's'),
  'skip-tests': BOOL,
  validate: unmodelled('bool'),
}

export const ROLLBACK_FLAGS: FlagSpecs = {
  'cleanup-on-fail': BOOL,
  'dry-run': BOOL,
  force: BOOL,
  'history-max': { type: 'int' },
  'no-hooks': BOOL,
  'recreate-pods': unmodelled('bool'),
  timeout: TIMEOUT,
  wait: BOOL,
  'wait-for-jobs': BOOL,
}

export const UNINSTALL_FLAGS: FlagSpecs = {
  cascade: { type: 'string', default: 'background', since: 12 },
  description: TEXT,
  'dry-run': BOOL,
  'ignore-not-found': { type: 'bool', since: 13 },
  'keep-history': BOOL,
  'no-hooks': BOOL,
  timeout: TIMEOUT,
  wait: { type: 'bool', since: 7 },
}

export const TEST_FLAGS: FlagSpecs = {
  filter: { type: 'strings' },
  'hide-notes': { type: 'bool', since: 16 },
  logs: BOOL,
  timeout: TIMEOUT,
}

export const LIST_FLAGS: FlagSpecs = {
  ...OUTPUT_FLAG,
  all: { type: 'bool', short: 'a' },
  'all-namespaces': { type: 'bool', short: 'A' },
  date: { type: 'bool', short: 'd' },
  deployed: BOOL,
  failed: BOOL,
  filter: { type: 'string', short: 'f' },
  max: { type: 'int', short: 'm', default: 256 },
  'no-headers': { type: 'bool', since: 10 },
  offset: { type: 'int' },
  pending: BOOL,
  reverse: { type: 'bool', short: 'r' },
  selector: { type: 'string', short: 'l' },
  short: { type: 'bool', short: 'q' },
  superseded: BOOL,
  'time-format': unmodelled('string'),
  uninstalled: BOOL,
  uninstalling: BOOL,
}

export const STATUS_FLAGS: FlagSpecs = {
  ...OUTPUT_FLAG,
  ...REVISION_FLAG,
  'show-desc': BOOL,
  'show-resources': unmodelled('bool'),
}

export const HISTORY_FLAGS: FlagSpecs = { ...OUTPUT_FLAG, max: { type: 'int', default: 256 } }

export const GET_VALUES_FLAGS: FlagSpecs = {
  ...OUTPUT_FLAG,
  ...REVISION_FLAG,
  all: { type: 'bool', short: 'a' },
}

export const GET_ALL_FLAGS: FlagSpecs = { ...REVISION_FLAG, template: unmodelled('string') }

export const VERSION_FLAGS: FlagSpecs = {
  client: { type: 'bool', short: 'c', default: true },
  short: BOOL,
  template: unmodelled('string'),
}
