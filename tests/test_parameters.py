"""Whatever is given as a parameter of a saved query, it stays one term: it can neither end nor widen the query."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.problems import QueryError
from kg.queries import SavedQuery
from kg.queries.header import TYPES, Parameter
from kg.queries.values import value_term
from kg.store import ask

#: What ends a text, an address, a comment or a pattern, or begins something else.
SIGNS = [*"\"'<>{}()#;\\\n\r \u2028\ud800\0a", "'" * 3, '"' * 3, "\\u0022", "\\U0000003E"]
WORDS = ["^^", "@en", "?x", "_:b", "SERVICE <http://127.0.0.1:9/> {", "UNION {", "} UNION {", "} #", "> } #", "true"]
PIECES = st.sampled_from([*SIGNS, *WORDS, "", "x:y", "http://x.example/", "2024-01-01", "12"])
VALUES = st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join))
#: A saved query that gives back what it was given, and a row for each triple beside.
GIVEN = "SELECT ?same ?s { BIND(?value AS ?same) OPTIONAL { ?s <x:p> ?value } }"


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    store = ox.Store()
    store.extend([ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal(str(n))) for n in range(20)])
    return store


def unknown(name: str, _: tuple[str, ...]) -> str:
    """Find things as a graph would that has every name, so that the name itself comes into the query."""
    try:
        return str(ox.NamedNode(f"http://x.example/{name}").value)
    except ValueError:
        raise QueryError(f"nothing is called {name!r}") from None


@pytest.mark.parametrize("type", TYPES)
@settings(max_examples=100)
@given(value=VALUES)
def test_a_value_is_one_term_and_the_answer_keeps_its_shape(graph: ox.Store, type: str, value: str) -> None:
    saved = SavedQuery(name="given", text=GIVEN, parameters=(Parameter(name="value", type=type, help="a value"),))
    try:
        text = saved.bind({"value": value}, lambda kind, typed: value_term(kind, typed, unknown))
        answer = ask(graph, text)
    except QueryError:
        assert type != "text" or value == "" or any("\ud800" <= sign <= "\udfff" for sign in value)
        return

    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == ["same", "s"]
    found = list(answer)
    assert len(found) == 1
    assert type != "text" or found[0]["same"] in (ox.Literal(value), *address(value))


def address(value: str) -> list[ox.NamedNode]:
    """Return what a text in angle brackets may be taken for."""
    try:
        return [ox.NamedNode(value[1:-1])] if value.startswith("<") and value.endswith(">") else []
    except ValueError:
        return []
