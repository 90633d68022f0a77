"""A sentence with its figures numbered, so that patterns can say what they say of each other.

Each figure is replaced by its place in a list, so that a pattern reads "from #0# to #1#".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, permutations

from bcssp_lib.checks.claims import Claim, find_claims
from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.mention_reading import Reading
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.model.checking import ClaimType
from bcssp_lib.model.finding import Finding, Kind, Severity, wrong_if
from bcssp_lib.stats.wording import own_decimals

NUMBER = r"#(\d+)#"

WORD = r"(?:[^\W_][\w’'/–-]*[ ,]+)"  # a word or a year between two figures

HARDLY = Decimal("0.05")  # more than rounding
_RATIO_REACH = Decimal(3)  # percentage points: how far "nearly half" may lie from a share
A_PAIR = 2

# Words before a number that is not exact.
ABOUT = (
    r"(?:about|roughly|around|nearly|almost|some|approximately|just (?:over|under)|"
    r"(?:a (?:little|bit) |slightly )(?:over|under|(?:more|less) than)|"
    r"(?:well )?over|under|(?:well )?(?:more|less|fewer) than)"
)

_NEARLY = re.compile(rf"\b({ABOUT}) $", re.IGNORECASE)

# How far from "about a third" a share may lie, and from "a third", as a part of it.
_NEAR_PART, _PLAIN_PART, _MOST_APART = Decimal("0.25"), Decimal("0.2"), Decimal(8)
_LEAST_APART = Decimal(3)


@dataclass(frozen=True)
class NumberedSentence:
    """A sentence with its figures numbered, so that patterns can name them."""

    context: SentenceContext

    @cached_property
    def figures(self) -> list[Mention]:
        """Its figures, bound and typed."""
        return self.context.figures

    @cached_property
    def text(self) -> str:
        """The sentence with each figure as #0#, #1# and so on."""
        pieces, last = [], 0
        for place, figure in enumerate(self.figures):
            pieces += [self.context.typed[last : figure.start], f"#{place}#"]
            last = figure.end
        return "".join([*pieces, self.context.typed[last:]])

    def named(self, match: re.Match[str]) -> list[Mention]:
        """The figures of a match."""
        return [self.figures[int(group)] for group in match.groups() if group and group.isdigit()]

    @property
    def figures_before(self) -> Sequence[Mention]:
        """The figures of the sentence before."""
        previous = self.context.previous
        return previous.figures if previous and previous.sentence.kind == "sentence" else []

    @cached_property
    def movements(self) -> list[Claim]:
        """What it claims to have risen or fallen."""
        moves = {ClaimType.ROSE, ClaimType.FELL}
        return [each for each in find_claims(self.context) if each.says in moves]

    @cached_property
    def held(self) -> dict[Mention, HeldNumber]:
        """The typed figures that are held, and what each is."""
        matched = self.context.matched
        return {each.mention: each.match.number for each in matched if each.match and each.is_held}

    @cached_property
    def of_others(self) -> set[Mention]:
        """The typed figures that are another area's: "and 23% in England"."""
        return {each.mention for each in self.context.matched if each.reading.whose}

    @property
    def held_before(self) -> dict[Mention, HeldNumber]:
        """The same of the sentence before."""
        previous = self.context.previous
        return NumberedSentence(previous).held if previous else {}

    def is_held(self, mention: Mention) -> bool:
        """Whether the data hold a figure."""
        return mention in self.held

    def finding(self, what: str, why: str, severity: Severity = Severity.WRONG) -> Finding:
        """What does not agree."""
        return self.context.finding(Kind.CONSISTENCY, what, why, severity=severity)


def weigh(told: Mention, right: Decimal, beside: Sequence[Mention]) -> Severity:
    """How certain it is that a number does not follow from those beside it.

    Wrong where all stand in digits, and where it is no farther from what follows than twice that,
    or half. Words such as "a third" and "three" were misread in two of three (decision 88).
    """
    near = abs(right) <= 2 * abs(told.amount) and abs(told.amount) <= 2 * abs(right)
    return wrong_if(near and are_in_digits(told, *beside))


