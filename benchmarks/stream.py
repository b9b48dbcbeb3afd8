"""A million rows as they come: how soon the first is written, and how much memory the rest takes."""

from __future__ import annotations

import resource
import time

from kg.report import write_answer
from kg.store import ask, memory_store

_NUMBERS = " ".join(map(str, range(1000)))
QUERY = f"SELECT ?a ?b {{ VALUES ?a {{ {_NUMBERS} }} VALUES ?b {{ {_NUMBERS} }} }}"
FORMATS = ("csv", "tsv", "json", "ndjson", "xml")


def measured(form: str) -> tuple[float, int]:
    """Return which part of the time the first row took, and by how many kilobytes the process grew after it."""
    times: list[float] = []
    grown: list[int] = []

    def emit(_: str) -> None:
        times.append(time.perf_counter())
        if len(times) == 2:  # some formats begin with a piece that holds no row
            grown.append(_peak())

    start = time.perf_counter()
    written = write_answer(ask(memory_store([]), QUERY), form, emit)
    assert written.rows == 1_000_000
    return (times[1] - start) / (times[-1] - start), _peak() - grown[0]


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Print a line a format."""
    for form in FORMATS:
        share, grown = measured(form)
        print(f"{form:7} first row after {share:.2%} of the time, {grown:,} kB more for the other 999,999")


if __name__ == "__main__":
    main()
