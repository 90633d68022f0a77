"""Where a text says when: financial years, quarters, days, "the year before"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bcssp_lib.checks.numbers import join_alternatives
from bcssp_lib.model.period import Period, PeriodKind

MONTHS = join_alternatives(
    "january february march april may june july august september october november december"
)
_MONTH = "|".join(MONTHS)
_WORDED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = "|".join(_WORDED)
_YEAR = re.compile(r"\b((?:19|20)\d\d) ?[-–/] ?(?:20)?(\d\d)\b")
# "in 22/23"; "12/13 reviews" are no year.
_BEFORE_A_YEAR = "|".join(
    rf"(?<=\b{word} )" for word in ("in", "to", "for", "since", "and", "from", "than", "during")
)
_SHORT_YEAR = re.compile(rf"(?:{_BEFORE_A_YEAR})([1-3]\d)/([1-3]\d)\b(?![\d/%])")
_SHORT = 2  # digits
_UP_TO = r"(?:(?:year|months) (?:to|ending|ended)(?: the end of)? )?"
_DAY = re.compile(
    rf"\b{_UP_TO}(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH}),? ((?:19|20)\d\d)\b", re.IGNORECASE
)
_DAY_IN_FIGURES = re.compile(rf"\b{_UP_TO}(\d{{1,2}})[/.](\d{{1,2}})[/.]((?:19|20)\d\d)\b")
_MONTH_YEAR = re.compile(rf"\b{_UP_TO}({_MONTH}),? ((?:19|20)\d\d)\b", re.IGNORECASE)
_BARE_YEAR = re.compile(
    r"(?<!were )(?<!recorded )(?<!received )(?<!totalled )(?<!numbered )"  # "were 1926 crimes"
    r"(?<![\d£.,/–-])(?<!Act )(?<!Together )(?<!Children )(?<!Regulations )(?<!Order )(?<!Census )"
    r"\b((?:19|20)\d\d)\b(?![\d,.]*\d|[-–/ ]{1,2}\d\d\b|%)"
)
_QUARTER = re.compile(
    r"\b(?:Q(?:uarter )?(?P<number>[1-4])|(?P<word>first|second|third|fourth|last|final) "
    r"(?:three months|quarter))\b(?! of (?:an?|the) (?:hour|million))",
    re.IGNORECASE,
)
_SEASON = re.compile(r"\b(spring|summer|autumn|winter) (?:quarter|three months)\b", re.IGNORECASE)
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "winter": 4}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_QUARTER_ENDS = {1: 6, 2: 9, 3: 12, 4: 3}  # the month in which each quarter ends
_MONTHS_OF_QUARTER = re.compile(
    r"\b(?:(?P<a>apr(?:il)?)|(?P<b>july?)|(?P<c>oct(?:ober)?)|"
    r"(?P<d>jan(?:uary)?)) ?(?:to|and|[-–]) ?"
    r"(?(a)june?|(?(b)sept?(?:ember)?|(?(c)dec(?:ember)?|mar(?:ch)?)))\b(?! (?:19|20)\d\d)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?P<further>the (?:year|one) before that)|"
    r"\b(?:(?:a|one|the|that) (?:year|twelve months|12 months) (?:before|earlier|ago|previously|"
    r"prior)|(?:the |that |in )?(?:previous|preceding|prior|last) (?:financial |reporting )?year|"
    r"last year|year[- ]before|the (?:12|twelve) months before|(?:the )?(?:previous|preceding) "
    r"(?:12|twelve) months|the year earlier|12 months (?:earlier|before|ago|previously)|"
    rf"(?P<more>{_COUNT}|\d) years (?:before|earlier|ago|previously)|"
    rf"(?:over|in|within) (?:the (?:last |past )?)?(?P<over>{_COUNT}|\d) years|"
    r"(?:previous|prior|earlier|before)(?=: ))\b",  # the head of a column
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"\b(?:\w+est|worst|most|best)(?: \w+){0,2} $", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:this year|the year|the latest year|in the (?:last )?(?:12|twelve) months|"
    r"the (?:reporting )?year under review|now|current(?=: ))\b(?! (?:before|earlier|ended|to))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class When:
    """A time as a text gives it: a last day, a month, a year, a quarter, or so many years back.

    ``loose``: "last year" may be the year before that of the report, or the last that has ended.
    """

    end: date | None = None
    month: tuple[int, int] | None = None
    year: int | None = None
    quarter: int | None = None
    back: int | None = None
    loose: bool = False

    @property
    def is_year(self) -> bool:
        """Whether a whole year is meant."""
        return self.back is not None or (self.end is not None and self.month is None)

    def means(self, period: Period, now: Period) -> bool:
        """Whether a period is meant, where ``now`` is that of the figure's report."""
        if self.back is not None:
            wanted = now
            for _ in range(self.back):
                wanted = wanted.previous()
            return period.end == wanted.end
        if self.quarter is not None:
            of_quarter = period.end.month == _QUARTER_ENDS[self.quarter]
            return period.kind is PeriodKind.QUARTER and of_quarter
        if self.end is not None:
            return self._ends(period, self.end)
        if self.month is not None:
            return (period.end.year, period.end.month) == self.month
        return self.year in {period.end.year, period.start.year}

    def _ends(self, period: Period, end: date) -> bool:
        """At its last day; a financial year means a snapshot or other year within it, too."""
        short = period.kind in {PeriodKind.QUARTER, PeriodKind.MONTH}
        within = self.month is None and not short and period.start < end <= period.end
        return abs((period.end - end).days) < 2 or within


