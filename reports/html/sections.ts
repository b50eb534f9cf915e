import type {
  FixOutcome,
  GateOutcome,
  IncidentOutcome,
  OutcomeStatus,
  RefutationOutcome,
  ScenarioOutcome,
  StepOutcome,
} from '../../harness/runner/outcome.js'
import { causalLines } from '../cause.js'
import { formatTime, plural } from '../format.js'
import { escapeMarkup } from '../markup.js'
import { tablesOf } from '../tables.js'
import { runId } from './data.js'
import { decisionTable } from './table.js'

/** A scenario under its name on the page: what it is about, the table of verdicts, its incidents and fixes. Readable without JavaScript. */
export function scenarioSection(
  outcome: ScenarioOutcome,
  outcomes: readonly ScenarioOutcome[],
  scenario: string,
): string {
  const { incidents, fixes, healthy } = outcome
  const versions = Object.entries(outcome.profile).map(([key, version]) => `${key} ${version}`)
  const settled = `${plural(healthy.objects, 'object')}, settled at ${formatTime(healthy.settledAtMs)}`
  return `<section class="scenario" aria-labelledby="${scenario}">
<h2 id="${scenario}">${escapeMarkup(outcome.title)}</h2>
<p>${escapeMarkup(outcome.summary)}</p>
<dl class="facts">
${fact('From', `${outcome.document}, ${outcome.section}`)}
${fact('World', settled)}
${fact('Versions', versions.join(', '))}
${fact('Twin', `${outcome.twin}, seed ${outcome.seed}`)}
</dl>
${verdictTable(outcome, scenario)}
${tablesOf(outcomes, outcome).map(decisionTable).join('\n')}
${incidents.length === 0 ? '' : '<h3>Incidents</h3>'}
${incidents.map((incident) => incidentSection(scenario, incident)).join('\n')}
${fixes.length === 0 ? '' : '<h3>Fixes</h3>'}
${fixes.map((fix) => fixSection(scenario, fix)).join('\n')}
</section>`
}

