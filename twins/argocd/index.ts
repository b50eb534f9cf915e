import { defineComponent } from '../contract/component.js'
import { applicationSetController } from './applicationset/controller.js'
import { applicationController } from './controllers/application.js'
import { appProjectCrd } from './crds/app-project.js'
import { applicationCrd } from './crds/application.js'
import { applicationSetCrd } from './crds/application-set.js'
import { gitPort, seedGit } from './git/port.js'
import { repositoriesTable } from './git/repositories.js'
import { git } from './git/tool.js'
import { argocdPlane } from './plane.js'
import { argocdPort, argocdTables } from './port.js'
import { secretValues } from './secret-values.js'
import { generateManifest, REPO_SERVER } from './source/repo-server.js'
import { argocdTool } from './tool/argocd.js'
import { ARGOCD_PROFILE, DEFAULT_ARGOCD_VERSION, parseArgoVersion } from './versions.js'

/** Argo CD, releases v2.8 to v3.5, and the Git repositories it deploys from. */
export const argocd = defineComponent({
  name: 'argocd',
  optional: true,
  profiles: [
    {
      key: ARGOCD_PROFILE,
      default: DEFAULT_ARGOCD_VERSION,
      description: 'Release of Argo CD, 2.8.0 to 3.5.x.',
      check: (version) => void parseArgoVersion(version),
    },
  ],
  tables: [repositoriesTable as never, ...argocdTables],
  ports: () => [gitPort, argocdPort],
  controllers: ({ profile }) => [applicationController(profile), applicationSetController()],
  programs: { [REPO_SERVER]: generateManifest },
  tools: { argocd: argocdTool, git },
  manifests: () => [applicationCrd(), appProjectCrd(), applicationSetCrd()],
  seeds: { git: seedGit },
  planes: [argocdPlane],
  secretValues,
})
