"""One wrong letter in an id, code, date, number or anchor is reported where it stands, mostly with the right cure."""

from __future__ import annotations

import calendar
import csv
import random
import re
import shutil
import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycountry

from kg.checks import check
from kg.model import Place, Text
from kg.ontology import Ontology
from kg.problems import Problem
from kg.reader import read_corpus, read_texts
from kg.vocabulary import read_vocabulary

ROOT = Path(__file__).parent.parent
FOOTBALL = Path(__file__).parent / "football"
#: Where a letter makes a slip that can be told; the other columns are prose.
REGISTRY = ("id", "kind", "part_of", "broader", "wikidata", "iso3166")
SOURCE = ("id", "published", "language", "paragraphs", "text_sha256")
CLAIM = (
    "source", "id", "paragraph", "subject", "relation", "object", "item", "place", "polarity", "modality", "claimant",
    "time", "quantity", "anchor", "link", "certainty",
)  # fmt: skip
NAMING = ("subject", "object", "claimant", "item", "place", "part_of", "broader")
LISTS = frozenset({"part_of", "broader", "item", "place", "link"})

Row = dict[str, str]
Cell = tuple[str, int, str]


@dataclass(frozen=True)
class Slip:
    """A cell with one letter wrong; ``row`` counts from 0, the header aside."""

    file: str
    row: int
    column: str
    before: str
    after: str

    @property
    def meant(self) -> str:
        """What stood there: of a list, the part that is wrong now."""
        before, after = self.before.split("|"), self.after.split("|")
        if self.column in LISTS and len(before) == len(after):
            return next(old for old, new in zip(before, after, strict=True) if old != new)
        return self.before


def test_a_wrong_letter_anywhere_in_the_football_corpus_is_found_where_it_stands(tmp_path: Path) -> None:
    ontology, _ = read_vocabulary(ROOT / "ontology", FOOTBALL / "corpus" / "vocabulary.ttl")
    tables, texts, rng = Tables(FOOTBALL / "corpus"), read_texts(FOOTBALL / "texts"), random.Random(1)
    slips = list(_slips(tables, tables.cells(), Valid(tables, ontology, texts), rng))
    folder = shutil.copytree(FOOTBALL / "corpus", tmp_path / "corpus")

    found = [(slip, problems) for one in slips for slip, problems in _found(folder, tables, [one], ontology, texts)]

    _all_are_reported_and_nine_of_ten_cured(found)


def test_wrong_letters_in_a_sample_of_the_bundled_corpus_are_found_where_they_stand(
    tmp_path: Path, ontology: Ontology, texts_folder: Path
) -> None:
    """Ten rows at a time have a slip each, for time's sake: what is found in one run is found in one run."""
    tables, texts, rng = Tables(ROOT / "corpus"), read_texts(texts_folder), random.Random(2)
    slips = list(_slips(tables, tables.cells(), Valid(tables, ontology, texts), rng))
    rng.shuffle(slips)
    sample = list({(slip.file, slip.row): slip for slip in slips}.values())[:150]
    folder = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")

    batches = (sample[n : n + 10] for n in range(0, len(sample), 10))
    found = [result for batch in batches for result in _found(folder, tables, batch, ontology, texts)]

    _all_are_reported_and_nine_of_ten_cured(found)


def _all_are_reported_and_nine_of_ten_cured(found: Sequence[tuple[Slip, Sequence[Problem]]]) -> None:
    missed = [f"{slip.file}:{slip.row + 2} {slip.column} {slip.before} > {slip.after}" for slip, at in found if not at]
    assert not missed, f"{len(missed)} of {len(found)} not reported: {'; '.join(missed)}"
    tried = Counter(slip.column for slip, _ in found)
    right = Counter(slip.column for slip, problems in found if _first_cure(problems) == _straight(slip.meant))
    shares = ", ".join(f"{column} {right[column]}/{tried[column]}" for column in sorted(tried))
    assert right.total() >= 0.9 * tried.total(), f"{right.total()} of {tried.total()} first cures right: {shares}"


def _first_cure(problems: Iterable[Problem]) -> str:
    """Return the first suggestion, its quotes straight: in an anchor both ways are right."""
    return _straight(next((problem.suggestions[0] for problem in problems if problem.suggestions), ""))


