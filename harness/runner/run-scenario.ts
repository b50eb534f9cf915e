import type { Component, Plane } from '../../twins/contract/component.js'
import type { Twin } from '../../twins/contract/twin.js'
import { InvariantViolation } from '../../twins/kernel/errors.js'
import type { Files } from '../../twins/kernel/files.js'
import { type Json, stableStringify } from '../../twins/kernel/json.js'
import { askGate, type Gate } from '../gates/gate.js'
import type { Fix, Incident, Scenario, Versions } from '../scenario/scenario.js'
import { followChain } from './chain.js'
import { judgeFix } from './judge-fix.js'
import type { FixOutcome, IncidentOutcome, OutcomeStatus, ScenarioOutcome } from './outcome.js'
import { redactor, redactValue } from './redact.js'
import { explainRefutation } from './refutation.js'
import { runSequence, type SequenceResult } from './sequence.js'
import { timelineOf } from './timeline.js'

/** A twin ready to run, standing in the healthy world of the scenario. */
export interface Prepared<S> {
  readonly twin: Twin<S>
  readonly healthy: S
}

/** How to make a twin for a version profile: the backend's part of the work. */
export type Prepare<S> = (profile: Readonly<Record<string, string>>) => Prepared<S> | Promise<Prepared<S>>

export interface RunScenarioOptions<S> {
  /** Under the default versions. */
  readonly scenario: Scenario
  /** Under the versions in force; the names of its parts are the same. */
  readonly under: (versions: Versions) => Scenario
  readonly files: Files
  readonly components: readonly Component[]
  readonly gates: readonly Gate[]
  readonly prepare: Prepare<S>
  readonly seed: number
  /** Versions from the command line: they win over those of the scenario, its incidents and its fixes. */
  readonly profile?: Readonly<Record<string, string>>
  /** Only these fixes. Default: all. */
  readonly fixes?: readonly string[]
  /** Told what begins, for progress output. */
  readonly onProgress?: (what: string) => void
}

/** Run every incident and every fix of a scenario and judge them. */
export async function runScenario<S>(options: RunScenarioOptions<S>): Promise<ScenarioOutcome> {
  const run = new ScenarioRun(options)
  const { scenario } = options
  const incidents: IncidentOutcome[] = []
  const fixes: FixOutcome[] = []
  const selected = scenario.fixes.filter((fix) => options.fixes?.includes(fix.name) ?? true)
  for (const incident of scenario.incidents) incidents.push(await run.incident(incident))
  for (const fix of selected) fixes.push(await run.fix(fix))
  const prepared = await run.prepared({})
  const outcome: ScenarioOutcome = {
    scenario: scenario.name,
    title: scenario.title,
    summary: scenario.summary,
    document: scenario.source.document,
    section: scenario.source.section,
    profile: prepared.twin.profile,
    twin: prepared.twin.name,
    seed: options.seed,
    healthy: run.describeHealthy(prepared),
    incidents,
    fixes,
    status: worst([...incidents, ...fixes].map((part) => part.status)),
  }
  return redactValue(outcome, redactor(run.secrets(), scenario.name))
}

class ScenarioRun<S> {
  readonly #options: RunScenarioOptions<S>
  readonly #prepared = new Map<string, Promise<Prepared<S>>>()
  readonly #secrets = new Set<string>()
  readonly #incidents = new Map<string, Promise<SequenceResult<S>>>()

  constructor(options: RunScenarioOptions<S>) {
    this.#options = options
  }

  /** The healthy world under a profile; built once for each profile. */
  prepared(own: Readonly<Record<string, string>>): Promise<Prepared<S>> {
    const profile = { ...this.#options.scenario.profile, ...own, ...this.#options.profile }
    return remembered(this.#prepared, stableStringify(profile), async () => {
      this.#options.onProgress?.(`building the world (${describeProfile(profile)})`)
      return this.#options.prepare(profile)
    })
  }

  describeHealthy({ twin, healthy }: Prepared<S>): ScenarioOutcome['healthy'] {
    return { settledAtMs: twin.now(healthy), objects: twin.view(healthy).list('kubernetes.objects').length }
  }

