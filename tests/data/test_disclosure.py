"""Which figures are hidden of those that are published together, by the policies of params."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.disclosure import (
    Disclosure,
    Publication,
    ShownFigure,
    read_publications,
    record_publication,
)
from bcssp_lib.files.fingerprints import Secret
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.disclosure_policy import DisclosurePolicy
from bcssp_lib.model.errors import InputProblemsError, UserError
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.model.value import Observation, Reason, Source, Value, known, missing
from tests.model.test_indicator import FIELDS
from tests.projects import ROOT

THRESHOLD = 5
YEAR = parse_period("2023-24")
SMALL_NUMBERS = "small numbers"
AMOUNTS = st.lists(st.integers(0, 12) | st.integers(0, 2000), min_size=1, max_size=6)
THRESHOLDS = st.integers(2, 8)


def indicator(name: str = "i", **fields: Any) -> Indicator:
    given_fields = {"disclosure": SMALL_NUMBERS, "breakdown": "group", "periods": ["year"]}
    return Indicator(**{**FIELDS, **given_fields, "id": name, **fields})


def catalogue_of(
    *indicators: Indicator,
    threshold: int = THRESHOLD,
    policies: Sequence[DisclosurePolicy] = (),
    **options: Any,
) -> Catalogue:
    """The project's own catalogue with these indicators alone, and with further policies."""
    whole = load_catalogue(Project(ROOT))
    whole = replace(
        whole, policies={**whole.policies, **{each.id: each for each in policies}}, **options
    )
    limits = whole.settings.model_copy(update={"disclosure_threshold": threshold})
    by_id = {each.id: each for each in indicators}
    return replace(whole, indicators=by_id, settings=limits)


def figure(
    value: Value | float | str,
    category: str = "",
    *,
    name: str = "i",
    period: str = YEAR.label,
    area: str = "banes",
) -> Observation:
    found = value if isinstance(value, Value) else known(value)
    of = parse_period(period)
    return Observation(name, area, of, found, category=category, note="Only Mr A")


def breakdown(amounts: Sequence[int | Value], total: int | None = None) -> list[Observation]:
    summed = sum(amount for amount in amounts if isinstance(amount, int))
    return [
        *(figure(amount, f"group {number}") for number, amount in enumerate(amounts)),
        figure(summed if total is None else total),
    ]


def protected(figures: Sequence[Observation], catalogue: Catalogue) -> list[Observation]:
    disclosure = Disclosure(catalogue, lambda: figures, catalogue.members_of_force_areas)
    return [disclosure.protect(each) for each in figures]


def shown(
    amounts: Sequence[int | Value], total: int | None = None, threshold: int = THRESHOLD
) -> list[int | None]:
    """Each amount and the total as they may be shown; None if it is not."""
    found = protected(breakdown(amounts, total), catalogue_of(indicator(), threshold=threshold))
    return [None if one.value.amount is None else int(one.value.amount) for one in found]


@pytest.mark.parametrize(
    ("amount", "suppressed"), [(0, False), (1, True), (4, True), (5, False), (6, False)]
)
def test_amounts_from_one_to_below_the_threshold_are_suppressed(amount, suppressed):
    (found,) = protected([figure(amount)], catalogue_of(indicator()))
    assert (found.value == missing(Reason.SUPPRESSED)) == suppressed
    assert suppressed or found == figure(amount)


def test_what_its_owner_has_published_is_shown():
    published = indicator(disclosure="as published")
    figures = breakdown([1, 2, 3])
    assert protected(figures, catalogue_of(published)) == figures


def test_the_note_of_what_is_suppressed_goes_with_it():
    small, large = protected([figure(2), figure(7, period="2022-23")], catalogue_of(indicator()))
    assert (small.note, large.note) == ("", "Only Mr A")


@pytest.mark.parametrize("reason", Reason)
def test_what_is_missing_keeps_its_reason(reason):
    (found,) = protected([figure(missing(reason))], catalogue_of(indicator()))
    assert found.value.reason is reason


