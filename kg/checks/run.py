"""The list of checks and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kg.checks import claims, evidence, registry
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
)

CHECKS = (*ROW_CHECKS, *CROSS_CHECKS)

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
    problems = [problem for run in asked for problem in run(corpus, ontology)]
    if texts is not None:
        problems += [problem for run_text in TEXT_CHECKS for problem in run_text(corpus, texts)]
    return sorted(problems)
