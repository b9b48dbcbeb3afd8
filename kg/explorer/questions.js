/* ---- Questions: what is picked, and which claims are about it ---- */

const PARTY = ["subject", "object"];
const ROLES = [...PARTY, "items", "places", "claimant"];
const CONDITIONS = {
  entity: (claim, id, { as }) => rolesOf(claim, byId.get(id)).some((role) => (as ? role === as : PARTY.includes(role))),
  with: (claim, id) => PARTY.some((role) => claim[role].id === id),
  relation: (claim, code) => claim.relation.code === code,
  disputed: (claim, statement) => [claim, ...claim.contests].some(({ disputed }) => disputed === statement),
  claim: (claim, id) => idOf(claim) === id,
  list: (claim, part) => part === "all" || FACETS[part.split(":")[0]].valuesOf(claim).includes(part.split(":")[1]),
};
/** What picks claims; the rest of a question filters them (see filters.js) or says how they are shown. */
const PICKS = [...Object.keys(CONDITIONS), "as"];
const SETTINGS = ["view", "from", "to", "sources", "steps", "hide", "pin", "sort"];
const VIEWS = ["map", "table", "compare", "path"];

/** The question that the page answers now. */
let asked = {};

/** Tells whether a question is one that this page can answer; an address may say anything. */
function isMeaningful(question) {
  const has = (key) => Object.hasOwn(question, key);
  return Object.keys(question).every((key) => PICKS.includes(key) || SETTINGS.includes(key) || FILTERS.includes(key))
    && ["entity", "with", "from", "to"].every((key) => !has(key) || byId.has(question[key]))
    && ["as", "with", "steps"].every((key) => !has(key) || has("entity"))
    && (!has("as") || ROLES.includes(question.as))
    && (!has("view") || VIEWS.includes(question.view))
    && ["since", "until"].every((key) => !has(key) || /^-?\d{4}(-\d\d){0,2}$/.test(question[key]))
    && (!has("valence") || /^-?\d+(\.\d+)?\.\.-?\d+(\.\d+)?$/.test(question.valence))
    && (!has("claim") || page.claims.some((claim) => idOf(claim) === question.claim))
    && (!has("list") || question.list === "all" || Object.hasOwn(FACETS, question.list.split(":")[0]));
}

function idOf(claim) {
  return `${claim.source.id}.${claim.id}`;
}

function rolesOf(claim, entity) {
  const single = ["subject", "object", "claimant"].filter((role) => claim[role] === entity);
  return [...single, ...["items", "places"].filter((role) => claim[role].includes(entity))];
}

/** Returns the claims that a question picks: of those that the filters leave, but for one that is asked for by its id. */
function claimsFor(question) {
  if (!isMeaningful(question)) return [];
  const conditions = Object.entries(question).filter(([key]) => Object.hasOwn(CONDITIONS, key));
  const claims = question.claim ? page.claims : left.claims;
  return claims.filter((claim) => conditions.every(([key, value]) => CONDITIONS[key](claim, value, question)));
}

/** Reads the question in an address such as `#entity=a&with=b`. */
function questionOf(hash) {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

/** The address of a question; commas and colons, of which lists are full, can stay as they are. */
function hashOf(question) {
  return `#${new URLSearchParams(Object.entries(question).filter(([, value]) => value))}`.replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function picksOf(question) {
  return Object.fromEntries(Object.entries(question).filter(([key]) => PICKS.includes(key)));
}

/** Tells whether nothing is picked. */
function isOpen(question) {
  return !Object.keys(picksOf(question)).length;
}

/** Tells whether nothing but one actor or issue is picked. */
function isBare(question) {
  return Object.keys(picksOf(question)).join() === "entity";
}

/** What stays when something else is picked: the filters, what is hidden and pinned, and the table. */
function lasting() {
  const stays = [...FILTERS, "hide", "pin"];
  const kept = Object.entries(asked).filter(([key]) => stays.includes(key));
  return { ...Object.fromEntries(kept), ...(asked.view === "table" ? { view: "table", sort: asked.sort } : {}) };
}

function pairOf(question) {
  const ends = [question.entity, question.with].map((id) => byId.get(id));
  return ends[0]?.pairs.find((pair) => pair.ends.every((end) => ends.includes(end)));
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

/** The parts of a list in an address. */
function parts(value) {
  return value ? value.split(",") : [];
}
