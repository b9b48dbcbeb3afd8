"""What would be needed for a path where there is none, as a table."""

from __future__ import annotations

from collections.abc import Iterator

from kg.analysis.obstacles import ACTORS, ASSERTED, THROUGH, Concession, Obstacle, Side, Wish
from kg.analysis.paths import Path
from kg.model import Corpus
from kg.sheet import Line, Sheet

#: What is no link.
ENDS_ONLY = "Items, places and claimants link nothing."
#: What is given up, as options say it.
_OPTIONS = {
    ASSERTED: "--all", ACTORS: "no --actors", THROUGH: "no --through", "sources": "no --source",
    "claimants": "no --claimant", "modalities": "no --modality", "polarities": "no --polarity",
    "families": "no --family", "places": "no --place", "since": "no --since", "until": "no --until",
    "as_of": "no --as-of",
}  # fmt: skip


def needed_sheet(found: Obstacle, wish: Wish, corpus: Corpus) -> Sheet:
    """Return what would have to be given up for a path, or which parts of the network nothing joins."""
    ends = f"from {corpus.label(wish.start)} to {corpus.label(wish.goal)}"
    through = f" through {' and '.join(corpus.label(id) for id in wish.through)}" if wish.through else ""
    reasons = []
    if found.sides:
        reasons.append("No claims lead from one part of the network to the other.")
    elif any(concession.given_up == (THROUGH,) for concession in found.concessions):
        reasons.append("There is a path, but none goes through that without passing something twice.")
    return Sheet(
        key="needed",
        title=f"No path {ends}{through}",
        columns=("needed", "hops", "path", "claims"),
        lines=(
            *(_concession(concession, corpus) for concession in found.concessions),
            *(_side(side, corpus) for side in found.sides),
        ),
        notes=(*reasons, ENDS_ONLY),
    )


def _concession(found: Concession, corpus: Corpus) -> Line:
    needed = " and ".join(_OPTIONS[demand] for demand in found.given_up)
    return Line((needed, len(found.path.hops), chain(found.path, corpus), len(found.path.claims)), found.path.claims)


def _side(found: Side, corpus: Corpus) -> Line:
    """Return what an end is joined with, or that it stands at neither end of any claim."""
    end = corpus.label(found.end)
    if not found.nearest:
        said = (
            f"{end} alone, which is only an item, place or claimant"
            if found.mentions
            else f"{end}, which no claim names"
        )
        return Line((f"a claim with {end} as subject or object", None, said, len(found.mentions)), found.mentions)
    near = [corpus.label(id) for id in found.nearest]
    near += others(found.size - 1 - len(near))
    return Line((f"a link out of the part of {end}", None, f"{end} with {', '.join(near)}", None))


def chain(path: Path, corpus: Corpus) -> str:
    """Return the names on a path."""
    return " – ".join(corpus.label(id) for id in path.names)


def others(number: int) -> Iterator[str]:
    """Yield how many more there are, if any."""
    if number > 0:
        yield f"{number} other{'s' * (number > 1)}"
