"""Plain British English for where a figure stands: beside others, a target, its own past."""

from __future__ import annotations

from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.value import Value
from bcssp_lib.stats.comparison import Comparison
from bcssp_lib.stats.ranking import Rank
from bcssp_lib.stats.rating import Rating


def compare_phrase(own_text: str, comparison: Comparison) -> str:
    """A comparison as prose: "is higher than the England average (38.6 against 35.0)"."""
    if comparison.verdict is None:
        return f"cannot be compared with {comparison.label}, because {comparison.why_none}"
    beside = f"{_without_unit(own_text, comparison.other.text)} against {comparison.other.text}"
    return f"is {comparison.verdict} {comparison.label} ({beside})"


def _without_unit(text: str, other: str) -> str:
    """The number alone, where the other rate names the same unit after it."""
    number, per, unit = text.partition(" per ")
    return number if per and other.endswith(f"{per}{unit}") else text


def rank_phrase(rank: Rank, period: str, source: str) -> str:
    """A rank as prose: "is 4th highest of 151 authorities with a figure (2023-24, source)"."""
    if rank.why_none:
        return f"cannot be ranked, because {rank.why_none}"
    return f"is {rank.text} authorities with a figure ({period}, {source})"


def rating_phrase(
    rating: Rating | None,
    value: Value,
    text: str,
    target_text: str,
    polarity: Polarity,
    why_none: str = "",
) -> str:
    """A rating as prose: "is rated amber: 82% against a target of 85%"."""
    if not target_text:
        return "has no target"
    if value.amount is None:
        reason = value.reason.wording if value.reason else "not available"
        return f"cannot be rated, because the figure is {reason}"
    beside = f"{text} against a target of {target_text}"
    if rating is None:
        return f"is {why_none or 'not rated'}: {beside}"
    most = " at most" if polarity is Polarity.LOWER else ""
    return f"is rated {rating.word.lower()}: {beside}{most}"
