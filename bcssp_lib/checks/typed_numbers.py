"""Checks each number that was typed: which figure it is, and whether it contradicts one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, permutations

from bcssp_lib.checks.fact_index import binding_expression, binding_of, describe
from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.matching import MatchedNumber
from bcssp_lib.checks.measures import list_stems
from bcssp_lib.checks.mistakes import (
    find_compared,
    find_last_years,
    find_mistake,
    find_of_row,
    find_other_measure,
    find_place,
)
from bcssp_lib.checks.numbered import follows_from
from bcssp_lib.checks.numbers import Form, find_mentions
from bcssp_lib.checks.prose import BlockProse, ReportText
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.slips import FEWEST, TELLING_COUNT, list_mistakes
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, Severity, wrong_if
from bcssp_lib.model.indicator import Unit
from bcssp_lib.narrative.binding import bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.review_record import SectionReview
from bcssp_lib.stats.wording import number_text

_FOLLOWS = "Figures that are typed do not follow when the data change."
_CITE = 'Say where it comes from: {{ cited("12%", "source") }}.'
_NAMED = 0.3  # of a measure's words, for a number to be of it
_SIBLING, _APART = 0.6, 0.1  # how well another thing must be spoken of, beside the first
_MOST_MEASURES = 5
# Percentage points: how far "nearly half", and a rounded percentage, may lie from a share.
_NEAR_ENOUGH = {Form.RATIO: Decimal(5), Form.PERCENT: Decimal("0.51")}
_LARGE_SUM = 100  # pounds: less may be a price
_HARDLY_SPOKEN = 0.45  # of a measure's words: with more, a number may be of it
_STEM = 4  # letters that a noun and its verb have in common, as admission and admit
_ANY = {"return"}  # audits, figures and forms come back as such
_LABEL = re.compile(r"[^.:]{1,40}: ")  # "Adults: 18 returns"
_OF_OTHERS = 0.5  # of a measure's words, for a figure of another area to be of it


def check_typed(context: SentenceContext) -> Iterator[Finding]:
    """What to say of the numbers of a sentence that were typed."""
    if not context.unbound:
        return
    numbers = context.matched
    for number in numbers:
        if found := _find_other_noun(context, number):
            yield found
        elif number.is_held:
            yield _of_held(context, number)
        elif follows_from(number.reading, [each.mention for each in numbers if each.is_held]):
            yield _to_bind(context, number, "follows from the numbers beside it")
        elif share := _find_share(context, number):
            yield _is_share_of(context, number, *share)
        elif mistaken := _find_mistaken(context, number):
            yield mistaken
        elif number.reading.whose == "other":
            yield from _of_others(context, number)
        elif _is_of_nothing_held(context, number):
            yield _none_held(context, number)


def _of_held(context: SentenceContext, number: MatchedNumber) -> Finding:
    """What to say of a number that is held: what was meant in its place, or that it is typed."""
    meant = (
        _find_exchanged(number, context.matched)
        or find_place(context, number)
        or find_of_row(context, number)
        or find_last_years(context, number)
    )
    if meant:
        return _contradiction(context, number, meant)
    likely = find_other_measure(context, number) or find_compared(context, number)
    if likely:
        return _contradiction(context, number, likely, Severity.DOUBTFUL)
    return _typed(context, number)


def _find_mistaken(context: SentenceContext, number: MatchedNumber) -> Finding | None:
    """What was meant in place of a number that is not held, where that is certain or likely."""
    if (place := find_place(context, number)) is not None:
        return _contradiction(context, number, place)
    if (mistake := find_mistake(context, number)) is None:
        return None
    return _contradiction(context, number, mistake.meant, wrong_if(mistake.is_certain))


def check_replaced(report: ReportText) -> Iterator[Finding]:
    """Numbers that somebody typed in Word in place of a figure, while they are in the text."""
    for prose in report.blocks:
        review = report.reviews.get(prose.section, SectionReview()).of(prose.block.id)
        for words, expression in review.typed.items():
            alone = bind_block(
                Block("", expression, "", 1, default=False), prose.section, report.book
            )
            if not alone.problems:  # otherwise the figure is no longer there
                shown = alone.render(lambda span: span.words)
                yield from _find_replaced(prose, words, expression, shown)


def _find_replaced(prose: BlockProse, words: str, expression: str, shown: str) -> Iterator[Finding]:
    """The first sentence with words that were typed where an expression was, if they are a number.

    ``shown`` is what the expression shows.
    """
    typed, held = ({each.amount for each in find_mentions(text)} for text in (words, shown))
    same = typed <= held
    places = (
        (sentence.text, match.start())
        for sentence in prose.sentences
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", sentence.text)
        if not sentence.bound(*match.span())
    )
    for text, start in islice(places if typed else (), 1):
        what = f"“{words}” was typed in Word in place of {expression}, which is “{shown}”"
        finding = prose.finding(
            Kind.FIGURE,
            what,
            _FOLLOWS if same else f"The data hold {shown}.",
            expression,
            sentence=text,
            severity=Severity.TYPED if same else Severity.WRONG,
        )
        yield replace(finding, words=words, at=start, binding=expression if same else "")


def _find_exchanged(number: MatchedNumber, numbers: Sequence[MatchedNumber]) -> HeldNumber | None:
    """What is held of a number's time, where its sentence gives it to the time of this one.

    As in "178 in 2023-24 and 282 in 2022-23" of 282 and 178.
    """
    for other in numbers:
        if other.match and _is_said_of(number, other) and _is_said_of(other, number):
            return other.match.number
    return None


def _is_said_of(number: MatchedNumber, other: MatchedNumber) -> bool:
    """Whether the time that is said next to a number is that of another figure of its measure."""
    when = number.reading.when
    if when is None or not number.reading.near_when or not number.match or not other.match:
        return False
    own, its = number.match.number, other.match.number
    alike = (own.measure, own.whose) == (its.measure, its.whose) and own.amount != its.amount
    values = own.role is its.role is Role.VALUE
    now = own.fact.period
    return alike and values and when.means(its.period, now) and not when.means(own.period, now)


def _typed(context: SentenceContext, number: MatchedNumber) -> Finding:
    assert number.match is not None
    held = number.match.number
    return _to_bind(context, number, f"is held: {describe(held)}", binding_of(held))


def _to_bind(
    context: SentenceContext, number: MatchedNumber, held: str, binding: str = ""
) -> Finding:
    """A typed number that is right, and should be bound."""
    mention = number.mention
    what = f"“{mention.text}” is typed, and {held}"
    finding = context.finding(
        Kind.FIGURE, what, _FOLLOWS, binding or _CITE, severity=Severity.TYPED
    )
    return replace(finding, words=mention.text, at=mention.start, binding=binding)


def _find_share(context: SentenceContext, number: MatchedNumber) -> tuple[Fact, Fact] | None:
    """Two counts that a sentence speaks of, of which a ratio or percentage is the share."""
    form, amount = number.mention.form, number.mention.amount
    if form not in _NEAR_ENOUGH or number.reading.moves:
        return None
    index = context.index.held
    spoken = [key for key, score in index.spoken_of(number.mentioned.words) if score >= _NAMED]
    facts = [index.measures[key].fact for key in spoken[:_MOST_MEASURES] if not key[1]]
    counts = [fact for fact in facts if fact.unit is Unit.COUNT and fact.amount]
    for part, whole in permutations(counts, 2):
        alike = part.section == whole.section and part.counts == whole.counts
        if alike and part.amount and whole.amount and part.amount < whole.amount:
            share = 100 * part.amount / whole.amount
            if abs(share - amount) <= _NEAR_ENOUGH[form]:
                return part, whole
    return None


def _is_share_of(
    context: SentenceContext, number: MatchedNumber, part: Fact, whole: Fact
) -> Finding:
    share = f"{part.title}, as a share of {whole.title}"
    binding = binding_expression(part, "share", whole.full_name)
    return _to_bind(context, number, f"is held: {share}", binding)


def _of_others(context: SentenceContext, number: MatchedNumber) -> Iterator[Finding]:
    """A figure of another area, of a measure that is held."""
    spoken = context.index.held.spoken_of(number.mentioned.words)
    if spoken and spoken[0][1] >= _OF_OTHERS:
        yield _to_bind(context, number, "is a figure of another area")


def _find_other_noun(context: SentenceContext, number: MatchedNumber) -> Finding | None:
    """The number of one thing that is said of another: 282 reports are not 282 children."""
    index, match, noun = context.index.held, number.match, number.mentioned.noun
    if match is None or match.number.role is not Role.VALUE or noun not in index.nouns - _ANY:
        return None
    exact = abs(match.number.amount) == abs(number.mention.amount) >= FEWEST
    right = index.measures[match.number.measure].noun
    if not exact or right == noun or match.measure < _NAMED:
        return None
    before = context.typed[: number.mention.start]
    of_list = _LABEL.match(before) is not None  # whose heading says what is counted
    if right in list_stems(f"{context.follows} {before}" if of_list else before):
        return None
    least = max(_SIBLING, match.measure - _APART)
    for mistake in list_mistakes(context, number):
        meant, reasons = mistake.meant, mistake.reasons
        of_noun = index.measures[meant.measure].noun == noun and reasons["measure"] >= least
        if of_noun and meant.is_now and not reasons["shown"]:
            counts = match.number.fact.counts
            what = f"“{number.mention.text}” is said of “{noun}”, and counts {counts}"
            why = f"{describe(meant)} is {_amount_text(meant)}."
            done = re.search(rf"\b{right[:_STEM]}\w* $", before)  # "admitted 195 children"
            plain = match.number.amount >= TELLING_COUNT and not done
            weight = wrong_if(plain)
            return context.finding(Kind.FIGURE, what, why, binding_of(meant), severity=weight)
    return None


def _contradiction(
    context: SentenceContext,
    number: MatchedNumber,
    held: HeldNumber,
    severity: Severity = Severity.WRONG,
) -> Finding:
    text = _amount_text(held)
    what = f"“{number.mention.text}” is typed, where {describe(held)} is {text}"
    why = f"The data hold {text}."
    if severity is Severity.DOUBTFUL:
        why = f"{why} If it is another figure, say whose it is, or of when."
    return context.finding(Kind.FIGURE, what, why, binding_of(held), severity=severity)


def _amount_text(held: HeldNumber) -> str:
    amount = abs(held.amount)
    return number_text(amount, max(0, -int(amount.as_tuple().exponent)))


def _is_of_nothing_held(context: SentenceContext, number: MatchedNumber) -> bool:
    """Whether a number is certainly a figure, of something that is not held."""
    mention = number.mention
    if mention.form is Form.POUNDS:
        return mention.amount >= _LARGE_SUM
    counted = mention.form is Form.COUNT and mention.text[0].isdigit()
    counts_things = counted and number.mentioned.noun and mention.amount >= FEWEST
    if mention.form is not Form.RATIO and not counts_things:
        return False
    if any(each.is_held for each in context.matched):
        return False
    spoken = context.index.held.spoken_of(number.mentioned.words)
    return not spoken or spoken[0][1] < _HARDLY_SPOKEN


def _none_held(context: SentenceContext, number: MatchedNumber) -> Finding:
    return context.finding(
        Kind.FIGURE,
        f"“{number.mention.text}” is a figure of which nothing is held",
        "Nobody can check it.",
        _CITE,
        severity=Severity.DOUBTFUL,
    )
