"""The manual at the head of a saved query, in grlc's form (https://grlc.io): YAML in which every scalar is a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kg.problems import KgError
from kg.spelling import nearest

#: Under which prefixes the value of a parameter of each type is looked up; a literal has none.
TYPES: Mapping[str, tuple[str, ...]] = {
    "entity": ("actor", "issue"),
    "actor": ("actor",),
    "issue": ("issue",),
    "relation": ("rel",),
    "source": ("source",),
    "family": ("family",),
    "modality": ("modality",),
    "text": (),
    "date": (),
    "number": (),
    "iri": (),
}
#: How many bytes a manual may have at most.
MOST = 64 * 1024
# A manual has a list of parameters with properties, and nothing below.
_DEEPEST = 8
_KEYS = ("summary", "description", "tags", "params")
_SAYS = ("type", "help", "default", "optional")
_TRUTH = {"": False, "false": False, "true": True}
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a saved query asks for; ``type`` is one of `TYPES`, and an optional one may be left out."""

    name: str
    type: str = "text"
    help: str = ""
    default: str = ""
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether the query cannot be asked without a value."""
        return not (self.default or self.optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a query says of itself."""

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()


class _FaultError(Exception):
    """What is wrong, and at which line of the YAML, counted from 0."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


def read_header(text: str, file: str) -> Header:
    """Return the manual that the query *text* opens with. Raises KgError with *file* and line where it is not sound.

    Keys that grlc knows and we do not are left alone.
    """
    lines = list(_manual(text))
    try:
        return _header(_compose("\n".join(line for _, line in lines)))
    except _FaultError as fault:
        number = lines[min(fault.line, len(lines) - 1)][0]
        raise KgError(f"{file}:{number}: the header of a saved query: {fault}") from None


def body(text: str) -> str:
    """Return the query *text* without the manual that it opens with."""
    last = max((number for number, _ in _manual(text)), default=0)
    return "\n".join(text.split("\n")[last:]).strip("\n")


def _manual(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines marked ``#+`` before the query itself, each with its number."""
    for number, line in enumerate(map(str.rstrip, text.split("\n")), start=1):
        if line.startswith("#+"):
            yield number, line.removeprefix("#+").removeprefix(" ")
        elif line.strip() and not line.startswith("#"):
            return


class _Loader(yaml.BaseLoader):
    """Composes plain nodes: what makes one value out of another, or another type of it, has no place in a manual."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or event.anchor or getattr(event, "tag", None):
            raise _FaultError("anchors, aliases and tags are not known here", event.start_mark.line)
        if self._depth > _DEEPEST:
            raise _FaultError("nested too deeply", event.start_mark.line)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _compose(text: str) -> yaml.Node | None:
    if len(text.encode()) > MOST:
        raise _FaultError(f"longer than {MOST // 1024} kB", 0)
    try:
        node: yaml.Node | None = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _FaultError(f"{error.problem or error.context}", mark.line if mark else 0) from None
    except yaml.reader.ReaderError as error:
        raise _FaultError(f"{error.reason}", text.count("\n", 0, error.position)) from None
    return node


def _header(node: yaml.Node | None) -> Header:
    if node is None:
        return Header()
    says = dict(_entries(node, _KEYS))
    return Header(
        summary=_text(says.get("summary")),
        description=_text(says.get("description")),
        tags=_texts(says.get("tags")),
        parameters=tuple(_parameter(name, of) for name, of in _entries(says.get("params"), ())),
    )


def _parameter(name: str, node: yaml.Node) -> Parameter:
    if not _NAME.fullmatch(name):
        raise _FaultError(f"{name!r} is no name of a variable", node.start_mark.line)
    says = dict(_entries(node, _SAYS))
    for key, value in says.items():
        if key not in _SAYS:
            raise _fault(f"a parameter has no {key!r}", key, _SAYS, value)
    type = _text(says.get("type")) or "text"
    if type not in TYPES:
        raise _fault(f"no type {type!r}", type, tuple(TYPES), says["type"])
    optional = _text(says.get("optional"))
    if optional not in _TRUTH:
        raise _FaultError(f"optional is true or false, and not {optional!r}", says["optional"].start_mark.line)
    help, default = _text(says.get("help")), _text(says.get("default"))
    return Parameter(name=name, type=type, help=help, default=default, optional=_TRUTH[optional])


def _entries(node: yaml.Node | None, known: tuple[str, ...]) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the keys of a mapping with their values; nothing at all counts as an empty one."""
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return
    if not isinstance(node, yaml.MappingNode):
        raise _FaultError("here stand keys with values", node.start_mark.line)
    seen = set()
    for key, value in node.value:
        name = _text(key)
        if name in seen:
            raise _FaultError(f"{name!r} stands here twice", key.start_mark.line)
        if name not in known and nearest(name, known):
            raise _fault(f"no {name!r}", name, known, key)
        seen.add(name)
        yield name, value


def _text(node: yaml.Node | None) -> str:
    if node is None:
        return ""
    if not isinstance(node, yaml.ScalarNode):
        raise _FaultError("here stands a text", node.start_mark.line)
    return str(node.value).strip()


def _texts(node: yaml.Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise _FaultError("here stands a list, such as [arms, time]", node.start_mark.line)
    return tuple(map(_text, node.value))


def _fault(what: str, name: str, known: tuple[str, ...], node: yaml.Node) -> _FaultError:
    cures = nearest(name, known)
    hint = f"did you mean {cures[0]!r}?" if cures else f"known are {', '.join(known)}"
    return _FaultError(f"{what}; {hint}", node.start_mark.line)
