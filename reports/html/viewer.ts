/** Keys of the viewer, as its help says them. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['← →', 'the event before, the next one'],
  ['Shift ← →', 'the change of the same object before, the next one'],
  ['Home End', 'the first event, the last one'],
  ['v n', 'the first violation (of an incident: expected event), the next one'],
  ['d', 'the first difference from the run beside'],
  ['t', 'type a virtual time, e.g. 1:05:30, and press Enter'],
  ['Tab', 'controls, then the objects, then the events'],
  ['Esc', 'close, back to where it was opened'],
]

const HELP = KEYS.map(([keys, does]) => `<div><dt><kbd>${keys}</kbd></dt><dd>${does}</dd></div>`).join('')

/** The viewer's empty frame; `viewer-script.ts` fills it. Hidden until a run is opened. */
export const VIEWER = `<section id="viewer" aria-label="Timeline" hidden>
<div class="bar">
<label>Run <select id="run"></select></label>
<label>beside <select id="other"><option value="">nothing</option></select></label>
<button type="button" id="violation" aria-keyshortcuts="v"><span id="telling">First violation</span> <kbd>v</kbd></button>
<button type="button" id="divergence" aria-keyshortcuts="d">First difference <kbd>d</kbd></button>
<details class="keys"><summary>Keys</summary><dl>${HELP}</dl></details>
<button type="button" id="close" aria-keyshortcuts="Escape">Close <kbd>Esc</kbd></button>
</div>
<div class="bar scrub">
<button type="button" id="back" aria-label="Event before">◀</button>
<span class="track"><span class="ticks" id="ticks" aria-hidden="true"></span><input type="range" id="place" min="0" value="0" aria-label="Place in virtual time"></span>
<button type="button" id="forth" aria-label="Next event">▶</button>
<label>at <input type="text" id="time" class="time" size="10" autocomplete="off" spellcheck="false" aria-label="Virtual time"></label>
<span class="count" id="count"></span>
<span class="unseen" id="said" aria-live="polite"></span>
</div>
<div class="panes">
<div class="left"><div class="lanes" id="lanes" tabindex="-1"></div><div class="objects" id="objects"></div></div>
<div class="story" id="story"></div>
</div>
</section>`
