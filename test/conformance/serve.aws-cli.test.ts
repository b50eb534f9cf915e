import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolArgs } from '../../harness/runner/run-step.js'
import { $ } from '../../harness/scenario/command.js'
import { RealClients } from '../../harness/serve/real-clients/real-clients.js'
import type { Twin } from '../../twins/contract/twin.js'
import { assemble, baseComponents, buildWorld, createEmbeddedTwin } from '../../twins/index.js'
import { type Exit, NotModelled, type World } from '../../twins/kernel/index.js'
import { ROOT } from '../support/sources.js'

/** Debian's aws-cli 2; another one is named by REHEARSE_AWS. */
const AWS = [process.env['REHEARSE_AWS'] ?? '', '/usr/bin/aws', '/usr/local/bin/aws'].find(existsSync)
if (AWS === undefined)
  process.stderr.write(
    'SKIPPED: aws-cli against a served world: run apt-get install awscli, or set REHEARSE_AWS\n',
  )

/** Lines that go on from each other, in one region. The built-in tool runs each on a fork of the same world. */
const LINES: readonly { readonly run: string; readonly exit?: number; readonly prints: RegExp }[] = [
  { run: 'list-secrets', prints: /"SecretList": \[\]/ },
  {
    run: 'create-secret --name shop/db --secret-string {"user":"a"} --description first --tags Key=team,Value=shop',
    prints: /"ARN": "arn:aws:secretsmanager:eu-west-1:\d{12}:secret:shop\/db-\w{6}"/,
  },
  {
    run: 'create-secret --name shop/db --secret-string x',
    exit: 254,
    prints:
      /\(ResourceExistsException\) when calling the CreateSecret operation: .* shop\/db already exists\./,
  },
  { run: 'describe-secret --secret-id shop/db', prints: /"Description": "first".*"Key": "team"/s },
  {
    run: 'get-secret-value --secret-id shop/db --query SecretString --output text',
    prints: /^\{"user":"a"\}\n$/,
  },
  { run: 'put-secret-value --secret-id shop/db --secret-string v2', prints: /"AWSCURRENT"/ },
  {
    run: 'get-secret-value --secret-id shop/db --version-stage AWSPREVIOUS',
    prints: /"SecretString": "\{\\"user\\":\\"a\\"\}"/,
  },
  {
    run: 'list-secret-version-ids --secret-id shop/db --query Versions[].VersionStages[]',
    prints: /AWSPREVIOUS.*AWSCURRENT/s,
  },
  { run: 'tag-resource --secret-id shop/db --tags Key=env,Value=prod', prints: /^$/ },
  { run: 'untag-resource --secret-id shop/db --tag-keys team', prints: /^$/ },
  { run: 'describe-secret --secret-id shop/db --output table', prints: /\|\s+Key\s+\|\s+env\s+\|/ },
  { run: 'list-secrets --filters Key=name,Values=shop', prints: /"Name": "shop\/db"/ },
  {
    run: 'delete-secret --secret-id shop/db --recovery-window-in-days 7',
    prints: /"DeletionDate": "2026-01-08T/,
  },
  {
    run: 'get-secret-value --secret-id shop/db',
    exit: 254,
    prints: /\(InvalidRequestException\) .* because it was marked for deletion\./,
  },
  { run: 'restore-secret --secret-id shop/db', prints: /"Name": "shop\/db"/ },
  { run: 'get-secret-value --secret-id shop/db --query SecretString --output text', prints: /^v2\n$/ },
  { run: 'delete-secret --secret-id shop/db --force-delete-without-recovery', prints: /"DeletionDate"/ },
  {
    run: 'describe-secret --secret-id shop/db',
    exit: 254,
    prints: /\(ResourceNotFoundException\) .* Secrets Manager can't find the specified secret\./,
  },
  {
    run: 'get-random-password',
    exit: 254,
    prints: /\(UnknownOperationException\) .* not modelled: secretsmanager GetRandomPassword/,
  },
]

const system = assemble({ components: baseComponents })
const environment = { AWS_DEFAULT_REGION: 'eu-west-1', AWS_PAGER: '' }

describe.skipIf(AWS === undefined)('the real aws-cli against a served world', () => {
  const clients = new RealClients({
    environment: { REHEARSE_AWS: AWS },
    folder: ROOT,
    fixtures: ROOT,
    speed: 1,
  })
  const builtIn = createEmbeddedTwin(system)
  let real: Twin<World>
  let world: World
  beforeAll(() => {
    world = buildWorld(system, baseComponents, { seed: 1, objects: [] })
    real = clients.createTwin(system, [], world)
  })
  afterAll(() => clients.close())

  it.each(LINES.map((line, index) => [index + 1, line.run, line] as const))(
    '%i: aws secretsmanager %s',
    async (index, run, { exit = 0, prints }) => {
      const argv = ['aws', 'secretsmanager', ...$`${run.split(' ')}`.argv]
      const own = await builtInRun(builtIn, world, `step-${index}`, argv)
      const ran = await runOne(real, world, `step-${index}`, argv)
      world = ran.world
      expect(ran.exit.code).toBe(exit)
      expect(ran.exit.stdout + ran.exit.stderr).toMatch(prints)
      if (own !== undefined) expect(shown(ran.exit)).toEqual(shown(own.exit))
    },
  )
})

async function runOne(twin: Twin<World>, start: World, pid: string, argv: readonly string[]) {
  const started = await twin.start(start, pid, toolArgs({ argv, env: environment }))
  const { state: world } = await twin.advance(started, (state) => twin.exitOf(state, pid) !== null)
  const exit = twin.exitOf(world, pid)
  if (exit === null) throw new TypeError(`${argv.join(' ')} never ends`)
  return { exit, world }
}

/** Undefined when the built-in tool says that it does not know this. */
async function builtInRun(twin: Twin<World>, start: World, pid: string, argv: readonly string[]) {
  try {
    return await runOne(twin, start, pid, argv)
  } catch (error) {
    if (error instanceof NotModelled) return undefined
    throw error
  }
}

/** Without ids, times, and the prefix of errors that aws-cli has from 2.34.0 on. */
function shown({ code, stdout, stderr }: Exit) {
  const plain = (text: string): string =>
    text
      .replace(/[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}/g, '<version>')
      .replace(/db-\w{6}/g, 'db-<random>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+\+00:00/g, '<time>')
      .replace(/^\naws: \[ERROR\]: /, '\n')
  return { code, stdout: plain(stdout), stderr: plain(stderr) }
}
