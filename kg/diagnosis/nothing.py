"""Why a query has no rows, or counts none."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from kg.diagnosis.causes import causes, constant, graphs_of
from kg.diagnosis.filters import emptied_by_filters
from kg.diagnosis.level import Level, Unit, level_of, units_of
from kg.diagnosis.outline import (
    Clause,
    Group,
    Outline,
    Part,
    Selection,
    Triple,
    Union,
    UnreadableError,
    read_outline,
    shown,
    variables,
)
from kg.diagnosis.probe import Ask, Clock, OutOfTimeError, Probe, bounded, probe_of, rows_in_words
from kg.diagnosis.unknown import Unknown, unknown_terms
from kg.problems import KgError
from kg.spelling import nearest

#: How long the search for a reason may take, in seconds.
BUDGET = 2.0
_FEW = 3
_EMPTY = "the default graph is empty, all triples stand in named graphs: write GRAPH ?g { ... } or ask all together"
_NO_NAMED_GRAPH = "there is no named graph: leave GRAPH out, or name one with --graph IRI=FILE"
_NO_GRAPH_NAMED = "FROM leaves no named graph to look in: leave GRAPH out, or add FROM NAMED"
_DEFAULT, _NAMED = "?__s ?__p ?__o", "GRAPH ?__g { ?__s ?__p ?__o }"
_COUNTED = re.compile(r"\bCOUNT\s*\(\s*(?:DISTINCT\s*)?[?$](\w+)\s*\)", re.IGNORECASE)
# Before these marks of a path stands what it can do without.
_LOOSE = re.compile(r"[|*?!]")


def diagnose(ask: Ask, query: str, *, budget: float = BUDGET, clock: Clock = time.monotonic) -> tuple[str, ...]:
    """Return why a query, which the engine accepts, has no rows or counts none: the lines of a hint.

    Nothing is said of ASK, whose answer is one either way. After *budget* seconds no further question is begun.
    """
    found: list[str] = []
    try:
        for line in _reasons(ask, query, deadline=clock() + budget, clock=clock):
            found.append(line)
    except OutOfTimeError:
        found.append(f"not everything was tried: the search for a reason ends after {budget:g} seconds")
    except KgError as error:  # the answer was given; that its reason cannot be had is no failure of the query
        found.append(f"not everything was tried: {str(error).splitlines()[0]}")
    return tuple(dict.fromkeys(found))


def _reasons(ask: Ask, query: str, *, deadline: float, clock: Clock) -> Iterator[str]:
    try:
        outline = read_outline(query)
    except UnreadableError:
        yield from map(str, unknown_terms(ask, query))
        return
    if outline.selection.form == "ASK":
        return
    unknown = unknown_terms(ask, query)
    yield from map(str, unknown)
    if _explains(unknown, outline):
        return
    probe = probe_of(ask, outline, deadline=deadline, clock=clock)
    if _asks_an_empty_graph(outline.selection, probe):
        yield _EMPTY
        return
    if _asks_graphs_that_are_not_there(outline.selection, probe):
        yield _NO_GRAPH_NAMED if probe.dataset else _NO_NAMED_GRAPH
        return
    yield from _of_selection(outline.selection, probe)


def _asks_an_empty_graph(selection: Selection, probe: Probe) -> bool:
    """Tell whether triples are asked of a default graph that has none, while other graphs do."""
    asks = any(isinstance(unit.part, Triple) and not unit.keyword for unit in units_of(selection.parts))
    return asks and not probe.count(_DEFAULT, most=1) and bool(probe.count(_NAMED, most=1))


def _asks_graphs_that_are_not_there(selection: Selection, probe: Probe) -> bool:
    """Tell whether triples are asked of named graphs where only the default graph has any."""
    asks = any(map(_needs_graph, selection.parts))
    return asks and not probe.count(_NAMED, most=1) and bool(probe.count(_DEFAULT, most=1))


def _needs_graph(part: Part) -> bool:
    """Tell whether a part matches only where a named graph does."""
    match part:
        case Group(keyword=""):
            return any(map(_needs_graph, part.parts))
        case Group():
            return part.keyword.upper().startswith("GRAPH")
        case Selection():
            return any(map(_needs_graph, part.parts))
    return False


def _explains(unknown: Sequence[Unknown], outline: Outline) -> bool:
    """Tell whether a name that is not in the graph stands where nothing can match without it."""
    names = {term.name for term in unknown}
    selection = outline.selection
    if not selection.parts:
        return bool(names)
    datasets = re.findall(r"(?:FROM|NAMED)\s+(\S+)", outline.dataset, re.IGNORECASE)
    if datasets and names.issuperset(datasets):
        return True
    return any(names & set(_needed(unit)) for unit in units_of(selection.parts) if unit.role == "pattern")


def _needed(unit: Unit) -> Iterator[str]:
    """Yield the names without which a unit cannot match."""
    yield from unit.keyword.split()[1:]
    match unit.part:
        case Triple():
            yield unit.part.subject
            yield unit.part.object
            if not _LOOSE.search(re.sub(r"<[^>]*>", "", unit.part.predicate)):
                yield from re.findall(r"<[^>]*>|[^\s/^()+]+", unit.part.predicate)
        case Group():
            yield from unit.part.keyword.split()[1:]


# A query or subquery.


def _of_selection(selection: Selection, probe: Probe) -> Iterator[str]:
    values = [modifier for modifier in selection.modifiers if modifier.keyword == "VALUES"]
    level = level_of([*selection.parts, *values], probe)
    rows = level.count()
    yield from _after_matching(selection, probe, rows) if rows else _of_level(level)


def _after_matching(selection: Selection, probe: Probe, rows: int) -> Iterator[str]:
    """Yield what leaves nothing of rows that match."""
    if selection.form == "CONSTRUCT":
        yield f"{_matching(rows)}, but none binds all variables of a triple of the template"
        return
    slices = [modifier for modifier in selection.modifiers if modifier.keyword in ("LIMIT", "OFFSET")]
    if slices and (whole := probe.rows_of(selection.without("LIMIT", "OFFSET"))):
        yield from _sliced(slices, whole)
    for modifier in selection.modifiers:
        if modifier.keyword == "HAVING" and (groups := probe.rows_of(selection.without("HAVING", "LIMIT", "OFFSET"))):
            yield f"{modifier} removes all: {bounded(groups)} group{'s' * (groups != 1)} before it, 0 after"
            return
    yield from _never_bound(selection, rows)


def _sliced(slices: Sequence[Clause], whole: int) -> Iterator[str]:
    for modifier in slices:
        number = int(modifier.text.split()[-1])
        if modifier.keyword == "LIMIT" and number == 0:
            yield f"{modifier} asks for no rows; without it {rows_in_words(whole)}"
        elif modifier.keyword == "OFFSET" and number >= whole:
            yield f"{modifier} skips all: without it {rows_in_words(whole)}"


def _never_bound(selection: Selection, rows: int) -> Iterator[str]:
    bound = [name for part in selection.parts for name in variables(str(part))]
    for name in _COUNTED.findall(selection.clause):
        near = nearest(name, set(bound)) if name not in bound else ()
        cure = f"; did you mean {' or '.join(f'?{other}' for other in near)}?" if near else ""
        yield f"{_matching(rows)}, but ?{name}, which is counted, is bound in none{cure}"


def _matching(rows: int) -> str:
    return f"{rows_in_words(rows)} match{'es' * (rows == 1)}"


# What stands between braces.


def _of_level(level: Level) -> Iterator[str]:
    """Yield why units that have no rows together have none."""
    if level.filters and (rows := level.count(without=level.filters)):
        yield from emptied_by_filters(level, rows)
        return
    level = Level(level.probe, tuple(unit for unit in level.units if unit.role != "filter"))
    alone = {unit: level.alone(unit) for unit in level.patterns}
    empty = [unit for unit, number in alone.items() if not number]
    found = {unit: tuple(causes(level, unit, alone[unit])) for unit in empty or level.patterns}
    for unit, lines in found.items():
        yield from lines or (() if alone[unit] else tuple(_inside(level, unit)) or _empty(level, unit))
    if not empty:
        yield from _of_join(level, cured=any(found.values()))


def _inside(level: Level, unit: Unit) -> Iterator[str]:
    """Yield why a group, a union or a subquery by itself has no rows."""
    match unit.part:
        case Group():
            yield from _of_level(level_of(unit.part.parts, level.probe.inside(unit.part.keyword)))
        case Union():
            yield "no branch of UNION matches"
            for number, branch in enumerate(unit.part.branches, start=1):
                for line in _of_level(level_of(branch.parts, level.probe)):
                    yield f"branch {number}: {line}"
        case Selection():
            yield from _of_selection(unit.part, level.probe)


def _empty(level: Level, unit: Unit) -> Iterator[str]:
    if len(level.patterns) == 1 and isinstance(unit.part, Triple):
        yield f"{_found_nowhere(level, unit)}; every name in it is known: the data holds no such triple"
        return
    rest = level.count(without=[unit])
    yield f"{level.named(unit)} 0 rows; without it {rows_in_words(rest)}"


def _found_nowhere(level: Level, unit: Unit) -> str:
    if isinstance(unit.part, Triple) and constant(level.probe, unit.part.predicate):
        predicate = unit.part.predicate
        if not level.probe.count(f"?__s {predicate} ?__o"):
            return f"no triple has {predicate} as its predicate"
    return f"{unit}: 0 rows"


def _of_join(level: Level, *, cured: bool) -> Iterator[str]:
    """Yield the first pattern that leaves nothing of those before it, when each matches by itself."""
    if level.names_graphs and (rows := level.everywhere().count()):
        places = (f"{shown(unit.part)} in {' and '.join(graphs_of(level, unit))}" for unit in level.patterns)
        yield f"all graphs together have {rows_in_words(rows)}, those asked for none: {'; '.join(islice(places, _FEW))}"
        return
    for number, unit in enumerate(level.patterns[1:], start=1):
        later = level.patterns[number + 1 :]
        if not level.count(without=later):
            before = level.count(without=[unit, *later])
            together = "pattern 1 has" if number == 1 else f"patterns 1 to {number} together have"
            yield f"{together} {rows_in_words(before)}, but none with {level.named(unit)[:-1]}"
            break
    if not cured:
        yield "every pattern matches by itself: the data holds no such combination"
