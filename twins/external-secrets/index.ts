import { defineComponent } from '../contract/component.js'
import { externalSecretWebhook } from './admission.js'
import { externalSecretController } from './controllers/external-secret.js'
import { secretStoreController } from './controllers/secret-store.js'
import { customResourceDefinitions } from './crds/index.js'
import { CLUSTER_SECRET_STORE, SECRET_STORE } from './names.js'
import { externalSecretsPlane } from './plane.js'
import { DEFAULT_VERSION, ESO_PROFILE, parseVersion } from './versions.js'

/** The External Secrets Operator, releases v0.5.0 to v2.9.x. */
export const externalSecrets = defineComponent({
  name: 'external-secrets',
  profiles: [
    {
      key: ESO_PROFILE,
      default: DEFAULT_VERSION,
      description: 'Release of the External Secrets Operator, 0.5.0 to 2.9.x.',
      check: (version) => void parseVersion(version),
    },
  ],
  controllers: ({ profile }) => [
    externalSecretController(profile),
    secretStoreController(SECRET_STORE, profile),
    secretStoreController(CLUSTER_SECRET_STORE, profile),
  ],
  admission: [externalSecretWebhook],
  manifests: customResourceDefinitions,
  planes: [externalSecretsPlane],
})
