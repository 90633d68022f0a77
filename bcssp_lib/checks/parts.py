"""What the numbers of sentences next to each other say of their changes, shares and multiples.

No data is needed. Figures are replaced by their places in a list, as in ``arithmetic.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from bcssp_lib.checks.arithmetic import (
    ANY_WORDS,
    NUMBER,
    NumberedSentence,
    rounding_of,
    sum_finding,
)
from bcssp_lib.checks.held_numbers import Role
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.subjects import noun_phrase, stem
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.stats.rounding import number_text

_ROSE = r"(?:rose|risen|increas(?:ed|ing)|grew|grown|up|climbed|went up|gone up)"
_FELL = r"(?:fell|fallen|decreas(?:ed|ing)|declined|dropped|down|reduced|went down|gone down)"
_CHANGE = r"(?:increase|rise|growth|fall|drop|decrease|reduction|decline|uplift)"
# "rose by 189 to 908": what it was before follows.
_BY_TO = re.compile(
    rf"\b(?:(?P<up>{_ROSE})|{_FELL}) by {NUMBER},? {ANY_WORDS}{{0,4}}to {ANY_WORDS}{{0,2}}{NUMBER}"
)
# "a fall of 249 or 30%", "fell by 249 (30%)"
_OF_OR = re.compile(rf"\b(?:of|by) {NUMBER} {ANY_WORDS}{{0,2}}?(?:or |\(|, or ){NUMBER}")
# "384, an increase of 21.1% from 371"
_OF_FROM = re.compile(
    rf"{NUMBER}[^#;.]{{0,40}}?\b(?:{_CHANGE} of|up by|down by|up|down) {NUMBER} "
    rf"(?:from|on) {ANY_WORDS}{{0,3}}{NUMBER}"
)
ABOUT = (
    r"(?P<near>about|roughly|around|nearly|almost|some|approximately|just (?:over|under)|"
    r"(?:well )?over|under|(?:well )?(?:more|less|fewer) than)"
)
_SHARES_ALIKE = Decimal(5)  # percentage points: how near a mistaken share is to the right one
_HARDLY = Decimal("0.05")
_COUNTED = {Form.COUNT, Form.TIMES}  # "used 384 times"


def check_neighbours(context: SentenceContext) -> Iterator[Finding]:
    """What the figures of a sentence, and of the one before it, say of each other."""
    if not context.unbound:
        return
    numbered = NumberedSentence(context)
    yield from _check_told_changes(numbered)
    yield from _check_multiples(numbered)
    yield from _check_that_share(numbered)
    yield from _check_this_comparison(numbered)
    yield from _check_left(numbered)
    yield from _check_told_target(numbered)
    yield from _check_told_part(numbered)
    yield from _check_joined_shares(numbered)
    yield from _check_not_yet(numbered)
    yield from _check_for_each(numbered)
    yield from _check_later_direction(numbered)
    yield from _check_named_counts(numbered)
    yield from _check_points(numbered)
    yield from _check_fold(numbered)
    yield from _check_rest(numbered)
    yield from _check_list_total(numbered)


def _counts(figures: Sequence[Mention]) -> list[Mention]:
    return [each for each in figures if each.form is Form.COUNT]


def _figures_before(numbered: NumberedSentence) -> Sequence[Mention]:
    """The figures of the sentence before."""
    previous = numbered.context.previous
    return previous.figures if previous and previous.sentence.kind == "sentence" else []


# Changes


def _check_told_changes(numbered: NumberedSentence) -> Iterator[Finding]:
    """A percentage that is not the change which stands next to it."""
    for match in _BY_TO.finditer(numbered.text):
        change, now = numbered.named(match)
        before = now.amount - change.amount if match["up"] else now.amount + change.amount
        if change.form is now.form is Form.COUNT and before > 0:
            for percent in _percent_changes(numbered, now.end):
                yield from _mistaken(numbered, percent, [100 * change.amount / before])
    for match in _OF_OR.finditer(numbered.text):
        change, percent = numbered.named(match)
        if change.form is Form.COUNT and percent.form is Form.PERCENT:
            befores = list(_find_befores(numbered, change))
            if befores and not _is_held(numbered, percent):
                changes = [100 * change.amount / before for before in befores]
                yield from _mistaken(numbered, percent, changes)
    for match in _OF_FROM.finditer(numbered.text):
        now, percent, before = numbered.named(match)
        counted = {now.form, before.form} <= _COUNTED and percent.form is Form.PERCENT
        both = _is_held(numbered, percent) and _is_held(numbered, before)
        if counted and before.amount and not both:
            change = 100 * abs(now.amount - before.amount) / before.amount
            yield from _mistaken(numbered, percent, [change], now, before)


def _find_befores(numbered: NumberedSentence, change: Mention) -> Iterator[Decimal]:
    """What a number may have been before a change: one of two that are so far apart."""
    counts = _counts([*_figures_before(numbered), *numbered.figures])
    for one, other in permutations((each for each in counts if each is not change), 2):
        apart = one.amount and abs(one.amount - other.amount) == change.amount
        if apart and not _is_later(numbered, one, other):
            yield one.amount


def _is_later(numbered: NumberedSentence, one: Mention, other: Mention) -> bool:
    """Whether the data hold one figure for a later time than another."""
    periods = {
        each.mention: each.match.number.period
        for each in numbered.context.matched
        if each.match and each.is_held
    }
    return one in periods and other in periods and periods[one].end > periods[other].end


def _percent_changes(numbered: NumberedSentence, start: int) -> Iterator[Mention]:
    for number in numbered.context.matched:
        of_change = number.reading.roles[:1] == (Role.PERCENT_CHANGE,)
        if of_change and number.mention.form is Form.PERCENT and number.mention.start >= start:
            yield number.mention


def _is_held(numbered: NumberedSentence, mention: Mention) -> bool:
    return any(each.mention == mention and each.is_held for each in numbered.context.matched)


def _mistaken(
    numbered: NumberedSentence, percent: Mention, right: Sequence[Decimal], *figures: Mention
) -> Iterator[Finding]:
    """A percentage that is none of those that it could be, by some figures beside it."""
    if all(abs(each - percent.amount) > rounding_of(percent) + _HARDLY for each in right):
        beside = " and ".join(f"“{each.text}”" for each in figures) or "the numbers beside it"
        yield numbered.finding(
            f"“{percent.text}” is said, and {beside} make {number_text(right[0], 1)}%",
            "The size of a change or share must be that of its own numbers.",
        )


# Multiples

_AS_MANY = re.compile(
    rf"\b(?P<near>more than |nearly |almost |over |less than )?{NUMBER} "
    rf"as (?:many|much|high)\b[^#;.]*{NUMBER}[^#;.]*?\bas\b[^#;.]*{NUMBER}",
    re.IGNORECASE,
)
_MULTIPLIED = re.compile(
    rf"\b(?P<near>more than |nearly |almost )?(?P<times>doubled|trebled|halved|quadrupled)"
    rf"[^#;.,]*? from {ANY_WORDS}{{0,3}}{NUMBER}[^#;.]{{0,30}}? to {ANY_WORDS}{{0,3}}{NUMBER}",
    re.IGNORECASE,
)
_BY_WORD = {"doubled": "2", "trebled": "3", "halved": "0.5", "quadrupled": "4"}
_REACH = Decimal("0.15")


def _check_multiples(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "twice as many (1,603) as in 2021-22 (1,021)", "doubled from 10 to 15"."""
    for match in _AS_MANY.finditer(numbered.text):
        times, now, before = numbered.named(match)
        if times.form is Form.TIMES:
            said = Multiple(times.text, times.amount, match["near"] or "")
            yield from _judge_multiple(numbered, said, now, before)
    for match in _MULTIPLIED.finditer(numbered.text):
        before, now = numbered.named(match)
        times = Decimal(_BY_WORD[match["times"].lower()])
        said = Multiple(match["times"], times, match["near"] or "")
        yield from _judge_multiple(numbered, said, now, before)