@pytest.mark.parametrize(
    ("amounts", "hidden"),
    [
        ([10, 20, 30], 0),
        ([0, 0, 0], 0),
        ([3, 20, 10], 2),  # another one goes with a small one
        ([3, 0, 20, 10], 2),
        ([4, 3, 20], 2),  # two small ones that are large enough together
        ([1, 1, 20, 10], 3),  # too small together
        ([1, 1, 1, 1, 1, 20, 10], 6),  # five of one each would give themselves away
        ([4, 4, 20, 4, 6], 4),  # and so would three of at most four that come to twelve
    ],
)
def test_enough_others_are_suppressed_with_a_small_one(amounts, hidden):
    *found, total = shown(amounts)
    assert found.count(None) == hidden
    assert total == sum(amounts)
    assert all(one is None or one == amount for one, amount in zip(found, amounts, strict=True))
    assert all(one == 0 for one, amount in zip(found, amounts, strict=True) if amount == 0)


def test_of_two_that_would_do_the_one_that_is_usually_larger_is_shown():
    earlier = [figure(amount, f"group {n}", period="2022-23") for n, amount in enumerate((7, 900))]
    figures = [*breakdown([9, 8, 3]), *earlier]
    found = protected(figures, catalogue_of(indicator()))
    assert [one.known for one in found[:4]] == [False, True, False, True]


def test_without_a_total_only_the_small_ones_are_suppressed():
    figures = breakdown([3, 20, 10])[:-1]
    found = protected(figures, catalogue_of(indicator()))
    assert [one.known for one in found] == [False, True, True]


def test_one_that_came_suppressed_is_protected_too():
    *found, total = shown([missing(Reason.SUPPRESSED), 20, 10], 37)
    assert (found.count(None), total) == (2, 37)


@pytest.mark.parametrize(
    "amounts", [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 0, 0], [missing(Reason.SUPPRESSED), 0, 0]]
)
def test_a_total_that_would_give_its_categories_away_is_suppressed(amounts):
    total = sum(amount for amount in amounts if isinstance(amount, int)) or 7
    assert shown(amounts, total)[-1] is None


@pytest.mark.parametrize(
    ("amounts", "total"), [([3, 20, 10], 33), ([], 40), ([3], 40), ([3, 0], 40)]
)
def test_a_total_that_gives_nothing_away_is_shown(amounts, total):
    """That of categories that do not add up to it, too: there is nothing to calculate with."""
    assert shown(amounts, total)[-1] == total


@settings(deadline=None, max_examples=30)
@given(AMOUNTS, THRESHOLDS)
def test_no_small_number_is_ever_shown_and_nothing_is_changed(amounts, threshold):
    for amount, found in zip(
        [*amounts, sum(amounts)], shown(amounts, None, threshold), strict=True
    ):
        assert found is None or found == amount
        assert found is None or found == 0 or found >= threshold


# What is linked


@pytest.mark.parametrize("total_is_held", [True, False])
def test_a_total_that_stands_in_another_indicator_gives_nothing_away(total_is_held):
    """382 - 336 - 9 - 9 - 8 - 17 = 3, with or without a total of the categories' own."""
    whole = indicator("whole", breakdown=None, disclosure="as published")
    figures = [*breakdown([336, 9, 9, 8, 17, 3])[: 6 + total_is_held], figure(382, name="whole")]
    found = protected(figures, catalogue_of(indicator(breakdown_of="whole"), whole))
    assert not found[5].known
    assert [one.known for one in found[:6]].count(False) == 2
    assert found[-1].known


def test_two_breakdowns_of_the_same_people_give_each_others_total_away():
    """Five groups of one person: nothing says that they are five, in either breakdown."""
    groups = breakdown([1, 1, 1, 1, 1])
    others = [
        figure(amount, category, name="by_sex")
        for amount, category in ((0, "a"), (5, "b"), (5, ""))
    ]
    two = indicator("by_sex", breakdown="sex", breakdown_of="i")
    found = protected([*groups, *others], catalogue_of(indicator(), two))
    assert [one.value.amount for one in found] == [None] * 6 + [0, None, None]


