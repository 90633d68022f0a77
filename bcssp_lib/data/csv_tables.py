"""CSV files as text, with their shape checked before their content, and the values in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from bcssp_lib.files.folders import read_utf8
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.value import Mark, Reason, Value, missing

# As a reader writes numbers: Decimal itself also takes "1_000", "1e3" and other scripts.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


_REASONS = frozenset(Reason)


@dataclass(frozen=True)
class Table:
    """A CSV file as text cells; ``rows`` pairs each line number with its cells."""

    shown: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(
    path: Path, shown: str, columns: Sequence[str], problems: list[Problem]
) -> Table | None:
    """Read a CSV file with just these columns; what is wrong is added to ``problems``."""
    text = read_utf8(path, shown)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = len(problems)
    rows: list[tuple[int, list[str]]] = []
    try:
        header = next(reader)
        problems.extend(_header_problems(shown, header, columns))
        for cells in reader:
            if len(cells) != len(header):
                wrong = f"the row has {len(cells)} cells"
                problems.append(Problem(shown, reader.line_num, "", wrong, f"{len(header)}"))
            else:
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        wrong = f"the row cannot be read: {error}"
        problems.append(Problem(shown, reader.line_num, "", wrong, "CSV with balanced quotes"))
    if len(problems) > before:
        return None
    named = tuple((line, dict(zip(columns, cells, strict=True))) for line, cells in rows)
    return Table(shown, tuple(columns), named)


def _header_problems(shown: str, header: list[str], columns: Sequence[str]) -> list[Problem]:
    expected = ", ".join(columns)
    problems = [
        Problem(shown, 1, column, "the column is missing", expected)
        for column in columns
        if column not in header
    ]
    problems += [
        Problem(shown, 1, column, "the column is not known", expected)
        for column in header
        if column not in columns
    ]
    if not problems and header != list(columns):
        problems.append(Problem(shown, 1, "", f"the columns are {', '.join(header)}", expected))
    return problems


class ValueTextError(ValueError):
    """A value cell that its indicator does not allow."""

    def __init__(self, wrong: str, allowed: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.allowed = allowed


def parse_value(text: str, mark: str, indicator: Indicator) -> Value:
    """Return the value of a cell, or raise ``ValueTextError``."""
    if text in indicator.symbols:
        return missing(indicator.symbols[text].reason, printed=text)
    if text in _REASONS:
        return missing(Reason(text))
    return Value(amount=_amount(text, indicator), mark=_mark(mark))


@lru_cache(maxsize=1 << 16)  # the same few numbers make up most of the figures
def plain_number(text: str) -> Decimal | None:
    """The number that a cell holds in plain digits, or none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _amount(text: str, indicator: Indicator) -> Decimal:
    amount = plain_number(text)
    if amount is None:
        raise _refusal(f"'{text}' is neither a number nor a known symbol", indicator)
    if indicator.unit is Unit.COUNT and amount != amount.to_integral_value():
        raise _refusal(f"{text} {indicator.counts} is not a whole number", indicator)
    if amount < 0 and not _may_be_negative(indicator):
        raise _refusal(f"{text} is negative", indicator)
    if amount > 100 and indicator.unit is Unit.PERCENT and not _may_be_negative(indicator):
        raise _refusal(f"{text} is more than 100 percent", indicator)
    return amount


def _may_be_negative(indicator: Indicator) -> bool:
    """A percent change, unlike a percentage of a whole, may be below 0 or above 100."""
    is_share = indicator.denominator is not None or indicator.made_from is not None
    is_change = indicator.change_of is not None or not is_share
    return indicator.unit is Unit.PERCENT and is_change


def _refusal(wrong: str, indicator: Indicator) -> ValueTextError:
    return ValueTextError(wrong, _allowed_words(indicator))


def _allowed_words(indicator: Indicator) -> str:
    numbers = {
        Unit.COUNT: "a whole number from 0",
        Unit.PERCENT: "a number from 0 to 100",
        Unit.POUNDS: "an amount from 0",
    }
    wanted = "a number" if _may_be_negative(indicator) else numbers[indicator.unit]
    symbols = [*indicator.symbols, *Reason]
    return f"{wanted}, or a symbol: {', '.join(symbols)}"


def _mark(text: str) -> Mark | None:
    if not text:
        return None
    if text not in set(Mark):
        raise ValueTextError(f"'{text}' is not a mark", f"empty, {', '.join(Mark)}")
    return Mark(text)
