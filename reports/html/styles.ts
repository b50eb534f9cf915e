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
.scroll{overflow-x:auto}
.decisions{width:auto;font-size:.85rem}
.decisions th,.decisions td{padding:.25rem .9rem .25rem 0}
.decisions thead th{vertical-align:bottom}
.decisions tbody th{color:var(--ink);font:12px ui-monospace,monospace}
.decisions .pass{color:var(--good)}.decisions .fail{color:var(--bad);font-weight:700}.decisions .inconclusive{color:var(--unsure);font-weight:700}.decisions .none{color:var(--line)}
.decisions small{white-space:nowrap}
.orders{display:block;font:12px system-ui,sans-serif;max-width:none}
.orders .step{fill:none;stroke:var(--soft);stroke-width:1.3}
.orders .tip{fill:var(--soft)}
.orders text{fill:var(--ink)}
.orders .by{font-family:ui-monospace,monospace;font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:4px}
.orders .by.lost{fill:var(--soft)}
.orders g rect{fill:var(--panel);stroke:currentColor;stroke-width:1.5}
.orders g .rim{fill:none;stroke-width:1;stroke-dasharray:none}
.orders g text{fill:currentColor;font-weight:600}
.orders .safe,.legend .safe b,.recovers .fate{color:var(--good)}
.orders .harmful,.legend .harmful b,.silently-wrong .fate{color:var(--bad)}
.orders .fragile,.orders .refused,.orders .unsure,.legend .fragile b,.legend .refused b,.legend .unsure b,.stuck .fate{color:var(--unsure)}
.orders .unreached,.orders .on,.legend .unreached b{color:var(--soft)}
.orders .safe rect,.orders .harmful rect{stroke-width:2.5}
.orders .unreached rect,.orders .on rect{stroke-dasharray:4 3}
figure{margin:.5rem 0}
figcaption,.legend{color:var(--soft);font-size:.85rem}
.legend{list-style:none;padding:0;margin:.25rem 0;display:flex;flex-wrap:wrap;gap:.1rem 1.5rem}
.words{margin:.25rem 0;padding-left:1.25rem}
.census .fate{white-space:nowrap;font-weight:600}
.chip{display:inline-block;min-width:3.2rem;text-align:center;font-size:.8rem;font-weight:600;border-radius:999px;padding:0 .6rem;border:1px solid currentColor}
.chip.pass{color:var(--good)}.chip.fail{color:var(--bad)}.chip.inconclusive{color:var(--unsure)}
.status{font-size:.85rem;font-weight:600;white-space:nowrap}
.run{border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;margin:1rem 0;scroll-margin-top:1rem}
.run h3{margin-top:0;border:0}
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
kbd{font:11px ui-monospace,monospace;border:1px solid var(--line);border-radius:3px;padding:0 .25rem;color:var(--soft)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
#viewer{position:fixed;inset:auto 0 0 0;height:66vh;background:var(--paper);border-top:2px solid var(--line);box-shadow:0 -8px 24px #0003;display:flex;flex-direction:column}
#viewer[hidden]{display:none}
#viewer .bar{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;padding:.4rem 1rem}
#viewer .scrub{border-bottom:1px solid var(--line);flex-wrap:nowrap;padding-top:0}
#viewer #close{margin-left:auto}
#viewer select,#viewer .time{max-width:16rem;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.2rem .4rem}
#viewer .time{font:600 14px ui-monospace,monospace;width:7.5rem}
#viewer .count{color:var(--soft);font-size:.85rem;white-space:nowrap;min-width:5.5rem;text-align:right}
#viewer .track{flex:1;position:relative;padding-top:9px}
#viewer .track input{width:100%;margin:0;display:block;accent-color:var(--link)}
#viewer .ticks{position:absolute;inset:0 8px auto 8px;height:10px}
#viewer .ticks i{position:absolute;top:1px;width:7px;height:7px;margin-left:-3.5px}
#viewer .ticks .violations{background:var(--bad);transform:rotate(45deg)}
#viewer .ticks .marks{background:var(--unsure)}
#viewer .keys{position:relative}
#viewer .keys summary{cursor:pointer;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.2rem .7rem;list-style:none}
#viewer .keys dl{position:absolute;z-index:2;right:0;top:2.2rem;width:24rem;margin:0;padding:.75rem 1rem;background:var(--paper);border:1px solid var(--line);border-radius:8px;box-shadow:0 8px 24px #0003;font-size:13px}
#viewer .keys dl div{display:grid;grid-template-columns:6rem 1fr;gap:.5rem;padding:.1rem 0}
#viewer .keys dd{margin:0}
#viewer .panes{flex:1;display:flex;min-height:0}
#viewer .left{flex:3;min-width:0;display:flex;flex-direction:column}
#viewer .lanes{flex:none;max-height:50%;overflow:auto;display:flex;align-items:flex-start}
#viewer .lanes svg{flex:none}
#viewer .names{position:sticky;left:0;background:var(--paper)}
#viewer .objects{flex:1;overflow:auto;border-top:1px solid var(--line);padding:.25rem 1rem .75rem;font-size:13px}
#viewer .objects h4{font-size:13px;margin:.5rem 0 .25rem}
#viewer .objects p{margin:.25rem 0}
#viewer .object summary{cursor:pointer;padding:.1rem 0}
#viewer .object .state{margin-left:.75rem;color:var(--good)}
#viewer .object .absent{color:var(--bad)}
#viewer .diff{width:auto;font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
#viewer .diff th{font:inherit;color:var(--soft);padding:.05rem 1rem .05rem .75rem;border:0}
#viewer .diff td{padding:.05rem 0;border:0;overflow-wrap:anywhere}
#viewer .diff .changed td{font-weight:700}
#viewer .diff .changed th::before{content:"▸ ";margin-left:-.9rem}
del,ins{text-decoration:none;border-radius:3px;padding:0 .25rem}
del{background:#c4262e22;color:var(--bad)}
ins{background:#18794e22;color:var(--good)}
#viewer .diff del,#viewer .diff ins{display:inline-block;max-width:100%}
del::before{content:"− "}ins::before{content:"+ "}
del+ins{margin-left:.4rem}
#viewer .beside{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
#viewer .story{flex:2;min-width:0;overflow:auto;border-left:1px solid var(--line);padding:.25rem 1rem .75rem;font-size:13px}
#viewer .story ol{list-style:none;padding:0;margin:0 0 .5rem}
#viewer .story p{margin:0 0 .5rem}
#viewer .story li{padding:.1rem .25rem;border-radius:4px;overflow-wrap:anywhere}
#viewer .story li button{all:unset;display:inline;cursor:pointer}
#viewer .story li button:focus-visible{outline:2px solid var(--link)}
#viewer .story li.now{background:var(--panel);font-weight:600}
#viewer .bad{color:var(--bad)}
#viewer .differs{background:#c4262e22}
#viewer svg text{font:11px system-ui,sans-serif;fill:var(--ink)}
#viewer svg .rule{stroke:var(--line)}
#viewer svg .dot{fill:var(--soft);cursor:pointer}
#viewer svg .dot.cause{fill:var(--link)}#viewer svg .dot.now{fill:var(--ink)}#viewer svg .dot.violation{fill:var(--bad)}#viewer svg .dot.mark{fill:var(--unsure)}
#viewer svg .ring{fill:none;stroke:var(--ink);stroke-width:1.5}
#viewer svg .arrow{fill:none;stroke:var(--link);stroke-width:1.5}
@media (max-width:50rem){#viewer .panes{flex-direction:column;overflow:auto}#viewer .left,#viewer .story{flex:none}}
@media print{#viewer,.scripted,.skip{display:none!important}body{padding:0!important}pre{max-height:none}.run{break-inside:avoid-page}details::details-content{content-visibility:visible;height:auto}a{color:inherit}}
`
