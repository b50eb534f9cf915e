import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'
import { MAIN, rehearse, requireBuild } from './run-cli.js'

interface Announced {
  readonly server: string
  readonly aws: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
}

const START_MS = 60_000

/** Starts `rehearse serve` and waits for the line that says where it is. */
async function serve(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'serve', 'secret-deletion-doom-loop', '--json', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
  })
  const ended = new Promise<number | null>((done) => child.on('close', done))
  const line = await new Promise<string>((done, fail) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) done(text)
    })
    child.on('close', () => fail(new Error('it has ended')))
  })
  return { child, ended, announced: JSON.parse(line) as Announced }
}

describe('rehearse serve', () => {
  let child: ChildProcess
  let ended: Promise<number | null>
  let announced: Announced
  let folder = ''

  beforeAll(async () => {
    requireBuild()
    folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'))
    const started = await serve('--speed', 'paused', '--directory', folder)
    child = started.child
    ended = started.ended
    announced = started.announced
  }, START_MS)
  afterAll(async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })

  const tell = (...args: readonly string[]) => rehearse(args, { env: { REHEARSE_SERVER: folder } })
  const objects = async () => {
    const config = JSON.parse(readFileSync(join(folder, 'kubeconfig'), 'utf8'))
    const answer = await fetch(`${config.clusters[0].cluster.server}/api/v1/namespaces/tracecat/secrets`)
    return ((await answer.json()) as { items: { metadata: { name: string } }[] }).items.map(
      (item) => item.metadata.name,
    )
  }

  it('writes what clients need for its user alone, and points all of them at its own folder', () => {
    expect(statSync(join(folder, 'kubeconfig')).mode & 0o777).toBe(0o600)
    const { environment } = announced
    for (const name of [
      'KUBECONFIG',
      'KUBECACHEDIR',
      'HELM_CACHE_HOME',
      'HELM_CONFIG_HOME',
      'HELM_DATA_HOME',
    ])
      expect(environment[name]).toMatch(new RegExp(`^${folder}/`))
    expect(environment).toMatchObject({ REHEARSE_SERVER: folder, AWS_ENDPOINT_URL: announced.aws })
  })

  it('serves the world of the scenario', async () => {
    expect(await objects()).toContain('tracecat-postgres-credentials')
  })

  it('serves AWS to the real SDK', async () => {
    const client = new SecretsManagerClient({
      endpoint: announced.aws,
      region: 'us-west-2',
      credentials: {
        accessKeyId: announced.environment['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: announced.environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
    })
    const answer = await client.send(new GetSecretValueCommand({ SecretId: 'tracecat/prod/redis' }))
    expect(answer.SecretString).toContain('rediss://')
    client.destroy()
  })

  it('is steered by clock, snapshot and restore', () => {
    expect(tell('clock').stdout).toContain('stands still')
    expect(tell('snapshot', 'before').status).toBe(0)
    const jumped = JSON.parse(tell('clock', 'jump', '1h', '--json').stdout)
    const back = JSON.parse(tell('restore', 'before', '--json').stdout)
    expect(jumped.clock.nowMs - back.clock.nowMs).toBe(3_600_000)
    expect(tell('snapshot').stdout).toMatch(/^before {2}/)
  })

  it.each([
    [['restore', 'none'], 2, 'no snapshot none'],
    [['clock', 'jump', 'far'], 2, 'cannot read the duration far'],
    [['clock', 'fly'], 2, 'cannot read rehearse clock fly'],
    [['clock', '--server', '/nonexistent'], 4, 'no server has the folder /nonexistent'],
  ])('refuses %j with exit code %d', (args, code, message) => {
    const { status, stderr } = tell(...args)
    expect({ status, message: stderr.split('\n')[0] }).toEqual({
      status: code,
      message: `rehearse: ${message}`,
    })
  })

  it('asks which server is meant when nobody has said it', () => {
    expect(rehearse(['clock']).status).toBe(2)
  })
})

describe('the end of rehearse serve', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const)(
    'after %s has exit code %d and leaves nothing behind',
    async (signal, code) => {
      requireBuild()
      const { child, ended, announced } = await serve('--incident', 'quiet')
      expect(existsSync(announced.directory)).toBe(true)
      child.kill(signal)
      expect(await ended).toBe(code)
      expect(existsSync(announced.directory)).toBe(false)
    },
    START_MS,
  )
})
