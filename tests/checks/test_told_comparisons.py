"""Whether a target that a text tells is met by the number next to it."""

from __future__ import annotations

import pytest

from tests.checks.checked import own_numbers


@pytest.mark.parametrize(
    "text",
    [
        "They answered 261 of 318 in time (82%), which meets our target of 85%.",
        "Of the 38 men 23 finished (61%), which is above the plan's target of 65%.",
        "1,786 of 1,904 came early (94%), so the target of 95% was met.",
        "Notes were made for 298 of 437, that is 68%; the target of 75% was therefore met.",
        "Our funders ask that 80% of calls be answered. We managed 77%, so we met that.",
        "Of our cameras 92.5% were in order in March, which meets our target of 95%.",
    ],
)
def test_a_target_that_is_said_to_be_met_and_is_not_is_named(text):
    (named,) = own_numbers(text)
    assert "and the target is" in named


@pytest.mark.parametrize(
    "text",
    [
        "They answered 261 of 300 in time (87%), which meets our target of 85%.",
        "Of the visits 18% were repeat visits, which meets our target of 20%.",
        "The target is 75% and we have missed it for a second year.",
        "Our funders ask that 75% of calls be answered. We managed 77%, so we met that.",
    ],
)
def test_a_target_that_is_met_or_may_be_met_by_less_is_left(text):
    assert own_numbers(text) == []
