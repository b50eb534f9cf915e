import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type AwsRequest, type AwsResponse, aws, createSdkRequestHandler } from '../../twins/aws/index.js'
import {
  applyFault,
  bootWorld,
  DEFAULT_LIMITS,
  type Exit,
  findProcess,
  launch,
  logEntries,
  memoryFiles,
  run,
  type System,
  transact,
  type World,
} from '../../twins/kernel/index.js'

export const DAY_MS = 86_400_000

/** A system of nothing but AWS. */
export function awsSystem(files: Readonly<Record<string, string>> = {}): System {
  const ports = aws.ports()
  return {
    tables: aws.tables as unknown as System['tables'],
    ports: new Map(ports.map((port) => [port.name, port])),
    programs: new Map([['tool:aws', aws.tools.aws]]),
    controllers: new Map(),
    monitors: [],
    files: memoryFiles(files),
    profile: {},
    limits: DEFAULT_LIMITS,
    versionOf: () => '',
    grain: 'reconcile',
    alwaysReexecute: true,
  }
}

/** Hands one AWS request to a backend, whatever that is. */
export type Send = (request: AwsRequest) => AwsResponse | Promise<AwsResponse>

/** A real SDK client that speaks to a backend. It does not try again, so that each answer is the backend's first. */
export function secretsManagerClient(send: Send, region = 'eu-west-1'): SecretsManagerClient {
  return new SecretsManagerClient({
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: createSdkRequestHandler(send) as never,
  })
}

/** How a command line is run. */
export interface ToolOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
  /** Faults by label, one before each transition from the first on. */
  readonly faults?: readonly string[]
}

/** A world with AWS in it that a test moves along. */
export class AwsWorld {
  readonly system: System
  world: World
  #commands = 0

  constructor(options: { readonly seed?: number; readonly files?: Readonly<Record<string, string>> } = {}) {
    this.system = awsSystem(options.files)
    this.world = bootWorld(this.system, options.seed ?? 1)
  }

  /** One request, at the world's time. */
  send(request: AwsRequest, actor = 'test'): AwsResponse {
    let answer: AwsResponse | undefined
    this.world = transact(this.system, this.world, actor, (tx) => {
      answer = this.system.ports.get('aws')!.handle(tx, request, { actor }) as AwsResponse
    })
    return answer!
  }

  /** A real SDK client that speaks to this world. */
  client(region?: string): SecretsManagerClient {
    return secretsManagerClient((request) => this.send(request), region)
  }

  elapse(ms: number): void {
    this.world = this.world.at(this.world.now + ms)
  }

  /** Run `aws …` to its end. */
  aws(args: readonly string[], options: ToolOptions = {}): Exit {
    const pid = `step-${++this.#commands}`
    const command = {
      argv: ['aws', ...args],
      env: { AWS_REGION: 'eu-west-1', ...options.env },
      cwd: options.cwd ?? '',
      stdin: options.stdin ?? '',
    }
    this.world = launch(this.system, this.world, pid, 'tool:aws', command)
    for (const fault of options.faults ?? []) {
      const budget = { crashes: 1, stalls: 0, processes: [pid], controllers: [] }
      this.world = applyFault(this.system, this.world, `${fault} ${pid}`, budget).world
      // On to the next request: the wait before the next attempt.
      const before = this.world.now
      this.world = run(this.system, this.world, { until: (world) => world.now > before }).world
    }
    this.world = run(this.system, this.world).world
    return findProcess(this.world, pid)!.exit!
  }

  /** The whole event log as text. */
  logText(): string {
    return JSON.stringify(logEntries(this.world.log))
  }
}
