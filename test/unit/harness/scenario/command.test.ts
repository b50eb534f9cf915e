import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { $, formatCommand } from '../../../../harness/scenario/command.js'
import { RehearseError } from '../../../../twins/kernel/errors.js'

/** A command from a text without interpolation. */
function read(text: string) {
  return $(Object.assign([text], { raw: [text] }) as unknown as TemplateStringsArray)
}

describe('$', () => {
  const values = ['-f', 'values.yaml']
  const name = 'my app'

  it.each([
    [
      'words at white space',
      $`kubectl  get
      pods`,
      ['kubectl', 'get', 'pods'],
    ],
    ['double quotes group', $`echo "a b" c`, ['echo', 'a b', 'c']],
    ['single quotes group', $`echo 'a "b"'`, ['echo', 'a "b"']],
    ['quotes within a word', $`echo a'b c'd`, ['echo', 'ab cd']],
    ['empty quotes are an argument', $`echo ''`, ['echo', '']],
    ['a value is one argument', $`echo ${name}`, ['echo', 'my app']],
    ['a value joins the word around it', $`echo --name=${name}!`, ['echo', '--name=my app!']],
    ['a value within quotes', $`echo "<${name}>"`, ['echo', '<my app>']],
    ['quotes in a value are literal', $`echo ${`it's`} x`, ['echo', `it's`, 'x']],
    ['an empty value is an argument', $`echo ${''}`, ['echo', '']],
    ['a number', $`sleep ${5}`, ['sleep', '5']],
    ['an array is several arguments', $`helm ${values} x`, ['helm', '-f', 'values.yaml', 'x']],
    ['an empty array is none', $`helm ${[]} x`, ['helm', 'x']],
    ['nothing is expanded', $`echo $HOME * !`, ['echo', '$HOME', '*', '!']],
  ])('%s', (_what, command, argv) => {
    expect(command).toEqual({ argv })
  })

  it.each([
    ['an unclosed quote', () => $`kubectl get "pods`, 'a quote is not closed (after "kubectl get pods")'],
    ['an empty command', () => $`  `, 'the command is empty'],
    ['only an empty array', () => $`${[]}`, 'the command is empty'],
    [
      'an array glued to the word before',
      () => $`helm --set=${values}`,
      'an interpolated array is part of a word',
    ],
    ['an array glued to the word after', () => $`helm ${values}x`, 'an interpolated array is part of a word'],
    ['an array within quotes', () => $`helm "${values}"`, 'an interpolated array is part of a word'],
    [
      'an undefined value',
      () => $`helm ${undefined as unknown as string}`,
      'an interpolated value is undefined',
    ],
    ['a number that is none', () => $`sleep ${Number.NaN}`, 'an interpolated value is NaN'],
    [
      'an array of others',
      () => $`helm ${[1] as unknown as string[]}`,
      'an interpolated value is an array of others',
    ],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(RehearseError)
    expect(make).toThrow(message)
  })

  it('names the code command-syntax', () => {
    try {
      $`"`
      expect.unreachable()
    } catch (error) {
      expect((error as RehearseError).code).toBe('command-syntax')
    }
  })
})

describe('formatCommand', () => {
  it.each([
    ['plain words stay', { argv: ['kubectl', 'get', '-o=name', 'a/b:c'] }, 'kubectl get -o=name a/b:c'],
    ['others are quoted', { argv: ['echo', 'a b', '$x', ''] }, "echo 'a b' '$x' ''"],
    ['a single quote', { argv: ['echo', `it's`] }, `echo 'it'"'"'s'`],
    ['the environment comes first', { argv: ['aws'], env: { REGION: 'us west' } }, "REGION='us west' aws"],
  ])('%s', (_what, command, text) => {
    expect(formatCommand(command)).toBe(text)
  })

  it('writes what $ reads back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (argv) => {
        expect(read(formatCommand({ argv })).argv).toEqual(argv)
      }),
    )
  })
})
