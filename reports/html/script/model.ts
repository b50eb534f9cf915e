/** What the page knows: runs, their entries, and the state of every object at every entry. No piece touches the document. */
export const MODEL = String.raw`
function shortActor(actor) { return actor.replace(/^(fix|incident):[^/]+\//, ''); }
function time(ms) {
  const t = Math.round(ms / 100), h = Math.floor(t / 36000), m = Math.floor((t % 36000) / 600);
  const s = String(Math.floor((t % 600) / 10)).padStart(2, '0') + '.' + (t % 10);
  return h > 0 ? h + ':' + String(m).padStart(2, '0') + ':' + s : m + ':' + s;
}
/** Virtual ms of h:mm:ss.s, m:ss or seconds; null for anything else. */
function readTime(text) {
  if (!/^\s*(\d+:){0,2}\d+(\.\d+)?\s*$/.test(text)) return null;
  return Math.round(text.trim().split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

const data = JSON.parse(document.getElementById('data').textContent);
const texts = data.texts;
const textOf = (index) => index < 0 ? null : texts[index];
const runs = data.runs.map((run) => {
  let at = 0;
  const index = {}, objects = new Map();
  const entries = run.entries.map((e, i) => {
    at += e[1];
    const actor = shortActor(texts[e[2]]), subject = texts[e[4]];
    index[e[0]] = i;
    const typed = actor !== texts[e[2]];
    const entry = { seq: e[0], at, actor, typed, lane: actor.split('/')[0], cause: e[3], subject, text: texts[e[5]], diff: null };
    if (e.length > 6) {
      entry.diff = { kind: ['created', 'changed', 'deleted'][e[6]], more: e[7], changes: [] };
      for (let f = 8; f < e.length; f += 3) entry.diff.changes.push({ path: texts[e[f]], before: textOf(e[f + 1]), after: textOf(e[f + 2]) });
      if (!objects.has(subject)) objects.set(subject, []);
      objects.get(subject).push(i);
    }
    return entry;
  });
  return { id: run.id, scenario: run.scenario, name: run.name, entries, index, objects, violations: run.violations, marks: run.marks };
});
const find = (id) => runs.find((run) => run.id === id) || null;

/** Indices of what led to an entry, nearest first. */
function causesOf(run, at) {
  const found = [];
  let entry = run.entries[at];
  while (entry && found.length < 30) {
    const next = run.index[entry.cause];
    if (next === undefined || entry.cause === entry.seq) break;
    found.push(next);
    entry = run.entries[next];
  }
  return found;
}

/** An object at an entry, from what was written to it until then, and from what later writes say was there before. */
function stateOf(run, subject, at) {
  const writes = run.objects.get(subject) || [];
  const fields = new Map();
  let last = null;
  for (const i of writes) {
    const diff = run.entries[i].diff;
    if (i > at) {
      if (diff.kind === 'created') break;
      for (const change of diff.changes) if (!fields.has(change.path)) fields.set(change.path, change.before);
      continue;
    }
    last = i;
    if (diff.kind !== 'changed') fields.clear();
    for (const change of diff.changes) fields.set(change.path, change.after);
  }
  const first = writes.length > 0 ? run.entries[writes[0]].diff.kind : 'changed';
  const gone = last === null ? first === 'created' : run.entries[last].diff.kind === 'deleted';
  return { fields: gone ? new Map() : fields, last, status: statusOf(fields, last, gone, run) };
}
function statusOf(fields, last, gone, run) {
  if (gone) return last === null ? 'not there yet' : 'gone since ' + time(run.entries[last].at);
  if (fields.get('metadata.deletionTimestamp')) return 'being deleted';
  const ready = fields.get('status.conditions[Ready].status');
  const words = [fields.get('status.phase'), fields.get('metadata.labels.status'), ready ? 'Ready=' + ready : null].filter((word) => word);
  return words.length > 0 ? words.join(', ') : 'there';
}

/** The first place at which two runs do not do the same: what steps are called, which commands they are, and when, is no difference. */
function divergenceOf(a, b) {
  const same = (x, y) => x.typed === y.typed && (x.typed || x.actor === y.actor) && (x.text === y.text || (x.typed && /^started /.test(x.text) && /^started /.test(y.text)));
  let i = 0;
  while (i < a.entries.length && i < b.entries.length && same(a.entries[i], b.entries[i])) i++;
  return i;
}
`