function fact(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`
}

function verdictTable({ fixes }: ScenarioOutcome, scenario: string): string {
  if (fixes.length === 0) return ''
  const rows = fixes.map(
    (fix) => `<tr>
<td>${chip(fix.verdict)}</td>
<td><a href="#${runId(scenario, 'fix', fix)}">${escapeMarkup(fix.name)}</a><br><small>${escapeMarkup(fix.title)}</small></td>
<td>${fix.documented ? 'documented' : 'derived'}</td>
<td>${escapeMarkup(fix.startsAfter)}</td>
<td>${escapeMarkup(fix.goal)}</td>
<td>${status(fix.status)}</td>
</tr>`,
  )
  return `<table class="verdicts">
<caption>Verdicts</caption>
<thead><tr><th>Verdict</th><th>Fix</th><th>From</th><th>After</th><th>Goal</th><th>Expected?</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function incidentSection(scenario: string, incident: IncidentOutcome): string {
  const id = runId(scenario, 'incident', incident)
  const links = incident.chain.map(({ says, seq, atMs }) =>
    seq === null || atMs === null
      ? `<li class="missing">did not happen: ${escapeMarkup(says)}</li>`
      : `<li>${moment(id, seq, atMs)} ${escapeMarkup(says)}</li>`,
  )
  return `<section class="run" id="${id}" aria-label="incident ${escapeMarkup(incident.name)}">
<h4>${status(incident.status)} <code>${escapeMarkup(incident.name)}</code> ${escapeMarkup(incident.title)}</h4>
${stepList(incident.steps)}
<ol class="chain">
${links.join('\n')}
</ol>
${surprises(incident.surprises)}
${open(id)}
</section>`
}

function fixSection(scenario: string, fix: FixOutcome): string {
  const id = runId(scenario, 'fix', fix)
  const compared = fix.gates.reduce((sum, gate) => sum + gate.compared, 0)
  const origin = `${fix.documented ? 'Documented' : 'Derived'}: ${fix.from}`
  return `<section class="run" id="${id}" aria-label="fix ${escapeMarkup(fix.name)}">
<h4>${chip(fix.verdict)} <code>${escapeMarkup(fix.name)}</code> ${escapeMarkup(fix.title)}</h4>
<p class="origin">${escapeMarkup(origin)} · after ${escapeMarkup(fix.startsAfter)} · goal ${escapeMarkup(fix.goal)} · ${plural(compared, 'object')} compared</p>
${surprises(fix.surprises)}
${stepList(fix.steps)}
${refutation(id, fix.refutation)}
${fix.gates.map((gate) => gateDetails(id, fix, gate)).join('\n')}
${open(id)}
</section>`
}

function stepList(steps: readonly StepOutcome[]): string {
  if (steps.length === 0) return ''
  return `<ol class="steps">\n${steps.map(stepItem).join('\n')}\n</ol>`
}

function stepItem(step: StepOutcome): string {
  const command = `<code>${escapeMarkup(step.command)}</code>`
  if (!step.ran) return `<li class="unran">${command}<p>did not run</p></li>`
  const code = step.exitCode === null ? 'never ended' : `exit ${step.exitCode}`
  const spent = `${formatTime(step.startedAtMs)} → ${formatTime(step.endedAtMs)}`
  const output = [step.stdout, step.stderr].join('').trim()
  const shown =
    output === '' ? '' : `<details><summary>output</summary><pre>${escapeMarkup(output)}</pre></details>`
  return `<li class="${step.exitCode === 0 ? 'ok' : 'failed'}">${command}<p>${spent} <b>${code}</b></p>${shown}</li>`
}

function gateDetails(
  id: string,
  fix: FixOutcome,
  { gate, verdict, compared, evidence, note }: GateOutcome,
): string {
  const items = evidence.map(({ subject, owner, message, seq }) => {
    const causes = seq === null ? [] : causalLines(fix.timeline, seq)
    const at = fix.timeline.find((entry) => entry.seq === seq)?.atMs
    const where = seq === null || at === undefined ? '' : `${moment(id, seq, at)} `
    const by = owner === null ? '' : ` <small>[${escapeMarkup(owner)}]</small>`
    const chain =
      causes.length === 0
        ? ''
        : `<ul class="causes">${causes.map((line) => `<li>${escapeMarkup(line)}</li>`).join('')}</ul>`
    return `<li>${where}<b>${escapeMarkup(subject)}</b>: ${escapeMarkup(message)}${by}${chain}</li>`
  })
  return `<details class="gate"${verdict === 'pass' ? '' : ' open'}>
<summary>${chip(verdict)} gate ${escapeMarkup(gate)} <small>compared ${compared}</small></summary>
${note === null ? '' : `<p>${escapeMarkup(note)}</p>`}
${items.length === 0 ? '' : `<ul>${items.join('\n')}</ul>`}
</details>`
}

function refutation(id: string, refuted: RefutationOutcome | null): string {
  if (refuted === null) return ''
  const { claim, truth, versions, check, seq, atMs, event } = refuted
  const seen =
    seq === null || atMs === null ? '' : `<p>${moment(id, seq, atMs)} ${escapeMarkup(event ?? '')}</p>`
  return `<aside class="refuted">
<p><b>The document says:</b> ${escapeMarkup(claim)}</p>
<p><b>Refuted:</b> ${escapeMarkup(truth)}</p>
<p><b>Holds for:</b> ${escapeMarkup(versions)}</p>
${seen}
<p>Check it on a real cluster:</p>
<pre>${escapeMarkup(check)}</pre>
</aside>`
}

function surprises(texts: readonly string[]): string {
  if (texts.length === 0) return ''
  return `<ul class="surprises">${texts.map((text) => `<li>not as expected: ${escapeMarkup(text)}</li>`).join('')}</ul>`
}

/** A moment of a run; with JavaScript it opens the viewer there. */
function moment(id: string, seq: number, atMs: number): string {
  return `<a class="moment" href="#${id}" data-run="${id}" data-seq="${seq}">${formatTime(atMs)}</a>`
}

function open(id: string): string {
  return `<p class="scripted"><button type="button" data-run="${id}">Open the timeline</button></p>`
}

function chip(verdict: 'pass' | 'fail' | 'inconclusive'): string {
  return `<span class="chip ${verdict}">${verdict}</span>`
}

const STATUS: Readonly<Record<OutcomeStatus, string>> = {
  'as-expected': '<span class="status as-expected">✓ as expected</span>',
  differs: '<span class="status differs">✗ differs</span>',
  inconclusive: '<span class="status inconclusive">? inconclusive</span>',
}

function status(of: OutcomeStatus): string {
  return STATUS[of]
}
