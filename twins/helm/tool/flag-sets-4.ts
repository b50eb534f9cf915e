import {
  INSTALL_FLAGS,
  LIST_FLAGS,
  ROLLBACK_FLAGS,
  STATUS_FLAGS,
  TEMPLATE_FLAGS,
  TEST_FLAGS,
  UNINSTALL_FLAGS,
  UPGRADE_FLAGS,
  VERSION_FLAGS,
} from './flag-sets.js'
import type { FlagSpec, FlagSpecs } from './flags.js'

/** Flags of Helm 4 where they differ from Helm 3's. Helm v4.1.4 pkg/cmd. */

const BOOL: FlagSpec = { type: 'bool' }
const TEXT: FlagSpec = { type: 'string' }

const WAIT: FlagSpecs = { wait: { type: 'wait', alone: 'watcher', default: 'hookOnly' } }

const DRY_RUN: FlagSpecs = { 'dry-run': { type: 'string', alone: 'unset', default: 'none' } }

/** `--force` and `--force-conflicts` may not stand together. */
const WRITE_FLAGS: FlagSpecs = {
  ...WAIT,
  ...DRY_RUN,
  force: { type: 'bool', deprecated: 'use --force-replace instead', not: ['force-conflicts'] },
  'force-replace': { type: 'bool', not: ['force-conflicts'] },
  'force-conflicts': BOOL,
}

const RELEASE_FLAGS: FlagSpecs = {
  ...WRITE_FLAGS,
  atomic: { type: 'bool', deprecated: 'use --rollback-on-failure instead' },
  'rollback-on-failure': BOOL,
}

/** Whether the server applies: a bool for an installation, one of three words for what follows. */
const AUTO: FlagSpec = { type: 'string', default: 'auto' }

/** Flags of every command that Helm 3 does not have. */
export const GLOBAL_FLAGS_4: FlagSpecs = {
  color: { type: 'string', modelled: false },
  colour: { type: 'string', modelled: false },
  'content-cache': TEXT,
}

export const INSTALL_FLAGS_4: FlagSpecs = {
  ...INSTALL_FLAGS,
  ...RELEASE_FLAGS,
  'server-side': { type: 'bool', default: true },
}

export const UPGRADE_FLAGS_4: FlagSpecs = {
  ...without(UPGRADE_FLAGS, ['recreate-pods']),
  ...RELEASE_FLAGS,
  'server-side': AUTO,
}

export const TEMPLATE_FLAGS_4: FlagSpecs = {
  ...TEMPLATE_FLAGS,
  ...RELEASE_FLAGS,
  'server-side': { type: 'bool', default: true },
}

export const ROLLBACK_FLAGS_4: FlagSpecs = {
  ...without(ROLLBACK_FLAGS, ['recreate-pods']),
  ...WRITE_FLAGS,
  'server-side': AUTO,
}

export const UNINSTALL_FLAGS_4: FlagSpecs = { ...UNINSTALL_FLAGS, ...WAIT }

export const TEST_FLAGS_4: FlagSpecs = without(TEST_FLAGS, ['hide-notes'])

export const LIST_FLAGS_4: FlagSpecs = without(LIST_FLAGS, ['all'])

export const STATUS_FLAGS_4: FlagSpecs = without(STATUS_FLAGS, ['show-desc', 'show-resources'])

export const VERSION_FLAGS_4: FlagSpecs = without(VERSION_FLAGS, ['client'])

function without(specs: FlagSpecs, names: readonly string[]): FlagSpecs {
  return Object.fromEntries(Object.entries(specs).filter(([name]) => !names.includes(name)))
}
