"""Periods: financial years, quarters, months, rolling twelve months and snapshot dates.

A financial year runs from 1 April to 31 March; ``2023-24 Q4`` is January to March 2024.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property

from bcssp_lib.model.commands import type_words
from bcssp_lib.model.errors import UserError

_YEAR = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})")
_QUARTER = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2}) Q([1-4])")
_MONTH = re.compile(rf"({'|'.join(month_name[1:])}) ((?:19|20)[0-9]{{2}})")
_ROLLING = re.compile(r"12 months to ((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})")
_DAY = re.compile(rf"([1-9]|[12]\d|3[01]) ({'|'.join(month_name[1:])})(?: ((?:19|20)\d{{2}}))?")
_SNAPSHOT = re.compile(r"at ((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})")

_TWO_YEARS = re.compile(r"\D{0,4}((?:20)?[0-9]{2})\s*\D{1,3}\s*((?:20)?[0-9]{2})")
_ONE_YEAR = re.compile(r"20[0-9]{2}")
FORMS = "2023-24, 2023-24 Q4, March 2024, 12 months to 2024-03-31, at 2024-03-31"


class PeriodKind(StrEnum):
    """What stretch of time a figure covers."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    ROLLING = "rolling"
    SNAPSHOT = "snapshot"


_MONTHS = {
    PeriodKind.YEAR: 12,
    PeriodKind.ROLLING: 12,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
}  # how long each kind is; a snapshot is a day


class PeriodError(UserError):
    """Text that does not name a period."""


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time, ordered by its end. ``start`` equals ``end`` for a snapshot."""

    end: date
    start: date
    kind: PeriodKind

    @cached_property
    def label(self) -> str:
        """The period as it is written in params/ and data/."""
        if self.kind is PeriodKind.YEAR:
            return _year_label(self.start.year)
        if self.kind is PeriodKind.QUARTER:
            return f"{financial_year(self.start).label} Q{self._quarter()}"
        if self.kind is PeriodKind.MONTH:
            return f"{month_name[self.end.month]} {self.end.year}"
        if self.kind is PeriodKind.ROLLING:
            return f"12 months to {self.end.isoformat()}"
        return f"at {self.end.isoformat()}"

    @property
    def typed(self) -> str:
        """The period as commands are given it: with a blank in it, in quotes."""
        return type_words(self.label)

    @property
    def slug(self) -> str:
        """The period as a folder name."""
        return self.label.replace(" ", "-")

    @property
    def wording(self) -> str:
        """The period as prose: "2023-24", "January to March 2024", "at 31 March 2024"."""
        if self.kind is PeriodKind.YEAR:
            return self.label
        if self.kind is PeriodKind.QUARTER:
            return f"{self.start:%B} to {self.end:%B %Y}"
        if self.kind is PeriodKind.MONTH:
            return self.label
        if self.kind is PeriodKind.ROLLING:
            return f"the 12 months to {long_date(self.end)}"
        return f"at {long_date(self.end)}"

    @property
    def heading(self) -> str:
        """The period as a column heading: "12 months to 31 March 2024"."""
        return self.wording.removeprefix("the ").removeprefix("at ")

    @property
    def short(self) -> str:
        """The period as a label under a chart: "Q4 2023-24", "Mar 2024", "31 Mar 2024"."""
        if self.kind is PeriodKind.QUARTER:
            return f"Q{self._quarter()} {financial_year(self.start).label}"
        if self.kind is PeriodKind.YEAR:
            return self.label
        if self.kind is PeriodKind.MONTH:
            return f"{self.end:%b %Y}"
        return f"{self.end.day} {self.end:%b %Y}"

    def previous(self) -> Period:
        """The same stretch of time one year earlier."""
        return self._previous

    @cached_property
    def _previous(self) -> Period:
        return period_ending(self.kind, _day_in(self.end.year - 1, self.end))

    def following(self) -> Period:
        """The same stretch of time one year later."""
        return period_ending(self.kind, _day_in(self.end.year + 1, self.end))

    def ending_with(self, kind: PeriodKind) -> Period:
        """The period of another kind that ends on the same day; of years, the last that has ended.

        For example:
            parse_period("2023-24 Q3").ending_with(PeriodKind.YEAR).label  # "2022-23"
        """
        return period_ending(kind, self.end)

    def covers(self, other: Period) -> bool:
        """Whether it is the time of a figure, which need not be said then: the same, or its end."""
        same = other.start == self.start or other.kind is PeriodKind.SNAPSHOT
        return same and other.end == self.end

    def contains(self, other: Period) -> bool:
        """Whether another period lies within it."""
        return self.start <= other.start and other.end <= self.end

    def _quarter(self) -> int:
        return (self.start.month - 4) % 12 // 3 + 1

    def __str__(self) -> str:
        return self.label


@cache
def parse_period(text: str) -> Period:
    """Read a period in any of its written forms, or raise ``PeriodError``."""
    if match := _YEAR.fullmatch(text):
        return _year(text, match)
    if match := _QUARTER.fullmatch(text):
        return _quarter(text, match)
    if match := _MONTH.fullmatch(text):
        return _month(match)
    if match := _ROLLING.fullmatch(text):
        return period_ending(PeriodKind.ROLLING, _date(text, match[1]))
    if match := _SNAPSHOT.fullmatch(text):
        return period_ending(PeriodKind.SNAPSHOT, _date(text, match[1]))
    raise _malformed(text)


def is_period(text: str) -> bool:
    """Whether a text is a period in one of its written forms."""
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True


def period_ending(kind: PeriodKind, end: date) -> Period:
    """The period of a kind that ends on a day; of financial years, the last that has ended."""
    if kind is PeriodKind.SNAPSHOT:
        return Period(end, end, kind)
    if kind is PeriodKind.YEAR:
        end = latest_day("31 March", end)
    months = _MONTHS[kind]
    return Period(end, months_before(end + timedelta(days=1), months), kind)


def latest_day(text: str, no_later_than: date) -> date:
    """The last day of that name which is not after another: "30 September", "29 February".

    With a year it is that very day: "21 March 2021". Raises ``ValueError`` for another text.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a day. Write 30 September, or 21 March 2021.")
    day, month = int(match[1]), list(month_name).index(match[2])
    if match[3]:
        return date(int(match[3]), month, day)
    year = no_later_than.year
    if (month, day) > (no_later_than.month, no_later_than.day):
        year -= 1
    return date(year, month, min(day, last_day(year, month).day))


