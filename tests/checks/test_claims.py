"""The many ways to claim something are found by the words of params/checking/claims.yaml."""

from __future__ import annotations

import re._constants as ops
from collections.abc import Iterable, Sequence
from re._parser import parse
from typing import Any

import pytest

from bcssp_lib.checks.claims import _compile
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.finding import Kind
from tests.checks.checked import of_kind, the_catalogue

_WITHIN = {ops.SUBPATTERN: 3, ops.ASSERT: 1, ops.MAX_REPEAT: 2, ops.MIN_REPEAT: 2}


def holds(items: Iterable[tuple[Any, Any]], pieces: Sequence[str], before: str = "") -> bool:
    """Whether every text that these parts of a pattern match holds one of the pieces.

    ``before`` is the plain text that goes just before.
    """
    for what, part in items:
        if what is ops.LITERAL:
            before += chr(part)
            if any(piece in before for piece in pieces):
                return True
            continue
        if what is ops.BRANCH and all(holds(one, pieces, before) for one in part[1]):
            return True
        repeated = what in {ops.MAX_REPEAT, ops.MIN_REPEAT} and part[0] == 0
        if what in _WITHIN and not repeated and not (what is ops.ASSERT and part[0] < 0):
            within = part[_WITHIN[what]]
            if holds(within, pieces, "" if what is ops.ASSERT else before):
                return True
        if what is not ops.AT:
            before = ""
    return False


@pytest.mark.parametrize("pattern", the_catalogue().checks.claim_words.patterns)
def test_whatever_a_pattern_matches_holds_one_of_the_pieces_that_it_needs(pattern):
    assert holds(parse(pattern.text), pattern.needs), pattern.says


@pytest.mark.parametrize(
    ("text", "pieces", "right"),
    [
        ("rise|rises", "rise", True),
        ("rise|fall", "rise", False),
        ("(?:a )?rise", "rise", True),
        ("(?:rise)?", "rise", False),
        (r"\bno (?=change)", "change", True),
        ("(?<=rise )up", "rise", False),
        ("r[io]se", "rise", False),
        ("ri.se", "rise", False),
    ],
)
def test_what_is_not_sure_to_be_there_is_told(text, pieces, right):
    assert holds(parse(text), pieces.split("|")) == right


