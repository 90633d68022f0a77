"""What was there before an import can be had back, and nothing else is put back."""

from __future__ import annotations

import pytest

from bcssp_lib.data.importers.plan import store_files, undo_import
from bcssp_lib.model.errors import UserError
from tests.data.importers.files import BANES, bring_in, plan, row, write_file


def snapshot(project):
    return {
        path: path.read_bytes()
        for folder in (project.data, project.params)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_import_can_be_undone_step_by_step(small_project, tmp_path):
    states = [snapshot(small_project)]
    for plans in (121, 131):
        bring_in(small_project, write_file(tmp_path, row(BANES, 2023, plans)))
        states.append(snapshot(small_project))
    for state in reversed(states[:-1]):
        assert undo_import(small_project)[0] == "plans.csv"
        assert snapshot(small_project) == state
    with pytest.raises(UserError, match="no import to undo"):
        undo_import(small_project)


def test_a_file_that_has_changed_since_is_not_put_back(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    path = small_project.data / "banes/dfe_children_in_need.csv"
    path.write_text(path.read_text() + "\n")
    state = snapshot(small_project)
    with pytest.raises(UserError, match=r"dfe_children_in_need\.csv has changed since"):
        undo_import(small_project)
    assert snapshot(small_project) == state


def test_an_import_that_was_cut_off_can_be_undone(small_project):
    one, two = small_project.data / "banes/one.csv", small_project.data / "banes/two.csv"
    one.write_text("before")
    store_files(small_project, "figures.csv", {one: "after", two: "after"})
    two.unlink()  # as if the machine had stopped before it
    undo_import(small_project)
    assert one.read_text() == "before"
    assert not two.exists()


def test_only_the_last_imports_are_kept(small_project):
    path = small_project.data / "banes/one.csv"
    for number in range(25):
        store_files(small_project, "figures.csv", {path: str(number)})
    assert len(list((small_project.root / ".bcssp/imports").iterdir())) == 20


def test_what_is_revised_or_lost_is_listed(small_project, tmp_path):
    years = range(1999, 2024)
    bring_in(small_project, write_file(tmp_path, *(row(BANES, year, 100) for year in years)))
    newer = [row(BANES, year, 101) for year in (1999, 2000)]
    planned = plan(small_project, write_file(tmp_path, *newer), areas=("banes",))
    own = [*planned.lines()]
    assert own[0].endswith("0 new, 2 revised, 23 lost, 0 the same")
    assert own[1:3] == [f"  cp_plans, banes, at {year}-03-31: 100 → 101" for year in (1999, 2000)]
    assert own[3] == "  lost: cp_plans, banes, at 2001-03-31"
    assert own[22:] == ["  lost: cp_plans, banes, at 2020-03-31", "  and 3 more lost"]
