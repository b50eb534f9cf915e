import { gunzipSync, gzipSync } from 'node:zlib'

/** What every canary begins with; nothing else in the project does. */
const SPECIES = 'kanarie'

/** A secret that is recognised wherever it turns up; `place` tells canaries apart. */
export function canary(place: string): string {
  return `${SPECIES}-${place}-Zx9!k2`
}

/**
 * Where a canary is to be seen in a text: as it is, percent-encoded, in hexadecimal digits, and in base64 at any offset, gzipped or not, one within the other.
 * Empty: nowhere.
 */
export function canariesIn(text: string, depth = 4): readonly string[] {
  const found: string[] = [...text.matchAll(new RegExp(`${SPECIES}-[\\w-]*`, 'gi'))].map(([seen]) => seen)
  const hex = Buffer.from(SPECIES).toString('hex')
  if (text.toLowerCase().includes(hex)) found.push('in hexadecimal digits')
  if (
    /%6b%61|%4b/i.test(text) &&
    decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25')).includes(SPECIES)
  )
    found.push('percent-encoded')
  if (depth === 0) return found
  for (const run of text.match(/[A-Za-z0-9+/_-]{10,}={0,2}/g) ?? [])
    for (let offset = 0; offset < 4; offset++) {
      const bytes = Buffer.from(run.slice(offset), 'base64')
      const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
      const inner = zipped ? unzipped(bytes) : bytes.toString('latin1')
      // What is no text is looked at, and not taken for base64 again.
      const isText = /^[\t\n\r -~]*$/.test(inner)
      found.push(...canariesIn(inner, isText ? depth - 1 : 0).map((seen) => `${seen} (in base64)`))
    }
  return found
}

function unzipped(bytes: Buffer): string {
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch {
    return ''
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The payload of a release as Helm stores it in a Secret. */
export function releasePayload(release: object): string {
  return base64(gzipSync(JSON.stringify(release)).toString('base64'))
}

/** Files of a dump that hold a canary in every place where secrets are known to stand. */
export function plantedDump(takenAt: string): readonly { readonly path: string; readonly text: string }[] {
  const metadata = (name: string, more: object = {}) => ({
    name,
    namespace: 'default',
    uid: `00000000-0000-4000-8000-${Buffer.from(name.padEnd(6).slice(0, 6)).toString('hex')}`,
    creationTimestamp: takenAt,
    resourceVersion: '7',
    ...more,
  })
  const secret = { apiVersion: 'v1', kind: 'Secret', type: 'Opaque' }
  const password = canary('password')
  const pem = `-----BEGIN PRIVATE KEY-----\n${base64(canary('pem-key-of-a-server-or-so'))}\n-----END PRIVATE KEY-----\n`
  const manifestSecret = `---\n# Source: canary/templates/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: made\nstringData:\n  made: ${canary('manifest')}\n`
  const objects = [
    {
      ...secret,
      metadata: metadata('plain', {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify({ ...secret, metadata: { name: 'plain' }, stringData: { old: canary('last-applied') } })}\n`,
        },
      }),
      data: {
        password: base64(password),
        json: base64(JSON.stringify({ nested: { deep: canary('json') } })),
        dsn: base64(`postgres://app:${encodeURIComponent(canary('dsn'))}@db.example.com:5432/shop`),
        pem: base64(pem),
        settings: base64(`# ${canary('comment')}\nA=${canary('setting')}\n`),
        bytes: Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(canary('bytes'))]).toString('base64'),
      },
    },
    {
      ...secret,
      type: 'kubernetes.io/dockerconfigjson',
      metadata: metadata('registry'),
      data: {
        '.dockerconfigjson': base64(
          JSON.stringify({
            auths: {
              'ghcr.io': {
                username: 'bot',
                password: canary('docker'),
                auth: base64(`bot:${canary('docker')}`),
              },
            },
          }),
        ),
      },
    },
    {
      ...secret,
      type: 'helm.sh/release.v1',
      metadata: metadata('sh.helm.release.v1.canary.v1', {
        labels: { name: 'canary', owner: 'helm', status: 'deployed', version: '1' },
      }),
      data: {
        release: releasePayload({
          name: 'canary',
          namespace: 'default',
          version: 1,
          info: { status: 'deployed', deleted: '', notes: `log in with ${password}` },
          config: {
            auth: { password: canary('config'), url: `redis://:${canary('config-url')}@cache:6379` },
          },
          chart: {
            metadata: { name: 'canary', version: '1.0.0', appVersion: '1.0' },
            values: { apiKey: canary('chart-default') },
            templates: [{ name: 'templates/a.yaml', data: base64(`password: ${password}\n`) }],
            files: [{ name: 'notes.txt', data: base64(`amqp://user:${canary('chart-file')}@mq`) }],
            schema: null,
            lock: null,
          },
          manifest: manifestSecret,
          hooks: [],
        }),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('settings'),
      data: {
        mention: `the password is ${password}, in base64 ${base64(`x${password}`)}`,
        DATABASE_URL: `postgres://app:${canary('unknown-dsn')}@db/shop`,
        SMTP_PASSWORD: canary('by-its-name'),
        key: pem.replace('server', 'client'),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('app', { generation: 1 }),
      spec: {
        replicas: 0,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        selector: { matchLabels: { app: 'app' } },
        template: {
          metadata: { labels: { app: 'app' } },
          spec: {
            dnsPolicy: 'ClusterFirst',
            restartPolicy: 'Always',
            schedulerName: 'default-scheduler',
            securityContext: {},
            terminationGracePeriodSeconds: 30,
            containers: [
              {
                name: 'main',
                image: 'app:1',
                imagePullPolicy: 'IfNotPresent',
                resources: {},
                terminationMessagePath: '/dev/termination-log',
                terminationMessagePolicy: 'File',
                args: [`--login=app:${password}`],
                env: [
                  { name: 'COPIED', value: password },
                  { name: 'API_TOKEN', value: canary('env-by-name') },
                  { name: 'URL', value: `http://app:${canary('env-url')}@api` },
                ],
              },
            ],
          },
        },
      },
      status: {},
    },
    {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: metadata('widget'),
      spec: { anywhere: { deep: [password] }, clientSecret: canary('opaque') },
      status: { conditions: [{ type: 'Ready', status: 'False', message: `cannot log in with ${password}` }] },
    },
  ]
  return [
    { path: 'dump/planted.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) },
    {
      path: 'dump/terraform.json',
      text: JSON.stringify({
        format_version: '1.0',
        terraform_version: '1.9.0',
        values: {
          outputs: { url: { sensitive: true, value: canary('output') } },
          root_module: {
            resources: [
              {
                address: 'random_password.db',
                values: { result: canary('state'), length: 16, master_password: canary('state-by-name') },
                sensitive_values: { result: true },
              },
            ],
          },
        },
      }),
    },
    {
      path: 'dump/roles.sql',
      text: `CREATE ROLE app WITH LOGIN PASSWORD '${canary('sql')}';\nCREATE SUBSCRIPTION s CONNECTION 'host=db password=${canary('sql-connection')}' PUBLICATION p;\n`,
    },
  ]
}
