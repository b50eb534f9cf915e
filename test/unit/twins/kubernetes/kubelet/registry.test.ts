import { describe, expect, it } from 'vitest'
import { transact } from '../../../../../twins/kernel/index.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { NODE_PORT } from '../../../../../twins/kubernetes/kubelet/node-port.js'
import {
  canonicalName,
  type RegistryRule,
  seedRegistry,
} from '../../../../../twins/kubernetes/kubelet/registry.js'
import { podOf, secretOf, Workloads, waitingOf } from '../../../../support/workloads.js'

const ACCEPTS = { username: 'puller', password: 'fake-token' }

function worldWith(rules: Readonly<Record<string, RegistryRule>>): Workloads {
  const twin = new Workloads()
  for (const { port, payload } of seedRegistry(NODE_PORT)(rules))
    twin.world = transact(twin.system, twin.world, 'world', (tx) => {
      twin.system.ports.get(port)!.handle(tx, payload, { actor: 'world' })
    })
  return twin
}

function run(twin: Workloads, image: string, spec: JsonObject = {}, name = 'p'): string {
  twin.create(podOf(name, { image }, spec))
  twin.quiesce()
  return waitingOf(twin.pod(name)!)
}

const pullSecret = (registry: string, password = ACCEPTS.password): JsonObject => ({
  ...secretOf('pull', {
    '.dockerconfigjson': JSON.stringify({ auths: { [registry]: { username: ACCEPTS.username, password } } }),
  }),
  type: 'kubernetes.io/dockerconfigjson',
})
const WITH_SECRET = { imagePullSecrets: [{ name: 'pull' }] }

describe('the complete name of an image', () => {
  it.each([
    ['busybox', 'docker.io/library/busybox:latest'],
    ['busybox:1.36', 'docker.io/library/busybox:1.36'],
    ['temporalio/admin-tools:1', 'docker.io/temporalio/admin-tools:1'],
    ['index.docker.io/a/b:1', 'docker.io/a/b:1'],
    ['ghcr.io/a/b/c', 'ghcr.io/a/b/c:latest'],
    ['localhost:5000/a', 'localhost:5000/a:latest'],
    ['a/b@sha256:00', 'docker.io/a/b@sha256:00'],
  ])('%s is %s', (image, name) => {
    expect(canonicalName(image)).toBe(name)
  })
})

describe('a registry that refuses', () => {
  it.each([
    [
      'rate-limit',
      /^ImagePullBackOff: Back-off pulling image "temporalio\/admin-tools:1": ErrImagePull: failed to pull and unpack image "docker\.io\/temporalio\/admin-tools:1": failed to copy: httpReadSeeker: failed open: unexpected status from GET request to https:\/\/registry-1\.docker\.io\/v2\/temporalio\/admin-tools\/manifests\/sha256:[0-9a-f]{64}: 429 Too Many Requests\ntoomanyrequests: You have reached your unauthenticated pull rate limit\. https:\/\/www\.docker\.com\/increase-rate-limit$/,
    ],
    [
      'unauthorized',
      /failed to resolve reference "docker\.io\/temporalio\/admin-tools:1": failed to authorize: failed to fetch anonymous token: .*401 Unauthorized$/,
    ],
    [
      'not-found',
      /failed to resolve reference "docker\.io\/temporalio\/admin-tools:1": docker\.io\/temporalio\/admin-tools:1: not found$/,
    ],
  ] as const)('%s', (refuses, text) => {
    const twin = worldWith({ 'docker.io': { refuses } })
    expect(run(twin, 'temporalio/admin-tools:1')).toMatch(text)
  })

  it('says so of all images below a name, but where a longer name says otherwise', () => {
    const twin = worldWith({
      'ghcr.io': { error: 'down' },
      'ghcr.io/owner/open': { error: 'never', pulls: 100 },
      'ghcr.io/owner/open/x:2': { error: 'only this tag' },
    })
    const images = ['ghcr.io/a:1', 'ghcr.io/owner/open/x:1', 'ghcr.io/owner/open/x:2', 'busybox:1']
    const states = images.map((image, index) => run(twin, image, {}, `p${index}`))
    expect(states.map((state) => /down|only this tag/.exec(state)?.[0])).toEqual([
      'down',
      undefined,
      'only this tag',
      undefined,
    ])
  })

  it('after so many pulls', () => {
    const twin = worldWith({ 'docker.io': { refuses: 'rate-limit', pulls: 2 } })
    const states = ['a:1', 'b:1', 'c:1', 'b:1'].map((image, index) => run(twin, image, {}, `p${index}`))
    expect(states.map((state) => state.startsWith('ImagePullBackOff'))).toEqual([false, false, true, false])
  })
})

describe('a pull secret', () => {
  it.each([
    ['ghcr.io', ACCEPTS.password, true],
    ['https://ghcr.io/v2/', ACCEPTS.password, true],
    ['ghcr.io/owner', ACCEPTS.password, true],
    ['ghcr.io/other', ACCEPTS.password, false],
    ['docker.io', ACCEPTS.password, false],
    ['ghcr.io', 'wrong', false],
  ])('for %s with password %s: %s', (registry, password, pulls) => {
    const twin = worldWith({ 'ghcr.io': { refuses: 'unauthorized', accepts: ACCEPTS } })
    twin.create(pullSecret(registry, password))
    expect(run(twin, 'ghcr.io/owner/x:1', WITH_SECRET) === '').toBe(pulls)
  })

  it('that is not accepted is refused in other words than none', () => {
    const twin = worldWith({ 'ghcr.io': { refuses: 'unauthorized', accepts: ACCEPTS } })
    twin.create(pullSecret('ghcr.io', 'expired'))
    expect(run(twin, 'ghcr.io/owner/x:1', WITH_SECRET)).toMatch(
      /failed to authorize: failed to fetch oauth token: unexpected status from GET request to https:\/\/ghcr\.io\/token\?scope=repository%3Aowner%2Fx%3Apull&service=ghcr\.io: 403 Forbidden$/,
    )
  })

  it('helps nobody who does not name it, and a pod that waits for it goes on when it is there', () => {
    const twin = worldWith({ 'docker.io': { refuses: 'rate-limit', accepts: ACCEPTS } })
    expect(run(twin, 'x:1', WITH_SECRET)).toMatch('ImagePullBackOff')
    twin.create(pullSecret('https://index.docker.io/v1/'))
    twin.elapse(600_000)
    expect(waitingOf(twin.pod('p')!)).toBe('')
    expect(run(twin, 'y:1', {}, 'other')).toMatch('ImagePullBackOff')
  })
})
