/** The words: the chosen event, what it changed, why it happened, what is around it, and the objects concerned as they are then. */
export const STORY = `
const MOST_CAUSES = 8, MOST_OBJECTS = 12;

function drawStory(run, causes) {
  const story = byId('story'), entry = run.entries[shown.at];
  story.textContent = '';
  el('h4', story, time(entry.at) + ' ' + entry.actor);
  el('p', story, entry.text + (entry.text.includes(entry.subject) ? '' : ' (' + entry.subject + ')'));
  if (causes.length > 0) {
    el('b', story, 'because');
    listOf(story, run, causes.slice(0, MOST_CAUSES));
  }
  const here = shown.other === null ? story : el('div', el('div', story));
  el('b', here, shown.other === null ? 'around it' : shown.run.name);
  listOf(here, run, around(run, shown.at));
  if (shown.other === null) return;
  here.parentNode.className = 'beside';
  const differs = divergenceOf(run, shown.other), there = el('div', here.parentNode);
  el('b', there, 'beside it: ' + shown.other.name);
  if (differs >= run.entries.length && differs >= shown.other.entries.length) el('p', there, 'Both do the same, times apart.');
  listOf(there, shown.other, around(shown.other, Math.min(shown.at, shown.other.entries.length - 1)), differs);
}
function around(run, at) {
  const found = [];
  for (let i = Math.max(0, at - 6); i < Math.min(run.entries.length, at + 14); i++) found.push(i);
  return found;
}
function listOf(parent, run, indices, differs) {
  const list = el('ol', parent);
  for (const i of indices) {
    const e = run.entries[i], item = el('li', list);
    if (run === shown.run && i === shown.at) item.className = 'now';
    if (run.violations.includes(e.seq)) item.classList.add('bad');
    if (differs !== undefined && i >= differs) item.classList.add('differs');
    const mark = i === differs ? '≠ ' : run === shown.run && i === shown.at ? '▸ ' : run.violations.includes(e.seq) ? '◆ ' : '';
    const text = mark + time(e.at) + ' ' + e.actor + ': ' + e.text;
    if (run !== shown.run) { item.textContent = text; continue; }
    const button = el('button', item, text);
    if (i === shown.at) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => goTo(i));
  }
}

function drawObjects(run, causes) {
  const pane = byId('objects'), entry = run.entries[shown.at];
  pane.textContent = '';
  if (entry.diff) drawDiff(pane, entry);
  const seqs = run.violations.concat(run.marks).map((seq) => run.index[seq]).filter((i) => i !== undefined);
  const concerned = [shown.at].concat(causes, seqs).map((i) => run.entries[i]).filter((e) => e.diff).map((e) => e.subject);
  const subjects = [...new Set(concerned)].slice(0, MOST_OBJECTS);
  if (subjects.length > 0) el('h4', pane, 'Objects concerned, at ' + time(entry.at));
  for (const subject of subjects) drawObject(pane, run, subject, entry);
}

function drawDiff(pane, entry) {
  const diff = entry.diff;
  el('h4', pane, { created: 'Created with', changed: 'What changed', deleted: 'Deleted' }[diff.kind] + ': ' + entry.subject);
  if (diff.kind === 'deleted') return;
  if (diff.changes.length === 0) { el('p', pane, 'Nothing but managed fields and the resource version.'); return; }
  const table = el('table', pane);
  table.className = 'diff';
  for (const change of diff.changes) {
    const row = el('tr', table), cell = (el('th', row, change.path).scope = 'row', el('td', row));
    if (diff.kind === 'created') { cell.textContent = change.after; continue; }
    if (change.before !== null) el('del', cell, change.before);
    if (change.after !== null) el('ins', cell, change.after);
  }
  if (diff.more > 0) el('p', pane, 'and ' + diff.more + (diff.more === 1 ? ' field' : ' fields') + ' more');
}

/** One line an object; its fields, as far as this run has written them, are behind it. */
function drawObject(pane, run, subject, entry) {
  const state = stateOf(run, subject, shown.at), details = el('details', pane);
  details.className = 'object';
  details.open = shown.unfolded.has(subject);
  details.addEventListener('toggle', () => details.open ? shown.unfolded.add(subject) : shown.unfolded.delete(subject));
  const line = el('summary', details), word = (el('b', line, subject), el('span', line, state.status));
  word.className = /^(gone|not there|being)|=False/.test(state.status) ? 'state absent' : 'state';
  const changed = subject === entry.subject && entry.diff ? entry.diff.changes.map((change) => change.path) : [];
  const table = el('table', details);
  table.className = 'diff';
  for (const [path, value] of state.fields) {
    if (value === null) continue;
    const row = el('tr', table);
    if (changed.includes(path)) row.className = 'changed';
    el('th', row, path).scope = 'row';
    el('td', row, value);
  }
  if (table.childElementCount === 0) el('p', details, state.fields.size === 0 && /^(gone|not)/.test(state.status) ? 'It has no fields then.' : 'No field of it was written in this run.');
  const writes = run.objects.get(subject), before = writes.filter((i) => i < shown.at).pop(), after = writes.find((i) => i > shown.at);
  const moves = el('p', details);
  if (before !== undefined) el('button', moves, '◀ its change before').addEventListener('click', () => goTo(before));
  if (after !== undefined) el('button', moves, 'its next change ▶').addEventListener('click', () => goTo(after));
}
`
