"""Building a batch: what runs again and what does not, and what one failure leaves of the rest."""

from __future__ import annotations

import json
import os
import re
import time
from html import unescape
from pathlib import Path

import psutil
import pytest

from bcssp_lib.build import rendering
from bcssp_lib.build.ledger import FILE, read_ledger
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import WHOLE, status_rows
from bcssp_lib.files.folders import build_lock
from bcssp_lib.model.errors import OutputError, SyntheticFiguresError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from tests.projects import (
    code,
    ledger_rows,
    leftovers,
    prose,
    write_notebook,
)

SECTIONS = ("police", "training")
FIRST_BLOCK = {"police": "what-changed", "training": "overview"}


def report(project, area: str = "banes") -> Path:
    return project.reports / area / "2023-24"


def review(project, area: str = "banes") -> str:
    """The review copy, on one line, since pandoc breaks lines where it likes.

    It is without the list of changes, which says what was there before, and without the letters of
    its typeface, in which there may be any number.
    """
    page = (report(project, area) / "review/report.html").read_text("utf-8")
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    before, found, rest = page.partition('<details class="note changes">')
    after = rest[rest.index("</details>") :] if found else ""
    return " ".join((before + after).split())


def written(project, section: str, text: str, area: str = "banes") -> None:
    """Write an author's narrative."""
    path = report(project, area) / f"narrative/{section}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def tree(project) -> dict[str, object]:
    """Every file below reports/, with when it was changed and what it holds.

    Of the ledger, what it says of runs, reports and builds.
    """
    found: dict[str, object] = {
        str(path.relative_to(project.reports)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(project.reports.rglob("*"))
        if path.is_file() and path.name not in (".lock", FILE)
    }
    return found | ledger_rows(project.reports, "runs", "reports", "builds")


def executed(project, area: str = "banes") -> dict[str, int]:
    """When each executed notebook was put in place."""
    folder = report(project, area) / "sections"
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def stale(project) -> dict[tuple[str, str], str]:
    """The sections that a build would run again, and why."""
    rows = status_rows(project, Request(("banes", "fairport")))
    return {
        (row["report"].split()[0], row["section"]): row["why"]
        for row in rows
        if row["section"] != WHOLE and row["why"]
    }


def broken(project) -> None:
    """Make the first section fail."""
    write_notebook(
        project.notebooks / "01_police.ipynb", code("facts", 'section.publish("nobody")')
    )


def no_leftovers(project) -> bool:
    return leftovers(project.reports) == []


def test_a_build_puts_each_report_in_a_folder_of_its_own(project):
    for area in ("banes", "fairport"):
        found = sorted(one.name for one in report(project, area).iterdir())
        assert found == ["drafts", "review", "sections"]
        assert sorted(executed(project, area)) == ["01_police.ipynb", "02_training.ipynb"]
    assert no_leftovers(project)
    assert "Bath and North East Somerset" not in review(project, "fairport")
    assert "Fairport" not in review(project, "banes")


def test_a_second_build_runs_nothing_again(project, built):
    before = {area: executed(project, area) for area in ("banes", "fairport")}
    outcomes, watched = built()
    assert watched.run == set()
    assert len(watched.results) == len(SECTIONS) * 2
    assert all(outcome.review and not outcome.error for outcome in outcomes.values())
    assert {area: executed(project, area) for area in before} == before


def test_a_prose_edit_runs_no_notebook_and_shows_in_its_own_report_alone(project, built):
    before, other = executed(project), review(project, "fairport")
    written(project, "training", "::: {#overview}\nWe held {{ training_sessions }} of them.\n:::\n")
    started = time.monotonic()
    outcomes, watched = built("banes")
    took = time.monotonic() - started
    assert watched.run == set()
    assert executed(project) == before
    assert not outcomes["banes"].error
    assert "We held" in review(project)
    assert "sessions were held in" not in review(project)
    assert "times." in review(project)
    assert review(project, "fairport") == other
    assert took < 10


def test_a_changed_figure_runs_the_sections_that_read_it_and_no_other(project, built):
    figures = project.data / "banes/police.csv"
    text = figures.read_text("utf-8")
    assert ",282," in text
    figures.write_text(text.replace(",282,", ",283,"), "utf-8")
    other = review(project, "fairport")
    _, watched = built()
    assert watched.run == {
        ("banes", "police"),
        ("fairport", "police"),
    }  # Fairport's is compared with it
    assert review(project, "fairport") == other  # made-up figures are compared with no real one
    assert ">283</a>" in review(project)
    assert 'missing <a href="#fact-police-missing-reports" class="fact">283</a>' in (
        review(project)
    )
    assert ">282</a>" not in review(project)


def test_a_changed_figure_of_another_area_concerns_this_one_where_it_is_compared(project):
    figures = project.data / "fairport/police.csv"
    *kept, _ = figures.read_text("utf-8").splitlines(keepends=True)
    figures.write_text("".join(kept), "utf-8")
    assert stale(project) == {}
    figures.write_text("".join(kept).replace(",1128,", ",1129,"), "utf-8")
    changed = "observation missing_reports, fairport, 12 months to 2024-03-31"
    assert stale(project) == {
        ("fairport", "police"): f"changed since: {changed}",
        ("banes", "police"): f"changed since: peer {changed}",
    }


def test_edited_prose_of_a_notebook_runs_nothing_and_shows(project, built):
    notebook = project.notebooks / "02_training.ipynb"
    notebook.write_text(
        notebook.read_text("utf-8").replace("sessions were held", "sessions took place"), "utf-8"
    )
    _, watched = built("banes")
    assert watched.run == set()
    assert "sessions took place" in review(project)


def test_an_executed_notebook_that_somebody_edited_is_not_used(project, built):
    place = report(project) / "sections/01_police.ipynb"
    right = place.read_text("utf-8")
    place.write_text(right.replace("282", "999"), "utf-8")
    _, watched = built("banes")
    assert watched.run == {("banes", "police")}
    assert place.read_text("utf-8") == right
    assert "999" not in review(project)


def test_a_section_named_on_the_command_line_runs_again(built):
    _, watched = built("banes", sections=("training",))
    assert watched.run == {("banes", "training")}


def test_a_fresh_build_runs_everything_again(built):
    _, watched = built("banes", fresh=True)
    assert watched.run == {("banes", name) for name in SECTIONS}


def test_one_failing_section_leaves_the_others_complete_and_the_page_says_so(project, built):
    broken(project)
    outcomes, _ = built("banes")
    outcome = outcomes["banes"]
    assert [section.section for section in outcome.failed_sections] == ["police"]
    assert not outcome.error
    page = review(project)
    assert "This section could not be built." in page
    assert "must not be published" in page
    assert "nobody" in page
    assert "sessions were held in" in page
    assert "282" not in page
    assert list(executed(project)) == ["02_training.ipynb"]
    assert no_leftovers(project)


def test_a_sentence_that_needs_a_figure_of_a_failed_section_says_that_it_is_missing(project, built):
    broken(project)
    outcomes, _ = built("banes")
    assert not outcomes["banes"].error
    assert "Children were missing" not in review(project)
    assert "needs figures that could not be built, of “Police”" in review(project)


def test_an_authors_own_sentence_is_kept_with_the_reason_in_place_of_the_figure(project, built):
    written(
        project, "training", '::: {#elsewhere}\nIt {{ change("police.missing_reports") }}.\n:::'
    )
    broken(project)
    outcomes, _ = built("banes")
    assert not outcomes["banes"].error
    assert "could not be built)." in review(project)


def test_authors_of_two_sections_may_name_their_footnotes_alike(project, built):
    for name in SECTIONS:
        note = f"Words.[^1]\n\n[^1]: A note on {name}."
        written(project, name, f"::: {{#{FIRST_BLOCK[name]}}}\n{note}\n:::")
    outcomes, _ = built("banes")
    assert not outcomes["banes"].error
    assert all(f"A note on {name}." in review(project) for name in SECTIONS)


def test_once_mended_the_failed_section_alone_runs_again(project, built):
    right = (project.notebooks / "01_police.ipynb").read_bytes()
    broken(project)
    built("banes")
    (project.notebooks / "01_police.ipynb").write_bytes(right)
    outcomes, watched = built("banes")
    assert watched.run == {("banes", "police")}
    assert not outcomes["banes"].failed_sections
    assert "could not be built" not in review(project)


def test_a_report_with_a_failed_section_is_not_published(project, built):
    broken(project)
    outcomes, _ = built("banes", publish=True)
    assert "was not published" in outcomes["banes"].error
    assert not (report(project) / "publication").exists()
    assert no_leftovers(project)


def test_every_problem_of_every_text_costs_its_own_block(project, built):
    built("banes", publish=True)
    publication = report(project) / "publication"
    published = {path: path.read_bytes() for path in publication.rglob("*") if path.is_file()}
    written(
        project,
        "training",
        "::: {#overview}\n{{ trainin_sessions }} and {{ chance('x') }}, [secret]{.fact}.\n:::\n",
    )
    notebook = project.notebooks / "01_police.ipynb"
    content = json.loads(notebook.read_text("utf-8"))
    cell = next(each for each in content["cells"] if each["id"] == "what-changed")
    cell["source"] = "{{ open"
    notebook.write_text(json.dumps(content), "utf-8")
    outcomes, _ = built(publish=True, allow_synthetic=True)
    page = review(project)
    told = outcomes["banes"].error
    for words in (
        "reports/banes/2023-24/narrative/training.md, block 'overview', line 2: there is no fact "
        "'trainin_sessions' (nearest: training_sessions",
        "line 2: there is no helper 'chance'",
        "line 2: the text holds the class 'fact'",
        "notebooks/01_police.ipynb, cell 'what-changed', line 1: an opening {{ has no closing",
    ):
        assert words in told
        assert words.rpartition(": ")[2] in unescape(page)
    assert "secret" not in page  # what is wrong, and never the text
    assert "2 texts are not shown" in page
    assert page.count('<div class="unshown">') == 2
    assert {path: path.read_bytes() for path in published} == published
    assert outcomes["banes"].tally.errors == 4
    assert outcomes["fairport"].tally.errors == 1  # the notebook is of every area
    assert no_leftovers(project)


def test_a_mended_fact_builds_again_without_running_a_notebook(project, built):
    written(project, "training", "::: {#overview}\n{{ sesions }}\n:::\n")
    built("banes")
    written(project, "training", "::: {#overview}\n{{ training_sessions }} held.\n:::\n")
    outcomes, watched = built("banes")
    assert outcomes["banes"].review.is_file()
    assert watched.run == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("::: {#overview}\nNever closed\n", "'overview' is not closed"),
        ("::: {#overveiw}\nText\n:::\n", "has no block 'overveiw' (nearest: overview"),
        ("Stray text\n", "is outside any block"),
        ("::: {#overview}\nA café\n:::\n".encode("cp1252"), "UTF-8"),
        ("::: {#overview}\nA café\n:::\n".encode("utf-16"), "UTF-8"),
    ],
    ids=["open block", "unknown block", "stray text", "Windows-1252", "UTF-16"],
)
def test_a_narrative_file_that_cannot_be_read_stops_its_section_alone(project, built, text, words):
    written(project, "training", "")
    path = report(project) / "narrative/training.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    outcomes, _ = built()
    (failed,) = outcomes["banes"].failed_sections
    assert failed.section == "training"
    assert words in failed.error
    assert "narrative/training.md" in failed.error
    assert "This section could not be built" in outcomes["banes"].review.read_text("utf-8")
    assert not outcomes["fairport"].failed_sections


