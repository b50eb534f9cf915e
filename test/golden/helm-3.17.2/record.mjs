import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const helm = process.argv[2]
const chart = mkdtempSync(join(tmpdir(), 'golden-'))
mkdirSync(join(chart, 'templates'))
writeFileSync(join(chart, 'Chart.yaml'), '{apiVersion: v2, name: probe, version: 0.1.0}')
const PRINT = 'values: {{ toJson .Values | quote }}\n'

function ask(template, values, args, file) {
  writeFileSync(join(chart, 'templates', 'a.yaml'), template)
  writeFileSync(join(chart, 'values.yaml'), values)
  writeFileSync(join(chart, '..', 'golden-file.yaml'), JSON.stringify(file ?? {}))
  const files = file === undefined ? [] : ['-f', join(chart, '..', 'golden-file.yaml')]
  const result = spawnSync(helm, ['template', 'r', chart, ...files, ...args], { encoding: 'utf8', env: { HOME: chart, PATH: '' } })
  if (result.status === 0) return { output: result.stdout }
  return { error: /Error: ([\s\S]*)$/.exec(result.stderr)[1].replace(/\n\nUse --debug[^\n]*\n?$/, '').trimEnd() }
}

function values(answer) {
  if (answer.error !== undefined) return { error: answer.error }
  return { values: JSON.parse(JSON.parse(/^values: (.*)$/m.exec(answer.output)[1])) }
}

function update(name, answerOf) {
  const path = join(here, name)
  const cases = JSON.parse(readFileSync(path, 'utf8'))
  const lines = cases.map(({ values: _v, error: _e, output: _o, ...input }) => JSON.stringify({ ...input, ...answerOf(input) }))
  writeFileSync(path, `[\n${lines.map((line) => `  ${line}`).join(',\n')}\n]\n`)
}

update('set-flags.json', ({ args, file }) => values(ask(PRINT, '', args, file)))
update('yaml-values.json', ({ yaml }) => values(ask(PRINT, yaml, [])))
update('manifest-heads.json', ({ yaml }) => ask(yaml, '', []))
rmSync(chart, { recursive: true })

/** Commands over stored releases: the memory driver reads them from a file and needs no cluster. */
function command({ command }) {
  const home = mkdtempSync(join(tmpdir(), 'golden-'))
  const env = { HOME: home, PATH: '', HELM_DRIVER: 'memory', HELM_MEMORY_DRIVER_DATA: join(here, 'releases.json') }
  const { status, stdout, stderr } = spawnSync(helm, command.split(' '), { encoding: 'utf8', env, cwd: here })
  rmSync(home, { recursive: true })
  return { code: status, output: stdout, error: stderr }
}

update('commands.json', command)
