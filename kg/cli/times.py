"""Years, months and days as options take them."""

from __future__ import annotations

from typing import Any

import click

from kg.model import Time


class Day(click.ParamType[Time]):
    """A year, month or day."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Time:
        """Return the time, or fail with what it should look like."""
        from kg.reader.values import parse_day

        try:
            return parse_day(value)
        except ValueError:
            self.fail(f"{value!r} is no year, month or day such as 2022, 2022-07 or 2022-07-01", param, ctx)


DAY = Day()
