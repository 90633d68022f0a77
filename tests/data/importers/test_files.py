"""CSV files as Excel and others write them are read as they are meant, and what differs is told."""

from __future__ import annotations

import pytest

from bcssp_lib.data.importers.files import open_file, read_rows
from bcssp_lib.model.errors import InputProblemsError, UserError
from bcssp_lib.model.person_data import NOTHING_ALLOWED

TEXT = 'area,period,value\nbanes,2023-24,282\n"Bristol, City of",2023-24,1\n'


def read(path, content: bytes):
    path.write_bytes(content)
    (grid,) = open_file(path)
    return list(grid.lines()), grid.notes.lines()


LINES = [
    (1, ["area", "period", "value"]),
    (2, ["banes", "2023-24", "282"]),
    (3, ["Bristol, City of", "2023-24", "1"]),
]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT.encode(), []),
        (TEXT.replace("\n", "\r\n").encode(), []),
        (TEXT.encode("utf-8-sig"), ["byte order mark"]),
        (TEXT.encode("utf-16"), ["UTF-16"]),
        (TEXT.replace(",2", ";2").replace("area,period,", "area;period;")
         .replace(",1\n", ";1\n").encode(), ["semicolons"]),
        (TEXT.replace(",2", "\t2").replace("area,period,", "area\tperiod\t")
         .replace(",1\n", "\t1\n").encode(), ["tabs"]),
        ((TEXT + "\n,,\n \n").encode(), []),
        (TEXT.replace("\n", ",,\n").encode(), []),
    ],
)  # fmt: skip
def test_what_excel_writes_is_read(tmp_path, content, told):
    lines, notes = read(tmp_path / "figures.csv", content)
    assert [(number, list(cells)) for number, cells in lines] == LINES
    assert len(notes) == len(told)
    assert all(word in note for word, note in zip(told, notes, strict=True))


def test_text_in_windows_1252_is_read_and_told(tmp_path):
    lines, notes = read(tmp_path / "figures.csv", "area,cost\nbanes,£5\n".encode("cp1252"))
    assert lines[1][1] == ["banes", "£5"]
    assert notes == ["the text is in Windows-1252, and was read as such"]


def test_excels_own_line_about_the_separator_is_no_row(tmp_path):
    lines, _ = read(tmp_path / "figures.csv", b"sep=;\na;b\n1,5;2\n")
    assert [(number, list(cells)) for number, cells in lines] == [
        (2, ["a", "b"]),
        (3, ["1,5", "2"]),
    ]


def test_rows_keep_the_numbers_that_an_editor_shows(tmp_path):
    lines, _ = read(tmp_path / "figures.csv", b'a,b\n\n"two\nlines",1\nlast,2\n')
    assert [number for number, _ in lines] == [1, 3, 5]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("figures.csv", b"", "the file is empty"),
        ("figures.csv", b"a,b\n\0,1\n", "not text"),
        ("figures.csv", b"a,b\n\x81\x90,1\n", "neither UTF-8 nor Windows-1252"),
        ("figures.csv", b'a,b\n"open,1\n', "cannot be read"),
        ("figures.pdf", b"%PDF", "files of this kind are not read"),
        ("figures.xlsx", b"a,b\n1,2\n", "it is no workbook"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, content, told):
    with pytest.raises(InputProblemsError, match=told):
        read(tmp_path / name, content)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"There is no file .*none\.csv"):
        open_file(tmp_path / "none.csv")


def test_of_a_folder_its_files_are_named(tmp_path):
    (tmp_path / "b.csv").touch()
    (tmp_path / "a.csv").touch()
    with pytest.raises(UserError, match=r"is a folder\. .*: a\.csv, b\.csv\."):
        open_file(tmp_path)


def test_every_piece_of_a_long_file_is_screened(tmp_path, monkeypatch):
    monkeypatch.setattr("bcssp_lib.data.importers.files._PIECE", 3)
    path = tmp_path / "figures.csv"
    rows = [f"area {number},{number}" for number in range(20)]
    path.write_text("\n".join(["area,value", *rows]), "utf-8")
    (grid,) = open_file(path)
    assert sum(1 for _ in read_rows(grid, NOTHING_ALLOWED)) == 21
    for bad in ("someone@example.org", "two\u200bparts"):
        path.write_text("\n".join(["area,value", *rows, f"{bad},3"]), "utf-8")
        (grid,) = open_file(path)
        with pytest.raises(InputProblemsError, match=r"figures\.csv:22"):
            list(read_rows(grid, NOTHING_ALLOWED))
