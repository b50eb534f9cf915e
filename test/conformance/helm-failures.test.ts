import { describe, expect, it } from 'vitest'
import { helm } from '../../twins/helm/index.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { HelmTwin } from '../support/helm.js'

/** `helm upgrade` with a values file; what it prints to standard error, '' on success. */
function upgrade(twin: HelmTwin, values: string, flags = ''): string {
  const { code, stderr } = twin.helm(`upgrade shop ./shop -f values/${values}.yaml ${flags}`.trim())
  twin.quiesce()
  return code === 0 ? '' : stderr
}

function deployed(...values: readonly string[]): HelmTwin {
  const twin = new HelmTwin()
  for (const name of values) twin.deploy(name)
  return twin
}

const exists = (twin: HelmTwin, name: string) => twin.get('', 'configmaps', 'test', name) !== undefined

const DEADLINE = 'context deadline exceeded'
const SHORT = '--timeout 20s'

/** What the API server says of `channel: true` in a pod template. */
const BOOL_LABEL = /cannot patch "shop-web" with kind Deployment: .* is invalid: /

describe('an upgrade that fails', () => {
  it('in a patch deletes nothing, and patches what comes after', () => {
    const twin = deployed('extra')
    expect(upgrade(twin, 'bool-label')).toMatch(BOOL_LABEL)
    expect(twin.statuses()).toEqual(['1 deployed', '2 failed'])
    expect(twin.release(2)?.info.description).toMatch(/^Upgrade "shop" failed: cannot patch/)
    expect(exists(twin, 'shop-extra')).toBe(true)
  })

  it('in the wait has deleted already', () => {
    const twin = deployed('extra')
    expect(upgrade(twin, 'stuck', `--wait ${SHORT}`)).toBe(`Error: UPGRADE FAILED: ${DEADLINE}\n`)
    expect(exists(twin, 'shop-extra')).toBe(false)
    expect(twin.world.now).toBeGreaterThanOrEqual(20_000)
  })

  it('in a pre-upgrade hook has touched nothing', () => {
    const twin = deployed('extra')
    expect(upgrade(twin, 'hook-fails')).toBe(
      'Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred:\n\t* pod shop-hook failed\n\n\n',
    )
    expect(twin.statuses()).toEqual(['1 deployed', '2 failed'])
    expect(twin.release(2)?.hooks?.[0]?.last_run.phase).toBe('Failed')
    expect(exists(twin, 'shop-extra')).toBe(true)
  })

  it('in a post-upgrade hook has changed everything', () => {
    const twin = deployed('extra')
    expect(upgrade(twin, 'post-hook-fails')).toMatch(/post-upgrade hooks failed: /)
    expect(twin.statuses()).toEqual(['1 deployed', '2 failed'])
    expect(exists(twin, 'shop-extra')).toBe(false)
  })

  it('is compared again with the deployed revision, not with the failed one', () => {
    const twin = deployed('extra')
    upgrade(twin, 'stuck', `--wait ${SHORT}`)
    twin.run('kubectl create configmap shop-extra -n test')
    twin.deploy('green')
    expect(exists(twin, 'shop-extra')).toBe(false)
  })

  it('with --cleanup-on-fail takes back what it created', () => {
    const twin = deployed('plain')
    expect(upgrade(twin, 'stuck-extra', `--wait --cleanup-on-fail ${SHORT}`)).toContain(DEADLINE)
    expect(exists(twin, 'shop-extra')).toBe(false)
  })

  it('goes on from a first installation that failed', () => {
    const twin = new HelmTwin()
    const { stderr } = twin.helm(`install shop ./shop -f values/stuck.yaml --wait ${SHORT}`)
    expect(stderr).toBe(`Error: INSTALLATION FAILED: ${DEADLINE}\n`)
    expect(twin.release(1)?.info.description).toBe(`Release "shop" failed: ${DEADLINE}`)
    expect(upgrade(twin, 'plain', '--wait')).toBe('')
    expect(twin.statuses()).toEqual(['1 superseded', '2 deployed'])
  })
})

describe('--atomic', () => {
  it('rolls back to the last good revision and still fails', () => {
    const twin = deployed('extra')
    expect(upgrade(twin, 'stuck', `--atomic ${SHORT}`)).toBe(
      `Error: UPGRADE FAILED: release shop failed, and has been rolled back due to atomic being set: ${DEADLINE}\n`,
    )
    expect(twin.statuses()).toEqual(['1 superseded', '2 failed', '3 deployed'])
    expect(exists(twin, 'shop-extra')).toBe(true)
  })

  it('uninstalls a first installation and keeps no history', () => {
    const twin = new HelmTwin()
    expect(twin.helm(`install shop ./shop -f values/stuck.yaml --atomic ${SHORT}`).stderr).toBe(
      'Error: INSTALLATION FAILED: release shop failed, and has been uninstalled due to atomic being set: ' +
        `${DEADLINE}\n`,
    )
    expect(twin.statuses()).toEqual([])
    expect(exists(twin, 'shop-settings')).toBe(false)
  })

  it('has nowhere to go after a first installation that failed', () => {
    const twin = new HelmTwin()
    twin.helm(`install shop ./shop -f values/stuck.yaml --wait ${SHORT}`)
    expect(upgrade(twin, 'stuck', `--atomic ${SHORT}`)).toBe(
      'Error: UPGRADE FAILED: unable to find a previously successful release when attempting to rollback. ' +
        `original upgrade error: ${DEADLINE}\n`,
    )
  })

  it('dies when a patch kept the dropped object alive, and may then take the bad revision for good', () => {
    const twin = deployed('extra')
    const missing = 'no ConfigMap with the name "shop-extra" found\n'
    expect(upgrade(twin, 'bool-label', `--atomic ${SHORT}`)).toMatch(
      new RegExp(
        `an error occurred while rolling back the release. original upgrade error: cannot .*: ${missing}$`,
      ),
    )
    expect(twin.statuses()).toEqual(['1 deployed', '2 superseded', '3 failed'])
    expect(twin.release(3)?.info.description).toBe(`Rollback "shop" failed: ${missing.trim()}`)
    // The highest revision that is superseded or deployed is the bad one.
    expect(upgrade(twin, 'stuck', `--atomic ${SHORT}`)).toContain('while rolling back the release')
    expect(twin.release(5)?.info.description).toMatch(/^Rollback "shop" failed: /)
    expect(twin.release(5)?.config).toEqual({ web: { podLabel: true } })
  })
})

