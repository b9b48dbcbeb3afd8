/* ---- Names on the map: of one size on the screen whatever the zoom, and none upon another ---- */

const MOST_NAMES = 140;
// So many names are written wherever the frame has room for them, cut short or over smaller discs if need be.
const SURE_NAMES = 10;
const SHORTER = [26, 14];
const MOST_WEIGHTY = 5;
const GAP = 3;
const LEADING = 1.15;
// So far from neutral the mean valence of a line gets a sign, on so many of the best documented lines.
const SIGNED = 2;
const MOST_SIGNS = 40;
const FEW_SIGNS = 8;
const widths = new Map();
const broken = new Map();

function drawNames(context) {
  const ratio = context.canvas.width / context.canvas.clientWidth;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const named = namedEntities();
  const discs = named.map(discOf);
  const taken = { discs, signs: drawMarks(context), boxes: [] };
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  named.slice(0, MOST_NAMES).forEach((entity, number) => drawName(context, entity, taken, number));
  context.restore();
}

function namedEntities() {
  const first = [hovered, ...scene.marked].filter(Boolean);
  const others = [...scene.strong].filter((entity) => entity.size).sort((one, other) => (left.counts.get(other) ?? 0) - (left.counts.get(one) ?? 0) || one.number - other.number);
  return [...new Set([...first, ...others])];
}

