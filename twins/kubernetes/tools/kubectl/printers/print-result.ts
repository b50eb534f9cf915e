import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print } from '../../../../kernel/requests.js'
import type { Invocation } from '../command.js'
import { objectName, objectPrinter } from './object-printer.js'

/** Writes text to standard output as it is. */
export function* write(text: string): Proc<void> {
  if (text !== '') yield { kind: 'print', stream: 'stdout', text }
}

/** Prints what a command did to objects, one at a time. */
export interface ResultPrinter {
  /** `operation` is upstream's word, e.g. `patched`. */
  print(object: JsonObject, operation: string): Proc<void>
}

/**
 * The printer of commands that change objects: `deployment.apps/api patched`, or the object in the format of `-o`.
 * YAML documents after the first are preceded by `---`. Throws for an unknown format, as upstream before any request.
 * Source: cli-runtime v0.32.0 pkg/genericclioptions/print_flags.go, pkg/printers/name.go, yaml.go.
 */
export function resultPrinter(invocation: Invocation): ResultPrinter {
  const printer = objectPrinter(invocation)
  const isYaml = invocation.flags.text('output') === 'yaml'
  let printed = 0
  return {
    *print(object, operation) {
      if (printer === undefined) {
        yield* print(`${objectName(object)} ${operation}`)
        return
      }
      yield* write(`${isYaml && printed > 0 ? '---\n' : ''}${printer(object)}`)
      printed++
    },
  }
}
