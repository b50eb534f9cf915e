import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readExamples } from '../support/documentation.js'
import { ROOT } from '../support/sources.js'
import { MAIN, requireBuild } from './run-cli.js'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

interface Job {
  readonly strategy?: { readonly matrix: { readonly part: readonly number[] } }
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[]
}

const workflow = parse(read('docs/examples/github-actions.yml')) as {
  readonly env: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}
const pipeline = parse(read('docs/examples/gitlab-ci.yml')) as {
  readonly rehearse: { readonly script: readonly string[] }
}

/** The scripts of a job, once for each part of its matrix; what a runner puts into `${{ … }}` is put in. */
function scriptsOf({ strategy, steps }: Job): readonly string[] {
  const parts = strategy?.matrix.part ?? [0]
  return parts.flatMap((part) =>
    steps.flatMap(({ run }) =>
      run === undefined ? [] : [run.replaceAll(/\$\{\{ matrix.part \}\}/g, String(part))],
    ),
  )
}

/** Every script of both examples, in the order in which they run. */
const SCRIPTS = [
  ...Object.entries(workflow.jobs).flatMap(([job, content]) =>
    scriptsOf(content).map((script) => ['github', job, script] as const),
  ),
  ...pipeline.rehearse.script.map((script) => ['gitlab', 'rehearse', script] as const),
].filter(([, , script]) => script !== 'npm ci')

let folder = ''
beforeAll(() => {
  requireBuild()
  folder = mkdtempSync(join(tmpdir(), 'rehearse-ci-'))
  for (const example of readExamples(read('docs/writing-a-scenario.md')).examples) {
    if (example.kind !== 'file') continue
    const path = join(folder, 'rehearsals', example.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, example.text)
  }
  mkdirSync(join(folder, 'bin'))
  const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${MAIN}' "$@"\n`
  writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(dirname(MAIN), '../../..'), join(folder, 'node_modules/rehearse'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the CI examples', () => {
  it.each(['github-actions.yml', 'gitlab-ci.yml'])('%s is what the page shows', (name) => {
    const shown = readExamples(read('docs/ci.md')).examples.find(
      (example) => example.kind === 'file' && example.path === name,
    )
    expect(shown).toMatchObject({ text: read(`docs/examples/${name}`) })
  })

  it('use actions at a version', () => {
    const used = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []))
    expect(used.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([])
  })

  // As a runner does: bash that ends at the first failure.
  it.each(SCRIPTS)('%s, %s: %s', (_where, _job, script) => {
    const ended = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: folder,
        GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
        REHEARSE_CACHE: join(folder, '.rehearse-cache'),
      },
    })
    expect(ended.status, `${ended.stdout}${ended.stderr}`).toBe(0)
  })

  it('leave the reports they promise', () => {
    expect(written('summary.md')).toContain('new-settings')
    expect(written('rehearsal.xml')).toContain('<testsuite')
    expect(written('rehearsal.html')).toContain('<!doctype html>')
  })
})

function written(name: string): string {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
