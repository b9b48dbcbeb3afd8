/* ---- The panel of claims ---- */

const PORTION = 30;

function claimsPanel(question) {
  const claims = claimsFor(question);
  const denying = claims.filter((claim) => claim.polarity);
  const others = claims.filter((claim) => !claim.polarity);
  return [titleOf(question), claimRemarks(question, claims), [
    ...(question.disputed && claims.length ? sides(claims) : narrower(question, claims)),
    ...(question.disputed ? [] : cards(others)),
    ...grouped(question.disputed ? [] : denying, (claim) => claim.polarity).map(([polarity, members]) =>
      element("section", { class: "denying" }, heading(`${capital(polarity.label)}: ${count(members.length, "claim")}`), ...cards(members))),
  ]];
}

/** Claims that contest each other, side by side: those that go with the first that affirms something, and those against it. */
function sides(claims) {
  const one = claims.find(({ polarity }) => !polarity) ?? claims[0];
  const against = claims.filter((claim) => one.contests.includes(claim));
  const columns = [claims.filter((claim) => !against.includes(claim)), against].filter(({ length }) => length);
  return [element("div", { class: "sides" }, columns.map((side) => element("section", {}, heading(sourcesOf(side)), ...cards(side))))];
}

function sourcesOf(claims) {
  return [...new Set(claims.map(({ source }) => source.id))].join(", ");
}

function titleOf(question) {
  if (question.disputed) return "Claims that contest each other";
  if (question.claim) return `Claim ${short(question.claim)}`;
  if (question.with) return `${short(byId.get(question.entity)?.label ?? "")} and ${short(byId.get(question.with)?.label ?? question.with)}`;
  if (question.entity) return short(byId.get(question.entity).label);
  const [facet, code] = (question.list ?? "").split(":");
  return facet === "source" ? short(code) : "Claims";
}

function claimRemarks(question, claims) {
  const pair = pairOf(question);
  const [facet, code] = (question.list ?? "").split(":");
  const asked = [
    count(claims.length, "claim"),
    { subject: "what it does", object: "what is done to it", items: "named between others", places: "as the place", claimant: "views attributed to it" }[question.as],
    question.relation && page.relations.find(({ code }) => code === question.relation)?.label,
    question.list && (question.entity || facet !== "source") && FACETS[facet]?.values().find((value) => value.code === code)?.label,
    pair && left.links.has(pair) && Object.keys(picksOf(question)).length === 2 && toneInWords(left.links.get(pair)),
  ];
  const source = page.sources.find(({ id }) => facet === "source" && id === code);
  return [source && sourceName(source) && remark(sourceTitle(source, 200)), remark(text(asked.filter(Boolean).join(" · ")))];
}

/** Links to parts of a long list: its families, and what it denies. */
function narrower(question, claims) {
  if (question.list?.includes(":") || question.relation || claims.length < 8) return [];
  const byFamily = grouped(claims, (claim) => claim.relation.family).map(([family, { length }]) => [{ list: `family:${family.code}` }, family.label, length]);
  const byPolarity = grouped(claims.filter((claim) => claim.polarity), (claim) => claim.polarity)
    .map(([polarity, { length }]) => [{ list: `polarity:${polarity.code}` }, polarity.label, length]);
  const ways = question.with && !question.as && !claims.every(({ relation }) => relation.symmetric)
    ? PARTY.map((as) => [{ as }, `${short(byId.get(as === "subject" ? question.entity : question.with).label, 20)} to ${short(byId.get(as === "subject" ? question.with : question.entity).label, 20)}`, claimsFor({ ...question, as }).length])
    : [];
  // Each list sums up to all claims, or says what is denied of them.
  return [ways, byFamily.length > 1 ? byFamily : [], byPolarity].filter(({ length }) => length).map((narrowed) =>
    element("ul", { class: "chips" }, narrowed.map(([part, label, number]) =>
      element("li", {}, link({ ...question, ...part }, [text(label), element("span", { class: "number" }, ` ${number}`)], { class: "chip" })))));
}

