"""Plain British English for numbers in prose; consistent with tables and charts."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.domain.indicator import Unit
from bcssp_lib.numbers.change import Change
from bcssp_lib.numbers.rounding import amount_text, number_text, round_half_up


def list_of(items: Sequence[str]) -> str:
    """Items as a phrase: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(amount_text_: str, singular: str, plural: str) -> str:
    """A number with the noun that it counts: "1 review", "2 reviews"."""
    return f"{amount_text_} {singular if amount_text_ == '1' else plural}"


def change_phrase(change: Change) -> str:
    """A change as prose: "rose by 104 (58.4%) to 282"."""
    if change.absolute is None or change.current.amount is None:
        return f"cannot be compared with the year before, because {change.why_none}"
    now = amount_text(change.current.amount, change.unit, change.decimals)
    if change.absolute == 0:
        return f"stayed the same, at {now}"
    if round_half_up(change.absolute, change.decimals) == 0:
        return f"hardly changed, at {now}"
    verb = "rose" if change.absolute > 0 else "fell"
    return f"{verb} by {_size(change)} to {now}"


def _size(change: Change) -> str:
    assert change.absolute is not None
    size = number_text(abs(change.absolute), change.decimals)
    if change.unit is Unit.PERCENT:
        return f"{size} percentage {'point' if size == '1' else 'points'}"
    if change.unit is Unit.POUNDS:
        size = f"£{size}"
    return f"{size} ({change.percent_size})" if change.percent is not None else size
