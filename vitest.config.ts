import { defineConfig } from 'vitest/config'

/** Tests that drive the real binaries for minutes; their lane is `npm run test:clients`. */
const CLIENTS = [
  'charts',
  'clients',
  'differential',
  'differential.flagship',
  'python-client',
  'release-interchange',
  'serve.aws-cli',
].map((name) => `test/conformance/${name}.test.ts`)

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'clients' ? CLIENTS : ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(mode === 'clients' ? [] : CLIENTS)],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
}))
