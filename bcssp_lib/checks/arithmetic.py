"""What the numbers of a sentence say of each other, with no data needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from bcssp_lib.checks.held_numbers import Role
from bcssp_lib.checks.mention_reading import Reading
from bcssp_lib.checks.numbered import NUMBER, WORD, NumberedSentence, rounding_of, words_named
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.shares import check_shares
from bcssp_lib.checks.told_changes import check_told_changes
from bcssp_lib.checks.told_targets import check_told_targets
from bcssp_lib.checks.totals import check_totals
from bcssp_lib.model.finding import Finding

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
    yield from _check_comparison(numbered)
    yield from _check_this_comparison(numbered)
    yield from check_told_targets(numbered)
    yield from check_told_changes(numbered)
    yield from check_shares(numbered)
    yield from check_totals(numbered)


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
