import { formatCommand } from '../scenario/command.js'
import { ScenarioError } from '../scenario/errors.js'
import { IDENTITY_COMMAND } from './commands.js'

/** The list of clusters that may be read: a file that the user writes, never Rehearse. */
export interface AllowList {
  /** As a shell reads it: below the user's home it may begin with `~/`. */
  readonly path: string
  /** Undefined when there is no such file. */
  readonly text: string | undefined
}

/** A cluster that may be read: the name of a context together with the uid of what it must lead to. */
export interface AllowedCluster {
  readonly context: string
  /** Of the namespace kube-system. */
  readonly uid: string
}

/**
 * The entry for a context. A line of the list is `<context> <uid>`; empty lines and those that begin with `#` say nothing. Throws
 * `ScenarioError` with code `cluster-not-allowed` when there is none, `clusters-invalid` when a line cannot be read.
 */
export function allowedCluster(list: AllowList, context: string): AllowedCluster {
  const entry = parseAllowList(list).find((cluster) => cluster.context === context)
  if (entry !== undefined) return entry
  throw new ScenarioError(`context ${context} is not among the clusters that may be read (${list.path})`, {
    code: 'cluster-not-allowed',
    subject: context,
    remedy: `Nothing was sent to it. To allow it, write its name and the uid of its namespace kube-system there:\n${additionOf(list.path, context)}`,
  })
}

/** Refuses a cluster whose uid is not the allowed one. Throws `ScenarioError` with code `cluster-changed`. */
export function requireSame(allowed: AllowedCluster, uid: string, path: string): void {
  if (uid === allowed.uid) return
  throw new ScenarioError(
    `context ${allowed.context} leads to cluster ${uid}, and ${path} allows ${allowed.uid}`,
    {
      code: 'cluster-changed',
      subject: allowed.context,
      remedy:
        'Only the uid of its namespace kube-system was read. See where the context points; if that is meant, correct the line yourself.',
    },
  )
}

/** Throws `ScenarioError` with file and line. */
function parseAllowList({ path, text = '' }: AllowList): readonly AllowedCluster[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(#.*)?$/.test(line)) return []
    const match = /^\s*(\S(?:.*\S)?)\s+([0-9a-f-]{36})\s*$/.exec(line)
    if (match !== null) return [{ context: match[1]!, uid: match[2]! }]
    throw new ScenarioError(`${path}:${index + 1}: not \`<context> <uid>\`: ${line.trim()}`, {
      code: 'clusters-invalid',
      subject: `${path}:${index + 1}`,
      remedy: 'Write the name of the context, a space, and the uid of its namespace kube-system.',
    })
  })
}

/** Writes nothing when the cluster does not answer. */
function additionOf(path: string, context: string): string {
  const words = (...argv: readonly string[]): string => formatCommand({ argv })
  const identity = IDENTITY_COMMAND.slice(1).map((word) =>
    word.replace(/^jsonpath=(.*)$/, `jsonpath=${context} $1{"\\n"}`),
  )
  // Quotes would keep a shell from reading the ~.
  const shown = (name: string): string => (/^~\/[\w./-]+$/.test(name) ? name : words(name))
  const kubectl = words('kubectl', `--context=${context}`, ...identity)
  return `  mkdir -p ${shown(path.replace(/\/[^/]*$/, ''))}\n  ${kubectl} >> ${shown(path)}`
}
