import { NotModelled } from '../../kernel/errors.js'
import type { Proc } from '../../kernel/process.js'
import { objectAt, textAt } from '../../kubernetes/index.js'
import { secretsManagerClient } from './aws-secrets-manager.js'
import { fakeClient } from './fake.js'
import type { ClientRequest, SecretsClient } from './provider.js'

const REMEDY = 'Use spec.provider.aws with service SecretsManager, or spec.provider.fake.'

/** A client for a store's provider. Throws `SyncError` when it cannot be made, {@link NotModelled} for other providers. */
export function* newClient(request: ClientRequest): Proc<SecretsClient> {
  const provider = objectAt(request.store, 'spec', 'provider')
  const [name = 'none'] = Object.keys(provider)
  if (name === 'fake') return fakeClient(request)
  if (name !== 'aws') throw new NotModelled(`the External Secrets provider ${name}`, REMEDY)
  const service = textAt(provider, 'aws', 'service')
  if (service !== 'SecretsManager') throw new NotModelled(`the AWS service ${service} of a store`, REMEDY)
  return yield* secretsManagerClient(request)
}
