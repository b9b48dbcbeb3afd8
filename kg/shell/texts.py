"""Where one query ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.sparql import form_of, tokenize

_OPENING, _CLOSING = "{([", "})]"


#: The commands that everybody types without their dot first.
PLAIN = {"help": ".help", "quit": ".quit", "exit": ".quit"}


def is_command(text: str) -> bool:
    """Tell whether *text* is for the shell and not for the graph."""
    return text.lstrip().startswith(".") or text.strip().lower() in PLAIN


def is_whole(text: str) -> bool:
    """Tell whether *text* may be run as it stands: a command, or a query whose last brace is closed.

    >>> is_whole("ASK { ?a ?b ?c }"), is_whole("ASK { ?a ?b ?c"), is_whole(".help")
    (True, False, True)
    """
    return is_command(text) or (is_balanced(text) and _braces(text) >= _braces_needed(text))


def is_balanced(text: str) -> bool:
    """Tell whether every bracket and string of *text* is closed; too many closing ones are for the parser to report."""
    depth = 0
    for token in tokenize(text):
        if token.kind == "unclosed":
            return False
        if token.kind == "sign":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
    return depth <= 0


def split_texts(text: str) -> Iterator[str]:
    """Yield the queries and commands of a longer text: a command is a line, a query ends at a blank line.

    A blank line within brackets, or after what is only the beginning of a query, ends nothing.
    """
    waiting: list[str] = []
    for line in [*text.splitlines(), ""]:
        if (is_command(line) or not line.strip()) and _is_query("\n".join(waiting)):
            yield "\n".join(waiting)
            waiting = []
        if is_command(line) and not waiting:
            yield line.strip()
        elif line.strip() or waiting:
            waiting.append(line)
    if rest := "\n".join(waiting).strip():
        yield rest


def _is_query(text: str) -> bool:
    return is_whole(text) or (is_balanced(text) and form_of(text) == "DESCRIBE")


def ends_blank(text: str) -> bool:
    """Tell whether *text* has something, and its last line nothing."""
    return bool(text.strip()) and re.search(r"\n[ \t]*$", text) is not None


def _braces(text: str) -> int:
    """Return how many groups in braces *text* has, those in another not counted."""
    depth = groups = 0
    for token in tokenize(text):
        depth += (token.text == "{") - (token.text == "}")
        groups += token.text == "}" and depth == 0
    return groups


def _braces_needed(text: str) -> int:
    """Return how many groups the query must have: a template in braces is followed by what it is filled from."""
    words = [token.word or token.text for token in tokenize(text)]
    after = words.index("CONSTRUCT") + 1 if "CONSTRUCT" in words else 0
    return 2 if after and words[after] == "{" else 1
