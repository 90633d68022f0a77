"""What folders hold, and what a name should have been."""

from __future__ import annotations

import pytest

from bcssp_lib.files.entries import suggest_name

KNOWN = ["mental", "mental_health", "police", "children_in_care"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("mental_helth.md", "mental_health"),
        ("polise.md", "police"),
        ("POLICE.md.txt", "police"),
        ("police - Copy.md", "police"),
        ("police (conflicted copy 2024-05-01).md", "police"),
        ("police-DESKTOP-1.md", "police"),
        ("weather.md", ""),
    ],
)
def test_the_nearest_name_is_suggested_and_that_of_a_copy(name: str, meant: str) -> None:
    assert suggest_name(name, KNOWN) == meant
