import type { GateContext } from '../../harness/gates/gate.js'
import { memoryFiles } from '../../twins/kernel/files.js'
import { createFakeTwin, type FakeState, fakeState } from './fake-twin.js'
import { fixWith, scenarioWith } from './scenarios.js'

/** What a gate is asked about, with everything that a test does not care for filled in. */
export function gateContext(parts: Partial<GateContext<FakeState>> = {}): GateContext<FakeState> {
  return {
    twin: createFakeTwin(),
    scenario: scenarioWith(),
    fix: fixWith(),
    files: memoryFiles({}),
    planes: [],
    before: fakeState(),
    after: fakeState(),
    steps: [],
    ending: { kind: 'settled', atMs: 0 },
    ...parts,
  }
}
