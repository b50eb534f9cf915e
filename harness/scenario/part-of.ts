import { ScenarioError } from './errors.js'
import type { Scenario } from './scenario.js'

/** One part of a scenario by name. Throws `incident-unknown`, `exploration-unknown` or `fix-unknown`, naming what there is. */
export function partOf<T extends { readonly name: string }>(
  scenario: Scenario,
  what: 'incident' | 'exploration' | 'fix',
  parts: readonly T[],
  name: string,
): T {
  const found = parts.find((part) => part.name === name)
  if (found !== undefined) return found
  const names = parts.map((part) => part.name)
  throw new ScenarioError(`${scenario.name} has no ${what} ${name}`, {
    code: `${what}-unknown`,
    subject: name,
    remedy: names.length === 0 ? `It has no ${what} at all.` : `Use one of: ${names.join(', ')}.`,
  })
}
