/** gitops-engine pkg/health/health.go (HealthStatusCode). */
export type HealthStatus = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown'

export interface Health {
  readonly status: HealthStatus
  readonly message: string
}

export function health(status: HealthStatus, message = ''): Health {
  return { status, message }
}

/** Best first. (healthOrder.) */
const ORDER: readonly HealthStatus[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
]

export function isWorse(current: HealthStatus, next: HealthStatus): boolean {
  return ORDER.indexOf(next) > ORDER.indexOf(current)
}
