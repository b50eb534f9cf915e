import { describe, expect, it } from 'vitest'
import { profileOf, versionsIn } from '../../../../harness/import/versions.js'
import { allComponents } from '../../../../twins/index.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

const profiles = allComponents.flatMap((component) => component.profiles ?? [])
const deployment = (image: string): JsonObject => ({
  kind: 'Deployment',
  metadata: { name: 'd', namespace: 'a' },
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
})
const node = (kubeletVersion: string): JsonObject => ({
  kind: 'Node',
  metadata: { name: 'n' },
  status: { nodeInfo: { kubeletVersion } },
})

describe('versions in a dump', () => {
  it.each<[string, readonly JsonObject[], string, Readonly<Record<string, string>>]>([
    [
      'External Secrets',
      [deployment('ghcr.io/external-secrets/external-secrets:v0.10.7')],
      '',
      { eso: '0.10.7' },
    ],
    ['CloudNativePG', [deployment('ghcr.io/cloudnative-pg/cloudnative-pg:1.28.1')], '', { cnpg: '1.28.1' }],
    ['Argo CD', [deployment('quay.io/argoproj/argocd:v2.14.11')], '', { argocd: '2.14.11' }],
    ['Temporal', [deployment('temporalio/server:1.29.1')], '', { temporal: '1.29.1' }],
    ['the newest kubelet', [node('v1.31.2+k3s1'), node('v1.32.0-eks-5ca49cb')], '', { kubernetes: '1.32.0' }],
    ['the server before the kubelets', [node('v1.32.0')], 'v1.31.4-gke.1', { kubernetes: '1.31.4' }],
    ['nothing of a digest', [deployment('ghcr.io/external-secrets/external-secrets@sha256:00')], '', {}],
  ])('%s', (_name, objects, server, profile) => {
    expect(profileOf(versionsIn(objects, server, profiles))).toEqual(profile)
  })

  it('says what cannot be rehearsed, and what is instead', () => {
    const [found] = versionsIn([], 'v1.27.3', profiles)
    expect(found?.problem).toContain('Kubernetes 1.27.3 is not supported; 1.31.0 is rehearsed instead')
    expect(profileOf([found!])).toEqual({})
  })
})
