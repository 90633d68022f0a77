"""Testing claims of a change on the year before against the fact that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.claims import SUPPORTED, Claim, Ruling, Verdict, contradiction, no_support
from bcssp_lib.checks.fact_index import FactIndex, binding_expression
from bcssp_lib.model.checking import ClaimType, Degree, Sizes
from bcssp_lib.model.fact import Change, Fact
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.verdicts import Signal
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.rounding import round_half_up
from bcssp_lib.stats.wording import PERCENT_DECIMALS


@dataclass(frozen=True)
class Movement:
    """The change of a fact on the year before.

    ``change`` is in the fact's own unit, and None if we have no earlier figure. ``size`` is
    its size in percent of the earlier figure, or in points; None if that means nothing.
    ``chance``: whether chance alone could explain it; None if we have no interval.
    """

    change: Decimal | None
    size: Decimal | None = None
    points: bool = False
    chance: bool | None = None
    ratio: Decimal | None = None

    def at_least(self, percent: Decimal, points: Decimal) -> bool | None:
        """Whether the change is at least so large; None if that cannot be said."""
        return None if self.size is None else self.size >= (points if self.points else percent)

    def at_most(self, percent: Decimal, points: Decimal) -> bool | None:
        """Whether the change is at most so large; None if that cannot be said."""
        return None if self.size is None else self.size <= (points if self.points else percent)

    def large(self, sizes: Sizes) -> bool | None:
        """Whether it is large enough for "sharply"."""
        return self.at_least(sizes.large_percent, sizes.large_points)

    def slight(self, sizes: Sizes) -> bool | None:
        """Whether it is small enough for "slightly"."""
        return self.at_most(sizes.slight_percent, sizes.slight_points)

    def stable(self, sizes: Sizes) -> bool | None:
        """Whether it is small enough for "stable"."""
        return self.at_most(sizes.stable_percent, sizes.stable_points)


def measure_movement(fact: Fact) -> Movement:
    """The change of a fact, as it is shown."""
    if fact.amount is None:
        return Movement(None)
    if _is_a_change(fact):
        return Movement(change=fact.amount, size=abs(fact.amount))
    if fact.change is None or fact.change.amount is None or fact.previous is None:
        return Movement(None)
    change = round_half_up(fact.change.amount, fact.decimals)
    points = fact.unit is Unit.PERCENT
    before = fact.previous.amount
    return Movement(
        change=change,
        size=_size(fact.change, change, points=points),
        points=points,
        chance=fact.change.chance,
        ratio=fact.amount / before if before else None,
    )


def _size(change: Change, shown: Decimal, *, points: bool) -> Decimal | None:
    if points or shown == 0:
        return abs(shown)
    if change.percent is None or change.few:
        return None
    return round_half_up(abs(change.percent), PERCENT_DECIMALS)


def _is_a_change(fact: Fact) -> bool:
    """Whether a figure is itself a change on the year before."""
    title = fact.title.lower()
    return fact.unit is Unit.PERCENT and title.endswith(("change on year", ", change"))


_NEAR = Decimal("0.1")  # of a multiple: how near "nearly doubled" must be to it


def describe_evidence(fact: Fact) -> str:
    """What the data hold of a fact, in a sentence."""
    words = FactWords(fact)
    if words.change:
        return f"{fact.title} {words.change_phrase}."
    return f"{fact.title}, {words.when}: {words.text}."


def _no_year_before(fact: Fact) -> Verdict:
    return no_support(f"{fact.title}: {FactWords(fact).change_phrase}.", binding_expression(fact))


def _check_direction(claim: Claim, fact: Fact, index: FactIndex, *, up: bool) -> Verdict:
    """A rise or fall, with the strength that is claimed for it."""
    moved = measure_movement(fact)
    change = binding_expression(fact, "change")
    if moved.change is None:
        return _no_year_before(fact)
    if (moved.change > 0) is not up or moved.change == 0:
        return contradiction(describe_evidence(fact), change)
    strength = _strength(claim.degree, moved, fact, index)
    if strength is not None:
        return strength
    if claim.goes_on and not _is_a_run(fact):
        return no_support(
            f"{describe_evidence(fact)} We cannot say whether it did so earlier too: we have only "
            "the year before.",
            change,
        )
    if moved.chance:
        return no_support(
            f"{describe_evidence(fact)} Say so next to the word, or bind the change.", change
        )
    return SUPPORTED


def _is_a_run(fact: Fact) -> bool:
    """Whether the trend of a fact says that it went on for several periods."""
    return fact.trend is not None and fact.trend.signal in {Signal.SHIFT, Signal.TREND}


def _in_words(fact: Fact) -> str:
    return f"{fact.title} {FactWords(fact).change_phrase}"


def _strength(degree: Degree, moved: Movement, fact: Fact, index: FactIndex) -> Verdict | None:
    """Why a change may not be called so large, or so small; None if it may."""
    change = binding_expression(fact, "change")
    if degree is Degree.PLAIN:
        return None
    if degree is Degree.SLIGHT:
        if moved.slight(index.sizes) is False:
            return contradiction(f"{describe_evidence(fact)} That is not slight.", change)
        return None
    if moved.chance:
        return contradiction(
            f"{describe_evidence(fact)} Its interval ({FactWords(fact).change_interval}) holds no "
            "change at all.",
            change,
        )
    if degree is Degree.LARGE:
        large = moved.large(index.sizes)
        return (
            contradiction(f"{describe_evidence(fact)} That is not so large.", change)
            if not large
            else None
        )
    if moved.chance is None:
        return no_support(
            f"{describe_evidence(fact)} We have no interval, so it cannot be called significant.",
            change,
        )
    return None


def check_same(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """No change at all, or hardly any."""
    moved = measure_movement(fact)
    if moved.change is None:
        return _no_year_before(fact)
    if moved.change == 0:
        return SUPPORTED
    change = binding_expression(fact, "change")
    if claim.says is ClaimType.SAME:
        return contradiction(describe_evidence(fact), change)
    if moved.stable(index.sizes) or (moved.chance and moved.slight(index.sizes) is not False):
        return SUPPORTED
    return contradiction(describe_evidence(fact), change)


def check_no_significant_change(_claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """A change that chance explains, or none that is worth a word."""
    moved = measure_movement(fact)
    if moved.change is None:
        return _no_year_before(fact)
    if moved.chance or (moved.chance is None and moved.stable(index.sizes)):
        return SUPPORTED
    if moved.chance is None:
        return no_support(
            f"{describe_evidence(fact)} We have no interval for it.",
            binding_expression(fact, "change"),
        )
    interval = f"Its interval is {FactWords(fact).change_interval}."
    return contradiction(
        f"{describe_evidence(fact)} {interval}", binding_expression(fact, "change")
    )


def check_multiple(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """Doubled, trebled, halved: "nearly" is within a tenth below, "more than" is above."""
    moved = measure_movement(fact)
    if moved.change is None or moved.ratio is None:
        return _no_year_before(fact)
    factor = Decimal(str(claim.factor))
    off = (moved.ratio - factor) / factor
    if claim.factor < 1:  # "more than halved" fell below half
        off = -off
    if claim.whom in {"more than", "over", "just over"}:
        fits = off > 0 if claim.whom != "just over" else 0 < off <= 2 * _NEAR
    elif claim.whom in {"nearly", "almost", "just under", "less than"}:
        fits = -2 * _NEAR <= off < 0
    else:
        fits = abs(off) <= _NEAR
    if fits and moved.chance:
        return contradiction(describe_evidence(fact), binding_expression(fact, "change"))
    return (
        SUPPORTED
        if fits
        else contradiction(describe_evidence(fact), binding_expression(fact, "change"))
    )


def check_improvement(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """Better or worse, where one direction is good news."""
    polarity = index.polarity(fact)
    if polarity is Polarity.NEITHER:
        moved = measure_movement(fact)
        if moved.change is None:
            return _no_year_before(fact)
        return contradiction(
            f"{describe_evidence(fact)} Neither a high nor a low figure is better in itself.",
            binding_expression(fact, "change"),
        )
    better = claim.says is ClaimType.IMPROVED
    return _check_direction(claim, fact, index, up=better is (polarity is Polarity.HIGHER))


def check_significance(_claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """A change that is called significant, whichever way it went."""
    moved = measure_movement(fact)
    if moved.change is None:
        return _no_year_before(fact)
    if moved.change == 0:
        return contradiction(describe_evidence(fact), binding_expression(fact, "change"))
    return _strength(Degree.SIGNIFICANT, moved, fact, index) or SUPPORTED


def check_biggest(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """The largest rise or fall among the facts of its section, in number or in percent."""
    up = claim.says is ClaimType.BIGGEST_RISE
    moved = _check_direction(
        Claim(claim.says, claim.start, claim.end, claim.text), fact, index, up=up
    )
    if moved.ruling is Ruling.CONTRADICTED or measure_movement(fact).change is None:
        return moved
    others = [
        (other, measure_movement(other)) for other in index.facts if other.section == fact.section
    ]
    way = [(other, m) for other, m in others if m.change is not None and (m.change > 0) is up]
    most = max(way, key=lambda pair: abs(pair[1].change or Decimal(0)))[0]
    steepest = max(way, key=lambda pair: pair[1].size or Decimal(0))[0]
    if fact in {most, steepest}:
        return SUPPORTED
    return contradiction(
        f"{describe_evidence(fact)} {_in_words(steepest)}, and {_in_words(most)}.",
        binding_expression(fact, "change"),
    )


def check_rise(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """A rise, with the strength that is claimed for it."""
    return _check_direction(claim, fact, index, up=True)


def check_fall(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """A fall, with the strength that is claimed for it."""
    return _check_direction(claim, fact, index, up=False)
