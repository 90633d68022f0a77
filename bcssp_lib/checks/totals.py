"""Totals and rests that a text tells, and that its own numbers contradict."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from bcssp_lib.checks.numbered import (
    A_PAIR,
    AGREE,
    NUMBER,
    WORD,
    NumberedSentence,
    add_up,
    counts_of,
    sum_finding,
    without_tallies,
)
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.slips import differs_as_slips_do
from bcssp_lib.checks.subjects import noun_phrase, stem
from bcssp_lib.model.finding import Finding
from bcssp_lib.stats.wording import number_text

REMAINING = re.compile(rf"\b(?:[Tt]he (?:other|remaining)|[Rr]emaining) {NUMBER}")

_EACH_FOR = re.compile(
    rf"^[^#:]*{NUMBER}[^#:]*, {NUMBER} (for|in|at|from|by) [^#:]*?,? and {NUMBER} (\w+) "
)

_IN_ALL = re.compile(
    rf"{NUMBER} (?:in all|in total|altogether|over the (?:year|(?:three|four) quarters))\b|"
    r"\b(?:total(?:led|ling)?|[Tt]otal:|"
    rf"together these|(?:giving|making) (?:a|an overall) total of|"
    rf"together (?:came|come|made|make|amount(?:ed)?) to|in all|altogether|that is,) "
    rf"{WORD}{{0,2}}{NUMBER}"
)

_MAKES = re.compile(r"\b(?:making|which makes|that makes|that is) $")
_OF_THESE = re.compile(rf"\b[Oo]f (?:these|those) {NUMBER}\b")

_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|felt|rose|fell|said|compared|against|than|from|to|also|"
    r"target|average|above|below|up|down|more|fewer|less|before|when|while|who|whom|which|(?!integrated)\w+ed)\b",
    re.IGNORECASE,
)

_WERE = re.compile(r"^ (?:were|was|are|is) ")

_OF_THEM = re.compile(r"(?:It|They|Of (?:these|them|those))\b")

_SOME_MORE = re.compile(r"(?:[;,] |\band )(?:the )?(?:others?|rest|remainder)\b[^#]*$")
_A_RUN, _MOST_PARTS = 3, 3


def check_totals(numbered: NumberedSentence) -> Iterator[Finding]:
    """Sums, what is left of a whole, and things that are counted by name."""
    yield from _check_total(numbered)
    yield from _check_left(numbered)
    yield from _check_so_many(numbered)
    yield from _check_not_yet(numbered)
    yield from _check_for_each(numbered)
    yield from _check_named_counts(numbered)
    yield from _check_list_total(numbered)
    yield from _check_table_total(numbered)


def _check_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "192, 241, 215 and 146, 784 in all", and "of these 74" of seventy."""
    counts = counts_of(numbered.figures)
    for match in _IN_ALL.finditer(numbered.text):
        (total,) = numbered.named(match)
        parts = _find_parts(numbered, match, total)
        made = add_up(numbered.context, parts, total.amount)
        if parts and made != total.amount and abs(made - total.amount) < total.amount / 5:
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


def _find_parts(
    numbered: NumberedSentence, match: re.Match[str], total: Mention
) -> Sequence[Mention]:
    """The figures that a sentence adds up to a total; none where it may add up others."""
    alike = [each for each in numbered.figures if each.form is total.form]
    alike = without_tallies(numbered.context, alike)
    before = [each for each in alike if each.end < total.start]
    parts = before if len(before) >= _A_RUN else [each for each in alike if each is not total]
    if len(parts) < A_PAIR or total.form not in {Form.COUNT, Form.POUNDS}:
        return ()
    made_up = "together these" in match[0] or _MAKES.search(numbered.text[: match.start()])
    plain = _is_plain_sum(numbered, parts, fewest=A_PAIR if made_up else _A_RUN)
    if _SOME_MORE.search(numbered.text[: match.start()]):
        return ()  # "87 from the hospital; other sources made it 379 in all"
    return parts if plain or are_listed(numbered, parts) else ()


