import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ImportError } from '../errors.js'

/** Refuses a place where a world of that name stands already: it may have been edited. */
export function requireRoom(out: string, name: string): void {
  const taken = [`${name}.scenario.ts`, join('fixtures', name)].map((path) => join(out, path)).filter(isTaken)
  if (taken.length === 0) return
  throw new ImportError(`${taken.join(' and ')} ${taken.length === 1 ? 'is' : 'are'} there already`, {
    code: 'world-exists',
    subject: taken[0]!,
    remedy: 'Give another --name or --out, or remove what is there.',
  })
}

function isTaken(path: string): boolean {
  return existsSync(path) && (path.endsWith('.ts') || readdirSync(path).length > 0)
}

/** Write a world; when a file cannot be written, nothing of it stays. */
export function writeWorld(out: string, files: Readonly<Record<string, string>>): void {
  const written: string[] = []
  try {
    for (const [path, text] of Object.entries(files)) {
      const target = join(out, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
      written.push(target)
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true })
    throw error
  }
}
