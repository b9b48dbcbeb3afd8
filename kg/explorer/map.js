/* ---- The map ---- */

// At most so many links are drawn at once, the most documented: more than a machine without a graphics card can move.
const MOST_LINKS = 350;
const MOST_OF_ONE = 1500;
const frame = document.getElementById("map");
const status = document.getElementById("status");
let nodes;
let edges;
let network;
let palette;
let scene = { strong: new Set(), pairs: new Map(), faint: new Set(), faintPairs: new Map(), marked: [], signs: [], unseen: 0 };
let hovered;

/** Draws the first view as pyvis wrote it; where the frame stands upright, as on a phone, the map is turned on its side. */
function startMap() {
  if (frame.clientHeight > frame.clientWidth) {
    for (const place of [...page.entities, ...page.nodes]) Object.assign(place, { x: place.y, y: place.x });
  }
  palette = readPalette();
  nodes = new vis.DataSet(page.nodes);
  edges = new vis.DataSet(page.edges);
  network = new vis.Network(frame, { nodes, edges }, page.options);
  // vis-network makes its frame a stop of the tab key that does nothing.
  frame.querySelector(".vis-network").tabIndex = -1;
}

/** What the map shows for a question: what stands out, what stays faintly behind it, and whose names come first. */
function sceneFor(question) {
  const { links } = left;
  const pinned = parts(question.pin).map((id) => byId.get(id)).filter((entity) => entity?.size);
  const faint = new Set([...pinned, ...left.ranked.slice(0, page.overview)]);
  const among = mostDocumented([...links].filter(([pair]) => pair.ends.every((end) => faint.has(end))), MOST_LINKS);
  const marked = markedBy(question).filter((entity) => entity?.size);
  if (isOpen(question) && !(question.view === "path" && question.to)) return { strong: faint, pairs: among, faint, faintPairs: among, marked, unseen: links.size - among.size };
  const found = question.view === "path" ? linksOfPaths(question) : pairsFor(question);
  const pairs = mostDocumented(found, MOST_OF_ONE);
  const strong = new Set([...marked, ...[...pairs.keys()].flatMap((pair) => pair.ends)]);
  const unseen = found.length - pairs.size;
  if (question.steps) return { strong, pairs, faint: new Set(pinned), faintPairs: new Map(), marked, unseen };
  return { strong, pairs, faint, faintPairs: among, marked, unseen };
}

function mostDocumented(links, most) {
  if (links.length <= most) return new Map(links);
  return new Map(links.toSorted(([, one], [, other]) => other.length - one.length).slice(0, most));
}

function markedBy(question) {
  const ids = question.view === "path" ? [question.from, question.to] : [question.entity, question.with];
  return ids.map((id) => byId.get(id));
}

/** The links that a question picks, of those that are left. */
function pairsFor(question) {
  const { links, hidden } = left;
  const entity = byId.get(question.entity);
  if (hidden.has(entity)) return [];
  if (isBare(question) && entity.pairs.some((pair) => links.has(pair))) return linksOf(entity, links, Number(question.steps ?? 0));
  const claims = new Set(claimsFor(isBare(question) ? { ...question, as: "items" } : question));
  return [...links].filter(([pair]) => pair.claims.some((claim) => claims.has(claim)));
}

/** The links of an entity; with steps, those among all that are so many links away at most. */
function linksOf(entity, links, steps) {
  let reached = new Set([entity]);
  for (let step = 0; step < steps; step += 1) {
    reached = new Set([...reached].flatMap((one) => [one, ...one.pairs.filter((pair) => links.has(pair)).flatMap((pair) => pair.ends)]));
  }
  return [...links].filter(([pair]) => (steps ? pair.ends.every((end) => reached.has(end)) : pair.ends.includes(entity)));
}

function statusFor(question) {
  const linked = left.ranked.length;
  if (!page.claims.length) return "No claim links anybody yet.";
  if (!linked) return `No claim is left. ${loosening()}`;
  const links = count(left.links.size, "link");
  const shown = scene.pairs.size;
  if (scene.faint !== scene.strong) return `${shown} of ${links} in colour, the ${question.steps ? "rest left out" : "overview faintly behind"}${scene.unseen ? `; ${count(scene.unseen, "more link")} would crowd the map: the table has all` : ""}.`;
  if (scene.strong.size >= linked && shown === left.links.size) return `All ${count(linked, "actor and issue", "actors and issues")} that ${left.isAll ? "claims link" : "the claims left by the filters link"}, and the ${links} among them.`;
  return `The ${scene.strong.size} most documented of ${count(linked, "actor and issue", "actors and issues")}, with ${shown} of ${links}: pick one and all its links come.`;
}

