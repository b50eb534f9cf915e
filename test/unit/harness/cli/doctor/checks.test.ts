import { describe, expect, it } from 'vitest'
import { cacheChecks } from '../../../../../harness/cli/doctor/cache-checks.js'
import type { Check, Machine, ProbeExit } from '../../../../../harness/cli/doctor/check.js'
import { placeCheck, serversCheck } from '../../../../../harness/cli/doctor/database-checks.js'
import { formatBytes } from '../../../../../harness/cli/doctor/format-bytes.js'
import { programChecks } from '../../../../../harness/cli/doctor/program-checks.js'
import { nodeCheck, scenariosCheck } from '../../../../../harness/cli/doctor/rehearsal-checks.js'
import { mainJobWorks, renderChecks } from '../../../../../harness/cli/doctor/render-checks.js'

function machine(parts: Partial<Machine> = {}): Machine {
  return {
    node: 'v20.0.0',
    platform: 'linux x64',
    environment: {},
    uid: 1000,
    find: () => undefined,
    ask: () => ({ code: -1, output: '' }),
    sizeOf: () => 0,
    freeAt: () => 3 * 1024 ** 3,
    isWritable: () => true,
    ...parts,
  }
}

describe('nodeCheck', () => {
  it.each([
    ['v20.0.0', 'ok'],
    ['v24.1.0', 'ok'],
    ['v18.20.4', 'broken'],
    ['nonsense', 'broken'],
  ])('%s: %s', (version, status) => {
    expect(nodeCheck(version).status).toBe(status)
  })
})

describe('scenariosCheck', () => {
  it.each([
    [8, [], 'ok'],
    [0, [], 'missing'],
    [7, ['x: it does not load'], 'broken'],
  ] as const)('%d loaded, %j not: %s', (loaded, broken, status) => {
    expect(scenariosCheck(loaded, broken)).toMatchObject({ status })
  })
})

describe('programChecks', () => {
  const kubectl = (parts: Partial<Machine>) =>
    programChecks(machine(parts)).find(({ name }) => name === 'kubectl')!
  const answering = (exit: ProbeExit) => ({ find: () => '/bin/kubectl', ask: () => exit })

  it('shows version and path of what is there', () => {
    const output = '{"clientVersion":{"major":"1","gitVersion":"v1.32.3"}}'
    expect(kubectl(answering({ code: 0, output }))).toMatchObject({
      status: 'ok',
      found: 'v1.32.3, /bin/kubectl',
    })
  })

  it('calls what fails broken, with its own words', () => {
    expect(kubectl(answering({ code: 1, output: 'no such library\nmore' }))).toMatchObject({
      status: 'broken',
      found: '/bin/kubectl does not say its version: no such library',
    })
  })

  it('calls what is not on PATH missing, with a place to get it', () => {
    expect(kubectl({})).toMatchObject({
      status: 'missing',
      remedy: expect.stringContaining('https://') as unknown as string,
    })
  })

  it('takes the one that the environment names', () => {
    const asked: string[] = []
    kubectl({
      environment: { REHEARSE_KUBECTL: '/opt/kubectl' },
      find: (name) => `/bin/${name}`,
      ask: (path) => {
        asked.push(path)
        return { code: 0, output: 'v1.0.0' }
      },
    })
    expect(asked).toContain('/opt/kubectl')
    expect(asked).not.toContain('/bin/kubectl')
  })

  it('only asks for versions', () => {
    const asked: string[] = []
    programChecks(
      machine({
        find: (name) => name,
        ask: (path, args) => {
          asked.push(`${path} ${args[0]}`)
          return { code: 0, output: 'v1.0.0' }
        },
      }),
    )
    expect(
      asked.every((command) => /^[a-z_]+ (--)?version$/.test(command)),
      asked.join(', '),
    ).toBe(true)
  })
})

describe('databaseChecks', () => {
  it.each([
    [['15', '16', '17', '18'], 'ok', '15, 16, 17, 18'],
    [['17'], 'ok', '17; not 15, 16, 18 (in a clone: node scripts/fetch-postgres.mjs 15 16 18)'],
    [[], 'missing', 'none'],
  ])('majors %j: %s', (majors, status, found) => {
    expect(serversCheck(majors)).toMatchObject({ status, found })
  })

  it.each([
    ['/dev/shm', true, 'ok', 'in memory: /dev/shm, 3.0 GB free'],
    ['/tmp', true, 'ok', 'on disk, slower: /tmp, 3.0 GB free'],
    ['/tmp', false, 'broken', '/tmp cannot be written to'],
  ])('data in %s, writable %s: %s', (folder, writable, status, found) => {
    expect(placeCheck(machine({ isWritable: () => writable }), folder)).toMatchObject({ status, found })
  })
})

describe('cacheChecks', () => {
  it('says that nothing is kept when the environment forbids it', () => {
    expect(cacheChecks(machine({ environment: { REHEARSE_CACHE: '' } }))[0]?.found).toBe(
      'none are kept: REHEARSE_CACHE is empty',
    )
  })

  it('says where something would be kept', () => {
    expect(cacheChecks(machine({ environment: { REHEARSE_CACHE: '/nowhere' } }))[0]?.found).toBe(
      'nothing yet in /nowhere',
    )
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KB'],
    [996 * 1024, '996 KB'],
    [5 * 1024 ** 3, '5.0 GB'],
    [9000 * 1024 ** 4, '9000 TB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('renderChecks', () => {
  const ok: Check = { group: 'rehearsals', name: 'Node.js', status: 'ok', found: 'v20' }
  const missing: Check = {
    group: 'programs',
    name: 'helm',
    status: 'missing',
    found: 'not on PATH',
    use: 'renders charts',
    remedy: 'Install it.',
  }
  const options = { version: '1.2.3', machine: { node: 'v20', platform: 'linux x64' }, width: 80 }

  it('gives each check its line, and its remedy below', () => {
    expect(renderChecks([ok, missing], options)).toBe(
      [
        'rehearse 1.2.3, Node.js v20, linux x64',
        '',
        'Rehearsals',
        '  ok       Node.js  v20',
        '',
        'Your own programs and clusters (no rehearsal needs them)',
        '  missing  helm     not on PATH; renders charts',
        '                    → Install it.',
        '',
        'Rehearsals work here; 1 other thing is missing or broken.',
        '',
      ].join('\n'),
    )
  })

  it('lets only what every rehearsal needs decide', () => {
    expect(mainJobWorks([ok, missing])).toBe(true)
    expect(mainJobWorks([{ ...ok, status: 'broken' }])).toBe(false)
    expect(renderChecks([{ ...ok, status: 'broken' }], options)).toContain('Rehearsals do not work here')
    expect(renderChecks([ok], options)).toContain('Everything is here.')
  })
})
