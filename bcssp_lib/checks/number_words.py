"""Reading numbers that are written in words: "two hundred and eighty-two" is 282.

No installed library reads them (pydantic, textstat and markdown-it-py do not), and the ones
that do so take "one" and "second" for numbers wherever they stand, or read no British "and".
"""

from __future__ import annotations

import re
from decimal import Decimal

from bcssp_lib.checks.word_lists import words

_SMALL = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
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
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

_BELOW_20 = "|".join(sorted([*_SMALL, "nought"], key=len, reverse=True))
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[1:10])}))?|{_BELOW_20})"
_JOIN = r"(?:,? and[ -]|,? |-)(?:and[ -])?"
# Short, since it stands in many patterns: each part is named as seldom as can be.
_HUNDREDS = (
    rf"(?:{_BELOW_100}|a(?=[ -](?:hundred|thousand|million)))"
    rf"(?:[ -]hundred(?:{_JOIN}{_BELOW_100})?)?"
)

# Cardinal numbers from nought to 999,999,999; for use between word boundaries, in any case.
WORDS = rf"{_HUNDREDS}(?:[ -](?:million|thousand)(?:{_JOIN}{_HUNDREDS})?){{0,2}}"
_ORDINAL_ENDS = "|".join(
    [*_ORDINALS, *(f"{one}th" for one in _SMALL[4:] if f"{one}th" not in {"fiveth", "eightth"}),
     *(f"{one[:-1]}ieth" for one in _TENS), "hundredth"]
)  # fmt: skip
ORDINAL_WORDS = rf"(?:(?:{'|'.join(_TENS)})[ -])?(?:{_ORDINAL_ENDS})"
# Any run of number words, whether or not they make one number: quicker to look for.
_ANY = "|".join([*_TENS, *sorted([*_SMALL, "nought"], key=len, reverse=True), *_SCALES])
ANY_WORDS = rf"(?:(?:{_ANY})\b(?:[ -](?:and )?(?:{_ANY})\b)*)"
_WORD = re.compile(r"[a-z]+")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lowered(text: str) -> str:
    """A text in small letters, each letter at its place; patterns without case run faster."""
    return text.translate(_LOWER)


def words_amount(text: str) -> Decimal:
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


def ordinal_amount(text: str) -> int:
    """The place that an ordinal in words names: 3 for "third", 21 for "twenty-first"."""
    *tens, last = _WORD.findall(text.lower())
    cardinal = _ORDINALS.get(last) or last.removesuffix("th")
    if cardinal.endswith("ie"):
        cardinal = f"{cardinal[:-2]}y"
    value = 100 if cardinal == "hundred" else _VALUES[cardinal]
    return sum(_VALUES[one] for one in tens) + value
