"""Every reader, given what is nearly sound: it reads, or says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from targets import TARGETS, Target, is_told


def spoilt(target: Target) -> st.SearchStrategy[bytes]:
    pieces = st.one_of(st.sampled_from(target.pieces), st.binary(max_size=4))
    edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), pieces), max_size=6)
    return st.builds(_edited, st.sampled_from(target.sound), edits)


def _edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for place, less, more in edits:
        at = int(place * len(data))
        data = data[:at] + more + data[at + less :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_nearly_sound_is_read_or_told(name: str) -> None:
    target = TARGETS[name]

    @given(spoilt(target))
    @settings(max_examples=60, derandomize=True)
    def try_it(data: bytes) -> None:
        is_told(target.read, data)

    for data in target.sound:
        is_told(target.read, data)
    try_it()
