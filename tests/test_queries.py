from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import dossier, queries
from kg.problems import KgError, QueryError
from kg.queries import Parameter, SavedQuery, find_query, read_query, saved_queries, text_term
from kg.store import ask

SAVED = sorted(Path(queries.__file__).parent.glob("*.rq"))
OF_THE_DOSSIER = sorted(Path(dossier.__file__).parent.glob("*.rq"))
TYPES = {"entity", "actor", "issue", "relation", "source", "text"}
QUESTION = """\
#+ summary: Suppliers of an actor
#+ description: >-
#+   Who supplies it,
#+   and with what.
#+ params:
#+   actor: {type: actor, help: who is supplied}
#+   limit: {help: how many, default: 10}
SELECT ?who { ?who rel:supplies-arms-to ?actor }
"""


def bound(text: str, **values: str) -> str:
    """Return *text* with each value, as it is, in the place of the parameter of that name."""
    query = SavedQuery(name="q", text=text, parameters=tuple(Parameter(name=name) for name in values))
    return query.bind(values, lambda _, value: value)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_a_saved_query_opens_with_its_whole_manual(path: Path) -> None:
    query = read_query(path)

    assert (query.name, bool(query.summary), bool(query.description)) == (path.stem, True, True)
    assert {p.name: (p.type in TYPES, bool(p.help), f"?{p.name}" in query.text) for p in query.parameters} == {
        p.name: (True, True, True) for p in query.parameters
    }


@pytest.mark.parametrize("path", [*SAVED, *OF_THE_DOSSIER], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_of_the_program_parses_and_says_what_it_asks(path: Path) -> None:
    query = read_query(path)
    text = query.bind({p.name: "<x:y>" for p in query.parameters}, lambda _, value: value)
    answer = ask(ox.Store(), text)

    assert isinstance(answer, ox.QuerySolutions)
    assert (list(answer), bool(query.summary)) == ([], True)


def test_the_header_of_a_query_is_its_manual(tmp_path: Path) -> None:
    (tmp_path / "suppliers.rq").write_text(QUESTION, "utf-8")

    assert read_query(tmp_path / "suppliers.rq") == SavedQuery(
        name="suppliers",
        text=QUESTION,
        summary="Suppliers of an actor",
        description="Who supplies it, and with what.",
        parameters=(
            Parameter(name="actor", type="actor", help="who is supplied"),
            Parameter(name="limit", type="text", help="how many", default="10"),
        ),
    )


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "# only a comment\nASK {}", "#+\nASK {}", "\ufeffASK {}"])
def test_a_query_needs_no_header(tmp_path: Path, text: str) -> None:
    (tmp_path / "bare.rq").write_text(text, "utf-8")

    assert read_query(tmp_path / "bare.rq") == SavedQuery(name="bare", text=text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    "header",
    [
        "#+ summary: [unclosed",
        "#+ - a list",
        "#+ just words",
        "#+ params: words",
        "#+ params:\n#+   a: words",
        "#+ params:\n#+   a: {colour: red}",
    ],
)
def test_a_header_that_is_no_manual_is_refused_with_its_file(tmp_path: Path, header: str) -> None:
    (tmp_path / "odd.rq").write_text(f"{header}\nASK {{}}\n", "utf-8")

    with pytest.raises(KgError, match=rf"^{tmp_path}/odd\.rq: the header is not what a saved query has: "):
        read_query(tmp_path / "odd.rq")


@pytest.mark.parametrize("content", [None, b"ASK { ?s ?p '\xe9' }"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "odd.rq").write_bytes(content)

    with pytest.raises(KgError, match=rf"^cannot read {tmp_path}/odd\.rq: "):
        read_query(tmp_path / "odd.rq")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("SELECT * { ?a ?b ?c }", "SELECT * { <x> ?b ?c }"),
        ("SELECT * { $a ?aa ?a1 ?_a }", "SELECT * { <x> ?aa ?a1 ?_a }"),
        ("SELECT * { ?b ?c ?a}", "SELECT * { ?b ?c <x>}"),
        ("FILTER(?a=?b&&?a<?a)", "FILTER(<x>=?b&&<x><<x>)"),
        ("FILTER(?b < ?a && ?a > 3)", "FILTER(?b < <x> && <x> > 3)"),
        ('"?a" ?a "\\"?a" ?a', '"?a" <x> "\\"?a" <x>'),
        ("'?a' ?a '\\'?a' ?a", "'?a' <x> '\\'?a' <x>"),
        ('"""?a "?a" ?a""" ?a', '"""?a "?a" ?a""" <x>'),
        ("'''?a\n?a''' ?a", "'''?a\n?a''' <x>"),
        ('""?a', '""<x>'),
        ("<http://e.org/?a> ?a", "<http://e.org/?a> <x>"),
        ("<http://e.org/#a> ?a", "<http://e.org/#a> <x>"),
        ("?b # ?a\n?a", "?b # ?a\n<x>"),
        ("#+ params: {?a}\n?a", "#+ params: {?a}\n<x>"),
        ("'#' ?a # '\n?a", "'#' <x> # '\n<x>"),
        ("?p/rel:x* ?a+", "?p/rel:x* <x>+"),
    ],
)
def test_values_take_the_place_of_variables_alone(text: str, after: str) -> None:
    assert bound(text, a="<x>") == after


