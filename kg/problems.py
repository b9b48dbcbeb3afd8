"""What is wrong with a corpus is data (`Problem`); what no annotator can mend is an exception (`KgError`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.characters import visible

if TYPE_CHECKING:
    from kg.model import Place


# How many characters of a message are shown; what an annotator wrote may be of any length.
_LONGEST = 600


class KgError(Exception):
    """What keeps a command from doing its work; ``status`` is its exit code (4: data missing or unreadable)."""

    status = 4


class QueryError(KgError):
    """A query that cannot be run as it stands."""

    status = 3


class MisuseError(KgError):
    """Options that do not go with each other or with what was asked."""

    status = 2


class PipeClosedError(Exception):
    """Whoever read our output has read enough."""


class Severity(StrEnum):
    """An error keeps the graph from being built; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with the corpus: where, what, and what was probably meant.

    >>> from kg.model import Place
    >>> print(Problem(Place("claims/a.csv", 2, 13), "unknown-relation", "no relation 'suplies'", ("supplies",)))
    claims/a.csv:2:13: no relation 'suplies'; did you mean 'supplies'? [unknown-relation]
    """

    place: Place
    code: str
    message: str
    suggestions: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        warning = "warning: " if self.severity is Severity.WARNING else ""
        return f"{visible(str(self.place))}: {warning}{self.text} [{self.code}]"

    @property
    def text(self) -> str:
        """The message with its suggestions, on one line; what is too long to be read is cut in its middle."""
        text = self.message
        if self.suggestions:
            text += f"; did you mean {' or '.join(repr(name) for name in self.suggestions)}?"
        return visible(text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}")


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Tell whether the corpus cannot be built as it is; with *strict*, warnings count as errors."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)


def render(problems: Sequence[Problem], form: str, *, folder: str = "", limit: int | None = None) -> str:
    """Return the problems as ``text``, ``json`` or ``github`` (workflow commands that annotate a pull request).

    *folder* is put before the files, so that an editor or a pull request finds them. As text, those of one code in one
    file are counted only, beyond *limit*.
    """
    if folder not in ("", "."):
        problems = [replace(p, place=replace(p.place, file=f"{folder}/{p.place.file}")) for p in problems]
    if form == "json":
        import json

        return json.dumps([_as_json(problem) for problem in problems], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(map(_as_github, problems))
    return "\n".join(_as_text(problems, limit))


def _as_text(problems: Iterable[Problem], limit: int | None) -> Iterator[str]:
    found: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        found[problem.place.file, problem.code] += 1
        if limit is None or found[problem.place.file, problem.code] <= limit:
            yield str(problem)
    for (file, code), number in found.items():
        if limit is not None and number > limit:
            yield f"{visible(file)}: {number - limit:,} more [{code}]"


def _as_json(problem: Problem) -> dict[str, object]:
    rest = asdict(problem)
    return {**rest.pop("place"), **rest}


def _as_github(problem: Problem) -> str:
    """Follow https://docs.github.com/actions/reference/workflow-commands (percent-encoded message)."""
    place = problem.place
    message = visible(f"{problem.text} [{problem.code}]").replace("%", "%25")
    file = visible(place.file).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{problem.severity} file={file},line={place.line},col={place.column}::{message}"
