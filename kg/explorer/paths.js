/* ---- Paths: by which links one leads to another ---- */

const MOST_PATHS = 5;
const MOST_STEPS = 6;

/** The chains that were found last, which the panel and the map both show. */
let paths = { chains: [] };

/** The chains that a question asks for. */
function pathsFor(question) {
  const key = hashOf(question);
  const [from, to] = [question.from, question.to].map((id) => byId.get(id));
  if (paths.key !== key) paths = { key, chains: from && to ? pathsBetween(from, to) : [] };
  return paths.chains;
}

/** The shortest chains of links between two entities, in the order of kg/analysis/paths.py; of many only the best are continued. */
function pathsBetween(from, to) {
  if (from === to) return [];
  const distance = distancesTo(to);
  if (!distance.has(from)) return [];
  let chains = [[from]];
  for (let steps = distance.get(from); steps > 0; steps -= 1) {
    chains = chains.flatMap((chain) => neighboursOf(chain.at(-1)).filter((next) => distance.get(next) === steps - 1).map((next) => [...chain, next]));
    chains = chains.toSorted((one, other) => weakest(other) - weakest(one) || allClaims(other) - allClaims(one) || (idsOf(one) < idsOf(other) ? -1 : 1)).slice(0, 50);
  }
  return chains.slice(0, MOST_PATHS);
}

function distancesTo(to) {
  const distance = new Map([[to, 0]]);
  let edge = [to];
  for (let steps = 1; edge.length && steps <= MOST_STEPS; steps += 1) {
    const next = new Set(edge.flatMap(neighboursOf).filter((entity) => !distance.has(entity)));
    next.forEach((entity) => distance.set(entity, steps));
    edge = [...next];
  }
  return distance;
}

function neighboursOf(entity) {
  return entity.pairs.filter((pair) => left.links.has(pair)).map((pair) => pair.ends.find((end) => end !== entity));
}

function linkBetween(one, other) {
  return one.pairs.find((pair) => pair.ends.includes(other));
}

/** How many claims the least documented link of a chain has. */
function weakest(chain) {
  return Math.min(...hops(chain).map((pair) => left.links.get(pair).length));
}

function allClaims(chain) {
  return hops(chain).reduce((sum, pair) => sum + left.links.get(pair).length, 0);
}

function idsOf(chain) {
  return chain.map(({ id }) => id).join(" ");
}

function hops(chain) {
  return chain.slice(1).map((entity, at) => linkBetween(chain[at], entity));
}

function pathPanel(question) {
  const [one, other] = [question.from, question.to].map((id) => byId.get(id));
  if (!one || !other || one === other) return ["A path", [remark("Pick the two that it shall join.")], [pathForm(one, other)]];
  const chains = pathsFor(question);
  const said = chains.length ? `${count(hops(chains[0]).length, "step")}${chains.length > 1 ? `, in ${count(chains.length, "way")}` : ""}, by the claims that the filters leave.`
    : `No chain of claims joins them in ${MOST_STEPS} steps${left.isAll ? "" : " under these filters"}.`;
  return [`From ${short(one.label, 60)} to ${short(other.label, 60)}`, [remark(said)], [pathForm(one, other), ...chains.map(chainShown)]];
}

/** Two fields with the names that there are, to ask for another path. */
function pathForm(one, other) {
  const names = element("datalist", { id: "names" }, left.ranked.slice(0, 500).map((entity) => element("option", { value: entity.label })));
  const fields = [["From", one], ["To", other]].map(([label, entity]) =>
    element("label", {}, label, element("input", { type: "text", list: "names", name: label, value: entity?.label ?? "", autocomplete: "off" })));
  const form = element("form", { class: "ask" }, fields, names, element("button", { type: "submit", class: "more" }, "Find"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = [...form.querySelectorAll("input")];
    const [from, to] = fields.map(({ value }) => value.trim() && matches(fold(value.trim()))[0]?.entity.id);
    const unknown = fields.find(({ value }, at) => value.trim() && ![from, to][at]);
    if (unknown) say(`Nothing is called “${short(unknown.value, 60)}”.`);
    else change({ view: "path", from, to });
  });
  return form;
}

function chainShown(chain) {
  return element("section", { class: "chain" }, heading(chain.map((entity) => short(entity.label, 40)).join(" – ")),
    element("ol", { class: "claims" }, hops(chain).map((pair, at) => hop(chain[at], chain[at + 1], left.links.get(pair)))));
}

/** A step: the claim that says most plainly how the two are linked, and the way to all of them. */
function hop(one, other, claims) {
  const best = claims.toSorted((a, b) => Boolean(b.asserted) - Boolean(a.asserted) || Boolean(a.polarity) - Boolean(b.polarity))[0];
  const shown = card(best);
  if (claims.length > 1) shown.append(element("p", { class: "citation" }, link({ entity: one.id, with: other.id }, `all ${count(claims.length, "claim")} between ${short(one.label, 30)} and ${short(other.label, 30)}`)));
  return shown;
}

/** The links of all chains that are shown. */
function linksOfPaths(question) {
  return [...new Set(pathsFor(question).flatMap(hops))].map((pair) => [pair, left.links.get(pair)]);
}
