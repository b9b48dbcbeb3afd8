"use strict";

// What is on show follows from the triples and from the hash of the address, which names the thing that was picked.
// Text comes from strangers, so it enters the document as text and never as markup.

const page = JSON.parse(document.getElementById("data").textContent);
const frame = document.getElementById("map");
const nodes = new vis.DataSet(page.nodes);
const edges = new vis.DataSet(page.edges);
const network = new vis.Network(frame, { nodes, edges }, page.options);
// So many lines of a list come before the rest is folded away, and so many names and labels stand on the map at rest.
const FIRST = 40;
const degrees = page.things.map((_, number) => triplesOf(number).length);
const byDegree = page.things.map((_, number) => number).sort((one, other) => degrees[other] - degrees[one] || one - other);
const foremost = new Set(byDegree.slice(0, FIRST));
let hovered;

function picked() {
  const number = Number(location.hash.replace(/^#thing=/, ""));
  return location.hash && page.things[number] ? number : undefined;
}

function counted(number, noun) {
  return `${number.toLocaleString()} ${noun}${number === 1 ? "" : "s"}`;
}

function triplesOf(number) {
  return page.triples.filter(([subject, , object]) => subject === number || object === number);
}

function thingLink(number) {
  return element("a", { href: `#thing=${number}`, dir: "auto", class: "name" }, page.things[number].label);
}

/** What a thing is called in the graph, leading to its address if a browser may go there. */
function address({ name, href }) {
  return href ? element("a", { href, rel: "noreferrer noopener", dir: "ltr" }, name) : text(name);
}

function said({ text: content, language }) {
  return text(content, "q", { lang: language || undefined });
}

function partOf(part, shown) {
  if (typeof part === "object") return said(part);
  return part === shown ? text(page.things[part].label, "strong") : thingLink(part);
}

function line([subject, relation, object], shown) {
  const parts = [partOf(subject, shown), " ", text(relation.label, "span", { class: "title" }), " ", partOf(object, shown)];
  return element("li", {}, element("span", {}, parts));
}

function overview() {
  const lines = byDegree.map((number) => element("li", {}, thingLink(number), element("span", { class: "count" }, String(degrees[number]))));
  const reading = "An arrow leads from the subject of a triple to its object. Pick a thing to read all its triples.";
  return [`${counted(page.triples.length, "triple")}`, [element("p", { class: "remark" }, reading)], folded(lines, FIRST, { class: "rows" })];
}

function dossier(number) {
  const thing = page.things[number];
  const lines = triplesOf(number).map((triple) => line(triple, number));
  const remark = element("p", { class: "remark" }, address(thing));
  return [thing.label, [element("a", { href: "#", class: "back" }, "‹ Overview"), remark], folded(lines, FIRST, { class: "rows" })];
}

function show() {
  const number = picked();
  const [title, remarks, body] = number === undefined ? overview() : dossier(number);
  document.getElementById("summary").replaceChildren(text(title, "h2", { tabindex: "-1" }), ...remarks);
  document.getElementById("details").replaceChildren(...body);
  document.getElementById("status").replaceChildren(status());
  paint();
}

function status() {
  if (!page.triples.length) return "The answer has no triples.";
  const joined = `${counted(page.nodes.length, "thing")}, ${counted(page.edges.length, "arrow")}`;
  return page.nodes.length > FIRST || page.edges.length > FIRST ? `${joined}: rest on one or pick it for names that the map has no room for.` : joined;
}

function paint() {
  const number = picked();
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const face = getComputedStyle(document.body).fontFamily;
  const near = new Set(triplesOf(number).flatMap(([subject, , object]) => [subject, object]));
  const isSparse = (number === undefined ? page.edges.length : degrees[number]) <= FIRST;
  const stands = (id) => number === undefined || near.has(id);
  nodes.update(page.nodes.map(({ id, label }) => {
    const isNamed = id === hovered || id === number || (stands(id) && (foremost.has(id) || isSparse));
    const fill = colour(id === number ? "accent" : stands(id) ? "node" : "faintest");
    const both = { background: fill, border: colour("paper") };
    const font = { color: colour(stands(id) ? "ink" : "quiet"), face, size: 13, strokeWidth: 3, strokeColor: colour("paper") };
    return { id, label: isNamed ? label : " ", font, color: { ...both, hover: both, highlight: both } };
  }));
  edges.update(page.edges.map(({ id, from, to, label }) => {
    const strong = number === undefined || from === number || to === number;
    const isNamed = strong && isSparse;
    const line = colour(strong ? "neutral" : "faintest");
    const font = { color: colour(strong ? "quiet" : "faintest"), face, size: 11, strokeWidth: 3, strokeColor: colour("paper"), align: "middle" };
    return { id, label: isNamed ? label : " ", font, color: { color: line, hover: line, highlight: line, inherit: false } };
  }));
}

for (const [moment, isOver] of [["hoverNode", true], ["blurNode", false]]) {
  network.on(moment, ({ node }) => { hovered = isOver ? node : undefined; paint(); });
}
network.on("click", ({ nodes: [number] }) => { location.hash = number === undefined ? "" : `thing=${number}`; });
addEventListener("hashchange", () => {
  show();
  document.querySelector("#summary h2").focus({ preventScroll: true });
});
addEventListener("keydown", ({ key }) => { if (key === "Escape" && location.hash) location.hash = ""; });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
for (const [moment, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(moment, () => { document.documentElement.classList.toggle("printed", isPaper); paint(); network.redraw(); });
}

// vis-network makes its frame a stop of the tab key that does nothing.
frame.querySelector(".vis-network").tabIndex = -1;
show();
network.fit();