def test_a_notebook_that_breaks_the_contract_is_refused_before_anything_runs(project, built):
    notebook = project.notebooks / "02_training.ipynb"
    text = notebook.read_text("utf-8")
    notebook.write_text(text.replace('"parameters"\n', '"settings"\n', 1), "utf-8")
    assert notebook.read_text("utf-8") != text
    before = tree(project)
    with pytest.raises(UserError, match="tagged 'parameters', expected exactly one"):
        built()
    assert tree(project) == before


def test_bad_figures_of_one_area_stop_the_build_before_anything_runs(project, built):
    figures = project.data / "fairport/police.csv"
    figures.write_text(figures.read_text("utf-8") + "fairport,nobody,2023-24,,many,,x,\n", "utf-8")
    before = tree(project)
    with pytest.raises(UserError, match=r"fairport/police\.csv"):
        built()
    assert tree(project) == before


def test_an_error_of_rendering_that_nobody_foresaw_is_kept_and_costs_its_report_alone(
    project, built, monkeypatch
):
    usual = rendering.render_report

    def fails_once(plan, to_render, *args, **options):
        if to_render.area.slug == "banes":
            raise KeyError("nobody foresaw this")
        return usual(plan, to_render, *args, **options)

    log = report(project) / "logs/rendering.log"
    for area in ("banes", "fairport"):
        written(project, "police", "::: {#what-changed}\nNew words.\n:::\n", area)
    monkeypatch.setattr(rendering, "render_report", fails_once)
    outcomes, _ = built()
    assert {area: bool(each.error) for area, each in outcomes.items()} == {
        "banes": True,
        "fairport": False,
    }
    assert "rendering.log" in outcomes["banes"].error
    assert log.read_text("utf-8").endswith("KeyError: 'nobody foresaw this'\n")
    assert "New words." in review(project, "fairport")
    monkeypatch.undo()
    outcomes, _ = built()
    assert not any(each.error for each in outcomes.values())
    assert not log.exists()