def _found(
    folder: Path, tables: Tables, slips: Sequence[Slip], ontology: Ontology, texts: Mapping[str, Text]
) -> list[tuple[Slip, list[Problem]]]:
    """Return for each of *slips*, no two in one row, what is reported at its very cell; then mend *folder*."""
    damaged = {slip.file: [dict(row) for row in tables.rows[slip.file]] for slip in slips}
    for slip in slips:
        damaged[slip.file][slip.row][slip.column] = slip.after
    for file, rows in damaged.items():
        _write(folder / file, rows)
    corpus, problems = read_corpus(folder)
    for file in damaged:
        _write(folder / file, tables.rows[file])
    at: dict[Place, list[Problem]] = {}
    for problem in sorted([*problems, *check(corpus, ontology, texts)]):
        at.setdefault(problem.place, []).append(problem)
    return [(slip, at.get(_place(slip, damaged[slip.file][slip.row]), [])) for slip in slips]


def _place(slip: Slip, row: Row) -> Place:
    before = list(row)[: list(row).index(slip.column)]
    return Place(slip.file, slip.row + 2, 1 + sum(len(_quoted(row[name])) + 1 for name in before))


class Tables:
    """The tables of a corpus as plain rows, read without the program's own reader."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, list[Row]] = {}
        for path in sorted((*folder.glob("*.csv"), *folder.glob("claims/*.csv"))):
            with path.open(encoding="utf-8", newline="") as lines:
                self.rows[path.relative_to(folder).as_posix()] = list(csv.DictReader(lines))

    def cells(self) -> Iterator[Cell]:
        """Yield every filled cell in which a slip can be told."""
        for file, rows in self.rows.items():
            columns = CLAIM if file.startswith("claims") else SOURCE if file == "sources.csv" else REGISTRY
            yield from ((file, n, column) for n, row in enumerate(rows) for column in columns if row.get(column))

    def ids(self, file: str) -> set[str]:
        return {row["id"] for row in self.rows[file]}

    def claims(self) -> Iterator[tuple[str, Row]]:
        """Yield each claim with its source."""
        for file, rows in self.rows.items():
            if file.startswith("claims"):
                yield from ((row.get("source") or Path(file).stem, row) for row in rows)

    def named(self) -> set[str]:
        """Return every id that some row refers to."""
        rows = (row for table in self.rows.values() for row in table)
        return {id for row in rows for column in NAMING for id in row.get(column, "").split("|")}


def _write(path: Path, rows: Sequence[Row]) -> None:
    lines = [",".join(rows[0]), *(",".join(map(_quoted, row.values())) for row in rows)]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")


def _quoted(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""')) if set(cell) & set(',"\n') else cell


class Valid:
    """Which other values would have been right in a cell, by rules of this test's own and not by asking the checks."""

    def __init__(self, tables: Tables, ontology: Ontology, texts: Mapping[str, Text]) -> None:
        self._tables, self._texts, self._kinds = tables, texts, ontology.kinds
        self._keys, self._claims = set(ontology.links), {f"{source}.{row['id']}" for source, row in tables.claims()}
        self._named = tables.named()
        actors, issues, units = tables.ids("actors.csv"), tables.ids("issues.csv"), set(ontology.units)
        self._entities = actors | issues
        self._values: dict[str, set[str]] = {
            "source": tables.ids("sources.csv"),
            "part_of": actors,
            "broader": issues,
            **dict.fromkeys(("subject", "object", "item", "place"), actors | issues),
            "claimant": actors | set(ontology.voices),
            "relation": set(ontology.relations),
            "polarity": set(ontology.polarities),
            "modality": set(ontology.modalities),
            "certainty": set(ontology.certainties),
            "iso3166": {country.alpha_2 for country in pycountry.countries},
            # The id of the claim and the text say which number is right, the text what its digest is.
            **{column: set() for column in ("paragraph", "paragraphs", "text_sha256")},
        }
        self._rules: dict[str, Callable[[Slip, Row], bool]] = {
            "id": self._is_id,
            "kind": self._is_kind,
            "link": self._is_link,
            "anchor": self._is_anchor,
            "time": lambda slip, _: _is_edtf(slip.after),
            "published": lambda slip, _: _is_edtf(slip.after),
            "quantity": lambda slip, _: _is_quantity(slip.after, units),
            "language": lambda slip, _: _is_language(slip.after),
            "wikidata": lambda slip, _: bool(re.fullmatch(r"Q[1-9][0-9]*", slip.after)),
        }

    def __call__(self, slip: Slip) -> bool:
        """Tell whether the changed cell says something else that could be right."""
        if slip.column in self._values:
            return self._values[slip.column].issuperset(slip.after.split("|"))
        return self._rules[slip.column](slip, self._tables.rows[slip.file][slip.row])

    def _is_id(self, slip: Slip, row: Row) -> bool:
        """Tell whether the id is free and nothing refers to the old one; sources are always referred to."""
        if slip.file.startswith("claims"):
            in_paragraph = re.fullmatch(rf"p{row['paragraph']}-[1-9][0-9]*", slip.after)
            return bool(in_paragraph) and f"{_source(slip, row)}.{slip.after}" not in self._claims
        free = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slip.after) and slip.after not in self._entities
        return bool(free) and slip.file != "sources.csv" and slip.before not in self._named

    def _is_kind(self, slip: Slip, _: Row) -> bool:
        top = {"actors.csv": "Actor", "issues.csv": "Issue"}[slip.file]
        return slip.after in self._kinds and any(c.endswith(f"#{top}") for c in self._kinds[slip.after].lineage)

    def _is_link(self, slip: Slip, row: Row) -> bool:
        ends = [part.partition(":") for part in slip.after.split("|")]
        return all(
            key in self._keys and end != row["id"] and f"{_source(slip, row)}.{end}" in self._claims
            for key, _, end in ends
        )

    def _is_anchor(self, slip: Slip, row: Row) -> bool:
        words = _straight(slip.after).split()
        paragraph = _straight(self._texts[_source(slip, row)].paragraphs[int(row["paragraph"]) - 1])
        places = re.findall(rf"(?<!\w){re.escape(' '.join(words))}(?!\w)", " ".join(paragraph.split()))
        return len(places) == 1 and 2 <= len(words) <= 5


