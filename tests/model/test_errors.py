import pytest

from bcssp_lib.model import errors
from bcssp_lib.model.errors import BcsspError, InputProblemsError, Problem, UserError, not_known


def problem(row: int | None = 4, column: str = "value") -> Problem:
    return Problem("data/banes/police.csv", row, column, "found 'many'", "a whole number from 0")


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (
            problem(),
            "data/banes/police.csv:4 [value]: found 'many'; allowed: a whole number from 0",
        ),
        (
            problem(row=None),
            "data/banes/police.csv [value]: found 'many'; allowed: a whole number from 0",
        ),
        (
            problem(column=""),
            "data/banes/police.csv:4: found 'many'; allowed: a whole number from 0",
        ),
    ],
)
def test_a_problem_says_where_what_and_what_is_allowed(found, shown):
    assert str(found) == shown


def test_several_problems_are_told_together_and_counted():
    message = str(InputProblemsError([problem(4), problem(9)]))
    assert message.startswith("2 problems in the input; nothing was loaded.")
    assert "police.csv:4" in message
    assert "police.csv:9" in message
    assert "run the command again." in message


def test_one_problem_is_told_in_the_singular():
    assert str(InputProblemsError([problem()])).startswith("1 problem in the input")


def test_the_problems_can_be_read_one_by_one():
    assert InputProblemsError(iter([problem(4), problem(9)])).problems == (problem(4), problem(9))


@pytest.mark.parametrize(
    "kind",
    [
        errors.InputProblemsError,
        errors.NotKnownError,
        errors.NotebookError,
        errors.NarrativeError,
        errors.OutputError,
        errors.RenderError,
        errors.SyntheticFiguresError,
    ],
)
def test_what_the_user_can_mend_is_a_user_error(kind):
    assert issubclass(kind, UserError)


@pytest.mark.parametrize("kind", [errors.SectionFailedError])
def test_what_has_an_exit_code_of_its_own_is_no_user_error(kind):
    assert issubclass(kind, BcsspError)
    assert not issubclass(kind, UserError)


def test_an_unknown_name_is_answered_with_the_nearest_ones():
    message = str(not_known("area", "bains", ["barnet", "banes", "torbay"]))
    assert message == "There is no area 'bains' (nearest: banes, barnet)."


def test_an_unknown_name_near_to_none_is_answered_with_the_known_ones_in_order():
    message = str(not_known("area", "zzz", ["saltmere", "banes"], "See: bcssp list areas."))
    assert message == "There is no area 'zzz' (known: banes, saltmere). See: bcssp list areas."


def test_an_unknown_name_among_very_many_lists_only_some():
    message = str(not_known("area", "zzz", [f"{number:02d}" for number in range(99)]))
    assert "11" in message
    assert "12" not in message


def test_an_unknown_name_where_none_is_known_says_so():
    assert str(not_known("edition", "annual", [])) == "There is no edition 'annual' (known: none)."


def test_a_notebook_shows_the_message_of_a_user_error_alone():
    assert UserError("Fill in the area.")._render_traceback_() == ["UserError: Fill in the area."]


def test_at_most_two_hundred_problems_are_listed_causes_first_and_the_rest_is_counted():
    rows = [
        Problem("data/banes/police.csv", line, "source", f"found '{line}'", "y")
        for line in range(2, 1002)
    ]
    heading = Problem("data/banes/kpis.csv", 1, "note", "the column is missing", "columns")
    file = Problem("data/banes/sources.yaml", None, "", "the file is missing", "a YAML file")
    error = InputProblemsError([*rows, heading, file])
    assert [group.first for group in error.shown] == [file, heading, *rows[:198]]
    assert len(error.problems) == 1002
    lines = str(error).splitlines()
    assert lines[0].startswith("1,002 problems")
    assert len(lines) == 202
    assert lines[-1] == "And 802 more; correct these first."


def test_what_is_wrong_with_many_rows_in_the_same_way_is_told_once_with_a_count():
    rows = [
        Problem(f"data/banes/{name}.csv", line, "source", "found 'x'", "y")
        for name in ("kpis", "police")
        for line in range(2, 49)
    ]
    other = Problem("data/banes/kpis.csv", 3, "value", "-9 is negative", "0 or more")
    error = InputProblemsError([*rows, other])
    assert [(group.file, group.rows) for group in error.shown] == [
        ("data/banes/kpis.csv and 1 more", "94 rows from 2"),
        ("data/banes/kpis.csv", "3"),
    ]
    assert str(error).splitlines()[1:] == [
        "  data/banes/kpis.csv and 1 more: 94 rows from 2 [source]: found 'x'; allowed: y",
        "  data/banes/kpis.csv:3 [value]: -9 is negative; allowed: 0 or more",
    ]


def test_a_few_rows_are_told_one_by_one():
    error = InputProblemsError([problem(4), problem(9), problem(12)])
    assert [group.rows for group in error.shown] == ["4", "9", "12"]
