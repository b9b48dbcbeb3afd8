"""Tables of actors: who is central, who goes together, who stands between, who acts on whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.analysis.network.centrality import MEASURES, falls, ranks
from kg.analysis.network.groups import (
    BROKER_STEPS,
    Partition,
    communities,
    communities_without,
    cut_off,
    effective_sizes,
)  # fmt: skip
from kg.findings.network.words import (
    FALL,
    Subject,
    counted,
    fall_cells,
    fall_notes,
    left_out_note,
)  # fmt: skip
from kg.model import Claim
from kg.sheet import Line, Sheet

# How many rows a ranking has unless more are wanted.
_USUAL = 10


def centrality_sheet(subject: Subject, by: str) -> Sheet:
    """Return the most central actors by one measure, with all measures and the fall of that rank."""
    network = subject.network
    scores = {name: measure.scorer(network) for name, measure in MEASURES.items()}
    fallen, tried = falls(network, subject.ontology, MEASURES[by].scorer, MEASURES[by].steps(network))
    places = ranks(scores[by])
    shown = _top(subject, places)
    return Sheet(
        key="centrality",
        title=subject.title(f"Actors by {by}", len(shown), len(places)),
        columns=("rank", "actor", *MEASURES, *FALL),
        lines=tuple(
            Line(
                (
                    places[id],
                    subject.named(id),
                    *(_score(name, scores[name], id) for name in MEASURES),
                    *fall_cells(fallen.get(id)),
                ),
                network.claims_of[id],
            )
            for id in shown
        ),
        notes=(
            counted(subject),
            *(f"{name}: {measure.meaning}." for name, measure in MEASURES.items()),
            *fall_notes(subject, tried),
        ),
    )


def ranks_sheet(subject: Subject) -> Sheet:
    """Return the ranking by each measure, with falls."""
    network, lines, notes = subject.network, list[Line](), dict[str, None]()
    for name, measure in MEASURES.items():
        scores = measure.scorer(network)
        fallen, tried = falls(network, subject.ontology, measure.scorer, measure.steps(network))
        places = ranks(scores)
        for id in _top(subject, places):
            cells = (name, places[id], subject.named(id), _score(name, scores, id), *fall_cells(fallen.get(id)))
            lines.append(Line(cells, network.claims_of[id]))
        notes |= {
            f"{name}: {note}" if note.startswith("Left out") else note: None for note in fall_notes(subject, tried)
        }
    return Sheet(
        key="ranks",
        title="Ranks by each measure, and what they hang on",
        columns=("measure", "rank", "actor", "score", *FALL),
        lines=tuple(lines),
        grouping=1,
        notes=(counted(subject), *notes),
    )


def communities_sheet(subject: Subject) -> Sheet:
    """Return the groups of actors that claims hold together."""
    found = communities(subject.network)
    group_of = found.group_of
    within: dict[int, list[Claim]] = {number: [] for number in range(1, len(found.groups) + 1)}
    across: dict[int, list[Claim]] = {number: [] for number in within}
    for dyad in subject.network.dyads:
        groups = {group_of[end] for end in dyad.ends}
        for group in groups:
            (within if len(groups) == 1 else across)[group] += dyad.claims
    return Sheet(
        key="communities",
        title=f"Communities: {len(found.groups)}, modularity {found.modularity:.3f}",
        columns=("community", "actors", "members", "within", "across"),
        lines=tuple(
            Line(
                (number, len(group), subject.labels(group), len(within[number]), len(across[number])),
                (*within[number], *across[number]),
            )
            for number, group in subject.chosen(enumerate(found.groups, start=1), lambda row: row[1])
        ),
        notes=(
            "Actors with more claims among each other than chance would give, friendly or hostile (Louvain method).",
            "modularity: 0 is no better than chance; groups are commonly called clear from about 0.3.",
            "within, across: claims among the members, and with others.",
            *_least_like(subject, found),
        ),
    )


def sources_sheet(subject: Subject) -> Sheet:
    """Return what becomes of the communities without each source."""
    rows = list(communities_without(subject.network, subject.ontology, communities(subject.network)))
    of_source: dict[str, list[Claim]] = {source: [] for source in subject.network.sources}
    for claim in subject.network.claims:
        of_source[claim.source].append(claim)
    return Sheet(
        key="sources",
        title="Communities without each source",
        columns=("without", "its_claims", "communities", "modularity", "agreement"),
        lines=tuple(
            Line((source, len(of_source[source]), len(found.groups), found.modularity, alike), tuple(of_source[source]))
            for source, found, alike in rows
        ),
        notes=(
            "agreement: with the communities of all sources, 1 if alike, 0 as by chance (adjusted Rand index).",
            *left_out_note(len(rows), len(subject.network.sources)),
        ),
    )


def brokers_sheet(subject: Subject) -> Sheet:
    """Return the actors who reach others that do not reach each other."""
    network = subject.network
    sizes = effective_sizes(network)
    fallen, tried = falls(network, subject.ontology, effective_sizes, BROKER_STEPS)
    places = ranks(sizes)
    shown = _top(subject, places)
    lines = []
    for id in shown:
        lost = cut_off(network, id)
        size = (sizes[id], network.graph.degree(id))
        cells = (places[id], subject.named(id), *size, *fall_cells(fallen.get(id)), len(lost), subject.labels(lost))
        lines.append(Line(cells, network.claims_of[id]))
    return Sheet(
        key="brokers",
        title=subject.title("Brokers", len(shown), len(places)),
        columns=("rank", "actor", "effective", "degree", *FALL, "cut_off", "only_through_it"),
        lines=tuple(lines),
        notes=(
            counted(subject),
            "effective: its neighbours (degree), less the ties that one of them has to the others on average; what is",
            "left are contacts that do not reach each other anyway (effective size of Burt and Borgatti).",
            "cut_off: how many actors only it ties to most others, and who.",
            *fall_notes(subject, tried),
        ),
    )


def _top(subject: Subject, places: Mapping[str, int]) -> Sequence[str]:
    """Return the actors of the first rows, of those with one rank the ones with more claims first."""
    return subject.chosen(sorted(subject.by_claims(places), key=places.__getitem__), lambda actor: (actor,), _USUAL)


def _score(measure: str, scores: Mapping[str, float], actor: str) -> float | int | None:
    """Return the score of an actor, a number of ties without decimals; ``None`` where it has none."""
    score = scores.get(actor)
    return score if score is None or measure != "degree" else int(score)


def _least_like(subject: Subject, whole: Partition) -> Iterator[str]:
    """Yield the source without which the communities change most."""
    rows = [(alike, source) for source, _, alike in communities_without(subject.network, subject.ontology, whole)]
    alike, source = min(rows, default=(1.0, ""))
    if alike < 1:
        yield f"They change most without {source}: agreement {alike:.2f}, where 1 is alike (--show sources)."
    elif rows:
        yield "They stay as they are whichever source is left out (--show sources)."
