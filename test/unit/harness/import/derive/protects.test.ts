import { describe, expect, it } from 'vitest'
import { protectionOf } from '../../../../../harness/import/derive/protects.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'

const workload = (kind: string, app: string, volumes: readonly JsonObject[] = []): JsonObject => ({
  kind,
  metadata: { name: app, namespace: 'a' },
  spec: { selector: { matchLabels: { app, tier: 'x' } }, template: { spec: { volumes } } },
})
const pod = (app: string, spec: JsonObject = {}, phase = 'Running'): JsonObject => ({
  kind: 'Pod',
  metadata: { name: `${app}-0`, namespace: 'a', labels: { app, tier: 'x' } },
  spec,
  status: { phase },
})
const secret: JsonObject = {
  kind: 'Secret',
  metadata: { name: 's', namespace: 'a' },
  data: { b: '', a: '', c: '' },
}
const claim = { name: 'data', persistentVolumeClaim: { claimName: 'data' } }

describe('what an imported world protects', () => {
  it.each([
    ['pods of a StatefulSet', [workload('StatefulSet', 'db'), pod('db')], ['app=db,tier=x']],
    ['pods that mount a claim', [workload('Deployment', 'db', [claim]), pod('db')], ['app=db,tier=x']],
    ['no other pods', [workload('Deployment', 'web'), pod('web')], []],
    ['none that do not run', [workload('StatefulSet', 'db'), pod('db', {}, 'Pending')], []],
  ])('%s', (_name, objects, selectors) => {
    expect(protectionOf(objects).pods.map(({ selector }) => selector)).toEqual(selectors)
  })

  const container = (parts: JsonObject): JsonObject => ({ containers: [{ name: 'main', ...parts }] })
  it.each<[string, JsonObject, readonly string[]]>([
    [
      'a variable',
      container({ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 's', key: 'a' } } }] }),
      ['a'],
    ],
    ['all variables', container({ envFrom: [{ secretRef: { name: 's' } }] }), ['a', 'b', 'c']],
    ['a volume', { volumes: [{ name: 'v', secret: { secretName: 's' } }] }, ['a', 'b', 'c']],
    [
      'items of a projected volume',
      {
        volumes: [
          {
            name: 'v',
            projected: { sources: [{ secret: { name: 's', items: [{ key: 'b', path: 'b' }] } }] },
          },
        ],
      },
      ['b'],
    ],
    ['nothing that is optional', container({ envFrom: [{ secretRef: { name: 's', optional: true } }] }), []],
    [
      'no key that is not there',
      container({ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 's', key: 'z' } } }] }),
      [],
    ],
  ])('keys that pods read: %s', (_name, spec, keys) => {
    expect(protectionOf([secret, pod('web', spec)]).keys.flatMap((each) => each.keys)).toEqual(keys)
  })
})
