import { describe, expect, it } from 'vitest'
import { ALL_GATES } from '../../../../harness/gates/index.js'
import { type PrepareOptions, prepareEmbedded } from '../../../../harness/runner/prepare-embedded.js'
import { StepError } from '../../../../harness/runner/step-error.js'
import { $ } from '../../../../harness/scenario/command.js'
import type { WorldSpec } from '../../../../harness/scenario/scenario.js'
import type { Component } from '../../../../twins/contract/component.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import { kubernetes, listObjects } from '../../../../twins/kubernetes/index.js'
import { scenarioWith } from '../../../support/scenarios.js'

const files = memoryFiles({
  'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: test}\n',
  'dump.yaml': `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: app, namespace: test, uid: 00000000-0000-4000-8000-000000000001}
`,
  'manifest.yaml': `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: app, namespace: test}
`,
  'nowhere.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: nowhere}\n',
})

async function prepare(world: Partial<WorldSpec>, options: Partial<PrepareOptions> = {}) {
  const scenario = scenarioWith({ world: { nodes: ['node-a'], namespaces: ['test'], setup: [], ...world } })
  const components: readonly Component[] = [kubernetes]
  const shared = {
    under: () => scenario,
    files,
    fixtures: 'fixtures/small',
    components,
    gates: ALL_GATES,
    seed: 1,
  }
  const { twin, healthy } = await prepareEmbedded({ ...shared, ...options })({})
  const names = (resource: string, namespace?: string) =>
    listObjects(twin.view(healthy), '', resource, namespace).map(
      (object) => (object['metadata'] as { name: string }).name,
    )
  return { twin, healthy, names }
}

describe('prepareEmbedded', () => {
  it('builds nodes, namespaces and manifests, runs the setup and settles', async () => {
    const { names } = await prepare({
      manifests: ['config.yaml'],
      setup: [$`kubectl create configmap made --from-literal=a=b -n test`],
    })
    expect(names('nodes')).toEqual(['node-a'])
    expect(names('namespaces')).toContain('test')
    expect(names('configmaps', 'test')).toEqual(expect.arrayContaining(['app', 'made']))
  })

  describe('with a snapshot', () => {
    const takenAt = '2026-01-02T00:00:00Z'
    const dumped = (file: string) => ({
      nodes: [],
      namespaces: ['more'],
      snapshot: { files: [file], takenAt },
    })

    it('restores it, adds what the world names besides, and begins at its time', async () => {
      const { twin, healthy, names } = await prepare({
        ...dumped('dump.yaml'),
        setup: [$`kubectl create configmap made --from-literal=a=b -n test`],
      })
      expect(names('configmaps', 'test')).toEqual(expect.arrayContaining(['app', 'made']))
      expect(names('namespaces')).toEqual(expect.arrayContaining(['more', 'test']))
      expect(healthy.now - twin.now(healthy)).toBe(86_400_000)
      expect(twin.log(healthy)[0]?.at).toBe(0)
    })

    it('names file and line of an object that cannot be restored', async () => {
      await expect(prepare(dumped('manifest.yaml'))).rejects.toThrow(
        /^fixtures\/small\/manifest\.yaml:4: ConfigMap test\/app has no metadata\.uid/,
      )
    })

    it('names a file that is not there', async () => {
      await expect(prepare(dumped('absent.yaml'))).rejects.toThrow('fixtures/small/absent.yaml: no such file')
    })
  })

  it('arms no gate yet', async () => {
    const { twin, healthy } = await prepare({})
    expect(twin.checkState(healthy, 'protected-pods')).toBeNull()
    expect(twin.checkState(await twin.arm(healthy), 'protected-pods')).not.toBeNull()
  })

  it('names file and line of an object that the API server refuses', async () => {
    await expect(prepare({ manifests: ['nowhere.yaml'] })).rejects.toThrow(
      /^fixtures\/small\/nowhere\.yaml:1: the world cannot be built: .*nowhere/,
    )
  })

  it.each([
    [
      'fails',
      $`kubectl get configmap nope -n test`,
      /^setup command 1: kubectl get configmap nope -n test ended with exit code 1: Error/,
    ],
    ['is not modelled', $`kubectl get pods --watch`, /^setup command 1: not modelled: kubectl get --watch$/],
    ['is unknown', $`terraform plan`, /^setup command 1: no built-in tool "terraform"$/],
  ])('names the setup command that %s', async (_what, command, message) => {
    const failure = await prepare({ setup: [command] }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StepError)
    expect((failure as StepError).message).toMatch(message)
    expect((failure as StepError).step.command).toEqual(command)
  })
})
