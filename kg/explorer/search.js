/* ---- Search ---- */

const search = document.getElementById("search");
const found = document.getElementById("found");
const WORD_END = /[\s-]+/;
const LEAST_FOR_SLIP = 4;
const LEAST_FOR_GLOSS = 4;
const MOST_GLOSSES = 6;
const MOST_SOURCES = 3;
let names;

function startSearch() {
  names = page.entities.map((entity) => ({ entity, folded: [entity.label, ...(entity.aliases ?? []), entity.id].map(fold) }));
}

/** Lets a name be found without its marks and capitals. */
function fold(content) {
  return content.slice(0, 500).normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
}

/** Ranks a name: whole, then its start, the start of a word, any part; none is no match. */
function rank(name, sought) {
  const at = name.indexOf(sought);
  if (at < 0) return Infinity;
  if (name === sought) return 0;
  if (at === 0) return 1;
  return /[\s-]/.test(name[at - 1]) ? 2 : 3;
}

/** The best matches; only if no name holds what is sought, those that nearly do. */
function matches(sought) {
  const exact = ranked((name) => rank(name, sought));
  return exact.length ? exact : ranked((name) => (isNear(name, sought) ? 0 : Infinity));
}

function ranked(rankOf) {
  return names
    .map(({ entity, folded: forms }) => ({ entity, rank: Math.min(...forms.map(rankOf)) }))
    .filter((match) => match.rank < Infinity)
    .sort((one, other) => one.rank - other.rank || one.entity.number - other.entity.number)
    .slice(0, 8);
}

/** Tells whether each word that is sought begins a word of the name, give or take a slip. */
function isNear(name, sought) {
  const words = name.split(WORD_END);
  return sought.split(WORD_END).filter(Boolean).every((part) => words.some((word) => begins(word, part)));
}

function begins(word, part) {
  if (word.startsWith(part)) return true;
  return part.length >= LEAST_FOR_SLIP && [-1, 0, 1].some((more) => isSlip(part, word.slice(0, part.length + more)));
}

/** Tells whether one edit makes one word the other: a letter more, less or changed, or two swapped. */
function isSlip(one, other) {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one, other].map((word) => word.slice(start, word.length - end));
  return Math.max(left.length, right.length) <= 1 || (left.length === 2 && right === left[1] + left[0]);
}

/** Claims whose gloss or anchor has all words that are sought. */
function claimsSaying(sought) {
  const words = sought.split(/\s+/);
  if (words.join("").length < LEAST_FOR_GLOSS) return [];
  const said = page.claims.filter((claim) => {
    claim.folded ??= fold(`${claim.gloss ?? ""} ${claim.anchor ?? ""}`);
    return words.every((word) => claim.folded.includes(word));
  });
  return said.slice(0, MOST_GLOSSES);
}

/** Sources whose id, title or author has what is sought. */
function sourcesCalled(sought) {
  return page.sources.filter((source) => fold(`${source.id} ${sourceName(source)}`).includes(sought)).slice(0, MOST_SOURCES);
}

function suggest() {
  const sought = fold(search.value.trim());
  const things = sought ? matches(sought).map(({ entity }) => [{ entity: entity.id }, [text(short(entity.label), "span", { class: "name" }), kindOf(entity), element("span", { class: "number" }, String(left.counts.get(entity) ?? 0))]]) : [];
  const said = sought ? claimsSaying(sought).map((claim) => [{ claim: idOf(claim) }, [text(short(claim.gloss ?? claim.anchor, 120), "span", { class: "name said" }), element("span", { class: "number" }, claim.source.id)]]) : [];
  const sources = sought ? sourcesCalled(sought).map((source) => [{ list: `source:${source.id}` }, [text(short(source.id), "span", { class: "name" }), text("source", "span", { class: "kind" })]]) : [];
  const options = [...things, ...sources, ...said].map(([question, content], number) => suggestion(question, content, number));
  const nothing = element("li", { class: "nothing", role: "option", "aria-disabled": "true" }, "Nothing has such a name, and no claim has such words.");
  found.replaceChildren(...(sought && !options.length ? [nothing] : options));
  found.hidden = !sought;
  search.setAttribute("aria-expanded", String(!found.hidden));
  choose(options[0]);
}

function suggestion(question, content, number) {
  const option = element("li", { role: "option", id: `found-${number}`, "data-question": hashOf(question) }, content);
  option.addEventListener("pointerdown", (event) => { event.preventDefault(); open(option); });
  return option;
}

function choose(option) {
  for (const other of found.children) other.setAttribute("aria-selected", String(other === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) search.setAttribute("aria-activedescendant", option.id);
  else search.removeAttribute("aria-activedescendant");
}

function chosen() {
  return found.querySelector("[aria-selected=true]");
}

function open(option) {
  search.value = "";
  suggest();
  ask(questionOf(option.dataset.question));
}

const SEARCH_KEYS = {
  ArrowDown: () => choose(chosen()?.nextElementSibling ?? found.firstElementChild),
  ArrowUp: () => choose(chosen()?.previousElementSibling ?? found.lastElementChild),
  Enter: () => chosen() && open(chosen()),
  Escape: () => { search.value = ""; suggest(); search.blur(); },
};

search.addEventListener("input", suggest);
search.addEventListener("blur", () => { found.hidden = true; search.setAttribute("aria-expanded", "false"); });
search.addEventListener("focus", suggest);
search.addEventListener("keydown", (event) => {
  if (event.isComposing || !Object.hasOwn(SEARCH_KEYS, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  SEARCH_KEYS[event.key]();
});
