"""What suits the screen at hand: colour, and whether a pager is needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.report.tables import width_of

_STYLE = re.compile(r"\x1b\[[\d;]*m")


def use_colour(when: str, *, terminal: bool, environ: Mapping[str, str]) -> bool:
    """Tell whether to colour: *when* is ``always``, ``never`` or ``auto``.

    ``auto`` colours on a terminal that can, unless NO_COLOR (https://no-color.org) asks not to.

    >>> use_colour("auto", terminal=True, environ={"NO_COLOR": "1"})
    False
    """
    if when == "auto":
        return terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return when == "always"


def needs_pager(lines: Iterable[str], columns: int, height: int) -> bool:
    """Tell whether *lines* take more than a screen of this size, with a line left for the next prompt."""
    left = height - 1
    for line in lines:
        left -= max(1, -(-width_of(_STYLE.sub("", line)) // columns))
        if left < 0:
            return True
    return False
