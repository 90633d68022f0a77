"""Shares that a text tells in percent or in words, and that its own numbers contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from bcssp_lib.checks.numbered import (
    A_PAIR,
    ABOUT,
    HARDLY,
    MOST_APART,
    NUMBER,
    WORD,
    NumberedSentence,
    counts_of,
    have_shares_of,
    may_be_said,
    rounding_of,
)
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.told_changes import find_pairs
from bcssp_lib.checks.totals import are_listed
from bcssp_lib.model.finding import Finding
from bcssp_lib.stats.rounding import number_text

_OF = re.compile(rf"{NUMBER} (?:out )?of (?:the |our |these |those |all )?{NUMBER}")

_OR_SHARE = re.compile(
    rf"^,? {WORD}{{0,8}}?(?:or |is |are |being |[(,–-] ?|made up |make up )(?!from |up |down )"
    rf"{WORD}{{0,2}}{NUMBER}|"
    rf"^[^#;.]{{0,120}}, or {WORD}{{0,2}}{NUMBER}"
)

_RATIO_AS_SHARE = re.compile(rf"{NUMBER} [^#;()]{{0,60}}\({NUMBER}\)")  # "9 out of 12 bodies (75%)"

_SHARE_FIRST = re.compile(rf"{NUMBER} {WORD}{{0,5}}\($|{NUMBER} ?\($")

_OF_FIRST = re.compile(
    rf"\b[Oo]f (?:the |these |those |our |all )?{NUMBER},? (?:{WORD}){{0,4}}{NUMBER} [^#;.]*?"
    rf"(?:,|\bor|\() ?(?:or |a share of )?(?:{ABOUT} )?{NUMBER}"
)


# "A third of the 118 were in work after six weeks, 31 people", "a third of the 137 (56)"
_RATIO_OF = re.compile(
    rf"(?:{ABOUT} )?{NUMBER} of (?:the |these |those |all |our )?{NUMBER}[^;.()]{{0,60}}?"
    rf"(?:, |\(){NUMBER}(?: (?:people|men|women|children|adults|young people|of them))?"
    r"(?=[).;]|,? of (?:them|these)\b|$)",
    re.IGNORECASE,
)


def check_shares(numbered: NumberedSentence) -> Iterator[Finding]:
    """Shares in percent and in words, and what several of them come to."""
    yield from _check_part(numbered)
    yield from _check_told_part(numbered)
    yield from _check_ratio_of(numbered)
    yield from _check_that_share(numbered)
    yield from _check_list_of_shares(numbered)
    yield from _check_shares_of_total(numbered)
    yield from _check_common_base(numbered)


def _check_part(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "54 of 105 children, or 61.4%", and "22% (177 of 846)"."""
    unheld = [each.mention for each in numbered.context.matched if not each.is_held]
    unheld = [each for each in unheld if each.form in {Form.PERCENT, Form.RATIO}]
    for part, whole, shares in _list_parts(numbered):
        if not part.form is whole.form is Form.COUNT or part.amount > whole.amount:
            continue
        for share in (each for each in shares if each in unheld):
            percent = 100 * part.amount / whole.amount
            reach = MOST_APART if share.form is Form.RATIO else rounding_of(share) + HARDLY
            if abs(percent - share.amount) > reach:
                yield numbered.finding(
                    f"“{share.text}” is said, but “{part.text}” of “{whole.text}” is "
                    f"{number_text(percent, 1)}%",
                    "A share must be that of its own numbers.",
                )

    for match in _RATIO_AS_SHARE.finditer(numbered.text):
        part, share = numbered.named(match)
        stated = part.form is Form.RATIO and " of " in part.text and share.form is Form.PERCENT
        if stated and abs(part.amount - share.amount) > rounding_of(share) + HARDLY:
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


_IS_PART = re.compile(
    rf"{NUMBER}[^#;]*?#\d+#[^#;]*?(?:,|, which (?:is|was)|, or|that is|\() ?(?:{ABOUT} )?{NUMBER}"
)


