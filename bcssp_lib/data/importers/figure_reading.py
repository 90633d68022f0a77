"""Reading the figures of one row: their values, periods and categories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.formats import Recognised
from bcssp_lib.data.importers.numbers import NumberStyle, ReadCell, has_decimal_comma, read_cell
from bcssp_lib.data.importers.times import Stretch, period_of, read_quarter, read_stretch
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.import_format import FigureColumn, PeriodColumns, Wanted
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.value import Mark, Reason, known

_MARKS = frozenset(Mark)
_T = TypeVar("_T")


def fold_wanted(wanted: Wanted) -> dict[str, str]:
    """The cells that a column may have, as they are compared with others."""
    texts = (wanted,) if isinstance(wanted, str) else wanted
    return {fold_text(text): text for text in texts}


def make_style(
    figure: FigureColumn, catalogue: Catalogue, symbols: Mapping[str, Reason], commas: bool
) -> NumberStyle:
    """How the numbers of a column are written."""
    unit = catalogue.indicators[figure.indicator].unit
    return NumberStyle(
        symbols, unit is Unit.PERCENT, unit is Unit.POUNDS, commas, figure.times, figure.decimals
    )


def has_decimal_commas(found: Recognised) -> bool:
    """Whether a file that is not parted by commas writes decimals with them."""
    if not found.grid.decimal_commas:
        return False
    columns = {each.column for each in found.format.figures} & found.columns.keys()
    indexes = [found.columns[name] for name in columns]
    return any(
        has_decimal_comma(cells[index])
        for line, cells in found.grid.lines()
        if line > found.heading
        for index in indexes
        if index < len(cells)
    )


class TimeReader:
    """Reads the period of a row; the same cells are read once."""

    def __init__(self, columns: PeriodColumns, places: Mapping[str, int]) -> None:
        self._columns = columns
        self.column = columns.column or "periods.all"
        self._time = places.get(columns.column)
        self._identifier = places.get(columns.identifier)
        self._quarter = places.get(columns.quarter)
        self._known: dict[tuple[str, str, str], Stretch | CellError] = {}
        self._periods: dict[tuple[Stretch, str], Period | CellError] = {}

    def read(self, cells: Sequence[str]) -> Stretch:
        """The stretch of time of a row, or raise ``CellError``."""
        text = self._columns.all if self._time is None else cells[self._time]
        identifier = None if self._identifier is None else cells[self._identifier]
        quarter = "" if self._quarter is None else cells[self._quarter]
        key = (text, identifier or "", quarter)
        if key not in self._known:
            self._known[key] = self._try(lambda: self._stretch(text, identifier, quarter))
        return _raised(self._known[key])

    def _stretch(self, text: str, identifier: str | None, quarter: str) -> Stretch:
        year = read_stretch(text, identifier, self._columns)
        return year if self._quarter is None else read_quarter(year, quarter)

    def period(self, stretch: Stretch, figure: FigureReader) -> Period:
        """The period of a figure, or raise ``CellError``."""
        key = (stretch, figure.kind)
        if key not in self._periods:
            if self._columns.all:
                self._periods[key] = parse_period(self._columns.all)
            else:
                self._periods[key] = self._try(lambda: period_of(stretch, figure.kind))
        return _raised(self._periods[key])

    def _try(self, read: Callable[[], _T]) -> _T | CellError:
        try:
            return read()
        except CellError as error:
            return CellError(error.wrong, error.allowed, self.column)


def _raised(result: _T | CellError) -> _T:
    if isinstance(result, CellError):
        raise result.with_traceback(None)  # raised for many rows, it would keep all of their places
    return result


class FigureReader:
    """Reads one of the figures that a row holds."""

    def __init__(self, figure: FigureColumn, found: Recognised, style: NumberStyle) -> None:
        self.indicator, self.shown = figure.indicator, figure.column
        self.kind, self.of_others = figure.period, figure.of_others
        self.at = parse_period(figure.at) if figure.at else None
        self.where = {name: fold_wanted(wanted) for name, wanted in figure.where.items()}
        self._adds = found.columns.get(figure.adds)
        self.parts = self.where.get(figure.adds, {})  # each must be there, if any are listed
        self._figure, self._style = figure, style
        self._places = found.columns
        self._choices = [(found.columns[name], allowed) for name, allowed in self.where.items()]
        self._categories = {fold_text(text): name for text, name in figure.categories.items()}
        self._known: dict[str, ReadCell] = {}

    def wants(self, cells: Sequence[str]) -> bool:
        """Whether a row holds this figure."""
        return all(fold_text(cells[index]) in allowed for index, allowed in self._choices)

    def part(self, cells: Sequence[str]) -> str:
        """What a row is of the figure that it is added to; empty where it is the figure itself."""
        return "" if self._adds is None else fold_text(cells[self._adds]) or "-"

    def category(self, cells: Sequence[str]) -> str:
        """The category of the row, or raise ``CellError``."""
        column = self._figure.category_column
        if not column:
            return self._figure.category
        text = cells[self._places[column]]
        plain = " ".join(text.split())
        if not self._categories:
            return plain
        if fold_text(text) not in self._categories:
            allowed = ", ".join(self._figure.categories)
            raise CellError(f"found {quote_text(text)}", allowed, column)
        return self._categories[fold_text(text)]

    def value(self, cells: Sequence[str]) -> ReadCell:
        """The value of the row, or raise ``CellError``."""
        read = self._cell(cells[self._places[self._figure.column]])
        if not self._figure.mark_column:
            return read
        mark = cells[self._places[self._figure.mark_column]].strip().lower()
        if mark and mark not in _MARKS:
            raise CellError(f"{quote_text(mark)} is no mark", f"empty, {', '.join(Mark)}")
        amount = read.value.amount
        return read if not mark or amount is None else ReadCell(known(amount, Mark(mark)))

    def _cell(self, text: str) -> ReadCell:
        read = self._known.get(text)
        if read is None:
            read = self._known[text] = read_cell(text, self._style)
        return read
