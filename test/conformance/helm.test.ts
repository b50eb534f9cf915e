import { describe, expect, it } from 'vitest'
import { helmPlane } from '../../twins/helm/plane.js'
import { releaseFromSecret } from '../../twins/helm/release.js'
import { objectAt } from '../../twins/kubernetes/index.js'
import { HelmTwin } from '../support/helm.js'

/** What the commands wrote since the log had `from` entries, without their own records: `create configmaps/test/x`. */
function writes(twin: HelmTwin, from = 0): readonly string[] {
  return twin
    .log()
    .slice(from)
    .flatMap(({ actor, event }) => {
      if (event.kind !== 'write' || !actor.startsWith('cmd-')) return []
      return event.key.includes('sh.helm.release') ? [] : [`${event.verb} ${event.key}`]
    })
}

function color(twin: HelmTwin, name = 'shop-settings'): unknown {
  return objectAt(twin.get('', 'configmaps', 'test', name), 'data')['color']
}

function size(twin: HelmTwin): unknown {
  return objectAt(twin.get('example.com', 'widgets', 'test', 'shop'), 'spec')['size']
}

describe('the life of a release', () => {
  it('is installed, upgraded, rolled back and uninstalled', () => {
    const twin = new HelmTwin()
    expect(twin.helm('install shop ./shop --wait').stdout).toBe(
      'NAME: shop\nLAST DEPLOYED: Thu Jan  1 00:00:00 2026\nNAMESPACE: test\nSTATUS: deployed\nREVISION: 1\n' +
        'TEST SUITE: None\nNOTES:\nThe color is red.\n',
    )
    const upgraded = twin.helm('upgrade shop ./shop --set color=blue --wait')
    expect(upgraded.stdout).toMatch(/^Release "shop" has been upgraded. Happy Helming!\nNAME: shop\n/)
    expect(color(twin)).toBe('blue')
    expect(twin.helm('rollback shop').stdout).toBe('Rollback was a success! Happy Helming!\n')
    expect(color(twin)).toBe('red')
    expect(twin.statuses()).toEqual(['1 superseded', '2 superseded', '3 deployed'])
    expect(twin.release(3)?.info.description).toBe('Rollback to 1')
    expect(twin.helm('uninstall shop').stdout).toBe('release "shop" uninstalled\n')
    expect(twin.statuses()).toEqual([])
    expect(twin.get('', 'configmaps', 'test', 'shop-settings')).toBeUndefined()
  })

  it('marks its objects and stores records that Helm reads', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    expect(twin.get('', 'configmaps', 'test', 'shop-settings')).toMatchObject({
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'test' },
      },
    })
    const secret = twin.get('', 'secrets', 'test', 'sh.helm.release.v1.shop.v1')!
    expect(secret).toMatchObject({ type: 'helm.sh/release.v1' })
    expect(releaseFromSecret(secret)?.labels).toEqual({
      name: 'shop',
      owner: 'helm',
      status: 'deployed',
      version: '1',
      modifiedAt: '1767225600',
    })
    expect(twin.release(1)).toMatchObject({
      config: { color: 'red' },
      chart: { metadata: { name: 'shop' } },
    })
  })

  it('creates and patches in the order of kinds, custom resources last', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const from = twin.log().length
    twin.deploy('widget')
    expect(writes(twin, from)).toEqual([
      'create widgets.example.com/test/shop',
      'delete deployments.apps/test/shop-web',
    ])
    expect(writes(twin).slice(0, 2)).toEqual([
      'create configmaps/test/shop-settings',
      'create deployments.apps/test/shop-web',
    ])
  })

  it('takes the old values only when none are given', () => {
    const twin = new HelmTwin()
    twin.deploy('extra')
    twin.helm('upgrade shop ./shop')
    expect(twin.release(2)?.config).toEqual({ extra: { enabled: true } })
    twin.helm('upgrade shop ./shop --set color=blue --reuse-values')
    expect(twin.release(3)?.config).toEqual({ color: 'blue', extra: { enabled: true } })
    twin.helm('upgrade shop ./shop --reset-values')
    expect(twin.release(4)?.config).toBeUndefined()
  })

  it('reads values from standard input', () => {
    const twin = new HelmTwin()
    expect(twin.run('helm install shop ./shop -n test -f -', 'color: blue').code).toBe(0)
    expect(color(twin)).toBe('blue')
  })

  it('keeps as many revisions as it is told, and always the deployed one', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    for (const values of ['blue', 'green', 'plain']) twin.deploy(values, '--history-max 2')
    expect(twin.statuses()).toEqual(['3 superseded', '4 deployed'])
    for (let count = 0; count < 3; count++) {
      twin.helm('upgrade shop ./shop -f values/bool-label.yaml --history-max 2')
    }
    expect(twin.statuses()).toEqual(['4 deployed', '7 failed'])
  })

  it('continues the history of a release that was uninstalled with --keep-history', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    expect(twin.helm('uninstall shop --keep-history --description gone').code).toBe(0)
    expect(twin.statuses()).toEqual(['1 uninstalled'])
    expect(twin.helm('install shop ./shop').stderr).toBe(
      'Error: INSTALLATION FAILED: cannot re-use a name that is still in use\n',
    )
    expect(twin.helm('upgrade --install shop ./shop').stdout).toContain(
      'Release "shop" does not exist. Installing it now.\n',
    )
    expect(twin.statuses()).toEqual(['1 superseded', '2 deployed'])
  })

  it('writes nothing in a dry run', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const before = twin.world.revision
    const { stdout } = twin.helm('upgrade shop ./shop -f values/blue.yaml --dry-run')
    expect(stdout).toContain('STATUS: pending-upgrade\nREVISION: 2\n')
    expect(stdout).toContain('HOOKS:\nMANIFEST:\n---\n# Source: shop/templates/settings.yaml\n')
    expect(twin.world.revision).toBe(before)
  })

  it('prints a recorded render without a cluster', () => {
    const { stdout } = new HelmTwin().helm('template shop ./shop -f values/hook.yaml')
    expect(stdout).toMatch(/^---\n# Source: shop\/templates\/settings.yaml\n/)
    expect(stdout).toContain('# Source: shop/templates/hook.yaml')
  })
})

