import { describe, expect, it } from 'vitest'
import type { DialAnswer } from '../../../../../twins/contract/network.js'
import type { Program } from '../../../../../twins/kernel/process.js'
import { call, checkpoint, print, printError, sleep } from '../../../../../twins/kernel/requests.js'
import { arrayAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { shellProgram, toolCommand } from '../../../../../twins/kubernetes/programs/index.js'
import { runContainer, type ShellWorld } from '../../../../support/shell.js'

const { program } = shellProgram({})
const sh = (script: string, world?: ShellWorld) => runContainer(program, ['sh', '-c', script], world)
const CONNECTED: DialAnswer = { kind: 'connected', address: '10.96.0.1:1', pod: 'test/x', listener: {} }
const REFUSED: DialAnswer = { kind: 'refused', address: '10.96.0.1:1' }
/** A Service that answers from this time on. */
const upAt = (at: number) => (_host: string, _port: number, ms: number) => (ms >= at ? CONNECTED : REFUSED)

describe('a script', () => {
  it.each([
    ['echo a; echo b', 'a\nb\n', 0],
    ['true && echo yes || echo no', 'yes\n', 0],
    ['false && echo yes || echo no', 'no\n', 0],
    ['! false', '', 0],
    ['false; echo $?', '1\n', 0],
    [`X=1 Y="a b"; echo $X "$Y" \${Z:-none} \${Y}c`, '1 a b none a bc\n', 0],
    ['X="a   b"; echo $X; echo "$X"', 'a b\na   b\n', 0],
    ['echo \'$X\' \\$X "\\$X"', '$X $X $X\n', 0],
    ['if false; then echo 1; elif true; then echo 2; else echo 3; fi', '2\n', 0],
    ['if false; then echo 1; else echo 3; fi', '3\n', 0],
    ['for i in a "b c" d; do echo "<$i>"; done', '<a>\n<b c>\n<d>\n', 0],
    ['for i in $(seq 1 3); do echo $i; if [ $i -eq 2 ]; then break; fi; done; echo end', '1\n2\nend\n', 0],
    ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n', 0],
    ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); sleep 1; done; echo $i', '3\n', 0],
    ['f() { echo "$1 of $#"; return 3; }; f a b; echo $?', 'a of 2\n3\n', 0],
    ['V=$(echo x; echo y); echo "[$V]"', '[x\ny]\n', 0],
    ['(X=1; exit 4); echo "$? <$X>"', '4 <>\n', 0],
    ['{ echo a; echo b; } >/dev/null; echo c', 'c\n', 0],
    ['echo given | cat', 'given\n', 0],
    ['echo a >&2 2>/dev/null; echo b', 'b\n', 0],
    ['set -e; false; echo no', '', 1],
    ['set -e; if false; then :; fi; false || true; echo yes', 'yes\n', 0],
    ['set -e\nfalse && true\necho yes', 'yes\n', 0],
    ['exit 300', '', 44],
    ['echo a # comment\n# another\necho b', 'a\nb\n', 0],
    ['export A=1; printenv A; B=2 printenv B; printenv B || echo unset', '1\n2\nunset\n', 0],
    ['env A=1 printenv A', '1\n', 0],
    ['command -v nc >/dev/null && echo there', 'there\n', 0],
    ['printf "%s:%d\\n" a 5', 'a:5\n', 0],
    ['sh -c "echo inner; exit 2"; echo $?', 'inner\n2\n', 0],
    ['exec echo last; echo never', 'last\n', 0],
  ])('%j', (script, stdout, code) => {
    expect(sh(script)).toMatchObject({ stdout, code })
  })

  it.each([
    ['nc2 -z', 'sh: nc2: not found\n', 127],
    ['set -u; echo $NONE', 'sh: NONE: parameter not set\n', 2],
    ['env A=1 nothing', "env: can't execute 'nothing': No such file or directory\n", 127],
    ['set -x; X=1 echo a', '+ X=1 echo a\n', 0],
    ['echo out; echo err >&2', 'err\n', 0],
  ])('%j says %j', (script, stderr, code) => {
    expect(sh(script)).toMatchObject({ stderr, code })
  })

  it.each([
    'echo *',
    'case a in a) true;; esac',
    'sleep 5 & wait',
    'cat <<EOF\na\nEOF',
    'echo a > /tmp/file',
    'grep a | cat',
    'if true; then echo a',
    'while true; do :; done',
    'echo ~',
    '[ a = b -a c = d ]',
  ])('%j is not modelled, and says so', (script) => {
    expect(() => sh(script)).toThrow('not modelled: command')
  })

  it('gets what every container has, and what its pod says', () => {
    expect(sh('echo $HOSTNAME $HOME').stdout).toBe('p /root\n')
    expect(sh('env', { args: { env: { HOME: '/app', A: '1' } } }).stdout).toMatch(
      /^PATH=.*\nHOSTNAME=p\nHOME=\/app\nA=1\n$/,
    )
  })

  it('gets the options of its shell', () => {
    expect(runContainer(program, ['/bin/sh', '-ec', 'false; echo no']).code).toBe(1)
    expect(runContainer(program, ['sh', '-e', '-c', 'false; echo no']).code).toBe(1)
    expect(runContainer(program, ['sh', '-c', 'echo $1', 'name', 'first']).stdout).toBe('first\n')
    expect(runContainer(program, ['/bin/sh', '-c', 'nc2']).stderr).toBe('/bin/sh: nc2: not found\n')
  })
})

