/**
 * Measures of the API server, one section a process, so that none leaves its memory to the next: prints the figures of the
 * section named as one line of JSON. Bundled and run by scripts/bench-api.mjs.
 */
import { serveBeside, serveHere, serveUntilTold } from './api/bench-server.js'
import { hasEtcd, measureEtcd } from './api/etcd.js'
import { measureInProcess } from './api/in-process.js'
import { measureOverHttp } from './api/over-http.js'
import { measureRollOut } from './api/roll-out.js'
import { measureWatchersInProcess, measureWatchersOverHttp } from './api/watchers.js'
import type { Figure } from './figures.js'

const API = { objects: 2_000, lists: 40, pods: 500, rounds: 3 }
const HTTP = { objects: 1_000, lists: 20, pods: 500, rounds: 3, connections: 8 }
const WATCH = { watchers: 100, events: 10_000, connections: 8 }
const ETCD = { keys: 1_000, connections: HTTP.connections, rounds: 3 }
const ROLL_OUT = { pods: 10_000, fewPods: 1_000 }

const [bundle = '', section = '', pods = '0'] = process.argv.slice(1)
const beside = serveBeside([bundle, 'server'])

const SECTIONS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  'in-process': () => measureInProcess(API),
  'one-process': () => measureOverHttp('HTTP, one process', serveHere, HTTP),
  'two-processes': () => measureOverHttp('HTTP, two processes', beside, HTTP),
  etcd: async () => (hasEtcd() ? measureEtcd(ETCD) : skipped()),
  'roll-out': () => measureRollOut(ROLL_OUT),
  watchers: () => measureWatchersInProcess(WATCH),
  'watchers-http': () => measureWatchersOverHttp(beside, WATCH),
}

function skipped(): readonly Figure[] {
  process.stderr.write('SKIPPED: etcd is not here to compare with; apt-get install etcd-server\n')
  return []
}

if (section === 'server') await serveUntilTold(Number(pods))
else if (section === '') process.stdout.write(`${JSON.stringify(Object.keys(SECTIONS))}\n`)
else process.stdout.write(`${JSON.stringify(await SECTIONS[section]?.())}\n`)