describe('what an installation brings along', () => {
  it('its namespace, when asked to', () => {
    const twin = new HelmTwin({ namespaces: [] })
    expect(twin.helm('install shop ./shop').stderr).toBe(
      'Error: INSTALLATION FAILED: create: failed to create: namespaces "test" not found\n',
    )
    expect(twin.helm('install shop ./shop --create-namespace').code).toBe(0)
    expect(twin.get('', 'namespaces', '', 'test')).toMatchObject({ metadata: { labels: { name: 'test' } } })
    expect(twin.helm('uninstall shop').code).toBe(0)
    expect(twin.helm('install shop ./shop --create-namespace').code).toBe(0)
  })

  it('its kinds, before anything of them; they stay, and are not installed twice', () => {
    const twin = new HelmTwin()
    const definition = () =>
      twin.get('apiextensions.k8s.io', 'customresourcedefinitions', '', 'gadgets.example.com')
    expect(twin.helm('install shop ./gadgets --skip-crds').stderr).toContain('no matches for kind "Gadget"')
    const { code, stderr } = twin.helm('install shop ./gadgets')
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'WARNING: This chart is deprecated\n' })
    expect(twin.get('example.com', 'gadgets', 'test', 'shop')).toBeDefined()
    const before = definition()
    expect(twin.helm('uninstall shop').code).toBe(0)
    expect(twin.helm('install shop ./gadgets').code).toBe(0)
    expect(definition()).toBe(before)
    // The schema fills in a list item of the live object: no difference.
    expect(helmPlane.inspect(twin.world, {}).differences).toEqual([])
  })

  it('a replacement by force of what it finds', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const from = twin.log().length
    twin.deploy('blue', '--force')
    expect(writes(twin, from)).toContain('update configmaps/test/shop-settings')
    expect(color(twin)).toBe('blue')
  })
})

