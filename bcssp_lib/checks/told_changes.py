"""Changes that a text tells, held to the two numbers next to them.

A text is read into pairs of an earlier and a later number, and into what it tells of a change: a
difference ("52 more"), a percentage, points, a part ("by a third"), a multiple ("twice as many"),
or no more than which way it went. A size is right if any two numbers nearby make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.measures import list_stems, noun_phrase
from bcssp_lib.checks.mention_reading import CHANGED, FALL, RISE, Reading
from bcssp_lib.checks.numbered import (
    A_PAIR,
    HARDLY,
    NUMBER,
    WORD,
    NumberedSentence,
    are_in_digits,
    counts_of,
    is_multiple,
    may_be_said,
    near_words,
    rounding_of,
    spread_of,
    weigh,
)
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.model.checking import ClaimType
from bcssp_lib.model.finding import Finding, wrong_if
from bcssp_lib.stats.wording import number_text, own_decimals

# The words of a rise and of a fall: verbs, and what follows a number.
_ROSE = (
    r"rose|risen|increas(?:ed|ing)|grew|grown|climbed|"
    r"(?:went |gone )?(?<!make )(?<!makes )(?<!made )(?<!making )up"
)
_FELL = r"fell|fallen|decreas(?:ed|ing)|declined|dropped|reduced|cut|(?:went |gone )?down"
_BY_WORD = {"doubled": "2", "trebled": "3", "tripled": "3", "halved": "0.5", "quadrupled": "4"}
_MORE = r"more|higher|extra|additional|up(?= on\b|[^\w ]|$)"
_LESS = r"fewer|less|lower|down(?= on\b|[^\w ]|$)"
_DIRECTION = rf"(?:(?P<up>{RISE}|up)|(?P<down>{FALL}|down))\b"
_COUNTED = {Form.COUNT, Form.POUNDS}
_PARTS = {Form.PERCENT, Form.RATIO}
_SIZES = {*_COUNTED, *_PARTS, Form.POINTS}


def check_told_changes(numbered: NumberedSentence) -> Iterator[Finding]:
    """Sizes and directions of changes that the numbers next to them contradict."""
    yield from _check_directions(numbered)
    yield from _check_sizes(numbered)


# The two numbers of a change

_FROM_TO = re.compile(
    rf"\b[Ff]rom {WORD}{{0,3}}{NUMBER}[,]? ?(?:\([^()#]*\) )?{WORD}{{0,6}}to {WORD}{{0,3}}{NUMBER}"
)
_TO_FROM = (  # the later number first
    re.compile(rf"\bto {WORD}{{0,2}}{NUMBER},? {WORD}{{0,4}}from {WORD}{{0,3}}{NUMBER}"),
    re.compile(
        rf"{NUMBER},? {WORD}{{0,5}}(?:against|compared with|compared to|up from|down from|"
        rf"after) {WORD}{{0,3}}{NUMBER}"
    ),
)
_OF_CHANGE = re.compile(rf"\b(?:{RISE}|{FALL}|up|down|{'|'.join(_BY_WORD)})\b", re.IGNORECASE)


def find_pairs(numbered: NumberedSentence) -> list[tuple[Mention, Mention]]:
    """The earlier and the later figure wherever a sentence compares two of one kind."""
    if not numbered.movements and not _OF_CHANGE.search(numbered.text):
        return []
    pairs = [numbered.named(match) for match in _FROM_TO.finditer(numbered.text)]
    for pattern in _TO_FROM:
        pairs += [numbered.named(match)[::-1] for match in pattern.finditer(numbered.text)]
    alike = [
        (before, now)
        for before, now in pairs
        if before.form is now.form and numbered.of_others.isdisjoint((before, now))
    ]
    return list(dict.fromkeys(each for each in alike if each[0].form in {*_COUNTED, Form.PERCENT}))


# "9% more than the 571"
_SIZE_FROM = re.compile(
    rf"{NUMBER} (?:(?:{_MORE}|{_LESS})(?: (?P<noun>\w+))?)? ?(?:from|on|than) {WORD}{{0,3}}{NUMBER}"
)
_TIMES_THE = re.compile(rf"{NUMBER} the {NUMBER}")  # "three times the 64"
# "rose by 189 to 908": what it was before follows.
_BY_TO = re.compile(
    rf"\b(?:(?P<up>{_ROSE})|{_FELL}) by {NUMBER},? {WORD}{{0,4}}to {WORD}{{0,2}}{NUMBER}"
)
# Words by which the later of two numbers is of another time than the earlier.
_THEN = re.compile(
    r"\b(?:against|compared|after|from|than|last|before|previous|earlier|(?:19|20)\d\d|budget|"
    r"target|double|treble|triple|half)\b|\bon (?:the )?$",
    re.IGNORECASE,
)
_MOST_TIMES = 3  # two numbers of one thing are no further apart
_MOST_BEFORE = 2  # sentences


@dataclass(frozen=True)
class _Pair:
    """Two numbers of one thing.

    ``ordered``: which is the earlier one is known. ``sure``: and that the size is of these two.
    """

    before: Mention
    now: Mention
    ordered: bool = True
    sure: bool = True


def _find_pair(
    numbered: NumberedSentence, size: _ToldSize, told: Sequence[Mention]
) -> _Pair | None:
    """The two numbers that a size is of: those that are compared, or that stand next to it."""
    if (multiplied := _find_multiplied(numbered, size)) is not None:
        return multiplied
    pairs = [each for each in find_pairs(numbered) if {*told}.isdisjoint(each)]
    if pairs:
        return _Pair(*pairs[0]) if len(pairs) == 1 else None
    stated = _find_stated(numbered, size, told) or _find_by_to(numbered)
    return stated or _find_near(numbered, size, told)


def _find_multiplied(numbered: NumberedSentence, size: _ToldSize) -> _Pair | None:
    """As in "crimes came to 172, three times the 64 of the year before"."""
    for match in _TIMES_THE.finditer(numbered.text):
        of, before = numbered.named(match)
        alike = [each for each in numbered.figures if each.form is before.form]
        now = [each for each in alike if each.end < of.start]
        if of == size.mention and now:
            return _Pair(before, now[-1])
    return None


def _find_stated(
    numbered: NumberedSentence, size: _ToldSize, told: Sequence[Mention]
) -> _Pair | None:
    """As in "We made 240 calls, an increase of 9% from the 200 of last year"."""
    for match in _SIZE_FROM.finditer(numbered.text):
        of, before = numbered.named(match)
        own = [each for each in size.numbers_of(numbered, told) if each.end < of.start]
        now = own or _numbers_before(numbered, match["noun"] or "")
        if of == size.mention and now and now[-1].form is before.form:
            return _Pair(before, now[-1], sure=bool(own or match["noun"]))
    return None


def _numbers_before(numbered: NumberedSentence, noun: str) -> list[Mention]:
    """What a sentence goes on from: "312 cases. That was 38 more cases than …"."""
    previous = numbered.context.previous
    if previous is None or not _THAT.match(numbered.text):
        return []
    if noun:
        counts = counts_of(numbered.figures_before)
        return [each for each in counts if noun in noun_phrase(previous.typed, each.end).split()]
    return [each for each in numbered.figures_before if each.form is Form.POUNDS][:1]


_THAT = re.compile(r"\W*(?:That|This|It) (?:is|was)\b")


def _find_by_to(numbered: NumberedSentence) -> _Pair | None:
    """What was before, and is now, as in "rose by 189 to 908"."""
    match = _BY_TO.search(numbered.text)
    if match is None:
        return None
    change, now = numbered.named(match)
    if not change.form is now.form is Form.COUNT:
        return None
    amount = now.amount - change.amount if match["up"] else now.amount + change.amount
    before = replace(now, amount=amount, text=number_text(amount))
    return _Pair(before, now) if amount > 0 else None


def _find_near(
    numbered: NumberedSentence, size: _ToldSize, told: Sequence[Mention]
) -> _Pair | None:
    """The only two numbers of a kind in a sentence, or in it and those before it."""
    clause = numbered.context.clause_at(size.mention.start)
    numbers = size.numbers_of(numbered, told)
    until_then = [each for each in numbers if each.start < clause.end]
    if until_then or _THAT.match(numbered.text):
        numbers = until_then  # "84, so 52 more of you rang, and 63 of them …"
    if size.is_verb and not numbers:
        return None  # "nobody believes that the problem has halved"
    held, text = dict(numbered.held), numbered.context.typed
    last, until = numbers[-1].start if numbers else 0, size.mention.start
    if len(numbers) == A_PAIR or not text[:last].endswith(_NOW):
        until = max(last, until)
    text = text[:until]
    one_of_shares = size.mention.form is Form.PERCENT and any(
        each.form is Form.PERCENT and each not in told for each in numbered.figures
    )
    alone = not size.plain or one_of_shares or _OF_ANOTHER.match(text)
    for before in () if alone else _sentences_before(numbered):
        if len(numbers) < A_PAIR and not _names_another(numbered, before, size):
            sizes = [each.mention for each in _list_sizes(before)]
            numbers = [*size.numbers_of(before, sizes), *numbers]
            held |= before.held
            text = f"{before.context.typed} {text}"
    return _find_held(numbers, held, size) or _join_near(numbers, size, text)


def _names_another(numbered: NumberedSentence, before: NumberedSentence, size: _ToldSize) -> bool:
    """Whether a change is of a counted thing that the sentence before does not name."""
    clause = numbered.context.clause_at(size.mention.start)
    subject = numbered.context.typed[clause.start : size.mention.start]
    nouns = numbered.context.index.nouns.intersection(list_stems(subject))
    return bool(nouns) and nouns.isdisjoint(list_stems(before.context.typed))


_NOW = (" to ", " at ")  # after which no number is of an earlier time
_OF_ANOTHER = re.compile(r"\W*(?:For|Among|At|Across) ")  # "For crop farms it was 87%"


def _sentences_before(numbered: NumberedSentence) -> Iterator[NumberedSentence]:
    before = numbered.context.previous
    for _ in range(_MOST_BEFORE):
        if before is not None and before.sentence.kind == "sentence":
            yield NumberedSentence(before)
            before = before.previous


def _join_near(numbers: Sequence[Mention], size: _ToldSize, text: str) -> _Pair | None:
    """Two numbers as a pair, if words between them tell of two times, and they are not far apart.

    Of a multiple, its own words tell that.
    """
    times = size.mention.form is Form.TIMES
    if len(numbers) != A_PAIR or size.is_verb or not (times or _THEN.search(text)):
        return None
    one, other = numbers
    low, high = sorted((one.amount, other.amount))
    near = 0 < low < high and (times or high <= low * _MOST_TIMES)
    return _Pair(one, other, ordered=False, sure=False) if near else None


def _find_held(
    numbers: Sequence[Mention], held: Mapping[Mention, HeldNumber], size: _ToldSize
) -> _Pair | None:
    """Of some numbers the last, and the one of now that is held of the same measure."""
    last = held.get(numbers[-1]) if numbers else None
    alike = [
        each
        for each in numbers
        if last is not None and (one := held.get(each)) is not None
        if (one.measure, one.whose, one.period.kind) == (last.measure, last.whose, last.period.kind)
        if each is numbers[-1] or len(numbers) == A_PAIR or one.is_now
    ]
    if len(alike) != A_PAIR or held[alike[0]].period == held[alike[1]].period:
        return None
    before, now = sorted(alike, key=lambda each: held[each].period.end)
    as_said = size.rises in {now.amount > before.amount, None}
    return _Pair(before, now, sure=size.mention.form in _PARTS) if as_said else None


# What is told of a change

_ROUGHLY = (
    r"(?:about|some|nearly|just|only|over|around|almost|roughly|an?|the|more than|less than|"
    r"little|bit|slightly|under)"
)
_SAID_BEFORE = re.compile(
    rf"(?:\b(?P<up>{_ROSE}|(?:{RISE})s? (?:of|is|was))|"
    rf"\b(?P<down>{_FELL}|(?:{FALL})s? (?:of|is|was))|"
    rf"\b(?:amount(?:s|ed) to|difference of|of only|plus|minus))(?:,? by)?(?: {_ROUGHLY})* $",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(
    rf"^(?: \w+)? (?:(?P<up>{_MORE}|{RISE})|(?P<down>{_LESS}|{FALL}))\b(?! from)", re.IGNORECASE
)
_OF_A_CHANGE = re.compile(rf" (?:\w+ )?(?:{RISE}|{FALL})\b")  # "double the rise of last year"
_MARGIN = re.compile(r"(?:\+/[-–−]|±|plus or minus|\bbetween [\d.]+ and)\s?$")
_TIMES_OF = re.compile(r"^ (?:as (?:many|much|high)|increase|rise|the (?=[\d£]))\b")
# The same change again: "a fall of 249 or 30%", "rose to 146 (12%)".
_OR_PERCENT = re.compile(rf"{NUMBER}(?: \w+)?,? (?:or |\(|that is,? |which is ){NUMBER}(?! of\b)")
_TO_OR_PERCENT = re.compile(
    rf"\bto {WORD}{{0,2}}{NUMBER}(?: \w+)?,? (?:or |\(|that is,? ){NUMBER}(?! of\b)"
)
_FROM_OTHERS = re.compile(r" (?:above|below|higher than|lower than|ahead of|behind|short of)\b")
_MOVED_BY = re.compile(rf"\b{CHANGED},? by\b", re.IGNORECASE)
_MULTIPLIED = re.compile(rf"\b(?:{'|'.join(_BY_WORD)})\b", re.IGNORECASE)
_ROUGH = Decimal("0.1")  # how far "about" may lie, as a part of it
_NEAR_CHANGE = Decimal("0.3")  # how far a mistaken size is from the right one, as a part of it
_FEW_POINTS = Decimal(12)


@dataclass(frozen=True)
class _ToldSize:
    """A number that is said to be the size of a change.

    ``rises``: of a rise, if it is said. ``near`` are words before it, as "more than". ``plain``:
    its words say so, and not its place alone.
    """

    mention: Mention
    rises: bool | None
    near: str = ""
    rough: bool = False
    plain: bool = True

    @property
    def is_verb(self) -> bool:
        """Whether a verb says so: "doubled"."""
        return self.mention.text.lower() in _BY_WORD

    def numbers_of(self, numbered: NumberedSentence, told: Sequence[Mention]) -> list[Mention]:
        """The numbers of a sentence between which it may be."""
        of_form = {Form.POINTS: {Form.PERCENT}, Form.TIMES: {*_COUNTED, Form.PERCENT}}
        kinds = of_form.get(self.mention.form, _COUNTED)
        figures = [
            replace(each, form=Form.COUNT) if each.form is Form.TIMES else each  # "used 41 times"
            for each in numbered.figures
            if each not in told and each not in numbered.of_others
        ]
        alike = [each for each in figures if each.form in kinds]
        return [each for each in alike if not _is_restated(each, alike, numbered.context.typed)]

    def between(self, pair: _Pair) -> list[Decimal]:
        """What it may be, if it can be of such numbers: a percentage is of the earlier one."""
        before, now, form = pair.before, pair.now, self.mention.form
        if before.form is not now.form:
            return []
        change = abs(before.amount - now.amount)
        low, high = sorted((abs(before.amount), abs(now.amount)))
        if form is Form.TIMES:
            ends = (low, high) if self.mention.amount > 1 else (high, low)
            first, last = (before.amount, now.amount) if pair.ordered else ends
            return [last / first] if first else []
        if form in _COUNTED:
            exact = own_decimals(self.mention.amount) <= own_decimals(change)
            return [change] if before.form is form and exact else []
        points = [change] if before.form is Form.PERCENT else []
        wholes = {True: [low], False: [high], None: [low, high]}[self.rises]
        wholes = [abs(before.amount)] if pair.ordered else wholes
        percents = [100 * change / whole for whole in wholes if whole]
        return points if form is Form.POINTS else percents + points

    def fits(self, right: Decimal, slack: Decimal = Decimal(0)) -> bool:
        """Whether it may be said of what is right, whose own rounding is ``slack``."""
        told, form = abs(self.mention.amount), self.mention.form
        if form is Form.RATIO:
            return may_be_said(self.mention, self.near, right)
        if form is Form.TIMES:
            return is_multiple(right, told, self.near)
        reach = rounding_of(self.mention) + HARDLY + slack
        return abs(right - told) <= max(reach, told * _ROUGH if self.rough else reach)

    def slack(self, pair: _Pair) -> Decimal:
        """How much further a percentage may be, for the rounding of its two numbers."""
        least = min(abs(pair.before.amount), abs(pair.now.amount))
        if self.mention.form is not Form.PERCENT or pair.before.form is Form.PERCENT or not least:
            return Decimal(0)
        return 100 * (spread_of(pair.before) + spread_of(pair.now)) / least

    def is_mistake_for(self, right: Decimal, pair: _Pair) -> bool:
        """Whether it is near the right size, or a percentage of the wrong one of two numbers."""
        told = abs(self.mention.amount)
        if self.mention.form in {Form.RATIO, Form.TIMES}:
            return True
        if abs(right - told) <= right * _NEAR_CHANGE:
            return True
        if self.mention.form is Form.POINTS:
            return abs(right - told) <= _FEW_POINTS
        other = replace(self, rises=not self.rises)
        return self.mention.form is Form.PERCENT and any(map(self.fits, other.between(pair)))


def _is_restated(mention: Mention, others: Sequence[Mention], typed: str) -> bool:
    """Whether a rough number is given exactly after it: "more than nine hundred (908"."""
    rough = near_words(typed[: mention.start])
    return bool(rough) and any(
        each.start > mention.end
        and typed[: each.start].endswith("(")
        and abs(each.amount - mention.amount) <= each.amount * _ROUGH
        for each in others
    )


def _list_sizes(numbered: NumberedSentence) -> list[_ToldSize]:
    """What a sentence says to be the size of a change."""
    typed = numbered.context.typed
    readings = {each.mention.start: each.reading for each in numbered.context.matched}
    sizes: dict[Mention, _ToldSize] = {}
    for mention in numbered.figures:
        reading = readings.get(mention.start)
        if reading and (said := _said_of_size(mention, reading, typed)):
            sizes[mention] = said
    for match in _OR_PERCENT.finditer(numbered.text):
        both = numbered.named(match)
        if both[0] in sizes and both[1].form is Form.PERCENT:
            sizes[both[1]] = replace(sizes[both[0]], mention=both[1])
    for match in _TO_OR_PERCENT.finditer(numbered.text) if numbered.movements else ():
        percent = numbered.named(match)[1]
        if percent.form is Form.PERCENT:
            sizes.setdefault(percent, _ToldSize(percent, None))
    for word in _MULTIPLIED.finditer(typed):
        amount = Decimal(_BY_WORD[word[0].lower()])
        mention = Mention(*word.span(), word[0], amount, Form.TIMES)
        sizes[mention] = _ToldSize(mention, None, near_words(typed[: word.start()]))
    return list(sizes.values())


def _said_of_size(mention: Mention, reading: Reading, typed: str) -> _ToldSize | None:
    """A number as the size of a change, if its words or its place say that it is one."""
    before, after = typed[: mention.start], typed[mention.end :]
    near = near_words(before)
    if mention.form is Form.TIMES:
        the = mention.text.lower().endswith(" the")
        if the and not before.strip():
            return None  # "Double the time of the worker", which is asked for
        is_size = not _OF_A_CHANGE.match(after) if the else _TIMES_OF.match(after)
        return _ToldSize(mention, None, near) if is_size else None
    said = _SAID_BEFORE.search(before)
    if mention.form is not Form.RATIO:
        said = said or _SAID_AFTER.match(after)
    by_place = mention.form is Form.POINTS or (
        mention.form is Form.PERCENT and reading.roles[:1] == (Role.PERCENT_CHANGE,)
    )
    if mention.form not in _SIZES or not (said or by_place) or _MARGIN.search(before):
        return None
    rises = bool(said["up"]) if said and (said["up"] or said["down"]) else None
    return _ToldSize(mention, rises, near, reading.rough, said is not None)


def _check_sizes(numbered: NumberedSentence) -> Iterator[Finding]:
    """Each size that is none of the two numbers next to it, nor of any two others."""
    sizes = _list_sizes(numbered)
    told = [each.mention for each in sizes]
    for size in sizes:
        pair = None if _is_of_else(numbered, size) else _find_pair(numbered, size, told)
        right = size.between(pair) if pair else []
        slack = size.slack(pair) + _slack_of_ends(numbered, pair) if pair else Decimal(0)
        if pair is None or not right or any(size.fits(each, slack) for each in right):
            continue
        if _is_apart(numbered, size, pair) or _has_own_size(numbered, size, pair):
            continue
        if _fits_others(numbered, size, told, pair):
            continue
        if pair.sure or size.is_mistake_for(right[0], pair):
            yield _size_finding(numbered, size, pair, right[0])


def _slack_of_ends(numbered: NumberedSentence, pair: _Pair) -> Decimal:
    """How much further a change may be where its ends are "about twenty" and "over thirty"."""
    typed = numbered.context.typed
    rough = [near_words(typed[: each.start]) for each in (pair.before, pair.now)]
    return sum((_ROUGH_END for each in rough if each), Decimal(0))


_ROUGH_END = Decimal(10)  # percent


def _is_of_else(numbered: NumberedSentence, size: _ToldSize) -> bool:
    """Whether a size is held, or is that of others or a distance from them."""
    mention = size.mention
    held = numbered.is_held(mention) and mention.form is not Form.RATIO
    if held or _FROM_OTHERS.match(numbered.context.typed[mention.end :]):
        return True
    return any(each.start == mention.start for each in numbered.of_others)


def _is_apart(numbered: NumberedSentence, size: _ToldSize, pair: _Pair) -> bool:
    """Whether a clause has a change of its own: "fell by 15.5%, and the share rose from …"."""
    own = [each for each in (pair.before, pair.now) if each in numbered.figures]
    clause = numbered.context.clause_at(size.mention.start)
    away = bool(own) and not any(clause.holds(each.start) for each in own)
    goes_on = _GOES_ON.match(clause.text) and any(each.end < size.mention.start for each in own)
    return away and not goes_on and _MOVED_BY.search(clause.text) is not None


_GOES_ON = re.compile(r"\W*(?:so|which|or|that)\b")


def _has_own_size(numbered: NumberedSentence, size: _ToldSize, pair: _Pair) -> bool:
    """Whether two numbers in a later clause than a size have a size of their own there."""
    clause = numbered.context.clause_at(size.mention.start)
    later = [replace(size, mention=each) for each in numbered.figures if each.start >= clause.end]
    fitting = any(each.fits(right) for each in later for right in each.between(pair))
    return pair.before in numbered.figures and pair.before.start >= clause.end and fitting


def _fits_others(
    numbered: NumberedSentence, size: _ToldSize, told: Sequence[Mention], pair: _Pair
) -> bool:
    """Whether any two numbers nearby make a size."""
    if size.mention.form in {Form.RATIO, Form.TIMES}:
        return False
    before = () if pair.sure else numbered.figures_before
    beside = [each for each in (*before, *numbered.figures) if each not in told]
    pairs = (_Pair(*each, ordered=False) for each in combinations(beside, 2))
    return any(size.fits(right) for pair in pairs for right in size.between(pair))


def _size_finding(
    numbered: NumberedSentence, size: _ToldSize, pair: _Pair, right: Decimal
) -> Finding:
    before, now = f"“{pair.before.text}”", f"“{pair.now.text}”"
    if size.mention.form is Form.TIMES:
        near = f"{size.near} " if size.near else ""
        what = f"“{near}{size.mention.text}” is said of {before} and {now}"
        weight = wrong_if(are_in_digits(pair.before, pair.now))
        return numbered.finding(what, "A multiple must be that of its own numbers.", weight)
    percent = "%" if size.mention.form in _PARTS else ""
    shown = number_text(right, 1 if percent else max(0, -int(right.as_tuple().exponent))) + percent
    step = f"but from {before} to {now} is {shown}"
    step = step if pair.ordered else f"and {before} and {now} are {shown} apart"
    return numbered.finding(
        f"“{size.mention.text}” is said, {step}",
        "The size of a change must be that between its two figures.",
        weigh(size.mention, right, [pair.before, pair.now]),
    )


# Which way it went

_THEN_SAID = re.compile(
    r"[^#;\d]{0,40}?, (?:so |and so |thus |which is |that is |representing )*(?:an? |the )?"
    rf"(?:\w+ )??{_DIRECTION}"
)
_THAT_PUTS = re.compile(
    rf"^(?:That|This) (?:puts|is|means|represents|makes)\b[^#;,]{{0,20}}?\b{_DIRECTION}"
)
_NEAR_CLAIM = 40  # letters


def _check_directions(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "rose from 22.5% to 20.9%", and "14.9% after 12.0%, so down by 2.9 points"."""
    typed = [each.mention for each in numbered.context.matched]
    for pair in find_pairs(numbered):
        first, last = sorted(pair, key=lambda each: each.start)
        for claim in numbered.movements if {*pair} <= {*typed} else ():
            near = 0 <= first.start - claim.end < _NEAR_CLAIM
            if near and claim.clause.holds(first.start) and claim.clause.holds(last.start):
                rises = (claim.says is ClaimType.ROSE) is not claim.negated
                yield from _judge_direction(numbered, claim.text, *pair, rises=rises)
        after = numbered.text.partition(f"#{numbered.figures.index(last)}#")[2]
        yield from _judge_said(numbered, _THEN_SAID.match(after), *pair)
    puts, previous = _THAT_PUTS.match(numbered.text), numbered.context.previous
    if puts and previous is not None:
        for pair in find_pairs(NumberedSentence(previous)):
            if previous.figures[-1] in pair:
                yield from _judge_said(numbered, puts, *pair)


def _judge_said(
    numbered: NumberedSentence, said: re.Match[str] | None, before: Mention, now: Mention
) -> Iterator[Finding]:
    if said and before.form is not Form.POUNDS:
        words = said["up"] or said["down"]
        yield from _judge_direction(numbered, words, before, now, rises=bool(said["up"]))


def _judge_direction(
    numbered: NumberedSentence, words: str, before: Mention, now: Mention, *, rises: bool
) -> Iterator[Finding]:
    if before.amount != now.amount and rises is (now.amount < before.amount):
        step = f"from “{before.text}” to “{now.text}”"
        yield numbered.finding(
            f"“{words}” is said, but {step} is the other way",
            "A direction must be that of its own numbers.",
        )
