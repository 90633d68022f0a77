"""What the numbers of a sentence say of each other, with no data needed.

Each figure is replaced by its place in a list, so that a pattern reads "from #0# to #1#".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, pairwise, permutations

from bcssp_lib.checks.claims import Claim, find_claims
from bcssp_lib.checks.held_numbers import Role
from bcssp_lib.checks.mention_reading import CHANGED, Reading
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.model.checking import ClaimType
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.rounding import number_text

# Percentage points: how far "nearly half" may lie from a share, and how far it cannot lie.
_RATIO_REACH, _RATIO_FAR = Decimal(3), Decimal(8)
_HARDLY = Decimal("0.05")  # more than rounding
_ROUGH = Decimal("0.1")  # how far "about" may lie, as a part of it
NUMBER = r"#(\d+)#"
ANY_WORDS = r"(?:[^\W_][\w’'/–-]*[ ,]+)"  # a word or a year between two figures
_PAIRS: tuple[tuple[re.Pattern[str], bool], ...] = (  # whether the earlier figure comes first
    (
        re.compile(rf"\bfrom {ANY_WORDS}{{0,3}}{NUMBER}[,]? ?(?:\([^()#]*\) )?{ANY_WORDS}{{0,6}}to {ANY_WORDS}{{0,3}}{NUMBER}"),
        True,
    ),
    (re.compile(rf"\bto {ANY_WORDS}{{0,2}}{NUMBER},? {ANY_WORDS}{{0,4}}from {ANY_WORDS}{{0,3}}{NUMBER}"), False),
    (
        re.compile(
            rf"{NUMBER},? {ANY_WORDS}{{0,5}}(?:against|compared with|compared to|up from|down from|"
            rf"after) {ANY_WORDS}{{0,3}}{NUMBER}"
        ),
        False,
    ),
)
_THAN = re.compile(
    rf"{NUMBER} {ANY_WORDS}{{0,3}}?[,:;]? ?(?:or )?{NUMBER} {ANY_WORDS}{{0,3}}(?:more|fewer|less|higher|lower) "
    rf"{ANY_WORDS}{{0,2}}than (?:the |its |their )?{NUMBER}"
)
_OF = re.compile(rf"{NUMBER} (?:out )?of (?:the |our |these |those |all )?{NUMBER}")
_OR_SHARE = re.compile(
    rf"^,? {ANY_WORDS}{{0,8}}?(?:or |is |are |being |[(,–-] ?|made up |make up ){ANY_WORDS}{{0,2}}{NUMBER}|"
    rf"^[^#;.]{{0,120}}, or {ANY_WORDS}{{0,2}}{NUMBER}"
)
_RATIO_AS_SHARE = re.compile(rf"{NUMBER} [^#;()]{{0,60}}\({NUMBER}\)")  # "9 out of 12 bodies (75%)"
_COMPARED = re.compile(
    rf"{NUMBER}([^#;()]{{0,60}}?)\b(?:(higher|greater|larger|more|lower|smaller|fewer|less) than|"
    rf"(above|below)) {ANY_WORDS}{{0,6}}{NUMBER}"
)
_SHARE_FIRST = re.compile(rf"{NUMBER} {ANY_WORDS}{{0,5}}\($|{NUMBER} ?\($")
_OF_FIRST = re.compile(
    rf"\b[Oo]f (?:the |these |those |our |all )?{NUMBER} (?:{ANY_WORDS}){{0,4}}{NUMBER} [^#;.]*?"
    rf"(?:,|\bor|\() ?(?:or |a share of )?{NUMBER}"
)
_REMAINING = re.compile(rf"\b(?:[Tt]he (?:other|remaining)|[Rr]emaining) {NUMBER}")
_EACH_FOR = re.compile(rf"^[^#:]*{NUMBER}[^#:]*, {NUMBER} (for|in|at|from|by) [^#:]*?,? and {NUMBER} (\w+) ")
_IN_ALL = re.compile(
    rf"{NUMBER} (?:in all|in total|altogether)\b|\b(?:total(?:led|ling)?|[Tt]otal:|"
    rf"together these|(?:giving|making) (?:a|an overall) total of|"
    rf"together (?:came|come|made|make|amount(?:ed)?) to|in all|altogether|that is,) "
    rf"{ANY_WORDS}{{0,2}}{NUMBER}"
)
_OF_THESE = re.compile(rf"\b[Oo]f (?:these|those) {NUMBER}\b")
_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|felt|rose|fell|said|compared|against|than|from|to|also|"
    r"target|average|above|below|up|down|more|fewer|less|before|when|while|who|whom|which|(?!integrated)\w+ed)\b",
    re.IGNORECASE,
)
_DIVIDED = re.compile(
    r"\b(?:split|breakdown|divided|of (?:the whole|the total))\b(?!.*\b(?:rest|remain\w+)\b)",
    re.IGNORECASE,
)
_WERE = re.compile(r"^ (?:were|was|are|is) ")
_OVERLAP = re.compile(
    r"\b(?:more than one|also|as well|each|including|of whom|both|respectively|multiple|all that "
    r"appl\w+|at least)\b",
    re.IGNORECASE,
)
_FEWEST_SHARES, _MOST_OVER = 3, Decimal(150)


def follows_from(reading: Reading, others: Sequence[Mention]) -> bool:
    """Whether a number is the sum, the difference, the share or the change of two others."""
    mention = reading.mention
    of_change = reading.roles[:1] == (Role.PERCENT_CHANGE,)
    counts = [abs(one.amount) for one in others if one.form is Form.COUNT]
    amount = abs(mention.amount)
    if mention.form in {Form.PERCENT, Form.RATIO}:
        pairs = permutations(counts, 2)
        return any(_is_share(amount, *pair, rounding_of(mention), of_change) for pair in pairs)
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


def rounding_of(mention: Mention) -> Decimal:
    """How far the exact amount may lie from a number as it is shown: half of its last digit."""
    if mention.form is Form.RATIO:
        return _RATIO_REACH
    exponent = int(mention.amount.as_tuple().exponent)
    return Decimal(1).scaleb(min(0, exponent)) * Decimal("0.51")


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

    def finding(self, what: str, why: str) -> Finding:
        """What does not agree."""
        return self.context.finding(Kind.CONSISTENCY, what, why)


_OF_THEM = re.compile(r"(?:It|They|Of (?:these|them|those))\b")
_A_PAIR, _A_RUN, _MOST_PARTS = 2, 3, 3
_AGREE = "Parts and total must agree, or the text must say why they do not."


def sum_finding(
    context: SentenceContext, parts: Sequence[str], made: Decimal, total: str
) -> Finding:
    """Parts that do not make their total."""
    listed = " + ".join(f"“{part}”" for part in parts)
    what = f"{listed} make {number_text(made)}, and the total is “{total}”"
    return context.finding(Kind.CONSISTENCY, what, _AGREE)


def check_arithmetic(context: SentenceContext) -> Iterator[Finding]:
    """Changes, directions, shares and totals of a sentence that its own numbers contradict."""
    if len(context.figures) < 2:
        return
    numbered = NumberedSentence(context)
    pair = _find_pair(numbered)
    if pair is not None:
        yield from _check_changes(numbered, *pair)
        yield from _check_direction(numbered, *pair)
    yield from _check_comparison(numbered)
    yield from _check_part(numbered)
    yield from _check_total(numbered)
    yield from _check_list_of_shares(numbered)


# From one figure to another


def _find_pair(numbered: NumberedSentence) -> tuple[Mention, Mention] | None:
    """The earlier and the later figure of a sentence that compares just two of one kind."""
    pairs = []
    moves = bool(_list_movements(numbered.context))
    of_change = _GROWTH.search(numbered.text)
    for pattern, earlier_first in _PAIRS if moves else _PAIRS[:1] if of_change else ():
        for match in pattern.finditer(numbered.text):
            one, other = numbered.named(match)
            if one.form is other.form and one.form in {Form.COUNT, Form.PERCENT, Form.POUNDS}:
                pairs.append((one, other) if earlier_first else (other, one))
    for match in _THAN.finditer(numbered.text):
        now, _, before = numbered.named(match)
        if now.form is before.form:
            pairs.append((before, now))
    return pairs[0] if len(set(pairs)) == 1 else None


def _check_changes(numbered: NumberedSentence, before: Mention, now: Mention) -> Iterator[Finding]:
    """Each number that is said to be the change, in itself or in percent."""
    for reading in [each.reading for each in numbered.context.matched if not each.is_held]:
        mention = reading.mention
        of_change = reading.roles[:1] in {(Role.CHANGE,), (Role.PERCENT_CHANGE,)} or (
            mention.form is Form.PERCENT and _IS.search(numbered.context.typed[: mention.start])
        )
        clause = numbered.context.clause_at(mention.start)
        apart = not clause.holds(now.start) and _CHANGE.search(clause.text)
        if mention in (before, now) or not of_change or reading.whose is not None or apart:
            continue
        made = _list_changes(mention, abs(before.amount), abs(now.amount))
        reach = abs(mention.amount) * _ROUGH if reading.rough else rounding_of(mention)
        if made and not any(abs(change - abs(mention.amount)) <= reach for change, _ in made):
            step = f"from “{before.text}” to “{now.text}”"
            yield numbered.finding(
                f"“{mention.text}” is said, but {step} is {made[0][1]}",
                "The size of a change must be that between its two figures.",
            )


_GROWTH = re.compile(r"\b(?:growth|rise|increase|fall|decline|reduction|drop)\b", re.IGNORECASE)
_CHANGE = re.compile(rf"\b{CHANGED} by\b", re.IGNORECASE)
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


def _check_direction(numbered: NumberedSentence, before: Mention, now: Mention) -> Iterator[Finding]:
    """As in "rose from 22.5% to 20.9%"."""
    typed = [each.mention for each in numbered.context.matched]
    for claim in _list_movements(numbered.context) if {before, now} <= {*typed} else ():
        near = 0 <= min(before.start, now.start) - claim.end < _NEAR_CLAIM
        same = claim.clause.holds(before.start) and claim.clause.holds(now.start)
        rises = (claim.says is ClaimType.ROSE) is not claim.negated
        if near and same and before.amount != now.amount and rises is (now.amount < before.amount):
            step = f"from “{before.text}” to “{now.text}”"
            yield numbered.finding(
                f"“{claim.text}” is said, but {step} is the other way",
                "A direction must be that of its own numbers.",
            )


_NEAR_CLAIM = 40  # letters


def _list_movements(context: SentenceContext) -> list[Claim]:
    return [each for each in find_claims(context) if each.says in {ClaimType.ROSE, ClaimType.FELL}]


def _check_comparison(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "the rate is 38.6, which is higher than the England rate of 41.4"."""
    for match in _COMPARED.finditer(numbered.text):
        one, other = numbered.named(match)
        between, says = match[2], match[3] or match[4]
        if one.form is not other.form or one.form not in _ORDERED:
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
_TURNED = re.compile(r"\b(?:not|no|never|nor|but|from|by|than|target)\b|n[’']t\b", re.IGNORECASE)


