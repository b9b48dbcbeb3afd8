from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Link, Quantity, Time
from kg.reader.values import parse_link, parse_quantity, parse_time, with_digits

NO_SUCH_DAY = "no such day in the calendar"
NO_SUCH_FORM = "level 0, or level 1 with X, ?, ~ and open ends"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-07", "2022-07-01", "2022-07-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2022-12~", "2022-12-01", "2022-12-31"),
        ("2022?", "2022-01-01", "2022-12-31"),
        ("194X", "1940-01-01", "1949-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2024-XX", "2024-01-01", "2024-12-31"),
        ("2024-02-XX", "2024-02-01", "2024-02-29"),
        ("1980/1988~", "1980-01-01", "1988-12-31"),
        ("2022-07/2022-07-15", "2022-07-01", "2022-07-15"),
        ("2010/", "2010-01-01", None),
        ("2010/..", "2010-01-01", None),
        ("../2010-06", None, "2010-06-30"),
    ],
)
def test_a_time_runs_from_its_first_to_its_last_possible_day(
    text: str, earliest: str | None, latest: str | None
) -> None:
    assert parse_time(text) == Time(text=text, earliest=earliest, latest=latest)


@given(st.dates(min_value=date(1, 1, 1)), st.sampled_from([4, 7, 10]))
def test_years_months_and_days_are_what_the_edtf_package_makes_of_them(day: date, length: int) -> None:
    text = day.isoformat()[:length]

    parsed = parse_edtf(text)

    bounds = (date(*bound()[:3]).isoformat() for bound in (parsed.lower_strict, parsed.upper_strict))
    assert parse_time(text) == Time(text=text, earliest=next(bounds), latest=next(bounds))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2022-13", NO_SUCH_DAY),
        ("2023-02-30", NO_SUCH_DAY),
        ("2022-21", NO_SUCH_FORM),  # a season, which would hide a slip in 2022-12
        ("2022-7", NO_SUCH_FORM),
        ("22-07-2022", NO_SUCH_FORM),
        ("July 2022", NO_SUCH_FORM),
        ("19X0", NO_SUCH_FORM),
        ("", NO_SUCH_FORM),
        ("/", "both ends are open"),
        ("2011/2010", "the end comes before the beginning"),
    ],
)
def test_what_is_no_time_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_time(text)

    assert str(refusal.value) == reason


@given(st.one_of(st.text("0123456789X-/.?~", max_size=22), st.dates().map(str), st.text(max_size=8)))
def test_every_time_that_is_read_has_days_of_the_calendar_in_order(text: str) -> None:
    try:
        time = parse_time(text)
    except ValueError:
        return

    days = [day for day in (time.earliest, time.latest) if day]
    assert days == sorted(days)
    assert all(date.fromisoformat(day.replace("0000-", "2000-", 1)) for day in days)  # Python has no year 0


@pytest.mark.parametrize(
    ("text", "least", "most", "unit"),
    [
        ("55 bcm", 55, 55, "bcm"),
        ("4e9 USD", 4_000_000_000, 4_000_000_000, "USD"),
        ("~17.50 %", "17.5", "17.5", "%"),
        ("3..5 month", 3, 5, "month"),
        ("~1..2 km", 1, 2, "km"),
        ("<10 km", None, 10, "km"),
        (">10 km", 10, None, "km"),
    ],
)
def test_a_quantity_has_bounds_and_a_unit(
    text: str, least: int | str | None, most: int | str | None, unit: str
) -> None:
    assert parse_quantity(text) == Quantity(
        text=text,
        least=None if least is None else Decimal(least),
        most=None if most is None else Decimal(most),
        unit=unit,
    )


@pytest.mark.parametrize("text", ["", "17%", "17", "1,000 USD", "5..3 km", "<1..2 km", "-1 km", "1 k m", "about 5 km"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_quantity(text)

    assert str(refusal.value) == text


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("because:p3-1", Link("because", "gazette.p3-1")),
        ("content:herald.p2-1", Link("content", "herald.p2-1")),
        ("to:-1", Link("to", "gazette.-1")),
    ],
)
def test_a_link_leads_to_a_claim_of_its_own_source_unless_it_names_another(text: str, link: Link) -> None:
    assert parse_link(text, "gazette") == link


@pytest.mark.parametrize("text", ["", "because", "because:", ":p3-1", "because: p3-1"])
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_link(text, "gazette")

    assert str(refusal.value) == text


def test_letters_that_look_like_digits_become_digits() -> None:
    assert with_digits("2O2l-l2-ZS") == "2021-12-25"
