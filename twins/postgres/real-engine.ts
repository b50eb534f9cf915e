import type { DatabaseEngine } from './types.js'

/** The engine over real servers, loaded with the first statement: who asks for none loads and starts nothing. */
export const realEngine: DatabaseEngine = {
  login: async (request) => (await load()).login(request),
  execute: async (request) => (await load()).execute(request),
}

async function load(): Promise<DatabaseEngine> {
  const { sharedEngine } = await import('./server/shared-engine.js')
  return sharedEngine
}
