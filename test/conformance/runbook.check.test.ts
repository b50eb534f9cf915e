import { beforeAll, describe, expect, it } from 'vitest'
import { embeddedWith, loadNamed } from '../../harness/cli/embedded.js'
import { type CheckRunbookOptions, checkRunbook } from '../../harness/runbook/check.js'
import type { RunbookOutcome } from '../../harness/runbook/outcome.js'
import { parseRunbook } from '../../harness/runbook/parse.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'

/** Runbooks in the small world of the dropped ExternalSecret. */
const UPGRADE = 'helm upgrade tracecat chart -n tracecat --atomic -f values-prod.yaml'
const STEPS = {
  keep: `${UPGRADE} -f values-keep.yaml -f values-small.yaml`,
  upgrade: `${UPGRADE} -f values-postgres-off-same-image.yaml -f values-small.yaml`,
  terraform:
    'kubectl apply --server-side --force-conflicts --field-manager=Terraform -f manifests/terraform-externalsecret.yaml',
}
const SECRET = 'Secret tracecat/tracecat-postgres-credentials'

const runbookOf = (steps: readonly (readonly [string, string])[]) =>
  `# R\n\n\`\`\`sh\n${steps.map(([name, command]) => `# step: ${name}\n${command}`).join('\n')}\n\`\`\`\n`

async function check(
  text: string,
  goal: string | null,
  options: Partial<CheckRunbookOptions<never>> = {},
): Promise<RunbookOutcome> {
  const loaded = await loadNamed('secret-deletion-doom-loop', { small: true })
  const shared = embeddedWith(loaded, 1)
  return checkRunbook({
    ...shared,
    scenario: loaded.scenario,
    prepare: prepareEmbedded(shared),
    runbook: parseRunbook(text, { path: 'r.md' }),
    after: options.after ?? 'healthy',
    goal,
    bounds: { crashes: 0, ...options.bounds },
    stop: options.stop,
  })
}

const named = (...names: readonly (keyof typeof STEPS)[]) => names.map((name) => [name, STEPS[name]] as const)

describe('a hand-over that protects too late', () => {
  let outcome: RunbookOutcome
  beforeAll(async () => {
    outcome = await check(runbookOf(named('upgrade', 'keep', 'terraform')), 'terraform')
  })

  it('is harmful as written, though every command succeeds', () => {
    expect(outcome.written.steps.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
    expect(outcome.finding).toMatchObject({ consequence: 'harmful', gate: 'keys-present' })
    expect(outcome.finding.evidence).toBe(`${SECRET}: was deleted`)
    expect(outcome.status).toBe('differs')
  })

  it('is safe with one rule', () => {
    expect(outcome.orders).toMatchObject({
      rules: [['keep', 'upgrade']],
      counts: { safe: 3, harmful: 3, refused: 0 },
      obeying: 3,
    })
    expect(outcome.safest).toMatchObject({ steps: ['keep', 'upgrade', 'terraform'], asWritten: false })
    expect(outcome.safest?.finding.consequence).toBe('safe')
  })

  it('cannot be taken back after the upgrade', () => {
    expect(outcome.irreversible).toMatchObject({ step: 'upgrade' })
    expect(outcome.irreversible?.destroyed).toContainEqual({ subject: SECRET, by: 'garbage-collector' })
    expect(outcome.safest?.irreversible).toBeNull()
  })

  it('shows what the next step stands on', () => {
    expect(outcome.safest?.checks.find(({ after }) => after === 'keep')).toMatchObject({
      command: expect.stringContaining('.metadata.annotations.helm\\.sh/resource-policy') as string,
      shows: 'keep',
    })
  })

  it('tells what becomes of a step that is forgotten or typed twice', () => {
    const of = (name: string) => outcome.mistakes.find(({ step }) => step === name)!
    expect(of('keep').forgotten).toMatchObject({ consequence: 'harmful', gate: 'keys-present' })
    expect(of('terraform').forgotten.consequence).toBe('incomplete')
    expect(of('keep').rerun).toMatchObject({ consequence: 'safe', exitCode: 0 })
  })
})

/** Every request of an upgrade is killed in four ways. */
const CENSUS_MS = 300_000

describe('a kill in an upgrade', () => {
  it(
    'leaves a release that no other upgrade may touch, and harms nothing',
    async () => {
      const outcome = await check(runbookOf(named('keep')), 'helm', { bounds: { crashes: 1 } })
      expect(outcome).toMatchObject({ status: 'as-expected', reached: [] })
      const killed = outcome.mistakes[0]?.killed
      expect(killed?.worst).toMatchObject({ consequence: 'refused', gate: 'steps' })
      expect(killed?.worst.evidence).toContain('another operation (install/upgrade/rollback) is in progress')
      expect(killed?.counts.harmful).toBe(0)
      expect(killed?.counts.safe).toBeGreaterThan(0)
    },
    CENSUS_MS,
  )
})

describe('orders that a tool refuses', () => {
  const MAP =
    'kubectl apply -n tracecat -f - <<END\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\nEND'
  const LABEL = 'kubectl label configmap x -n tracecat a=b'

  it('are no harm', async () => {
    const outcome = await check(
      runbookOf([
        ['label', LABEL],
        ['create', MAP],
      ]),
      null,
    )
    expect(outcome.finding).toMatchObject({ consequence: 'refused', gate: 'steps' })
    expect(outcome.orders).toMatchObject({
      counts: { safe: 1, refused: 1, harmful: 0 },
      rules: [['create', 'label']],
    })
  })

  it('are not looked at any more once the check is ended', async () => {
    const outcome = await check(
      runbookOf([
        ['create', MAP],
        ['label', LABEL],
      ]),
      null,
      { stop: () => true },
    )
    expect(outcome).toMatchObject({
      orders: null,
      mistakes: [],
      reached: ['stopped'],
      status: 'inconclusive',
    })
    expect(outcome.finding.consequence).toBe('safe')
  })

  it('are exchanges of neighbours when there are many changes', async () => {
    const outcome = await check(
      runbookOf([
        ['create', MAP],
        ['label', LABEL],
      ]),
      null,
      { bounds: { permuted: 1 } },
    )
    expect(outcome.orders).toMatchObject({ looked: 'neighbours', rules: [['create', 'label']] })
  })
})

it('a wait stays behind its change in every order', async () => {
  const restart = (name: string) =>
    [
      `restart-${name}`,
      `kubectl rollout restart deployment/${name} -n tracecat\nkubectl rollout status deployment/${name} -n tracecat`,
    ] as const
  const outcome = await check(runbookOf([restart('tracecat-api'), restart('tracecat-ui')]), null)
  expect(outcome.finding.consequence).toBe('safe')
  expect(outcome.orders).toMatchObject({ counts: { safe: 2, refused: 0 }, rules: [] })
})

it('what an incident has broken is no harm of the runbook', async () => {
  const annotate = 'kubectl annotate namespace tracecat seen=yes'
  const outcome = await check(runbookOf([['annotate', annotate]]), null, { after: 'quiet' })
  expect(outcome.finding.consequence).not.toBe('harmful')
})

it('a runbook that only looks is refused', async () => {
  await expect(check('```sh\nkubectl get pods\n```\n', null)).rejects.toThrow(
    'r.md:2: the runbook changes nothing',
  )
})
