"""Reading the figures of one row: numbers as people write them, symbols, periods, categories."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TypeVar

from bcssp_lib.data.csv_tables import CellError, plain_number
from bcssp_lib.data.importers.formats import Recognised
from bcssp_lib.data.importers.times import Stretch, period_of, read_quarter, read_stretch
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.import_format import FigureColumn, PeriodColumns, Wanted
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.value import Mark, Reason, Value, known, missing
from bcssp_lib.stats.wording import round_half_up

DEFAULT_SYMBOLS: Mapping[str, Reason] = {
    **{str(reason): reason for reason in Reason},
    "k": Reason.ROUNDS_TO_ZERO,
}
_BLANK = "[ \u00a0\u2009\u202f]"  # what parts thousands, or follows a number
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-"})
_COMMA_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_BLANK_THOUSANDS = re.compile(rf"-?[1-9][0-9]{{0,2}}(?:{_BLANK}[0-9]{{3}})+(?:[.,][0-9]+)?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,15},[0-9]{1,9}")
_LONG_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{10,20}")  # 85.80000000000001
_BRACKETED = re.compile(r"[\[(]\s*(\w{1,3})\s*[\])]")
_MARKED = re.compile(r"(\S.*?)\s*[\[(]([pre])[\])]", re.IGNORECASE)


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a file are written."""

    symbols: Mapping[str, Reason]
    units: tuple[Unit, ...] = ()  # whose signs may be there: "58.4%" is 58.4
    decimal_commas: bool = False  # "12,5" is 12.5: never guessed of one cell alone
    times: Decimal = Decimal(1)
    decimals: int | None = None  # to which numbers are rounded


@dataclass(frozen=True)
class ReadCell:
    """The value of a cell, and how it was read differently from what it holds, if it was."""

    value: Value
    note: str = ""


def read_cell(text: str, style: NumberStyle) -> ReadCell:
    """Read a cell, or raise ``CellError``: nothing is guessed."""
    if text in style.symbols:
        return ReadCell(missing(style.symbols[text]))
    amount = plain_number(text)
    if amount is not None and not (style.decimal_commas and amount % 1):
        return _scaled(amount, style, "")
    return _read_other(text, style)


def _scaled(amount: Decimal, style: NumberStyle, note: str) -> ReadCell:
    """The number as the indicator has it: multiplied and rounded as the format says."""
    exact = amount * style.times
    if style.decimals is None:
        return ReadCell(known(exact), note)
    rounded = round_half_up(exact, style.decimals)
    told = f"numbers were rounded to {style.decimals} decimals" if rounded != exact else ""
    return ReadCell(known(rounded), "; ".join(filter(None, (note, told))))


def _read_other(text: str, style: NumberStyle) -> ReadCell:
    stripped = text.strip()
    symbol = _find_symbol(stripped, style)
    if symbol is not None:
        note = f"{quote_text(text)} was read as the symbol {style.symbols[symbol]}"
        return ReadCell(missing(style.symbols[symbol]), note)
    if match := _MARKED.fullmatch(stripped):
        read = read_cell(match[1], style)
        if read.value.amount is not None:
            mark = Mark(match[2].lower())
            return ReadCell(known(read.value.amount, mark), f"({mark}) was read as {mark.wording}")
    amount, note = _read_number(stripped, style)
    blanks = "blanks around it were left out" if stripped != text else ""
    return _scaled(amount, style, note or blanks)


def _find_symbol(text: str, style: NumberStyle) -> str | None:
    """The symbol that a text is but for case, blanks and brackets: ``C``, ``[c]``."""
    match = _BRACKETED.fullmatch(text)
    for each in (text, match[1] if match else text):
        for symbol in style.symbols:
            if symbol and symbol.casefold() == each.casefold():
                return symbol
    return None


def _read_number(text: str, style: NumberStyle) -> tuple[Decimal, str]:
    plain = text.translate(_MINUS)
    notes = ["a minus sign was read as such"] if plain != text else []
    if Unit.PERCENT in style.units and plain.endswith("%"):
        plain = plain[:-1].rstrip()
        notes.append("the percent sign was left out")
    if Unit.POUNDS in style.units and plain.startswith("£"):
        plain = plain[1:].lstrip()
        notes.append("the pound sign was left out")
    if style.decimal_commas:
        amount, note = _read_with_decimal_comma(plain, text)
    else:
        amount, note = _read_with_point(plain, text, rounds=style.decimals is not None)
    notes += [note] if note else []
    return amount, "; ".join(notes)


