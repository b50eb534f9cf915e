/** The whole face of the folder: the component, and the actions for programs that embed Helm. */
import { defineComponent } from '../contract/component.js'
import { helmPlane } from './plane.js'
import { helmTool } from './tool/index.js'
import { DEFAULT_HELM_VERSION, HELM_PROFILE, parseHelmVersion } from './versions.js'

/** Helm 3 as a command, and what its releases own. It brings no controllers: Helm has nothing in the cluster. */
export const helm = defineComponent({
  name: 'helm',
  profiles: [
    {
      key: HELM_PROFILE,
      default: DEFAULT_HELM_VERSION,
      description: 'Version of the helm command, 3.5 to 3.21.',
      check: (version) => void parseHelmVersion(version),
    },
  ],
  tools: { helm: helmTool },
  planes: [helmPlane],
})

export { type Configuration, Discovery } from './actions/configuration.js'
export { type InstallOptions, install } from './actions/install.js'
export { type LocatedChart, locateChart } from './actions/render.js'
export { type RollbackOptions, rollback } from './actions/rollback.js'
export { history, last } from './actions/storage.js'
export { type UninstallOptions, uninstall } from './actions/uninstall.js'
export { type UpgradeOptions, upgrade } from './actions/upgrade.js'
export { HelmError } from './errors.js'
export type { Release } from './release.js'
export { parseHelmVersion } from './versions.js'
