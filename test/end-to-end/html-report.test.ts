import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'
import { rehearse, requireBuild } from './run-cli.js'

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
)
if (CHROMIUM === undefined)
  process.stderr.write(
    'SKIPPED: no Chromium (apt-get install chromium); nothing opens the page in a browser\n',
  )

const RUN = 'secret-deletion-doom-loop.fix.retain-before-migration'
/** Screenshots to look at. */
const SHOTS = join(ROOT, '.cache', 'screenshots')

let home: string
const page = () => join(home, 'report.html')
beforeAll(() => {
  requireBuild()
  home = mkdtempSync(join(tmpdir(), 'rehearse-html-'))
  const reports = ['report.html', 'report.md', 'report.xml', 'report.json'].flatMap((name) => [
    '--output',
    join(home, name),
  ])
  const { status, stderr } = rehearse(['run', 'secret-deletion-doom-loop', '--quiet', ...reports])
  expect(stderr).toBe('')
  expect(status).toBe(0)
})
afterAll(() => rmSync(home, { recursive: true }))

/** What the browser makes of the page: its document once scripts have run, and a screenshot of it. */
function browse(fragment: string, shot: string): string {
  mkdirSync(SHOTS, { recursive: true })
  const common = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--window-size=1400,1000',
  ]
  const url = `file://${page()}${fragment}`
  const more = ['--virtual-time-budget=2000', `--user-data-dir=${join(home, 'profile')}`]
  spawnSync(CHROMIUM!, [...common, ...more, `--screenshot=${join(SHOTS, shot)}`, url], { stdio: 'ignore' })
  return spawnSync(CHROMIUM!, [...common, ...more, '--dump-dom', url], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  }).stdout
}

describe('--output', () => {
  it('writes the page of the flagship in less than 2 MB', () => {
    expect(statSync(page()).size).toBeLessThan(2e6)
  })

  it('says everything but the timelines without its scripts', () => {
    const text = readFileSync(page(), 'utf8').replace(/<script[\s\S]*?<\/script>/g, '')
    expect(text).toContain('gate keys-present')
    expect(text).toContain('garbage-collector: deleted Secret tracecat/tracecat-postgres-credentials')
  })

  it('writes the same JSON as --json, and the other formats', () => {
    const json = JSON.parse(readFileSync(join(home, 'report.json'), 'utf8')) as { scenarios: unknown[] }
    expect(json.scenarios).toHaveLength(1)
    expect(readFileSync(join(home, 'report.xml'), 'utf8')).toContain('failures="0" errors="0"')
    expect(readFileSync(join(home, 'report.md'), 'utf8')).toContain('`retain-before-migration`')
  })

  it.each([
    ['report.pdf', 'cannot tell the format of report.pdf'],
    ['no-such-folder/report.html', 'there is no folder no-such-folder'],
  ])('refuses %s before anything has run', (file, message) => {
    const { status, stderr } = rehearse(['run', 'secret-deletion-doom-loop', '--output', file])
    expect(status).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe.skipIf(CHROMIUM === undefined)('in Chromium', () => {
  it('shows the verdicts, and keeps the viewer closed until it is asked for', () => {
    const dom = browse('', 'summary.png')
    expect(dom).toContain('<html lang="en" class="js">')
    expect(dom).toContain('14 of 14 verdicts as expected')
    expect(dom).toMatch(/<section id="viewer"[^>]* hidden/)
  })

  it('opens a timeline at the event that a link names', () => {
    const { seq, time } = violation()
    const dom = browse(`#run=${RUN}&seq=${seq}`, 'timeline.png')
    expect(dom).not.toMatch(/<section id="viewer"[^>]* hidden/)
    expect(dom).toContain(`aria-live="polite">${time}</span>`)
    expect(dom).toMatch(/<circle [^>]*class="dot now"/)
    expect(dom).toMatch(/<path class="arrow"/)
    expect(dom).toContain('<b>because</b>')
  })
})

/** The event that refutes the documented fix, as the page links it. */
function violation(): { readonly seq: string; readonly time: string } {
  const link = new RegExp(`data-run="${RUN}" data-seq="(\\d+)">([^<]+)<`).exec(readFileSync(page(), 'utf8'))!
  return { seq: link[1]!, time: link[2]! }
}
