import { describe, expect, it } from 'vitest'
import { lineOfCommand, lineOfName, lineOfStep } from '../../../../harness/scenario/source-lines.js'

const source = {
  path: 'a.scenario.ts',
  text: `const CHECK = { actor: 'upgrade' }
setup: [$\`helm install app chart --wait\`, $\`kubectl apply -f a.yaml\`],
incidents: [{ name: 'first', steps: [step('upgrade', $\`helm upgrade app chart \${FLAGS}\`)] }],
fixes: [{
  name: 'second',
  steps: [
    step(
      'upgrade',
      $\`helm upgrade app chart --atomic\`,
    ),
  ],
}]`,
}

describe('lines of a scenario file', () => {
  it('finds a part where it is declared, not where it is mentioned', () => {
    expect(lineOfName(source, 'upgrade')).toBe(3)
  })

  it('finds a step of the same name within its owner', () => {
    expect(lineOfStep(source, 'first', 'upgrade')).toBe(3)
    expect(lineOfStep(source, 'second', 'upgrade')).toBe(8)
  })

  it('has no line for a name made up while loading', () => {
    expect(lineOfName(source, 'third')).toBeUndefined()
    expect(lineOfStep(source, 'third', 'upgrade')).toBeUndefined()
  })

  it.each([
    ['the whole command', ['helm', 'install', 'app', 'chart', '--wait'], 2],
    ['the second one on a line', ['kubectl', 'apply', '-f', 'a.yaml'], 2],
    ['as far as it is written out', ['helm', 'upgrade', 'app', 'chart', '--force'], 3],
    ['the longest that fits', ['helm', 'upgrade', 'app', 'chart', '--atomic', '--force'], 9],
    ['never by the binary alone', ['kubectl', 'delete', 'pod'], undefined],
  ])('finds a command: %s', (_what, argv, line) => {
    expect(lineOfCommand(source, argv)).toBe(line)
  })
})
