"""What changed between two editions: by hand, by properties, and as the command tells it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from build_fixtures import run_kg
from conftest import ACTORS, GAZETTE, HERALD, ISSUES, ROOT, SOURCES, CorpusFolder
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.compare import disagreements
from kg.analysis.diff import Changes, Edition, Pairing, changes, narrowed, union
from kg.checks import check
from kg.findings.diff import SHEETS, diff_sheets
from kg.model import Claim, Corpus, Origin
from kg.ontology import Ontology
from kg.part import Part
from kg.problems import Severity
from kg.reader import read_corpus
from kg.report.changes import render_changes

EditionOf = Callable[..., Edition]
HEADER = GAZETTE.splitlines()[0]


@pytest.fixture(scope="module")
def edition_of(corpus_folder: CorpusFolder, ontology: Ontology) -> EditionOf:
    """Reads the small corpus with another text for some of its files."""

    def read(name: str = "x", **texts: str | None) -> Edition:
        corpus, problems = read_corpus(corpus_folder(**texts))
        errors = sum(problem.severity is Severity.ERROR for problem in [*problems, *check(corpus, ontology)])
        return Edition(name=name, corpus=corpus, ontology=ontology, errors=errors)

    return read


@pytest.fixture(scope="module")
def small(edition_of: EditionOf) -> Edition:
    return edition_of("then")


def gazette(*changed: tuple[str, str]) -> str:
    """Return the claims of the gazette with some texts replaced by others."""
    text = GAZETTE
    for was, now in changed:
        assert was in text
        text = text.replace(was, now)
    return text


def ids(claims: Sequence[Claim]) -> list[str]:
    return [claim.id for claim in claims]


def pairs(pairings: Sequence[Pairing]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(pairing.old.id, pairing.new.id, pairing.columns) for pairing in pairings]


def counts(found: Changes) -> dict[str, int]:
    """Return how many of everything changed, without what did not."""
    fields = (
        "added", "withdrawn", "changed", "renumbered", "successions", "entities_added", "entities_removed",
        "entities_changed", "sources_added", "sources_removed", "sources_changed", "turns",
    )  # fmt: skip
    return {name: len(getattr(found, name)) for name in fields if getattr(found, name)}


# Claims


def test_an_edition_does_not_differ_from_itself(small: Edition) -> None:
    found = changes(old=small, new=small)

    assert (bool(found), counts(found), len(found.unchanged)) == (False, {}, 4)


def test_claims_are_added_withdrawn_and_changed(small: Edition, edition_of: EditionOf) -> None:
    text = gazette((",planned,", ",,"), ("twelve war galleys", "war galleys"))
    kept = [line for line in text.splitlines() if not line.startswith("p1-2")]
    new = "p2-2,2,sudonia,opposes,norland,,,,,,,,every ship,Sudonia is against Norland.,,"

    found = changes(old=small, new=edition_of(gazette="\n".join([*kept, new]).replace(",because:p1-1", "")))

    assert (ids(found.added), ids(found.withdrawn)) == (["gazette.p2-2"], ["gazette.p1-2"])
    assert pairs(found.changed) == [
        ("gazette.p1-1", "gazette.p1-1", ("anchor",)),
        ("gazette.p2-1", "gazette.p2-1", ("modality",)),
    ]
    assert ids([pairing.new for pairing in found.unchanged]) == ["herald.p2-1"]


def test_a_claim_under_another_number_is_renumbered_and_links_follow_it(small: Edition, edition_of: EditionOf) -> None:
    found = changes(old=small, new=edition_of(gazette=gazette(("p1-1,1", "p2-9,2"), ("because:p1-1", "because:p2-9"))))

    assert (counts(found), pairs(found.renumbered)) == ({"renumbered": 1}, [("gazette.p1-1", "gazette.p2-9", ())])


def test_claims_that_were_shifted_by_a_new_one_are_renumbered(edition_of: EditionOf) -> None:
    rows = [f"norland,{relation},sudonia,,,,,,,,{relation} them,,," for relation in ("aids", "opposes", "values")]
    first = "\n".join([HEADER, *(f"p1-{n},1,{row}" for n, row in enumerate(rows, start=1))])
    second = "\n".join(
        [HEADER, *(f"p1-{n},1,{row}" for n, row in enumerate([rows[0].replace("aids", "trades-with"), *rows], 1))]
    )

    found = changes(old=edition_of(gazette=first, herald=None), new=edition_of(gazette=second, herald=None))

    assert pairs(found.renumbered) == [(f"gazette.p1-{n}", f"gazette.p1-{n + 1}", ()) for n in (1, 2, 3)]
    assert (counts(found), ids(found.added)) == ({"renumbered": 3, "added": 1}, ["gazette.p1-1"])


def test_without_words_a_living_id_wins_over_like_content(edition_of: EditionOf) -> None:
    then = edition_of(gazette=f"{HEADER}\np1-1,1,norland,aids,sudonia,,,,,,,,,,,")
    now = edition_of(
        gazette=f"{HEADER}\np1-1,1,norland,aids,sudonia,,,denied,,,,,,,,\np2-1,2,norland,aids,sudonia,,,,,,,,,,,"
    )

    found = changes(old=then, new=now)

    assert (pairs(found.changed), ids(found.added)) == (
        [("gazette.p1-1", "gazette.p1-1", ("polarity",))],
        ["gazette.p2-1"],
    )


def test_a_claim_renumbered_and_reworded_is_known_by_what_it_says(small: Edition, edition_of: EditionOf) -> None:
    found = changes(old=small, new=edition_of(gazette=gazette(("p2-1,2", "p2-7,2"), ("will trade,Nor", "trade,Nor"))))

    assert pairs(found.renumbered) == pairs(found.changed) == [("gazette.p2-1", "gazette.p2-7", ("anchor",))]


def test_an_id_on_two_other_ends_is_another_claim(small: Edition, edition_of: EditionOf) -> None:
    found = changes(
        old=small,
        new=edition_of(gazette=gazette(("p2-1,2,norland,trades-with,sudonia", "p2-1,2,ada-brand,values,middle-sea"))),
    )

    assert (ids(found.withdrawn), ids(found.added)) == (["gazette.p2-1"], ["gazette.p2-1"])
    assert found.withdrawn[0].subject == "norland"


def test_another_way_to_write_the_same_is_no_change(small: Edition, edition_of: EditionOf) -> None:
    text = gazette(("norland,trades-with,sudonia,,,,", "sudonia,trades-with,norland,,,affirmed,"))

    assert not changes(old=small, new=edition_of(gazette=text))


def test_claims_without_ids_are_known_by_their_content(edition_of: EditionOf) -> None:
    rows = [",1,norland,aids,sudonia,,,,,,,,,,,", ",1,norland,values,sudonia,,,,,,,,,,,"]
    then, now = (edition_of(gazette="\n".join([HEADER, *kept])) for kept in (rows, rows[:1]))

    found = changes(old=then, new=now)

    assert (then.errors, counts(found), [claim.relation for claim in found.withdrawn]) == (
        2,
        {"withdrawn": 1},
        ["values"],
    )


# Names


def test_a_new_label_is_a_new_name(small: Edition, edition_of: EditionOf) -> None:
    found = changes(old=small, new=edition_of(actors=ACTORS.replace("state,Sudonia", "state,Southland")))

    assert counts(found) == {"entities_changed": 1}
    assert [(x.old.label, x.new.label, x.columns) for x in found.entities_changed] == [
        ("Sudonia", "Southland", ("label",))
    ]


def test_kind_parents_and_aliases_of_a_name_change(small: Edition, edition_of: EditionOf) -> None:
    actors = ACTORS.replace("the North|Nordhaven", "Nordhaven|the North|Norland proper").replace("person,", "group,")
    found = changes(old=small, new=edition_of(actors=actors, issues=ISSUES.replace("Glass,middle-sea", "Glass,")))

    assert [(x.new.id, x.columns) for x in found.entities_changed] == [
        ("norland", ("aliases",)),
        ("ada-brand", ("kind",)),
        ("glass-strait", ("parents",)),
    ]


@pytest.mark.parametrize(
    ("label", "known_by"), [("Sudonia", "its label"), ("the South", "the cells that held it"), ("sudonia!", "cells")]
)
def test_another_id_for_one_thing_changes_no_claim(
    small: Edition, edition_of: EditionOf, label: str, known_by: str
) -> None:
    now = edition_of(
        actors=ACTORS.replace("sudonia,state,Sudonia", f"the-south,state,{label}"),
        gazette=GAZETTE.replace("sudonia", "the-south"),
        herald=HERALD.replace("sudonia", "the-south"),
    )

    found = changes(old=small, new=now)

    assert counts(found) == {"successions": 1} | ({"entities_changed": 1} if label != "Sudonia" else {})
    assert [(x.kind, x.old, x.new, ids(x.claims)) for x in found.successions] == [
        ("re-identified", "sudonia", "the-south", ["gazette.p1-1", "gazette.p1-2", "gazette.p2-1", "herald.p2-1"])
    ]


def test_a_name_with_its_wikidata_code_is_known_by_it(edition_of: EditionOf) -> None:
    header = "id,kind,label,wikidata\n"
    then, now = (
        edition_of(issues=header + row, gazette=HEADER, herald=None)
        for row in ("a,region,Here,Q5", "b,region,There,Q5")
    )

    assert [(x.kind, x.old, x.new) for x in changes(old=then, new=now).successions] == [("re-identified", "a", "b")]


ISLES = "isles,state,Isles,,,\n"
ISLES_SAY = "p1-3,1,isles,aids,norland,,,,,,,,,,,\np1-4,1,isles,values,galleys,,,,,,,,,,,\n"


def test_two_names_become_one_and_the_claims_move(edition_of: EditionOf) -> None:
    then = edition_of(actors=ACTORS + ISLES, gazette=GAZETTE + ISLES_SAY)
    now = edition_of(gazette=GAZETTE + ISLES_SAY.replace("isles", "sudonia"))

    found = changes(old=then, new=now)
    back = changes(old=now, new=then)

    assert (counts(found), counts(back)) == ({"successions": 1}, {"successions": 1})
    assert [(x.kind, x.old, x.new, ids(x.claims)) for x in found.successions] == [
        ("merged", "isles", "sudonia", ["gazette.p1-3", "gazette.p1-4"])
    ]
    assert [(x.kind, x.old, x.new) for x in back.successions] == [("split", "sudonia", "isles")]


def test_each_of_several_names_that_became_one_counts_with_its_claims(edition_of: EditionOf) -> None:
    more = "p1-5,1,atoll,aids,norland,,,,,,,,,,,\np1-6,1,atoll,values,galleys,,,,,,,,,,,\n"
    then = edition_of(actors=ACTORS + ISLES + "atoll,state,Atoll,,,\n", gazette=GAZETTE + ISLES_SAY + more)
    said = (ISLES_SAY + more).replace("isles", "sudonia").replace("atoll", "sudonia")

    summary = diff_sheets(changes(old=then, new=edition_of(gazette=GAZETTE + said)))[0]

    assert [(*line.cells, ids(line.claims)) for line in summary.lines if line.cells[0] == "names"] == [
        ("names", "merged", 2, ["gazette.p1-5", "gazette.p1-6", "gazette.p1-3", "gazette.p1-4"])
    ]


def test_a_name_that_became_an_alias_was_merged(edition_of: EditionOf) -> None:
    then = edition_of(actors=ACTORS + ISLES, gazette=GAZETTE + ISLES_SAY)
    now = edition_of(actors=ACTORS.replace("Sudonia,,", "Sudonia,Isles,"))

    found = changes(old=then, new=now)

    assert [(x.kind, x.old, x.new) for x in found.successions] == [("merged", "isles", "sudonia")]
    assert (ids(found.withdrawn), [x.columns for x in found.entities_changed]) == (
        ["gazette.p1-3", "gazette.p1-4"],
        [("aliases",)],
    )


def test_one_moved_claim_merges_nothing(edition_of: EditionOf) -> None:
    row = ISLES_SAY.splitlines()[0]
    then = edition_of(actors=ACTORS + ISLES, gazette=GAZETTE + row)
    now = edition_of(gazette=GAZETTE + row.replace("isles", "sudonia"))

    found = changes(old=then, new=now)

    assert counts(found) == {"changed": 1, "entities_removed": 1}
    assert pairs(found.changed) == [("gazette.p1-3", "gazette.p1-3", ("subject",))]


def test_names_and_sources_are_added_and_removed(small: Edition, edition_of: EditionOf) -> None:
    sources = SOURCES.replace("herald", "courier").replace("Who Sold What?", "No Sale") + "echo,Echo,,,,\n"
    now = edition_of(
        actors=ACTORS + ISLES, issues=ISSUES.replace("galleys,weapon,war galleys,\n", ""), sources=sources, herald=None,
        gazette=GAZETTE.replace(",galleys,,,,,2030", ",,,,,,2030"),
    )  # fmt: skip

    found = changes(old=small, new=now)

    assert [entity.id for entity in found.entities_added] == ["isles"]
    assert [entity.id for entity in found.entities_removed] == ["galleys"]
    assert [source.id for source in found.sources_added] == ["courier", "echo"]
    assert [source.id for source in found.sources_removed] == ["herald"]
    assert pairs(found.changed) == [("gazette.p1-1", "gazette.p1-1", ("item",))]


def test_a_source_with_another_id_keeps_its_claims(small: Edition, edition_of: EditionOf) -> None:
    sources = SOURCES.replace("herald", "courier")
    now = edition_of(
        sources=sources, herald=None, gazette=GAZETTE, all_claims="source," + HERALD.replace("p2", "courier,p2")
    )

    found = changes(old=small, new=now)

    assert counts(found) == {"sources_changed": 1}
    assert [(x.old.id, x.new.id, x.columns) for x in found.sources_changed] == [("herald", "courier", ("id",))]


# Disagreements


def test_a_disagreement_is_new_where_a_claim_came_and_settled_where_it_went(
    small: Edition, edition_of: EditionOf
) -> None:
    without = edition_of(herald=None)

    found, back = changes(old=without, new=small), changes(old=small, new=without)

    assert [(turn.change, turn.point.kind, ids(turn.joined)) for turn in found.turns or ()] == [
        ("new", "polarity", ["gazette.p1-1", "herald.p2-1"])
    ]
    assert [(turn.change, ids(turn.left)) for turn in back.turns or ()] == [
        ("settled", ["gazette.p1-1", "herald.p2-1"])
    ]
    assert diff_sheets(found)[SHEETS.index("disagreements")].lines[0].cells[1:5] == (
        "new",
        "polarity",
        "Norland and Sudonia (war galleys)",
        "added: herald.p2-1",
    )


def test_a_disagreement_goes_on_under_other_ids_and_relations(small: Edition, edition_of: EditionOf) -> None:
    both = {"gazette": GAZETTE, "herald": HERALD}
    other_ids = edition_of(
        actors=ACTORS.replace("sudonia", "the-south"),
        **{name: text.replace("sudonia", "the-south") for name, text in both.items()},
    )
    other_relation = edition_of(**{name: text.replace("supplies-arms-to", "aids") for name, text in both.items()})

    for now in (other_ids, other_relation):
        found = changes(old=small, new=now)
        assert (found.turns, [point.kind for point in found.standing or ()]) == ((), ["polarity"])


def test_a_claim_that_joins_changes_a_disagreement(small: Edition, edition_of: EditionOf) -> None:
    found = changes(old=small, new=edition_of(herald=HERALD + "p1-1,1,norland,supplies-arms-to,sudonia,galleys,,\n"))

    assert [(turn.change, ids(turn.joined), ids(turn.left)) for turn in found.turns or ()] == [
        ("changed", ["herald.p1-1"], [])
    ]
    assert found.standing == ()


def test_with_errors_claims_are_compared_and_disagreements_are_not(small: Edition, edition_of: EditionOf) -> None:
    now = edition_of(
        "now", herald=HERALD.replace("supplies-arms-to", "suplies"), gazette=GAZETTE.replace("2030", "soon")
    )
    found = changes(old=small, new=now)
    summary = diff_sheets(found)[0]

    assert (found.turns, found.standing) == (None, None)
    assert pairs(found.changed) == [
        ("gazette.p1-1", "gazette.p1-1", ("time",)),
        ("herald.p2-1", "herald.p2-1", ("relation",)),
    ]
    assert summary.notes == (
        "now has errors: 2. What could be read of it is compared.",
        "Disagreements are not compared, as that needs two corpora without errors.",
    )


# Parts


def test_a_part_of_the_changes_is_that_of_claims_that_belong_to_it_then_or_now(
    small: Edition, edition_of: EditionOf
) -> None:
    found = changes(old=small, new=edition_of(gazette=gazette((",planned,", ",possible,")), herald=None))

    planned = narrowed(found, Part(modalities=("planned",)))
    possible = narrowed(found, Part(modalities=("possible",)))
    herald = narrowed(found, Part(sources=("herald",)))

    assert pairs(planned.changed) == pairs(possible.changed) == [("gazette.p2-1", "gazette.p2-1", ("modality",))]
    assert (counts(planned), counts(herald)) == ({"changed": 1}, {"withdrawn": 1, "turns": 1})


def test_a_part_goes_by_newer_names_and_takes_the_older_with_them(edition_of: EditionOf, small: Edition) -> None:
    now = edition_of(
        actors=ACTORS.replace("sudonia,", "the-south,"),
        gazette=gazette(("sudonia", "the-south"), (",planned,", ",,")),
        herald=HERALD.replace("sudonia", "the-south"),
    )
    found = changes(old=small, new=now)

    chosen = narrowed(found, Part(entities=("the-south",)))

    assert union(found).names["sudonia"] == "the-south"
    assert (counts(chosen), len(chosen.unchanged)) == ({"changed": 1, "successions": 1}, 3)


# Properties

ENDS = ("norland", "sudonia", "ada-brand", "middle-sea")


@st.composite
def some_claims(draw: st.DrawFn) -> tuple[Claim, ...]:
    """Claims of one source with ids, ends, moods and words that often recur."""
    numbers = draw(st.lists(st.integers(1, 6), unique=True, max_size=5))
    return tuple(
        Claim(
            local_id=f"p1-{number}",
            source="gazette",
            paragraph=1,
            subject=draw(st.sampled_from(ENDS)),
            relation=draw(st.sampled_from(("aids", "values", "trades-with", "opposes"))),
            object=draw(st.sampled_from(ENDS)),
            polarity=draw(st.sampled_from(("", "affirmed", "denied"))),
            modality=draw(st.sampled_from(("", "planned"))),
            anchor=draw(st.sampled_from(("", "one", "two"))),
            origin=Origin("claims.csv", number),
        )
        for number in numbers
    )


@settings(max_examples=150)
@given(some_claims(), some_claims())
def test_the_way_back_mirrors_the_way_there(ontology: Ontology, one: tuple[Claim, ...], two: tuple[Claim, ...]) -> None:
    then, now = (Edition(name="x", corpus=Corpus(claims=claims), ontology=ontology, errors=1) for claims in (one, two))

    there, back = changes(old=then, new=now), changes(old=now, new=then)

    assert (ids(there.added), ids(there.withdrawn)) == (ids(back.withdrawn), ids(back.added))
    for name in ("changed", "renumbered", "unchanged"):
        mirrored = sorted((new, old, columns) for old, new, columns in pairs(getattr(back, name)))
        assert sorted(pairs(getattr(there, name))) == mirrored
    both = {pairing.old.id for pairing in (*there.changed, *there.renumbered, *there.unchanged)}
    assert both | set(ids(there.withdrawn)) == set(ids(one))
    assert not changes(old=then, new=then)


# As a text


def test_the_text_says_how_much_first_and_then_what(small: Edition, edition_of: EditionOf) -> None:
    now = edition_of(
        "now",
        actors=ACTORS.replace("state,Sudonia", "state,Southland") + ISLES,
        gazette=gazette(
            (",planned,", ",,"), ("p1-2,1", "p1-5,1"), ("Strait of Glass,Sudonia cares", "strait,Sudonia cares")
        ),
        herald=None,
    )

    assert render_changes(diff_sheets(changes(old=small, new=now))) == (
        """\
