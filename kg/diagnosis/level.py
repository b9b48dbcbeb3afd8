"""What stands between one pair of braces, as units that can be counted with and without each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.diagnosis.outline import Clause, Group, Part, Selection, Triple, Union, body, shown, variables
from kg.diagnosis.probe import Probe


@dataclass(frozen=True, slots=True)
class Unit:
    """A part that matches or not; ``keyword`` is the GRAPH that a triple of a larger group stands in."""

    part: Part
    keyword: str = ""

    def within(self, text: str) -> str:
        """Return *text* in the unit's graph."""
        return f"{self.keyword} {{ {text} }}" if self.keyword else text

    @property
    def text(self) -> str:
        """The unit as it can stand in a query."""
        text = body([self.part])
        return self.within(f"{{ {text} }}" if isinstance(self.part, Selection) else text)

    @property
    def role(self) -> str:
        """``filter`` for what only takes rows away, ``optional`` for what never does, ``bind``, else ``pattern``."""
        match self.part:
            case Clause(keyword="FILTER") | Group(keyword="MINUS"):
                return "filter"
            case Clause(keyword="BIND"):
                return "bind"
            case Group(keyword="OPTIONAL"):
                return "optional"
        return "pattern"

    @property
    def is_condition(self) -> bool:
        """Whether it is a FILTER, which works on all of its group wherever it stands."""
        return isinstance(self.part, Clause) and self.part.keyword == "FILTER"

    def __str__(self) -> str:
        return self.within(shown(self.part))


@dataclass(frozen=True, slots=True)
class Level:
    """The units between one pair of braces, and the probe that asks in their place."""

    probe: Probe
    units: tuple[Unit, ...]

    @property
    def patterns(self) -> tuple[Unit, ...]:
        """The units that bring rows, as they were written."""
        return self._of("pattern")

    @property
    def filters(self) -> tuple[Unit, ...]:
        """The units that only take rows away."""
        return self._of("filter")

    def _of(self, role: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.role == role)

    def text(self, *, without: Collection[Unit] = (), instead: Mapping[Unit, str] | None = None) -> str:
        """Return the units as one text, some left out and some replaced."""
        texts = instead or {}
        return " ".join(texts.get(unit, unit.text) for unit in self.units if unit not in without)

    def count(self, *, without: Collection[Unit] = (), instead: Mapping[Unit, str] | None = None) -> int:
        """Return how many rows the units have together."""
        return self.probe.count(self.text(without=without, instead=instead))

    def alone(self, unit: Unit) -> int:
        """Return how many rows a unit has by itself."""
        return self.probe.count(unit.text)

    def named(self, unit: Unit) -> str:
        """Return a unit with its place among the patterns, if there are several."""
        if len(self.patterns) == 1:
            return str(unit)
        return f"pattern {self.patterns.index(unit) + 1} of {len(self.patterns)}, {unit},"

    def everywhere(self) -> Level:
        """Return the units as asked of all graphs together."""
        units = (replace(unit, part=_without_graphs(unit.part), keyword="") for unit in self.units)
        return Level(self.probe.everywhere(), tuple(units))

    @property
    def names_graphs(self) -> bool:
        """Whether not all graphs are asked together."""
        return bool(self.probe.dataset) or self.everywhere() != self


def level_of(parts: Iterable[Part], probe: Probe) -> Level:
    """Return the level of *parts*, without those OPTIONAL groups that cannot change how many rows there are or not."""
    units = units_of(parts)
    return Level(probe, tuple(unit for unit in units if unit.role != "optional" or _is_used(unit, units)))


def units_of(parts: Iterable[Part]) -> tuple[Unit, ...]:
    """Return the units of parts, groups of nothing but triples taken apart."""
    return tuple(_units(parts))


def _units(parts: Iterable[Part]) -> Iterator[Unit]:
    for part in parts:
        if isinstance(part, Group) and _is_plain(part):
            yield from (Unit(triple, part.keyword) for triple in part.parts)
        else:
            yield Unit(_canonical(part))


def _is_plain(group: Group) -> bool:
    joins = not group.keyword or group.keyword.upper().startswith("GRAPH")
    return joins and all(isinstance(part, Triple) for part in group.parts)


def _canonical(part: Part) -> Part:
    if isinstance(part, Group) and part.keyword.upper() in ("OPTIONAL", "MINUS"):
        return replace(part, keyword=part.keyword.upper())
    return part


def _is_used(optional: Unit, units: tuple[Unit, ...]) -> bool:
    """Tell whether other units than OPTIONAL ones use a variable that this one brings."""
    before = variables(" ".join(unit.text for unit in units[: units.index(optional)]))
    others = variables(" ".join(unit.text for unit in units if unit.role != "optional"))
    return any(name in others and name not in before for name in variables(optional.text))


def _without_graphs(part: Part) -> Part:
    match part:
        case Group():
            keyword = "" if part.keyword.upper().startswith("GRAPH") else part.keyword
            return Group(keyword, tuple(map(_without_graphs, part.parts)))
        case Union():
            return Union(tuple(_branch_without_graphs(branch) for branch in part.branches))
    return part


def _branch_without_graphs(branch: Group) -> Group:
    return replace(branch, parts=tuple(map(_without_graphs, branch.parts)))
