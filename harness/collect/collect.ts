import { compareKeys, isObject, type JsonObject } from '../../twins/kernel/json.js'
import type { DumpFile } from '../import/dump.js'
import { newestInstant } from '../import/taken-at.js'
import { EnvironmentError } from '../serve/errors.js'
import { type AllowedCluster, requireSame } from './allowed-clusters.js'
import { COLLECTION_VERSION, type CollectedList, type Collection, type RefusedList } from './collection.js'
import { IDENTITY_COMMAND, isCollected, kindsCommand, listCommand, VERSION_COMMAND } from './commands.js'
import { readOnlyArguments } from './read-only.js'

/** How a process of kubectl ended. */
export interface KubectlExit {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CollectOptions {
  readonly cluster: AllowedCluster
  /** The file that allows it, for messages. */
  readonly allowList: string
  /** Empty: all namespaces. */
  readonly namespaces: readonly string[]
  /** Runs kubectl with these arguments. Everything that reaches the cluster goes through here. */
  readonly kubectl: (args: readonly string[]) => Promise<KubectlExit>
  /** The time on the wall, RFC 3339. */
  readonly now: () => string
  readonly onProgress: (what: string) => void
}

/** What a cluster showed, unredacted: to be redacted before anything is done with it. */
export interface Collected {
  readonly files: readonly DumpFile[]
  readonly collection: Collection
}

/** So many kubectl run at once: enough that nobody waits for long, too few to be noticed by an API server. */
const AT_ONCE = 4

/**
 * Everything that can be listed in a cluster, read by kubectl with get and discovery alone. A kind that is refused is noted, and the others
 * go on. Throws `EnvironmentError` when the cluster cannot be asked at all, `ScenarioError` when it is not the allowed one.
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { cluster, now, onProgress } = options
  const ask = (argv: readonly string[]): Promise<KubectlExit> =>
    options.kubectl(readOnlyArguments(argv, cluster.context))
  onProgress('looking which cluster it is')
  const uid = identityOf(await ask(IDENTITY_COMMAND), cluster)
  requireSame(cluster, uid, options.allowList)
  const version = await ask(VERSION_COMMAND)
  const kinds = await askKinds(ask)
  const startedAt = now()
  const questions = questionsOf(kinds, options.namespaces)
  let done = 0
  const answers = await inTurns(questions, async (question) => {
    const answer = readList(question, await ask(listCommand(question.kind, question.namespace ?? undefined)))
    done += 1
    onProgress(`${done} of ${questions.length} lists`)
    return answer
  })
  const lists = answers.flatMap((answer) => ('list' in answer ? [answer.list] : []))
  const refused = answers.flatMap((answer) => ('refused' in answer ? [answer.refused] : []))
  return {
    files: answers.flatMap((answer) => ('list' in answer && answer.file !== null ? [answer.file] : [])),
    collection: {
      schemaVersion: COLLECTION_VERSION,
      takenAt: newestOf(answers) || startedAt,
      startedAt,
      endedAt: now(),
      clusterUid: uid,
      kubernetesVersion: serverVersion(version),
      namespaces: options.namespaces.length === 0 ? null : options.namespaces,
      lists,
      refused: [...kinds.refused, ...refused],
    },
  }
}

type Ask = (argv: readonly string[]) => Promise<KubectlExit>

function identityOf({ code, stdout, stderr }: KubectlExit, { context }: AllowedCluster): string {
  if (code === 0) return stdout.trim()
  throw new EnvironmentError(`context ${context} does not say which cluster it is: ${reasonOf(stderr)}`, {
    code: 'cluster-unreachable',
    subject: context,
    remedy:
      'The first question is `kubectl get namespace kube-system`. Look with `kubectl config get-contexts` and `kubectl auth whoami` whether the context exists, you are logged in, and may read that one object.',
  })
}

function serverVersion({ stdout }: KubectlExit): string | null {
  return /"serverVersion"[^}]*"gitVersion":\s*"([^"]+)"/.exec(stdout)?.[1] ?? null
}

interface Kinds {
  readonly namespaced: readonly string[]
  readonly clusterScoped: readonly string[]
  readonly refused: readonly RefusedList[]
}

/** An API server behind the API server that is down hides its own kinds, and kubectl still names all others. */
async function askKinds(ask: Ask): Promise<Kinds> {
  const [inside, outside] = [await ask(kindsCommand(true)), await ask(kindsCommand(false))]
  const kindsOf = ({ stdout }: KubectlExit): readonly string[] =>
    [...new Set(stdout.split('\n').map((line) => line.trim()))]
      .filter((kind) => kind !== '' && isCollected(kind))
      .sort(compareKeys)
  const refused = [inside, outside].flatMap(({ code, stderr }) => (code === 0 ? [] : [reasonOf(stderr)]))
  const kinds = { namespaced: kindsOf(inside), clusterScoped: kindsOf(outside) }
  if (kinds.namespaced.length === 0 && kinds.clusterScoped.length === 0)
    throw new EnvironmentError(
      `the cluster shows no kind that can be listed: ${refused[0] ?? 'its lists are empty'}`,
      {
        code: 'nothing-to-collect',
        remedy: 'Look at `kubectl api-resources --verbs=list`.',
      },
    )
  return {
    ...kinds,
    refused: [...new Set(refused)].map((reason) => ({ kind: 'api-resources', namespace: null, reason })),
  }
}

interface Question {
  readonly kind: string
  readonly namespace: string | null
}

function questionsOf(
  { namespaced, clusterScoped }: Kinds,
  namespaces: readonly string[],
): readonly Question[] {
  const places = namespaces.length === 0 ? [null] : namespaces
  return [
    ...clusterScoped.map((kind) => ({ kind, namespace: null })),
    ...namespaced.flatMap((kind) => places.map((namespace) => ({ kind, namespace }))),
  ]
}

type Answer =
  | { readonly list: CollectedList; readonly file: DumpFile | null; readonly newest: string }
  | { readonly refused: RefusedList }

function readList({ kind, namespace }: Question, { code, stdout, stderr }: KubectlExit): Answer {
  if (code !== 0) return { refused: { kind, namespace, reason: reasonOf(stderr) } }
  const items = itemsOf(stdout)
  if (items === null)
    return { refused: { kind, namespace, reason: 'kubectl printed something that is no list' } }
  const path = items.length === 0 ? null : `${namespace === null ? '' : `${namespace}/`}${kind}.json`
  return {
    list: { kind, namespace, objects: items.length, path },
    file: path === null ? null : { path, text: stdout },
    newest: newestInstant(items),
  }
}

function itemsOf(text: string): readonly JsonObject[] | null {
  try {
    const { items } = JSON.parse(text) as JsonObject
    return Array.isArray(items) ? items.filter(isObject) : null
  } catch {
    return null
  }
}

/** Texts of RFC 3339 in UTC are in the order of what they mean. */
function newestOf(answers: readonly Answer[]): string {
  const instants = answers.flatMap((answer) => ('list' in answer ? [answer.newest] : []))
  return [...instants].sort(compareKeys).at(-1) ?? ''
}

/** The last line that is no warning: kubectl says there why it gave up. */
function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'))
  return lines.at(-1)?.trim() ?? 'kubectl did not say why'
}

/** The results in the order of the items, whichever is ready first. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const waiting = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}
