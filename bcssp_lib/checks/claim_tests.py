"""Testing a claim against the fact that it is made of: compared with others, a target, a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.checks.change_tests import (
    CHANGE_TESTS,
    ClaimedFact,
    judge_change,
    measure_movement,
    own_amounts,
)
from bcssp_lib.checks.claims import SUPPORTED, Claim, Ruling, Verdict, contradiction, no_support
from bcssp_lib.checks.fact_index import binding_expression
from bcssp_lib.checks.held_numbers import find_met, list_returns
from bcssp_lib.checks.measures import list_stems
from bcssp_lib.checks.numbers import parse_words
from bcssp_lib.checks.times import find_times
from bcssp_lib.model.checking import ELSEWHERE, REGION, ClaimType, Degree
from bcssp_lib.model.fact import Fact, FactComparison
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.verdicts import Against, Answer
from bcssp_lib.model.verdicts import Verdict as Compared
from bcssp_lib.stats.wording import PERCENT_DECIMALS, number_text, round_half_up, signed_percent

_EXPECTED = {
    ClaimType.ABOVE: {Compared.HIGHER},
    ClaimType.BELOW: {Compared.LOWER},
    ClaimType.LIKE: {Compared.SIMILAR, Compared.SAME},
}
_WHOM: tuple[tuple[tuple[str, ...], Against], ...] = (
    (("england", "national", "english"), Against.ENGLAND),
    ((REGION, "region"), Against.REGION),
    (("statistical", "similar"), Against.NEIGHBOURS),
    (("force", "neighbour", "other", "elsewhere"), Against.PEERS),
)
_OPPOSITE = {ClaimType.HIGHEST: Compared.LOWER, ClaimType.LOWEST: Compared.HIGHER}
_COUNTRY = ("country", "england", "national", "authorit")
_BEYOND_TARGET = ("above", "over", "exceed", "surpass", "ahead", "beat")
_SHORT_OF_TARGET = ("below", "under")


def _holds_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _find_comparison(whom: str, fact: Fact) -> FactComparison | None:
    """The comparison that words such as "the England average" mean, if the fact has it."""
    if ELSEWHERE in whom:
        return None
    named = next((against for words, against in _WHOM if _holds_any(whom, words)), None)
    if named is not None:
        return fact.against(named)
    return next(filter(None, (fact.against(against) for _, against in _WHOM)), None)


def _check_comparison(claimed: ClaimedFact) -> Verdict:
    """Higher or lower than others, or like them."""
    claim, fact = claimed.claim, claimed.fact
    if claim.text.lower().startswith(("more", "less")) and "force" in claim.whom:
        return _has_changed_more(claimed)
    other = _find_comparison(claim.whom, fact)
    if other is None:
        return _check_against_series(claimed)
    compared = claimed.words.against(other)
    if other.verdict is None:
        return claimed.doubt(f"{fact.title}: {compared}.")
    if other.verdict in _EXPECTED[claim.says]:
        return SUPPORTED
    return claimed.contradict(f"{fact.title} {compared}.", "compare", other.against.value)


def _check_against_series(claimed: ClaimedFact) -> Verdict:
    """Above or below a figure of others that is held without an interval."""
    claim, fact = claimed.claim, claimed.fact
    whom = next((against for words, against in _WHOM if _holds_any(claim.whom, words)), None)
    if ELSEWHERE in claim.whom:
        return claimed.doubt(f"{fact.title}: we have no figure for the others.")
    pair = _held_pair(fact, whom) if whom else None
    if whom and not any(figure.whose is whom for figure in fact.series):
        return claimed.doubt(f"{fact.title}: we have no figure for the others.")
    if pair is None or claim.says is ClaimType.LIKE:
        return SUPPORTED
    own, other = pair
    if own != other and (own > other) is (claim.says is ClaimType.ABOVE):
        return SUPPORTED
    figures = f"{number_text(own, fact.decimals)} against {number_text(other, fact.decimals)}"
    return claimed.contradict(f"{fact.title}: {figures}.", "compare", str(whom))


def _held_pair(fact: Fact, whom: Against | None) -> tuple[Decimal, Decimal] | None:
    """The figure of a fact and that of others for its period: rates, or else percentages."""
    theirs = next(
        (one for one in fact.series if one.whose is whom and one.period == fact.period), None
    )
    if theirs is None:
        return None
    rate = fact.rate.value.amount if fact.rate else None
    if rate is not None and theirs.rate is not None:
        return rate, theirs.rate
    comparable = fact.unit is Unit.PERCENT or fact.decimals > 0  # a mean or a rate, not a count
    if comparable and fact.amount is not None and theirs.amount is not None:
        return fact.amount, theirs.amount
    return None


def _check_better_than(claimed: ClaimedFact) -> Verdict:
    """Better or worse than others, where one direction is good news."""
    polarity = claimed.fact.polarity
    if polarity is Polarity.NEITHER:
        why = "neither a high nor a low figure is better in itself."
        return claimed.contradict(f"{claimed.fact.title}: {why}")
    above = (claimed.claim.says is ClaimType.BETTER_THAN) is (polarity is Polarity.HIGHER)
    says = ClaimType.ABOVE if above else ClaimType.BELOW
    return _check_comparison(replace(claimed, claim=replace(claimed.claim, says=says)))


def _has_changed_more(claimed: ClaimedFact) -> Verdict:
    """As in "by more than the force area": the changes of the two, in percent."""
    fact = claimed.fact
    change, theirs = _shown_percent(fact), fact.force_change
    if change is None or theirs is None:
        return claimed.doubt(f"{fact.title}: one of the two changes is not known.")
    theirs = round_half_up(theirs, PERCENT_DECIMALS)
    more = abs(change) > abs(theirs) and (change > 0) is (theirs > 0)
    if more is (claimed.claim.says is ClaimType.ABOVE):
        return SUPPORTED
    why = f"{fact.title} changed by {signed_percent(change)}, against {signed_percent(theirs)}."
    return claimed.contradict(why, "compare", Against.FORCE_AREA.value)


def _shown_percent(fact: Fact) -> Decimal | None:
    """The change of a fact in percent as it is shown; None if it is not."""
    change = fact.change
    if change is None or change.percent is None or change.few:
        return None
    return round_half_up(change.percent, PERCENT_DECIMALS)


def _check_target(claimed: ClaimedFact) -> Verdict:
    """Met or missed, above or below: by the two figures and by which direction is better."""
    amount, target = claimed.fact.amount, claimed.fact.target
    clause = claimed.claim.clause.text
    every = _EVERY_ONE.search(_text_before(claimed.claim)) and not _BUT_FOR.search(clause)
    if target is not None and every:
        return _check_each_return(claimed, target)
    if target is None or amount is None:
        return SUPPORTED
    amount = round_half_up(amount, claimed.fact.decimals)  # as it is shown, and rated
    words = claimed.claim.text.lower()
    if _holds_any(words, _BEYOND_TARGET):
        fits = amount > target
    elif _holds_any(words, _SHORT_OF_TARGET):
        fits = amount < target
    else:
        lower = claimed.fact.polarity is Polarity.LOWER
        met = amount <= target if lower else amount >= target
        fits = met is (claimed.claim.says is ClaimType.TARGET_MET)
    return SUPPORTED if fits else _contradict_rating(claimed)


_EVERY_ONE = re.compile(
    r"\b(?:every|each|all(?: of)?(?: the| our)?) (?:\w+ )?(?:organisations?|agenc(?:y|ies)|"
    r"partners?|bod(?:y|ies)|returns?)\b[^.;]*$",
    re.IGNORECASE,
)


_BUT_FOR = re.compile(r"\b(?:except\w*|apart from|but for|bar|other than)\b", re.IGNORECASE)


def _text_before(claim: Claim) -> str:
    return claim.clause.text[: claim.start - claim.clause.start]


def _check_each_return(claimed: ClaimedFact, target: Decimal) -> Verdict:
    """Whether all organisations that gave a figure met a target, or missed it."""
    fact = claimed.fact
    returned, met = list_returns(fact), find_met(fact, target)
    others = met if claimed.claim.says is ClaimType.TARGET_MISSED else returned.keys() - met
    if not others:
        return SUPPORTED
    listed = ", ".join(f"{name} ({number_text(returned[name])})" for name in sorted(others)[:3])
    return claimed.contradict(f"{fact.title}, target {number_text(target)}: {listed}.")


def _check_rating(claimed: ClaimedFact) -> Verdict:
    """Whether the rating is the colour that is claimed."""
    if claimed.fact.rating == claimed.claim.whom:
        return SUPPORTED
    return _contradict_rating(claimed)


def _contradict_rating(claimed: ClaimedFact) -> Verdict:
    return claimed.contradict(f"{claimed.fact.title} {claimed.words.rating_phrase}.", "rated")


def _check_extreme(claimed: ClaimedFact) -> Verdict:
    """The highest or lowest of the country, or of the areas nearby."""
    claim, fact = claimed.claim, claimed.fact
    end = claim.says.name.lower()
    if end in fact.title.lower():
        return SUPPORTED
    said = f"{_text_before(claim)[-_NEAR:]}{claim.text} {claim.whom}".lower()
    if _OVER_TIME.search(f"{claim.text.lower()} {claim.whom}") or _OF_YEARS.search(said):
        return _check_over_time(claimed, _find_years(said))
    if _OF_PARTS.search(claim.whom):
        return SUPPORTED  # of the quarters of a year, which a fact of a year does not tell
    national = _holds_any(f"{claim.text.lower()} {claim.whom}", _COUNTRY)
    if national:
        return _check_rank(claimed)
    nearby = Against.REGION if _holds_any(claim.whom, (REGION, "region")) else Against.PEERS
    comparison = fact.against(nearby)
    if not national and comparison is not None and comparison.verdict is _OPPOSITE[claim.says]:
        return claimed.contradict(f"{fact.title} {claimed.words.against(comparison)}.", "rank")
    why = f"we have no figures to show that it is the {end} here."
    return claimed.doubt(f"{fact.title}: {why}", "rank")


_OF_PARTS = re.compile(r"\b(?:quarters?|months?|weeks?|groups?)\b")
_NEAR = 8  # letters before a claim: "at its lowest"
_COUNTED_YEARS = "two|three|four|five|six|seven|eight|nine|ten"
_OF_YEARS = re.compile(
    r"\bat (?:its|their) (?:highest|lowest)\b|"
    rf"\b(?:in|for|of|over|within) (?:(?:the|all|these|those|last|past) )*(?P<years>\d+|"
    rf"{_COUNTED_YEARS})(?: years|[- ]year (?:series|period|run))\b"
)
_OVER_TIME = re.compile(
    r"\bat (?:its|their)\b|\bpeaked\b|\brecord\b|\ball-time\b|^\S+ (?:\w+ )?(?:since|ever)\b|"
    r"\bnew (?:high|low)\b|\bsince (?:19|20)\d\d"
)


def _find_years(said: str) -> int | None:
    """Of how many years something is said; None where that is not said."""
    match = _OF_YEARS.search(said)
    years = match["years"] if match else None
    if not years:
        return None
    return int(years) if years.isdigit() else int(parse_words(years))


def _check_over_time(claimed: ClaimedFact, years: int | None) -> Verdict:
    """The highest or lowest of the area's own figures, of so many years or of all that are held."""
    amounts, period = own_amounts(claimed.fact), claimed.fact.period
    now, claim = amounts.get(period), claimed.claim
    times = find_times(claim.clause.text)
    named = [each.when for each in times if each.end <= claim.start - claim.clause.start]
    if named and not any(when.means(period, period) for when in named):
        return SUPPORTED  # it is said of another year
    since = _find_since(claim, sorted(amounts), period)
    before = sorted(year for year in amounts if year < period and (not since or year > since))
    earlier = [amounts[period] for period in before[-(years - 1) if years else 0 :]]
    if now is None or not earlier:
        return SUPPORTED
    highest = claimed.claim.says is ClaimType.HIGHEST
    if now >= max(earlier) if highest else now <= min(earlier):
        return SUPPORTED
    if len(earlier) == 1 and (now > earlier[0]) is highest:
        return SUPPORTED
    end = max(earlier) if highest else min(earlier)
    return claimed.contradict(f"{claimed.evidence} It has been {number_text(end)}.", "trend")


