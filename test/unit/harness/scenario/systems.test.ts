import { expect, it } from 'vitest'
import { componentsOf, versionsFor } from '../../../../harness/scenario/systems.js'
import type { Component } from '../../../../twins/contract/component.js'
import { scenarioWith } from '../../../support/scenarios.js'

const profile = (key: string) => ({ key, default: '1', description: key, check: () => {} })
const ALL: readonly Component[] = [
  { name: 'kubernetes', profiles: [profile('kubernetes')] },
  { name: 'argocd', optional: true, profiles: [profile('argocd')] },
  { name: 'temporal', optional: true },
]

const scenario = (systems?: readonly string[]) => {
  const plain = scenarioWith()
  return systems === undefined ? plain : { ...plain, world: { ...plain.world, systems } }
}
const names = (systems?: readonly string[]) => componentsOf(scenario(systems), ALL).map(({ name }) => name)

it('an optional component stands in worlds that name it', () => {
  expect(names()).toEqual(['kubernetes'])
  expect(names(['temporal'])).toEqual(['kubernetes', 'temporal'])
})

it.each(['istio', 'kubernetes'])('there is no system %s', (name) => {
  expect(() => names([name])).toThrow(`there is no system ${name}`)
})

it('a version of a system that the world does not have concerns it not', () => {
  const given = { kubernetes: '1.31', argocd: '2.14' }
  expect(versionsFor(componentsOf(scenario(), ALL), given)).toEqual({ kubernetes: '1.31' })
  expect(versionsFor(componentsOf(scenario(['argocd']), ALL), given)).toEqual(given)
})
