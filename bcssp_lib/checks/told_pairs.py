"""Sizes of changes that a text tells of two numbers nearby, which the two contradict.

A size, as in "that is 384 more, or 18%", is held to the two numbers that stand next to it: both in
its sentence, or one there and one in the sentence before. It is right if any two numbers nearby
are so far apart, and wrong only if it differs from that of its own two as mistakes do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from bcssp_lib.checks.numbered import A_PAIR, HARDLY, NUMBER, NumberedSentence, rounding_of
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.model.finding import Finding
from bcssp_lib.stats.wording import number_text

_ROUGHLY = r"(?:about|some|nearly|just|only|over|around|almost|roughly|an?|more than|less than)"
_RISE = r"(?:more|higher|extra|additional|increase|rise|growth|uplift)"
_FALL = r"(?:fewer|less|lower|decrease|fall|drop|reduction|decline)"
_SAID_BEFORE = re.compile(
    r"(?:\b(?P<up>rose|risen|increased|grew|grown|up|rise of|increase of|growth of)|"
    r"\b(?P<down>fell|fallen|decreased|dropped|declined|down|fall of|drop of|decrease of|"
    rf"reduction of|decline of))(?: by)?(?: {_ROUGHLY})* $",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(rf"^(?: \w+)? (?:(?P<up>{_RISE})|(?P<down>{_FALL}))\b")
_OR_PERCENT = re.compile(rf"{NUMBER}(?: \w+)?,? (?:or |\(|that is |which is ){NUMBER}")
_MEASURED = {Form.COUNT, Form.POUNDS}
_NEAR_CHANGE = Decimal("0.3")  # how far a mistaken size is from the right one, as a part of it
_MOST_TIMES = 3  # two numbers of one thing are no further apart


@dataclass(frozen=True)
class _ToldSize:
    """A number that is said to be the size of a change, and whether of a rise, if it is said."""

    mention: Mention
    rises: bool | None


def check_told_pairs(numbered: NumberedSentence) -> Iterator[Finding]:
    """Differences and percentages that are none of the two numbers next to them."""
    sizes = _list_sizes(numbered)
    told = [each.mention for each in sizes]
    pair = _find_pair(numbered, told)
    if pair is None:
        return
    beside = [each for each in (*numbered.figures_before, *numbered.figures) if each not in told]
    pairs = [each for each in combinations(beside, 2) if each[0].form is each[1].form]
    for size in (each for each in sizes if not numbered.is_held(each.mention)):
        right = _size_between(size, *pair)
        reach = rounding_of(size.mention) + HARDLY
        if right is None or abs(right - size.mention.amount) <= reach:
            continue
        others = (_size_between(size, *each) for each in pairs)
        fits = any(each is not None and abs(each - size.mention.amount) <= reach for each in others)
        rough = any(
            each.reading.rough for each in numbered.context.matched if each.mention == size.mention
        )
        if not fits and not rough and abs(right - size.mention.amount) <= right * _NEAR_CHANGE:
            shown = number_text(right, 1 if size.mention.form is Form.PERCENT else 0)
            sign = "%" if size.mention.form is Form.PERCENT else ""
            yield numbered.finding(
                f"“{size.mention.text}” is said, and “{pair[0].text}” and “{pair[1].text}” are "
                f"{shown}{sign} apart",
                "The size of a change must be that between its two figures.",
            )


# "6 pregnancies, compared with 3: three times as many", and not "three times as many as in 2020"
_AS_MANY = re.compile(rf"{NUMBER} as (?:many|much|high)\b(?![^#;.]*\bas\b)")


def check_told_multiples(numbered: NumberedSentence) -> Iterator[Finding]:
    """Multiples that are not those of the two numbers next to them."""
    for match in _AS_MANY.finditer(numbered.text):
        (times,) = numbered.named(match)
        pair = _find_pair(numbered, [times]) if times.form is Form.TIMES else None
        if pair is None:
            continue
        low, high = sorted(each.amount for each in pair)
        if abs(high / low - times.amount) > times.amount * _NEAR_MULTIPLE:
            yield numbered.finding(
                f"“{times.text}” is said of “{pair[0].text}” and “{pair[1].text}”",
                "A multiple must be that of its own numbers.",
            )


_NEAR_MULTIPLE = Decimal("0.15")


def _list_sizes(numbered: NumberedSentence) -> list[_ToldSize]:
    typed = numbered.context.typed
    sizes = []
    for mention in numbered.figures:
        said = _SAID_BEFORE.search(typed[: mention.start]) or _SAID_AFTER.match(
            typed[mention.end :]
        )
        if said and mention.form in {*_MEASURED, Form.PERCENT}:
            rises = True if said["up"] else False if said["down"] else None
            sizes.append(_ToldSize(mention, rises))
    told = {each.mention: each for each in sizes}
    for match in _OR_PERCENT.finditer(numbered.text):
        size, percent = numbered.named(match)
        if size in told and percent.form is Form.PERCENT and percent not in told:
            sizes.append(_ToldSize(percent, told[size].rises))
    return sizes


def _find_pair(
    numbered: NumberedSentence, told: Sequence[Mention]
) -> tuple[Mention, Mention] | None:
    """The two numbers of one thing that stand next to what is told of them, if that is plain."""
    if not told:
        return None
    own = [each for each in numbered.figures if each not in told]
    previous = numbered.context.previous
    earlier = NumberedSentence(previous) if previous and numbered.figures_before else None
    of_earlier = [each.mention for each in _list_sizes(earlier)] if earlier else []
    before = [each for each in numbered.figures_before if each not in of_earlier]
    pair = [*(before if len(own) < A_PAIR else ()), *own]
    if len(pair) != A_PAIR or any(each.form not in _MEASURED for each in pair):
        return None
    low, high = sorted(each.amount for each in pair)
    alike = pair[0].form is pair[1].form and 0 < high <= low * _MOST_TIMES
    typed = numbered.context.typed
    linked = _THEN.search(typed[own[0].end : own[1].start] if len(own) > 1 else _between(numbered))
    return (pair[0], pair[1]) if alike and linked else None


# Words by which the later of two numbers is of another time than the earlier.
_THEN = re.compile(
    r"\b(?:against|compared|after|from|than|last|before|previous|earlier|(?:19|20)\d\d|budget)\b",
    re.IGNORECASE,
)


def _between(numbered: NumberedSentence) -> str:
    """The two sentences of a pair."""
    previous = numbered.context.previous
    return f"{previous.typed if previous else ''} {numbered.context.typed}"


def _size_between(size: _ToldSize, one: Mention, other: Mention) -> Decimal | None:
    """What the size is between two numbers, if it is of their kind; a fall is from the larger."""
    change = abs(one.amount - other.amount)
    if size.mention.form is not Form.PERCENT:
        return change if one.form is size.mention.form else None
    if one.form not in _MEASURED:
        return None
    low, high = sorted((one.amount, other.amount))
    whole = high if size.rises is False else low
    return 100 * change / whole if whole else None
