import { describe, expect, it } from 'vitest'
import { deepFreeze } from '../../../../../../twins/kernel/json.js'
import {
  compileJsonPath,
  relaxedJsonPath,
  renderJsonPath,
} from '../../../../../../twins/kubernetes/tools/kubectl/jsonpath.js'

const DATA = deepFreeze({
  kind: 'List',
  'dotted.key': 'd',
  items: [
    { name: 'a', size: 1, ready: true, tags: ['x', 'y'], nested: { name: 'inner' } },
    { name: 'b', size: 20, ready: false, tags: [] },
    { name: 'c', size: 3, labels: { 'app.kubernetes.io/name': 'web' } },
  ],
})

function render(template: string, allowMissingKeys = true): string {
  return renderJsonPath(compileJsonPath(template), DATA, { allowMissingKeys })
}

describe('JSONPath templates', () => {
  it.each([
    ['plain', 'plain'],
    ['{.kind}', 'List'],
    ['{$.kind}', 'List'],
    ['{@.kind}', 'List'],
    ['{.nope}', ''],
    ['{.items[0].name}', 'a'],
    ['{.items[-1].name}', 'c'],
    ['{.items[*].name}', 'a b c'],
    ['{.items[0:2].name}', 'a b'],
    ['{.items[::2].name}', 'a c'],
    ['{.items[1:].name}', 'b c'],
    ['{.items[0,2].name}', 'a c'],
    ["{['kind','dotted']}", 'List'],
    ["{['kind']}", 'List'],
    ['{.dotted\\.key}', 'd'],
    ['{.items[2].labels.app\\.kubernetes\\.io/name}', 'web'],
    ["{.items[2].labels['app\\.kubernetes\\.io/name']}", 'web'],
    ['{..name}', 'a inner b c'],
    ['{.items[0].nested.*}', 'inner'],
    ['{.items[0].tags}', '["x","y"]'],
    ['{.items[0].nested}', '{"name":"inner"}'],
    ['{.items[?(@.size>2)].name}', 'b c'],
    ['{.items[?(@.size>=3)].name}', 'b c'],
    ['{.items[?(@.size<2)].name}', 'a'],
    ['{.items[?(@.name=="b")].size}', '20'],
    ["{.items[?(@.name!='b')].size}", '1 3'],
    ['{.items[?(@.ready==true)].name}', 'a'],
    ['{.items[?(@.labels)].name}', 'c'],
    ['{.items[0].tags[?(@=="y")]}', 'y'],
    ['{.kind}{"\\t"}{.items[0].size}{"\\n"}', 'List\t1\n'],
    ['{\'single\'} {"double"}', 'single double'],
    ['{range .items[*]}{.name}={.size};{end}!', 'a=1;b=20;c=3;!'],
    ['{range .items[*]}{.name}:{range .tags[*]}[{@}]{end} {end}', 'a:[x][y] b: c: '],
    ['{range .nope[*]}{.name}{end}after', 'after'],
    ['{true}{3}{1.5}', 'true31.5'],
  ])('%s', (template, expected) => {
    expect(render(template)).toBe(expected)
  })

  it.each([
    ['{.kind', 'unclosed action'],
    ['{.items[0}', 'unterminated array'],
    ['{.items[x]}', 'invalid array index x'],
    ['{.items[?(@.a]}', 'unterminated filter'],
    ['{"x}', 'unterminated quoted string'],
    ['{....a}', 'invalid multiple recursive descent'],
    ['{#}', "unrecognized character in action: U+0023 '#'"],
    ['{end}', 'not in range, nothing to end'],
    ['{foo}', 'unrecognized identifier foo'],
    ['{.items[9].name}', 'array index out of bounds: index 9, length 3'],
    ['{.kind[0]}', 'string is not array or slice'],
    ['{.kind[?(@.a)]}', 'List is not array or slice and cannot be filtered'],
    ['{.items[?(@.size=="1")].name}', 'incompatible types for comparison'],
    ['{.items[2:1]}', 'starting index 2 is greater than ending index 1'],
  ])('%s is refused', (template, message) => {
    expect(() => render(template)).toThrow(message)
  })

  it('refuses a missing key when told to', () => {
    expect(() => render('{.nope}', false)).toThrow('nope is not found')
  })
})

describe('relaxed expressions', () => {
  it.each([
    ['metadata.name', '{.metadata.name}'],
    ['.metadata.name', '{.metadata.name}'],
    ['{metadata.name}', '{.metadata.name}'],
    ['{.metadata.name}', '{.metadata.name}'],
    ['', ''],
    ['{.a', undefined],
  ])('%s', (text, expected) => {
    expect(relaxedJsonPath(text)).toBe(expected)
  })
})
