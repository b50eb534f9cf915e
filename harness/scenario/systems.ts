import type { Component } from '../../twins/contract/component.js'
import { ScenarioError } from './errors.js'
import type { Scenario, Versions } from './scenario.js'

/**
 * The components of a scenario's world: those that every world has, and the systems it names. Throws `system-unknown`, naming what
 * there is.
 */
export function componentsOf({ world }: Scenario, all: readonly Component[]): readonly Component[] {
  const systems = world.systems ?? []
  const optional = all.filter((component) => component.optional).map(({ name }) => name)
  for (const name of systems) {
    if (optional.includes(name)) continue
    throw new ScenarioError(`there is no system ${name}`, {
      code: 'system-unknown',
      subject: name,
      remedy: `Use one of: ${optional.join(', ')}.`,
    })
  }
  return all.filter(({ name, optional = false }) => !optional || systems.includes(name))
}

/** The versions that concern these components: one command line may name those of several scenarios. */
export function versionsFor(components: readonly Component[], given: Versions): Versions {
  const known = components.flatMap(({ profiles = [] }) => profiles.map(({ key }) => key))
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key)))
}
