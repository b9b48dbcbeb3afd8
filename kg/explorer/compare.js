/* ---- Two sources side by side ---- */

const comparison = document.getElementById("compare");
// Claims of two sources on the same statement, or that contest each other, stand in one row.
const PORTION_OF_ROWS = 40;

function showCompare(question) {
  const isShown = question.view === "compare";
  comparison.hidden = !isShown;
  if (!isShown) return;
  document.getElementById("map-side").hidden = true;
  const held = document.activeElement?.id;
  const [one, other] = comparedSources(question);
  comparison.replaceChildren(sourceForm(one, other), ...(one && other ? comparedSections(one, other) : []));
  document.getElementById(held)?.focus();
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

/** What the two say: where they contest each other, say the same, or only one of them speaks. */
function comparedSections(one, other) {
  const [first, second] = [one, other].map((source) => left.claims.filter((claim) => claim.source === source));
  const [of, against] = [topics(first), topics(second)];
  const disputes = disputedRows(first, other);
  const settled = new Set(disputes.flatMap(([mine, theirs]) => [...mine, ...theirs]));
  const rest = (claims) => claims.filter((claim) => !settled.has(claim));
  const both = [...of.keys()].filter((key) => against.has(key)).map((key) => [rest(of.get(key)), rest(against.get(key))]).filter(([mine, theirs]) => mine.length && theirs.length);
  const only = (mine, theirs) => [...mine.keys()].filter((key) => !theirs.has(key)).map((key) => rest(mine.get(key))).filter(({ length }) => length);
  return [
    comparedSection(`They disagree: ${disputes.length}`, "disagree", disputes, one, other),
    comparedSection(`They say the same: ${both.length}`, "agree", both, one, other),
    comparedSection(`Only ${one.id}: ${only(of, against).length}`, "first", only(of, against).map((claims) => [claims, []]), one, other),
    comparedSection(`Only ${other.id}: ${only(against, of).length}`, "second", only(against, of).map((claims) => [[], claims]), one, other),
  ];
}

/** The claims of a source by what they say of whom: relation and ends, those of a mutual relation either way round. */
function topics(claims) {
  const keyOf = ({ subject, relation, object, polarity }) => {
    const ends = relation.symmetric && object.number < subject.number ? [object.number, subject.number] : [subject.number, object.number];
    return `${ends[0]} ${relation.code} ${ends[1]} ${polarity?.code ?? ""}`;
  };
  return new Map(grouped(claims, keyOf));
}

/** Rows of claims that contest each other: each of one source's with those of the other. */
function disputedRows(claims, other) {
  const against = claims.map((claim) => [claim, claim.contests.filter((one) => one.source === other && one.isLeft)]).filter(([, found]) => found.length);
  return grouped(against, ([, found]) => found.map(idOf).join()).map(([, rows]) => [rows.map(([claim]) => claim), rows[0][1]]);
}

function comparedSection(label, kind, rows, one, other) {
  const body = element("tbody");
  const more = element("button", { type: "button", class: "more" });
  const grow = () => {
    body.append(...rows.slice(body.children.length, body.children.length + PORTION_OF_ROWS).map((sides) => element("tr", {}, sides.map(side))));
    more.hidden = body.children.length >= rows.length;
    more.textContent = `Show more of ${rows.length - body.children.length}`;
  };
  more.addEventListener("click", grow);
  grow();
  const head = element("tr", {}, [one, other].map(({ id }) => element("th", { scope: "col" }, id)));
  return element("details", { class: `compared ${kind}`, open: kind === "disagree" || kind === "agree" }, element("summary", {}, label),
    ...(rows.length ? [element("table", {}, element("thead", {}, head), body), more] : [remark("Nothing.")]));
}

function side(claims) {
  return element("td", {}, claims.length ? element("ol", { class: "claims" }, claims.map(card)) : "");
}
