import type { CommandEntry } from '../command.js'
import { getAll, getHooks, getManifest, getNotes, getValues } from './get.js'
import { getMetadata } from './get-metadata.js'
import { historyCommand } from './history.js'
import { installCommand } from './install.js'
import { listCommand } from './list.js'
import { rollbackCommand } from './rollback.js'
import { statusCommand } from './status.js'
import { templateCommand } from './template.js'
import { testCommand } from './test.js'
import { uninstallCommand } from './uninstall.js'
import { upgradeCommand } from './upgrade.js'
import { versionCommand } from './version.js'

/** The commands of Helm v3.21.4 in the order of cmd/helm/root.go (newRootCmd), which suggestions keep. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  create: 'not-modelled',
  dependency: 'not-modelled',
  pull: 'not-modelled',
  show: 'not-modelled',
  lint: 'not-modelled',
  package: 'not-modelled',
  repo: 'not-modelled',
  search: 'not-modelled',
  verify: 'not-modelled',
  get: {
    subcommands: {
      all: getAll,
      hooks: getHooks,
      manifest: getManifest,
      metadata: getMetadata,
      notes: getNotes,
      values: getValues,
    },
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
  completion: 'not-modelled',
  env: 'not-modelled',
  plugin: 'not-modelled',
  version: versionCommand,
  registry: 'not-modelled',
  push: 'not-modelled',
  help: 'not-modelled',
}
