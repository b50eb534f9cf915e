/** The style sheet of the page: system fonts, light and dark, readable on paper. */
export const STYLES = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--paper:#fff;--panel:#f5f7fa;--line:#d9dfe7;--good:#18794e;--bad:#c4262e;--unsure:#9a6700;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e4e9f0;--soft:#98a3b3;--paper:#12161c;--panel:#1b212a;--line:#303947;--good:#4cc38a;--bad:#ff7b80;--unsure:#e3b341;--link:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header,main{max-width:72rem;margin:0 auto;padding:0 1.5rem}
h1{font-size:1.1rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin:1.5rem 0 .25rem}
h2{font-size:1.6rem;line-height:1.25;margin:2rem 0 .5rem}
h3{margin:2.5rem 0 .5rem;border-bottom:1px solid var(--line)}
h4{font-size:1rem;margin:0 0 .25rem}
a{color:var(--link)}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);padding:.5rem .75rem;border-radius:4px;margin:.25rem 0;max-height:24rem;overflow:auto}
small,.origin{color:var(--soft)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem}
.headline{font-size:1.1rem;font-weight:600;margin:.25rem 0}
.headline.as-expected,.status.as-expected{color:var(--good)}
.headline.differs,.status.differs{color:var(--bad)}
.headline.inconclusive,.status.inconclusive{color:var(--unsure)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.5rem 2rem;margin:1rem 0}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:500;font-size:.85rem}
.chip{display:inline-block;min-width:3.2rem;text-align:center;font-size:.8rem;font-weight:600;border-radius:999px;padding:0 .6rem;border:1px solid currentColor}
.chip.pass{color:var(--good)}.chip.fail{color:var(--bad)}.chip.inconclusive{color:var(--unsure)}
.status{font-size:.85rem;font-weight:600;white-space:nowrap}
.run{border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;margin:1rem 0;scroll-margin-top:1rem}
.steps{list-style:none;padding:0;margin:.5rem 0}
.steps li{border-left:3px solid var(--good);padding:.1rem .75rem;margin:.5rem 0}
.steps li.failed{border-color:var(--bad)}.steps li.unran{border-color:var(--line);color:var(--soft)}
.steps p{margin:0;color:var(--soft);font-size:.85rem}
.steps code{overflow-wrap:anywhere}
.chain{padding-left:1.25rem}
.missing,.surprises{color:var(--bad)}
.moment{font:13px ui-monospace,monospace;text-decoration:none;border-bottom:1px dotted}
.gate{margin:.25rem 0}
.gate summary{cursor:pointer}
.causes{list-style:none;padding-left:1rem;color:var(--soft);font:12px/1.6 ui-monospace,monospace}
.refuted{border-left:4px solid var(--unsure);background:var(--panel);padding:.5rem 1rem;margin:.75rem 0}
.refuted p{margin:.25rem 0}
.scripted{display:none}
.js .scripted{display:block}
button,select,input{font:inherit;color:inherit}
button{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.2rem .7rem;cursor:pointer}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
#viewer{position:fixed;inset:auto 0 0 0;height:60vh;background:var(--paper);border-top:2px solid var(--line);box-shadow:0 -8px 24px #0003;display:flex;flex-direction:column}
#viewer[hidden]{display:none}
#viewer .bar{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;padding:.5rem 1rem;border-bottom:1px solid var(--line)}
#viewer select{max-width:15rem;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.2rem}
#viewer input[type=range]{flex:1;min-width:10rem}
#viewer .time{font:600 14px ui-monospace,monospace;min-width:6rem}
#viewer .panes{flex:1;display:flex;min-height:0}
#viewer .lanes{flex:3;overflow:auto;display:flex;align-items:flex-start}
#viewer .lanes svg{flex:none}
#viewer .names{position:sticky;left:0;background:var(--paper)}
#viewer .story{flex:2;overflow:auto;border-left:1px solid var(--line);padding:.5rem 1rem;font-size:13px}
#viewer .story ol{list-style:none;padding:0;margin:0}
#viewer .story li{padding:.1rem .25rem;border-radius:4px;overflow-wrap:anywhere}
#viewer .story button{all:unset;cursor:pointer}
#viewer .story button:focus-visible{outline:2px solid var(--link)}
#viewer .now{background:var(--panel);font-weight:600}
#viewer .bad{color:var(--bad)}
#viewer .differs{background:#c4262e22}
#viewer svg text{font:11px system-ui,sans-serif;fill:var(--ink)}
#viewer svg .rule{stroke:var(--line)}
#viewer svg .dot{fill:var(--soft);cursor:pointer}
#viewer svg .dot.violation{fill:var(--bad)}#viewer svg .dot.mark{fill:var(--unsure)}#viewer svg .dot.cause{fill:var(--link)}#viewer svg .dot.now{fill:var(--ink)}
#viewer svg .arrow{fill:none;stroke:var(--link);stroke-width:1.5}
@media print{#viewer,.scripted{display:none!important}}
`