def _find_since(claim: Claim, years: Sequence[Period], now: Period) -> Period | None:
    """The year since which a figure is said to be the highest: those after it are meant."""
    _, since, after = claim.whom.partition("since ")
    named = find_times(after)[:1] if since else []
    return next((year for year in years for each in named if each.when.means(year, now)), None)


def _check_rank(claimed: ClaimedFact) -> Verdict:
    places = _find_places(claimed.fact)
    if places is None:
        return claimed.doubt(f"{claimed.fact.title}: we have no figures for the country.", "rank")
    place = places[0] if claimed.claim.says is ClaimType.HIGHEST else places[1]
    if place == 1:
        return SUPPORTED
    why = f"from the highest it is in place {places[0]}, and from the lowest in place {places[1]}"
    return claimed.contradict(f"{claimed.fact.title}: {why}.", "rank")


def _find_places(fact: Fact) -> tuple[int, int] | None:
    """The places of a fact in the country, from the highest and from the lowest."""
    if fact.rank is not None and not fact.rank.rank.why_none:
        return fact.rank.rank.highest, fact.rank.rank.lowest
    for figure in fact.series:
        placed = figure.from_highest is not None and figure.from_lowest is not None
        if placed and figure.whose is None and figure.period == fact.period:
            return figure.from_highest or 0, figure.from_lowest or 0
    return None


