"""Work that can be stopped: the engine heeds neither a clock nor Ctrl-C while a query runs."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, NoReturn, TypeVar

import click

T = TypeVar("T")

#: Exit codes of a run that was stopped.
TIMED_OUT, INTERRUPTED = 124, 130
_MORE_TIME = "   = help: --timeout takes more seconds, 0 for no end"
# The engine recurses into a query; this is enough for the deepest and longest that the guard lets through.
_STACK = 256 * 1024 * 1024
# How often the clock and the keyboard are looked at, in seconds.
_SLICE = 0.1


def run(
    work: Callable[[], T],
    *,
    timeout: float,
    on_stop: Callable[[], None] = lambda: None,
    late: tuple[int, str] | None = None,
) -> T:
    """Return what *work* returns, done in a thread of its own, which alone may touch the answers of the engine.

    After *timeout* seconds (0: never) or on Ctrl-C the process ends with 124 or 130, once *on_stop* was called: the
    thread can only be abandoned, and the interpreter must not be shut down beside it. *late* is another exit code and
    message for when time is up.
    """
    outcome: _Outcome[T] = _Outcome()
    thread = _start(lambda: outcome.note(work))
    deadline = time.monotonic() + timeout if timeout else float("inf")
    try:
        while thread.is_alive() and time.monotonic() < deadline:
            thread.join(min(_SLICE, max(0.0, deadline - time.monotonic())))
    except KeyboardInterrupt:
        on_stop()
        _leave(INTERRUPTED, "interrupted")
    if thread.is_alive():
        on_stop()
        _leave(*(late or (TIMED_OUT, _too_late(timeout))))
    return outcome.get()


@contextmanager
def ending_after(seconds: float) -> Iterator[None]:
    """End the process with 124 if what is done here takes longer (0: never): Python code, which would hold up a clock
    in another thread. Windows has no alarm, and no end then.
    """
    if sys.platform == "win32" or not seconds:
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: _leave(TIMED_OUT, _too_late(seconds)))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_late(seconds: float) -> str:
    return f"error[timeout]: stopped after {seconds:g} s\n{_MORE_TIME}"


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
