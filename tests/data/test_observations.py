import pytest

from bcssp_lib.data.csv_tables import Table
from bcssp_lib.data.observations import COLUMNS, Scope, parse_observations
from bcssp_lib.model.value import Source

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