def _check_worst(claimed: ClaimedFact) -> Verdict:
    """The worst or the best of the country, by the answer that the report holds; or of years."""
    claim, polarity = claimed.claim, claimed.fact.polarity
    said = f"{claim.text} {claim.clause.text[claim.end - claim.clause.start :]}".lower()
    if _OF_YEARS.search(said):
        if polarity is Polarity.NEITHER:
            return SUPPORTED
        high = (claim.says is ClaimType.BEST) is (polarity is Polarity.HIGHER)
        says = ClaimType.HIGHEST if high else ClaimType.LOWEST
        return _check_over_time(
            replace(claimed, claim=replace(claim, says=says)), _find_years(said)
        )
    rank, answer = claimed.fact.rank, claimed.words.worst
    if rank is None or rank.worst is Answer.UNKNOWN:
        return _check_worst_place(claimed)
    match claimed.claim.says, rank.worst:
        case ClaimType.WORST, Answer.YES:
            return SUPPORTED
        case ClaimType.BEST, Answer.NO:
            return claimed.doubt(f"{answer} Whether it is the best cannot be said.", "worst")
    return claimed.contradict(answer, "worst")


def _check_worst_place(claimed: ClaimedFact) -> Verdict:
    """By the places of the series, where one direction is better and the fact has no rank."""
    places, polarity = _find_places(claimed.fact), claimed.fact.polarity
    if places is None or polarity is Polarity.NEITHER:
        return claimed.doubt(claimed.words.worst, "worst")
    bad_end = claimed.claim.says is ClaimType.WORST
    from_highest = bad_end is (polarity is Polarity.LOWER)
    if places[0 if from_highest else 1] == 1:
        return SUPPORTED
    why = f"from the highest it is in place {places[0]}, and from the lowest in place {places[1]}"
    return claimed.contradict(f"{claimed.fact.title}: {why}.", "worst")


