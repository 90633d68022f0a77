"""What a file of figures or a register may hold, as a message tells it."""

import pytest

from tests.projects import write_yaml

HEADER = "area,indicator,period,category,value,mark,source,note\n"
ROW = "banes,missing_children,12 months to 2024-03-31,,105,,own,\n"
NHS = "943 476 5919"


def write(folder, text, name="police.csv"):
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (f"{HEADER}{ROW.replace('own,', f'own,{NHS}')}", 2, "note"),
        (f"{HEADER}{ROW.replace('banes', NHS)}", 2, "area"),
        (f"{HEADER}{ROW.replace('105', NHS)}", 2, "value"),
        (f"{HEADER}{ROW.replace('105,', f'105,{NHS},')}", 2, "mark"),
        (f"{HEADER}{ROW.replace(',,105', f',{NHS},105')}", 2, "category"),
        (f"{HEADER}{ROW.strip()},{NHS}\n", 2, "column 9"),
        (f"{NHS},2\n{ROW}", 1, "column 1"),
        (f'{HEADER}{ROW}banes,"{NHS}\n', 3, ""),
        (f"{HEADER.replace(',', ';')}{ROW.replace('own,', f'own,{NHS}')}", 2, "column 8"),
    ],
)
def test_a_refused_value_is_shown_by_no_message(banes_folder, problems, text, row, column):
    write(banes_folder, text)
    found = problems()
    assert "943" not in str(found)
    assert "it holds an NHS number (nhs_number)" in [one.wrong for one in found]
    assert [(one.row, one.column) for one in found] == [(row, column)]


def test_a_value_in_the_sources_is_not_shown(banes_folder, problems):
    source = {"title": "Return", "publisher": f"Case {NHS}", "synthetic": "perhaps"}
    write_yaml(banes_folder / "sources.yaml", {"sources": {"own": source}})
    found = problems()
    assert "943" not in str(found)
    assert [one.wrong for one in found] == ["it holds an NHS number (nhs_number)"]


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("105\u00a0", "'105' followed by U+00A0 NO-BREAK SPACE is neither a number nor"),
        (" 105", "U+0020 SPACE followed by '105' is neither a number nor"),
        ("105\u200b", "character 4 of the cell is U+200B ZERO WIDTH SPACE, which nobody sees"),
        ("\u202e105", "character 1 of the cell is U+202E RIGHT-TO-LEFT OVERRIDE, which nobody"),
    ],
)
def test_a_character_that_nobody_sees_is_named(banes_folder, problems, cell, wrong):
    write(banes_folder, HEADER + ROW.replace("105", cell))
    (problem,) = problems()
    assert problem.wrong.startswith(wrong)
    assert (problem.row, problem.column) == (2, "value")


def test_a_heading_with_a_character_that_nobody_sees_is_told(banes_folder, problems):
    write(banes_folder, HEADER.replace("value", "value\u00a0") + ROW)
    wrong = [one.wrong for one in problems()]
    assert "the column 'value' followed by U+00A0 NO-BREAK SPACE is not known" in wrong


@pytest.mark.parametrize(
    ("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")]
)
def test_another_separator_than_commas_is_named_once(banes_folder, problems, separator, name):
    write(banes_folder, (HEADER + ROW).replace(",", separator))
    (problem,) = problems()
    assert problem.wrong == f"the cells are separated by {name}"
    assert problem.allowed.startswith("commas")


@pytest.mark.parametrize(
    "twin", ["Other ethnic group ", "Other  ethnic group", "other ethnic group",
             "Other\u00a0ethnic group"]
)  # fmt: skip
@pytest.mark.parametrize("period", ["2023-24", "2022-23"])
def test_two_spellings_of_one_category_are_an_error(banes_folder, problems, twin, period):
    row = "banes,concerns_by_ethnicity,{},{},9,,own,\n"
    first, second = row.format("2023-24", "Other ethnic group"), row.format(period, twin)
    write(banes_folder, HEADER + first + second)
    (problem,) = [one for one in problems() if one.column == "category"]
    assert (problem.row, problem.file) == (3, "data/banes/police.csv")
    assert "as in data/banes/police.csv:2: 'Other ethnic group'" in problem.allowed
