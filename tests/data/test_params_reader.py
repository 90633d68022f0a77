"""params/checking/language.yaml is held to its form, with file and line."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.model.errors import InputProblemsError
from tests.data.test_catalogue import line_of, replace_in

FILE = "params/checking/language.yaml"


@pytest.mark.parametrize(
    ("before", "after", "column", "wrong"),
    [
        ("    instead: before\n", "", "words.{}.instead", "the field is missing"),
        ("instead: before", "insted: before", "words.{}.insted", "the field is not known"),
        ("find: [prior to]", "find: []", "words.{}.find", "found []"),
        ("find: [prior to]", "find: prior to", "words.{}.find", "found 'prior to'"),
        ("find: [prior to]", "find: [prior to, Prior To]", "words.{}.find.1", "'prior to' is"),
        ("find: [prior to]", "find: […]", "words.{}.find.0", "found '…'"),
        ("find: [prior to]", "find: [whilst]", "words.{}.find.0", "'whilst' is on line"),
        ("  hardest: 12", "  hardest: hard", "plain_english.hardest", "found 'hard'"),
        ("american: color,", "american: Color,", "british.words.0.american", "found 'Color'"),
        ("american: favor,", "american: color,", "british.words.1", "'colored' is"),
        ("may_repeat:", "may_repeats:", "may_repeats", "the field is not known"),
    ],
)
def test_a_rule_that_is_wrong_is_named(small_project, before, after, column, wrong):
    path = small_project.root / FILE
    replace_in(path, before, after)
    with pytest.raises(InputProblemsError) as caught:
        _ = load_catalogue(small_project).checks
    found = [problem for problem in caught.value.problems if wrong in problem.wrong]
    assert found, caught.value.problems
    assert found[0].file == FILE
    assert found[0].row is not None
    if "{}" not in column:
        assert found[0].column == column
    assert column.partition("{}")[2] in found[0].column


def test_the_line_of_a_rule_is_named(small_project):
    path = small_project.root / FILE
    replace_in(path, "find: [prior to]", "fnd: [prior to]")
    with pytest.raises(InputProblemsError) as caught:
        _ = load_catalogue(small_project).checks
    assert line_of(path, "fnd: [prior to]") in [problem.row for problem in caught.value.problems]


def test_without_the_file_there_is_no_check(small_project):
    (small_project.root / FILE).unlink()
    with pytest.raises(InputProblemsError, match="the file is missing"):
        _ = load_catalogue(small_project).checks
