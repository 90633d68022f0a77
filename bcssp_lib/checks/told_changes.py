"""Sizes and directions of changes that a text tells, and that its own numbers contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from bcssp_lib.checks.held_numbers import Role
from bcssp_lib.checks.numbered import (
    A_PAIR,
    HARDLY,
    NUMBER,
    WORD,
    NumberedSentence,
    counts_of,
    rounding_of,
)
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.model.finding import Finding
from bcssp_lib.stats.wording import number_text

ROSE = r"(?:rose|risen|increas(?:ed|ing)|grew|grown|up|climbed|went up|gone up)"

FELL = r"(?:fell|fallen|decreas(?:ed|ing)|declined|dropped|down|reduced|went down|gone down)"

CHANGE = r"(?:increase|rise|growth|fall|drop|decrease|reduction|decline|uplift)"

# "rose by 189 to 908": what it was before follows.
_BY_TO = re.compile(
    rf"\b(?:(?P<up>{ROSE})|{FELL}) by {NUMBER},? {WORD}{{0,4}}to {WORD}{{0,2}}{NUMBER}"
)

# "a fall of 249 or 30%", "fell by 249 (30%)"
_OF_OR = re.compile(rf"\b(?:of|by) {NUMBER} {WORD}{{0,2}}?(?:or |\(|, or ){NUMBER}")

# "384, an increase of 21.1% from 371"
_OF_FROM = re.compile(
    rf"{NUMBER}[^#;.]{{0,90}}?\b(?:{CHANGE} of|up by|down by|up|down) {NUMBER} "
    rf"(?:from|on) {WORD}{{0,3}}{NUMBER}"
)

# "up from 303 to 339, or 11.9%"
_FROM_TO_OR = re.compile(
    rf"\bfrom {WORD}{{0,2}}{NUMBER} to {WORD}{{0,2}}{NUMBER}(?:,? or |, that is,? | \(){NUMBER}"
    r"(?! of\b)"
)

_COUNTED = {Form.COUNT, Form.TIMES}  # "used 384 times"


def check_told_changes(numbered: NumberedSentence) -> Iterator[Finding]:
    """Changes in percent, in points and in multiples, and the directions after them."""
    yield from _check_percents(numbered)
    yield from _check_base(numbered)
    yield from _check_change_after(numbered)
    yield from _check_change_of_pair(numbered)
    yield from _check_multiples(numbered)
    yield from _check_fold(numbered)
    yield from _check_later_direction(numbered)
    yield from _check_points(numbered)


def _check_percents(numbered: NumberedSentence) -> Iterator[Finding]:
    """A percentage that is not the change which stands next to it."""
    for match in _BY_TO.finditer(numbered.text):
        change, now = numbered.named(match)
        before = now.amount - change.amount if match["up"] else now.amount + change.amount
        if change.form is now.form is Form.COUNT and before > 0:
            for percent in _percent_changes(numbered, now.end):
                yield from numbered.check_percent(percent, [100 * change.amount / before])
    for match in _OF_OR.finditer(numbered.text):
        change, percent = numbered.named(match)
        if change.form is Form.COUNT and percent.form is Form.PERCENT:
            befores = list(_find_befores(numbered, change))
            if befores and not numbered.is_held(percent):
                changes = [100 * change.amount / before for before in befores]
                yield from numbered.check_percent(percent, changes)
    for match in _FROM_TO_OR.finditer(numbered.text):
        earlier, now, percent = numbered.named(match)
        yield from _judge_change(numbered, percent, earlier, now)
    for match in _OF_FROM.finditer(numbered.text):
        now, percent, earlier = numbered.named(match)
        counted = {now.form, earlier.form} <= _COUNTED and percent.form is Form.PERCENT
        both = numbered.is_held(percent) and numbered.is_held(earlier)
        if counted and earlier.amount and not both:
            told = _percent_between(earlier, now)
            yield from numbered.check_percent(percent, [told], now, earlier)


def _judge_change(
    numbered: NumberedSentence, percent: Mention, before: Mention, now: Mention
) -> Iterator[Finding]:
    """A percentage that is said of the change from one count to another."""
    counted = before.form is now.form is Form.COUNT and percent.form is Form.PERCENT
    if counted and before.amount:
        yield from numbered.check_percent(percent, [_percent_between(before, now)], before, now)


def _percent_between(before: Mention, now: Mention) -> Decimal:
    """The size of a change in percent of the earlier figure, which is not 0."""
    return 100 * abs(now.amount - before.amount) / before.amount


def _check_base(numbered: NumberedSentence) -> Iterator[Finding]:
    """A change in percent of the later of two figures, as 26.1% from 517 to 410."""
    counts = counts_of(numbered.figures)
    if len(counts) == 1:
        yield from _check_since_before(numbered, *counts)
    if len(counts) != A_PAIR:
        return
    now, before = counts if numbered.is_later(*counts) else reversed(counts)
    if not numbered.is_later(now, before) or not (now.amount and before.amount):
        return
    change = 100 * abs(now.amount - before.amount)
    of_one = _are_of_one_measure(numbered, now, before)
    for percent in _percent_changes(numbered, 0):
        told = change / before.amount
        of_later = abs(change / now.amount - percent.amount) <= rounding_of(percent) + HARDLY
        near = abs(told - percent.amount) <= percent.amount * _ROUGHLY
        if of_later or (of_one and not near and _is_said_of(numbered, percent, counts)):
            yield from numbered.check_percent(percent, [told], before, now)


def _check_since_before(numbered: NumberedSentence, before: Mention) -> Iterator[Finding]:
    """As in "There were 821. The year before it had been 1,070, a fall of 23.3%."."""
    now = _find_now(numbered, before)
    if now is None or not before.amount:
        return
    change = _percent_between(before, now)
    rough = [each.mention for each in numbered.context.matched if each.reading.rough]
    for percent in _percent_changes(numbered, before.end):
        near = abs(change - percent.amount) <= percent.amount * _ROUGHLY
        if not (near and percent in rough):
            yield from numbered.check_percent(percent, [change], now, before)
    for match in _TIMES_WHAT.finditer(numbered.text):
        yield from _judge_multiple(numbered, _multiple_of(match), now, before)


def _find_now(numbered: NumberedSentence, before: Mention) -> Mention | None:
    """What an earlier figure is now: the one count in the sentence before, of its measure."""
    earlier = numbered.held.get(before)
    if earlier is None or earlier.is_now:
        return None
    counts = [
        (mention, held)
        for mention, held in numbered.held_before.items()
        if mention.form is Form.COUNT and held.is_now and held.period.kind is earlier.period.kind
    ]
    if len(counts) != 1:
        return None
    mention, later = counts[0]
    same = (later.measure, later.whose) == (earlier.measure, earlier.whose)
    return mention if same else None


_THAT_IS_A_CHANGE = re.compile(
    rf"^(?:That|This) (?:is|was|makes)\b[^.;]*?\b{CHANGE} of (?:about |some |nearly )?{NUMBER}"
)


def _check_change_of_pair(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "It went from 483 to 794. That is 311 more, an increase of 64%."."""
    match, previous = _THAT_IS_A_CHANGE.match(numbered.text), numbered.context.previous
    earlier = NumberedSentence(previous) if match and previous else None
    pairs = list(FROM_TO.finditer(earlier.text)) if earlier else []
    if match is None or earlier is None or len(pairs) != 1:
        return
    yield from _judge_change(numbered, numbered.named(match)[0], *earlier.named(pairs[0]))