def break_claims(project) -> Path:
    """Misspell a key of the words of claims."""
    claims = project.params / "checking/claims.yaml"
    claims.write_text(claims.read_text("utf-8").replace("sizes:", "sices:", 1), "utf-8")
    return claims


def test_a_mistake_in_the_words_of_claims_stops_the_build_before_anything_runs(project, built):
    break_claims(project)
    before = tree(project)
    with pytest.raises(UserError, match=r"checking/claims\.yaml.*sices"):
        built()
    assert tree(project) == before


def test_a_mistake_in_the_check_takes_no_good_copy_away(project, built):
    """In a file that looks old, and so is read only when a report is rendered."""
    os.utime(break_claims(project), (0, 0))
    before = review(project)
    with pytest.raises(UserError, match=r"checking/claims\.yaml.*sices"):
        built()
    assert review(project) == before


def test_a_first_build_that_is_refused_ends_the_processes_that_were_started_ahead(project, built):
    figures = project.data / "fairport/police.csv"
    figures.write_text(figures.read_text("utf-8") + "fairport,nobody,2023-24,,many,,x,\n", "utf-8")
    out = project.root / "elsewhere"
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with pytest.raises(UserError, match=r"fairport/police\.csv"):
        built(out=out)
    assert leftovers(out) == []
    began = [
        child for child in psutil.Process().children(recursive=True)
        if child.pid not in before and child.name() == "bcssp-section"
    ]  # fmt: skip
    assert began == []


