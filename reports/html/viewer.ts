/** The viewer's empty frame; `viewer-script.ts` fills it. Hidden until a run is opened. */
export const VIEWER = `<section id="viewer" aria-label="Timeline" hidden>
<div class="bar">
<label>Run <select id="run"></select></label>
<label>beside <select id="other"><option value="">nothing</option></select></label>
<button type="button" id="violation" title="v">First violation</button>
<button type="button" id="divergence" title="d">First difference</button>
<button type="button" id="back" title="left arrow">◀</button>
<input type="range" id="place" min="0" value="0" aria-label="Place in virtual time">
<button type="button" id="forth" title="right arrow">▶</button>
<span class="time" id="time" aria-live="polite"></span>
<button type="button" id="close" title="Escape">Close</button>
</div>
<div class="panes"><div class="lanes" id="lanes"></div><div class="story" id="story"></div></div>
</section>`
