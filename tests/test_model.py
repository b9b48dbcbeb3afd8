from __future__ import annotations

from kg.model import Actor, Claim, Corpus, Issue, Origin, Place, Source

CELL = Place("actors.csv", 2, 9)
ORIGIN = Origin("actors.csv", 2, ("id", "label"), (1, 9))


def test_a_cell_that_was_not_there_is_placed_at_its_row() -> None:
    assert (ORIGIN.of("label"), ORIGIN.of("kind")) == (CELL, Place("actors.csv", 2, 1))


def test_a_claim_is_named_after_its_source() -> None:
    claim = Claim(local_id="p3-1", source="gazette", paragraph=3, subject="a", relation="b", object="c", origin=ORIGIN)

    assert claim.id == "gazette.p3-1"


def test_of_two_rows_with_one_id_the_first_counts() -> None:
    actor = Actor(id="norland", kind="state", label="Norland", origin=ORIGIN)
    issue = Issue(id="norland", kind="region", label="The North", origin=ORIGIN)
    sources = tuple(Source(id="gazette", title=title, origin=ORIGIN) for title in ("Morning", "Evening"))
    corpus = Corpus(actors=(actor,), issues=(issue,), sources=sources)

    assert corpus.entities == {"norland": actor}
    assert corpus.sources_by_id == {"gazette": sources[0]}
    assert list(corpus.registered()) == [actor, issue]


def test_a_name_stands_for_an_id_before_a_label_and_for_a_label_before_an_alias() -> None:
    corpus = Corpus(
        actors=(
            Actor(id="north", kind="state", label="Norland", aliases=("south", "Sudonia", "the North"), origin=ORIGIN),
            Actor(id="south", kind="state", label="Sudonia", aliases=("Norland",), origin=ORIGIN),
        )
    )

    assert corpus.names == {
        "north": "north",
        "south": "south",
        "Norland": "north",
        "Sudonia": "south",
        "the North": "north",
    }
