import { describe, expect, it } from 'vitest'
import { orderPicture } from '../../../reports/exploration/order-picture.js'
import {
  explorationHtmlReporter,
  explorationJunitReporter,
  explorationMarkdownReporter,
  renderExploration,
} from '../../../reports/index.js'
import { EXPLORED, SHOWN } from '../../support/exploration-outcomes.js'

const OPTIONS = { color: false, width: 110, detail: 'normal' } as const
const withoutStyles = (text: string) => text.replace(/<style>[\s\S]*?<\/style>/, '<style></style>')

describe('reports of a search', () => {
  it.each([
    ['html', explorationHtmlReporter, 'html'],
    ['markdown', explorationMarkdownReporter, 'md'],
    ['junit', explorationJunitReporter, 'xml'],
  ] as const)('%s is as recorded', async (name, reporter, ending) => {
    expect(reporter.name).toBe(name)
    const text = withoutStyles(reporter.render([SHOWN], OPTIONS))
    await expect(text).toMatchFileSnapshot(`../../golden/reports/exploration.${ending}`)
  })

  it('the terminal is as recorded', async () => {
    const text = renderExploration(EXPLORED, SHOWN.counterexamples, OPTIONS)
    await expect(text).toMatchFileSnapshot('../../golden/reports/exploration-110.txt')
  })

  it('the page needs no script and asks for nothing from elsewhere', () => {
    const page = explorationHtmlReporter.render([SHOWN], OPTIONS)
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/(src|href)="(?!#)/)
    expect(page).not.toContain('<hand>')
  })
})

describe('the picture of the orders', () => {
  const { nodes, edges } = orderPicture(EXPLORED, 'handed-over')
  const told = edges.map(({ from, to, steps }) => {
    const { stops, lost } = nodes[to]!
    return `${nodes[from]!.example.join(' ') || 'start'} + ${steps.join('|')}: ${stops}${lost ? ', lost' : ''}`
  })

  it('puts equal beginnings together, tells refused from harmful, and ends at points of no return', () => {
    expect(told).toEqual([
      'start + keep: unreached',
      'start + apply: refused, lost',
      'start + drop: harmful, lost',
      'keep + drop: unreached',
      'keep + apply: unreached',
      'keep drop + apply: fragile',
      'keep apply + drop: safe',
    ])
  })

  it('has every node to the right of those that lead to it', () => {
    for (const { from, to } of edges) expect(nodes[to]!.layer).toBeGreaterThan(nodes[from]!.layer)
  })

  it('says so when it is too large to be read', () => {
    const wide = Array.from({ length: 150 }, (_, index) => ({
      steps: [`s${index}`],
      ends: [index % 2 ? 0 : 2],
      returns: false,
    }))
    const last = wide.flatMap(({ steps }, index) => [
      { steps: [...steps, `t${index}`], ends: [2], returns: false },
    ])
    const sequences = [{ steps: [], ends: [0], returns: false }, ...wide, ...last]
    const page = explorationHtmlReporter.render([{ ...SHOWN, outcome: { ...EXPLORED, sequences } }], OPTIONS)
    expect(page).toContain('too many to be drawn')
  })
})