def _check_much(claimed: ClaimedFact) -> Verdict:
    """A large or small part: how much that is, the reader cannot know."""
    return claimed.doubt(f"{claimed.fact.title}: {claimed.words.text}. Show the figure.")


def _check_all(claimed: ClaimedFact) -> Verdict:
    """All of them; a figure that is no share says nothing to it."""
    if claimed.fact.unit is not Unit.PERCENT or claimed.fact.amount == 100:
        return SUPPORTED
    return claimed.contradict(f"{claimed.fact.title}: {claimed.words.text}.")


# "Most meetings were late" is of those that are not in time.
_OF_THE_OTHERS = re.compile(
    r"\b(?:late|overdue|delayed|outside|longer|missed|failed|unmet|not|n[’']t|never)\b",
    re.IGNORECASE,
)


_OF_WHAT = re.compile(r" ?of (?:the|our|its|their) ([\w’-]+)\b")


def _check_majority(claimed: ClaimedFact) -> Verdict:
    """More or less than half, of a fact that is a share."""
    fact, text = claimed.fact, claimed.words.text
    if fact.amount is None or fact.unit is not Unit.PERCENT:
        return SUPPORTED  # a number does not say what share it is
    claim, clause = claimed.claim, claimed.claim.clause
    if _OF_THE_OTHERS.search(clause.text):
        return SUPPORTED
    whole = _OF_WHAT.match(clause.text[claim.end - clause.start :])
    if whole and {*list_stems(whole[1])}.isdisjoint(list_stems(f"{fact.title} {fact.counts}")):
        return SUPPORTED  # "nearly all of the underspend comes from vacancies"
    share = 100 * Decimal(str(claimed.claim.factor))
    fits = fact.amount > share if claimed.claim.says is ClaimType.MOST else fact.amount < share
    return SUPPORTED if fits else claimed.contradict(f"{fact.title}: {text}.")


