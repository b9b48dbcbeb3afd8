"""A query that was typed becomes a saved one."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kg.places import display
from kg.problems import KgError, MisuseError
from kg.queries.header import body, read_header

_NAME = re.compile(r"\w[\w.-]*")


def target(folder: Path, name: str) -> Path:
    """Return the file that a query called *name* would stand in. Raises KgError where it cannot or must not."""
    if not _NAME.fullmatch(name):
        raise MisuseError(f"{name!r} is no name for a query; letters, digits, '-' and '_' make one")
    path = folder / f"{name}.rq"
    if path.exists():
        raise KgError(f"{display(path)} exists; choose another name, or remove it first")
    return path


def save(text: str, path: Path, summary: str) -> None:
    """Write the query *text* into a new file, under a manual that says what it asks."""
    line = " ".join(summary.split())
    content = f"#+ summary: {line if _is_plain(line) else json.dumps(line, ensure_ascii=False)}\n{body(text)}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except OSError as error:
        raise KgError(f"cannot write {display(path)}: {error.strerror or error}") from None


def _is_plain(summary: str) -> bool:
    """Tell whether YAML takes the summary for what it is without quotes."""
    try:
        return read_header(f"#+ summary: {summary}\nASK {{}}", "").summary == summary
    except KgError:
        return False