describe('helm rollback', () => {
  it('works the second time, but forgets what the failed upgrade had added', () => {
    const twin = deployed('extra')
    upgrade(twin, 'bool-label')
    twin.run('kubectl create configmap added -n test')
    expect(twin.helm('rollback shop 1').stderr).toBe('Error: no ConfigMap with the name "shop-extra" found\n')
    expect(twin.helm('rollback shop 1').code).toBe(0)
    expect(twin.statuses()).toEqual(['1 superseded', '2 superseded', '3 failed', '4 deployed'])
  })

  it('goes to the revision before the newest one, good or bad, and may only seem to arrive', () => {
    const twin = deployed('plain')
    upgrade(twin, 'bool-label')
    upgrade(twin, 'bool-label')
    // Both manifests have the label that fits no Go type: merged from one to the other, nothing of it is sent.
    expect(twin.helm('rollback shop').code).toBe(0)
    expect(twin.statuses()).toEqual(['1 superseded', '2 failed', '3 failed', '4 deployed'])
    expect(twin.release(4)?.config).toEqual({ web: { podLabel: true } })
    expect(twin.get('apps', 'deployments', 'test', 'shop-web')).toMatchObject({
      spec: { template: { metadata: { labels: { channel: 'plain' } } } },
    })
  })

  it('is stuck when its hook fails: nothing is recorded', () => {
    const twin = deployed('plain')
    const fails = '--no-hooks'
    upgrade(twin, 'rollback-hook-fails', fails)
    upgrade(twin, 'blue')
    expect(twin.helm('rollback shop 2').stderr).toContain('* pod shop-hook failed')
    expect(twin.statuses()).toEqual(['1 superseded', '2 superseded', '3 deployed', '4 pending-rollback'])
    expect(upgrade(twin, 'blue')).toBe(
      'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\n',
    )
    expect(twin.helm(`rollback shop 1 ${fails}`).code).toBe(0)
    expect(upgrade(twin, 'blue')).toBe('')
  })

  it('fails when the pods of the target do not come up, and leaves the newest record as it is', () => {
    const twin = deployed('stuck', 'plain')
    expect(twin.helm(`rollback shop 1 --wait ${SHORT}`).stderr).toBe(
      `Error: release shop failed: ${DEADLINE}\n`,
    )
    expect(twin.statuses()).toEqual(['1 superseded', '2 deployed', '3 failed'])
  })

  it('knows no such revision', () => {
    expect(deployed('plain').helm('rollback shop 7').stderr).toBe('Error: release has no 7 version\n')
  })
})

describe('kinds the server does not know', () => {
  it('are refused before anything is written', () => {
    const twin = new HelmTwin()
    twin.run('kubectl delete crd widgets.example.com')
    twin.quiesce()
    expect(twin.helm('install shop ./shop -f values/widget.yaml').stderr).toBe(
      'Error: INSTALLATION FAILED: unable to build kubernetes objects from release manifest: ' +
        'resource mapping not found for name: "shop" namespace: "" from "": ' +
        'no matches for kind "Widget" in version "example.com/v1"\nensure CRDs are installed first\n',
    )
    expect(twin.statuses()).toEqual([])
  })

  it('stop an upgrade even when only the old manifest has them', () => {
    const twin = deployed('widget')
    twin.run('kubectl delete crd widgets.example.com')
    twin.quiesce()
    expect(upgrade(twin, 'no-web')).toContain(
      'objects from current release manifest: resource mapping not found',
    )
    expect(twin.helm('rollback shop 1').stderr).toContain('resource mapping not found')
    expect(twin.statuses()).toEqual(['1 deployed', '2 pending-rollback'])
  })
})

describe('what is not modelled', () => {
  it.each([
    ['upgrade shop ./shop --post-renderer x', 'helm upgrade --post-renderer'],
    ['lint ./shop', 'helm lint'],
    ['show values ./shop', 'helm show'],
    ['upgrade shop ./shop --debug', 'helm upgrade --debug'],
    ['upgrade shop repo/shop', 'the chart repo/shop, which is no folder of the scenario'],
    ['upgrade --help', 'helm upgrade --help'],
  ])('helm %s is refused by name', (command, what) => {
    expect(() => deployed('plain').helm(command)).toThrow(`not modelled: ${what}`)
  })

  it('a flag that this version does not have is unknown', () => {
    const twin = new HelmTwin({ profile: { helm: '3.16.4' } })
    expect(twin.helm('upgrade shop ./shop --take-ownership').stderr).toBe(
      'Error: unknown flag: --take-ownership\n',
    )
  })

  it.each([
    ['4.2.0', 'not modelled: Helm 4.2'],
    ['2.17.0', 'Helm 2.17.0 is not supported'],
  ])('version %s is refused', (version, message) => {
    const options = { components: [kubernetes, helm], profile: { helm: version } }
    expect(() => new HelmTwin(options)).toThrow(message)
  })
})
