import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { type LocatedChart, type Rendered, renderChart } from '../../actions/render.js'
import { HelmError, helmError } from '../../errors.js'
import { DEFAULT_API_VERSIONS } from '../../renders.js'
import { isHelm4 } from '../../versions.js'
import { type Command, type Invocation, minimumArgs } from '../command.js'
import { TEMPLATE_FLAGS } from '../flag-sets.js'
import { TEMPLATE_FLAGS_4 } from '../flag-sets-4.js'
import { usage } from '../flags.js'
import { printText } from '../output/format.js'
import { hooksText } from '../output/release.js'
import { loadChart, readValues, refuseLibrary } from '../release-flags.js'

const DEFAULT_NAME = 'release-name'
/** Helm 3.n is built against Kubernetes 1.(n + 15), whose version its templates see. */
const KUBERNETES_MINOR_OFFSET = 15
/** Helm 4.n against 1.(n + 34). */
const KUBERNETES_MINOR_OFFSET_4 = 34

/** Prints a recorded render, without a cluster. Helm v3.21.4 cmd/helm/template.go. */
export const templateCommand: Command = {
  useLine: 'helm template [NAME] [CHART] [flags]',
  flags: TEMPLATE_FLAGS,
  flags4: TEMPLATE_FLAGS_4,
  checkArgs: minimumArgs(1),
  *run(invocation) {
    const { flags, args } = invocation
    const [name = '', reference, ...others] = args
    if (others.length > 0) {
      throw usage(`expected at most two arguments, unexpected arguments: ${others.join(', ')}`)
    }
    const located = yield* loadChart(invocation, reference ?? name)
    refuseLibrary(located)
    const values = readValues(invocation)
    const render = yield* renderOffline(
      invocation,
      located,
      reference === undefined ? DEFAULT_NAME : name,
      values,
    )
    const skipTests = flags.on('skip-tests')
    const hooks = flags.on('no-hooks')
      ? []
      : render.hooks.filter((hook) => !skipTests || hook.events?.includes('test') !== true)
    yield* printText(`${render.manifest.trim()}\n${hooksText(hooks)}`)
  },
}

function* renderOffline(
  { flags, configuration, version }: Invocation,
  located: LocatedChart,
  releaseName: string,
  values: JsonObject,
): Proc<Rendered> {
  const offset = isHelm4(version) ? KUBERNETES_MINOR_OFFSET_4 : KUBERNETES_MINOR_OFFSET
  const kubeVersion = flags.text('kube-version') || `v1.${version.minor + offset}.0`
  const operation = flags.on('is-upgrade') ? 'upgrade' : 'install'
  const { namespace } = configuration
  const apiVersions = DEFAULT_API_VERSIONS
  try {
    return yield* renderChart(
      'nobody',
      located,
      { values, releaseName, namespace, revision: 1, operation, kubeVersion, apiVersions },
      located.chart,
    )
  } catch (error) {
    if (!(error instanceof HelmError) || error.message.startsWith("values don't meet")) throw error
    const text = `${error.message}\n\nUse --debug flag to render out invalid YAML`
    throw helmError('helm-render-failed', text)
  }
}