def _is_plain_sum(
    numbered: NumberedSentence, parts: Sequence[Mention], *, fewest: int = _A_RUN
) -> bool:
    """Whether all that a sentence counts before its total are its parts: nothing has changed."""
    return len(parts) >= fewest and not numbered.movements


def _check_remaining(numbered: NumberedSentence, counts: Sequence[Mention]) -> Iterator[Finding]:
    """As in "seventy came … eight were charged; the other 64 were not"."""
    for match in REMAINING.finditer(numbered.text):
        (rest,) = numbered.named(match)
        before = [
            *counts_of(numbered.figures_before),
            *(each for each in counts if each.end < rest.start),
        ]
        if len(before) < A_PAIR or rest not in counts or before[-2].amount <= before[-1].amount:
            continue
        whole, *parts = (each.amount for each in before[-_MOST_PARTS:])
        left = whole - sum(parts, Decimal(0)), before[-2].amount - before[-1].amount
        near = any(0 < abs(rest.amount - each) <= max(_LITTLE, each * _NEAR_TOTAL) for each in left)
        if near and rest.amount not in left:
            yield numbered.finding(
                f"“{rest.text}” are said to remain, and “{before[-2].text}” less "
                f"“{before[-1].text}” are {number_text(left[1])}",
                AGREE,
            )


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
        parts = without_tallies(numbered.context, parts)
        totals = [each for each in earlier if each.form is form]
        match = _EACH_FOR.match(numbered.text) if len(parts) == _A_RUN else None
        if match and match[3] == match[5]:
            totals, parts = parts[:1], parts[1:]
        elif len(parts) < _A_RUN:
            continue
        largest = max(each.amount for each in parts)
        of_them = _OF_THEM.match(numbered.text) and _is_plain_sum(numbered, parts)
        for total in totals if of_them or are_listed(numbered, parts) else ():
            made = add_up(numbered.context, parts, total.amount)
            near = 0 < abs(made - total.amount) <= max(_ONE, total.amount * _NEARLY)
            if made == 2 * parts[0].amount:
                continue  # "cancelled 13: 9 for this, 4 for that" is a total of its own
            if near and total.amount > largest:
                texts = [each.text for each in parts]
                yield sum_finding(numbered.context, texts, made, total.text)


_ONE, _LITTLE, _NEARLY = Decimal(1), Decimal(2), Decimal("0.05")


def are_listed(numbered: NumberedSentence, parts: Sequence[Mention]) -> bool:
    """Whether figures stand next to each other as a list."""
    typed = numbered.context.typed
    gaps = [typed[one.end : other.start] for one, other in pairwise(parts)]
    gaps = [_WERE.sub(" ", gap, count=1) for gap in gaps]  # "640 were of homes, 392 of hospitals"
    return all(len(gap.split()) <= _LISTED_WORDS and not _VERB.search(gap) for gap in gaps)


_LISTED_WORDS = 6

_LEAVES = re.compile(
    rf"{NUMBER}[^#;.]{{0,30}}? leav(?:es?|ing) {NUMBER} of (?:the )?{WORD}{{0,3}}{NUMBER}"
)


