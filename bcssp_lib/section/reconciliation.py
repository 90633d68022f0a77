"""Saying whether a figure agrees with its parts, its counts, its printed change and target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Observation, Value, known
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.outputs import Message, title_sentence
from bcssp_lib.stats.rates import share_of
from bcssp_lib.stats.wording import (
    exact_text,
    join_words,
    number_text,
    own_decimals,
    round_half_up,
    signed_text,
)


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
    if not parts:
        return group_message(whole.indicator.title, [printed])
    message = _reconciliation_message(whole, parts)
    sentences = " ".join(filter(None, _differences(printed)))
    return Message("warning", f"{message.text} {sentences}") if sentences else message


def group_message(title: str, printed: Sequence[PrintedFigure]) -> Message:
    """The differences of all indicators of a group, or that there is none, or nothing to check."""
    differences = [difference for each in printed for difference in _differences(each)]
    sentences = " ".join(filter(None, differences))
    if sentences:
        return Message("warning", f"The figures as supplied do not agree. {sentences}")
    if differences:
        return Message("agreement", title_sentence(title, "the figures that can be checked agree."))
    text = "we have no printed total to check these against."
    return Message("no figures", title_sentence(title, text))


def _differences(printed: PrintedFigure) -> Iterator[str]:
    """How a figure differs from each thing that it can be held to; empty where they agree."""
    yield from _check_counts(printed)
    yield from _check_change(printed)
    yield from _check_elsewhere(printed)
    yield from _check_targets(printed)


def _check_counts(printed: PrintedFigure) -> Iterator[str]:
    result, part, whole = printed.of, printed.part, printed.whole
    if part is None or whole is None or not (part.known and whole.known and result.known):
        return
    share = share_of(part.current.value, whole.current.value)
    if share.amount is not None:
        share = known(round_half_up(share.amount, result.indicator.decimals))
    yield _two_sources(
        share,
        f"the counts ({part.text} of {whole.text})",
        result.current.value,
        "the percentage as printed",
        result.indicator.title,
    )


def _check_change(printed: PrintedFigure) -> Iterator[str]:
    """The change of two figures; in percent there is none from zero.

    The printed change may be rounded: it agrees if it is within half of its last digit.
    """
    before, now = printed.of.previous.value.amount, printed.of.current.value.amount
    told = printed.change.value.amount if printed.change else None
    if before is None or now is None or told is None:
        return
    percent = printed.change_unit is Unit.PERCENT
    if percent and before <= 0:
        yield ""
        return
    change = 100 * (now - before) / before if percent else now - before
    if abs(change - told) <= Decimal(5).scaleb(min(0, _exponent(told)) - 1):
        yield ""
        return
    decimals, sign = max(int(percent), -_exponent(told)), "%" if percent else ""
    ends = f"from {exact_text(before)} to {exact_text(now)}"
    said = f"{ends} is a change of" if percent else f"the change {ends} is"
    yield (
        f"{printed.of.indicator.title}: {said} {signed_text(change, decimals)}{sign}, and the "
        f"source printed {signed_text(told, decimals)}{sign}."
    )


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)  # amounts are finite
    return exponent


def _check_elsewhere(printed: PrintedFigure) -> Iterator[str]:
    here, there = printed.of.current, printed.elsewhere
    if there is not None and here.known and there.known:
        names = (_name_source(here), _name_source(there))
        title = printed.of.indicator.title
        yield _two_sources(here.value, names[0], there.value, names[1], title)


def _check_targets(printed: PrintedFigure) -> Iterator[str]:
    indicator = printed.of.indicator
    if indicator.target is None:
        return
    here = known(indicator.target)
    for other in indicator.targets_elsewhere:
        there = known(other.value)
        yield _two_sources(here, "the target used here", there, other.where, indicator.title)


def _two_sources(one: Value, one_source: str, other: Value, other_source: str, title: str) -> str:
    """One figure as two sources give it, where they differ; else empty."""
    if one.amount is None or other.amount is None or one.amount == other.amount:
        return ""
    decimals = max(own_decimals(one.amount), own_decimals(other.amount))
    return (
        f"{title}: {number_text(one.amount, decimals)} in {one_source}, and "
        f"{number_text(other.amount, decimals)} in {other_source}."
    )


def _name_source(observation: Observation) -> str:
    return f"'{observation.source.title}'" if observation.source else "a source that is not named"


def _reconciliation_message(whole: IndicatorResult, parts: Sequence[IndicatorResult]) -> Message:
    """A statement where the parts add up, or cannot be checked; otherwise a warning."""
    title, total = whole.indicator.title, whole.current.value.amount
    amounts = [each.current.value.amount for each in parts if each.current.value.amount is not None]
    if total is None or len(amounts) < len(parts):
        absent = [result.indicator.title for result in (whole, *parts) if not result.known]
        text = f"Whether the parts of '{title}' add up cannot be checked, without a figure for: "
        return Message("no figures", f"{text}{join_words(absent)}.")
    sums, added = " + ".join(map(exact_text, amounts)), sum(amounts, Decimal(0))
    if added == total:
        return Message("agreement", f"{title}: {sums} is {exact_text(total)}.")
    named = "; ".join(f"{part.indicator.title}: {part.text}" for part in parts)
    apart = f"{exact_text(abs(total - added))} {'fewer' if added < total else 'more'}"
    return Message(
        "warning",
        f"The figures as supplied do not add up: {sums} is {exact_text(added)}, which is {apart} "
        f"than {exact_text(total)} ({title}). {named}. "
        "The difference has not been explained; read the parts with care.",
    )
