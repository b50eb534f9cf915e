import type { JsonObject } from '../kernel/json.js'
import type { Transaction } from '../kernel/transaction.js'

/** One call of an operation. */
export interface ServiceCall {
  readonly tx: Transaction
  readonly region: string
  /** e.g. `GetSecretValue`. */
  readonly operation: string
}

/** An operation: from its input to its output. Throws `AwsError` before its first write. */
export type Operation = (call: ServiceCall, input: JsonObject) => JsonObject

/** A service that speaks AWS JSON 1.1. */
export interface JsonService {
  /** Signing name: the service in a credential scope. */
  readonly name: string
  /** What stands before the operation in `X-Amz-Target`. */
  readonly targetPrefix: string
  readonly operations: Readonly<Record<string, Operation>>
  /** Operations upstream has and the twin does not. */
  readonly notModelled: readonly string[]
  /** What an input is about, without secret values: the name of a secret. */
  readonly subjectOf: (input: JsonObject) => string
}
