"""Saying whether a figure agrees with its parts, its counts, its printed change and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Observation, Value, known
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.outputs import Message, title_sentence
from bcssp_lib.stats.rounding import exact_text, round_half_up
from bcssp_lib.stats.shares import (
    Difference,
    printed_change_difference,
    printed_percent_difference,
    reconcile,
    share_of,
    sources_difference,
)
from bcssp_lib.stats.wording import join_words


@dataclass(frozen=True)
class PrintedFigure:
    """What a source printed that can also be worked out: a percentage, or a percent change.

    ``elsewhere`` is the same figure of the same area in the figures of the whole country.
    """

    of: IndicatorResult
    part: IndicatorResult | None = None
    whole: IndicatorResult | None = None
    change: Observation | None = None
    change_unit: Unit = Unit.PERCENT
    elsewhere: Observation | None = None


def agreement_message(
    whole: IndicatorResult, parts: Sequence[IndicatorResult], printed: PrintedFigure
) -> Message:
    """Everything that a figure should agree with, in one statement or one warning."""
    sentences = find_differences(printed)
    if not parts:
        return group_message(whole.indicator.title, [printed])
    message = reconciliation_message(whole, parts)
    if not sentences:
        return message
    return Message("warning", f"{message.text} {' '.join(sentences)}")


def group_message(title: str, printed: Sequence[PrintedFigure]) -> Message:
    """The differences of all indicators of a group, or that there is none, or nothing to check."""
    sentences = [difference for each in printed for difference in find_differences(each)]
    if sentences:
        return Message("warning", f"The figures as supplied do not agree. {' '.join(sentences)}")
    if any(map(can_be_checked, printed)):
        text = "the figures that can be checked agree."
    else:
        text = "we have no printed total to check these against."
    return Message("statement", title_sentence(title, text))


def can_be_checked(printed: PrintedFigure) -> bool:
    """Whether we have anything that a figure, or its target, should agree with."""
    result = printed.of
    counts = [
        observation.known
        for observation in (printed.part, printed.whole)
        if observation is not None
    ]
    change = printed.change is not None and printed.change.known
    twice = printed.elsewhere is not None and printed.elsewhere.known
    return (
        (bool(counts) and all(counts) and result.known)
        or (change and result.known and result.previous.known)
        or (twice and result.known)
        or (result.indicator.target is not None and bool(result.indicator.targets_elsewhere))
    )


def find_differences(printed: PrintedFigure) -> list[str]:
    """The differences between what was printed and what it should be, each a sentence."""
    result, title = printed.of, printed.of.indicator.title
    candidates: list[Difference | None] = []
    if printed.part is not None and printed.whole is not None:
        worked_out = share_of(printed.part.current.value, printed.whole.current.value)
        candidates.append(
            sources_difference(
                _round_value(worked_out, result.indicator.decimals),
                f"the counts ({printed.part.text} of {printed.whole.text})",
                result.current.value,
                "the percentage as printed",
                title,
            )
        )
    if printed.change is not None:
        compared = (
            printed_percent_difference
            if printed.change_unit is Unit.PERCENT
            else printed_change_difference
        )
        candidates.append(
            compared(result.previous.value, result.current.value, printed.change.value, title)
        )
    if printed.elsewhere is not None:
        candidates.append(
            sources_difference(
                result.current.value,
                _name_observation(result.current),
                printed.elsewhere.value,
                _name_observation(printed.elsewhere),
                title,
            )
        )
    if result.indicator.target is not None:
        here = known(result.indicator.target)
        candidates += [
            sources_difference(
                here, "the target used here", known(target.value), target.where, title
            )
            for target in result.indicator.targets_elsewhere
        ]
    return [difference.sentence for difference in candidates if difference is not None]


def _name_observation(observation: Observation) -> str:
    return f"'{observation.source.title}'" if observation.source else "a source that is not named"


def _round_value(value: Value, decimals: int) -> Value:
    return value if value.amount is None else known(round_half_up(value.amount, decimals))


def reconciliation_message(whole: IndicatorResult, parts: Sequence[IndicatorResult]) -> Message:
    """A statement where the parts add up, or cannot be checked; otherwise a warning."""
    title = whole.indicator.title
    result = reconcile([part.current.value for part in parts], whole.current.value)
    if result is None:
        absent = [result.indicator.title for result in (whole, *parts) if not result.known]
        text = f"Whether the parts of '{title}' add up cannot be checked, without a figure for: "
        return Message("statement", f"{text}{join_words(absent)}.")
    sums = " + ".join(exact_text(amount) for amount in result.parts)
    if result.gap == 0:
        return Message("statement", f"{title}: {sums} is {exact_text(result.total)}.")
    named = "; ".join(f"{part.indicator.title}: {part.text}" for part in parts)
    return Message(
        "warning",
        f"The figures as supplied do not add up: {sums} is {exact_text(result.sum)} and not "
        f"{exact_text(result.total)} ({title}). {named}. "
        "The difference has not been explained; read the parts with care.",
    )
