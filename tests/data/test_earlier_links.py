"""What an earlier publication has shown is in readers' hands, and is reckoned with."""

from __future__ import annotations

from collections.abc import Mapping

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.data_store import list_shown
from bcssp_lib.data.disclosure import Disclosure, Publication, ShownFigure
from bcssp_lib.data.earlier_links import EarlierLinks
from bcssp_lib.model.disclosure_policy import DisclosurePolicy
from bcssp_lib.model.value import Reason, missing
from tests.data.test_disclosure import catalogue_of, figure, indicator
from tests.projects import make_small_project

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
    catalogue = catalogue_of(indicator())
    disclosure = Disclosure(catalogue, lambda: figures, earlier=lambda: (publication,))
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


def test_what_was_revised_to_a_small_number_is_a_secret_though_it_was_shown_before():
    now = {"A": 3, "B": 20, "C": 30, "": 53}
    assert len(hidden_now(now, {"A": 7, "B": 20, "C": 30, "": 57})) > 1


def rounded_before(
    before: Mapping[str, int | None], now: Mapping[str, int], limit: int
) -> set[str]:
    """What is hidden now, under a threshold, after a publication that rounded to 5."""
    policy = DisclosurePolicy(id="by five", threshold=limit, round_to=5)
    shown = [
        ShownFigure(figure(HIDDEN if amount is None else amount, each), 5)
        for each, amount in before.items()
    ]
    figures = [figure(amount, each) for each, amount in now.items()]
    publication = Publication(NAME, tuple(shown))
    catalogue = catalogue_of(indicator(disclosure=policy.id), policies=[policy])
    disclosure = Disclosure(catalogue, lambda: figures, earlier=lambda: (publication,))
    return {each.category for each in map(disclosure.protect, figures) if not each.known}


def test_a_threshold_that_was_raised_contradicts_nothing():
    before = {"A": None, "B": 10, "C": 20, "": 35}
    now = {"A": 4, "B": 8, "C": 22, "": 34}
    assert {"A", "B"} <= rounded_before(before, now, 10)
    assert {"A", "B"} <= rounded_before({**before, "B": 5}, {**now, "B": 6, "": 32}, 10)


def test_rounded_figures_of_before_are_tied_as_they_were_and_not_as_they_were_rounded():
    """7, 7 and 7 come to 21, and were shown as 5, 5, 5 and 20."""
    before = {"A": 5, "B": 5, "C": 5, "": 20}
    shown = tuple(ShownFigure(figure(amount, each), 5) for each, amount in before.items())
    policy = DisclosurePolicy(id="by five", threshold=5, round_to=5)
    catalogue = catalogue_of(indicator(disclosure=policy.id), policies=[policy])
    links = EarlierLinks(catalogue, Publication(NAME, shown), {}, {})
    links.add_all()
    assert len(links.linked().sums) == 1


def test_what_a_publication_showed_of_other_areas_is_kept_too(tmp_path):
    project = make_small_project(tmp_path / "project", ("banes", "fairport"))
    kept = list_shown(load_catalogue(project), "fairport")
    areas = {each.observation.area for each in kept}
    assert "banes" in areas
    assert "fairport" not in areas  # its figures are made up
