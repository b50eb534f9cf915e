/** Documented incidents that need Kubernetes alone: each verdict is what its scenario states. */
import { describeRehearsal } from '../../harness/vitest/index.js'

for (const name of ['migrations-job-tainted-node', 'init-image-without-netcat', 'registry-rate-limit'])
  describeRehearsal(`scenarios/${name}.scenario.ts`)
