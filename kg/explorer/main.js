/* ---- From one question to the next ---- */

const trail = [location.hash];

function ask(question) {
  location.hash = hashOf({ ...lasting(), ...question });
}

/** Asks the same with some changes; what is undefined is taken away. */
function change(changes) {
  location.hash = hashOf({ ...asked, ...changes });
}

function back() {
  if (trail.length > 1) history.back();
  else ask({});
}

function show() {
  const question = questionOf(location.hash);
  asked = isMeaningful(question) ? question : {};
  filter(asked);
  showPanel(question);
  showMap(asked);
  document.title = [summary.querySelector("h2").textContent, document.querySelector("h1").textContent].join(" · ");
}

/** Brings the panel's heading to the eye and to the keyboard. */
function attend() {
  panel.scrollTop = 0;
  if (panel.getBoundingClientRect().top < 0) panel.scrollIntoView();
  summary.querySelector("h2").focus({ preventScroll: true });
}

/** Puts the page together once its data are read. */
async function start() {
  try {
    await readPage();
  } catch (error) {
    status.replaceChildren("This browser cannot read the data in this file, which takes one of 2023 or later.");
    throw error;
  }
  startMap();
  startNames();
  startSearch();
  show();
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
  if (event.key === "Escape" && !isOpen(asked)) back();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
for (const [moment, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(moment, () => { document.documentElement.classList.toggle("printed", isPaper); repaint(); network.redraw(); });
}

start();
