"""The periods that a text names, in every form in which a report writes them."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date, timedelta

from bcssp_lib.model.period import Period, PeriodKind, financial_year, months_before, period_ending

_DASH = r"[-–—‑/]"
_FULL = "|".join(month_name[1:])
_MONTH = rf"(?:{'|'.join((*month_name[1:], *month_abbr[1:]))})\.?"
_DIGITS = r"(?:19|20)\d\d"
_FINANCIAL = rf"{_DIGITS}{_DASH}(?:20)?\d\d(?!\d|-)"

# In this order, since a longer form goes before a shorter one at the same place. Blanks may be
# those at which no line ends.
ANY_PERIOD = re.compile(
    rf"""
    (?P<quarter_year>{_FINANCIAL})[\s,]*(?:Q|quarter\s)(?P<quarter>[1-4])\b
    | \b(?:Q|quarter\s)(?P<quarter_first>[1-4])[\s,]*(?:of\s)?(?P<year_last>{_FINANCIAL})
    | \b(?P<from>{_FULL})\sto\s(?P<to>{_FULL})\s(?P<to_year>{_DIGITS})\b
    | \b(?P<iso>{_DIGITS}-\d\d-\d\d)\b
    | \b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<day_month>{_MONTH})\s(?P<day_year>{_DIGITS})\b
    | \b(?P<year>{_FINANCIAL})
    | \b(?P<month>{_MONTH})\s(?P<month_year>{_DIGITS})\b
    | \bQ(?P<bare_quarter>[1-4])\b
    | \b(?P<bare_year>{_DIGITS})\b(?!,)
    | \b\d{{1,2}}(?:st|nd|rd|th)?\s(?:{_FULL})\b
    | \b(?:12|twelve)\smonths\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MONTHS = {name.lower()[:3]: number for number, name in enumerate(month_name) if number}


def find_periods(text: str) -> frozenset[str]:
    """The names of the periods in a text, each in one form: "2023-24", "Q4", "2024-03"."""
    if not any(map(str.isdigit, text)):
        return frozenset()
    found = {_name(match.groupdict()) for match in ANY_PERIOD.finditer(text)}
    return frozenset(found - {""})


def strict_names(period: Period) -> frozenset[str]:
    """The names by which only this period is meant."""
    if period.kind in (PeriodKind.YEAR, PeriodKind.QUARTER):
        return frozenset({period.label})
    end = period.end.isoformat()
    return frozenset({end[:7] if period.kind is PeriodKind.MONTH else end})


def written_names(period: Period) -> frozenset[str]:
    """The names by which a writer may mean it: a financial year for the day on which it ends."""
    end = period.end.isoformat()
    names = {*strict_names(period), end, end[:4], period.start.isoformat()[:4]}
    if period.kind is PeriodKind.QUARTER:
        names.add(period.label[-2:])
    elif period.kind is not PeriodKind.MONTH:
        whole = financial_year(period.end)
        names |= {end[:7], whole.label} if whole.end == period.end else {end[:7]}
    return frozenset(names)


def _name(parts: dict[str, str | None]) -> str:
    given = {name: text for name, text in parts.items() if text}
    match given:
        case {"quarter_year": year, "quarter": number} | {
            "year_last": year,
            "quarter_first": number,
        }:
            return f"{_financial(year)} Q{number}"
        case {"to": month, "to_year": year, "from": first}:
            return _stretch(first, month, year)
        case {"iso": day}:
            return day
        case {"day": day, "day_month": month, "day_year": year}:
            return f"{year}-{_number(month):02d}-{int(day):02d}"
        case {"year": year}:
            return _financial(year)
        case {"month": month, "month_year": year}:
            return f"{year}-{_number(month):02d}"
        case {"bare_quarter": number}:
            return f"Q{number}"
        case {"bare_year": year}:
            return year
    return ""


def _stretch(first: str, last: str, year: str) -> str:
    """A quarter by its months; any other stretch by the month in which it ends."""
    after = date(int(year) + _number(last) // 12, _number(last) % 12 + 1, 1)
    quarter = period_ending(PeriodKind.QUARTER, after - timedelta(days=1))
    is_one = months_before(after, 3).month == _number(first) and quarter.end.month % 3 == 0
    return quarter.label if is_one else f"{year}-{_number(last):02d}"


def _financial(text: str) -> str:
    return f"{text[:4]}-{text[-2:]}"


def _number(month: str) -> int:
    return _MONTHS[month.lower()[:3]]
