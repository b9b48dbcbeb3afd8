/* ---- The table: all claims of a question, the accessible twin of the map ---- */

const table = document.getElementById("table");
const PAGE = 100;
const MOST_ON_PAPER = 2000;
const COLUMNS = {
  who: { label: "Who", of: (claim) => claim.subject.label, cell: (claim) => entityLink(claim.subject) },
  relation: { label: "Relation", of: (claim) => claim.relation.label, cell: (claim) => text(claim.relation.label) },
  whom: { label: "Whom or what", of: (claim) => claim.object.label, cell: (claim) => [entityLink(claim.object), ...itemsOf(claim)] },
  how: { label: "How", of: howInWords, cell: (claim) => text(howInWords(claim)) },
  claimant: { label: "According to", of: voiceOf, cell: (claim) => (claim.claimant ? entityLink(claim.claimant) : text(voiceOf(claim))) },
  time: { label: "When", of: (claim) => claim.span?.find(Boolean) ?? "", cell: (claim) => text(claim.time ? timeInWords(claim.time) : "") },
  source: { label: "Source", of: (claim) => `${claim.source.id} ${String(claim.paragraph ?? 0).padStart(6, "0")}`, cell: placeOf },
  gloss: { label: "Gloss", of: (claim) => claim.gloss ?? "", cell: (claim) => text(short(claim.gloss ?? "", 300)) },
};
let firstRow = 0;

function itemsOf(claim) {
  return claim.items.length ? [" (", ...separated(claim.items.map(entityLink)), ")"] : [];
}

function howInWords(claim) {
  return [claim.polarity, claim.modality].filter(Boolean).map(({ label }) => label).join(", ");
}

function voiceOf(claim) {
  return claim.claimant?.label ?? claim.voice?.label ?? "";
}

function placeOf(claim) {
  return [link({ claim: idOf(claim) }, `${claim.source.id}${claim.paragraph ? `, ¶ ${claim.paragraph}` : ""}`)];
}

/** The claims that the table lists: those of what is picked, in the order asked for. */
function listed(question) {
  const claims = isOpen(question) ? left.claims : claimsFor(isBare(question) ? { entity: question.entity } : question);
  const name = (question.sort ?? "").replace(/^-/, "");
  if (!Object.hasOwn(COLUMNS, name)) return claims;
  const collator = new Intl.Collator(language, { numeric: true });
  const sorted = claims.map((claim) => [COLUMNS[name].of(claim), claim]).sort(([one], [other]) => collator.compare(one, other)).map(([, claim]) => claim);
  return question.sort.startsWith("-") ? sorted.reverse() : sorted;
}

function showTable(question) {
  const isShown = question.view === "table";
  document.getElementById("map-side").hidden = isShown;
  table.hidden = !isShown;
  if (!isShown) return;
  firstRow = 0;
  fillTable(listed(question), question);
}

function fillTable(claims, question, most = PAGE) {
  const shown = claims.slice(firstRow, firstRow + most);
  const rows = shown.map((claim) => element("tr", { class: tone(claim.relation.valence) }, Object.values(COLUMNS).map(({ cell }) => element("td", {}, cell(claim)))));
  const caption = `${count(claims.length, "claim")}${isOpen(question) ? "" : `: ${summary.querySelector("h2").textContent}`}${claims.length > shown.length ? `, ${firstRow + 1} to ${firstRow + shown.length}` : ""}`;
  const head = element("tr", {}, Object.entries(COLUMNS).map(([name, { label }]) => columnHead(name, label, question)));
  table.replaceChildren(element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, rows)), pager(claims, question));
}

/** For paper, the rows of all pages as far as anybody would read them. */
function spreadTable(isPaper) {
  if (asked.view !== "table") return;
  firstRow = 0;
  fillTable(listed(asked), asked, isPaper ? MOST_ON_PAPER : PAGE);
}

function columnHead(name, label, question) {
  const order = { [name]: "ascending", [`-${name}`]: "descending" }[question.sort];
  const button = element("button", { type: "button", id: `sort ${name}` }, label, order ? (order === "ascending" ? " ▲" : " ▼") : "");
  button.addEventListener("click", () => change({ sort: question.sort === name ? `-${name}` : name }));
  return element("th", { scope: "col", "aria-sort": order }, button);
}

function pager(claims, question) {
  const step = (label, to) => {
    const button = element("button", { type: "button", class: "more" }, label);
    button.disabled = to < 0 || to >= claims.length;
    button.addEventListener("click", () => { firstRow = to; fillTable(claims, question); table.scrollTop = 0; table.focus(); });
    return button;
  };
  return element("p", { class: "pager", hidden: claims.length <= PAGE }, step(`‹ ${PAGE} before`, firstRow - PAGE), " ", step(`next ${PAGE} ›`, firstRow + PAGE));
}