/** A list of claims in portions, so that hundreds of them do not hold up the page. */
function cards(claims) {
  const list = element("ol", { class: "claims" });
  const more = element("button", { type: "button", class: "more" });
  const grow = () => {
    const first = list.children.length;
    list.append(...claims.slice(first, first + PORTION).map(card));
    const left = claims.length - list.children.length;
    more.hidden = !left;
    more.textContent = `Show ${Math.min(PORTION, left)} more of ${left}`;
    return list.children[first];
  };
  more.addEventListener("click", () => grow().focus({ preventScroll: true }));
  grow();
  return [list, more];
}

function card(claim) {
  const made = element("li", { class: `claim ${tone(claim.relation.valence)}${claim.asserted ? "" : " unasserted"}`, tabindex: "-1" },
    statement(claim),
    claim.gloss ? text(claim.gloss, "p", { class: "gloss" }) : undefined,
    claim.anchor ? text(claim.anchor, "q", { lang: claim.source.language }) : undefined,
    standing(claim),
    citation(claim),
    claim.links.length ? element("ul", { class: "links" }, claim.links.map(linked)) : undefined);
  made.style.setProperty("--strength", strength(claim.relation.valence));
  return made;
}

function statement(claim) {
  const role = claim.relation.itemRole ? [text(claim.relation.itemRole), ": "] : [];
  const items = claim.items.length ? [" (", ...role, ...separated(claim.items.map(entityLink)), ")"] : [];
  const denial = claim.polarity ? [text(`${capital(claim.polarity.label)}: `, "strong", { class: "denial" })] : [];
  return element("p", { class: "statement" }, ...denial, entityLink(claim.subject), " ", text(claim.relation.label), " ", entityLink(claim.object), ...items);
}

function separated(parts) {
  return parts.flatMap((part, number) => (number ? [", ", part] : [part]));
}

/** What else keeps a claim from being simply so: planned, somebody else's view; and when, where, how much. */
function standing(claim) {
  const voice = claim.claimant ? entityLink(claim.claimant) : claim.voice?.label;
  const marks = [
    claim.modality && mark(claim.modality.label),
    voice && mark("according to ", voice),
    claim.time && mark(timeInWords(claim.time)),
    claim.quantity && mark(quantityInWords(claim.quantity)),
    claim.places.length && mark("place: ", ...separated(claim.places.map(entityLink))),
    claim.certainty && mark(`certainty of the reading: ${claim.certainty.label}`),
    claim.disputed && mark(link({ disputed: claim.disputed }, "claims disagree")),
  ].filter(Boolean);
  return marks.length ? element("ul", { class: "marks" }, marks) : undefined;
}

function mark(...content) {
  return element("li", {}, ...content);
}

function citation(claim) {
  const { source } = claim;
  const address = safeAddress(source.url, claim.anchor);
  const outside = address && element("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, "open the source ↗");
  const known = [sourceName(source) && sourceTitle(source), source.published && `published ${timeInWords(source.published)}`, outside].filter(Boolean);
  return element("p", { class: "citation" }, link({ list: `source:${source.id}` }, short(source.id)), claim.paragraph && `, paragraph ${claim.paragraph}`,
    " · ", link({ claim: idOf(claim) }, claim.id), ...known.flatMap((part) => [" · ", part]));
}

/** Only addresses that open a page become links, to the words of the anchor; anything else, such as a script, is nobody's source. */
function safeAddress(url = "", anchor = "") {
  const address = url.replace(/^doi:\s*/i, "https://doi.org/");
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { href, hash } = new URL(address);
  return anchor && !hash ? `${href.replace(/#$/, "")}#:~:text=${encodeURIComponent(anchor).replaceAll("-", "%2D")}` : href;
}

function linked({ label, claim }) {
  return element("li", {}, `${label}: `, link({ claim: idOf(claim) }, text(short(claim.gloss ?? claim.id, 160))));
}
