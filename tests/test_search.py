from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from build_fixtures import Ran, run_kg
from conftest import ROOT, CorpusFolder
from pyoxigraph import Store

from kg.builder import compile_lines, read_project
from kg.places import Project, bundled
from kg.problems import has_errors
from kg.queries import Parameter, SavedQuery, read_query
from kg.search import Found, Passage, Thing, fold, search
from kg.search.examples import examples
from kg.store import memory_store

ACTORS = """\
id,kind,label,aliases,part_of,description
norland,state,Norland,the North|Nordhaven,,Far from the Straße
norland-navy,state-body,Navy of Norland,,norland,
sudonia,state,Sudonia,,,Neighbour of Norland in the south
ada-brand,person,Ada Brañd,,norland,President since the Łódź talks
"""


def graph_of(folder: Path) -> Store:
    project = Project(corpus=folder, ontology=bundled("ontology"), build=folder / "build")
    read = read_project(project)
    assert not has_errors(read.problems)
    return memory_store(compile_lines(read.corpus, read.ontology))


@pytest.fixture(scope="module")
def graph(corpus_folder: CorpusFolder) -> Store:
    return graph_of(corpus_folder(actors=ACTORS))


@pytest.fixture(scope="module")
def football() -> Store:
    return graph_of(ROOT / "tests" / "football" / "corpus")


def curies(found: Found) -> list[str]:
    return [thing.curie for thing in found.things]


def texts(found: Found) -> list[str]:
    return [passage.says for passage in found.claims]


NORLAND = Thing(curie="actor:norland", label="Norland", kind="state", claims=3)
NAVY = Thing(curie="actor:norland-navy", label="Navy of Norland", kind="state body", claims=0)
SOLD = Passage(claim="gazette.p1-1", source="gazette", paragraph=1, says="Norland sold Sudonia galleys.")
WILL_TRADE = Passage(
    claim="gazette.p2-1",
    source="gazette",
    paragraph=2,
    says="Norland will trade with Sudonia.",
    qualified="planned says Ada Brañd",
)
NEVER_SOLD = Passage(
    claim="herald.p2-1",
    source="herald",
    paragraph=2,
    says="Norland supplies arms to Sudonia (war galleys)",
    qualified="denied",
)


def test_things_come_with_their_kind_and_uses_and_claims_with_their_place(graph: Store) -> None:
    assert search(graph, "norland") == Found(
        things=(
            NORLAND,
            NAVY,
            Thing(
                curie="actor:sudonia",
                label="Sudonia",
                kind="state",
                claims=4,
                found="Neighbour of Norland in the south",
            ),
        ),
        claims=(SOLD, WILL_TRADE, NEVER_SOLD),
    )


@pytest.mark.parametrize("text", ["NORDHAVEN", "nordhaven", "  Nordhaven ", "nördhaven"])
def test_an_alias_is_found_in_any_case_and_shown(graph: Store, text: str) -> None:
    assert search(graph, text).things == (
        Thing(curie="actor:norland", label="Norland", kind="state", claims=3, found="Nordhaven"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada brand", ["actor:ada-brand"]),
        ("BRAÑD", ["actor:ada-brand"]),
        ("lodz", ["actor:ada-brand"]),
        ("strasse", ["actor:norland"]),
        ("glass-strait", ["issue:glass-strait"]),
        ("issue:glass-strait", ["issue:glass-strait"]),
        ("strait glass", ["issue:glass-strait"]),
        ("glass mid", []),
        ("gal", ["issue:galleys", "source:gazette"]),
        ("Who Sold What?", ["source:herald"]),
        ("president norl", []),
        ("ada president", ["actor:ada-brand"]),
        ("is supplied with arms by", ["rel:supplies-arms-to"]),
        ("supplies-arms-to", ["rel:supplies-arms-to"]),
        ("actor", []),
    ],
)
def test_all_words_must_occur_in_what_a_thing_is_called_or_how_it_is_described(
    graph: Store, text: str, found: list[str]
) -> None:
    assert [name for name in curies(search(graph, text, 100)) if not name.startswith("rel:") or name in found] == found


def test_exact_names_come_before_beginnings_whole_words_parts_of_words_and_descriptions(football: Store) -> None:
    assert curies(search(football, "the ground")) == [
        "issue:lantern-ground",  # its alias
        "issue:rent-rise",  # whole words of the label, here and in the next four
        "rel:plays-at",
        "issue:lantern-lease",
        "source:herald-2024",
        "source:rovers-2024",
        "issue:covenant-1931",  # the description
    ]
    assert curies(search(football, "tide")) == ["actor:tidewater-league", "issue:tidewater-cup", "issue:cup-final-2024"]
    assert curies(search(football, "cup")) == ["issue:cup-final-2024", "issue:cup-replay", "issue:tidewater-cup"]
    assert curies(search(football, "rovers")) == [
        "actor:harbour-rovers",
        "actor:rovers-trust",
        "issue:youth-school",
        "source:rovers-2024",
        "source:herald-2024",
    ]


def test_names_with_a_slip_are_found_only_where_no_other_is(graph: Store) -> None:
    assert curies(search(graph, "nordland")) == ["actor:norland", "actor:norland-navy"]
    assert curies(search(graph, "navy of nordland")) == ["actor:norland-navy"]
    assert curies(search(graph, "norland")) == ["actor:norland", "actor:norland-navy", "actor:sudonia"]


