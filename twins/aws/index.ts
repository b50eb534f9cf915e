import { defineComponent } from '../contract/component.js'
import { awsPort } from './port.js'
import { secretsTable } from './secrets-manager/index.js'
import { secretValues } from './secrets-manager/secret-values.js'
import { seedSecretsManager } from './seed.js'
import { aws as awsTool } from './tools/aws.js'

export { createSdkRequestHandler } from './sdk-handler.js'
export { seedSecrets } from './seed.js'
export { type AwsRequest, type AwsResponse, jsonRequest } from './wire.js'

/** Amazon Web Services: Secrets Manager on the wire, and the `aws` command for it. */
export const aws = defineComponent({
  name: 'aws',
  tables: [secretsTable],
  ports: () => [awsPort],
  tools: { aws: awsTool },
  seeds: { secretsManager: seedSecretsManager },
  secretValues,
})
