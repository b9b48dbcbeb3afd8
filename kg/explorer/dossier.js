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
  const evidence = claims.length ? `${count(claims.length, "claim")} in ${count(sources, "source")}` : left.isAll ? "no claim links it" : "no claim that the filters leave links it";
  return [
    remark(capital(entity.kind.label), ...entity.parents.flatMap((parent) => [", part of ", entityLink(parent)]), " · ", evidence),
    entity.aliases && remark("Also: ", text(short(entity.aliases.join(", "), 300))),
    entity.description && text(short(entity.description, 1000), "p"),
    entity.size && entityTools(entity),
  ];
}

/** What can be done with one entity on the map; each is a link, so that going back undoes it. */
function entityTools(entity) {
  const added = (name) => [...new Set([...parts(asked[name]), entity.id])].join();
  const without = (name) => parts(asked[name]).filter((id) => id !== entity.id).join();
  const tools = [
    [{ entity: entity.id, steps: asked.steps === "1" ? undefined : "1" }, asked.steps === "1" ? "With the overview" : "Its neighbours alone"],
    [{ entity: entity.id, steps: "2" }, "Two steps around it"],
    [{ view: "path", from: entity.id }, "Path from it"],
    [{ party: added("party") }, "Only claims with it"],
    parts(asked.pin).includes(entity.id) ? [{ entity: entity.id, pin: without("pin") }, "Let go from the map"] : [{ entity: entity.id, pin: added("pin") }, "Keep on the map"],
    parts(asked.hide).includes(entity.id) ? [{ entity: entity.id, hide: without("hide") }, "Show again"] : [{ hide: added("hide") }, "Hide"],
  ];
  return element("ul", { class: "entity-tools" }, tools.map(([question, label]) => element("li", {}, link(question, label))));
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
      element("h3", {}, text(capital(family.label)), countLink({ entity: entity.id, list: `family:${family.code}` }, members.length)),
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
