/* ---- Tools: the buttons above the map, and keys ---- */

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
  const { view: before, entity } = questionNow();
  const opened = before === view ? undefined : view;
  change({ view: opened, sort: undefined, sources: undefined, to: undefined, from: opened === "path" ? entity : undefined });
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
function leave(target) {
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
  u: () => back(),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const isTyped = event.target.matches?.(event.key.startsWith("Arrow") ? "input, select, textarea, #table, #compare" : "input:not([type=checkbox], [type=range]), select, textarea");
  if (!isTyped && Object.hasOwn(KEYS, event.key)) { event.preventDefault(); KEYS[event.key](); }
  if (event.key === "Escape") leave(event.target);
});
