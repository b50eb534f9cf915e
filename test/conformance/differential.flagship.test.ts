import { beforeAll, describe, expect, it } from 'vitest'
import type { FixOutcome, IncidentOutcome } from '../../harness/runner/outcome.js'
import { exactFingerprint } from '../../twins/kernel/fingerprint.js'
import { logEntries } from '../../twins/kernel/index.js'
import { differenceOf, HAVE_CLIENTS, normalise } from '../support/real-clients.js'
import {
  type Ended,
  type Ends,
  type Group,
  type RealRun,
  redated,
  restartDateOf,
  SideBySide,
} from '../support/side-by-side.js'

/** At the wall's rate: two upgrades wait 25 s each and are rolled back. */
const RUNNING_MS = 240_000

/** One group by the built-in tools, by the real binaries, and the latter once more without them. */
interface Sides {
  readonly builtIn: Ends
  readonly real: Ends
  readonly replayed: Ends
  /** As if `kubectl rollout restart`, which writes the date on the wall, had been run at the date of the world. */
  readonly comparable: Ends
  readonly arrivals: number
}

if (!HAVE_CLIENTS)
  process.stderr.write('SKIPPED: one scenario by real clients: run node scripts/fetch-clients.mjs\n')

const side = HAVE_CLIENTS ? await SideBySide.load() : undefined
const groups = side?.groups() ?? []

describe.skipIf(side === undefined)(
  'a scenario by the real kubectl and helm, at the rate of the wall',
  () => {
    const sides = new Map<string, Sides>()
    let setUp: readonly Ended['world'][] = []
    beforeAll(async () => {
      setUp = [await side!.prepared({}), await side!.prepared({}, 'real')].map(({ healthy }) => healthy)
      const runs = await side!.allReal(groups)
      for (const [group, run] of runs) sides.set(group.join(), await sidesOf(side!, group, run))
    }, RUNNING_MS)

    it('is set up to the same healthy world', () => {
      const [builtIn, real] = setUp
      expect(differenceOf(builtIn!, real!)).toEqual([])
    })

    const cases = groups.flatMap((group) => group.map((name) => [name, group.join()] as const))
    it.each(cases)('%s: the same verdict, texts and end', (name, group) => {
      const { builtIn, real, comparable } = sides.get(group)!
      const [one, other] = [builtIn.get(name)!, comparable.get(name)!]
      expect(real.get(name)!.outcome.status).toBe(one.outcome.status)
      expect(verdictOf(other)).toEqual(verdictOf(one))
      expect(differenceOf(one.world, other.world)).toEqual([])
      expect(other.outcome.digest).toBe(one.outcome.digest)
    })

    it.each(cases)(
      '%s: what arrived, let in once more in its order, ends in the same world',
      (name, group) => {
        const { real, replayed, arrivals } = sides.get(group)!
        const [one, other] = [real.get(name)!, replayed.get(name)!]
        expect(arrivals).toBeGreaterThan(0)
        expect(fingerprintOf(other)).toEqual(fingerprintOf(one))
        expect(logEntries(other.world.log)).toEqual(logEntries(one.world.log))
      },
    )
  },
)

async function sidesOf(side: SideBySide, group: Group, { ends: real, arrivals }: RealRun): Promise<Sides> {
  const builtIn = await side.builtIn(group)
  const replayed = await side.replayed(group, arrivals)
  const date = restartDateOf([...builtIn.values()][0]!.world)
  const comparable = date === undefined ? real : await side.replayed(group, redated(arrivals, date))
  return { builtIn, real, replayed, comparable, arrivals: arrivals.length }
}

function fingerprintOf({ system, world }: Ended) {
  return exactFingerprint(system, world)
}

/** What a person reads of an outcome: no places in the log, no times. */
function verdictOf({ outcome }: Ended) {
  const { status, steps, surprises, ending } = outcome
  return {
    ...{ status, surprises, ending: ending.kind },
    steps: steps.map(({ name, exitCode, stdout, stderr }) => ({
      ...{ name, exitCode },
      ...{ stdout: normalise(stdout), stderr: normalise(stderr) },
    })),
    judged: 'gates' in outcome ? gatesOf(outcome) : chainOf(outcome),
  }
}

function gatesOf({ verdict, gates }: FixOutcome) {
  const judged = gates.map(({ gate, verdict, compared, evidence, note }) => ({
    ...{ gate, verdict, compared, note },
    evidence: evidence.map(({ subject, owner, message }) => ({
      subject,
      owner,
      message: normalise(message),
    })),
  }))
  return { verdict, gates: judged }
}

function chainOf({ chain }: IncidentOutcome) {
  return chain.map(({ says, seq }) => ({ says, seen: seq !== null }))
}
