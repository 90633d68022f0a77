"""Finding the numbers in a text: digits, words, percentages, money, ratios and ordinals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bcssp_lib.checks.number_words import (
    ANY_WORDS,
    ORDINAL_WORDS,
    PARTS,
    WORDS,
    lowered,
    ordinal_amount,
    words_amount,
)


class Form(StrEnum):
    """What a number in a text is an amount of."""

    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"
    POUNDS = "pounds"
    RATIO = "ratio"  # of a whole: the amount is a percentage
    TIMES = "times"
    PLACE = "place"
    VAGUE = "vague"  # dozens, hundreds: an amount that nobody counted


@dataclass(frozen=True)
class Mention:
    """A number in a text: where it stands, as it stands, and what it amounts to."""

    start: int
    end: int
    text: str
    amount: Decimal
    form: Form


_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?: ?(?:m|k|bn)\b| (?:hundred|thousand|million|billion)\b)"
_CARDINAL = rf"(?:(?:{_DIGITS}){_SCALE}?|\b(?:{WORDS})\b)"
_PLAIN = rf"(?:{_DIGITS}|\b(?:{WORDS})\b)"
_PARTS = "|".join(one for one in PARTS if one not in {"half", "halves"})
_ONE_OF = (
    r"(?:woman|man|child|adult|person|girl|boy|family|pupil|household|carer|parent|resident|school|"
    r"young person|older person)"
)
_BEST = (
    r"(?: (?:highest|lowest|largest|smallest|biggest|best|worst|most|fewest|in the "
    r"(?:country|region)))"
)
_SIGN = r"(?<![a-z0-9_])(?<!\d[.,/])[+−-]?"
_OF = r"(?= of\b| were\b| was\b| are\b| is\b| had\b| have\b|[.,;:)]|$)"

_SCALES = {"hundred": 100, "k": 1000, "thousand": 1000, "m": 10**6, "million": 10**6,
           "bn": 10**9, "billion": 10**9}  # fmt: skip
_VAGUE = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "couple": 2}
_HALVES = {
    "½": Decimal(50), "¼": Decimal(25), "¾": Decimal(75), "⅓": Decimal(100) / 3,
    "⅔": Decimal(200) / 3,
}  # fmt: skip
_TIMES = {"twice": "2", "thrice": "3", "double": "2", "triple": "3", "treble": "3", "half": "0.5"}
_NUMBER = re.compile(rf"({_DIGITS})({_SCALE})?|({WORDS})", re.IGNORECASE)

_Read = Callable[[re.Match[str]], Decimal | None]


def amount_of(text: str) -> Decimal:
    """The amount of a number in digits or words, with its scale: "1.5m", "two hundred"."""
    found = _NUMBER.search(text)
    assert found is not None
    if found[3]:
        return words_amount(found[3])
    amount = Decimal(re.sub(r"[^\d.]", "", found[1]))
    return amount * _SCALES[found[2].strip().lower()] if found[2] else amount


def _signed(match: re.Match[str]) -> Decimal:
    amount = amount_of(match[1])
    return -amount if match[0][0] in "−-" else amount


def _ratio(match: re.Match[str]) -> Decimal | None:
    """Some of a whole; no ratio, where the second is no larger: "6 in 2023", "5 in 5"."""
    part, whole = amount_of(match[1]), amount_of(match[2])
    year = 1900 < whole < 2100 and match[2].isdigit()
    return None if part >= whole or year else 100 * part / whole


def _parts(match: re.Match[str]) -> Decimal:
    count = words_amount(match[1]) if match[1].lower() != "a" else Decimal(1)
    return 100 * count / PARTS[match[2].lower().removesuffix("s") if match[2] else "half"]


# In this order, since a longer reading goes before a shorter one at the same place.
_PATTERNS: tuple[tuple[str, Form, _Read], ...] = (
    (
        r"\b(?:half|(?:a )?quarter) (?:of )?an? (?:(?:hundred|thousand|million)(?: pounds)?|dozen)",
        Form.COUNT,
        lambda found: _part_of_scale(found[0]),
    ),
    (rf"({_PLAIN}) (?:in every|in|out of(?: every)?) (?!the\b)({_PLAIN})", Form.RATIO, _ratio),
    (rf"\b(one) {_ONE_OF} (?:in every|in|out of) ({_PLAIN})", Form.RATIO, _ratio),
    (rf"{_SIGN}£ ?((?:{_DIGITS}){_SCALE}?)", Form.POUNDS, _signed),
    (rf"({_CARDINAL}) pounds\b", Form.POUNDS, _signed),
    (rf"{_SIGN}({_CARDINAL})[ -]?(?:percentage[ -]points?|pp\b|points?\b)", Form.POINTS, _signed),
    (rf"{_SIGN}({_CARDINAL}) ?(?:%|per ?cent\b)", Form.PERCENT, _signed),
    (
        r"\b(a|one|two|three|four|five|six|seven|eight|nine)[ -](?:(half)|halves)\b",
        Form.RATIO,
        lambda found: 50 * (words_amount(found[1]) if found[1].lower() != "a" else Decimal(1)),
    ),
    (
        rf"\b(two|three|four|five|six|seven|eight|nine)[ -]((?:{_PARTS})s)\b",
        Form.RATIO,
        _parts,
    ),
    (rf"\b(one)[ -]({_PARTS})\b", Form.RATIO, _parts),
    (rf"\b(a) ({_PARTS}){_OF}", Form.RATIO, _parts),
    (r"\bhalf(?! as\b| an?\b)\b", Form.RATIO, lambda _: Decimal(50)),
    (r"[½¼¾⅓⅔]", Form.RATIO, lambda found: _HALVES[found[0]]),
    (r"(?<![\w/])(\d)/(\d{1,2})(?![\w/])", Form.RATIO, _ratio),
    (rf"({_PLAIN})[ -]?(?:times|fold)\b", Form.TIMES, _signed),
    (
        r"\b(?:twice|thrice|double the|treble the|triple the|half as)\b",
        Form.TIMES,
        lambda found: Decimal(_TIMES[found[0].split()[0].lower()]),
    ),
    (
        rf"(?<![\w.])(\d+)(?:st|nd|rd|th)\b{_BEST}?",
        Form.PLACE,
        lambda found: Decimal(found[1]),
    ),
    (rf"\b(first){_BEST}", Form.PLACE, lambda _: Decimal(1)),
    (
        rf"\b(?!first\b)({ORDINAL_WORDS})\b{_BEST}?",
        Form.PLACE,
        lambda found: Decimal(ordinal_amount(found[1])),
    ),
    (r"\b(?:a )?(couple)\b", Form.COUNT, lambda _: Decimal(2)),
    (
        r"\b(dozens|scores|hundreds|thousands) of\b",
        Form.VAGUE,
        lambda found: Decimal(_VAGUE[found[1].lower()]),
    ),
    (
        rf"(?:({_PLAIN}) |\b(?:a )?)dozen\b",
        Form.COUNT,
        lambda found: 12 * (amount_of(found[1]) if found[1] else Decimal(1)),
    ),
    (rf"{_SIGN}({_CARDINAL})(?!\w)", Form.COUNT, _signed),
    (r"(?<![A-Za-z0-9])(\d+)(?=[a-z])", Form.COUNT, lambda found: Decimal(found[1])),
)
_COMPILED = tuple((re.compile(text), form, read) for text, form, read in _PATTERNS)
_HINT = re.compile(
    r"\d|[½¼¾⅓⅔]|\b(?:hal(?:f|ves)|twice|thrice|double|treble|triple|couple|dozens?|scores|"
    rf"hundreds?|thousands?|million|quarters?|{ORDINAL_WORDS}|{ANY_WORDS})"
)


def mentions(text: str) -> tuple[Mention, ...]:
    """Every number in a text, in order; none lies within another."""
    lower = lowered(text)
    if not _HINT.search(lower):
        return ()
    taken: list[Mention] = []
    for pattern, form, read in _COMPILED:
        taken.extend(_free(pattern, form, read, text, lower, taken))
    return tuple(sorted(taken, key=lambda one: one.start))


def _free(
    pattern: re.Pattern[str],
    form: Form,
    read: _Read,
    text: str,
    lower: str,
    taken: list[Mention],
) -> Iterator[Mention]:
    for found in pattern.finditer(lower):
        start, end = found.span()
        if any(one.start < end and start < one.end for one in taken):
            continue
        amount = read(found)
        if amount is not None:
            yield Mention(start, end, text[start:end].strip(), amount, form)


def _part_of_scale(text: str) -> Decimal:
    share = Decimal("0.5") if text.lower().startswith("half") else Decimal("0.25")
    if "dozen" in text.lower():
        return 12 * share
    return share * next(
        Decimal(size) for name, size in _SCALES.items() if f" {name}" in text.lower() and size > 99
    )
