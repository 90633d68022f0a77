"""Testing a claim against the fact that it is made of: compared with others, a target, a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.checks import evidence_of_change as change
from bcssp_lib.checks.claims import SUPPORTED, Claim, Ruling, Verdict, contradicted, unsupported
from bcssp_lib.checks.evidence_of_change import movement_of
from bcssp_lib.checks.fact_index import FactIndex, binding
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


def against_of(whom: str, fact: Fact) -> FactComparison | None:
    """The comparison that words such as "the England average" mean, if the fact has it."""
    if ELSEWHERE in whom:
        return None
    for words, one in _WHOM:
        if any(word in whom for word in words):
            return fact.against(one)
    found = (fact.against(one) for _, one in _WHOM)
    return next((one for one in found if one is not None), None)


def beside(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """Higher or lower than others, or like them."""
    if claim.text.lower().startswith(("more", "less")) and "force" in claim.whom:
        return _changed_more(claim, fact)
    other = against_of(claim.whom, fact)
    if other is None or other.verdict is None:
        why = FactWords(fact).against(other) if other else "no such figure of others is held"
        return unsupported(f"{fact.title}: {why}.", binding(fact))
    suggestion = binding(fact, "compare", other.against.value)
    if claim.says is ClaimType.LIKE:
        fits = other.verdict in {Beside.SIMILAR, Beside.SAME}
    else:
        fits = other.verdict is _EXPECTED[claim.says]
    if fits:
        return SUPPORTED
    return contradicted(f"{fact.title} {FactWords(fact).against(other)}.", suggestion)


def better_than(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """Better or worse than others, where one direction is good news."""
    polarity = index.polarity(fact)
    if polarity is Polarity.NEITHER:
        return contradicted(
            f"{fact.title}: neither a high nor a low figure is better in itself.", binding(fact)
        )
    above = (claim.says is ClaimType.BETTER_THAN) is (polarity is Polarity.HIGHER)
    return beside(replace(claim, says=ClaimType.ABOVE if above else ClaimType.BELOW), fact, index)


def _changed_more(claim: Claim, fact: Fact) -> Verdict:
    """As in "by more than the force area": the changes of the two, in percent."""
    own, theirs = _shown_percent(fact), fact.force_change
    if own is None or theirs is None:
        return unsupported(f"{fact.title}: one of the two changes is not known.", binding(fact))
    theirs = round_half_up(theirs, PERCENT_DECIMALS)
    more = abs(own) > abs(theirs) and (own > 0) is (theirs > 0)
    if more is (claim.says is ClaimType.ABOVE):
        return SUPPORTED
    return contradicted(
        f"{fact.title} changed by {signed_percent(own)}, beside {signed_percent(theirs)}.",
        binding(fact, "compare", "force_area"),
    )


def _shown_percent(fact: Fact) -> Decimal | None:
    """The change of a fact in percent as it is shown; none where it is not."""
    change = fact.change
    if change is None or change.percent is None or change.few:
        return None
    return round_half_up(change.percent, PERCENT_DECIMALS)


def target_kept(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """Met or missed, above or below: by the two figures and by which direction is better."""
    target = fact.target
    if target is None or fact.amount is None:
        return unsupported(f"{fact.title} has no target.", binding(fact))
    rated = f"{fact.title} {FactWords(fact).rating_phrase}."
    lower = index.polarity(fact) is Polarity.LOWER
    words = claim.text.lower()
    if any(one in words for one in ("above", "over", "exceed", "surpass", "ahead", "beat")):
        fits = fact.amount > target
    elif any(one in words for one in ("below", "under")):
        fits = fact.amount < target
    else:
        met = fact.amount <= target if lower else fact.amount >= target
        fits = met is (claim.says is ClaimType.TARGET_MET)
    return SUPPORTED if fits else contradicted(rated, binding(fact, "rated"))


def rated(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """A colour; what has none is not spoken of as rated."""
    if fact.rating is not None and fact.rating == claim.whom:
        return SUPPORTED
    return contradicted(f"{fact.title} {FactWords(fact).rating_phrase}.", binding(fact, "rated"))


def extreme(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """The highest or lowest of the country; nobody else's figures are held one by one."""
    end = claim.says.name.lower()
    if end in fact.title.lower():
        return SUPPORTED
    scope = f"{claim.text.lower()} {claim.whom}"
    country = any(one in scope for one in ("country", "england", "national", "authorit"))
    suggestion = binding(fact, "rank")
    words = FactWords(fact)
    if country and fact.rank is not None:
        rank = fact.rank.rank
        top = (rank.highest if claim.says is ClaimType.HIGHEST else rank.lowest) == 1
        return SUPPORTED if top else contradicted(f"{fact.title} {words.rank_phrase}.", suggestion)
    nearby = Against.REGION if REGION in claim.whom or "region" in claim.whom else Against.PEERS
    beside = fact.against(nearby)
    opposite = Beside.LOWER if claim.says is ClaimType.HIGHEST else Beside.HIGHER
    if beside is not None and not country and beside.verdict is opposite:
        return contradicted(f"{fact.title} {words.against(beside)}.", suggestion)
    return unsupported(
        f"{fact.title}: no figures are held by which it could be called the {end} here.", suggestion
    )


