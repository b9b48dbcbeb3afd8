from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.model import Text
from kg.problems import KgError
from kg.reader import read_texts


@pytest.mark.parametrize(
    "data",
    [b"First.\n\nThird.\n", b"First.\n\nThird.", b"First.\r\n\r\nThird.\r\n", b"\xef\xbb\xbfFirst.\n\nThird.\n"],
    ids=["LF", "no last line end", "CRLF", "BOM"],
)
def test_paragraph_n_is_line_n_and_the_digest_is_that_of_the_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "gazette.txt").write_bytes(data)
    (tmp_path / "SOURCES.csv").write_text("not a text\n")

    assert read_texts(tmp_path) == {"gazette": Text(("First.", "", "Third."), hashlib.sha256(data).hexdigest())}


def test_only_line_ends_part_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "gazette.txt").write_bytes("one\u2028still one\x0cstill\n".encode())

    assert read_texts(tmp_path)["gazette"].paragraphs == ("one\u2028still one\x0cstill",)


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError) as refusal:
        read_texts(tmp_path)

    assert str(refusal.value) == f"no texts in {tmp_path}: a source's text is SOURCE.txt, one paragraph a line"


def test_a_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gazette.txt").write_bytes("Strait of Gläss".encode("cp1252"))

    with pytest.raises(KgError) as refusal:
        read_texts(tmp_path)

    assert str(refusal.value) == (
        f"{tmp_path / 'gazette.txt'} is not UTF-8: "
        "'utf-8' codec can't decode byte 0xe4 in position 12: invalid continuation byte"
    )