describe('objects that exist already', () => {
  const foreign = (labels: string, annotations = '') => `
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-extra, namespace: test, labels: {${labels}}, annotations: {${annotations}}}
data: {color: mine, other: x}
`
  const owned = foreign(
    'app.kubernetes.io/managed-by: Helm',
    'meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: test',
  )
  const refusal =
    'ConfigMap "shop-extra" in namespace "test" exists and cannot be imported into the current release: ' +
    'invalid ownership metadata; '

  it('are not taken from anybody, and no record is left', () => {
    const twin = new HelmTwin()
    twin.create(foreign(''))
    const missing = ['release-name": must be set to "shop"', 'release-namespace": must be set to "test"']
    const annotations = missing.map(
      (text) => `annotation validation error: missing key "meta.helm.sh/${text}`,
    )
    const label = 'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"'
    const reason = `${refusal}${[label, ...annotations].join('; ')}\n`
    expect(twin.helm('install shop ./shop -f values/extra.yaml').stderr).toBe(
      `Error: INSTALLATION FAILED: Unable to continue with install: ${reason}`,
    )
    expect(twin.statuses()).toEqual([])
    twin.deploy('plain')
    expect(twin.helm('upgrade shop ./shop -f values/extra.yaml').stderr).toBe(
      `Error: UPGRADE FAILED: Unable to continue with update: ${reason}`,
    )
    expect(twin.statuses()).toEqual(['1 deployed'])
  })

  it('are not taken from another release', () => {
    const twin = new HelmTwin()
    twin.create(owned.replace('release-name: shop', 'release-name: other'))
    expect(twin.helm('install shop ./shop -f values/extra.yaml').stderr).toContain(
      `${refusal}annotation validation error: key "meta.helm.sh/release-name" must equal "shop": ` +
        'current value is "other"\n',
    )
  })

  it.each([
    ['their metadata names the release', owned, ''],
    ['the user says so', foreign(''), ' --take-ownership'],
  ])('are adopted when %s; nothing is removed from them', (_, object, flag) => {
    const twin = new HelmTwin()
    twin.create(object)
    twin.deploy('plain')
    twin.deploy('extra', flag)
    expect(twin.get('', 'configmaps', 'test', 'shop-extra')).toMatchObject({
      metadata: { annotations: { 'meta.helm.sh/release-name': 'shop' } },
      data: { color: 'red', other: 'x' },
    })
  })

  it('stay untouched when they are custom resources', () => {
    const twin = new HelmTwin()
    twin.deploy('widget')
    twin.helm('uninstall shop')
    const widget = `
apiVersion: example.com/v1
kind: Widget
metadata:
  name: shop
  namespace: test
  labels: {app.kubernetes.io/managed-by: Helm}
  annotations: {meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: test}
spec: {size: 7}
`
    twin.create(widget)
    twin.deploy('no-web')
    twin.deploy('widget')
    expect(size(twin)).toBe(7)
    twin.deploy('widget-blue')
    expect(size(twin)).toBe(7)
    twin.deploy('widget-large')
    expect(size(twin)).toBe(2)
  })
})

describe('drift', () => {
  it('of a custom resource survives every upgrade that does not change its manifest', () => {
    const twin = new HelmTwin()
    twin.deploy('widget')
    twin.run('kubectl patch widget shop -n test --type merge -p {"spec":{"size":5}}')
    twin.deploy('widget-blue')
    expect(size(twin)).toBe(5)
    twin.deploy('widget-large')
    expect(size(twin)).toBe(2)
  })

  it('of a built-in kind is overwritten', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    twin.run('kubectl patch configmap shop-settings -n test -p {"data":{"color":"drift","mine":"x"}}')
    twin.deploy('plain')
    expect(twin.get('', 'configmaps', 'test', 'shop-settings')?.['data']).toEqual({ color: 'red', mine: 'x' })
  })
})

describe('helm.sh/resource-policy: keep', () => {
  it('protects from an upgrade only once it is live', () => {
    const twin = new HelmTwin()
    twin.deploy('extra-keep')
    twin.deploy('plain')
    expect(twin.get('', 'configmaps', 'test', 'shop-extra')).toBeDefined()
    const other = new HelmTwin()
    other.deploy('extra')
    other.deploy('plain')
    expect(other.get('', 'configmaps', 'test', 'shop-extra')).toBeUndefined()
  })

  it('is read from the stored manifest by an uninstallation', () => {
    const twin = new HelmTwin()
    twin.deploy('extra-keep')
    twin.run('kubectl annotate configmap shop-extra -n test helm.sh/resource-policy-')
    expect(twin.helm('uninstall shop').stdout).toBe(
      'These resources were kept due to the resource policy:\n[ConfigMap] shop-extra\n\nrelease "shop" uninstalled\n',
    )
    expect(twin.get('', 'configmaps', 'test', 'shop-extra')).toBeDefined()
  })
})

describe('hooks', () => {
  it('run to their end before anything else, and are no part of the manifest', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    const from = twin.log().length
    twin.deploy('hook')
    expect(writes(twin, from).slice(0, 1)).toEqual(['create pods/test/shop-hook'])
    expect(twin.release(2)?.hooks?.[0]?.last_run).toMatchObject({ phase: 'Succeeded' })
    expect(twin.release(2)?.manifest).not.toContain('shop-hook')
    expect(twin.get('', 'pods', 'test', 'shop-hook')).toMatchObject({ status: { phase: 'Succeeded' } })
  })

  it('delete what the last run left, first or last, as their policy says', () => {
    const twin = new HelmTwin()
    twin.deploy('hook')
    twin.deploy('hook')
    const uid = objectAt(twin.get('', 'pods', 'test', 'shop-hook'), 'metadata')['uid']
    twin.deploy('hook')
    expect(objectAt(twin.get('', 'pods', 'test', 'shop-hook'), 'metadata')['uid']).not.toBe(uid)
    const tidy = new HelmTwin()
    tidy.deploy('hook-tidy')
    expect(tidy.get('', 'pods', 'test', 'shop-hook')).toBeUndefined()
  })
})
