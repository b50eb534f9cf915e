import { describe, expect, it } from 'vitest'
import { sourceFiles } from '../support/sources.js'

/**
 * What the core must never touch, with what to use instead. Everything that decides a run stands below these folders;
 * the command line and the recorder of renders are the outside.
 */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  {
    pattern: /\bnew Date\(\s*\)|\bDate\.now\b/,
    instead: 'virtual time: `now` of the transaction or the request',
  },
  { pattern: /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\(/, instead: 'the agenda of the world' },
  {
    pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/,
    instead: 'mint, which hashes seed and subject',
  },
  { pattern: /\bprocess\.(env|cwd|argv|hrtime)\b|\bperformance\./, instead: 'an argument' },
  { pattern: /\blocaleCompare\b|\bIntl\.|\btoLocale\w*\(/, instead: 'compareKeys' },
  {
    pattern: /\/[a-z]*y[a-z]*\.(test|exec)\(|new RegExp\([^)]*,\s*'[a-z]*y/,
    instead: 'a regular expression that keeps no state',
  },
  { pattern: /^(export )?let \w+/m, instead: 'a value in the world' },
  { pattern: /\.stack\b/, instead: 'the message: stacks differ between engines' },
  { pattern: /\bconsole\.\w+\(/, instead: 'a log entry, or the output of a program' },
]

/** Files that stand outside of any run, with the reason. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'harness/cli/': 'reads options and environment once and prints',
  'harness/import/disk/': 'reads dumps and writes worlds before anything runs',
  'harness/import/world-folder.ts': 'looks for a scenario file before anything runs',
  'harness/serve/wall-clock.ts': 'the clock on the wall, as an argument of all others',
  'harness/serve/secrets.ts': 'makes secrets nobody can guess',
  'harness/outcomes/': 'keeps outcomes of runs that have ended',
  'harness/scenario/find-scenario.ts': 'finds scenario files before a run starts',
  'harness/scenario/load.ts': 'reads scenario files before a run starts',
  'harness/scenario/module-graph.ts': 'reads what scenario files import before a run starts',
  'harness/scenario/module-purity.ts': 'names what scenario files must not use',
  'harness/scenario/read-files.ts': 'reads artefacts before a run starts',
  'twins/postgres/server/': 'runs real servers; what they answer is remembered by what was asked',
  'twins/helm/lookup-server.ts': 'records renders',
  'twins/helm/recorder.ts': 'runs the real helm to record renders',
  'twins/helm/find-helm.ts': 'looks for the real helm',
  'twins/helm/load-chart.ts': 'reads charts before a run starts',
  'twins/helm/render-list.ts': 'records renders',
  'twins/helm/scratch-chart.ts': 'records renders',
}

/** Real clients come in here: sockets, files and processes, but no time of their own. */
const EDGE: Readonly<Record<string, string>> = { 'harness/serve/': 'serves worlds over HTTP' }

const core = sourceFiles('harness', 'twins', 'reports').filter(
  (file) => !Object.keys(OUTSIDE).some((prefix) => file.path.startsWith(prefix)),
)

describe('the core', () => {
  it.each(FORBIDDEN.map(({ pattern, instead }) => [String(pattern), instead, pattern] as const))(
    'never uses %s (use %s)',
    (_name, _instead, pattern) => {
      const uses = core.flatMap((file) =>
        withoutComments(file.text)
          .split('\n')
          .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
      )
      expect(uses).toEqual([])
    },
  )

  it('reads no file and starts no process', () => {
    const inner = core.filter((file) => !Object.keys(EDGE).some((prefix) => file.path.startsWith(prefix)))
    const uses = inner.flatMap((file) =>
      file.imports
        .filter((edge) => /^node:(fs|child_process|os|http|https|dgram|tls)/.test(edge.target))
        .map((edge) => `${file.path} -> ${edge.target}`),
    )
    expect(uses).toEqual([])
  })

  it('throws no bare Error', () => {
    const uses = core.flatMap((file) => (/\bthrow new Error\(/.test(file.text) ? [file.path] : []))
    expect(uses).toEqual([])
  })
})

/** Keeps the line numbers. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1')
}
