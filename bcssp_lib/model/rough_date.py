"""Dates as registers know them: a day, a month, a year, before a year, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from bcssp_lib.model.period import Period, PeriodError, PeriodKind, parse_period

ROUGH_FORMS = "2024-03-31, March 2024, 2023-24, before 2023-24, unknown"
_UNKNOWN = "unknown"
_BEFORE = "before "
_LONG_AGO = date(1900, 1, 1)  # before whatever a report tells of


class RoughDate(date):
    """A date that is known only roughly; it compares as the last day that it can be.

    ``first`` is the first day that it can be, and ``text`` what a reader sees.

    >>> day = RoughDate.parse("March 2024")
    >>> day.first, day == date(2024, 3, 31), day.text
    (datetime.date(2024, 3, 1), True, 'March 2024')
    """

    first: date
    text: str

    def __new__(cls, first: date, last: date, text: str) -> Self:
        """A date from the first to the last day that it can be, with the text for readers."""
        made = super().__new__(cls, last.year, last.month, last.day)
        made.first = first
        made.text = text
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of ``ROUGH_FORMS`` but the first; anything else is a ``ValueError``."""
        if text == _UNKNOWN:
            return cls(_LONG_AGO, _LONG_AGO, "date not known")
        period = _parse_stretch(text.removeprefix(_BEFORE))
        if text.startswith(_BEFORE):
            return cls(_LONG_AGO, date.fromordinal(period.start.toordinal() - 1), text)
        return cls(period.start, period.end, text)

    def __repr__(self) -> str:
        return f"RoughDate({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return RoughDate, (self.first, date(self.year, self.month, self.day), self.text)


def _parse_stretch(text: str) -> Period:
    try:
        period = parse_period(text)
    except PeriodError as error:
        raise ValueError(f"a date: {ROUGH_FORMS}") from error
    if period.kind not in {PeriodKind.YEAR, PeriodKind.MONTH, PeriodKind.QUARTER}:
        raise ValueError(f"a date: {ROUGH_FORMS}")
    return period


def first_day(day: date) -> date:
    """The first day that a date can be."""
    return day.first if isinstance(day, RoughDate) else day
