import { expect, it } from 'vitest'
import { CleanUp } from '../../../../../harness/cli/clean-up.js'
import { type RunArguments, type RunContext, runCommand } from '../../../../../harness/cli/commands/run.js'

const silent = {
  write: () => {},
  writeError: () => {},
  progress: () => {},
} as unknown as RunContext['terminal']
const context: RunContext = { terminal: silent, cleanUp: new CleanUp(), environment: {} }
const flags: RunArguments = { seed: '1', clients: 'built-in', speed: '60' }

it.each<readonly [string, Partial<RunArguments>]>([
  ['--clients some', { clients: 'some' }],
  ['--speed paused', { clients: 'real', speed: 'paused' }],
  ['--arrivals', { arrivals: 'arrivals.jsonl' }],
  ['--longest-wait soon', { longestWait: 'soon' }],
  ['--longest-wait 0', { longestWait: '0' }],
])('refuses %s before anything runs', async (subject, more) => {
  const refusal = expect.objectContaining({ code: 'usage', message: `cannot read ${subject}` })
  await expect(runCommand(['no-such-scenario'], { ...flags, ...more }, context)).rejects.toEqual(refusal)
})
