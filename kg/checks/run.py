"""The list of checks and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kg.checks import claims, evidence, page, registry, sample
from kg.model import Corpus, Text
from kg.ontology import Ontology
from kg.problems import Problem

Check = Callable[[Corpus, Ontology], Iterable[Problem]]

#: What can be told of each row by itself or within its table.
ROW_CHECKS: tuple[Check, ...] = (
    registry.bad_id,
    registry.reserved_id,
    registry.duplicate_id,
    registry.unknown_kind,
    registry.circular_parents,
    registry.bad_wikidata,
    registry.bad_country,
    registry.bad_language,
    registry.bad_url,
    registry.bad_digest,
    registry.untitled_source,
    registry.look_alike,
    claims.no_id,
    claims.bad_claim_id,
    claims.wrong_paragraph,
    claims.duplicate_claim_id,
    claims.duplicate_claim,
    claims.unknown_relation,
    claims.wrong_domain,
    claims.wrong_range,
    claims.self_relation,
    claims.unknown_qualifier,
    claims.unknown_unit,
    claims.no_such_paragraph,
    evidence.anchor_length,
    page.bad_address,
)

#: What one table says of another; not asked while a table could not be read, as every row would be reported for it.
CROSS_CHECKS: tuple[Check, ...] = (
    registry.unknown_parent,
    registry.unused_entity,
    registry.unused_source,
    claims.unknown_source,
    claims.unknown_entity,
    claims.unknown_claimant,
    claims.unknown_link,
    sample.no_sample,
    sample.bad_sample,
    sample.outside_sample,
    page.unknown_in_address,
    page.unused_position,
)

CHECKS = (*ROW_CHECKS, *CROSS_CHECKS)

#: What is asked of the claims of a second reading too, which keep to the same registry.
_OF_CLAIMS: frozenset[Check] = frozenset(run for run in CHECKS if run.__module__ == claims.__name__)

#: What asks whether a word is in the vocabulary; not asked while that is incomplete, as every use of a word whose
#: definition is unsound would be reported.
WORD_CHECKS: frozenset[Check] = frozenset(
    {
        registry.unknown_kind,
        claims.unknown_relation,
        claims.unknown_qualifier,
        claims.unknown_unit,
        page.unknown_in_address,
    }
)

TEXT_CHECKS: tuple[Callable[[Corpus, Mapping[str, Text]], Iterable[Problem]], ...] = (
    evidence.no_text,
    evidence.text_changed,
    evidence.wrong_paragraph_count,
    evidence.anchor_not_found,
    evidence.anchor_ambiguous,
    evidence.too_much_quoted,
)


def check(corpus: Corpus, ontology: Ontology, texts: Mapping[str, Text] | None = None) -> list[Problem]:
    """Return all that is wrong with the content of *corpus*, sorted by place; with *texts*, its anchors too."""
    asked = CHECKS if corpus.complete else ROW_CHECKS
    skipped = frozenset[Check]() if ontology.complete else WORD_CHECKS
    second = replace(corpus, claims=corpus.second_reading)
    problems = [problem for run in asked if run not in skipped for problem in run(corpus, ontology)]
    problems += [p for run in asked if run in _OF_CLAIMS - skipped for p in run(second, ontology)]
    if texts is not None:
        problems += check_texts(corpus, texts)
    return sorted(problems)


def check_texts(corpus: Corpus, texts: Mapping[str, Text]) -> list[Problem]:
    """Return what is wrong with the anchors of *corpus*, and with *texts* themselves, sorted by place."""
    return sorted(problem for run in TEXT_CHECKS for problem in run(corpus, texts))