@dataclass(frozen=True)
class Multiple:
    """How many times a number is another: ``near`` are words before it, as "more than"."""

    words: str
    times: Decimal
    near: str

    def fits(self, ratio: Decimal) -> bool:
        """Whether it may be said of two numbers that are so far apart."""
        if abs(ratio - self.times) <= self.times * _REACH:
            return True
        match self.near.strip().lower():
            case "more than" | "over":
                return ratio > self.times
            case "less than":
                return ratio < self.times
        return False


def _judge_multiple(
    numbered: NumberedSentence, said: Multiple, now: Mention, before: Mention
) -> Iterator[Finding]:
    both_held = _is_held(numbered, now) and _is_held(numbered, before)  # then it is a claim of them
    if both_held or now.form is not before.form or not before.amount:
        return
    if not said.fits(now.amount / before.amount):
        yield numbered.finding(
            f"“{said.near}{said.words}” is said of “{before.text}” and “{now.text}”",
            "A multiple must be that of its own numbers.",
        )


# What "that" and "this" say of the sentence before

_THAT_IS = re.compile(
    rf"^\W*(?:That|This) (?:is|was|represents|equates to|gives) "
    rf"(?:an? (?:\w+ )?(?:rate|share|proportion) of )?(?:{ABOUT} )?{NUMBER}(?:[,.;](?: .*)?)?$"
)
_THIS_IS = re.compile(
    rf"^\W*(?:This|That|It) (?:is|was) (?:\w+ )??(?P<says>above|below|higher than|lower than) "
    rf"[^#;,]{{0,60}}? of {NUMBER}"
)


