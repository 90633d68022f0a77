"""A file of data/ that Excel has saved is put back in its place, in the form that is read."""

from __future__ import annotations

import openpyxl
import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.plan import undo_import
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.errors import InputProblemsError
from tests.data.importers.files import bring_in, plan


@pytest.fixture
def police(small_project):
    return small_project.data / "banes/police.csv"


def save_otherwise(police, tmp_path, change=lambda text: text, encoding="utf-8"):
    path = tmp_path / "police.csv"
    path.write_bytes(change(police.read_text("utf-8")).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("change", "encoding"),
    [
        (lambda text: text.replace(",", ";"), "utf-8"),
        (lambda text: text.replace(",", "\t"), "utf-16"),
        (lambda text: text.replace("\n", "\r\n"), "utf-8-sig"),
        (lambda text: text + ",,,,,,,\n", "utf-8"),
        (lambda text: text.replace(",282,", ",282\u00a0,"), "utf-8"),
        (lambda text: text.replace("value,", "Value\u00a0,"), "utf-8"),
    ],
)
def test_what_excel_does_to_a_file_is_taken_back(small_project, police, tmp_path, change, encoding):
    planned = plan(small_project, save_otherwise(police, tmp_path, change, encoding))
    assert planned.files == {}
    assert planned.format.id == "figures"


def test_a_file_that_was_saved_over_is_put_right_where_it_is(small_project, police):
    before = police.read_text("utf-8")
    police.write_bytes(before.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"))
    with pytest.raises(InputProblemsError, match="bcssp import FILE puts it right"):
        load_figures(load_catalogue(small_project), ("banes",))
    bring_in(small_project, police)
    assert police.read_text("utf-8") == before
    undo_import(small_project)
    assert police.read_bytes().startswith(b"\xef\xbb\xbfarea;")


def test_a_workbook_is_as_good(small_project, police, tmp_path):
    book = openpyxl.Workbook()
    for line in police.read_text("utf-8").splitlines():
        cells = line.split(",")
        book.active.append([int(cell) if cell.isdigit() else cell for cell in cells])
    book.save(tmp_path / "police.xlsx")
    assert plan(small_project, tmp_path / "police.xlsx").files == {}


def test_what_was_changed_is_shown_and_stored(small_project, police, tmp_path):
    before = police.read_text("utf-8")
    path = save_otherwise(police, tmp_path, lambda text: text.replace(",282,", ',"1,282",'))
    planned = bring_in(small_project, path)
    assert next(planned.lines()).startswith("data/banes/police.csv: 0 new, 1 revised, 0 lost")
    assert police.read_text("utf-8") == before.replace(",282,", ",1282,")


def test_a_note_may_change_alone(small_project, police, tmp_path):
    line = police.read_text("utf-8").splitlines()[1]
    path = save_otherwise(police, tmp_path, lambda text: text.replace(line, f"{line}Revised"))
    planned = bring_in(small_project, path)
    assert [*planned.lines()][-1].startswith("No figure changes")
    assert f"{line}Revised\n" in police.read_text("utf-8")


def test_a_month_that_excel_shows_its_own_way_is_read(small_project, tmp_path):
    catalogue = load_catalogue(small_project)
    indicator = next(
        i.id for i in catalogue.indicators.values() if tuple(i.periods) == ("rolling",)
    )
    path = tmp_path / "new figures.csv"
    header = "area,indicator,period,category,value,mark,source,note\n"
    path.write_text(f"{header}banes,{indicator},31/03/2019,,5,,police_profile_2023_24,\n")
    planned = bring_in(small_project, path)
    assert "period: was read as 12 months to 2019-03-31" in planned.notes[0]
    own = load_figures(load_catalogue(small_project), ("banes",))
    assert [each for each in own.observations if each.file == "data/banes/new_figures.csv"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",282,", ',"12,5",', r"\[value\]: '12,5' may have a decimal comma"),
        (",282,", ",,", r"\[value\]: the cell is empty"),
        ("banes,missing_reports", "bath,missing_reports", r"\[area\]: found 'bath'"),
        ("banes,missing_reports", "banes,missing_report", r"nearest: missing_reports"),
        (",police_profile_2023_24,", ",police,", r"\[source\]: found 'police'"),
        ("12 months to 2024-03-31", "to March", r"\[period\]: found 'to March'"),
        ("12 months to 2024-03-31", "2023-24", "is a period of the kind 'year'"),
        (",282,", ",2,8,2,", "the row has 9 cells, and the heading 8"),
        ("note", "notes", "the column 'note' is missing"),
    ],
)
def test_what_cannot_be_read_is_refused(small_project, police, tmp_path, old, new, told):
    path = save_otherwise(police, tmp_path, lambda text: text.replace(old, new))
    before = police.read_bytes()
    with pytest.raises(InputProblemsError, match=told):
        bring_in(small_project, path)
    assert police.read_bytes() == before


def test_what_is_wrong_is_told_together(small_project, police, tmp_path):
    """Cells, a row twice, a figure that another file holds, and what the loader refuses."""
    period = "12 months to 2024-03-31"
    more = (
        "banes,cp_plans,at 2024-03-31,,999,,police_profile_2023_24,\n"
        f"banes,repeat_missing_children,{period},,540,,police_profile_2023_24,\n"
        "banes,missing_reports,March,,x5,,police,\n"
        f"banes,missing_reports,{period},,290,,police_profile_2023_24,\n"
    )
    path = save_otherwise(police, tmp_path, lambda text: text + more)
    with pytest.raises(InputProblemsError) as refused:
        plan(small_project, path)
    found = [(each.row, each.column) for each in refused.value.problems]
    assert sorted(found) == [
        (6, ""),
        (7, "value"),
        (8, "period"),
        (8, "source"),
        (8, "value"),
        (9, ""),
    ]
