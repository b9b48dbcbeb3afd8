"""Queries to begin with, made of what a graph holds, so that each of them has an answer."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg import store
from kg.problems import QueryError
from kg.queries import SavedQuery, read_query
from kg.terms import shorten

_FOLDER = Path(__file__).parent
#: The saved query that takes an actor and a relation, and one that takes nothing.
_BY_PAIR, _BY_ITSELF = "who-says", "most-documented"


def examples(graph: ox.Store, questions: Iterable[SavedQuery] = ()) -> tuple[str, ...]:
    """Return three command lines that have rows: the text of a query, a saved query with its values, and a question.

    The question is the first of *questions*, those of the corpus, that takes no value and has rows, else a saved query
    of the program's own. A graph without claims has no examples.
    """
    pair = next(iter(store.rows(graph, read_query(_FOLDER / "pairs.rq").text)), None)
    if pair is None:
        return ()
    subject, relation = shorten(pair["subject"]), shorten(pair["relation"])
    bare = f"{subject} {relation} ?whom"
    claimed = f"?claim rdf:subject {subject} ; rdf:predicate {relation} ; rdf:object ?whom"
    return (
        _line(f"SELECT ?whom {{ {bare if pair['asserted'] == 'true' else claimed} }}"),
        _line(_BY_PAIR, "-p", f"actor={_id(subject)}", "-p", f"relation={_id(relation)}"),
        _line(next((question.name for question in questions if _has_rows(graph, question)), _BY_ITSELF)),
    )


def _id(curie: str) -> str:
    return curie.partition(":")[2]


def _line(*arguments: str) -> str:
    return shlex.join(("kg", "query", *arguments))


def _has_rows(graph: ox.Store, question: SavedQuery) -> bool:
    if question.parameters:
        return False
    try:
        answer = store.ask(graph, question.text)
    except QueryError:
        return False
    return isinstance(answer, ox.QuerySolutions) and next(answer, None) is not None
