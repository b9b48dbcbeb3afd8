/* ---- Words ---- */

function count(number, noun, nouns = `${noun}s`) {
  return `${number.toLocaleString(language)} ${number === 1 ? noun : nouns}`;
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** Cuts a text so that no name, however long, fills a map or a list. */
function short(text, most = 60) {
  const characters = Array.from(text.slice(0, 4 * most));
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

/** Says an EDTF time in words, but for the dates themselves. */
function timeInWords(text) {
  const [start, end] = text.split("/").map(dateInWords);
  if (end === undefined) return start;
  if (!start) return `until ${end}`;
  return end ? `${start} to ${end}` : `since ${start}`;
}

function dateInWords(date) {
  const doubts = { "~": "about ", "?": "perhaps ", "%": "perhaps about " };
  const plain = date.replace(/[~?%]$/, "").replace(/^\.\.$/, "");
  return (doubts[date.at(-1)] ?? "") + plain.replace(/^(\d\d\d)X$/, "$10s").replace(/^(\d\d)XX$/, "$100s");
}

function quantityInWords({ least, most, about, unit }) {
  const inWords = new Intl.NumberFormat(language, { notation: "compact", compactDisplay: "long", maximumFractionDigits: 1 });
  const number = inWords.format(least ?? most);
  if (least === undefined) return `less than ${number} ${unit}`;
  if (most === undefined) return `more than ${number} ${unit}`;
  return `${about ? "about " : ""}${number}${least === most ? "" : ` to ${inWords.format(most)}`} ${unit}`;
}

/** The title and author of a source, as far as they are known; its id is always said besides. */
function sourceName(source, most = 100) {
  return [source.title, source.author || source.publisher].filter(Boolean).map((part) => short(part, most)).join(", ");
}

function toneInWords(claims) {
  const { valence, denied } = sumUp(claims);
  if (denied) return "only denied";
  const strength = Math.abs(valence);
  if (strength < 1) return "neither hostile nor cooperative on the whole";
  return `${strength < 3 ? "rather " : ""}${valence < 0 ? "hostile" : "cooperative"} on the whole`;
}
