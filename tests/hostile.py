"""Bad input of every kind: what a stranger's corpus, query or data may hold.

Each `Case` is a small sound project with something put into it, and what must come of it. Texts are made here, not
copied: control characters, look-alikes, markup, formulas, paths, bombs.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conftest import ACTORS, COLUMNS, GAZETTE, HERALD, ISSUES, ROOT, SOURCES

#: A project without a fault, by path.
SOUND: Mapping[str, bytes] = {
    "corpus/actors.csv": ACTORS.encode(),
    "corpus/issues.csv": ISSUES.encode(),
    "corpus/sources.csv": SOURCES.encode(),
    "corpus/claims/gazette.csv": GAZETTE.encode(),
    "corpus/claims/herald.csv": HERALD.encode(),
}
Prepare = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """Files put into the sound project (by *prepare* what is no plain file), a command, and what must come of it.

    *code* is the exit code, *says* what the message must contain; of what is accepted *kept* is a text that the
    command must still give back.
    """

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("check",)
    code: int = 1
    says: str = ""
    prepare: Prepare | None = None

    def __str__(self) -> str:
        return self.name


def table(*rows: list[str]) -> bytes:
    """Return rows as CSV, everything quoted."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def claim(column: str, value: str) -> Mapping[str, bytes]:
    """Return the herald with one claim that has *value* in *column*."""
    cells = {
        "id": "p1-1",
        "paragraph": "1",
        "subject": "norland",
        "relation": "attacks",
        "object": "sudonia",
        column: value,
    }
    return {"corpus/claims/herald.csv": table(list(cells), list(cells.values()))}


def actor(column: str, value: str) -> Mapping[str, bytes]:
    """Return the actors with one more, which has *value* in *column*."""
    cells = {"id": "isles", "kind": "state", "label": "the Isles", column: value}
    known = (
        {"id": "norland", "kind": "state", "label": "Norland"},
        {"id": "sudonia", "kind": "state", "label": "Sudonia"},
    )
    ada = {"id": "ada-brand", "kind": "person", "label": "Ada Brand"}
    rows = [[row.get(name, "") for name in cells] for row in (*known, ada, cells)]
    return {"corpus/actors.csv": table(list(cells), *rows)}


def source(column: str, value: str) -> Mapping[str, bytes]:
    """Return the sources, of which the herald has *value* in *column*."""
    cells = {"id": "herald", "title": "Who Sold What?", column: value}
    gazette = {"id": "gazette", "title": "Galleys for Sudonia"}
    return {
        "corpus/sources.csv": table(list(cells), *([row.get(name, "") for name in cells] for row in (gazette, cells)))
    }


def encodings() -> Iterator[Case]:
    """Yield tables in another encoding, or that are none."""
    text = GAZETTE.replace("cares about", "cherishes – é –")
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "mac-roman", "cp037"):
        data = text.encode(name, "replace")
        yield Case(f"table in {name}", {"corpus/claims/gazette.csv": data}, says="corpus/claims/gazette.csv:")
    broken = {
        "half a character": GAZETTE.encode() + "é".encode()[:1],
        "overlong form": GAZETTE.encode().replace(b"salt", b"s\xc0\xaft").replace(b"p1-2", b"\xc0\xaf"),
        "lone surrogate": GAZETTE.encode().replace(b"Sudonia cares", b"\xed\xa0\x80"),
        "beyond Unicode": GAZETTE.encode().replace(b"Sudonia cares", b"\xf4\x90\x80\x80"),
        "gzip": gzip.compress(GAZETTE.encode(), mtime=0),
        "workbook": b"PK\x03\x04" + bytes(range(256)) * 4,
        "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "web page": b"<!doctype html><title>Sign in</title><p>Please sign in.",
        "JSON": b'[{"paragraph": 1, "subject": "norland"}]',
        "pointer to a large file": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
        "conflict of versions": GAZETTE.encode().replace(b"p1-2", b"<<<<<<< ours\np1-2"),
        "nothing": b"",
        "one mark of byte order": b"\xef\xbb\xbf",
        "blank lines": b"\n\n\r\n\n",
        "one NUL": b"\0",
        "NULs in between": GAZETTE.encode().replace(b"norland", b"nor\0land", 1),
        "semicolons": GAZETTE.replace(",", ";").encode(),
        "tabs": GAZETTE.replace(",", "\t").encode(),
        "separator line": b"sep=,\n" + GAZETTE.encode(),
    }
    yield from (Case(f"table is {name}", {"corpus/claims/gazette.csv": data}) for name, data in broken.items())