def test_an_escaped_quote_does_not_end_a_long_string() -> None:
    assert bound('"""\\"""?a""" ?a', a="<x>") == '"""\\"""?a""" <x>'


STRINGS = st.text(st.sampled_from("?$a '\\\"#<>\nx"), max_size=12).map(
    lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
)
IRIS = st.text(st.sampled_from("?$a'#:/x"), max_size=12).map(lambda text: f"<{text}>")
COMMENTS = st.text(st.sampled_from("?$a '\\\"#<>x"), max_size=12).map(lambda text: f"#{text}\n")
OTHERS = st.sampled_from(["?b", "$aa", "?a_", "{", "}", "rdfs:label", "1", "a", "||"])


@given(st.lists(st.one_of(STRINGS, IRIS, COMMENTS, OTHERS, st.sampled_from(["?a", "$a"]))))
def test_strings_iris_and_comments_are_never_touched(tokens: list[str]) -> None:
    after = ["<value>" if token in ("?a", "$a") else token for token in tokens]

    assert bound(" ".join(tokens), a="<value>") == " ".join(after)


@given(st.text(max_size=20))
def test_a_text_is_one_term_whatever_it_holds(value: str) -> None:
    answer = ask(ox.Store(), bound("SELECT (?a AS ?same) {}", a=text_term(value)))

    assert isinstance(answer, ox.QuerySolutions)
    assert [row["same"].value for row in answer] == [value]


def test_an_iri_in_angle_brackets_stays_one() -> None:
    assert [text_term(text) for text in ("<http://e.org/a>", "<not an iri>", "plain", 'a "quote"\n')] == [
        "<http://e.org/a>",
        '"<not an iri>"',
        '"plain"',
        '"a \\"quote\\"\\n"',
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "error[missing-parameter]: 'suppliers' needs -p actor=ACTOR (who is supplied)"),
        ({"actor": ""}, "error[missing-parameter]: 'suppliers' needs -p actor=ACTOR (who is supplied)"),
        ({"actr": "x"}, "error[unknown-parameter]: 'suppliers' takes no 'actr'; did you mean 'actor'?"),
        ({"colour": "x"}, "error[unknown-parameter]: 'suppliers' takes no 'colour'; it takes actor, limit"),
    ],
)
def test_missing_and_unknown_parameters_are_named(tmp_path: Path, values: dict[str, str], message: str) -> None:
    (tmp_path / "suppliers.rq").write_text(QUESTION, "utf-8")

    with pytest.raises(QueryError) as error:
        find_query("suppliers", tmp_path).bind(values, lambda _, value: value)
    assert str(error.value) == message


def test_a_query_without_parameters_says_only_that_it_takes_none() -> None:
    with pytest.raises(QueryError) as error:
        SavedQuery(name="q", text="ASK {}").bind({"a": "x"}, lambda _, value: value)
    assert str(error.value) == "error[unknown-parameter]: 'q' takes no 'a'"


def test_a_default_stands_in_for_a_value_that_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "suppliers.rq").write_text(QUESTION.replace("} }", "} } LIMIT ?limit"), "utf-8")

    text = find_query("suppliers", tmp_path).bind({"actor": "iran"}, lambda kind, value: f"{kind}:{value}")
    assert text.splitlines()[-1] == "SELECT ?who { ?who rel:supplies-arms-to actor:iran }"


def test_the_last_folder_with_a_query_of_that_name_wins(tmp_path: Path) -> None:
    (tmp_path / "who-says.rq").write_text("ASK {}", "utf-8")

    assert find_query("who-says", tmp_path).text == "ASK {}"
    assert set(saved_queries(tmp_path / "none")) == {path.stem for path in SAVED}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("who-sais", "did you mean 'who-says'?"),
        ("xyz", f"saved are {', '.join(path.stem for path in SAVED)}"),
    ],
)
def test_an_unknown_query_is_answered_with_the_names_there_are(name: str, hint: str) -> None:
    with pytest.raises(QueryError) as error:
        find_query(name)
    assert str(error.value) == f"error[unknown-query]: no saved query and no file {name!r}; {hint}"
