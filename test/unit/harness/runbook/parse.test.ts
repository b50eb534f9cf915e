import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunbookError } from '../../../../harness/runbook/errors.js'
import { parseRunbook, toSteps } from '../../../../harness/runbook/parse.js'
import { ROOT } from '../../../support/sources.js'

const GOLDEN = join(ROOT, 'test/golden/runbooks')
const ERRORS = join(GOLDEN, 'errors')
/** Documents of others, which are no part of the project. */
const SEEDS = join(ROOT, '../shared/seeds')
const UPDATE = process.env['UPDATE_EXAMPLES'] !== undefined

const parse = (text: string, bindings: Readonly<Record<string, string>> = {}) =>
  parseRunbook(text, { path: 'x.md', bindings })
const sh = (text: string) => `\`\`\`sh\n${text}\n\`\`\`\n`
const argvOf = (text: string, bindings?: Readonly<Record<string, string>>) =>
  parse(sh(text), bindings).commands.map(({ argv }) => argv)

function errorOf(path: string, text: string): RunbookError {
  try {
    parseRunbook(text, { path })
  } catch (error) {
    expect(error).toBeInstanceOf(RunbookError)
    return error as RunbookError
  }
  throw new Error(`${path} parses`)
}

/** Golden: `UPDATE_EXAMPLES=1` puts today's answer into the file. */
function expectGolden(name: string, actual: string): void {
  const path = join(GOLDEN, name)
  if (UPDATE) writeFileSync(path, actual)
  expect(actual).toBe(readFileSync(path, 'utf8'))
}

describe('the grammar', () => {
  it('takes every rule', () => {
    const text = readFileSync(join(GOLDEN, 'grammar.md'), 'utf8')
    expectGolden('grammar.json', `${JSON.stringify(parseRunbook(text, { path: 'grammar.md' }), null, 2)}\n`)
  })

  it('refuses everything else with file, line and remedy', () => {
    const files = readdirSync(ERRORS)
      .filter((name) => name.endsWith('.md'))
      .sort()
    const told = files.map((name) => {
      const { message, remedy } = errorOf(name, readFileSync(join(ERRORS, name), 'utf8'))
      return [message, ...(remedy ?? '').split('\n').map((line) => `  ${line}`)].join('\n')
    })
    expectGolden('errors/expected.txt', `${told.join('\n')}\n`)
  })

  it.each([
    ['a value with spaces is one argument', 'kubectl delete pod <pod>', { pod: 'a b' }, ['a b']],
    ['nothing in a value is syntax', 'kubectl delete pod <pod>', { pod: '$(x) | y' }, ['$(x) | y']],
    ['a variable without quotes is split', 'kubectl delete pod $P', { P: 'a b' }, ['a', 'b']],
    ['a variable in quotes is not', 'kubectl delete pod "$P"', { P: 'a b' }, ['a b']],
    ['dots alone are several arguments', 'kubectl delete pod ...', { '...': 'a b' }, ['a', 'b']],
    ['dots alone may be none', 'kubectl delete pod ...', { '...': '' }, []],
    ['a comparison is no placeholder', "kubectl delete pod 'a<b and c>d'", {}, ['a<b and c>d']],
  ])('%s', (_says, text, bindings, words) => {
    expect(argvOf(text, bindings)).toEqual([['kubectl', 'delete', 'pod', ...words]])
  })

  it('lets --bind win over the front matter', () => {
    const text = `---\nbindings:\n  pod: a\n---\n${sh('kubectl delete pod <pod>')}`
    expect(parse(text, { pod: 'b' }).commands[0]?.argv).toContain('b')
  })

  it('reads the blocks as one shell', () => {
    const text = `${sh('cd charts\nexport A=1')}\n${sh('helm upgrade a b')}`
    expect(parse(text).commands[0]).toMatchObject({ cwd: 'charts', env: { A: '1' }, line: 7 })
  })
})

describe('steps', () => {
  it('are the changes, and the waits behind them', () => {
    const text = sh(
      'kubectl get pods\nA=1 helm upgrade a b\nkubectl rollout status deploy/a\nkubectl apply -f - <<E\nx: y\nE',
    )
    expect(toSteps(parse(text))).toEqual([
      { name: 'upgrade', command: { argv: ['helm', 'upgrade', 'a', 'b'], env: { A: '1' } } },
      { name: 'rollout-status', command: { argv: ['kubectl', 'rollout', 'status', 'deploy/a'] } },
      { name: 'apply', command: { argv: ['kubectl', 'apply', '-f', '-'], stdin: 'x: y\n' } },
    ])
  })
})

if (!existsSync(SEEDS)) process.stderr.write(`SKIPPED: runbooks of others: there is no folder ${SEEDS}\n`)

describe.runIf(existsSync(SEEDS))('documents of others', () => {
  const files = existsSync(SEEDS) ? readdirSync(SEEDS).sort() : []

  it.each(files)('%s parses once it is bound, or fails with a line', (file) => {
    const text = readFileSync(join(SEEDS, file), 'utf8')
    const bindings: Record<string, string> = {}
    for (let left = 20; left > 0; left--) {
      try {
        const { commands } = parseRunbook(text, { path: file, bindings })
        expect(commands.length).toBeGreaterThan(0)
        return
      } catch (error) {
        expect(error).toBeInstanceOf(RunbookError)
        const { message, remedy = '', code } = error as RunbookError
        expect(message).toMatch(new RegExp(`^${file.replaceAll('.', '\\.')}:\\d+: `))
        expect(remedy).not.toBe('')
        if (code !== 'runbook-unbound') return
        for (const [, quoted, plain] of remedy.matchAll(/--bind (?:'([^']+)=VALUE'|(\S+)=VALUE)/g))
          bindings[quoted ?? plain ?? ''] = 'value'
      }
    }
    throw new Error(`${file} still asks for bindings`)
  })
})