def quoting() -> Iterator[Case]:
    """Yield tables whose rows and quotes do not fit."""
    start = f"{COLUMNS},gloss\n"
    broken = {
        "unclosed quote": start + '\np1-1,1,norland,attacks,sudonia,"never\np1-2,1,norland,attacks,sudonia,x\n',
        "text behind a quote": start + 'p1-1,1,norland,attacks,sudonia,"a"b\n',
        "only quotes": '"' * 9_999,
        "quotes by the thousand": start + 'p1-1,1,norland,attacks,sudonia,"' + '""' * 20_000 + '"\n',
        "a comma in a text and empty cells behind it": start + "p1-1,1,norland,attacks,sudonia,one, two,,\n",
        "short row": start + "p1-1,1,norland\n",
        "long row": start + "p1-1,1,norland,attacks,sudonia,x,y,z\n",
        "repeated column": "id,paragraph,subject,relation,object,subject\np1-1,1,norland,attacks,sudonia,isles\n",
        "unknown column": f"{COLUMNS},colour\np1-1,1,norland,attacks,sudonia,red\n",
        "missing column": "id,paragraph,subject,relation\np1-1,1,norland,attacks\n",
        "nameless column": f"{COLUMNS},\np1-1,1,norland,attacks,sudonia,x\n",
        "no header": "p1-1,1,norland,attacks,sudonia\n",
        "100,000 columns": COLUMNS + ",x" * 100_000 + "\np1-1,1,norland,attacks,sudonia\n",
        "a row of 200,000 cells": f"{COLUMNS}\np1-1,1,norland,attacks,sudonia" + ",x" * 200_000 + "\n",
        "a cell of two million letters": start + f"p1-1,1,norland,attacks,sudonia,{'x' * 2_000_000}\n",
    }
    yield from (Case(name, {"corpus/claims/herald.csv": text.encode()}) for name, text in broken.items())


#: What stands in no id, look-alikes among it.
BAD_IDS = (
    "",
    " ",
    "-",
    "-isles",
    "isles-",
    "is--les",
    "Isles",
    "isles isles",
    "isles/../..",
    "../../etc/passwd",
    "..",
    ".",
    "C:\\isles",
    "\\\\host\\share",
    "isles:x",
    "isles.x",
    "isles_x",
    "isles|x",
    "isles#x",
    "isles?x",
    "isles%2e",
    "isles>",
    "<isles>",
    "is\nles",
    "is\tles",
    "is\0les",
    "\u200bisles",
    "is\u00adles",
    "i\u0455les",
    "ísles",
    "is\u202eles",
    "ISLES",
    "isles\u2028x",
    "ｉｓｌｅｓ",
    "島",
    "🏝",
    "isles'; DROP",
    'isles" .}',
    "isles} SERVICE <http://127.0.0.1:9>{",
    "$(id)",
    "`id`",
    "${x}",
    "{{7*7}}",
    "=isles",
    "x" * 100_000,
)


def ids() -> Iterator[Case]:
    """Yield actors whose id is none."""
    for number, id in enumerate(BAD_IDS):
        shown = unicodedata.normalize("NFC", id[:20])
        yield Case(f"id {number} {shown!r}", actor("id", id), says="corpus/actors.csv:")
    for id in ("norland", "glass-strait", "unnamed", "registry"):
        yield Case(f"id {id} is taken", actor("id", id), code=0 if id == "registry" else 1)


