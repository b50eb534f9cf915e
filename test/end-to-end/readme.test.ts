import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Example,
  firstDifference,
  readExamples,
  refreshShown,
  type ShownCommand,
} from '../support/documentation.js'
import { ROOT } from '../support/sources.js'

/** Pages whose examples are executed; their convention stands at `readExamples`. */
const PAGES = ['README.md', 'scenarios/README.md', 'twins/embedded/README.md', 'twins/kernel/README.md']
const CLI = join(ROOT, 'dist/harness/cli/main.js')
/** Set to put today's times, counts and generated names into the pages, instead of comparing. */
const UPDATE = process.env['UPDATE_EXAMPLES'] !== undefined

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the pages', () => {
  it.each(PAGES)('%s leaves no block untested', (page) => {
    expect(readExamples(read(page)).untested).toEqual([])
  })

  it.each(PAGES)('%s links to files that exist', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^https?:/.test(target))
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([])
  })

  it('README.md stays short', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(200)
  })
})

describe.each(PAGES.filter((page) => readExamples(read(page)).examples.length > 0))('%s', (page) => {
  const { examples } = readExamples(read(page))
  let folder = ''

  beforeAll(() => {
    expect(existsSync(CLI), 'the examples need the build: run `npm run build`').toBe(true)
    folder = mkdtempSync(join(tmpdir(), 'rehearse-page-'))
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(ROOT, join(folder, 'node_modules', 'rehearse'))
    for (const example of examples) if (example.kind === 'file') writeExample(folder, example)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const commands = examples.flatMap((example) => (example.kind === 'run' ? example.commands : []))
  it.each(commands.map((command) => [command.line, command.command, command] as const))(
    'line %i: %s',
    (_line, _command, shown) => {
      if (shown.command.startsWith('npm ')) expectInCi(shown.command)
      else {
        const ended = run(shown.command, folder)
        if (UPDATE) refresh(page, shown, ended.output)
        expectShown(UPDATE ? { ...shown, shown: ['…'] } : shown, ended)
      }
    },
  )
})

function writeExample(folder: string, { path, text }: Extract<Example, { kind: 'file' }>): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Installing needs a network; that the documented command works is what `.ci/run` shows. */
function expectInCi(command: string): void {
  const lines = read('.ci/run').split('\n')
  expect(
    lines.some((line) => line === command || line.startsWith(`${command} --`)),
    `.ci/run has ${command}`,
  ).toBe(true)
}

interface Ended {
  readonly exitCode: number | null
  readonly output: readonly string[]
}

/** Runs `npx rehearse …` with the built command, and `node …`, in the folder with the page's files. */
function run(command: string, folder: string): Ended {
  const [program, ...words] = command.split(/\s+/)
  const args = program === 'npx' && words[0] === 'rehearse' ? [CLI, ...words.slice(1)] : words
  expect(program === 'node' || args[0] === CLI, `a command that can be tested: ${command}`).toBe(true)
  const env = { PATH: process.env['PATH'], NO_COLOR: '1' }
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
  const output = `${ended.stdout}${ended.stderr}`.replace(/\n$/, '').split('\n')
  return { exitCode: ended.status, output }
}

function expectShown(shown: ShownCommand, { exitCode, output }: Ended): void {
  expect(
    firstDifference(shown.shown, output),
    `${shown.command} prints\n${output.join('\n')}`,
  ).toBeUndefined()
  expect(exitCode, 'exit code').toBe(shown.exitCode)
}

/** Lines are replaced one by one, so that those of later commands keep their numbers. */
function refresh(page: string, { line, command, shown }: ShownCommand, output: readonly string[]): void {
  const refreshed = refreshShown(shown, output)
  expect(refreshed, `the shown words of ${command} are not in\n${output.join('\n')}`).toBeDefined()
  const lines = read(page).split('\n')
  lines.splice(line, shown.length, ...(refreshed ?? []))
  writeFileSync(join(ROOT, page), lines.join('\n'))
}