def _check_that_share(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "84 were asked and 83 replied. That is 97.8%."."""
    match = _THAT_IS.match(numbered.text)
    share = numbered.named(match)[0] if match else None
    if match and share and share.form is Form.RATIO:
        percents = [each for each in _figures_before(numbered) if each.form is Form.PERCENT]
        amounts = [each.amount for each in percents]
        yield from _judge_part(numbered, share, match["near"], amounts, percents)
    if share is None or share.form is not Form.PERCENT:
        return
    counts = _counts(_figures_before(numbered))
    shares = [
        100 * part.amount / whole.amount
        for part, whole in permutations(counts, 2)
        if 0 < part.amount < whole.amount
    ]
    near = sorted(shares, key=lambda each: abs(each - share.amount))
    if near and abs(near[0] - share.amount) <= _SHARES_ALIKE:
        yield from _mistaken(numbered, share, near)


def _check_this_comparison(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "The rate rose from 81 to 89. This is above the South West rate of 121."."""
    match = _THIS_IS.match(numbered.text)
    if not match:
        return
    (other,) = numbered.named(match)
    alike = [each for each in _figures_before(numbered) if each.form is other.form]
    below = match["says"].startswith(("below", "lower"))
    if alike and all(_is_other_way(each, other, below=below) for each in alike):
        yield numbered.finding(
            f"“{match['says']}” is said of “{alike[-1].text}” and “{other.text}”",
            "A comparison must be that of its own numbers.",
        )


def _is_other_way(one: Mention, other: Mention, *, below: bool) -> bool:
    return one.amount > other.amount if below else one.amount < other.amount


# What is left

_LEAVES = re.compile(
    rf"{NUMBER}[^#;.]{{0,30}}? leav(?:es?|ing) {NUMBER} of (?:the )?{ANY_WORDS}{{0,3}}{NUMBER}"
)


def _check_left(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "come to 1,533 and leave 80 of the year's 1,603"."""
    for match in _LEAVES.finditer(numbered.text):
        part, rest, whole = numbered.named(match)
        counted = part.form is rest.form is whole.form is Form.COUNT
        if counted and part.amount + rest.amount != whole.amount > part.amount:
            left = number_text(whole.amount - part.amount)
            yield numbered.finding(
                f"“{rest.text}” are said to be left, and “{whole.text}” less “{part.text}” is "
                f"{left}",
                "Parts and total must agree, or the text must say why they do not.",
            )


# A target and what is said of it

_TO_TARGET = re.compile(
    rf"{NUMBER}(?P<between>[^#;.]{{0,60}}?)\b(?P<says>(?:just |narrowly |comfortably )?(?:met|missed|"
    r"exceeded|above|over|below|under|on|at)) (?:(?:the|its|their|our) )?(?:target|it)\b(?! of)"
)
_TARGET_IS = re.compile(rf"\btarget (?:(?:is|was|of|for \w+ is) )?{NUMBER}")
_MISSES = {"missed", "below", "under"}
_ABOVE = {"above", "over", "exceeded"}
_OF_ALL = re.compile(r"#\d+# (?:out )?of (?:the )?#\d+#[^#;]*$")  # "8 of 10 agencies (80%) met it"


def _check_told_target(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "the target is 90% … 88%, which is on target"."""
    for match in _TO_TARGET.finditer(numbered.text):
        figure = numbered.named(match)[0]
        says = match["says"].split()[-1]
        of_all = _OF_ALL.search(numbered.text[: match.start()])
        target = _find_target(numbered, figure)
        if figure.form is not Form.PERCENT or of_all or target is None:
            continue
        met = figure.amount > target if says in _ABOVE else figure.amount >= target
        if met is (says in _MISSES):
            yield numbered.finding(
                f"“{match['says']}” is said of “{figure.text}”, and the target is "
                f"{number_text(target)}%",
                "Whether a target is met must follow from the two numbers.",
            )


def _find_target(numbered: NumberedSentence, figure: Mention) -> Decimal | None:
    """The target of a figure: that of its indicator, or else the one that its sentence gives."""
    for number in numbered.context.matched:
        if number.mention == figure and number.is_held and number.match:
            fact = number.match.number.fact
            return None if fact.polarity is Polarity.LOWER else fact.target
    told = [numbered.named(match)[0] for match in _TARGET_IS.finditer(numbered.text)]
    return told[-1].amount if told and told[-1].form is Form.PERCENT else None


# Parts in words

_IS_PART = re.compile(
    rf"{NUMBER}[^#;]*?#\d+#[^#;]*?(?:,|, which (?:is|was)|, or|that is|\() ?(?:{ABOUT} )?{NUMBER}"
)
_CHANGED_BY_PART = re.compile(
    rf"\b(?:{_CHANGE} of|(?:{_ROSE}|{_FELL}|cut|gone|went) (?:down |up )?by) (?:{ABOUT} )?{NUMBER}"
)
_NEAR_PART, _MOST_APART = Decimal("0.25"), Decimal(8)
_LEAST_APART = Decimal(3)


def _check_told_part(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "54 of 105, which is about a third", "673 against 809, a fall of over a quarter"."""
    counts = _counts(numbered.figures)
    if len(counts) != _A_PAIR or not all(each.amount for each in counts):
        return
    amounts = [each.amount for each in counts]
    low, high = sorted(amounts)
    for match in _CHANGED_BY_PART.finditer(numbered.text):
        part = numbered.named(match)[0]
        befores = [
            one.amount
            for one, other in permutations(counts, 2)
            if not _is_later(numbered, one, other)
        ]
        changes = [100 * (high - low) / before for before in befores]
        yield from _judge_part(numbered, part, match["near"], changes, counts)
    for match in _IS_PART.finditer(numbered.text):
        part = numbered.named(match)[-1]
        changed = _CHANGED_BY_PART.search(numbered.text)
        if part.start > counts[1].start and not changed:
            yield from _judge_part(numbered, part, match["near"], [100 * low / high], counts)


_A_PAIR = 2


def _judge_part(
    numbered: NumberedSentence,
    part: Mention,
    near: str | None,
    right: Sequence[Decimal],
    figures: Sequence[Mention],
) -> Iterator[Finding]:
    if part.form is Form.RATIO and right and not any(may_be_said(part, near, each) for each in right):
        beside = " and ".join(f"“{each.text}”" for each in figures)
        yield numbered.finding(
            f"“{part.text}” is said, and {beside} make {number_text(right[0], 1)}%",
            "The size of a change or share must be that of its own numbers.",
        )


def may_be_said(part: Mention, near: str | None, share: Decimal) -> bool:
    """Whether "about a third", or "more than half", may be said of a share in percent."""
    reach = min(_MOST_APART, max(_LEAST_APART, part.amount * _NEAR_PART))
    words = (near or "").split()
    if "than" in words or {"over", "under"} & {*words}:
        over = "more" in words or "over" in words
        return share > part.amount if over else share < part.amount
    return abs(share - part.amount) <= reach


# Shares that are joined

_JOINED = re.compile(
    rf"\b(?:[Tt]ogether|[Tt]aken together|[Cc]ombined|[Bb]etween them|[Ii]n all)\b[^#]{{0,50}}{NUMBER}"
)
_FAR_FROM_SUM = Decimal(12)
_MOST_SHARES = 5


def _check_joined_shares(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "17% and 70%; together, 77%", with the shares in this sentence or in the one before."""
    for match in _JOINED.finditer(numbered.text):
        (total,) = numbered.named(match)
        own = [each for each in numbered.figures if each.end <= total.start]
        parts = [
            each for each in own or _figures_before(numbered) if each.form is Form.PERCENT
        ]
        made = sum((each.amount for each in parts), Decimal(0))
        several = _A_PAIR <= len(parts) <= _MOST_SHARES
        apart = abs(made - total.amount)
        if total.form is Form.PERCENT and several and 1 < apart <= _FAR_FROM_SUM:
            listed = " + ".join(f"“{each.text}”" for each in parts)
            yield numbered.finding(
                f"{listed} make {number_text(made, 1)}%, and the total is “{total.text}”",
                "Parts and total must agree, or the text must say why they do not.",
            )


# What is still awaited

_NOT_YET = re.compile(
    rf"^{NUMBER} [^#.;]{{1,40}}?\b(?:(?:have|has) yet to|(?:have|has|did|do|does)(?: not|n[’']t) "
    r"(?:yet )?(?:repl|respon|return|answer)|(?:are|is|remain) (?:still )?outstanding)"
)
_FEW_APART = 5


def _check_not_yet(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "84 were asked and 83 replied. Four schools have yet to reply."."""
    match, asked = _NOT_YET.match(numbered.text), _counts(_figures_before(numbered))
    if not match or len(asked) != _A_PAIR:
        return
    (rest,) = numbered.named(match)
    left = asked[0].amount - asked[1].amount
    if rest.form is Form.COUNT and left >= 0 and 0 < abs(left - rest.amount) <= _FEW_APART:
        yield numbered.finding(
            f"“{rest.text}” are awaited, and “{asked[0].text}” less “{asked[1].text}” are "
            f"{number_text(left)}",
            "Parts and total must agree, or the text must say why they do not.",
        )


# How many for each

_FOR_EACH = re.compile(
    rf"^(?:That|This) is (?:about |nearly |roughly |just over )?{NUMBER} [^#.;]{{1,40}}?"
    r"\b(?:for each|for every|each|per|to each|to every)\b"
)
_NEAR_WHOLE = Decimal("0.6")


def _check_for_each(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "21 children were missing 71 times. That is two times for each."."""
    match, counts = _FOR_EACH.match(numbered.text), _counts(_figures_before(numbered))
    if not match or len(counts) != _A_PAIR or not all(each.amount for each in counts):
        return
    (each_has,) = numbered.named(match)
    low, high = sorted(each.amount for each in counts)
    if each_has.form is Form.COUNT and abs(high / low - each_has.amount) > _NEAR_WHOLE:
        yield numbered.finding(
            f"“{each_has.text}” for each is said, and “{counts[0].text}” and “{counts[1].text}” "
            f"make {number_text(high / low, 1)}",
            "A mean must be that of its own numbers.",
        )


# A direction after its two numbers

_DIRECTION = (
    r"(?:(?P<up>increase|rise|growth|up|uplift)|(?P<down>decrease|reduction|fall|drop|decline|down))"
)
_PAIR_THEN = re.compile(
    rf"{NUMBER}[^#;]{{0,60}}?(?:against|after|compared (?:with|to)|up from|down from|from) "
    rf"{ANY_WORDS}{{0,4}}{NUMBER}[^#;]{{0,40}}?, (?:so |and so |thus |which is |that is |"
    rf"representing )*(?:an? |the )?(?:\w+ )??{_DIRECTION}\b"
)
_PAIR_BEFORE = re.compile(
    rf"\b(?:to|at) {ANY_WORDS}{{0,2}}{NUMBER},? {ANY_WORDS}{{0,2}}from {ANY_WORDS}{{0,3}}{NUMBER}\W*$"
)
_THAT_PUTS = re.compile(
    rf"^(?:That|This) (?:puts|is|means|represents|makes)\b[^#;,]{{0,20}}?\b{_DIRECTION}\b"
)


def _check_later_direction(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "14.9% after 12.0%, so down by 2.9 points"."""
    for match in _PAIR_THEN.finditer(numbered.text):
        now, before = numbered.named(match)[:2]
        yield from _judge_direction(numbered, match, now, before)
    match, previous = _THAT_PUTS.match(numbered.text), numbered.context.previous
    if match and previous:
        earlier = NumberedSentence(previous)
        for pair in _PAIR_BEFORE.finditer(earlier.text):
            yield from _judge_direction(numbered, match, *earlier.named(pair))


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


# Things that are counted by name, and compared or added up

_OUTNUMBER = re.compile(r"\b(\w+)(?: \w+)? (?:outnumber(?:s|ed)?|exceed(?:s|ed)?) (?:the )?(\w+)\b")
_COME_TO = re.compile(
    rf"\b(\w+) and (\w+) together (?:come|came|make|made|amount|add|are|were)\w*(?: up)?(?: to)? "
    rf"{NUMBER}"
)


def _check_named_counts(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "12 amber and 20 red. Amber returns outnumber red ones."."""
    counted = _count_by_noun(numbered)
    for match in _OUTNUMBER.finditer(numbered.text):
        more, fewer = (counted.get(stem(match[group].lower())) for group in (1, 2))
        if more and fewer and more.amount < fewer.amount:
            yield numbered.finding(
                f"“{match[0]}” is said, and they are “{more.text}” and “{fewer.text}”",
                "A comparison must be that of its own numbers.",
            )
    for match in _COME_TO.finditer(numbered.text):
        parts = [counted.get(stem(match[group].lower())) for group in (1, 2)]
        total = numbered.figures[int(match[3])]
        named = [each for each in parts if each]
        made = sum((each.amount for each in named), Decimal(0))
        if len(named) == _A_PAIR and total.form is Form.COUNT and made != total.amount:
            yield sum_finding(numbered.context, [each.text for each in named], made, total.text)


def _count_by_noun(numbered: NumberedSentence) -> dict[str, Mention]:
    """The counts of this sentence and the one before, by the words of what they count."""
    counted: dict[str, Mention] = {}
    for context in filter(None, (numbered.context.previous, numbered.context)):
        for mention in _counts(context.figures):
            words = noun_phrase(context.typed, mention.end).split()[:_MOST_WORDS]
            counted.update({stem(word.lower()): mention for word in words})
    return counted


_MOST_WORDS = 3


# Differences in points, multiples and rests

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
        own = [each for each in numbered.figures if each.end < apart.start]
        yield from _judge_points(numbered, own or _figures_before(numbered), other, apart)


def _judge_points(
    numbered: NumberedSentence, figures: Sequence[Mention], other: Mention, apart: Mention
) -> Iterator[Finding]:
    percents = [each for each in figures if each.form is Form.PERCENT]
    if apart.form is not Form.POINTS or other.form is not Form.PERCENT or not percents:
        return
    differences = [abs(each.amount - other.amount) for each in percents]
    nearest = min(differences, key=lambda each: abs(each - apart.amount))
    if rounding_of(apart) + _HARDLY < abs(nearest - apart.amount) <= _FEW_POINTS:
        yield numbered.finding(
            f"“{apart.text}” are said, and “{percents[-1].text}” and “{other.text}” are "
            f"{number_text(nearest, 1)} apart",
            "The size of a change must be that between its two figures.",
        )


_FOLD = re.compile(rf"^(?:That|This) (?:is|was) (?:\w+ )?(?:an? )?{NUMBER} (?:increase|rise)\b")
_FROM_TO = re.compile(rf"\bfrom {ANY_WORDS}{{0,3}}{NUMBER} to {ANY_WORDS}{{0,3}}{NUMBER}")


def _check_fold(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "rose from 64 to 172. That is a fourfold increase."."""
    match, previous = _FOLD.match(numbered.text), numbered.context.previous
    if not match or not previous:
        return
    times = numbered.named(match)[0]
    earlier = NumberedSentence(previous)
    for pair in _FROM_TO.finditer(earlier.text):
        before, now = earlier.named(pair)
        said = Multiple(times.text, times.amount, "")
        if times.form is Form.TIMES and before.amount and not said.fits(now.amount / before.amount):
            yield numbered.finding(
                f"“{times.text}” is said of “{before.text}” and “{now.text}”",
                "A multiple must be that of its own numbers.",
            )


_REST_SHARE = re.compile(rf"\b(?:[Tt]he (?:other|remaining)|[Rr]emaining) {NUMBER}")


def _check_rest(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "17% and 70%. In the other 23% it remained."."""
    for match in _REST_SHARE.finditer(numbered.text):
        (rest,) = numbered.named(match)
        own = [each for each in numbered.figures if each.end < rest.start]
        shares = [each for each in own or _figures_before(numbered) if each.form is Form.PERCENT]
        left = 100 - sum((each.amount for each in shares), Decimal(0))
        several = 0 < len(shares) <= _MOST_SHARES and left > 0
        if rest.form is Form.PERCENT and several and 1 < abs(left - rest.amount) <= _FEW_POINTS:
            yield numbered.finding(
                f"“{rest.text}” are said to remain, and the others leave {number_text(left, 1)}%",
                "Parts and total must agree, or the text must say why they do not.",
            )


_LIST_TOTAL = re.compile(
    rf"^(?:In all|In total|Altogether|Total|All told|(?:Those|These|The) (?:two|three|four)[^#.;]*"
    rf"(?:make|come to|total|add up to))\b[^#.;]{{0,40}}?{NUMBER}"
)
_LONGEST_LIST, _NEAR_TOTAL = 12, Decimal("0.1")


def _check_list_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """A total after a list of one figure each, or after the sentence with its parts."""
    match = _LIST_TOTAL.match(numbered.text)
    if not match:
        return
    (total,) = numbered.named(match)
    parts = _listed_before(numbered) or _counts(_figures_before(numbered))
    made = sum((each.amount for each in parts), Decimal(0))
    apart = abs(made - total.amount)
    near = 0 < apart <= max(1, made * _NEAR_TOTAL)
    if total.form is Form.COUNT and _A_PAIR <= len(parts) <= _LONGEST_LIST and near:
        yield sum_finding(numbered.context, [each.text for each in parts], made, total.text)


def _listed_before(numbered: NumberedSentence) -> list[Mention]:
    """The counts of the sentences before, as far back as each has just one figure."""
    listed: list[Mention] = []
    before = numbered.context.previous
    while before is not None and [each.form for each in before.figures] == [Form.COUNT]:
        listed.append(before.figures[0])
        before = before.previous
    return listed[::-1] if len(listed) > 1 else []