# Parts of a whole


def _check_part(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "54 of 105 children, or 61.4%", and "22% (177 of 846)"."""
    unheld = [each.mention for each in numbered.context.matched if not each.is_held]
    unheld = [each for each in unheld if each.form in {Form.PERCENT, Form.RATIO}]
    for part, whole, shares in _list_parts(numbered):
        if not part.form is whole.form is Form.COUNT or part.amount > whole.amount:
            continue
        for share in (each for each in shares if each in unheld):
            percent = 100 * part.amount / whole.amount
            reach = _RATIO_FAR if share.form is Form.RATIO else rounding_of(share) + _HARDLY
            if abs(percent - share.amount) > reach:
                yield numbered.finding(
                    f"“{share.text}” is said, but “{part.text}” of “{whole.text}” is "
                    f"{number_text(percent, 1)}%",
                    "A share must be that of its own numbers.",
                )

    for match in _RATIO_AS_SHARE.finditer(numbered.text):
        part, share = numbered.named(match)
        stated = part.form is Form.RATIO and " of " in part.text and share.form is Form.PERCENT
        if stated and abs(part.amount - share.amount) > rounding_of(share) + _HARDLY:
            yield numbered.finding(
                f"“{share.text}” is said, but “{part.text}” is {number_text(part.amount, 1)}%",
                "A share must be that of its own numbers.",
            )


def _list_parts(numbered: NumberedSentence) -> Iterator[tuple[Mention, Mention, list[Mention]]]:
    """Each part with its whole, and the numbers that may be its share."""
    for match in _OF.finditer(numbered.text):
        part, whole = numbered.named(match)
        after = _OR_SHARE.match(numbered.text[match.end() :])
        before = _SHARE_FIRST.search(numbered.text[: match.start()])
        yield part, whole, [numbered.named(each)[0] for each in (before, after) if each]
    for match in _OF_FIRST.finditer(numbered.text):
        whole, part, share = numbered.named(match)
        yield part, whole, [share]


def _check_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "192, 241, 215 and 146, 784 in all", and "of these 74" of seventy."""
    counts = [each for each in numbered.figures if each.form is Form.COUNT]
    for match in _IN_ALL.finditer(numbered.text):
        (total,) = numbered.named(match)
        alike = [each for each in numbered.figures if each.form is total.form]
        parts = [each for each in alike if each is not total]
        made = sum((each.amount for each in parts), Decimal(0))
        summed = len(parts) > 1 and total.form in {Form.COUNT, Form.POUNDS}
        fewest = _A_PAIR if "together these" in match[0] else _A_RUN
        plain = _is_plain_sum(numbered, parts, fewest=fewest)
        listed = summed and (plain or _are_listed(numbered, parts))
        if listed and made != total.amount and abs(made - total.amount) < total.amount / 5:
            yield sum_finding(numbered.context, [each.text for each in parts], made, total.text)
    yield from _check_remaining(numbered, counts)
    yield from _check_near_sum(numbered)
    for match in _OF_THESE.finditer(numbered.text):
        (again,) = numbered.named(match)
        before = [each for each in counts if each.end < again.start]
        if before and before[-1].amount != again.amount:
            yield numbered.finding(
                f"“of these {again.text}”, but they were “{before[-1].text}”",
                "The same things have one number.",
            )


def _is_plain_sum(
    numbered: NumberedSentence, parts: Sequence[Mention], *, fewest: int = _A_RUN
) -> bool:
    """Whether all that a sentence counts before its total are its parts: nothing has changed."""
    return len(parts) >= fewest and not _list_movements(numbered.context)


def _check_remaining(numbered: NumberedSentence, counts: Sequence[Mention]) -> Iterator[Finding]:
    """As in "seventy came … eight were charged; the other 64 were not"."""
    for match in _REMAINING.finditer(numbered.text):
        (rest,) = numbered.named(match)
        before = [*_counts_before(numbered), *(each for each in counts if each.end < rest.start)]
        if len(before) < _A_PAIR or rest not in counts:
            continue
        whole, *parts = (each.amount for each in before[-_MOST_PARTS:])
        left = whole - sum(parts, Decimal(0)), before[-2].amount - before[-1].amount
        near = any(0 < abs(rest.amount - each) <= max(_LITTLE, each * _ROUGH) for each in left)
        if near and rest.amount not in left:
            yield numbered.finding(
                f"“{rest.text}” are said to remain, and “{before[-2].text}” less "
                f"“{before[-1].text}” are {number_text(left[1])}",
                _AGREE,
            )


def _counts_before(numbered: NumberedSentence) -> list[Mention]:
    """The counts of the sentence before."""
    previous = numbered.context.previous
    figures = previous.figures if previous and previous.sentence.kind == "sentence" else []
    return [each for each in figures if each.form is Form.COUNT]


def _check_near_sum(numbered: NumberedSentence) -> Iterator[Finding]:
    """A list that nearly makes the total in the sentence before it, as none does by accident.

    Or parts of one kind after it: "thirteen were cancelled, nine for these and five for those".
    """
    previous = numbered.context.previous
    earlier = previous.figures if previous and previous.sentence.kind == "sentence" else []
    if not _OF_THEM.match(numbered.text):
        earlier = earlier[-1:]
    for form in (Form.COUNT, Form.POUNDS):
        parts = [each for each in numbered.figures if each.form is form]
        totals = [each for each in earlier if each.form is form]
        match = _EACH_FOR.match(numbered.text) if len(parts) == _A_RUN else None
        if match and match[3] == match[5]:
            totals, parts = parts[:1], parts[1:]
        elif len(parts) < _A_RUN:
            continue
        made = sum((each.amount for each in parts), Decimal(0))
        largest = max(each.amount for each in parts)
        of_them = _OF_THEM.match(numbered.text) and _is_plain_sum(numbered, parts)
        for total in totals if of_them or _are_listed(numbered, parts) else ():
            near = 0 < abs(made - total.amount) <= max(_ONE, total.amount * _NEARLY)
            if near and total.amount > largest:
                texts = [each.text for each in parts]
                yield sum_finding(numbered.context, texts, made, total.text)


_ONE, _LITTLE, _NEARLY = Decimal(1), Decimal(2), Decimal("0.05")


def _are_listed(numbered: NumberedSentence, parts: Sequence[Mention]) -> bool:
    """Whether figures stand next to each other as a list."""
    typed = numbered.context.typed
    gaps = [typed[one.end : other.start] for one, other in pairwise(parts)]
    gaps = [_WERE.sub(" ", gap, count=1) for gap in gaps]  # "640 were of homes, 392 of hospitals"
    return all(len(gap.split()) <= _LISTED_WORDS and not _VERB.search(gap) for gap in gaps)


_LISTED_WORDS = 6


def _check_list_of_shares(numbered: NumberedSentence) -> Iterator[Finding]:
    """Three or more percentages of one whole that make more than it: "40%, 35% and 30%".

    Less than it only where the text says that it is divided.
    """
    shares = [each for each in numbered.figures if each.form is Form.PERCENT]
    if len(shares) < _FEWEST_SHARES or _OVERLAP.search(numbered.context.typed):
        return
    made = sum((each.amount for each in shares), Decimal(0))
    if abs(made - 2 * shares[-1].amount) < 1:
        return  # the last is the total of the others
    rounding = Decimal(len(shares)) / 2
    too_much = 100 + rounding < made < _MOST_OVER
    too_little = made < 100 - rounding and _DIVIDED.search(numbered.context.typed)
    if (too_much or too_little) and _are_listed(numbered, shares):
        listed = ", ".join(f"“{each.text}”" for each in shares)
        yield numbered.finding(
            f"the shares {listed} make {made.normalize():f}%",
            "Shares of one whole make 100%, but for rounding. If they overlap, say so.",
        )
