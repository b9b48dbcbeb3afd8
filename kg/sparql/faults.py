"""What is wrong with the text of a query: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

# As much of a long line as is shown around the place.
_SHOWN = 100


@dataclass(eq=False)
class SparqlError(Exception):
    """A fault at a place of a query: ``code`` is its name, ``start`` and ``length`` count characters."""

    code: str
    message: str
    start: int
    length: int = 1
    cure: str = ""

    def render(self, query: str, name: str = "query") -> str:
        """Return the message with its place in the query called *name*, the line, a caret and the cure.

        >>> print(SparqlError("syntax", "unexpected 'x'", 7, 1, "leave it out").render("SELECT x {}"))
        error[syntax]: unexpected 'x'
          --> query:1:8
           |
         1 | SELECT x {}
           |        ^
           = help: leave it out
        """
        line, column, text = _position(query, self.start)
        carets = "^" * max(1, min(self.length, len(text) - column + 1))
        first = max(0, min(column - 1 - _SHOWN // 2, len(text) - _SHOWN))
        shown, column = text[first : first + _SHOWN], column - first
        margin = " " * len(str(line))
        lines = [
            f"error[{self.code}]: {self.message}",
            f"  --> {name}:{line}:{column + first}",
            f" {margin} |",
            f" {line} | {_plain(shown)}",
            f" {margin} | {' ' * (column - 1)}{carets[: _SHOWN - column + 1]}",
        ]
        return "\n".join([*lines, f" {margin} = help: {self.cure}"] if self.cure else lines)


def _position(query: str, index: int) -> tuple[int, int, str]:
    """Return line and column of *index*, both from 1, and the text of the line."""
    start = query.rfind("\n", 0, index) + 1
    return query.count("\n", 0, index) + 1, index - start + 1, query[start:].partition("\n")[0].rstrip("\r")


def _plain(text: str) -> str:
    """Return a line with one visible character for each that could move the caret or steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
