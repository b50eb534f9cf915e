import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { helm } from '../../../../../twins/helm/index.js'
import { type Release, releaseSecret } from '../../../../../twins/helm/release.js'
import { type JsonObject, memoryFiles } from '../../../../../twins/kernel/index.js'
import { kubernetes } from '../../../../../twins/kubernetes/index.js'
import { TestTwin } from '../../../../support/twin.js'
import { GOLDEN, GOLDEN_4, golden } from '../golden.js'

interface Answer {
  readonly command: string
  readonly code: number
  readonly output: string
  readonly error: string
}

const chart = readdirSync(join(GOLDEN, 'chart'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))

const files = memoryFiles(
  Object.fromEntries(
    chart.map((path) => [`chart/${path.slice(GOLDEN.length + 7)}`, readFileSync(path, 'utf8')]),
  ),
)

const secrets = golden<Release>('releases.json').map((release) => {
  const secret = releaseSecret(release, {})
  return { ...secret, metadata: { ...(secret['metadata'] as JsonObject), namespace: 'default' } }
})

function twinOf(version: string): TestTwin {
  const profile = { helm: version }
  return new TestTwin({ components: [kubernetes, helm], namespaces: [], objects: secrets, files, profile })
}

describe.each([
  ['3.17.2', GOLDEN],
  ['4.1.4', GOLDEN_4],
])('what helm v%s answers over the same stored releases', (version, folder) => {
  const world = twinOf(version)
  const start = world.world

  it.each(golden<Answer>('commands.json', folder))('helm $command', ({ command, code, output, error }) => {
    world.world = start
    const answer = world.run(`helm ${command}`)
    expect({ code: answer.code, output: answer.stdout, error: answer.stderr }).toEqual({
      code,
      output,
      error,
    })
  })
})
