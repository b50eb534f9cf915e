import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { outcomesFolder } from '../../../../harness/outcomes/cache-folder.js'

it.each<readonly [string, Record<string, string>, string | undefined]>([
  ['a folder of its own', { REHEARSE_CACHE: '/tmp/own', XDG_CACHE_HOME: '/xdg' }, '/tmp/own/outcomes'],
  ['the folder for caches', { XDG_CACHE_HOME: '/xdg' }, '/xdg/rehearse/outcomes'],
  ['a home that no variable names', {}, join(homedir(), '.cache', 'rehearse', 'outcomes')],
  ['no cache at all', { REHEARSE_CACHE: '' }, undefined],
  ['a cache without outcomes', { REHEARSE_CACHE: '/tmp/own', REHEARSE_REMEMBER: '0' }, undefined],
])('%s', (_what, environment, folder) => {
  expect(outcomesFolder(environment)).toBe(folder)
})
