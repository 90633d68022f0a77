"""Files that are each safe may together give away what their source has suppressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.secondary_suppression import find_what_gives_away, protect_import
from bcssp_lib.model.value import Observation, Reason, missing
from tests.data.test_disclosure import catalogue_of, figure, indicator

BANDS = ("to_10", "to_15", "to_20", "over_20")


@pytest.fixture
def conferences() -> Catalogue:
    """Conferences by how many days they took, and the percentage that took up to 15."""
    options: dict[str, Any] = {"breakdown": None, "disclosure": "as published"}
    share = {"part": "within_15", "whole": "all"}
    return catalogue_of(
        indicator("all", parts=BANDS, **options),
        *(indicator(name, **options) for name in BANDS),
        indicator("within_15", parts=BANDS[:2], **options),
        indicator("share", unit="percent", decimals=1, made_from=share, **options),
    )


def imported(catalogue: Catalogue, amounts: Mapping[str, int | str | None]) -> list[str]:
    """The figures that are left out, of some that a source has published or suppressed."""
    figures = [
        figure(missing(Reason.SUPPRESSED) if amount is None else amount, name=name)
        for name, amount in amounts.items()
    ]
    hidden = find_what_gives_away(catalogue, figures)
    return [each.indicator for each in figures if each.name in hidden]


def test_bands_with_two_suppressed_are_kept_as_they_are(conferences):
    amounts = {"all": 304, "to_10": None, "to_15": 287, "to_20": 7, "over_20": None}
    assert imported(conferences, amounts) == []


def test_bands_are_not_held_with_the_percentage_that_gives_them_away(conferences):
    """304 of which 96.7% within 15 days are 294: 294 - 287 = 7, and 304 - 294 - 7 = 3."""
    amounts = {"all": 304, "to_10": None, "to_15": 287, "to_20": 7, "over_20": None}
    assert imported(conferences, {**amounts, "share": "96.7"}) == ["share"]


def test_a_band_that_is_suppressed_alone_takes_another_with_it(conferences):
    amounts = {"all": 100, "to_10": 20, "to_15": 60, "to_20": 17, "over_20": None}
    assert len(imported(conferences, amounts)) == 1


def test_nothing_is_left_out_where_nothing_is_suppressed(conferences):
    amounts = {"all": 100, "to_10": 20, "to_15": 60, "to_20": 17, "over_20": 3, "share": "80.0"}
    assert imported(conferences, amounts) == []


def of_source(amounts: Mapping[str, int | str | None]) -> list[Observation]:
    return [
        figure(missing(Reason.SUPPRESSED) if amount is None else amount, name=name)
        for name, amount in amounts.items()
    ]


HELD = {"all": 304, "to_10": None, "to_15": 287, "to_20": 7, "over_20": None}


def test_an_import_is_held_with_what_is_there_already(conferences):
    kept, count, problems = protect_import(
        conferences, of_source({"share": "96.7"}), of_source(HELD)
    )
    assert [each.value.reason for each in kept] == [Reason.SUPPRESSED]
    assert (count, problems) == (1, [])


def test_a_figure_that_is_held_is_named_where_it_would_have_to_go(conferences):
    """With all bands but one and their total the suppressed one is known; the total is new."""
    held = of_source({"to_10": None, "to_15": 287, "to_20": 7, "over_20": 4})
    kept, count, problems = protect_import(conferences, of_source({"all": 304}), held)
    assert count + len(problems) > 0
    named = {problem.wrong for problem in problems}
    assert all("would give away" in wrong for wrong in named)
    assert count == sum(not each.known for each in kept)


def test_what_is_tied_to_nothing_suppressed_is_left_alone(conferences):
    figures = of_source({"all": 304, "to_15": 287, "to_20": 7, "over_20": 4})
    assert protect_import(conferences, figures, []) == (figures, 0, [])
    assert protect_import(conferences, of_source({"to_10": None}), []) == (
        of_source({"to_10": None}),
        0,
        [],
    )
