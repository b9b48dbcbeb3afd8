"""Paths: by hand, against networkx, as the command tells them, and as the page does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from browser import Open
from build_fixtures import Ran
from conftest import CorpusFolder
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import call_kg

from kg.analysis import paths
from kg.analysis.obstacles import Side, Wish, obstacle
from kg.analysis.paths import DETOUR, Links, joints, shortest_paths
from kg.findings.needed import needed_sheet
from kg.findings.path import path_sheets, through_sheets, ways
from kg.model import Actor, Claim, Corpus, Issue, Origin, Source
from kg.ontology import Ontology
from kg.part import Part

HERE = Origin("claims.csv", 2)
NAMES = "abcdefgh"


def network(*rows: str) -> Corpus:
    """Return a corpus of claims such as ``a aids b polarity=denied``; ``g`` and ``h`` are issues, the others actors."""
    return Corpus(
        actors=tuple(Actor(id=id, kind="state", label=id.upper(), origin=HERE) for id in NAMES[:6]),
        issues=tuple(Issue(id=id, kind="route", label=id.upper(), origin=HERE) for id in NAMES[6:]),
        sources=tuple(Source(id=id, origin=HERE) for id in ("gazette", "herald")),
        claims=tuple(claim(number, *row.split()) for number, row in enumerate(rows, start=1)),
    )


def claim(number: int, subject: str, relation: str, object: str, *marks: str) -> Claim:
    cells: dict[str, Any] = {"source": "gazette", "items": ()} | dict(mark.split("=") for mark in marks)
    return Claim(
        local_id=f"p{number}-1",
        paragraph=number,
        subject=subject,
        relation=relation,
        object=object,
        **cells | {"items": tuple(cells["items"])},
        origin=HERE,
    )


@pytest.fixture
def chains(ontology: Ontology) -> Callable[..., list[str]]:
    """Finds the chains of a network as words such as ``a-b-c``."""

    def find(corpus: Corpus, ends: str, number: int = 9, through: str = "", **options: bool) -> list[str]:
        found = shortest_paths(Links(corpus, ontology, **options), *ends, number=number, through=through)
        return ["-".join(path.names) for path in found.found]

    return find


Chains = Callable[..., list[str]]

# Order


def test_shorter_paths_come_first_whichever_way_claims_go(chains: Chains) -> None:
    corpus = network("b aids a", "b aids c", "a aids d", "e aids d", "e aids c")

    assert chains(corpus, "ac") == ["a-b-c", "a-d-e-c"]


def test_of_equally_long_paths_the_weakest_hop_decides_then_all_claims_then_the_names(chains: Chains) -> None:
    corpus = network(
        *["a aids b"] * 9, "b aids f",
        *["a aids c"] * 2, *["c aids f"] * 2,
        *["a aids d"] * 3, *["d aids f"] * 2,
        *["a aids e"] * 2, *["e aids f"] * 2,
    )  # fmt: skip

    assert chains(corpus, "af") == ["a-d-f", "a-c-f", "a-e-f", "a-b-f"]
    assert chains(corpus, "af", number=2) == ["a-d-f", "a-c-f"]


def test_a_path_passes_nothing_twice(chains: Chains) -> None:
    assert chains(network("a aids b", "b aids c", "c aids d", "d aids b", "b aids e"), "ae") == ["a-b-e"]


def test_paths_much_longer_than_the_shortest_are_left_out(chains: Chains) -> None:
    longer = network("a aids f", "a aids b", "b aids c", "c aids d", "d aids f", "d aids e", "e aids f")

    assert chains(longer, "af") == ["a-f", "a-b-c-d-f"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("a aids b", True),
        ("a aids b polarity=denied", False),
        ("a aids b modality=planned", False),
        ("a aids b claimant=c", False),
        ("c aids b items=a", False),
    ],
)
def test_only_what_is_asserted_links_unless_all_is_asked_for(chains: Chains, row: str, found: bool) -> None:
    assert bool(chains(network(row), "ab")) is found
    assert bool(chains(network(row), "ab", asserted=False)) is ("items" not in row)


def test_issues_link_unless_actors_alone_are_asked_for_and_may_be_ends(chains: Chains) -> None:
    corpus = network("a aids g", "b aids g", "b aids c", "c aids a")

    assert chains(corpus, "ab") == ["a-c-b", "a-g-b"]
    assert chains(corpus, "ab", actors=True) == ["a-c-b"]
    assert chains(corpus, "gc", actors=True) == ["g-a-c", "g-b-c"]


def test_a_name_that_nothing_mentions_has_no_path(chains: Chains) -> None:
    assert chains(network("a aids b"), "ac") == chains(network("a aids b"), "ca") == []


# Through


def test_a_path_through_something_may_be_a_detour(chains: Chains) -> None:
    corpus = network("a aids b", "b aids c", "a aids d", "d aids e", "e aids c", "d aids b")

    assert chains(corpus, "ac", through="d") == ["a-d-b-c", "a-d-e-c", "a-b-d-e-c"]
    assert chains(corpus, "ac", through="de") == ["a-d-e-c", "a-b-d-e-c"]


def test_what_lies_in_a_dead_end_is_on_no_path(chains: Chains) -> None:
    corpus = network("a aids b", "b aids c", "b aids d")

    assert (chains(corpus, "ac", through="d"), chains(corpus, "ac", through="f")) == ([], [])


def test_a_long_way_round_is_found(chains: Chains) -> None:
    """From either end the way to g leads over b at first, and one of them must go round."""
    corpus = network("a aids b", "b aids c", "b aids g", "c aids d", "d aids e", "e aids f", "f aids g")

    assert chains(corpus, "ac", through="g") == ["a-b-g-f-e-d-c"]


def test_a_search_without_end_is_given_up(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "PATIENCE", 2)
    corpus = network("a aids b", "b aids c", "c aids d")

    found = shortest_paths(Links(corpus, ontology), "a", "d")

    assert (found.found, found.given_up) == ((), True)


def test_what_one_thing_joins_is_listed_unjoined_pairs_first(ontology: Ontology) -> None:
    corpus = network("a aids g", "b aids g", "c aids g", "g aids c", "a aids c", "h aids g")

    found = joints(Links(corpus, ontology), "g", set("abcdef"))

    assert [("-".join(joint.path.names), joint.direct) for joint in found] == [
        ("b-g-c", False),
        ("a-g-b", False),
        ("a-g-c", True),
    ]


# Against another implementation


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=4, max_size=22),
    st.lists(st.sampled_from("cdg"), unique=True, max_size=2),
)
def test_all_paths_are_found_in_order(ontology: Ontology, ends: Sequence[tuple[str, str]], through: list[str]) -> None:
    """The paths of networkx, sorted afterwards, and as far as ours go."""
    corpus = network(*(f"{one} aids {other}" for one, other in ends))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(NAMES)
    for one, other in ends:
        if one != other:
            graph.add_edge(one, other, claims=graph.get_edge_data(one, other, {"claims": 0})["claims"] + 1)

    def rank(names: Sequence[str]) -> tuple[int, int, int, Sequence[str]]:
        claims = [graph[one][other]["claims"] for one, other in pairwise(names)]
        return len(claims), -min(claims), -sum(claims), names

    known = [tuple(names) for names in nx.all_simple_paths(graph, "a", "b") if set(through) <= set(names)]
    expected = sorted(known, key=rank)
    expected = [names for names in expected if len(names) <= len(expected[0]) + DETOUR]

    found = shortest_paths(Links(corpus, ontology), "a", "b", number=1000, through=through)
    first = shortest_paths(Links(corpus, ontology), "a", "b", through=through)

    assert [path.names for path in found.found] == expected
    assert (found.more, found.given_up) == (False, False)
    assert [path.names for path in first.found] == expected[:1]
    assert first.more is (len(expected) > 1 and len(expected[1]) == len(expected[0]))


# What would be needed


def test_it_is_told_which_demand_stands_in_the_way(ontology: Ontology) -> None:
    corpus = network("a aids b modality=planned", "a aids g", "b aids g source=herald")

    def given_up(**wish: Any) -> list[tuple[tuple[str, ...], str]]:
        found = obstacle(corpus, ontology, Wish(start="a", goal="b", **wish))
        return [(concession.given_up, "-".join(concession.path.names)) for concession in found.concessions]

    assert given_up(part=Part(sources=("gazette",))) == [(("asserted",), "a-b"), (("sources",), "a-g-b")]
    assert given_up(actors=True) == [(("asserted",), "a-b"), (("actors",), "a-g-b")]
    assert given_up(through=("e",)) == [(("through",), "a-g-b")]
    assert obstacle(corpus, ontology, Wish(start="a", goal="b", actors=True)).sides == ()


def test_what_is_to_be_passed_may_lie_apart_or_in_a_dead_end(ontology: Ontology) -> None:
    corpus = network("a aids b", "b aids c", "d aids e")
    apart, dead_end = (Wish(start="a", goal="b", through=(id,)) for id in "dc")

    sheets = [needed_sheet(obstacle(corpus, ontology, wish), wish, corpus) for wish in (apart, dead_end)]

    assert [(sheet.title, sheet.notes[0]) for sheet in sheets] == [
        ("No path from A to B through D", "No claims lead from one part of the network to the other."),
        (
            "No path from A to B through C",
            "There is a path, but none goes through that without passing something twice.",
        ),
    ]
    assert [[line.cells[0] for line in sheet.lines] for sheet in sheets] == [
        ["no --through", "a link out of the part of A", "a link out of the part of D"],
        ["no --through"],
    ]


def test_where_no_single_demand_suffices_as_few_as_can_be_are_given_up(ontology: Ontology) -> None:
    corpus = network("a aids b modality=planned source=herald")
    wish = Wish(start="a", goal="b", actors=True, part=Part(sources=("gazette",)))

    found = obstacle(corpus, ontology, wish)

    assert [concession.given_up for concession in found.concessions] == [("asserted", "sources")]


def test_what_nothing_joins_is_told_apart_with_what_is_near(ontology: Ontology) -> None:
    corpus = network("a aids b", "a aids b", "a aids c", "d aids e", "e aids d items=f")

    assert obstacle(corpus, ontology, Wish(start="a", goal="d", through=("f", "b"))).sides == (
        Side(end="a", size=3, nearest=("b", "c"), mentions=()),
        Side(end="d", size=2, nearest=("e",), mentions=()),
        Side(end="f", size=1, nearest=(), mentions=(corpus.claims[4],)),
    )


# As tables


def test_each_hop_has_its_links_with_direction_and_marks(ontology: Ontology) -> None:
    corpus = network(
        "a aids b", "b aids a", "a aids b", "b trades-with a", "a aids b polarity=denied",
        "b values a claimant=c", "b values a modality=planned", "b supports a",
    )  # fmt: skip
    hop = shortest_paths(Links(corpus, ontology, asserted=False), "a", "b").found[0].hops[0]

    assert [(way.arrow, way.relation, way.marks, len(way.claims)) for way in ways(hop, corpus, ontology)] == [
        ("→", "aids", (), 2),
        ("←", "aids", (), 1),
        ("←", "supports", (), 1),
        ("↔", "trades-with", (), 1),
        ("→", "aids", ("denied",), 1),
        ("←", "values", ("planned",), 1),
        ("←", "values", ("says C",), 1),
    ]


def test_a_path_is_told_with_the_best_links_of_each_hop_and_no_claim_is_lost(ontology: Ontology) -> None:
    corpus = network(
        "a aids g", *(f"g {code} b" for code in ("aids", "aids", "values", "opposes", "supports", "trades-with"))
    )
    found = shortest_paths(Links(corpus, ontology), "a", "b")

    sheets = path_sheets(found, corpus, ontology, number=1, asserted=True)

    assert [line.cells for line in sheets[0].lines] == [
        (1, 1, "A → helps → G", 1, "gazette p1"),
        (1, 2, "G → helps → B", 2, "gazette p2, p3"),
        (1, 2, "G → opposes → B", 1, "gazette p5"),
        (1, 2, "G → supports → B", 1, "gazette p6"),
        (1, 2, "and 2 other links (--show hops)", 2, "gazette"),
    ]
    assert (sheets[0].title, sheets[0].notes[2:]) == ("A to B: 2 hops", ("Path 1: A – G – B",))
    for sheet in sheets:
        assert {claim for line in sheet.lines for claim in line.claims} == set(corpus.claims)
        assert all(line.cells[sheet.columns.index("claims")] == len(line.claims) for line in sheet.lines)


def test_it_is_said_whether_there_are_more_paths(ontology: Ontology) -> None:
    corpus = network("a aids b", "b aids c", "a aids d", "d aids c")

    def notes(number: int) -> tuple[str, ...]:
        found = shortest_paths(Links(corpus, ontology), "a", "c", number=number)
        return path_sheets(found, corpus, ontology, number=number, asserted=True)[0].notes[2:]

    assert notes(1)[-1] == "Other paths have 2 hops, too; -k N tells N paths."
    assert notes(2)[-1] == "Path 2: A – D – C"
    assert notes(3)[-1] == "No other path has 5 hops or fewer, the most that are looked for."


def test_what_has_to_do_with_one_thing_is_told_and_cut_with_a_word(ontology: Ontology) -> None:
    corpus = network("a aids g", "a aids g", "g values a", "b opposes g", "h aids g")

    neighbours, pairs = through_sheets(Links(corpus, ontology), "g", corpus, ontology, number=2, asserted=True)

    assert [line.cells[1:] for line in neighbours.lines] == [("→ helps ×2; ← sets store by", 3), ("→ opposes", 1)]
    assert (neighbours.title, neighbours.notes[-1]) == ("What has to do with G: 3", "The first 2 of 3; -k N tells N.")
    assert [line.cells[1::2] for line in pairs.lines] == [("→ helps ×2; ← sets store by", "→ opposes", "no")]


def test_what_is_needed_is_said_as_options_say_it(ontology: Ontology) -> None:
    corpus = network("a aids b modality=planned", "c aids d items=e")
    far, alone = (Wish(start="a", goal=goal) for goal in "be")

    planned, apart = (needed_sheet(obstacle(corpus, ontology, wish), wish, corpus) for wish in (far, alone))

    assert [line.cells for line in planned.lines] == [("--all", 1, "A – B", 1)]
    assert [line.cells for line in apart.lines] == [
        ("a link out of the part of A", None, "A with B", None),
        ("a claim with E as subject or object", None, "E alone, which is only an item, place or claimant", 1),
    ]
    assert [line.claims for line in apart.lines] == [(), (corpus.claims[1],)]


# The command


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, corpus_folder: CorpusFolder) -> Path:
    folder = tmp_path_factory.mktemp("home")
    corpus_folder().rename(folder / "corpus")
    return folder


def test_a_path_is_printed(home: Path) -> None:
    assert call_kg("path", "Norland", "issue:glass-strait", cwd=home) == Ran(
        0,
        """\
