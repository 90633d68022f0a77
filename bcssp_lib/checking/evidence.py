"""Testing a claim against the fact that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.checking.claim import Claim, Degree, Says
from bcssp_lib.checking.forms import binding, first_number
from bcssp_lib.checking.known import Known
from bcssp_lib.checking.movement import Movement, movement_of
from bcssp_lib.checking.reading import ELSEWHERE, REGION
from bcssp_lib.checking.verdict import SUPPORTED, Ruling, Verdict, contradicted, unsupported
from bcssp_lib.domain.indicator import Polarity
from bcssp_lib.numbers.comparison import Against, Answer
from bcssp_lib.numbers.comparison import Verdict as Beside
from bcssp_lib.section.facts import Fact, FactComparison

_NEAR = Decimal("0.1")  # of a multiple: how near "nearly doubled" must be to it
_EXPECTED = {Says.ABOVE: Beside.HIGHER, Says.BELOW: Beside.LOWER}
_WHOM: tuple[tuple[tuple[str, ...], Against], ...] = (
    (("england", "national", "english"), Against.ENGLAND),
    ((REGION, "region"), Against.REGION),
    (("statistical", "similar"), Against.NEIGHBOURS),
    (("force", "neighbour", "other", "elsewhere"), Against.PEERS),
)


def judge(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """What the data say to a claim about a fact; a negated claim is judged the other way."""
    if claim.says is Says.RATED and not fact.rating:  # actions and returns are called red too
        return SUPPORTED
    if not fact.known:
        return unsupported(f"No figure of “{fact.title}” is held: {fact.text}.")
    found = _TESTS[claim.says](claim, fact, known)
    return _turned(found, claim, fact) if claim.negated else found


def _turned(found: Verdict, claim: Claim, fact: Fact) -> Verdict:
    """The verdict of a claim that is denied."""
    if found.ruling is Ruling.CONTRADICTED:
        return SUPPORTED
    rose = claim.says in {Says.ROSE, Says.FELL} and claim.degree is Degree.PLAIN
    right = rose and movement_of(fact).change not in {None, Decimal(0)}
    if found.ruling is Ruling.SUPPORTED or (right and not claim.goes_on):
        return contradicted(_data(fact), found.suggestion or binding(fact))
    return found


def _data(fact: Fact) -> str:
    """What the data hold of a fact, in a sentence."""
    return f"{fact.title} {fact.change_phrase}." if fact.change_text else (
        f"{fact.title}, {fact.when or fact.period}: {fact.text}."
    )  # fmt: skip


def _no_year_before(fact: Fact) -> Verdict:
    why = fact.change_phrase or "no figure of the year before is held"
    return unsupported(f"{fact.title}: {why}.", binding(fact))


def _moved(claim: Claim, fact: Fact, known: Known, *, up: bool) -> Verdict:
    """A rise or fall, with the strength that is claimed for it."""
    moved = movement_of(fact)
    change = binding(fact, "change")
    if moved.change is None:
        return _no_year_before(fact)
    if (moved.change > 0) is not up or moved.change == 0:
        return contradicted(_data(fact), change)
    strength = _strength(claim.degree, moved, fact, known)
    if strength is not None:
        return strength
    if claim.goes_on and "in a row" not in fact.trend_phrase:
        return unsupported(
            f"{_data(fact)} Whether it did so earlier too cannot be said: only the year before "
            "is held.",
            change,
        )
    if moved.chance:
        return unsupported(f"{_data(fact)} Say so beside the word, or bind the change.", change)
    return SUPPORTED


def _strength(degree: Degree, moved: Movement, fact: Fact, known: Known) -> Verdict | None:
    """Why a change may not be called so large, or so small; none where it may."""
    change = binding(fact, "change")
    if degree is Degree.PLAIN:
        return None
    if degree is Degree.SLIGHT:
        if moved.slight(known.sizes) is False:
            return contradicted(f"{_data(fact)} That is not slight.", change)
        return None
    if moved.chance:
        return contradicted(
            f"{_data(fact)} Its interval ({fact.change_interval_text}) holds no change at all.",
            change,
        )
    if degree is Degree.LARGE:
        large = moved.large(known.sizes)
        return contradicted(f"{_data(fact)} That is not so large.", change) if not large else None
    if moved.chance is None:
        return unsupported(
            f"{_data(fact)} No interval is held, so it cannot be called significant.", change
        )
    return None


def _same(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """No change at all, or hardly any."""
    moved = movement_of(fact)
    if moved.change is None:
        return _no_year_before(fact)
    if moved.change == 0 or "hardly changed" in fact.change_phrase:
        return SUPPORTED
    change = binding(fact, "change")
    if claim.says is Says.SAME:
        return contradicted(_data(fact), change)
    if moved.stable(known.sizes) or (moved.chance and moved.slight(known.sizes) is not False):
        return SUPPORTED
    return contradicted(_data(fact), change)


def _no_significant_change(_claim: Claim, fact: Fact, known: Known) -> Verdict:
    moved = movement_of(fact)
    if moved.change is None:
        return _no_year_before(fact)
    if moved.chance or (moved.chance is None and moved.stable(known.sizes)):
        return SUPPORTED
    if moved.chance is None:
        return unsupported(f"{_data(fact)} No interval is held.", binding(fact, "change"))
    interval = f"Its interval is {fact.change_interval_text}."
    return contradicted(f"{_data(fact)} {interval}", binding(fact, "change"))


def _multiplied(claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """Doubled, trebled, halved: "nearly" is within a tenth below, "more than" is above."""
    moved = movement_of(fact)
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
        return contradicted(_data(fact), binding(fact, "change"))
    return SUPPORTED if fits else contradicted(_data(fact), binding(fact, "change"))


def _for_better(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """Better or worse, where one direction is good news."""
    polarity = known.polarity(fact)
    if polarity is Polarity.NEITHER:
        moved = movement_of(fact)
        if moved.change is None:
            return _no_year_before(fact)
        return contradicted(
            f"{_data(fact)} Neither a high nor a low figure is better in itself.",
            binding(fact, "change"),
        )
    better = claim.says is Says.IMPROVED
    return _moved(claim, fact, known, up=better is (polarity is Polarity.HIGHER))


def against_of(whom: str, fact: Fact) -> FactComparison | None:
    """The comparison that words such as "the England average" mean, if the fact has it."""
    if ELSEWHERE in whom:
        return None
    for words, one in _WHOM:
        if any(word in whom for word in words):
            return fact.against(one)
    found = (fact.against(one) for _, one in _WHOM)
    return next((one for one in found if one is not None), None)


def _beside(claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """Higher or lower than others, or like them."""
    if claim.text.lower().startswith(("more", "less")) and "force" in claim.whom:
        return _changed_more(claim, fact)
    other = against_of(claim.whom, fact)
    if other is None or other.phrase.startswith("cannot"):
        why = other.phrase if other else "no such figure of others is held"
        return unsupported(f"{fact.title}: {why}.", binding(fact))
    suggestion = binding(fact, "compare", other.against.value)
    said = other.phrase.removeprefix("is ")
    if claim.says is Says.LIKE:
        fits = said.startswith((Beside.SIMILAR.value, Beside.SAME.value))
    else:
        fits = said.startswith(_EXPECTED[claim.says].value)
    return SUPPORTED if fits else contradicted(f"{fact.title} {other.phrase}.", suggestion)


def _better_than(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """Better or worse than others, where one direction is good news."""
    polarity = known.polarity(fact)
    if polarity is Polarity.NEITHER:
        return contradicted(
            f"{fact.title}: neither a high nor a low figure is better in itself.", binding(fact)
        )
    above = (claim.says is Says.BETTER_THAN) is (polarity is Polarity.HIGHER)
    return _beside(replace(claim, says=Says.ABOVE if above else Says.BELOW), fact, known)


def _changed_more(claim: Claim, fact: Fact) -> Verdict:
    """As in "by more than the force area": the changes of the two, in percent."""
    own, theirs = first_number(fact.percent_text), first_number(fact.comparator_text)
    if own is None or theirs is None:
        return unsupported(f"{fact.title}: one of the two changes is not known.", binding(fact))
    more = abs(own) > abs(theirs) and (own > 0) is (theirs > 0)
    if more is (claim.says is Says.ABOVE):
        return SUPPORTED
    return contradicted(
        f"{fact.title} changed by {fact.percent_text}, beside {fact.comparator_text}.",
        binding(fact, "compare", "force_area"),
    )


def _target(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """Met or missed, above or below: by the two figures and by which direction is better."""
    target = first_number(fact.target_text)
    if target is None or fact.amount is None:
        return unsupported(f"{fact.title} has no target.", binding(fact))
    rated = f"{fact.title} {fact.rating_phrase}."
    lower = known.polarity(fact) is Polarity.LOWER
    words = claim.text.lower()
    if any(one in words for one in ("above", "over", "exceed", "surpass", "ahead", "beat")):
        fits = fact.amount > target
    elif any(one in words for one in ("below", "under")):
        fits = fact.amount < target
    else:
        met = fact.amount <= target if lower else fact.amount >= target
        fits = met is (claim.says is Says.TARGET_MET)
    return SUPPORTED if fits else contradicted(rated, binding(fact, "rated"))


def _rated(claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """A colour; what has none is not spoken of as rated."""
    if fact.rating.lower() == claim.whom:
        return SUPPORTED
    return contradicted(f"{fact.title} {fact.rating_phrase}.", binding(fact, "rated"))


def _extreme(claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """The highest or lowest of the country; nobody else's figures are held one by one."""
    end = claim.says.name.lower()
    if end in fact.title.lower():
        return SUPPORTED
    scope = f"{claim.text.lower()} {claim.whom}"
    country = any(one in scope for one in ("country", "england", "national", "authorit"))
    suggestion = binding(fact, "rank")
    if country and fact.rank_phrase:
        top = fact.rank_phrase.startswith((f"is {end} of", f"is joint {end} of"))
        return SUPPORTED if top else contradicted(f"{fact.title} {fact.rank_phrase}.", suggestion)
    nearby = Against.REGION if REGION in claim.whom or "region" in claim.whom else Against.PEERS
    beside = fact.against(nearby)
    opposite = Beside.LOWER if claim.says is Says.HIGHEST else Beside.HIGHER
    if beside is not None and not country and beside.phrase.startswith(f"is {opposite.value}"):
        return contradicted(f"{fact.title} {beside.phrase}.", suggestion)
    return unsupported(
        f"{fact.title}: no figures are held by which it could be called the {end} here.", suggestion
    )


