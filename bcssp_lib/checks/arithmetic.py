"""What the numbers of a sentence say of each other, with no data needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from bcssp_lib.checks.held_numbers import Role
from bcssp_lib.checks.mention_reading import CHANGED, Reading
from bcssp_lib.checks.numbered import NUMBER, WORD, NumberedSentence, rounding_of, words_named
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.shares import check_shares
from bcssp_lib.checks.told_changes import CHANGE, check_told_changes
from bcssp_lib.checks.told_pairs import check_told_multiples, check_told_pairs
from bcssp_lib.checks.told_targets import check_told_targets
from bcssp_lib.checks.totals import check_totals
from bcssp_lib.model.checking import ClaimType
from bcssp_lib.model.finding import Finding
from bcssp_lib.stats.wording import number_text

_ROUGH = Decimal("0.1")  # how far "about" may lie, as a part of it

_PAIRS: tuple[tuple[re.Pattern[str], bool], ...] = (  # whether the earlier figure comes first
    (
        re.compile(
            rf"\b[Ff]rom {WORD}{{0,3}}{NUMBER}[,]? ?(?:\([^()#]*\) )?{WORD}{{0,6}}to {WORD}{{0,3}}"
            rf"{NUMBER}"
        ),
        True,
    ),
    (
        re.compile(rf"\bto {WORD}{{0,2}}{NUMBER},? {WORD}{{0,4}}from {WORD}{{0,3}}{NUMBER}"),
        False,
    ),
    (
        re.compile(
            rf"{NUMBER},? {WORD}{{0,5}}(?:against|compared with|compared to|up from|down from|"
            rf"after) {WORD}{{0,3}}{NUMBER}"
        ),
        False,
    ),
)

_THAN = re.compile(
    rf"{NUMBER} {WORD}{{0,3}}?[,:;]? ?(?:or )?{NUMBER} {WORD}{{0,3}}"
    rf"(?:more|fewer|less|higher|lower) {WORD}{{0,2}}than (?:the |its |their )?{NUMBER}"
)

_COMPARED = re.compile(
    rf"{NUMBER}([^#;()]{{0,60}}?)\b(?:(higher|greater|larger|more|lower|smaller|fewer|less)"
    r"(?: (?:share|proportion|percentage|rate|figure|number|level))? than|"
    rf"(above|below)) {WORD}{{0,6}}{NUMBER}"
)


def follows_from(reading: Reading, others: Sequence[Mention]) -> bool:
    """Whether a number is the sum, the difference, the share or the change of two others."""
    mention = reading.mention
    of_change = reading.roles[:1] == (Role.PERCENT_CHANGE,)
    counts = [abs(one.amount) for one in others if one.form is Form.COUNT]
    amount = abs(mention.amount)
    if mention.form in {Form.PERCENT, Form.RATIO}:
        pairs = permutations(counts, 2)
        shares = [one.amount for one in others if one.form is mention.form]
        if not of_change and any(amount == a + b for a, b in combinations(shares, 2)):
            return True
        return any(_is_share(amount, *pair, rounding_of(mention), of_change) for pair in pairs)
    if mention.form is Form.POINTS:
        percents = [one.amount for one in others if one.form is Form.PERCENT]
        return any(abs(a - b) == amount for a, b in combinations(percents, 2))
    if mention.form is not Form.COUNT or amount < 2:
        return False
    made = any(amount in (a + b, abs(a - b)) for a, b in combinations(counts, 2))
    return made or (len(counts) > 2 and amount == sum(counts))


def _is_share(
    amount: Decimal, part: Decimal, whole: Decimal, reach: Decimal, of_change: bool
) -> bool:
    """Whether a percentage is the change from one number to another, or a part of a whole."""
    if not whole:
        return False
    percents = [abs(100 * (part - whole) / whole), *([] if of_change else [100 * part / whole])]
    return any(abs(percent - amount) <= reach for percent in percents)


def check_arithmetic(context: SentenceContext) -> Iterator[Finding]:
    """Changes, directions, shares and totals that the text's own numbers contradict."""
    numbered = NumberedSentence(context)
    if not numbered.figures and not numbered.figures_before:
        return
    named: set[str] = set()
    for finding in _list_contradictions(numbered):
        words = words_named(finding)
        if words not in named:  # two rules may say the same
            named.add(words)
            yield finding


def _list_contradictions(numbered: NumberedSentence) -> Iterator[Finding]:
    pairs = find_pairs(numbered)
    if len(pairs) == 1:
        yield from _check_changes(numbered, *pairs[0])
    for pair in pairs:
        yield from _check_direction(numbered, *pair)
    yield from _check_since(numbered)
    yield from _check_comparison(numbered)
    yield from _check_this_comparison(numbered)
    yield from check_told_targets(numbered)
    yield from check_told_changes(numbered)
    yield from check_told_pairs(numbered)
    yield from check_told_multiples(numbered)
    yield from check_shares(numbered)
    yield from check_totals(numbered)


