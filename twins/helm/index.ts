/** The whole face of the folder; programs that embed Helm call the functions in `actions/`. */
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
