"""Decimal half-up rounding, and the one text form of every number a reader sees.

Python rounds half to even; statistics publications round half up.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Value

MINUS = "\N{MINUS SIGN}"


def round_half_up(amount: Decimal, decimals: int = 0) -> Decimal:
    """Round to a number of decimals (negative: tens, hundreds), halves away from zero."""
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return Decimal(f"{rounded:f}")


def number_text(amount: Decimal, decimals: int = 0) -> str:
    """A number with thousands separators and a true minus sign: "1,603", "−37.9"."""
    rounded = round_half_up(amount, decimals)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{max(decimals, 0)}f}"


def own_decimals(amount: Decimal) -> int:
    """How many decimals an amount was written with, without zeros at its end: 97.50 has one."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # amounts are finite
    return max(0, -exponent)


def exact_text(amount: Decimal) -> str:
    """A number as it was written, nothing rounded away: "1,603", "97.5"."""
    return number_text(amount, own_decimals(amount))


def signed_text(amount: Decimal, decimals: int = 0) -> str:
    """A change with its sign: "+104", "−57"; no change is "0"."""
    text = number_text(amount, decimals)
    return f"+{text}" if round_half_up(amount, decimals) > 0 else text


def amount_text(amount: Decimal, unit: Unit, decimals: int = 0) -> str:
    """An amount in its unit: "282", "21.4%", "£1,200"."""
    number = number_text(amount, decimals)
    if unit is Unit.PERCENT:
        return f"{number}%"
    if unit is Unit.POUNDS:
        return f"{MINUS}£{number[1:]}" if number.startswith(MINUS) else f"£{number}"
    return number


def value_text(value: Value, unit: Unit, decimals: int = 0) -> str:
    """A value as a reader sees it: its amount, its printed symbol, or its reason."""
    if value.amount is not None:
        return amount_text(value.amount, unit, decimals)
    return value.printed or value.why_none
