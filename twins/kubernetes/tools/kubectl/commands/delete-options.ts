import type { ApiRequest } from '../../../client/api.js'
import type { Invocation } from '../command.js'
import { KubectlError } from '../errors.js'

type Propagation = NonNullable<ApiRequest['propagationPolicy']>

/** `--cascade`. Source: kubectl v0.32.0 pkg/cmd/delete/delete_flags.go and util/helpers.go (GetCascadingStrategy). */
export function propagationOf({ flags }: Invocation): Propagation {
  const text = flags.text('cascade')
  switch (text) {
    case 'background':
    case 'true':
      return 'Background'
    case 'orphan':
    case 'false':
      return 'Orphan'
    case 'foreground':
      return 'Foreground'
    default:
      throw new KubectlError(
        `invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`,
      )
  }
}
