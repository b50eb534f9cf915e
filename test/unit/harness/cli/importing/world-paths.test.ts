import { describe, expect, it } from 'vitest'
import { givenPaths, inWorld } from '../../../../../harness/cli/importing/world-paths.js'
import { memoryFiles } from '../../../../../twins/kernel/files.js'

const given = { charts: ['deploy/charts/shop'], values: ['deploy/values-prod.yaml'] }

describe('a word of a command in an imported world', () => {
  it.each([
    ['deploy/charts/shop', 'charts/shop'],
    ['./deploy/charts/shop/', 'charts/shop'],
    ['../charts/shop', 'charts/shop'],
    ['deploy/values-prod.yaml', 'values/values-prod.yaml'],
    ['--values=deploy/values-prod.yaml', '--values=values/values-prod.yaml'],
    ['shop', 'shop'],
    ['upgrade', 'upgrade'],
    ['other/charts/web', 'other/charts/web'],
    ['deployment/shop', 'deployment/shop'],
    ['', ''],
  ])('%s is %s', (typed, expected) => {
    expect(inWorld([typed], given)).toEqual([expected])
  })
})

it('an imported world tells what was given, another one nothing', () => {
  expect(givenPaths(memoryFiles({ 'import.json': JSON.stringify({ given }) }))).toEqual(given)
  expect(givenPaths(memoryFiles({}))).toEqual({ charts: [], values: [] })
})