def _significant(_claim: Claim, fact: Fact, known: Known) -> Verdict:
    """A change that is called significant, whichever way it went."""
    moved = movement_of(fact)
    if moved.change is None:
        return _no_year_before(fact)
    if moved.change == 0:
        return contradicted(_data(fact), binding(fact, "change"))
    return _strength(Degree.SIGNIFICANT, moved, fact, known) or SUPPORTED


def _biggest(claim: Claim, fact: Fact, known: Known) -> Verdict:
    """The largest rise or fall among the facts of its section, in number or in percent."""
    up = claim.says is Says.BIGGEST_RISE
    moved = _moved(Claim(claim.says, claim.start, claim.end, claim.text), fact, known, up=up)
    if moved.ruling is Ruling.CONTRADICTED or movement_of(fact).change is None:
        return moved
    others = [(one, movement_of(one)) for one in known.facts if one.section == fact.section]
    way = [(one, m) for one, m in others if m.change is not None and (m.change > 0) is up]
    most = max(way, key=lambda pair: abs(pair[1].change or Decimal(0)))[0]
    steepest = max(way, key=lambda pair: pair[1].size or Decimal(0))[0]
    if fact in {most, steepest}:
        return SUPPORTED
    return contradicted(
        f"{_data(fact)} {steepest.title} {steepest.change_phrase}, and {most.title} "
        f"{most.change_phrase}.",
        binding(fact, "change"),
    )


