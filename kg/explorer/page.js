"use strict";

// The page is one value, `page`, and one question, the hash of its address: everything on show follows from these two.
// Text comes from strangers, so it enters the document as text and never as markup.

const page = read(JSON.parse(document.getElementById("data").textContent));
const language = wellFormed(page.language);
const byId = new Map(page.entities.map((entity) => [entity.id, entity]));

/** The language for numbers and capitals; the browser's own if a corpus names none that there is. */
function wellFormed(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** Returns the content of the page with numbers replaced by what they stand for. */
function read(data) {
  data.entities.forEach((entity, number) => Object.assign(entity, { number, parents: pick(data.entities, entity.parents) }));
  data.relations.forEach((relation) => { relation.family = data.families[relation.family]; });
  data.claims.forEach((claim) => readClaim(claim, data));
  data.pairs.forEach((pair, number) =>
    Object.assign(pair, { number, ends: pick(data.entities, pair.ends), claims: pick(data.claims, pair.claims) }));
  return data;
}

function readClaim(claim, data) {
  for (const [key, list] of [["subject", data.entities], ["object", data.entities], ["claimant", data.entities],
    ["source", data.sources], ["relation", data.relations], ["polarity", data.polarities], ["modality", data.modalities],
    ["certainty", data.certainties]]) {
    claim[key] = list[claim[key]];
  }
  claim.items = pick(data.entities, claim.items);
  claim.places = pick(data.entities, claim.places);
  claim.links = (claim.links ?? []).map(([label, number]) => ({ label, claim: data.claims[number] }));
}

function pick(list, numbers = []) {
  return numbers.map((number) => list[number]);
}

/* ---- Words ---- */

const numbersInWords = new Intl.NumberFormat(language, { notation: "compact", compactDisplay: "long", maximumFractionDigits: 1 });

function count(number, noun, nouns = `${noun}s`) {
  return `${number.toLocaleString(language)} ${number === 1 ? noun : nouns}`;
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** Cuts a text so that no name, however long, fills a map or a list. */
function short(text, most = 60) {
  const characters = Array.from(text.slice(0, 4 * most));
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

/** Says an EDTF time in words, but for the dates themselves. */
function timeInWords(text) {
  const [start, end] = text.split("/").map(dateInWords);
  if (end === undefined) return start;
  if (!start) return `until ${end}`;
  return end ? `${start} to ${end}` : `since ${start}`;
}

function dateInWords(date) {
  const doubts = { "~": "about ", "?": "perhaps ", "%": "perhaps about " };
  const plain = date.replace(/[~?%]$/, "").replace(/^\.\.$/, "");
  return (doubts[date.at(-1)] ?? "") + plain.replace(/^(\d\d\d)X$/, "$10s").replace(/^(\d\d)XX$/, "$100s");
}

function quantityInWords({ least, most, about, unit }) {
  const number = numbersInWords.format(least ?? most);
  if (least === undefined) return `less than ${number} ${unit}`;
  if (most === undefined) return `more than ${number} ${unit}`;
  return `${about ? "about " : ""}${number}${least === most ? "" : ` to ${numbersInWords.format(most)}`} ${unit}`;
}

function sourceName(source) {
  return source.title || [source.author, source.publisher].filter(Boolean).join(", ") || source.id;
}

function toneInWords(pair) {
  if (!pair.claims.some((claim) => claim.polarity === undefined)) return "only denied";
  const strength = Math.abs(pair.valence);
  if (strength < 1) return "neither hostile nor cooperative on the whole";
  return `${strength < 3 ? "rather " : ""}${pair.valence < 0 ? "hostile" : "cooperative"} on the whole`;
}

/* ---- Questions: which claims? ---- */

const CONDITIONS = {
  entity: (claim, id, { as }) => rolesOf(claim, byId.get(id)).some((role) => (as ? role === as : PARTY.includes(role))),
  with: (claim, id) => PARTY.some((role) => claim[role].id === id),
  family: (claim, code) => claim.relation.family.code === code,
  relation: (claim, code) => claim.relation.code === code,
  polarity: (claim, code) => claim.polarity?.code === code,
  source: (claim, id) => claim.source.id === id,
  disputed: (claim, statement) => claim.disputed === statement,
  claim: (claim, id) => idOf(claim) === id,
};
const PARTY = ["subject", "object"];

function idOf(claim) {
  return `${claim.source.id}.${claim.id}`;
}

function rolesOf(claim, entity) {
  const single = ["subject", "object", "claimant"].filter((role) => claim[role] === entity);
  return [...single, ...["items", "places"].filter((role) => claim[role].includes(entity))];
}

function claimsFor(question) {
  const asked = Object.entries(question).filter(([key]) => key in CONDITIONS);
  return page.claims.filter((claim) => asked.every(([key, value]) => CONDITIONS[key](claim, value, question)));
}

/** Reads the question in an address such as `#entity=a&with=b`. */
function questionOf(hash) {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

function hashOf(question) {
  return `#${new URLSearchParams(Object.entries(question).filter(([, value]) => value))}`;
}

function pairOf(question) {
  const ends = [question.entity, question.with];
  return page.pairs.find((pair) => pair.ends.every((end) => ends.includes(end.id)));
}

/** Groups things and sorts the groups, the largest first; equals keep the order in which they came. */
function grouped(things, keyOf) {
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(thing);
  }
  return [...groups].sort(([, one], [, other]) => other.length - one.length);
}

/* ---- Elements ---- */

function element(name, attributes, ...children) {
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

function link(question, content, attributes = {}) {
  return element("a", { href: hashOf(question), ...attributes }, content);
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

/* ---- The panel ---- */

const panel = document.getElementById("panel");
const summary = document.getElementById("summary");
const details = document.getElementById("details");

function showPanel(question) {
  const [title, remarks, body] = panelFor(question);
  const name = text(title, "h2", { tabindex: "-1" });
  summary.replaceChildren(...[backLink(question), name, ...remarks].filter(Boolean));
  details.replaceChildren(...body.filter(Boolean));
}

function panelFor(question) {
  if (question.entity && !byId.has(question.entity)) return unknownPanel();
  if (Object.keys(question).every((key) => key === "entity")) return question.entity ? dossier(byId.get(question.entity)) : welcome();
  return claimsPanel(question);
}

function unknownPanel() {
  return ["Nothing here", [remark("This page has no actor or issue with the id in its address.")], []];
}

function backLink(question) {
  if (!Object.keys(question).length) return undefined;
  const wider = Object.keys(question).length > 1 && question.entity ? { entity: question.entity } : {};
  const label = wider.entity ? byId.get(wider.entity)?.label ?? "" : "Overview";
  return link(wider, ["‹ ", text(short(label, 40))], { class: "back" });
}

function remark(...content) {
  return element("p", { class: "remark" }, ...content);
}

function welcome() {
  const shown = page.entities.slice(0, page.overview);
  const lines = shown.map((entity) => element("li", {}, entityLink(entity), kindOf(entity), countLink({ entity: entity.id }, entity.claims)));
  const reading = "A line joins two who stand in some relation, according to at least one source: pick it to read each claim with its "
    + "source and paragraph. Pick an actor or issue to see all its links.";
  return ["Who is linked with whom", [remark(reading)], [
    heading("Most documented"), ...folded(lines, 12, { class: "rows" }), heading("Sources"), sourceList(page.claims, {}, sourceLine)]];
}

function kindOf(entity) {
  return text(entity.kind, "span", { class: "kind" });
}

function sourceList(claims, question, line) {
  const groups = grouped(claims, (claim) => claim.source);
  return element("ul", { class: "rows" }, groups.map(([source, { length }]) => line(source, length, { ...question, source: source.id })));
}

function sourceLine(source, number, question) {
  return element("li", {}, link(question, short(sourceName(source), 90), { dir: "auto", class: "name" }), countLink(question, number));
}

/* ---- The panel of one actor or issue ---- */

function dossier(entity) {
  const claims = claimsFor({ entity: entity.id });
  return [short(entity.label, 200), portrait(entity, claims), [
    ...neighbours(entity, claims),
    ...families(entity, claims),
    ...mentions(entity),
    ...(claims.length ? [heading("Sources"), sourceList(claims, { entity: entity.id }, sourceLine)] : []),
  ]];
}

function portrait(entity, claims) {
  const sources = new Set(claims.map((claim) => claim.source)).size;
  const evidence = claims.length ? `${count(claims.length, "claim")} in ${count(sources, "source")}` : "no claim links it";
  return [
    remark(capital(entity.kind), ...entity.parents.flatMap((parent) => [", part of ", entityLink(parent)]), " · ", evidence),
    entity.aliases && remark("Also: ", text(short(entity.aliases.join(", "), 300))),
    entity.description && text(short(entity.description, 1000), "p"),
  ];
}

function neighbours(entity, claims) {
  const groups = grouped(claims, (claim) => otherEnd(claim, entity));
  if (!groups.length) return [];
  const lines = groups.map(([other, { length }]) => {
    const question = { entity: entity.id, with: other.id };
    return element("li", {}, link(question, [text(short(other.label, 40)), element("span", { class: "number" }, ` ${length}`)], {
      "aria-label": `${short(other.label)}: ${count(length, "claim")}`, class: "chip" }));
  });
  return [heading("Linked with"), ...folded(lines, 8, { class: "chips" })];
}

function otherEnd(claim, entity) {
  return claim.subject === entity ? claim.object : claim.subject;
}

function families(entity, claims) {
  return grouped(claims, (claim) => claim.relation.family).map(([family, members]) =>
    element("section", { class: "family" },
      element("h3", {}, text(capital(family.label)), countLink({ entity: entity.id, family: family.code }, members.length)),
      ...folded(ties(entity, members), 5, { class: "ties" })));
}

/** One line for each way in which the entity stands to another: the relation, from its side, and the other end. */
function ties(entity, claims) {
  const keyOf = (claim) => JSON.stringify([claim.relation.code, wayOf(claim, entity), otherEnd(claim, entity).id]);
  return grouped(claims, keyOf).map(([, members]) => tie(entity, members));
}

function wayOf(claim, entity) {
  if (claim.relation.symmetric) return undefined;
  return claim.subject === entity ? "subject" : "object";
}

function tie(entity, claims) {
  const [{ relation }] = claims;
  const way = wayOf(claims[0], entity);
  const other = otherEnd(claims[0], entity);
  const question = { entity: entity.id, as: way, relation: relation.code, with: other.id };
  const denied = claims.filter((claim) => claim.polarity).length;
  return element("li", {},
    swatch(relation.valence, claims.some((claim) => claim.asserted)),
    element("span", {}, text(way === "object" ? relation.inverse : relation.label), " ", entityLink(other),
      denied ? element("em", {}, denied === claims.length ? ` (${claims[0].polarity.label})` : ` (${denied} ${claims.find((claim) => claim.polarity).polarity.label})`) : ""),
    countLink(question, claims.length));
}

const MENTIONS = [["items", "Named in claims between others"], ["places", "Place of"], ["claimant", "Views attributed to it"]];

function mentions(entity) {
  const lines = MENTIONS.map(([role, label]) => [{ entity: entity.id, as: role }, label])
    .map(([question, label]) => [question, label, claimsFor(question).length])
    .filter(([, , number]) => number)
    .map(([question, label, number]) => element("li", {}, link(question, label, { class: "name" }), countLink(question, number)));
  return lines.length ? [heading("Elsewhere"), element("ul", { class: "rows" }, lines)] : [];
}

/* ---- The panel of claims ---- */

const PORTION = 30;

function claimsPanel(question) {
  const claims = claimsFor(question);
  const denying = claims.filter((claim) => claim.polarity);
  const others = claims.filter((claim) => !claim.polarity);
  return [titleOf(question), claimRemarks(question, claims), [
    narrower(question, claims),
    ...(others.length ? cards(others) : []),
    ...grouped(denying, (claim) => claim.polarity).map(([polarity, members]) =>
      element("section", { class: "denying" }, heading(`${capital(polarity.label)}: ${count(members.length, "claim")}`), ...cards(members))),
  ]];
}

function titleOf(question) {
  if (question.disputed) return "Affirmed and denied";
  if (question.claim) return `Claim ${short(question.claim)}`;
  if (question.with) return `${short(byId.get(question.entity)?.label ?? "")} and ${short(byId.get(question.with)?.label ?? question.with)}`;
  if (question.entity) return short(byId.get(question.entity).label);
  return question.source ? short(sourceName(page.sources.find(({ id }) => id === question.source) ?? { id: question.source }), 200) : "Claims";
}

function claimRemarks(question, claims) {
  const pair = pairOf(question);
  const asked = [
    count(claims.length, "claim"),
    question.as && { subject: "what it does", object: "what is done to it", items: "named between others", places: "as the place", claimant: "views attributed to it" }[question.as],
    question.relation && page.relations.find(({ code }) => code === question.relation)?.label,
    question.family && page.families.find(({ code }) => code === question.family)?.label,
    question.polarity && page.polarities.find(({ code }) => code === question.polarity)?.label,
    question.source && question.entity && sourceName(page.sources.find(({ id }) => id === question.source) ?? { id: question.source }),
    pair && Object.keys(question).length === 2 && toneInWords(pair),
  ];
  return [remark(text(asked.filter(Boolean).join(" · ")))];
}

/** Links to parts of a long list: its families, and what it denies. */
function narrower(question, claims) {
  if (question.family || question.relation || question.polarity || claims.length < 8) return undefined;
  const byFamily = grouped(claims, (claim) => claim.relation.family).map(([family, { length }]) => [{ family: family.code }, family.label, length]);
  const byPolarity = grouped(claims.filter((claim) => claim.polarity), (claim) => claim.polarity)
    .map(([polarity, { length }]) => [{ polarity: polarity.code }, polarity.label, length]);
  const parts = [...(byFamily.length > 1 ? byFamily : []), ...byPolarity];
  return element("ul", { class: "chips" }, parts.map(([part, label, number]) =>
    element("li", {}, link({ ...question, ...part }, [text(label), element("span", { class: "number" }, ` ${number}`)], { class: "chip" }))));
}

/** A list of claims in portions, so that hundreds of them do not hold up the page. */
function cards(claims) {
  const list = element("ol", { class: "claims" });
  const more = element("button", { type: "button", class: "more" });
  const grow = () => {
    const first = list.children.length;
    list.append(...claims.slice(first, first + PORTION).map(card));
    const left = claims.length - list.children.length;
    more.hidden = !left;
    more.textContent = `Show ${Math.min(PORTION, left)} more of ${left}`;
    return list.children[first];
  };
  more.addEventListener("click", () => grow().focus({ preventScroll: true }));
  grow();
  return [list, more];
}

function card(claim) {
  const made = element("li", { class: `claim ${tone(claim.relation.valence)}${claim.asserted ? "" : " unasserted"}`, tabindex: "-1" },
    statement(claim),
    claim.gloss ? text(claim.gloss, "p", { class: "gloss" }) : undefined,
    claim.anchor ? text(claim.anchor, "q", { lang: claim.source.language }) : undefined,
    standing(claim),
    citation(claim),
    claim.links.length ? element("ul", { class: "links" }, claim.links.map(linked)) : undefined);
  made.style.setProperty("--strength", strength(claim.relation.valence));
  return made;
}

function statement(claim) {
  const items = claim.items.length ? [" (", ...separated(claim.items.map(entityLink)), ")"] : [];
  return element("p", { class: "statement" }, entityLink(claim.subject), " ", text(claim.relation.label), " ", entityLink(claim.object), ...items);
}

function separated(parts) {
  return parts.flatMap((part, number) => (number ? [", ", part] : [part]));
}

/** What keeps a claim from being simply so: denied, planned, somebody else's view; and when, where, how much. */
function standing(claim) {
  const voice = claim.claimant ? entityLink(claim.claimant) : claim.voice;
  const marks = [
    claim.polarity && mark("strong", claim.polarity.label),
    claim.modality && mark("", claim.modality.label),
    voice && mark("", "according to ", voice),
    claim.time && mark("", timeInWords(claim.time)),
    claim.quantity && mark("", quantityInWords(claim.quantity)),
    claim.places.length && mark("", "place: ", ...separated(claim.places.map(entityLink))),
    claim.certainty && mark("", `certainty of the reading: ${claim.certainty.label}`),
    claim.disputed && mark("", link({ disputed: claim.disputed }, "claims disagree")),
  ].filter(Boolean);
  return marks.length ? element("ul", { class: "marks" }, marks) : undefined;
}

function mark(kind, ...content) {
  return element("li", { class: kind || undefined }, ...content);
}

function citation(claim) {
  const { source } = claim;
  const address = safeAddress(source.url);
  const outside = address && element("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, "open the source ↗");
  const name = link({ source: source.id }, short(sourceName(source), 120), { dir: "auto", lang: source.language });
  const by = source.title ? [source.author, source.publisher].filter(Boolean).join(", ") : "";
  return element("p", { class: "citation" }, name, by && `, ${short(by, 120)}`, source.published && `, ${timeInWords(source.published)}`,
    claim.paragraph && `, paragraph ${claim.paragraph}`, " · ", link({ claim: idOf(claim) }, claim.id), outside ? " · " : "", outside);
}

/** Only addresses that open a page become links; anything else, such as a script, is nobody's source. */
function safeAddress(url = "") {
  const address = url.replace(/^doi:\s*/i, "https://doi.org/");
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address).href : undefined;
}

function linked({ label, claim }) {
  return element("li", {}, `${label}: `, link({ claim: idOf(claim) }, text(short(claim.gloss ?? claim.id, 160))));
}

/* ---- Search ---- */

const search = document.getElementById("search");
const found = document.getElementById("found");
const names = page.entities.map((entity) => ({ entity, folded: [entity.label, ...(entity.aliases ?? []), entity.id].map(fold) }));

/** Lets a name be found without its marks and capitals. */
function fold(content) {
  return content.slice(0, 500).normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
}

/** Ranks a name: whole, then its start, the start of a word, any part; none is no match. */
function rank(name, sought) {
  const at = name.indexOf(sought);
  if (at < 0) return Infinity;
  if (name === sought) return 0;
  if (at === 0) return 1;
  return /[\s-]/.test(name[at - 1]) ? 2 : 3;
}

function matches(sought) {
  return names
    .map(({ entity, folded: forms }) => ({ entity, rank: Math.min(...forms.map((name) => rank(name, sought))) }))
    .filter((match) => match.rank < Infinity)
    .sort((one, other) => one.rank - other.rank || one.entity.number - other.entity.number)
    .slice(0, 8);
}

function suggest() {
  const sought = fold(search.value.trim());
  const options = sought ? matches(sought).map(({ entity }, number) => suggestion(entity, number)) : [];
  const nothing = element("li", { class: "nothing", role: "option", "aria-disabled": "true" }, "Nothing has such a name.");
  found.replaceChildren(...(sought && !options.length ? [nothing] : options));
  found.hidden = !sought;
  search.setAttribute("aria-expanded", String(!found.hidden));
  choose(options[0]);
}

function suggestion(entity, number) {
  const option = element("li", { role: "option", id: `found-${number}`, "data-id": entity.id },
    text(short(entity.label), "span", { class: "name" }), kindOf(entity), element("span", { class: "number" }, String(entity.claims)));
  option.addEventListener("pointerdown", (event) => { event.preventDefault(); open(option); });
  return option;
}

function choose(option) {
  for (const other of found.children) other.setAttribute("aria-selected", String(other === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) search.setAttribute("aria-activedescendant", option.id);
  else search.removeAttribute("aria-activedescendant");
}

function chosen() {
  return found.querySelector("[aria-selected=true]");
}

function open(option) {
  search.value = "";
  suggest();
  ask({ entity: option.dataset.id });
}

const SEARCH_KEYS = {
  ArrowDown: () => choose(chosen()?.nextElementSibling ?? found.firstElementChild),
  ArrowUp: () => choose(chosen()?.previousElementSibling ?? found.lastElementChild),
  Enter: () => chosen() && open(chosen()),
  Escape: () => { search.value = ""; suggest(); search.blur(); },
};

search.addEventListener("input", suggest);
search.addEventListener("blur", () => { found.hidden = true; search.setAttribute("aria-expanded", "false"); });
search.addEventListener("focus", suggest);
search.addEventListener("keydown", (event) => {
  if (event.isComposing || !(event.key in SEARCH_KEYS)) return;
  event.preventDefault();
  event.stopPropagation();
  SEARCH_KEYS[event.key]();
});

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
  return `${scene.pairs.size} of ${count(page.pairs.length, "link")} in colour, the overview faintly behind${rest}. Esc goes back.`;
}

function hiddenLinks() {
  return page.pairs.length - new Set([...scene.pairs, ...scene.faintPairs]).size;
}

function showMap(question) {
  scene = sceneFor(question);
  status.textContent = statusFor(question);
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

const MARGIN = { x: 64, y: 30 };

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

/* ---- Names on the map: of one size on the screen whatever the zoom, and none upon another ---- */

const MOST_NAMES = 140;
const GAP = 3;
const LEADING = 1.15;
const widths = new Map();
const broken = new Map();

function drawNames(context) {
  const ratio = context.canvas.width / context.canvas.clientWidth;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const named = namedEntities();
  const taken = [...named.map(({ number }) => discOf(number)), ...drawMarks(context)];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  named.slice(0, MOST_NAMES).forEach((entity, number) => drawName(context, entity, taken, taken[number]));
  context.restore();
}

function namedEntities() {
  const first = [hovered, ...scene.marked].filter(Boolean);
  const others = [...scene.strong].filter((entity) => spots.has(entity.number)).sort((one, other) => one.number - other.number);
  return [...new Set([...first, ...others])];
}

function discOf(number) {
  const { x, y } = network.canvasToDOM(network.getPosition(number));
  const radius = spots.get(number).size * network.getScale();
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function drawName(context, entity, taken, disc) {
  const isFirst = entity === hovered || scene.marked.includes(entity);
  const size = 11 + 5 * Math.sqrt(entity.claims / page.entities[0].claims);
  context.font = `${isFirst || entity.number < 5 ? "600 " : ""}${size.toFixed(1)}px ${palette.font}`;
  const lines = linesOf(entity, isFirst);
  const width = Math.max(...lines.map((line) => widthOf(context, line)));
  const gap = scene.marked.includes(entity) ? 3 * GAP : GAP;
  const boxes = boxesAround(disc, width, lines.length * size * LEADING, gap);
  const box = boxes.find((candidate) => isFree(candidate, taken, disc)) ?? (isFirst ? boxes[0] : undefined);
  if (!box) return;
  taken.push(box);
  lines.forEach((line, number) => write(context, line, (box.left + box.right) / 2, box.top + (number + 0.5) * size * LEADING));
}

/** Breaks a long name in two near its middle. */
function linesOf(entity, isWhole) {
  const key = `${entity.number} ${isWhole}`;
  if (!broken.has(key)) broken.set(key, inTwo(short(entity.label, isWhole ? 80 : frame.clientWidth < 500 ? 30 : 44)));
  return broken.get(key);
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

/** Where a name may stand: below its disc, above it, to the right, to the left. */
function boxesAround(disc, width, height, gap) {
  const [x, y] = [(disc.left + disc.right) / 2, (disc.top + disc.bottom) / 2];
  const centres = [[x, disc.bottom + gap + height / 2], [x, disc.top - gap - height / 2],
    [disc.right + gap + width / 2, y], [disc.left - gap - width / 2, y]];
  return centres.map(([middle, level]) =>
    ({ left: middle - width / 2, right: middle + width / 2, top: level - height / 2, bottom: level + height / 2 }));
}

function isFree(box, taken, own) {
  const isInside = box.left > 2 && box.top > 2 && box.right < frame.clientWidth - 2 && box.bottom < frame.clientHeight - 2;
  return isInside && !taken.some((other) => other !== own && overlap(box, other));
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

/** Draws rings around what is picked and a sign on each line that claims disagree about; returns where the signs are. */
function drawMarks(context) {
  context.lineWidth = 2;
  context.strokeStyle = palette.accent;
  for (const { number } of scene.marked) ring(context, discOf(number), 4);
  return [...scene.pairs].filter((pair) => pair.disputed).map((pair) => drawDispute(context, middleOf(pair)));
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

/** Where on the screen the middle of a line is. */
function middleOf(pair) {
  const [one, other] = pair.ends.map(({ number }) => network.getPosition(number));
  return network.canvasToDOM({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
}

network.on("afterDrawing", drawNames);
network.on("click", ({ pointer, edges: [edge] }) => {
  const entity = nearest(pointer.DOM, matchMedia("(pointer: coarse)").matches ? 16 : 4);
  if (entity) ask({ entity: entity.id });
  else if (edge !== undefined) askAbout(page.pairs[edge]);
});
network.on("hoverNode", ({ node }) => hover(page.entities[node]));
network.on("blurNode", () => hover(undefined));
network.on("hoverEdge", () => { frame.style.cursor = "pointer"; });
network.on("blurEdge", () => { frame.style.cursor = hovered ? "pointer" : ""; });
network.on("resize", () => requestAnimationFrame(() => { looked = false; look([...scene.strong]); }));

/** The entity on show whose disc is nearest to a spot and not farther from it than a finger is wide. */
function nearest(spot, reach) {
  const distances = [...new Set([...scene.strong, ...scene.faint])].filter(({ number }) => spots.has(number))
    .map((entity) => ({ entity, distance: distanceTo(discOf(entity.number), spot) }));
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

/* ---- From one question to the next ---- */

const trail = [location.hash];

function ask(question) {
  location.hash = hashOf(question);
}

function back() {
  if (trail.length > 1) history.back();
  else ask({});
}

function show() {
  const question = questionOf(location.hash);
  showPanel(question);
  showMap(question);
  document.title = [summary.querySelector("h2").textContent, document.querySelector("h1").textContent].join(" · ");
}

/** Brings the panel's heading to the eye and to the keyboard. */
function attend() {
  panel.scrollTop = 0;
  if (panel.getBoundingClientRect().top < 0) panel.scrollIntoView();
  summary.querySelector("h2").focus({ preventScroll: true });
}

addEventListener("hashchange", () => {
  if (trail.at(-2) === location.hash) trail.pop();
  else trail.push(location.hash);
  show();
  attend();
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape" && location.hash.length > 1) back();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
for (const [moment, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(moment, () => { document.documentElement.classList.toggle("printed", isPaper); repaint(); network.redraw(); });
}

// vis-network makes its frame a stop of the tab key that does nothing.
frame.querySelector(".vis-network").tabIndex = -1;
show();
