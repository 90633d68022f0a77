"""Finding the numbers in a text: digits, words, percentages, money, ratios and ordinals.

Numbers in words are read here too: "two hundred and eighty-two" is 282. No installed library
reads them (pydantic, textstat and markdown-it-py do not), and the ones that do so take "one"
and "second" for numbers wherever they stand, or read no British "and".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache


def join_alternatives(text: str) -> tuple[str, ...]:
    """The words of a list that is written as one text, so that it can be read."""
    return tuple(text.split())


_SMALL = join_alternatives(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = join_alternatives("twenty thirty forty fifty sixty seventy eighty ninety")
_VALUES = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    "nought": 0,
    "a": 1,
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip
_PART_SIZES = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

_BELOW_20 = "|".join(sorted([*_SMALL, "nought"], key=len, reverse=True))  # longest first
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[1:10])}))?|{_BELOW_20})"
_JOIN = r"(?:,? and[ -]|,? |-)(?:and[ -])?"
# Short, since it is in many patterns: each part is named as seldom as can be.
_HUNDREDS = (
    rf"(?:{_BELOW_100}|a(?=[ -](?:hundred|thousand|million)))"
    rf"(?:[ -]hundred(?:{_JOIN}{_BELOW_100})?)?"
)

# Cardinal numbers from zero to 999,999,999; for use between word boundaries, in any case.
WORDS = rf"{_HUNDREDS}(?:[ -](?:million|thousand)(?:{_JOIN}{_HUNDREDS})?){{0,2}}"
_ORDINAL_ENDS = "|".join(
    [*_ORDINALS, *(f"{word}th" for word in _SMALL[4:] if f"{word}th" not in {"fiveth", "eightth"}),
     *(f"{ten[:-1]}ieth" for ten in _TENS), "hundredth"]
)  # fmt: skip
ORDINAL_WORDS = rf"(?:(?:{'|'.join(_TENS)})[ -])?(?:{_ORDINAL_ENDS})"
# Any run of number words, whether or not they make one number: quicker to look for.
_ANY = "|".join([*_TENS, _BELOW_20, *_SCALES])
ANY_WORDS = rf"(?:(?:{_ANY})\b(?:[ -](?:and )?(?:{_ANY})\b)*)"
_WORD = re.compile(r"[a-z]+")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lower_letters(text: str) -> str:
    """A text in small letters, each letter at its place; patterns without case run faster."""
    return text.translate(_LOWER)


def parse_words(text: str) -> Decimal:
    """The amount of a number in words that matches ``WORDS``."""
    total = group = 0
    for word in _WORD.findall(text.lower()):
        if word in _VALUES:
            group += _VALUES[word]
        elif word == "hundred":
            group *= 100
        elif word in _SCALES:
            total += group * _SCALES[word]
            group = 0
    return Decimal(total + group)


def parse_ordinal(text: str) -> int:
    """The place that an ordinal in words names: 3 for "third", 21 for "twenty-first"."""
    *tens, last = _WORD.findall(text.lower())
    cardinal = _ORDINALS.get(last) or last.removesuffix("th")
    if cardinal.endswith("ie"):
        cardinal = f"{cardinal[:-2]}y"
    value = 100 if cardinal == "hundred" else _VALUES[cardinal]
    return sum(_VALUES[ten] for ten in tens) + value


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
    """A number in a text: its place, its words, and its amount."""

    start: int
    end: int
    text: str
    amount: Decimal
    form: Form


_DIGITS = (
    r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|"
    r"(?<![\d ] )[1-9]\d{0,2}(?: \d{3})+(?![\d ]\d)|\d+(?:\.\d+)?"
)
# Thousands apart by points, as in "1.926 crimes"; but for means, no figure has three decimals.
_POINTED = (
    r"(?<!average of )(?<!average was )(?<!ratio of )(?<!ratio was )(?<!mean of )(?<!mean was )"
    r"(?<!rate of )(?<!rate was )(?<![Ss]ection )"
    r"[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]*\d| ?(?:%|(?:per|percentage|points?|times|m|k|bn|million|"
    r"billion|miles|metres|km)\b))"
)
_SCALE = r"(?: ?(?:m|k|bn)\b| (?:hundred|thousand|million|billion)\b)"
_CARDINAL = rf"(?:(?:{_DIGITS}){_SCALE}?|\b(?:{WORDS})\b)"
_PLAIN = rf"(?:{_DIGITS}|\b(?:{WORDS})\b)"
_PARTS = "|".join(word for word in _PART_SIZES if word not in {"half", "halves"})
_ONE_OF = (
    r"(?:woman|man|child|adult|person|girl|boy|family|pupil|household|carer|parent|resident|school|"
    r"young person|older person)"
)
_DIGIT = f"(?:{'|'.join(_SMALL[:10])}|nought)"
_UNDER_TEN = "(?:two|three|four|five|six|seven|eight|nine|ten)"
_BEST = (
    r"(?: (?:highest|lowest|largest|smallest|biggest|best|worst|most|fewest|in the "
    r"(?:country|region)))"
)
_SIGN = r"(?<![a-z0-9_])(?<!\d[.,/])[+−-]?"
_OF = r"(?= of\b| were\b| was\b| are\b| is\b| had\b| have\b|[.,;:)]|$)"

_SCALE_SIZES = {"hundred": 100, "k": 1000, "thousand": 1000, "m": 10**6, "million": 10**6,
           "bn": 10**9, "billion": 10**9}  # fmt: skip
_VAGUE = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "couple": 2}
_HALVES = {
    "½": Decimal(50), "¼": Decimal(25), "¾": Decimal(75), "⅓": Decimal(100) / 3,
    "⅔": Decimal(200) / 3,
}  # fmt: skip
_TIMES = {"twice": "2", "thrice": "3", "double": "2", "triple": "3", "treble": "3", "half": "0.5"}
_NUMBER = re.compile(rf"({_DIGITS})({_SCALE})?|({WORDS})", re.IGNORECASE)

_Read = Callable[[re.Match[str]], Decimal | None]


def _parse_amount(text: str) -> Decimal:
    """The amount of a number in digits or words, with its scale: "1.5m", "two hundred"."""
    match = _NUMBER.search(text)
    assert match is not None
    if match[3]:
        return parse_words(match[3])
    amount = Decimal(re.sub(r"[^\d.]", "", match[1]))
    return amount * _SCALE_SIZES[match[2].strip().lower()] if match[2] else amount


def _signed_amount(match: re.Match[str]) -> Decimal:
    amount = _parse_amount(match[1])
    return -amount if match[0][0] in "−-" else amount


def _pointed_amount(match: re.Match[str]) -> Decimal:
    return Decimal(match[1].replace(".", "")) * (-1 if match[0][0] in "−-" else 1)


def _mixed_amount(match: re.Match[str]) -> Decimal:
    return Decimal(match[1]) + _HALVES[match[2]] / 100


def _ratio(match: re.Match[str]) -> Decimal | None:
    """Some of a whole; no ratio, where the second is no larger: "6 in 2023", "5 in 5"."""
    part, whole = _parse_amount(match[1]), _parse_amount(match[2])
    year = 1900 < whole < 2100 and match[2].isdigit()
    return None if part >= whole or year else 100 * part / whole


def _parts(match: re.Match[str]) -> Decimal | None:
    """Parts of a whole; no ratio, where they are as much as the whole: "four quarters"."""
    parts = _PART_SIZES.get(match[2]) or _PART_SIZES[match[2].removesuffix("s")]
    share = 100 * parse_words(match[1]) / parts
    return share if share < 100 or match[2] == "half" else None


def _decimal_in_words(match: re.Match[str]) -> Decimal:
    digits = "".join(f"{parse_words(word):f}" for word in match[2].split())
    return Decimal(f"{parse_words(match[1]):f}.{digits}")


def _part_of_scale(match: re.Match[str]) -> Decimal:
    size = _SCALE_SIZES[match[2]] if match[2] else 12
    return Decimal(size) / (2 if match[1] == "half" else 4)


# In this order, since a longer reading goes before a shorter one at the same place.
_PATTERNS: tuple[tuple[str, Form, _Read], ...] = (
    (
        r"\b(half|(?:a )?quarter) (?:of )?an? (?:(hundred|thousand|million)(?: pounds)?|dozen)",
        Form.COUNT,
        _part_of_scale,
    ),
    (
        rf"\b({WORDS}) point ({_DIGIT}(?: {_DIGIT})?) ?(?:%|per ?cent\b)",
        Form.PERCENT,
        _decimal_in_words,
    ),
    (rf"\b({WORDS}) point ({_DIGIT}(?: {_DIGIT})?)\b", Form.COUNT, _decimal_in_words),
    (rf"({_PLAIN}) (?:in every|in|out of(?: every)?) (?!the\b)({_PLAIN})", Form.RATIO, _ratio),
    (rf"\b(one) {_ONE_OF} (?:in every|in|out of) ({_PLAIN})", Form.RATIO, _ratio),
    (
        rf"\b({_UNDER_TEN}) [a-z]+s (?:in every|in|out of) ({_UNDER_TEN})"
        r"(?! (?:days|weeks|months|years|hours|minutes|terms)\b)",
        Form.RATIO,
        _ratio,
    ),
    (
        rf"({_CARDINAL}) and a half times\b",
        Form.TIMES,
        lambda match: _signed_amount(match) + Decimal("0.5"),
    ),
    (rf"{_SIGN}£ ?({_POINTED})", Form.POUNDS, _pointed_amount),
    (rf"{_SIGN}({_POINTED})", Form.COUNT, _pointed_amount),
    (r"(?<![\d,.])(\d{1,3}) ?([½¼¾⅓⅔]) ?(?:%|per ?cent\b)", Form.PERCENT, _mixed_amount),
    (r"(?<![\d,.])(\d{1,3}) ?([½¼¾⅓⅔]) times\b", Form.TIMES, _mixed_amount),
    (r"(?<![\d,.])(\d{1,3}) ?([½¼¾⅓⅔])", Form.COUNT, _mixed_amount),
    (rf"{_SIGN}£ ?((?:{_DIGITS}){_SCALE}?)", Form.POUNDS, _signed_amount),
    (rf"({_CARDINAL}) pounds\b", Form.POUNDS, _signed_amount),
    (
        rf"{_SIGN}({_CARDINAL})[ -]?(?:percentage[ -]points?|pp\b|points?\b)",
        Form.POINTS,
        _signed_amount,
    ),
    (rf"{_SIGN}({_CARDINAL}) ?(?:%|per ?cent\b)", Form.PERCENT, _signed_amount),
    (
        r"\b(a|one|two|three|four|five|six|seven|eight|nine)[ -](half|halves)\b",
        Form.RATIO,
        _parts,
    ),
    (
        rf"\b(two|three|four|five|six|seven|eight|nine)[ -]((?:{_PARTS})s)\b",
        Form.RATIO,
        _parts,
    ),
    (rf"\b(one)[ -]({_PARTS})\b", Form.RATIO, _parts),
    (rf"\b(a) ({_PARTS}){_OF}", Form.RATIO, _parts),
    (r"\bhalf(?! as\b| an?\b| (?:of )?what\b)\b", Form.RATIO, lambda _: Decimal(50)),
    (r"[½¼¾⅓⅔]", Form.RATIO, lambda match: _HALVES[match[0]]),
    (r"(?<![\w/])(\d)/(\d{1,2})(?![\w/])", Form.RATIO, _ratio),
    (rf"({_PLAIN})[ -]?(?:times|fold)\b", Form.TIMES, _signed_amount),
    (rf"\b({WORDS})fold\b", Form.TIMES, _signed_amount),
    (
        r"\b(?:twice|thrice|double the|treble the|triple the|half as)\b",
        Form.TIMES,
        lambda match: Decimal(_TIMES[match[0].split()[0]]),
    ),
    (
        rf"(?<![\w.])(\d+)(?:st|nd|rd|th)\b{_BEST}?",
        Form.PLACE,
        lambda match: Decimal(match[1]),
    ),
    (rf"\b(first){_BEST}", Form.PLACE, lambda _: Decimal(1)),
    (
        rf"\b(?!first\b)({ORDINAL_WORDS})\b{_BEST}?",
        Form.PLACE,
        lambda match: Decimal(parse_ordinal(match[1])),
    ),
    (r"\b(?:a )?(couple)\b", Form.COUNT, lambda _: Decimal(2)),
    (
        r"\b(dozens|scores|hundreds|thousands) of\b",
        Form.VAGUE,
        lambda match: Decimal(_VAGUE[match[1]]),
    ),
    (
        rf"(?:({_PLAIN}) |\b(?:a )?)dozen\b",
        Form.COUNT,
        lambda match: 12 * (_parse_amount(match[1]) if match[1] else Decimal(1)),
    ),
    (rf"{_SIGN}({_CARDINAL})(?!\w)", Form.COUNT, _signed_amount),
    (r"(?<![A-Za-z0-9])(\d+)(?=[a-z])(?![a-h]\b)", Form.COUNT, lambda match: Decimal(match[1])),
)
_HINT = re.compile(
    r"\d|[½¼¾⅓⅔]|\w{3}fold\b|\b(?:hal(?:f|ves)|twice|thrice|double|treble|triple|couple|dozens?|scores|"
    rf"hundreds?|thousands?|million|quarters?|{ORDINAL_WORDS}|{ANY_WORDS})"
)


@cache  # when they are first needed: they take a while
def _compile_patterns() -> tuple[tuple[re.Pattern[str], Form, _Read], ...]:
    return tuple((re.compile(text), form, read) for text, form, read in _PATTERNS)


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every number in a text, in order; none lies within another."""
    lower = lower_letters(text)
    if not _HINT.search(lower):
        return ()
    taken: list[Mention] = []
    for pattern, form, read in _compile_patterns():
        for match in pattern.finditer(lower):
            start, end = match.span()
            amount = read(match) if _is_free(start, end, taken) else None
            if amount is not None:
                taken.append(Mention(start, end, text[start:end].strip(), amount, form))
    return tuple(sorted(taken, key=lambda mention: mention.start))


def _is_free(start: int, end: int, taken: Sequence[Mention]) -> bool:
    return not any(other.start < end and start < other.end for other in taken)
