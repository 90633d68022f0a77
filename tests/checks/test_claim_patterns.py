"""The pieces beside each pattern are truly in whatever it matches."""

from __future__ import annotations

import re._constants as ops
from collections.abc import Iterable, Sequence
from re._parser import parse
from typing import Any

import pytest

from tests.checks.checked import the_catalogue

_WITHIN = {ops.SUBPATTERN: 3, ops.ASSERT: 1, ops.MAX_REPEAT: 2, ops.MIN_REPEAT: 2}


def holds(items: Iterable[tuple[Any, Any]], pieces: Sequence[str], before: str = "") -> bool:
    """Whether every text that these parts of a pattern match holds one of the pieces.

    ``before`` is the plain text that goes just before.
    """
    for what, part in items:
        if what is ops.LITERAL:
            before += chr(part)
            if any(one in before for one in pieces):
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
