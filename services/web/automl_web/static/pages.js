"use strict";
// What the pages need beside htmx: times in the reader's zone, sorting, filtering, and pictures that draw themselves.

const own = document.currentScript;
const language = document.documentElement.lang;

// Times
const clock = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function age(moment) {
  const seconds = (Date.now() - moment) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS[3];
  return seconds > 30 * 86400 ? clock.format(moment) : ago.format(-Math.round(seconds / size), unit);
}

function showTimes(root) {
  for (const time of root.querySelectorAll("time[data-as]")) {
    const moment = new Date(time.dateTime);
    const text = time.dataset.as === "age" ? age(moment) : clock.format(moment);
    if (time.textContent !== text) time.textContent = text;
    time.title = exact.format(moment);
  }
}

// Tables: sorted by a click on a head, filtered by what is typed; both outlive an update of the rows, and live in the
// address, so that a link shows the same. Rows that are equal keep the order of the head that was clicked before
const asked = new URLSearchParams(location.search);
const SORTED_BY = 2;

function remember(key, value) {
  if (value) asked.set(key, value);
  else asked.delete(key);
  const query = asked.size ? `?${asked}` : "";
  history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
}

function orderOf(table) {
  const heads = table.tHead?.rows[0].cells ?? []; // pictures have none
  return (asked.get(`${table.dataset.name}.sort`) ?? "").split(",").map((text) => ({ place: Math.abs(Number(text)) - 1, falls: text.startsWith("-") }))
    .filter(({ place }) => heads[place]?.querySelector("button.sort"));
}

function sortRows(table) {
  const orders = orderOf(table);
  if (!orders.length) return;
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => head.setAttribute("aria-sort", place !== orders[0].place ? "none" : orders[0].falls ? "descending" : "ascending"));
  const rows = [...table.tBodies[0].rows];
  for (const { place, falls } of [...orders].reverse()) {
    const isNumber = heads[place].querySelector("button.sort").dataset.kind === "number";
    const key = (row) => (isNumber ? Number(row.cells[place].dataset.value) : row.cells[place].textContent.trim());
    const compare = isNumber ? (a, b) => a - b : (a, b) => a.localeCompare(b, language, { numeric: true });
    rows.sort((one, other) => (falls ? -1 : 1) * compare(key(one), key(other)));
  }
  table.tBodies[0].append(...rows);
}

function sortBy(head) {
  const table = head.closest("table");
  const falls = head.getAttribute("aria-sort") === "ascending";
  const before = orderOf(table).filter(({ place }) => place !== head.cellIndex);
  const orders = [{ place: head.cellIndex, falls }, ...before].slice(0, SORTED_BY);
  remember(`${table.dataset.name}.sort`, orders.map((one) => `${one.falls ? "-" : ""}${one.place + 1}`).join());
  sortRows(table);
  filterRows(table);
}

function fillFilters() {
  for (const input of document.querySelectorAll("[data-filter]")) input.value = asked.get(`${input.dataset.filter}.has`) ?? "";
  for (const box of document.querySelectorAll("[data-only]")) box.checked = asked.get(`${box.dataset.only}.only`) === box.value;
}

// A long table, or many pictures, begins with its first ones; whoever asks for all, or for some by their words, gets them
const wholes = new Set();
const shortened = new WeakSet(); // those of them that show only their first ones
const itemsOf = (list) => list.tBodies?.[0].rows ?? list.children;

function filterRows(list) {
  const name = list.dataset.name;
  const text = (document.querySelector(`[data-filter="${name}"]`)?.value ?? "").toLowerCase();
  const only = document.querySelector(`[data-only="${name}"]`);
  const whole = text || wholes.has(name);
  let place = 0;
  for (const row of itemsOf(list)) {
    const fits = row.textContent.toLowerCase().includes(text) && (!only?.checked || row.dataset.kind === only.value);
    if (fits) place += 1;
    row.hidden = !fits || (!whole && place > Number(list.dataset.most ?? Infinity));
  }
  shortened[!whole && place > Number(list.dataset.most) ? "add" : "delete"](list);
  const rest = document.querySelector(`[data-rest="${name}"]`);
  if (rest) rest.hidden = ![...document.querySelectorAll(`[data-name="${name}"]`)].some((one) => shortened.has(one));
}

