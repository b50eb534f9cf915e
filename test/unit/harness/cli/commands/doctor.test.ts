import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { doctorCommand } from '../../../../../harness/cli/commands/doctor.js'
import type { Check, Machine } from '../../../../../harness/cli/doctor/check.js'
import { thisMachine } from '../../../../../harness/cli/doctor/machine.js'

const cache = join(tmpdir(), 'rehearse-doctor-no-such-cache')
const environment = { PATH: '', REHEARSE_CACHE: cache }

interface Report {
  readonly works: boolean
  readonly checks: readonly Check[]
}

async function doctor(
  parts: Partial<Machine>,
): Promise<{ readonly exitCode: number; readonly report: Report }> {
  let printed = ''
  const terminal = {
    write: (text: string) => {
      printed += text
    },
    writeError: () => undefined,
    progress: () => undefined,
    color: false,
    width: 100,
  }
  const machine = { ...thisMachine(environment), ...parts }
  const exitCode = await doctorCommand({ json: true }, { terminal, environment, version: '1.2.3' }, machine)
  return { exitCode, report: JSON.parse(printed) as Report }
}

describe('rehearse doctor', () => {
  let good: Awaited<ReturnType<typeof doctor>>
  let bad: typeof good
  beforeAll(async () => {
    good = await doctor({})
    bad = await doctor({ node: 'v18.20.4', isWritable: () => false })
  }, 120_000)

  it('finds that rehearsals work here, whatever else is missing', () => {
    expect(good.exitCode).toBe(0)
    expect(good.report.works).toBe(true)
    expect(good.report.checks.find(({ name }) => name === 'kubectl')?.status).toBe('missing')
  })

  it('ends with 4 where they do not', () => {
    expect(bad.exitCode).toBe(4)
    expect(bad.report.works).toBe(false)
  })

  it('gives every check that is not ok a remedy, and no other', () => {
    for (const { checks } of [good.report, bad.report])
      expect(checks.filter(({ remedy }) => remedy !== undefined)).toEqual(
        checks.filter(({ status }) => status !== 'ok'),
      )
  })

  it('makes nothing', () => {
    expect(existsSync(cache)).toBe(false)
  })
})
