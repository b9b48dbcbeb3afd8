/* ---- Questions: which claims? ---- */

const CONDITIONS = {
  entity: (claim, id, { as }) => rolesOf(claim, byId.get(id)).some((role) => (as ? role === as : PARTY.includes(role))),
  with: (claim, id) => PARTY.some((role) => claim[role].id === id),
  family: (claim, code) => claim.relation.family.code === code,
  relation: (claim, code) => claim.relation.code === code,
  polarity: (claim, code) => claim.polarity?.code === code,
  source: (claim, id) => claim.source.id === id,
  disputed: (claim, statement) => [claim, ...claim.contests].some(({ disputed }) => disputed === statement),
  claim: (claim, id) => idOf(claim) === id,
};
const PARTY = ["subject", "object"];
const ROLES = [...PARTY, "items", "places", "claimant"];

/** Tells whether a question is one that this page can answer; an address may say anything. */
function isMeaningful(question) {
  return Object.keys(question).every((key) => key === "as" || Object.hasOwn(CONDITIONS, key))
    && ["entity", "with"].every((key) => !Object.hasOwn(question, key) || byId.has(question[key]))
    && ["as", "with"].every((key) => !Object.hasOwn(question, key) || question.entity)
    && (question.as === undefined || ROLES.includes(question.as));
}

function idOf(claim) {
  return `${claim.source.id}.${claim.id}`;
}

function rolesOf(claim, entity) {
  const single = ["subject", "object", "claimant"].filter((role) => claim[role] === entity);
  return [...single, ...["items", "places"].filter((role) => claim[role].includes(entity))];
}

function claimsFor(question) {
  if (!isMeaningful(question)) return [];
  const asked = Object.entries(question).filter(([key]) => Object.hasOwn(CONDITIONS, key));
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
