"""Saying whether the parts of a figure add up to it."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.numbers.rounding import number_text
from bcssp_lib.numbers.shares import reconcile
from bcssp_lib.numbers.wording import list_of
from bcssp_lib.section.readings import Reading
from bcssp_lib.show.messages import Message


def reconciliation_message(whole: Reading, parts: Sequence[Reading]) -> Message:
    """A statement where the parts add up, or cannot be checked; otherwise a warning."""
    title = whole.indicator.title
    result = reconcile([one.current.value for one in parts], whole.current.value)
    if result is None:
        absent = [one.indicator.title for one in (whole, *parts) if not one.known]
        text = f"Whether the parts of '{title}' add up cannot be checked, without a figure for: "
        return Message("statement", f"{text}{list_of(absent)}.")
    sums = " + ".join(number_text(amount) for amount in result.parts)
    if result.gap == 0:
        return Message("statement", f"{title}: {sums} is {number_text(result.total)}.")
    named = "; ".join(f"{one.indicator.title}: {one.text}" for one in parts)
    return Message(
        "warning",
        f"The figures as supplied do not add up: {sums} is {number_text(result.sum)} and not "
        f"{number_text(result.total)} ({title}). {named}. "
        "The difference has not been explained; read the parts with care.",
    )
