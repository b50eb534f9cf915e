import type { Exploration, Step } from '../harness/index.js'

interface Parts {
  /** CloudNativePG takes the roles' passwords from the Secrets that the services read. */
  readonly roles: Step
  /** The same passwords by ALTER ROLE. */
  readonly alter: Step
  /** Deletes the migrations Job, and applies another one. */
  readonly migrateWith: (manifest: string) => readonly Step[]
  readonly restart: Step
  /** Drops one database and lets it be made again. */
  readonly recreate: readonly Step[]
  /** The services read the Secrets they have always read. */
  readonly switchBack: Step
  /** An upgrade that names no values. */
  readonly withoutValues: Step
}

const REFUSED = { message: 'password authentication failed for user "temporal"' }

/** What is searched: which side follows the other, and what that needs besides. */
export function explorations(parts: Parts): readonly Exploration[] {
  const { roles, alter, migrateWith, restart, recreate, switchBack, withoutValues } = parts
  const migrations = migrateWith('migrations-env')
  return [
    {
      name: 'role-follows-the-services',
      title: 'Which of these commands, in which order, give roles and services one password?',
      startsAfter: 'two-passwords',
      goals: ['env-secrets'],
      steps: [roles, alter, ...migrations, restart],
      bounds: { steps: 4, gaps: ['quiescent'] },
      expect: {
        shortestSafe: {
          'env-secrets': [
            ['remove-job', 'roles'],
            ['roles', 'remove-job'],
          ],
        },
        safe: [
          ['roles', 'remove-job', 'migrations', 'restart'],
          ['remove-job', 'migrations', 'roles'],
        ],
        refuted: [['restart'], ['roles'], ['alter', 'remove-job', 'migrations', 'restart']],
        sometimes: [
          { says: 'the server refuses the other password', event: REFUSED },
          { says: 'the migrations have run', event: { actor: 'job', reason: 'Completed' } },
        ],
      },
    },
    {
      name: 'services-follow-the-role',
      title: 'Which of these commands take the services back to the password that the roles have?',
      startsAfter: 'two-passwords',
      goals: ['credentials-secrets'],
      steps: [switchBack, withoutValues, ...migrateWith('migrations-dev')],
      bounds: { steps: 3, gaps: ['quiescent'] },
      expect: {
        shortestSafe: {
          'credentials-secrets': [
            ['remove-job', 'switch-back'],
            ['switch-back', 'remove-job'],
          ],
        },
        refuted: [['without-values'], ['switch-back'], ['remove-job', 'migrations']],
        sometimes: [{ says: 'the server refuses the other password', event: REFUSED }],
      },
    },
    {
      name: 'drop-and-recreate',
      title: 'The documented recovery drops the databases: is there an order in which nothing is lost?',
      startsAfter: 'two-passwords',
      goals: ['env-secrets'],
      steps: [roles, ...recreate, ...migrations],
      mandatory: ['drop'],
      bounds: { steps: 6, gaps: ['quiescent'] },
      expect: {
        shortestSafe: { 'env-secrets': [] },
        refuted: [['drop'], ['roles', 'drop', 'delete-database', 'database', 'remove-job', 'migrations']],
        sometimes: [{ says: 'a database is dropped', event: { verb: 'DROP DATABASE' } }],
      },
    },
  ]
}
