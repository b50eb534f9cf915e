import { describe, expect, it } from 'vitest'
import { customColumnsPrinter } from '../../../../../../../twins/kubernetes/tools/kubectl/printers/custom-columns.js'
import { goSprint, toGoJson } from '../../../../../../../twins/kubernetes/tools/kubectl/printers/go-json.js'
import { goSyntax } from '../../../../../../../twins/kubernetes/tools/kubectl/printers/go-syntax.js'
import {
  alignColumns,
  DESCRIBE_WIDTHS,
  TABLE_WIDTHS,
} from '../../../../../../../twins/kubernetes/tools/kubectl/printers/tab-writer.js'
import {
  printTable,
  type TableOptions,
} from '../../../../../../../twins/kubernetes/tools/kubectl/printers/table.js'

const OPTIONS: TableOptions = {
  wide: false,
  noHeaders: false,
  showLabels: false,
  labelColumns: [],
  withNamespace: false,
  kindPrefix: undefined,
  nowMs: 0,
}
const KIND = {
  printerColumns: [
    { name: 'Name', type: 'string', format: 'name', priority: 0 },
    { name: 'Node', type: 'string', format: '', priority: 1 },
    { name: 'Age', type: 'date', format: '', priority: 0 },
  ],
  printRow: (object: { readonly [key: string]: unknown }) => [String(object['id']), 'node\nb', '5s'],
} as const
const OBJECTS = [
  { id: 'short', metadata: { namespace: 'ns', labels: { app: 'web', 'example.com/tier': 'x' } } },
  { id: 'a-much-longer-name', metadata: { namespace: 'ns' } },
]

describe('tables', () => {
  it.each<[string, Partial<TableOptions>, string]>([
    ['plain', {}, 'NAME                 AGE\nshort                5s\na-much-longer-name   5s\n'],
    ['no headers', { noHeaders: true }, 'short                5s\na-much-longer-name   5s\n'],
    [
      'wide',
      { wide: true, noHeaders: true },
      'short                node...   5s\na-much-longer-name   node...   5s\n',
    ],
    [
      'labels',
      { showLabels: true, labelColumns: ['example.com/tier'], noHeaders: false },
      'NAME                 AGE   TIER   LABELS\n' +
        'short                5s    x      app=web,example.com/tier=x\n' +
        'a-much-longer-name   5s           <none>\n',
    ],
    [
      'namespace and kind',
      { withNamespace: true, kindPrefix: 'widget.example.com', noHeaders: true },
      'ns    widget.example.com/short                5s\nns    widget.example.com/a-much-longer-name   5s\n',
    ],
  ])('%s', (_name, options, expected) => {
    expect(printTable(KIND, OBJECTS, { ...OPTIONS, ...options })).toBe(expected)
  })

  it('are empty without objects', () => {
    expect(printTable(KIND, [], OPTIONS)).toBe('')
  })
})

describe('text/tabwriter', () => {
  it.each([
    ['a\tb\nccc\td', 'a     b\nccc   d', TABLE_WIDTHS],
    ['a\tb\nccc\td', 'a    b\nccc  d', DESCRIBE_WIDTHS],
    ['a\tb\n\nccccc\td', 'a  b\n\nccccc  d', DESCRIBE_WIDTHS],
    ['a\tb\tc\na\tbbbb\tc\nx', 'a  b     c\na  bbbb  c\nx', DESCRIBE_WIDTHS],
    ['é\tb', 'é  b', DESCRIBE_WIDTHS],
    ['\tb', '  b', DESCRIBE_WIDTHS],
  ])('%j', (text, expected, widths) => {
    expect(alignColumns(text, widths)).toBe(expected)
  })
})

describe('custom columns', () => {
  const list = { kind: 'List', items: [{ a: { b: [1, 'x'], c: null } }, { a: { b: [] } }] }
  it.each([
    ['B:.a.b,N:.a.nope', false, 'B       N\n[1 x]   <none>\n[]      <none>\n'],
    ['B:a.b[*]', true, '1,x\n<none>\n'],
    ['C:{.a.c},A:.a', false, 'C        A\n<nil>    map[b:[1 x] c:<nil>]\n<none>   map[b:[]]\n'],
  ])('%s', (spec, noHeaders, expected) => {
    expect(customColumnsPrinter(spec, noHeaders)(list)).toBe(expected)
  })

  it.each([
    ['', 'custom-columns format specified but no custom columns given'],
    ['A', 'unexpected custom-columns spec: A, expected <header>:<json-path-expr>'],
    ['A:{.x', "unexpected path string, expected a 'name1.name2' or '.name1.name2'"],
  ])('%j is refused', (spec, message) => {
    expect(() => customColumnsPrinter(spec, false)).toThrow(message)
  })
})

describe("Go's ways to print values", () => {
  it('escapes HTML in JSON and sorts keys', () => {
    expect(toGoJson({ b: '<a&b>', a: [], c: {} })).toBe(
      '{\n    "a": [],\n    "b": "\\u003ca\\u0026b\\u003e",\n    "c": {}\n}\n',
    )
  })

  it('knows %v and %#v', () => {
    const value = { b: [1, 'x', null, true], a: {} }
    expect(goSprint(value)).toBe('map[a:map[] b:[1 x <nil> true]]')
    expect(goSyntax(value)).toBe(
      'map[string]interface {}{"a":map[string]interface {}{}, "b":[]interface {}{1, "x", interface {}(nil), true}}',
    )
  })
})
