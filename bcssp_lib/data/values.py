"""Reading the text of a value cell, as its indicator allows."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.value import Mark, Reason, Value, missing

# As a reader writes numbers: Decimal itself also takes "1_000", "1e3" and other scripts.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


_REASONS = frozenset(Reason)


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
    is_change = indicator.change_of is not None or indicator.denominator is None
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