/** Which single filter to take back, and how many claims would then be left. */
function loosening() {
  const names = { party: "who takes part", contested: "disagreement", since: "time", until: "time" };
  const [name, number] = [...left.without].sort(([, one], [, other]) => other - one)[0] ?? [];
  if (!name) return "No one filter is to blame: take back several.";
  return `Without the filter “${FACETS[name]?.label ?? names[name] ?? name}” there would be ${count(number, "claim")}.`;
}

/** How to go back, by the key or, where there may be none, by a link: the style shows one of them. */
function waysBack(question) {
  const back = backLink(question);
  return back ? [element("span", { class: "by-key" }, " Esc goes back."), element("span", { class: "by-touch" }, " ", back)] : [];
}

function showMap(question) {
  scene = sceneFor(question);
  scene.signs = signsOf(scene.pairs);
  const filters = filtersInWords();
  status.replaceChildren(statusFor(question), ...(filters ? [" ", text(capital(filters), "em"), "."] : []), ...waysBack(question));
  paint();
  if (!inView([...scene.strong])) look([...scene.strong]);
}

/** Draws what the scene has and nothing else. */
function paint() {
  refill(nodes, [...new Set([...scene.faint, ...scene.strong])].filter((entity) => entity.size).map(nodeFor));
  refill(edges, [...new Map([...scene.faintPairs, ...scene.pairs])].map(([pair, claims]) => edgeFor(pair, claims)));
}

function refill(drawn, items) {
  const wanted = new Set(items.map(({ id }) => id));
  drawn.remove(drawn.getIds().filter((id) => !wanted.has(id)));
  drawn.update(items);
}

function nodeFor(entity) {
  const isStrong = scene.strong.has(entity);
  const fill = entity.issue ? palette.paper : palette.node;
  const border = entity.issue ? palette.node : palette.paper;
  const color = isStrong ? { background: fill, border } : { background: palette.faintest, border: palette.faintest };
  const { number, x, y, size } = entity;
  return { id: number, label: " ", shape: entity.issue ? "square" : "dot", x, y, size, color: { ...color, hover: color, highlight: color } };
}

function edgeFor(pair, claims) {
  const isStrong = scene.pairs.has(pair);
  const { valence, asserted } = sumUp(claims);
  const color = isStrong ? blend(valence) : palette.faintest;
  const [from, to] = pair.ends.map(({ number }) => number);
  return {
    id: pair.number, from, to, arrows: "", width: 0.9 + 0.6 * Math.log2(claims.length), dashes: !asserted,
    color: { color, hover: color, highlight: color, inherit: false, opacity: isStrong ? 0.85 : 0.5 },
  };
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
  const channels = (name) => [1, 3, 5].map((at) => parseInt(read(name).slice(at, at + 2), 16));
  return {
    paper: read("paper"), ink: read("ink"), quiet: read("quiet"), node: read("node"), faintest: read("faintest"), accent: read("accent"),
    font: getComputedStyle(document.body).fontFamily, hostile: channels("hostile"), neutral: channels("neutral"), cooperative: channels("cooperative"),
  };
}

function repaint() {
  palette = readPalette();
  paint();
}

const MARGIN = { x: 64, y: 42 };
// What could stand so many times larger is not left as it is.
const TOO_SMALL = 1.6;

function boundsOf(entities) {
  const places = entities.filter(({ size }) => size);
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** Tells whether all of these stand within the frame, and large enough to be told apart. */
function inView(entities) {
  if (!entities.length) return true;
  const { left: least, right, top, bottom } = boundsOf(entities);
  const [first, last] = [network.canvasToDOM({ x: least, y: top }), network.canvasToDOM({ x: right, y: bottom })];
  const isInside = first.x > 10 && first.y > 10 && last.x < frame.clientWidth - 10 && last.y < frame.clientHeight - 10;
  return looked && isInside && scaleFor(entities) < TOO_SMALL * network.getScale();
}

let looked = false;

/** The scale at which these fill the frame. */
function scaleFor(entities) {
  const { left: least, right, top, bottom } = boundsOf(entities);
  const margin = { x: Math.min(MARGIN.x, frame.clientWidth / 8), y: MARGIN.y };
  const fitting = Math.min((frame.clientWidth - 2 * margin.x) / (right - least || 1), (frame.clientHeight - 2 * margin.y) / (bottom - top || 1));
  return Math.min(1.4, Math.max(0.05, fitting));
}

function look(entities) {
  if (!entities.length) return;
  const { left: least, right, top, bottom } = boundsOf(entities);
  const scale = scaleFor(entities);
  const isStill = !looked || matchMedia("(prefers-reduced-motion: reduce)").matches;
  network.moveTo({ position: { x: (least + right) / 2, y: (top + bottom) / 2 }, scale, animation: isStill ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
  looked = true;
}
