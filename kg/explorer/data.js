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
  claim.contests = pick(data.claims, claim.contests);
  claim.links = (claim.links ?? []).map(([label, number]) => ({ label, claim: data.claims[number] }));
}

function pick(list, numbers = []) {
  return numbers.map((number) => list[number]);
}
