"""Work that can be stopped: the engine heeds neither a clock nor Ctrl-C while a query runs."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

import click

T = TypeVar("T")

#: Exit codes of a run that was stopped at a limit, and of one that was interrupted.
STOPPED, INTERRUPTED = 124, 130
# The engine recurses into a query; this is enough for the deepest and longest that the guard lets through.
_STACK = 256 * 1024 * 1024
# How often limits and the keyboard are looked at, in seconds: a query can fill a gigabyte in a third of one.
_SLICE = 0.02
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many seconds work may take, from when this is made, and how much memory the process may hold meanwhile.

    0 is no limit; *work* is what messages call it.
    """

    seconds: float = 0
    megabytes: int = 0
    work: str = ""
    begun: float = field(default_factory=time.monotonic)

    def fault(self) -> str:
        """Return which limit is passed, with a cure; nothing while none is."""
        named = f"{self.work}: " if self.work else ""
        if self.seconds and time.monotonic() - self.begun > self.seconds:
            cure = "--timeout takes more seconds, 0 for no end"
            return f"error[timeout]: {named}stopped after {self.seconds:g} s\n   = help: {cure}"
        if self.megabytes and _held() > self.megabytes * _MEGABYTE:
            cure = "ask for less, or allow more with --memory; 0 is no limit"
            return f"error[memory]: {named}stopped at {self.megabytes:,} MB of memory\n   = help: {cure}"
        return ""


def _held() -> int:
    """Return how many bytes of memory are the process's own, as far as the system tells: on macOS the most that they
    ever were, on Windows 0.
    """
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        _, resident, shared = map(int, Path("/proc/self/statm").read_bytes().split()[:3])
        return (resident - shared) * os.sysconf("SC_PAGE_SIZE")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(
    work: Callable[[], T],
    limits: Limits,
    *,
    on_stop: Callable[[], None] = lambda: None,
    late: tuple[int, str] | None = None,
) -> T:
    """Return what *work* returns, done in a thread of its own, which alone may touch the answers of the engine.

    At a limit or on Ctrl-C the process ends with 124 or 130, once *on_stop* was called: the thread can only be
    abandoned, and the interpreter must not be shut down beside it. *late* is another exit code and message for a limit.
    """
    outcome: _Outcome[T] = _Outcome()
    thread = _start(lambda: outcome.note(work))
    try:
        while thread.is_alive() and not (fault := limits.fault()):
            thread.join(_SLICE)
    except KeyboardInterrupt:
        on_stop()
        _leave(INTERRUPTED, "interrupted")
    if thread.is_alive():
        on_stop()
        _leave(*(late or (STOPPED, fault)))
    return outcome.get()


@contextmanager
def within(limits: Limits, *, on_stop: Callable[[], None] = lambda: None) -> Iterator[None]:
    """End the process with 124 if what is done here passes a limit: Python code, which would hold up a watch in another
    thread. Windows has no alarm, and no limit then.
    """
    if sys.platform == "win32":
        yield
        return

    def look(*_: object) -> None:
        if fault := limits.fault():
            on_stop()
            _leave(STOPPED, fault)

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _SLICE, _SLICE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Outcome(Generic[T]):
    """What a thread returned or raised."""

    def __init__(self) -> None:
        self._returned: list[T] = []
        self._raised: BaseException | None = None

    def note(self, work: Callable[[], T]) -> None:
        """Do the work and keep what comes of it."""
        try:
            self._returned.append(work())
        except BaseException as error:  # handed over to the thread that waits, which raises it
            import traceback

            # An answer that a frame still holds would be dropped in the other thread, which the engine forbids.
            traceback.clear_frames(error.__traceback__)
            self._raised = error

    def get(self) -> T:
        """Return or raise what was kept."""
        if self._raised is not None:
            raise self._raised
        return self._returned[0]


def _start(target: Callable[[], None]) -> threading.Thread:
    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    return thread


def _leave(status: int, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
