from __future__ import annotations

import pytest
from conftest import CorpusOf

from kg.model import Corpus
from kg.ontology import Ontology
from kg.opposition import contests


@pytest.mark.parametrize(
    ("one", "other", "contest"),
    [
        ("norland,attacks,sudonia,,,", "norland,attacks,sudonia,,denied,", True),
        ("norland,attacks,sudonia,,,", "norland,attacks,sudonia,,,", False),
        ("norland,attacks,sudonia,,denied,", "norland,attacks,sudonia,,denied,", False),
        ("norland,attacks,sudonia,,,", "sudonia,attacks,norland,,denied,", False),
        ("norland,attacks,sudonia,galleys,,", "norland,attacks,sudonia,,denied,", False),
        ("norland,attacks,sudonia,,,actual", "norland,attacks,sudonia,,denied,", True),
        ("norland,attacks,sudonia,,,planned", "norland,attacks,sudonia,,denied,", False),
        ("norland,attacks,sudonia,,,normative", "norland,attacks,sudonia,,denied,normative", True),
        ("norland,trades-with,sudonia,,,", "sudonia,trades-with,norland,,denied,", True),
        ("norland,attacks,sudonia,,,", "norland,protects,sudonia,,,", True),
        ("norland,attacks,sudonia,,,", "sudonia,protects,norland,,,", False),
        ("norland,attacks,sudonia,,,", "norland,protects,sudonia,,denied,", False),
        ("norland,attacks,sudonia,,denied,", "norland,protects,sudonia,,denied,", False),
        ("norland,attacks,sudonia,galleys,,", "norland,protects,sudonia,,,", False),
        ("norland,attacks,sudonia,galleys,,", "norland,protects,sudonia,galleys,,", True),
        ("norland,attacks,sudonia,,,planned", "norland,protects,sudonia,,,", False),
        ("norland,allied-with,sudonia,,,", "sudonia,in-conflict-with,norland,,,", True),
        ("norland,deepens-ties-with,sudonia,,,", "sudonia,distances-itself-from,norland,,,", True),
        ("norland,attacks,sudonia,,,", "norland,values,sudonia,,,", False),
    ],
)
def test_claims_contest_each_other_if_one_denies_or_excludes_what_the_other_affirms(
    corpus_of: CorpusOf, ontology: Ontology, one: str, other: str, contest: bool
) -> None:
    corpus, _ = corpus_of(f"p1-1,1,{one}", f"p1-2,1,{other}", also="item,polarity,modality")
    found = {"herald.p1-1": ("herald.p1-2",), "herald.p1-2": ("herald.p1-1",)}

    assert contests(corpus.claims, ontology) == (found if contest else {})


def test_claims_of_the_bundled_corpus_contest_each_other(bundled: Corpus, ontology: Ontology) -> None:
    found = contests(bundled.claims, ontology)

    assert found["avdaliani-2024.p19-6"] == ("asbab-2023.p49-3",)
    assert sum(map(len, found.values())) == 82
    assert {(id, other) for id, others in found.items() for other in others} == {
        (other, id) for id, others in found.items() for other in others
    }
