"""Tables of structural balance: how far signs fit together, where they do not, and how far that hangs on the rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kg.analysis.network.balance import Balance, Triad, balance_by_rule, balance_without
from kg.analysis.network.frustration import Division
from kg.analysis.network.signs import Dyad, changed_signs
from kg.findings.network.words import Subject, counted, left_out_note, sign_note, sign_text, whole
from kg.model import Claim
from kg.sheet import Cell, Line, Sheet

_DESCRIBED = (
    "This describes and does not predict: Harary described a crisis of 1956 so (Journal of Conflict Resolution 1961), "
    "and Doreian & Mrvar found that states need not move towards balance (Journal of Social Structure 2015)."
)
_STRICT = "balanced: no sign or two signs of the three are hostile"
_WEAK = "weakly balanced: all three are, so that there are three camps (Davis 1967)"
# How many mixed dyads a note names.
_NAMED = 10


def balance_sheet(subject: Subject) -> Sheet:
    """Return how far the network is balanced, in a few figures."""
    found = subject.balance
    return Sheet(
        key="balance",
        title="Structural balance",
        columns=("figure", "number", "of", "share"),
        lines=tuple(_figures(found)),
        notes=(
            counted(subject),
            sign_note(subject),
            *_mixed_note(subject),
            f"{_STRICT}; {_WEAK}.",
            "Signs against camps: how many must change for friends within and foes between them (frustration).",
            _DESCRIBED,
        ),
    )


def triads_sheet(subject: Subject) -> Sheet:
    """Return each triad with its three signs and what makes them."""
    found = subject.balance.triads
    shown = subject.chosen(found, lambda triad: triad.actors)
    return Sheet(
        key="triads",
        title=subject.title("Triads", len(shown), len(found)),
        columns=("triad", "kind", "one", "other", "sign", "score", "friendly", "hostile"),
        lines=tuple(
            Line((number, _kind(triad), *_dyad_cells(subject, dyad)), dyad.claims)
            for number, triad in enumerate(shown, start=1)
            for dyad in triad.dyads
        ),
        grouping=2,
        notes=(sign_note(subject), f"{_STRICT}; {_WEAK}."),
    )


def camps_sheet(subject: Subject) -> Sheet:
    """Return the camps of the best divisions, into two and into any number."""
    found = subject.balance
    return Sheet(
        key="camps",
        title=f"Camps: {_index(found.strict)} signs against two, {_index(found.weak)} against any number",
        columns=("division", "part", "camp", "actors", "members"),
        lines=(*_camp_lines(subject, found.strict, "two"), *_camp_lines(subject, found.weak, "any")),
        grouping=2,
        notes=(
            sign_note(subject),
            "Parts have no dyad with a sign between them, so that their camps do not hang together.",
            "There may be other divisions as good. *: could join a neighbour's camp alone at no cost.",
            "Which signs stand against them: --show against.",
            _DESCRIBED,
        ),
    )


def against_sheet(subject: Subject) -> Sheet:
    """Return the dyads whose sign stands against the best divisions."""
    found = subject.balance
    by_ends = {dyad.ends: dyad for dyad in subject.network.dyads}
    return Sheet(
        key="against",
        title=f"Signs against the camps: {_index(found.strict)} of two, {_index(found.weak)} of any number",
        columns=("division", "one", "other", "sign", "score", "friendly", "hostile"),
        lines=tuple(
            Line((name, *_dyad_cells(subject, by_ends[ends])), by_ends[ends].claims)
            for name, division in (("two", found.strict), ("any", found.weak))
            for ends in subject.chosen(division.against, lambda ends: ends)
        ),
        grouping=1,
        notes=(sign_note(subject), "There may be other divisions as good, with others against them."),
    )


def sensitivity_sheet(subject: Subject) -> Sheet:
    """Return the figures of balance under other rules, and without each source."""
    network = subject.network
    rules = list(balance_by_rule(subject.corpus, subject.ontology, network.rule))
    rest = list(balance_without(network, subject.ontology))
    names = [_difference(found, rules[0], subject) for found in rules]
    return Sheet(
        key="sensitivity",
        title="What balance hangs on: other rules, and the rule without each source",
        columns=(
            "rule", "claims", "plus", "minus", "triads", "balanced", "weakly", "two", "any", "changed",
        ),
        lines=tuple(
            Line((name, *_sensitive_cells(found), changed_signs(network, found.network)), found.network.claims)
            for name, found in (
                *zip(names, rules, strict=True),
                *((f"without {source}", found) for source, found in rest),
            )
        ),
        notes=(
            sign_note(subject),
            "plus, minus: dyads with that sign. two, any: signs against two camps, and against any number.",
            "changed: dyads with another sign than under the rule as given, or with one under one of them alone.",
            *left_out_note(len(rest), len(network.sources) if len(network.sources) > 1 else 0),
            _DESCRIBED,
        ),
    )  # fmt: skip


def _figures(found: Balance) -> Iterator[Line]:
    dyads = found.network.dyads
    signed = [dyad for dyad in dyads if dyad.sign]
    for name, chosen in (
        ("friendly dyads", [dyad for dyad in dyads if dyad.sign > 0]),
        ("hostile dyads", [dyad for dyad in dyads if dyad.sign < 0]),
        ("neutral dyads", [dyad for dyad in dyads if not dyad.sign]),
        ("mixed dyads, with claims of both signs", [dyad for dyad in dyads if dyad.is_mixed]),
    ):
        yield _share_line(name, chosen, dyads)
    yield _share_line("balanced triads", found.balanced, found.triads)
    yield _share_line("balanced or weakly balanced triads", found.weakly_balanced, found.triads)
    by_ends = {dyad.ends: dyad for dyad in signed}
    for name, division in (("two camps", found.strict), ("any number of camps", found.weak)):
        against = [by_ends[ends] for ends in division.against]
        share = len(against) / len(signed) if division.is_exact and signed else None
        cells = (f"signs against {name}", _index(division), len(signed), share)
        yield Line(cells, _claims(against))


def _share_line(name: str, chosen: Sequence[Dyad | Triad], of: Sequence[Dyad | Triad]) -> Line:
    return Line((name, len(chosen), len(of), len(chosen) / len(of) if of else None), _claims(chosen))


def _claims(things: Iterable[Dyad | Triad]) -> tuple[Claim, ...]:
    return tuple({claim.id: claim for thing in things for claim in thing.claims}.values())


def _index(division: Division) -> int | str:
    """Return a frustration index, or its bounds."""
    return len(division.against) if division.is_exact else f"{division.least} to {len(division.against)}"


def _kind(triad: Triad) -> str:
    return "balanced" if triad.is_balanced else "weakly balanced" if triad.is_weakly_balanced else "unbalanced"


def _dyad_cells(subject: Subject, dyad: Dyad) -> tuple[Cell, ...]:
    return (
        *map(subject.named, dyad.ends),
        sign_text(dyad.sign),
        whole(dyad.score),
        len(dyad.friendly),
        len(dyad.hostile),
    )


def _mixed_note(subject: Subject) -> Iterator[str]:
    mixed = sorted(
        (dyad for dyad in subject.network.dyads if dyad.is_mixed), key=lambda dyad: (-len(dyad.claims), dyad.ends)
    )
    if mixed:
        names = [" and ".join(map(subject.label, dyad.ends)) for dyad in mixed[:_NAMED]]
        more = f"; {len(mixed) - _NAMED} more (--show dyads)" if len(mixed) > _NAMED else ""
        yield f"Mixed dyads: {'; '.join(names)}{more}."


def _camp_lines(subject: Subject, division: Division, name: str) -> Iterator[Line]:
    """Yield a line for each camp, and in each part one for all who stand alone, if they are more than two.

    The claims are those that give a sign to a dyad of a member.
    """
    for part, camps in enumerate(division.parts, start=1):
        alone = [camp[0] for camp in camps if len(camp) == 1]
        shown = camps[: len(camps) - len(alone)] if len(alone) > 2 else camps
        labelled = [(str(number), camp) for number, camp in enumerate(shown, start=1)]
        if len(alone) > 2:
            labelled.append(("each alone", tuple(alone)))
        for label, camp in subject.chosen(labelled, lambda row: row[1]):
            yield Line((name, part, label, len(camp), _members(subject, division, camp)), _signing(subject, camp))


def _signing(subject: Subject, camp: Collection[str]) -> tuple[Claim, ...]:
    return _claims(dyad for dyad in subject.network.dyads if dyad.sign and not set(camp).isdisjoint(dyad.ends))


def _members(subject: Subject, division: Division, camp: Sequence[str]) -> str:
    return ", ".join(subject.label(id) + "*" * (id in division.undecided) for id in subject.by_claims(camp))


def _sensitive_cells(found: Balance) -> tuple[int | str, ...]:
    signs = [dyad.sign for dyad in found.network.dyads]
    return (
        len(found.network.claims), signs.count(1), signs.count(-1), len(found.triads), len(found.balanced),
        len(found.weakly_balanced), _index(found.strict), _index(found.weak),
    )  # fmt: skip


def _difference(found: Balance, given: Balance, subject: Subject) -> str:
    """Return in what the rule of *found* differs from that given, as options."""
    rule, other = found.network.rule, given.network.rule
    options: Mapping[str, tuple[object, object]] = {
        "--voice": (rule.voice, other.voice),
        "--mood": (rule.mood, other.mood),
        "--sign": (rule.method, other.method),
        "--neutral": (f"{rule.neutral:g}", f"{other.neutral:g}"),
    }
    return " ".join(f"{name} {value}" for name, (value, was) in options.items() if value != was) or "as given"
