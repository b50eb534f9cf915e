import { describe, expect, it } from 'vitest'
import {
  manifestText,
  parseHooks,
  parseManifest,
  sortManifests,
  splitManifests,
} from '../../../../twins/helm/manifest.js'
import { golden, helmMessage } from './golden.js'

interface Case {
  readonly yaml: string
  readonly output?: string
  readonly error?: string
}

const PATH = 'probe/templates/a.yaml'

describe('sortManifests', () => {
  it.each(golden<Case>('manifest-heads.json'))('$yaml', ({ yaml, output, error }) => {
    const run = () => sortManifests({ [PATH]: yaml })
    if (output === undefined) return expect(helmMessage(run)).toBe(error)
    const { documents, hooks } = run()
    const hookText = manifestText(
      hooks.map((hook) => ({ path: hook.path ?? '', content: hook.manifest ?? '' })),
    )
    expect(`${manifestText(documents).trim()}\n${hookText}`).toBe(output)
  })

  it('keeps the order of paths, then of documents, within a kind', () => {
    const { documents } = sortManifests({
      'c/templates/b.yaml': 'kind: Secret\nmetadata: {name: b1}\n---\nkind: Secret\nmetadata: {name: b2}',
      'c/templates/a.yaml': 'kind: Secret\nmetadata: {name: a}',
    })
    expect(documents.map((document) => document.head.name)).toEqual(['a', 'b1', 'b2'])
  })

  it('skips partials and blank files', () => {
    const { documents } = sortManifests({ 'c/templates/_x.yaml': 'kind: A', 'c/templates/y.yaml': ' \n' })
    expect(documents).toEqual([])
  })
})

describe('splitManifests', () => {
  it.each([
    ['---\na: 1\n---\nb: 2\n', ['a: 1', 'b: 2']],
    ['a: 1\n\n\n---   \n\n---\nb: 2', ['a: 1', '---\nb: 2']],
    ['a: "---"\n', ['a: "---"']],
    ['', []],
  ])('%j', (text, documents) => {
    expect(splitManifests(text)).toEqual(documents)
  })
})

describe('parseManifest', () => {
  const object = (metadata: string) =>
    `---\n# Source: c/templates/x.yaml\napiVersion: v1\nkind: Thing\nmetadata: ${metadata}\n`

  it('gives objects with the template they come from', () => {
    const [item] = parseManifest(object('{name: a}'))
    expect(item?.source).toBe('c/templates/x.yaml')
    expect(item?.object).toEqual({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' } })
  })

  it('gives the same frozen objects for the same text', () => {
    const first = parseManifest(object('{name: a}'))
    expect(parseManifest(object('{name: a}'))).toBe(first)
    expect(Object.isFrozen(first[0]?.object)).toBe(true)
  })

  it('leaves blank documents out and flattens lists', () => {
    const list =
      '---\n# Source: l\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: A}, {apiVersion: v1, kind: B}]\n'
    expect(parseManifest(`---\n# Source: c\n# nothing\n${list}`).map((item) => item.object['kind'])).toEqual([
      'A',
      'B',
    ])
  })

  it.each([
    ['{labels: {canary: true}}', 'bool', 'labels', 'string'],
    ['{labels: {n: 1}}', 'number', 'labels', 'string'],
    ['{annotations: {a: true}, labels: {b: 1}}', 'bool', 'annotations', 'string'],
    ['{labels: [a]}', 'array', 'labels', 'map[string]string'],
    ['{name: 12}', 'number', 'name', 'string'],
    ['{finalizers: [1]}', 'number', 'finalizers', 'string'],
  ])('refuses metadata %s before the cluster sees it', (metadata, kind, field, type) => {
    expect(helmMessage(() => parseManifest(object(metadata)))).toBe(
      `unable to decode "": json: cannot unmarshal ${kind} into Go struct field ObjectMeta.metadata.${field} of type ${type}`,
    )
  })

  it('lets a bool in a pod template through', () => {
    const text =
      'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {metadata: {labels: {canary: true}}}}'
    expect(parseManifest(text)).toHaveLength(1)
  })

  it('names every document that does not decode, equal ones once', () => {
    const text = object('{labels: {a: true}}') + object('{labels: {a: true}}') + object('{labels: {a: 1}}')
    expect(helmMessage(() => parseManifest(text))).toBe(
      '[unable to decode "": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string, ' +
        'unable to decode "": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string]',
    )
  })

  it.each([
    ['a: 1', '[apiVersion not set, kind not set]'],
    ['apiVersion: v1', 'kind not set'],
  ])('wants a kind and a version: %s', (text, list) => {
    expect(helmMessage(() => parseManifest(text))).toBe(`error validating "": error validating data: ${list}`)
  })
})

describe('parseHooks', () => {
  it('reads back what helm template prints', () => {
    const text =
      '---\n# Source: c/templates/h.yaml\nkind: Job\nmetadata:\n  name: h\n  annotations: {helm.sh/hook: pre-upgrade}\n'
    expect(parseHooks(text)).toEqual(
      sortManifests({ 'c/templates/h.yaml': text.slice(text.indexOf('kind')) }).hooks,
    )
  })
})
