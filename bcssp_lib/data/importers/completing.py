"""What stands outside the rows of a file: a period in a title, years in headings, the indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.formats import Recognised
from bcssp_lib.data.importers.times import Length, Stretch, find_times, period_of, read_stretch
from bcssp_lib.model.errors import InputProblemsError, UserError
from bcssp_lib.model.import_format import ASKED, FigureColumn, ImportFormat, PeriodColumns
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, latest_day, parse_period

_LENGTHS: dict[str, Length] = {"year": "year", "quarter": "quarter", "month": "month"}
_FINANCIAL = (3, 31)


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
        return _FINANCIAL
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