def test_claims_with_more_whole_words_come_first_then_shorter_ones(graph: Store) -> None:
    assert texts(search(graph, "s norland")) == [
        "Norland sold Sudonia galleys.",
        "Norland will trade with Sudonia.",
        "Norland supplies arms to Sudonia (war galleys)",
    ]
    assert texts(search(graph, "to su")) == ["Norland supplies arms to Sudonia (war galleys)"]
    assert texts(search(graph, "sudonia strait")) == ["Sudonia cares about the strait."]
    assert search(graph, "gazette.p1-1").claims == (SOLD,)


def test_what_is_cut_is_counted(graph: Store) -> None:
    assert search(graph, "norland", 1) == Found(things=(NORLAND,), claims=(SOLD,), more_things=2, more_claims=2)


def test_where_nothing_is_found_the_nearest_names_are_given(graph: Store) -> None:
    assert search(graph, "sudonia xylophone") == Found(near=("actor:sudonia", "source:gazette"))
    assert search(graph, "xylophone") == Found()
    assert search(graph, "?!") == Found()


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Türkiye's STRAÎT", "turkiye s strait"), ("Łódź", "lodz"), ("Straße", "strasse"), ("a–b_c", "a b_c"), ("%", "")],
)
def test_texts_are_compared_without_case_accents_and_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


# The command


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search") / "league"
    shutil.copytree(ROOT / "tests" / "football", folder)
    assert run_kg("build", cwd=folder).code == 0
    return folder


def test_the_command_prints_names_and_then_claims(league: Path) -> None:
    assert run_kg("search", "lantern", "ground", "--limit", "2", cwd=league) == Ran(
        0,
        """\
name                                id                    kind     claims  found as
----------------------------------  --------------------  -------  ------  --------
Lantern Ground                      issue:lantern-ground  stadium       8
higher rent for the Lantern Ground  issue:rent-rise       measure       2

claim             source       paragraph  says                                                       qualified
----------------  -----------  ---------  ---------------------------------------------------------  ------------
herald-2024.p4-3  herald-2024          4  Harbour Rovers may move away from the Lantern Ground.      hypothetical
blog-2024.p6-1    blog-2024            6  The Trust should buy the Lantern Ground from the council.  normative
""",
        "4 more names and 2 more claims (--limit)\n",
    )


def test_the_command_prints_tables_for_markdown(league: Path) -> None:
    assert run_kg("search", "stanek", "raid", "--format", "md", cwd=league).out == ""
    assert run_kg("search", "covenant", "-f", "md", "--limit", "1", cwd=league).out.splitlines()[:3] == [
        "| name | id | kind | claims | found as |",
        "| --- | --- | --- | --: | --- |",
        "| covenant of 1931 | issue:covenant-1931 | treaty | 1 |  |",
    ]


def test_the_command_says_that_there_is_nothing_and_what_is_near(league: Path) -> None:
    assert run_kg("search", "duarte", "xylophone", cwd=league) == Ran(
        0,
        "",
        "nothing has 'duarte xylophone' in a name, a description or a gloss; "
        "did you mean actor:ines-duarte or source:herald-2024?\n",
    )


def test_a_text_without_a_word_is_misuse(league: Path) -> None:
    assert run_kg("search", "?!", cwd=league) == Ran(2, "", "error: no word to look for in '?!'\n")


# Examples to begin with


def answers(line: str, folder: Path) -> bool:
    """Tell whether a command line as it is printed has rows."""
    program, *arguments = shlex.split(line)
    ran = run_kg(*arguments, "--format", "csv", cwd=folder)
    assert (program, ran.code, ran.err) == ("kg", 0, ""), (line, ran)
    return ran.out.count("\n") > 1


def test_three_examples_have_rows_on_the_football_corpus(league: Path, football: Store) -> None:
    lines = examples(football)

    assert lines == (
        "kg query 'SELECT ?whom { actor:harbour-rovers rel:consults ?whom }'",
        "kg query who-says -p actor=harbour-rovers -p relation=consults",
        "kg query most-documented",
    )
    assert [answers(line, league) for line in lines] == [True, True, True]


def test_three_examples_have_rows_on_the_bundled_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", folder)
    assert run_kg("build", cwd=tmp_path).code == 0
    own = [read_query(path) for path in sorted((folder / "questions").glob("*.rq"))]

    lines = examples(graph_of(folder), own)

    assert [line.split()[2] for line in lines] == ["'SELECT", "who-says", lines[2].split()[2]]
    assert lines[2].split()[2] in [query.name for query in own]
    assert [answers(line, tmp_path) for line in lines] == [True, True, True]


def test_a_question_that_wants_a_value_or_has_no_rows_is_no_example(football: Store) -> None:
    asked = [
        SavedQuery(name="wrong", text="SELECT"),
        SavedQuery(name="yes", text="ASK { ?s ?p ?o }"),
        SavedQuery(name="nothing", text="SELECT ?s { ?s ent:nothing ?o }"),
        SavedQuery(name="of-one", text="SELECT ?s { ?s a ent:Actor }", parameters=(Parameter(name="s"),)),
        SavedQuery(name="something", text="SELECT ?s { ?s a ent:Actor }"),
    ]

    assert examples(football, asked)[2] == "kg query something"


def test_claims_that_nobody_makes_in_his_own_voice_are_asked_for_as_claims(corpus_folder: CorpusFolder) -> None:
    denied = graph_of(corpus_folder(gazette=None))

    assert examples(denied) == (
        "kg query 'SELECT ?whom { ?claim rdf:subject actor:norland ; rdf:predicate rel:supplies-arms-to ; "
        "rdf:object ?whom }'",
        "kg query who-says -p actor=norland -p relation=supplies-arms-to",
        "kg query most-documented",
    )


def test_a_graph_without_claims_has_no_examples() -> None:
    assert examples(Store()) == ()
