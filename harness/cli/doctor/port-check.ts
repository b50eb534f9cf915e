import { createServer } from 'node:net'
import type { Check } from './check.js'

/** Whether a server may listen on the loopback interface, as `rehearse serve` does: on any free port, closed at once. */
export function portCheck(): Promise<Check> {
  const about = {
    group: 'programs',
    name: 'a port for serve',
    use: '`rehearse serve`, `run --clients real`',
  } as const
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error) =>
      done({
        ...about,
        status: 'broken',
        found: `cannot listen on 127.0.0.1: ${error.message}`,
        remedy: 'Let this user listen on the loopback interface.',
      }),
    )
    server.listen(0, '127.0.0.1', () =>
      server.close(() => done({ ...about, status: 'ok', found: 'any free one of 127.0.0.1' })),
    )
  })
}
