"""The text of a query: its variables and prefixes, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.problems import QueryError
from kg.spelling import nearest
from kg.terms import PREFIXES

# IRIs, strings and comments: what looks like a variable or a prefix in them is none.
_OPAQUE = r"""<[^<>"{}|^`\\\s]*> | \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \#[^\n]*"""
_VARIABLES = re.compile(rf"{_OPAQUE} | [?$](?P<name>\w+)", re.VERBOSE | re.DOTALL)
_PREFIXED = re.compile(
    rf"{_OPAQUE} | (?<![\w?$-])(?P<prefix>(?:[^\W\d_][\w.-]*|_)?):(?=[\w:%\\-]|\s*<)", re.VERBOSE | re.DOTALL
)
_KEYWORDS = re.compile(
    rf"{_OPAQUE} | (?<![?$:\w-])(?P<keyword>SERVICE|FROM)\b(?!:)", re.VERBOSE | re.DOTALL | re.IGNORECASE
)
_LOCAL_NAME = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)
_POSITION = re.compile(r"^error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)$", re.DOTALL)


def bind(query: str, terms: Mapping[str, str]) -> str:
    """Return *query* with a term in place of each variable that has one; IRIs, strings and comments stay as they are.

    >>> bind('SELECT ?b { ?a ?p "?a" }', {"a": "<x>"})
    'SELECT ?b { <x> ?p "?a" }'
    """
    return _VARIABLES.sub(lambda match: terms.get(match["name"] or "", match[0]), query)


def refuse_service(query: str) -> None:
    """Raise QueryError where a query would ask another service: answers come from this graph, and without a network."""
    match = _keyword("SERVICE", query)
    if match:
        line, column, text = _position(query, match.start())
        cure = "ask this graph alone; to join others, load build/graph.nq into a store of your own"
        raise QueryError(_caret("service", "SERVICE would ask another machine", line, column, text, cure))


def names_graphs(query: str) -> bool:
    """Tell whether a query says with FROM which graphs it is about."""
    return _keyword("FROM", query) is not None


def _keyword(keyword: str, query: str) -> re.Match[str] | None:
    matches = (match for match in _KEYWORDS.finditer(query) if match["keyword"])
    return next((match for match in matches if match["keyword"].upper() == keyword), None)


def explain(query: str, error: SyntaxError) -> str:
    """Return what is wrong with a query: the parser's message, its place, the line, a caret, and a cure if known."""
    match = _POSITION.match(str(error.msg or error))
    if match is None:
        return f"error[syntax]: {error}"
    line, column = int(match["line"]), int(match["column"])
    text = dict(enumerate(query.splitlines(), start=1)).get(line, "")
    prefix = _unknown_prefix(query)
    if prefix:
        name = prefix["prefix"]
        return _caret("unknown-prefix", f"no prefix '{name}:'", *_position(query, prefix.start()), _cure(name))
    return _caret("syntax", match["what"].splitlines()[0].strip(), line, column, text, "")


def _position(query: str, index: int) -> tuple[int, int, str]:
    """Return line and column of *index*, both from 1, and the text of the line."""
    start = query.rfind("\n", 0, index) + 1
    return query.count("\n", 0, index) + 1, index - start + 1, query[start:].partition("\n")[0]


def prefixed_names(query: str) -> list[str]:
    """Return the names in a query that have one of the project's own prefixes and that it does not declare itself.

    >>> prefixed_names("SELECT ?a { actor:iran rel:x ?a . ?a rdfs:label 'issue:x' }")
    ['actor:iran', 'rel:x']
    """
    own = {prefix for prefix, start in PREFIXES.items() if start.startswith(PREFIXES["rel"].removesuffix("rel/"))}
    found = [match for match in _prefixes(query) if match["prefix"] in own - _declared(query)]
    names = (_LOCAL_NAME.match(query, match.end()) for match in found)
    return list(dict.fromkeys(f"{m['prefix']}:{name[0]}" for m, name in zip(found, names, strict=True) if name))


def _unknown_prefix(query: str) -> re.Match[str] | None:
    """Return the first prefix that is neither known nor declared in the query."""
    known = _declared(query) | set(PREFIXES) | {"_"}
    return next((match for match in _prefixes(query) if match["prefix"] not in known), None)


def _prefixes(query: str) -> list[re.Match[str]]:
    return [match for match in _PREFIXED.finditer(query) if match["prefix"] is not None]


def _declared(query: str) -> set[str]:
    """Return the prefixes that a query declares itself."""
    before = ((match["prefix"], query[: match.start()]) for match in _prefixes(query))
    return {prefix for prefix, text in before if re.search(r"\bPREFIX\s+$", text, re.IGNORECASE)}


def _caret(code: str, what: str, line: int, column: int, text: str, cure: str) -> str:
    parts = [
        f"error[{code}]: {what}",
        f"  --> query:{line}:{column}",
        f"   | {text}",
        f"   | {' ' * (column - 1)}^",
        f"   = help: {cure}",
    ]
    return "\n".join(parts if cure else parts[:-1])


def _cure(prefix: str) -> str:
    cures = nearest(prefix, PREFIXES)
    return f"did you mean '{cures[0]}:'?" if cures else f"known are {', '.join(f'{name}:' for name in PREFIXES)}"
