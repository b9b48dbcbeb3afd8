from __future__ import annotations

from conftest import ROOT, CorpusFolder, claims

from kg.coverage import render_coverage
from kg.model import Corpus
from kg.ontology import Ontology
from kg.reader import read_corpus

PAGE = """\
# Entente: how the sources were read

Printed by `kg coverage`.

## Sources

| source | paragraphs | without claims | claims | denied | not actual | of other voices | unsure |
| --- | --: | --: | --: | --: | --: | --: | --: |
| gazette | 2 | 0 | 3 | 0 | 1 | 1 | 1 |
| herald | 2 | 1 | 1 | 1 | 0 | 0 | 0 |
| all | 4 | 1 | 4 | 1 | 1 | 1 | 1 |

## Claims per paragraph

### gazette

|  | 1 | 2 |
| --- | --: | --: |
| p1–p2 | 2 | 1 |

Without a claim: none.

### herald

|  | 1 | 2 |
| --- | --: | --: |
| p1–p2 | 0 | 1 |

Without a claim: p1.

## Relations

3 of the 72 relations are in use.

| relation | family | gazette | herald |
| --- | --- | --: | --: |
| supplies-arms-to | arms | 1 | 1 |
| trades-with | economy-and-transport | 1 |  |
| values | perception | 1 |  |
"""


def test_the_page_shows_each_paragraph_and_what_its_claims_are_like(
    corpus_folder: CorpusFolder, ontology: Ontology
) -> None:
    corpus, _ = read_corpus(corpus_folder())

    assert render_coverage(corpus, ontology) == PAGE


def test_paragraphs_are_counted_as_far_as_they_are_known(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    rows = claims("p12-1,12,norland,opposes,sudonia")
    corpus, _ = read_corpus(corpus_folder(sources="id,title\nherald,Who?\n", herald=rows, gazette=None))
    page = render_coverage(corpus, ontology)

    assert "| herald |  | 0 | 1 | 0 | 0 | 0 | 0 |" in page
    assert "| p11–p12 | 0 | 1 |  |  |  |  |  |  |  |  |" in page


def test_a_second_reading_says_how_much_it_covers(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    again = claims("p2-1,2,norland,supplies-arms-to,sudonia")
    corpus, _ = read_corpus(corpus_folder(sample="source,paragraph\nherald,2\n", second_herald=again))
    page = render_coverage(corpus, ontology)

    assert "\n1 of 4 paragraphs were read again, by somebody who had not seen the claims.\n\n### Now\n" in page
    assert "| herald | 1 | 1 | 1.000 | 1.000 | 1.000 | 1.000 to 1.000 |" in page


def test_the_page_in_the_docs_is_that_of_the_bundled_corpus(bundled: Corpus, ontology: Ontology) -> None:
    page = render_coverage(bundled, ontology)

    assert (ROOT / "docs/corpus.md").read_text("utf-8") == page, "run kg coverage > docs/corpus.md"
