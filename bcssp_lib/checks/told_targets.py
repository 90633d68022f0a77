"""Whether a target that a text tells is met by the number next to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bcssp_lib.checks.numbered import NUMBER, WORD, NumberedSentence
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.indicator import Polarity

_MET = (
    r"(?P<says>(?:just |narrowly |comfortably )?(?:met|meets|meeting|reached|reaches|missed|misses|"
    r"missing|exceeded|exceeds|above|over|below|under|on|at))"
)
_WHOSE_TARGET = r"(?:(?:the|its|their|our|that|\w+['’]s|the \w+['’]s) )?"

_TO_TARGET = re.compile(rf"{NUMBER}[^#;.]{{0,60}}?\b{_MET} {_WHOSE_TARGET}(?:target|it)\b(?! of)")

_TARGET_IS = re.compile(rf"\btarget (?:(?:is|was|of|for \w+ is) )?{NUMBER}")

_TO_TARGET_OF = re.compile(
    rf"{NUMBER}(?! (?:out )?of\b)[^#;.]{{0,20}}?\b{_MET} {_WHOSE_TARGET}target of {NUMBER}"
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

_MISSES = {"missed", "misses", "missing", "below", "under"}

_ABOVE = {"above", "over", "exceeded", "exceeds"}

_ON_A_SCALE = {"above", "over", "below", "under"}  # true or not, whichever way is better

# What is the better the less of it there is, so that less meets a target.
_LESS_IS_BETTER = re.compile(
    r"\b(?:re-?referr|repeat|second or subsequent|vacan|turnover|sick|absen|agency|re-?offend|"
    r"did not attend|cancel|abandon|wait|overdue|late\b|complain|caseload|at most|no more than)",
    re.IGNORECASE,
)

_IS_TARGET = re.compile(r" (?:target|standard|goal)\b")  # "at the 80% target or over it"
_OF_ALL = re.compile(r"#\d+# (?:out )?of (?:the )?#\d+#[^#;]*$")  # "8 of 10 agencies (80%) met it"


def check_told_targets(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "the target is 90% … 88%, which is on target", "72% met the target of 80%"."""
    for words, figure, told in _list_told(numbered):
        plain = words in _ON_A_SCALE or _is_better_high(numbered, figure)
        if plain and figure.form is told.form is Form.PERCENT:
            yield from _judge_target(numbered, figure, told.amount, words)
    for match in _TO_TARGET.finditer(numbered.text):
        figure = numbered.named(match)[0]
        of_all = _OF_ALL.search(numbered.text[: match.start()])
        target = _find_target(numbered, figure)
        itself = _IS_TARGET.match(numbered.context.typed[figure.end :])
        if figure.form is not Form.PERCENT or of_all or itself or target is None:
            continue
        yield from _judge_target(numbered, figure, target, match["says"])


def _list_told(numbered: NumberedSentence) -> Iterator[tuple[str, Mention, Mention]]:
    """What is said of each figure and of the target that the text gives next to it."""
    for match in _TO_TARGET_OF.finditer(numbered.text):
        figure, told = numbered.named(match)
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


def _judge_target(
    numbered: NumberedSentence, figure: Mention, target: Decimal, words: str
) -> Iterator[Finding]:
    says = words.split()[-1]
    met = figure.amount > target if says in _ABOVE else figure.amount >= target
    if met is (says in _MISSES):
        yield numbered.finding(
            f"“{words}” is said of “{figure.text}”, and the target is {target.normalize():f}%",
            "Whether a target is met must follow from the two numbers.",
        )


def _find_target(numbered: NumberedSentence, figure: Mention) -> Decimal | None:
    """The target of a figure: that of its indicator, or else the one that its sentence gives."""
    for number in numbered.context.matched:
        if number.mention == figure and number.is_held and number.match:
            fact = number.match.number.fact
            return None if fact.polarity is Polarity.LOWER else fact.target
    told = [numbered.named(match)[0] for match in _TARGET_IS.finditer(numbered.text)]
    told = [each for each in told if each != figure]  # "The target is 75% and we missed it."
    return told[-1].amount if told and told[-1].form is Form.PERCENT else None
