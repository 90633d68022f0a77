"""Parts that do not make their total, shares that do not make 100, changes that do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from bcssp_lib.checks.amounts import Amount
from bcssp_lib.checks.mentions import Form
from bcssp_lib.checks.reading import BOUND, Read
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.rounding import number_text

_WHOLE_FIRST = re.compile(
    r"\b(?:made up of|compris(?:es?|ing|ed)(?: of)?|"
    r"consist(?:s|ed|ing) of|(?:was |were |is |are )?(?:split|"
    r"divided|broken down|shared)\b|namely)|:(?=\s)",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(r"\b(?:of|out of|among) (?:the |these |those |all |our )*$", re.IGNORECASE)
_SHARES = re.compile(
    r"\b(?:respectively|split|breakdown|"
    r"made up|divided|accounted for|the rest|remaining|remainder|returns were|replies were)\b",
    re.IGNORECASE,
)
_OF_WHOLE_AFTER = re.compile(r"\bof (?:the whole|the total|all)\b", re.IGNORECASE)
_OF_ONE = re.compile(r"\b(?:of|among) (?:the|those|these|all|them|whom|our)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:the rest|remaining|remainder|others? (?:were|was) not)\b", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"^(?:[^.;]*?)(?:,|\band\b|;|\))(?:[^.;]*)$", re.IGNORECASE | re.DOTALL)
_OVERLAP = re.compile(
    r"\b(?:more than one|also|as well|each|including|of whom|both)\b", re.IGNORECASE
)
_BY = re.compile(
    r"\bby (?P<by>\S+)[^.;]*?\bfrom (?P<from>\S+)[^.;]*? to (?P<to>\S+)", re.IGNORECASE
)


def sum_findings(read: Read, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """What does not add up within one sentence."""
    if len(amounts) < 3:
        return
    yield from _parts(read, amounts)
    yield from _shares(read, amounts)
    yield from _steps(read, amounts)


def _parts(read: Read, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """A total and the parts that the sentence gives for it."""
    for form in (Form.COUNT, Form.POUNDS):
        same = [one for one in amounts if one.form is form]
        if len(same) < 3:
            continue
        total, parts = same[0], same[1:]
        after = read.typed[total.end : parts[0].start]
        of = _OF_WHOLE.search(read.typed[: total.start])
        complete = _WHOLE_FIRST.search(after)
        if not (of or complete) or not _listed(read, parts) or _OVERLAP.search(read.typed):
            continue
        made = sum((one.amount for one in parts), Decimal(0))
        short = made < total.amount and not complete
        if made == total.amount or short or (_REST.search(read.typed) and made < total.amount):
            continue
        listed = " + ".join(number_text(one.amount) for one in parts)
        yield read.finding(
            Kind.CONSISTENCY,
            f"the parts {listed} make {number_text(made)}, and the total is “{total.text}”",
            "Parts and total must agree, or the text must say why they do not.",
        )


def _listed(read: Read, parts: Sequence[Amount]) -> bool:
    """Whether amounts stand as a list: commas or "and" between them, and no change words."""
    gaps = [read.typed[one.end : other.start] for one, other in pairwise(parts)]
    changes = re.compile(
        r"\b(?:from|compared|against|than|to|year before|previous)\s*$", re.IGNORECASE
    )
    return all(_BETWEEN_PARTS.match(gap) and not changes.search(gap) for gap in gaps)


def _shares(read: Read, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """Three or more percentages of one whole."""
    shares = [one for one in amounts if one.form is Form.PERCENT]
    if len(shares) < 3 or not _listed(read, shares):
        return
    of_whole = _SHARES.search(read.typed) or _OF_WHOLE_AFTER.search(read.typed)
    if not (of_whole or _OF_ONE.search(read.typed[: shares[0].start])):
        return
    if _OVERLAP.search(read.typed) or _REST.search(read.typed):
        return
    made = sum((one.amount for one in shares), Decimal(0))
    rounding = Decimal(len(shares)) / 2
    if abs(made - 100) > rounding:
        listed = " + ".join(one.text for one in shares)
        yield read.finding(
            Kind.CONSISTENCY,
            f"the shares {listed} make {made.normalize():f}%",
            "Shares of one whole make 100%, but for rounding. If they overlap, say so.",
        )


def _steps(read: Read, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """As in "rose by 10 from 50 to 60": the size of a change and its two ends."""
    found = _BY.search(read.typed)
    if found is None:
        return
    places = {name: _at(found.start(name), amounts) for name in ("by", "from", "to")}
    by, start, end = places["by"], places["from"], places["to"]
    if by is None or start is None or end is None or BOUND in found["by"]:
        return
    change = abs(end.amount - start.amount)
    if by.form is Form.PERCENT and start.form is Form.PERCENT:
        yield from _percent_of_percent(read, by, start, end, change)
    elif by.form is Form.PERCENT and start.amount and start.form is end.form:
        made = 100 * change / start.amount
        if abs(made - by.amount) > Decimal("0.5"):
            yield _step(read, by, start, end, f"{number_text(made, 1)}%")
    elif by.form is not Form.PERCENT and change != by.amount:
        yield _step(read, by, start, end, number_text(change))


def _percent_of_percent(
    read: Read, by: Amount, start: Amount, end: Amount, change: Decimal
) -> Iterator[Finding]:
    if change == by.amount:
        yield points_finding(read, by.text, f"from {start.text} to {end.text}")
    elif start.amount and abs(100 * change / start.amount - by.amount) > Decimal("0.5"):
        yield _step(read, by, start, end, f"{number_text(change)} percentage points")


def _step(read: Read, by: Amount, start: Amount, end: Amount, made: str) -> Finding:
    return read.finding(
        Kind.CONSISTENCY,
        f"“by {by.text}”, but from {start.text} to {end.text} is {made}",
        "The size of a change must be that between its two figures.",
    )


def points_finding(read: Read, text: str, why: str) -> Finding:
    """A change between two percentages that is given in percent."""
    return read.finding(
        Kind.CONSISTENCY,
        f"“{text}” is a change in percentage points, and is called percent",
        f"A change between two percentages ({why}) is given in percentage points.",
        f"{text.rstrip('% ').removesuffix('per cent').strip()} percentage points",
    )


def _at(place: int, amounts: Sequence[Amount]) -> Amount | None:
    return next((one for one in amounts if one.start <= place < one.end), None)
