"""Why a FILTER or MINUS leaves no row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, pairwise

import pyoxigraph as ox

from kg.diagnosis.level import Level, Unit
from kg.diagnosis.outline import variables
from kg.diagnosis.probe import rows_in_words, written
from kg.sparql.tokens import Token, tokenize
from kg.spelling import nearest
from kg.terms import iri, literal, shorten

_ORDER = ("<", ">", "<=", ">=")
_NUMBERS = {iri(f"xsd:{name}") for name in ("integer", "decimal", "double", "float")}
_TIMES = {iri(f"xsd:{name}") for name in ("date", "dateTime", "time", "gYear")}
# What looks for one text in another.
_SEARCHES = ("CONTAINS", "STRSTARTS", "STRENDS", "REGEX")
_FEW = 3


def emptied_by_filters(level: Level, rows: int) -> Iterator[str]:
    """Yield what takes away all of the *rows* that the patterns of a level have."""
    left = {unit: _left_by(level, [unit]) for unit in level.filters}
    culprits = [unit for unit, number in left.items() if not number]
    for unit in culprits:
        yield f"{unit} removes all: {rows_in_words(rows)} before it, 0 after"
        yield from islice(_reasons(level, unit), 1)
    if not culprits:
        yield _together(level, rows, left)


def _together(level: Level, rows: int, left: Mapping[Unit, int]) -> str:
    """Return which two filters remove all where there are such, else that all do together."""
    pairs = (pair for pair in combinations(level.filters, 2) if not _left_by(level, pair))
    leave = " and ".join(f"{unit} leaves {rows_in_words(left[unit])}" for unit in next(pairs, level.filters))
    return f"{leave} of {rows_in_words(rows)}, but together they remove all"


def _left_by(level: Level, filters: Sequence[Unit]) -> int:
    """Return how many rows some of the filters leave."""
    return level.count(without=[unit for unit in level.filters if unit not in filters])


def _reasons(level: Level, unit: Unit) -> Iterator[str]:
    """Yield why a FILTER is true of no row, as far as its text tells, the likeliest first."""
    if unit.text.upper().startswith("MINUS") or "EXISTS" in unit.text.upper():
        return
    yield from _unbound(level, unit)
    for name, operator, value in _comparisons(tokenize(unit.text)):
        yield from _compared(level, name, operator, value)
    yield from _in_any_case(level, unit)
    yield from _uncomputed(level, unit)


def _unbound(level: Level, unit: Unit) -> Iterator[str]:
    bound = variables(level.text(without=level.filters))
    for name in variables(unit.text):
        if name not in bound:
            near = nearest(name, bound)
            cure = f"; did you mean {' or '.join(f'?{other}' for other in near)}?" if near else ""
            yield f"?{name} stands in no pattern{cure}"


def _comparisons(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    """Yield variable, operator and literal of each comparison such as ``?name = "Iran"`` or ``?name IN ("Iran")``."""
    for at, token in enumerate(tokens):
        if token.kind != "var":
            continue
        before, behind = tokens[at - 1].text, tokens[at + 1].text
        if behind in ("=", *_ORDER):
            yield token.text, behind, _literal(tokens, at + 2)
        elif behind.upper() == "IN":
            yield token.text, "=", _literal(tokens, at + 3)
        elif before in ("=", *_ORDER) and tokens[at - 2].kind in ("string", "number"):
            yield token.text, before, _literal(tokens, at - 2)


def _literal(tokens: Sequence[Token], at: int) -> str:
    """Return the text of the literal that begins at a token, nothing if none does."""
    token, behind = tokens[at], tokens[min(at + 1, len(tokens) - 1)]
    if token.kind not in ("string", "number"):
        return ""
    if behind.kind == "lang":
        return token.text + behind.text
    return f"{token.text}^^{tokens[at + 2].text}" if behind.text == "^^" else token.text


def _compared(level: Level, name: str, operator: str, value: str) -> Iterator[str]:
    """Yield what the variable holds where it is not of the kind that it is compared with."""
    if not value:
        return
    source = next((unit.text for unit in level.patterns if name[1:] in variables(unit.text)), "")
    wanted = level.probe.values(f"({value} AS ?__x)", "")[0][0]
    if not source or not isinstance(wanted, ox.Literal):
        return
    same = f"FILTER(isLiteral({name}) && LCASE(STR({name})) = LCASE({literal(wanted.value)}))"
    found = [row[0] for row in level.probe.values(name, f"{source} {same}", limit=_FEW)] if operator == "=" else []
    if found and wanted not in found:
        yield f"{name} is never {value}, but {' or '.join(sorted(map(written, found)))}: write that"
        return
    rows = level.probe.values(f"(DATATYPE({name}) AS ?__kind)", source)
    kinds = {row[0].value for row in rows if isinstance(row[0], ox.NamedNode)}
    names = level.probe.values(name, f"{source} FILTER(isIRI({name}))", limit=1)
    if names and not kinds:
        yield f"{name} holds names such as {written(names[0][0])}, not texts: compare with a name, or STR({name})"
    elif kinds and not kinds & _comparable(wanted.datatype.value):
        held, given = " and ".join(sorted(map(shorten, kinds))), shorten(wanted.datatype.value)
        yield f"{name} holds {held}, {value} is {given}: {_cast(name, kinds, wanted)}"


def _comparable(datatype: str) -> set[str]:
    return _NUMBERS if datatype in _NUMBERS else {datatype}


def _cast(name: str, kinds: set[str], wanted: ox.Literal) -> str:
    """Return how to compare values of these datatypes with a literal of another."""
    if wanted.datatype.value in _NUMBERS:
        return f"compare xsd:decimal({name})"
    if kinds & _NUMBERS:
        return f"write {wanted.value} without quotes"
    if len(kinds) == 1 and kinds <= _TIMES:
        return f'write "{wanted.value}"^^{shorten(next(iter(kinds)))}'
    return f"compare STR({name})"


def _in_any_case(level: Level, unit: Unit) -> Iterator[str]:
    """Yield the filter as it is true of some rows, where it looks for capital or small letters that are not there."""
    text = _without_case(unit.text)
    others = [other for other in level.filters if other != unit]
    if text != unit.text and (rows := level.count(without=others, instead={unit: text})):
        yield f"letters are there in another case: write {text} ({rows_in_words(rows)})"


def _without_case(text: str) -> str:
    """Return a filter whose first comparison of parts of texts heeds no case, or *text* itself.

    >>> _without_case('FILTER(CONTAINS(?name, "iran"))')
    'FILTER(CONTAINS(LCASE(?name), LCASE("iran")))'
    """
    tokens = tokenize(text)
    for at, token in enumerate(tokens):
        if token.word in _SEARCHES:
            start, *cuts, end = _cuts(tokens, at + 1)
            parts = [text[a + 1 : b].strip() for a, b in pairwise([start, *cuts, end])]
            if token.word != "REGEX":
                return f"{text[: start + 1]}{', '.join(f'LCASE({part})' for part in parts)}{text[end:]}"
            if len(parts) == 2:
                return f'{text[:end]}, "i"{text[end:]}'
    return text


def _cuts(tokens: Sequence[Token], at: int) -> Iterator[int]:
    """Yield where the bracket at a token, the commas right inside it and the one that closes it stand in the text."""
    depth = 0
    for token in tokens[at:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 or (depth == 1 and token.text in ("(", ",")):
            yield token.start
        if depth == 0:
            return


def _uncomputed(level: Level, unit: Unit) -> Iterator[str]:
    expression = unit.text.partition("(")[0][len("FILTER") :] + "(" + unit.text.partition("(")[2]
    rows = level.text(without=level.filters)
    if not level.probe.sample("?__value", rows, f"BIND(({expression}) AS ?__value) FILTER(BOUND(?__value))"):
        yield "it can be computed for none of them: a variable is not bound, or values are not of a kind that it takes"
