"""CSV files as text, with their shape checked before their content, and the values in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path

from bcssp_lib.data.screening import Rows, screen_table, screen_text
from bcssp_lib.files.folders import read_utf8
from bcssp_lib.model.characters import find_bad_characters, quote_text
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.person_data import NOTHING_ALLOWED, Screening
from bcssp_lib.model.value import Mark, Reason, Value, missing

# As a reader writes numbers: Decimal itself also takes "1_000", "1e3" and other scripts.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_REASONS = frozenset(Reason)
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
_COMMAS = "commas (bcssp import FILE puts it right)"


@dataclass(frozen=True)
class Table:
    """A CSV file as text cells; ``rows`` pairs each line number with its cells."""

    shown: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(
    path: Path,
    shown: str,
    columns: Sequence[str],
    problems: list[Problem],
    allowed: Screening = NOTHING_ALLOWED,
    optional: Sequence[str] = (),
) -> Table | None:
    """Read a CSV file with just these columns; what is wrong is added to ``problems``.

    The file may lack those that are ``optional``: their cells are then empty.
    The file is screened first: of one that holds something about a person nothing else is
    looked at, so that no other message can show it.
    """
    text = read_utf8(path, shown)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    lines, unreadable = parse_csv(text, shown)
    found = screen_lines(lines, shown, allowed)
    if unreadable and not found:
        found = [*screen_text(shown, text, allowed)] or unreadable
    lacking = [name for name in optional if lines and name not in lines[0][1]]
    columns = [name for name in columns if name not in lacking]
    found = found or _shape_problems(shown, lines, columns)
    if found:
        problems.extend(found)
        return None
    empty = dict.fromkeys(lacking, "")
    named = tuple(
        (line, {**dict(zip(columns, cells, strict=True)), **empty}) for line, cells in lines[1:]
    )
    return Table(shown, tuple(columns), named)


def parse_csv(text: str, shown: str) -> tuple[Rows, list[Problem]]:
    """The lines of a CSV file as cells, as far as it can be read, and why no further."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        lines.extend((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        wrong = f"the row cannot be read: {error}"
        return lines, [Problem(shown, reader.line_num, "", wrong, "CSV with balanced quotes")]
    return lines, []


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a file of data/ has them."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def screen_lines(lines: Rows, shown: str, allowed: Screening) -> list[Problem]:
    """What the cells of a file may not hold: data about one person, and unseen characters."""
    persons = [refusal.problem(shown) for refusal in screen_table(shown, lines, allowed)]
    header = lines[0][1] if lines and not persons else []
    names = {number: quote_text(name) for number, name in enumerate(header)}
    unseen = [
        Problem(
            shown,
            line,
            names.get(number, "").strip("'") or f"column {number + 1}",
            f"character {bad.position + 1} of the cell is {bad.name}, which nobody sees",
            "the cell without it",
        )
        for line, cells in lines
        if not ((text := "".join(cells)).isascii() and text.isprintable())  # as nearly all are
        for number, cell in enumerate(cells)
        for bad in islice(find_bad_characters(cell), 1)
    ]
    return [*persons, *unseen]


def _shape_problems(shown: str, lines: Rows, columns: Sequence[str]) -> list[Problem]:
    if not lines:
        return []
    header = list(lines[0][1])
    problems = _separator_problems(shown, header, columns) or _header_problems(
        shown, header, columns
    )
    return problems or [
        Problem(shown, line, "", f"the row has {len(cells)} cells", f"{len(header)}")
        for line, cells in lines[1:]
        if len(cells) != len(header)
    ]


def _separator_problems(shown: str, header: Sequence[str], columns: Sequence[str]) -> list[Problem]:
    """That cells are parted by something else than commas, told once."""
    if len(columns) < 2 or set(header) & set(columns):
        return []
    for separator, name in SEPARATORS.items():
        if len(set(",".join(header).split(separator)) & set(columns)) > 1:
            wrong = f"the cells are separated by {name}"
            return [Problem(shown, 1, "", wrong, _COMMAS)]
    return []


def _header_problems(shown: str, header: list[str], columns: Sequence[str]) -> list[Problem]:
    expected = ", ".join(columns)
    problems = [
        Problem(shown, 1, column, "the column is missing", expected)
        for column in columns
        if column not in header
    ]
    problems += [
        Problem(shown, 1, "", f"the column {quote_text(column)} is not known", expected)
        if quote_text(column) != f"'{column}'"
        else Problem(shown, 1, column, "the column is not known", expected)
        for column in header
        if column not in columns
    ]
    if not problems and header != list(columns):
        problems.append(Problem(shown, 1, "", f"the columns are {', '.join(header)}", expected))
    return problems


class CellError(ValueError):
    """A cell that cannot be read: what is wrong, what is allowed, and its column if known."""

    def __init__(self, wrong: str, allowed: str, column: str = "") -> None:
        super().__init__(wrong)
        self.wrong, self.allowed, self.column = wrong, allowed, column


def parse_value(text: str, indicator: Indicator, mark: Mark | None = None) -> Value:
    """Return the value of a cell, or raise ``CellError`` if its indicator does not allow it."""
    if text in indicator.symbols:
        return missing(indicator.symbols[text].reason, printed=text)
    if text in _REASONS:
        return missing(Reason(text))
    return Value(amount=_amount(text, indicator), mark=mark)


@lru_cache(maxsize=1 << 16)  # the same few numbers make up most of the figures
def plain_number(text: str) -> Decimal | None:
    """The number that a cell holds in plain digits, or none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _amount(text: str, indicator: Indicator) -> Decimal:
    amount = plain_number(text)
    if amount is None:
        raise _refusal(f"{quote_text(text)} is neither a number nor a known symbol", indicator)
    if indicator.unit is Unit.COUNT and amount != amount.to_integral_value():
        raise _refusal(f"{text} {indicator.counts} is not a whole number", indicator)
    if amount < 0 and not _may_be_negative(indicator):
        raise _refusal(f"{text} is negative", indicator)
    if amount > 100 and indicator.unit is Unit.PERCENT and not _may_be_negative(indicator):
        raise _refusal(f"{text} is more than 100 percent", indicator)
    return amount


def _may_be_negative(indicator: Indicator) -> bool:
    """A percent change, unlike a percentage of a whole, may be below 0 or above 100."""
    if indicator.may_be_negative:
        return True
    is_share = indicator.denominator is not None or indicator.made_from is not None
    is_change = indicator.change_of is not None or not is_share
    return indicator.unit is Unit.PERCENT and is_change


def _refusal(wrong: str, indicator: Indicator) -> CellError:
    numbers = {
        Unit.COUNT: "a whole number from 0",
        Unit.PERCENT: "a number from 0 to 100",
        Unit.POUNDS: "an amount from 0",
        Unit.RATE: "a number from 0",
    }
    wanted = "a number" if _may_be_negative(indicator) else numbers[indicator.unit]
    symbols = [*indicator.symbols, *Reason]
    return CellError(wrong, f"{wanted}, or a symbol: {', '.join(symbols)}")
