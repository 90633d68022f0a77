"""``bcssp new-section``, and the build after it."""

from __future__ import annotations

from tests.projects import ROOT, bcssp, make_small_project

AREAS = sorted(path.stem for path in (ROOT / "params/areas").glob("*.yaml"))
AREAS.remove("avon-and-somerset")


def test_a_new_section_is_built_at_once_in_any_area(tmp_path):
    project = make_small_project(tmp_path / "project", AREAS)
    made = bcssp(project, "new-section", "stops", "--title", "Stop and “search”")
    assert made.returncode == 0, made.stderr
    assert str(project.notebooks / "03_stops.ipynb") in made.stdout
    assert "params/editions/annual.yaml" in made.stdout
    built = bcssp(project, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(AREAS) == 5
    for area in AREAS:
        page = (project.reports / area / "2023-24/review/report.html").read_text("utf-8")
        assert "Stop and “search”</h2>" in page
        assert "<caption>The figures by period</caption>" in page


def test_a_mistake_is_told_in_a_sentence(small, call):
    told = call("new-section", "Stop & Search")
    assert told.code == 1
    assert "'Stop & Search' cannot name a section" in told.err
    assert call("new-section").code == 2
    assert call("new-section", "stops").code == 0
    again = call("new-section", "stops")
    assert again.code == 1
    assert "There is a section 'stops': notebooks/03_stops.ipynb" in again.err
    assert '"title": "Stops"' in call("list", "sections", "--json").out
