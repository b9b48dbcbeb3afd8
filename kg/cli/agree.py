"""``kg agree``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path

import click

from kg.agreement import Agreement, Difference, compare, differences, draw_sample, figures, two_readings
from kg.builder import Reading, read_project
from kg.characters import csv_text
from kg.cli.options import Finite, corpus_option, count, emit, project_of, stop_on_errors
from kg.model import Claim, Corpus, Figure
from kg.places import Project, display
from kg.problems import KgError, MisuseError
from kg.report import figure_rows, render_figures, visible


@click.command()
@click.argument("first", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.argument("second", required=False, type=click.Path(file_okay=False, path_type=Path))
@corpus_option
@click.option("--figures", "figures_only", is_flag=True, help="Leave out the list of differences.")
@click.option(
    "--draw",
    type=Finite(0, 1, min_open=True),
    metavar="SHARE",
    help="Print a sample.csv of this share of each source's paragraphs, drawn by a rule, and compare nothing.",
)
@click.option("-f", "--format", "form", type=click.Choice(["text", "csv"]), default="text", show_default=True)
def command(
    first: Path | None, second: Path | None, corpus: Path | None, figures_only: bool, draw: float | None, form: str
) -> None:
    """Compare the claims with a second, independent reading.

    FIRST and SECOND are the corpora of two annotators who read the same sources with one registry and vocabulary.
    Without them the second reading stands in second-reading/ of the corpus: tables of claims (SOURCE.csv) and
    sample.csv with the paragraphs that were read (source, paragraph).
    """
    if first and (not second or corpus or draw is not None):
        raise MisuseError("name two corpora and nothing else, or none to compare with the second reading of one")
    if draw is not None:
        read = read_project(project_of(corpus))
        emit(csv_text([("source", "paragraph"), *_drawn(read.corpus, draw)]), nl=False)
        return
    agreement = _of_two(first, second) if first and second else _of_one(project_of(corpus))
    if form == "text":
        emit(render_figures(figures(agreement)))
        if not figures_only:
            for line in _work_list(agreement):
                emit(line)
    elif figures_only:
        emit(csv_text([[field.name for field in fields(Figure)], *figure_rows(figures(agreement))]), nl=False)
    else:
        emit(csv_text([_COLUMNS, *map(_row, differences(agreement))]), nl=False)


def _of_one(project: Project) -> Agreement:
    """Compare a corpus with the second reading that it holds."""
    read = _sound(project)
    if not read.corpus.sample:
        folder = display(project.corpus / "second-reading")
        raise KgError(f"no second reading in {folder}; 'kg agree --draw 0.2' prints a sample.csv to begin with")
    return compare(read.corpus, read.ontology)


def _of_two(first: Path, second: Path) -> Agreement:
    """Compare the corpora of two annotators, by the vocabulary of the first."""
    one, other = (_sound(project_of(folder)) for folder in (first, second))
    foreign = {claim.relation for claim in other.corpus.claims} - one.ontology.relations.keys()
    if foreign:
        raise KgError(f"{display(first)} has no relation {' or '.join(sorted(foreign))}, which {display(second)} uses")
    corpus = two_readings(one.corpus, other.corpus)
    if not corpus.sample:
        raise KgError(f"{display(first)} and {display(second)} have no source in common")
    return compare(corpus, one.ontology)


def _sound(project: Project) -> Reading:
    read = read_project(project)
    stop_on_errors(read.problems, project.corpus, "nothing compared")
    return read


_COLUMNS = ("source", "paragraph", "what", "first", "second", "first_has", "second_has", "first_says", "second_says")


def _drawn(corpus: Corpus, share: float) -> list[Sequence[str]]:
    if unnumbered := [source.id for source in corpus.sources if not source.paragraphs]:
        raise KgError(f"sources.csv lacks the number of paragraphs of {' and '.join(unnumbered)}")
    return [(source, str(paragraph)) for source, paragraph in draw_sample(corpus.sources, share)]


def _row(difference: Difference) -> Sequence[str]:
    source, paragraph = difference.paragraph
    claims = (difference.first, difference.second)
    ids, glosses = [c.local_id if c else "" for c in claims], [c.gloss if c else "" for c in claims]
    return (source, str(paragraph), difference.what, *ids, *difference.cells, *glosses)


def _work_list(agreement: Agreement) -> Iterator[str]:
    found = differences(agreement)
    yield f"\n{count(len(found), 'difference')} in {count(len(agreement.paragraphs), 'paragraph')}"
    for (source, paragraph), group in groupby(found, key=lambda difference: difference.paragraph):
        yield f"\n{source} p{paragraph}"
        yield from map(_line, group)


def _line(difference: Difference) -> str:
    if difference.first and difference.second:
        has, other = (cell or "empty" for cell in difference.cells)
        ids = f"{difference.first.local_id} and {difference.second.local_id}"
        return visible(f"  {difference.what}: {has} against {other} in {ids}: {difference.first.gloss}")
    claim = difference.first or difference.second
    assert claim is not None
    return visible(f"  only the {'first' if difference.first else 'second'}: {claim.local_id} {_content(claim)}")


def _content(claim: Claim) -> str:
    qualifiers = ", ".join(filter(None, (claim.polarity, claim.modality, claim.claimant)))
    said = f" ({qualifiers})" if qualifiers else ""
    return f"{claim.subject} {claim.relation} {claim.object}{said}" + (f": {claim.gloss}" if claim.gloss else "")