function prepareTables(root) {
  for (const list of root.querySelectorAll("[data-name]")) {
    sortRows(list);
    filterRows(list);
  }
}

document.addEventListener("click", (event) => {
  const head = event.target.closest("button.sort")?.closest("th");
  if (head) sortBy(head);
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  const rest = event.target.closest("[data-rest]")?.dataset.rest;
  if (rest) {
    wholes.add(rest);
    const lists = [...document.querySelectorAll(`[data-name="${rest}"]`)];
    const first = lists.flatMap((list) => [...itemsOf(list)]).find((row) => row.hidden);
    lists.forEach(filterRows);
    first?.querySelector("a")?.focus({ preventScroll: true });
  }
  for (const open of document.querySelectorAll("details.confirm[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.confirm[open]")) {
    const summary = open.querySelector("summary");
    if (open.contains(document.activeElement)) summary.focus();
    open.open = false;
  }
});
document.addEventListener("input", (event) => {
  const { filter, only } = event.target.dataset ?? {};
  if (filter) remember(`${filter}.has`, event.target.value);
  if (only) remember(`${only}.only`, event.target.checked && event.target.value);
  const name = filter ?? only;
  if (name) document.querySelectorAll(`[data-name="${name}"]`).forEach(filterRows);
});

// A command is copied; where the browser does not let a page do that, it is chosen, ready to be copied
async function copyText(button) {
  const code = button.previousElementSibling;
  getSelection().selectAllChildren(code);
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    return;
  }
  getSelection().removeAllRanges();
  button.textContent = button.dataset.copied;
}

// A file that was chosen or dropped is named
document.addEventListener("change", (event) => {
  const [file] = event.target.files ?? [];
  const name = event.target.closest(".drop")?.querySelector("[data-file-name]");
  if (name && file) name.textContent = file.name;
});

// What was sent is being worked on: it is shown, with what takes long in words, and not sent twice
const doing = element("p");
doing.className = "doing";
doing.setAttribute("role", "status");
document.body.append(doing);
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.method !== "post") return;
  if (button.getAttribute("aria-busy")) event.preventDefault();
  button.setAttribute("aria-busy", "true");
  doing.textContent = event.target.dataset.doing ?? "";
});
addEventListener("pageshow", () => {
  doing.textContent = "";
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

// Pictures: Plotly's script is loaded when the first of them comes into view
let plotly;

// The pages allow no style in the markup. Plotly writes style attributes; the same by way of the object is allowed.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === "style") this.style.cssText = value;
  else setAttribute.call(this, name, value);
};

function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = own.dataset.plotly;
    // While it loads it puts the style sheet of its maps into the page, which is not allowed and not needed
    document.createElement = (name, ...rest) => Document.prototype.createElement.call(document, name === "style" ? "template" : name, ...rest);
    script.onload = () => { delete document.createElement; resolve(window.Plotly); };
    script.onerror = reject;
    document.head.append(script);
  });
  return plotly;
}

function coloured(layout) {
  const style = getComputedStyle(document.documentElement);
  const [ink, line] = ["--ink", "--line"].map((name) => style.getPropertyValue(name).trim());
  const axes = Object.fromEntries(
    Object.keys({ xaxis: 0, yaxis: 0, ...layout })
      .filter((name) => /^[xy]axis\d*$/.test(name))
      .map((name) => [name, { ...layout[name], gridcolor: line, zerolinecolor: line, automargin: true }]),
  );
  return { ...layout, ...axes, title: undefined, template: undefined, width: undefined, autosize: true, paper_bgcolor: "transparent",
    plot_bgcolor: "transparent", font: { ...layout?.font, color: ink, family: "inherit" } };
}

// A picture gets the lines, the height and the legend that its width asks for
const NARROW = 430;
const LINE = 15;

// A letter of Japanese is as wide as two others, and its words have no spaces between them
const WIDE = /[\u3000-\u9fff\uac00-\ud7af\uff00-\uff60]/g;
const OPENING = /[（(「]$/;
const long = (text) => text.length + (text.match(WIDE)?.length ?? 0);
const words = Intl.Segmenter && new Intl.Segmenter(language, { granularity: "word" });

function pieces(text) {
  if (!words || !text.match(WIDE)) return text.split(/(?<=[ ,+、])/);
  const found = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    const opens = OPENING.test(segment);
    if (found.length && ((!isWordLike && !opens) || OPENING.test(found.at(-1)))) found[found.length - 1] += segment;
    else found.push(segment);
  }
  return found;
}

