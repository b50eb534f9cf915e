import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FixOutcome, IncidentOutcome, ScenarioOutcome } from '../../harness/runner/outcome.js'

const ROOT = join(import.meta.dirname, '..', '..')
const MAIN = join(ROOT, 'dist', 'harness', 'cli', 'main.js')
const SCENARIO = 'secret-deletion-doom-loop'
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

/** Another Node.js than this one: REHEARSE_OTHER_NODE, or one that `node scripts/fetch-node.mjs` has fetched. */
function otherNode(): string | undefined {
  const given = process.env['REHEARSE_OTHER_NODE']
  if (given !== undefined && given !== '') return given
  const cache = join(ROOT, '.cache', 'node')
  const fetched = existsSync(cache) ? readdirSync(cache).sort() : []
  return fetched.map((version) => join(cache, version, 'bin', 'node')).find(existsSync)
}

/** `rehearse run <scenario> --json` as a process of its own; throws unless every verdict is as expected. */
function rehearse(node: string, ...flags: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [MAIN, 'run', SCENARIO, '--json', ...flags], { cwd: ROOT })
    const out: string[] = []
    const errors: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(out.join(''))
      else reject(new TypeError(`${node} ${MAIN} ended with ${code}: ${errors.join('')}`))
    })
  })
}

function scenarioOf(json: string): ScenarioOutcome {
  const [outcome] = (JSON.parse(json) as { readonly scenarios: readonly ScenarioOutcome[] }).scenarios
  return outcome!
}

/** What must not depend on the seed. */
function verdictOf(part: IncidentOutcome | FixOutcome) {
  const { name, status, steps, ending, digest } = part
  const said =
    'chain' in part
      ? part.chain.map(({ says, seq }) => ({ says, happened: seq !== null }))
      : part.gates.map(({ gate, verdict, compared }) => ({ gate, verdict, compared }))
  return { name, status, exitCodes: steps.map((step) => step.exitCode), ending: ending.kind, digest, said }
}

describe('rehearse run, as processes', () => {
  let first = ''
  let second = ''
  let otherSeed = ''

  beforeAll(async () => {
    if (!existsSync(MAIN)) throw new TypeError(`${MAIN} is missing: npm run build`)
    first = await rehearse(process.execPath)
    ;[second, otherSeed] = await Promise.all([
      rehearse(process.execPath),
      rehearse(process.execPath, '--seed', '7'),
    ])
  }, 60_000)

  it('prints the same bytes twice', () => {
    expect(first.length).toBeGreaterThan(100_000)
    expect(second === first).toBe(true)
  })

  it('prints the same bytes when every world is built anew', async () => {
    expect((await rehearse(process.execPath, '--fresh')) === first).toBe(true)
  })

  it('prints the same bytes under another Node.js', async (context) => {
    const node = otherNode()
    if (node === undefined) {
      context.skip('no other Node.js: node scripts/fetch-node.mjs 22.23.3, or set REHEARSE_OTHER_NODE')
      return
    }
    expect((await rehearse(node)) === first).toBe(true)
  })

  it('comes to the same verdicts, exit codes and canonical end states with another seed', () => {
    const [one, two] = [scenarioOf(first), scenarioOf(otherSeed)]
    expect(one.incidents.length).toBeGreaterThan(0)
    expect(one.fixes.length).toBeGreaterThan(0)
    expect(two.incidents.map(verdictOf)).toEqual(one.incidents.map(verdictOf))
    expect(two.fixes.map(verdictOf)).toEqual(one.fixes.map(verdictOf))
    expect(two.status).toBe(one.status)
  })

  it('shares no id with a run of another seed', () => {
    const ids = new Set(first.match(UUID))
    const others = new Set(otherSeed.match(UUID))
    expect(ids.size).toBeGreaterThan(0)
    expect([...others].filter((id) => ids.has(id))).toEqual([])
    expect(others.size).toBe(ids.size)
  })
})
