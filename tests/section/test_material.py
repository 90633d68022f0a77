"""What a section read is noted, so that it is run again only for a change that concerns it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.data.comparators import Beside
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known
from bcssp_lib.section.material import Material, first_change

YEAR = parse_period("2023-24")


@pytest.fixture
def material(catalogue, banes_figures):
    return Material(catalogue, banes_figures)


def notes(material):
    return [json.loads(note) for note in material.reads]


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
}


HEAD = "source,note\n"
ROW = "somerset,child_suspects,12 months to 2021-03-31,,1,,synthetic_figures,\n"
PLANS = ("cp_plans", "at 2024-03-31")
BESIDE = {
    "peers": ("bristol",),
    "peer_observation": ("cp_plans", "somerset", "at 2024-03-31"),
    "peer_series": ("missing_reports", "somerset"),
    "peer_entries": ("events", "somerset"),
    "authorities": (),
    "national": PLANS,
}


@pytest.fixture
def compared(catalogue, real_project):
    """What a section of a made-up area may read, with all that it is set beside."""
    figures = load_figures(real_project, catalogue, ("bristol",))
    beside = Beside(real_project, catalogue, "bristol")
    return figures, beside, Material(catalogue, figures, beside)


@pytest.mark.parametrize("kind", BESIDE)
def test_what_is_read_of_others_is_noted_and_read_the_same_again(compared, catalogue, kind):
    figures, beside, material = compared
    assert getattr(material, kind)(*BESIDE[kind])
    assert notes(material) == [["threshold"], [kind, *BESIDE[kind]]]
    assert first_change(material.reads, catalogue, figures, beside) == ""


@pytest.mark.parametrize(
    ("kind", "path", "old", "new", "told"),
    [
        (
            "peer_observation",
            "somerset/children_social_care.csv",
            ",at 2024-03-31,,",
            ",at 2024-03-31,,1",
            True,
        ),
        ("peer_series", "somerset/police.csv", ",2021-22 Q1,,180,", ",2021-22 Q1,,182,", True),
        ("peer_series", "somerset/police.csv", HEAD, f"{HEAD}{ROW}", False),
    ],
)
def test_another_figure_of_an_area_beside_is_a_change_and_another_row_is_none(
    compared, catalogue, real_project, tmp_path, kind, path, old, new, told
):
    figures, _, material = compared
    getattr(material, kind)(*BESIDE[kind])
    project = Project(tmp_path)
    shutil.copytree(real_project.data, project.data)
    text = (project.data / path).read_text("utf-8")
    assert old in text
    (project.data / path).write_text(text.replace(old, new), "utf-8")
    changed = first_change(
        material.reads, catalogue, figures, Beside(project, catalogue, "bristol")
    )
    assert changed == (f"{kind.replace('_', ' ')} {', '.join(BESIDE[kind])}" if told else "")


@pytest.mark.parametrize("kind", READS)
def test_whatever_is_read_is_noted_by_its_names(material, kind):
    getattr(material, kind)(*READS[kind])
    assert notes(material) == [["threshold"], [kind, *READS[kind]]]


@pytest.mark.parametrize("kind", READS)
def test_what_is_read_the_same_again_is_no_change(material, catalogue, banes_figures, kind):
    getattr(material, kind)(*READS[kind])
    assert first_change(material.reads, catalogue, banes_figures) == ""


def test_nothing_else_is_read(material):
    assert notes(material) == [["threshold"]]


def test_a_period_is_noted_by_its_label(material):
    material.observation("training_sessions", "banes", YEAR)
    assert ["observation", "training_sessions", "banes", "2023-24"] in notes(material)


def changed(figures, indicator, **changes):
    """The figures, with another value of one indicator."""
    return replace(
        figures,
        observations=tuple(
            replace(one, **changes) if one.indicator == indicator else one
            for one in figures.observations
        ),
    )


def test_a_changed_figure_concerns_whoever_read_it(material, catalogue, banes_figures):
    material.observation("training_sessions", "banes", YEAR)
    other = changed(banes_figures, "training_sessions", value=known(77))
    found = first_change(material.reads, catalogue, other)
    assert found == "observation training_sessions, banes, 2023-24"


def test_a_changed_figure_concerns_nobody_else(material, catalogue, banes_figures):
    material.observation("training_sessions", "banes", YEAR)
    other = changed(banes_figures, "missing_reports", value=known(1))
    assert first_change(material.reads, catalogue, other) == ""


def test_a_figure_that_was_absent_and_has_come_is_a_change(material, catalogue, banes_figures):
    without = replace(
        banes_figures,
        observations=tuple(
            one for one in banes_figures.observations if one.indicator != "training_sessions"
        ),
    )
    early = Material(catalogue, without)
    assert not early.observation("training_sessions", "banes", YEAR).known
    assert first_change(early.reads, catalogue, banes_figures).startswith("observation training")


def test_another_note_or_source_is_a_change_too(material, catalogue, banes_figures):
    material.series("training_sessions", "banes")
    other = changed(banes_figures, "training_sessions", note="counted anew")
    assert first_change(material.reads, catalogue, other) == "series training_sessions, banes"


def test_another_target_is_a_change(material, catalogue, banes_figures):
    material.indicator("training_sessions")
    described = catalogue.indicators["training_sessions"].model_copy(update={"target": Decimal(9)})
    indicators = {**catalogue.indicators, "training_sessions": described}
    other = replace(catalogue, indicators=indicators)
    assert first_change(material.reads, other, banes_figures) == "indicator training_sessions"


@pytest.mark.parametrize("kind", ["indicator", "register", "rule", "area"])
def test_what_is_declared_no_more_is_a_change_and_no_error(
    material, catalogue, banes_figures, kind
):
    getattr(material, kind)(*READS[kind])
    fields = {
        "indicator": "indicators",
        "register": "registers",
        "rule": "rating_rules",
        "area": "areas",
    }
    other = replace(catalogue, **{fields[kind]: {}})
    assert first_change(material.reads, other, banes_figures) == f"{kind} {READS[kind][0]}"


def test_another_threshold_concerns_every_section(material, catalogue, banes_figures):
    settings = catalogue.settings.model_copy(update={"disclosure_threshold": 6})
    other = replace(catalogue, settings=settings)
    assert first_change(material.reads, other, banes_figures) == "threshold"


def test_a_rule_that_is_not_known_is_told_with_the_nearest(material):
    with pytest.raises(NotKnownError, match=r"nearest: kpi_shortfall.*params/ratings\.yaml"):
        material.rule("kpi_short")


def test_figures_are_only_read_protected(catalogue, banes_figures):
    small = changed(banes_figures, "concerns_raised", value=known(3))
    indicators = {
        **catalogue.indicators,
        "concerns_raised": catalogue.indicators["concerns_by_ethnicity"].model_copy(
            update={"id": "concerns_raised"}
        ),
    }
    found = Material(replace(catalogue, indicators=indicators), small)
    value = found.observation("concerns_raised", "banes", YEAR).value
    assert value.reason is Reason.SUPPRESSED


def test_no_hash_hangs_on_the_moment(catalogue, banes_figures):
    both = [Material(catalogue, banes_figures) for _ in range(2)]
    for one in both:
        for kind, names in READS.items():
            getattr(one, kind)(*names)
    assert both[0].reads == both[1].reads
