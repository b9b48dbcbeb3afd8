/* ---- From one question to the next ---- */

const trail = [location.hash];

function ask(question) {
  location.hash = hashOf(question);
}

function back() {
  if (trail.length > 1) history.back();
  else ask({});
}

function show() {
  const question = questionOf(location.hash);
  showPanel(question);
  showMap(isMeaningful(question) ? question : {});
  document.title = [summary.querySelector("h2").textContent, document.querySelector("h1").textContent].join(" · ");
}

/** Brings the panel's heading to the eye and to the keyboard. */
function attend() {
  panel.scrollTop = 0;
  if (panel.getBoundingClientRect().top < 0) panel.scrollIntoView();
  summary.querySelector("h2").focus({ preventScroll: true });
}

addEventListener("hashchange", () => {
  if (trail.at(-2) === location.hash) trail.pop();
  else trail.push(location.hash);
  show();
  attend();
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape" && location.hash.length > 1) back();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
for (const [moment, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(moment, () => { document.documentElement.classList.toggle("printed", isPaper); repaint(); network.redraw(); });
}

// vis-network makes its frame a stop of the tab key that does nothing.
frame.querySelector(".vis-network").tabIndex = -1;
show();
