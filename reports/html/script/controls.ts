/** What the reader does: open, close, scrub and jump, with the mouse or the keyboard alone. */
export const CONTROLS = String.raw`
const byId = (id) => document.getElementById(id);
const viewer = byId('viewer'), place = byId('place'), clock = byId('time'), runBox = byId('run'), otherBox = byId('other');
const shown = { run: runs[0], other: null, at: 0, from: null, unfolded: new Set() };

function el(name, parent, text) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (parent) parent.appendChild(node);
  return node;
}
function svg(name, attributes, parent) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
  parent.appendChild(node);
  return node;
}
for (const box of [runBox, otherBox]) {
  let group = null;
  for (const run of runs) {
    if (!group || group.label !== run.scenario) { group = el('optgroup', box); group.label = run.scenario; }
    el('option', group, run.name).value = run.id;
  }
}

function open(id, seq, from) {
  shown.run = find(id) || shown.run;
  shown.from = from || shown.from;
  runBox.value = shown.run.id;
  place.max = String(Math.max(0, shown.run.entries.length - 1));
  viewer.hidden = false;
  document.body.style.paddingBottom = '68vh';
  drawTicks(shown.run);
  const at = seq === undefined ? undefined : shown.run.index[seq];
  goTo(at === undefined ? 0 : at);
}
function close() {
  viewer.hidden = true;
  document.body.style.paddingBottom = '';
  if (shown.from) shown.from.focus();
}
function goTo(at) {
  shown.at = Math.max(0, Math.min(shown.run.entries.length - 1, at));
  place.value = String(shown.at);
  draw();
}
/** The last thing that had happened by this virtual time. */
function goToTime(ms) {
  const next = shown.run.entries.findIndex((e) => Math.round(e.at / 100) > Math.round(ms / 100));
  goTo(next < 0 ? shown.run.entries.length - 1 : next - 1);
}
/** What is wrong in a run; in one without a verdict the events of its chain. */
function telling(run) { return run.violations.length > 0 ? run.violations : run.marks; }
function goToViolation(step) {
  const places = telling(shown.run).map((seq) => shown.run.index[seq]).filter((i) => i !== undefined);
  const next = step === 0 ? undefined : places.find((i) => i > shown.at);
  if (places.length > 0) goTo(next === undefined ? places[0] : next);
}
function goToDivergence() { if (shown.other) goTo(divergenceOf(shown.run, shown.other)); }
/** The next or the last event that wrote the same object. */
function goToSame(step) {
  const entry = shown.run.entries[shown.at];
  const writes = (entry && shown.run.objects.get(entry.subject)) || [];
  const to = step > 0 ? writes.find((i) => i > shown.at) : writes.filter((i) => i < shown.at).pop();
  if (to !== undefined) goTo(to);
}

function draw() {
  const run = shown.run, entry = run.entries[shown.at];
  byId('violation').disabled = telling(run).length === 0;
  byId('telling').textContent = run.violations.length > 0 || run.marks.length === 0 ? 'First violation' : 'First expected event';
  byId('divergence').disabled = shown.other === null;
  if (!entry) {
    for (const id of ['lanes', 'story', 'objects']) byId(id).textContent = '';
    el('p', byId('lanes'), 'Nothing happened in this run.');
    return;
  }
  clock.value = time(entry.at);
  const said = time(entry.at) + ', event ' + (shown.at + 1) + ' of ' + run.entries.length + ', ' + entry.actor + ': ' + entry.text;
  place.setAttribute('aria-valuetext', said);
  if (document.activeElement !== place) byId('said').textContent = said;
  byId('count').textContent = (shown.at + 1) + ' of ' + run.entries.length;
  const causes = causesOf(run, shown.at);
  drawLanes(run, entry, causes);
  drawStory(run, causes);
  drawObjects(run, causes);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-run]');
  if (!link) return;
  event.preventDefault();
  const seq = link.getAttribute('data-seq');
  open(link.getAttribute('data-run'), seq === null ? undefined : Number(seq), link);
  place.focus();
});
place.addEventListener('input', () => goTo(Number(place.value)));
clock.addEventListener('change', () => {
  const ms = readTime(clock.value);
  if (ms === null) draw(); else goToTime(ms);
  place.focus();
});
runBox.addEventListener('change', () => open(runBox.value));
otherBox.addEventListener('change', () => { shown.other = find(otherBox.value); draw(); });
byId('back').addEventListener('click', () => goTo(shown.at - 1));
byId('forth').addEventListener('click', () => goTo(shown.at + 1));
byId('close').addEventListener('click', close);
byId('violation').addEventListener('click', () => goToViolation(0));
byId('divergence').addEventListener('click', goToDivergence);
const KEYS = {
  Escape: close,
  v: () => goToViolation(0),
  n: () => goToViolation(1),
  d: goToDivergence,
  t: () => { clock.focus(); clock.select(); },
  ArrowLeft: () => goTo(shown.at - 1),
  ArrowRight: () => goTo(shown.at + 1),
  'Shift+ArrowLeft': () => goToSame(-1),
  'Shift+ArrowRight': () => goToSame(1),
  Home: () => goTo(0),
  End: () => goTo(shown.run.entries.length - 1),
};
document.addEventListener('keydown', (event) => {
  if (viewer.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const writing = event.target === clock || event.target.tagName === 'SELECT';
  if (writing && event.key !== 'Escape') return;
  const act = KEYS[(event.shiftKey ? 'Shift+' : '') + event.key];
  if (!act) return;
  act();
  event.preventDefault();
});
const asked = /^#run=([^&]+)(?:&seq=(\d+))?$/.exec(location.hash);
if (asked && find(decodeURIComponent(asked[1]))) {
  open(decodeURIComponent(asked[1]), asked[2] === undefined ? undefined : Number(asked[2]));
  place.focus();
}
`