def test_a_part_of_a_whole_that_another_indicator_holds_cannot_be_worked_out():
    whole = indicator("whole", parts=("a", "b", "c"), breakdown=None)
    parts = [indicator(name, breakdown=None) for name in "abc"]
    figures = [figure(n, name=name) for name, n in (("whole", 40), ("a", 17), ("b", 20), ("c", 3))]
    found = protected(figures, catalogue_of(whole, *parts))
    assert [one.known for one in found].count(False) == 2
    assert found[0].known
    assert not found[3].known


@pytest.mark.parametrize(
    ("held", "small"),
    [
        ({"2023-24": 30, "2023-24 Q1": 9, "2023-24 Q2": 8, "2023-24 Q3": 10, "2023-24 Q4": 3},
         "2023-24 Q4"),
        ({"12 months to 2023-12-31": 34, "12 months to 2024-03-31": 39, "2022-23 Q4": 2,
          "2023-24 Q1": 12, "2023-24 Q2": 11, "2023-24 Q3": 9, "2023-24 Q4": 7}, "2022-23 Q4"),
    ],
)  # fmt: skip
def test_a_small_quarter_cannot_be_worked_out_from_years_and_other_quarters(held, small):
    events = indicator(breakdown=None, periods=["year", "quarter", "rolling"])
    figures = [figure(amount, period=period) for period, amount in held.items()]
    found = {one.period.label: one for one in protected(figures, catalogue_of(events))}
    hidden = [label for label, one in found.items() if not one.known]
    assert small in hidden
    assert len(hidden) == 2


def test_people_who_are_counted_once_a_year_do_not_link_quarters_to_it():
    people = indicator(breakdown=None, periods=["year", "quarter"])
    amounts = {"2023-24": 20, "2023-24 Q1": 9, "2023-24 Q2": 8, "2023-24 Q3": 10, "2023-24 Q4": 3}
    figures = [figure(amount, period=period) for period, amount in amounts.items()]
    found = protected(figures, catalogue_of(people))
    assert [one.known for one in found] == [True, True, True, True, False]


def test_a_small_count_of_an_area_cannot_be_worked_out_from_the_force_area():
    whole = load_catalogue(Project(ROOT))
    force = whole.areas["banes"].force_area
    others = [area.slug for area in whole.peers("banes")]
    amounts = dict(zip(("banes", *others), (3, 12, 20, 18, 15), strict=True))
    figures = [figure(amount, area=area) for area, amount in amounts.items()]
    figures.append(figure(sum(amounts.values()), area=str(force)))
    found = protected(figures, catalogue_of(indicator(breakdown=None)))
    assert [one.known for one in found].count(False) == 2
    assert not found[0].known


@pytest.mark.parametrize("part_is_held", [True, False])
def test_a_percentage_of_a_small_count_does_not_give_it_away(part_is_held):
    names = {"made_from": {"part": "part", "whole": "whole"}, "unit": Unit.PERCENT}
    share = indicator("share", breakdown=None, denominator="all", decimals=1, **names)
    counts = [indicator(name, breakdown=None) for name in ("part", "whole")]
    figures = [figure("6.7", name="share"), figure(45, name="whole"), figure(3, name="part")]
    found = protected(figures[: 2 + part_is_held], catalogue_of(share, *counts))
    assert [one.known for one in found[:2]].count(False) == 1
    assert not part_is_held or not found[2].known


def test_a_change_in_percent_does_not_give_a_small_count_away():
    change = indicator("change", breakdown=None, change_of="i", unit="percent", decimals=1)
    figures = [
        figure("-75.0", name="change"), figure(12, period="2022-23"), figure(3),
    ]  # fmt: skip
    found = protected(figures, catalogue_of(change, indicator(breakdown=None)))
    assert not found[2].known
    assert [one.known for one in found[:2]].count(False) == 1


