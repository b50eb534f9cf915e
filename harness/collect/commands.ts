/** One command of the documented collection, as an argument vector, and what it is for. */
export interface CollectionCommand {
  readonly argv: readonly string[]
  readonly why: string
}

/**
 * Stands in {@link collectionCommands} for every kind that the cluster can list.
 */
export const EVERY_KIND = '<kind>'

/**
 * Kinds that are left out although they can be listed: what happens rather than what is (Events), who is leader just now
 * (Leases), measurements that an aggregated API server makes up at each request, and what the API server only derives. A pattern
 * that `grep -E` and JavaScript read alike.
 */
export const LEFT_OUT =
  '^(events(\\.events\\.k8s\\.io)?|leases\\.coordination\\.k8s\\.io|componentstatuses|.*\\.metrics\\.k8s\\.io)$'

/** Whether objects of a kind belong to a dump; `kind` as `kubectl api-resources -o name` writes it. */
export function isCollected(kind: string): boolean {
  return !new RegExp(LEFT_OUT).test(kind)
}

/** All objects of one kind: of all namespaces, or of one. kubectl asks for 500 at a time and follows the pages. */
export function listCommand(kind: string, namespace?: string): readonly string[] {
  const where = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace]
  // Without --show-managed-fields kubectl leaves out who owns which field (kubectl v1.21 and newer).
  return ['kubectl', 'get', kind, ...where, '-o', 'json', '--show-managed-fields']
}

/** The kinds that can be listed, one a line. */
export function kindsCommand(namespaced: boolean): readonly string[] {
  return ['kubectl', 'api-resources', '--verbs=list', `--namespaced=${namespaced}`, '-o', 'name']
}

/** Which cluster this is: the uid of its namespace kube-system, which stays for as long as the cluster does. */
export const IDENTITY_COMMAND: readonly string[] = [
  'kubectl',
  'get',
  'namespace',
  'kube-system',
  '-o',
  'jsonpath={.metadata.uid}',
]

export const VERSION_COMMAND: readonly string[] = ['kubectl', 'version', '-o', 'json']

/**
 * The documented collection: read-only commands, in their order. Those of kubectl send nothing but GET. Those of other programs are
 * printed for the user, never run by `rehearse collect`.
 */
export function collectionCommands(): readonly CollectionCommand[] {
  return [
    { argv: IDENTITY_COMMAND, why: 'which cluster this is' },
    { argv: VERSION_COMMAND, why: 'which version of Kubernetes it runs' },
    { argv: kindsCommand(true), why: 'which kinds of objects it has in namespaces, custom ones included' },
    { argv: kindsCommand(false), why: 'which kinds it has outside of namespaces: nodes, volumes, CRDs' },
    {
      argv: listCommand(EVERY_KIND),
      why: 'the objects of one kind; once for each kind but Events, Leases and metrics',
    },
    { argv: ['terraform', 'show', '-json'], why: 'what Terraform holds in its state; in each root module' },
    {
      argv: ['pg_dump', '--schema-only', '--dbname', '<database>'],
      why: 'tables and owners of a database, without a single row; once for each database',
    },
  ]
}
