"""Reading what a cell of figures holds: a number as people write it, or a symbol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.data.csv_tables import CellError, plain_number
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.value import Mark, Reason, Value, known, missing
from bcssp_lib.stats.rounding import round_half_up

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
    percent: bool = False  # "58.4%" is 58.4
    pounds: bool = False
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
    if style.percent and plain.endswith("%"):
        plain = plain[:-1].rstrip()
        notes.append("the percent sign was left out")
    if style.pounds and plain.startswith("£"):
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