#: Cells of a claim that cannot be read, by column.
BAD_CELLS: Mapping[str, tuple[str, ...]] = {
    "paragraph": (
        "0",
        "-1",
        "1.5",
        "1e3",
        "١",
        "²",
        "9" * 40,
        "one",
        "p1",
        " 1 1",
        "0x1",
        "1_000",
        "NaN",
        "\u200b1",
        "2",
    ),
    "id": ("p0-1", "p1", "1-1", "p1-0", "P1-1", "p1_1", "p01-1", "p2-1", "p1-1|p1-2", "p1-٢", "p" + "1" * 30 + "-1"),
    "subject": (
        "norlnd",
        "Norland",
        "norland|sudonia",
        "norland ",
        "glass-strait\u200b",
        "actor:norland",
        "*",
        "sudonia",
    ),
    "relation": ("attaks", "is-attacked-by", "rel:attacks", "ATTACKS", "attacks|supports", "relatesTo"),
    "item": ("galley", "galleys||", "|", "galleys|galeys", "herald"),
    "polarity": ("no", "FALSE", "0", "denied|affirmed", "maybe"),
    "modality": ("planed", "actual|planned", "1"),
    "claimant": ("own", "herald", "nobody", "glass-strait"),
    "time": (
        "2022-13",
        "2022-02-30",
        "2023-02-29",
        "22",
        "12022",
        "-2022",
        "Y17E8",
        "2022/2021",
        "2022/2023/2024",
        "/",
        "..",
        "soon",
        "2022-1",
        "2022-01-1",
        "2022-21",
        "{2022,2023}",
        "[2022..2023]",
        "2022?~",
        "２０２２",
        "2022\n",
        "2022-02-28T10:00",
        "X",
        "XXXX-XX",
        "201X-0X",
        "0000",
        "9999/9998",
        "2" * 10_000,
        "2022-01-01/2022-01-01/..",
    ),
    "quantity": (
        "1" + "0" * 309 + " USD",
        "5",
        "USD",
        "5 USDD",
        "5USD 6USD",
        "1e400 USD",
        "1e-400 USD",
        "NaN USD",
        "inf USD",
        "-5 USD",
        "--5 USD",
        "1..0 USD",
        "~<5 USD",
        "1,5 USD",
        "٥ USD",
        "0x5 USD",
        "5 USD|6 USD",
        "9" * 50_000 + " USD",
        "1e99999999999 USD",
        "1..2..3 USD",
    ),
    "link": (
        "because",
        "because:",
        ":p1-1",
        "becuase:p1-1",
        "because:p9-9",
        "because:nowhere.p1-1",
        "because:gazette.p9-9",
        "because:p1-1|",
        "because:../p1-1",
        "if:gazette.p1-1|if:gazette.p1-1|x",
    ),
    "certainty": ("sure", "1", "high|low"),
    "anchor": ("one two three four five six", "x" * 20_000),
}
#: Those of them that a claim may have after all, each with why.
SOUND_CELLS = {
    ("subject", "norland "): "white space around a cell is none of it",
    ("time", "2022\n"): "white space around a cell is none of it",
}


def cells() -> Iterator[Case]:
    """Yield claims with a cell that cannot be read, or names what is not there."""
    for column, values in BAD_CELLS.items():
        for number, value in enumerate(values):
            yield Case(
                f"{column} {number} {value[:20]!r}",
                claim(column, value),
                code=0 if (column, value) in SOUND_CELLS else 1,
                says="corpus/claims/herald.csv:2:",
            )