def test_synthetic_figures_are_not_published_and_nothing_runs(project, built):
    before = tree(project)
    with pytest.raises(SyntheticFiguresError, match="Fairport are made up"):
        built(publish=True, fresh=True)
    assert tree(project) == before


def test_a_folder_that_another_build_holds_is_refused_and_unchanged(project, built):
    before = tree(project)
    with (
        build_lock(project.reports.resolve()),
        pytest.raises(OutputError, match="Another build is writing"),
    ):
        built(fresh=True)
    assert tree(project) == before


def test_the_ledger_says_what_each_section_was_made_from(project):
    with read_ledger(project.reports) as ledger:
        last = ledger.last_runs(ReportId("banes", parse_period("2023-24")))
        assert set(last) == set(SECTIONS)
        for one in last.values():
            assert one.state == "ok"
            assert one.seconds > 0
            assert one.worker
            made_from, reads = ledger.source(one)
            assert made_from.code
            assert made_from.library
            assert "pandas" in made_from.packages
            assert '["threshold"]' in reads
            assert '["area", "banes"]' in reads


def test_the_manifest_keeps_the_bound_and_the_raw_text_and_where_numbers_came_from(project):
    manifest = json.loads((report(project) / "review/manifest.json").read_text("utf-8"))
    block = next(one for one in manifest["narrative"] if one["block"] == "elsewhere")
    assert block["raw"] == "Children were missing {{ police.missing_reports }} times."
    assert "282" in block["bound"]
    assert block["facts"] == ["police.missing_reports"]
    fact = next(one for one in manifest["facts"] if one["name"] == "missing_reports")
    assert fact["origins"][0]["file"] == "data/banes/police.csv"
    assert fact["origins"][0]["row"] > 1


def test_a_build_of_nothing_new_gives_the_same_page(project, built):
    before = review(project)
    built("banes", fresh=True)
    assert review(project) == before


def test_an_author_is_warned_of_text_that_uses_a_figure_that_was_not_supplied(project, built):
    write_notebook(
        project.notebooks / "02_training.ipynb",
        code("facts", 'section.publish("concerns_by_ethnicity")'),
        prose("overview", "{{ concerns_by_ethnicity }} adults."),
    )
    written(project, "training", "::: {#overview}\nThere were {{ concerns_by_ethnicity }}.\n:::\n")
    outcomes, _ = built("banes", accept_losses=True)
    assert any(
        "figures without a number. No figure was supplied for " in warning
        for warning in outcomes["banes"].warnings
    )
    assert "There were" in review(project)


def test_a_result_of_an_earlier_build_does_not_survive_a_failed_one(project, built):
    write_notebook(
        project.notebooks / "01_police.ipynb",
        code("die", "import os\nos.kill(os.getpid(), 9)"),
    )
    outcomes, _ = built("banes")
    assert "was killed" in outcomes["banes"].failed_sections[0].error
    assert not (report(project) / "sections/01_police.ipynb").exists()
    assert no_leftovers(project)