Norland to Strait of Glass: 2 hops

Links are what sources assert in their own voice; --all takes any claims.
Items, places and claimants link nothing.
Path 1: Norland – Sudonia – Strait of Glass

path  hop  says                                       claims  where
----  ---  -----------------------------------------  ------  ----------
   1    1  Norland → supplies arms to → Sudonia            1  gazette p1
   1    2  Sudonia → sets store by → Strait of Glass       1  gazette p1
""",
        "",
    )


def test_all_claims_are_marked_and_named(home: Path) -> None:
    told = call_kg("path", "norland", "sudonia", "--all", "--claims", "-f", "md", cwd=home)

    assert told.out.splitlines()[5:] == [
        "| path | hop | says | claims | where | claim_ids |",
        "| --: | --: | --- | --: | --- | --- |",
        "| 1 | 1 | Norland → supplies arms to → Sudonia | 1 | gazette p1 | gazette.p1-1 |",
        "|  |  | Norland → supplies arms to → Sudonia, denied | 1 | herald p2 | herald.p2-1 |",
        "|  |  | Norland ↔ trades with ↔ Sudonia, planned, says Ada Brand | 1 | gazette p2 | gazette.p2-1 |",
        "",
        "## Claims",
        "",
        "| claim | says |",
        "| --- | --- |",
        "| gazette.p1-1 | Norland sold Sudonia galleys. |",
        "| herald.p2-1 |  |",
        "| gazette.p2-1 | Norland will trade with Sudonia. |",
    ]


def test_programs_get_ends_relations_and_claims(home: Path) -> None:
    told = json.loads(call_kg("path", "norland", "sudonia", "-f", "json", cwd=home).out)

    assert told["hops"]["rows"] == [
        {
            "path": 1,
            "hop": 1,
            "from": "norland",
            "from_label": "Norland",
            "direction": "→",
            "relation": "supplies-arms-to",
            "relation_label": "supplies arms to",
            "to": "sudonia",
            "to_label": "Sudonia",
            "marks": "",
            "claims": 1,
            "where": "gazette p1",
            "claim_ids": ["gazette.p1-1"],
        }
    ]


def test_no_path_is_an_answer_and_with_exit_code_a_negative_one(home: Path) -> None:
    told = call_kg("path", "norland", "sudonia", "--source", "herald", "-f", "csv", cwd=home)
    negative = call_kg("path", "norland", "galleys", "--exit-code", cwd=home)

    assert told == Ran(
        0, "needed,hops,path,claims\n--all,1,Norland – Sudonia,1\nno --source,1,Norland – Sudonia,1\n", ""
    )
    assert (negative.code, negative.out.splitlines()[0]) == (1, "No path from Norland to war galleys")
    assert call_kg("path", "norland", "sudonia", "--exit-code", cwd=home).code == 0
    assert call_kg("path", "--through", "galleys", "--exit-code", cwd=home).code == 1


def test_filters_that_leave_no_claim_are_told_as_what_stands_in_the_way(home: Path) -> None:
    early = call_kg("path", "norland", "sudonia", "--all", "--as-of", "2000", "-f", "csv", cwd=home)

    assert early == Ran(
        0,
        "needed,hops,path,claims\nno --as-of,1,Norland – Sudonia,3\n",
        "left out as of 2000: gazette (published later), herald (published later)\n",
    )


def test_what_goes_through_an_issue_is_listed(home: Path) -> None:
    told = call_kg("path", "--through", "sudonia", "--all", "-f", "csv", "--show", "neighbours", cwd=home)

    assert told.out == (
        "neighbour,neighbour_label,links,claims\n"
        'norland,Norland,"→ supplies arms to; → supplies arms to, denied; ↔ trades with, planned, says Ada Brand",3\n'
        "glass-strait,Strait of Glass,← sets store by,1\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["norland"], 2, "name both ends, or none and what joins others: kg path --through NAME"),
        ([], 2, "name two ends, or one thing that joins others: kg path --through NAME"),
        (["--through", "norland", "--through", "sudonia"], 2, "name two ends, or one thing that joins others"),
        (["norland", "the North"], 2, "both ends are norland; name two things"),
        (["norland", "sudonia", "--through", "Sudonia"], 2, "--through is for what lies between the ends"),
        (["norland", "sudnia"], 4, "nothing is called 'sudnia'; did you mean actor:sudonia?"),
        (["norland", "source:herald"], 4, "no actor or issue is called 'source:herald'; source:herald is"),
        (["norland", "sudonia", "-k", "0"], 2, "0 is not in the range"),
        (["norland", "sudonia", "--show", "pairs"], 2, "no table pairs here; there are: paths hops"),
        (["norland", "sudonia", "--family", "nope"], 2, "no family is called 'nope'"),
        (["--through", "norland", "--until", "2000"], 4, "no claim belongs to this part"),
    ],
)
def test_what_cannot_be_asked_is_refused(home: Path, arguments: list[str], code: int, message: str) -> None:
    ran = call_kg("path", *arguments, cwd=home)

    assert (ran.code, ran.out, message in ran.err) == (code, "", True), ran.err


def test_the_bundled_corpus_has_paths_between_its_actors(bundled: Corpus, ontology: Ontology) -> None:
    links = Links(bundled, ontology)
    for one, other in (("iran", "israel"), ("raisi", "houthis"), ("putin", "instc")):
        found = shortest_paths(links, one, other, number=5)
        assert len(found.found) == 5
        assert all(
            {claim.subject, claim.object} == set(hop.ends) and hop.claims
            for path in found.found
            for hop in path.hops
            for claim in hop.claims
        )


def test_the_page_finds_the_same_paths_first(
    bundled: Corpus, bundled_page: str, ontology: Ontology, open_page: Open
) -> None:
    visit = open_page(bundled_page)
    links = Links(bundled, ontology, asserted=False)
    ends = [("raisi", "houthis"), ("putin", "instc"), ("israel", "instc"), ("china", "raisi"), ("nato", "syria")]
    script = "([from, to]) => pathsBetween(byId.get(from), byId.get(to)).map((chain) => chain.map(({ id }) => id))"

    for pair in ends:
        shown = [tuple(chain) for chain in visit.page.evaluate(script, list(pair))]
        found = [path.names for path in shortest_paths(links, *pair, number=5).found]
        assert shown
        assert shown == [names for names in found if len(names) == len(found[0])], pair
