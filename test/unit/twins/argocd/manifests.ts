import type { JsonObject } from '../../../../twins/kernel/index.js'

type Texts = Readonly<Record<string, string>>

const text = (object: JsonObject) => `${JSON.stringify(object)}\n`

export function configMap(name: string, data: Texts, annotations: Texts = {}): string {
  return text({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations }, data })
}

/** A Job of one busybox container that runs a shell line. */
export function job(name: string, annotations: Texts, line = 'exit 0'): string {
  const containers = [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', line] }]
  return text({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers } } },
  })
}

export function deployment(name: string, annotations: Texts = {}): string {
  const labels = { app: name }
  return text({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, annotations },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'web:1',
              ports: [{ containerPort: 80 }],
              resources: { requests: { cpu: '1000m' } },
            },
          ],
        },
      },
    },
  })
}
