from __future__ import annotations

import shutil
from contextlib import nullcontext

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.csv_tables import Table
from bcssp_lib.data.loader import load_figures, load_folders
from bcssp_lib.data.observations import COLUMNS, Scope, parse_observations
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.value import Source
from tests.projects import write_csv

ROW = dict(
    zip(
        COLUMNS,
        ("banes", "missing_reports", "12 months to 2024-03-31", "", "282", "", "own", ""),
        strict=True,
    )
)


@pytest.fixture
def parse(catalogue):
    source = Source(id="own", title="Own", publisher="P", synthetic=False)
    scope = Scope(catalogue, ("banes",), {"own": source})

    def parsed(*rows):
        problems = []
        table = Table("t.csv", COLUMNS, tuple(enumerate(rows, start=2)))
        return parse_observations([table], scope, problems), problems

    return parsed


def test_the_columns_are_those_of_the_documentation():
    assert COLUMNS == (
        "area",
        "indicator",
        "period",
        "category",
        "value",
        "mark",
        "source",
        "note",
    )


def test_a_table_becomes_observations(parse):
    (found,), problems = parse(ROW)
    assert problems == []
    assert (found.indicator, str(found.value.amount), found.row) == ("missing_reports", "282", 2)


def test_a_table_without_rows_becomes_none(parse):
    assert parse() == ([], [])


def test_one_bad_row_keeps_the_others_out_too(parse):
    found, problems = parse(ROW, {**ROW, "value": "?"})
    assert found == []
    assert [problem.row for problem in problems] == [3]


def test_two_columns_of_one_row_are_both_named(parse):
    _, problems = parse({**ROW, "area": "bath", "source": ""})
    assert [(problem.row, problem.column) for problem in problems] == [(2, "area"), (2, "source")]


def test_the_value_and_the_period_of_one_row_are_both_named(parse):
    _, problems = parse({**ROW, "value": "-1", "period": "2023-24"})
    assert [problem.column for problem in problems] == ["value", "period"]


def test_words_that_pandas_takes_for_missing_are_only_words(parse):
    (found,), _ = parse({**ROW, "note": "nan"})
    assert found.note == "nan"
    _, problems = parse({**ROW, "value": "nan"})
    assert "'nan' is neither a number nor a known symbol" in problems[0].wrong


def row(indicator, value, category="", period="2023-24", area="banes"):
    return (area, indicator, period, category, str(value), "", "own", "")


@pytest.fixture
def found(banes_folder, problems):
    """What is wrong with these rows: the row of each problem, and its words."""

    def found(*rows):
        write_csv(banes_folder / "figures.csv", COLUMNS, *rows)
        return [(each.row, f"{each.wrong}; {each.allowed}") for each in problems()]

    return found


PEOPLE = row("people_with_concern", 100)
MISSING = "12 months to 2024-03-31"


@pytest.mark.parametrize(
    ("rows", "line", "part", "whole"),
    [
        ([PEOPLE, row("concerns_by_ethnicity", 101, "White")], 3, "101", "100"),
        (
            [row("concerns_by_ethnicity", 50), row("concerns_by_ethnicity", 51, "White")],
            3,
            "51",
            "50",
        ),
        (
            [
                PEOPLE,
                row("concerns_by_ethnicity", 60, "White"),
                row("concerns_by_ethnicity", 41, "Black"),
            ],
            4,
            "101",
            "100",
        ),
        ([row("concerns_raised", 20), row("concerns_s42_2", 21)], 3, "21", "20"),
        (
            [
                row("concerns_raised", 20),
                row("concerns_s42_2", 15),
                row("concerns_s42_1", 6),
            ],
            4,
            "21",
            "20",
        ),
        (
            [
                row("missing_children", 105, period=MISSING),
                row("repeat_missing_children", 540, period=MISSING),
            ],
            3,
            "540",
            "105",
        ),
        (
            [row("concerns_raised", 20), row("concerns_raised", 21, period="2023-24 Q2")],
            3,
            "21",
            "20",
        ),
    ],
)
def test_a_part_above_its_whole_is_named_with_both_numbers_and_rows(found, rows, line, part, whole):
    listed = found(*rows)
    assert len(listed) == 1, listed
    ((row_found, words),) = listed
    assert row_found == line
    assert part in words
    assert f"is {whole} (data/banes/figures.csv:2); at most {whole}" in words


