"""What an earlier publication has shown is in readers' hands, and is reckoned with."""

from __future__ import annotations

from collections.abc import Mapping

from bcssp_lib.data.disclosure import Disclosure, Together
from bcssp_lib.data.published_figures import Publication, ShownFigure
from bcssp_lib.model.value import Reason, missing
from tests.data.test_disclosure import catalogue_of, figure, indicator

NAME = "reports/banes/2023-24/published/annual-1.csv"
HIDDEN = missing(Reason.SUPPRESSED)


def hidden_now(now: Mapping[str, int], before: Mapping[str, int | None]) -> set[str]:
    """The categories that are hidden, after a publication that showed or hid these."""
    figures = [figure(amount, category) for category, amount in now.items()]
    publication = Publication(
        NAME,
        tuple(
            ShownFigure(figure(HIDDEN if amount is None else amount, category))
            for category, amount in before.items()
        ),
    )
    together = Together(lambda: figures, earlier=lambda: (publication,))
    disclosure = Disclosure(catalogue_of(indicator()), together)
    assert not disclosure.protection.unprotected
    return {each.category for each in map(disclosure.protect, figures) if not each.known}


def test_what_was_hidden_before_stays_hidden_though_another_figure_was_revised():
    """A and B were hidden of 30; C was 17. Now C is 19: B alone would give A as 30 - 17 - 9."""
    now = {"A": 4, "B": 9, "C": 19, "D": 30, "": 62}
    alone = hidden_now(now, {})
    assert "A" in alone
    after = hidden_now(now, {"A": None, "B": None, "C": 17, "D": 30, "": 60})
    assert {"A", "B"} <= after


def test_a_figure_that_was_shown_before_protects_no_other():
    now = {"A": 3, "B": 9, "C": 12, "": 24}
    for shown_before in ("B", "C"):
        before = {**dict.fromkeys(now, None), shown_before: now[shown_before]}
        assert (
            shown_before not in hidden_now(now, before) - {"A"} or len(hidden_now(now, before)) > 2
        )


def test_the_same_is_hidden_again_when_nothing_has_changed():
    now = {"A": 3, "B": 9, "C": 12, "D": 40, "": 64}
    hidden = hidden_now(now, {})
    before = {category: None if category in hidden else amount for category, amount in now.items()}
    assert hidden_now(now, before) == hidden


def test_a_small_number_that_was_shown_before_is_hidden_and_stops_nothing():
    now = {"A": 3, "B": 9, "C": 12, "": 24}
    assert "A" in hidden_now(now, now)


def test_a_revised_figure_has_no_tie_with_what_it_was():
    now = {"A": 3, "B": 9, "C": 15, "": 27}
    before = {"A": None, "B": None, "C": 15, "": 26}
    assert hidden_now(now, before) == {"A", "B"}


def test_what_an_earlier_publication_gave_away_by_itself_stops_nothing():
    now = {"A": 3, "B": 9, "C": 15, "": 27}
    before = {"A": None, "B": 8, "C": 15, "": 26}
    assert "A" in hidden_now(now, before)
