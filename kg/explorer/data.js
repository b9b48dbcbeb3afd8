"use strict";

// The page is one value, `page`, and one question, the hash of its address: everything on show follows from these two.
// Text comes from strangers, so it enters the document as text and never as markup.

/** How an address names the voice of whichever source says it. */
const OWN_VOICE = "own";
let page;
let language;
let byId;

/** Reads the data that stand in this file. */
async function readPage() {
  const island = document.getElementById("data");
  const packed = island.type === "application/gzip";
  page = read(JSON.parse(packed ? await unpacked(island.textContent) : island.textContent));
  language = wellFormed(page.language);
  byId = new Map(page.entities.map((entity) => [entity.id, entity]));
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

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
  data.entities.forEach((entity, number) =>
    Object.assign(entity, { number, kind: data.kinds[entity.kind], parents: pick(data.entities, entity.parents), pairs: [] }));
  data.relations.forEach((relation) => { relation.family = data.families[relation.family]; });
  data.claims.forEach((claim) => readClaim(claim, data));
  data.claimants = claimantsOf(data);
  data.pairs.forEach((pair, number) => {
    Object.assign(pair, { number, ends: pick(data.entities, pair.ends), claims: pick(data.claims, pair.claims) });
    pair.ends.forEach((end) => end.pairs.push(pair));
  });
  return data;
}

function readClaim(claim, data) {
  claim.subject = data.entities[claim.subject];
  claim.object = data.entities[claim.object];
  claim.claimant = data.entities[claim.claimant];
  claim.voice = data.voices[claim.voice];
  claim.source = data.sources[claim.source];
  claim.relation = data.relations[claim.relation];
  claim.polarity = data.polarities[claim.polarity];
  claim.modality = data.modalities[claim.modality];
  claim.certainty = data.certainties[claim.certainty];
  claim.items = pick(data.entities, claim.items);
  claim.places = pick(data.entities, claim.places);
  claim.contests = pick(data.claims, claim.contests);
  claim.links = (claim.links ?? []).map(([label, number]) => ({ label, claim: data.claims[number] }));
}

/** Whose views there are besides a source's own: voices, and entities that a claim is attributed to. */
function claimantsOf({ claims, voices }) {
  const entities = [...new Set(claims.map((claim) => claim.claimant).filter(Boolean))];
  return [{ code: OWN_VOICE, label: "the source itself" }, ...voices, ...entities.map(({ id, label }) => ({ code: id, label }))];
}

function pick(list, numbers = []) {
  return numbers.map((number) => list[number]);
}
