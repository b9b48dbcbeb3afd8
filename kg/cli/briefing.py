"""Briefs that ``kg show`` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.cli.filters import read_study
from kg.cli.options import emit
from kg.dossier.brief import brief
from kg.lookup import UnknownTermError, find_id
from kg.problems import KgError, MisuseError
from kg.report import write_file
from kg.report.brief import BRIEF_FORMATS, render_brief


def write_brief(name: str, options: dict[str, Any], output: Path | None) -> None:
    """Write a brief on an actor or issue to a file in the format of its suffix, or print it in Markdown."""
    form = output.suffix.lower().removeprefix(".") if output else "md"
    if form not in BRIEF_FORMATS:
        raise MisuseError(f"a brief is written as .md or .html, not as {output}")
    study = read_study(options)
    try:
        id = find_id(study.corpus, name, "actor", "issue")
    except UnknownTermError as error:
        raise UnknownTermError(f"a brief is of an actor or issue, and {error}") from None
    found = brief(study.corpus, study.ontology, id)
    if not found.passages:
        raise KgError(f"no claim of this part mentions {found.entity.label} ({study.corpus.title})")
    text = render_brief(found, study.corpus, form)
    if output is None:
        emit(text, nl=False)
        return
    with write_file(output) as write:
        write(text)
