/* ---- From one question to the next ---- */

const trail = [location.hash];

function ask(question) {
  location.hash = hashOf({ ...lasting(), ...question });
}

/** Asks the same with some changes; what is undefined is taken away. Further steps of one change are undone together. */
function change(changes, isStep = false) {
  const hash = hashOf({ ...questionNow(), ...changes });
  if (isStep) { history.replaceState(null, "", hash); trail[trail.length - 1] = location.hash; show(); } else location.hash = hash;
}

/** The question in the address, which is ahead of what is on show until the page has caught up with it. */
function questionNow() {
  const question = questionOf(location.hash);
  return isMeaningful(question) ? question : {};
}

function back() {
  if (trail.length > 1) history.back();
  else ask({});
}

function show() {
  const question = questionOf(location.hash);
  const held = document.activeElement?.id;
  asked = questionNow();
  filter(asked);
  showPanel(question);
  showTools();
  showFilters();
  showTime();
  showTable(asked);
  showCompare(asked);
  showMap(asked);
  // What was pressed has been drawn anew.
  if (held && document.activeElement === document.body) document.getElementById(held)?.focus({ preventScroll: true });
  document.title = [summary.querySelector("h2").textContent, document.querySelector("h1").textContent].join(" · ");
}

/** Brings the panel's heading to the eye and to the keyboard. */
function attend() {
  panel.scrollTop = 0;
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || (asked.view === "table" && top > innerHeight)) panel.scrollIntoView();
  summary.querySelector("h2").focus({ preventScroll: true });
}

/** Puts the page together once its data are read. */
async function start() {
  try {
    await readPage();
  } catch (error) {
    status.replaceChildren("This browser cannot read the data in this file, which takes one of 2023 or later.");
    throw error;
  }
  startMap();
  startNames();
  startSearch();
  startTime();
  startShare();
  show();
}

addEventListener("hashchange", () => {
  if (trail.at(-2) === location.hash) trail.pop();
  else trail.push(location.hash);
  const before = hashOf(picksOf(asked));
  show();
  if (before !== hashOf(picksOf(asked)) || asked.view === "path") attend();
});
const filterButton = document.getElementById("toggle-filters");
const [tableButton, pathButton, compareButton] = ["table", "path", "compare"].map((view) => document.getElementById(`toggle-${view}`));

function showTools() {
  for (const [button, view] of [[tableButton, "table"], [pathButton, "path"], [compareButton, "compare"]]) {
    button.setAttribute("aria-pressed", String(asked.view === view));
  }
  const number = Object.keys(filtersOf(asked)).length + Boolean(asked.hide);
  filterButton.textContent = number ? `Filters (${number})` : "Filters";
}

function toggleFilters() {
  filterPanel.hidden = !filterPanel.hidden;
  filterButton.setAttribute("aria-expanded", String(!filterPanel.hidden));
  if (!filterPanel.hidden) filterPanel.querySelector("button, summary").focus();
}

function toggleView(view) {
  change({ view: asked.view === view ? undefined : view, sort: undefined, ...(view === "path" && asked.entity ? { from: asked.entity } : {}) });
}

filterButton.addEventListener("click", toggleFilters);
tableButton.addEventListener("click", () => toggleView("table"));
pathButton.addEventListener("click", () => toggleView("path"));
compareButton.addEventListener("click", () => toggleView("compare"));
document.getElementById("fit").addEventListener("click", () => look([...scene.strong]));

const help = document.getElementById("help");
document.getElementById("keys").addEventListener("click", () => help.showModal());

/** Walks through the links of what is picked, the best documented first. */
function walk(step) {
  const { entity: id, with: other } = questionNow();
  const entity = byId.get(id);
  if (!entity) return;
  const around = grouped(claimsFor({ entity: entity.id }), (claim) => otherEnd(claim, entity)).map(([end]) => end);
  const at = around.indexOf(byId.get(other));
  const next = around[at < 0 ? (step > 0 ? 0 : around.length - 1) : (at + step + around.length) % around.length];
  if (next) ask({ entity: entity.id, with: next.id });
}

/** Leaves what is nearest: an open menu, a field that is typed in, then what is on show. */
function escape(target) {
  if (shareMenu.open) { shareMenu.open = false; shareMenu.querySelector("summary").focus(); return; }
  if (target.matches?.("input[type=text], select")) target.blur();
  else if (Object.keys(asked).length) back();
}

const KEYS = {
  "/": () => search.focus(),
  "?": () => help.showModal(),
  ArrowLeft: () => walk(-1),
  ArrowRight: () => walk(1),
  f: () => look([...scene.strong]),
  l: toggleFilters,
  t: () => toggleView("table"),
  p: () => toggleView("path"),
  c: () => toggleView("compare"),
  u: back,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const isTyped = event.target.matches?.(event.key.startsWith("Arrow") ? "input, select, textarea, #table, #compare" : "input:not([type=checkbox], [type=range]), select, textarea");
  if (!isTyped && Object.hasOwn(KEYS, event.key)) { event.preventDefault(); KEYS[event.key](); }
  if (event.key === "Escape") escape(event.target);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
for (const [moment, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(moment, () => { document.documentElement.classList.toggle("printed", isPaper); spreadTable(isPaper); repaint(); network.redraw(); });
}

start();
