"""Why a triple pattern may match nothing although all its names are known, and how to write it instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.diagnosis.level import Level, Unit
from kg.diagnosis.outline import Triple, body, shown, triples
from kg.diagnosis.probe import Probe, Row, bounded, rows_in_words, written
from kg.sparql.tokens import tokenize
from kg.spelling import nearest
from kg.terms import TYPE, literal, shorten, term

_NAMES = "|".join(map(term, ("rdfs:label", "skos:altLabel", "skos:notation")))
# As many different texts are searched for one that is spelt alike.
_TEXTS = 20_000
_FEW = 3
# Of a triple that no source asserts, and of one that is asserted, but not of what the other patterns match.
_DEGREE = ("is asserted by no source, only said in {}", "fits the others only as it is said in {}")
_MARKED = f"?__q {term('ent:asserts')} false ; {term('rdfs:label')} ?__mark }}"
_MARKS = f"""VALUES ?__claim {{ CLAIMS }}
{{ ?__claim {term("ent:polarity")} ?__q . BIND(1 AS ?__rank) {_MARKED} UNION
{{ ?__claim {term("ent:modality")} ?__q . BIND(2 AS ?__rank) {_MARKED} UNION
{{ ?__claim {term("ent:claimant")} ?__who ; {term("prov:hadPrimarySource")} ?__source . FILTER(?__who != ?__source)
  ?__who {term("rdfs:label")} ?__name . BIND(3 AS ?__rank) BIND(CONCAT("in the view of ", ?__name) AS ?__mark) }}"""


def causes(level: Level, unit: Unit, alone: int) -> Iterator[str]:
    """Yield what is known of a triple that has *alone* rows by itself, and none together with the others."""
    if isinstance(unit.part, Triple):
        if not alone:
            yield from _other_literal(level, unit, unit.part)
            yield from _other_graphs(level, unit)
        yield from _other_direction(level, unit, unit.part, alone)
        yield from _claims_only(level, unit, unit.part, alone)


def constant(probe: Probe, text: str) -> ox.NamedNode | ox.Literal | None:
    """Return the name or literal that a piece of a query stands for, ``None`` for a variable or a path."""
    if text == "a":
        return ox.NamedNode(TYPE[1:-1])
    first, *rest = [token for token in tokenize(text) if token.text not in ("", "+", "-")]
    is_name, is_literal = first.kind in ("iri", "name"), first.kind in ("string", "number", "word")
    if not is_literal and (not is_name or rest):
        return None
    (row,) = probe.everywhere().values(f"({text} AS ?__x)", "")
    return row[0] if isinstance(row[0], ox.NamedNode | ox.Literal) else None


# Literals.


def _other_literal(level: Level, unit: Unit, triple: Triple) -> Iterator[str]:
    """Yield the literal to write where the graph has it in another way: language, datatype, case, property, name."""
    wanted = constant(level.probe, triple.object)
    if not isinstance(wanted, ox.Literal):
        return
    same = f"LCASE(STR(?__o)) = LCASE({literal(wanted.value)})"
    start = f"{triple.subject} {triple.predicate} ?__o"
    if found := _values(level, unit, "?__o", f"{start} FILTER(isLiteral(?__o) && {same})"):
        yield f"{triple.object} is not there, but {_either(found)} is: write that"
    elif things := _values(level, unit, "?__o", f"{start} . ?__o {_NAMES} ?__n FILTER({same.replace('?__o', '?__n')})"):
        yield f"{triple.predicate} leads to names, not texts: write {_either(things)} instead of {triple.object}"
    elif elsewhere := _elsewhere(level, unit, triple, same):
        yield f"{triple.object} is there, but not under {triple.predicate}: {elsewhere}"
    elif near := _alike(level, unit, start, wanted.value):
        yield f"{triple.object} is not in the graph; did you mean {near}?"
    elif not level.probe.everywhere().count(f"?__s ?__p ?__o FILTER(isLiteral(?__o) && {same})"):
        yield f"{triple.object} is not in the graph"


def _elsewhere(level: Level, unit: Unit, triple: Triple, same: str) -> str:
    if constant(level.probe, triple.predicate) is None:
        return ""
    text = unit.within(f"{triple.subject} ?__p ?__o FILTER(isLiteral(?__o) && {same})")
    if fitting := level.probe.values("?__p ?__o", level.text(instead={unit: text}), limit=_FEW):
        return f"write {_pairs(fitting)}"
    others = level.probe.values("?__p ?__o", text, limit=_FEW)
    return f"{_pairs(others)} matches, though not with the others" if others else ""


def _pairs(rows: Sequence[Row]) -> str:
    return " or ".join(sorted(f"{written(predicate)} {written(value)}" for predicate, value in rows))


def _alike(level: Level, unit: Unit, start: str, wanted: str) -> str:
    rows = level.probe.values("?__o", unit.within(f"{start} FILTER(isLiteral(?__o))"), limit=_TEXTS)
    texts = {row[0].value: written(row[0]) for row in rows if isinstance(row[0], ox.Literal)}
    return " or ".join(texts[name] for name in nearest(wanted, texts))


def _values(level: Level, unit: Unit, what: str, text: str) -> list[str]:
    return sorted(written(row[0]) for row in level.probe.values(what, unit.within(text), limit=_FEW))


def _either(names: list[str]) -> str:
    return " or ".join(names)


# Graphs.


def _other_graphs(level: Level, unit: Unit) -> Iterator[str]:
    """Yield the graphs in which a triple stands that the one asked does not have."""
    if graphs := graphs_of(level, unit):
        yield f"{shown(unit.part)} matches only in another graph: {' and '.join(graphs)}"


def graphs_of(level: Level, unit: Unit) -> list[str]:
    """Return the first graphs that a triple matches in."""
    text = body(triples([unit.part]))
    rows = level.probe.everywhere().values("?__g", f"GRAPH ?__g {{ {text} }}", limit=_FEW)
    return sorted(written(row[0]) for row in rows)


# Directions.


def _other_direction(level: Level, unit: Unit, triple: Triple, alone: int) -> Iterator[str]:
    """Yield the pattern with its ends exchanged, or the inverse relation, where that matches."""
    for way, text in _turned(level, triple):
        if any(str(other) == text for other in triples(other.part for other in level.units)):
            continue
        if rows := level.count(instead={unit: unit.within(f"{text} .")}):
            verb = "fits the others" if alone else "matches"
            yield f"{level.named(unit)} {verb} only {way}: {shown(text)} ({rows_in_words(rows)})"
            return
        if not alone and (rows := level.probe.count(unit.within(f"{text} ."))):
            yield f"{level.named(unit)} matches only {way}: {shown(text)} (by itself {rows_in_words(rows)})"
            return


def _turned(level: Level, triple: Triple) -> Iterator[tuple[str, str]]:
    predicate = constant(level.probe, triple.predicate)
    ends = [constant(level.probe, end) for end in (triple.subject, triple.object)]
    if triple.predicate == "a" or isinstance(ends[1], ox.Literal) or not (predicate or any(ends)):
        return
    yield "the other way round", f"{triple.object} {triple.predicate} {triple.subject}"
    if isinstance(predicate, ox.NamedNode) and (relation := _forward(level.probe, predicate.value)) != predicate.value:
        yield "as the inverse relation", f"{triple.object} {shorten(relation)} {triple.subject}"


# Claims that assert nothing.


def _claims_only(level: Level, unit: Unit, triple: Triple, alone: int) -> Iterator[str]:
    """Yield how many claims say it of which none asserts it, and how to see them."""
    predicate = constant(level.probe, triple.predicate)
    if not isinstance(predicate, ox.NamedNode):
        return
    relation = _forward(level.probe, predicate.value)
    text = _as_claims(level.probe, triple, relation, turned=relation != predicate.value)
    everywhere = level.everywhere()
    place = everywhere.units[level.units.index(unit)]
    rows = everywhere.probe.values("?__claim", everywhere.text(instead={place: text}))
    if not rows and not alone:
        rows = everywhere.probe.values("?__claim", text)
    marks = _marks(everywhere.probe, [written(row[0]) for row in rows])
    if marks and all(marks):
        number = f"{bounded(len(marks))} claim{'s' * (len(marks) != 1)}"
        command = _command(level.probe, triple, shorten(relation))
        yield f"{level.named(unit)} {_DEGREE[bool(alone)].format(number)}: {_tally(marks)}; see {command}"


def _as_claims(probe: Probe, triple: Triple, relation: str, *, turned: bool) -> str:
    """Return the pattern of the claims on a triple, in each way that it can follow from them."""
    ways = {(relation, turned), *((narrower, turned) for narrower in _narrower(probe, relation))}
    if _linked(probe, f"<{relation}> {TYPE} {term('owl:SymmetricProperty')} . BIND(1 AS ?__x)"):
        ways |= {(name, not turned) for name, turned in ways}
    return " UNION ".join(f"{{ {_claim(triple, name, turned=turned)} }}" for name, turned in sorted(ways))


def _claim(triple: Triple, relation: str, *, turned: bool) -> str:
    subject, object = (triple.object, triple.subject) if turned else (triple.subject, triple.object)
    parts = {"rdf:subject": subject, "rdf:predicate": f"<{relation}>", "rdf:object": object}
    return f"?__claim {TYPE} {term('ent:Claim')} . " + " ".join(f"?__claim {term(p)} {o} ." for p, o in parts.items())


def _forward(probe: Probe, relation: str) -> str:
    """Return the relation that this one is the inverse of, or itself."""
    return next(iter(_linked(probe, f"<{relation}> {term('owl:inverseOf')} ?__x")), relation)


def _narrower(probe: Probe, relation: str) -> list[str]:
    return _linked(probe, f"?__x {term('rdfs:subPropertyOf')} <{relation}>")


def _linked(probe: Probe, text: str) -> list[str]:
    rows = probe.everywhere().values("?__x", text)
    return [row[0].value for row in rows if isinstance(row[0], ox.NamedNode | ox.Literal)]


def _marks(probe: Probe, claims: Sequence[str]) -> list[str]:
    """Return in words what keeps each claim from asserting its triple, nothing where it does assert it."""
    marks: dict[str, list[str]] = {claim: [] for claim in claims}
    names = " ".join(claims)
    for claim, _, mark in sorted(probe.values("?__claim ?__rank ?__mark", _MARKS.replace("CLAIMS", names)), key=str):
        marks[written(claim)].append(mark.value if isinstance(mark, ox.Literal) else "")
    return [" ".join(words) for words in marks.values()]


def _tally(marks: Sequence[str]) -> str:
    counts = sorted(Counter(marks).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {mark}" for mark, number in counts)


def _command(probe: Probe, triple: Triple, relation: str) -> str:
    """Return the command that lists the claims on a triple."""
    ends = [constant(probe, end) for end in (triple.subject, triple.object)]
    known = [shorten(end.value) for end in ends if isinstance(end, ox.NamedNode)]
    if len(known) == 2:
        return f"'kg query claims-between -p a={known[0]} -p b={known[1]}'"
    if known:
        return f"'kg query who-says -p actor={known[0]} -p relation={relation}'"
    return f"'kg show {relation}'"