_TESTS: Mapping[ClaimType, Callable[[ClaimedFact], Verdict]] = {
    **dict.fromkeys(CHANGE_TESTS, judge_change),
    ClaimType.ABOVE: _check_comparison,
    ClaimType.BELOW: _check_comparison,
    ClaimType.LIKE: _check_comparison,
    ClaimType.HIGHEST: _check_extreme,
    ClaimType.LOWEST: _check_extreme,
    ClaimType.TARGET_MET: _check_target,
    ClaimType.TARGET_MISSED: _check_target,
    ClaimType.RATED: _check_rating,
    ClaimType.BETTER_THAN: _check_better_than,
    ClaimType.WORSE_THAN: _check_better_than,
    ClaimType.WORST: _check_worst,
    ClaimType.BEST: _check_worst,
    ClaimType.ALL: _check_all,
    ClaimType.MUCH: _check_much,
    ClaimType.MOST: _check_majority,
    ClaimType.FEW: _check_majority,
}


def judge_claim(claimed: ClaimedFact) -> Verdict:
    """What the data say to a claim about a fact; a negated claim is judged the other way."""
    claim, fact = claimed.claim, claimed.fact
    if claim.says is ClaimType.RATED and fact.rating is None:
        return SUPPORTED  # actions and returns are called red too
    each = claim.says in {ClaimType.TARGET_MET, ClaimType.TARGET_MISSED} and fact.series
    if not fact.known and any(figure.category for figure in fact.series) and not each:
        return SUPPORTED  # it has figures of its categories alone
    if not fact.known and not each:
        return no_support(f"We have no figure for “{fact.title}”: {claimed.words.text}.")
    verdict = _TESTS[claim.says](claimed)
    return _negate(verdict, claimed) if claim.negated else verdict


def _negate(verdict: Verdict, claimed: ClaimedFact) -> Verdict:
    """The verdict of a claim that is denied."""
    if verdict.ruling is Ruling.CONTRADICTED:
        return SUPPORTED
    if verdict.ruling is Ruling.SUPPORTED or _is_plainly_right(claimed):
        suggestion = verdict.suggestion or binding_expression(claimed.fact)
        return contradiction(claimed.evidence, suggestion)
    return verdict


def _is_plainly_right(claimed: ClaimedFact) -> bool:
    """Whether a figure did go the way that is denied, whatever chance may explain of it."""
    claim, moved = claimed.claim, measure_movement(claimed.fact)
    plain = claim.degree is Degree.PLAIN and not claim.goes_on
    way = claim.says in {ClaimType.ROSE, ClaimType.FELL}
    return plain and way and moved is not None and moved.change != 0
