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
  const disputes = disputedRows(first, other);
  const settled = new Set(disputes.flat(2));
  const [of, against] = [topics(first), topics(second)];
  const open = (claims) => claims.filter((claim) => !settled.has(claim));
  const shared = [...of].filter(([key]) => against.has(key)).map(([key, claims]) => [open(claims), open(against.get(key))]);
  const alone = (mine, theirs) => [...mine].filter(([key]) => !theirs.has(key)).map(([, claims]) => open(claims)).filter(({ length }) => length);
  return [
    comparedSection("They disagree", disputes, [one, other], true),
    comparedSection("They say the same", shared.filter(([mine, theirs]) => mine.length && theirs.length), [one, other], true),
    comparedSection(`Only ${one.id}`, alone(of, against).map((claims) => [claims, []]), [one, other], false),
    comparedSection(`Only ${other.id}`, alone(against, of).map((claims) => [[], claims]), [one, other], false),
  ];
}

/** The claims of a source by what they say of whom and in which mood; those of a mutual relation either way round. */
function topics(claims) {
  const keyOf = ({ subject, relation, object, polarity, modality }) => {
    const ends = relation.symmetric && object.number < subject.number ? [object.number, subject.number] : [subject.number, object.number];
    return [...ends, relation.code, polarity?.code, modality?.code].join(" ");
  };
  return new Map(grouped(claims, keyOf));
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