  async incident(incident: Incident): Promise<IncidentOutcome> {
    this.#options.onProgress?.(`incident ${incident.name}`)
    const prepared = await this.prepared(incident.profile ?? {})
    const result = await this.#incidentUnder(incident.name, incident.profile ?? {})
    const log = prepared.twin.log(result.state)
    this.#noteSecrets(prepared.twin, result.state)
    const from = prepared.twin.log(prepared.healthy).length
    const chain = followChain(log.slice(from), incident.chain)
    const complete = chain.every((link) => link.seq !== null)
    return {
      name: incident.name,
      title: incident.title,
      profile: prepared.twin.profile,
      steps: result.steps,
      chain,
      ending: result.ending,
      digest: prepared.twin.digest(result.state),
      timeline: timelineOf(log.slice(from)),
      status: complete ? 'as-expected' : 'differs',
    }
  }

  async fix(named: Fix): Promise<FixOutcome> {
    this.#options.onProgress?.(`fix ${named.name}`)
    const { files, components, gates } = this.#options
    const { twin, healthy } = await this.prepared(named.profile ?? {})
    const scenario = this.#options.under(twin.profile)
    const fix = find(scenario.fixes, named.name)
    const before = await this.#startOf(fix, healthy)
    const armed = await twin.arm(before)
    const result = await runSequence(twin, armed, `fix:${fix.name}`, fix.steps)
    const planes = components.flatMap((component): readonly Plane[] => component.planes ?? [])
    const context = { twin, scenario, fix, files, planes, before: armed, after: result.state, ...result }
    const outcomes = []
    for (const gate of gates) outcomes.push(await askGate(gate, context))
    for (const state of [before, result.state]) this.#noteSecrets(twin, state)
    const log = twin.log(result.state).slice(twin.log(before).length)
    return judgeFix(fix, {
      profile: twin.profile,
      digest: twin.digest(result.state),
      result,
      gates: outcomes,
      timeline: timelineOf(log),
      refutation: explainRefutation(fix, log),
    })
  }

  /** Everything that was a secret at any of the moments looked at; see `redactor`. */
  secrets(): readonly string[] {
    return [...this.#secrets]
  }

  #noteSecrets(twin: Twin<S>, state: S): void {
    for (const component of this.#options.components) {
      for (const value of component.secretValues?.(twin.view(state)) ?? []) this.#secrets.add(value)
    }
  }

  async #startOf(fix: Fix, healthy: S): Promise<S> {
    if (fix.startsAfter === 'healthy') return healthy
    return (await this.#incidentUnder(fix.startsAfter, fix.profile ?? {})).state
  }

  #incidentUnder(name: string, profile: Versions): Promise<SequenceResult<S>> {
    const key = stableStringify([name, { ...profile }] as unknown as Json)
    return remembered(this.#incidents, key, async () => {
      const { twin, healthy } = await this.prepared(profile)
      const incident = find(this.#options.under(twin.profile).incidents, name)
      return runSequence(twin, healthy, `incident:${name}`, incident.steps)
    })
  }
}

/** The worst of several: differs, then inconclusive, then as expected. */
export function worst(statuses: readonly OutcomeStatus[]): OutcomeStatus {
  if (statuses.includes('differs')) return 'differs'
  return statuses.includes('inconclusive') ? 'inconclusive' : 'as-expected'
}

/** The part with this name. `checkScenario` has made sure that names refer to something. */
function find<T extends { readonly name: string }>(parts: readonly T[], name: string): T {
  const found = parts.find((part) => part.name === name)
  if (found === undefined)
    throw new InvariantViolation(`a scenario must not hide ${name} under some versions`)
  return found
}

function remembered<T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}

function describeProfile(profile: Readonly<Record<string, string>>): string {
  const parts = Object.entries(profile).map(([key, version]) => `${key} ${version}`)
  return parts.length === 0 ? 'default versions' : parts.join(', ')
}
