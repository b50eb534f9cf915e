import type { Proc } from '../../kernel/process.js'
import { checkReachable } from '../actions/configuration.js'
import { releaseNameProblem } from '../actions/release-name.js'
import { getRevision, last } from '../actions/storage.js'
import { helmError } from '../errors.js'
import type { Release, StoredRelease } from '../release.js'
import type { Invocation } from './command.js'

/** The release a command reads, at `--revision` or the newest. Helm v3.21.4 pkg/action/action.go (releaseContent). */
export function* readRelease(invocation: Invocation): Proc<Release> {
  return (yield* readStoredRelease(invocation)).release
}

/** As {@link readRelease}, with its labels. */
export function* readStoredRelease({ configuration, flags, args }: Invocation): Proc<StoredRelease> {
  const [name = ''] = args
  yield* checkReachable(configuration)
  if (releaseNameProblem(name) !== undefined) {
    throw helmError('helm-invalid-name', `releaseContent: Release name is invalid: ${name}`)
  }
  const revision = flags.number('revision')
  return yield* revision <= 0 ? last(configuration, name) : getRevision(configuration, name, revision)
}
