"""Testing a claim against the fact that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from bcssp_lib.checks import evidence_of_change as change
from bcssp_lib.checks import evidence_of_standing as standing
from bcssp_lib.checks.claims import SUPPORTED, Claim, Ruling, Verdict, contradicted, unsupported
from bcssp_lib.checks.fact_index import Known, binding
from bcssp_lib.checks.movement import movement_of
from bcssp_lib.model.checking import ClaimType, Degree
from bcssp_lib.model.fact import Fact
from bcssp_lib.stats.fact_wording import FactWords


def judge(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """What the data say to a claim about a fact; a negated claim is judged the other way."""
    if (
        claim.says is ClaimType.RATED and fact.rating is None
    ):  # actions and returns are called red too
        return SUPPORTED
    if not fact.known:
        return unsupported(f"No figure of “{fact.title}” is held: {FactWords(fact).text}.")
    found = _TESTS[claim.says](claim, fact, known)
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


_TESTS: Mapping[ClaimType, Callable[[Claim, Fact, Known], Verdict]] = {
    ClaimType.ROSE: change.rise,
    ClaimType.FELL: change.fall,
    ClaimType.SAME: change.same,
    ClaimType.STABLE: change.same,
    ClaimType.NO_SIGNIFICANT_CHANGE: change.no_significant_change,
    ClaimType.MULTIPLIED: change.multiplied,
    ClaimType.IMPROVED: change.for_better,
    ClaimType.WORSENED: change.for_better,
    ClaimType.ABOVE: standing.beside,
    ClaimType.BELOW: standing.beside,
    ClaimType.LIKE: standing.beside,
    ClaimType.HIGHEST: standing.extreme,
    ClaimType.LOWEST: standing.extreme,
    ClaimType.TARGET_MET: standing.target_kept,
    ClaimType.TARGET_MISSED: standing.target_kept,
    ClaimType.RATED: standing.rated,
    ClaimType.SIGNIFICANT: change.significant,
    ClaimType.BIGGEST_RISE: change.biggest,
    ClaimType.BIGGEST_FALL: change.biggest,
    ClaimType.BETTER_THAN: standing.better_than,
    ClaimType.WORSE_THAN: standing.better_than,
    ClaimType.WORST: standing.worst,
    ClaimType.BEST: standing.worst,
    ClaimType.ALL: standing.all_of_them,
    ClaimType.MUCH: standing.much,
    ClaimType.MOST: standing.majority,
    ClaimType.FEW: standing.majority,
}
