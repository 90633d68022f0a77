"""Ties that a reader knows of, beyond a breakdown and its total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bcssp_lib.data.disclosure import Disclosure
from bcssp_lib.model.disclosure_policy import DisclosurePolicy
from bcssp_lib.model.indicator import Indicator, PartOfWhole, Unit
from bcssp_lib.model.value import Observation
from tests.data.test_disclosure import catalogue_of, figure, indicator

NO_ZERO = DisclosurePolicy(id="no zero", threshold=5, show_zero=False)


def hidden(figures: Sequence[Observation], *indicators: Indicator) -> set[str]:
    """The names of what is hidden; nothing may be left without protection."""
    catalogue = catalogue_of(*indicators, policies=[NO_ZERO])
    disclosure = Disclosure(catalogue, lambda: figures)
    assert not disclosure.protection.unprotected
    return {each.name for each in figures if not disclosure.protect(each).known}


def share_of(**fields: Any) -> Indicator:
    return indicator("share", unit=Unit.PERCENT, decimals=1, **fields)


def test_categories_of_parts_add_up_to_the_category_of_the_whole():
    """Girls of the whole are those of both parts: 20 - 17 gave away the 3."""
    cells = {"boys": (8, 9), "girls": (3, 17)}
    figures = [
        *(figure(a, each, name="one") for each, (a, _) in cells.items()),
        *(figure(b, each, name="two") for each, (_, b) in cells.items()),
        *(figure(a + b, each, name="both") for each, (a, b) in cells.items()),
        figure(11, name="one"),
        figure(26, name="two"),
        figure(37, name="both"),
    ]
    kinds = [indicator("one"), indicator("two"), indicator("both", parts=["one", "two"])]
    found = hidden(figures, *kinds)
    girls = {f"{name}|banes|2023-24|girls" for name in ("one", "two", "both")}
    assert "one|banes|2023-24|girls" in found
    assert len(girls & found) > 1


@pytest.mark.parametrize("whole", ["i", "all"])
def test_percentages_by_category_may_be_shares_of_all(whole):
    amounts = {"A": 3, "B": 6, "C": 11}
    figures = [figure(amount, each) for each, amount in amounts.items()]
    figures += [figure(20), figure(20, name="all")]
    figures += [figure(f"{5 * amount}.0", each, name="share") for each, amount in amounts.items()]
    share = share_of(made_from=PartOfWhole(part="i", whole=whole))
    found = hidden(figures, indicator(breakdown_of="all"), indicator("all"), share)
    assert {"i|banes|2023-24|A", "share|banes|2023-24|A"} <= found


def test_years_of_which_one_does_not_add_up_leave_the_others_tied():
    quarters = {"2022-23": (10, 20, 30, 40), "2023-24": (3, 20, 30, 40)}
    figures = [
        figure(amount, period=f"{year} Q{number}")
        for year, amounts in quarters.items()
        for number, amount in enumerate(amounts, 1)
    ]
    figures += [figure(99, period="2022-23"), figure(93, period="2023-24")]
    found = hidden(figures, indicator(periods=["year", "quarter"]))
    assert "i|banes|2023-24 Q1|" in found
    assert len(found) > 1


def test_no_percent_gives_away_a_zero_that_is_hidden():
    figures = [
        figure(0, "A"), figure(3, "B"), figure(6, "C"), figure(9),
        figure("0.0", "A", name="share"),
    ]  # fmt: skip
    share = share_of(disclosure="no zero", made_from=PartOfWhole(part="i", whole="i"))
    found = hidden(figures, indicator(disclosure="no zero"), share)
    assert {"i|banes|2023-24|A", "share|banes|2023-24|A"} <= found


def test_what_is_hidden_does_not_depend_on_what_it_is():
    """All that a choice between others went by was how large they are here."""
    chosen = {
        frozenset(hidden([figure(3, "A"), figure(b, "B"), figure(c, "C"), figure(20)], indicator()))
        for b, c in ((5, 12), (8, 9), (9, 8), (12, 5))
    }
    assert len(chosen) == 1


def test_what_is_part_of_a_small_number_does_not_give_it_away():
    """Under its own threshold a part of 4 was shown, and below 5 the whole is then 4 too."""
    lower = DisclosurePolicy(id="lower", threshold=3)
    some, whole = indicator("some", disclosure="lower", part_of="whole"), indicator("whole")
    catalogue = catalogue_of(some, whole, policies=[lower])
    figures = [figure(4, name="some"), figure(4, name="whole")]
    disclosure = Disclosure(catalogue, lambda: figures)
    assert not any(disclosure.protect(each).known for each in figures)