def test_parts_may_come_to_less_and_to_as_much(write_rows, load):
    rows = [
        PEOPLE,
        row("concerns_by_ethnicity", 60, "White"),
        row("concerns_by_ethnicity", 30, "Black"),
        row("concerns_by_disability", 100, "None"),
    ]
    write_rows(*rows)
    assert len(load().observations) == 4


def test_quarters_may_together_exceed_the_year(write_rows, load):
    """A child may be in two quarters."""
    quarters = [row("concerns_raised", 15, period=f"2023-24 Q{each}") for each in (1, 2)]
    write_rows(row("concerns_raised", 20), *quarters)
    assert len(load().observations) == 3


@pytest.fixture
def write_rows(banes_folder):
    return lambda *rows: write_csv(banes_folder / "figures.csv", COLUMNS, *rows)


@pytest.mark.parametrize(
    "other",
    [
        "White ",
        " White",
        "white",
        "White\N{ZERO WIDTH SPACE}",
        "\N{FULLWIDTH LATIN CAPITAL LETTER W}hite",
    ],
)
def test_a_group_twice_is_refused_however_it_is_written(found, other):
    rows = [row("concerns_by_ethnicity", 7, "White"), row("concerns_by_ethnicity", 9, other)]
    ((line, words),) = found(*rows)
    assert line == 3
    assert "one spelling, as in data/banes/figures.csv:2: 'White'" in words or "U+200B" in words


@pytest.mark.parametrize("value", ["-1", "101"])
def test_a_percentage_of_two_counts_is_between_zero_and_a_hundred(found, value):
    ((line, words),) = found(row("s42_2_conversion", value))
    assert line == 2
    assert value in words


def test_an_indicator_may_say_that_its_parts_exceed_it(example_project, tmp_path, write_rows):
    shutil.copytree(example_project.params, tmp_path / "params")
    file = tmp_path / "params/indicators/adults.yaml"
    lines = "  people_with_concern:\n    may_exceed: A person may be in several groups\n"
    file.write_text(file.read_text("utf-8").replace("  people_with_concern:\n", lines), "utf-8")
    project = Project(tmp_path)
    write_rows(PEOPLE, row("concerns_by_ethnicity", 101, "White"))
    assert len(load_figures(load_catalogue(project), ("banes",)).observations) == 2


@pytest.mark.parametrize(
    ("total", "parts", "is_refused"),
    [
        (100, (60, 50), False),  # as 95 of which 55 and 45 are
        (100, (60, 60), True),  # off by more than 5 for each of the three
        (100, (60, 41), True),  # 41 is not rounded, so the others need not be either
        (100, (110,), True),  # no part rounds to more than its whole does
        (134, (5000, 0), True),
    ],
)
def test_rounded_parts_exceed_their_whole_by_what_rounding_explains(
    example_project, tmp_path, write_rows, total, parts, is_refused
):
    shutil.copytree(example_project.params, tmp_path / "params")
    file = tmp_path / "params/indicators/equalities.yaml"
    lines = "  concerns_by_ethnicity:\n    rounded_to: 10\n"
    file.write_text(file.read_text("utf-8").replace("  concerns_by_ethnicity:\n", lines), "utf-8")
    rows = [
        row("concerns_by_ethnicity", part, name)
        for part, name in zip(parts, ("White", "Black"), strict=False)
    ]
    write_rows(row("people_with_concern", total), *rows)
    refused = pytest.raises(InputProblemsError, match=r"in may_exceed .* or set rounded_to")
    with refused if is_refused else nullcontext():
        load_figures(load_catalogue(Project(tmp_path)), ("banes",))


def test_an_area_above_its_police_force_area_is_refused(found):
    ((line, words),) = found(
        row("missing_reports", 10, period=MISSING, area="avon-and-somerset"),
        row("missing_reports", 11, period=MISSING),
    )
    assert line == 3
    assert "is 11" in words
    assert "is 10 (data/banes/figures.csv:2)" in words


def test_no_real_figure_contradicts_another(example_project, catalogue):
    areas = tuple(area.slug for area in catalogue.authorities())
    assert load_folders(catalogue, areas).observations