def financial_year(day: date) -> Period:
    """The financial year in which a day lies."""
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return period_ending(PeriodKind.YEAR, date(first + 1, 3, 31))


def _year(text: str, match: re.Match[str]) -> Period:
    first = int(match[1])
    if (first + 1) % 100 != int(match[2]):
        raise PeriodError(
            f"'{text}' is not a financial year: {first} is followed by "
            f"{(first + 1) % 100:02d}. Write {_year_label(first)}."
        )
    return period_ending(PeriodKind.YEAR, date(first + 1, 3, 31))


def _quarter(text: str, match: re.Match[str]) -> Period:
    year = parse_period(text.rpartition(" ")[0])
    number = int(match[3])
    next_start = months_before(year.end + timedelta(days=1), 12 - 3 * number)
    return period_ending(PeriodKind.QUARTER, next_start - timedelta(days=1))


def _month(match: re.Match[str]) -> Period:
    year, month = int(match[2]), list(month_name).index(match[1])
    return period_ending(PeriodKind.MONTH, last_day(year, month))


def _date(text: str, iso: str) -> date:
    try:
        return date.fromisoformat(iso)
    except ValueError as error:
        raise PeriodError(f"'{text}' does not hold a real date. Write {FORMS}.") from error


def _malformed(text: str) -> PeriodError:
    meant = f" Did you mean {_nearest(text)}?" if _nearest(text) else ""
    return PeriodError(f"'{text}' is not a period.{meant} Write one of these forms: {FORMS}.")


def _nearest(text: str) -> str:
    """The financial years that somebody may have meant by "23/24", "2023-2024" or "2023"."""
    if match := _TWO_YEARS.fullmatch(text):
        first, second = int(match[1]) % 100, int(match[2]) % 100
        return _year_label(2000 + first) if second == (first + 1) % 100 else ""
    if _ONE_YEAR.fullmatch(text):
        return f"{_year_label(int(text))}, or {_year_label(int(text) - 1)}"
    return ""


def _year_label(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02d}"


def long_date(day: date) -> str:
    """A day as readers see it: "31 March 2024"."""
    return f"{day.day} {day:%B %Y}"


def _day_in(year: int, day: date) -> date:
    """The same day of another year; the last day of a month stays the last."""
    ends_month = day.day == last_day(day.year, day.month).day
    return last_day(year, day.month) if ends_month else date(year, day.month, day.day)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day; a later one if negative."""
    total = day.year * 12 + day.month - 1 - months
    last = last_day(total // 12, total % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
