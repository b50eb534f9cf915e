import { describe, expect, it } from 'vitest'
import { ok, runKubectl } from '../../../../../support/kubectl.js'

const FILES = {
  'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\nkind: Secret\napiVersion: v1\nmetadata: {name: s}\n',
  'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: z, namespace: dropped}\n',
  'other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: other}\n',
  'list.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: l}}\n',
  'broken.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x: y\n',
  'name.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n',
  'labels.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: q, labels: {canary: true}}\n',
  'sub/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n',
  'sub/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
  'sub/deep/d.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\n',
  'sub/readme.txt': 'no manifest',
}

/** The requests a delete makes: one for each object meant. */
function deleted(line: string, stdin = ''): readonly string[] {
  const script = () => ok({ kind: 'Status', status: 'Success' })
  const { requests, stderr, code } = runKubectl(`delete --wait=false ${line}`, {
    script,
    files: FILES,
    stdin,
  })
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  return requests.map(({ verb, group, version, resource, namespace, name }) =>
    [verb, `${group}/${version}/${resource}`, `${namespace ?? ''}/${name ?? ''}`].join(' '),
  )
}

describe('what a command line means', () => {
  it.each([
    ['pod a', ['delete /v1/pods default/a']],
    ['po a b -n x', ['delete /v1/pods x/a', 'delete /v1/pods x/b']],
    ['pod/a deployment.apps/b', ['delete /v1/pods default/a', 'delete apps/v1/deployments default/b']],
    ['pods,deploy a', ['delete /v1/pods default/a', 'delete apps/v1/deployments default/a']],
    ['ns a', ['delete /v1/namespaces /a']],
    ['widgets.v1beta1.example.com w', ['delete example.com/v1beta1/widgets default/w']],
    ['-f a.yaml', ['delete /v1/configmaps default/a']],
    ['-f two.yaml -n q', ['delete /v1/configmaps q/x', 'delete /v1/secrets q/s']],
    ['-f other.yaml', ['delete /v1/configmaps other/a']],
    ['-f list.yaml', ['delete /v1/secrets default/l']],
    ['-f sub', ['delete /v1/configmaps default/b', 'delete /v1/configmaps default/c']],
    [
      '-R -f sub',
      [
        'delete /v1/configmaps default/b',
        'delete /v1/configmaps default/c',
        'delete /v1/configmaps default/d',
      ],
    ],
    ['-f sub/*.json,a.yaml', ['delete /v1/configmaps default/c', 'delete /v1/configmaps default/a']],
    ['-f two.yaml -l no=no', []],
  ])('%s', (line, expected) => {
    if (expected.length > 0) expect(deleted(line).filter((each) => each !== '')).toEqual(expected)
    else expect(deleted(line)).toEqual([])
  })

  it('reads standard input', () => {
    expect(deleted('-f -', FILES['a.yaml'])).toEqual(['delete /v1/configmaps default/a'])
  })

  it('reads files relative to the working directory', () => {
    const script = () => ok({ kind: 'Status', status: 'Success' })
    const run = runKubectl('delete --wait=false -f b.yaml -f ../a.yaml', { script, files: FILES, cwd: 'sub' })
    expect(run.requests.map(({ name }) => name)).toEqual(['b', 'a'])
  })

  it.each([
    ['foo a', 'error: the server doesn\'t have a resource type "foo"\n'],
    ['pods.foo.bar a', 'error: the server doesn\'t have a resource type "pods"\n'],
    ['pod a/b', 'error: there is no need to specify a resource type as a separate argument'],
    ['pod/a/b', 'error: arguments in resource/name form may not have more than one slash\n'],
    ['pod/', 'error: arguments in resource/name form must have a single resource and name\n'],
    ['pods', 'error: resource(s) were provided, but no name was specified\n'],
    ['', 'error: You must provide one or more resources by argument or filename.\n'],
    ['pod a -l x=y', 'error: name cannot be provided when a selector is specified\n'],
    [
      'pod/a -l x=y',
      'error: selectors and the all flag cannot be used when passing resource/name arguments\n',
    ],
    ['-l x=y', 'error: at least one resource must be specified to use a selector\n'],
    ['pod a -A', 'error: a resource cannot be retrieved by name across all namespaces\n'],
    [
      'pod -f a.yaml',
      'error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well\n',
    ],
    ['pods --all -l x=y', "error: setting 'all' parameter but found a non empty selector. \n"],
    ['-f nope.yaml', 'error: the path "nope.yaml" does not exist\n'],
    ['-f sub/deep/x*.yaml', 'error: the path "sub/deep/x*.yaml" does not exist\n'],
    [
      '-f other.yaml -n mine',
      `error: the namespace from the provided object "other" does not match the namespace "mine". You must pass '--namespace=other' to perform this operation.\n`,
    ],
    [
      '-f broken.yaml',
      'error: error parsing broken.yaml: error converting YAML to JSON: yaml: line 4: mapping values are not allowed in this context\n',
    ],
    [
      '-f name.yaml',
      'error: unable to decode "name.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string\n',
    ],
    [
      '-f labels.yaml',
      'error: unable to decode "labels.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string\n',
    ],
  ])('delete %s is refused', (line, message) => {
    const { code, stderr } = runKubectl(`delete ${line}`.trim(), { files: FILES })
    expect({ code, stderr: stderr.slice(0, message.length) }).toEqual({ code: 1, stderr: message })
  })

  it('does not fetch manifests', () => {
    expect(() => runKubectl('apply -f https://example.com/x.yaml')).toThrow(
      'not modelled: kubectl -f https://example.com/x.yaml',
    )
  })
})
