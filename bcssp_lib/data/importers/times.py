"""Of which period figures are: codes with their identifiers, years, quarters and dates.

Where no row says it, a title, a heading or a person does; and which indicator is meant likewise.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.formats import Recognised
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import InputProblemsError, UserError
from bcssp_lib.model.import_format import ASKED, FigureColumn, ImportFormat, PeriodColumns
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import (
    FORMS,
    Period,
    PeriodError,
    PeriodKind,
    last_day,
    latest_day,
    parse_period,
    period_ending,
)

Length = Literal["year", "quarter", "month", "day"]
_LENGTHS: dict[str, Length] = {"year": "year", "quarter": "quarter", "month": "month"}
MONTHS = tuple(name.lower() for name in month_name[1:])
_NUMBER_OF = {name[:length]: at for at, name in enumerate(MONTHS, 1) for length in (3, 4, 20)}
_ONE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_CODE = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})?")
_YEARS = re.compile(r"((?:19|20)[0-9]{2}) ?[-/\u2013] ?(?:20)?([0-9]{2})")
_QUARTER_AFTER = re.compile(rf"{_YEARS.pattern} ?,? ?q(?:uarter)? ?([1-4])")
_QUARTER_BEFORE = re.compile(rf"q(?:uarter)? ?([1-4]),? {_YEARS.pattern}")
_NAMED_MONTH = re.compile(r"([a-z]{3,9})[ -]((?:20)?[0-9]{2})")
_NAMED_DAY = re.compile(r"([0-9]{1,2})[ -]([a-z]{3,9})[ -]((?:20)?[0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]((?:20)?[0-9]{2})")
_ISO = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?:[t ]00:00(?::00)?)?")
_YEAR_TO = re.compile(r"^(?:(?:12 months|year) (?:to|ending|ended)|as at|at|on) ")
_MONTHS_TO = re.compile(r"\b([a-z]+)(?: ((?:19|20)[0-9]{2}))? to ([a-z]+) ((?:19|20)[0-9]{2})\b")
_DAY_IN_TITLE = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]+) ((?:19|20)[0-9]{2})\b")
_IDENTIFIED_QUARTER = re.compile(r"(financial|calendar) year q([1-4])")
_KNOWN = (
    "Reporting year, Financial year, Calendar year, Academic year, their quarters "
    "(Financial year Q4) and months (March)"
)


@dataclass(frozen=True)
class Stretch:
    """A stretch of time: how long it is, and its last day."""

    length: Length
    end: date
    note: str = ""


def read_stretch(text: str, identifier: str | None, columns: PeriodColumns) -> Stretch:
    """Read a time, or raise ``CellError``. ``identifier`` is the cell that says what it counts."""
    plain = re.sub(r"\s+", " ", fold_text(text))
    plain = plain.removesuffix(".0") if re.fullmatch(r"[0-9]{4,6}\.0", plain) else plain
    if identifier is not None:
        stretch = _identified(plain, fold_text(identifier), text, identifier, columns)
    else:
        stretch = _unidentified(plain, text, columns)
    if stretch.length == "year" and (stretch.end.month, stretch.end.day) != columns.year_ends:
        ends = date(stretch.end.year, *columns.year_ends)
        what = quote_text(identifier) if identifier else quote_text(text)
        raise CellError(
            f"{what} with {quote_text(text)} ends on {stretch.end:%d %B %Y}",
            f"a year that ends on {ends.day} {ends:%B}",
        )
    return stretch


def read_quarter(year: Stretch, text: str) -> Stretch:
    """A quarter of a financial year by its number, or raise ``CellError``.

    The fourth is January to March of the year in which the financial year ends.
    """
    match = re.fullmatch(r"q?(?:uarter)? ?([1-4])(?:\.0)?", fold_text(text))
    if match is None or (year.end.month, year.end.day) != (3, 31):
        raise CellError(f"{quote_text(text)} is no quarter of a financial year", "1, 2, 3, 4; Q4")
    return Stretch("quarter", _quarter_end(year.end.year, int(match[1])))


def find_times(text: str) -> list[Stretch]:
    """The stretches of time that a title names: "January to March 2024", "31st March 2024"."""
    plain = re.sub(r"\s+", " ", fold_text(text))
    found = []
    for begin, year, end, last in _MONTHS_TO.findall(plain):
        if begin in MONTHS and end in MONTHS:
            months = MONTHS.index(end) - MONTHS.index(begin) + 1
            months += 12 * (int(last) - int(year)) if year else 0
            length: dict[int, Length] = {1: "month", 3: "quarter", 12: "year"}
            if months in length:
                day = last_day(int(last), MONTHS.index(end) + 1)
                found.append(Stretch(length[months], day))
    for day_text, month, year in _DAY_IN_TITLE.findall(plain):
        if month in MONTHS:
            found.append(Stretch("day", _day(year, MONTHS.index(month) + 1, day_text, text)))
    return found


def period_of(stretch: Stretch, kind: PeriodKind) -> Period:
    """The period of a kind that a stretch of time is, or raise ``CellError``."""
    ends_year = (stretch.end.month, stretch.end.day) == (3, 31)
    fits = {
        PeriodKind.YEAR: stretch.length == "year" and ends_year,
        PeriodKind.QUARTER: stretch.length == "quarter",
        PeriodKind.MONTH: stretch.length == "month",
        PeriodKind.ROLLING: stretch.length in ("year", "day", "month"),
        PeriodKind.SNAPSHOT: True,
    }
    if not fits[kind]:
        wrong = f"a {stretch.length} that ends on {stretch.end:%d %B %Y} is no {kind}"
        raise CellError(wrong, f"a {kind}")
    return period_ending(kind, stretch.end)


def _identified(
    plain: str, identifier: str, text: str, shown: str, columns: PeriodColumns
) -> Stretch:
    """A time that comes with what it counts, as the Department for Education writes it."""
    in_one_year = {"reporting year": columns.year_ends, "calendar year": (12, 31)}
    in_two_years = {"financial year": (3, 31), "academic year": (8, 31)}
    if identifier in in_one_year:
        year = _one_year(plain, text, shown.strip())
        return Stretch("year", date(year, *in_one_year[identifier]))
    if identifier in in_two_years:
        return Stretch("year", date(_second_year(plain, text, shown), *in_two_years[identifier]))
    if match := _IDENTIFIED_QUARTER.fullmatch(identifier):
        quarter = int(match[2])
        if match[1] == "financial":
            return Stretch("quarter", _quarter_end(_second_year(plain, text, shown), quarter))
        return Stretch("quarter", last_day(_one_year(plain, text, "calendar year"), 3 * quarter))
    if identifier in MONTHS and _ONE_YEAR.fullmatch(plain):
        return Stretch("month", last_day(int(plain), MONTHS.index(identifier) + 1))
    raise CellError(f"{quote_text(shown)} is no time identifier that is known", _KNOWN)


def _one_year(plain: str, text: str, shown: str) -> int:
    """The year that 2024 is."""
    if not _ONE_YEAR.fullmatch(plain):
        raise _wrong_time(text, f"four digits, as of a {shown}: 2024")
    return int(plain)


def _second_year(plain: str, text: str, shown: str) -> int:
    """The year in which 202324 or 2023-24 ends."""
    match = _YEARS.fullmatch(plain) or _CODE.fullmatch(plain)
    if match is None or match[2] is None:
        raise _wrong_time(text, f"six digits, as of a {shown.strip()}: 202324")
    return _next_year(match[1], match[2], text)


def _next_year(first: str, second: str, text: str) -> int:
    year = int(first) + 1
    if year % 100 != int(second):
        raise _wrong_time(
            text, f"two years that follow each other, such as {first}-{year % 100:02}"
        )
    return year


def _unidentified(plain: str, text: str, columns: PeriodColumns) -> Stretch:
    """A time as people write it."""
    for pattern, years, quarter in ((_QUARTER_AFTER, (1, 2), 3), (_QUARTER_BEFORE, (2, 3), 1)):
        if match := pattern.fullmatch(plain):
            last = _next_year(match[years[0]], match[years[1]], text)
            return Stretch("quarter", _quarter_end(last, int(match[quarter])))
    match = _YEARS.fullmatch(plain) or _CODE.fullmatch(plain)
    if match is not None and match[2] is not None:
        return Stretch("year", date(_next_year(match[1], match[2], text), *columns.year_ends))
    if match is not None:
        return _bare_year(int(match[1]), text, columns)
    return _dated(plain, text)


def _bare_year(year: int, text: str, columns: PeriodColumns) -> Stretch:
    if not columns.bare_years:
        allowed = f"{year - 1}-{year % 100:02}, or 'bare_years' in the map"
        raise CellError(f"{quote_text(text)} may be the year that ends or begins in it", allowed)
    return Stretch("year", date(year + (columns.bare_years == "begin"), *columns.year_ends))


def _dated(plain: str, text: str) -> Stretch:
    """A month or a day, also as the end of a year, or a period in the project's own form."""
    plain = _YEAR_TO.sub("", plain)
    if match := _NAMED_MONTH.fullmatch(plain):
        return Stretch("month", last_day(_full_year(match[2]), _month(match[1], text)))
    if match := _NAMED_DAY.fullmatch(plain):
        return Stretch("day", _day(match[3], _month(match[2], text), match[1], text))
    if match := _DAY_FIRST.fullmatch(plain):
        day = _day(match[3], int(match[2]), match[1], text)
        return Stretch("day", day, "dates were read with the day first")
    if match := _ISO.fullmatch(plain):
        return Stretch("day", _day(match[1], int(match[2]), match[3], text))
    try:
        period = parse_period(text.strip())
    except PeriodError as error:
        raise _wrong_time(text, f"{FORMS}, 31/03/2024, Mar-24") from error
    return Stretch("day", period.end)


