import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { helm } from '../../twins/helm/index.js'
import { type Release, releaseFromSecret, storageKey } from '../../twins/helm/release.js'
import { type Files, memoryFiles } from '../../twins/kernel/index.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { TestTwin, type TestTwinOptions } from './twin.js'
import { widgetDefinition } from './widgets.js'

const CHARTS = join(import.meta.dirname, '..', 'golden', 'charts')

/** The charts and values files for tests: `shop`, `values/blue.yaml`, ... */
export const chartFiles: Files = memoryFiles(Object.fromEntries(readFolder('')))

function readFolder(below: string): readonly (readonly [string, string])[] {
  return readdirSync(join(CHARTS, below)).flatMap((entry) => {
    const path = below === '' ? entry : `${below}/${entry}`
    if (statSync(join(CHARTS, path)).isDirectory()) return readFolder(path)
    return [[path, readFileSync(join(CHARTS, path), 'utf8')] as const]
  })
}

/** A twin with a namespace `test`, the kind Widget and the chart `shop`. */
export class HelmTwin extends TestTwin {
  constructor(options: Partial<TestTwinOptions> = {}) {
    const definition = [widgetDefinition, ...(options.objects ?? [])]
    super({ components: [kubernetes, helm], files: chartFiles, ...options, objects: definition })
    this.quiesce()
  }

  /** `helm <command> -n test` for the release `shop`: its exit code and both streams. */
  helm(command: string): { readonly code: number; readonly stdout: string; readonly stderr: string } {
    const { code, stdout, stderr } = this.run(`helm ${command} -n test`)
    return { code, stdout, stderr }
  }

  /** `helm upgrade --install shop ./shop` with a values file by its short name; throws unless it succeeds. */
  deploy(values: string, flags = ''): void {
    const result = this.helm(`upgrade --install shop ./shop -f values/${values}.yaml ${flags}`.trim())
    if (result.code !== 0) throw new TypeError(result.stderr)
    this.quiesce()
  }

  /** A stored revision of `shop`. */
  release(revision: number): Release | undefined {
    const secret = this.get('', 'secrets', 'test', storageKey('shop', revision))
    return secret === undefined ? undefined : releaseFromSecret(secret)?.release
  }

  /** Statuses of the stored revisions of `shop`: `['1 superseded', '2 deployed']`. */
  statuses(): readonly string[] {
    return Array.from({ length: 20 }, (_, index) => this.release(index + 1)).flatMap((release) =>
      release === undefined ? [] : [`${release.version} ${release.info.status}`],
    )
  }
}
