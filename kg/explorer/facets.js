/* ---- The filters, beside the map ---- */

const filterPanel = document.getElementById("filters");
const FIRST_VALUES = 8;
const opened = new Set(["family", "source"]);

function showFilters() {
  filterPanel.replaceChildren(filterHeading(), ...setAside(), ...Object.keys(FACETS).map(facetFor), valenceFor(), contestedFor());
}

function filterHeading() {
  const number = Object.keys(filtersOf(asked)).length;
  const reset = element("button", { type: "button", class: "more", id: "reset" }, "Take all back");
  reset.addEventListener("click", () => change(Object.fromEntries([...FILTERS, "hide", "pin"].map((name) => [name, undefined]))));
  const said = number ? `${left.claims.length.toLocaleString(language)} of ${count(page.claims.length, "claim")} left` : `All ${count(page.claims.length, "claim")}`;
  return element("div", {}, element("p", { class: "label" }, "Filters"), remark(said), number || asked.hide || asked.pin ? reset : undefined);
}

/** What is filtered, hidden or pinned by name, each with a way to take it back. */
function setAside() {
  return [["party", "Only with"], ["hide", "Hidden"], ["pin", "Kept on the map"]].filter(([name]) => asked[name]).map(([name, label]) =>
    element("section", {}, element("p", { class: "label" }, label), element("ul", { class: "chips" }, parts(asked[name]).map((id) => element("li", {}, taken(name, id))))));
}

function taken(name, id) {
  const label = short(byId.get(id)?.label ?? id, 40);
  const button = element("button", { type: "button", class: "chip", "aria-label": `Take back: ${label}` }, text(label), " ×");
  button.addEventListener("click", () => change({ [name]: parts(asked[name]).filter((other) => other !== id).join() }));
  return button;
}

function facetFor(name) {
  const facet = FACETS[name];
  const chosen = parts(asked[name]);
  const counts = left.facets[name];
  const values = facet.values().filter(({ code }) => counts.has(code) || chosen.includes(code))
    .sort((one, other) => chosen.includes(other.code) - chosen.includes(one.code) || (counts.get(other.code) ?? 0) - (counts.get(one.code) ?? 0));
  const known = new Set(values.map(({ code }) => code));
  const unknown = chosen.filter((code) => !known.has(code)).map((code) => ({ code, label: code }));
  const lines = [...unknown, ...values].map((value) => choice(name, value, chosen, counts.get(value.code) ?? 0));
  const summary = element("summary", {}, facet.label, chosen.length ? text(` ${chosen.length}`, "span", { class: "number" }) : "");
  const details = element("details", { class: "facet", open: opened.has(name) || chosen.length > 0 }, summary, ...folded(lines, FIRST_VALUES, { class: "choices" }));
  details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](name));
  return details;
}

function choice(name, { code, label }, chosen, number) {
  const box = element("input", { type: "checkbox", id: `${name} ${code}` });
  box.checked = chosen.includes(code);
  box.addEventListener("change", () => change({ [name]: box.checked ? [...chosen, code].join() : chosen.filter((other) => other !== code).join() }));
  const only = element("button", { type: "button", class: "only", id: `only ${name} ${code}`, "aria-label": `Only ${label}` }, "only");
  only.addEventListener("click", () => change({ [name]: code }));
  return element("li", {}, element("label", {}, box, text(short(label, 40)), element("span", { class: "number" }, number.toLocaleString(language))), only);
}

function valenceFor() {
  const [least, most] = (asked.valence ?? "-10..10").split("..").map(Number);
  const [from, to] = [["least", "from", least], ["most", "to", most]].map(([id, label, value]) =>
    element("input", { type: "range", id: `valence ${id}`, min: -10, max: 10, step: 1, value, "aria-label": `Valence ${label}` }));
  const said = element("p", { class: "remark" });
  const tell = () => { said.textContent = `from ${from.value} to ${to.value}; −10 is most hostile, 10 most cooperative`; };
  for (const input of [from, to]) {
    input.addEventListener("input", tell);
    input.addEventListener("change", () => change({ valence: valenceOf(Number(from.value), Number(to.value)) }, Boolean(asked.valence)));
  }
  tell();
  return element("fieldset", {}, element("legend", {}, "Valence of the relation"), element("div", { class: "span" }, from, to), said);
}

function valenceOf(one, other) {
  const [least, most] = [Math.min(one, other), Math.max(one, other)];
  return least === -10 && most === 10 ? undefined : `${least}..${most}`;
}

function contestedFor() {
  const box = element("input", { type: "checkbox", id: "contested yes" });
  box.checked = Boolean(asked.contested);
  box.addEventListener("change", () => change({ contested: box.checked ? "yes" : undefined }));
  return element("fieldset", {}, element("label", {}, box, "Only where claims disagree"));
}