def test_a_small_count_that_published_figures_give_away_is_hidden_and_named():
    whole = indicator("whole", parts=("a", "b"), breakdown=None, disclosure="as published")
    other = indicator("a", breakdown=None, disclosure="as published")
    small = indicator("b", breakdown=None)
    figures = [figure(amount, name=name) for name, amount in (("whole", 20), ("a", 17), ("b", 3))]
    disclosure = Disclosure(catalogue_of(whole, other, small), lambda: figures)
    assert disclosure.protection.unprotected == {"b|banes|2023-24|"}
    assert [disclosure.protect(each).known for each in figures] == [True, True, False]


def test_figures_that_no_policy_concerns_are_not_looked_at():
    def published() -> Sequence[Observation]:
        raise AssertionError("they were read")

    disclosure = Disclosure(catalogue_of(indicator(disclosure="as published")), published)
    assert disclosure.protect(figure(2)) == figure(2)


# Policies


def test_no_policy_is_the_strictest():
    figures = [*breakdown([12, 28, 33, 47]), figure(9, period="2022-23")]
    found = protected(figures, catalogue_of(indicator(disclosure={})))
    assert [one.value.amount for one in found] == [10, 30, 30, 50, 120, None]


def test_zero_is_hidden_where_a_policy_says_so():
    policy = DisclosurePolicy(id="no zero", show_zero=False)
    catalogue = catalogue_of(indicator(disclosure="no zero"), policies=[policy])
    found = protected(breakdown([0, 20, 30, 40]), catalogue)
    assert not found[0].known
    assert sum(not one.known for one in found) == 2


def test_what_is_rounded_protects_as_far_as_it_is():
    """3 of 43: the total says 45 (43 to 47) and the other 40 (38 to 42), so it may be 1 to 9."""
    policy = DisclosurePolicy(id="by five", round_to=5)
    catalogue = catalogue_of(indicator(disclosure="by five"), policies=[policy])
    found = protected(breakdown([40, 3]), catalogue)
    assert [one.value.amount for one in found] == [40, None, 45]


def test_a_policy_may_be_that_of_a_source():
    source = Source(id="dfe", title="t", publisher="p", synthetic=False)
    figures = [replace(figure(3), source=source), figure(3, period="2022-23")]
    by_source = indicator(disclosure={"dfe": "as published", "any other source": SMALL_NUMBERS})
    assert [one.known for one in protected(figures, catalogue_of(by_source))] == [True, False]
    unsaid = catalogue_of(indicator(disclosure={}), policies_of_sources={"dfe": "as published"})
    assert [one.known for one in protected(figures, unsaid)] == [True, False]


@pytest.mark.parametrize(
    ("amounts", "known_now"),
    [
        (("3", "75", "6.7"), [False, True, True]),  # 5 of 75: so may be 3, 4, 6 or 7
        (("3", "75", "4.0"), [False, True, True]),  # contradicts the counts as they are rounded
    ],
)
def test_percentages_of_rounded_counts_tell_what_the_rounded_counts_tell(amounts, known_now):
    policy = DisclosurePolicy(
        id="by five", threshold=4, round_to=5, percentages_of="rounded counts"
    )
    options: dict[str, Any] = {"breakdown": None, "disclosure": "by five"}
    of = {"part": "i", "whole": "whole"}
    catalogue = catalogue_of(
        indicator("i", **options),
        indicator("whole", **options),
        indicator("share", unit="percent", decimals=1, made_from=of, **options),
        policies=[policy],
    )
    names = ("i", "whole", "share")
    figures = [figure(amount, name=name) for amount, name in zip(amounts, names, strict=True)]
    found = protected(figures, catalogue)
    if amounts[2] == "6.7":  # between them they say 3 to 7, of which 1 and 2 are ruled out
        assert sum(not one.known for one in found) == 2
    else:
        assert [one.known for one in found] == known_now


