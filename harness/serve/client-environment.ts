import { join } from 'node:path'

/** What the programs of a shell, or of one step, are told so that they find a served world and touch nothing else. */
export interface EnvironmentOptions {
  /** Folder that belongs to the world alone. */
  readonly directory: string
  readonly kubeconfig: string
  readonly awsUrl: string
  readonly awsKeyId: string
}

/**
 * Environment variables for kubectl, helm, aws and what is built on them. Caches lie in the world's own folder: kubectl
 * caches by host and port what is served, and a port may come back with another world behind it.
 */
export function clientEnvironment(options: EnvironmentOptions): Readonly<Record<string, string>> {
  const within = (...parts: readonly string[]): string => join(options.directory, ...parts)
  return {
    KUBECONFIG: options.kubeconfig,
    KUBECACHEDIR: within('cache', 'kubectl'),
    HELM_CACHE_HOME: within('cache', 'helm'),
    HELM_CONFIG_HOME: within('config', 'helm'),
    HELM_DATA_HOME: within('data', 'helm'),
    AWS_ENDPOINT_URL: options.awsUrl,
    AWS_ACCESS_KEY_ID: options.awsKeyId,
    AWS_SECRET_ACCESS_KEY: 'not-checked',
    AWS_CONFIG_FILE: within('config', 'aws'),
    AWS_SHARED_CREDENTIALS_FILE: within('config', 'aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