function wrapped(text, most) {
  const lines = [""];
  for (const word of pieces(plain(text))) {
    if (lines.at(-1) && long(lines.at(-1)) + long(word.trim()) > most) lines.push("");
    lines[lines.length - 1] += word;
  }
  return lines.map((line) => line.trim());
}

// What stands beside an axis: its own texts, which may be numbers in place of names, or the names in the data
function beside(axis, names) {
  const own = Array.isArray(axis?.ticktext) && Array.isArray(axis.tickvals);
  return own ? [axis.tickvals, axis.ticktext.map(plain)] : [names, names.map(plain)];
}

function ticks(axis, values, lines, angle) {
  return { ...axis, tickangle: angle, tickmode: "array", tickvals: values, ticktext: lines.map((one) => one.join("<br>")) };
}

function fitted(figure, width) {
  const layout = { ...figure.layout };
  const names = [...new Set((figure.data ?? []).flatMap((trace) => (Array.isArray(trace?.y) ? trace.y : [])))];
  const most = width < NARROW ? 20 : 36;
  const [rows, texts] = beside(layout.yaxis, names);
  if (names.length && names.every((name) => typeof name === "string" && Number.isNaN(Number(name))) && texts.some((name) => long(name) > most)) {
    const labels = texts.map((name) => wrapped(name, most));
    layout.yaxis = ticks(layout.yaxis, rows, labels, 0);
    const tallest = Math.max(...labels.map((lines) => lines.length)); // every name has as much room as the others
    const needed = labels.length * (tallest + 0.5) * LINE + 120;
    layout.height = Math.max(layout.height ?? 0, needed);
  }
  // names below a grid are broken where there is room for that beside each other, else they stand upright
  const grid = figure.data?.length === 1 && figure.data[0]?.type === "heatmap" ? figure.data[0] : undefined;
  const [columns, below] = Array.isArray(grid?.x) ? beside(layout.xaxis, grid.x) : [[], []];
  const tallest = Math.max(0, ...below.map((name) => name.length));
  if (tallest > 12) {
    const room = Math.floor((width - 300) / below.length / 6.5);
    const upright = room < 10;
    const labels = below.map((name) => (upright ? [name] : wrapped(name, room)));
    const high = Math.max(...labels.map((lines) => lines.length)) * LINE;
    layout.xaxis = ticks(layout.xaxis, columns, labels, upright ? 90 : 0);
    layout.height = (layout.height ?? 450) + (upright ? tallest * 6.5 : high);
  }
  const narrow = width < NARROW && layout.showlegend !== false;
  if (narrow) layout.legend = { ...layout.legend, orientation: "h", x: 0, xanchor: "left", y: -0.3, yanchor: "top" };
  const legend = (figure.data ?? []).map((trace) => plain(trace?.name)).filter(Boolean);
  const longest = Math.max(0, ...legend.map((name) => name.length));
  if (layout.legend?.orientation === "h" && longest * 8 > width / 3) {
    // a line each, below the picture: it never takes more than half of the height
    const room = legend.length * (LINE + 5);
    layout.height = Math.max(layout.height ?? 0, 300 + room, 2 * room + 20);
    layout.legend = { ...layout.legend, x: 0, xanchor: "left", yref: "container", y: 0, yanchor: "bottom" };
  }
  return layout;
}

const drawn = new Map();

// What stands above a figure, its title or a note there, is shown as text: it wraps, and can be read aloud
function plain(text) {
  return String(text ?? "").replace(/\u200b<br>/g, "").replace(/<br\s*\/?>/gi, " ").replace(/<[^>]*>/g, "").trim();
}

function isCaption(note) {
  return note?.xref === "paper" && note.yref === "paper" && note.x === 0 && note.y === 1 && note.yanchor === "bottom";
}

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = plain(text);
  return made;
}

// A figure that is a table is shown as one: it can be read aloud, copied, and wraps on a phone
function table(trace) {
  const [heads, columns] = [trace.header?.values ?? [], trace.cells?.values ?? []];
  const made = element("table");
  const head = made.createTHead().insertRow();
  for (const name of heads) head.append(element("th", name));
  const body = made.createTBody();
  for (let place = 0; place < Math.max(0, ...columns.map((column) => column?.length ?? 0)); place += 1) {
    const row = body.insertRow();
    for (const column of columns) row.append(element("td", column?.[place] ?? ""));
  }
  const frame = element("div");
  frame.className = "wide";
  frame.tabIndex = 0;
  frame.append(made);
  return frame;
}

