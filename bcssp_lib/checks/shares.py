"""Shares that a text tells in percent or in words, held to the part and the whole beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, permutations

from bcssp_lib.checks.numbered import (
    A_PAIR,
    ABOUT,
    HARDLY,
    NUMBER,
    WORD,
    NumberedSentence,
    counts_of,
    have_shares_of,
    may_be_said,
    near_words,
    rounding_of,
    weigh,
)
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.told_changes import find_pairs
from bcssp_lib.checks.totals import OVERLAP, are_listed
from bcssp_lib.model.finding import Finding, Severity
from bcssp_lib.stats.wording import number_text, round_half_up


def check_shares(numbered: NumberedSentence) -> Iterator[Finding]:
    """Shares in percent and in words, and what several of them come to."""
    for told in _list_told(numbered):
        yield from _judge(numbered, *told)
    for told in chain(_list_told_of_two(numbered), _list_told_of_previous(numbered)):
        yield from _judge(numbered, *told, severity=Severity.DOUBTFUL)
    yield from _check_list_of_shares(numbered)
    yield from _check_common_total(numbered)


_SHARES = {Form.PERCENT, Form.RATIO}

# A share, what it may be, and the numbers that make it.
_Told = tuple[Mention, Sequence[Decimal], Sequence[Mention]]


def _judge(
    numbered: NumberedSentence,
    share: Mention,
    right: Sequence[Decimal],
    figures: Sequence[Mention],
    severity: Severity | None = None,
) -> Iterator[Finding]:
    """A share that is none of those that it could be; without a severity, as certain as it is."""
    near = near_words(numbered.context.typed[: share.start])
    held = share.form is Form.PERCENT and numbered.is_held(share)
    if right and not held and not any(_fits(share, near, each) for each in right):
        beside = " and ".join(f"“{each.text}”" for each in figures)
        yield numbered.finding(
            f"“{share.text}” is said, and {beside} make {number_text(right[0], 1)}%",
            "A share must be that of its own numbers.",
            severity or weigh(share, right[0], figures),
        )


def _fits(share: Mention, near: str, right: Decimal) -> bool:
    if share.form is Form.RATIO:
        return may_be_said(share, near, right)
    return abs(right - share.amount) <= rounding_of(share) + HARDLY


_OF = re.compile(rf"{NUMBER} (?:out )?of (?:the |our |these |those |all )?{NUMBER}")
_OR_SHARE = re.compile(
    rf"^,? {WORD}{{0,8}}?(?:or |is |are |being |[(,–-] ?|made up |make up )(?!from |up |down )"
    rf"{WORD}{{0,2}}{NUMBER}|"
    rf"^[^#;.]{{0,120}}, or {WORD}{{0,2}}{NUMBER}"
)
_RATIO_AS_SHARE = re.compile(rf"{NUMBER} [^#;()]{{0,60}}\({NUMBER}\)")  # "9 out of 12 bodies (75%)"
# "were offered 214 times and accepted 163 times (76%)"
_OF_TIMES = re.compile(rf"{NUMBER} and {WORD}{{1,3}}{NUMBER} \({NUMBER}\)")
_OF_THESE = re.compile(
    rf"^\W*Of (?:these|them|those)(?: \w+)?,? {NUMBER}"
    rf"(?: [^#;()]{{0,40}}\((?:{ABOUT} )?{NUMBER}\)|, (?:{ABOUT} )?{NUMBER},)"
)
_PART_OF_THEM = re.compile(
    rf"{NUMBER} of (?:them|these|those|whom)(?: \(|,? or |, )(?:{ABOUT} )?{NUMBER}(?=[),.;]|$)"
)
_EARLIER = re.compile(r"\b(?:with|to|against|from|than|by|of) (?:the )?$")
_SHARE_FIRST = re.compile(rf"{NUMBER} {WORD}{{0,5}}\($|{NUMBER} ?\($")
_OF_FIRST = re.compile(
    rf"\b[Oo]f (?:the |these |those |our |all )?{NUMBER},? (?:{WORD}){{0,16}}{NUMBER} [^#;.]*?"
    rf"(?:,|\bor|\() ?(?:or |a share of )?(?:{ABOUT} )?{NUMBER}"
)
_OF_WHICH = re.compile(
    rf"{NUMBER} [^#;.()]{{0,40}}?,? of (?:which|whom) {NUMBER}(?: \(|,? or |, )(?:{ABOUT} )?"
    rf"{NUMBER}(?=[),.;]|$)"
)
# "A third of the 118 were in work after six weeks, 31 people", "a third of the 137 (56)"
_RATIO_OF = re.compile(
    rf"(?:{ABOUT} )?{NUMBER} of (?:the |these |those |all |our )?{NUMBER}[^;.()]{{0,60}}?"
    rf"(?:, |\(){NUMBER}(?: (?:people|men|women|children|adults|young people|of them))?"
    r"(?=[).;]|,? of (?:them|these)\b|$)",
    re.IGNORECASE,
)
_IS_PART = re.compile(
    rf"{NUMBER}[^#;]*?#\d+#[^#;]*?(?:,|, which (?:is|was)|, or|that is|\() ?(?:{ABOUT} )?{NUMBER}"
)
_THAT_IS = re.compile(
    rf"^\W*(?:That|This) (?:is|was|represents|equates to|gives) "
    rf"(?:an? (?:\w+ )?(?:rate|share|proportion) of )?(?:{ABOUT} )?{NUMBER}"
    r"(?P<of> of (?:all|the|them|these)\b[^#]*?)?(?:[,.;](?: .*)?)?$"
)


def _list_told(numbered: NumberedSentence) -> Iterator[_Told]:
    """The shares of a sentence with the numbers that they are of."""
    for part, whole, share in _list_parts(numbered):
        if _is_part_of(part, whole) and share.form in _SHARES:
            yield share, [_percent(part, whole)], [part, whole]
    for match in _RATIO_AS_SHARE.finditer(numbered.text):
        ratio, share = numbered.named(match)
        if ratio.form is Form.RATIO and " of " in ratio.text and share.form is Form.PERCENT:
            yield share, [ratio.amount], [ratio]
    for match in _OF_TIMES.finditer(numbered.text):
        whole, part, share = numbered.named(match)
        if whole.form is part.form is Form.TIMES and 0 < part.amount <= whole.amount:
            yield share, [_percent(part, whole)], [part, whole]
    yield from _list_told_of_these(numbered)


def _is_part_of(part: Mention, whole: Mention) -> bool:
    return part.form is whole.form is Form.COUNT and 0 < part.amount <= whole.amount


def _percent(part: Mention, whole: Mention) -> Decimal:
    return 100 * part.amount / whole.amount


def _list_parts(numbered: NumberedSentence) -> Iterator[tuple[Mention, Mention, Mention]]:
    """Each part with its whole, and the number that may be its share."""
    for match in _OF.finditer(numbered.text):
        part, whole = numbered.named(match)
        if numbered.text[: match.start()].endswith("all but "):
            continue
        after = _OR_SHARE.match(numbered.text[match.end() :])
        before = _SHARE_FIRST.search(numbered.text[: match.start()])
        for told in filter(None, (before, after)):
            yield part, whole, numbered.named(told)[0]
    for pattern in (_OF_FIRST, _OF_WHICH):
        for match in pattern.finditer(numbered.text):
            whole, part, share = numbered.named(match)
            of_part = numbered.context.typed[share.end :].startswith((" of those ", " of them "))
            if share.form is not Form.RATIO or not of_part:  # "12 were there, half of those dozen"
                yield part, whole, share
    for match in _RATIO_OF.finditer(numbered.text):
        ratio, whole, part = numbered.named(match)
        if ratio.form is Form.RATIO:
            yield part, whole, ratio
    yield from _list_parts_of_previous(numbered)


def _list_parts_of_previous(
    numbered: NumberedSentence,
) -> Iterator[tuple[Mention, Mention, Mention]]:
    """As in "I looked at 1,240 records. 93 records had errors, that is 7.5%"."""
    context, previous = numbered.context, numbered.context.previous
    if previous is None:
        return
    for match in _THEN_SHARE.finditer(numbered.text):
        part, share = numbered.named(match)
        counted = frozenset(context.stems_after(part))
        if _A_WHOLE.search(context.typed[: part.start]):
            continue
        if context.typed[share.end :].startswith(" of "):
            continue
        wholes = [
            each
            for each in counts_of(numbered.figures_before)
            if each.amount > part.amount and not counted.isdisjoint(previous.stems_after(each))
        ]
        if len(wholes) == 1:
            yield part, wholes[0], share


_THEN_SHARE = re.compile(
    rf"{NUMBER} [^#;.()]{{1,60}}(?:, (?:that is|which is|or)|,? \() ?(?:{ABOUT} )?{NUMBER}"
)


def _list_told_of_two(numbered: NumberedSentence) -> Iterator[_Told]:
    """As in "54 of 105, which is about a third": of the only two counts of a sentence."""
    counts = counts_of(numbered.figures)
    shared = any(each.form is Form.PERCENT for each in numbered.figures)
    ratios = [each for each in numbered.figures if each.form is Form.RATIO]
    if len(counts) != A_PAIR or not all(each.amount for each in counts) or shared:
        return
    if _OF_THE_LAST.match(numbered.text) or len(ratios) > 1:
        return  # both are of the whole of the sentence before
    low, high = sorted(each.amount for each in counts)
    moved = [100 * (high - low) / each for each in (low, high) if find_pairs(numbered)]
    for match in _IS_PART.finditer(numbered.text):
        part = numbered.named(match)[-1]
        if part.start > counts[1].start and part.form is Form.RATIO:
            yield part, [100 * low / high, *moved], counts


_OF_THE_LAST = re.compile(r"\W*Of (?:these|those|them)\b")


def _list_told_of_previous(numbered: NumberedSentence) -> Iterator[_Told]:
    """As in "84 were asked and 83 replied. That is 97.8%."."""
    match, previous = _THAT_IS.match(numbered.text), numbered.context.previous
    if not match or previous is None:
        return
    share = numbered.named(match)[0]
    if share.form is Form.RATIO:
        part = _find_part(previous)
        percents = [each for each in numbered.figures_before if each.form is Form.PERCENT]
        right = [_percent(*part)] if part else [each.amount for each in percents]
        yield share, right, part or percents
    elif share.form is Form.PERCENT and not match["of"]:
        counts = counts_of(numbered.figures_before)
        pairs = [pair for pair in permutations(counts, 2) if _is_part_of(*pair)]
        pairs = [pair for pair in pairs if pair[1].amount >= _FEW_PARTS]  # and not "one in five"
        pairs.sort(key=lambda pair: abs(_percent(*pair) - share.amount))
        if pairs and abs(_percent(*pairs[0]) - share.amount) <= _FAR:
            yield share, [_percent(*pair) for pair in pairs], pairs[0]


def _list_told_of_these(numbered: NumberedSentence) -> Iterator[_Told]:
    """As in "The panel heard 246 cases, up from 221. Of these, 68 were repeats (28%)."."""
    match, context = _OF_THESE.match(numbered.text), numbered.context.previous
    figures = numbered.figures_before
    if not match:
        match, context = _PART_OF_THEM.search(numbered.text), numbered.context
        figures = numbered.figures[:1]
    if match and figures and numbered.named(match)[0] is figures[0]:
        context, figures = numbered.context.previous, numbered.figures_before
        if len(counts_of(figures)) > 1:
            return
    if not match or context is None:
        return
    part, share = numbered.named(match)
    wholes = [
        each
        for each in counts_of(figures)
        if _is_part_of(part, each)
        if not _EARLIER.search(context.typed[: each.start])
    ]
    right = [_percent(part, whole) for whole in wholes]
    far = _FAR_PART if share.form is Form.RATIO else _FAR
    if share.form in _SHARES and any(abs(each - share.amount) <= far for each in right):
        yield share, right, [part, *wholes[:1]]


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


# Shares of one whole

# How near a mistaken share is to the right one, in percentage points.
_FAR, _FAR_PART = Decimal(12), Decimal(15)


def _check_common_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "652 forms came back: 619 (95%) … 574 (82%) …", of which 574 are 88%.

    Another number of the same sentence, or of the item before, shows of what the shares are.
    """
    own = _list_shares(numbered)
    previous = numbered.context.previous
    beside = _list_shares(NumberedSentence(previous)) if previous else []
    lead = previous.previous if previous and beside and len(own) == 1 else None
    figures = [*numbered.figures, *numbered.figures_before, *(lead.figures if lead else ())]
    wholes = sorted({each.amount for each in counts_of(figures) if each.amount})
    for part, share in own:
        if any(_is_share_of(part, share, whole) for whole in wholes):
            continue
        others = [pair for pair in (*own, *beside) if pair != (part, share)]
        larger = (whole for whole in wholes if whole > part.amount)
        bases = [whole for whole in larger if any(_is_share_of(*pair, whole) for pair in others)]
        if not bases and (len(others) >= A_PAIR or _is_of_total(numbered, share)):
            bases = _find_implied(others)
        right = [100 * part.amount / whole for whole in bases]
        near = [each for each in right if 1 < abs(each - share.amount) <= _FAR]
        if len(near) == 1:
            yield from _judge(numbered, share, near, [part])


