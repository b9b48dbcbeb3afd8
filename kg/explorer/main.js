/* ---- From one question to the next ---- */

const trail = [location.hash];

function ask(question) {
  location.hash = hashOf({ ...lasting(), ...question });
}

/** Asks the same with some changes; what is undefined is taken away. Further steps of one change are undone together. */
function change(changes, isStep = false) {
  const hash = hashOf({ ...questionNow(), ...changes });
  if (isStep) { history.replaceState(null, "", hash); trail[trail.length - 1] = location.hash; show(); } else location.hash = hash;
}

/** The question in the address, which is ahead of what is on show until the page has caught up with it. */
function questionNow() {
  const question = questionOf(location.hash);
  return isMeaningful(question) ? question : {};
}

function back() {
  if (trail.length > 1) history.back();
  else ask({});
}

function show() {
  const question = questionOf(location.hash);
  const held = document.activeElement?.id;
  asked = questionNow();
  filter(asked);
  showPanel(question);
  showTools();
  showFilters();
  showTime();
  showTable(asked);
  showCompare(asked);
  showMap(asked);
  // What was pressed has been drawn anew.
  if (held && document.activeElement === document.body) document.getElementById(held)?.focus({ preventScroll: true });
  document.title = [summary.querySelector("h2").textContent, document.querySelector("h1").textContent].join(" · ");
}

/** Brings the panel's heading to the eye and to the keyboard. */
function attend() {
  panel.scrollTop = 0;
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || (asked.view === "table" && top > innerHeight)) panel.scrollIntoView();
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
  startTime();
  startShare();
  show();
}

addEventListener("hashchange", () => {
  if (trail.at(-2) === location.hash) trail.pop();
  else trail.push(location.hash);
  const before = hashOf(picksOf(asked));
  show();
  if (before !== hashOf(picksOf(asked)) || asked.view === "path") attend();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
for (const [moment, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(moment, () => { document.documentElement.classList.toggle("printed", isPaper); spreadTable(isPaper); repaint(); network.redraw(); });
}

start();
