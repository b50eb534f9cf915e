import type { JsonObject } from '../../kernel/json.js'
import { PASSWORD } from '../names.js'
import { choice, crd, object, TEXT, TEXTS } from './schema.js'

/** The Password generator CRD. external-secrets v2.9.0 config/crds/bases/generators.external-secrets.io_passwords.yaml. */
export function passwordCrd(): JsonObject {
  const number = { type: 'integer' }
  const spec = object(
    {
      length: { type: 'integer', default: 24 },
      digits: number,
      symbols: number,
      symbolCharacters: TEXT,
      noUpper: { type: 'boolean', default: false },
      allowRepeat: { type: 'boolean', default: false },
      encoding: choice(['base64', 'base64url', 'base32', 'hex', 'raw'], 'raw'),
      secretKeys: TEXTS,
    },
    { required: ['allowRepeat', 'length', 'noUpper'] },
  )
  const version = { name: 'v1alpha1', served: true, storage: true, columns: [], properties: { spec } }
  return crd(PASSWORD, [], 'Namespaced', [version])
}
