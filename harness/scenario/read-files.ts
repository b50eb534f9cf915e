import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Files, memoryFiles } from '../../twins/kernel/files.js'
import { compareKeys } from '../../twins/kernel/json.js'

/** Folders that hold no artefacts of a scenario, however its fixtures are chosen. */
const NO_FIXTURES = new Set(['.git', 'node_modules'])

/** All text files below a folder; an absent folder is empty. */
export function readFiles(folder: string): Files {
  const contents: Record<string, string> = {}
  const visit = (path: string): void => {
    for (const name of readdirSync(path).sort(compareKeys)) {
      if (NO_FIXTURES.has(name)) continue
      const child = join(path, name)
      if (statSync(child).isDirectory()) visit(child)
      else contents[relative(folder, child).split(sep).join('/')] = readFileSync(child, 'utf8')
    }
  }
  if (existsSync(folder)) visit(folder)
  return memoryFiles(contents)
}
