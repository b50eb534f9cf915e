import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findHelm } from '../../twins/helm/find-helm.js'
import { canariesIn, plantedDump } from '../support/canaries.js'
import { ROOT } from '../support/sources.js'
import { rehearse, requireBuild } from './run-cli.js'

const folder = mkdtempSync(join(tmpdir(), 'rehearse-init-'))
const here = { cwd: folder, env: { PATH: '/nowhere' } }

const CHANGE = `# Drop the old settings

\`\`\`sh
kubectl delete configmap settings -n default
kubectl get configmaps -n default
\`\`\`
`

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

beforeAll(() => {
  requireBuild()
  for (const { path, text } of plantedDump('2026-01-01T01:00:00Z')) put(path, text)
  put('change.md', CHANGE)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('rehearse init', () => {
  it('makes a world of a dump, and says what it has found and what to do next', () => {
    const { status, stdout, stderr } = rehearse(
      ['init', '--dump', 'dump', '--runbook', 'change.md', '--name', 'thursday'],
      here,
    )
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('thursday: a cluster as it was at 2026-01-01T01:00:00Z')
    expect(stdout).toContain('default/canary: canary 1.0.0, revision 1 deployed')
    expect(stdout).toContain('1 × Widget: no component models it')
    expect(stdout).toContain('✓ stands; 1 difference there already')
    expect(stdout).toContain('rehearse what-if --world . -- helm uninstall canary -n default')
    expect(canariesIn(stdout)).toEqual([])
    expect(statSync(join(folder, '.rehearse-key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('.rehearse-key\n')
    const report = JSON.parse(readFileSync(join(folder, 'fixtures/thursday/import.json'), 'utf8'))
    expect(report.baseline).toEqual([
      { subject: 'Secret default/made', owner: 'helm release canary', message: 'is missing' },
    ])
  })

  it('its scenario runs at once, and only what is new is held against it', () => {
    const { status, stdout } = rehearse(['run', 'thursday.scenario.ts', '--verbose'], here)
    expect(stdout).toContain('FIX runbook · PASS')
    expect(stdout).toContain('1 difference was there before; the dump is')
    expect(status).toBe(0)
  })

  it('its world answers what-if, by its folder', () => {
    const { status, stdout } = rehearse(
      [
        'what-if',
        '--world',
        '.',
        '--',
        'kubectl',
        'delete',
        'secret',
        'sh.helm.release.v1.canary.v1',
        '-n',
        'default',
      ],
      here,
    )
    expect(stdout).toContain('deleted Secret default/sh.helm.release.v1.canary.v1')
    expect(stdout).toContain('0:0')
    expect(status).toBe(0)
  })

  it('a command on what nobody models is inconclusive', () => {
    const { status, stdout } = rehearse(
      ['what-if', '--world', '.', '--', 'kubectl', 'delete', 'widget', 'widget', '-n', 'default'],
      here,
    )
    expect(stdout).toContain('opaque-kinds')
    expect(status).toBe(3)
  })

  it('never writes over a world', () => {
    const { status, stderr } = rehearse(['init', '--dump', 'dump', '--name', 'thursday'], here)
    expect(status).toBe(2)
    expect(stderr).toContain('thursday.scenario.ts and fixtures/thursday are there already')
  })

  it('writes nothing for a dump it cannot read, and names file and line', () => {
    put('broken/a.yaml', 'apiVersion: v1\nkind: [\n')
    const { status, stderr } = rehearse(['init', '--dump', 'broken', '--out', 'elsewhere'], here)
    expect(status).toBe(2)
    expect(stderr).toContain('broken/a.yaml:2: not YAML')
    expect(existsSync(join(folder, 'elsewhere/broken.scenario.ts'))).toBe(false)
  })

  it.each([
    ['without a dump', ['init'], '--dump is missing'],
    ['with one that is not there', ['init', '--dump', 'none'], 'there is no dump none'],
    ['what-if without a command', ['what-if', '--world', '.', '--'], 'error'],
    ['what-if without a world', ['what-if', '--world', 'none', '--', 'kubectl'], 'there is no folder none'],
  ])('refuses %s', (_name, args, message) => {
    const { status, stderr } = rehearse(args, here)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  describe('with a chart', () => {
    const helm = findHelm(process.env, ROOT)
    const upgrade = [
      'what-if',
      '--world',
      'charted',
      '--',
      'helm',
      'upgrade',
      'canary',
      'charts/chart',
      '--set',
      'a=b',
    ]

    it('names the one command that renders it, where there is no helm', () => {
      put('chart/Chart.yaml', 'apiVersion: v2\nname: canary\nversion: 1.0.1\n')
      put(
        'chart/templates/a.yaml',
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made }\ndata: { a: {{ .Values.a | quote }} }\n',
      )
      put('values.yaml', 'a: x\n')
      const init = ['init', '--dump', 'dump', '--chart', 'chart', '-f', 'values.yaml', '--out', 'charted']
      const { status, stderr } = rehearse(init, here)
      expect(stderr).toContain(
        'npx rehearse record-renders charted/fixtures/dump/renders-default-canary.yaml',
      )
      expect(status).toBe(4)
    })

    it('and so does a command that needs another render', () => {
      const { status, stderr } = rehearse(upgrade, here)
      expect(stderr).toContain('There is no helm 3 on this machine')
      expect(status).toBe(2)
    })

    it.skipIf(helm === undefined)('a missing render is made by helm once, and kept', () => {
      const first = rehearse(upgrade, { ...here, env: { ...here.env, REHEARSE_HELM: helm ?? '' } })
      expect(first.stderr).toContain(
        '(upgrade of canary, revision 2): charted/fixtures/dump/charts/chart.renders/',
      )
      expect(first.stdout).toContain('created ConfigMap default/made')
      const again = rehearse(upgrade, here)
      expect([again.stderr, again.stdout]).toEqual(['', first.stdout])
    })
  })

  it('prints the commands that take a dump', () => {
    const { status, stdout } = rehearse(['init', '--print-commands'], here)
    expect(status).toBe(0)
    expect(stdout).toContain('kubectl version -o json')
  })
})