def test_percentages_by_category_are_linked_to_their_counts():
    of = {"part": "i", "whole": "whole"}
    share = indicator("share", unit="percent", decimals=1, made_from=of)
    figures = [
        figure(3, "A"), figure(45, "A", name="whole"), figure("6.7", "A", name="share"),
    ]  # fmt: skip
    found = protected(figures, catalogue_of(indicator(), indicator("whole"), share))
    assert not found[0].known
    assert sum(not one.known for one in found) >= 2


def test_parts_are_linked_though_their_whole_is_not_held():
    """Two kinds of 9 are the 12 of another indicator less 3, and neither whole is held."""
    whole = indicator("all", breakdown=None, parts=("a", "b"))
    share = indicator(
        "share", breakdown=None, unit="percent", decimals=1, made_from={"part": "a", "whole": "all"}
    )
    figures = [figure(3, name="a"), figure(9, name="b"), figure("25.0", name="share")]
    parts = [indicator(name, breakdown=None) for name in ("a", "b")]
    found = protected(figures, catalogue_of(whole, share, *parts))
    assert [one.known for one in found] in ([False, True, False], [False, False, True])


# What is kept


def test_what_was_found_is_kept_for_other_processes_and_holds_no_number(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    (data / "i.csv").write_text("3", "utf-8")
    figures = breakdown([3, 9, 12])
    together = {"folders": (data,), "kept": tmp_path / "kept.json"}
    catalogue = catalogue_of(indicator())
    monkeypatch.setattr("bcssp_lib.data.disclosure.load_catalogue", lambda _: catalogue)
    monkeypatch.setattr("bcssp_lib.data.disclosure.read_secret", lambda _: Secret(b"k" * 32))
    found = Disclosure(catalogue, lambda: figures, **together)
    found.keep()
    kept = json.loads((tmp_path / "kept.json").read_text("utf-8"))
    assert set(kept) == {"seal", "hidden", "unprotected", "by_source"}
    assert set(kept["hidden"]) == found.protection.hidden

    def refuse() -> Sequence[Observation]:
        raise AssertionError("they were read")

    reader = Disclosure(catalogue_of(indicator()), refuse, **together)
    assert reader.protection == found.protection
    assert found.prove() == found.protection
    kept["hidden"] = kept["hidden"][1:]
    (tmp_path / "kept.json").write_text(json.dumps(kept), "utf-8")
    again = Disclosure(catalogue_of(indicator()), lambda: figures, **together)
    assert again.protection == found.protection


def test_what_a_process_has_worked_out_is_its_proof_until_a_figure_changes(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "i.csv").write_text("3", "utf-8")
    asked: list[str] = []

    def figures() -> Sequence[Observation]:
        asked.append("figures")
        return breakdown([3, 9, 12])

    catalogue = catalogue_of(indicator())
    found = Disclosure(catalogue, figures, folders=(data,), kept=tmp_path / "kept.json")
    assert found.protection.hidden
    once = len(asked)
    assert found.prove() == found.protection
    assert len(asked) == once
    (data / "i.csv").write_text("33", "utf-8")
    assert found.prove() == found.protection
    assert len(asked) == 2 * once


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"seal": "x", "hidden": []}', "[" * 100_000]
)
def test_what_was_kept_of_other_figures_is_not_used(tmp_path, content):
    (tmp_path / "kept.json").write_text(content, "utf-8")
    figures = breakdown([3, 9, 12])
    together = {"folders": (tmp_path / "data",), "kept": tmp_path / "kept.json"}
    found = Disclosure(catalogue_of(indicator()), lambda: figures, **together)
    assert found.protection.hidden


def test_a_folder_in_the_place_of_what_is_kept_is_named(tmp_path, monkeypatch):
    (tmp_path / "kept.json").mkdir()
    (tmp_path / "data").mkdir()
    figures = breakdown([3, 9, 12])
    together = {"folders": (tmp_path / "data",), "kept": tmp_path / "kept.json"}
    catalogue = catalogue_of(indicator())
    monkeypatch.setattr("bcssp_lib.data.disclosure.load_catalogue", lambda _: catalogue)
    monkeypatch.setattr("bcssp_lib.data.disclosure.read_secret", lambda _: Secret(b"k" * 32))
    with pytest.raises(UserError, match=r"kept\.json cannot be written"):
        Disclosure(catalogue, lambda: figures, **together).keep()