def _read_with_point(plain: str, text: str, *, rounds: bool) -> tuple[Decimal, str]:
    if (amount := plain_number(plain)) is not None:
        return amount, ""
    if rounds and _LONG_DECIMAL.fullmatch(plain):
        return Decimal(plain), ""
    if _COMMA_THOUSANDS.fullmatch(plain):
        return _decimal(plain.replace(",", ""), text), "commas between thousands were left out"
    if _BLANK_THOUSANDS.fullmatch(plain) and "," not in plain:
        return _without_blanks(plain, text), "blanks between thousands were left out"
    if _DECIMAL_COMMA.fullmatch(plain):
        wrong = f"{quote_text(text)} may have a decimal comma"
        raise CellError(wrong, f"a point for decimals ({plain.replace(',', '.')})")
    raise _no_number(text)


def _read_with_decimal_comma(plain: str, text: str) -> tuple[Decimal, str]:
    told = "the comma was read as a decimal comma"
    if re.fullmatch(r"-?[0-9]{1,3},[0-9]{3}", plain) and not plain.lstrip("-").startswith("0"):
        wrong = f"{quote_text(text)} may be thousands, or have a decimal comma"
        raise CellError(wrong, f"{plain.replace(',', '')}, or {plain.replace(',', '.')}")
    if _DECIMAL_COMMA.fullmatch(plain):
        return _decimal(plain.replace(",", "."), text), told
    if _BLANK_THOUSANDS.fullmatch(plain) and "." not in plain:
        return _without_blanks(plain.replace(",", "."), text), told if "," in plain else (
            "blanks between thousands were left out"
        )
    if (amount := plain_number(plain)) is not None and "." not in plain:
        return amount, ""
    if amount is not None:
        wrong = f"{quote_text(text)} has a point, where others have a decimal comma"
        raise CellError(wrong, "one way of writing decimals")
    raise _no_number(text)


def _without_blanks(plain: str, text: str) -> Decimal:
    return _decimal(re.sub(_BLANK, "", plain), text)


def _decimal(plain: str, text: str) -> Decimal:
    amount = plain_number(plain)
    if amount is None:
        raise _no_number(text)
    return amount


def _no_number(text: str) -> CellError:
    if not text:
        return CellError("the cell is empty", "a number, or a symbol that says why there is none")
    return CellError(
        f"{quote_text(text)} is neither a number nor a known symbol",
        "a number, or a symbol that the format lists under 'symbols'",
    )


def has_decimal_comma(text: str) -> bool:
    """Whether a text can only be read with a decimal comma: ``12,5`` and not ``1,282``."""
    plain = text.strip().translate(_MINUS).rstrip("%").rstrip()
    return bool(_DECIMAL_COMMA.fullmatch(plain)) and not _COMMA_THOUSANDS.fullmatch(plain)


_MARKS = frozenset(Mark)
_T = TypeVar("_T")


def fold_wanted(wanted: Wanted) -> dict[str, str]:
    """The cells that a column may have, as they are compared with others."""
    texts = (wanted,) if isinstance(wanted, str) else wanted
    return {fold_text(text): text for text in texts}


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
        self._figure = figure
        self._places = found.columns
        self._choices = [(found.columns[name], allowed) for name, allowed in self.where.items()]
        self._categories = {fold_text(text): name for text, name in figure.categories.items()}
        self._read = cache(partial(read_cell, style=style))  # the same cells are read once

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
        read = self._read(cells[self._places[self._figure.column]])
        if not self._figure.mark_column:
            return read
        mark = cells[self._places[self._figure.mark_column]].strip().lower()
        if mark and mark not in _MARKS:
            raise CellError(f"{quote_text(mark)} is no mark", f"empty, {', '.join(Mark)}")
        amount = read.value.amount
        return read if not mark or amount is None else ReadCell(known(amount, Mark(mark)))
