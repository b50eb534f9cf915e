import type { JsonObject } from '../../../kernel/json.js'
import { ageOf, column, nameOf, specCount, statusCount } from '../../schema/builtin/printing.js'
import type { ResourceKind } from '../../schema/resource-kind.js'

/**
 * How a Scale is printed, whatever it scales.
 * Source: kubernetes v1.36.3 pkg/printers/internalversion/printers.go (printScale); apiextensions-apiserver v0.36.3
 * pkg/apiserver/helpers.go (getScaleColumnsForVersion).
 */
export const scalePrinting: Pick<ResourceKind, 'printerColumns' | 'printRow'> = {
  printerColumns: [
    column('Name'),
    column('Desired', 'integer'),
    column('Available', 'integer'),
    column('Age'),
  ],
  printRow: (scale, nowMs) => [
    nameOf(scale),
    specCount(scale, 'replicas'),
    statusCount(scale, 'replicas'),
    ageOf(scale, nowMs),
  ],
}

/** Whether this is what the subresource `scale` answers with. */
export function isScale({ kind, apiVersion }: JsonObject): boolean {
  return kind === 'Scale' && apiVersion === 'autoscaling/v1'
}
