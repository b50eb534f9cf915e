import type { Command, EventPattern, Exploration, Step } from '../harness/index.js'

interface Parts {
  /** The databases belong to the roles that migrate them. */
  readonly own: Step
  /** Their schemas do, the databases do not. */
  readonly ownSchemas: Step
  readonly deleteRow: Step
  readonly deleteJob: Step
  readonly syncMigrations: Step
  readonly syncBootstrap: Step
  /** A Job that migrates one store, without Argo CD, and the wait for its end. */
  readonly migrate: (store: string) => readonly Step[]
  /** The question for everything in a database but its rows. */
  readonly shapeOf: (database: string) => Command
  readonly duplicate: EventPattern
}

/** What is searched: what a half-way migration needs, in which order, and what a migration can die of. */
export function explorations(parts: Parts): readonly Exploration[] {
  const { own, ownSchemas, deleteRow, deleteJob, syncMigrations, syncBootstrap } = parts
  return [
    {
      name: 'after-a-crash',
      title: 'Which of the documented commands, in which order, bring the half-way migration to its end?',
      startsAfter: 'dies-half-way',
      goals: ['migrated'],
      steps: [deleteRow, deleteJob, syncMigrations, syncBootstrap],
      bounds: { steps: 3, gaps: ['settled'] },
      expect: {
        shortestSafe: { migrated: [['delete-row', 'sync-migrations', 'sync-bootstrap']] },
        refuted: [
          ['delete-row', 'sync-bootstrap', 'sync-migrations'],
          ['delete-job', 'sync-migrations'],
        ],
        sometimes: [{ says: 'the row of version 1.0 is there already', event: parts.duplicate }],
      },
    },
    {
      name: 'who-owns-what',
      title: 'Nobody may create in schema public: is the schema enough, or must the database change hands?',
      startsAfter: 'no-create-on-public',
      goals: ['migrated', 'schemas-alone'],
      steps: [own, ownSchemas, syncMigrations, syncBootstrap],
      bounds: { steps: 3, gaps: ['settled'] },
      expect: {
        shortestSafe: { migrated: [['own', 'sync-migrations', 'sync-bootstrap']], 'schemas-alone': [] },
        refuted: [['sync-migrations'], ['own-schemas', 'sync-migrations', 'sync-bootstrap']],
        sometimes: [
          {
            says: 'the extension needs CREATE on the database',
            event: { message: 'permission denied to create extension "btree_gin"' },
          },
        ],
      },
    },
    census('default', 'temporal', { recovers: 48, stuck: 38, 'silently-wrong': 0 }, parts),
    census('visibility', 'temporal_visibility', { recovers: 49, stuck: 56, 'silently-wrong': 0 }, parts),
  ]
}

type Fates = NonNullable<Exploration['census']>['expect']

/** The migrations Job dies in one store, after each statement of update-schema but those that only write down history. */
function census(
  store: string,
  database: string,
  expect: Fates,
  { own, migrate, shapeOf }: Parts,
): Exploration {
  return {
    name: `killed-in-${store}`,
    title: `The Job is killed while it migrates the ${store} store: where do its retries get through?`,
    startsAfter: 'healthy',
    goals: ['migrated'],
    steps: [own, ...migrate(store)],
    bounds: { gaps: ['quiescent'] },
    census: {
      process: ['temporal-sql-tool', 'update-schema'],
      after: '^sql (CREATE|ALTER|DROP|INSERT)(?!.*schema_update_history)',
      same: [{ says: `schema of ${database}`, command: shapeOf(database) }],
      error: '"error": "(.*?)", "logging-call-at": "handler.go',
      expect,
    },
    expect: {
      shortestSafe: {},
      refuted: [['own', 'migrate', 'migrated']],
      sometimes: [{ says: 'the migrations have run', event: { exit: { step: 'migrated', code: 0 } } }],
    },
  }
}
