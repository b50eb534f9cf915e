import { InvariantViolation } from '../../twins/kernel/errors.js'

/**
 * Verbs of kubectl that send nothing but GET: `get` with the flags below, `api-resources` and `version` (kubectl v1.35.2
 * pkg/cmd/get, pkg/cmd/apiresources, pkg/cmd/version).
 */
const VERBS = new Set(['get', 'api-resources', 'version'])

/** Every flag that may stand behind a verb, with or without a value. Another one may read files, ask another server or act as somebody else. */
const FLAGS = new Set([
  '--all-namespaces',
  '--namespace',
  '-o',
  '--show-managed-fields',
  '--verbs=list',
  '--namespaced=true',
  '--namespaced=false',
])

/**
 * The one gate in front of a real cluster: the arguments of kubectl for a command of the collection, for this context and no other. A
 * command that could do anything but read is a defect of Rehearse, whoever made it: throws `InvariantViolation`, and nothing was started.
 */
export function readOnlyArguments(argv: readonly string[], context: string): readonly string[] {
  const [program, verb = '', ...rest] = argv
  const flags = rest.filter((word) => word.startsWith('-'))
  const allowed = program === 'kubectl' && VERBS.has(verb) && flags.every((flag) => FLAGS.has(flag))
  if (!allowed) throw new InvariantViolation(`not a read-only command: ${argv.join(' ')}`)
  return [`--context=${context}`, `--request-timeout=${REQUEST_TIMEOUT}`, verb, ...rest]
}

/** For one request, a page of 500 objects; kubectl itself would wait for ever. */
const REQUEST_TIMEOUT = '2m'