def _month(name: str, text: str) -> int:
    if name not in _NUMBER_OF:
        raise _wrong_time(text, "the name of a month, such as March or Mar")
    return _NUMBER_OF[name]


def _full_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day(year: str, month: int, day: str, text: str) -> date:
    try:
        return date(_full_year(year), month, int(day))
    except ValueError as error:
        raise _wrong_time(text, "a real date, the day first: 31/03/2024") from error


def _quarter_end(last: int, quarter: int) -> date:
    """The last day of a quarter of the financial year that ends in a year."""
    return last_day(last, 3) if quarter == 4 else last_day(last - 1, 3 + 3 * quarter)


def _wrong_time(text: str, allowed: str) -> CellError:
    return CellError(f"{quote_text(text)} is not a time that is known here", allowed)


def complete_format(
    found: Recognised, catalogue: Catalogue, period: str = "", indicator: str = ""
) -> Recognised:
    """The sheet with a format that says the period and indicator of every figure.

    ``period`` and ``indicator`` are what a person says with --period and --indicator. Raises
    ``InputProblemsError`` where the file says otherwise, and ``UserError`` where nobody says it.
    """
    form = _with_indicator(found, catalogue, indicator)
    periods = form.periods
    if period and (periods is None or not periods.given_by):
        raise UserError("This file says which period each figure is of: leave out --period.")
    if periods is None or not (periods.given_by or periods.in_headings):
        return replace(found, format=form)
    if periods.in_headings:
        columns, figures = _from_headings(found, form, periods)
        return replace(found, format=_timed(form, figures), columns={**found.columns, **columns})
    stretch = _stretch_of(found, periods, period)
    figures = [
        each.model_copy(update={"at": _period(found, each, stretch).label}) for each in form.figures
    ]
    return replace(found, format=_timed(form, figures))