def _is_of_total(numbered: NumberedSentence, share: Mention) -> bool:
    after = numbered.context.typed[share.end :]
    return after.startswith((" of the total", " of the whole", " of that total"))


def _find_implied(shares: Sequence[tuple[Mention, Mention]]) -> list[Decimal]:
    """The total of which several numbers are the shares that are told, if there is one."""
    largest = max(shares, key=lambda pair: pair[0].amount, default=None)
    if largest is None or not largest[1].amount:
        return []
    whole = round_half_up(100 * largest[0].amount / largest[1].amount)
    return [whole] if all(_is_share_of(*pair, whole) for pair in shares) else []


_PART_AND_SHARE = re.compile(
    rf"{NUMBER},? [^#;()]{{0,60}}?(?:\(|\b(?:or|which is) )(?:{ABOUT} )?{NUMBER}"
)


def _list_shares(numbered: NumberedSentence) -> list[tuple[Mention, Mention]]:
    """The counts of a sentence that have a percentage next to them, which is none of a change."""
    pairs = [numbered.named(each) for each in _PART_AND_SHARE.finditer(numbered.text)]
    changes = [pair for match in _CHANGED.finditer(numbered.text) for pair in numbered.named(match)]
    return [
        (part, share)
        for part, share in pairs
        if part.form is Form.COUNT and share.form is Form.PERCENT and part.amount >= _FEW_PARTS
        if part not in changes and not _A_WHOLE.search(numbered.context.typed[: part.start])
    ]


