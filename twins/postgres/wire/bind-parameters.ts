import { NotModelled } from '../../kernel/errors.js'
import { tokensOf } from '../sql-text.js'

/** src/include/catalog/pg_type.dat: types that drivers declare for parameters. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  16: 'bool',
  17: 'bytea',
  20: 'int8',
  21: 'int2',
  23: 'int4',
  25: 'text',
  26: 'oid',
  114: 'json',
  700: 'float4',
  701: 'float8',
  1042: 'bpchar',
  1043: 'varchar',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'numeric',
  2950: 'uuid',
  3802: 'jsonb',
}
const UNKNOWN = 705

/**
 * A statement with its parameters as literals: one of unknown type, or with the declared type as a cast. PostgreSQL resolves the types
 * of both the same way (documentation of PostgreSQL 17, 10.1). Throws {@link NotModelled} for declared types that it does not know.
 */
export function bindParameters(
  statement: string,
  values: readonly (string | null)[],
  types: readonly number[],
): string {
  const tokens = tokensOf(statement)
  let bound = ''
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    const digits = token.text === '$' ? /^\d+/.exec(textFrom(tokens, index + 1))?.[0] : undefined
    if (digits === undefined) bound += token.text
    else {
      bound += literalOf(values[Number(digits) - 1], types[Number(digits) - 1] ?? 0, digits)
      index += digits.length
    }
  }
  return bound
}

/** Digits are symbols, one character each. */
function textFrom(tokens: ReturnType<typeof tokensOf>, from: number): string {
  let text = ''
  for (let index = from; /^\d$/.test(tokens[index]?.text ?? ''); index++) text += tokens[index]!.text
  return text
}

function literalOf(value: string | null | undefined, type: number, digits: string): string {
  if (value === undefined) {
    throw new NotModelled(
      `PostgreSQL: parameter $${digits} without a value`,
      'Bind a value for each parameter.',
    )
  }
  const literal = value === null ? 'NULL' : quoted(value)
  if (type === 0 || type === UNKNOWN) return literal
  const name = TYPE_NAMES[type]
  if (name === undefined) {
    throw new NotModelled(
      `PostgreSQL: parameter $${digits} of the declared type ${type}`,
      'Leave its type undeclared, and cast it in the statement.',
    )
  }
  return `CAST(${literal} AS ${name})`
}

function quoted(value: string): string {
  const doubled = value.replaceAll("'", "''")
  return value.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}