def _timed(form: ImportFormat, figures: Sequence[FigureColumn]) -> ImportFormat:
    return form.model_copy(update={"figures": tuple(figures), "periods": None})


def _with_indicator(found: Recognised, catalogue: Catalogue, name: str) -> ImportFormat:
    """The format with the indicator that a person names, where the file does not say which."""
    form = found.format
    if all(each.indicator != ASKED for each in form.figures):
        if name:
            raise UserError("This file says what its figures are of: leave out --indicator.")
        return form
    if not name:
        raise UserError(
            f"{found.grid.shown} does not say what it measures. Say which of params/indicators/ it "
            "is: --indicator icpc_within_15_days_percent. `bcssp list indicators` has them all."
        )
    indicator = catalogue.indicator(name)
    figures = tuple(
        each.model_copy(update={"indicator": name, "period": indicator.periods[0]})
        if each.indicator == ASKED
        else each
        for each in form.figures
    )
    periods = form.periods and form.periods.model_copy(update={"year_ends": _year_end(indicator)})
    return form.model_copy(update={"figures": figures, "periods": periods})


def _year_end(indicator: Indicator) -> tuple[int, int]:
    """The day on which a year of an indicator ends: 31 March, where it says no other."""
    if not indicator.ends:
        return (3, 31)
    day = latest_day(indicator.ends, parse_period("2023-24").end)
    return (day.month, day.day)


