import type {
  FixOutcome,
  GateOutcome,
  IncidentOutcome,
  ScenarioOutcome,
  StepOutcome,
  TimelineEntry,
} from '../../harness/runner/outcome.js'

const PROFILE = { eso: '2.9.0', helm: '3.17.2' }

const line = (seq: number, atMs: number, actor: string, cause: number, text: string): TimelineEntry => ({
  seq,
  atMs,
  actor,
  cause,
  kind: 'write',
  subject: 'Secret test/db',
  text,
})

const TIMELINE: readonly TimelineEntry[] = [
  line(11, 60_000, 'fix:drop-it/drop', 11, 'started helm upgrade app chart --atomic'),
  {
    ...line(12, 60_400, 'fix:drop-it/drop', 11, 'delete ExternalSecret test/db: is being deleted'),
    subject: 'ExternalSecret test/db',
    diff: {
      kind: 'changed',
      changes: [
        { path: 'spec.refreshInterval', before: '1h0m0s', after: '5m0s' },
        { path: 'metadata.annotations[helm.sh/resource-policy]', before: 'keep', after: null },
        { path: 'metadata.deletionTimestamp', before: null, after: '2026-01-01T00:01:00Z' },
      ],
      more: 2,
    },
  },
  {
    ...line(13, 60_500, 'externalsecret', 12, 'deleted ExternalSecret test/db'),
    subject: 'ExternalSecret test/db',
    diff: { kind: 'deleted', changes: [], more: 0 },
  },
  {
    ...line(14, 61_000, 'garbage-collector', 13, 'deleted Secret test/db'),
    diff: { kind: 'deleted', changes: [], more: 0 },
  },
]

const step = (name: string, changes: Partial<StepOutcome> = {}): StepOutcome => ({
  name,
  command: 'helm upgrade app chart --atomic',
  ran: true,
  startedAtMs: 60_000,
  endedAtMs: 61_200,
  exitCode: 0,
  stdout: 'Release "app" has been upgraded. Happy Helming!\n',
  stderr: '',
  ...changes,
})

const gate = (name: string, changes: Partial<GateOutcome> = {}): GateOutcome => ({
  gate: name,
  verdict: 'pass',
  compared: 12,
  evidence: [],
  note: null,
  ...changes,
})

const failedGate = gate('keys-present', {
  verdict: 'fail',
  compared: 2,
  evidence: [{ subject: 'Secret test/db', owner: null, message: 'was deleted', seq: 14 }],
})

const latentGate = gate('survives-restart', {
  verdict: 'fail',
  compared: 5,
  evidence: ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    subject: `Pod test/web-6f9c5d7b8-${name}`,
    owner: 'Deployment test/web',
    message: 'does not become ready again after a restart: CreateContainerConfigError: secret "db" not found',
    seq: null,
  })),
})

const passingFix: FixOutcome = {
  name: 'keep-it',
  title: 'Leave the ExternalSecret in the chart.',
  from: 'what the release still contains is not deleted',
  documented: false,
  goal: 'helm',
  startsAfter: 'healthy',
  profile: PROFILE,
  steps: [step('upgrade')],
  ending: { kind: 'settled', atMs: 120_000 },
  digest: 'd1',
  gates: [
    gate('steps', { compared: 1 }),
    gate('zero-diff', { note: 'assumed: image app of a generic program' }),
  ],
  verdict: 'pass',
  expected: 'pass',
  surprises: [],
  refutation: null,
  timeline: TIMELINE,
  schedules: 1,
  status: 'as-expected',
}

