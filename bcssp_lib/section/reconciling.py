"""Saying whether a figure agrees with its parts, its counts, its printed change and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.value import Value, known
from bcssp_lib.section.readings import Reading
from bcssp_lib.section.shown import Message, about
from bcssp_lib.stats.rounding import exact_text, round_half_up
from bcssp_lib.stats.shares import (
    Difference,
    printed_change_difference,
    printed_percent_difference,
    reconcile,
    share_of,
    sources_difference,
)
from bcssp_lib.stats.wording import list_of


@dataclass(frozen=True)
class Printed:
    """What a source printed that can also be worked out: a percentage, or a percent change.

    ``elsewhere`` is the same figure of the same area in the figures of the whole country.
    """

    of: Reading
    part: Reading | None = None
    whole: Reading | None = None
    change: Observation | None = None
    change_unit: Unit = Unit.PERCENT
    elsewhere: Observation | None = None


def checked_message(whole: Reading, parts: Sequence[Reading], printed: Printed) -> Message:
    """Everything that a figure should agree with, in one statement or one warning."""
    found = differences(printed)
    if not parts:
        return group_message(whole.indicator.title, [printed])
    message = reconciliation_message(whole, parts)
    if not found:
        return message
    return Message("warning", f"{message.text} {' '.join(found)}")


def group_message(title: str, printed: Sequence[Printed]) -> Message:
    """The differences of all indicators of a group, or that there is none, or nothing to check."""
    found = [one for each in printed for one in differences(each)]
    if found:
        return Message("warning", f"The figures as supplied do not agree. {' '.join(found)}")
    if any(map(can_be_checked, printed)):
        told = "the figures that can be checked agree."
    else:
        told = "nothing is held that these could be checked against."
    return Message("statement", about(title, told))


def can_be_checked(printed: Printed) -> bool:
    """Whether anything is held that a figure, or its target, should agree with."""
    reading = printed.of
    counts = [one.known for one in (printed.part, printed.whole) if one is not None]
    change = printed.change is not None and printed.change.known
    twice = printed.elsewhere is not None and printed.elsewhere.known
    return (
        (bool(counts) and all(counts) and reading.known)
        or (change and reading.known and reading.previous.known)
        or (twice and reading.known)
        or (reading.indicator.target is not None and bool(reading.indicator.targets_elsewhere))
    )


def differences(printed: Printed) -> list[str]:
    """The differences between what was printed and what it should be, each a sentence."""
    reading, title = printed.of, printed.of.indicator.title
    found: list[Difference | None] = []
    if printed.part is not None and printed.whole is not None:
        worked_out = share_of(printed.part.current.value, printed.whole.current.value)
        found.append(
            sources_difference(
                _rounded(worked_out, reading.indicator.decimals),
                f"the counts ({printed.part.text} of {printed.whole.text})",
                reading.current.value,
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
        found.append(
            compared(reading.previous.value, reading.current.value, printed.change.value, title)
        )
    if printed.elsewhere is not None:
        found.append(
            sources_difference(
                reading.current.value,
                _named(reading.current),
                printed.elsewhere.value,
                _named(printed.elsewhere),
                title,
            )
        )
    if reading.indicator.target is not None:
        here = known(reading.indicator.target)
        found += [
            sources_difference(here, "the target used here", known(one.value), one.where, title)
            for one in reading.indicator.targets_elsewhere
        ]
    return [one.sentence for one in found if one is not None]


def _named(one: Observation) -> str:
    return f"'{one.source.title}'" if one.source else "a source that is not named"


def _rounded(value: Value, decimals: int) -> Value:
    return value if value.amount is None else known(round_half_up(value.amount, decimals))


def reconciliation_message(whole: Reading, parts: Sequence[Reading]) -> Message:
    """A statement where the parts add up, or cannot be checked; otherwise a warning."""
    title = whole.indicator.title
    result = reconcile([one.current.value for one in parts], whole.current.value)
    if result is None:
        absent = [one.indicator.title for one in (whole, *parts) if not one.known]
        text = f"Whether the parts of '{title}' add up cannot be checked, without a figure for: "
        return Message("statement", f"{text}{list_of(absent)}.")
    sums = " + ".join(exact_text(amount) for amount in result.parts)
    if result.gap == 0:
        return Message("statement", f"{title}: {sums} is {exact_text(result.total)}.")
    named = "; ".join(f"{one.indicator.title}: {one.text}" for one in parts)
    return Message(
        "warning",
        f"The figures as supplied do not add up: {sums} is {exact_text(result.sum)} and not "
        f"{exact_text(result.total)} ({title}). {named}. "
        "The difference has not been explained; read the parts with care.",
    )
