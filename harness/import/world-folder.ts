import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compareKeys } from '../../twins/kernel/json.js'
import { ScenarioError } from '../scenario/errors.js'

const SCENARIO_FILE = /\.scenario\.[cm]?[jt]s$/

/** Absolute path of the scenario file of a world folder: the only one in it. Throws `ScenarioError` `world-unknown`, naming what there is. */
export function findWorld(dir: string): string {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw unknown(
      `there is no folder ${dir}`,
      dir,
      '`rehearse init --dump DIR --out FOLDER` makes one of a dump.',
    )
  const found = readdirSync(dir)
    .filter((name) => SCENARIO_FILE.test(name))
    .sort(compareKeys)
  const [only] = found
  if (only === undefined)
    throw unknown(
      `${dir} holds no *.scenario.ts`,
      dir,
      '`rehearse init --dump DIR --out FOLDER` makes one of a dump.',
    )
  if (found.length > 1)
    throw unknown(
      `${dir} holds several: ${found.join(', ')}`,
      dir,
      'Give the path of the one you mean instead of --world.',
    )
  return join(resolve(dir), only)
}

function unknown(message: string, subject: string, remedy: string): ScenarioError {
  return new ScenarioError(message, { code: 'world-unknown', subject, remedy })
}
