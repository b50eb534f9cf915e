import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explorationHtmlReporter } from '../../reports/index.js'
import { Browser, CHROMIUM, type Look } from '../support/browser.js'
import { SHOWN } from '../support/exploration-outcomes.js'
import { ROOT } from '../support/sources.js'
import { rehearse, requireBuild } from './run-cli.js'

if (CHROMIUM === undefined)
  process.stderr.write(
    'SKIPPED: no Chromium (apt-get install chromium); nothing opens the page in a browser\n',
  )

const RUN = 'secret-deletion-doom-loop.fix.retain-before-migration'
/** A window whose picture is small enough for the documentation. */
const SMALL: Look = { width: 1200, height: 860 }
/** Screenshots to look at; with UPDATE_IMAGES=1 those of the documentation are written, too. */
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
  let browser: Browser
  beforeAll(async () => {
    browser = await Browser.start()
    mkdirSync(SHOTS, { recursive: true })
  })
  afterAll(() => browser.close())

  const open = (fragment = '', look: Look = {}) => browser.open(`file://${page()}${fragment}`, look)
  /** Keeps a picture to look at; `kept`: also for the documentation, when UPDATE_IMAGES is set. */
  async function shoot(name: string, kept = false, selector?: string): Promise<void> {
    const png = await browser.screenshot(selector)
    writeFileSync(join(SHOTS, `${name}.png`), png)
    if (kept && process.env['UPDATE_IMAGES']) writeFileSync(join(ROOT, 'docs/images', `${name}.png`), png)
  }
  const value = (id: string) => browser.evaluate<string>(`document.getElementById('${id}').value`)
  const hidden = () => browser.evaluate<boolean>("document.getElementById('viewer').hidden")
  const focused = () =>
    browser.evaluate<string>('document.activeElement.id || document.activeElement.tagName')
  /** The event that refutes the documented fix, as the page links it. */
  function violation(): { readonly seq: string; readonly time: string } {
    const link = new RegExp(`data-run="${RUN}" data-seq="(\\d+)">([^<]+)<`).exec(
      readFileSync(page(), 'utf8'),
    )!
    return { seq: link[1]!, time: link[2]! }
  }

  it('shows the verdicts, and keeps the viewer closed until it is asked for', async () => {
    await open()
    expect(await browser.text('.headline')).toContain('14 of 14 verdicts as expected')
    expect(await hidden()).toBe(true)
    await shoot('summary')
    await shoot('decisions', true, '.decisions')
  })

  it('opens a timeline at the event that a link names, with its causes and what it changed', async () => {
    const { seq, time } = violation()
    await open(`#run=${RUN}&seq=${seq}`, SMALL)
    expect(await value('time')).toBe(time)
    expect(
      await browser.evaluate("document.querySelectorAll('#lanes .now, #lanes .arrow').length"),
    ).toBeGreaterThan(2)
    expect(await browser.text('#story')).toContain('because')
    expect(await browser.text('#objects')).toContain('Deleted: Secret tracecat/tracecat-postgres-credentials')
    await shoot('timeline', true)
  })

  it('is scrubbed with the keyboard: events, changes of one object, times, the first violation, and back', async () => {
    const { time } = violation()
    await open()
    await browser.evaluate(`document.querySelector('button[data-run="${RUN}"]').focus()`)
    await browser.press('Enter')
    expect([await hidden(), await focused(), await value('place')]).toEqual([false, 'place', '0'])
    await browser.press('ArrowRight')
    await browser.press('ArrowRight')
    expect(await value('place')).toBe('2')
    await browser.press('v')
    expect(await value('time')).toBe(time)
    const state = (subject: string) =>
      browser.evaluate<string>(
        `[...document.querySelectorAll('#objects summary')].find((e) => e.textContent.startsWith('${subject}')).textContent`,
      )
    const SECRET = 'Secret tracecat/tracecat-postgres-credentials'
    expect(await state(SECRET)).toContain(`gone since ${time}`)
    await browser.press('ArrowLeft')
    expect(await state(SECRET)).not.toContain('gone')
    await browser.press('t')
    expect(await focused()).toBe('time')
    for (const key of ['1', ':', '0', '5', ':', '0', '0', '.', '5', 'Enter']) await browser.press(key)
    expect([await value('time'), await focused()]).toEqual(['1:05:00.5', 'place'])
    await browser.press('End')
    await browser.press('Shift+ArrowLeft')
    expect(Number(await value('place'))).toBeLessThan(
      Number(await browser.evaluate("document.getElementById('place').max")),
    )
    expect(await browser.evaluate("document.getElementById('place').getAttribute('aria-valuetext')")).toMatch(
      /^1:.*, event \d+ of \d+, /,
    )
    await browser.press('Escape')
    expect([await hidden(), await focused()]).toEqual([true, 'BUTTON'])
  })

  it('reaches everything in the viewer by Tab, and every control has a name', async () => {
    await open(`#run=${RUN}&seq=${violation().seq}`)
    const seen = new Set<string>()
    await browser.evaluate("document.getElementById('run').focus()")
    for (let count = 0; count < 40; count++) {
      seen.add(await focused())
      await browser.press('Tab')
    }
    for (const id of [
      'run',
      'other',
      'violation',
      'close',
      'back',
      'place',
      'forth',
      'time',
      'SUMMARY',
      'BUTTON',
    ])
      expect(seen).toContain(id)
    const nameless = await browser.evaluate(
      `[...document.querySelectorAll('#viewer :is(button, input, select)')].filter((e) => !e.textContent.trim() && !e.ariaLabel && !e.labels?.length).length`,
    )
    expect(nameless).toBe(0)
  })

  it('shows what changed in an object, and two runs beside each other up to where they differ', async () => {
    await open('#run=secret-deletion-doom-loop.incident.deletes-again', { dark: true, ...SMALL })
    await browser.press('v')
    expect(await browser.text('#objects')).toContain('What changed: ')
    await browser.evaluate("document.querySelector('#objects summary').click()")
    await shoot('timeline-dark', true)
    await open('#run=secret-deletion-doom-loop.fix.keep-on-live-object')
    await browser.evaluate(
      "(() => { const box = document.getElementById('other'); box.value = 'secret-deletion-doom-loop.fix.orphan-then-drop-before-0.11'; box.dispatchEvent(new Event('change')); document.getElementById('place').focus() })()",
    )
    await browser.press('d')
    expect(await browser.text('#story .differs')).toContain('≠')
    expect(Number(await value('place'))).toBeGreaterThan(0)
    await shoot('beside')
  })

  it('is dark where the reader wants it dark, and whole on paper', async () => {
    const paper = () => browser.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    await open('', { dark: true })
    const dark = await paper()
    await open(`#run=${RUN}`, { print: true })
    expect([dark, await paper()]).toEqual(['rgb(18, 22, 28)', 'rgb(255, 255, 255)'])
    expect(await browser.evaluate("getComputedStyle(document.getElementById('viewer')).display")).toBe('none')
    await shoot('print')
  })

  it('says everything but the timelines without JavaScript', async () => {
    await open('', { scripts: false })
    await shoot('no-script')
    const html = await browser.outerHtml()
    expect(html).toContain('14 of 14 verdicts as expected')
    expect(html).not.toContain('class="js"')
  })

  it('draws the orders that a search found, wide enough to be read and no wider than the page', async () => {
    const path = join(home, 'orders.html')
    const options = { color: false, width: 110, detail: 'normal' } as const
    writeFileSync(path, explorationHtmlReporter.render([SHOWN], options))
    await browser.open(`file://${path}`)
    const [drawn, visible] = await browser.evaluate<[number, number]>(
      "[document.querySelector('svg.orders').clientWidth, document.querySelector('svg.orders').parentElement.clientWidth]",
    )
    expect(drawn).toBeLessThanOrEqual(visible!)
    expect(
      await browser.evaluate("document.querySelectorAll('svg.orders g.harmful, svg.orders g.safe').length"),
    ).toBe(2)
    await shoot('orders-toy', false, 'main')
  })

  it.runIf(process.env['UPDATE_IMAGES'])(
    'draws the orders of the flagship for the documentation',
    async () => {
      const path = join(home, 'hand-over.html')
      const search = ['--exploration', 'hand-over', '--small', '--quiet', '--directory', home]
      rehearse(['explore', 'secret-deletion-doom-loop', ...search, '--output', path])
      await browser.open(`file://${path}`)
      await shoot('orders', true, 'figure')
    },
  )
})
