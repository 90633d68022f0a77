"""Whether a number is above or below another, or meets its target, as the text says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from bcssp_lib.checks.measures import noun_phrase, stem
from bcssp_lib.checks.numbered import NUMBER, WORD, NumberedSentence, are_in_digits, counts_of
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.model.finding import Finding, wrong_if
from bcssp_lib.model.indicator import Polarity

_ABOVE = {"higher", "greater", "larger", "more", "above", "over", "exceeded", "exceeds"}
_BELOW = {"lower", "smaller", "fewer", "less", "below", "under"}
_MISSES = {"missed", "misses", "missing"}
_ORDERED = {Form.COUNT, Form.PERCENT, Form.POUNDS}


def check_told_comparisons(numbered: NumberedSentence) -> Iterator[Finding]:
    """Comparisons with another number or a target that the two numbers contradict."""
    lists = (_list_compared, _list_compared_before, _list_outnumbered)
    for words, figure, other in chain.from_iterable(each(numbered) for each in lists):
        if _is_untrue(words, figure, other.amount):
            yield numbered.finding(
                f"“{words}” is said of “{figure.text}” and “{other.text}”",
                "A comparison must be that of its own numbers.",
                wrong_if(are_in_digits(figure, other)),
            )
    for words, figure, target in _list_targets(numbered):
        if figure.form is Form.PERCENT and _is_untrue(words, figure, target):
            yield numbered.finding(
                f"“{words}” is said of “{figure.text}”, and the target is {target.normalize():f}%",
                "Whether a target is met must follow from the two numbers.",
            )


def _is_untrue(words: str, figure: Mention, other: Decimal) -> bool:
    """Whether what is said of a number is not so: to meet a target is to reach it."""
    says = words.split()[-1]
    if says in _MISSES:
        return figure.amount >= other
    return figure.amount > other if says in _BELOW else figure.amount < other


# With another number

_NO_BOUND = r"(?!#\d+# (?!(?:last|in|the|an?|of|at|this|for)\b)[a-z])"  # "more than 90 people"
_COMPARED = re.compile(
    rf"{NUMBER}([^#;()]{{0,60}}?)\b(?:(higher|greater|larger|more|lower|smaller|fewer|less)"
    r"(?: (?:share|proportion|percentage|rate|figure|number|level))? than|"
    rf"(above|below)) {_NO_BOUND}{WORD}{{0,6}}{NUMBER}"
)
_STATES = re.compile(  # else "9 more than the 217"
    r"(?:,(?: and)?|\b(?:which|is|are|was|were|remains?|remained|stays|stayed|stands|stood))\s*"
    r"(?:(?:only|still|just|well|far|much|slightly|significantly|considerably|a|little|good|"
    r"deal) )*$"
)
_OF_LAST_YEAR = re.compile(
    r"\b(?:year|before|last|previous|earlier)\b[^#]*,"
)  # "more than last year, and 18"
_OF_ANOTHER = re.compile(r", (?:the|our|its|their) ")  # "89 left, the total is above the 196"
_REFERRED = re.compile(r"\b(?:than|of|from|against|above|below) the $")  # "short of the 227"
_TURNED = re.compile(r"\b(?:not|no|never|nor|but|from|by|than|target)\b|n[’']t\b", re.IGNORECASE)
_THIS_IS = re.compile(
    rf"^\W*(?:This|That|It) (?:is|was) (?:\w+ )??(?P<says>above|below|higher than|lower than) "
    rf"[^#;,]{{0,60}}? of {NUMBER}"
)
_OUTNUMBER = re.compile(r"\b(\w+)(?: \w+)? (?:outnumber(?:s|ed)?|exceed(?:s|ed)?) (?:the )?(\w+)\b")


_Compared = Iterator[tuple[str, Mention, Mention]]


def _list_compared(numbered: NumberedSentence) -> _Compared:
    """As in "the rate is 38.6, which is higher than the England rate of 41.4"."""
    for match in _COMPARED.finditer(numbered.text):
        one, other = numbered.named(match)
        stated = _STATES.search(match[2]) and not _TURNED.search(match[2])
        referred = _REFERRED.search(numbered.text[: match.start()])
        after = match[0].rpartition(match[3] or match[4])[2]
        of_another = _OF_LAST_YEAR.search(after) or _OF_ANOTHER.search(match[2])
        alike = one.form is other.form and one.form in _ORDERED
        if alike and stated and not (referred or of_another):
            yield match[3] or match[4], one, other


def _list_compared_before(numbered: NumberedSentence) -> _Compared:
    """As in "The rate rose from 81 to 89. This is above the South West rate of 121."."""
    match = _THIS_IS.match(numbered.text)
    if not match:
        return
    (other,) = numbered.named(match)
    alike = [each for each in numbered.figures_before if each.form is other.form]
    told = numbered.held_before
    alike = [each for each in alike if each in told and told[each].is_now] or alike
    words = match["says"].removesuffix(" than")
    if alike and all(_is_untrue(words, each, other.amount) for each in alike):
        yield words, alike[-1], other


def _list_outnumbered(numbered: NumberedSentence) -> _Compared:
    """As in "12 amber and 20 red. Amber returns outnumber red ones."."""
    counted = _count_by_noun(numbered)
    for match in _OUTNUMBER.finditer(numbered.text):
        more, fewer = (counted.get(stem(match[group].lower())) for group in (1, 2))
        if more and fewer:
            yield match[0], more, fewer


def _count_by_noun(numbered: NumberedSentence) -> dict[str, Mention]:
    """The counts of this sentence and the one before, by the words of what they count."""
    counted: dict[str, Mention] = {}
    for context in filter(None, (numbered.context.previous, numbered.context)):
        for mention in counts_of(context.figures):
            words = noun_phrase(context.typed, mention.end).split()[:_MOST_WORDS]
            counted.update({stem(word.lower()): mention for word in words})
    return counted


_MOST_WORDS = 3


# With a target

_MET = (
    r"(?P<says>(?:just |narrowly |comfortably )?(?:met|meets|meeting|reached|reaches|missed|misses|"
    r"missing|exceeded|exceeds|above|over|below|under|on|at))"
)
_WHOSE_TARGET = r"(?:(?:the|its|their|our|that|\w+['’]s|the \w+['’]s) )?"
_TO_TARGET = re.compile(rf"{NUMBER}[^#;.]{{0,60}}?\b{_MET} {_WHOSE_TARGET}(?:target|it)\b(?! of)")
_TARGET_IS = re.compile(rf"\btarget (?:(?:is|was|of|for \w+ is) )?{NUMBER}")
_TO_TARGET_OF = re.compile(
    rf"{NUMBER}(?! (?:out )?of\b)[^#;.]{{0,40}}?\b{_MET} {_WHOSE_TARGET}target of {NUMBER}"
)
# "It was at 87% and met the 90% target"
_TO_NAMED_TARGET = re.compile(
    rf"{NUMBER}(?! (?:out )?of\b)[^#;.]{{0,40}}?\b{_MET} (?:the|its|their|our) {NUMBER} "
    r"(?:target|standard|goal)\b"
)
_TARGET_WAS = re.compile(
    rf"(?:, (?:so|and|and so|which means that)|;) {_WHOSE_TARGET}target of {NUMBER} "
    r"(?:was|is|has been) (?:\w+fore |thus |so |also )?"
    r"(?P<says>(?:just |narrowly )?(?:met|reached|missed|exceeded))\b"
)
# "They ask that 80% be answered in time. We managed 77%, so we met that."
_MET_THAT = re.compile(
    rf"^{WORD}{{1,4}}{NUMBER}[^#;.]{{0,30}}?,? (?:so|and) (?:\w+ ){{0,2}}?"
    r"(?P<says>met|missed|exceeded) (?:that|it|this)\b"
)
_ASKED = re.compile(r"\b(?:asks?|expects?|requires?|aims?|targets?|standard|goal|should)\b")
# What is the better the less of it there is, so that less meets a target.
_LESS_IS_BETTER = re.compile(
    r"\b(?:re-?referr|repeat|second or subsequent|vacan|turnover|sick|absen|agency|re-?offend|"
    r"did not attend|cancel|abandon|wait|overdue|late\b|complain|caseload|at most|no more than)",
    re.IGNORECASE,
)
_IS_TARGET = re.compile(r" (?:target|standard|goal)\b")  # "at the 80% target or over it"
_OF_ALL = re.compile(r"#\d+# (?:out )?of (?:the )?#\d+#[^#;]*$")  # "8 of 10 agencies (80%) met it"


def _list_targets(numbered: NumberedSentence) -> Iterator[tuple[str, Mention, Decimal]]:
    """What is said of each figure and of its target: one next to it, or that of its indicator."""
    for words, figure, told in _list_told(numbered):
        plain = words in {*_ABOVE, *_BELOW} or _is_better_high(numbered, figure)
        if plain and told.form is Form.PERCENT:
            yield words, figure, told.amount
    for match in _TO_TARGET.finditer(numbered.text):
        figure = numbered.named(match)[0]
        of_all = _OF_ALL.search(numbered.text[: match.start()])
        itself = _IS_TARGET.match(numbered.context.typed[figure.end :])
        target = _find_target(numbered, figure)
        if target is not None and not of_all and not itself:
            yield match["says"], figure, target


def _list_told(numbered: NumberedSentence) -> Iterator[tuple[str, Mention, Mention]]:
    """What is said of each figure and of the target that the text gives next to it."""
    for pattern in (_TO_TARGET_OF, _TO_NAMED_TARGET):
        for match in pattern.finditer(numbered.text):
            figure, told = numbered.named(match)
            bare = figure.form is Form.COUNT and numbered.context.typed[figure.end] == ","
            figure = replace(figure, form=told.form) if bare else figure  # "with 89, met the 90%"
            yield match["says"], figure, told
    percents = [each for each in numbered.figures if each.form is Form.PERCENT]
    for match in _TARGET_WAS.finditer(numbered.text):
        (told,) = numbered.named(match)
        before = [each for each in percents if each.end < told.start]
        if before:
            yield match["says"], before[-1], told
    met, previous = _MET_THAT.match(numbered.text), numbered.context.previous
    asked = [each for each in numbered.figures_before if each.form is Form.PERCENT]
    if met and previous and len(asked) == 1 and _ASKED.search(previous.typed):
        yield met["says"], numbered.named(met)[0], asked[0]


def _is_better_high(numbered: NumberedSentence, figure: Mention) -> bool:
    """Whether more of a figure meets its target, as far as its measure or its words say."""
    held = numbered.held.get(figure)
    if held is not None:
        return held.fact.polarity is not Polarity.LOWER
    return not _LESS_IS_BETTER.search(numbered.context.typed)


def _find_target(numbered: NumberedSentence, figure: Mention) -> Decimal | None:
    """The target of a figure: that of its indicator, or else the one that its sentence gives."""
    for number in numbered.context.matched:
        if number.mention == figure and number.is_held and number.match:
            fact = number.match.number.fact
            return None if fact.polarity is Polarity.LOWER else fact.target
    told = [numbered.named(match)[0] for match in _TARGET_IS.finditer(numbered.text)]
    told = [each for each in told if each != figure]  # "The target is 75% and we missed it."
    return told[-1].amount if told and told[-1].form is Form.PERCENT else None
