/** `errors.ErrorGeneric`: what an answer of the API server ends with. argo-cd v3.5.1 util/errors/errors.go. */
const ERROR_GENERIC = 20

/** The command ends with this message and exit code. */
export class ArgoError extends Error {
  override readonly name = 'ArgoError'
  readonly exitCode: number

  constructor(message: string, exitCode = ERROR_GENERIC) {
    super(message)
    this.exitCode = exitCode
  }
}

/** `log.Fatal`: exit code 1. */
export function fatal(message: string): ArgoError {
  return new ArgoError(message, 1)
}

/** An answer of the API server, in gRPC's words. */
export function rpcError(code: string, message: string): ArgoError {
  return new ArgoError(`rpc error: code = ${code} desc = ${message}`)
}
