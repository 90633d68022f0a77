"""A map is drafted by looking at a table, completed by a person, and then reads the table."""

from __future__ import annotations

import openpyxl
import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.drafting import draft_map
from bcssp_lib.model.errors import InputProblemsError, NotKnownError, UserError
from tests.data.importers.files import CATEGORY, plan, write_file

ROWS = [
    ["Police return 2023-24"],
    ["Prepared for the partnership"],
    [],
    ["Area", "12 months to March 2018", None, "12 months to March 2019", None],
    [None, "Reports", "Resolved", "Reports", "Resolved"],
    ["B&NES", "1,178", "58.4%", 1282, "61%"],
    ["Bristol", "<5", "*", 91, "55%"],
    ["Total", 1200, "n/a", 1373, "50%"],
    [],
    ["Source: police"],
]
ANSWERS = (
    ('id: "?"', "id: police_return"),
    ('publisher: "?"', "publisher: The police"),
    ('vintage: "?"', "vintage: April 2024"),
    ('  title: "?"', "  title: Police return"),
)

FIGURES = """\
  - column: "12 months to March 2019 / Reports"
    indicator: da_crimes
    period: rolling
    at: 12 months to 2019-03-31
  - column: "12 months to March 2018 / Reports"
    indicator: da_crimes
    period: rolling
    at: 12 months to 2018-03-31
"""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "return.xlsx"
    made = openpyxl.Workbook()
    for cells in ROWS:
        made.active.append(cells)
    made.active.merge_cells("B4:C4")
    made.active.merge_cells("D4:E4")
    made.save(path)
    return path


def complete(text, *answers):
    for old, new in (*ANSWERS, *answers):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_a_draft_asks_for_what_only_a_person_knows(small_project, book, tmp_path):
    text = draft_map(book, load_catalogue(small_project))
    for found in (
        "heading_rows: 2",
        '  text: "Area"',
        '    "B&NES": banes',
        '    "Total": left out',
        '  - column: "12 months to March 2019 / Reports"',
        '  "<5": c',
        '  "*": c',
        '  "n/a": x',
    ):
        assert found in text.split("\n") or any(line.startswith(found) for line in text.split("\n"))
    assert "Source: police" not in text
    path = tmp_path / "map.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputProblemsError, match=r"map\.yaml: .*\[indicator\]: it is not decided"):
        plan(small_project, book, map=path)


def test_a_completed_draft_reads_the_table(small_project, book, tmp_path):
    text = draft_map(book, load_catalogue(small_project))
    head, _, figures = text.partition("figures:\n")
    symbols = figures[figures.index("# c suppressed") :]
    path = tmp_path / "map.yaml"
    path.write_text(complete(head) + "figures:\n" + FIGURES + symbols, "utf-8")
    planned = plan(small_project, book, map=path, areas=("banes",))
    (change,) = planned.changes
    mine = [cells for cells in change.rows if cells[1] == "da_crimes"]
    assert [(cells[2], cells[4], cells[6]) for cells in mine] == [
        ("12 months to 2018-03-31", "1178", "police_return"),
        ("12 months to 2019-03-31", "1282", "police_return"),
    ]
    assert any("commas between thousands were left out" in note for note in planned.notes)
    assert any("'Source: police'" in note for note in planned.notes)


def test_an_indicator_of_a_map_must_be_declared(small_project, tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("when,how many\n2023-24,3\n")
    text = draft_map(path, load_catalogue(small_project))
    text = complete(text, ('all: "?"', "all: banes"), ('indicator: "?"', "indicator: da_crime"),
                    ('period: "?"', "period: year"))  # fmt: skip
    (tmp_path / "map.yaml").write_text(text, "utf-8")
    with pytest.raises(NotKnownError, match="nearest: da_crimes"):
        plan(small_project, path, map=tmp_path / "map.yaml")


def test_a_file_without_figures_has_no_map(small_project, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("only,words\nhere,and there\n")
    with pytest.raises(UserError, match="looks like a heading"):
        draft_map(path, load_catalogue(small_project))


def test_shares_of_one_are_noticed(small_project, tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text("Area,Date,% in time\nB&NES,31/03/2024,0.9\nBristol,31/03/2024,0.85\n")
    text = draft_map(path, load_catalogue(small_project))
    assert 'column: "Date"' in text
    assert "times: 100" in text


def test_a_file_of_the_department_is_described_by_itself(small_project, tmp_path):
    path = write_file(tmp_path)
    text = draft_map(path, load_catalogue(small_project))
    text = complete(text, ('year_ends: "?"', "year_ends: 31 March"),
                    ('indicator: "?"', "indicator: cp_plans"),
                    ('period: "?"', "period: snapshot"))  # fmt: skip
    (tmp_path / "map.yaml").write_text(text, "utf-8")
    drafted = plan(small_project, path, map=tmp_path / "map.yaml")
    shipped = plan(small_project, path)
    values = [{(f.area, f.period.label): f.value for f in p.figures} for p in (drafted, shipped)]
    assert values[0] == values[1]
    assert f'#   "category": "{CATEGORY}"' in text


def test_thousands_are_noticed(small_project, tmp_path):
    path = tmp_path / "costs.csv"
    path.write_text("Area,Date,Cost (£000s)\nB&NES,31/03/2024,12\nBristol,31/03/2024,85\n")
    assert "times: 1000" in draft_map(path, load_catalogue(small_project))


def test_official_codes_of_regions_are_no_authorities(small_project, tmp_path):
    rows = [
        ["Table 1: Safeguarding activity, 2022-23"],
        ["ONS area code", "CASSR Name", "Region", "Concerns"],
        ["E92000001", "-", "ENGLAND", 500000],
        ["E12000009", "-", "South West", 50000],
        ["E06000022", "Bath and North East Somerset", "Unitary authority", 1605],
        ["E06000054", "Wiltshire", "Unitary authority", 900],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "tables.xlsx"
    book.save(path)
    text = draft_map(path, load_catalogue(small_project))
    assert '  codes: "ONS area code"\n  name: "CASSR Name"\n' in text
