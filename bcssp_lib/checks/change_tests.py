"""Testing claims of a change on the year before against the fact that they are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from bcssp_lib.checks.claims import SUPPORTED, Claim, Ruling, Verdict, contradiction, no_support
from bcssp_lib.checks.fact_index import FactIndex, binding_expression
from bcssp_lib.checks.mention_reading import Whose
from bcssp_lib.checks.numbered import ABOUT, is_multiple, may_be_said
from bcssp_lib.checks.numbers import Form, find_mentions
from bcssp_lib.checks.times import find_times
from bcssp_lib.model.checking import ClaimType, Degree, Sizes
from bcssp_lib.model.fact import Change, Fact
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.verdicts import Signal
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.wording import PERCENT_DECIMALS, number_text, round_half_up

_BEFORE_LAST = 2
_RISES = {ClaimType.ROSE, ClaimType.BIGGEST_RISE}


@dataclass(frozen=True)
class _Movement:
    """The change of a fact on the year before, as it is shown.

    ``change`` is in the fact's own unit. ``size`` is its size in percent of the earlier figure,
    or in points; None if that means nothing. ``chance``: whether chance alone could explain it;
    None if we have no interval. ``ratio`` is the figure divided by the earlier one.
    """

    change: Decimal
    size: Decimal | None
    points: bool = False
    chance: bool | None = None
    ratio: Decimal | None = None

    def is_large(self, sizes: Sizes) -> bool:
        """Whether it is large enough for "sharply"."""
        least = sizes.large_points if self.points else sizes.large_percent
        return self.size is not None and self.size >= least

    def is_more_than_slight(self, sizes: Sizes) -> bool:
        """Whether it is too large for "slightly"."""
        most = sizes.slight_points if self.points else sizes.slight_percent
        return self.size is not None and self.size > most

    def is_stable(self, sizes: Sizes) -> bool:
        """Whether it is small enough for "stable"."""
        most = sizes.stable_points if self.points else sizes.stable_percent
        return self.size is not None and self.size <= most


def measure_movement(fact: Fact) -> _Movement | None:
    """The change of a fact; None if it has none."""
    if fact.amount is None:
        return None
    if _is_a_change(fact):
        return _Movement(fact.amount, abs(fact.amount))
    if fact.change is None or fact.change.amount is None or fact.previous is None:
        return None
    change = round_half_up(fact.change.amount, fact.decimals)
    points = fact.unit is Unit.PERCENT
    before = fact.previous.amount
    return _Movement(
        change=change,
        size=_size(fact.change, change, points=points),
        points=points,
        chance=fact.change.chance,
        ratio=fact.amount / before if before else None,
    )


def _is_a_change(fact: Fact) -> bool:
    """Whether a figure is itself a change on the year before."""
    title = fact.title.lower()
    return fact.unit is Unit.PERCENT and title.endswith(("change on year", ", change"))


def _size(change: Change, shown: Decimal, *, points: bool) -> Decimal | None:
    if points or shown == 0:
        return abs(shown)
    if change.percent is None or change.few:
        return None
    return round_half_up(abs(change.percent), PERCENT_DECIMALS)


@dataclass(frozen=True)
class ClaimedFact:
    """A fact, and a claim that is made of it."""

    claim: Claim
    fact: Fact
    index: FactIndex

    @property
    def words(self) -> FactWords:
        """The words of the fact."""
        return FactWords(self.fact)

    @cached_property
    def evidence(self) -> str:
        """What the data hold of the fact, in a sentence."""
        if self.words.change:
            return f"{self.fact.title} {self.words.change_phrase}."
        return f"{self.fact.title}, {self.words.when}: {self.words.text}."

    def contradict(self, why: str, helper: str = "", *more: str) -> Verdict:
        """The fact says otherwise; the helper's expression would be true."""
        return contradiction(why, binding_expression(self.fact, helper, *more))

    def doubt(self, why: str, helper: str = "") -> Verdict:
        """The fact cannot say; the helper's expression would be true."""
        return no_support(why, binding_expression(self.fact, helper))


def judge_change(claimed: ClaimedFact) -> Verdict:
    """What the data say to a claim of a change."""
    moved = measure_movement(claimed.fact)
    if moved is None:
        return claimed.doubt(f"{claimed.fact.title}: {claimed.words.change_phrase}.")
    return CHANGE_TESTS[claimed.claim.says](claimed, moved)