// What has the focus stays where it is seen while something above it grows
function whereSeen() {
  const one = document.activeElement;
  const top = one.getBoundingClientRect().top;
  return one !== document.body && top >= 0 && top < innerHeight ? { one, top } : undefined;
}
function seenThere(was) {
  if (was?.one.isConnected) scrollBy(0, was.one.getBoundingClientRect().top - was.top);
}
function steadily(grow) {
  const was = whereSeen();
  grow();
  seenThere(was);
}
let before;
document.addEventListener("htmx:beforeSwap", () => { before = whereSeen(); });
document.addEventListener("htmx:afterSwap", () => seenThere(before));

async function draw(place) {
  const answer = await fetch(place.dataset.src);
  if (!answer.ok) throw new Error(`${place.dataset.src}: ${answer.status}`);
  const figure = await answer.json();
  const layout = figure.layout ?? {};
  const notes = Array.isArray(layout.annotations) ? layout.annotations : [];
  const told = [layout.title?.text ?? layout.title, ...notes.filter(isCaption).map((note) => note.text)].map(plain);
  if (told.some(Boolean)) {
    const caption = element("p", told.filter(Boolean).join(" "));
    caption.className = "told";
    steadily(() => place.before(caption));
    figure.layout = { ...layout, annotations: notes.filter((note) => !isCaption(note)), margin: { ...layout.margin, t: 30 } };
  }
  const traces = Array.isArray(figure.data) ? figure.data : [];
  if (traces.length && traces.every((trace) => trace?.type === "table")) {
    place.classList.add("table");
    place.closest("figure").classList.add("broad");
    place.removeAttribute("role");
    steadily(() => place.append(...traces.map(table)));
    return;
  }
  if (traces.some((trace) => trace?.type === "heatmap" && trace.x?.some?.((name) => String(name).length > 12))) place.closest("figure").classList.add("broad");
  figure.layout = fitted(figure, place.clientWidth);
  // a number within a short bar would be too small to read
  if (place.clientWidth < NARROW) for (const trace of traces.filter((one) => one?.type === "bar" && one.text)) trace.textposition = "outside";
  if (figure.layout.height) figure.layout.height = Math.max(figure.layout.height, place.clientHeight); // no gap below it
  const Plotly = await loadPlotly();
  drawn.set(place, figure);
  await Plotly.newPlot(place, traces, coloured(figure.layout ?? {}), { responsive: true, displayModeBar: false });
}

const begun = new WeakSet(); // what is still on its way is empty, and looks as if nobody had asked for it
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    seen.unobserve(entry.target);
    if (begun.has(entry.target)) continue;
    begun.add(entry.target);
    draw(entry.target).catch((error) => {
      console.warn(error);
      entry.target.classList.add("broken");
      entry.target.textContent = document.body.dataset.noPicture;
    });
  }
}, { rootMargin: "200px" });

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const [place, figure] of drawn) if (place.isConnected) window.Plotly.relayout(place, coloured(figure.layout ?? {}));
});

// A page that nobody sees is told nothing: a browser has six connections to a server for all of its tabs
class Stream extends EventTarget {
  constructor(address) {
    super();
    this.address = address;
    this.names = new Set();
    this.pass = (event) => this.dispatchEvent(new MessageEvent(event.type, { data: event.data }));
    this.turn = () => (document.hidden ? this.source?.close() : this.open());
    document.addEventListener("visibilitychange", this.turn);
    if (!document.hidden) this.open();
  }
  get readyState() { return this.source?.readyState ?? EventSource.CONNECTING; }
  open() {
    this.source?.close();
    this.source = new EventSource(this.address);
    this.source.onopen = (event) => this.onopen?.(event);
    this.source.onerror = (event) => {
      if (this.readyState === EventSource.CLOSED) this.close(); // whoever listens opens another one
      this.onerror?.(event);
    };
    for (const name of this.names) this.source.addEventListener(name, this.pass);
  }
  addEventListener(name, heard) {
    super.addEventListener(name, heard);
    if (!this.names.has(name)) this.source?.addEventListener(name, this.pass);
    this.names.add(name);
  }
  close() {
    document.removeEventListener("visibilitychange", this.turn);
    this.source?.close();
  }
}
htmx.createEventSource = (address) => new Stream(address);

