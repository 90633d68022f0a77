"""What each publication has shown is kept, and read by the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.data.published_figures import (
    Publication,
    ShownFigure,
    read_publications,
    record_publication,
)
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.model.value import Observation, Reason, known, missing

YEAR = parse_period("2023-24")


def shown(amount: int | None, category: str = "", rounded_to: int = 1) -> ShownFigure:
    value = missing(Reason.SUPPRESSED) if amount is None else known(amount)
    return ShownFigure(Observation("i", "banes", YEAR, value, category=category), rounded_to)


@pytest.fixture
def paths(tmp_path: Path) -> ReportPaths:
    project = Project(tmp_path)
    return ReportPaths(ReportId("banes", YEAR, "annual"), project.reports, project.reports)


def test_what_was_shown_is_read_again(paths, tmp_path):
    figures = (shown(None, 'A, "B"'), shown(40, rounded_to=5))
    place = record_publication(paths, figures)
    assert place == tmp_path / "reports/banes/2023-24/published/annual-1.csv"
    (read,) = read_publications(Project(tmp_path), ["banes", "fairport"])
    assert read.name == "reports/banes/2023-24/published/annual-1.csv"
    assert sorted(read.figures, key=lambda one: one.observation.category) == [
        figures[1], figures[0],
    ]  # fmt: skip
    assert read.roundings["i", "banes", "2023-24", ""] == 5


def test_only_what_differs_is_kept_and_nothing_is_written_over(paths):
    first = record_publication(paths, [shown(40)])
    assert first is not None
    before = first.read_bytes()
    assert record_publication(paths, [shown(40)]) is None
    second = record_publication(paths, [shown(41)])
    assert second is not None
    assert second.name == "annual-2.csv"
    assert record_publication(paths, [shown(40)]) is None
    assert first.read_bytes() == before
    assert record_publication(paths, []) is None


@pytest.mark.parametrize("cell", ["4x", "", "x", "-"])
def test_a_file_that_was_changed_is_refused_with_its_row(paths, tmp_path, cell):
    place = record_publication(paths, [shown(40)])
    assert place is not None
    place.write_text(place.read_text("utf-8").replace("40", cell), "utf-8")
    with pytest.raises(InputProblemsError) as error:
        read_publications(Project(tmp_path), ["banes"])
    (problem,) = error.value.problems
    assert (problem.file, problem.row) == ("reports/banes/2023-24/published/annual-1.csv", 2)


def test_figures_of_indicators_that_are_gone_are_left_out():
    publication = Publication("p", (shown(40),))
    assert publication.figures_of({"other"}) == []
    assert len(publication.figures_of({"i"})) == 1


def test_what_several_reports_showed_alike_is_reckoned_with_once(paths, tmp_path):
    project = Project(tmp_path)
    other = ReportPaths(ReportId("fairport", YEAR, "annual"), project.reports, project.reports)
    for each in (paths, other):
        record_publication(each, [shown(40), shown(None, "A")])
    assert len(read_publications(project, ["banes", "fairport"])) == 1
    record_publication(other, [shown(41), shown(None, "A")])
    assert len(read_publications(project, ["banes", "fairport"])) == 2


def test_a_copy_next_to_what_was_kept_has_no_number(paths):
    first = record_publication(paths, [shown(40)])
    assert first is not None
    first.rename(first.with_name("annual-1 - Copy.csv"))
    again = record_publication(paths, [shown(41)])
    assert again is not None
    assert again.name == "annual-1.csv"


@pytest.mark.parametrize("text", ["0", "-5", "٣", "1.5", "1e1", ""])
def test_what_a_figure_cannot_have_been_rounded_to_is_an_error(paths, tmp_path, text):
    place = record_publication(paths, [shown(40)])
    assert place is not None
    place.write_text(place.read_text("utf-8").replace("40,1", f"40,{text}"), "utf-8")
    with pytest.raises(InputProblemsError, match="rounded_to"):
        read_publications(Project(tmp_path), ["banes"])
