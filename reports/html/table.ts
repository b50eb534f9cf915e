import { escapeMarkup } from '../markup.js'
import { type Cell, type DecisionTable, MARKS } from '../tables.js'

/** A decision table: a mark and a colour a cell, the evidence as its title and for readers who hear the page. */
export function decisionTable({ caption, of, columns, rows }: DecisionTable): string {
  const head = columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join('')
  const body = rows.map(
    ({ name, cells }) => `<tr><th scope="row">${escapeMarkup(name)}</th>${cells.map(cell).join('')}</tr>`,
  )
  return `<div class="scroll"><table class="decisions">
<caption>${escapeMarkup(caption)}</caption>
<thead><tr><th scope="col">${escapeMarkup(of)}</th>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`
}

function cell({ verdict, text, why }: Cell): string {
  const title = why === '' ? '' : ` title="${escapeMarkup(why)}"`
  const asked = verdict === 'none' ? 'not asked' : verdict
  const said = why === '' ? asked : `${asked}: ${why}`
  return `<td class="${verdict}"${title}><span aria-hidden="true">${MARKS[verdict]}</span><span class="unseen">${escapeMarkup(said)}</span>${text === '' ? '' : ` <small>${escapeMarkup(text)}</small>`}</td>`
}
