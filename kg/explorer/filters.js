/* ---- Filters: which claims are left, and what would be ---- */

/** Each facet: what it is called, the values that it has, and those of a claim. */
const FACETS = {
  family: { label: "Relation", values: () => page.families, valuesOf: (claim) => [claim.relation.family.code] },
  kind: { label: "Kind of actor or issue", values: () => page.kinds, valuesOf: ({ subject, object }) => [...new Set([subject.kind.code, object.kind.code])] },
  source: { label: "Source", values: () => page.sources.map(({ id }) => ({ code: id, label: id })), valuesOf: (claim) => [claim.source.id] },
  claimant: { label: "According to", values: () => page.claimants, valuesOf: (claim) => [claim.claimant?.id ?? claim.voice?.code ?? OWN_VOICE] },
  modality: { label: "Planned or done", values: () => page.modalities, valuesOf: (claim) => [(claim.modality ?? usual(page.modalities)).code] },
  polarity: { label: "Affirmed or denied", values: () => page.polarities, valuesOf: (claim) => [(claim.polarity ?? usual(page.polarities)).code] },
};
const FILTERS = [...Object.keys(FACETS), "party", "contested", "since", "until", "valence"];
const OTHER_TESTS = {
  party: (value) => { const ids = new Set(parts(value)); return ({ subject, object }) => ids.has(subject.id) || ids.has(object.id); },
  contested: () => (claim) => claim.contests.length > 0,
  since: (day) => ({ span }) => Boolean(span) && (span[1] === null || span[1] >= day),
  until: (day) => ({ span }) => Boolean(span) && (span[0] === null || span[0].slice(0, day.length) <= day),
  valence: (value) => { const [least, most] = value.split("..").map(Number); return ({ relation }) => relation.valence >= least && relation.valence <= most; },
};

/** What the filters of the question leave: claims, those of any time, links with their claims but for hidden ends, and counts. */
let left;

function usual(concepts) {
  return concepts.find((concept) => concept.usual);
}

function filtersOf(question) {
  return Object.fromEntries(Object.entries(question).filter(([key, value]) => FILTERS.includes(key) && value));
}

/** Applies the filters of a question and takes off the map what it hides, unless that is done already. */
function filter(question) {
  const filters = filtersOf(question);
  const key = hashOf({ ...filters, hide: question.hide });
  if (left?.key === key) return;
  const hidden = new Set(parts(question.hide).map((id) => byId.get(id)));
  const tests = Object.entries(filters).map(([name, value]) => [name, testOf(name, value)]);
  left = { key, hidden, isAll: !tests.length, claims: [], ofAnyTime: [], without: new Map(), facets: Object.fromEntries(Object.keys(FACETS).map((name) => [name, new Map()])) };
  for (const claim of page.claims) take(claim, tests);
  const links = linksLeft();
  left.counts = countsOf(links);
  left.links = new Map([...links].filter(([pair]) => !pair.ends.some((end) => hidden.has(end))));
  left.ranked = page.entities.filter((entity) => left.counts.has(entity) && !hidden.has(entity))
    .sort((one, other) => left.counts.get(other) - left.counts.get(one) || one.number - other.number);
}

function testOf(name, value) {
  if (OTHER_TESTS[name]) return OTHER_TESTS[name](value);
  const wanted = new Set(parts(value));
  return (claim) => FACETS[name].valuesOf(claim).some((code) => wanted.has(code));
}

/** Keeps a claim that passes all tests; one that fails a single facet's counts there, as it would come back with it. */
function take(claim, tests) {
  const failed = tests.filter(([, test]) => !test(claim)).map(([name]) => name);
  claim.isLeft = !failed.length;
  if (claim.isLeft) left.claims.push(claim);
  if (failed.every((name) => name === "since" || name === "until")) left.ofAnyTime.push(claim);
  if (failed.length > 1) return;
  if (failed.length) left.without.set(failed[0], (left.without.get(failed[0]) ?? 0) + 1);
  for (const name of Object.keys(FACETS)) {
    if (failed.length && failed[0] !== name) continue;
    const counts = left.facets[name];
    for (const code of FACETS[name].valuesOf(claim)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
}

/** The pairs that claims still join, each with these claims. */
function linksLeft() {
  const links = page.pairs.map((pair) => [pair, left.isAll ? pair.claims : pair.claims.filter((claim) => claim.isLeft)]);
  return new Map(links.filter(([, claims]) => claims.length));
}

function countsOf(links) {
  const counts = new Map();
  for (const [pair, { length }] of links) {
    for (const end of pair.ends) counts.set(end, (counts.get(end) ?? 0) + length);
  }
  return counts;
}

/** What the claims of a link come to: its mean valence, and whether they are asserted, only denied, or contested. */
function sumUp(claims) {
  const affirmed = claims.filter((claim) => !claim.polarity);
  const sum = affirmed.reduce((total, claim) => total + claim.relation.valence, 0);
  return {
    valence: affirmed.length ? sum / affirmed.length : 0,
    asserted: claims.some((claim) => claim.asserted),
    denied: !affirmed.length,
    disputed: claims.some((claim) => claim.contests.some((other) => other.isLeft)),
  };
}
