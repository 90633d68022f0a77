"""A return of indicators: from the form that is sent out to the figures of data/."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from bcssp_lib.data.importers.plan import undo_import
from bcssp_lib.data.returns.workbook import ANSWERS, GUIDANCE, HEADING_ROW
from bcssp_lib.model.errors import InputProblemsError, UserError
from tests.data.returns.partners import (
    AREA,
    VALUE,
    fill,
    find_row,
    headings,
    held,
    plan,
    returned,
    save_in_libreoffice,
    send_form,
    take,
)

POLICE = "Police"
KPIS = "data/saltmere/kpis.csv"


def answers(**values: object) -> dict[str, dict[str, object]]:
    """Answers by the numbers of indicators: ``k1`` is 1.1."""
    return {f"1.{name[1:]}": {VALUE: value} for name, value in values.items()}


def asked(planned) -> list[str]:
    return [str(each) for each in planned.questions.asked]


def change_sheet(path, change):
    book = openpyxl.load_workbook(path)
    change(book[ANSWERS])
    book.save(path)
    return path


def test_the_form_has_lists_locks_and_last_years_answers(project):
    sheet = openpyxl.load_workbook(send_form(project, "kpi", POLICE))[ANSWERS]
    columns = headings(sheet)
    row = find_row(sheet, "1.1")
    before = held(project).breakdown("kpi_1_01", AREA, held(project).periods("kpi_1_01", AREA)[-1])
    last = next(each for each in before if each.category == POLICE)
    shown = sheet.cell(row, columns["Answer for 2023-24"])
    assert shown.value == str(last.value.amount)
    assert sheet.protection.sheet
    assert shown.protection.locked
    assert not sheet.cell(row, columns[VALUE]).protection.locked
    assert sheet.cell(HEADING_ROW + 1, 1).protection.locked
    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.orientation == "landscape"
    lists = {rule.sqref.ranges.__iter__().__next__().coord[:1]: rule for rule in
             sheet.data_validations.dataValidation if rule.type == "list"}  # fmt: skip
    assert lists["A"].formula1 == '"Police"'
    assert "Words to choose from" in lists["B"].formula1 or "1.16" in lists["B"].formula1


def test_the_form_says_how_it_is_filled_in_and_in_which_language(project):
    path = send_form(project, "kpi", POLICE)
    book = openpyxl.load_workbook(path)
    words = [cell.value for row in book[GUIDANCE].iter_rows() for cell in row if cell.value]
    assert "You do not know it yet: write TBC. We will ask again." in words
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert b"<dc:language>en-GB</dc:language>" in archive.read("docProps/core.xml")


def test_a_form_of_one_agency_holds_no_answer_of_another(project):
    sheet = openpyxl.load_workbook(send_form(project, "kpi", POLICE))[ANSWERS]
    column = headings(sheet)["Agency"]
    cells = [sheet.cell(row, column).value for row in range(HEADING_ROW + 2, sheet.max_row + 1)]
    assert set(cells) == {POLICE}


def test_each_kind_of_answer_is_told_apart(project):
    path = fill(
        send_form(project, "kpi", POLICE),
        answers(
            k1="90%", k2=85, k3="nil", k4="N/A - no such staff", k5="about a dozen", k6="tbc",
            k7="see attached", k8="awaiting HR", k9="none", k10=58.4, k11="0", k12="-",
            k13=0.9, k14="120", k15="12,5",
        ),
    )  # fmt: skip
    planned = take(project, path)
    assert returned(project, POLICE) == {
        "1.1": "90", "1.2": "85", "1.3": "0", "1.4": "N/A", "1.9": "0", "1.10": "58.4", "1.11": "0",
    }  # fmt: skip
    told = {re.search(r"'(1\.\d+) ", line)[1]: line.partition(": you wrote ")[2] for line in
            asked(planned)}  # fmt: skip
    assert told == {
        "1.5": "'about a dozen'. What percentage was it, from 0 to 100?",
        "1.6": "'tbc'. Please send it when you have it.",
        "1.7": "'see attached'. What percentage was it, from 0 to 100?",
        "1.8": "'awaiting HR'. Please send it when you have it.",
        "1.12": "'-'. Is it none (0), does it not apply (N/A), or do you not know it yet (TBC)?",
        "1.13": "'0.9'. Is it 90% or 0.9%? Please write the sign with it.",
        "1.14": "'120'. 120 is more than 100 percent, which cannot be. "
        "What percentage was it, from 0 to 100?",
        "1.15": "'12,5'. If it has a decimal comma, please write a point for decimals (12.5).",
    }
    assert [each.what for each in planned.questions.unanswered] == [
        "1.16 Advanced child protection"
    ]
    figure = next(e for e in held(project).observations if e.indicator == "kpi_1_04" and
                  e.period.label == "2024-25")  # fmt: skip
    assert figure.note == "no such staff"


def test_formulas_without_a_result_are_asked_about(project):
    """Also in a note; the reader of workbooks gives nothing for them."""
    path = fill(
        send_form(project, "kpi", POLICE),
        {**answers(k1="#N/A", k2="=B2*2", k3="#REF!"), "1.4": {VALUE: "90%", "Note": "#NAME?"}},
    )
    planned = take(project, path)
    error, formula = "That is an error of Excel", "The formula was saved without its result"
    told = [("#N/A", error), ("=B2*2", formula), ("#REF!", error), ("#NAME?", error)]
    for line, (wrote, ask) in zip(asked(planned), told, strict=True):
        assert f"you wrote '{wrote}'. {ask}" in line
    assert returned(project, POLICE) == {"1.4": "90"}


@pytest.mark.parametrize("style", ["0%", "0.0%", '0" per cent "0%'])
def test_a_number_is_read_as_a_cell_of_percentages_shows_it(project, style):
    path = fill(send_form(project, "kpi", POLICE), answers(k1=0.93, k2=93, k3=0.29, k4="85%"))

    def show_percent(sheet):
        for number in ("1.1", "1.2", "1.3", "1.4"):
            sheet.cell(find_row(sheet, number), headings(sheet)[VALUE]).number_format = style

    planned = take(project, change_sheet(path, show_percent))
    assert returned(project, POLICE) == {"1.1": "93", "1.3": "29", "1.4": "85"}
    (question,) = asked(planned)
    assert "you wrote '9300%'. 9300 is more than 100 percent, which cannot be" in question
    assert any("shows percent was read as it is shown (3 times" in note for note in planned.notes)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_errors_and_percentages_that_libreoffice_saves(project, ending):
    path = fill(send_form(project, "kpi", POLICE), answers(k1=0.93, k2="#N/A", k3="=1/0"))

    def show_percent(sheet):
        column = headings(sheet)[VALUE]
        sheet.cell(find_row(sheet, "1.1"), column).number_format = "0%"
        sheet.cell(find_row(sheet, "1.3"), column).number_format = "General"

    planned = take(project, save_in_libreoffice(change_sheet(path, show_percent), ending))
    assert returned(project, POLICE) == {"1.1": "93"}
    assert ["#N/A" in asked(planned)[0], "#DIV/0!" in asked(planned)[1]] == [True, True]


def test_a_percent_sign_in_words_alone_makes_no_percentage(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1=93))

    def show_words(sheet):
        cell = sheet.cell(find_row(sheet, "1.1"), headings(sheet)[VALUE])
        cell.number_format = '0"%"'

    take(project, change_sheet(path, show_words))
    assert returned(project, POLICE) == {"1.1": "93"}


def test_all_else_in_the_file_stays_to_the_letter_and_undo_goes_back(project):
    before = (project.root / KPIS).read_bytes()
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))
    take(project, path)
    after = (project.root / KPIS).read_bytes()
    assert after.startswith(before)
    assert after[len(before) :] == b"saltmere,kpi_1_01,2024-25,Police,90,,returns_2024_25,\n"
    assert not plan(project, path).files
    undo_import(project)
    assert (project.root / KPIS).read_bytes() == before


def test_a_second_return_revises_and_keeps_what_it_leaves_empty(project):
    path = send_form(project, "kpi", POLICE)
    take(project, fill(path, answers(k1="90%", k2="80%")))
    again = fill(send_form(project, "kpi", POLICE), answers(k1="91%"))
    planned = plan(project, again)
    (change,) = planned.changes
    assert (len(change.new), len(change.revised), len(change.lost), change.same) == (0, 1, 0, 1)
    take(project, again)
    assert returned(project, POLICE) == {"1.1": "91", "1.2": "80"}


def test_each_return_is_a_file_of_the_source(project):
    for agency in (POLICE, "Hospital Trust"):
        take(project, fill(send_form(project, "kpi", agency), answers(k1="90%")))
    source = next(e.source for e in held(project).observations if e.period.label == "2024-25")
    assert (source.id, source.synthetic) == ("returns_2024_25", False)
    assert [each.format for each in source.files] == ["kpi: Police", "kpi: Hospital Trust"]


def test_what_libreoffice_saves_is_read(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%", k2=85, k3="n/a", k10="7.5"))
    take(project, save_in_libreoffice(path))
    assert returned(project, POLICE) == {"1.1": "90", "1.2": "85", "1.3": "N/A", "1.10": "7.5"}


def test_rows_may_move_and_columns_be_added(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%", k16="70%"))

    def rearrange(sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW + 2)]
        sheet.delete_rows(HEADING_ROW + 2, sheet.max_row)
        sheet.insert_cols(3)
        sheet.insert_rows(2, 2)
        sheet.cell(HEADING_ROW + 3, 3).value = "Our own remarks"
        for number, row in enumerate(reversed(rows)):
            at = HEADING_ROW + 5 + 2 * number  # with a blank row after each
            for column, value in enumerate(row, start=1):
                sheet.cell(at, column if column < 3 else column + 1).value = value
            sheet.cell(at, 3).value = "asked the team"

    planned = take(project, change_sheet(path, rearrange))
    assert returned(project, POLICE) == {"1.1": "90", "1.16": "70"}
    assert "a column that was not asked for, left out (row 7, 'Our own remarks')" in planned.notes


def test_an_altered_heading_is_named(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))

    def alter(sheet):
        sheet.cell(HEADING_ROW + 1, headings(sheet)[VALUE]).value = "What we did"

    with pytest.raises(InputProblemsError) as error:
        plan(project, change_sheet(path, alter))
    (problem,) = error.value.problems
    assert (problem.row, problem.column) == (HEADING_ROW + 1, VALUE)
    assert problem.wrong == "the column is missing; other headings are 'What we did'"


def test_the_answers_of_two_rows_may_not_differ(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))

    def repeat(sheet):
        row, last = find_row(sheet, "1.1"), sheet.max_row + 1
        for cell in sheet[row]:
            sheet.cell(last, cell.column).value = cell.value
        sheet.cell(last, headings(sheet)[VALUE]).value = "92%"

    planned = take(project, change_sheet(path, repeat))
    assert asked(planned)[0].endswith("you wrote '92%'. Row 6 says '90%'. Which is right?")
    assert returned(project, POLICE) == {}


def test_labels_that_were_swapped_are_refused(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))

    def swap(sheet):
        column = headings(sheet)["No."]
        one, two = find_row(sheet, "1.1"), find_row(sheet, "1.2")
        sheet.cell(one, column).value, sheet.cell(two, column).value = "1.2", "1.1"

    with pytest.raises(InputProblemsError, match=r"1\.2 is 'Prevent awareness', and not"):
        plan(project, change_sheet(path, swap))


def test_an_agency_answers_for_itself_alone(project):
    path = send_form(project, "kpi", POLICE)

    def rename(sheet):
        sheet.cell(find_row(sheet, "1.1"), 1).value = "Hospital Trust"

    with pytest.raises(InputProblemsError, match="'Hospital Trust', in a return of Police"):
        plan(project, change_sheet(path, rename))


def test_a_form_of_all_agencies_knows_them_by_name(project):
    path = send_form(project, "kpi")
    fill(path, {("Police", "1.1"): {VALUE: "90%"}, ("Hospital Trust", "1.2"): {VALUE: "tbc"}})
    planned = take(project, path)
    assert returned(project, POLICE) == {"1.1": "90"}
    assert [each.agency for each in planned.questions.asked] == ["Hospital Trust"]
    assert "## Hospital Trust\n\nThank you" in planned.questions.markdown()

    def misspell(sheet):
        sheet.cell(find_row(sheet, "Police", "1.1"), 1).value = "Polcie"

    with pytest.raises(InputProblemsError, match=r"found 'Polcie'; allowed: .*under 'agencies' in"):
        plan(project, change_sheet(path, misspell))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"period": "2023-24"}, "This form is for 2024-25, and 2023-24 was asked for"),
        (
            {"areas": ("national",)},
            "This is a return of saltmere for 2024-25, and only national was",
        ),
    ],
)
def test_a_return_of_another_area_or_period_is_refused(project, options, told):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))
    with pytest.raises(UserError, match=told):
        plan(project, path, **options)


def test_last_years_form_written_over_is_refused(project):
    path = send_form(project, "kpi", POLICE, period="2023-24")

    def retitle(sheet):
        sheet["A1"] = str(sheet["A1"].value).replace("2023-24", "2024-25")

    with pytest.raises(InputProblemsError, match="the title says 2024-25, and the form was sent"):
        plan(project, change_sheet(path, retitle))


def set_version(path, version):
    def change(sheet):
        sheet["A3"] = str(sheet["A3"].value).replace("kpi 1", f"kpi {version}")

    return change_sheet(path, change)


def test_an_older_form_is_read_and_a_newer_one_is_not(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))
    notes = plan(project, set_version(path, 0)).notes
    assert "the form is of version 0, and was read as it is now" in notes
    path = send_form(project, "kpi", POLICE)
    with pytest.raises(UserError, match="of version 9, and this toolkit knows version 1"):
        plan(project, set_version(path, 9))


def test_a_form_of_an_area_that_is_not_there(project):
    path = send_form(project, "kpi", POLICE)

    def move(sheet):
        sheet["A3"] = str(sheet["A3"].value).replace("saltmere", "wiltshire")

    with pytest.raises(UserError, match="no area 'wiltshire'"):
        plan(project, change_sheet(path, move))


@pytest.mark.parametrize(
    ("heading", "cell", "rule"),
    [
        ("Note", "about NHS 943 476 5919", "nhs_number"),
        ("Note", "ask jo.bloggs@example.org", "email"),
        ("", "Jo Bloggs", "name_column"),
    ],
)
def test_nothing_of_a_return_about_a_person_is_read(project, heading, cell, rule):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))

    def add(sheet):
        columns = headings(sheet)
        column = columns.get(heading, len(columns) + 1)
        if not heading:
            sheet.cell(HEADING_ROW + 1, column).value = "Full name"
        sheet.cell(find_row(sheet, "1.1"), column).value = cell

    with pytest.raises(InputProblemsError) as error:
        plan(project, change_sheet(path, add))
    assert rule in str(error.value)
    assert cell not in str(error.value)


def test_figures_that_are_made_up_are_not_mixed_with_returns(project):
    path = fill(
        send_form(project, "kpi", POLICE, period="2023-24"),
        {"1.1": {"Answer for 2023-24": "12%"}},
    )
    with pytest.raises(InputProblemsError, match="made-up figures for 1 of these"):
        plan(project, path)


def test_the_form_is_found_without_its_line_on_the_sheet(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))

    def clear(sheet):
        sheet["A3"] = None

    take(project, change_sheet(path, clear))
    assert returned(project, POLICE) == {"1.1": "90"}


def test_what_is_hidden_is_not_passed_over(project):
    path = fill(send_form(project, "kpi", POLICE), answers(k1="90%"))

    def hide_row(sheet):
        sheet.row_dimensions[find_row(sheet, "1.2")].hidden = True

    with pytest.raises(InputProblemsError, match="the row is hidden"):
        plan(project, change_sheet(path, hide_row))

    def hide_column(sheet):
        sheet.row_dimensions[find_row(sheet, "1.2")].hidden = False
        sheet.column_dimensions["G"].hidden = True

    with pytest.raises(InputProblemsError, match=f"\\[{VALUE}\\]: the column is hidden"):
        plan(project, change_sheet(path, hide_column))


def test_the_line_of_a_form_is_screened_before_it_is_shown(project):
    path = send_form(project, "kpi", POLICE)

    def write_person(sheet):
        sheet["A3"] = "[bcssp kpi 1 | 943 476 5919 | 2024-25 | Police]"

    with pytest.raises(InputProblemsError, match="nhs_number") as error:
        plan(project, change_sheet(path, write_person))
    assert "943" not in str(error.value)
