import { describe, expect, it } from 'vitest'
import { type SourceFile, sourceFiles } from '../support/sources.js'

/**
 * Who may import whom, at run time: one direction, scenarios -> harness -> twins/contract -> twins/kernel. A rule names
 * the folders (or files) below which a file stands, and what it may import besides its own folder. The first rule that
 * fits a file holds. Type-only imports are free.
 */
const RULES: readonly { readonly from: string; readonly may: readonly string[] }[] = [
  { from: 'scenarios/', may: ['harness/index.ts'] },
  { from: 'harness/cli/', may: ['harness/', 'reports/', 'twins/'] },
  { from: 'harness/vitest/', may: ['harness/', 'reports/', 'twins/'] },
  {
    from: 'harness/runner/prepare-embedded.ts',
    may: ['harness/', 'twins/kernel/', 'twins/contract/', 'twins/embedded/', 'twins/kubernetes/index.ts'],
  },
  {
    from: 'harness/serve/',
    may: ['harness/', 'twins/kernel/', 'twins/contract/', 'twins/embedded/', 'twins/kubernetes/index.ts'],
  },
  { from: 'harness/', may: ['harness/', 'twins/kernel/', 'twins/contract/', 'twins/kubernetes/index.ts'] },
  { from: 'reports/', may: ['twins/kernel/json.ts'] },
  { from: 'twins/kernel/', may: [] },
  { from: 'twins/contract/', may: ['twins/kernel/'] },
  { from: 'twins/embedded/', may: ['twins/kernel/', 'twins/contract/', 'twins/kubernetes/index.ts'] },
  { from: 'twins/kubernetes/', may: ['twins/kernel/', 'twins/contract/'] },
  { from: 'twins/components.ts', may: ['twins/'] },
  {
    from: 'twins/index.ts',
    may: [
      'twins/components.ts',
      'twins/contract/',
      'twins/embedded/',
      'twins/kernel/requests.ts',
      'twins/kubernetes/index.ts',
    ],
  },
  { from: 'twins/', may: ['twins/kernel/', 'twins/contract/', 'twins/kubernetes/index.ts'] },
]

/** Packages a folder may use, besides Node's own modules. */
const PACKAGES: readonly { readonly from: string; readonly may: readonly string[] }[] = [
  { from: 'harness/cli/', may: ['commander'] },
  { from: 'harness/serve/', may: ['ws'] },
  { from: 'harness/vitest/', may: ['vitest'] },
  { from: 'harness/scenario/', may: ['zod', 'zod/v4/core', 'yaml', 'jiti'] },
  { from: 'harness/runbook/', may: ['mdast', 'mdast-util-from-markdown', 'unbash', 'yaml'] },
  { from: 'harness/explorer/', may: ['fast-check', 'zod'] },
  { from: 'twins/postgres/server/', may: ['pg'] },
  { from: 'reports/schema/', may: ['zod'] },
  { from: 'reports/', may: ['picocolors'] },
  { from: 'twins/kernel/', may: ['sorted-btree', 'safe-stable-stringify'] },
  { from: 'twins/', may: ['yaml', 'rfc6902'] },
  { from: '', may: [] },
]

const files = sourceFiles('scenarios', 'harness', 'twins', 'reports')

/** Own folder: a component's, or a top-level one. */
function homeOf(path: string): string {
  const parts = path.split('/')
  return parts[0] === 'twins' && parts.length > 2 ? `${parts[0]}/${parts[1]}/` : `${parts[0]}/`
}

function forbiddenEdges(file: SourceFile): readonly string[] {
  const rule = RULES.find((candidate) => file.path.startsWith(candidate.from))
  return file.imports
    .filter((edge) => !edge.external && !edge.typeOnly)
    .filter((edge) => homeOf(edge.target) !== homeOf(file.path) || homeOf(file.path) === 'harness/')
    .filter((edge) => !(rule?.may ?? []).some((allowed) => edge.target.startsWith(allowed)))
    .map((edge) => `${file.path} -> ${edge.target}`)
}

function forbiddenPackages(file: SourceFile): readonly string[] {
  const rule = PACKAGES.find((candidate) => file.path.startsWith(candidate.from))
  return file.imports
    .filter((edge) => edge.external && !edge.target.startsWith('node:'))
    .filter((edge) => !(rule?.may ?? []).includes(edge.target))
    .map((edge) => `${file.path} -> ${edge.target}`)
}

function cyclesAmong(sources: readonly SourceFile[]): readonly string[] {
  const graph = new Map(
    sources.map((file) => [
      file.path,
      file.imports.filter((edge) => !edge.external && !edge.typeOnly).map((edge) => edge.target),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(' -> '))
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return cycles
}

describe('imports', () => {
  it('go one way', () => {
    expect(files.flatMap(forbiddenEdges)).toEqual([])
  })

  it('name only the packages a folder may use', () => {
    expect(files.flatMap(forbiddenPackages)).toEqual([])
  })

  it('form no cycle', () => {
    expect(cyclesAmong(files)).toEqual([])
  })

  it('point at files that exist', () => {
    const known = new Set(files.map((file) => file.path))
    const missing = files.flatMap((file) =>
      file.imports
        .filter((edge) => !edge.external && !known.has(edge.target))
        .map((edge) => `${file.path} -> ${edge.target}`),
    )
    expect(missing).toEqual([])
  })
})