describe('a loop that waits for the network', () => {
  const WAIT = 'until nc -z -w 2 db 5432; do echo waiting; sleep 2; done; echo up'

  it('goes on at its own pace when the network answers otherwise', () => {
    const run = sh(WAIT, { network: upAt(31_000) })
    expect(run).toMatchObject({ code: 0, ms: 32_000 })
    expect(run.stdout).toMatch(/^waiting\n.*up\n$/s)
  })

  it('makes as many requests for an hour as for a minute', () => {
    expect(sh(WAIT, { network: upAt(3_600_000) }).asked).toEqual(sh(WAIT, { network: upAt(60_000) }).asked)
  })

  it.each([
    'while ! nc -z db 5432; do sleep 1; done',
    'while true; do if nc -z db 5432; then break; fi; sleep 1; done',
    'for h in db web; do until nc -z $h 5432; do echo $h; sleep 1; done; done',
    'wait_for() { until wget -q --spider http://$1/; do sleep 1; done; }; wait_for db; wait_for web',
  ])('%j ends', (script) => {
    expect(sh(script, { network: upAt(10_000) })).toMatchObject({ code: 0, ms: 10_000 })
  })

  it('parks when nothing that it looks at can change', () => {
    expect(sh('while true; do sleep 10; done').code).toBe('parked')
  })

  it('counts its rounds when it has a bound', () => {
    const script =
      'i=0; until nc -z db 1; do i=$((i+1)); if [ $i -ge 5 ]; then echo gave up; exit 1; fi; sleep 2; done'
    expect(sh(script)).toMatchObject({ code: 1, stdout: 'gave up\n', ms: 8_000 })
  })
})

describe('the commands that ask the network', () => {
  const answers: Readonly<Record<string, DialAnswer>> = {
    up: CONNECTED,
    down: REFUSED,
    gone: { kind: 'timeout', address: '10.244.0.9:80' },
    none: { kind: 'unknown-host' },
  }
  const network = (host: string) => answers[host]!

  it.each([
    ['nc -z up 80', '', 0, 0],
    ['nc -zv up 80', 'up (10.96.0.1:1) open\n', 0, 0],
    ['nc up 80', '', 0, 0],
    ['nc -z down 80', '', 1, 0],
    ['nc -zv down 80', '', 1, 0],
    ['nc -zvv down 80', 'nc: down (10.96.0.1:1): Connection refused\n', 1, 0],
    ['nc -zv -w 3 gone 80', 'nc: gone (10.244.0.9:80): Connection timed out\n', 1, 3_000],
    ['nc -z gone 80', '', 1, 127_000],
    ['nc -z none 80', "nc: bad address 'none'\n", 1, 0],
    ['wget -qO- http://up/healthz', '', 0, 0],
    ['wget --spider http://up:80', 'Connecting to up:80 (10.96.0.1:1)\nremote file exists\n', 0, 0],
    [
      'wget -q --spider http://down',
      "wget: can't connect to remote host (10.96.0.1): Connection refused\n",
      1,
      0,
    ],
    ['wget -q -T 5 -O /dev/null http://gone/', 'wget: download timed out\n', 1, 5_000],
    ['wget -q -O- http://none:8080/', "wget: bad address 'none:8080'\n", 1, 0],
  ])('%s', (command, stderr, code, ms) => {
    expect(sh(command, { network })).toMatchObject({ stderr, code, ms })
  })
})

