import { type DialAnswer, dial } from '../../../contract/network.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { printError, sleep } from '../../../kernel/requests.js'
import { textAt } from '../../client/objects.js'

/** How long Linux tries to connect: six SYNs. Source: linux Documentation/networking/ip-sysctl.rst (tcp_syn_retries). */
const CONNECT_TIMEOUT_MS = 127_000

interface NetcatOptions {
  readonly host: string
  readonly port: number
  readonly verbose: number
  readonly timeoutMs: number
}

/**
 * `nc [-nvz] [-w SECONDS] host port`: connects, and ends at once with -z. Without it and without input: a server closes a
 * connection that its client has ended.
 * Source: busybox 1.37 networking/nc_bloaty.c (nc_main, connect_w_timeout).
 */
export function nc(operands: readonly string[], args: JsonObject): Proc<number> | undefined {
  const options = netcatOptions(operands)
  if (options === undefined || textAt(args, 'stdin') !== '') return undefined
  return connect(options, textAt(args, 'namespace'))
}

function netcatOptions(operands: readonly string[]): NetcatOptions | undefined {
  const rest = [...operands]
  let [verbose, timeoutMs] = [0, CONNECT_TIMEOUT_MS]
  while (rest[0]?.startsWith('-')) {
    const match = /^-([nvz]*)(?:w(\d*))?$/.exec(rest.shift() as string)
    if (match === null) return undefined
    verbose += [...(match[1] as string)].filter((letter) => letter === 'v').length
    if (match[2] === undefined) continue
    const seconds = match[2] === '' ? rest.shift() : match[2]
    if (!/^\d+$/.test(seconds ?? '')) return undefined
    timeoutMs =
      Number(seconds) === 0 ? CONNECT_TIMEOUT_MS : Math.min(Number(seconds) * 1000, CONNECT_TIMEOUT_MS)
  }
  const [host = '', port = ''] = rest
  if (rest.length !== 2 || !/^\d+$/.test(port)) return undefined
  return { host, port: Number(port), verbose, timeoutMs }
}

function* connect({ host, port, verbose, timeoutMs }: NetcatOptions, namespace: string): Proc<number> {
  const answer = yield* dial(namespace, host, port)
  switch (answer.kind) {
    case 'unknown-host':
      yield* printError(`nc: bad address '${host}'`)
      return 1
    case 'connected':
      if (verbose > 0) yield* printError(`${host} (${answer.address}) open`)
      return 0
    case 'refused':
      if (verbose > 1) yield* printError(`nc: ${host} (${answer.address}): Connection refused`)
      return 1
    case 'timeout':
      yield* sleep(timeoutMs, 'background')
      if (verbose > 0) yield* printError(`nc: ${host} (${answer.address}): Connection timed out`)
      return 1
  }
}

const URL = /^http:\/\/([^/:]+)(?::(\d+))?(?:\/.*)?$/

/**
 * `wget -q -O - http://host[:port]/path` (or `-O /dev/null`), `wget [-q] --spider …`, `-T SECONDS`: whoever listens answers
 * 200, and nothing is known of the page.
 * Sources: busybox 1.37 networking/wget.c (download_one_url, open_socket), libbb/xconnect.c (xconnect, str2sockaddr).
 */
export function wget(operands: readonly string[], args: JsonObject): Proc<number> | undefined {
  const rest = [...operands]
  let [quiet, spider, timeoutMs, output] = [false, false, CONNECT_TIMEOUT_MS, '']
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift() as string
    const match = /^-(q?)(?:O(.*)|T(\d*))?$/.exec(option)
    if (option === '--spider') spider = true
    else if (match === null) return undefined
    else {
      quiet ||= match[1] === 'q'
      if (match[2] !== undefined) output = match[2] === '' ? (rest.shift() ?? '') : match[2]
      if (match[3] !== undefined) timeoutMs = Number(match[3] === '' ? rest.shift() : match[3]) * 1000
    }
  }
  const [url = ''] = rest
  const parsed = URL.exec(url)
  const discards = spider || (quiet && (output === '-' || output === '/dev/null'))
  if (parsed === null || rest.length !== 1 || !discards || !Number.isFinite(timeoutMs)) return undefined
  const [, host = '', port] = parsed
  const shown = port === undefined ? host : `${host}:${port}`
  return fetchPage({ host, port: Number(port ?? 80), shown, quiet, timeoutMs }, textAt(args, 'namespace'))
}

interface PageRequest {
  readonly host: string
  readonly port: number
  /** Host and port as they stand in the URL. */
  readonly shown: string
  readonly quiet: boolean
  readonly timeoutMs: number
}

function* fetchPage({ host, port, shown, quiet, timeoutMs }: PageRequest, namespace: string): Proc<number> {
  const answer = yield* dial(namespace, host, port)
  if (answer.kind === 'unknown-host') {
    yield* printError(`wget: bad address '${shown}'`)
    return 1
  }
  if (!quiet) yield* printError(`Connecting to ${shown} (${answer.address})`)
  if (answer.kind === 'timeout') yield* sleep(timeoutMs, 'background')
  if (answer.kind !== 'connected') {
    yield* printError(`wget: ${failure(answer, timeoutMs)}`)
    return 1
  }
  if (!quiet) yield* printError('remote file exists')
  return 0
}

function failure(answer: Extract<DialAnswer, { address: string }>, timeoutMs: number): string {
  if (answer.kind === 'timeout' && timeoutMs < CONNECT_TIMEOUT_MS) return 'download timed out'
  const why = answer.kind === 'timeout' ? 'Connection timed out' : 'Connection refused'
  return `can't connect to remote host (${answer.address.replace(/:\d+$/, '')}): ${why}`
}
