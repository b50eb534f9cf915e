import type { FlagSpec, FlagSpecs, FlagType } from './flags.js'

/** A flag of kubectl that this implementation refuses by name. */
export function unmodelled(type: FlagType, short?: string): FlagSpec {
  return { type, modelled: false, ...(short === undefined ? {} : { short }) }
}

/**
 * Flags of every command (`kubectl options`, v1.32). Those that choose a cluster or a user are accepted and have no
 * effect: a world holds one cluster. Impersonation is not modelled.
 */
export const GLOBAL_FLAGS: FlagSpecs = {
  namespace: { type: 'string', short: 'n' },
  'cache-dir': { type: 'string' },
  'certificate-authority': { type: 'string' },
  'client-certificate': { type: 'string' },
  'client-key': { type: 'string' },
  cluster: { type: 'string' },
  context: { type: 'string' },
  'disable-compression': { type: 'bool' },
  'insecure-skip-tls-verify': { type: 'bool' },
  kubeconfig: { type: 'string' },
  'log-flush-frequency': { type: 'duration' },
  'match-server-version': { type: 'bool' },
  password: { type: 'string' },
  'request-timeout': { type: 'string' },
  server: { type: 'string', short: 's' },
  'tls-server-name': { type: 'string' },
  token: { type: 'string' },
  user: { type: 'string' },
  username: { type: 'string' },
  v: { type: 'int', short: 'v' },
  vmodule: { type: 'string' },
  as: unmodelled('string'),
  'as-group': unmodelled('array'),
  'as-uid': unmodelled('string'),
  profile: unmodelled('string'),
  'profile-output': unmodelled('string'),
  'warnings-as-errors': unmodelled('bool'),
}

/** `-f`, `-k`, `-R`. */
export const FILE_FLAGS: FlagSpecs = {
  filename: { type: 'strings', short: 'f' },
  kustomize: unmodelled('string', 'k'),
  recursive: { type: 'bool', short: 'R' },
}

/** `-o` and its company, for commands that print what they changed. */
export const PRINT_FLAGS: FlagSpecs = {
  output: { type: 'string', short: 'o' },
  'allow-missing-template-keys': { type: 'bool', default: true },
  'show-managed-fields': { type: 'bool' },
  template: unmodelled('string'),
}

export const SELECTOR_FLAG: FlagSpecs = { selector: { type: 'string', short: 'l' } }

export const ALL_NAMESPACES_FLAG: FlagSpecs = { 'all-namespaces': { type: 'bool', short: 'A' } }

export const DRY_RUN_FLAG: FlagSpecs = { 'dry-run': { type: 'string', default: 'none', alone: 'unchanged' } }

export const VALIDATE_FLAG: FlagSpecs = { validate: { type: 'string', default: 'strict', alone: 'strict' } }

export function fieldManagerFlag(manager: string): FlagSpecs {
  return { 'field-manager': { type: 'string', default: manager } }
}