def shown_figure(amount: int | None, category: str = "", rounded_to: int = 1) -> ShownFigure:
    value = missing(Reason.SUPPRESSED) if amount is None else known(amount)
    return ShownFigure(Observation("i", "banes", YEAR, value, category=category), rounded_to)


@pytest.fixture
def paths(tmp_path: Path) -> ReportPaths:
    project = Project(tmp_path)
    return ReportPaths(ReportId("banes", YEAR, "annual"), project.reports, project.reports)


def test_what_was_shown_is_read_again(paths, tmp_path):
    figures = (shown_figure(None, 'A, "B"'), shown_figure(40, rounded_to=5))
    place = record_publication(paths, figures)
    assert place == tmp_path / "reports/banes/2023-24/published/annual-1.csv"
    (read,) = read_publications(Project(tmp_path), ["banes", "fairport"])
    assert read.name == "reports/banes/2023-24/published/annual-1.csv"
    assert sorted(read.figures, key=lambda one: one.observation.category) == [
        figures[1], figures[0],
    ]  # fmt: skip
    assert read.roundings["i", "banes", "2023-24", ""] == 5


def test_only_what_differs_is_kept_and_nothing_is_written_over(paths):
    first = record_publication(paths, [shown_figure(40)])
    assert first is not None
    before = first.read_bytes()
    assert record_publication(paths, [shown_figure(40)]) is None
    second = record_publication(paths, [shown_figure(41)])
    assert second is not None
    assert second.name == "annual-2.csv"
    assert record_publication(paths, [shown_figure(40)]) is None
    assert first.read_bytes() == before
    assert record_publication(paths, []) is None


@pytest.mark.parametrize("cell", ["4x", "", "x", "-"])
def test_a_file_that_was_changed_is_refused_with_its_row(paths, tmp_path, cell):
    place = record_publication(paths, [shown_figure(40)])
    assert place is not None
    place.write_text(place.read_text("utf-8").replace("40", cell), "utf-8")
    with pytest.raises(InputProblemsError) as error:
        read_publications(Project(tmp_path), ["banes"])
    (problem,) = error.value.problems
    assert (problem.file, problem.row) == ("reports/banes/2023-24/published/annual-1.csv", 2)


def test_figures_of_indicators_that_are_gone_are_left_out():
    publication = Publication("p", (shown_figure(40),))
    assert publication.figures_of({"other"}) == []
    assert len(publication.figures_of({"i"})) == 1


def test_what_several_reports_showed_alike_is_reckoned_with_once(paths, tmp_path):
    project = Project(tmp_path)
    other = ReportPaths(ReportId("fairport", YEAR, "annual"), project.reports, project.reports)
    for each in (paths, other):
        record_publication(each, [shown_figure(40), shown_figure(None, "A")])
    assert len(read_publications(project, ["banes", "fairport"])) == 1
    record_publication(other, [shown_figure(41), shown_figure(None, "A")])
    assert len(read_publications(project, ["banes", "fairport"])) == 2


def test_a_copy_next_to_what_was_kept_has_no_number(paths):
    first = record_publication(paths, [shown_figure(40)])
    assert first is not None
    first.rename(first.with_name("annual-1 - Copy.csv"))
    again = record_publication(paths, [shown_figure(41)])
    assert again is not None
    assert again.name == "annual-1.csv"


@pytest.mark.parametrize("text", ["0", "-5", "٣", "1.5", "1e1", ""])
def test_what_a_figure_cannot_have_been_rounded_to_is_an_error(paths, tmp_path, text):
    place = record_publication(paths, [shown_figure(40)])
    assert place is not None
    place.write_text(place.read_text("utf-8").replace("40,1", f"40,{text}"), "utf-8")
    with pytest.raises(InputProblemsError, match="rounded_to"):
        read_publications(Project(tmp_path), ["banes"])
