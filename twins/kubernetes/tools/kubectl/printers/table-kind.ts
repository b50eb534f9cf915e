import { NotModelled } from '../../../../kernel/errors.js'
import { builtinKind } from '../../../schema/builtin/index.js'
import { readCustomResourceDefinition } from '../../../schema/crd.js'
import { customResourceKind } from '../../../schema/custom-resource.js'
import { isBuiltIn, type Mapping } from '../mappings.js'
import type { TableKind } from './table.js'

/**
 * How a kind is printed: what the server would do for a request with `as=Table`. Custom resources have the columns of
 * their preferred version.
 */
export function tableKind(mapping: Mapping): TableKind {
  const builtin = builtinKind(mapping.group, mapping.kind)
  if (builtin !== undefined) return builtin
  if (isBuiltIn(mapping)) throw new NotModelled(`the table of ${mapping.kind}`, 'Use -o yaml or -o json.')
  return customKind(mapping)
}

/** The columns discovery tells of, as the definition they come from would print them. */
function customKind({ group, version, kind, info }: Mapping): TableKind {
  const { plural, singular } = info
  // The name is a column of every kind.
  const additionalPrinterColumns = info.printerColumns
    .slice(1)
    .map(({ jsonPath = '', ...column }) => ({ ...column, jsonPath }))
  const schema = { openAPIV3Schema: { type: 'object' } }
  const definition = readCustomResourceDefinition({
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: info.namespaced ? 'Namespaced' : 'Cluster',
      names: { kind, plural, singular },
      versions: [{ name: version, served: true, storage: true, schema, additionalPrinterColumns }],
    },
  })
  const [served] = definition.versions
  if (served === undefined) throw new NotModelled(`the table of ${kind}`, 'Use -o yaml or -o json.')
  return customResourceKind(definition, served)
}