#: Texts that a label, title or gloss may have as they are: markup, formulas, steering, letters of all kinds.
TEXTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)//",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "<!--",
    "]]>",
    "<![CDATA[x]]>",
    "&lt;b&gt;",
    "&#x3c;b>",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% raw %}",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "null",
    "undefined",
    "NaN",
    "true",
    "None",
    "-",
    "0",
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://127.0.0.1:9")',
    '"quoted"',
    "'quoted'",
    "`x`",
    "back\\slash",
    "trailing\\",
    "a\\nb",
    "%s%n%x",
    "%00",
    "\\u0000",
    "$(id)",
    "; rm x",
    "| id",
    "&& id",
    "../../../etc/passwd",
    "C:\\Windows",
    "file:///etc/passwd",
    "CON",
    "NUL",
    "'; DROP TABLE claims; --",
    '" . } ; SERVICE <http://127.0.0.1:9> {',
    "> <x> <y> . <a",
    "@prefix : <x> .",
    "^^<x>",
    "@en",
    "日本語",
    "Ελλάδα",
    "العربية",
    "עברית",
    "हिन्दी",
    "ไทย",
    "한국어",
    "Zażółć",
    "ﷺ",
    "👩‍👩‍👧‍👦",
    "🇺🇳",
    "é",
    "e\u0301",
    "ﬁ",
    "Å",
    "İi",
    "ß",
    "Ω",
    "a\u0300\u0301\u0302\u0303\u0304",
    "x" * 5_000,
    "word " * 1_000,
    "𝕿𝖊𝖝𝖙",
    "a\u2028b",
    "a\u2029b",
    "a\u00a0b",
    "\ufeffa",
    "\U0010ffff",
    "*_~`#",
    "[x](y)",
    "|",
    "a|b",
    "a;b",
)
#: Texts that would not be seen as they are.
UNSEEN = (
    "a\x00b",
    "a\x01b",
    "a\x07b",
    "a\x08b",
    "a\x1b[31mb",
    "a\x1b]0;t\x07b",
    "a\x7fb",
    "a\x85b",
    "a\x9bb",
    "a\ufffeb",
    "a\uffffb",
    "\ufdd0",
    "\ud800",
    "\u2028",
)
#: Texts that may stay as they are, but not without a warning.
HALF_SEEN = (
    "North\u3164",
    "a\u2800b",
    "a\u00adb",
    "a\u200bb",
    "a\u200eb",
    "a\u202eb",
    "a\u2066b",
    "a\u2060b",
    "a\ufeffb",
    "\U000e0041\U000e0042",
)


def texts() -> Iterator[Case]:
    """Yield labels that are odd and may stay, and labels that would not be seen as they are."""
    for number, text in enumerate(TEXTS):
        yield Case(f"label {number} {text[:20]!r}", actor("label", text), code=0)
    for number, text in enumerate(UNSEEN):
        yield Case(f"unseen label {number} {text!r}", actor("label", text), says="corpus/actors.csv:")
    for number, text in enumerate(HALF_SEEN):
        yield Case(f"half-seen label {number} {text!r}", actor("label", text), code=0, says="unseen-character")


def registry() -> Iterator[Case]:
    """Yield registers that name what is not there, or themselves."""
    rows = {
        "an actor part of itself": actor("part_of", "isles"),
        "an actor part of nothing": actor("part_of", "nowhere"),
        "an actor part of an issue": actor("part_of", "glass-strait"),
        "an actor of no kind": actor("kind", "stat"),
        "an issue's kind": actor("kind", "treaty"),
        "no item of Wikidata": actor("wikidata", "Q0"),
        "an injected item of Wikidata": actor("wikidata", "Q1> <x> <y"),
        "a property of Wikidata": actor("wikidata", "P31"),
        "no country": actor("iso3166", "ZZ"),
        "a country in small letters": actor("iso3166", "ie"),
        "an empty alias": actor("aliases", "a||b"),
        "a source without a title": source("title", ""),
        "a source that runs": source("url", "javascript:alert(1)"),
        "a source that is data": source("url", "data:text/html,<script>alert(1)</script>"),
        "a source in a file": source("url", "file:///etc/passwd"),
        "a source at no address": source("url", "http://"),
        "a source at a broken address": source("url", "http://exa mple/<>"),
        "a source of no language": source("language", "klingon"),
        "a source in half a language": source("language", "en-1"),
        "a source of no time": source("published", "yesterday"),
        "a source of minus one paragraph": source("paragraphs", "-1"),
        "a source of many paragraphs": source("paragraphs", "9" * 30),
        "a digest that is none": source("text_sha256", "0" * 63),
        "a source called as a graph": source("id", "registry"),
        "a source called as a file": source("id", "../x"),
    }
    yield from (Case(name, files, says="corpus/") for name, files in rows.items())
    ring = "id,kind,label,part_of\n" + "".join(f"a{n},state,A{n},a{(n + 1) % 500}\n" for n in range(500))
    others = "norland,state,Norland,\nsudonia,state,Sudonia,\nada-brand,person,Ada Brand,\n"
    yield Case("five hundred actors in a ring", {"corpus/actors.csv": (ring + others).encode()})
    chain = ring.replace("a499,state,A499,a0\n", "a499,state,A499,\n")
    yield Case("five hundred actors in a chain", {"corpus/actors.csv": (chain + others).encode()}, code=0)


