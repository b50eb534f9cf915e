const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** A size for a reader: `512 B`, `1.5 MB`; 1 KB is 1024 B. */
export function formatBytes(bytes: number): string {
  let rest = bytes
  let unit = 0
  while (rest >= 1024 && unit < UNITS.length - 1) {
    rest /= 1024
    unit += 1
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${UNITS[unit]}`
}