def find_pairs(numbered: NumberedSentence) -> list[tuple[Mention, Mention]]:
    """The earlier and the later figure wherever a sentence compares two of one kind."""
    pairs = []
    moves = bool(numbered.movements)
    of_change = _GROWTH.search(numbered.text)
    for pattern, earlier_first in _PAIRS if moves else _PAIRS[:1] if of_change else ():
        for match in pattern.finditer(numbered.text):
            one, other = numbered.named(match)
            if one.form is other.form and one.form in {Form.COUNT, Form.PERCENT, Form.POUNDS}:
                pairs.append((one, other) if earlier_first else (other, one))
    for match in _THAN.finditer(numbered.text):
        now, change, before = numbered.named(match)
        told = 100 * now.amount / before.amount if before.amount else None
        is_change = told is not None and abs(told - change.amount) <= rounding_of(change)
        if now.form is before.form and not is_change:  # not "3,830 or 2.0% more than the 195,988"
            pairs.append((before, now))
    return list(dict.fromkeys(pairs))


def _check_changes(numbered: NumberedSentence, before: Mention, now: Mention) -> Iterator[Finding]:
    """Each number that is said to be the change, in itself or in percent."""
    for reading in [each.reading for each in numbered.context.matched if not each.is_held]:
        mention = reading.mention
        of_change = reading.roles[:1] in {(Role.CHANGE,), (Role.PERCENT_CHANGE,)} or (
            mention.form is Form.PERCENT and _IS.search(numbered.context.typed[: mention.start])
        )
        clause = numbered.context.clause_at(mention.start)
        apart = not clause.holds(now.start) and _CHANGE.search(clause.text)
        apart = apart or _FROM_OTHERS.match(numbered.context.typed[mention.end :])
        if mention.form in _COUNTED and mention.form is not now.form:
            continue  # "14 fewer, and the share rose from 14.1% to 16.7%"
        if mention in (before, now) or not of_change or reading.whose is not None or apart:
            continue
        if mention.form in _COUNTED and not _says_size(numbered, mention):
            continue  # "from 286 to 463, and we know of 37 that were used"
        if _is_of_another_pair(numbered, mention, before, now):
            continue
        made = _list_changes(mention, abs(before.amount), abs(now.amount))
        reach = abs(mention.amount) * _ROUGH if reading.rough else rounding_of(mention)
        if made and not any(abs(change - abs(mention.amount)) <= reach for change, _ in made):
            step = f"from “{before.text}” to “{now.text}”"
            yield numbered.finding(
                f"“{mention.text}” is said, but {step} is {made[0][1]}",
                "The size of a change must be that between its two figures.",
            )


_COUNTED = {Form.COUNT, Form.POUNDS}


def _is_of_another_pair(
    numbered: NumberedSentence, percent: Mention, before: Mention, now: Mention
) -> bool:
    """As in "246 were heard at 24 meetings, compared with 229 (7% more)": not from 229 to 24."""
    own = {before.amount, now.amount, abs(now.amount - before.amount)}
    others = [each for each in numbered.figures if each.form is now.form and each != percent]
    pairs = [
        (a, b) for a, b in permutations(others, 2) if b.amount and not {a.amount, b.amount} <= own
    ]
    return any(
        abs(100 * abs(a.amount - b.amount) / b.amount - abs(percent.amount)) <= rounding_of(percent)
        for a, b in pairs
    )


_SIZE_BEFORE = re.compile(
    rf"(?:\b(?:by|up|down|rose|fell|increased|decreased|is|was|of only|plus|minus)|{CHANGE}s? of|"
    r"difference of|amount(?:s|ed) to|[(,–—-])(?: (?:about|some|nearly|just|only|over|around|"
    r"almost|a|an|more than|less than|another|the))* ?$",
    re.IGNORECASE,
)
_SIZE_AFTER = re.compile(
    rf"^ (?:\w+ ){{0,3}}?(?:more|fewer|less|higher|lower|extra|up|down|{CHANGE})\b", re.IGNORECASE
)


def _says_size(numbered: NumberedSentence, mention: Mention) -> bool:
    """Whether the words next to a number say that it is the size of a change."""
    typed = numbered.context.typed
    before, after = typed[: mention.start], typed[mention.end :]
    return bool(_SIZE_BEFORE.search(before) or _SIZE_AFTER.match(after))


_GROWTH = re.compile(r"\b(?:growth|rise|increase|fall|decline|reduction|drop)\b", re.IGNORECASE)

_CHANGE = re.compile(rf"\b{CHANGED},? by\b", re.IGNORECASE)

_FROM_OTHERS = re.compile(r" (?:above|below|higher than|lower than|ahead of|behind|short of)\b")

_IS = re.compile(r"\b(?:amounts? to|amounted to|equals?|which is|that is)(?: \w+){0,2} $")


