/** The picture: a window of events around the chosen one, a lane an actor, a dot an event, arrows from cause to effect. */
export const LANES = `
const WINDOW = 90, STEP_X = 13, LANE_Y = 22, LEFT = 190, TOP = 26;

function drawLanes(run, entry, causes) {
  const lanes = byId('lanes');
  lanes.textContent = '';
  const first = Math.max(0, Math.min(shown.at - 60, run.entries.length - WINDOW));
  const near = run.entries.slice(first, first + WINDOW);
  const lead = causes.filter((i) => i < first).reverse();
  const drawn = lead.map((i) => run.entries[i]).concat(near);
  const actors = [...new Set(drawn.map((e) => e.lane))];
  const height = TOP + actors.length * LANE_Y + 10;
  const names = svg('svg', { width: LEFT, height, class: 'names', 'aria-hidden': 'true' }, lanes);
  const label = 'events by actor; the list beside it says the same in words';
  const picture = svg('svg', { width: drawn.length * STEP_X + 40, height, role: 'img', 'aria-label': label }, lanes);
  const spot = {};
  actors.forEach((actor, row) => {
    const y = TOP + row * LANE_Y + LANE_Y / 2;
    svg('line', { x1: 0, x2: drawn.length * STEP_X, y1: y, y2: y, class: 'rule' }, picture);
    svg('text', { x: LEFT - 8, y: y + 4, 'text-anchor': 'end' }, names).textContent = actor.length > 28 ? actor.slice(0, 27) + '…' : actor;
  });
  let lastLabel = -99;
  drawn.forEach((e, i) => {
    const x = i * STEP_X + STEP_X / 2, y = TOP + actors.indexOf(e.lane) * LANE_Y + LANE_Y / 2, before = drawn[i - 1];
    spot[e.seq] = { x, y };
    if ((!before || time(before.at) !== time(e.at)) && i - lastLabel > 4) {
      svg('text', { x: Math.max(x, 24), y: 14, 'text-anchor': 'middle' }, picture).textContent = time(e.at);
      lastLabel = i;
    }
  });
  for (const i of [shown.at].concat(causes)) {
    const e = run.entries[i], to = spot[e.seq], from = spot[e.cause];
    if (!to || !from || e.cause === e.seq) continue;
    const bend = (from.x + to.x) / 2;
    svg('path', { class: 'arrow', d: 'M' + from.x + ' ' + from.y + ' C' + bend + ' ' + from.y + ' ' + bend + ' ' + to.y + ' ' + to.x + ' ' + to.y }, picture);
  }
  for (const e of drawn) drawDot(run, e, spot[e.seq], causes, picture);
  const now = spot[entry.seq];
  if (now) lanes.scrollLeft = Math.max(0, now.x - (lanes.clientWidth - LEFT) / 2);
}

/** A violation is a diamond and an expected event a square: told apart without colour. */
function drawDot(run, e, place, causes, picture) {
  const i = run.index[e.seq], x = place.x, y = place.y;
  const kind = run.violations.includes(e.seq) ? 'violation' : run.marks.includes(e.seq) ? 'mark' : causes.includes(i) ? 'cause' : '';
  const look = 'dot ' + kind + (i === shown.at ? ' now' : '');
  const dot = kind === 'violation' ? svg('path', { d: 'M' + x + ' ' + (y - 7) + 'l7 7l-7 7l-7 -7z', class: look }, picture)
    : kind === 'mark' ? svg('rect', { x: x - 5, y: y - 5, width: 10, height: 10, class: look }, picture)
    : svg('circle', { cx: x, cy: y, r: kind || i === shown.at ? 5.5 : 4, class: look }, picture);
  if (i === shown.at) svg('circle', { cx: x, cy: y, r: 9.5, class: 'ring' }, picture);
  svg('title', {}, dot).textContent = time(e.at) + ' ' + e.actor + ': ' + e.text;
  dot.addEventListener('click', () => goTo(i));
}

/** Where on the slider something is wrong, or was expected. */
function drawTicks(run) {
  const ticks = byId('ticks'), last = Math.max(1, run.entries.length - 1);
  ticks.textContent = '';
  for (const kind of ['marks', 'violations']) {
    for (const seq of run[kind]) {
      if (run.index[seq] === undefined) continue;
      const tick = el('i', ticks);
      tick.className = kind;
      tick.style.left = (100 * run.index[seq] / last) + '%';
    }
  }
}
`
