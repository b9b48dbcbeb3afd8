"""What stands in a cell, as a value: times in EDTF, quantities, links between claims."""

from __future__ import annotations

import re
import warnings
from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from types import ModuleType

from kg.model import Link, Quantity, Time

# The `edtf` package knows more than levels 0 and 1 and stumbles over some of it, so this says which shapes it gets.
_DATE = re.compile(r"(?!0000)(\d{4}(-(?:0\d|1\d)(-\d\d)?)?|\d\d(\dX|XX)|\d{4}-(\d\d-)?XX|\d{4}-XX-XX)[?~]?", re.ASCII)
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_YEAR = re.compile(r"(?P<month>[A-Za-z]{3}|\d{1,2})[-/ .](?P<year>\d{4}|\d{2})", re.ASCII)
_FORMS = "level 0, or level 1 with X, ?, ~ and open ends"
_NO_SUCH_DAY = "no such day in the calendar"
_OPEN = {"", ".."}
#: On either side of the point: more than any figure of the world has, and few enough for every program.
MOST_DIGITS = 30
_NUMBER = rf"(?:\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,{MOST_DIGITS}}})?(?:e\d{{1,2}})?)"
_QUANTITY = re.compile(rf"(?P<mark>[~<>]?)(?P<low>{_NUMBER})(?:\.\.(?P<high>{_NUMBER}))? (?P<unit>\S+)", re.ASCII)
_LINK = re.compile(r"(?P<key>[^\s:]+):(?P<target>\S+)")
# What optical character recognition and fast typing make of digits.
_AS_DIGITS = str.maketrans("OoQDlI|ZSB", "0000111258")


@lru_cache(maxsize=4096)
def parse_time(text: str) -> Time:
    """Return the time that *text* says in EDTF level 0, or level 1 with ``X`` digits, ``?``, ``~`` and open ends.

    >>> parse_time("1980/1988~")
    Time(text='1980/1988~', earliest='1980-01-01', latest='1988-12-31')
    >>> parse_time("2010/").latest is None
    True

    Raises ValueError, with a reason, for everything else and for an end before its beginning.
    """
    first, slash, last = text.partition("/")
    if slash and first in _OPEN and last in _OPEN:
        raise ValueError("both ends are open")
    for part in (first, last) if slash else (first,):
        if part not in _OPEN and not _DATE.fullmatch(part):  # before any of them is parsed, which takes longer
            raise ValueError(_FORMS)
    earliest = None if slash and first in _OPEN else _bounds(first)[0]
    latest = _bounds(first)[1] if not slash else None if last in _OPEN else _bounds(last)[1]
    if earliest and latest and earliest > latest:
        raise ValueError("the end comes before the beginning")
    return Time(text=text, earliest=earliest, latest=latest)


def parse_day(text: str) -> Time:
    """Return the time of a year, a month or a day, as they bound a span of time.

    >>> parse_day("2022-02").latest
    '2022-02-28'

    Raises ValueError for any other time, and for what is none.
    """
    if not _DAY.fullmatch(text):
        raise ValueError("neither a year nor a month nor a day")
    return parse_time(text)


@lru_cache(maxsize=4096)
def is_vague(time: Time) -> bool:
    """Tell whether a time, or an end of it, is marked as uncertain (``?``) or approximate (``~``).

    >>> is_vague(parse_time("2022-12~")), is_vague(parse_time("202X"))
    (True, False)
    """
    parsed = _edtf().parse_edtf(time.text)
    return bool(parsed.is_uncertain or parsed.is_approximate)


def _bounds(text: str) -> tuple[str, str]:
    """Return the first and the last day of a time without a slash."""
    if not _DATE.fullmatch(text):
        raise ValueError(_FORMS)
    try:
        return _days(text) if _DAY.fullmatch(text) else _days_of_edtf(text)
    except ValueError:
        raise ValueError(_NO_SUCH_DAY) from None


def _days(text: str) -> tuple[str, str]:
    """Return the bounds of a year, a month or a day; the calendar knows them a hundred times faster than a parser."""
    if len(text) == len("2022-12-05"):
        return date.fromisoformat(text).isoformat(), text
    year, _, month = text.partition("-")
    last = monthrange(int(year), int(month or 12))[1]
    return f"{year}-{month or '01'}-01", f"{year}-{month or '12'}-{last}"


@lru_cache(maxsize=4096)
def _days_of_edtf(text: str) -> tuple[str, str]:
    edtf = _edtf()
    try:
        parsed = edtf.parse_edtf(text)
    except edtf.parser.edtf_exceptions.EDTFParseException:
        raise ValueError(text) from None
    # The package lets 29 February pass in every year.
    first, last = (date(*bound()[:3]) for bound in (parsed.lower_strict, parsed.upper_strict))
    return first.isoformat(), last.isoformat()


@cache
def _edtf() -> ModuleType:
    """Return the `edtf` package, which takes a tenth of a second to load."""
    with warnings.catch_warnings():
        # Where Python is asked to show warnings, pyparsing has some of its own on the grammar that edtf gives it.
        warnings.simplefilter("ignore")
        import edtf.parser.edtf_exceptions
    return edtf


def parse_quantity(text: str) -> Quantity:
    """Return the quantity that *text* says: ``[~<>]number[..number] unit``.

    >>> parse_quantity("<10 km")
    Quantity(text='<10 km', least=None, most=Decimal('10'), unit='km')

    Raises ValueError for anything else and for a range that runs backwards.
    """
    match = _QUANTITY.fullmatch(text)
    if match is None or (match["high"] and match["mark"] in ("<", ">")):
        raise ValueError(text)
    low, high = Decimal(match["low"]), Decimal(match["high"] or match["low"])
    if low > high:
        raise ValueError(text)
    return Quantity(
        text=text,
        least=None if match["mark"] == "<" else low,
        most=None if match["mark"] == ">" else high,
        unit=match["unit"],
    )


def parse_link(text: str, source: str) -> Link:
    """Return the link that ``key:id`` says, its target in *source* unless it names another one.

    >>> parse_link("because:p3-1", "rusi-2022")
    Link(key='because', target='rusi-2022.p3-1')

    Raises ValueError for anything else.
    """
    match = _LINK.fullmatch(text)
    if match is None:
        raise ValueError(text)
    target = match["target"]
    return Link(match["key"], target if "." in target else f"{source}.{target}")


def from_spreadsheet(text: str) -> str:
    """Return the EDTF time that a spreadsheet has made a date of its own from, or an empty text.

    >>> from_spreadsheet("Feb-22"), from_spreadsheet("7/2022"), from_spreadsheet("17.1.2025")
    ('2022-02', '2022-07', '2025-01-17')
    """
    if match := _MONTH_YEAR.fullmatch(text):
        year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
        month = match["month"].lower()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdecimal() else 0
        return f"{year}-{number:02d}" if 0 < number <= 12 else ""
    day = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text, re.ASCII)
    return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}" if day else ""


def with_unit_apart(text: str) -> str:
    """Return *text* without separators of thousands and with a space before its unit.

    >>> with_unit_apart("1,000km")
    '1000 km'
    """
    plain = re.sub(r"(?<=\d)[,' ](?=\d{3}(?!\d))", "", text)
    return re.sub(rf"^([~<>]?{_NUMBER}(?:\.\.{_NUMBER})?)\s*(?=[^\s\d.])", r"\1 ", plain)


def with_digits(text: str) -> str:
    """Return *text* with letters that look like digits turned into them."""
    return text.translate(_AS_DIGITS)