const refutedFix: FixOutcome = {
  ...passingFix,
  name: 'drop-it',
  title:
    'Set deletionPolicy: Retain before the migration, then drop the ExternalSecret from the release, as the runbook says.',
  from: 'Runbook, Prevention',
  documented: true,
  goal: 'terraform',
  startsAfter: 'deletes-again',
  steps: [
    step('drop', {
      command: `helm upgrade app chart --namespace test -f values-prod.yaml -f values-without-the-external-secret.yaml --set 'note=two words here' --atomic`,
      exitCode: 1,
      stdout: '',
      stderr: `W0101 a warning\nError: UPGRADE FAILED: cannot patch "web" with kind Deployment: ${'"x\\":'.repeat(80)} is invalid\n`,
    }),
    step('verify', {
      ran: false,
      command: 'kubectl get secret db -n test',
      startedAtMs: 0,
      endedAtMs: 0,
      exitCode: null,
    }),
  ],
  gates: [gate('steps', { compared: 2 }), failedGate, latentGate],
  verdict: 'fail',
  expected: 'fail',
  refutation: {
    claim: 'with deletionPolicy: Retain the Secret survives',
    truth:
      'deletionPolicy speaks of data that vanishes at the provider; Kubernetes collects the Secret with its owner.',
    versions: 'every version that has the field',
    check:
      'kubectl get secret db -n test -o jsonpath={.metadata.ownerReferences}   # a controller reference to ExternalSecret: it will be collected',
    seq: 14,
    atMs: 61_000,
    event: 'deleted Secret test/db',
  },
}

const differingFix: FixOutcome = {
  ...passingFix,
  name: 'wait-for-it',
  title: 'Wait until the Secret is back.',
  steps: [
    step('wait', {
      command: 'kubectl wait secret/db --for=create --timeout=-1s -n test',
      exitCode: null,
      stdout: 'NAME   TYPE     DATA   AGE\ndb     Opaque   2      5m\n',
      endedAtMs: 3_661_000,
    }),
  ],
  gates: [
    gate('steps', {
      verdict: 'fail',
      compared: 1,
      evidence: [{ subject: 'step wait', owner: null, message: 'never ended', seq: null }],
    }),
    gate('settled', { verdict: 'inconclusive', compared: 0, note: 'still changing after 172800 s' }),
  ],
  verdict: 'fail',
  surprises: [
    'gate steps fails: step wait: never ended',
    'gate settled is inconclusive: still changing after 172800 s',
  ],
  status: 'differs',
}

const brokenIncident: IncidentOutcome = {
  name: 'deletes-again',
  title: 'the rollback recreates the ExternalSecret, and the next apply deletes it again, for ever and ever',
  profile: PROFILE,
  steps: [step('upgrade', { exitCode: 1, stderr: 'Error: UPGRADE FAILED: context deadline exceeded\n' })],
  chain: [
    { says: 'Helm deletes the dropped ExternalSecret', seq: 12, atMs: 60_400 },
    { says: 'the garbage collector deletes the Secret', seq: 14, atMs: 61_000 },
    { says: 'Terraform creates it again', seq: null, atMs: null },
    { says: 'and the next apply deletes it again', seq: null, atMs: null },
  ],
  surprises: ['step upgrade ended with 1, exit code 0 was expected'],
  ending: { kind: 'diverges', atMs: 4_000_000, periodMs: 3_600_000, from: 20, to: 44 },
  digest: 'd2',
  timeline: TIMELINE,
  status: 'differs',
}

const replayedIncident: IncidentOutcome = {
  ...brokenIncident,
  name: 'quiet',
  title: 'everything is green',
  steps: [step('upgrade')],
  chain: brokenIncident.chain.slice(0, 2),
  surprises: [],
  ending: { kind: 'settled', atMs: 120_000 },
  status: 'as-expected',
}

/** An outcome in which everything that a report can show occurs. */
export const MIXED: ScenarioOutcome = {
  scenario: 'doom',
  title: 'A dropped ExternalSecret takes its Secret with it, and atomic rollbacks do it again and again',
  summary:
    'Helm owns the ExternalSecret that makes the database credentials. A release drops it; the garbage collector deletes the Secret.',
  document: 'Apply status, 2026-02-24',
  section: 'Learnings 1',
  profile: PROFILE,
  twin: 'embedded',
  seed: 1,
  healthy: { settledAtMs: 11_100_000, objects: 157 },
  incidents: [brokenIncident, replayedIncident],
  fixes: [passingFix, refutedFix, differingFix],
  status: 'differs',
}

/** The same without what was not as expected. */
export const EXPECTED: ScenarioOutcome = {
  ...MIXED,
  incidents: [replayedIncident],
  fixes: [passingFix, refutedFix],
  status: 'as-expected',
}
