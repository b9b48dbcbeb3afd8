/* ---- The panel ---- */

const panel = document.getElementById("panel");
const summary = document.getElementById("summary");
const details = document.getElementById("details");

function showPanel(question) {
  const [title, remarks, body] = panelFor(question);
  panel.classList.toggle("wide", Boolean(question.disputed));
  const name = text(title, "h2", { tabindex: "-1" });
  summary.replaceChildren(...[backLink(question), ...readingHelp(), name, ...remarks].filter(Boolean));
  details.replaceChildren(...body.filter(Boolean));
}

function panelFor(question) {
  if (!isMeaningful(question)) return unknownPanel();
  if (question.view === "path") return pathPanel(question);
  if (isOpen(question)) return welcome();
  return isBare(question) ? dossier(byId.get(question.entity)) : claimsPanel(question);
}

function unknownPanel() {
  return ["Nothing here", [remark("The address of this page asks for something that this corpus does not have.")], []];
}

function backLink(question) {
  if (isMeaningful(question) && isOpen(question) && question.view !== "path") return undefined;
  const wider = widerThan(question);
  const label = [wider.entity, wider.with].filter(Boolean).map((id) => byId.get(id).label).join(" and ") || "Overview";
  return link(wider, ["‹ ", text(short(label, 40))], { class: "back" });
}

/** What a question is part of: a claim, of those on the same two; anything about an entity, of its dossier. */
function widerThan(question) {
  const claim = question.claim && claimsFor(question)[0];
  if (claim) return { entity: claim.subject.id, with: claim.object.id };
  return !isBare(question) && byId.has(question.entity) ? { entity: question.entity } : {};
}

function remark(...content) {
  return element("p", { class: "remark" }, ...content);
}

function welcome() {
  const shown = left.ranked.slice(0, page.overview);
  const lines = shown.map((entity) => element("li", {}, entityLink(entity), kindOf(entity), countLink({ entity: entity.id }, left.counts.get(entity))));
  const reading = "A line joins two who stand in some relation, according to at least one source: pick it to read each claim with its "
    + "source and paragraph. Pick an actor or issue to see all its links.";
  return ["Who is linked with whom", [remark(reading)], [
    ...viewList(), ...(lines.length ? [heading("Most documented"), ...folded(lines, 12, { class: "rows" }), heading("Sources"), sourceList(left.claims, {}, sourceLine)] : [])]];
}

function kindOf(entity) {
  return text(entity.kind.label, "span", { class: "kind" });
}

function sourceList(claims, question, line) {
  const groups = grouped(claims, (claim) => claim.source);
  return element("ul", { class: "rows" }, groups.map(([source, { length }]) => line(source, length, { ...question, list: `source:${source.id}` })));
}

function sourceLine(source, number, question) {
  return element("li", {}, element("span", { class: "source" }, link(question, short(source.id), { class: "name" }), " ", sourceTitle(source)),
    countLink(question, number));
}

/** What a source is called, in quieter text beside its id. */
function sourceTitle(source, most) {
  return text(sourceName(source, most), "span", { class: "title", lang: source.language });
}
