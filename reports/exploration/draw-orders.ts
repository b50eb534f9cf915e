import { cut } from '../format.js'
import { escapeMarkup } from '../markup.js'
import type { OrderPicture, PictureEdge, PictureNode } from './order-picture.js'
import { OUTCOME_MARKS, OUTCOME_WORDS } from './stops-as.js'

const COLUMN = 300
const ROW = 46
const MARGIN = 12
/** How far an arrow goes straight before it bends, in pixels. */
const BEND = 90
const BOX = { width: 100, height: 30 }
const LABEL_CHARACTERS = 22
/** Nodes up to which a picture says more than it confuses. */
const MOST_NODES = 120

/** The picture as SVG: layers from left to right, a step an arrow; null: it would be too large to read. */
export function drawOrders(picture: OrderPicture): string | null {
  const { nodes, edges, goal } = picture
  if (nodes.length > MOST_NODES) return null
  const rows = rowsOf(picture)
  const place = (id: number) => ({ x: MARGIN + nodes[id]!.layer * COLUMN, y: MARGIN + rows[id]! * ROW })
  const width = MARGIN * 2 + Math.max(...nodes.map(({ layer }) => layer)) * COLUMN + BOX.width
  const height = MARGIN * 2 + Math.max(...rows) * ROW + BOX.height
  const label = `Orders of steps for goal ${goal}; the rules below say the same in words`
  return `<svg class="orders" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(label)}">
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>
${edges.map((edge) => arrow(edge, place)).join('\n')}
${edges.map((edge) => arrowLabel(edge, nodes, place)).join('\n')}
${nodes.map((node, id) => box(node, place(id))).join('\n')}
</svg>`
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Rows of the nodes: in each layer by the mean row of what leads there, lost ones below those that lead on. */
function rowsOf({ nodes, edges }: OrderPicture): readonly number[] {
  const rows: number[] = nodes.map(() => 0)
  const last = Math.max(...nodes.map(({ layer }) => layer))
  for (let layer = 0; layer <= last; layer++) {
    const here = nodes.flatMap((node, id) => (node.layer === layer ? [id] : []))
    const wish = (id: number) => {
      const from = edges.filter(({ to }) => to === id).map((edge) => rows[edge.from]!)
      return from.length === 0 ? 0 : from.reduce((sum, row) => sum + row, 0) / from.length
    }
    const wishes = new Map(here.map((id) => [id, wish(id)]))
    here.sort(
      (x, y) => wishes.get(x)! - wishes.get(y)! || Number(nodes[x]!.lost) - Number(nodes[y]!.lost) || x - y,
    )
    let next = 0
    for (const id of here) {
      rows[id] = Math.max(next, Math.floor(wishes.get(id)!))
      next = rows[id] + 1
    }
  }
  return rows
}

/** An arrow as a cubic curve: where it begins, its two handles, where it ends. */
function curve(
  { from, to }: PictureEdge,
  place: (id: number) => Point,
): readonly [Point, Point, Point, Point] {
  const [a, b] = [place(from), place(to)]
  const start = { x: a.x + BOX.width, y: a.y + BOX.height / 2 }
  const end = { x: b.x, y: b.y + BOX.height / 2 }
  const bend = Math.min(BEND, (end.x - start.x) / 2)
  return [start, { x: start.x + bend, y: start.y }, { x: end.x - bend, y: end.y }, end]
}

function arrow(edge: PictureEdge, place: (id: number) => Point): string {
  const [start, leave, arrive, end] = curve(edge, place).map(({ x, y }) => `${x} ${y}`)
  return `<path class="step" d="M${start}C${leave} ${arrive} ${end}" marker-end="url(#tip)"/>`
}

/** Where arrows have parted that leave the same box, and those have not met yet that lead to the same one. */
function arrowLabel(edge: PictureEdge, nodes: readonly PictureNode[], place: (id: number) => Point): string {
  const [a, b, c, d] = curve(edge, place)
  const mix = (of: 'x' | 'y') => Math.round(0.064 * a[of] + 0.288 * b[of] + 0.432 * c[of] + 0.216 * d[of])
  const text = edge.steps.join(', ')
  const shown = cut(text, LABEL_CHARACTERS)
  const title = shown === text ? '' : `<title>${escapeMarkup(text)}</title>`
  const lost = nodes[edge.to]!.lost ? ' lost' : ''
  return `<text class="by${lost}" x="${mix('x')}" y="${mix('y') + 4}" text-anchor="middle">${escapeMarkup(shown)}${title}</text>`
}

/** A point of no return has a double border. */
function box({ stops, lost, example }: PictureNode, { x, y }: Point): string {
  const kind = stops ?? 'on'
  const mark = stops === null ? 'go on' : `${OUTCOME_MARKS[stops]} ${stops}`
  const text = example.length === 0 ? 'start' : mark
  const said = [
    example.length === 0 ? 'nothing was done' : example.join(' → '),
    stops === null ? 'something must follow' : OUTCOME_WORDS[stops],
    ...(lost ? ['nothing explored leads to a pass or back'] : []),
  ].join(': ')
  const rim = lost
    ? `<rect class="rim" x="${x - 3}" y="${y - 3}" width="${BOX.width + 6}" height="${BOX.height + 6}" rx="10"/>`
    : ''
  return `<g class="${kind}${lost ? ' lost' : ''}">${rim}<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/><text x="${x + BOX.width / 2}" y="${y + 20}" text-anchor="middle">${escapeMarkup(text)}</text><title>${escapeMarkup(said)}</title></g>`
}
