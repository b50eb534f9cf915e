import type { CommandEntry } from '../command.js'
import { annotate } from './annotate.js'
import { apiResources } from './api-resources.js'
import { apiVersions } from './api-versions.js'
import { apply } from './apply.js'
import { auth } from './auth.js'
import { cordon, uncordon } from './cordon.js'
import { create } from './create.js'
import { deleteCommand } from './delete.js'
import { describe } from './describe.js'
import { diff } from './diff.js'
import { drain } from './drain.js'
import { events } from './events.js'
import { exec } from './exec.js'
import { expose } from './expose.js'
import { get } from './get.js'
import { label } from './label.js'
import { logs } from './logs.js'
import { patch } from './patch.js'
import { replace } from './replace.js'
import { rollout } from './rollout.js'
import { run } from './run.js'
import { scale } from './scale.js'
import { set } from './set.js'
import { taint } from './taint.js'
import { top } from './top.js'
import { version } from './version.js'
import { wait } from './wait.js'

/** Every command of kubectl v1.32 by name: its implementation, or that it has none here. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  apply,
  cordon,
  create,
  delete: deleteCommand,
  describe,
  diff,
  expose,
  run,
  top,
  taint,
  exec,
  events,
  drain,
  auth,
  get,
  label,
  logs,
  log: { alias: 'logs' },
  patch,
  replace,
  rollout,
  scale,
  set,
  uncordon,
  version,
  wait,
  alpha: 'not-modelled',
  attach: 'not-modelled',
  autoscale: 'not-modelled',
  certificate: 'not-modelled',
  'cluster-info': 'not-modelled',
  completion: 'not-modelled',
  config: 'not-modelled',
  cp: 'not-modelled',
  debug: 'not-modelled',
  edit: 'not-modelled',
  explain: 'not-modelled',
  help: 'not-modelled',
  kustomize: 'not-modelled',
  options: 'not-modelled',
  plugin: 'not-modelled',
  'port-forward': 'not-modelled',
  proxy: 'not-modelled',
}
