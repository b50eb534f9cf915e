/**
 * What the page runs: the viewer of timelines. Plain JavaScript of 2020, without anything from elsewhere; texts reach the page as
 * text nodes only. It draws a window of events around the chosen one: a lane an actor, a dot an event, arrows from cause to effect.
 */
export const VIEWER_SCRIPT = String.raw`(function () {
'use strict';
var data = JSON.parse(document.getElementById('data').textContent);
if (data.runs.length === 0) return;
document.documentElement.classList.add('js');
var WINDOW = 90, STEP_X = 13, LANE_Y = 22, LEFT = 190, TOP = 26;
var byId = function (id) { return document.getElementById(id); };
var viewer = byId('viewer'), place = byId('place'), runBox = byId('run'), otherBox = byId('other');
var lanes = byId('lanes'), story = byId('story');

var runs = data.runs.map(function (run) {
  var at = 0;
  var entries = run.entries.map(function (e) {
    at += e[1];
    var actor = shortActor(data.texts[e[2]]);
    return { seq: e[0], at: at, actor: actor, lane: actor.split('/')[0], cause: e[3], subject: data.texts[e[4]], text: data.texts[e[5]] };
  });
  var index = {};
  entries.forEach(function (entry, i) { index[entry.seq] = i; });
  return { id: run.id, scenario: run.scenario, name: run.name, entries: entries, index: index, violations: run.violations, marks: run.marks };
});
var shown = { run: runs[0], other: null, at: 0, from: null };

function shortActor(actor) { return actor.replace(/^(fix|incident):[^/]+\//, ''); }
function find(id) { return runs.find(function (run) { return run.id === id; }) || null; }
function time(ms) {
  var t = Math.round(ms / 100), h = Math.floor(t / 36000), m = Math.floor((t % 36000) / 600);
  var s = String(Math.floor((t % 600) / 10)).padStart(2, '0') + '.' + (t % 10);
  return h > 0 ? h + ':' + String(m).padStart(2, '0') + ':' + s : m + ':' + s;
}
function el(name, parent, text) {
  var node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (parent) parent.appendChild(node);
  return node;
}
function svg(name, attributes, parent) {
  var node = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
  parent.appendChild(node);
  return node;
}

[runBox, otherBox].forEach(function (box) {
  var group = null;
  runs.forEach(function (run) {
    if (!group || group.label !== run.scenario) { group = el('optgroup', box); group.label = run.scenario; }
    el('option', group, run.name).value = run.id;
  });
});

function open(id, seq, from) {
  shown.run = find(id) || shown.run;
  shown.from = from || shown.from;
  runBox.value = shown.run.id;
  place.max = String(Math.max(0, shown.run.entries.length - 1));
  viewer.hidden = false;
  document.body.style.paddingBottom = '62vh';
  var at = seq === undefined ? undefined : shown.run.index[seq];
  goTo(at === undefined ? 0 : at);
}
function close() {
  viewer.hidden = true;
  document.body.style.paddingBottom = '';
  if (shown.from) shown.from.focus();
}
function goTo(at) {
  var last = shown.run.entries.length - 1;
  shown.at = Math.max(0, Math.min(last, at));
  place.value = String(shown.at);
  draw();
}

/** Indices of what led to an entry, nearest first. */
function causesOf(run, at) {
  var found = [], entry = run.entries[at];
  while (entry && found.length < 30) {
    var next = run.index[entry.cause];
    if (next === undefined || entry.cause === entry.seq) break;
    found.push(next);
    entry = run.entries[next];
  }
  return found;
}

function draw() {
  var run = shown.run, entry = run.entries[shown.at];
  lanes.textContent = '';
  story.textContent = '';
  if (!entry) { el('p', lanes, 'Nothing happened in this run.'); return; }
  byId('time').textContent = time(entry.at);
  byId('violation').disabled = run.violations.length === 0;
  byId('divergence').disabled = shown.other === null;
  var causes = causesOf(run, shown.at);
  drawLanes(run, entry, causes);
  drawStory(run, causes);
}

function drawLanes(run, entry, causes) {
  var first = Math.max(0, Math.min(shown.at - 60, run.entries.length - WINDOW));
  var near = run.entries.slice(first, first + WINDOW);
  var lead = causes.filter(function (i) { return i < first; }).reverse();
  var drawn = lead.map(function (i) { return run.entries[i]; }).concat(near);
  var actors = [];
  drawn.forEach(function (e) { if (actors.indexOf(e.lane) < 0) actors.push(e.lane); });
  var height = TOP + actors.length * LANE_Y + 10;
  var names = svg('svg', { width: LEFT, height: height, class: 'names', 'aria-hidden': 'true' }, lanes);
  var picture = svg('svg', { width: drawn.length * STEP_X + 40, height: height, role: 'img', 'aria-label': 'events by actor' }, lanes);
  var spot = {}, lastLabel = -99;
  actors.forEach(function (actor, row) {
    var y = TOP + row * LANE_Y + LANE_Y / 2;
    svg('line', { x1: 0, x2: drawn.length * STEP_X, y1: y, y2: y, class: 'rule' }, picture);
    svg('text', { x: LEFT - 8, y: y + 4, 'text-anchor': 'end' }, names).textContent = actor.length > 28 ? actor.slice(0, 27) + '…' : actor;
  });
  drawn.forEach(function (e, i) {
    var x = i * STEP_X + STEP_X / 2, y = TOP + actors.indexOf(e.lane) * LANE_Y + LANE_Y / 2;
    spot[e.seq] = { x: x, y: y };
    var before = drawn[i - 1];
    if ((!before || time(before.at) !== time(e.at)) && i - lastLabel > 4) {
      svg('text', { x: Math.max(x, 24), y: 14, 'text-anchor': 'middle' }, picture).textContent = time(e.at);
      lastLabel = i;
    }
  });
  [shown.at].concat(causes).forEach(function (i) {
    var e = run.entries[i], to = spot[e.seq], from = spot[e.cause];
    if (!to || !from || e.cause === e.seq) return;
    var bend = (from.x + to.x) / 2;
    svg('path', { class: 'arrow', d: 'M' + from.x + ' ' + from.y + ' C' + bend + ' ' + from.y + ' ' + bend + ' ' + to.y + ' ' + to.x + ' ' + to.y }, picture);
  });
  drawn.forEach(function (e) {
    var i = run.index[e.seq];
    var kind = i === shown.at ? 'now' : run.violations.indexOf(e.seq) >= 0 ? 'violation' : run.marks.indexOf(e.seq) >= 0 ? 'mark' : causes.indexOf(i) >= 0 ? 'cause' : '';
    var dot = svg('circle', { cx: spot[e.seq].x, cy: spot[e.seq].y, r: kind ? 5.5 : 4, class: 'dot ' + kind }, picture);
    svg('title', {}, dot).textContent = time(e.at) + ' ' + e.actor + ': ' + e.text;
    dot.addEventListener('click', function () { goTo(i); });
  });
  var now = spot[entry.seq];
  if (now) lanes.scrollLeft = Math.max(0, now.x - (lanes.clientWidth - LEFT) / 2);
}

function drawStory(run, causes) {
  var entry = run.entries[shown.at];
  el('h4', story, time(entry.at) + ' ' + entry.actor);
  el('p', story, entry.text + (entry.text.indexOf(entry.subject) < 0 ? ' (' + entry.subject + ')' : ''));
  if (causes.length > 0) {
    el('b', story, 'because');
    listOf(run, causes.slice(0, 8));
  }
  el('b', story, 'around it');
  listOf(run, around(run, shown.at));
  if (shown.other === null) return;
  el('b', story, 'beside it: ' + shown.other.name);
  var differs = divergence();
  listOf(shown.other, around(shown.other, Math.min(shown.at, shown.other.entries.length - 1)), differs);
}
function around(run, at) {
  var found = [];
  for (var i = Math.max(0, at - 6); i < Math.min(run.entries.length, at + 14); i++) found.push(i);
  return found;
}
function listOf(run, indices, differs) {
  var list = el('ol', story);
  indices.forEach(function (i) {
    var e = run.entries[i], item = el('li', list);
    if (run === shown.run && i === shown.at) item.className = 'now';
    if (run.violations.indexOf(e.seq) >= 0) item.classList.add('bad');
    if (differs !== undefined && i >= differs) item.classList.add('differs');
    var text = time(e.at) + ' ' + e.actor + ': ' + e.text;
    if (run !== shown.run) { item.textContent = text; return; }
    var button = el('button', item, text);
    button.addEventListener('click', function () { goTo(i); });
  });
}

/** The first place at which the two runs do not do the same, times apart. */
function divergence() {
  var a = shown.run.entries, b = shown.other.entries, i = 0;
  while (i < a.length && i < b.length && a[i].actor === b[i].actor && a[i].text === b[i].text) i++;
  return i;
}

document.addEventListener('click', function (event) {
  var link = event.target.closest('[data-run]');
  if (!link) return;
  event.preventDefault();
  var seq = link.getAttribute('data-seq');
  open(link.getAttribute('data-run'), seq === null ? undefined : Number(seq), link);
  place.focus();
});
place.addEventListener('input', function () { goTo(Number(place.value)); });
runBox.addEventListener('change', function () { open(runBox.value); });
otherBox.addEventListener('change', function () { shown.other = find(otherBox.value); draw(); });
byId('back').addEventListener('click', function () { goTo(shown.at - 1); });
byId('forth').addEventListener('click', function () { goTo(shown.at + 1); });
byId('close').addEventListener('click', close);
byId('violation').addEventListener('click', firstViolation);
byId('divergence').addEventListener('click', function () { if (shown.other) goTo(divergence()); });
function firstViolation() {
  var first = shown.run.violations.find(function (seq) { return shown.run.index[seq] !== undefined; });
  if (first !== undefined) goTo(shown.run.index[first]);
}
document.addEventListener('keydown', function (event) {
  if (viewer.hidden || event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === 'SELECT') return;
  var onRange = event.target === place;
  if (event.key === 'Escape') close();
  else if (event.key === 'v') firstViolation();
  else if (event.key === 'd' && shown.other) goTo(divergence());
  else if (event.key === 'ArrowLeft' && !onRange) goTo(shown.at - 1);
  else if (event.key === 'ArrowRight' && !onRange) goTo(shown.at + 1);
  else return;
  event.preventDefault();
});
var asked = /^#run=([^&]+)(?:&seq=(\d+))?$/.exec(location.hash);
if (asked && find(decodeURIComponent(asked[1]))) open(decodeURIComponent(asked[1]), asked[2] === undefined ? undefined : Number(asked[2]));
})();`