_THE_CHANGE_IS = re.compile(rf"^(?:The|This|That) {CHANGE} (?:is|was) {NUMBER}\W*$")


def _check_change_after(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "It was 794. The year before it was 483. The increase is 64.4%."."""
    match, previous = _THE_CHANGE_IS.match(numbered.text), numbered.context.previous
    earlier = NumberedSentence(previous) if match and previous else None
    counts = counts_of(earlier.figures) if earlier else []
    now = _find_now(earlier, counts[0]) if earlier and len(counts) == 1 else None
    if match and now and counts[0].amount:
        (percent,) = numbered.named(match)
        change = _percent_between(counts[0], now)
        if percent.form is Form.PERCENT:
            yield from numbered.check_percent(percent, [change], now, counts[0])


_THAT = re.compile(r"\b(?:that|this|which)\b", re.IGNORECASE)


def _is_said_of(numbered: NumberedSentence, percent: Mention, figures: Sequence[Mention]) -> bool:
    """Whether a percentage is in the clause of one of two figures, or its clause goes back."""
    clause = numbered.context.clause_at(percent.start)
    held = any(clause.holds(each.start) for each in figures)
    return held or bool(_THAT.search(clause.text))


_ROUGHLY = Decimal("0.1")  # how far "about" may lie, as a part of it


def _are_of_one_measure(numbered: NumberedSentence, now: Mention, before: Mention) -> bool:
    """Whether two figures are held of one measure, and the later is that of the report's time."""
    later, earlier = numbered.held.get(now), numbered.held.get(before)
    if later is None or earlier is None:
        return False
    return later.measure == earlier.measure and later.is_now


def _find_befores(numbered: NumberedSentence, change: Mention) -> Iterator[Decimal]:
    """What a number may have been before a change: one of two that are so far apart."""
    counts = counts_of([*numbered.figures_before, *numbered.figures])
    for one, other in permutations((each for each in counts if each is not change), 2):
        apart = one.amount and abs(one.amount - other.amount) == change.amount
        if apart and not numbered.is_later(one, other):
            yield one.amount


def _percent_changes(numbered: NumberedSentence, start: int) -> Iterator[Mention]:
    """The percentages of a change that follow, of the area itself and up to a semicolon."""
    for number in numbered.context.matched:
        mention, reading = number.mention, number.reading
        of_change = reading.roles[:1] == (Role.PERCENT_CHANGE,) and mention.form is Form.PERCENT
        between = numbered.context.typed[start : mention.start]
        own = reading.whose is None and not number.is_held
        if of_change and own and mention.start >= start and ";" not in between:
            yield mention


_AS_MANY = re.compile(
    rf"(?:\b(?P<near>more than |nearly |almost |over |less than ))?{NUMBER} "
    rf"as (?:many|much|high)\b[^#;.]*{NUMBER}[^#;.]*?\bas\b[^#;.]*{NUMBER}",
    re.IGNORECASE,
)

# "1,744 conversations, double the 1,021 of the year before"
_DOUBLE_THE = re.compile(
    rf"(?<!from )(?<!than )(?<!against )(?<!after ){NUMBER} {WORD}{{0,4}}?"
    r"(?:which is |which was |that is )?"
    rf"(?P<near>more than |nearly |almost |over |less than )?{NUMBER} (?:the )?{NUMBER}"
)

_BY_WORD = {"doubled": "2", "trebled": "3", "tripled": "3", "halved": "0.5", "quadrupled": "4"}

_MULTIPLE = rf"(?P<near>more than |nearly |almost )?(?P<times>{'|'.join(_BY_WORD)})"

_MULTIPLIED = re.compile(
    rf"\b{_MULTIPLE}[^#;.]{{0,40}}? from {WORD}{{0,3}}{NUMBER}[^#;.]{{0,30}}? to "
    rf"{WORD}{{0,3}}{NUMBER}",
    re.IGNORECASE,
)

_TIMES_WHAT = re.compile(rf"\bha(?:s|ve) {_MULTIPLE}\b")

_REACH = Decimal("0.1")


@dataclass(frozen=True)
class Multiple:
    """How many times a number is another: ``near`` are words before it, as "more than"."""

    words: str
    times: Decimal
    near: str

    def fits(self, ratio: Decimal) -> bool:
        """Whether it may be said of two numbers that are so far apart."""
        beyond = ratio <= self.times if self.times < 1 else ratio >= self.times
        match self.near.strip().lower():
            case "more than" | "over":
                return beyond
            case "less than":
                return not beyond
        return abs(ratio - self.times) <= self.times * _REACH


def _check_multiples(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "twice as many (1,603) as in 2021-22 (1,021)", "doubled from 10 to 15"."""
    for match in _AS_MANY.finditer(numbered.text):
        times, now, before = numbered.named(match)
        yield from _judge_times(numbered, match["near"], times, now, before)
    for match in _DOUBLE_THE.finditer(numbered.text):
        now, times, before = numbered.named(match)
        yield from _judge_times(numbered, match["near"], times, now, before)
    for match in _MULTIPLIED.finditer(numbered.text):
        before, now = numbered.named(match)
        yield from _judge_multiple(numbered, _multiple_of(match), now, before)


def _judge_times(
    numbered: NumberedSentence, near: str | None, times: Mention, now: Mention, before: Mention
) -> Iterator[Finding]:
    if times.form is Form.TIMES:
        said = Multiple(times.text, times.amount, near or "")
        yield from _judge_multiple(numbered, said, now, before)


def _multiple_of(match: re.Match[str]) -> Multiple:
    words = match["times"]
    return Multiple(words, Decimal(_BY_WORD[words.lower()]), match["near"] or "")


def _judge_multiple(
    numbered: NumberedSentence, said: Multiple, now: Mention, before: Mention
) -> Iterator[Finding]:
    if now.form is not before.form or not before.amount:
        return
    if not said.fits(now.amount / before.amount):
        yield numbered.finding(
            f"“{said.near}{said.words}” is said of “{before.text}” and “{now.text}”",
            "A multiple must be that of its own numbers.",
        )


_FOLD = re.compile(rf"^(?:That|This) (?:is|was) (?:\w+ )?(?:an? )?{NUMBER} (?:increase|rise)\b")

FROM_TO = re.compile(rf"\bfrom {WORD}{{0,3}}{NUMBER} to {WORD}{{0,3}}{NUMBER}")


def _check_fold(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "rose from 64 to 172. That is a fourfold increase."."""
    match, previous = _FOLD.match(numbered.text), numbered.context.previous
    if not match or not previous:
        return
    times = numbered.named(match)[0]
    earlier = NumberedSentence(previous)
    for pair in FROM_TO.finditer(earlier.text):
        before, now = earlier.named(pair)
        said = Multiple(times.text, times.amount, "")
        if times.form is Form.TIMES and before.amount and not said.fits(now.amount / before.amount):
            yield numbered.finding(
                f"“{times.text}” is said of “{before.text}” and “{now.text}”",
                "A multiple must be that of its own numbers.",
            )


_DIRECTION = (
    r"(?:(?P<up>increase|rise|growth|up|uplift)|"
    r"(?P<down>decrease|reduction|fall|drop|decline|down))"
)

_PAIR_THEN = re.compile(
    rf"{NUMBER}[^#;]{{0,60}}?(?:against|after|compared (?:with|to)|up from|down from|from) "
    rf"{WORD}{{0,4}}{NUMBER}[^#;]{{0,40}}?, (?:so |and so |thus |which is |that is |"
    rf"representing )*(?:an? |the )?(?:\w+ )??{_DIRECTION}\b"
)

_PAIR_BEFORE = re.compile(
    rf"\b(?:to|at) {WORD}{{0,2}}{NUMBER},? {WORD}{{0,2}}from {WORD}{{0,3}}{NUMBER}\W*$"
)

_THAT_PUTS = re.compile(
    rf"^(?:That|This) (?:puts|is|means|represents|makes)\b[^#;,]{{0,20}}?\b{_DIRECTION}\b"
)


def _check_later_direction(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "14.9% after 12.0%, so down by 2.9 points"."""
    for match in _PAIR_THEN.finditer(numbered.text):
        now, before = numbered.named(match)[:2]
        yield from _judge_direction(numbered, match, now, before)
    puts, previous = _THAT_PUTS.match(numbered.text), numbered.context.previous
    if puts and previous:
        earlier = NumberedSentence(previous)
        for pair in _PAIR_BEFORE.finditer(earlier.text):
            yield from _judge_direction(numbered, puts, *earlier.named(pair))


def _judge_direction(
    numbered: NumberedSentence, match: re.Match[str], now: Mention, before: Mention
) -> Iterator[Finding]:
    alike = now.form is before.form and now.form in {Form.COUNT, Form.PERCENT}
    if alike and now.amount != before.amount and bool(match["up"]) is (now.amount < before.amount):
        yield numbered.finding(
            f"“{match['up'] or match['down']}” is said, and from “{before.text}” to “{now.text}” "
            "is the other way",
            "A direction must be that of its own numbers.",
        )


_BY_POINTS = re.compile(
    rf"{NUMBER}[^#;]*?\b(?:missing|short of|below|above|exceeding|under|over) (?:the |its |their )?"
    rf"(?:[\w ]+? )??(?:of )?{NUMBER} by {NUMBER}"
)

_POINTS_ON = re.compile(
    rf"{NUMBER},? (?:up|down|more|less|higher|lower|better|worse|above|below)(?: on| than| from)? "
    rf"[^#;,]{{0,25}}?{NUMBER}"
)

_FEW_POINTS = Decimal(12)


def _check_points(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "76%, missing the target of 90% by four points", "12.3 points down on 64.7%"."""
    for match in _BY_POINTS.finditer(numbered.text):
        one, other, apart = numbered.named(match)
        yield from _judge_points(numbered, [one], other, apart)
    for match in _POINTS_ON.finditer(numbered.text):
        apart, other = numbered.named(match)
        text, of_sentence = numbered.context.typed, numbered.figures
        own = [each for each in of_sentence if each.end < apart.start]
        if any(";" in text[each.end : apart.start] for each in own):
            continue  # of something else: "12% of these; those are ten points below the 28%"
        yield from _judge_points(numbered, own or numbered.figures_before, other, apart)


def _judge_points(
    numbered: NumberedSentence, figures: Sequence[Mention], other: Mention, apart: Mention
) -> Iterator[Finding]:
    percents = [each for each in figures if each.form is Form.PERCENT]
    if apart.form is not Form.POINTS or other.form is not Form.PERCENT or not percents:
        return
    differences = [abs(each.amount - other.amount) for each in percents]
    nearest = min(differences, key=lambda each: abs(each - apart.amount))
    if rounding_of(apart) + HARDLY < abs(nearest - apart.amount) <= _FEW_POINTS:
        yield numbered.finding(
            f"“{apart.text}” are said, and “{percents[-1].text}” and “{other.text}” are "
            f"{number_text(nearest, 1)} apart",
            "The size of a change must be that between its two figures.",
        )
