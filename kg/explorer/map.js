/* ---- The map ---- */

const frame = document.getElementById("map");
const status = document.getElementById("status");
const nodes = new vis.DataSet(turned());
const edges = new vis.DataSet(page.edges);
const network = new vis.Network(frame, { nodes, edges }, page.options);
const spots = new Map(page.nodes.map((node) => [node.id, node]));
const linksOf = linksByEntity();
const atRest = { strong: new Set(), pairs: new Set(), faint: new Set(), faintPairs: new Set(), marked: [] };
let scene = atRest;
let hovered;
let palette = readPalette();

/** The nodes, the map turned on its side where the frame stands upright, as on a phone. */
function turned() {
  const isUpright = frame.clientHeight > frame.clientWidth;
  return page.nodes.map((node) => (isUpright ? { ...node, x: node.y, y: node.x } : node));
}

function linksByEntity() {
  const links = new Map(page.entities.map((entity) => [entity, []]));
  for (const pair of page.pairs) pair.ends.forEach((end) => links.get(end).push(pair));
  return links;
}

/** What the map shows for a question: what stands out, what stays faintly behind it, and whose names come first. */
function sceneFor(question) {
  const faint = new Set(page.entities.slice(0, page.overview));
  const faintPairs = new Set(page.pairs.filter((pair) => pair.ends.every((end) => faint.has(end))));
  const marked = [byId.get(question.entity), byId.get(question.with)].filter((entity) => entity && spots.has(entity.number));
  const pairs = pairsFor(question, faintPairs);
  const ends = [...pairs].flatMap((pair) => pair.ends);
  const strong = Object.keys(question).length ? new Set([...marked, ...ends]) : faint;
  return { strong, pairs, faint, faintPairs, marked };
}

function pairsFor(question, overview) {
  if (!Object.keys(question).length) return overview;
  if (question.entity && Object.keys(question).length === 1 && linksOf.get(byId.get(question.entity))?.length) return new Set(linksOf.get(byId.get(question.entity)));
  const asked = new Set(claimsFor(isBare(question) ? { ...question, as: "items" } : question));
  return new Set(page.pairs.filter((pair) => pair.claims.some((claim) => asked.has(claim))));
}

/** Tells whether a question is about an entity that no claim links, but that some may name. */
function isBare(question) {
  return question.entity && Object.keys(question).length === 1;
}

function statusFor(question) {
  const linked = page.entities.filter((entity) => entity.claims).length;
  if (!linked) return "No claim links anybody yet.";
  if (!Object.keys(question).length) {
    if (page.overview === linked) return `All ${count(linked, "actor and issue", "actors and issues")} that claims link, and the ${count(page.pairs.length, "link")} among them.`;
    return `The ${page.overview} most documented of ${linked} actors and issues, with ${scene.pairs.size} of ${count(page.pairs.length, "link")}: pick one and all its links come.`;
  }
  const rest = hiddenLinks() ? `; ${hiddenLinks()} are not drawn` : "";
  return `${scene.pairs.size} of ${count(page.pairs.length, "link")} in colour, the overview faintly behind${rest}.`;
}

/** How to go back, by the key or, where there may be none, by a link: the style shows one of them. */
function waysBack(question) {
  const back = backLink(question);
  return back ? [element("span", { class: "by-key" }, " Esc goes back."), element("span", { class: "by-touch" }, " ", back)] : [];
}

function hiddenLinks() {
  return page.pairs.length - new Set([...scene.pairs, ...scene.faintPairs]).size;
}

function showMap(question) {
  scene = sceneFor(question);
  status.replaceChildren(statusFor(question), ...waysBack(question));
  paint();
  if (!inView([...scene.strong])) look([...scene.strong]);
}

function paint() {
  nodes.update(page.nodes.map(({ id }) => nodeStyle(page.entities[id])));
  edges.update(page.pairs.map(edgeStyle));
}

function nodeStyle(entity) {
  const isStrong = scene.strong.has(entity);
  const fill = entity.issue ? palette.paper : palette.node;
  const border = entity.issue ? palette.node : palette.paper;
  const color = isStrong ? { background: fill, border } : { background: palette.faintest, border: palette.faintest };
  return { id: entity.number, hidden: !isStrong && !scene.faint.has(entity), color: { ...color, hover: color, highlight: color } };
}

function edgeStyle(pair) {
  const isStrong = scene.pairs.has(pair);
  const color = isStrong ? blend(pair.valence) : palette.faintest;
  const opacity = isStrong ? 0.85 : 0.5;
  return { id: pair.number, hidden: !isStrong && !scene.faintPairs.has(pair), color: { color, hover: color, highlight: color, inherit: false, opacity } };
}

/** The colour of a valence: from hostile through neutral to cooperative. */
function blend(valence) {
  const share = strength(valence);
  const mixed = palette.neutral.map((part, number) => Math.round(part + share * (palette[tone(valence)][number] - part)));
  return `rgb(${mixed.join(",")})`;
}

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const parts = (name) => [1, 3, 5].map((at) => parseInt(read(name).slice(at, at + 2), 16));
  return {
    paper: read("paper"), ink: read("ink"), quiet: read("quiet"), node: read("node"), faintest: read("faintest"), accent: read("accent"),
    font: getComputedStyle(document.body).fontFamily, hostile: parts("hostile"), neutral: parts("neutral"), cooperative: parts("cooperative"),
  };
}

function repaint() {
  palette = readPalette();
  paint();
}

const MARGIN = { x: 64, y: 42 };

function boundsOf(entities) {
  const places = entities.filter(({ number }) => spots.has(number)).map(({ number }) => network.getPosition(number));
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** Tells whether all of these stand within the frame, and large enough to be told apart. */
function inView(entities) {
  if (!entities.length) return true;
  const { left, right, top, bottom } = boundsOf(entities);
  const [first, last] = [network.canvasToDOM({ x: left, y: top }), network.canvasToDOM({ x: right, y: bottom })];
  return looked && first.x > 10 && first.y > 10 && last.x < frame.clientWidth - 10 && last.y < frame.clientHeight - 10;
}

let looked = false;

function look(entities) {
  if (!entities.length) return;
  const { left, right, top, bottom } = boundsOf(entities);
  const margin = { x: Math.min(MARGIN.x, frame.clientWidth / 8), y: MARGIN.y };
  const fitting = Math.min((frame.clientWidth - 2 * margin.x) / (right - left || 1), (frame.clientHeight - 2 * margin.y) / (bottom - top || 1));
  const scale = Math.min(1.4, Math.max(0.05, fitting));
  const isStill = !looked || matchMedia("(prefers-reduced-motion: reduce)").matches;
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: isStill ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
  looked = true;
}
