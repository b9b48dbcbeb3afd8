/* ---- Views that the corpus brings along: an address, a title, and how to read it ---- */

const viewChoice = document.getElementById("views");

function startViews() {
  if (!page.views) return;
  viewChoice.parentElement.hidden = false;
  viewChoice.append(...page.views.map(({ title }, number) => element("option", { value: number }, short(title, 60))));
  viewChoice.addEventListener("change", () => { location.hash = viewChoice.value === "" ? "#" : `#${page.views[viewChoice.value].address}`; });
}

/** The view that is on show, if the question is exactly that of one. */
function currentView() {
  return page.views?.find(({ address }) => hashOf(questionOf(address)) === hashOf(asked));
}

/** What the panel says above all else while a view is on show. */
function readingHelp() {
  const view = currentView();
  viewChoice.value = view ? page.views.indexOf(view) : "";
  return view ? [element("section", { class: "view" }, heading(view.title), text(view.text, "p"))] : [];
}

/** The views as a list of links. */
function viewList() {
  if (!page.views) return [];
  const lines = page.views.map(({ title, address }) => element("li", {}, element("a", { href: `#${address}`, class: "name", dir: "auto" }, title)));
  return [heading("Views"), element("ul", { class: "rows" }, lines)];
}