def _from_headings(
    found: Recognised, form: ImportFormat, periods: PeriodColumns
) -> tuple[dict[str, int], list[FigureColumn]]:
    """A figure for each column whose name is a time; there must be one."""
    header = next(cells for line, cells in found.grid.lines() if line == found.heading)
    columns = dict(_time_columns(header, periods))
    if not columns:
        wrong = "no heading is a year"
        raise InputProblemsError(
            [found.grid.problem(found.heading, "", wrong, "a column for each year: 2024")]
        )
    names = {name: index for name, (index, _) in columns.items()}
    figures = [
        each.model_copy(update={"column": name, "at": _period(found, each, stretch, name).label})
        for each in form.figures
        for name, (_, stretch) in columns.items()
    ]
    return names, figures


def _time_columns(
    header: Sequence[str], periods: PeriodColumns
) -> Iterator[tuple[str, tuple[int, Stretch]]]:
    for index, name in enumerate(header):
        try:
            yield name, (index, read_stretch(name, None, periods))
        except CellError:  # another column: a rank, a change
            continue


def _period(found: Recognised, figure: FigureColumn, stretch: Stretch, column: str = "") -> Period:
    try:
        return period_of(stretch, figure.period)
    except CellError as error:
        problem = found.grid.problem(found.heading, column, error.wrong, error.allowed)
        raise InputProblemsError([problem]) from error


def _stretch_of(found: Recognised, periods: PeriodColumns, said: str) -> Stretch:
    """The one period of the sheet: what its titles say, or a person; both must agree."""
    titles = [
        (line, stretch)
        for line, cells in found.grid.lines()
        if line <= found.heading
        for cell in cells
        for stretch in find_times(cell)
    ]
    named = {stretch.end for _, stretch in titles} if periods.given_by == "title" else set()
    if said:
        period = parse_period(said)
        stretch = Stretch(_LENGTHS.get(period.kind, "day"), period.end)
        if named and named != {stretch.end}:
            row, other = next(each for each in titles if each[1].end != stretch.end)
            wrong = f"the title is of a time to {other.end:%d %B %Y}, and --period says {said}"
            raise InputProblemsError([found.grid.problem(row, "", wrong, "one of the two")])
        return stretch
    if len(named) == 1:
        return titles[0][1]
    if named:
        ends = ", ".join(f"{end:%d %B %Y}" for end in sorted(named))
        wrong = f"its titles name several times, to {ends}"
        raise InputProblemsError([found.grid.problem(titles[0][0], "", wrong, "say --period")])
    raise UserError(
        f"{found.grid.shown} does not say of which period it is. Say it: --period 2023-24, or "
        '--period "2023-24 Q4".'
    )
