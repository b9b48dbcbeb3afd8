/* ---- Taking it along: a link, a picture, the claims ---- */

const shareMenu = document.getElementById("share");
let forgetting;
const SHARES = { "copy-link": copyLink, "save-png": savePicture, "save-csv": saveClaims };

function startShare() {
  addEventListener("pointerdown", ({ target }) => { if (!shareMenu.contains(target)) shareMenu.open = false; });
  for (const [id, share] of Object.entries(SHARES)) {
    document.getElementById(id).addEventListener("click", async () => {
      shareMenu.open = false;
      shareMenu.querySelector("summary").focus();
      say(await share());
    });
  }
}

/** Says what was done to those who see it and those who hear it. */
function say(what) {
  const said = document.getElementById("said");
  said.textContent = what;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => { said.textContent = ""; }, 6000);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    return "The address is in the clipboard: it opens this view of the same file.";
  } catch {
    return `Copy the address from the browser's bar: ${location.hash || "the file as it is"} opens this view.`;
  }
}

function save(blob, suffix) {
  const address = URL.createObjectURL(blob);
  const name = (summary.querySelector("h2").textContent || "claims").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
  element("a", { href: address, download: `${name}${suffix}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // a busy browser fetches it later than the click
  return `Saved as ${name}${suffix}.`;
}

/** The table's claims as a spreadsheet reads them: a cell that would be a formula there gets an apostrophe. */
function saveClaims() {
  const claims = listed(asked);
  const heads = ["claim", "source", "paragraph", "subject", "relation", "object", "items", "polarity", "modality", "claimant", "time", "gloss", "anchor"];
  const rows = claims.map((claim) => [idOf(claim), claim.source.id, claim.paragraph ?? "", claim.subject.label, claim.relation.label, claim.object.label,
    claim.items.map(({ label }) => label).join(" | "), (claim.polarity ?? usual(page.polarities)).label, (claim.modality ?? usual(page.modalities)).label,
    voiceOf(claim), claim.time ?? "", claim.gloss ?? "", claim.anchor ?? ""]);
  const lines = [heads, ...rows].map((row) => row.map(csvCell).join(","));
  return save(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }), "-for-spreadsheets.csv");
}

function csvCell(value) {
  const guarded = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** The map as it is on the screen, under its title and over what it shows and what the filters say. */
async function savePicture() {
  const drawn = frame.querySelector("canvas");
  if (!drawn.clientWidth) return "The map is not on show: leave the table or the comparison first.";
  const scale = drawn.width / drawn.clientWidth;
  const [width, height] = [drawn.clientWidth, drawn.clientHeight];
  const picture = element("canvas", { width: drawn.width, height: drawn.height + 88 * scale });
  const context = picture.getContext("2d");
  context.scale(scale, scale);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height + 88);
  context.drawImage(drawn, 0, 44, width, height);
  context.fillStyle = palette.ink;
  context.font = `600 17px ${palette.font}`;
  context.fillText(short(`${document.querySelector("h1").textContent}: ${summary.querySelector("h2").textContent}`, Math.floor(width / 10)), 16, 28);
  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.quiet;
  const shown = `${count(scene.strong.size, "actor and issue", "actors and issues")}, ${scene.pairs.size} of ${count(left.links.size, "link")}`;
  context.fillText(short([shown, filtersInWords()].filter(Boolean).join(" · "), Math.floor(width / 5.5)), 16, height + 62);
  context.fillText("red (−) hostile, blue (+) cooperative; dashed: no source says it in its own voice; ≠: claims contest each other", 16, height + 78);
  const blob = await new Promise((done) => { picture.toBlob(done); });
  return save(blob, ".png");
}

/** The filters of the question, as one would say them. */
function filtersInWords() {
  const named = Object.keys(FACETS).filter((name) => asked[name])
    .map((name) => `${FACETS[name].label.toLocaleLowerCase(language)}: ${parts(asked[name]).map((code) => labelOf(name, code)).join(", ")}`);
  const span = asked.since || asked.until ? [`time: ${timeInWords(`${asked.since ?? ""}/${asked.until ?? ""}`)}`] : [];
  const rest = [asked.valence && `valence ${asked.valence.replace("..", " to ")}`, asked.contested && "only where claims disagree",
    ...[["party", "only with"], ["hide", "hidden"]].map(([key, words]) => asked[key] && `${words} ${parts(asked[key]).map((id) => byId.get(id)?.label ?? id).join(", ")}`),
  ].filter(Boolean);
  return [...named, ...span, ...rest].join(" · ");
}

function labelOf(name, code) {
  return FACETS[name].values().find((value) => value.code === code)?.label ?? code;
}
