import { describe, expect, it } from 'vitest'
import { readDump } from '../../../../harness/import/read-dump.js'
import { subjectOf } from '../../../../twins/kubernetes/index.js'

const config = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: a\n${more}`
const names = (text: string, path = 'dump/a.yaml') =>
  readDump([{ path, text }]).objects.map(({ object }) => subjectOf(object))

describe('a dump', () => {
  it.each([
    ['a single object', config('x'), ['ConfigMap a/x']],
    [
      'several documents',
      `${config('x')}---\n${config('other')}--- # the end\n`,
      ['ConfigMap a/other', 'ConfigMap a/x'],
    ],
    [
      'a list',
      `apiVersion: v1\nkind: List\nitems:\n- ${config('x').trim().replaceAll('\n', '\n  ')}\n`,
      ['ConfigMap a/x'],
    ],
    [
      'a typed list, whose items do not say what they are',
      '{"apiVersion":"v1","kind":"ConfigMapList","items":[{"metadata":{"name":"x","namespace":"a"}}]}',
      ['ConfigMap a/x'],
    ],
    [
      'a list in a list',
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}]}]}',
      ['Node n'],
    ],
    ['YAML that begins like JSON', '{apiVersion: v1, kind: Node, metadata: {name: one}}', ['Node one']],
  ])('holds %s', (_name, text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it('has each object once, the newer one', () => {
    const files = ['8', '9'].map((version) => ({
      path: `dump/${version}.yaml`,
      text: config('x', `  resourceVersion: "${version}"\n`),
    }))
    const { objects, leftOut } = readDump([...files].reverse())
    expect(objects.map(({ path }) => path)).toEqual(['dump/9.yaml'])
    expect(leftOut[0]?.why).toContain('twice')
  })

  it.each([
    [
      'Events',
      'apiVersion: v1\nkind: Event\nmetadata: { name: e, namespace: a }\n',
      'dump/a.yaml',
      'Events tell the past',
    ],
    ['a file nobody knows', 'hello', 'dump/notes.txt', 'not copied'],
    ['YAML that is no object', 'a: 1\n', 'dump/values.yaml', 'no apiVersion and kind'],
    [
      'a raw state',
      '{"version":4,"serial":1,"lineage":"x","resources":[]}',
      'dump/terraform.tfstate',
      'terraform show -json',
    ],
    ['an integer nobody can hold', config('x', 'data: { n: 9223372036854775807 }\n'), 'dump/a.yaml', '2^53'],
  ])('leaves out %s, and says so', (_name, text, path, why) => {
    const { objects, leftOut } = readDump([{ path, text }])
    expect(objects).toEqual([])
    expect(leftOut.map((item) => item.why).join()).toContain(why)
  })

  it('knows what is not of Kubernetes', () => {
    const { states, schemas, serverVersion, objects } = readDump([
      {
        path: 'dump/terraform.json',
        text: '{"format_version":"1.0","terraform_version":"1.9.0","values":{}}',
      },
      { path: 'dump/schema.sql', text: '--\n-- PostgreSQL database dump\n--\n' },
      { path: 'dump/version.json', text: '{"serverVersion":{"gitVersion":"v1.31.4-eks-1"}}' },
    ])
    expect(states.map(({ path }) => path)).toEqual(['dump/terraform.json'])
    expect(schemas.map(({ path }) => path)).toEqual(['dump/schema.sql'])
    expect(serverVersion).toBe('v1.31.4-eks-1')
    expect(objects).toEqual([])
  })

  it.each([
    ['a broken document, with its line', `${config('x')}---\napiVersion: v1\nkind: [\n`, 'dump/a.yaml:8'],
    ['JSON that was cut off', '{"apiVersion":"v1",\n"kind":"Li', 'dump/a.yaml:2'],
    ['an object without a name', '\n\napiVersion: v1\nkind: Secret\n', 'dump/a.yaml:3'],
  ])('refuses %s', (_name, text, subject) => {
    expect(() => readDump([{ path: 'dump/a.yaml', text }])).toThrow(
      expect.objectContaining({ code: 'dump-unreadable', subject }),
    )
  })

  it('quotes nothing of a file it cannot read', () => {
    const text = '{"apiVersion":"v1","data":{"password":"hunter2-not-real"} x'
    expect(() => readDump([{ path: 'dump/a.json', text }])).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })
})
