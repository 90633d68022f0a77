"""Returns as partners mangle them: what is certain is stored as it was meant, or all is refused."""

from __future__ import annotations

import os
import random

import openpyxl
import pytest

from bcssp_lib.data.returns.workbook import ANSWERS, HEADING_ROW
from bcssp_lib.model.errors import UserError
from tests.data.returns.partners import VALUE, fill, find_row, headings, plan, send_form
from tests.projects import sampled

COUNT = int(os.environ.get("BCSSP_MUTATED_RETURNS", "24"))
CERTAIN = {
    "90%": "90", 85: "85", "85": "85", 58.4: "58.4", " 77 % ": "77", "0": "0", "Nil": "0",
    "none": "0", "N/A": "N/A", "n/a - no such staff": "N/A", "Not applicable": "N/A", 100: "100",
    "<5": "c", "\N{NO-BREAK SPACE}60": "60",
}  # fmt: skip
UNCERTAIN = (
    "about 12", "see attached", "tbc", "TBC - HR", "awaiting data", "-", "?", "12,5", 0.9, "0.5",
    "120", "-3", "90-95", "90% (approx)", "x", "c", "most", "1.2.3", "p", "£5", "9O",
)  # fmt: skip


def rows_of(sheet):
    below = sheet.iter_rows(min_row=HEADING_ROW + 2)
    return [[cell.value for cell in row] for row in below]


def write_rows(sheet, rows):
    sheet.delete_rows(HEADING_ROW + 2, sheet.max_row)
    for at, row in enumerate(rows, start=HEADING_ROW + 2):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value


def shuffle_rows(book, rng):
    rows = rows_of(book[ANSWERS])
    rng.shuffle(rows)
    write_rows(book[ANSWERS], rows)


def leave_blank_rows(book, rng):
    rows = [part for row in rows_of(book[ANSWERS]) for part in ([row] + [[]] * rng.randint(0, 2))]
    write_rows(book[ANSWERS], rows)


def add_column(book, rng):
    sheet = book[ANSWERS]
    at = rng.randint(1, 9)
    sheet.insert_cols(at)
    sheet.cell(HEADING_ROW + 1, at).value = rng.choice(["Our remarks", "Checked?", None])
    sheet.cell(HEADING_ROW + 3, at).value = rng.choice(["yes", 12, "see 1.2"])


def add_rows_above(book, rng):
    book[ANSWERS].insert_rows(1, rng.randint(1, 4))


def space_headings(book, rng):
    for cell in next(book[ANSWERS].iter_rows(min_row=HEADING_ROW + 1, max_row=HEADING_ROW + 1)):
        cell.value = f" {str(cell.value).upper()}  "


def drop_sheets(book, rng):
    for name in book.sheetnames[1:]:
        del book[name]


def rename_sheet(book, rng):
    book[ANSWERS].title = "Sheet1"


def add_total(book, rng):
    sheet = book[ANSWERS]
    sheet.cell(sheet.max_row + 2, 3).value = "Completed on behalf of the service"


def alter_heading(book, rng):
    sheet = book[ANSWERS]
    sheet.cell(HEADING_ROW + 1, headings(sheet)[VALUE]).value = "Answer"


def swap_numbers(book, rng):
    sheet = book[ANSWERS]
    column = headings(sheet)["No."]
    one, two = find_row(sheet, "1.1"), find_row(sheet, "1.2")
    sheet.cell(one, column).value, sheet.cell(two, column).value = "1.2", "1.1"


LAYOUTS = (shuffle_rows, leave_blank_rows, add_column, add_total, space_headings, drop_sheets)
LAST = (add_rows_above, rename_sheet, alter_heading, swap_numbers)  # after which rows are not found
REFUSED = (alter_heading, swap_numbers)


@pytest.mark.parametrize("seed", sampled(range(COUNT), range(0, COUNT, 3)))
def test_only_what_is_certain_is_stored(project, seed):
    rng = random.Random(seed)
    numbers = [f"1.{number}" for number in range(1, 17)]
    typed, meant = {}, {}
    for number in rng.sample(numbers, rng.randint(1, 16)):
        if rng.random() < 0.6:
            answer = rng.choice(list(CERTAIN))
            meant[number] = CERTAIN[answer]
        else:
            answer = rng.choice(UNCERTAIN)
        typed[number] = {VALUE: answer}
    path = fill(send_form(project, "kpi", "Police"), typed)
    book = openpyxl.load_workbook(path)
    last = rng.choice([*LAST, None, None])
    if last in REFUSED:
        last(book, rng)
    else:
        for change in rng.sample(LAYOUTS, rng.randint(0, 3)):
            change(book, rng)
        if last is not None:
            last(book, rng)
    book.save(path)
    if last in REFUSED:
        with pytest.raises(UserError):
            plan(project, path)
        return
    planned = plan(project, path)
    indicators = {f"kpi_1_{int(number[2:]):02}": number for number in numbers}
    stored = {
        indicators[figure.indicator]: str(
            figure.value.amount if figure.known else figure.value.printed or figure.value.reason
        )
        for figure in planned.figures
    }
    asked = {each.what.split()[0] for each in planned.questions.asked}
    unanswered = {each.what.split()[0] for each in planned.questions.unanswered}
    assert stored == meant
    assert asked == set(typed) - set(meant)
    assert unanswered == set(numbers) - set(typed)