/** Where on the screen an entity's disc is. */
function discOf(entity) {
  const { x, y } = network.canvasToDOM(entity);
  const radius = entity.size * network.getScale();
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function drawName(context, entity, taken, place) {
  const isFirst = entity === hovered || scene.marked.includes(entity);
  const size = 11 + 5 * Math.sqrt((left.counts.get(entity) ?? 0) / (left.counts.get(left.ranked[0]) ?? 1));
  context.font = `${isFirst || left.ranked.slice(0, MOST_WEIGHTY).includes(entity) ? "600 " : ""}${size.toFixed(1)}px ${palette.font}`;
  const disc = taken.discs[place];
  const gap = scene.marked.includes(entity) ? 3 * GAP : GAP;
  const written = waysToWrite(entity, isFirst).map((lines) => ({ lines, boxes: boxesFor(context, lines, size, disc, gap) }));
  const found = roomFor(written, taken, place) ?? (isFirst ? { lines: written[0].lines, box: written[0].boxes[0] } : undefined);
  if (!found) return;
  taken.boxes.push(found.box);
  found.lines.forEach((line, number) => write(context, line, (found.box.left + found.box.right) / 2, found.box.top + (number + 0.5) * size * LEADING));
}

/** The first way of writing a name that covers nothing; one that is sure of its place may cover lesser discs, and signs. */
function roomFor(written, taken, place) {
  const others = taken.discs.filter((_, number) => number !== place);
  const [{ lines, boxes }] = written;
  const inked = [...taken.boxes, ...taken.signs];
  if (place >= SURE_NAMES) return firstFree([{ lines, boxes: boxes.slice(0, SIDES) }], [...inked, ...others]);
  const larger = taken.discs.slice(0, SURE_NAMES).filter((_, number) => number !== place);
  // A name cut to a word says little, so that rather than this it covers a disc.
  const tries = [[written.slice(0, -1), others], [written.slice(0, -1), larger], [written, others], [written, larger], [written, []]];
  const room = (inTheWay) => tries.reduce((found, [ways, discs]) => found ?? firstFree(ways, [...inTheWay, ...discs]), undefined);
  return room(inked) ?? room(taken.boxes);
}

function firstFree(written, inTheWay) {
  for (const { lines, boxes } of written) {
    const box = boxes.find((candidate) => isFree(candidate, inTheWay));
    if (box) return { lines, box };
  }
  return undefined;
}

/** The name in one or two lines; after it, for want of room, its first words. */
function waysToWrite(entity, isWhole) {
  const key = `${entity.number} ${isWhole}`;
  const most = isWhole ? 80 : frame.clientWidth < 500 ? 30 : 44;
  if (!broken.has(key)) broken.set(key, [most, ...SHORTER].map((few) => inTwo(firstWords(entity.label, few))));
  return broken.get(key);
}

function firstWords(name, most) {
  const cut = short(name, most);
  return cut === name ? name : cut.replace(/[\s-]+[^\s-]*…$/, "…");
}

function inTwo(name) {
  if (name.length < 20) return [name];
  const gaps = [...name.matchAll(/[\s-]+/g)].map(({ index, 0: gap }) => ({ index, end: index + gap.length }));
  const [gap] = gaps.sort((one, other) => Math.abs(one.index - name.length / 2) - Math.abs(other.index - name.length / 2));
  return gap ? [name.slice(0, gap.end).trimEnd(), name.slice(gap.end)] : [name];
}

function widthOf(context, line) {
  const key = context.font + line;
  if (!widths.has(key)) widths.set(key, context.measureText(line).width);
  return widths.get(key);
}

const SIDES = 4;

/** Where a name may stand: below its disc, above it, to the right, to the left; then at its corners. */
function boxesFor(context, lines, size, disc, gap) {
  const [width, height] = [Math.max(...lines.map((line) => widthOf(context, line))), lines.length * size * LEADING];
  const [x, y] = [(disc.left + disc.right) / 2, (disc.top + disc.bottom) / 2];
  const [below, above] = [disc.bottom + gap + height / 2, disc.top - gap - height / 2];
  const [right, left] = [disc.right + gap + width / 2, disc.left - gap - width / 2];
  const corners = [below, above].flatMap((level) => [[right, level], [left, level], [(x + right) / 2, level], [(x + left) / 2, level]]);
  return [[x, below], [x, above], [right, y], [left, y], ...corners].map(([middle, level]) =>
    ({ left: middle - width / 2, right: middle + width / 2, top: level - height / 2, bottom: level + height / 2 }));
}

function isFree(box, taken) {
  const isInside = box.left > 2 && box.top > 2 && box.right < frame.clientWidth - 2 && box.bottom < frame.clientHeight - 2;
  return isInside && !taken.some((other) => overlap(box, other));
}

function overlap(one, other) {
  return one.left < other.right + 2 && other.left < one.right + 2 && one.top < other.bottom && other.top < one.bottom;
}

function write(context, line, x, y) {
  context.strokeStyle = palette.paper;
  context.lineWidth = 3.5;
  context.strokeText(line, x, y);
  context.fillStyle = palette.ink;
  context.fillText(line, x, y);
}

/** Draws rings around what is picked and the signs on lines; returns where the signs are. */
function drawMarks(context) {
  context.lineWidth = 2;
  context.strokeStyle = palette.accent;
  for (const entity of scene.marked) ring(context, discOf(entity), 4);
  return scene.signs.filter(([pair, sign]) => !PLAIN_SIGNS.includes(sign) || lengthOf(pair) > 40)
    .map(([pair, sign]) => sign(context, middleOf(pair), pair));
}

/** The lines that bear a sign: that claims disagree, that all is denied, or how hostile or cooperative they are. */
function signsOf(pairs) {
  const known = [...pairs].map(([pair, claims]) => [pair, sumUp(claims), claims.length]);
  const plain = known.filter(([, { disputed, denied, valence }]) => !disputed && !denied && Math.abs(valence) >= SIGNED)
    .sort(([, , one], [, , other]) => other - one).slice(0, frame.clientWidth < 500 ? FEW_SIGNS : MOST_SIGNS).map(([pair, { valence }]) => [pair, valence < 0 ? drawMinus : drawPlus]);
  const others = known.filter(([, { disputed, denied }]) => disputed || denied).map(([pair, { disputed }]) => [pair, disputed ? drawDispute : drawStrike]);
  return [...others, ...plain];
}

function lengthOf(pair) {
  const [one, other] = pair.ends.map((end) => network.canvasToDOM(end));
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function ring(context, disc, gap) {
  context.beginPath();
  context.arc((disc.left + disc.right) / 2, (disc.top + disc.bottom) / 2, (disc.right - disc.left) / 2 + gap, 0, 2 * Math.PI);
  context.stroke();
}

function drawDispute(context, { x, y }) {
  const radius = Math.max(3.5, Math.min(6, 7 * network.getScale()));
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.paper;
  context.fill();
  context.strokeStyle = palette.ink;
  context.lineWidth = radius / 5;
  for (const [fromX, fromY, toX, toY] of [[-0.42, -0.22, 0.42, -0.22], [-0.42, 0.22, 0.42, 0.22], [0.28, -0.6, -0.28, 0.6]]) {
    context.moveTo(x + radius * fromX, y + radius * fromY);
    context.lineTo(x + radius * toX, y + radius * toY);
  }
  context.stroke();
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

/** Two strokes across a line of which everything is denied. */
function drawStrike(context, { x, y }, { ends: [one, other] }) {
  const along = Math.atan2(other.y - one.y, other.x - one.x);
  const [reachX, reachY] = [6 * Math.cos(along + Math.PI / 3), 6 * Math.sin(along + Math.PI / 3)];
  context.beginPath();
  for (const shift of [-2, 2]) {
    const [middleX, middleY] = [x + shift * Math.cos(along), y + shift * Math.sin(along)];
    context.moveTo(middleX - reachX, middleY - reachY);
    context.lineTo(middleX + reachX, middleY + reachY);
  }
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.3;
  context.stroke();
  return { left: x - 7, right: x + 7, top: y - 6, bottom: y + 6 };
}

function drawMinus(context, spot) {
  return drawSign(context, spot, [[-1, 0, 1, 0]]);
}

function drawPlus(context, spot) {
  return drawSign(context, spot, [[-1, 0, 1, 0], [0, -1, 0, 1]]);
}

function drawSign(context, { x, y }, strokes) {
  context.beginPath();
  for (const [fromX, fromY, toX, toY] of strokes) {
    context.moveTo(x + 3 * fromX, y + 3 * fromY);
    context.lineTo(x + 3 * toX, y + 3 * toY);
  }
  for (const [color, width] of [[palette.paper, 5], [palette.ink, 1.6]]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
  return { left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 };
}

/** Signs that a short line has no room for. */
const PLAIN_SIGNS = [drawMinus, drawPlus];

/** Where on the screen the middle of a line is. */
function middleOf(pair) {
  const [one, other] = pair.ends;
  return network.canvasToDOM({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
}

function startNames() {
  network.on("afterDrawing", drawNames);
  network.on("click", ({ pointer, edges: [edge] }) => {
    const entity = nearest(pointer.DOM, matchMedia("(pointer: coarse)").matches ? 16 : 4);
    if (entity) ask({ entity: entity.id });
    else if (edge !== undefined) askAbout(page.pairs[edge]);
  });
  for (const moment of ["dragging", "dragEnd"]) network.on(moment, follow);
  network.on("hoverNode", ({ node }) => hover(page.entities[node]));
  network.on("blurNode", () => hover(undefined));
  network.on("hoverEdge", () => { frame.style.cursor = "pointer"; });
  network.on("blurEdge", () => { frame.style.cursor = hovered ? "pointer" : ""; });
  network.on("resize", () => requestAnimationFrame(() => { looked = false; look([...scene.strong]); }));
}

/** Takes along the name and the signs of what is dragged. */
function follow({ nodes: moved }) {
  for (const number of moved) Object.assign(page.entities[number], network.getPosition(number));
}

/** The entity on show whose disc is nearest to a spot and not farther from it than a finger is wide. */
function nearest(spot, reach) {
  const distances = [...new Set([...scene.strong, ...scene.faint])].filter((entity) => entity.size)
    .map((entity) => ({ entity, distance: distanceTo(discOf(entity), spot) }));
  return distances.filter(({ distance }) => distance < reach).sort((one, other) => one.distance - other.distance)[0]?.entity;
}

function distanceTo({ left, right, top, bottom }, { x, y }) {
  return Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2) - (right - left) / 2;
}

function hover(entity) {
  hovered = entity;
  frame.style.cursor = entity ? "pointer" : "";
  network.redraw();
}

/** Asks about a line; what is picked already stays the one whose links these are. */
function askAbout(pair) {
  const [one, other] = pair.ends[1] === scene.marked[0] ? [...pair.ends].reverse() : pair.ends;
  ask({ entity: one.id, with: other.id });
}