def settings() -> Iterator[Case]:
    """Yield settings, views and layouts that cannot be used."""
    broken = {
        "corpus.toml": (
            b"title = ",
            b"title = 1",
            b"titel = 'x'",
            b"title = 'a'\ntitle = 'b'",
            b"\xff",
            b"\0",
            b"x = " + b"[" * 50_000,
            b"title = '''" + b"x" * 100_000,
            b"a.b.c.d = 1",
            b"[title]\nx = 1",
            b"title = 2022-01-01",
            b'title = "a\\u001b[31mred"',
            b'title = "two\\nlines"',
            b'title = "a\\u0000b"',
            b'language = "de-1"',
            b'license = "https://a/%zz"',
            b'license = "https://["',
        ),
        "views.toml": (
            b"[[view]]",
            b"[view]\ntitle = 'x'",
            b"view = 1",
            b"[[view]]\ntitle = 'x'\ntext = 'y'\naddress = 'entity=nowhere'",
            b"[[view]]\ntitle = 'x'\ntext = 'y'\naddress = 'valence=NaN..1'",
            b"[[view]]\ntitle = 1\ntext = 2\naddress = 3",
            b"[[view]]\ntitle = 'x'\ntext = 'y'\naddress = 'javascript:alert(1)'",
            b"\xef\xbb\xbf\xff",
        ),
        "layout.csv": (
            b"id,x,y\nnorland,1,NaN\n",
            b"id,x,y\nnorland,1,1e309\n",
            b"id,x,y\nnorland,1,1e308\n",
            b"id,x,y\nnorland,1,inf\n",
            b"id,x,y\nnorland,1,1\nnorland,2,2\n",
            b"id,x\nnorland,1\n",
            b"id,x,y\nnorland,,\n",
        ),
    }
    for file, values in broken.items():
        for number, data in enumerate(values):
            yield Case(f"{file} {number} {data[:30]!r}", {f"corpus/{file}": data}, says=f"corpus/{file}")


def vocabulary() -> Iterator[Case]:
    """Yield vocabularies of a corpus that are no Turtle, or define what cannot be used."""
    head = b"@prefix rel: <https://w3id.org/entente/rel/> .\n@prefix ent: <https://w3id.org/entente/ontology#> .\n"
    broken = {
        "no Turtle": b"norland attacks sudonia",
        "an unclosed text": head + b'rel:x ent:valence "5 .\n',
        "an unknown prefix": head + b"rel:x foo:bar 1 .\n",
        "an IRI with a space": head + b"<http://a b> a ent:Relation .\n",
        "a lone surrogate": head + b'rel:x ent:valence "\\ud800" .\n',
        "bytes that are no UTF-8": head + b'rel:x ent:valence "\xff" .\n',
        "a mark of byte order and bytes that are no UTF-8": b"\xef\xbb\xbf\xc3\xa9" + head + b"\xff",
        "UTF-16": (head.decode() + "rel:x a ent:Relation .").encode("utf-16"),
        "RDF/XML": b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'x'>]><r>&a;</r>",
        "JSON-LD": b'{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "x"}',
        "a relation without parts": head + b"rel:x a ent:Relation .\n",
        "a NUL": head + b"rel:x \0 1 .\n",
        "brackets by the ten thousand": head + b"rel:x a " + b"[ a " * 20_000,
        "lists by the ten thousand": head + b"rel:x a " + b"( " * 20_000,
    }
    yield from (
        Case(f"vocabulary: {name}", {"corpus/vocabulary.ttl": data}, says="vocabulary.ttl")
        for name, data in broken.items()
    )


_HARMLESS = ("a folder of claims that leads to itself",)