def _check_left(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "come to 1,533 and leave 80 of the year's 1,603"."""
    for match in _LEAVES.finditer(numbered.text):
        part, rest, whole = numbered.named(match)
        counted = part.form is rest.form is whole.form is Form.COUNT
        if counted and part.amount + rest.amount != whole.amount > part.amount:
            left = number_text(whole.amount - part.amount)
            yield numbered.finding(
                f"“{rest.text}” are said to be left, and “{whole.text}” less “{part.text}” is "
                f"{left}",
                AGREE,
            )


_SO_MANY = re.compile(
    rf"{NUMBER}[^#;.]* and {NUMBER}[^#;.]*,? so (?:that )?{NUMBER} (?:of|in all|together)\b"
)


def _check_so_many(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "84 were 10 to 15 and 70 were older, so that 154 of them …"."""
    for match in _SO_MANY.finditer(numbered.text):
        *parts, total = numbered.named(match)
        made = sum((each.amount for each in parts), Decimal(0))
        counted = all(each.form is Form.COUNT for each in (*parts, total))
        if counted and 0 < abs(made - total.amount) <= made * _NEAR_TOTAL:
            yield sum_finding(numbered.context, [each.text for each in parts], made, total.text)


_NOT_YET = re.compile(
    rf"^{NUMBER} [^#.;]{{1,40}}?\b(?:(?:have|has) yet to|(?:have|has|did|do|does)(?: not|n[’']t) "
    r"(?:yet )?(?:repl|respon|return|answer)|(?:are|is|remain) (?:still )?outstanding)"
)

_FEW_APART = 5


def _check_not_yet(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "84 were asked and 83 replied. Four schools have yet to reply."."""
    match, asked = _NOT_YET.match(numbered.text), counts_of(numbered.figures_before)
    if not match or len(asked) != A_PAIR:
        return
    (rest,) = numbered.named(match)
    left = asked[0].amount - asked[1].amount
    if rest.form is Form.COUNT and left >= 0 and 0 < abs(left - rest.amount) <= _FEW_APART:
        yield numbered.finding(
            f"“{rest.text}” are awaited, and “{asked[0].text}” less “{asked[1].text}” are "
            f"{number_text(left)}",
            AGREE,
        )


_FOR_EACH = re.compile(
    rf"^(?:That|This) is (?:about |nearly |roughly |just over )?{NUMBER} [^#.;]{{1,40}}?"
    r"\b(?:for each|for every|each|per|to each|to every)\b(?! [\d#])"
)

_NEAR_WHOLE = Decimal("0.6")


def _check_for_each(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "21 children were missing 71 times. That is two times for each."."""
    match, counts = _FOR_EACH.match(numbered.text), counts_of(numbered.figures_before)
    if not match or len(counts) != A_PAIR or not all(each.amount for each in counts):
        return
    (each_has,) = numbered.named(match)
    low, high = sorted(each.amount for each in counts)
    if each_has.form is Form.COUNT and abs(high / low - each_has.amount) > _NEAR_WHOLE:
        yield numbered.finding(
            f"“{each_has.text}” for each is said, and “{counts[0].text}” and “{counts[1].text}” "
            f"make {number_text(high / low, 1)}",
            "A mean must be that of its own numbers.",
        )


_OUTNUMBER = re.compile(r"\b(\w+)(?: \w+)? (?:outnumber(?:s|ed)?|exceed(?:s|ed)?) (?:the )?(\w+)\b")

_COME_TO = re.compile(
    rf"\b(\w+) and (\w+) together (?:come|came|make|made|amount|add|are|were)\w*(?: up)?(?: to)? "
    rf"{NUMBER}"
)


def _check_named_counts(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "12 amber and 20 red. Amber returns outnumber red ones."."""
    counted = _count_by_noun(numbered)
    for match in _OUTNUMBER.finditer(numbered.text):
        more, fewer = (counted.get(stem(match[group].lower())) for group in (1, 2))
        if more and fewer and more.amount < fewer.amount:
            yield numbered.finding(
                f"“{match[0]}” is said, and they are “{more.text}” and “{fewer.text}”",
                "A comparison must be that of its own numbers.",
            )
    for match in _COME_TO.finditer(numbered.text):
        parts = [counted.get(stem(match[group].lower())) for group in (1, 2)]
        total = numbered.figures[int(match[3])]
        named = [each for each in parts if each]
        made = sum((each.amount for each in named), Decimal(0))
        if len(named) == A_PAIR and total.form is Form.COUNT and made != total.amount:
            yield sum_finding(numbered.context, [each.text for each in named], made, total.text)


def _count_by_noun(numbered: NumberedSentence) -> dict[str, Mention]:
    """The counts of this sentence and the one before, by the words of what they count."""
    counted: dict[str, Mention] = {}
    for context in filter(None, (numbered.context.previous, numbered.context)):
        for mention in counts_of(context.figures):
            words = noun_phrase(context.typed, mention.end).split()[:_MOST_WORDS]
            counted.update({stem(word.lower()): mention for word in words})
    return counted


_MOST_WORDS = 3

_LIST_TOTAL = re.compile(
    rf"^(?:In all|In total|Altogether|Total|All told|(?:Those|These|The) (?:two|three|four)[^#.;]*"
    rf"(?:make|come to|total|add up to)|(?:These|Those|They) (?:sum|add up|come) to)"
    rf"\b[^#.;]{{0,40}}?{NUMBER}"
)

_LONGEST_LIST, _NEAR_TOTAL = 12, Decimal("0.1")


def _check_list_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """A total after a list of one figure each, or after the sentence with its parts."""
    match = _LIST_TOTAL.match(numbered.text)
    if not match:
        return
    (total,) = numbered.named(match)
    parts = _listed_before(numbered) or counts_of(numbered.figures_before)
    if len(parts) > A_PAIR and parts[0].amount > sum(each.amount for each in parts[1:]):
        parts = parts[1:]  # "of the 1,603, 343 and 673 …"
    made = sum((each.amount for each in parts), Decimal(0))
    apart = abs(made - total.amount)
    near = 0 < apart <= max(_ONE, made * _NEAR_TOTAL)
    if total.form is Form.COUNT and A_PAIR <= len(parts) <= _LONGEST_LIST and near:
        yield sum_finding(numbered.context, [each.text for each in parts], made, total.text)


def _listed_before(numbered: NumberedSentence) -> list[Mention]:
    """The counts of the sentences before, as far back as each has just one figure."""
    listed: list[Mention] = []
    before = numbered.context.previous
    while before is not None and [each.form for each in before.figures] == [Form.COUNT]:
        listed.append(before.figures[0])
        before = before.previous
    return listed[::-1] if len(listed) > 1 else []


_OF_TABLE = re.compile(
    rf"\b[Ii]n (?:all|total),? {WORD}{{0,4}}{NUMBER}|{NUMBER} {WORD}{{0,4}}in (?:all|total)\b"
)
_SOON_AFTER = 3  # sentences


def _check_table_total(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "In total we gave out 5,594 parcels.", after a table whose row makes 5,549."""
    match = _OF_TABLE.search(numbered.text)
    lines = _lines_of_table_before(numbered) if match else []
    made = [sum((each.amount for each in line), Decimal(0)) for line in lines]
    total = numbered.named(match)[0] if match else None
    if total is None or total.form is not Form.COUNT or total.amount in made:
        return
    for line, its_sum in zip(lines, made, strict=True):
        if differs_as_slips_do(total.amount, its_sum):
            texts = [each.text for each in line]
            yield sum_finding(numbered.context, texts, its_sum, total.text)
            return


def _lines_of_table_before(numbered: NumberedSentence) -> list[list[Mention]]:
    """The counts of each row and column of the table just before a sentence."""
    before = numbered.context.previous
    for _ in range(_SOON_AFTER):
        if before is not None and before.sentence.kind == "sentence":
            before = before.previous
    lines: dict[tuple[int, str], list[Mention]] = defaultdict(list)
    while before is not None and before.sentence.kind == "cell":
        count = counts_of(before.figures)[:1]
        for across, head in enumerate(before.sentence.head or (before.sentence.text,)):
            lines[across, head] += count  # the first cell of a row has no head, and is one
        before = before.previous
    return [line[::-1] for line in lines.values() if len(line) >= _A_RUN]
