"""Saying whether a figure agrees with its parts, its counts, its printed change and target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Observation, Value, known
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.outputs import Message, title_sentence
from bcssp_lib.stats.rounding import exact_text, round_half_up
from bcssp_lib.stats.shares import (
    describe_change_difference,
    describe_sources_difference,
    reconcile,
    share_of,
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


@dataclass(frozen=True)
class _Check:
    """One thing that a figure should agree with: whether it is known, and how it differs."""

    possible: bool
    difference: str


def agreement_message(
    whole: IndicatorResult, parts: Sequence[IndicatorResult], printed: PrintedFigure
) -> Message:
    """Everything that a figure should agree with, in one statement or one warning."""
    if not parts:
        return group_message(whole.indicator.title, [printed])
    message = _reconciliation_message(whole, parts)
    sentences = [check.difference for check in _check(printed) if check.difference]
    if not sentences:
        return message
    return Message("warning", f"{message.text} {' '.join(sentences)}")


def group_message(title: str, printed: Sequence[PrintedFigure]) -> Message:
    """The differences of all indicators of a group, or that there is none, or nothing to check."""
    checks = [check for each in printed for check in _check(each)]
    sentences = [check.difference for check in checks if check.difference]
    if sentences:
        return Message("warning", f"The figures as supplied do not agree. {' '.join(sentences)}")
    if any(check.possible for check in checks):
        return Message("agreement", title_sentence(title, "the figures that can be checked agree."))
    text = "we have no printed total to check these against."
    return Message("no figures", title_sentence(title, text))


def _check(printed: PrintedFigure) -> list[_Check]:
    return [
        check
        for make in (_check_counts, _check_change, _check_elsewhere, _check_targets)
        for check in make(printed)
    ]


def _check_counts(printed: PrintedFigure) -> Iterator[_Check]:
    result, part, whole = printed.of, printed.part, printed.whole
    if part is None or whole is None:
        return
    share = share_of(part.current.value, whole.current.value)
    difference = describe_sources_difference(
        _round_value(share, result.indicator.decimals),
        f"the counts ({part.text} of {whole.text})",
        result.current.value,
        "the percentage as printed",
        result.indicator.title,
    )
    yield _Check(part.known and whole.known and result.known, difference)


def _check_change(printed: PrintedFigure) -> Iterator[_Check]:
    if printed.change is None:
        return
    result = printed.of
    percent = printed.change_unit is Unit.PERCENT
    before, now, change = result.previous.value, result.current.value, printed.change.value
    title = result.indicator.title
    difference = describe_change_difference(before, now, change, title, percent=percent)
    yield _Check(change.known and now.known and before.known, difference)


def _check_elsewhere(printed: PrintedFigure) -> Iterator[_Check]:
    here, there = printed.of.current, printed.elsewhere
    if there is None:
        return
    difference = describe_sources_difference(
        here.value,
        _name_observation(here),
        there.value,
        _name_observation(there),
        printed.of.indicator.title,
    )
    yield _Check(here.known and there.known, difference)


def _check_targets(printed: PrintedFigure) -> Iterator[_Check]:
    indicator = printed.of.indicator
    if indicator.target is None:
        return
    here = known(indicator.target)
    for other in indicator.targets_elsewhere:
        there = known(other.value)
        difference = describe_sources_difference(
            here, "the target used here", there, other.where, indicator.title
        )
        yield _Check(True, difference)


def _name_observation(observation: Observation) -> str:
    return f"'{observation.source.title}'" if observation.source else "a source that is not named"


def _round_value(value: Value, decimals: int) -> Value:
    return value if value.amount is None else known(round_half_up(value.amount, decimals))


def _reconciliation_message(whole: IndicatorResult, parts: Sequence[IndicatorResult]) -> Message:
    """A statement where the parts add up, or cannot be checked; otherwise a warning."""
    title = whole.indicator.title
    result = reconcile([part.current.value for part in parts], whole.current.value)
    if result is None:
        absent = [result.indicator.title for result in (whole, *parts) if not result.known]
        text = f"Whether the parts of '{title}' add up cannot be checked, without a figure for: "
        return Message("no figures", f"{text}{join_words(absent)}.")
    sums = " + ".join(exact_text(amount) for amount in result.parts)
    if result.gap == 0:
        return Message("agreement", f"{title}: {sums} is {exact_text(result.total)}.")
    named = "; ".join(f"{part.indicator.title}: {part.text}" for part in parts)
    return Message(
        "warning",
        f"The figures as supplied do not add up: {sums} is {exact_text(result.sum)} and not "
        f"{exact_text(result.total)} ({title}). {named}. "
        "The difference has not been explained; read the parts with care.",
    )
