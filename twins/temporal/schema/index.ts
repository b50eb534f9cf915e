import { schemaVersionsOf } from '../versions.js'
import { defaultStore } from './default-store.js'
import type { SchemaVersion } from './schema-version.js'
import { compareVersions, parseVersion } from './version-numbers.js'
import { visibilityStore } from './visibility-store.js'

export type { SchemaVersion } from './schema-version.js'

/** A store that has a schema of its own; `default` lies in the folder `temporal`. */
export type Store = 'default' | 'visibility'

/** All versions of a store's schema that an image of this release holds, oldest first. */
export function schemaOf(store: Store, release: string): readonly SchemaVersion[] {
  const newest = parseVersion(schemaVersionsOf(release)[store])
  const all = store === 'default' ? defaultStore : visibilityStore(release)
  return all.filter(({ version }) => compareVersions(parseVersion(version), newest) <= 0)
}
