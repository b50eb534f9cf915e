import * as z from 'zod'

const text = z.string().min(1)
const version = z.record(z.string(), text)
const command = z.strictObject({
  argv: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()).optional(),
  cwd: z.string().optional(),
  stdin: z.string().optional(),
})
const object = z.strictObject({ group: z.string(), resource: text, namespace: z.string(), name: text })
const condition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('present'), object }),
  z.strictObject({ kind: z.literal('absent'), object }),
  z.strictObject({ kind: z.literal('elapsed'), ms: z.number().nonnegative() }),
])
const afterCrash = z.enum(['rerun', 'stop', 'continue'])
const recoveryStep = z.strictObject({
  name: text,
  command,
  onFailure: z.enum(['stop', 'continue']).optional(),
  onCrash: afterCrash.optional(),
  waits: z.enum(['no', 'quiescent', 'settled']).optional(),
  exitCode: z.int().optional(),
})
const recovery = z.strictObject({ run: z.array(recoveryStep).min(1), next: afterCrash.optional() })
const step = recoveryStep.extend({
  onCrash: z.union([afterCrash, recovery]).optional(),
  after: z.array(text).optional(),
  during: z.strictObject({ step: text, when: condition }).optional(),
})
const source = z.strictObject({ document: text, section: text })
const event = z
  .strictObject({
    actor: text.optional(),
    verb: text.optional(),
    object: text.optional(),
    labels: z.record(z.string(), z.string()).optional(),
    reason: text.optional(),
    message: text.optional(),
    exit: z.strictObject({ step: text, code: z.int() }).optional(),
    waiting: text.optional(),
  })
  .refine((pattern) => Object.keys(pattern).length > 0, 'needs a member: an empty pattern matches everything')
const goal = z.strictObject({
  description: text,
  declared: z.array(text).optional(),
  baseline: z.literal('as-imported').optional(),
  ownership: z.array(z.strictObject({ plane: text, object: text, owned: z.boolean() })).optional(),
})
const incident = z.strictObject({
  name: text,
  title: text,
  profile: version.optional(),
  steps: z.array(step).min(1),
  chain: z.array(z.strictObject({ says: text, event })).min(1),
})
const fix = z.strictObject({
  name: text,
  title: text,
  from: z.union([source, z.strictObject({ derived: text })]),
  goal: text,
  startsAfter: text,
  profile: version.optional(),
  steps: z.array(step),
  expect: z.strictObject({ fails: z.array(z.strictObject({ gate: text, evidence: text })) }).optional(),
  refutes: z.strictObject({ claim: text, truth: text, versions: text, event, check: text }).optional(),
})
const databaseServer = z.strictObject({
  name: text,
  version: text.optional(),
  bootstrap: z.array(z.strictObject({ database: text, statement: text })).optional(),
  hosts: z.record(text, z.string()).optional(),
})
const registryRule = z
  .strictObject({
    refuses: z.enum(['rate-limit', 'unauthorized', 'not-found']).optional(),
    error: text.optional(),
    pulls: z.int().nonnegative().optional(),
    accepts: z.strictObject({ username: text, password: text }).optional(),
  })
  .refine(
    (rule) => (rule.refuses === undefined) !== (rule.error === undefined),
    'needs either refuses or error',
  )
const snapshot = z.strictObject({
  files: z.array(text).min(1),
  takenAt: z.iso.datetime({
    offset: true,
    error: 'needs a date and time as RFC 3339 has it, e.g. 2026-01-31T08:00:00Z',
  }),
})
const world = z
  .strictObject({
    systems: z.array(text).optional(),
    snapshot: snapshot.optional(),
    nodes: z.array(text),
    namespaces: z.array(text),
    secretsManager: z
      .strictObject({
        region: text,
        secrets: z.record(z.string(), z.union([z.record(z.string(), z.json()), z.string()])),
      })
      .optional(),
    postgres: z.strictObject({ servers: z.array(databaseServer) }).optional(),
    registry: z.record(text, registryRule).optional(),
    git: z
      .strictObject({
        repositories: z.record(text, z.strictObject({ branches: z.record(text, text) })),
      })
      .optional(),
    manifests: z.array(text).optional(),
    setup: z.array(command),
  })
  .refine(({ nodes, snapshot }) => nodes.length > 0 || snapshot !== undefined, {
    path: ['nodes'],
    error: 'needs a node, unless there is a snapshot',
  })
const protection = z.strictObject({
  pods: z.array(z.strictObject({ namespace: text, selector: text })),
  keys: z.array(z.strictObject({ namespace: text, secret: text, keys: z.array(text).min(1) })),
  data: z.array(z.strictObject({ says: text, command })).optional(),
  after: z
    .strictObject({
      hours: z.number().positive().optional(),
      notAsked: z
        .partialRecord(z.enum(['survives-restart', 'survives-drain', 'survives-time']), text)
        .optional(),
    })
    .optional(),
})

const count = z.int().nonnegative()
const bounds = z
  .strictObject({
    steps: z.int().positive(),
    delays: count,
    crashes: count,
    stalls: count,
    gaps: z.array(z.enum(['at-once', 'quiescent', 'settled'])).min(1),
    states: z.int().positive(),
    controllers: z.array(text),
  })
  .partial()
const sequence = z.array(text).min(1)
const census = z.strictObject({
  process: z.array(text).min(1),
  after: text.optional(),
  same: z.array(z.strictObject({ says: text, command })).optional(),
  error: text.optional(),
  expect: z.strictObject({ recovers: count, stuck: count, 'silently-wrong': count }),
})
const exploration = z.strictObject({
  name: text,
  title: text,
  startsAfter: text,
  goals: z.array(text).min(1),
  profile: version.optional(),
  steps: z.array(step).min(1),
  mandatory: z.array(text).optional(),
  bounds: bounds.optional(),
  census: census.optional(),
  expect: z.strictObject({
    shortestSafe: z.record(z.string(), z.array(sequence)),
    safe: z.array(sequence).optional(),
    refuted: z.array(sequence).min(1),
    sometimes: z.array(z.strictObject({ says: text, event })).min(1),
  }),
})

/** The shape of a scenario file's default export. Unknown members are errors: they are usually typing mistakes. */
export const scenarioSchema = z.strictObject({
  name: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case words joined by "-"'),
  title: text,
  summary: text,
  source,
  fixtures: text.optional(),
  profile: version.optional(),
  world,
  protects: protection,
  goals: z.record(z.string(), goal),
  incidents: z.array(incident),
  fixes: z.array(fix),
  explorations: z.array(exploration).optional(),
})
