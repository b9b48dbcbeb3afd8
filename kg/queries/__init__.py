"""Saved queries: what they ask, the parameters they take, and how values are put in."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.files import files_of, read_file
from kg.problems import KgError, QueryError
from kg.queries.header import TYPES, Parameter, body, read_header
from kg.queries.values import encodable, text_term, value_term
from kg.sparql import bind
from kg.spelling import nearest

__all__ = [
    "Parameter", "Samples", "SavedQuery", "bind", "encodable", "find_query", "query_files", "read_query",
    "saved_queries", "text_term", "value_term",
]  # fmt: skip

#: Values that a parameter of each type may have, the best first.
Samples = Mapping[str, Sequence[str]]

_OWN = Path(__file__).parent
_CURIES = tuple(f"{prefix}:" for prefixes in TYPES.values() for prefix in prefixes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A query in a file that opens with its manual; the first of its tags is the family that it is listed under."""

    name: str
    text: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @property
    def body(self) -> str:
        """The query without its manual."""
        return body(self.text)

    def bind(
        self,
        values: Mapping[str, str],
        resolve: Callable[[str, str], str],
        samples: Callable[[], Samples] | None = None,
    ) -> str:
        """Return the query with each parameter's value in place of its variable; an optional one's may stay free.

        *resolve* turns a type and a value into a term; values never enter strings, IRIs or comments of the query.
        Raises QueryError for a value that is missing, with an example made of *samples*, or that is not asked for.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in names:
                raise QueryError(_no_parameter(self.name, name, names))
        given = {p.name: values.get(p.name) or p.default for p in self.parameters}
        if missing := [p for p in self.parameters if p.required and not given[p.name]]:
            example = self.example(samples(), values) if samples else ""
            raise QueryError(_missing_parameters(self.name, missing, example))
        return bind(self.text, {p.name: resolve(p.type, given[p.name]) for p in self.parameters if given[p.name]})

    def sample_values(self, samples: Samples, *, optional: bool = False) -> Mapping[str, str]:
        """Return a value for each parameter that must have one, or with *optional* for each, as far as there are any.

        Parameters of one type take different values, the best first.
        """
        asked = [p for p in self.parameters if optional or p.required]
        left = {type: list(of_type) for type, of_type in samples.items()}
        return {p.name: left[p.type].pop(0) for p in asked if left.get(p.type)}

    def example(self, samples: Samples, values: Mapping[str, str] | None = None) -> str:
        """Return a command line that asks the query, with *values* as far as given and words for what is not known."""
        known = {name: _typed(value) for name, value in self.sample_values(samples).items()} | dict(values or {})
        asked = [p for p in self.parameters if p.required or known.get(p.name)]
        pairs = (f"{p.name}={known.get(p.name) or p.type.upper()}" for p in asked)
        return " ".join(["kg query", self.name, *(f"-p {shlex.quote(pair)}" for pair in pairs)])


def _typed(value: str) -> str:
    """Return a CURIE as a user would type it, and a text as it is."""
    return value.partition(":")[2] if value.startswith(_CURIES) else value


def _no_parameter(query: str, name: str, known: list[str]) -> str:
    cures = nearest(name, known)
    hint = f"; did you mean {cures[0]!r}?" if cures else f"; it takes {', '.join(known)}" if known else ""
    return f"error[unknown-parameter]: {query!r} takes no {name!r}{hint}"


def _missing_parameters(query: str, missing: Sequence[Parameter], example: str) -> str:
    needed = " and ".join(f"-p {p.name}={p.type.upper()}" + (f" ({p.help})" if p.help else "") for p in missing)
    help = f"\n   = help: for example: {example}" if example else ""
    return f"error[missing-parameter]: {query!r} needs {needed}{help}"


def saved_queries(*folders: Path) -> Mapping[str, SavedQuery]:
    """Return the saved queries by name: the program's own, then those in *folders*, of which the last wins."""
    return {name: read_query(path) for name, path in query_files(*folders).items()}


def query_files(*folders: Path) -> Mapping[str, Path]:
    """Return the files of `saved_queries`, unread."""
    return {path.stem: path for folder in (_OWN, *folders) for path in files_of(folder, ".rq")}


def find_query(name: str, *folders: Path) -> SavedQuery:
    """Return the saved query called *name*. Raises QueryError, with the nearest names, where there is none."""
    known = query_files(*folders)
    if name not in known:
        cures = nearest(name, known)
        hint = f"did you mean {cures[0]!r}?" if cures else "'kg queries' lists what there is"
        raise QueryError(f"error[unknown-query]: no saved query and no file {name!r}; {hint}")
    return read_query(known[name])


def read_query(path: Path) -> SavedQuery:
    """Return the query in a file. Raises KgError where the file cannot be read or its header is not sound."""
    try:
        text = read_file(path).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise KgError(f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    header = read_header(text, str(path))
    return SavedQuery(
        name=path.stem,
        text=text,
        summary=header.summary,
        description=header.description,
        tags=header.tags,
        parameters=header.parameters,
    )
