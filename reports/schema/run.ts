import { z } from 'zod'
import type {
  FixOutcome,
  GateOutcome,
  IncidentOutcome,
  ObjectDiff,
  ScenarioOutcome,
  StepOutcome,
  TimelineEntry,
} from '../../harness/runner/outcome.js'
import { RUN_SCHEMA, SCHEMA_VERSION, WHAT_IF_SCHEMA } from './ids.js'

const ms = z.number().meta({ description: 'virtual milliseconds since the start of the run' })
const seq = z.int().meta({ description: 'number of an entry of the event log, from 1' })
export const verdict = z.enum(['pass', 'fail', 'inconclusive'])
export const status = z.enum(['as-expected', 'differs', 'inconclusive'])
export const profile = z.record(z.string(), z.string()).meta({ description: 'component -> its version' })

const step: z.ZodType<StepOutcome> = z.object({
  name: z.string(),
  command: z.string(),
  ran: z.boolean(),
  startedAtMs: ms,
  endedAtMs: ms,
  exitCode: z.int().nullable().meta({ description: 'null: it never ended' }),
  stdout: z.string(),
  stderr: z.string(),
})

const evidence = z.object({
  subject: z.string().meta({ description: 'Kind namespace/name, or a step' }),
  owner: z.string().nullable(),
  message: z.string(),
  seq: seq.nullable(),
})

export const gate: z.ZodType<GateOutcome> = z.object({
  gate: z.string(),
  verdict,
  compared: z.int().meta({ description: 'how many objects were compared' }),
  evidence: z.array(evidence),
  note: z.string().nullable(),
})

const diff: z.ZodType<ObjectDiff> = z
  .object({
    kind: z.enum(['created', 'changed', 'deleted']),
    changes: z.array(
      z.object({
        path: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
    more: z.int().meta({ description: 'fields that are left out' }),
  })
  .meta({ description: 'what a write changed in its object; secret values have names in their place' })

const entry = z.object({
  seq,
  atMs: ms,
  actor: z.string(),
  cause: z.int().meta({ description: 'seq of what set it off; 0: the beginning' }),
  kind: z.enum([
    'write',
    'refused',
    'process-started',
    'process-exited',
    'reconcile-error',
    'fault',
    'skipped',
    'note',
  ]),
  subject: z.string(),
  text: z.string(),
  diff: diff.exactOptional(),
}) satisfies z.ZodType<TimelineEntry>

const ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('settled'), atMs: ms }),
  z.object({ kind: z.literal('horizon'), atMs: ms, horizonMs: z.number() }),
  z.object({ kind: z.literal('diverges'), atMs: ms, periodMs: z.number(), from: seq, to: seq }),
  z.object({ kind: z.literal('error'), atMs: ms, code: z.string(), message: z.string() }),
])

const incident: z.ZodType<IncidentOutcome> = z.object({
  name: z.string(),
  title: z.string(),
  profile,
  steps: z.array(step),
  chain: z.array(z.object({ says: z.string(), seq: seq.nullable(), atMs: ms.nullable() })),
  surprises: z.array(z.string()),
  ending,
  digest: z.string().nullable(),
  timeline: z.array(entry),
  status,
})

const fixShape = {
  name: z.string(),
  title: z.string(),
  from: z.string(),
  documented: z.boolean(),
  goal: z.string(),
  startsAfter: z.string(),
  profile,
  steps: z.array(step),
  ending,
  digest: z.string().nullable(),
  gates: z.array(gate),
  notAsked: z.array(z.object({ gate: z.string(), because: z.string() })).exactOptional(),
  verdict,
  expected: z.enum(['pass', 'fail']),
  surprises: z.array(z.string()),
  refutation: z
    .object({
      claim: z.string(),
      truth: z.string(),
      versions: z.string(),
      check: z.string(),
      seq: seq.nullable(),
      atMs: ms.nullable(),
      event: z.string().nullable(),
    })
    .nullable(),
  timeline: z.array(entry),
  schedules: z.int(),
  status,
}

const scenario = z.object({
  scenario: z.string(),
  title: z.string(),
  summary: z.string(),
  document: z.string(),
  section: z.string(),
  profile,
  twin: z.string(),
  seed: z.int(),
  healthy: z.object({ settledAtMs: ms, objects: z.int() }),
  incidents: z.array(incident),
  fixes: z.array(z.object(fixShape) satisfies z.ZodType<FixOutcome>),
  status,
}) satisfies z.ZodType<ScenarioOutcome>

/** `$schema` is missing in reports that were written before it was there. */
export const envelope = (id: string) => ({
  $schema: z.literal(id).exactOptional(),
  version: z.literal(SCHEMA_VERSION),
})

/** What `rehearse run --json` prints. */
export const runReport = z.object({ ...envelope(RUN_SCHEMA), scenarios: z.array(scenario) })

/** What `rehearse what-if --json` prints: the outcome of a fix without a goal. */
export const whatIfReport = z.object({ ...envelope(WHAT_IF_SCHEMA), ...fixShape })
