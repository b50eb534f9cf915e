import { describe, expect, it } from 'vitest'
import { gjson, gjsonLiteralFirst } from '../../../../../twins/external-secrets/providers/gjson.js'
import { NotModelled } from '../../../../../twins/kernel/errors.js'

const DOCUMENT =
  '{"user": "app", "db": {"host": "h", "ports": [1, 2.50]}, "a.b": "literal", "a": {"b": "path"}, "list": [{"n": "x"}, {"n": "y"}, {}], "n": null, "t": true, "big": 1e3, "text": "tab\\tquote\\""}'

describe('gjson', () => {
  it.each([
    ['user', 'app'],
    ['db.host', 'h'],
    ['db.ports.0', '1'],
    ['db.ports.1', '2.5'],
    ['db.ports.#', '2'],
    ['db.ports', '[1, 2.50]'],
    ['list.#.n', '["x","y"]'],
    ['a\\.b', 'literal'],
    ['n', ''],
    ['t', 'true'],
    ['big', '1000'],
    ['text', 'tab\tquote"'],
  ])('%s is %j', (path, text) => {
    expect(gjson(DOCUMENT, path)).toBe(text)
  })

  it.each(['missing', 'db.missing', 'user.x', 'db.ports.9', 'db.ports.x'])('%s does not exist', (path) => {
    expect(gjson(DOCUMENT, path)).toBeUndefined()
  })

  it('finds nothing in what is not JSON', () => {
    expect(gjson('plain text', 'user')).toBeUndefined()
  })

  it('tries the literal key before the path', () => {
    expect(gjsonLiteralFirst(DOCUMENT, 'a.b')).toBe('literal')
    expect(gjsonLiteralFirst(DOCUMENT, 'db.host')).toBe('h')
  })

  it.each(['us*', 'db|host', 'list.#(n=="x").n', '@this', 'list.#(n=="x")#'])('does not model %s', (path) => {
    expect(() => gjson(DOCUMENT, path)).toThrow(NotModelled)
  })
})
