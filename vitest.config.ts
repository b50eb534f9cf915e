import { defineConfig } from 'vitest/config'

const conformance = (names: readonly string[]) => names.map((name) => `test/conformance/${name}.test.ts`)

/** Lanes of their own, by mode. Everything else is `npm test`. */
const LANES: Readonly<Record<string, readonly string[]>> = {
  /** Drive the real binaries for minutes: `npm run test:clients`. */
  clients: conformance([
    'charts',
    'clients',
    'differential',
    'differential.flagship',
    'python-client',
    'release-interchange',
    'serve.aws-cli',
  ]),
  /** Search whole spaces, ask a database thousands of questions, or start dozens of processes: `npm run test:long`. */
  long: [
    ...conformance([
      'explorer.census',
      'explorer.commands',
      'explorer.divided',
      'explorer.flagship',
      'explorer.soundness',
      'kernel.flagship-laws',
      'kubernetes.incidents',
      'postgres.servers',
      'runbook.check',
      'temporal.cluster',
      'temporal.crash-census',
      'temporal.explorer',
      'temporal.partial-migration',
      'temporal.recovery',
      'temporal.sql-tool',
    ]),
    ...[
      'ci-examples',
      'completion',
      'determinism',
      'explorations-page',
      'explore',
      'remembered',
      'runbook',
    ].map((name) => `test/end-to-end/${name}.test.ts`),
  ],
}

export default defineConfig(({ mode }) => ({
  test: {
    include: [...(LANES[mode] ?? ['test/**/*.test.ts'])],
    exclude: ['**/node_modules/**', ...(mode in LANES ? [] : Object.values(LANES).flat())],
    // What an earlier run of the tests came to says nothing about this code.
    env: { REHEARSE_REMEMBER: '0' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
}))
