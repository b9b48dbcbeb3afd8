"""A chart as SVG: no script, no font and no style from elsewhere, light or dark as the reader likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.characters import visible
from kg.report import html
from kg.report.chart import BEYOND, Chart, Row, fitting
from kg.report.tables import width_of, wrap

# All in pixels. No font is known, so that a column of text is as wide as wide fonts make it.
_COLUMN, _LINE = 7.2, 17
_MARGIN, _GAP, _BARS = 24, 18, 460
_TEXT_COLUMNS = 64
_BAR, _LEAST = 11, 3


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, the left end of its base line, and how it looks."""

    x: float
    y: float
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """A bar."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A row: what a pointer that rests on it is told, its boxes, arrows (as points of polygons) and texts."""

    title: str
    boxes: tuple[_Box, ...]
    arrows: tuple[str, ...]
    texts: tuple[_Text, ...]


def render_svg(chart: Chart) -> str:
    """Return a chart as SVG; texts in it are escaped, and characters that XML does not allow spelt out."""
    return html.environment().get_template("chart.svg").render(_Drawing(chart).content()) + "\n"


class _Drawing:
    """Places what a chart has from top to bottom."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._head = max((width_of(visible(row.head)) for row in chart.rows), default=0) * _COLUMN
        self._left = _MARGIN + self._head + _GAP
        self._right = self._left + _BARS + _GAP
        self._y = float(_MARGIN)

    def content(self) -> dict[str, object]:
        """Return what the template takes."""
        width = self._right + _TEXT_COLUMNS * _COLUMN + _MARGIN
        heading = [*self._lines(self._chart.title, width, "title"), *self._notes(width)]
        labels = list(self._labels())
        top = self._y
        groups = [(list(self._heading(title)), [self._row(row) for row in rows]) for title, rows in self._chart.groups]
        bottom = self._y
        legend = list(self._legend())
        return {
            "title": visible(self._chart.title),
            "description": " ".join(map(visible, self._chart.notes)),
            "width": round(width),
            "height": round(self._y + _MARGIN),
            "texts": [*heading, *(text for text, _ in labels), *(text for texts, _ in groups for text in texts)],
            "lines": [x for _, x in labels],
            "zero": None if self._chart.zero is None else self._at(self._chart.zero),
            "top": top,
            "bottom": bottom,
            "rows": [row for _, rows in groups for row in rows],
            "legend": legend,
        }

    def _lines(self, text: str, width: float, style: str) -> Iterator[_Text]:
        for line in wrap(visible(text), int((width - 2 * _MARGIN) / _COLUMN)):
            self._y += _LINE
            yield _Text(_MARGIN, self._y, line, style)

    def _notes(self, width: float) -> Iterator[_Text]:
        for note in self._chart.notes:
            yield from self._lines(note, width, "quiet")

    def _labels(self) -> Iterator[tuple[_Text, float]]:
        self._y += 2 * _LINE
        for at, label in fitting(self._chart.scales, _BARS, _GAP, _COLUMN):
            yield _Text(self._at(at), self._y, label, "quiet"), self._at(at)
        self._y += _GAP / 2

    def _heading(self, title: str) -> Iterator[_Text]:
        if title:
            self._y += 1.5 * _LINE
            yield _Text(_MARGIN, self._y, visible(title), "group")
            self._y += _GAP / 2

    def _row(self, row: Row) -> _Drawn:
        top, middle = self._y, self._y + _LINE / 2
        lines = wrap(visible(row.tail), _TEXT_COLUMNS)
        self._y += _LINE * len(lines) + 4
        texts = [_Text(self._right, top + 13 + number * _LINE, line) for number, line in enumerate(lines)]
        return _Drawn(
            title=visible(f"{row.head}: {row.tail} {' '.join(row.claims)}".rstrip()),
            boxes=tuple(self._boxes(row, middle)),
            arrows=tuple(self._arrows(row, middle)),
            texts=(_Text(_MARGIN, top + 13, visible(row.head)), *texts),
        )

    def _boxes(self, row: Row, middle: float) -> Iterator[_Box]:
        for bar in row.bars:
            if not bar.shows:
                continue
            start, end = (self._at(min(1.0, max(0.0, place))) for place in (bar.start, bar.end))
            yield self._box(bar.kind, start, max(_LEAST, end - start), middle)

    def _box(self, kind: str, x: float, width: float, middle: float) -> _Box:
        height = _LEAST if kind == "open" else _BAR
        return _Box(x, middle - height / 2, width, height, kind)

    def _arrows(self, row: Row, middle: float) -> Iterator[str]:
        for there, edge, way in ((row.before, self._left, -1), (row.after, self._left + _BARS, 1)):
            if there:
                yield f"{edge + 9 * way:g},{middle:g} {edge:g},{middle - 6:g} {edge:g},{middle + 6:g}"

    def _legend(self) -> Iterator[tuple[_Box | None, str, _Text]]:
        self._y += _LINE
        for kind in self._chart.kinds:
            yield self._box(kind, self._left, 30, self._y - 4), "", self._meaning(self._chart.legend[kind])
        if self._chart.reaches_beyond:
            middle = self._y - 4
            points = f"{self._left + 9:g},{middle:g} {self._left:g},{middle - 6:g} {self._left:g},{middle + 6:g}"
            yield None, points, self._meaning(BEYOND)

    def _meaning(self, text: str) -> _Text:
        written = _Text(self._left + 40, self._y, text, "quiet")
        self._y += _LINE + 3
        return written

    def _at(self, place: float) -> float:
        return round(self._left + place * _BARS, 1)
