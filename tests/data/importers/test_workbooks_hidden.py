"""Hidden columns and rows mislead: they are left out, or refused where they would be read."""

from __future__ import annotations

import pytest

from bcssp_lib.data.importers.workbooks import Hidden, find_hidden
from bcssp_lib.model.errors import InputProblemsError
from tests.data.importers.files import HEADER, ROWS, plan
from tests.data.importers.test_workbooks import hide, make_book

TABLE = [HEADER.split(","), *(line.split(",") for line in ROWS)]


def test_what_is_hidden_of_a_workbook(tmp_path):
    path = hide(make_book(tmp_path / "book.xlsx", [["a", "b"], ["c"]]), columns="BC", rows=[2])
    assert find_hidden(path) == {"Sheet": Hidden(frozenset({2}), frozenset({1, 2}))}
    assert find_hidden(make_book(tmp_path / "seen.xlsx", [["a"]])) == {}
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0")
    assert find_hidden(old) is None


def test_a_hidden_column_that_is_needed_is_named(small_project, tmp_path):
    path = hide(make_book(tmp_path / "plans.xlsx", TABLE), columns="L")
    with pytest.raises(InputProblemsError) as told:
        plan(small_project, path)
    (problem,) = told.value.problems
    assert problem.wrong == "the column 'CPP_At31' is hidden (column L)"


def test_rows_that_a_filter_hides_are_refused(small_project, tmp_path):
    path = hide(make_book(tmp_path / "plans.xlsx", TABLE), rows=[4, 5])
    with pytest.raises(InputProblemsError) as told:
        plan(small_project, path)
    (problem,) = told.value.problems
    assert (problem.row, problem.wrong) == (4, "the row is hidden, and 1 more")


def test_a_column_that_is_not_needed_may_be_hidden(small_project, tmp_path):
    table = [[*row, note] for row, note in zip(TABLE, ["note", *"abcdefgh"], strict=True)]
    planned = plan(small_project, hide(make_book(tmp_path / "plans.xlsx", table), columns="M"))
    assert "2 new" in next(planned.lines())
    assert "the hidden column M was left out: it holds 'note'" in planned.notes
