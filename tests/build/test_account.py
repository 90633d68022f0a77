"""What a run says of itself: what it read, what it imported, what it left running."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.data.data_store import first_change, open_data_store
from tests.build.runs import OPEN
from tests.projects import code, processes_for

SLEEPS = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), name='mine')"


def test_what_a_section_read_is_told_and_still_reads_the_same(run, real_project, catalogue):
    shows = (
        'section.publish("missing_reports")',
        'section.figures_table("F", group="missing")',
        'section.returns_table("R", "kpi_all")',
        'section.register_table("E", "reviews")',
        'section.trend_chart("T", "missing_reports")',
        'section.area_table("A")',
    )
    cells = [code(f"shows-{number}", text) for number, text in enumerate(shows)]
    reads = run(code("setup", OPEN), *cells).account.reads
    found = [json.loads(note) for note in reads]
    assert ["indicator", "missing_reports"] in found
    assert ["observation", "missing_reports", "banes", "12 months to 2024-03-31"] in found
    assert {"threshold", "area", "group", "series", "breakdown", "register", "entries"} <= {
        note[0] for note in found
    }
    store = open_data_store(real_project, catalogue, "banes")
    assert first_change(reads, store) == ""


def test_a_section_that_is_not_opened_has_read_nothing(run):
    assert run(code("one", "1")).account.reads == {}


def test_the_packages_that_were_imported_are_told_and_python_is_none(run):
    before = set(run(code("one", "1")).account.packages)
    after = set(run(code("one", "import docx, turtledemo")).account.packages)
    assert {"numpy", "pandas", "ipykernel"} <= before
    assert "docx" in after - before
    assert "turtledemo" not in after


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_that_goes_on_fails_the_section_and_names_its_cell(run, tmp_path, daemon):
    begins = f"{SLEEPS[:-1]}, daemon={daemon}).start()"
    result = run(code("early", "1"), code("bad", begins), code("after", "1"))
    assert result.error.startswith("cell 'bad' left a thread running ('mine')")
    assert "wait for its end with join()" in result.error
    assert (result.cell, result.notebook) == ("bad", "")
    assert not processes_for(tmp_path)
    assert run(code("one", "1")).ok


def test_a_thread_that_has_ended_by_the_last_cell_is_no_matter(run):
    begins = "import threading\none = threading.Thread(target=print)\none.start()"
    assert run(code("begin", begins), code("end", "one.join()")).ok
