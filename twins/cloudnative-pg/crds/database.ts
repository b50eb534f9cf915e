import type { JsonObject } from '../../kernel/json.js'
import { DATABASE } from '../names.js'
import { choice, column, crd, FLAG, immutable, list, object, PRESENCE, TEXT, WHOLE } from './schema.js'

/**
 * The Database CRD. Schemas and extensions stand in it from 1.26.0 on; an older server keeps them too and its operator ignores them.
 * cloudnative-pg v1.28.1 config/crd/bases/postgresql.cnpg.io_databases.yaml.
 */
export function databaseCrd(): JsonObject {
  const columns = [
    column('Age', '.metadata.creationTimestamp', 'date'),
    column('Cluster', '.spec.cluster.name'),
    column('PG Name', '.spec.name'),
    column('Applied', '.status.applied', 'boolean'),
    column('Message', '.status.message'),
  ]
  return crd(DATABASE, columns, object(properties(), { required: ['cluster', 'name', 'owner'] }))
}

function properties(): JsonObject {
  const fixed = (name: string) => immutable(`${name} is immutable`)
  return {
    cluster: object({ name: { ...TEXT, default: '' } }),
    name: fixed('name'),
    owner: TEXT,
    ensure: PRESENCE,
    databaseReclaimPolicy: choice(['delete', 'retain'], 'retain'),
    allowConnections: FLAG,
    connectionLimit: WHOLE,
    isTemplate: FLAG,
    tablespace: TEXT,
    template: fixed('template'),
    encoding: fixed('encoding'),
    locale: fixed('locale'),
    localeCollate: fixed('localeCollate'),
    localeCType: fixed('localeCType'),
    localeProvider: fixed('localeProvider'),
    schemas: list(object({ name: TEXT, owner: TEXT, ensure: PRESENCE }, { required: ['name'] })),
    extensions: list(
      object({ name: TEXT, version: TEXT, schema: TEXT, ensure: PRESENCE }, { required: ['name'] }),
    ),
  }
}