From then to now
  claims: 1 withdrawn, 2 changed (modality 1, anchor 1), 1 renumbered, 1 as they were
  names: 1 added, 1 renamed
  disagreements: 1 settled

Claims withdrawn: 1
  herald.p2-1  Norland supplies arms to Sudonia (war galleys), denied

Claims changed: 2
  gazette.p1-5  Southland sets store by Strait of Glass
    anchor: “the Strait of Glass” → “the strait”
  gazette.p2-1  Norland trades with Southland, says Ada Brand
    modality: planned → actual

Claims renumbered: 1
  gazette.p1-2 → gazette.p1-5  Southland sets store by Strait of Glass

Actors and issues: added 1, renamed 1
  added: Isles (isles, actor, state)
  renamed: Sudonia → Southland

Disagreements: settled 1
  settled, polarity: Norland and Sudonia (war galleys) (withdrawn: herald.p2-1)
    Norland supplies arms to Sudonia (war galleys) [gazette, 1]
    Norland supplies arms to Sudonia (war galleys), denied [herald, 1]
"""
    )


def test_every_figure_of_the_summary_leads_to_its_claims(small: Edition, edition_of: EditionOf) -> None:
    found = changes(old=edition_of(herald=None), new=edition_of(gazette=gazette((",planned,", ",,"))))

    of_claims = [line for line in diff_sheets(found)[0].lines if line.cells[0] == "claims"]

    assert [(*line.cells[1:], ids(line.claims)) for line in of_claims] == [
        ("added", 1, ["herald.p2-1"]),
        ("withdrawn", 0, []),
        ("changed", 1, ["gazette.p2-1"]),
        ("changed: modality", 1, ["gazette.p2-1"]),
        ("renumbered", 0, []),
        ("as they were", 2, ["gazette.p1-1", "gazette.p1-2"]),
    ]


def test_the_bundled_corpus_without_a_source_lacks_its_claims_and_disagreements(
    bundled: Corpus, ontology: Ontology
) -> None:
    source = bundled.sources[0].id
    less = replace(
        bundled,
        sources=bundled.sources[1:],
        claims=tuple(claim for claim in bundled.claims if claim.source != source),
    )
    then, now = (Edition(name="x", corpus=corpus, ontology=ontology) for corpus in (bundled, less))

    found = changes(old=then, new=now)

    assert {claim.source for claim in found.withdrawn} == {source}
    assert len(found.withdrawn) + len(found.unchanged) == len(bundled.claims)
    expected = sum(point.is_disagreement for point in disagreements(less, ontology))
    turned = [turn.change for turn in found.turns or ()]
    assert "new" not in turned
    assert turned.count("changed") + len(found.standing or ()) == expected


def test_filters_that_leave_nothing_leave_nothing_changed(tmp_path: Path) -> None:
    example = ROOT / "tests" / "football" / "corpus"
    shutil.copytree(example, tmp_path / "corpus")
    ran = run_kg("diff", str(example), str(tmp_path / "corpus"), "--since", "2999", "--family", "arms", cwd=tmp_path)

    assert (ran.code, "Nothing changed." in ran.out) == (0, True)


def test_a_relation_that_the_newer_vocabulary_lacks_can_be_filtered(tmp_path: Path) -> None:
    old, new = tmp_path / "old" / "corpus", tmp_path / "new" / "corpus"
    for folder in (old, new):
        shutil.copytree(ROOT / "tests" / "football" / "corpus", folder)
    (new / "claims.csv").write_text((new / "claims.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    (new / "vocabulary.ttl").unlink()
    ran = run_kg("diff", str(old), str(new), "--family", "diplomacy", "--show", "withdrawn", cwd=tmp_path)

    assert (ran.code, "bug:" in ran.err) == (1, False)
