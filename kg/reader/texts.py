"""The annotated texts, which stay outside the corpus and serve to check it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from kg.files import files_of, read_file
from kg.model import Text
from kg.problems import KgError


def read_texts(folder: Path) -> Mapping[str, Text]:
    """Return the texts in *folder* by source: ``rusi-2022.txt`` is the text of ``rusi-2022``, paragraph N its line N.

    Raises KgError where the folder holds no text or one that is not UTF-8.
    """
    texts = {path.stem: _read_text(path) for path in files_of(folder, ".txt")}
    if not texts:
        raise KgError(f"no texts in {folder}: a source's text is SOURCE.txt, one paragraph a line")
    return texts


def _read_text(path: Path) -> Text:
    data = read_file(path)
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise KgError(f"{path} is not UTF-8: {error}") from None
    if lines[-1] == "":
        lines.pop()
    return Text(tuple(lines), hashlib.sha256(data).hexdigest())
