import { VIRTUAL_EPOCH_MS } from '../../kubernetes/index.js'

/** Virtual time as AWS JSON writes timestamps: seconds since 1970 with a fraction. */
export function toEpochSeconds(nowMs: number): number {
  return (VIRTUAL_EPOCH_MS + nowMs) / 1000
}