@dataclass(frozen=True)
class Time:
    """Words that say when: ``text[start:end]``."""

    start: int
    end: int
    when: When


def find_times(text: str) -> list[Time]:
    """Where a text says when, in order."""
    found: list[Time] = []
    for match, when in _read_times(text):
        start, end = match.span()
        if not any(other.start < end and start < other.end for other in found):
            found.append(Time(start, end, when))
    times = sorted(found, key=lambda time: time.start)
    if any(time.when.back == 0 for time in times):  # "178 this year, and 282 last year"
        times = [replace(time, when=replace(time.when, loose=False)) for time in times]
    return [
        _follow(text, before, time) for before, time in zip([None, *times], times, strict=False)
    ]


_JOINED = re.compile(r",? and (?:[\w.,%]+ ){1,3}(?:in )?(?:the )?")


def _follow(text: str, before: Time | None, time: Time) -> Time:
    """As in "362 in 2021-22 and 355 the year before": before the year that is named last."""
    last = before.when.end if before else None
    if before is None or last is None or time.when.back != 1:
        return time
    if not _JOINED.fullmatch(text[before.end : time.start]):
        return time
    earlier = replace(before.when, end=last.replace(year=last.year - 1), month=None)
    return replace(time, when=earlier)


def _read_times(text: str) -> Iterator[tuple[re.Match[str], When]]:
    """Each reading, the longer before the shorter."""
    for match in (*_YEAR.finditer(text), *_SHORT_YEAR.finditer(text)):
        first = int(match[1]) if len(match[1]) > _SHORT else 2000 + int(match[1])
        if (first + 1) % 100 == int(match[2]):
            yield match, When(end=date(first + 1, 3, 31))
    for match in (*_DAY.finditer(text), *_DAY_IN_FIGURES.finditer(text)):
        yield from _read_day(match)
    for match in _MONTH_YEAR.finditer(text):
        yield match, When(month=(int(match[2]), MONTHS.index(match[1].lower()) + 1))
    for match in _BEFORE.finditer(text):
        if match["over"] and _SUPERLATIVE.search(text[: match.start()]):
            continue  # "the lowest in five years" is of now
        more = (match["more"] or match["over"] or "one").lower()
        back = 2 if match["further"] else _WORDED.get(more) or int(more)
        yield match, When(back=back, loose=match[0].lower() == "last year")
    yield from _read_quarters(text)
    for match in _BARE_YEAR.finditer(text):
        yield match, When(year=int(match[1]))
    for match in _NOW.finditer(text):
        yield match, When(back=0)


def _read_quarters(text: str) -> Iterator[tuple[re.Match[str], When]]:
    for match in _QUARTER.finditer(text):
        number = match["number"]
        yield match, When(quarter=int(number) if number else _QUARTERS[match["word"].lower()])
    for match in _SEASON.finditer(text):
        yield match, When(quarter=_SEASONS[match[1].lower()])
    for match in _MONTHS_OF_QUARTER.finditer(text):
        yield match, When(quarter="abcd".index(match.lastgroup or "a") + 1)


def _read_day(match: re.Match[str]) -> Iterator[tuple[re.Match[str], When]]:
    month = int(match[2]) if match[2].isdigit() else MONTHS.index(match[2].lower()) + 1
    try:
        day = date(int(match[3]), month, int(match[1]))
    except ValueError:  # such as 31 June, or 24/17/2023
        return
    yield match, When(end=day, month=(day.year, month))
