import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { complete, type Names } from '../../../../../harness/cli/completion/complete.js'

const NAMES: Names = {
  scenarios: () => [
    { text: 'doom-loop', description: '' },
    { text: 'rate-limit', description: '' },
  ],
  parts: (scenario, what) =>
    Promise.resolve(scenario === 'doom-loop' ? [{ text: `${what}-one`, description: 'the first' }] : []),
  components: () => [{ text: 'eso=', description: 'default 2.9.0' }],
}

function program(): Command {
  const root = new Command('rehearse').option('--version', 'print the version')
  root
    .command('run')
    .description('run it')
    .argument('[name-or-path...]')
    .option('--fix <name>', 'judge this one')
    .option('--clients <built-in|real>', 'who runs it')
    .option('--speed <number|paused>', 'how fast')
    .option('--output <file>', 'a report')
    .option('--profile <component=version>', 'a version')
    .option('--json', 'as JSON')
  root.command('serve').argument('<name-or-path>').option('--directory <folder>').option('--after <incident>')
  root.command('what-if').argument('<words...>', 'a scenario, and a command after --')
  root.command('replay').argument('<schedule.json>')
  const runbook = root.command('runbook')
  runbook.command('check').argument('<file.md>').option('--json')
  runbook.command('parse').argument('<file.md>')
  root.command('__complete', { hidden: true }).argument('[words...]')
  return root
}

const offers = async (...words: readonly string[]): Promise<readonly [readonly string[], string]> => {
  const { candidates, files } = await complete(program(), words, NAMES)
  return [candidates.map(({ text }) => text), files]
}

describe('complete', () => {
  it.each([
    [
      'commands, hidden ones left out',
      [''],
      ['run', 'serve', 'what-if', 'replay', 'runbook', 'help', '--version', '--help'],
      'none',
    ],
    ['a command that is begun', ['r'], ['run', 'replay', 'runbook'], 'none'],
    ['nothing behind a command that is not there', ['nothing', ''], [], 'none'],
    ['scenarios where one may stand', ['run', 'd'], ['doom-loop'], 'files'],
    ['another one where several may', ['run', 'doom-loop', ''], ['doom-loop', 'rate-limit'], 'files'],
    ['nothing where one stands already', ['serve', 'doom-loop', ''], [], 'none'],
    ['flags', ['run', '--c'], ['--clients'], 'none'],
    ['the fixes of the scenario before', ['run', 'doom-loop', '--fix', ''], ['fixes-one'], 'none'],
    ['its incidents', ['serve', 'doom-loop', '--after', ''], ['incidents-one'], 'none'],
    ['no fix without a scenario', ['run', '--fix', ''], [], 'none'],
    ['the words of a flag', ['run', '--clients', ''], ['built-in', 'real'], 'none'],
    ['but no word that stands for a kind', ['run', '--speed', ''], ['paused'], 'none'],
    ['files where a flag takes one', ['run', '--output', 'rep'], [], 'files'],
    ['folders likewise', ['serve', '--directory', ''], [], 'folders'],
    ['a file as an argument', ['replay', ''], [], 'files'],
    ['commands of a command', ['runbook', 'c'], ['check'], 'none'],
    ['what stands behind these', ['runbook', 'check', ''], [], 'files'],
    ['their flags', ['runbook', 'check', '--j'], ['--json'], 'none'],
    ['nothing behind one that is not there', ['runbook', 'no', ''], [], 'none'],
    ['scenarios where words may begin with one', ['what-if', 'd'], ['doom-loop'], 'files'],
    ['components of a version', ['run', '--profile', ''], ['eso='], 'none'],
    ['an argument behind a flag that takes no value', ['run', '--json', 'rate'], ['rate-limit'], 'files'],
    [
      'an argument behind the value of a flag',
      ['run', '--output', 'x.html', 'rate'],
      ['rate-limit'],
      'files',
    ],
    ['files in the user’s own command', ['what-if', 'doom-loop', '--', 'kubectl', 'de'], [], 'files'],
  ] as const)('offers %s', async (_name, words, texts, files) => {
    expect(await offers(...words)).toEqual([texts, files])
  })

  it('keeps `--flag=` in front of a value that is one word with it', async () => {
    expect(await offers('run', 'doom-loop', '--fix=fix')).toEqual([['--fix=fixes-one'], 'none'])
    expect(await offers('run', '--no-flag=x')).toEqual([[], 'none'])
  })

  it('gives the value alone when the shell splits at `=`, as bash does', async () => {
    expect(await offers('run', 'doom-loop', '--fix', '=')).toEqual([['fixes-one'], 'none'])
    expect(await offers('run', 'doom-loop', '--fix', '=', 'fix')).toEqual([['fixes-one'], 'none'])
    expect(await offers('run', '--profile', 'eso', '=')).toEqual([[''], 'none'])
  })

  it('describes what it offers', async () => {
    const { candidates } = await complete(program(), ['run', 'doom-loop', '--fix', ''], NAMES)
    expect(candidates).toEqual([{ text: 'fixes-one', description: 'the first' }])
  })
})
