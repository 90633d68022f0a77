"""What a section read is noted, so that it is run again only for a change that concerns it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from inspect import isfunction

import pytest

from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore, first_change
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Reason, known

YEAR = parse_period("2023-24")


@pytest.fixture
def store(catalogue, banes_figures):
    return DataStore(catalogue, banes_figures)


def notes(store):
    return [json.loads(note) for note in store.reads]


READS = {
    "area": ("banes",),
    "indicator": ("training_sessions",),
    "group": ("missing",),
    "change_indicator": ("missing_reports",),
    "register": ("reviews",),
    "rule": ("kpi_shortfall",),
    "observation": ("training_sessions", "banes", "2023-24"),
    "series": ("training_sessions", "banes"),
    "breakdown": ("kpi_1_01", "banes", "2023-24"),
    "entries": ("reviews", "banes"),
    "laws": ("banes", "annual", "2023-24"),
    "periods": ("training_sessions", "banes"),
    "categories": ("kpi_1_01", "banes"),
    "policies_in_use": (),
    "count_policy": ("reviews", "banes"),
}


HEAD = "source,note\n"
ROW = "saltmere,child_suspects,12 months to 2021-03-31,,1,,synthetic_figures,\n"
PLANS = ("cp_plans", "at 2024-03-31")
OF_PEERS = {
    "observation": ("cp_plans", "saltmere", "at 2024-03-31"),
    "series": ("missing_reports", "saltmere"),
    "entries": ("events", "saltmere"),
}
BESIDE = {
    "peers": ("fairport",),
    "authorities": (),
    "national": PLANS,
    "national_periods": ("cp_plans",),
    "members": ("avon-and-somerset",),
    "standing": ("cp_plans", "banes", "at 2024-03-31"),
}
_NOTHING_READ = {
    "hash_of",
    "synthetic",
    "threshold",
    "protect_all",
    "prepare",
}  # or at the beginning


@pytest.fixture
def compared(catalogue, example_project):
    """What a section of a made-up area may read, with all that it is compared with."""
    figures = load_figures(catalogue, ("fairport",))
    comparators = Comparators(catalogue, "fairport")
    return figures, comparators, DataStore(catalogue, figures, comparators)


@pytest.mark.parametrize(("kind", "asked"), [*OF_PEERS.items(), *BESIDE.items()])
def test_what_is_read_of_others_is_noted_and_read_the_same_again(compared, catalogue, kind, asked):
    figures, comparators, store = compared
    getattr(store, kind)(*asked)
    assert notes(store) == [["threshold"], [kind, *asked]]
    assert first_change(store.reads, DataStore(catalogue, figures, comparators)) == ""


@pytest.mark.parametrize(
    ("kind", "path", "old", "new", "told"),
    [
        (
            "observation",
            "saltmere/children_social_care.csv",
            ",at 2024-03-31,,",
            ",at 2024-03-31,,1",
            True,
        ),
        ("series", "saltmere/police.csv", ",2021-22 Q1,,180,", ",2021-22 Q1,,182,", True),
        ("series", "saltmere/police.csv", HEAD, f"{HEAD}{ROW}", False),
    ],
)
def test_another_figure_of_an_area_beside_is_a_change_and_another_row_is_none(
    compared, catalogue, example_project, tmp_path, kind, path, old, new, told
):
    figures, _, store = compared
    getattr(store, kind)(*OF_PEERS[kind])
    project = Project(tmp_path)
    shutil.copytree(example_project.data, project.data)
    text = (project.data / path).read_text("utf-8")
    assert old in text
    (project.data / path).write_text(text.replace(old, new), "utf-8")
    changed = first_change(
        store.reads,
        DataStore(catalogue, figures, Comparators(replace(catalogue, project=project), "fairport")),
    )
    assert changed == (f"peer {kind} {', '.join(OF_PEERS[kind])}" if told else "")


def test_every_kind_of_reading_is_tried_here():
    ways = {name for name, way in vars(DataStore).items() if isfunction(way) and name[0] != "_"}
    assert ways - _NOTHING_READ == {*READS, *BESIDE}


@pytest.mark.parametrize("kind", READS)
def test_whatever_is_read_is_noted_by_its_names(store, kind):
    getattr(store, kind)(*READS[kind])
    assert notes(store) == [["threshold"], [kind, *READS[kind]]]


@pytest.mark.parametrize("kind", READS)
def test_what_is_read_the_same_again_is_no_change(store, catalogue, banes_figures, kind):
    getattr(store, kind)(*READS[kind])
    assert first_change(store.reads, DataStore(catalogue, banes_figures)) == ""


def test_nothing_else_is_read(store):
    assert notes(store) == [["threshold"]]


def test_a_period_is_noted_by_its_label(store):
    store.observation("training_sessions", "banes", YEAR)
    assert ["observation", "training_sessions", "banes", "2023-24"] in notes(store)


def changed(figures, indicator, **changes):
    """The figures, with another value of one indicator."""
    return replace(
        figures,
        observations=tuple(
            replace(observation, **changes) if observation.indicator == indicator else observation
            for observation in figures.observations
        ),
    )


def test_a_changed_figure_concerns_whoever_read_it(store, catalogue, banes_figures):
    store.observation("training_sessions", "banes", YEAR)
    other = changed(banes_figures, "training_sessions", value=known(77))
    found = first_change(store.reads, DataStore(catalogue, other))
    assert found == "observation training_sessions, banes, 2023-24"


def test_a_changed_figure_concerns_nobody_else(store, catalogue, banes_figures):
    store.observation("training_sessions", "banes", YEAR)
    other = changed(banes_figures, "missing_reports", value=known(1))
    assert first_change(store.reads, DataStore(catalogue, other)) == ""


def test_a_figure_that_was_absent_and_has_come_is_a_change(store, catalogue, banes_figures):
    without = replace(
        banes_figures,
        observations=tuple(
            observation
            for observation in banes_figures.observations
            if observation.indicator != "training_sessions"
        ),
    )
    early = DataStore(catalogue, without)
    assert not early.observation("training_sessions", "banes", YEAR).known
    assert first_change(early.reads, DataStore(catalogue, banes_figures)).startswith(
        "observation training"
    )


def test_another_note_or_source_is_a_change_too(store, catalogue, banes_figures):
    store.series("training_sessions", "banes")
    other = changed(banes_figures, "training_sessions", note="counted anew")
    assert (
        first_change(store.reads, DataStore(catalogue, other)) == "series training_sessions, banes"
    )


def test_another_target_is_a_change(store, catalogue, banes_figures):
    store.indicator("training_sessions")
    described = catalogue.indicators["training_sessions"].model_copy(update={"target": Decimal(9)})
    indicators = {**catalogue.indicators, "training_sessions": described}
    other = replace(catalogue, indicators=indicators)
    assert (
        first_change(store.reads, DataStore(other, banes_figures)) == "indicator training_sessions"
    )


@pytest.mark.parametrize("kind", ["indicator", "register", "rule", "area"])
def test_what_is_declared_no_more_is_a_change_and_no_error(store, catalogue, banes_figures, kind):
    getattr(store, kind)(*READS[kind])
    fields = {
        "indicator": "indicators",
        "register": "registers",
        "rule": "rating_rules",
        "area": "areas",
    }
    other = replace(catalogue, **{fields[kind]: {}})
    assert first_change(store.reads, DataStore(other, banes_figures)) == f"{kind} {READS[kind][0]}"


def test_another_threshold_concerns_every_section(store, catalogue, banes_figures):
    settings = catalogue.settings.model_copy(update={"disclosure_threshold": 6})
    other = replace(catalogue, settings=settings)
    assert first_change(store.reads, DataStore(other, banes_figures)) == "threshold"


def test_a_rule_that_is_not_known_is_told_with_the_nearest(store):
    with pytest.raises(NotKnownError, match=r"nearest: kpi_shortfall.*params/ratings\.yaml"):
        store.rule("kpi_short")


def test_figures_are_only_read_protected(catalogue, banes_figures):
    small = changed(banes_figures, "concerns_raised", value=known(3))
    indicators = {
        **catalogue.indicators,
        "concerns_raised": catalogue.indicators["concerns_by_ethnicity"].model_copy(
            update={"id": "concerns_raised"}
        ),
    }
    found = DataStore(replace(catalogue, indicators=indicators), small)
    value = found.observation("concerns_raised", "banes", YEAR).value
    assert value.reason is Reason.SUPPRESSED


def test_no_hash_hangs_on_the_moment(catalogue, banes_figures):
    both = [DataStore(catalogue, banes_figures) for _ in range(2)]
    for subject in both:
        for kind, names in READS.items():
            getattr(subject, kind)(*names)
    assert both[0].reads == both[1].reads


def protected(catalogue, *amounts, total):
    """A breakdown of an indicator of the catalogue under the small numbers policy."""
    indicator = "concerns_by_ethnicity"
    rows = [
        Observation(indicator, "banes", YEAR, known(amount), category=f"group {number}")
        for number, amount in enumerate(amounts)
    ]
    rows.append(Observation(indicator, "banes", YEAR, known(total)))
    return DataStore(catalogue, Figures(tuple(rows), {}))


def test_a_total_below_the_threshold_is_suppressed(catalogue):
    figures = protected(catalogue, total=4)
    found = figures.observation("concerns_by_ethnicity", "banes", YEAR)
    assert found.value.reason is Reason.SUPPRESSED


def test_a_series_is_protected_too(catalogue):
    figures = protected(catalogue, total=4)
    (found,) = figures.series("concerns_by_ethnicity", "banes")
    assert found.value.reason is Reason.SUPPRESSED


def test_a_breakdown_is_protected_beside_its_total(catalogue):
    figures = protected(catalogue, 3, 20, 10, total=33)
    found = figures.breakdown("concerns_by_ethnicity", "banes", YEAR)
    assert [one.known for one in found] == [False, False, True]
    assert figures.observation("concerns_by_ethnicity", "banes", YEAR).known


def test_a_total_that_gives_its_categories_away_is_suppressed(catalogue):
    figures = protected(catalogue, 1, 1, 1, 1, 1, total=5)
    assert not figures.observation("concerns_by_ethnicity", "banes", YEAR).known
    assert not figures.series("concerns_by_ethnicity", "banes")[0].known


def test_what_was_published_is_shown_small_or_not(banes_protected):
    period = parse_period("12 months to 2024-03-31")
    found = banes_protected.observation("repeat_missing_from_care", "banes", period)
    assert found.value == known(2)


def test_the_threshold_is_that_of_the_settings(catalogue):
    threshold = catalogue.settings.disclosure_threshold
    for amount in (threshold - 1, threshold):
        figures = protected(catalogue, total=amount)
        found = figures.observation("concerns_by_ethnicity", "banes", YEAR)
        assert found.known == (amount >= threshold)


@pytest.mark.parametrize("area", ["fairport", "saltmere", "north-saltmere"])
def test_no_small_number_under_the_policy_leaves_the_figures_of_an_area(
    area, catalogue, example_project
):
    figures = load_figures(catalogue, (area,))
    guarded = DataStore(catalogue, figures)
    names = [
        indicator.id
        for indicator in catalogue.indicators.values()
        if "small numbers" in indicator.disclosure.values()
    ]
    periods = {
        observation.period for observation in figures.observations if observation.indicator in names
    }
    found = [
        one
        for name in names
        for period in periods
        for one in (
            *guarded.breakdown(name, area, period),
            guarded.observation(name, area, period),
        )
    ]
    amounts = [int(one.value.amount) for one in found if one.value.amount is not None]
    assert amounts
    assert not [
        amount for amount in amounts if 0 < amount < catalogue.settings.disclosure_threshold
    ]
    assert any(one.value.reason is Reason.SUPPRESSED for one in found)
