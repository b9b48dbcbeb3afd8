/* ---- Views that the corpus brings along: an address, a title, and how to read it ---- */

/** The view that is on show, if the question is exactly that of one. */
function currentView() {
  return page.views?.find(({ address }) => hashOf(questionOf(address)) === hashOf(asked));
}

/** What the panel says above all else while a view is on show. */
function readingHelp() {
  const view = currentView();
  return view ? [element("section", { class: "view" }, text(view.title, "p", { class: "label" }), text(view.text, "p"))] : [];
}

/** The views as links, the one that is on show marked. */
function viewList() {
  if (!page.views) return [];
  const links = page.views.map((view) => element("li", {},
    element("a", { href: `#${view.address}`, class: "chip", dir: "auto", "aria-current": view === currentView() ? "true" : undefined }, short(view.title, 60))));
  return [heading("Views"), element("ul", { class: "chips" }, links)];
}
