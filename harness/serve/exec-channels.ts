/**
 * The channels of a command in a container over a WebSocket: the first byte of each message names one.
 * Source: apimachinery v0.36.3 pkg/util/remotecommand/constants.go.
 */
export const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

/** Known versions, best first: v5 can close one direction, so that a command sees the end of its input. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const

export type ExecProtocol = (typeof PROTOCOLS)[number]

/** The version to speak, of those a client offers. */
export function chooseProtocol(offered: Iterable<string>): ExecProtocol | undefined {
  const known = new Set(offered)
  return PROTOCOLS.find((protocol) => known.has(protocol))
}

/** One message on a channel. */
export function channelMessage(channel: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([channel]), Buffer.from(text)])
}
