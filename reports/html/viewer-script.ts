import { CONTROLS } from './script/controls.js'
import { LANES } from './script/lanes.js'
import { MODEL } from './script/model.js'
import { STORY } from './script/story.js'

/**
 * What the page runs: the viewer of timelines. Plain JavaScript of 2020, without anything from elsewhere; texts reach the page as text
 * nodes only. Its parts share one scope.
 */
export const VIEWER_SCRIPT = `(function () {
'use strict';
${MODEL}
if (runs.length === 0) return;
document.documentElement.classList.add('js');
${LANES}${STORY}${CONTROLS}
})();`
