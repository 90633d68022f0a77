"""Testing a claim against the fact that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from bcssp_lib.checks import evidence_of_change as change
from bcssp_lib.checks import evidence_of_standing as standing
from bcssp_lib.checks.claim import Claim, Degree, Says
from bcssp_lib.checks.fact_index import Known, binding
from bcssp_lib.checks.movement import movement_of
from bcssp_lib.checks.verdict import SUPPORTED, Ruling, Verdict, contradicted, unsupported
from bcssp_lib.model.fact import Fact
from bcssp_lib.stats.fact_wording import FactWords


def judge(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """What the data say to a claim about a fact; a negated claim is judged the other way."""
    if claim.says is Says.RATED and fact.rating is None:  # actions and returns are called red too
        return SUPPORTED
    if not fact.known:
        return unsupported(f"No figure of “{fact.title}” is held: {FactWords(fact).text}.")
    found = _TESTS[claim.says](claim, fact, known)
    return _turned(found, claim, fact) if claim.negated else found


def _turned(found: Verdict, claim: Claim, fact: Fact) -> Verdict:
    """The verdict of a claim that is denied."""
    if found.ruling is Ruling.CONTRADICTED:
        return SUPPORTED
    rose = claim.says in {Says.ROSE, Says.FELL} and claim.degree is Degree.PLAIN
    right = rose and movement_of(fact).change not in {None, Decimal(0)}
    if found.ruling is Ruling.SUPPORTED or (right and not claim.goes_on):
        return contradicted(change.what_is_held(fact), found.suggestion or binding(fact))
    return found


_TESTS: Mapping[Says, Callable[[Claim, Fact, Known], Verdict]] = {
    Says.ROSE: change.rise,
    Says.FELL: change.fall,
    Says.SAME: change.same,
    Says.STABLE: change.same,
    Says.NO_SIGNIFICANT_CHANGE: change.no_significant_change,
    Says.MULTIPLIED: change.multiplied,
    Says.IMPROVED: change.for_better,
    Says.WORSENED: change.for_better,
    Says.ABOVE: standing.beside,
    Says.BELOW: standing.beside,
    Says.LIKE: standing.beside,
    Says.HIGHEST: standing.extreme,
    Says.LOWEST: standing.extreme,
    Says.TARGET_MET: standing.target_kept,
    Says.TARGET_MISSED: standing.target_kept,
    Says.RATED: standing.rated,
    Says.SIGNIFICANT: change.significant,
    Says.BIGGEST_RISE: change.biggest,
    Says.BIGGEST_FALL: change.biggest,
    Says.BETTER_THAN: standing.better_than,
    Says.WORSE_THAN: standing.better_than,
    Says.WORST: standing.worst,
    Says.BEST: standing.worst,
    Says.ALL: standing.all_of_them,
    Says.MUCH: standing.much,
    Says.MOST: standing.majority,
    Says.FEW: standing.majority,
}
