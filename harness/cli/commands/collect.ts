import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Json, stableStringify } from '../../../twins/kernel/json.js'
import { type AllowList, allowedCluster } from '../../collect/allowed-clusters.js'
import { collect, type KubectlExit } from '../../collect/collect.js'
import { COLLECTION_FILE } from '../../collect/collection.js'
import { collectionScript } from '../../collect/script.js'
import { KEY_FILE } from '../../import/disk/key-file.js'
import type { DumpFile } from '../../import/dump.js'
import { ScenarioError } from '../../scenario/errors.js'
import { collectionSummary } from '../collecting/collection-summary.js'
import { kubectlProcess } from '../collecting/kubectl-process.js'
import { writePrivately } from '../collecting/private-files.js'
import { redactFiles } from '../collecting/redact-files.js'
import { EXIT } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'

/** Flags of `rehearse collect`, as the parser gives them. */
export interface CollectArguments {
  readonly context?: string
  readonly namespace?: readonly string[]
  readonly out: string
  readonly key?: string
  readonly print?: boolean
  readonly json?: boolean
}

export interface CollectContext {
  readonly environment: NodeJS.ProcessEnv
  readonly terminal: Terminal
  readonly kubectl: (args: readonly string[]) => Promise<KubectlExit>
  /** Replaces every secret leaf; `keyPath` is the file of the key, made when it is not there. */
  readonly redact: (files: readonly DumpFile[], keyPath: string) => readonly DumpFile[]
  /** The time on the wall, RFC 3339. */
  readonly now: () => string
}

/** `rehearse collect`, with the user's own kubectl. */
export function collectCommand(
  flags: CollectArguments,
  { environment, terminal }: Pick<CollectContext, 'environment' | 'terminal'>,
): Promise<number> {
  const kubectl = kubectlProcess(environment)
  const now = (): string => `${new Date().toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`
  return collectWith(flags, { environment, terminal, kubectl, redact: redactFiles, now })
}

/**
 * `rehearse collect`: reads a cluster that the user has allowed, replaces its secrets and writes what is left. Returns the exit code: 0
 * when everything was read, 3 when something was refused.
 */
export async function collectWith(flags: CollectArguments, context: CollectContext): Promise<number> {
  const { environment, terminal } = context
  const namespaces = (flags.namespace ?? []).map(readNamespace)
  if (flags.print) {
    terminal.write(collectionScript({ context: flags.context ?? 'NAME', namespaces, folder: flags.out }))
    return EXIT.asExpected
  }
  if (flags.context === undefined || flags.context === '') throw contextMissing()
  const list = readAllowList(environment)
  const cluster = allowedCluster(list, flags.context)
  const out = resolve(flags.out)
  requireEmpty(out)
  const { kubectl, now } = context
  const onProgress = (what: string) => terminal.progress(`${flags.context}: ${what}`)
  const { files, collection } = await collect({
    cluster,
    allowList: list.path,
    namespaces,
    kubectl,
    now,
    onProgress,
  })
  onProgress('replacing secrets')
  const redacted = context.redact(files, flags.key ?? join(dirname(out), KEY_FILE))
  const about = `${stableStringify(collection as unknown as Json, 2)}\n`
  writePrivately(out, [...redacted, { path: COLLECTION_FILE, text: about }])
  terminal.progress('')
  terminal.write(flags.json ? about : collectionSummary(collection, flags.out))
  return collection.refused.length === 0 ? EXIT.asExpected : EXIT.inconclusive
}

/** A label of RFC 1123; anything else could be a flag or a path. */
function readNamespace(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name
  throw new ScenarioError(`cannot read --namespace ${name}`, {
    code: 'usage',
    subject: `--namespace ${name}`,
    remedy: 'Give the name of one namespace; --namespace may be repeated.',
  })
}

function contextMissing(): ScenarioError {
  return new ScenarioError('--context is missing', {
    code: 'usage',
    subject: '--context',
    remedy:
      'Name the context: the current one is never taken. `kubectl config get-contexts` lists them; --print shows the commands and asks nobody.',
  })
}

/** `$REHEARSE_CLUSTERS`, else `rehearse/clusters` where the user keeps configuration. */
function readAllowList(environment: NodeJS.ProcessEnv): AllowList {
  const named = environment['REHEARSE_CLUSTERS']
  const home = environment['HOME'] || homedir()
  const config = environment['XDG_CONFIG_HOME'] || join(home, '.config')
  const path = named ? resolve(named) : join(config, 'rehearse', 'clusters')
  const shown = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
  return { path: shown, text: existsSync(path) ? readFileSync(path, 'utf8') : undefined }
}

/** A dump that is mixed with an older one is no dump. */
function requireEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return
  throw new ScenarioError(`${folder} is not empty`, {
    code: 'folder-not-empty',
    subject: folder,
    remedy: 'Give --out a folder that does not exist yet, or remove this one.',
  })
}
