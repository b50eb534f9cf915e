import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { HelmError } from '../../../../twins/helm/errors.js'

/** Where the answers of the real helm v3.17.2 are. */
export const GOLDEN = join(import.meta.dirname, '../../../golden/helm-3.17.2')

/** Those of helm v4.1.4. */
export const GOLDEN_4 = join(import.meta.dirname, '../../../golden/helm-4.1.4')

/** Read a list of recorded answers. */
export function golden<T>(name: string, folder = GOLDEN): readonly T[] {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly T[]
}

/** The message of the `HelmError` that a function throws. */
export function helmMessage(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof HelmError) return error.message
    throw error
  }
  return expect.fail('nothing was thrown')
}
