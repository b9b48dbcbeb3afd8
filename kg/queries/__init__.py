"""Saved queries: what they ask, the parameters they take, and how values are put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg.problems import KgError, QueryError
from kg.sparql import bind
from kg.spelling import nearest
from kg.terms import literal

_OWN = Path(__file__).parent
_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a saved query asks for; ``type`` is ``actor``, ``issue``, ``relation``, ``source`` or ``text``."""

    name: str
    type: str = "text"
    help: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A query in a file that opens with its manual in grlc's form (https://grlc.io)."""

    name: str
    text: str
    summary: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()

    def bind(self, values: Mapping[str, str], resolve: Callable[[str, str], str]) -> str:
        """Return the query with each parameter's value in place of its variable.

        *resolve* turns a type and a value into a term; values never enter strings, IRIs or comments of the query.
        Raises QueryError for a value that is missing or that the query does not ask for.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in names:
                raise QueryError(_no_parameter(self.name, name, names))
        given = {p.name: values.get(p.name) or p.default for p in self.parameters}
        missing = [p for p in self.parameters if not given[p.name]]
        if missing:
            needed = " and ".join(f"-p {p.name}={p.type.upper()} ({p.help})" for p in missing)
            raise QueryError(f"error[missing-parameter]: {self.name!r} needs {needed}")
        return bind(self.text, {p.name: resolve(p.type, given[p.name]) for p in self.parameters})


def _no_parameter(query: str, name: str, known: list[str]) -> str:
    cures = nearest(name, known)
    hint = f"; did you mean {cures[0]!r}?" if cures else f"; it takes {', '.join(known)}" if known else ""
    return f"error[unknown-parameter]: {query!r} takes no {name!r}{hint}"


def saved_queries(*folders: Path) -> Mapping[str, SavedQuery]:
    """Return the saved queries by name: the program's own, then those in *folders*, of which the last wins."""
    return {name: read_query(path) for name, path in _files(*folders).items()}


def _files(*folders: Path) -> Mapping[str, Path]:
    return {path.stem: path for folder in (_OWN, *folders) for path in sorted(folder.glob("*.rq"))}


def find_query(name: str, *folders: Path) -> SavedQuery:
    """Return the saved query called *name*. Raises QueryError, with the nearest names, where there is none."""
    known = _files(*folders)
    if name not in known:
        cures = nearest(name, known)
        hint = f"did you mean {cures[0]!r}?" if cures else f"saved are {', '.join(known)}"
        raise QueryError(f"error[unknown-query]: no saved query and no file {name!r}; {hint}")
    return read_query(known[name])


def read_query(path: Path) -> SavedQuery:
    """Return the query in a file. Raises KgError where the file cannot be read or its header is not YAML."""
    try:
        text = path.read_text("utf-8-sig")
        header: Any = yaml.safe_load("\n".join(_HEADER.findall(text))) or {}
        parameters = tuple(_parameters(header.get("params") or {}))
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"cannot read {path}: {error}") from None
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise KgError(f"{path}: the header is not what a saved query has: {error}") from None
    return SavedQuery(
        name=path.stem,
        text=text,
        summary=str(header.get("summary", "")).strip(),
        description=str(header.get("description", "")).strip(),
        parameters=parameters,
    )


def _parameters(header: Mapping[str, Mapping[str, Any]]) -> Iterator[Parameter]:
    for name, says in header.items():
        yield Parameter(name=name, **{key: str(value) for key, value in (says or {}).items()})


def text_term(value: str) -> str:
    """Return *value* as a term: an IRI in angle brackets as it is, anything else as a string."""
    return value if re.fullmatch(r"<[^<>\s]+>", value) else literal(value)
