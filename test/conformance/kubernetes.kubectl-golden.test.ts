import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ClientHome, findClient } from '../support/clients.js'
import { GOLDEN, GOLDEN_FILE, goldenWorld, mask, type RecordedCommand } from '../support/golden-kubectl.js'
import { serveWorld } from '../support/served-worlds.js'

/** `update` or `compare`, as test/golden/kubectl-1.32.3/record.mjs asks; nothing in the lane of every day. */
const MODE = process.env['REHEARSE_RECORD_KUBECTL']
/** The client has the clock of the wall: it is not asked to wait longer than this, in ms. */
const LIMIT_MS = 60_000
/** Virtual ms in one of the wall: all commands together take less than the hour that times are masked in. */
const SPEED = 10

/** What differs between two answers, as far as the test of the built-in kubectl looks. */
function visible({ code, stdout, stderr }: RecordedCommand) {
  return { code, stdout: mask(stdout), stderr: mask(stderr) }
}

describe.runIf(MODE !== undefined)('the golden answers, from kubectl v1.32.3', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-golden-'))
  const home = new ClientHome(folder)
  const twin = goldenWorld()
  const answers: RecordedCommand[] = []
  for (const [name, text] of Object.entries(GOLDEN.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  afterAll(() => {
    if (MODE === 'update' && answers.length === GOLDEN.commands.length) {
      const text = JSON.stringify({ files: GOLDEN.files, commands: answers }, null, 1)
      writeFileSync(GOLDEN_FILE, `${text}\n`)
    }
    home.remove()
    rmSync(folder, { recursive: true })
  }, LIMIT_MS)

  it.each(GOLDEN.commands.map((recorded, index) => [index, recorded.argv.join(' '), recorded] as const))(
    '%i: %s',
    async (_index, _line, recorded) => {
      expect(findClient('kubectl-1.32'), 'run node scripts/fetch-clients.mjs').toBeDefined()
      const { argv, stdin = '' } = recorded
      const served = await serveWorld(twin.system, twin.world, SPEED)
      const options = { client: 'kubectl-1.32', argv, stdin, address: served.address } as const
      const { exit, stdout, stderr } = await home.run({ ...options, limitMs: LIMIT_MS })
      twin.world = served.world()
      await served.close()
      twin.settle()
      const answer = { ...recorded, code: exit, stdout, stderr }
      const same = JSON.stringify(visible(answer)) === JSON.stringify(visible(recorded))
      answers.push(same ? recorded : answer)
      if (MODE === 'compare') expect(visible(answer)).toEqual(visible(recorded))
    },
    2 * LIMIT_MS,
  )
})
