from __future__ import annotations

from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ACTORS, ISSUES, ROOT, CorpusFolder, claims
from hypothesis import given
from hypothesis import strategies as st

from kg import dossier, queries
from kg.builder import compile_lines
from kg.lookup import parameter_term
from kg.model import Corpus
from kg.ontology import Ontology
from kg.problems import KgError, QueryError
from kg.queries import Parameter, SavedQuery, find_query, query_files, read_query, saved_queries, text_term, value_term
from kg.queries.header import MOST
from kg.queries.trial import Outcome, attempt, samples
from kg.reader import read_corpus
from kg.store import ask, memory_store
from kg.vocabulary import read_vocabulary

SAVED = sorted(Path(queries.__file__).parent.glob("*.rq"))
OF_THE_DOSSIER = sorted(Path(dossier.__file__).parent.glob("*.rq"))
FAMILIES = {
    "who-whom", "evidence", "disagreement", "arms", "economy", "diplomacy", "perception", "time", "network",
    "corpus-quality",
}  # fmt: skip
#: What is counted, where a row stands for many claims.
COUNTS = {"claims", "sources", "pairs", "claimsTo", "claimsWithA", "actual", "before", "others"}
#: Claims by their ids, and what no claim speaks of.
OF_NO_PLACE = {"disagreements", "unused-names", "unused-relations"}
QUESTION = """\
#+ summary: Suppliers of an actor
#+ description: >-
#+   Who supplies it,
#+   and with what.
#+ tags: [arms, who-whom]
#+ params:
#+   actor: {type: actor, help: who is supplied}
#+   limit: {help: how many, default: 010}
#+   since: {type: date, optional: true}
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
    assert query.tags[:1] and query.tags[0] in FAMILIES
    assert {p.name: (bool(p.help), f"?{p.name}" in query.body) for p in query.parameters} == {
        p.name: (True, True) for p in query.parameters
    }


def test_every_family_has_queries_and_there_are_enough() -> None:
    families = [query.tags[0] for query in saved_queries().values() if query.tags]

    assert set(families) == FAMILIES
    assert min(families.count(family) for family in FAMILIES) >= 4
    assert len(families) >= 50


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_a_row_says_where_it_is_said_or_is_counted(path: Path) -> None:
    query = read_query(path)
    text = query.bind(
        {p.name: "1" if p.type == "number" else "<x:y>" for p in query.parameters}, lambda _, value: value
    )
    answer = ask(ox.Store(), text)

    assert isinstance(answer, ox.QuerySolutions)
    columns = {variable.value for variable in answer.variables}
    assert columns >= {"source", "paragraph"} or columns & COUNTS or path.stem in OF_NO_PLACE


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
        tags=("arms", "who-whom"),
        parameters=(
            Parameter(name="actor", type="actor", help="who is supplied"),
            Parameter(name="limit", type="text", help="how many", default="010"),
            Parameter(name="since", type="date", optional=True),
        ),
    )


def test_the_body_is_the_query_without_its_manual() -> None:
    last = QUESTION.splitlines()[-1]

    assert SavedQuery(name="q", text=QUESTION).body == last
    assert SavedQuery(name="q", text=f"# mine\n{QUESTION}#+ not a manual\n").body == f"{last}\n#+ not a manual"
    assert SavedQuery(name="q", text="ASK {}\n").body == "ASK {}"


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "# only a comment\nASK {}", "#+\nASK {}", "\ufeffASK {}"])
def test_a_query_needs_no_header(tmp_path: Path, text: str) -> None:
    (tmp_path / "bare.rq").write_text(text, "utf-8")

    assert read_query(tmp_path / "bare.rq") == SavedQuery(name="bare", text=text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    ("header", "line", "fault"),
    [
        ("#+ summary: [unclosed", 1, "expected ',' or ']', but got '<stream end>'"),
        ("#+ summary: x\n#+ description: a: b", 2, "mapping values are not allowed here"),
        ("#+ summary: x\n#+ description: \x07", 2, "special characters are not allowed"),
        ("#+ - a list", 1, "here stand keys with values"),
        ("#+ just words", 1, "here stand keys with values"),
        ("#+ summary: x\n# a remark\n\n#+ summary: y", 4, "'summary' stands here twice"),
        ("#+ sumary: x", 1, "no 'sumary'; did you mean 'summary'?"),
        ("#+ summary: [x]", 1, "here stands a text"),
        ("#+ tags: arms", 1, "here stands a list, such as [arms, time]"),
        ("#+ ? [a]\n#+ : b", 1, "here stands a text"),
        ("#+ params: words", 1, "here stand keys with values"),
        ("#+ params:\n#+   a: words", 2, "here stand keys with values"),
        ("#+ params:\n#+   a b: {}", 2, "'a b' is no name of a variable"),
        ("#+ params:\n#+   a: {}\n#+   a: {}", 3, "'a' stands here twice"),
        ("#+ params:\n#+   a: {help: x, help: y}", 2, "'help' stands here twice"),
        (
            "#+ params:\n#+   a: {colour: red}",
            2,
            "a parameter has no 'colour'; known are type, help, default, optional",
        ),
        ("#+ params:\n#+   a: {type: actr}", 2, "no type 'actr'; did you mean 'actor'?"),
        ("#+ params:\n#+   a: {optional: yes}", 2, "optional is true or false, and not 'yes'"),
        ("#+ summary: &x y", 1, "anchors, aliases and tags are not known here"),
        ("#+ summary: x\n#+ tags: [*x]", 2, "anchors, aliases and tags are not known here"),
        ("#+ summary: !!python/name:os.system x", 1, "anchors, aliases and tags are not known here"),
        (f"#+ tags: {'[' * 5000}", 1, "nested too deeply"),
        (f"#+ summary: {'x' * MOST}", 1, "longer than 64 kB"),
        ("#+ summary: x\n#+ ---\n#+ summary: y", 2, "but found another document"),
    ],
)
def test_a_header_that_is_no_manual_is_refused_with_its_place(
    tmp_path: Path, header: str, line: int, fault: str
) -> None:
    (tmp_path / "odd.rq").write_text(f"{header}\nASK {{}}\n", "utf-8")

    with pytest.raises(KgError) as error:
        read_query(tmp_path / "odd.rq")
    assert str(error.value) == f"{tmp_path}/odd.rq:{line}: the header of a saved query: {fault}"


def test_what_only_grlc_knows_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "odd.rq").write_text("#+ endpoint: http://e.org\n#+ method: GET\n#+ pagination: 100\nASK {}", "utf-8")

    assert read_query(tmp_path / "odd.rq").parameters == ()


@pytest.mark.parametrize("content", [None, b"ASK { ?s ?p '\xe9' }"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "odd.rq").write_bytes(content)

    with pytest.raises(KgError, match=rf"^(cannot read )?{tmp_path}/odd\.rq: "):
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
        ({"colour": "x"}, "error[unknown-parameter]: 'suppliers' takes no 'colour'; it takes actor, limit, since"),
    ],
)
def test_missing_and_unknown_parameters_are_named(tmp_path: Path, values: dict[str, str], message: str) -> None:
    (tmp_path / "suppliers.rq").write_text(QUESTION, "utf-8")

    with pytest.raises(QueryError) as error:
        find_query("suppliers", tmp_path).bind(values, lambda _, value: value)
    assert str(error.value) == message


def test_a_missing_parameter_is_shown_in_an_example_with_what_is_given(tmp_path: Path) -> None:
    (tmp_path / "pair.rq").write_text("#+ params: {a: {type: actor}, b: {type: actor}}\nASK { ?a ?p ?b }", "utf-8")

    with pytest.raises(QueryError) as error:
        find_query("pair", tmp_path).bind(
            {"b": "two words"}, lambda _, value: value, lambda: {"actor": ["actor:norland", "actor:sudonia"]}
        )
    assert str(error.value).splitlines() == [
        "error[missing-parameter]: 'pair' needs -p a=ACTOR",
        "   = help: for example: kg query pair -p a=norland -p 'b=two words'",
    ]


def test_an_optional_parameter_that_is_not_given_leaves_its_variable_free() -> None:
    query = SavedQuery(
        name="q", text="ASK { ?a ?p ?b }", parameters=(Parameter(name="a", type="actor", optional=True),)
    )

    assert query.bind({}, lambda _, value: value) == "ASK { ?a ?p ?b }"
    assert query.bind({"a": "<x>"}, lambda _, value: value) == "ASK { <x> ?p ?b }"


@pytest.mark.parametrize(
    ("type", "value", "term"),
    [
        ("actor", "x", "<actor/x>"),
        ("entity", "x", "<actor+issue/x>"),
        ("family", "x", "<family/x>"),
        ("modality", "x", "<modality/x>"),
        ("date", "2024-02-29", '"2024-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", "2024-02", '"2024-02-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", "2024", '"2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("number", "12", "12"),
        ("number", "-0.5", "-0.5"),
        ("text", "12", '"12"'),
    ],
)
def test_a_value_becomes_the_term_of_its_type(type: str, value: str, term: str) -> None:
    assert value_term(type, value, lambda name, prefixes: f"{'+'.join(prefixes)}/{name}") == term


@pytest.mark.parametrize(
    ("type", "value", "message"),
    [
        ("date", "today", "'today' is no day; write it as 2024-03-31, 2024-03 or 2024"),
        ("date", "2024-1-1", "'2024-1-1' is no day; write it as 2024-03-31, 2024-03 or 2024"),
        ("date", "2023-02-29", "'2023-02-29' is no day: day is out of range for month"),
        ("date", "0000", "'0000' is no day: year 0 is out of range"),
        ("number", "1 } #", "'1 } #' is no number; write it as 12 or 0.5"),
        ("number", "1e3", "'1e3' is no number; write it as 12 or 0.5"),
        ("number", "\u0663", "'\u0663' is no number; write it as 12 or 0.5"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_refused(type: str, value: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        value_term(type, value, lambda name, _: name)
    assert str(error.value) == f"error[unknown-value]: {message}"


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
    assert query_files(tmp_path)["who-says"] == tmp_path / "who-says.rq"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("who-sais", "did you mean 'who-says'?"),
        ("xyz", "'kg queries' lists what there is"),
    ],
)
def test_an_unknown_query_is_answered_with_the_names_there_are(name: str, hint: str) -> None:
    with pytest.raises(QueryError) as error:
        find_query(name)
    assert str(error.value) == f"error[unknown-query]: no saved query and no file {name!r}; {hint}"


# What the program's own queries find


@pytest.fixture(scope="module")
def small(corpus_folder: CorpusFolder, ontology: Ontology) -> ox.Store:
    return memory_store(compile_lines(read_corpus(corpus_folder())[0], ontology))


@pytest.fixture(scope="module")
def quarrel(corpus_folder: CorpusFolder, ontology: Ontology) -> ox.Store:
    """Friends, enemies, and two sources that see them differently."""
    folder = corpus_folder(
        actors=f"{ACTORS}westland,state,Westland,,,\nmoon-guild,organisation,Moon Guild,,,\n",
        issues=f"{ISSUES}glass-pact,treaty,Glass Pact,\n",
        herald=claims(
            "p1-1,1,norland,allied-with,sudonia",
            "p1-2,1,norland,opposes,westland",
            "p1-3,1,sudonia,attacks,westland",
            "p1-4,1,norland,cooperates-with,moon-guild",
            "p2-5,2,westland,supports,moon-guild",
            "p2-6,2,sudonia,supports,norland",
            "p2-7,2,norland,supports,sudonia",
        ),
        gazette=claims(
            "p1-1,1,norland,allied-with,sudonia,denied,,ada-brand",
            "p1-2,1,norland,opposes,sudonia,,,",
            "p1-3,1,norland,supports,sudonia,,planned,",
            "p1-4,1,ada-brand,sees-as-threat,westland,,,",
            "p2-5,2,ada-brand,consults,westland,,,",
            "p2-6,2,westland,sanctions,norland,,,",
            "p2-7,2,westland,withholds-arms-from,norland,,,",
            "p2-8,2,glass-pact,obliges,norland,,planned,",
            also="polarity,modality,claimant",
        ),
    )
    return memory_store(compile_lines(read_corpus(folder)[0], ontology))


def found(graph: ox.Store, name: str, values: dict[str, str]) -> list[tuple[str, ...]]:
    answer = ask(graph, find_query(name).bind(values, partial(parameter_term, graph)))
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple("" if cell is None else str(cell.value) for cell in row) for row in answer]


SOLD = "Norland sold Sudonia galleys."
SALE = "Norland supplies arms to Sudonia (war galleys)"
CARES = "Sudonia cares about the strait."
WILL = "Norland will trade with Sudonia."
SAYS = "planned says Ada Brand"


@pytest.mark.parametrize(
    ("name", "values", "rows"),
    [
        (
            "who-says",
            {"actor": "Nordhaven", "relation": "is supplied with arms by"},
            [("Norland", "Sudonia", SOLD, "gazette", "1", ""), ("Norland", "Sudonia", "", "herald", "2", "denied")],
        ),
        (
            "claims-between",
            {"a": "sudonia", "b": "glass-strait"},
            [("Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", "1", "")],
        ),
        ("most-documented", {}, [("Sudonia", "4", "2"), ("Norland", "3", "2"), ("Strait of Glass", "1", "1")]),
        ("disagreements", {}, [(SALE, "actual", "gazette.p1-1", SOLD, "herald.p2-1", "")]),
        (
            "ties-of",
            {"entity": "norland"},
            [("supplies arms to", "Sudonia", "2", "2", "1"), ("trades with", "Sudonia", "1", "1", "0")],
        ),
        (
            "acts-of",
            {"entity": "the North"},
            [
                ("supplies arms to", "Sudonia", SOLD, "gazette", "1", ""),
                ("supplies arms to", "Sudonia", "", "herald", "2", "denied"),
            ],
        ),
        (
            "acts-on",
            {"entity": "sudonia"},
            [
                ("Norland", "supplies arms to", SOLD, "gazette", "1", ""),
                ("Norland", "supplies arms to", "", "herald", "2", "denied"),
            ],
        ),
        (
            "acts-on",
            {"entity": "sudonia", "family": "arms"},
            [
                ("Norland", "supplies arms to", SOLD, "gazette", "1", ""),
                ("Norland", "supplies arms to", "", "herald", "2", "denied"),
            ],
        ),
        ("acts-on", {"entity": "sudonia", "family": "force"}, []),
        (
            "claims-of-family",
            {"family": "arms"},
            [
                ("Norland", "supplies arms to", "Sudonia", SOLD, "gazette", "1", ""),
                ("Norland", "supplies arms to", "Sudonia", "", "herald", "2", "denied"),
            ],
        ),
        ("pairs-of-family", {"family": "arms"}, [("Norland", "Sudonia", "2", "2", "1")]),
        (
            "claims-of-source",
            {"text": "gazette"},
            [
                ("1", "Norland", "supplies arms to", "Sudonia", SOLD, "gazette", ""),
                ("1", "Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", ""),
                ("2", "Norland", "trades with", "Sudonia", WILL, "gazette", SAYS),
            ],
        ),
        (
            "claims-of-source",
            {"text": "gazette", "entity": "glass-strait"},
            [("1", "Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", "")],
        ),
        (
            "claims-in-paragraph",
            {"text": "gazette", "number": "1"},
            [
                ("Norland", "supplies arms to", "Sudonia", "twelve war galleys", "gazette", "1", ""),
                ("Sudonia", "sets store by", "Strait of Glass", "the Strait of Glass", "gazette", "1", ""),
            ],
        ),
        (
            "evidence-for",
            {"a": "norland", "relation": "supplies-arms-to", "b": "sudonia"},
            [
                (SALE, "twelve war galleys", "gazette", "1", "high", ""),
                (SALE, "never sold", "herald", "2", "high", "denied"),
            ],
        ),
        (
            "evidence-for",
            {"a": "sudonia", "relation": "trades-with", "b": "norland"},
            [("Norland trades with Sudonia", "will trade", "gazette", "2", "medium", SAYS)],
        ),
        (
            "single-source",
            {"entity": "sudonia"},
            [
                ("Norland trades with Sudonia", WILL, "gazette", "2", SAYS),
                ("Sudonia sets store by Strait of Glass", CARES, "gazette", "1", ""),
            ],
        ),
        ("most-repeated", {}, [(SALE, "2", "2", "1")]),
        ("most-repeated", {"least": "3"}, []),
        (
            "derived-ties",
            {"entity": "sudonia"},
            [("Sudonia", "is supplied with arms by", "Norland", "inverse", SOLD, "gazette", "1")],
        ),
        ("reasons", {}, [("Sudonia sets store by Strait of Glass", "because", SALE, "gazette", "1")]),
        ("denied-claims", {}, [("Norland", "supplies arms to", "Sudonia", "", "herald", "2", "denied")]),
        (
            "contested-claims",
            {},
            [
                (SALE, "affirmed", "gazette", "1", SALE, "denied", "herald", "2"),
                (SALE, "denied", "herald", "2", SALE, "affirmed", "gazette", "1"),
            ],
        ),
        (
            "arms-record",
            {},
            [
                ("Norland", "supplies arms to", "Sudonia", SALE, "gazette", "1", ""),
                ("Norland", "supplies arms to", "Sudonia", SALE, "herald", "2", "denied"),
            ],
        ),
        ("arms-balance", {}, [("Norland", "supplies arms to", "Sudonia", "1", "0", "0", "0", "1")]),
        (
            "weapons",
            {},
            [
                ("war galleys", "Norland", "supplies arms to", "Sudonia", SOLD, "gazette", "1", ""),
                ("war galleys", "Norland", "supplies arms to", "Sudonia", "", "herald", "2", "denied"),
            ],
        ),
        ("figures", {}, [(SALE, "~12 item", "2030", SOLD, "gazette", "1", "")]),
        ("economic-ties", {}, [("Norland", "trades with", "Sudonia", "1", "1", "0")]),
        ("routes", {}, [("Strait of Glass", "Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", "1", "")]),
        (
            "routes",
            {"route": "middle-sea"},
            [("Strait of Glass", "Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", "1", "")],
        ),
        ("esteem", {"actor": "sudonia"}, [("Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", "1", "")]),
        (
            "views-of",
            {"actor": "norland"},
            [("Ada Brand", "Norland trades with Sudonia", WILL, "gazette", "2", "planned")],
        ),
        ("voices", {}, [("Ada Brand", "1", "1", "0")]),
        ("attitudes-towards", {"entity": "sudonia"}, [("Norland", "10", "1", "1")]),
        (
            "timeline",
            {"entity": "norland"},
            [
                ("2030", SALE, SOLD, "gazette", "1", ""),
                ("2032/", "Norland trades with Sudonia", WILL, "gazette", "2", SAYS),
            ],
        ),
        (
            "timeline",
            {"entity": "norland", "since": "2031"},
            [("2032/", "Norland trades with Sudonia", WILL, "gazette", "2", SAYS)],
        ),
        ("timeline", {"entity": "norland", "before": "2031"}, [("2030", SALE, SOLD, "gazette", "1", "")]),
        ("dated-claims", {"since": "2031", "before": "2032"}, []),
        (
            "before-and-after",
            {"entity": "norland", "day": "2031"},
            [("arms", "supplies arms to", "1", "0", "0"), ("economy and transport", "trades with", "0", "0", "1")],
        ),
        ("claims-in-modality", {}, [("Norland", "trades with", "Sudonia", WILL, "gazette", "2", SAYS)]),
        ("only-reported", {}, [("Norland trades with Sudonia", "Ada Brand", WILL, "gazette", "2")]),
        (
            "stances-on",
            {"entity": "middle-sea"},
            [("for", "Sudonia", "sets store by", "Strait of Glass", CARES, "gazette", "1", "")],
        ),
        ("two-steps", {"a": "norland", "b": "glass-strait"}, [("Sudonia", "3", "1")]),
        (
            "most-connected",
            {},
            [("Sudonia", "2", "1", "4"), ("Norland", "1", "1", "3"), ("Strait of Glass", "1", "1", "1")],
        ),
        ("unsure-readings", {}, [("medium", "Norland trades with Sudonia", WILL, "gazette", "2", SAYS)]),
        ("named-once", {}, [("Strait of Glass", "gazette", "1"), ("Ada Brand", "gazette", "2")]),
        ("densest-paragraphs", {}, [("gazette", "1", "2"), ("gazette", "2", "1"), ("herald", "2", "1")]),
        (
            "sources-compared",
            {},
            [("gazette", "3", "2", "0", "1", "1", "2", "1"), ("herald", "1", "1", "1", "0", "0", "0", "0")],
        ),
    ],
)
def test_a_query_of_the_program_finds_what_the_small_corpus_says(
    small: ox.Store, name: str, values: dict[str, str], rows: list[tuple[str, ...]]
) -> None:
    assert found(small, name, values) == rows


@pytest.mark.parametrize(
    ("name", "values", "rows"),
    [
        ("mutual-ties", {}, [("Norland", "supports", "Sudonia", "1", "1")]),
        (
            "claims-between-groups",
            {"a": "norland", "b": "westland"},
            [
                ("Ada Brand", "sees as a threat", "Westland", "", "gazette", "1", ""),
                ("Ada Brand", "talks with", "Westland", "", "gazette", "2", ""),
                ("Norland", "opposes", "Westland", "", "herald", "1", ""),
                ("Westland", "sanctions", "Norland", "", "gazette", "2", ""),
                ("Westland", "withholds arms from", "Norland", "", "gazette", "2", ""),
            ],
        ),
        ("common-enemies", {"a": "norland", "b": "sudonia"}, [("Westland", "3", "1")]),
        ("common-friends", {"a": "norland", "b": "westland"}, [("Moon Guild", "1", "1")]),
        ("torn-between", {}, [("Moon Guild", "Norland", "Westland", "-5", "7", "5", "5")]),
        ("brokers", {}, [("Westland", "4"), ("Norland", "1")]),
        ("own-and-reported", {}, [("Norland is allied with Sudonia", "1", "1", "2")]),
        (
            "views-against-the-source",
            {},
            [("Norland is allied with Sudonia", "Ada Brand", "denied", "gazette", "1", "herald", "1")],
        ),
        (
            "where-sources-differ",
            {},
            [("Norland", "Sudonia", "2", "1", "6", "5"), ("Norland", "Westland", "2", "-6", "-3", "3")],
        ),
        ("planned-and-done", {}, [("Norland supports Sudonia", "herald", "2", "planned", "gazette", "1")]),
        ("measures", {}, [("Westland", "sanctions", "Norland", "", "gazette", "2", "")]),
        ("treaties", {}, [("Glass Pact", "1", "1", "1", "0")]),
        ("treaty-terms", {}, [("Glass Pact", "obliges", "Norland", "", "gazette", "2", "planned")]),
        ("diplomatic-record", {"actor": "norland"}, [("Ada Brand", "talks with", "Westland", "", "gazette", "2", "")]),
        ("fears", {"actor": "norland"}, [("Ada Brand", "sees as a threat", "Westland", "", "gazette", "1", "")]),
        ("fears", {"actor": "sudonia"}, []),
        ("arms-held-back", {}, [("Westland", "withholds arms from", "Norland", "", "gazette", "2", "")]),
        (
            "unused-names",
            {},
            [
                ("Strait of Glass", "https://w3id.org/entente/issue/glass-strait"),
                ("war galleys", "https://w3id.org/entente/issue/galleys"),
            ],
        ),
        ("undated-events", {"text": "herald"}, [("Sudonia attacks Westland", "", "herald", "1")]),
        (
            "unquoted-claims",
            {"text": "herald"},
            [
                ("Norland is allied with Sudonia", "", "herald", "1"),
                ("Norland opposes Westland", "", "herald", "1"),
                ("Sudonia attacks Westland", "", "herald", "1"),
                ("Moon Guild cooperates with Norland", "", "herald", "1"),
                ("Westland supports Moon Guild", "", "herald", "2"),
                ("Sudonia supports Norland", "", "herald", "2"),
                ("Norland supports Sudonia", "", "herald", "2"),
            ],
        ),
        (
            "stances-on",
            {"entity": "westland"},
            [
                ("for", "Ada Brand", "talks with", "Westland", "", "gazette", "2", ""),
                ("against", "Ada Brand", "sees as a threat", "Westland", "", "gazette", "1", ""),
                ("against", "Norland", "opposes", "Westland", "", "herald", "1", ""),
                ("against", "Sudonia", "attacks", "Westland", "", "herald", "1", ""),
            ],
        ),
        ("contested-claims", {"entity": "ada-brand"}, []),
    ],
)
def test_a_query_of_the_program_sees_who_is_for_and_against_whom(
    quarrel: ox.Store, name: str, values: dict[str, str], rows: list[tuple[str, ...]]
) -> None:
    assert found(quarrel, name, values) == rows


def test_relations_that_no_claim_uses_are_listed_and_no_others(small: ox.Store, ontology: Ontology) -> None:
    unused = {relation for _, relation, _ in found(small, "unused-relations", {})}

    assert unused == {relation.label for relation in ontology.relations.values()} - {
        "supplies arms to", "sets store by", "trades with",
    }  # fmt: skip


def test_every_query_of_the_program_is_put_to_a_graph_by_a_test() -> None:
    text = Path(__file__).read_text("utf-8")

    assert [path.stem for path in SAVED if f'"{path.stem}"' not in text] == []


# Every query on every corpus


@pytest.fixture(scope="module")
def football() -> ox.Store:
    folder = ROOT / "tests" / "football" / "corpus"
    vocabulary, _ = read_vocabulary(ROOT / "ontology", folder / "vocabulary.ttl")
    return memory_store(compile_lines(read_corpus(folder)[0], vocabulary))


def fates(graph: ox.Store) -> dict[bool | None, set[str]]:
    """Return the names of the queries that find something, nothing, or fail."""
    values, resolve = samples(graph), partial(parameter_term, graph)
    outcomes = [attempt(graph, query, values, resolve) for query in saved_queries().values()]
    return {fate: {o.name for o in outcomes if o.found is fate} for fate in (True, False, None)}


def test_on_the_bundled_corpus_all_find_something_but_those_that_look_for_gaps(
    bundled: Corpus, ontology: Ontology
) -> None:
    graph = memory_store(compile_lines(bundled, ontology))

    assert fates(graph) == {
        True: {path.stem for path in SAVED} - {"unquoted-claims", "unused-names", "unused-relations"},
        False: {"unquoted-claims", "unused-names", "unused-relations"},
        None: set(),
    }


def test_on_a_corpus_from_another_field_all_can_be_asked(football: ox.Store) -> None:
    result = fates(football)

    assert result[None] == set()
    assert result[False] >= {"arms-record", "fears", "unused-names"}
    assert len(result[True]) >= 35


def test_on_a_corpus_without_claims_all_can_be_asked(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    corpus = read_corpus(corpus_folder(gazette=None, herald=None))[0]

    assert fates(memory_store(compile_lines(corpus, ontology)))[None] == set()


def test_what_most_claims_name_stands_in_for_values(small: ox.Store) -> None:
    known = samples(small)

    assert {type: list(values)[:2] for type, values in known.items()} == {
        "actor": ["actor:sudonia", "actor:norland"],
        "date": ["2030-01-01", "2032-01-01"],
        "entity": ["actor:sudonia", "actor:norland"],
        "family": ["family:arms", "family:economy-and-transport"],
        "issue": ["issue:glass-strait"],
        "modality": ["modality:actual", "modality:planned"],
        "number": ["1", "2"],
        "relation": ["rel:supplies-arms-to", "rel:trades-with"],
        "source": ["source:gazette", "source:herald"],
        "text": ["Sudonia", "Norland"],
    }
    query = find_query("who-says")
    assert query.example(known) == "kg query who-says -p actor=sudonia -p relation=supplies-arms-to"
    assert query.example({}) == "kg query who-says -p actor=ENTITY -p relation=RELATION"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("ASK { ?s ?p 'nothing' }", Outcome("q", True, text="ASK { ?s ?p 'nothing' }")),
        ("CONSTRUCT WHERE { ?s ?p 'nothing' }", Outcome("q", False, text="CONSTRUCT WHERE { ?s ?p 'nothing' }")),
        (
            "#+ params: {a: {type: actor}, b: {type: family, default: arms}}\nASK { ?s ?p ?a }",
            Outcome("q", None, "no ?b stands in the query"),
        ),
        (
            "#+ params: {b: {type: family, default: navy}}\nASK { ?s ?p ?b }",
            Outcome("q", None, "error[unknown-value]: nothing is called 'navy'"),
        ),
    ],
)
def test_a_query_that_fails_is_told_from_one_that_finds_nothing(
    small: ox.Store, tmp_path: Path, text: str, outcome: Outcome
) -> None:
    (tmp_path / "q.rq").write_text(text, "utf-8")

    assert attempt(small, read_query(tmp_path / "q.rq"), samples(small), partial(parameter_term, small)) == outcome


def test_a_query_that_fails_only_with_what_is_optional_fails(small: ox.Store) -> None:
    optional = (Parameter(name="a", type="actor", optional=True),)
    outcome = attempt(
        small,
        SavedQuery(name="q", text="SELECT ?a { ?a ?p ?b }", parameters=optional),
        samples(small),
        partial(parameter_term, small),
    )

    assert (outcome.found, outcome.fault.splitlines()[0][:14]) == (None, "error[syntax]:")
