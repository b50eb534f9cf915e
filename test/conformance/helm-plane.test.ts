import { describe, expect, it } from 'vitest'
import { helmPlane } from '../../twins/helm/plane.js'
import { HelmTwin } from '../support/helm.js'

const inspect = (twin: HelmTwin) => helmPlane.inspect(twin.world, twin.system.profile)

/** `subject: message` of each difference. */
const lines = (twin: HelmTwin) =>
  inspect(twin).differences.map(({ subject, message }) => `${subject}: ${message}`)

describe('what Helm wants of the world', () => {
  it.each(['plain', 'widget', 'extra-keep'])('is met after a deployment of %s', (values) => {
    const twin = new HelmTwin()
    twin.deploy(values, '--wait')
    expect(inspect(twin)).toEqual({
      compared: values === 'plain' ? 2 : values === 'widget' ? 2 : 3,
      differences: [],
    })
  })

  it('is nothing without releases, or after an uninstallation that keeps the history', () => {
    const twin = new HelmTwin()
    expect(inspect(twin)).toEqual({ compared: 0, differences: [] })
    twin.deploy('plain')
    twin.helm('uninstall shop --keep-history')
    expect(inspect(twin)).toEqual({ compared: 0, differences: [] })
    expect(helmPlane.owned?.(twin.world)).toEqual(new Map())
  })

  it('includes the status of the newest revision', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    twin.helm('upgrade shop ./shop -f values/hook-fails.yaml')
    expect(inspect(twin).differences).toEqual([
      {
        subject: 'Secret test/sh.helm.release.v1.shop.v2',
        owner: 'helm release shop',
        message:
          'revision 2 is failed: Upgrade "shop" failed: pre-upgrade hooks failed: ' +
          '1 error occurred: * pod shop-hook failed',
      },
    ])
  })

  it.each([
    ['delete configmap shop-settings', 'ConfigMap test/shop-settings: is missing'],
    [
      'scale deployment shop-web --replicas 3',
      'Deployment test/shop-web: differs from revision 1 in spec.replicas',
    ],
    [
      'patch widget shop --type merge -p {"spec":{"size":9}}',
      'Widget test/shop: differs from revision 1 in spec.size',
    ],
    [
      'patch configmap shop-settings -p {"data":{"color":"drift"}}',
      'ConfigMap test/shop-settings: differs from revision 1 in data.color',
    ],
  ])('is not met after kubectl %s', (command, line) => {
    const twin = new HelmTwin()
    const flags = command.includes('widget') ? '' : ' --set web.enabled=true'
    twin.helm(`install shop ./shop -f values/${flags === '' ? 'widget' : 'plain'}.yaml`)
    twin.quiesce()
    twin.run(`kubectl ${command} -n test`)
    expect(lines(twin)).toEqual([line])
  })

  it('says nothing of what no manifest names', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    twin.run('kubectl label deployment shop-web -n test team=a')
    twin.run('kubectl patch configmap shop-settings -n test -p {"data":{"mine":"x"}}')
    expect(lines(twin)).toEqual([])
  })

  it('sees a rollback that only seemed to arrive', () => {
    const twin = new HelmTwin()
    twin.deploy('plain')
    for (let count = 0; count < 2; count++) twin.helm('upgrade shop ./shop -f values/bool-label.yaml')
    twin.helm('rollback shop')
    expect(lines(twin)).toEqual([
      'Deployment test/shop-web: differs from revision 4 in spec.template.metadata.labels.channel',
    ])
  })

  it('is named by the owner of each object', () => {
    const twin = new HelmTwin()
    twin.deploy('widget')
    expect(helmPlane.owned?.(twin.world)).toEqual(
      new Map([
        ['ConfigMap test/shop-settings', 'helm release shop'],
        ['Widget test/shop', 'helm release shop'],
      ]),
    )
  })
})
