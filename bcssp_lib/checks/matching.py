"""Which figure that the data hold a typed number is, judged over all numbers of a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from bcssp_lib.checks.held_numbers import CHANGES, HeldNumber, Role, list_held
from bcssp_lib.checks.measures import (
    MeasureIndex,
    MeasureKey,
    Words,
    category_words,
    measure_of,
)
from bcssp_lib.checks.mention_reading import Reading
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.times import When
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.wording import own_decimals, round_half_up

_ROUGH = Decimal("0.04")  # how far "about" may lie from a count, as a part of it
_NEAR_SHARE = Decimal(4)  # percentage points: how far "nearly half" may lie from a share
_SHOWN_WHOLE = Decimal("0.5")  # as 59 for 59.4
_ROUGH_FROM = 20  # fewer are counted, not estimated
_PERCENTS = {Form.PERCENT, Form.POINTS}


class HeldIndex(MeasureIndex):
    """Everything that is held: numbers by amount and by measure, and measures by their words."""

    def __init__(
        self,
        facts: Iterable[Fact],
        codes: Mapping[str, str],
        called: Mapping[str, Sequence[str]],
    ) -> None:
        """``called`` are the other names of facts, by their own."""
        self.by_amount: dict[Decimal, list[HeldNumber]] = defaultdict(list)
        self.by_measure: dict[MeasureKey, list[HeldNumber]] = defaultdict(list)
        for number in chain.from_iterable(map(list_held, facts)):
            if not number.category or category_words(number.fact, number.category):
                self.by_amount[abs(number.amount)].append(number)
                self.by_measure[number.measure].append(number)
        self._amounts = sorted(self.by_amount)
        super().__init__(
            {
                key: measure_of(numbers[0].fact, key[1], called.get(numbers[0].fact.name, ()))
                for key, numbers in self.by_measure.items()
            },
            codes,
        )

    def numbers_near(self, reading: Reading) -> Iterator[HeldNumber]:
        """The numbers that a typed one equals, or comes near to where the text says so."""
        mention, form = reading.mention, reading.mention.form
        amount = abs(mention.amount)
        reach = _reach(reading)
        low = bisect_left(self._amounts, amount - reach)
        high = bisect_right(self._amounts, amount + reach)
        for held in self._amounts[low:high]:
            for number in self.by_amount[held]:
                if is_alike(form, number.form) and _may_be(amount, number, reading):
                    yield number


def _reach(reading: Reading) -> Decimal:
    """How far from a typed number the one may lie that is meant."""
    amount, form = abs(reading.mention.amount), reading.mention.form
    if form is Form.RATIO:
        return _NEAR_SHARE
    if form in _PERCENTS:
        return Decimal(1) if reading.rough else _SHOWN_WHOLE
    if form is Form.COUNT and reading.rough and amount >= _ROUGH_FROM:
        return max(amount * _ROUGH, _SHOWN_WHOLE)
    return _SHOWN_WHOLE if form is Form.COUNT else Decimal(0)


def _may_be(amount: Decimal, number: HeldNumber, reading: Reading) -> bool:
    """Whether a number is the typed one, or is it when it is rounded as the text rounds."""
    if abs(number.amount) == amount or reading.rough or reading.mention.form is Form.RATIO:
        return True
    whole = reading.mention.amount.as_tuple().exponent == 0
    if whole and number.amount != int(number.amount):
        return True
    return is_more_exactly(amount, abs(number.amount))


def is_more_exactly(amount: Decimal, held: Decimal) -> bool:
    """Whether a number is a held one with more decimals: 82.45 of what is held as 82.5."""
    decimals = own_decimals(held)
    return 0 < decimals < own_decimals(amount) and round_half_up(amount, decimals) == held


def is_alike(form: Form, held: Form) -> bool:
    """Whether a number in the text and one that is held are of one kind."""
    if form is Form.RATIO:
        return held is Form.PERCENT
    return form is held or {form, held} == _PERCENTS


@dataclass(frozen=True)
class Mentioned:
    """A number as it was read, the words near it, the noun it counts, and its section.

    ``phrase`` are the stems after it, up to its noun.
    """

    reading: Reading
    words: Words
    noun: str
    section: str
    phrase: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """A held number that a typed one may be, how well it fits, and how much of its measure.

    ``others``: how many other numbers of the sentence fit the same measure. ``follows``: the
    sentence before has figures of it.
    """

    number: HeldNumber
    fit: float
    measure: float
    at_home: bool
    others: int = 0
    follows: bool = False


# What it takes away that a sentence speaks of another measure by so much more of its words.
_BEHIND, _BEHIND_FROM = 2.0, 0.25
_CARRIED = 0.8  # what it adds that the sentence before has figures of the measure
_ALONE = -0.8  # what it takes away that they are all of another one
_A_RUN = 3
_SUPPORT = (0.0, 0.7, 1.0)  # what other numbers of the sentence that fit the same measure add


def match_all(
    mentioned: Sequence[Mentioned],
    index: HeldIndex,
    bound: Iterable[MeasureKey],
    carried: Container[MeasureKey],
) -> list[Match | None]:
    """For each number of a sentence the held number that it most likely is.

    Numbers of one measure support each other: "from 67 to 94" is likelier to be of a measure
    that holds both. ``bound`` are the measures that the sentence shows already, and ``carried``
    those of the figures in the sentence before it.
    """
    runs = _find_runs(mentioned, index)
    options = [list(_list_matches(each, index, carried, runs)) for each in mentioned]
    supporters: dict[MeasureKey, set[int]] = defaultdict(set)
    for place, matches in enumerate(options):
        for each in matches:
            if each.fit > 0.8 and each.number.role is mentioned[place].reading.roles[0]:
                supporters[each.number.measure].add(place)
    for key in bound:
        supporters[key].add(-1)
    found = []
    for place, matches in enumerate(options):
        support = {key: len(places - {place}) for key, places in supporters.items()}
        most = max(support.values(), default=0)
        supported = [_support(each, support.get(each.number.measure, 0), most) for each in matches]
        found.append(max(supported, key=lambda match: match.fit, default=None))
    return found


def _support(match: Match, others: int, most: int) -> Match:
    """A match with what other numbers add, or take away where they are all of another measure."""
    more = _SUPPORT[min(others, len(_SUPPORT) - 1)]
    alone = others == 0 and most > 1
    return replace(match, fit=match.fit + (_ALONE if alone else more), others=others)


def _find_runs(mentioned: Sequence[Mentioned], index: HeldIndex) -> set[MeasureKey]:
    """The measures of which a sentence lists three periods or more, as in "192, 241 and 215"."""
    periods: dict[tuple[MeasureKey, Against | None], dict[int, set[Period]]] = {}
    for place, one in enumerate(mentioned if len(mentioned) >= _A_RUN else ()):
        for number in index.by_amount.get(abs(one.reading.mention.amount), ()):
            if number.role is Role.VALUE and is_alike(one.reading.mention.form, number.form):
                of_it = periods.setdefault((number.measure, number.whose), {})
                of_it.setdefault(place, set()).add(number.period)
    return {
        measure
        for (measure, _), listed in periods.items()
        if len(listed) >= _A_RUN and len(set().union(*listed.values())) >= _A_RUN
    }


def _list_matches(
    one: Mentioned,
    index: HeldIndex,
    carried: Container[MeasureKey],
    runs: Container[MeasureKey],
) -> Iterator[Match]:
    spoken = index.spoken_of(one.words)
    best = spoken[0][1] if spoken else 0.0
    for number in index.numbers_near(one.reading):
        place, time = weigh_place(number, one.reading), weigh_time(number, one.reading)
        if time is None and number.measure in runs and number.role is Role.VALUE:
            time = 0.0
        if number.role not in one.reading.roles or place is None or time is None:
            continue
        measure = index.score(number.measure, one.words)
        at_home = number.fact.section == one.section
        fit = (
            3 * measure
            + _weigh_noun(number, one.noun, index)
            + _weigh_role(number, one.reading)
            - _BEHIND * max(0.0, best - measure - _BEHIND_FROM)
            + place
            + time
            + (0.2 if at_home else 0.0)
            + _weigh_rounding(number, one.reading, best - measure)
        )
        follows = number.measure in carried
        yield Match(number, fit + _CARRIED * follows, measure, at_home, follows=follows)


def _weigh_rounding(number: HeldNumber, reading: Reading, behind: float) -> float:
    """An exact number fits better; a rounded one only the measure that the sentence is about."""
    if abs(number.amount) == abs(reading.mention.amount):
        return 0.4
    of_rate = number.role is Role.RATE and reading.roles[0] is not Role.RATE
    return -1.5 if behind > _BEHIND_FROM or of_rate else 0.0


def _weigh_role(number: HeldNumber, reading: Reading) -> float:
    """How likely a number has this role; a change is seldom named without a word for it."""
    if number.role is reading.roles[0]:
        return 0.5
    if number.role in CHANGES and not reading.moves and number.whose is not Against.FORCE_AREA:
        return -1.2
    return 0.0


def _weigh_noun(number: HeldNumber, noun: str, index: HeldIndex) -> float:
    """Whether what follows the number is what the measure counts."""
    measure = index.measures[number.measure]
    if not noun or number.role not in {Role.VALUE, Role.CHANGE} or number.form is not Form.COUNT:
        return 0.0
    if noun in measure.known:
        return 0.6
    return -1.2 if noun in index.nouns else -0.1


def weigh_place(number: HeldNumber, reading: Reading) -> float | None:
    """How well the place of the text is that of the number; none where it is another."""
    if number.whose == reading.whose:
        return 0.5 if reading.says_whose else 0.3
    if number.whose in reading.whoses and len(set(reading.whoses)) > 1:
        return 0.1
    if reading.says_whose or (number.whose and number.whose not in reading.whoses):
        return None  # nobody gives the figures of others without naming them
    return -0.8


def weigh_time(number: HeldNumber, reading: Reading) -> float | None:
    """How well the time of the text is that of the number; none where it is another."""
    now, period, when = number.fact.period, number.period, reading.when
    if number.is_of_years:
        since = number.since
        return 0.4 if since and any(one.means(since, now) for one in reading.whens) else None
    if when is not None and reading.near_when:
        return _weigh_near_time(number, reading, when)
    if when is not None and when.means(period, now):
        return 0.4
    if number.is_now:
        of_kind = period.kind is now.kind  # and not its last quarter
        earlier = reading.earlier and reading.whose is None  # and not "than in England"
        return 0.0 if earlier or not of_kind else 0.3
    return _weigh_earlier(number, reading)


def _weigh_earlier(number: HeldNumber, reading: Reading) -> float | None:
    """How well an earlier figure fits where no time is next to the number."""
    now, period = number.fact.period, number.period
    before = period.end == now.previous().end
    if (
        reading.earlier
        and before
        and (reading.aside or reading.whose is None or not reading.says_whose)
    ):
        return 0.3
    if any(one.means(period, now) for one in reading.whens):
        return -0.2
    held = number.fact.known or number.category
    alone = not reading.whens and number.role is not Role.CHANGE and held
    return -0.2 if before and number.since is None and not alone else None


def _weigh_quarter(number: HeldNumber, when: When) -> float | None:
    """A quarter is not what a year means, least of all where figures of years are held."""
    if not when.is_year or number.period.kind is not PeriodKind.QUARTER:
        return 0.7
    return 0.3 if number.fact.period.kind is PeriodKind.QUARTER else None


def _weigh_near_time(number: HeldNumber, reading: Reading, when: When) -> float | None:
    now = number.fact.period
    if number.since is not None and reading.compared:
        return 0.7 if when.means(number.since, now) and number.is_now else None
    if when.means(number.period, now):
        return _weigh_quarter(number, when)
    if number.since is not None and number.is_now:
        return 0.6 if when.means(number.since, now) else 0.3
    if when.loose and number.is_now:
        return 0.1
    several = len(set(reading.whens)) > 1
    return 0.0 if several and any(one.means(number.period, now) for one in reading.whens) else None


@dataclass(frozen=True)
class MatchedNumber:
    """A typed number of a sentence with the held number that it is, if any."""

    mentioned: Mentioned
    match: Match | None

    @property
    def reading(self) -> Reading:
        """How its sentence speaks of it."""
        return self.mentioned.reading

    @property
    def mention(self) -> Mention:
        """Where it is, and how much."""
        return self.reading.mention

    @property
    def is_held(self) -> bool:
        """Whether it is that number beyond reasonable doubt."""
        match = self.match
        if match is None or match.measure < _least_measure(self):
            return False
        return match.fit >= _least_fit(self)


def _least_measure(number: MatchedNumber) -> float:
    """How much of a measure's words a text must hold: the rarer a number, the fewer."""
    amount, form = abs(number.mention.amount), number.mention.form
    assert number.match is not None
    supported = number.match.others > (0 if amount >= 20 or amount != int(amount) else 1)
    if form is Form.RATIO:
        return 0.5
    if supported or number.match.follows:
        return 0.0 if number.match.others > 1 and number.match.at_home else 0.15
    if form is Form.COUNT and amount >= 200:
        return 0.15
    if form is Form.PLACE:
        return 0.25
    if amount != int(amount):
        return 0.1 if number.match.at_home else 0.3
    return 0.45 if amount < 20 else 0.3


def _least_fit(number: MatchedNumber) -> float:
    amount, form = abs(number.mention.amount), number.mention.form
    if form is Form.COUNT and amount >= 200:
        return 1.1
    if amount != int(amount) or (form is Form.COUNT and amount >= 50):
        return 1.4
    return 1.9
