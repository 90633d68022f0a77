"""Testing a claim against the fact that it is made of: compared with others, a target, a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.checks import change_tests as change
from bcssp_lib.checks.change_tests import measure_movement
from bcssp_lib.checks.claims import SUPPORTED, Claim, Ruling, Verdict, contradiction, no_support
from bcssp_lib.checks.fact_index import FactIndex, binding_expression
from bcssp_lib.model.checking import ELSEWHERE, REGION, ClaimType, Degree
from bcssp_lib.model.fact import Fact, FactComparison
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.verdicts import Against, Answer
from bcssp_lib.model.verdicts import Verdict as Beside
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.rounding import round_half_up
from bcssp_lib.stats.wording import PERCENT_DECIMALS, signed_percent

_EXPECTED = {ClaimType.ABOVE: Beside.HIGHER, ClaimType.BELOW: Beside.LOWER}
_WHOM: tuple[tuple[tuple[str, ...], Against], ...] = (
    (("england", "national", "english"), Against.ENGLAND),
    ((REGION, "region"), Against.REGION),
    (("statistical", "similar"), Against.NEIGHBOURS),
    (("force", "neighbour", "other", "elsewhere"), Against.PEERS),
)


def find_against(whom: str, fact: Fact) -> FactComparison | None:
    """The comparison that words such as "the England average" mean, if the fact has it."""
    if ELSEWHERE in whom:
        return None
    for words, against in _WHOM:
        if any(word in whom for word in words):
            return fact.against(against)
    comparisons = (fact.against(one) for _, one in _WHOM)
    return next((comparison for comparison in comparisons if comparison is not None), None)


def check_comparison(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """Higher or lower than others, or like them."""
    if claim.text.lower().startswith(("more", "less")) and "force" in claim.whom:
        return _has_changed_more(claim, fact)
    other = find_against(claim.whom, fact)
    if other is None or other.verdict is None:
        why = FactWords(fact).against(other) if other else "we have no figure for the others"
        return no_support(f"{fact.title}: {why}.", binding_expression(fact))
    suggestion = binding_expression(fact, "compare", other.against.value)
    if claim.says is ClaimType.LIKE:
        fits = other.verdict in {Beside.SIMILAR, Beside.SAME}
    else:
        fits = other.verdict is _EXPECTED[claim.says]
    if fits:
        return SUPPORTED
    return contradiction(f"{fact.title} {FactWords(fact).against(other)}.", suggestion)


def check_better_than(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """Better or worse than others, where one direction is good news."""
    polarity = index.polarity(fact)
    if polarity is Polarity.NEITHER:
        return contradiction(
            f"{fact.title}: neither a high nor a low figure is better in itself.",
            binding_expression(fact),
        )
    above = (claim.says is ClaimType.BETTER_THAN) is (polarity is Polarity.HIGHER)
    return check_comparison(
        replace(claim, says=ClaimType.ABOVE if above else ClaimType.BELOW), fact, index
    )


def _has_changed_more(claim: Claim, fact: Fact) -> Verdict:
    """As in "by more than the force area": the changes of the two, in percent."""
    own_change, theirs = _shown_percent(fact), fact.force_change
    if own_change is None or theirs is None:
        return no_support(
            f"{fact.title}: one of the two changes is not known.", binding_expression(fact)
        )
    theirs = round_half_up(theirs, PERCENT_DECIMALS)
    more = abs(own_change) > abs(theirs) and (own_change > 0) is (theirs > 0)
    if more is (claim.says is ClaimType.ABOVE):
        return SUPPORTED
    return contradiction(
        f"{fact.title} changed by {signed_percent(own_change)}, against {signed_percent(theirs)}.",
        binding_expression(fact, "compare", "force_area"),
    )


def _shown_percent(fact: Fact) -> Decimal | None:
    """The change of a fact in percent as it is shown; None if it is not."""
    change = fact.change
    if change is None or change.percent is None or change.few:
        return None
    return round_half_up(change.percent, PERCENT_DECIMALS)


def check_target(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """Met or missed, above or below: by the two figures and by which direction is better."""
    target = fact.target
    if target is None or fact.amount is None:
        return no_support(f"{fact.title} has no target.", binding_expression(fact))
    rated = f"{fact.title} {FactWords(fact).rating_phrase}."
    lower = index.polarity(fact) is Polarity.LOWER
    words = claim.text.lower()
    if any(word in words for word in ("above", "over", "exceed", "surpass", "ahead", "beat")):
        fits = fact.amount > target
    elif any(word in words for word in ("below", "under")):
        fits = fact.amount < target
    else:
        met = fact.amount <= target if lower else fact.amount >= target
        fits = met is (claim.says is ClaimType.TARGET_MET)
    return SUPPORTED if fits else contradiction(rated, binding_expression(fact, "rated"))


def check_rating(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """A colour; what has none is not spoken of as rated."""
    if fact.rating is not None and fact.rating == claim.whom:
        return SUPPORTED
    return contradiction(
        f"{fact.title} {FactWords(fact).rating_phrase}.", binding_expression(fact, "rated")
    )


def check_extreme(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """The highest or lowest of the country; we do not know the figures of others one by one."""
    end = claim.says.name.lower()
    if end in fact.title.lower():
        return SUPPORTED
    scope = f"{claim.text.lower()} {claim.whom}"
    country = any(word in scope for word in ("country", "england", "national", "authorit"))
    suggestion = binding_expression(fact, "rank")
    words = FactWords(fact)
    if country and fact.rank is not None:
        rank = fact.rank.rank
        top = (rank.highest if claim.says is ClaimType.HIGHEST else rank.lowest) == 1
        return SUPPORTED if top else contradiction(f"{fact.title} {words.rank_phrase}.", suggestion)
    nearby = Against.REGION if REGION in claim.whom or "region" in claim.whom else Against.PEERS
    comparison = fact.against(nearby)
    opposite = Beside.LOWER if claim.says is ClaimType.HIGHEST else Beside.HIGHER
    if comparison is not None and not country and comparison.verdict is opposite:
        return contradiction(f"{fact.title} {words.against(comparison)}.", suggestion)
    return no_support(
        f"{fact.title}: we have no figures to show that it is the {end} here.", suggestion
    )


def check_worst(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """The worst or the best of the country, by the answer that the report holds."""
    suggestion = binding_expression(fact, "worst")
    words = FactWords(fact).worst
    if fact.rank is None or fact.rank.worst is Answer.UNKNOWN:
        return no_support(words, suggestion)
    worst = fact.rank.worst is Answer.YES
    if claim.says is ClaimType.WORST:
        return SUPPORTED if worst else contradiction(words, suggestion)
    if worst:
        return contradiction(words, suggestion)
    return no_support(f"{words} Whether it is the best cannot be said.", suggestion)


def check_much(_claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """A large or small part: how much that is, the reader cannot know."""
    return no_support(
        f"{fact.title}: {FactWords(fact).text}. Show the figure.", binding_expression(fact)
    )


def check_all(_claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """All of them; a figure that is no share says nothing to it."""
    if fact.unit is not Unit.PERCENT or fact.amount == 100:
        return SUPPORTED
    return contradiction(f"{fact.title}: {FactWords(fact).text}.", binding_expression(fact))


def check_majority(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """More or less than half, of a fact that is a share."""
    words = FactWords(fact).text
    if fact.amount is None or fact.unit is not Unit.PERCENT:
        return no_support(
            f"{fact.title}, {words}, is a number, and does not say what share it is.",
            binding_expression(fact),
        )
    share = 100 * Decimal(str(claim.factor))
    fits = fact.amount > share if claim.says is ClaimType.MOST else fact.amount < share
    return (
        SUPPORTED
        if fits
        else contradiction(f"{fact.title}: {FactWords(fact).text}.", binding_expression(fact))
    )


def judge_claim(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """What the data say to a claim about a fact; a negated claim is judged the other way."""
    if (
        claim.says is ClaimType.RATED and fact.rating is None
    ):  # actions and returns are called red too
        return SUPPORTED
    if not fact.known:
        return no_support(f"We have no figure for “{fact.title}”: {FactWords(fact).text}.")
    verdict = _TESTS[claim.says](claim, fact, index)
    return _negate(verdict, claim, fact) if claim.negated else verdict


def _negate(verdict: Verdict, claim: Claim, fact: Fact) -> Verdict:
    """The verdict of a claim that is denied."""
    if verdict.ruling is Ruling.CONTRADICTED:
        return SUPPORTED
    rose = claim.says in {ClaimType.ROSE, ClaimType.FELL} and claim.degree is Degree.PLAIN
    right = rose and measure_movement(fact).change not in {None, Decimal(0)}
    if verdict.ruling is Ruling.SUPPORTED or (right and not claim.goes_on):
        return contradiction(
            change.describe_evidence(fact), verdict.suggestion or binding_expression(fact)
        )
    return verdict


_TESTS: Mapping[ClaimType, Callable[[Claim, Fact, FactIndex], Verdict]] = {
    ClaimType.ROSE: change.check_rise,
    ClaimType.FELL: change.check_fall,
    ClaimType.SAME: change.check_same,
    ClaimType.STABLE: change.check_same,
    ClaimType.NO_SIGNIFICANT_CHANGE: change.check_no_significant_change,
    ClaimType.MULTIPLIED: change.check_multiple,
    ClaimType.IMPROVED: change.check_improvement,
    ClaimType.WORSENED: change.check_improvement,
    ClaimType.ABOVE: check_comparison,
    ClaimType.BELOW: check_comparison,
    ClaimType.LIKE: check_comparison,
    ClaimType.HIGHEST: check_extreme,
    ClaimType.LOWEST: check_extreme,
    ClaimType.TARGET_MET: check_target,
    ClaimType.TARGET_MISSED: check_target,
    ClaimType.RATED: check_rating,
    ClaimType.SIGNIFICANT: change.check_significance,
    ClaimType.BIGGEST_RISE: change.check_biggest,
    ClaimType.BIGGEST_FALL: change.check_biggest,
    ClaimType.BETTER_THAN: check_better_than,
    ClaimType.WORSE_THAN: check_better_than,
    ClaimType.WORST: check_worst,
    ClaimType.BEST: check_worst,
    ClaimType.ALL: check_all,
    ClaimType.MUCH: check_much,
    ClaimType.MOST: check_majority,
    ClaimType.FEW: check_majority,
}
