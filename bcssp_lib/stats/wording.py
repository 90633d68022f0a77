"""Plain British English for numbers in prose; consistent with tables and charts."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Value
from bcssp_lib.stats.change import Change
from bcssp_lib.stats.rounding import amount_text, number_text, round_half_up, value_text
from bcssp_lib.stats.shares import share_of

SHARE_DECIMALS = 1


def list_of(items: Sequence[str]) -> str:
    """Items as a phrase: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(amount_text_: str, singular: str, plural: str) -> str:
    """A number with the noun that it counts: "1 review", "2 reviews"."""
    return f"{amount_text_} {singular if amount_text_ == '1' else plural}"


def change_phrase(change: Change) -> str:
    """A change as prose: "rose by 104 (58.4%) to 282".

    With a count below 10 there is no percentage: "rose from 6 to 8, too few to tell a real
    change from chance". With larger ones, a change whose 95% interval holds no change at all
    is called one "that chance alone could explain".
    """
    if change.absolute is None or change.current.amount is None:
        return f"cannot be compared with the year before, because {change.why_none}"
    now = amount_text(change.current.amount, change.unit, change.decimals)
    if change.absolute == 0:
        return f"stayed the same, at {now}"
    if round_half_up(change.absolute, change.decimals) == 0:
        return f"hardly changed, at {now}"
    verb = "rose" if change.absolute > 0 else "fell"
    chance = change.compatible_with_no_change
    if change.few:
        before = value_text(change.previous, change.unit, change.decimals)
        unsure = ", too few to tell a real change from chance" if chance else ""
        return f"{verb} from {before} to {now}{unsure}"
    unsure = ", a change that chance alone could explain" if chance else ""
    return f"{verb} by {_size(change)} to {now}{unsure}"


def share_phrase(part: Value, whole: Value) -> str:
    """A share as prose: "23 of 74, or 31.1%"; without one, why there is none."""
    share = share_of(part, whole)
    if share.amount is None or part.amount is None or whole.amount is None:
        if part.known and whole.known:
            return f"{value_text(part, Unit.COUNT)} of none"
        absent = whole if part.known else part
        return value_text(absent, Unit.COUNT)
    if part.amount > whole.amount or part.amount < 0:
        raise ValueError(f"{part.amount} cannot be part of {whole.amount}")
    some, all_of = (value_text(one, Unit.COUNT) for one in (part, whole))
    if part.amount == whole.amount:
        return f"all {all_of}"
    return f"{some} of {all_of}, or {amount_text(share.amount, Unit.PERCENT, SHARE_DECIMALS)}"


def period_phrase(period: Period) -> str:
    """When something was counted: "in 2023-24", "from January to March 2024"."""
    if period.kind is PeriodKind.QUARTER:
        return f"from {period.wording}"
    if period.kind is PeriodKind.SNAPSHOT:
        return period.wording
    return f"in {period.wording}"


def _size(change: Change) -> str:
    assert change.absolute is not None
    size = number_text(abs(change.absolute), change.decimals)
    if change.unit is Unit.PERCENT:
        return f"{size} percentage {'point' if size == '1' else 'points'}"
    if change.unit is Unit.POUNDS:
        size = f"£{size}"
    return f"{size} ({change.percent_size})" if change.percent is not None else size
