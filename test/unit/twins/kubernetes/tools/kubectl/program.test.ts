import { describe, expect, it } from 'vitest'
import { NotModelled } from '../../../../../../twins/kernel/errors.js'
import { required } from '../../../../../../twins/kubernetes/schema/field-error.js'
import { forbidden, invalid, notFound, StatusError } from '../../../../../../twins/kubernetes/status-error.js'
import { goJsonProblem } from '../../../../../../twins/kubernetes/tools/kubectl/go-json-syntax.js'
import { ok, runKubectl } from '../../../../../support/kubectl.js'

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'default', uid: 'u1' } }
const PODS = { group: '', resource: 'pods' }

describe('the kubectl program', () => {
  it.each([
    ['foo', 'error: unknown command "foo" for "kubectl"\n'],
    ['rollout foo', `error: unknown command "foo"\nSee 'kubectl rollout -h' for help and examples\n`],
    ['get pods --foo', "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"],
    ['scale deploy a', 'error: required flag(s) "replicas" not set\n'],
    [
      'create ns',
      "error: exactly one NAME is required, got 0\nSee 'kubectl create namespace -h' for help and examples\n",
    ],
    ['apply -f a b', "error: Unexpected args: [b]\nSee 'kubectl apply -h' for help and examples\n"],
    ['get pods --dry-run', "error: unknown flag: --dry-run\nSee 'kubectl get --help' for usage.\n"],
    [
      'annotate pod a x=1 --dry-run=foo',
      'error: Invalid dry-run value (foo). Must be "none", "server", or "client".\n',
    ],
    [
      'create -f x --validate=foo',
      'error: invalid - validate option "foo"; must be one of: strict (or true), warn, ignore (or false)\n',
    ],
  ])('%s', (line, stderr) => {
    expect(runKubectl(line)).toMatchObject({ code: 1, stderr, stdout: '', requests: [] })
  })

  it.each([
    'attach a',
    'port-forward a 1:1',
    'cp a b',
    'run a --image=b -i',
    'edit pod a',
    'proxy',
    'kustomize a',
    'explain pods',
    'debug node/n',
    'config view',
    'set env deploy/a A=b --resolve',
    'create ingress a',
    'create secret tls a',
    'get pods -w',
    'logs a -f',
    'get pods -o go-template={{.x}}',
    'get pods --as=admin',
    'apply -k dir',
    'rollout history sts/a',
    'get',
  ])('%s is not modelled, or says so in its own way', (line) => {
    const object = { ...POD, kind: 'StatefulSet', apiVersion: 'apps/v1' }
    const run = () => runKubectl(line, { script: () => ok(object) })
    if (line === 'get') expect(run().code).toBe(1)
    else expect(run).toThrow(NotModelled)
  })

  it('finds the command behind global flags', () => {
    const { requests } = runKubectl('-n other --context prod get pod a -o name', { script: () => ok(POD) })
    expect(requests).toMatchObject([{ verb: 'get', namespace: 'other', name: 'a' }])
  })

  it('finds subcommands between flags', () => {
    const { requests } = runKubectl('create -n other secret --v 4 generic s', {
      script: ({ body }) => ok(body as never),
    })
    expect(requests).toMatchObject([{ verb: 'create', resource: 'secrets', namespace: 'other' }])
  })

  it('says that the connection broke, and goes on with other objects', () => {
    const lost = runKubectl('delete pod a b --wait=false', {
      script: ({ name }) => (name === 'a' ? 'lost' : ok({ kind: 'Status', status: 'Success' })),
    })
    expect(lost).toMatchObject({
      code: 1,
      stdout: 'pod "b" deleted\n',
      stderr: 'Unable to connect to the server: http2: client connection lost\n',
    })
  })

  it('prints each warning of the server once', () => {
    const { stderr } = runKubectl('annotate pod a b x=1', { script: () => ok(POD, ['deprecated', 'old']) })
    expect(stderr).toBe('Warning: deprecated\nWarning: old\n')
  })

  it('never prints a secret in describe', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 's', namespace: 'default', annotations: {} },
      data: { token: 'Y2FuYXJ5', password: 'Y2FuYXJ5Y2FuYXJ5' },
    }
    const { stdout, stderr } = runKubectl('describe secret s', { script: () => ok(secret) })
    expect(stdout).toContain('password:  12 bytes\ntoken:     6 bytes\n')
    expect(stdout + stderr).not.toMatch(/canary|Y2FuYXJ5/)
  })
})

describe('refusals of the server', () => {
  const field = (path: string) => required(path, 'needed')
  it.each<[string, StatusError, string]>([
    ['by reason', notFound(PODS, 'a'), 'Error from server (NotFound): pods "a" not found\n'],
    ['admission', forbidden(PODS, 'a', 'no'), 'Error from server (Forbidden): pods "a" is forbidden: no\n'],
    ['untyped', new StatusError({ httpCode: 500, reason: '', message: 'boom' }), 'Error from server: boom\n'],
    [
      'unauthorized',
      new StatusError({ httpCode: 401, reason: 'Unauthorized', message: 'no' }),
      'error: You must be logged in to the server (no)\n',
    ],
    [
      'one invalid field',
      invalid({ group: '', kind: 'Pod' }, 'a', [field('spec.x')]),
      'The Pod "a" is invalid: spec.x: Required value: needed\n',
    ],
    [
      'several invalid fields',
      invalid({ group: '', kind: 'Pod' }, 'a', [field('spec.x'), field('spec.b')]),
      'The Pod "a" is invalid: \n* spec.x: Required value: needed\n* spec.b: Required value: needed\n',
    ],
    [
      'a patch that cannot be typed',
      invalid({ group: '', kind: '' }, '', [field('patch')]),
      'The request is invalid: patch: Required value: needed\n',
    ],
    [
      'a patch that does not apply',
      new StatusError({ httpCode: 422, reason: 'Invalid', message: 'the server rejected our request' }),
      'The request is invalid: the server rejected our request\n',
    ],
  ])('%s', (_name, error, stderr) => {
    const script = ({ verb }: { verb: string }) => (verb === 'get' ? ok(POD) : error)
    expect(runKubectl('patch pod a -p {"x":1}', { script })).toMatchObject({ code: 1, stderr })
  })

  it('are listed when there are several', () => {
    expect(runKubectl('get pods a b', { script: () => undefined })).toMatchObject({
      code: 1,
      stderr:
        'Error from server (NotFound): pods "a" not found\nError from server (NotFound): pods "b" not found\n',
    })
  })
})

describe("Go's errors of JSON syntax", () => {
  it.each([
    ['{"a":[1,-2.5e3,"\\u00e9\\n",true,false,null,{}]}', undefined],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['{"a":1', 'unexpected end of JSON input'],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a":01}', "invalid character '1' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"a":"\\x"}', "invalid character 'x' in string escape code"],
    ['{"a":-}', "invalid character '}' in numeric literal"],
    ['{} x', "invalid character 'x' after top-level value"],
  ])('%s', (text, problem) => {
    expect(goJsonProblem(text)).toBe(problem)
  })
})
