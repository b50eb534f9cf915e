import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { serveHere } from '../../bench/api/bench-server.js'
import { hasEtcd, measureEtcd } from '../../bench/api/etcd.js'
import { measureInProcess } from '../../bench/api/in-process.js'
import { measureOverHttp } from '../../bench/api/over-http.js'
import { measureRollOut } from '../../bench/api/roll-out.js'
import { measureWatchersInProcess, measureWatchersOverHttp } from '../../bench/api/watchers.js'
import type { Figure } from '../../bench/figures.js'

const API = { objects: 3, lists: 1, pods: 2, rounds: 1, connections: 2 }
const WATCH = { watchers: 3, events: 40, connections: 2 }

/** Every section of the benchmark, too small to measure anything. */
const SECTIONS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  'in process': () => measureInProcess(API),
  'one process': () => measureOverHttp('HTTP, one process', serveHere, API),
  // That of the benchmark starts a process of its own bundle.
  'two processes': () => measureOverHttp('HTTP, two processes', serveHere, API),
  'roll-out': () => measureRollOut({ pods: 3, fewPods: 1 }),
  watchers: () => measureWatchersInProcess(WATCH),
  'watchers over HTTP': () => measureWatchersOverHttp(serveHere, WATCH),
}

/** Sizes are part of names. */
const sizeless = (name: string): string => name.replace(/\d+/g, '#')

describe('the benchmark of the API server', () => {
  const found: string[] = []

  it.each(Object.keys(SECTIONS))('does its work: %s', async (name) => {
    const figures = await SECTIONS[name]!()
    for (const { value } of figures) expect(value).toBeGreaterThan(0)
    found.push(...figures.map((figure) => sizeless(figure.name)))
  })

  it.skipIf(!hasEtcd())('does its work: etcd', async () => {
    for (const { value } of await measureEtcd({ keys: 2, connections: 1, rounds: 1 }))
      expect(value).toBeGreaterThan(0)
  })

  it('has a baseline for each figure', () => {
    const url = new URL('../../bench/api-baseline.json', import.meta.url)
    const { figures } = JSON.parse(readFileSync(url, 'utf8')) as {
      figures: Readonly<Record<string, unknown>>
    }
    const known = Object.keys(figures).filter((name) => !name.startsWith('etcd'))
    expect(known.map(sizeless).sort()).toEqual([...found].sort())
  })
})