_CHANGED = re.compile(
    rf"\b(?:by|of|up|down|from|than) (?:the )?{NUMBER}|{NUMBER} (?:more|fewer|less)\b"
)
_FEW_PARTS = 10
_A_WHOLE = re.compile(r"\bof (?:(?:the|these|those|all|our) )?$")  # "26 of those 38 (68%)"


def _is_share_of(part: Mention, share: Mention, whole: Decimal) -> bool:
    return abs(100 * part.amount / whole - share.amount) <= rounding_of(share) + HARDLY


_JOINED = re.compile(
    r"\b(?:[Tt]ogether|[Tt]aken together|[Cc]ombined|[Bb]etween them|[Ii]n all)\b[^#]{0,50}"
    rf"{NUMBER}"
)
_SEVERAL_EACH = re.compile(r"\b(?:named|mentioned|cited|ticked|chosen|involved|featured|present)\b")
_DIVIDED = re.compile(
    r"\b(?:split|breakdown|divided|of (?:the whole|the total))\b(?!.*\b(?:rest|remain\w+)\b)",
    re.IGNORECASE,
)

_OF_ALL = re.compile(r"# of (?:all )?(?:the )?([a-z]+)")  # "37% of all deaths, 50% of all injuries"
_FEWEST_SHARES, _MOST_OVER = 3, Decimal(150)


def _check_list_of_shares(numbered: NumberedSentence) -> Iterator[Finding]:
    """Three or more percentages of one whole that make more than it: "40%, 35% and 30%".

    Less than it only where the text says that it is divided.
    """
    shares = [each for each in numbered.figures if each.form is Form.PERCENT]
    if (
        numbered.movements
        or _JOINED.search(numbered.text)
        or _SEVERAL_EACH.search(numbered.text)
        or len(shares) < _FEWEST_SHARES
        or OVERLAP.search(numbered.context.typed)
    ):
        return
    wholes = {match[1] for match in _OF_ALL.finditer(numbered.text)}
    counts = counts_of(numbered.figures)
    if len(wholes) > 1 or (
        len(counts) > len(shares) and have_shares_of(counts[0], counts[1:], shares)
    ):
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
            Severity.DOUBTFUL,
        )