# Domestic abuse crimes rose by 13.6%, and child sexual exploitation crimes fell by 44.2%.
FALSE_FALLS = """
Domestic abuse crimes fell by 10%.
Domestic abuse crimes were down by 10%.
Domestic abuse crimes went down again.
Domestic abuse crimes are falling.
Domestic abuse crimes have been falling.
Domestic abuse crimes have steadily fallen.
Domestic abuse crimes were lower than before.
Domestic abuse crimes were fewer than last year.
Domestic abuse crimes decreased slightly.
Domestic abuse crimes reduced considerably.
Domestic abuse crimes showed a decrease.
Domestic abuse crimes showed a downward trend.
Domestic abuse crimes saw a drop.
Domestic abuse crimes continue to fall.
Domestic abuse crimes continued to decline.
Domestic abuse crimes are at their lowest.
Domestic abuse crimes hit a new low.
Domestic abuse crimes are in decline.
Domestic abuse crimes tumbled.
Domestic abuse crimes dropped off.
Domestic abuse crimes have halved.
Domestic abuse crimes were significantly lower.
Domestic abuse crimes were significantly lower than in 2022-23.
Domestic abuse crimes decreased in 2023-24.
Domestic abuse crimes have dropped back.
Domestic abuse crimes have come down.
Domestic abuse crimes stayed flat.
Domestic abuse crimes were static.
Domestic abuse crimes have remained at the same level.
Domestic abuse crimes did not change.
Domestic abuse crimes showed no change.
Domestic abuse crimes have not risen.
Domestic abuse crimes have not gone up.
Domestic abuse crimes were not up.
Domestic abuse crimes were no higher than last year.
Domestic abuse crimes were lower in 2023-24.
Domestic abuse crimes were 10% lower.
Domestic abuse crimes were 10% lower than last year.
Domestic abuse crimes reduced year on year.
Domestic abuse crimes were less frequent.
Domestic abuse crimes are trending down.
Domestic abuse crimes are on a downward path.
Domestic abuse crimes dwindled.
Domestic abuse crimes lessened.
Domestic abuse crimes were below last year's figure.
Domestic abuse crimes were below those of last year.
There was a fall in domestic abuse crimes.
There has been a reduction in domestic abuse crimes.
There were fewer domestic abuse crimes.
Fewer domestic abuse crimes were recorded.
We saw fewer domestic abuse crimes.
A decrease in domestic abuse crimes was seen.
The number of domestic abuse crimes dropped.
We have seen a decline in domestic abuse crimes.
This year has seen fewer domestic abuse crimes.
The police recorded a decrease in domestic abuse crimes.
The police dealt with fewer domestic abuse crimes.
Recorded domestic abuse crimes fell.
Reductions in domestic abuse crimes were seen.
Falling numbers of domestic abuse crimes were recorded.
A lower number of domestic abuse crimes was recorded.
The picture for domestic abuse crimes is one of decline.
Reduced numbers of domestic abuse crimes were recorded.
Domestic abuse crimes: down on last year.
Domestic abuse crimes saw no increase.
Police managed to reduce domestic abuse crimes.
The partnership has reduced domestic abuse crimes.
The partnership succeeded in reducing domestic abuse crimes.
Domestic abuse crimes, which fell, are a priority.
The decreasing number of domestic abuse crimes is good news.
Levels of domestic abuse crimes have improved.
Domestic abuse crimes have stabilised.
The fall of 10% in domestic abuse crimes is welcome.
"""
FALSE_RISES = """
Child sexual exploitation crimes rose by 10%.
Child sexual exploitation crimes were up by 10%.
Child sexual exploitation crimes went up again.
Child sexual exploitation crimes are rising.
Child sexual exploitation crimes have been rising.
Child sexual exploitation crimes were higher than before.
Child sexual exploitation crimes increased slightly.
Child sexual exploitation crimes showed an increase.
Child sexual exploitation crimes saw a rise.
Child sexual exploitation crimes continue to rise.
Child sexual exploitation crimes are at their highest.
Child sexual exploitation crimes hit a new high.
Child sexual exploitation crimes are on the up.
Child sexual exploitation crimes rocketed.
Child sexual exploitation crimes have doubled.
Child sexual exploitation crimes were significantly higher.
Child sexual exploitation crimes increased in 2023-24.
Child sexual exploitation crimes stayed flat.
Child sexual exploitation crimes were 10% higher.
Child sexual exploitation crimes escalated.
Child sexual exploitation crimes are a growing problem.
Child sexual exploitation crimes are more common.
Child sexual exploitation crimes have worsened.
Child sexual exploitation crimes multiplied.
Child sexual exploitation crimes were above last year.
Child sexual exploitation crimes have not fallen.
Child sexual exploitation crimes were more numerous than last year.
There was a rise in child sexual exploitation crimes.
There were more child sexual exploitation crimes.
More child sexual exploitation crimes were recorded.
We saw more child sexual exploitation crimes.
Growing numbers of child sexual exploitation crimes were recorded.
A higher number of child sexual exploitation crimes was recorded.
Increased numbers of child sexual exploitation crimes were recorded.
Recorded child sexual exploitation crimes grew.
"""
TRUE = """
Domestic abuse crimes rose.
Domestic abuse crimes went up.
Domestic abuse crimes increased.
Domestic abuse crimes were higher than last year.
Domestic abuse crimes were not down.
Domestic abuse crimes have grown.
Domestic abuse crimes were up on last year.
Domestic abuse crimes increased by more than chance explains.
Domestic abuse crimes did not fall.
There were more domestic abuse crimes.
There was a rise in domestic abuse crimes.
More domestic abuse crimes were recorded.
Fewer child sexual exploitation crimes were recorded.
Child sexual exploitation crimes dropped sharply.
"""


@pytest.mark.parametrize("text", FALSE_FALLS.strip().splitlines())
def test_a_fall_or_no_change_is_denied_where_there_was_a_rise(text):
    assert of_kind(Kind.CLAIM, text)


@pytest.mark.parametrize("text", FALSE_RISES.strip().splitlines())
def test_a_rise_is_denied_where_there_was_a_fall(text):
    assert of_kind(Kind.CLAIM, text)


@pytest.mark.parametrize("text", TRUE.strip().splitlines())
def test_what_is_true_may_be_said(text):
    assert of_kind(Kind.CLAIM, text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [("(?P<a>x)|(?P<a>y)", "redefinition of group name"), ("(?<=ab*)c", "look-behind requires")],
)
def test_a_pattern_that_its_words_have_broken_is_named_with_its_file(text, why):
    with pytest.raises(UserError, match=rf"claims\.yaml, patterns: .*{why}"):
        _compile(text)