def files() -> Iterator[Case]:
    """Yield what stands where a table should and is no file, or leads elsewhere."""

    def replace(path: str, make: Callable[[Path], None]) -> Prepare:
        def prepare(folder: Path) -> None:
            (folder / path).unlink(missing_ok=True)
            make(folder / path)

        return prepare

    gazette = "corpus/claims/gazette.csv"
    made: Mapping[str, tuple[str, Callable[[Path], None]]] = {
        "a folder instead of the actors": ("corpus/actors.csv", Path.mkdir),
        "a folder instead of the claims": (gazette, Path.mkdir),
        "a pipe instead of the claims": (gazette, os.mkfifo),
        "a pipe instead of the actors": ("corpus/actors.csv", os.mkfifo),
        "a device instead of the sources": ("corpus/sources.csv", lambda path: path.symlink_to("/dev/zero")),
        "a device instead of the settings": ("corpus/corpus.toml", lambda path: path.symlink_to("/dev/zero")),
        "a pipe instead of the settings": ("corpus/corpus.toml", os.mkfifo),
        "a pipe instead of the vocabulary": ("corpus/vocabulary.ttl", os.mkfifo),
        "a device instead of the vocabulary": ("corpus/vocabulary.ttl", lambda path: path.symlink_to("/dev/zero")),
        "a pipe instead of the views": ("corpus/views.toml", os.mkfifo),
        "a link to nothing": (gazette, lambda path: path.symlink_to("nowhere.csv")),
        "a link to itself": (gazette, lambda path: path.symlink_to("gazette.csv")),
        "a link to what is no table": (gazette, lambda path: path.symlink_to("/etc/passwd")),
        "a folder of claims that leads to itself": ("corpus/claims/more", lambda path: path.symlink_to("..")),
    }
    for name, (path, make) in made.items():
        yield Case(
            name,
            prepare=replace(path, make),
            code=0 if name in _HARMLESS else 1 if "no table" in name else 4,
            says="corpus",
        )
    row = f"{COLUMNS}\np1-1,1,norland,attacks,sudonia\n".encode()
    for name in ("gazette copy.csv", "-rf.csv", "new\nline.csv", "ünï.csv", "%2e%2e.csv", "x" * 200 + ".csv"):
        yield Case(f"a table called {name[:30]!r}", {f"corpus/claims/{name}": row}, says="corpus/claims/")
    for name in ("CON.csv", "nul.csv", "C:\\claims.csv", "up\\claims.csv", "\\\\host\\share.csv", "a:b.csv", "＝1.csv"):
        yield Case(f"a table called {name!r}", {f"corpus/claims/{name}": row}, says="corpus/claims/")
    foreign = {"elsewhere/gazette.csv": b"root:x:0:0:root:/root:/bin/sh\n"}
    out = replace(gazette, lambda path: path.symlink_to("../../elsewhere/gazette.csv"))
    yield Case("a link out of the corpus to what is no table", foreign, says=gazette, prepare=out)
    asked = ("query", "SELECT * {}", "--data")
    for path in ("C:\\d.ttl", "\\\\host\\d.ttl", "http://127.0.0.1:9/d.ttl", "file:///etc/passwd", "NUL", "/dev/zero"):
        yield Case(f"data at {path}", {}, (*asked, path), 4, "error")
    pipe = replace("pipe.ttl", os.mkfifo)
    yield Case("data in a pipe", {}, (*asked, "pipe.ttl"), 4, "it is a pipe", pipe)
    for name in ("gazette.csv.bak", "notes.txt", "gazette"):
        yield Case(f"a file called {name!r}", {f"corpus/claims/{name}": row}, code=0, says=f"corpus/claims/{name}")