def worst(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """The worst or the best of the country, by the answer that the report holds."""
    suggestion = binding(fact, "worst")
    words = FactWords(fact).worst
    if fact.rank is None or fact.rank.worst is Answer.UNKNOWN:
        return unsupported(words, suggestion)
    worst = fact.rank.worst is Answer.YES
    if claim.says is ClaimType.WORST:
        return SUPPORTED if worst else contradicted(words, suggestion)
    if worst:
        return contradicted(words, suggestion)
    return unsupported(f"{words} Whether it is the best cannot be said.", suggestion)


def much(_claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """A large or small part: how much that is, the reader cannot know."""
    return unsupported(f"{fact.title}: {FactWords(fact).text}. Show the figure.", binding(fact))


def all_of_them(_claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """All of them; a figure that is no share says nothing to it."""
    if fact.unit is not Unit.PERCENT or fact.amount == 100:
        return SUPPORTED
    return contradicted(f"{fact.title}: {FactWords(fact).text}.", binding(fact))


def majority(claim: Claim, fact: Fact, _known: FactIndex) -> Verdict:
    """More or less than half, of a fact that is a share."""
    words = FactWords(fact).text
    if fact.amount is None or fact.unit is not Unit.PERCENT:
        return unsupported(
            f"{fact.title}, {words}, is a number, and does not say what share it is.",
            binding(fact),
        )
    share = 100 * Decimal(str(claim.factor))
    fits = fact.amount > share if claim.says is ClaimType.MOST else fact.amount < share
    return (
        SUPPORTED if fits else contradicted(f"{fact.title}: {FactWords(fact).text}.", binding(fact))
    )


def judge(claim: Claim, fact: Fact, index: FactIndex) -> Verdict:
    """What the data say to a claim about a fact; a negated claim is judged the other way."""
    if (
        claim.says is ClaimType.RATED and fact.rating is None
    ):  # actions and returns are called red too
        return SUPPORTED
    if not fact.known:
        return unsupported(f"No figure of “{fact.title}” is held: {FactWords(fact).text}.")
    found = _TESTS[claim.says](claim, fact, index)
    return _turned(found, claim, fact) if claim.negated else found


def _turned(found: Verdict, claim: Claim, fact: Fact) -> Verdict:
    """The verdict of a claim that is denied."""
    if found.ruling is Ruling.CONTRADICTED:
        return SUPPORTED
    rose = claim.says in {ClaimType.ROSE, ClaimType.FELL} and claim.degree is Degree.PLAIN
    right = rose and movement_of(fact).change not in {None, Decimal(0)}
    if found.ruling is Ruling.SUPPORTED or (right and not claim.goes_on):
        return contradicted(change.what_is_held(fact), found.suggestion or binding(fact))
    return found


_TESTS: Mapping[ClaimType, Callable[[Claim, Fact, FactIndex], Verdict]] = {
    ClaimType.ROSE: change.rise,
    ClaimType.FELL: change.fall,
    ClaimType.SAME: change.same,
    ClaimType.STABLE: change.same,
    ClaimType.NO_SIGNIFICANT_CHANGE: change.no_significant_change,
    ClaimType.MULTIPLIED: change.multiplied,
    ClaimType.IMPROVED: change.for_better,
    ClaimType.WORSENED: change.for_better,
    ClaimType.ABOVE: beside,
    ClaimType.BELOW: beside,
    ClaimType.LIKE: beside,
    ClaimType.HIGHEST: extreme,
    ClaimType.LOWEST: extreme,
    ClaimType.TARGET_MET: target_kept,
    ClaimType.TARGET_MISSED: target_kept,
    ClaimType.RATED: rated,
    ClaimType.SIGNIFICANT: change.significant,
    ClaimType.BIGGEST_RISE: change.biggest,
    ClaimType.BIGGEST_FALL: change.biggest,
    ClaimType.BETTER_THAN: better_than,
    ClaimType.WORSE_THAN: better_than,
    ClaimType.WORST: worst,
    ClaimType.BEST: worst,
    ClaimType.ALL: all_of_them,
    ClaimType.MUCH: much,
    ClaimType.MOST: majority,
    ClaimType.FEW: majority,
}
