import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Machine, ProbeExit } from './check.js'

const ASK_MS = 10_000

/** This machine. */
export function thisMachine(environment: NodeJS.ProcessEnv): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    environment,
    uid: process.getuid?.() ?? null,
    find: (name) =>
      (environment['PATH'] ?? '')
        .split(delimiter)
        .map((entry) => join(entry, name))
        .find(isExecutable),
    ask: (path, args) => ask(path, args, environment),
    sizeOf,
    freeAt: (folder) => {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
    isWritable: (folder) => isAccessible(folder, constants.W_OK | constants.X_OK),
  }
}

/** Terraform would ask its vendor for newer versions. */
function ask(path: string, args: readonly string[], environment: NodeJS.ProcessEnv): ProbeExit {
  const env = { ...environment, CHECKPOINT_DISABLE: '1' }
  const { status, stdout, stderr } = spawnSync(path, [...args], { encoding: 'utf8', env, timeout: ASK_MS })
  return { code: status ?? -1, output: `${stdout ?? ''}${stderr ?? ''}`.trim() }
}

function isExecutable(path: string): boolean {
  return isAccessible(path, constants.X_OK) && statSync(path).isFile()
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

/** What another user owns, or somebody removes meanwhile, counts nothing. */
function sizeOf(folder: string): number | undefined {
  if (!existsSync(folder)) return undefined
  let bytes = 0
  const look = (path: string): void => {
    try {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const inside = join(path, entry.name)
        if (entry.isDirectory()) look(inside)
        else if (entry.isFile()) bytes += statSync(inside).size
      }
    } catch {
      // Not ours to read.
    }
  }
  look(folder)
  return bytes
}
