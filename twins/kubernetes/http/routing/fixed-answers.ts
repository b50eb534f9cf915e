import type { JsonObject } from '../../../kernel/json.js'
import type { World } from '../../../kernel/world.js'
import { jsonAnswer, notFoundAnswer, textAnswer } from '../answers/answers.js'
import type { HttpAnswer } from '../contract.js'
import { servedPaths } from '../openapi/documents.js'
import type { Query } from './query.js'

/** `/version`. Source: kubernetes/apimachinery v0.36.3 pkg/version/types.go. What the build was made of is left empty. */
export function versionAnswer(version: string): JsonObject {
  const gitVersion = `v${version.replace(/^v/, '')}`
  const [major = '', minor = ''] = gitVersion.slice(1).split('.')
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: '',
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

/** Source: kubernetes/apiserver v0.36.3 pkg/server/healthz/healthz.go. */
const CHECKS = ['ping', 'log', 'etcd']

/** `/healthz`, `/livez`, `/readyz`, one check of them, and all of them with `verbose`. */
export function healthAnswer(
  { check, part }: { readonly check: string; readonly part: string },
  query: Query,
): HttpAnswer {
  if (part !== '') return CHECKS.includes(part) ? textAnswer(200, 'ok') : notFoundAnswer()
  if (!query.has('verbose')) return textAnswer(200, 'ok')
  const lines = CHECKS.map((name) => `[+]${name} ok\n`)
  return textAnswer(200, `${lines.join('')}${check} check passed\n`)
}

const FIXED_PATHS = ['/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version']

/** `/`: the paths there are. Source: kubernetes/apiserver v0.36.3 pkg/server/routes/index.go. */
export function rootAnswer(world: World): HttpAnswer {
  const groups = [...servedPaths(world).keys()].map((path) => `/${path}`)
  return jsonAnswer(200, { paths: ['/api', '/apis', ...groups, ...FIXED_PATHS].sort() })
}
