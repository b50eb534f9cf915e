import { isObject, type Json } from '../../kernel/json.js'
import { toTimestamp, VIRTUAL_EPOCH_MS } from '../../kubernetes/index.js'

const TIME_MEMBERS = ['CreatedDate', 'DeletedDate', 'DeletionDate', 'LastChangedDate']

/**
 * Timestamps as aws-cli shows them, in UTC: `2026-01-01T00:00:00.250000+00:00`
 * (aws-cli 2.36.7 awscli/customizations/timestampformat.py; the fraction is left out when it is zero).
 */
export function withIsoTimestamps(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withIsoTimestamps(item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const isTime = typeof child === 'number' && TIME_MEMBERS.includes(key)
      return [key, isTime ? toIsoFormat(child) : withIsoTimestamps(child)]
    }),
  )
}

function toIsoFormat(epochSeconds: number): string {
  const epochMs = Math.round(epochSeconds * 1000)
  const seconds = toTimestamp(epochMs - VIRTUAL_EPOCH_MS).slice(0, -1)
  const fraction = epochMs % 1000
  return `${seconds}${fraction === 0 ? '' : `.${String(fraction).padStart(3, '0')}000`}+00:00`
}
