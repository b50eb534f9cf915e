import type { Component, Plane } from '../../twins/contract/component.js'
import type { Twin } from '../../twins/contract/twin.js'
import { InvariantViolation } from '../../twins/kernel/errors.js'
import type { Files } from '../../twins/kernel/files.js'
import { type Json, stableStringify } from '../../twins/kernel/json.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { OBJECTS } from '../../twins/kubernetes/index.js'
import { askGates, type Gate } from '../gates/gate.js'
import { readManifest } from '../scenario/manifests.js'
import type { Fix, Incident, Scenario, Versions } from '../scenario/scenario.js'
import { followChain } from './chain.js'
import { judgeFix } from './judge-fix.js'
import { judgeIncident } from './judge-incident.js'
import type { FixOutcome, IncidentOutcome, OutcomeStatus, ScenarioOutcome } from './outcome.js'
import { redactor, redactValue } from './redact.js'
import { explainRefutation } from './refutation.js'
import { allSecretObjects } from './secret-history.js'
import { runSequence, type SequenceResult } from './sequence.js'
import { sinceSnapshot } from './since-snapshot.js'
import { timelineOf, withCauses } from './timeline.js'

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
  /** Folder of the files, for messages. Default: messages name paths within it. */
  readonly fixtures?: string
  readonly components: readonly Component[]
  readonly gates: readonly Gate[]
  readonly prepare: Prepare<S>
  readonly seed: number
  /** Versions from the command line: they win over those of the scenario, its incidents and its fixes. */
  readonly profile?: Readonly<Record<string, string>>
  /** Only these fixes. Default: all. */
  readonly fixes?: readonly string[]
  /**
   * How much of the history an outcome tells. `all`: the whole timeline, and digests of the end states; `shown`: the
   * entries it refers to with what set them off, as a report for people shows them. Default: all.
   */
  readonly detail?: 'all' | 'shown'
  /** The time on the wall in Unix ms: verdicts on an imported world tell how old its dump is. Default: they tell when it was taken. */
  readonly wallMs?: number
  /** Told what begins, for progress output. */
  readonly onProgress?: (what: string) => void | Promise<void>
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
  return redactValue(sinceSnapshot(outcome, scenario.world), redactor(run.secrets(), scenario.name))
}

/** The worlds and the incidents of one scenario, each made once, and what fixes come to in them. */
export class ScenarioRun<S> {
  readonly #options: RunScenarioOptions<S>
  readonly #prepared = new Map<string, Promise<Prepared<S>>>()
  readonly #secrets = new Set<string>()
  readonly #incidents = new Map<string, Promise<SequenceResult<S>>>()

  constructor(options: RunScenarioOptions<S>) {
    this.#options = options
  }

  /** The healthy world under a profile; built once for each profile. */
  prepared(own: Versions): Promise<Prepared<S>> {
    const profile = { ...this.#options.scenario.profile, ...own, ...this.#options.profile }
    return remembered(this.#prepared, stableStringify(profile), async () => {
      await this.#options.onProgress?.(`building the world (${describeProfile(profile)})`)
      return this.#options.prepare(profile)
    })
  }

  describeHealthy({ twin, healthy }: Prepared<S>): ScenarioOutcome['healthy'] {
    return { settledAtMs: twin.now(healthy), objects: twin.view(healthy).list(OBJECTS).length }
  }

  async incident(named: Incident): Promise<IncidentOutcome> {
    await this.#options.onProgress?.(`incident ${named.name}`)
    const { twin, healthy } = await this.prepared(named.profile ?? {})
    const incident = find(this.#options.under(twin.profile).incidents, named.name)
    const result = await this.#incidentUnder(incident.name, named.profile ?? {})
    this.noteSecrets(twin, result.state)
    const log = twin.log(result.state).slice(twin.log(healthy).length)
    const chain = followChain(log, incident.chain)
    const shown = chain.map((link) => link.seq)
    return judgeIncident(incident, {
      profile: twin.profile,
      result,
      chain,
      ...this.#history(twin, result, log, shown),
    })
  }

  async fix(named: Fix): Promise<FixOutcome> {
    await this.#options.onProgress?.(`fix ${named.name}`)
    const { files, components, gates } = this.#options
    const own = this.profileOf(named)
    const { twin, healthy } = await this.prepared(own)
    const scenario = this.#options.under(twin.profile)
    const fix = find(scenario.fixes, named.name)
    for (const path of scenario.goals[fix.goal]?.declared ?? [])
      readManifest(files, path, this.#options.fixtures)
    const before = await this.stateAfter(fix.startsAfter, healthy, own)
    const armed = await twin.arm(before)
    const result = await runSequence(twin, armed, `fix:${fix.name}`, fix.steps)
    const planes = components.flatMap((component): readonly Plane[] => component.planes ?? [])
    const images = components.flatMap((component) => component.images ?? [])
    const genericPrograms = images.filter((image) => image.generic).map((image) => image.name)
    const { wallMs } = this.#options
    const outside = wallMs === undefined ? {} : { wallMs }
    const looked = { twin, scenario, fix, files, planes, genericPrograms, healthy, ...outside }
    const context = { ...looked, before: armed, after: result.state, ...result }
    const verdicts = await askGates(gates, context)
    this.noteSecrets(twin, result.state)
    const log = twin.log(result.state).slice(twin.log(before).length)
    const shown = verdicts.gates.flatMap((gate) => gate.evidence.map((item) => item.seq))
    return judgeFix(fix, {
      profile: twin.profile,
      result,
      ...verdicts,
      refutation: explainRefutation(fix, log),
      ...this.#history(twin, result, log, shown),
    })
  }

  /** Everything that was a secret at any moment of the runs looked at; see `redactor`. */
  secrets(): readonly string[] {
    return [...this.#secrets]
  }

  #history(
    twin: Twin<S>,
    { state }: SequenceResult<S>,
    log: readonly LogEntry[],
    shown: readonly (number | null)[],
  ) {
    if (this.#options.detail === 'shown')
      return { digest: null, timeline: timelineOf(withCauses(log, shown)) }
    const redact = redactor(this.secrets(), this.#options.scenario.name)
    return { digest: twin.digest(state), timeline: timelineOf(log, redact) }
  }

  /** Remember everything that is a secret in a state, or was one on the way to it. */
  noteSecrets(twin: Twin<S>, state: S): void {
    const view = allSecretObjects(twin.view(state), twin.log(state))
    for (const component of this.#options.components) {
      for (const value of component.secretValues?.(view) ?? []) this.#secrets.add(value)
    }
  }

  /** A fix goes on in the world of its incident, so that it needs the versions that show the incident. */
  profileOf(fix: Fix): Versions {
    const incident = this.#options.scenario.incidents.find(({ name }) => name === fix.startsAfter)
    return { ...incident?.profile, ...fix.profile }
  }

  /** The state after an incident, or the healthy one. */
  async stateAfter(incident: string, healthy: S, own: Versions): Promise<S> {
    return incident === 'healthy' ? healthy : (await this.#incidentUnder(incident, own)).state
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
