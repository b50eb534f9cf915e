import { expect, it } from 'vitest'
import { parseRunbook } from '../../../../harness/runbook/parse.js'
import { rewriteRunbook } from '../../../../harness/runbook/rewrite.js'

const check = (after: string) => ({ after, command: `kubectl get pod ${after}`, shows: after })

function rewritten(text: string, steps: readonly string[], checked: readonly string[] = []): string {
  return rewriteRunbook(text, parseRunbook(text, { path: 'x.md' }), { steps, checks: checked.map(check) })
}

const TEXT = `# Title

What it is about.

## One

First this.

\`\`\`sh
# why
helm upgrade a b
kubectl get pods
# step: second
helm rollback a
\`\`\`

## Three

> \`\`\`bash
> helm uninstall a
> \`\`\`

The end.
`

it('takes a block apart into its changes, with what stands above and below them', () => {
  expect(rewritten(TEXT, ['upgrade', 'second', 'uninstall'])).toBe(
    TEXT.replace('# step: second', '```\n\n```sh\n# step: second'),
  )
})

it('puts checks behind the steps, quoted as the block is', () => {
  expect(rewritten(TEXT, ['upgrade', 'second', 'uninstall'], ['second', 'uninstall'])).toContain(`
\`\`\`

Before going on, check:

\`\`\`sh
kubectl get pod second   # shows: second
\`\`\`

## Three

> \`\`\`bash
> helm uninstall a
> \`\`\`
>
> Afterwards, check:
>
> \`\`\`sh
> kubectl get pod uninstall   # shows: uninstall
> \`\`\`

The end.`)
})

it('moves a change with its prose', () => {
  const moved = rewritten(TEXT, ['uninstall', 'upgrade', 'second'])
  expect(moved.indexOf('# Title')).toBe(0)
  expect(moved.indexOf('## Three')).toBeLessThan(moved.indexOf('## One'))
  expect(parseRunbook(moved, { path: 'x.md' }).commands.map(({ name }) => name)).toEqual([
    'uninstall',
    'upgrade',
    'get',
    'second',
  ])
})

it('gives every command the folder and the variables it had, whatever the order', () => {
  const text = '```sh\nexport A=1\ncd x\nhelm upgrade a b\ncd ../y\nB=2\nhelm rollback a $B\n```\n'
  const before = parseRunbook(text, { path: 'x.md' }).commands
  const after = parseRunbook(rewritten(text, ['rollback', 'upgrade']), { path: 'x.md' }).commands
  const told = ({ argv, cwd, env }: (typeof before)[number]) => ({ argv, cwd, env })
  expect(after.map(told)).toEqual([before[1]!, before[0]!].map(told))
})

it('can be checked again: its checks only look', () => {
  const again = parseRunbook(rewritten(TEXT, ['second', 'upgrade', 'uninstall'], ['upgrade']), {
    path: 'x.md',
  })
  expect(again.commands.filter(({ kind }) => kind === 'change').map(({ name }) => name)).toEqual([
    'second',
    'upgrade',
    'uninstall',
  ])
})