// Whoever reads what is no longer kept up to date is told so; whoever is no longer logged in gets to do so
const LOST_AFTER = 4000;
let losing;
function loginIfOver() {
  fetch(location.href, { method: "HEAD" }).then((answer) => { if (answer.status === 401) location.reload(); }, () => {});
}
document.addEventListener("htmx:sseError", (event) => {
  losing ??= setTimeout(() => {
    for (const place of document.querySelectorAll(".trouble")) place.textContent = place.dataset.lost;
  }, LOST_AFTER);
  if (event.detail.source?.readyState === EventSource.CLOSED) loginIfOver();
});
document.addEventListener("htmx:sseOpen", () => {
  clearTimeout(losing);
  losing = undefined;
  for (const place of document.querySelectorAll(".trouble")) place.textContent = "";
});
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) location.reload(); });

// The console stays at its end while somebody looks at its end
function follow(root) {
  for (const log of root.querySelectorAll("pre.console")) log.scrollTop = log.scrollHeight;
}
let atEnd = true;
document.addEventListener("htmx:sseBeforeMessage", () => {
  const log = document.querySelector("pre.console");
  atEnd = !log || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
});

// What changes while it goes on takes no less room than before, so that nothing below it jumps up and down
document.addEventListener("htmx:sseBeforeMessage", (event) => {
  if (event.target.matches("[data-steady]")) event.target.style.minHeight = event.detail.data ? `${event.target.offsetHeight}px` : "";
});

// Whoever works with the keyboard keeps their place when what they are in is replaced
const PLACES = "a[href], button, input, summary, [tabindex]";
function mark(one) {
  return [one.tagName, ...["href", "formaction", "name", "value", "aria-label"].map((name) => one.getAttribute(name)), one.textContent.trim()].join("\n");
}
function placeIn(root) {
  const one = document.activeElement;
  return one !== root && root.contains(one) ? mark(one) : undefined;
}
function focusAgain(root, place) {
  if (place === undefined) return;
  [...root.querySelectorAll(PLACES)].find((one) => mark(one) === place)?.focus({ preventScroll: true });
}
let held;
document.addEventListener("htmx:sseBeforeMessage", (event) => { held = placeIn(event.target); });
document.addEventListener("htmx:sseMessage", (event) => focusAgain(event.target, held));

// What somebody is asked is not taken away by an update: it is shown when the question is closed
const kept = new Map();
document.addEventListener("htmx:sseBeforeMessage", (event) => {
  if (!event.target.querySelector("details.confirm[open]")) return;
  event.preventDefault();
  kept.set(event.target, event.detail.data);
});
document.addEventListener("toggle", (event) => {
  for (const [place, html] of kept) {
    if (event.target.open || !place.contains(event.target)) continue;
    kept.delete(place);
    const focused = placeIn(place);
    place.innerHTML = html;
    focusAgain(place, focused);
    prepare(place);
  }
}, true);

// Chosen rows stay chosen when the rows are replaced
const CHOICES = "input[type=checkbox][form]";
const chosen = new Set();
document.addEventListener("change", (event) => {
  if (!event.target.matches(CHOICES)) return;
  chosen[event.target.checked ? "add" : "delete"](event.target.value);
  countChoices();
});

// What needs some of them says how many there are
function countChoices() {
  for (const button of document.querySelectorAll("button[data-needs-chosen]")) {
    const count = document.querySelectorAll(`input[form="${button.form.id}"]:checked`).length;
    button.disabled = count < Number(button.dataset.needsChosen);
    button.querySelector(".count").textContent = count || "";
  }
}

function prepare(root) {
  for (const box of root.querySelectorAll(CHOICES)) box.checked = chosen.has(box.value);
  countChoices();
  showTimes(root);
  prepareTables(root);
  for (const place of root.querySelectorAll(".plot[data-src]:empty")) seen.observe(place);
}

fillFilters();
prepare(document);
follow(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
document.addEventListener("htmx:sseMessage", () => { prepare(document); if (atEnd) follow(document); });
setInterval(() => showTimes(document), 15000);
