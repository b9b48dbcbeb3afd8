/* ---- When: how many claims speak of which year, and a span to pick ---- */

const timeline = document.getElementById("time");
// The last years one by one, all before together.
const MOST_YEARS = 40;
let years;

function startTime() {
  const known = page.claims.filter(({ span }) => span).map(yearOf);
  const last = known.reduce((most, year) => Math.max(most, year), -Infinity);
  const first = known.reduce((least, year) => Math.min(least, year), Infinity);
  years = new Set(known).size > 1 ? { first, start: Math.max(first, last - MOST_YEARS + 1), last } : undefined;
}

/** The year in which what a claim says began, or by which it had ended. */
function yearOf({ span }) {
  const day = span[0] ?? span[1];
  return Number(day.slice(0, day.indexOf("-", 1)));
}

/** The years by number: the first stands for all before it too. */
function binOf(year) {
  return Math.max(0, year - years.start);
}

function showTime() {
  timeline.hidden = !years;
  if (!years) return;
  const length = years.last - years.start + 1;
  const bins = Array(length).fill(0);
  for (const claim of left.ofAnyTime) if (claim.span) bins[binOf(yearOf(claim))] += 1;
  const picked = [asked.since ? binOf(parseInt(asked.since, 10)) : 0, asked.until ? binOf(parseInt(asked.until, 10)) : length - 1];
  const ends = element("div", { class: "span" }, slider("since", 0, picked), slider("until", 1, picked));
  const axis = element("p", { class: "years", "aria-hidden": "true" }, [0, length - 1].map((bin) => element("span", {}, yearInWords(bin))));
  timeline.replaceChildren(bars(bins, picked), ends, axis, spanInWords());
}

function bars(bins, [from, to]) {
  const highest = Math.max(...bins, 1);
  const drawn = bins.map((number, bin) => {
    const bar = element("span", { class: bin < from || bin > to ? "out" : "", title: `${yearInWords(bin)}: ${count(number, "claim")}` });
    bar.style.setProperty("--share", number / highest);
    return bar;
  });
  const row = element("div", { class: "bars", "aria-hidden": "true" }, drawn);
  const binAt = ({ clientX }) => {
    const { left: start, width } = row.getBoundingClientRect();
    return Math.max(0, Math.min(bins.length - 1, Math.floor(((clientX - start) / width) * bins.length)));
  };
  row.addEventListener("pointerdown", (event) => brush(event, row, drawn, binAt));
  return row;
}

/** Lets the pointer draw a span over the bars. */
function brush(event, row, drawn, binAt) {
  const first = binAt(event);
  const ends = (other) => [Math.min(first, binAt(other)), Math.max(first, binAt(other))];
  const mark = (other) => { const [from, to] = ends(other); drawn.forEach((bar, bin) => bar.classList.toggle("out", bin < from || bin > to)); };
  row.setPointerCapture(event.pointerId);
  row.addEventListener("pointermove", mark);
  row.addEventListener("pointerup", (other) => pickSpan(ends(other)), { once: true });
  mark(event);
}

function slider(name, place, picked) {
  const last = years.last - years.start;
  const input = element("input", { type: "range", id: `time ${name}`, min: 0, max: last, value: picked[place], "aria-label": place ? "Until" : "Since", "aria-valuetext": yearInWords(picked[place]) });
  input.addEventListener("input", () => input.setAttribute("aria-valuetext", yearInWords(Number(input.value))));
  input.addEventListener("change", () => {
    const ends = picked.with(place, Number(input.value));
    pickSpan([Math.min(...ends), Math.max(...ends)]);
  });
  return input;
}

function pickSpan([from, to]) {
  const span = { since: from ? String(years.start + from) : undefined, until: years.start + to < years.last ? String(years.start + to) : undefined };
  change(span, Boolean(asked.since || asked.until));
}

function yearInWords(bin) {
  return bin === 0 && years.first < years.start ? `${years.start} and before` : String(years.start + bin);
}

function spanInWords() {
  const dated = left.claims.filter(({ span }) => span).length;
  const undated = left.ofAnyTime.length - left.ofAnyTime.filter(({ span }) => span).length;
  const isPicked = asked.since || asked.until;
  const span = isPicked ? `${timeInWords(`${asked.since ?? ""}/${asked.until ?? ""}`)}: ${count(dated, "claim")}` : `When: ${count(dated, "claim")} with a time`;
  const reset = element("button", { type: "button", class: "only" }, "Show any time");
  reset.addEventListener("click", () => pickSpan([0, years.last - years.start]));
  return element("p", { class: "remark" }, `${span}; ${undated.toLocaleString(language)} without one${isPicked ? " are left out. " : ""}`, isPicked ? reset : "");
}