def are_in_digits(*mentions: Mention) -> bool:
    """Whether numbers are written in digits, and none of them in words."""
    return all(
        each.form is not Form.RATIO and each.text.lstrip("£+-−–~")[:1].isdigit()
        for each in mentions
    )


def counts_of(figures: Sequence[Mention]) -> list[Mention]:
    """Those of some figures that count something."""
    return [each for each in figures if each.form is Form.COUNT]


def have_shares_of(total: Mention, parts: Sequence[Mention], shares: Sequence[Mention]) -> bool:
    """Whether parts have their shares of a whole beside them: "of 737, 401 (54%) and 259 (35%)".

    Then they may overlap, and need not make the whole.
    """
    told = [each.amount for each in shares if each.form is Form.PERCENT]
    right = [100 * part.amount / total.amount for part in parts if total.amount]
    return bool(right) and all(any(abs(share - each) <= 1 for each in told) for share in right)


def rounding_of(mention: Mention) -> Decimal:
    """How far the exact amount may lie from a number as it is shown: half of its last digit."""
    if mention.form is Form.RATIO:
        return _RATIO_REACH
    exponent = int(mention.amount.as_tuple().exponent)
    return Decimal(1).scaleb(min(0, exponent)) * Decimal("0.51")


_SCALED = re.compile(
    r"\d+(?:\.(\d+))?\s?(?:(thousand|k)|(million|m)|(billion|bn))\b", re.IGNORECASE
)


def spread_of(mention: Mention) -> Decimal:
    """How far the exact amount may lie from a rounded one, as "2.1 million"; 0 for a count."""
    places = own_decimals(mention.amount)
    scaled = _SCALED.search(mention.text)
    if scaled:
        places = len(scaled[1] or "") - (3 if scaled[2] else 6 if scaled[3] else 9)
    return Decimal(5).scaleb(-places - 1) if places else Decimal(0)


def near_words(before: str) -> str:
    """The words at the end of a text that say that the number after it is not exact."""
    match = _NEARLY.search(before)
    return match[1].lower() if match else ""


def may_be_said(part: Mention, near: str, share: Decimal) -> bool:
    """Whether "about a third", or "more than half", may be said of a share in percent."""
    near_part = _NEAR_PART if near else _PLAIN_PART
    reach = min(_MOST_APART, max(_LEAST_APART, part.amount * near_part))
    words = near.split()
    close = abs(share - part.amount) <= reach
    if "than" in words or {"over", "under"} & {*words}:
        over = "more" in words or "over" in words
        beyond = share > part.amount if over else share < part.amount
        return beyond and (close or words[0] not in _BARELY)
    return close


_BARELY = {"just", "a", "slightly"}  # over: "a little more than a third"


def is_multiple(ratio: Decimal, factor: Decimal, near: str) -> bool:
    """Whether "nearly doubled", or "more than twice", may be said of a ratio of two numbers."""
    beyond = (ratio - factor) / factor
    if factor < 1:  # "more than halved" fell below half
        beyond = -beyond
    match near:
        case "more than" | "over":
            return beyond > 0
        case "just over" | "a little over" | "a little more than" | "slightly more than":
            return 0 < beyond <= _JUST_MULTIPLE
        case "nearly" | "almost" | "just under" | "less than" | "a little under":
            return -_JUST_MULTIPLE <= beyond < 0
    return abs(beyond) <= _NEAR_MULTIPLE


# How near a ratio must be to "doubled", and to "nearly doubled" on its own side, as parts of it.
_NEAR_MULTIPLE, _JUST_MULTIPLE = Decimal("0.1"), Decimal("0.15")


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
    ratios = [one.amount / 100 for one in others if one.form is Form.RATIO]
    if any(abs(count * ratio - amount) < 1 for count in counts for ratio in ratios):
        return True  # as 160 of 640, "one in four"
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


def words_named(finding: Finding) -> str:
    """The words of the text that a finding names first."""
    return finding.what.partition("“")[2].partition("”")[0]