def _check_told_part(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "54 of 105, which is about a third"."""
    counts = counts_of(numbered.figures)
    if len(counts) != A_PAIR or not all(each.amount for each in counts):
        return
    low, high = sorted(each.amount for each in counts)
    moved = [100 * (high - low) / each for each in (low, high) if find_pairs(numbered)]
    shared = any(each.form is Form.PERCENT for each in numbered.figures)
    for match in _IS_PART.finditer(numbered.text):
        part = numbered.named(match)[-1]
        if part.start > counts[1].start and not shared:
            right = [100 * low / high, *moved]
            yield from _judge_part(numbered, part, match["near"], right, counts)


def _check_ratio_of(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "a third of the 118 were in work, 31 people"."""
    for match in _RATIO_OF.finditer(numbered.text):
        ratio, whole, part = numbered.named(match)
        if ratio.form is not Form.RATIO:
            continue
        if whole.form is part.form is Form.COUNT and 0 < part.amount < whole.amount:
            right = [100 * part.amount / whole.amount]
            yield from _judge_part(numbered, ratio, match["near"], right, [part, whole])


def _judge_part(
    numbered: NumberedSentence,
    part: Mention,
    near: str | None,
    right: Sequence[Decimal],
    figures: Sequence[Mention],
) -> Iterator[Finding]:
    if (
        part.form is Form.RATIO
        and right
        and not any(may_be_said(part, near, each) for each in right)
    ):
        beside = " and ".join(f"“{each.text}”" for each in figures)
        yield numbered.finding(
            f"“{part.text}” is said, and {beside} make {number_text(right[0], 1)}%",
            "The size of a change or share must be that of its own numbers.",
        )


_THAT_IS = re.compile(
    rf"^\W*(?:That|This) (?:is|was|represents|equates to|gives) "
    rf"(?:an? (?:\w+ )?(?:rate|share|proportion) of )?(?:{ABOUT} )?{NUMBER}"
    r"(?P<of> of (?:all|the|them|these)\b[^#]*?)?(?:[,.;](?: .*)?)?$"
)

_SHARES_ALIKE = Decimal(11)  # percentage points: how near a mistaken share is to the right one


def _check_that_share(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "84 were asked and 83 replied. That is 97.8%."."""
    match = _THAT_IS.match(numbered.text)
    share = numbered.named(match)[0] if match else None
    if match and share and share.form is Form.RATIO:
        percents = [each for each in numbered.figures_before if each.form is Form.PERCENT]
        amounts = [each.amount for each in percents]
        if numbered.context.previous and (part := _find_part(numbered.context.previous)):
            percents, amounts = list(part), [100 * part[0].amount / part[1].amount]
        yield from _judge_part(numbered, share, match["near"], amounts, percents)
    if not match or share is None or share.form is not Form.PERCENT or match["of"]:
        return
    if numbered.is_held(share):
        return
    counts = counts_of(numbered.figures_before)
    shares = [
        100 * part.amount / whole.amount
        for part, whole in permutations(counts, 2)
        if 0 < part.amount < whole.amount
    ]
    near = sorted(shares, key=lambda each: abs(each - share.amount))
    if near and abs(near[0] - share.amount) <= _SHARES_ALIKE:
        yield from numbered.check_percent(share, near)


def _find_part(context: SentenceContext) -> tuple[Mention, Mention] | None:
    """The one part of a whole in a sentence, as in "59 of the 794 households"."""
    numbered = NumberedSentence(context)
    pairs = [numbered.named(match) for match in _OF.finditer(numbered.text)]
    parts = [
        (part, whole)
        for part, whole in pairs
        if part.form is whole.form is Form.COUNT and 0 < part.amount < whole.amount
    ]
    return parts[0] if len(parts) == 1 else None


_JOINED = re.compile(
    r"\b(?:[Tt]ogether|[Tt]aken together|[Cc]ombined|[Bb]etween them|[Ii]n all)\b[^#]{0,50}"
    rf"{NUMBER}"
)

_FAR_FROM_SUM = Decimal(12)


def _check_common_base(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "652 forms came back: 619 (95%) … 574 (82%) …", of which 574 are 88%.

    Another number of the same sentence, or of the item before, shows of what the shares are.
    """
    own = _list_shares(numbered)
    previous = numbered.context.previous
    earlier = NumberedSentence(previous) if previous else None
    beside = _list_shares(earlier) if earlier else []
    lead = previous.previous if previous and beside and len(own) == 1 else previous
    figures = [*numbered.figures, *(previous.figures if previous else ()),
               *(lead.figures if lead else ())]  # fmt: skip
    wholes = {each.amount for each in counts_of(figures)}
    for part, share in own:
        others = [pair for pair in (*own, *beside) if pair != (part, share)]
        bases = [
            whole
            for whole in sorted(wholes)
            if whole > part.amount
            if any(whole > one.amount and _is_share_of(*(one, told), whole) for one, told in others)
        ]
        right = [100 * part.amount / whole for whole in bases]
        told = any(whole and _is_share_of(part, share, whole) for whole in wholes)
        near = [each for each in right if abs(each - share.amount) <= _FAR_FROM_SUM]
        if len(near) == 1 and not told and not numbered.is_held(share):
            yield from numbered.check_percent(share, near, part)


_PART_AND_SHARE = re.compile(rf"{NUMBER},? {WORD}{{0,4}}?(?:\(|\(?or ){NUMBER}")


def _list_shares(numbered: NumberedSentence) -> list[tuple[Mention, Mention]]:
    """The counts of a sentence that have a percentage next to them, which is none of a change."""
    pairs = [numbered.named(each) for each in _PART_AND_SHARE.finditer(numbered.text)]
    changes = [pair for match in _CHANGED.finditer(numbered.text) for pair in numbered.named(match)]
    return [
        (part, share)
        for part, share in pairs
        if part.form is Form.COUNT and share.form is Form.PERCENT and part.amount >= _FEW_PARTS
        if part not in changes
    ]


_CHANGED = re.compile(rf"\b(?:by|of|up|down|from|than) {NUMBER}|{NUMBER} (?:more|fewer|less)\b")
_FEW_PARTS = 10


def _is_share_of(part: Mention, share: Mention, whole: Decimal) -> bool:
    return abs(100 * part.amount / whole - share.amount) <= rounding_of(share) + HARDLY


_SHARE_OF_TOTAL = re.compile(
    rf"{NUMBER} [^#;()]{{0,60}}?(?:, (?:which is |or )|\()(?:{ABOUT} )?{NUMBER}"
)

_OF_TOTAL = re.compile(r"#\d+# of (?:the|that) (?:total|whole)\b")


def _check_shares_of_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "70 were 16 or over, or 38.3% of the total, and 84 were 10 to 15 (38.7%)"."""
    pairs = [numbered.named(each) for each in _SHARE_OF_TOTAL.finditer(numbered.text)]
    shares = [
        (part, share)
        for part, share in pairs
        if part.form is Form.COUNT and share.form is Form.PERCENT
        if part.amount and not numbered.is_held(share)
    ]
    told = _OF_TOTAL.search(numbered.text)
    for number, (part, share) in enumerate(shares):
        others = [pair for at, pair in enumerate(shares) if at != number]
        agree = all(_may_be_of_one_total(*one, *other) for one, other in combinations(others, 2))
        enough = len(others) >= A_PAIR or (told and others and number == 0)
        if enough and agree and not any(_may_be_of_one_total(part, share, *one) for one in others):
            yield numbered.finding(
                f"“{share.text}” is said of “{part.text}”, and “{others[0][1].text}” of "
                f"“{others[0][0].text}”, which are then parts of different totals",
                "Shares of one total must be those of their numbers.",
            )


def _may_be_of_one_total(part: Mention, share: Mention, other: Mention, its_share: Mention) -> bool:
    """Whether there is a total of which two numbers have these shares, as they are rounded."""
    totals = [
        (100 * one.amount / (told.amount + reach), 100 * one.amount / (told.amount - reach))
        for one, told in ((part, share), (other, its_share))
        for reach in [rounding_of(told) + HARDLY]
        if told.amount > reach
    ]
    return len(totals) < A_PAIR or max(low for low, _ in totals) <= min(high for _, high in totals)


_DIVIDED = re.compile(
    r"\b(?:split|breakdown|divided|of (?:the whole|the total))\b(?!.*\b(?:rest|remain\w+)\b)",
    re.IGNORECASE,
)

_OVERLAP = re.compile(
    r"\b(?:more than one|also|as well|each|including|of whom|both|respectively|multiple|all that "
    r"appl\w+|at least)\b",
    re.IGNORECASE,
)

_FEWEST_SHARES, _MOST_OVER = 3, Decimal(150)


def _check_list_of_shares(numbered: NumberedSentence) -> Iterator[Finding]:
    """Three or more percentages of one whole that make more than it: "40%, 35% and 30%".

    Less than it only where the text says that it is divided.
    """
    shares = [each for each in numbered.figures if each.form is Form.PERCENT]
    if (
        _JOINED.search(numbered.text)
        or len(shares) < _FEWEST_SHARES
        or _OVERLAP.search(numbered.context.typed)
    ):
        return
    counts = counts_of(numbered.figures)
    if len(counts) > len(shares) and have_shares_of(counts[0], counts[1:], shares):
        return
    made = sum((each.amount for each in shares), Decimal(0))
    if abs(made - 2 * shares[-1].amount) < 1:
        return  # the last is the total of the others
    rounding = Decimal(len(shares)) / 2
    too_much = 100 + rounding < made < _MOST_OVER
    too_little = made < 100 - rounding and _DIVIDED.search(numbered.context.typed)
    if (too_much or too_little) and are_listed(numbered, shares):
        listed = ", ".join(f"“{each.text}”" for each in shares)
        yield numbered.finding(
            f"the shares {listed} make {made.normalize():f}%",
            "Shares of one whole make 100%, but for rounding. If they overlap, say so.",
        )
