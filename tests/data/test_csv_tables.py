import pytest

from bcssp_lib.data.csv_tables import read_table

COLUMNS = ("area", "value", "note")


def read(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    problems = []
    return read_table(path, "t.csv", COLUMNS, problems), problems


def test_rows_are_read_as_text_with_their_line_numbers(tmp_path):
    table, problems = read(tmp_path, "area,value,note\nbanes,007,\nbanes,N/A,x\n")
    assert problems == []
    assert table.rows == (
        (2, {"area": "banes", "value": "007", "note": ""}),
        (3, {"area": "banes", "value": "N/A", "note": "x"}),
    )


def test_windows_line_ends_are_read_alike(tmp_path):
    table, _ = read(tmp_path, "area,value,note\r\nbanes,3,\r\n")
    assert table.rows == ((2, {"area": "banes", "value": "3", "note": ""}),)


def test_a_quoted_cell_may_hold_commas_and_quotation_marks(tmp_path):
    table, _ = read(tmp_path, 'area,value,note\nbanes,3,"A, ""b"" and c"\n')
    assert table.rows[0][1]["note"] == 'A, "b" and c'


def test_a_table_may_have_no_rows_yet(tmp_path):
    table, problems = read(tmp_path, "area,value,note\n")
    assert (table.rows, problems) == ((), [])


@pytest.mark.parametrize(
    ("header", "columns", "wrong"),
    [
        ("area,value", ["note"], "the column is missing"),
        ("area,value,note,extra", ["extra"], "the column is not known"),
        ("area,Value,note", ["value", "Value"], "the column is"),
        ("value,area,note", [""], "the columns are value, area, note"),
        ("area,value,note,note", [""], "the columns are area, value, note, note"),
        ("area;value;note", ["area", "value", "note", "area;value;note"], "the column is"),
    ],
)
def test_other_columns_are_refused_and_told_the_right_ones(tmp_path, header, columns, wrong):
    table, problems = read(tmp_path, f"{header}\n")
    assert table is None
    assert [one.column for one in problems] == columns
    for problem in problems:
        assert (problem.file, problem.row, problem.allowed) == ("t.csv", 1, "area, value, note")
        assert wrong in problem.wrong


def test_every_ragged_row_is_named(tmp_path):
    table, problems = read(tmp_path, "area,value,note\nbanes,3\nbanes,4,\nbanes,5,,,\n")
    assert table is None
    assert [(problem.row, problem.wrong, problem.allowed) for problem in problems] == [
        (2, "the row has 2 cells", "3"),
        (4, "the row has 5 cells", "3"),
    ]


@pytest.mark.parametrize("row", ['banes,3,"never closed', 'banes,3,"closed" too early'])
def test_unbalanced_quotation_marks_are_refused(tmp_path, row):
    table, problems = read(tmp_path, f"area,value,note\n{row}\n")
    assert table is None
    assert "the row cannot be read" in problems[0].wrong
    assert problems[0].allowed == "CSV with balanced quotes"
