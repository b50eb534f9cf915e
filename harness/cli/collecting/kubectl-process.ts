import { spawn } from 'node:child_process'
import type { KubectlExit } from '../../collect/collect.js'
import { EnvironmentError } from '../../serve/errors.js'

/**
 * Runs the user's kubectl with the user's environment, which holds what it logs in with. Rejects with `EnvironmentError` when there is
 * none; that it fails is an answer.
 */
export function kubectlProcess(
  environment: NodeJS.ProcessEnv,
): (args: readonly string[]) => Promise<KubectlExit> {
  const named = environment['REHEARSE_KUBECTL']
  const binary = named === undefined || named === '' ? 'kubectl' : named
  return (args) =>
    new Promise((done, fail) => {
      const child = spawn(binary, [...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
      const stdout: Buffer[] = []
      const stderr: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
      child.on('error', (cause) => fail(missing(binary, cause)))
      child.on('close', (code) => done({ code: code ?? -1, stdout: textOf(stdout), stderr: textOf(stderr) }))
    })
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}

function missing(binary: string, cause: Error): EnvironmentError {
  return new EnvironmentError(`cannot run ${binary}: ${cause.message}`, {
    code: 'client-missing',
    subject: binary,
    remedy:
      'Install kubectl, or set REHEARSE_KUBECTL to its path; or run the commands elsewhere: `rehearse collect --print`.',
    cause,
  })
}
