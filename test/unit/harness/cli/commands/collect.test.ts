import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CollectArguments,
  type CollectContext,
  collectWith,
} from '../../../../../harness/cli/commands/collect.js'
import { LEFT_OUT } from '../../../../../harness/collect/commands.js'
import { InvariantViolation } from '../../../../../twins/kernel/errors.js'

const UID = '8ce24f6f-df0d-4ee4-a1ee-4d91724a17b4'

let folder = ''
let printed = ''
let asked = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-collect-command-'))
  writeFileSync(join(folder, 'clusters'), `prod ${UID}\n`)
  printed = ''
  asked = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const answers = (words: string): string => {
  if (words.includes('namespace kube-system')) return UID
  if (words.includes('--namespaced=true')) return 'secrets\n'
  return words.includes('get secrets') ? '{"items":[{"kind":"Secret","secret":"value"}]}' : ''
}

function collecting(
  flags: Partial<CollectArguments>,
  context: Partial<CollectContext> = {},
): Promise<number> {
  return collectWith(
    { context: 'prod', out: join(folder, 'dump'), ...flags },
    {
      environment: { REHEARSE_CLUSTERS: join(folder, 'clusters'), HOME: folder },
      terminal: {
        write: (text) => {
          printed += text
        },
        writeError: () => undefined,
        progress: () => undefined,
        color: false,
        width: 100,
      },
      kubectl: (args) => {
        asked += 1
        return Promise.resolve({ code: 0, stdout: answers(args.join(' ')), stderr: '' })
      },
      redact: (files) => files.map(({ path }) => ({ path, text: 'redacted' })),
      now: () => '2026-01-01T00:00:00Z',
      ...context,
    },
  )
}

describe('rehearse collect', () => {
  it('writes what is left after redaction, and what was collected', async () => {
    expect(await collecting({})).toBe(0)
    expect(readdirSync(join(folder, 'dump')).sort()).toEqual(['collection.json', 'secrets.json'])
    expect(readFileSync(join(folder, 'dump/secrets.json'), 'utf8')).toBe('redacted')
    expect(printed).toContain('1 object of 1 kind in ')
  })

  it('writes nothing when redaction fails', async () => {
    const redact = (): never => {
      throw new InvariantViolation('no')
    }
    await expect(collecting({}, { redact })).rejects.toThrow(InvariantViolation)
    expect(readdirSync(folder)).toEqual(['clusters'])
  })

  it.each([
    [{}, '.rehearse-key'],
    [{ key: 'elsewhere' }, 'elsewhere'],
  ])('redacts with the key of %j', async (flags, name) => {
    const keys: string[] = []
    const redact: CollectContext['redact'] = (files, key) => {
      keys.push(key)
      return files
    }
    await collecting(flags, { redact })
    expect(keys).toEqual([name === 'elsewhere' ? name : join(folder, name)])
  })

  it.each([
    ['no context', { context: '' }, 'usage'],
    ['a context that is not allowed', { context: 'staging' }, 'cluster-not-allowed'],
    ['a namespace that is a flag', { namespace: ['--raw=/'] }, 'usage'],
    ['a namespace that is a path', { namespace: ['../..'] }, 'usage'],
  ])('asks nobody for %s', async (_name, flags, code) => {
    await expect(collecting(flags)).rejects.toMatchObject({ code })
    expect(asked).toBe(0)
    expect(existsSync(join(folder, 'dump'))).toBe(false)
  })

  it('asks nobody when the folder holds something', async () => {
    mkdirSync(join(folder, 'dump'))
    writeFileSync(join(folder, 'dump/pods.json'), '{}')
    await expect(collecting({})).rejects.toMatchObject({ code: 'folder-not-empty' })
    expect(asked).toBe(0)
  })

  it('prints a script that a shell can read, and asks nobody', async () => {
    expect(await collecting({ print: true, namespace: ['shop', 'db'], out: 'dump' })).toBe(0)
    expect(asked).toBe(0)
    expect(spawnSync('sh', ['-n'], { input: printed, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
    const verbs = [...printed.matchAll(/kubectl --context=prod (\S+)/g)].map((match) => match[1])
    expect([...new Set(verbs)].sort()).toEqual(['api-resources', 'get', 'version'])
  })

  it('leaves out in the script what it leaves out itself', () => {
    const kinds =
      'events\nevents.events.k8s.io\nleases.coordination.k8s.io\npods.metrics.k8s.io\npods\nevents.example.com\n'
    const { stdout } = spawnSync('grep', ['-vE', LEFT_OUT], { input: kinds, encoding: 'utf8' })
    expect(stdout).toBe('pods\nevents.example.com\n')
  })
})