def _source(slip: Slip, row: Row) -> str:
    return row.get("source") or Path(slip.file).stem


def _straight(text: str) -> str:
    return re.sub("[“”]", '"', re.sub("[‘’]", "'", re.sub("[–—‐‑]", "-", text)))


def _is_edtf(text: str) -> bool:
    """Tell whether *text* is a day, month, year or decade, or a range of two that ends after it begins."""
    first, slash, last = text.partition("/")
    begin, end = _days(first), _days(last)
    if begin and end:
        return begin[0] <= end[1]
    if begin:
        return not slash or last in ("", "..")
    return end is not None and first in ("", "..")


def _days(text: str) -> tuple[str, str] | None:
    """Return the first and the last day that *text* may mean."""
    plain = re.sub("[?~]$", "", text).removesuffix("-XX").removesuffix("-XX")
    if re.fullmatch(r"[0-9]{2}([0-9]|X)X", plain):
        return plain.replace("X", "0"), f"{plain.replace('X', '9')}-12-31"
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", plain)
    if match is None:
        return None
    year, month, day = match[1], match[2] or "12", match[3]
    if not 1 <= int(month) <= 12:
        return None
    length = calendar.monthrange(int(year), int(month))[1]
    return (plain, plain if day else f"{year}-{month}-{length}") if not day or 1 <= int(day) <= length else None


def _is_quantity(text: str, units: set[str]) -> bool:
    number = r"[0-9]+(?:\.[0-9]+)?(?:e[0-9]{1,2})?"
    match = re.fullmatch(rf"(?:[~<>]?{number}|~?({number})\.\.({number})) (\S+)", text)
    return bool(match and match[3] in units and (match[1] is None or float(match[1]) <= float(match[2])))


def _is_language(tag: str) -> bool:
    codes = {getattr(language, form, "") for language in pycountry.languages for form in ("alpha_2", "alpha_3")}
    return tag.partition("-")[0] in codes


def _slips(tables: Tables, cells: Iterable[Cell], valid: Valid, rng: random.Random) -> Iterator[Slip]:
    """Yield for each cell a wrong letter and one other slip, but none that says something else that could be right."""
    for file, row, column in cells:
        before = tables.rows[file][row][column]
        for damage in (_mistyped, rng.choice((_left_out, _doubled, _swapped))):
            slip = Slip(file, row, column, before, damage(before, rng))
            if slip.after not in ("", before) and not valid(slip):
                yield slip


def _mistyped(text: str, rng: random.Random) -> str:
    """Put another letter for a letter, another digit or, as often, a letter for a digit."""
    at = rng.choice([n for n, letter in enumerate(text) if letter.isalnum()])
    letters = string.ascii_uppercase if text[at].isupper() else string.ascii_lowercase
    others = rng.choice((string.digits, letters)) if text[at].isdigit() else letters
    return text[:at] + rng.choice(others.replace(text[at], "")) + text[at + 1 :]


def _left_out(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _doubled(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at] + text[at:]


def _swapped(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