def _check_rise_or_fall(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    return _check_direction(claimed, moved, up=claimed.claim.says in _RISES)


def _check_direction(claimed: ClaimedFact, moved: _Movement, *, up: bool) -> Verdict:
    """A rise or fall, with the strength that is claimed for it."""
    if moved.change == 0 or (moved.change > 0) is not up:
        return claimed.contradict(claimed.evidence, "change")
    if not _fits_part(claimed, moved):
        return claimed.contradict(claimed.evidence, "change")
    strength = _check_degree(claimed, moved, claimed.claim.degree)
    if strength.ruling is not Ruling.SUPPORTED:
        return strength
    if claimed.claim.goes_on:
        earlier = _check_run(claimed, up=up)
        if earlier.ruling is not Ruling.SUPPORTED:
            return earlier
    if moved.chance:
        why = f"{claimed.evidence} Say so next to the word, or bind the change."
        return claimed.doubt(why, "change")
    return SUPPORTED


_BY_PART = re.compile(rf"^ (?:\w+ )?by (?P<near>{ABOUT} )?(?=an? |one |two |half)")


def _fits_part(claimed: ClaimedFact, moved: _Movement) -> bool:
    """Whether a change is the part that its claim tells: "fell by about a third"."""
    claim = claimed.claim
    match = _BY_PART.match(claim.clause.text[claim.end - claim.clause.start :])
    told = find_mentions(match.string[match.end() :]) if match else ()
    if not match or not told or told[0].start or told[0].form is not Form.RATIO:
        return True
    counted = not moved.points and moved.size is not None
    return not counted or may_be_said(
        told[0], (match["near"] or "").lower(), moved.size or Decimal(0)
    )


def _check_run(claimed: ClaimedFact, *, up: bool) -> Verdict:
    """Whether it went the same way before too: in the year before that, or in every year."""
    fact, claim = claimed.fact, claimed.claim
    amounts = own_amounts(fact)
    years = sorted(period for period in amounts if period <= fact.period)
    if claim.every:
        years = _years_meant(claim, fact, years)
    changes = [amounts[now] - amounts[before] for before, now in pairwise(years)]
    wanted = changes if claim.every else changes[-claim.years : -1]
    if not wanted or (claim.every and len(wanted) < _BEFORE_LAST):
        trend = fact.trend.signal if fact.trend else None
        if trend in {Signal.SHIFT, Signal.TREND}:
            return SUPPORTED
        why = "We cannot say whether it did so earlier too: we have only the year before."
        return claimed.doubt(f"{claimed.evidence} {why}", "change")
    if all((change > 0) is up and change != 0 for change in wanted):
        return SUPPORTED
    listed = ", ".join(
        f"{number_text(amounts[year], fact.decimals)} ({year.label})" for year in years
    )
    return claimed.contradict(f"{fact.title}: {listed}.", "trend")


def _years_meant(claim: Claim, fact: Fact, years: list[Period]) -> list[Period]:
    """The years of a run: all that are held, or those since one that the clause names."""
    times = find_times(claim.clause.text)
    named = [
        year
        for year in years
        if year < fact.period.previous()
        and any(time.when.means(year, fact.period) for time in times)
    ]
    return [year for year in years if year >= min(named)] if named else years


def own_amounts(fact: Fact) -> dict[Period, Decimal]:
    """The area's own figures of a fact by their periods, as far as they are held."""
    return {
        period: amount
        for period, amount in list_amounts(fact, None, "")
        if period.kind is fact.period.kind
    }


def list_amounts(fact: Fact, whose: Whose, category: str) -> Iterator[tuple[Period, Decimal]]:
    """The figures of a fact, of the area itself or of others, by their periods."""
    if whose is None and not category:
        for period, value in ((fact.period.previous(), fact.previous), (fact.period, fact.value)):
            if value is not None and value.amount is not None:
                yield period, value.amount
    for figure in fact.series:
        if (figure.whose, figure.category) == (whose, category) and figure.amount is not None:
            yield figure.period, figure.amount


def _check_degree(claimed: ClaimedFact, moved: _Movement, degree: Degree) -> Verdict:
    """Whether a change may be called so large, or so small."""
    evidence, sizes = claimed.evidence, claimed.index.sizes
    match degree:
        case Degree.SLIGHT if moved.is_more_than_slight(sizes):
            return claimed.contradict(f"{evidence} That is not slight.", "change")
        case Degree.LARGE | Degree.SIGNIFICANT if moved.chance:
            interval = f"Its interval ({claimed.words.change_interval}) holds no change at all."
            return claimed.contradict(f"{evidence} {interval}", "change")
        case Degree.LARGE if not moved.is_large(sizes):
            return claimed.contradict(f"{evidence} That is not so large.", "change")
        case Degree.SIGNIFICANT if moved.chance is None:
            why = f"{evidence} We have no interval, so it cannot be called significant."
            return claimed.doubt(why, "change")
    return SUPPORTED


def _check_same(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    """No change at all, or hardly any."""
    sizes = claimed.index.sizes
    by_chance = moved.chance and not moved.is_more_than_slight(sizes)
    hardly = claimed.claim.says is ClaimType.STABLE and (by_chance or moved.is_stable(sizes))
    if moved.change == 0 or hardly:
        return SUPPORTED
    return claimed.contradict(claimed.evidence, "change")


def _check_no_significant_change(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    """A change that chance explains, or none that is worth a word."""
    if moved.chance or (moved.chance is None and moved.is_stable(claimed.index.sizes)):
        return SUPPORTED
    if moved.chance is None:
        return claimed.doubt(f"{claimed.evidence} We have no interval for it.", "change")
    interval = f"Its interval is {claimed.words.change_interval}."
    return claimed.contradict(f"{claimed.evidence} {interval}", "change")


def _check_multiple(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    """Doubled, trebled, halved."""
    if moved.ratio is None:
        return claimed.doubt(f"{claimed.fact.title}: {claimed.words.change_phrase}.")
    factor = Decimal(str(claimed.claim.factor))
    if not moved.chance and is_multiple(moved.ratio, factor, claimed.claim.whom):
        return SUPPORTED
    return claimed.contradict(claimed.evidence, "change")


def _check_improvement(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    """Better or worse, where one direction is good news."""
    polarity = claimed.fact.polarity
    if polarity is Polarity.NEITHER:
        why = "Neither a high nor a low figure is better in itself."
        return claimed.contradict(f"{claimed.evidence} {why}", "change")
    better = claimed.claim.says is ClaimType.IMPROVED
    return _check_direction(claimed, moved, up=better is (polarity is Polarity.HIGHER))


def _check_significance(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    """A change that is called significant, whichever way it went."""
    if moved.change == 0:
        return claimed.contradict(claimed.evidence, "change")
    return _check_degree(claimed, moved, Degree.SIGNIFICANT)


def _check_biggest(claimed: ClaimedFact, moved: _Movement) -> Verdict:
    """The largest rise or fall among the facts of its section, in number or in percent."""
    plain = replace(claimed.claim, degree=Degree.PLAIN, goes_on=False)
    verdict = _check_rise_or_fall(replace(claimed, claim=plain), moved)
    if verdict.ruling is Ruling.CONTRADICTED:
        return verdict
    most, steepest = _find_biggest(claimed, moved)
    if claimed.fact in (most, steepest):
        return SUPPORTED
    first, second = (f"{each.title} {FactWords(each).change_phrase}" for each in (steepest, most))
    return claimed.contradict(f"{claimed.evidence} {first}, and {second}.", "change")


def _find_biggest(claimed: ClaimedFact, moved: _Movement) -> tuple[Fact, Fact]:
    """Of the facts of a section that moved the same way, the largest in number and in percent."""
    section = [other for other in claimed.index.facts if other.section == claimed.fact.section]
    pairs = [(other, measure_movement(other)) for other in section]
    alike = [(other, m) for other, m in pairs if m is not None and m.change * moved.change > 0]
    most, _ = max(alike, key=lambda pair: abs(pair[1].change))
    steepest, _ = max(alike, key=lambda pair: pair[1].size or Decimal(0))
    return most, steepest


CHANGE_TESTS: Mapping[ClaimType, Callable[[ClaimedFact, _Movement], Verdict]] = {
    ClaimType.ROSE: _check_rise_or_fall,
    ClaimType.FELL: _check_rise_or_fall,
    ClaimType.SAME: _check_same,
    ClaimType.STABLE: _check_same,
    ClaimType.NO_SIGNIFICANT_CHANGE: _check_no_significant_change,
    ClaimType.MULTIPLIED: _check_multiple,
    ClaimType.IMPROVED: _check_improvement,
    ClaimType.WORSENED: _check_improvement,
    ClaimType.SIGNIFICANT: _check_significance,
    ClaimType.BIGGEST_RISE: _check_biggest,
    ClaimType.BIGGEST_FALL: _check_biggest,
}