def _list_changes(mention: Mention, before: Decimal, now: Decimal) -> list[tuple[Decimal, str]]:
    """What a number may say of a change: the difference, or the percentage."""
    change = abs(now - before)
    percent = 100 * change / before if before else Decimal(0)
    of_difference = (change, number_text(change, max(0, -int(change.as_tuple().exponent))))
    of_percent = (percent, f"{number_text(percent, 1)}%")
    match mention.form:
        case Form.PERCENT | Form.POINTS:
            return [of_percent, of_difference] if before <= 100 >= now else [of_percent]
        case Form.COUNT | Form.POUNDS:
            return [of_difference]
    return []


def _check_direction(
    numbered: NumberedSentence, before: Mention, now: Mention
) -> Iterator[Finding]:
    """As in "rose from 22.5% to 20.9%"."""
    typed = [each.mention for each in numbered.context.matched]
    for claim in numbered.movements if {before, now} <= {*typed} else ():
        near = 0 <= min(before.start, now.start) - claim.end < _NEAR_CLAIM
        same = claim.clause.holds(before.start) and claim.clause.holds(now.start)
        rises = (claim.says is ClaimType.ROSE) is not claim.negated
        if near and same and before.amount != now.amount and rises is (now.amount < before.amount):
            step = f"from “{before.text}” to “{now.text}”"
            yield numbered.finding(
                f"“{claim.text}” is said, but {step} is the other way",
                "A direction must be that of its own numbers.",
            )


def _check_since(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "838 were used, 88%. Use rose from 91% last winter."."""
    if len(numbered.figures) != 1 or numbered.figures[0].form not in {Form.COUNT, Form.PERCENT}:
        return
    (before,) = numbered.figures
    alike = [each for each in numbered.figures_before if each.form is before.form]
    for claim in numbered.movements if len(alike) == 1 else ():
        between = numbered.context.typed[claim.end : before.start]
        apart = abs(alike[0].amount - before.amount)
        if _FROM.fullmatch(between) and 0 < apart <= before.amount * _SAME_THING:
            rises = (claim.says is ClaimType.ROSE) is not claim.negated
            if rises is (alike[0].amount < before.amount):
                yield numbered.finding(
                    f"“{claim.text} from {before.text}” is said, and it is “{alike[0].text}” now",
                    "A direction must be that of its own numbers.",
                )


_FROM = re.compile(r" (?:\w+ ){0,2}?from (?:\w+ ){0,2}")
_SAME_THING = Decimal("0.3")  # how far two figures of one thing lie apart at most, as a part

_NEAR_CLAIM = 40  # letters


def _check_comparison(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "the rate is 38.6, which is higher than the England rate of 41.4"."""
    for match in _COMPARED.finditer(numbered.text):
        one, other = numbered.named(match)
        between, says = match[2], match[3] or match[4]
        referred = _REFERRED.search(numbered.text[: match.start()])
        if one.form is not other.form or one.form not in _ORDERED or referred:
            continue
        low, high = (one, other) if says in _BELOW else (other, one)
        stated = _STATES.search(between) and not _TURNED.search(between)
        if stated and low.amount > high.amount:
            yield numbered.finding(
                f"“{says}” is said of “{one.text}” and “{other.text}”",
                "A comparison must be that of its own numbers.",
            )


_BELOW = {"lower", "smaller", "fewer", "less", "below"}

_ORDERED = {Form.COUNT, Form.PERCENT, Form.POUNDS}

_STATES = re.compile(  # else "9 more than the 217"
    r"(?:,(?: and)?|\b(?:which|is|are|was|were))\s*"
    r"(?:(?:only|still|just|well|far|much|slightly|significantly|considerably|a|little|good|"
    r"deal) )*$"
)

_REFERRED = re.compile(r"\b(?:than|of|from|against|above|below) the $")  # "short of the 227"

_TURNED = re.compile(r"\b(?:not|no|never|nor|but|from|by|than|target)\b|n[’']t\b", re.IGNORECASE)

_THIS_IS = re.compile(
    rf"^\W*(?:This|That|It) (?:is|was) (?:\w+ )??(?P<says>above|below|higher than|lower than) "
    rf"[^#;,]{{0,60}}? of {NUMBER}"
)


def _check_this_comparison(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "The rate rose from 81 to 89. This is above the South West rate of 121."."""
    match = _THIS_IS.match(numbered.text)
    if not match:
        return
    (other,) = numbered.named(match)
    alike = [each for each in numbered.figures_before if each.form is other.form]
    told = numbered.held_before
    alike = [each for each in alike if each in told and told[each].is_now] or alike
    below = match["says"].startswith(("below", "lower"))
    if alike and all(_is_other_way(each, other, below=below) for each in alike):
        yield numbered.finding(
            f"“{match['says']}” is said of “{alike[-1].text}” and “{other.text}”",
            "A comparison must be that of its own numbers.",
        )


def _is_other_way(one: Mention, other: Mention, *, below: bool) -> bool:
    return one.amount > other.amount if below else one.amount < other.amount
