"""How the report looks: on a phone, on a screen and on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --soft: #52606d; --line: #d9dee4; --accent: #1f5a86; --good: #2f6b4f;
        --bad: #9b2f33; --care: #b7791f; --paper: #fff; --pale: #f4f6f8; --green: #f3f8f5; --amber: #fdf8ec;
        --red: #fbf3f3; --chosen: #eaf4ee; --guess: #f5f5f2; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ec; --soft: #a7b1bb; --line: #3a444e; --accent: #8cc4ee; --good: #6fbf97; --bad: #e88a8d;
          --care: #dba950; --paper: #15191d; --pale: #222930; --green: #17241d; --amber: #2a2415; --red: #2c1a1b;
          --chosen: #1b2e24; --guess: #22241f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; color: var(--ink); background: var(--paper);
       font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans CJK JP", sans-serif;
       overflow-wrap: anywhere; }
:lang(ja) { line-break: strict; }
:lang(ja) :is(h1, h2, th, summary, figcaption, nav) { word-break: auto-phrase; }
nav { display: none; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
.soft { color: var(--soft); }
.verdict { border-left: .4rem solid var(--good); background: var(--green); padding: 1rem 1.25rem; margin: 1.25rem 0; }
.verdict.amber { border-color: var(--care); background: var(--amber); }
.verdict:is(.red, .none) { border-color: var(--bad); background: var(--red); }
.verdict strong { display: block; font-size: 1.25rem; }
.verdict em { display: block; margin-top: .35rem; font-style: normal; font-weight: 600; }
.verdict small { display: block; color: var(--soft); }
.verdict p { margin: .5rem 0 0; }
.told p { margin: .5rem 0; }
:is(.told, .verdict) a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
tbody small { display: block; font: 400 .78rem/1.4 ui-monospace, monospace; color: var(--soft); }
.grid td[style] { color: #1f2933; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; overflow-wrap: normal; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td:not(.number) { min-width: 10rem; }
code { font-size: .92em; background: var(--pale); padding: 0 .2em; border-radius: .2em; overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
.verdict code, tr.recommended code { background: none; }
tbody th { font-weight: inherit; min-width: 7rem; overflow-wrap: anywhere; }
td + th { min-width: 11rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
tr.recommended { background: var(--chosen); font-weight: 600; }
tr.baseline { background: var(--guess); font-style: italic; }
tr.red th { color: var(--bad); font-weight: 600; }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0; }
details { margin: .6rem 0; }
summary { cursor: pointer; font-weight: 600; }
details ul { margin: .25rem 0; columns: 16rem; }
pre { background: var(--pale); padding: .8rem 1rem; font-size: .88rem; white-space: pre-wrap; }
a { color: var(--accent); }
figure { margin: 1.5rem 0; max-width: 30rem; break-inside: avoid; }
figure.wide { max-width: none; }
figcaption { margin-bottom: .5rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 13px system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans CJK JP", sans-serif;
           fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
svg .spread { stroke: var(--ink); }
svg .rule { stroke: var(--line); }
svg .small { font-size: 12px; fill: var(--soft); }
.grid tbody th { min-width: 8rem; }
.grid { width: auto; font-size: .85rem; }
.grid td:not(.number), .grid thead th { text-align: center; min-width: 5.5rem; }
.grid thead th { overflow-wrap: anywhere; max-width: 9rem; vertical-align: bottom; }
:is(#drivers, #pictures) { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr));
                           gap: 0 2.5rem; }
:is(#drivers, #pictures) > :is(:not(figure), .wide) { grid-column: 1 / -1; }
#drivers > p { margin: .5rem 0 0; }
@media screen and (max-width: 40rem) {
  body { padding-top: .75rem; }
  h1 { font-size: 1.3rem; }
  .verdict { padding: .6rem .75rem; margin: .6rem 0; }
  .verdict strong { font-size: 1.1rem; }
  .verdict small { display: none; }
  table { font-size: .85rem; }
  th, td { padding: .35rem .25rem; }
  tbody th { min-width: 5.5rem; }
  .stacked { font-size: .92rem; }
  .stacked, .stacked :is(tbody, tr, th, td) { display: block; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { padding: .4rem .25rem; border-bottom: 1px solid var(--line); }
  .stacked :is(th, td) { border: 0; padding: .1rem 0; text-align: left; }
  .stacked tbody th { font-weight: 600; }
  .stacked td::before { content: attr(data-name) ": "; color: var(--soft); }
}
@media screen and (min-width: 80rem) {
  body { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 3rem; max-width: 104rem; padding: 2rem; }
  nav { display: block; position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem);
        overflow-y: auto; }
  nav ul { list-style: none; margin: 0; padding: 0; }
  nav a { display: block; padding: .25rem 0; text-decoration: none; }
  nav a:is(:hover, :focus-visible) { text-decoration: underline; }
  main :is(p, dl, .verdict), section > ul { max-width: 56rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: .85rem; }
  .scroll { overflow: visible; }
  h2, dt, p:has(+ :is(pre, .scroll)) { break-after: avoid; }
  pre { break-inside: avoid; }
  table td { min-width: 3.5rem !important; }
  :is(#drivers, #pictures) { grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }
  details::details-content { content-visibility: visible; block-size: auto; }
  tr { break-inside: avoid; }
  * { print-color-adjust: exact; }
}
""".strip()