#: Queries that must be refused (3), by what they are.
QUERIES = {
    "braces by the thousand": "SELECT * { " + "{ " * 5_000 + "}" * 5_001,
    "brackets by the thousand": "SELECT (" + "(" * 5_000 + "1" + ")" * 5_000 + " AS ?x) {}",
    "sums by the thousand": "SELECT (1" + "+1" * 10_000 + " AS ?x) {}",
    "unions by the thousand": "SELECT * { {}" + " UNION {}" * 10_000 + "}",
    "noes by the thousand": "ASK { FILTER(" + "!" * 50_000 + "true) }",
    "a path of steps by the thousand": "SELECT * { ?a " + "/".join(["rel:attacks"] * 5_000) + " ?b }",
    "values by the hundred thousand": "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }",
    "a service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "a silent service": "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "a service of mixed letters": "SELECT * { sErViCe<http://127.0.0.1:9/>{?s ?p ?o} }",
    "a service behind a comment": "SELECT * { SERVICE #x\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "a service in a variable": "SELECT * { VALUES ?v { <http://127.0.0.1:9/> } SERVICE ?v { ?s ?p ?o } }",
    "a service in an exists": "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
    "a graph to be loaded": "LOAD <http://127.0.0.1:9/>",
    "a file to be loaded": "LOAD <file:///etc/passwd>",
    "an insertion": "INSERT DATA { <x:a> <x:b> <x:c> }",
    "a deletion": "DELETE WHERE { ?s ?p ?o }",
    "all to be dropped": "DROP ALL",
    "an update behind a query": "SELECT * {} ; DROP ALL",
    "an escaped service": "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "an unknown function": "SELECT (<x:f>(1) AS ?x) {}",
    "an unknown prefix": "SELECT * { ?s foo:bar ?o }",
    "an unclosed text": 'SELECT * { ?s ?p "x }',
    "an unclosed IRI": "SELECT * { ?s <x ?o }",
    "a NUL": 'SELECT * { ?s ?p "\0" ',
    "nothing": " ",
    "only a comment": "# SELECT",
    "another language": "MATCH (a)-[r]->(b) RETURN a",
    "SQL": "SELECT * FROM claims WHERE 1=1; DROP TABLE claims",
}
#: Queries that must be answered, harmlessly.
HARMLESS_QUERIES = {
    "digits by the hundred thousand": "ASK { FILTER(" + "9" * 200_000 + " > 1) }",
    "a file to select from": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "an address to select from": "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
    "a pattern that explodes": 'SELECT (REGEX("' + "a" * 40 + '!", "^(a+)+$") AS ?x) {}',
    "the word service in a text": 'SELECT ("SERVICE <http://127.0.0.1:9/> {" AS ?x) {}',
    "division by nought": "SELECT (1/0 AS ?x) {}",
    "a date that is none": 'SELECT ?x { BIND("2022-99-99"^^xsd:date AS ?x) }',
}


def folders() -> Iterator[Case]:
    """Yield what stands where the folder of claims should, which must not pass for an empty one."""

    def instead(make: Callable[[Path], None]) -> Prepare:
        def prepare(folder: Path) -> None:
            shutil.rmtree(folder / "corpus/claims")
            make(folder / "corpus/claims")

        return prepare

    for name, make in {
        "a file instead of the folder of claims": lambda path: path.write_text("x"),
        "a link to nothing instead of the folder of claims": lambda path: path.symlink_to("nowhere"),
        "a link to itself instead of the folder of claims": lambda path: path.symlink_to("claims"),
    }.items():
        yield Case(name, prepare=instead(make), code=4, says="corpus/claims")


_TIES = "?subject ?relation ?object"
_PREMISE = "?premiseSubject ?premiseRelation ?premiseObject"
_SELECT = f"SELECT {_TIES} {_PREMISE}"
_OTHERS = "BIND(?premiseRelation AS ?relation) BIND(?premiseObject AS ?object)"
#: Rules of inference that must be refused.
RULES = {
    "asks another machine": f"{_SELECT} {{ SERVICE SILENT <http://127.0.0.1:9/> {{ {_TIES} }} }}",
    "has braces by the thousand": f"{_SELECT} {{ {'{' * 5_000}{'}' * 5_000} }}",
    "is an update": "DROP ALL",
    "has a path of steps by the thousand": f"{_SELECT} {{ ?subject {'/'.join(['rel:attacks'] * 1_000)} ?object }}",
    "is no SPARQL": "SELECT ?x { ?x",
    "has no end": f"{_SELECT} {{ {_PREMISE} BIND(IRI(CONCAT(STR(?premiseSubject), 'x')) AS ?subject) {_OTHERS} }}",
    "finds a text": f"{_SELECT} {{ {_PREMISE} BIND('x' AS ?subject) {_OTHERS} }}",
    "finds nothing but a premise": f"{_SELECT} {{ {_PREMISE} {_OTHERS} }}",
    "selects something else": f"SELECT {_TIES} {{ {_TIES} }}",
}


#: Those that must be asked to be known.
_FOUND_LATE = ("has no end", "finds a text", "finds nothing but a premise", "selects something else")


def rules() -> Iterator[Case]:
    """Yield vocabularies whose rules of inference a stranger wrote."""
    own = {f"ontology/{path.name}": path.read_bytes() for path in (ROOT / "ontology").glob("*.ttl")}
    for name, text in RULES.items():
        arguments = ("build",) if name in _FOUND_LATE else ("check",)
        yield Case(f"a rule that {name}", own | {"ontology/rules/own.rq": text.encode()}, arguments, 4, "own")
    yield Case("a rule in UTF-16", own | {"ontology/rules/own.rq": "ASK {}".encode("utf-16")}, code=4, says="own.rq")
    yield Case("a rule with a blank in its name", own | {"ontology/rules/a b.rq": b"ASK {}"}, code=4, says="a b.rq")


def queries() -> Iterator[Case]:
    """Yield queries that could do harm or take all there is."""
    for name, text in QUERIES.items():
        yield Case(f"query: {name}", {"q.rq": text.encode()}, ("query", "q.rq"), 3, "error")
    for name, text in HARMLESS_QUERIES.items():
        yield Case(f"query: {name}", {"q.rq": text.encode()}, ("query", "q.rq"), 0)
    heads = {
        "aliases that explode": b"#+ a: &a [x, x, x, x, x, x, x]\n#+ b: &b [*a, *a, *a, *a, *a]\n#+ c: [*b, *b]\n",
        "a tag of Python": b"#+ summary: !!python/object/apply:os.system [id]\n",
        "a key twice": b"#+ summary: a\n#+ summary: b\n",
        "lists by the thousand": b"#+ summary: " + b"[" * 3_000 + b"\n",
        "a parameter of no type": b"#+ params:\n#+   x: {type: nonsense}\n",
        "a parameter that is not there": b"#+ params:\n#+   zz: {type: actor}\n",
        "no mapping": b"#+ - a\n#+ - b\n",
        "bytes that are no UTF-8": b"#+ summary: \xff\n",
    }
    for name, head in heads.items():
        code = 3 if name == "a parameter that is not there" else 4
        yield Case(f"header: {name}", {"q.rq": head + b"SELECT * { ?x ?p ?o } LIMIT 1"}, ("query", "q.rq"), code, "q")
    injections = (
        "norland> . } SERVICE <http://127.0.0.1:9> {",
        "norland } #",
        "*",
        "?x",
        "<x>",
        "norland\n.",
        "a" * 100_000,
        "",
    )
    for number, value in enumerate(injections):
        arguments = ("query", "ties-of", "-p", f"actor={value}")
        yield Case(f"parameter {number} {value[:20]!r}", {}, arguments, 3, "error")


def data() -> Iterator[Case]:
    """Yield foreign data that would fetch, explode or break off."""
    bomb = (
        "<!DOCTYPE r [<!ENTITY a0 'x'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)) + "]>"
    )
    names = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    rdf = f'<rdf:RDF {names}><rdf:Description rdf:about="x:s"><x xmlns="x:">{{}}</x>'
    close = "</rdf:Description></rdf:RDF>"
    broken = {
        "bomb.rdf": (bomb + rdf.format("&a8;") + close).encode(),
        "small.rdf": (bomb.replace("!DOCTYPE", "!doctype").replace("'", '"') + rdf.format("&a8;") + close).encode(),
        "entity.rdf": ("<!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>" + rdf.format("&f;") + close).encode(),
        "context.jsonld": b'{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "x:s", "p": "o"}',
        "file.jsonld": b'{"@context": "file:///etc/passwd", "@id": "x:s", "p": "o"}',
        "deep.jsonld": b'{"x:p": ' * 100_000 + b"1" + b"}" * 100_000,
        "cut.ttl": b"<x:s> <x:p> ",
        "bytes.nt": b'<x:s> <x:p> "\xff" .\n',
        "quotes.nq": b'<x:s> <x:p> "x .\n',
        "space.ttl": b"<x:a b> <x:p> 1 .",
        "page.ttl": b"<!doctype html><title>Sign in</title>",
        "zip.ttl": b"PK\x03\x04\x00\x00",
        "unknown.xyz": b"<x:s> <x:p> 1 .",
        "none": b"<x:s> <x:p> 1 .",
    }
    for name, content in broken.items():
        arguments = ("query", "SELECT * { ?s ?p ?o }", "--data", name)
        yield Case(f"data: {name}", {name: content}, arguments, 4, name)


def cases() -> list[Case]:
    """Return all cases."""
    makers = (
        encodings, quoting, ids, cells, texts, registry, settings, vocabulary, files, folders, rules, queries, data,
    )  # fmt: skip
    return [case for maker in makers for case in maker()]
