"""Tables of ties: who acts on whom, and the sign of each dyad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.analysis.network.roles import Role, dyad_asymmetry, roles
from kg.analysis.network.signs import Dyad
from kg.findings.network.words import Subject, counted, sign_note, sign_text, whole
from kg.model import Claim
from kg.sheet import Line, Sheet


def roles_sheet(subject: Subject) -> Sheet:
    """Return who acts and who is acted on."""
    found = roles(subject.network)
    shown = subject.chosen(found, lambda role: (role.actor,))
    return Sheet(
        key="roles",
        title=subject.title("Who acts and who is acted on", len(shown), len(found)),
        columns=("actor", "acts", "acts+", "acts-", "acted_on", "on+", "on-", "mutual", "asymmetry"),
        lines=tuple(_role_line(subject, role) for role in shown),
        notes=(
            counted(subject),
            "acts, acted_on: claims on what it does to others and they to it, of these friendly (+) and hostile (-).",
            "mutual: claims of relations that have no direction. asymmetry: from 1, only acts, to -1, only acted on.",
        ),
    )


def directions_sheet(subject: Subject) -> Sheet:
    """Return who acts on whom in each dyad, and how one-sided that is."""
    shown = _dyads(subject)
    return Sheet(
        key="directions",
        title=subject.title("Who acts on whom", len(shown), len(subject.network.dyads)),
        columns=("one", "other", "to_other", "to_one", "mutual", "asymmetry"),
        lines=tuple(
            Line(
                (
                    *map(subject.named, dyad.ends),
                    *map(len, (dyad.forth, dyad.back, dyad.mutual)),
                    dyad_asymmetry(dyad),
                ),
                dyad.claims,
            )
            for dyad in shown
        ),
        notes=(
            counted(subject),
            "to_other, to_one, mutual: claims that lead from the one to the other, back, and of no direction.",
            "asymmetry: from 1, all lead to the other, to -1, all lead to the one.",
        ),
    )


def dyads_sheet(subject: Subject) -> Sheet:
    """Return each two actors with a tie: its sign, and what makes it."""
    shown = _dyads(subject)
    return Sheet(
        key="dyads",
        title=subject.title("Dyads and their signs", len(shown), len(subject.network.dyads)),
        columns=("one", "other", "claims", "sign", "score", "friendly", "hostile", "mixed"),
        lines=tuple(
            Line(
                (
                    *map(subject.named, dyad.ends),
                    len(dyad.claims),
                    sign_text(dyad.sign),
                    whole(dyad.score),
                    *map(len, (dyad.friendly, dyad.hostile)),
                    "mixed" if dyad.is_mixed else "",
                ),
                dyad.claims,
            )
            for dyad in shown
        ),
        notes=(
            counted(subject),
            sign_note(subject),
            "score: what the sign is taken from. mixed: claims of both signs.",
        ),
    )


def _dyads(subject: Subject) -> Sequence[Dyad]:
    ordered = sorted(subject.network.dyads, key=lambda dyad: (-len(dyad.claims), dyad.ends))
    return subject.chosen(ordered, lambda dyad: dyad.ends)


def _role_line(subject: Subject, role: Role) -> Line:
    friendly, hostile = subject.network.friendly, subject.network.hostile

    def counts(claims: Sequence[Claim]) -> Iterator[int]:
        yield len(claims)
        yield sum(claim.id in friendly for claim in claims)
        yield sum(claim.id in hostile for claim in claims)

    cells = (*counts(role.acts), *counts(role.acted_on), len(role.mutual), role.asymmetry)
    return Line((subject.named(role.actor), *cells), (*role.acts, *role.acted_on, *role.mutual))
