import type { ReconcileResult } from '../../kernel/controller.js'
import { type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, metadataOf, numberAt, objectAt, textAt, valueAt } from '../../kubernetes/index.js'
import { isTerminating, nameOf, namespaceOf, serverOf } from '../cluster.js'
import { list, patch } from '../kube.js'
import { DATABASE, DATABASE_FINALIZER } from '../names.js'
import { asSuperuser, ServerError } from '../server.js'
import type { Behaviours } from '../versions.js'
import {
  alterDatabase,
  createDatabase,
  detectDatabase,
  dropDatabase,
  type Managed,
  managedExtensions,
  managedSchemas,
} from './statements.js'

const RETRY_MS = 30_000
const RETRY = { requeueAfterMs: RETRY_MS, timer: 'background' } as const

/**
 * One look at a Database whose primary runs. What was applied once for this generation is not looked at again: drift in the server stays.
 * cloudnative-pg v1.30.0 internal/management/controller/database_controller.go (Reconcile, reconcileDatabaseResource),
 * common.go (markAsReady, markAsFailed).
 */
export function* reconcileDatabase(database: JsonObject, behaviours: Behaviours): Proc<ReconcileResult> {
  if (isTerminating(database)) return yield* finalize(database, behaviours)
  const generation = numberAt(metadataOf(database), 0, 'generation')
  if (numberAt(database, 0, 'status', 'observedGeneration') === generation) return {}
  const manager = yield* managerOf(database)
  if (manager !== undefined) {
    const name = textAt(database, 'spec', 'name')
    yield* fail(database, `"${name}" is already managed by object "${manager}"`)
    return RETRY
  }
  const held = yield* holdWithFinalizer(database)
  try {
    const objects = yield* applyDatabase(held, behaviours)
    const failed = objects.list.some((part) => part['applied'] === false)
    if (failed) {
      yield* fail(held, 'database object reconciliation failed', objects.status)
      return RETRY
    }
    yield* writeStatus(held, {
      ...objects.status,
      applied: true,
      message: null,
      observedGeneration: generation,
    })
    return {}
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    yield* fail(held, error.message)
    return RETRY
  }
}

/** The Database that was there first for the same database of the same Cluster. manager.go (detectConflictingManagers). */
function* managerOf(database: JsonObject): Proc<string | undefined> {
  const sameTarget = (other: JsonObject) =>
    textAt(other, 'spec', 'name') === textAt(database, 'spec', 'name') &&
    textAt(other, 'spec', 'cluster', 'name') === textAt(database, 'spec', 'cluster', 'name')
  const others = (yield* list(DATABASE, namespaceOf(database))).filter(
    (other) =>
      nameOf(other) !== nameOf(database) &&
      sameTarget(other) &&
      numberAt(other, 0, 'status', 'observedGeneration') > 0,
  )
  const [first] = others
  return first === undefined ? undefined : nameOf(first)
}

function* holdWithFinalizer(database: JsonObject): Proc<JsonObject> {
  const finalizers = arrayAt(metadataOf(database), 'finalizers')
  if (finalizers.includes(DATABASE_FINALIZER)) return database
  return yield* patch(DATABASE, database, { metadata: { finalizers: [...finalizers, DATABASE_FINALIZER] } })
}

/** What came of the objects inside: as the status lists them, and all together. */
interface Parts {
  readonly list: readonly JsonObject[]
  readonly status: JsonObject
}

function* applyDatabase(database: JsonObject, behaviours: Behaviours): Proc<Parts> {
  const spec = objectAt(database, 'spec')
  const server = serverOf(namespaceOf(database), textAt(spec, 'cluster', 'name'))
  if (textAt(spec, 'ensure') === 'absent') {
    yield* asSuperuser(server, dropDatabase(spec))
    return { list: [], status: {} }
  }
  const [row] = yield* asSuperuser(server, detectDatabase(spec))
  const statements = row?.[0] === '0' ? [createDatabase(spec)] : alterDatabase(spec)
  for (const statement of statements) yield* asSuperuser(server, statement)
  if (!behaviours.databaseObjects) return { list: [], status: {} }
  const name = textAt(spec, 'name')
  const schemas = yield* applyAll(server, name, managedSchemas(spec))
  const extensions = yield* applyAll(server, name, managedExtensions(spec))
  return {
    list: [...schemas, ...extensions],
    status: {
      ...(schemas.length === 0 ? {} : { schemas }),
      ...(extensions.length === 0 ? {} : { extensions }),
    },
  }
}

/** Each object is tried; an error is noted with it. */
function* applyAll(
  server: string,
  database: string,
  objects: readonly Managed[],
): Proc<readonly JsonObject[]> {
  const applied: JsonObject[] = []
  for (const object of objects) {
    try {
      yield* applyOne(server, database, object)
      applied.push({ name: object.name, applied: true })
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      applied.push({ name: object.name, applied: false, message: error.message })
    }
  }
  return applied
}

function* applyOne(server: string, database: string, object: Managed): Proc<void> {
  const [row] = yield* asSuperuser(server, object.detect, database)
  if (object.absent) {
    if (row !== undefined) yield* asSuperuser(server, object.drop, database)
    return
  }
  const statements = row === undefined ? object.create : object.update(row)
  for (const statement of statements) yield* asSuperuser(server, statement, database)
}

/** Deletion: with the policy `delete` the database goes first. finalizers.go. */
function* finalize(database: JsonObject, behaviours: Behaviours): Proc<ReconcileResult> {
  const spec = objectAt(database, 'spec')
  const wasApplied = valueAt(database, 'status', 'applied') === true
  const drops =
    textAt(spec, 'databaseReclaimPolicy') === 'delete' && (wasApplied || !behaviours.dropsOnlyApplied)
  if (drops) {
    const server = serverOf(namespaceOf(database), textAt(spec, 'cluster', 'name'))
    try {
      yield* asSuperuser(server, dropDatabase(spec))
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      return { error: `while dropping database "${textAt(spec, 'name')}": ${error.message}` }
    }
  }
  yield* removeFinalizer(database)
  return {}
}

/** Lets a Database go. */
export function* removeFinalizer(database: JsonObject): Proc<void> {
  const finalizers = arrayAt(metadataOf(database), 'finalizers')
  if (!finalizers.includes(DATABASE_FINALIZER)) return
  const kept = finalizers.filter((each) => each !== DATABASE_FINALIZER)
  yield* patch(DATABASE, database, { metadata: { finalizers: kept } })
}

function* fail(database: JsonObject, message: string, parts: JsonObject = {}): Proc<void> {
  yield* writeStatus(database, { ...parts, applied: false, message })
}

/** Writes the members that differ; null removes one. */
export function* writeStatus(database: JsonObject, status: Readonly<Record<string, Json>>): Proc<void> {
  const live = objectAt(database, 'status')
  const changed = Object.entries(status).filter(([name, value]) => !jsonEqual(live[name] ?? null, value))
  if (changed.length > 0) yield* patch(DATABASE, database, { status: Object.fromEntries(changed) }, 'status')
}
