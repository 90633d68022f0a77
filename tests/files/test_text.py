import pytest

from bcssp_lib.files.text import read_utf8
from bcssp_lib.model.errors import Problem

WORDS = "a line\nfigures for B&NES – café\n"


def test_a_utf_8_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(WORDS.encode())
    assert read_utf8(path, "file.csv") == WORDS


@pytest.mark.parametrize(
    ("raw", "row", "wrong"),
    [
        (WORDS.encode("utf-8-sig"), 1, "UTF-8 with a byte order mark"),
        (WORDS.encode("utf-16"), 1, "UTF-16"),
        ("\ufeff".encode("utf-16-be") + WORDS.encode("utf-16-be"), 1, "UTF-16"),
        (WORDS.encode("utf-16-le"), 1, "not text, or is UTF-16"),
        (WORDS.encode("cp1252"), 2, "byte 0x96 is not UTF-8; the file looks like Windows-1252"),
        (b"", None, "the file is empty"),
        (b" \r\n\r\n", None, "the file is empty"),
    ],
)
def test_an_encoding_is_never_guessed(tmp_path, raw, row, wrong):
    path = tmp_path / "file.csv"
    path.write_bytes(raw)
    problem = read_utf8(path, "data/file.csv")
    assert isinstance(problem, Problem)
    assert (problem.file, problem.row) == ("data/file.csv", row)
    assert wrong in problem.wrong
    assert problem.allowed
