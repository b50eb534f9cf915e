import { describe, expect, it } from 'vitest'
import type { ScenarioOutcome } from '../../../harness/runner/outcome.js'
import { htmlReporter, junitReporter, markdownReporter, type Reporter } from '../../../reports/index.js'
import { EXPECTED, MIXED } from '../../support/outcomes.js'

const render = (reporter: Reporter, ...outcomes: readonly ScenarioOutcome[]) =>
  reporter.render(outcomes, { color: false, width: 110, detail: 'verbose' })

/** A page without its style sheet and its script, which are the same on every page. */
const withoutAssets = (text: string) => text.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>')

/** An outcome with a text that would be markup anywhere. */
const HOSTILE: ScenarioOutcome = {
  ...MIXED,
  title: '</script><script>alert(1)</script> | `x` \u0001',
  summary: '<img src=x onerror=alert(1)> & "quotes"',
  fixes: MIXED.fixes.map((fix) => ({
    ...fix,
    title: '</title>]]>',
    timeline: fix.timeline.map((entry) => ({ ...entry, text: '</script><script>alert(2)</script>' })),
  })),
}

describe.each([
  ['html', htmlReporter, 'html'],
  ['markdown', markdownReporter, 'md'],
  ['junit', junitReporter, 'xml'],
] as const)('the %s report', (name, reporter, ending) => {
  it.each([
    ['mixed', MIXED],
    ['expected', EXPECTED],
  ] as const)('is as recorded: %s', async (which, outcome) => {
    const text = withoutAssets(render(reporter, outcome))
    await expect(text).toMatchFileSnapshot(`../../golden/reports/${which}.${ending}`)
  })

  it('holds every scenario, incident and fix', () => {
    const text = render(reporter, MIXED, EXPECTED)
    const names = [MIXED, EXPECTED].flatMap(({ incidents, fixes }) => [...incidents, ...fixes])
    for (const { name: one } of names) expect(text).toContain(one)
  })

  it('is a report of nothing when nothing was run', () => {
    expect(render(reporter)).toMatch(/\n$/)
  })

  it('has its own name', () => {
    expect(reporter.name).toBe(name)
  })
})

describe('texts of others', () => {
  it('cannot become elements of the page', () => {
    const page = render(htmlReporter, HOSTILE)
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page).not.toContain('<img')
    expect(page).not.toContain('\u0001')
  })

  it('cannot become elements of the XML', () => {
    const xml = render(junitReporter, HOSTILE)
    expect(xml).not.toContain('<script')
    expect(xml).not.toContain('</title>')
  })

  it('cannot become markup of the Markdown', () => {
    const markdown = render(markdownReporter, HOSTILE)
    expect(markdown).not.toMatch(/(?<!\\)<script/)
    expect(markdown.split('\n').find((line) => line.startsWith('## '))).toContain('\\|')
  })
})

it('the page asks for nothing from elsewhere', () => {
  const page = render(htmlReporter, MIXED)
  expect(page).toContain("default-src 'none'")
  expect(page).not.toMatch(/(src|href)="(?!#)/)
})

it('JUnit counts what is not as expected, and passes what was expected to be refuted', () => {
  const xml = render(junitReporter, MIXED)
  const [, tests, failures, errors] = /<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(
    xml,
  )!
  const all = [...MIXED.incidents, ...MIXED.fixes]
  expect(Number(tests)).toBe(all.length)
  expect(Number(failures)).toBe(all.filter((one) => one.status === 'differs').length)
  expect(Number(errors)).toBe(all.filter((one) => one.status === 'inconclusive').length)
  expect(xml.match(/<failure /g)).toHaveLength(Number(failures))
})

it('a fence of Markdown is longer than any in a command', () => {
  const [first] = MIXED.fixes
  const step = { ...first!.steps[0]!, command: 'echo ````' }
  const markdown = render(markdownReporter, { ...MIXED, fixes: [{ ...first!, steps: [step] }] })
  expect(markdown).toContain('`````sh\necho ````')
})

describe('a scenario that was run under several versions', () => {
  const other: ScenarioOutcome = {
    ...EXPECTED,
    profile: { ...EXPECTED.profile, eso: '0.10.7' },
    fixes: [{ ...EXPECTED.fixes[0]!, verdict: 'fail' }, EXPECTED.fixes[1]!],
  }

  it('has a table of where verdicts flip', () => {
    expect(render(markdownReporter, EXPECTED, other)).toContain(
      '| Fix | eso 2.9.0 | eso 0.10.7 |\n| --- | --- | --- |\n| `keep-it` | ✓ | ✗ |\n',
    )
  })

  it('has no id twice on the page', () => {
    const ids = [...render(htmlReporter, EXPECTED, other).matchAll(/ id="([^"]+)"/g)].map(
      (match) => match[1]!,
    )
    expect(ids.length).toBe(new Set(ids).size)
  })
})
