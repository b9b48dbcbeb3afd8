/* ---- Two sources side by side ---- */

const comparison = document.getElementById("compare");
const PORTION_OF_ROWS = 40;

function showCompare(question) {
  const isShown = question.view === "compare";
  comparison.hidden = !isShown;
  if (!isShown) return;
  document.getElementById("map-side").hidden = true;
  const [one, other] = comparedSources(question);
  const remarks = one && other && one !== other ? comparedSections(one, other) : [remark("Choose two sources, and what they say stands side by side.")];
  comparison.replaceChildren(sourceForm(one, other), ...remarks);
}

function comparedSources(question) {
  const ids = parts(question.sources);
  return [0, 1].map((at) => page.sources.find(({ id }) => id === ids[at]));
}

function sourceForm(one, other) {
  const choices = [one, other].map((chosen, at) => {
    const options = page.sources.map(({ id }) => { const option = element("option", { value: id }, id); option.selected = id === chosen?.id; return option; });
    const select = element("select", { id: `compare ${at}`, "aria-label": at ? "Second source" : "First source" }, element("option", { value: "" }, "choose …"), options);
    select.addEventListener("change", () => change({ sources: [0, 1].map((place) => document.getElementById(`compare ${place}`).value).join() }));
    return select;
  });
  return element("div", { class: "ask" }, heading("Two sources compared", "h2"), choices[0], " and ", choices[1]);
}

/**
 * What the two say: where claims contest each other, say the same of the same, or are on the same two otherwise; and
 * on whom only one of them speaks. Each claim stands in one section, but for one that contests several.
 */
function comparedSections(one, other) {
  const sides = [one, other].map((source) => left.claims.filter((claim) => claim.source === source));
  const disputes = disputedRows(sides[0], other);
  const same = sharedRows(withoutThose(sides, disputes), statementOf).filter(([mine, theirs]) => mine.length && theirs.length);
  const about = sides.map((claims) => new Set(claims.map(endsOf)));
  const rest = sharedRows(withoutThose(sides, [...disputes, ...same]), endsOf);
  const isShared = (rows) => about.every((ends) => ends.has(endsOf(rows.flat()[0])));
  const alone = (at) => rest.filter((rows) => !isShared(rows) && rows[at].length);
  return [
    comparedSection("Claims that contest each other", disputes, [one, other], true),
    comparedSection("The same said of the same", same, [one, other], true),
    comparedSection("On the same two, otherwise", rest.filter(isShared), [one, other], false),
    comparedSection(`On whom only ${one.id} speaks`, alone(0), [one, other], false),
    comparedSection(`On whom only ${other.id} speaks`, alone(1), [one, other], false),
  ];
}

function withoutThose(sides, rows) {
  const settled = new Set(rows.flat(2));
  return sides.map((claims) => claims.filter((claim) => !settled.has(claim)));
}

/** The claims of both sides by what they have in common, each row with those of one side and of the other. */
function sharedRows(sides, keyOf) {
  return grouped(sides.flat(), keyOf).map(([, claims]) => sides.map((side) => claims.filter((claim) => side.includes(claim))));
}

/** The two that a claim joins, whichever way. */
function endsOf({ subject, object }) {
  return [subject.number, object.number].sort((one, other) => one - other).join(" ");
}

/** What a claim says, of whom and what, in which mood and in whose view; a mutual relation has no direction. */
function statementOf(claim) {
  const { subject, relation, object, items, polarity, modality, claimant, voice } = claim;
  const ends = relation.symmetric ? endsOf(claim) : `${subject.number} ${object.number}`;
  return [ends, relation.code, items.map(({ id }) => id).sort(), polarity?.code, modality?.code, claimant?.id, voice?.code].join("|");
}

/** Rows of claims that contest each other: each of one source's with those of the other. */
function disputedRows(claims, other) {
  const against = claims.map((claim) => [claim, claim.contests.filter((one) => one.source === other && one.isLeft)]).filter(([, found]) => found.length);
  return grouped(against, ([, found]) => found.map(idOf).join()).map(([, rows]) => [rows.map(([claim]) => claim), rows[0][1]]);
}

function comparedSection(label, rows, sources, isOpen) {
  const body = element("tbody");
  const more = element("button", { type: "button", class: "more" });
  const grow = () => {
    body.append(...rows.slice(body.children.length, body.children.length + PORTION_OF_ROWS).map((sides) => element("tr", {}, sides.map(side))));
    more.hidden = body.children.length >= rows.length;
    more.textContent = `Show more of ${rows.length - body.children.length}`;
  };
  more.addEventListener("click", grow);
  grow();
  const head = element("tr", {}, sources.map(({ id }) => element("th", { scope: "col" }, id)));
  const filled = [element("table", {}, element("thead", {}, head), body), more];
  return element("details", { class: "compared", open: isOpen }, element("summary", {}, `${label}: ${rows.length}`), ...(rows.length ? filled : [remark("Nothing.")]));
}

function side(claims) {
  return element("td", {}, claims.length ? element("ol", { class: "claims" }, claims.map(card)) : "");
}
