/* ---- Elements ---- */

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

/** Text in its own direction, whatever stands around it. */
function text(content, name = "span", attributes = {}) {
  return element(name, { dir: "auto", ...attributes }, content);
}

/** A link to what else could be asked, under the filters that there are. */
function link(question, content, attributes = {}) {
  return element("a", { href: hashOf({ ...lasting(), ...question }), ...attributes }, content);
}

function entityLink(entity) {
  return link({ entity: entity.id }, short(entity.label), { dir: "auto", class: "name" });
}

function countLink(question, number, noun = "claim") {
  return link(question, number.toLocaleString(language), { class: "count", "aria-label": count(number, noun) });
}

function heading(content, name = "h3") {
  return element(name, {}, content);
}

function swatch(valence, isAsserted) {
  const made = element("span", { class: `swatch ${tone(valence)}${isAsserted ? "" : " unasserted"}`, "aria-hidden": "true" });
  made.style.setProperty("--strength", strength(valence));
  return made;
}

function tone(valence) {
  return valence < 0 ? "hostile" : "cooperative";
}

function strength(valence) {
  return Math.min(1, Math.abs(valence) / 6);
}

/** A list that shows its first lines and folds the rest. */
function folded(lines, first, attributes = {}) {
  const list = element("ul", attributes, lines.slice(0, first));
  if (lines.length <= first + 1) return [element("ul", attributes, lines)];
  const rest = element("ul", attributes, lines.slice(first));
  return [list, element("details", {}, element("summary", {}, `${lines.length - first} more`), rest)];
}
