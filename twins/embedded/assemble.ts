import { type Assembly, type Component, imagePrograms, toolProgramName } from '../contract/component.js'
import { InvariantViolation, RehearseError } from '../kernel/errors.js'
import type { Files } from '../kernel/files.js'
import { memoryFiles } from '../kernel/files.js'
import type { JsonObject } from '../kernel/json.js'
import { DEFAULT_LIMITS, type Limits } from '../kernel/limits.js'
import type { Monitor } from '../kernel/monitor.js'
import type { Port } from '../kernel/port.js'
import type { Program } from '../kernel/process.js'
import { controllerProgram } from '../kernel/reconcile.js'
import type { System } from '../kernel/system.js'
import { metadataOf, textAt } from '../kubernetes/index.js'

export interface AssembleOptions {
  readonly components: readonly Component[]
  /** Versions that differ from the components' defaults. */
  readonly profile?: Readonly<Record<string, string>>
  readonly files?: Files
  readonly limits?: Partial<Limits>
  /** Virtual ms at which worlds begin. Default 0. */
  readonly startMs?: number
  readonly grain?: 'reconcile' | 'write'
  readonly alwaysReexecute?: boolean
  /** Gates of the harness that watch the whole history. */
  readonly monitors?: readonly Monitor[]
}

/** Put components together into a system: the code and artefacts of a run. Throws on unknown or unsupported profiles. */
export function assemble(options: AssembleOptions): System {
  const profile = resolveProfile(options.components, options.profile ?? {})
  const assembly: Assembly = { components: options.components, profile }
  const controllers = options.components.flatMap((component) => component.controllers?.(assembly) ?? [])
  return {
    tables: options.components.flatMap((component) => component.tables ?? []),
    ports: byName(
      options.components.flatMap((component): readonly Port[] => component.ports?.(assembly) ?? []),
    ),
    programs: new Map([
      ...programsOf(options.components),
      ...controllers.map(controllerProgram).map(toEntry),
    ]),
    controllers: byName(controllers),
    monitors: [
      ...options.components.flatMap((component) => component.monitors ?? []),
      ...(options.monitors ?? []),
    ],
    files: options.files ?? memoryFiles({}),
    profile,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    startMs: options.startMs ?? 0,
    versionOf: (row) => (row === undefined ? '' : textAt(metadataOf(row as JsonObject), 'resourceVersion')),
    grain: options.grain ?? 'reconcile',
    alwaysReexecute: options.alwaysReexecute ?? false,
  }
}

/** Defaults of all components with the given versions put over them. */
export function resolveProfile(
  components: readonly Component[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const known = components.flatMap((component) => component.profiles ?? [])
  for (const key of Object.keys(given)) {
    if (known.some((profile) => profile.key === key)) continue
    throw new RehearseError(`unknown profile ${key}`, {
      code: 'unknown-profile',
      subject: key,
      remedy: `Use one of: ${known.map((profile) => profile.key).join(', ')}.`,
    })
  }
  const resolved: Record<string, string> = {}
  for (const profile of known) {
    const version = given[profile.key] ?? profile.default
    profile.check(version)
    resolved[profile.key] = version
  }
  return resolved
}

function programsOf(components: readonly Component[]): readonly (readonly [string, Program])[] {
  return components.flatMap((component) => [
    ...Object.entries(component.tools ?? {}).map(
      ([binary, program]) => [toolProgramName(binary), program] as const,
    ),
    ...(component.images ?? []).flatMap(imagePrograms),
    ...Object.entries(component.programs ?? {}),
  ])
}

function toEntry(named: { readonly name: string; readonly program: Program }): readonly [string, Program] {
  return [named.name, named.program]
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>()
  for (const item of items) {
    if (map.has(item.name)) throw new InvariantViolation(`${item.name} is registered twice`)
    map.set(item.name, item)
  }
  return map
}
