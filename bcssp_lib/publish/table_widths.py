"""How wide the columns of a table are on paper, by the letters of their texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WIDE = re.compile(r"[A-Z%]")
_WORD = re.compile(r"[^ \t\r\n\u200b]+")  # a line may end at a space without width too
# What is hard to read in two lines: a day, the beginning of a stretch of time, an interval, a unit,
# and how many a rank is of, so that a rank takes two lines at most.
_TOGETHER = re.compile(
    r"\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d+ months to(?= \d)|[\d.,]+%? to [\d.,]+%?|\w+, %"
    r"|(?:lowest|highest) of \d+"
)
_EVEN = 0.75  # below 1, so that short texts get more than their share, and break seldom
_STEPS = 40  # of halving, after which nobody sees a difference
_CAPITAL = 0.4  # of a letter, more than another takes; a percent sign as well
_BOLD = 1.06  # headings are, and take more room
_WHOLE = 0.999  # of the paper: sums of widths that fill it may be a little less
_LONGEST_WORD = 30  # letters; a longer one is broken, in PDF by house_style.typ
_LONGEST = 400  # letters; no column asks for more


def column_widths(
    rows: Sequence[Sequence[str]], width: float, letter: float, margins: float
) -> list[float]:
    """How wide each column is: all its text in a line, else so that the table is low.

    No word is broken where there is room for that.

    ``width`` is that of the paper, ``letter`` that of a letter, and ``margins`` of both sides of
    a cell, all in one unit.
    """
    columns = list(zip(*rows, strict=True))
    least = _least_widths(columns, letter, margins)
    lines = [min(_LONGEST, max(map(_line_width, column))) * letter + margins for column in columns]
    wanted = list(map(max, least, lines))
    if sum(wanted) <= width:
        return wanted
    if sum(least) >= width:
        return [low * width / sum(least) for low in least]
    amounts = [sum(map(len, column)) ** _EVEN for column in columns]
    words = [[_measure(text, head=row is rows[0]) for text in row] for row in rows]

    def height(widths: Sequence[float]) -> int:
        rooms = [(wide - margins) / letter for wide in widths]
        return sum(max(map(_count_lines, row, rooms)) for row in words)

    widths = _share(width, amounts, least, wanted)
    lowest = height(widths)
    # A column may end with each text in a line, or with the least room, if that makes the table
    # lower. The first keeps its room: it names the rows.
    for place in range(len(columns)):
        for chosen in (wanted, least)[: 2 if place else 1]:
            bounds = [
                [*each[:place], chosen[place], *each[place + 1 :]] for each in (least, wanted)
            ]
            tried = _share(width, amounts, *bounds)
            if sum(bounds[0]) <= width and (high := height(tried)) < lowest:
                widths, lowest, (least, wanted) = tried, high, bounds
    return widths


def _line_width(text: str) -> float:
    """How wide a text is in a line, or its widest paragraph, in letters."""
    return max(sum(words) + len(words) - 1 for words in _measure(text, head=False))


def _measure(text: str, *, head: bool) -> list[list[float]]:
    """The widths of the words of each paragraph, in letters; headings are bold."""
    bold = _BOLD if head else 1
    return [[wide * bold for wide in _word_widths(line)] for line in text.split("\n")]


def _count_lines(paragraphs: Sequence[Sequence[float]], room: float) -> int:
    """How many lines the words of paragraphs take, all widths in letters."""
    lines = len(paragraphs)
    for words in paragraphs:
        used = 0.0
        for word in words:
            used += word + 1 if used else word
            if used > max(room, word):
                lines, used = lines + 1, word
    return lines


def _share(
    width: float, amounts: Sequence[float], least: Sequence[float], wanted: Sequence[float]
) -> list[float]:
    """Widths that follow amounts, none below its least width or above its wish."""
    low, high = 0.0, width
    for _ in range(_STEPS):  # the more for each letter, the wider the table
        each = (low + high) / 2
        bounds = zip(amounts, least, wanted, strict=True)
        widths = [min(most, max(fewest, each * amount)) for amount, fewest, most in bounds]
        low, high = (each, high) if sum(widths) < width else (low, each)
    return [one * width / sum(widths) for one in widths]


def least_width(rows: Sequence[Sequence[str]], letter: float, margins: float) -> float:
    """How wide a table is at least, if no word is broken."""
    return sum(_least_widths(list(zip(*rows, strict=True)), letter, margins))


def percent_widths(rows: Sequence[Sequence[str]], letters: int) -> list[float]:
    """The widths of columns in percent of the paper; none if the table fits it as it is.

    ``letters`` is how many stand in a line across the paper.
    """
    widths = column_widths(rows, letters, 1, 2)
    if sum(widths) < letters * _WHOLE:
        return []
    return [round(100 * width / sum(widths), 1) for width in widths]


def _least_widths(columns: Sequence[Sequence[str]], letter: float, margins: float) -> list[float]:
    return [
        max(_longest_word(column[:1]) * _BOLD, _longest_word(column[1:])) * letter + margins
        for column in columns
    ]


def keep_together(text: str) -> str:
    """A text in which no line ends within a day, an interval and the like."""
    return _TOGETHER.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def _longest_word(texts: Sequence[str]) -> float:
    return max((wide for text in texts for wide in _word_widths(text)), default=1)


@lru_cache(maxsize=4096)  # a word's width is asked for by several rules
def _word_widths(text: str) -> tuple[float, ...]:
    """In letters; a capital takes more room than others, and so does a percent sign."""
    words = (word[:_LONGEST_WORD] for word in _WORD.findall(keep_together(text)))
    return tuple(len(word) + _CAPITAL * len(_WIDE.findall(word)) for word in words)
