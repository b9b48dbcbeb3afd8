"""The readers that meet what strangers wrote, each as a function of bytes, with sound examples to be spoilt.

A target returns or raises `KgError`, which is a message; for values that stand in a cell, ValueError is one too.
Anything else is a fault of the reader.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from conftest import ACTORS, GAZETTE, ISSUES, ROOT, SOURCES

from kg.ontology import Ontology, load_ontology
from kg.problems import KgError, render
from kg.queries import read_query
from kg.reader import layout
from kg.reader.settings import read_settings, read_views
from kg.reader.table import Columns, read_table
from kg.reader.values import from_spreadsheet, parse_day, parse_link, parse_quantity, parse_time, with_unit_apart
from kg.sparql import SparqlError, explain, guard, never_bound, portable
from kg.store import file_store
from kg.vocabulary import extend

_PREFIXES = b"@prefix rel: <https://w3id.org/entente/rel/> . @prefix ent: <https://w3id.org/entente/ontology#> .\n"
_TURTLE = _PREFIXES + b'rel:woos a ent:Relation ; ent:valence 0.5 ; ent:inverseLabel "is wooed by"@en .'
_SETTINGS = b'title = "Galleys"\nlanguage = "en"\nlicense = "https://creativecommons.org/licenses/by/4.0/"\n'
_VIEW = b'[[view]]\ntitle = "Arms"\ntext = """Who arms whom"""\naddress = "family=arms&since=2020&valence=-1..1"\n'
_SAVED = b"""#+ summary: Suppliers
#+ tags: [arms, trade]
#+ params:
#+   actor: {type: actor, help: who is supplied}
#+   since: {type: date, default: "2020", optional: true}
SELECT ?who { ?who rel:supplies-arms-to ?actor FILTER(?since < "2020"^^xsd:gYear) } # end
"""
_QUERY = b"""PREFIX a: <http://x/> SELECT DISTINCT ?s (COUNT(*) AS ?n) {
  ?s a:p/a:q* 'x'@en ; rdfs:label ?l . OPTIONAL { ?l ?p 1e3 } FILTER(?n<?m && REGEX(?l, "^a'"))
} GROUP BY ?s HAVING(?n > 1) VALUES ?x { UNDEF }"""
_SERVICE = b"SELECT * { ?s a '''x''' FILTER(?a<'y') SERVICE <http://127.0.0.1:9/> { ?s ?p [] } } # end"
_DATA: Mapping[str, bytes] = {
    "ttl": b"@prefix x: <http://x/> . x:s x:p 'o'@en , 1.5 , [ x:q ( 1 2 ) ] .",
    "trig": b"@prefix x: <http://x/> . x:g { x:s x:p 'o' }",
    "nt": b'<http://x/s> <http://x/p> "o"^^<http://x/t> .\n',
    "nq": b'<http://x/s> <http://x/p> "o"@en <http://x/g> .\n',
    "rdf": b"<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='http://x/'>"
    b"<rdf:Description rdf:about='http://x/s'><x:p xml:lang='en'>o</x:p></rdf:Description></rdf:RDF>",
    "jsonld": b'{"@context": {"p": "http://x/p"}, "@id": "http://x/s", "p": ["o", {"@value": 1}]}',
}


@dataclass(frozen=True)
class Target:
    """A reader, sound bytes for it, and pieces that mean something to it."""

    read: Callable[[bytes], object]
    sound: tuple[bytes, ...]
    pieces: tuple[bytes, ...] = ()


def _table(file: str, columns: Columns) -> Callable[[bytes], object]:
    def read(data: bytes) -> None:
        table, problems = read_table(data, file, columns)
        assert table.header or problems
        assert "\x1b" not in render(problems, "text")

    return read


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp())


def _file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    def write_and_read(data: bytes) -> object:
        path = _folder() / name
        path.write_bytes(data)
        return read(path)

    return write_and_read


@cache
def _ontology() -> Ontology:
    return load_ontology(ROOT / "ontology")


def _value(read: Callable[[str], object]) -> Callable[[bytes], object]:
    def decode_and_read(data: bytes) -> None:
        try:
            read(data.decode("utf-8", "replace"))
        except ValueError as refusal:
            assert not isinstance(refusal, UnicodeError), refusal

    return decode_and_read


def _repairs(text: str) -> None:
    for cure in (from_spreadsheet(text), with_unit_apart(text)):
        assert cure == "" or cure.isprintable() or not text.isprintable()


def _link(text: str) -> object:
    return parse_link(text, "gazette")


def _query(data: bytes) -> None:
    """Take a query as ``kg query`` does, but never let the engine run what asks another machine."""
    text = data.decode("utf-8", "replace")
    try:
        guard(text)
    except SparqlError as fault:
        assert fault.render(text)
        return
    list(never_bound(text))
    portable(text)
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        assert explain(text, error)
    except (RuntimeError, ValueError):
        pass


def _reads_data(form: str) -> Callable[[bytes], object]:
    return _file(f"data.{form}", lambda path: file_store([path]))


_BYTES = (b"\xef\xbb\xbf", b"\xff", b"\xc3\xa9", b"\0", b"\n", b"'", b'"')
_CSV = (*_BYTES, b",", b'""', b"\r\n", b"\r", b"|", b"\xe2\x80\xae", b"=1", b";", b"\t")
_TOML = (*_BYTES, b"[[view]]", b"=", b'"""', b"[", b"{", b"}", b"\\u", b"1979-05-27", b"nan")
_RDF = (*_BYTES, b"<", b">", b"'''", b"@", b"^^", b"[", b"(", b"_:", b";", b"\\u", b"\\", b"#", b"&")
_YAML = (*_BYTES, b"#+ ", b"&a", b"*a", b"!!", b"[", b"{", b": ", b"- ", b"|", b">", b"%", b"\n#+", b"\t", b"\xc2\x85")
_SPARQL = (*_RDF, b"SERVICE", b"{", b"}", b"?a<?b", b"<'", b"#>", b"FILTER(", b"SELECT", b"VALUES", b"http://[", b"<<(")
_TIMES = (b"2022-02-28", b"1980/1988~", b"201X", b"2022-XX", b"/..", b"Feb-22", b"17.1.2025", b"7/2022")
#: All readers, by what they read.
TARGETS: Mapping[str, Target] = {
    "actors": Target(_table(layout.ACTORS, layout.ENTITY_COLUMNS[layout.ACTORS]), (ACTORS.encode(),), _CSV),
    "issues": Target(_table(layout.ISSUES, layout.ENTITY_COLUMNS[layout.ISSUES]), (ISSUES.encode(),), _CSV),
    "sources": Target(_table(layout.SOURCES, layout.SOURCE_COLUMNS), (SOURCES.encode(),), _CSV),
    "claims": Target(_table("claims/gazette.csv", layout.CLAIM_COLUMNS), (GAZETTE.encode(),), _CSV),
    "settings": Target(_file("corpus.toml", read_settings), (_SETTINGS,), _TOML),
    "views": Target(_file("views.toml", read_views), (_VIEW,), _TOML),
    "vocabulary": Target(lambda data: extend(_ontology(), data, "vocabulary.ttl"), (_TURTLE,), _RDF),
    "saved query": Target(_file("saved.rq", read_query), (_SAVED,), _YAML),
    "query": Target(_query, (_QUERY, _SERVICE), _SPARQL),
    **{f"data in {form}": Target(_reads_data(form), (sound,), _RDF) for form, sound in _DATA.items()},
    "time": Target(_value(parse_time), _TIMES, (b"-", b"/", b"X", b"~", b"?", b"..")),
    "day": Target(_value(parse_day), _TIMES, (b"-", b"00", b"\xd9\xa1")),
    "quantity": Target(
        _value(parse_quantity), (b"~12 item", b"3..5 month", b"<4e9 USD"), (b"..", b"e", b"~", b" ", b"\xc2\xa0")
    ),
    "link": Target(_value(_link), (b"because:p1-1", b"to:herald.p2-1"), (b":", b".", b"|")),
    "repair": Target(_value(_repairs), (*_TIMES, b"1,000km", b"1'000'000 USD"), (b",", b".", b"\xc2\xb2", b"\xd9\xa1")),
}


def is_told(read: Callable[[bytes], object], data: bytes) -> None:
    """Read; whatever is raised that is no message goes on."""
    try:
        read(data)
    except KgError as error:
        assert str(error)