def _worst(claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """The worst or the best of the country, by the answer that the report holds."""
    suggestion = binding(fact, "worst")
    worst = fact.worst.partition(".")[0] == Answer.YES
    if not fact.worst or fact.worst.startswith(Answer.UNKNOWN):
        return unsupported(
            fact.worst or f"{fact.title}: no figures of the country are held.", suggestion
        )
    if claim.says is Says.WORST:
        return SUPPORTED if worst else contradicted(fact.worst, suggestion)
    if worst:
        return contradicted(fact.worst, suggestion)
    return unsupported(f"{fact.worst} Whether it is the best cannot be said.", suggestion)


def _much(_claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """A large or small part: how much that is, the reader cannot know."""
    return unsupported(f"{fact.title}: {fact.text}. Show the figure.", binding(fact))


def _all(_claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """All of them; a figure that is no share says nothing to it."""
    if not fact.text.endswith("%") or fact.amount == 100:
        return SUPPORTED
    return contradicted(f"{fact.title}: {fact.text}.", binding(fact))


def _majority(claim: Claim, fact: Fact, _known: Known) -> Verdict:
    """More or less than half, of a fact that is a share."""
    if fact.amount is None or not fact.text.endswith("%"):
        return unsupported(
            f"{fact.title}, {fact.text}, is a number, and does not say what share it is.",
            binding(fact),
        )
    share = 100 * Decimal(str(claim.factor))
    fits = fact.amount > share if claim.says is Says.MOST else fact.amount < share
    return SUPPORTED if fits else contradicted(f"{fact.title}: {fact.text}.", binding(fact))


def _rise(claim: Claim, fact: Fact, known: Known) -> Verdict:
    return _moved(claim, fact, known, up=True)


def _fall(claim: Claim, fact: Fact, known: Known) -> Verdict:
    return _moved(claim, fact, known, up=False)


_TESTS: Mapping[Says, Callable[[Claim, Fact, Known], Verdict]] = {
    Says.ROSE: _rise,
    Says.FELL: _fall,
    Says.SAME: _same,
    Says.STABLE: _same,
    Says.NO_SIGNIFICANT_CHANGE: _no_significant_change,
    Says.MULTIPLIED: _multiplied,
    Says.IMPROVED: _for_better,
    Says.WORSENED: _for_better,
    Says.ABOVE: _beside,
    Says.BELOW: _beside,
    Says.LIKE: _beside,
    Says.HIGHEST: _extreme,
    Says.LOWEST: _extreme,
    Says.TARGET_MET: _target,
    Says.TARGET_MISSED: _target,
    Says.RATED: _rated,
    Says.SIGNIFICANT: _significant,
    Says.BIGGEST_RISE: _biggest,
    Says.BIGGEST_FALL: _biggest,
    Says.BETTER_THAN: _better_than,
    Says.WORSE_THAN: _better_than,
    Says.WORST: _worst,
    Says.BEST: _worst,
    Says.ALL: _all,
    Says.MUCH: _much,
    Says.MOST: _majority,
    Says.FEW: _majority,
}
