import { describe, expect, it } from 'vitest'
import type { ImageProgram } from '../../../../../twins/contract/component.js'
import { findProcess, launch } from '../../../../../twins/kernel/boot.js'
import { park } from '../../../../../twins/kernel/requests.js'
import { asJson } from '../../../../../twins/kernel/tables.js'
import { textAt } from '../../../../../twins/kubernetes/client/objects.js'
import {
  EXEC_PROGRAM,
  type ExecInContainer,
  type ExecResult,
} from '../../../../../twins/kubernetes/kubelet/exec.js'
import { podOf, secretOf, Workloads } from '../../../../support/workloads.js'

const BOX = { image: 'busybox:1', command: ['sleep', 'infinity'] }

function runIn(twin: Workloads, command: readonly string[], more: Partial<ExecInContainer> = {}) {
  const request = { namespace: 'test', pod: 'p', container: '', command, stdin: '', ...more }
  const pid = `exec-${twin.world.seq}`
  twin.world = launch(twin.system, twin.world, pid, EXEC_PROGRAM, asJson(request))
  twin.quiesce()
  const process = findProcess(twin.world, pid)!
  return { exit: process.exit!, result: process.report as unknown as ExecResult }
}

function boxed(container = {}, spec = {}): Workloads {
  const twin = new Workloads()
  twin.create(secretOf('s', { USER: 'u', b: 'two\n' }))
  const mounts = {
    volumeMounts: [{ name: 'v', mountPath: '/etc/v' }],
    envFrom: [{ secretRef: { name: 's' } }],
  }
  twin.create(
    podOf(
      'p',
      { ...BOX, ...mounts, ...container },
      { volumes: [{ name: 'v', secret: { secretName: 's' } }], ...spec },
    ),
  )
  twin.quiesce()
  return twin
}

describe('a command in a busybox container', () => {
  const twin = boxed()
  it.each([
    [['true'], '', '', 0],
    [['/bin/false'], '', '', 1],
    [['echo', 'a', 'b'], 'a b\n', '', 0],
    [['hostname'], 'p\n', '', 0],
    [['printenv', 'USER'], 'u\n', '', 0],
    [['printenv', 'NONE'], '', '', 1],
    [['cat', '/etc/v/b'], 'two\n', '', 0],
    [['cat', '/etc/none'], '', "cat: can't open '/etc/none': No such file or directory\n", 1],
    [['ls', '/etc/v'], 'USER\nb\n', '', 0],
    [['ls', '/none'], '', 'ls: /none: No such file or directory\n', 1],
    [['sh', '-c', 'echo "user $USER" && false || echo no; exit 3'], 'user u\nno\n', '', 3],
    [['sh', '-c', 'frobnicate -v'], '', 'sh: frobnicate: not found\n', 127],
    [['id', '-u'], '0\n', '', 0],
  ])('%j', (command, stdout, stderr, code) => {
    expect(runIn(twin, command).exit).toMatchObject({ stdout, stderr, code })
  })

  it('reads what it is given', () => {
    expect(runIn(twin, ['cat'], { stdin: 'given' }).exit.stdout).toBe('given')
  })

  it('that ends with an error says so in the status of the stream', () => {
    expect(runIn(twin, ['false']).result).toMatchObject({
      kind: 'ended',
      status: {
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: 'command terminated with non-zero exit code: error executing command [false], exit code 1',
        details: { causes: [{ reason: 'ExitCode', message: '1' }] },
      },
    })
    expect(runIn(twin, ['true']).result).toMatchObject({ status: { status: 'Success' } })
  })

  it.each([
    [['frobnicate'], 'exec: "frobnicate": executable file not found in $PATH'],
    [['/opt/x'], 'exec: "/opt/x": stat /opt/x: no such file or directory'],
  ])('%j cannot be started', (command, reason) => {
    const { result } = runIn(twin, command)
    expect(result).toMatchObject({ kind: 'ended', status: { reason: 'InternalError', code: 500 } })
    expect(JSON.stringify(result)).toMatch(
      /failed to exec in container: failed to start exec \\"[0-9a-f]{32}\\"/,
    )
    const text = `OCI runtime exec failed: exec failed: unable to start container process: ${reason}: unknown`
    expect(textAt(asJson(result), 'status', 'message')).toContain(text)
  })

  it.each([
    [['nc', '-l', '-p', '5432'], 'command nc -l -p 5432 (image busybox:1)'],
    [['sh', '-c', 'while true; do date; done'], 'command sh -c while true; do date; done'],
  ])('%j is an error, since it is not modelled', (command, text) => {
    expect(() => runIn(boxed(), command)).toThrow(text)
  })
})

describe('a command that is refused', () => {
  it.each([
    [{ pod: 'none' }, 404, { message: 'pods "none" not found' }],
    [{ container: 'none' }, 400, { message: 'container none is not valid for pod p' }],
  ])('%j', (more, code, body) => {
    expect(runIn(boxed(), ['true'], more).result).toMatchObject({ kind: 'refused', code, body })
  })

  it('has no node, or no running container', () => {
    const unplaced = new Workloads({ nodes: [] })
    unplaced.create(podOf('p', BOX))
    expect(runIn(unplaced, ['true']).result).toMatchObject({
      code: 400,
      body: { message: 'pod p does not have a host assigned' },
    })
    const waiting = boxed({ envFrom: [{ secretRef: { name: 'none' } }] })
    expect(runIn(waiting, ['true']).result).toEqual({
      kind: 'refused',
      code: 500,
      body: 'container not found ("main")',
    })
  })

  it('runs in an image that says nothing about commands', () => {
    const twin = new Workloads()
    twin.create(podOf('p'))
    twin.quiesce()
    expect(() => runIn(twin, ['psql'])).toThrow('running psql in container main of pod test/p (image app:1)')
  })
})

it('an image without nc fails as the runtime says', () => {
  const twin = boxed({ image: 'cgr.dev/chainguard/busybox:latest' })
  const { result } = runIn(twin, ['nc', '-z', 'db', '5432'])
  expect(JSON.stringify(result)).toContain('executable file not found in $PATH')
  expect(runIn(twin, ['sh', '-c', 'nc -z db 5432']).exit).toMatchObject({
    code: 127,
    stderr: 'sh: nc: not found\n',
  })
})

it('an image answers for its commands itself', () => {
  const postgres: ImageProgram = {
    name: 'postgres',
    matches: (image) => image.startsWith('postgres'),
    program: function* () {
      return yield* park()
    },
    exec: function* (args) {
      yield {
        kind: 'print',
        stream: 'stdout',
        text: `${JSON.stringify(args['command'])} in ${String(args['pod'])}`,
      }
      return 2
    },
  }
  const twin = new Workloads({ images: [postgres] })
  twin.create(podOf('p', { image: 'postgres:16' }))
  twin.quiesce()
  expect(runIn(twin, ['pg_isready']).exit).toMatchObject({ stdout: '["pg_isready"] in p', code: 2 })
})