describe('commands of an image', () => {
  /** Counts to three, with a checkpoint after each. */
  const counter: Program = function* (args, { resume }) {
    for (let count = Number(resume ?? 0); count < 3; count++) {
      yield* print(`${arrayAt(args, 'argv').slice(1).join(' ')} ${textAt(args, 'env', 'UNIT')}${count}`)
      yield* call('store', {})
      yield* checkpoint(count + 1)
    }
    yield* sleep(1_000)
    return 7
  }
  const failing: Program = function* () {
    yield* printError('failed')
    return 1
  }
  const image = shellProgram(
    { counter, failing, psql: toolCommand('psql') },
    { entrypoint: ['counter'], cmd: ['plain'] },
  )
  const COUNTED = 'a x0\na x1\na x2\n'

  it('are run plainly, by the pod, by exec and by scripts', () => {
    const world = { args: { env: { UNIT: 'x' } } }
    const expected = { stdout: COUNTED, code: 7 }
    expect(runContainer(image.program, ['counter', 'a'], world)).toMatchObject(expected)
    expect(runContainer(image.exec, ['counter', 'a'], world)).toMatchObject(expected)
    expect(runContainer(image.exec, ['sh', '-c', 'exec counter a'], world)).toMatchObject(expected)
    expect(runContainer(image.exec, ['env', 'UNIT=x', '/usr/local/bin/counter', 'a'])).toMatchObject(expected)
  })

  it('run by default as the image says', () => {
    expect(runContainer(image.program, []).stdout).toBe('plain 0\nplain 1\nplain 2\n')
    expect(runContainer(image.program, [], { args: { args: ['given'] } }).stdout).toContain('given 0')
  })

  it('can be tools, each a child of its own', () => {
    const run = runContainer(image.program, ['sh', '-c', 'psql -c a; psql -c b'])
    expect(run.stdout).toBe('output of 0.psql\noutput of 1.psql\n')
  })

  it('have the shell of their base', () => {
    const debian = shellProgram({ counter }, { base: 'debian' }).program
    expect(runContainer(debian, ['sh', '-c', 'true\nnc -z a 1'])).toMatchObject({
      stderr: 'sh: 2: nc: not found\n',
      code: 127,
    })
    expect(runContainer(debian, ['bash', '-c', 'nc -z a 1']).stderr).toBe(
      'bash: line 1: nc: command not found\n',
    )
    expect(() => runContainer(debian, ['ls'])).toThrow('not modelled: command ls (image img:1)')
  })

  const scripts = [
    'counter a; echo $?',
    'set -e; if counter a; then echo no; else echo $?; fi; for i in 1 2; do until counter $i || true; do :; done; done',
    'f() { counter "$1" && true; echo "$? $1"; }; f a; sh -c "counter inner; failing" || counter b',
    'i=0; while [ $i -lt 3 ]; do i=$((i+1)); { counter $i; }; sleep 1; done; echo $i',
    'for x in $(seq 1 2); do i=0; until [ $i = 2 ]; do i=$((i+1)); failing || counter "$x$i"; done; done',
    'until nc -z db 1; do sleep 1; done; counter a; until nc -z web 2; do echo again; sleep 3; done; echo up',
  ]
  it.each(scripts)('%j goes on from each checkpoint as if it had never stopped', (script) => {
    const world = { args: { env: { UNIT: 'x' } }, network: upAt(9_000) }
    const whole = runContainer(image.program, ['sh', '-c', script], world)
    expect(whole.asked).toContain('checkpoint')
    expect(runContainer(image.program, ['sh', '-c', script], { ...world, restart: true })).toEqual(whole)
  })
})
