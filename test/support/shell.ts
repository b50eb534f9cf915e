import type { DialAnswer } from '../../twins/contract/network.js'
import { memoryFiles } from '../../twins/kernel/index.js'
import type { Json, JsonObject } from '../../twins/kernel/json.js'
import type { Call, Program, Request } from '../../twins/kernel/process.js'

export interface ShellRun {
  readonly code: number | 'parked'
  readonly stdout: string
  readonly stderr: string
  /** Virtual ms that it took. */
  readonly ms: number
  /** Kinds of the requests that reached the kernel, without prints. */
  readonly asked: readonly string[]
}

export interface ShellWorld {
  readonly args?: JsonObject
  /** What the network answers at this time. Default: refused. */
  readonly network?: (host: string, port: number, ms: number) => DialAnswer
  /** Start again from every checkpoint, as a re-execution does. */
  readonly restart?: boolean
}

const REFUSED: DialAnswer = { kind: 'refused', address: '10.96.0.1:1' }

/** Runs a container's program by hand: time passes in sleeps and waits, children end at once with code 0. */
export function runContainer(program: Program, command: readonly string[], world: ShellWorld = {}): ShellRun {
  const args = {
    namespace: 'test',
    pod: 'p',
    image: 'img:1',
    command,
    args: [],
    env: {},
    mounts: {},
    ...world.args,
  }
  const context = { pid: 'p', files: memoryFiles({}), profile: {}, resume: null as Json }
  const run = { stdout: '', stderr: '', ms: 0, asked: [] as string[] }
  const ask = ({ payload }: Call): Json =>
    (world.network ?? (() => REFUSED))(String(payload['host']), Number(payload['port']), run.ms)
  const answer = (request: Request): unknown => {
    switch (request.kind) {
      case 'print':
        run[request.stream] += request.text
        return null
      case 'call':
        return ask(request.call)
      case 'sleep':
        run.ms += request.ms
        return null
      case 'waitUntil': {
        for (let polls = 0; polls < 10_000; polls++) {
          const answers = request.reads.map(ask)
          if (request.predicate(answers)) return { timedOut: false, answers }
          run.ms += request.pollMs
        }
        throw new Error('waits for ever')
      }
      case 'spawn':
        return request.name
      case 'join':
        return { code: 0, signal: null, stdout: `output of ${request.pid}\n`, stderr: '' }
      case 'now':
        return run.ms
      default:
        return null
    }
  }
  let generator = program(args, context)
  let step = generator.next()
  while (step.done !== true) {
    const request = step.value
    if (request.kind !== 'print') run.asked.push(request.kind)
    if (request.kind === 'park') return { code: 'parked', ...run }
    if (request.kind === 'checkpoint' && world.restart === true) {
      generator = program(args, { ...context, resume: JSON.parse(JSON.stringify(request.locals)) as Json })
      step = generator.next()
    } else step = generator.next(answer(request))
  }
  return { code: step.value, ...run }
}
