// The registration list: one line a component. Enumerated alphabetically, so a line's place means nothing.
export { argocd } from './argocd/index.js'
export { aws } from './aws/index.js'
export { cloudnativePg } from './cloudnative-pg/index.js'
export { externalSecrets } from './external-secrets/index.js'
export { helm } from './helm/index.js'
export { kubernetes } from './kubernetes/index.js'
export { postgres } from './postgres/index.js'
export { temporal } from './temporal/index.js'
