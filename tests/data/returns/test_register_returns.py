"""A return of a register: rows that are known, and lists of an agency's own."""

from __future__ import annotations

import openpyxl
import pytest
import yaml

from bcssp_lib.data.importers.plan import undo_import
from bcssp_lib.data.returns.workbook import ANSWERS, WORDS
from bcssp_lib.model.errors import InputProblemsError
from tests.data.returns.partners import (
    fill,
    find_row,
    headings,
    held,
    plan,
    rows,
    save_in_libreoffice,
    send_form,
    take,
)

ACTIONS = "data/saltmere/registers/actions.csv"


def open_actions(project):
    """The actions that were not complete when 2023-24 ended, by reference."""
    latest = {}
    for entry in held(project).register("actions", "saltmere"):
        latest[entry["reference"]] = entry
    return {name: e for name, e in latest.items() if e["rating"] != "complete"}


def asked(planned):
    return [str(each) for each in planned.questions.asked]


def test_actions_that_are_open_are_listed_with_last_years_answers(project):
    book = openpyxl.load_workbook(send_form(project, "actions"))
    sheet = book[ANSWERS]
    columns = headings(sheet)
    for reference, entry in open_actions(project).items():
        row = find_row(sheet, reference)
        shown = {name: sheet.cell(row, at).value for name, at in columns.items()}
        assert shown["Action"] == entry["action"]
        assert shown["Rating, 2023-24"] == entry["rating"]
        assert shown["Rating"] is None
        assert sheet.cell(row, columns["Action"]).protection.locked
        assert not sheet.cell(row, columns["Rating"]).protection.locked
    assert not sheet.cell(find_row(sheet), columns["Action"]).protection.locked
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert '"green,amber,red,complete"' in lists
    words = {cell.value for cell in book[WORDS][1]}
    assert words == {"Board", "Owner", "Rating"}


def test_actions_are_reported_on_and_added(project):
    before = (project.root / ACTIONS).read_bytes()
    first, second, *_ = open_actions(project)
    new = {"Reference": "B01", "Priority": "Neglect", "Action": "Write a guide",
           "Owner": "Health lead", "Due": "31/03/2026", "Rating": "Green"}  # fmt: skip
    path = fill(
        send_form(project, "actions"),
        {
            first: {"Rating": "complete", "Progress": "Done in June."},
            second: {"Rating": "not sure", "Progress": "tbc"},
            "new 1": new,
        },
    )
    planned = take(project, save_in_libreoffice(path))
    assert (project.root / ACTIONS).read_bytes().startswith(before)
    added = {each["reference"]: each for each in rows(project, "actions")}
    assert added[first]["rating"] == "complete"
    assert added[first]["action"] == open_actions(project).get(first, added[first])["action"]
    assert (str(added["B01"]["due"]), added["B01"]["rating"]) == ("2026-03-31", "green")
    assert (added[second]["rating"], added[second]["progress"]) == (None, None)
    texts = asked(planned)
    assert texts[0].endswith(
        f"'{second}: Rating': you wrote 'not sure'. Which of these is it: green, amber, red, "
        "complete?"
    )
    assert texts[1].endswith("you wrote 'tbc'. Please send it when you have it.")
    unanswered = {each.what for each in planned.questions.unanswered}
    assert unanswered == set(open_actions(project)) - {first, second, "B01"}
    undo_import(project)
    assert (project.root / ACTIONS).read_bytes() == before


def test_the_same_return_changes_nothing_and_a_later_one_revises(project):
    first, *_ = open_actions(project)
    path = fill(send_form(project, "actions"), {first: {"Rating": "amber"}})
    take(project, path)
    assert not plan(project, path).files
    again = fill(send_form(project, "actions"), {first: {"Progress": "Begun."}})
    planned = plan(project, again)
    (record,) = planned.records
    assert (len(record.new), len(record.revised), len(record.lost)) == (0, 1, 0)
    assert list(planned.lines())[1].endswith(": progress: empty → Begun.")
    take(project, again)
    (row,) = rows(project, "actions")
    assert (row["rating"], row["progress"]) == ("amber", "Begun.")


def test_actions_of_one_owner(project):
    owner = next(iter(open_actions(project).values()))["owner"]
    sheet = openpyxl.load_workbook(send_form(project, "actions", owner))[ANSWERS]
    column = headings(sheet)["Owner"]
    assert {sheet.cell(row, column).value for row in range(6, sheet.max_row + 1)} == {owner}


def test_attendance_is_of_the_agencies_of_last_year(project):
    path = fill(
        send_form(project, "attendance"),
        {
            "Police": {"Meetings held": 6, "Meetings attended": "none"},
            "Schools": {"Meetings held": 6, "Meetings attended": "most"},
            "Hospital Trust": {"Meetings held": "6"},
        },
    )
    planned = take(project, path)
    (row,) = rows(project, "attendance")
    assert (row["agency"], row["meetings"], row["attended"]) == ("Police", 6, 0)
    assert [(each.agency, each.wrote, each.ask) for each in planned.questions.asked] == [
        ("Schools", "most", "How many was it?"),
        ("Hospital Trust", "", "Please fill it in."),
    ]
    assert "Probation Service" in {each.agency for each in planned.questions.unanswered}


def contribution(text, **more):
    return {"Agency": "Police", "What it did": text, **more}


def test_a_list_takes_the_place_of_what_its_agency_returned_before(project):
    form = send_form(project, "partner_work", "Police")
    path = fill(form, {("Police", "new 1"): {"What it did": "Trained 40 officers"}})
    take(project, path)
    again = send_form(project, "partner_work", "Police")
    sheet = openpyxl.load_workbook(again)[ANSWERS]
    assert find_row(sheet, "Trained 40 officers") == 6
    fill(again, {"Trained 40 officers": {"What it did": "Trained 45 officers"}})
    planned = plan(project, again)
    (record,) = planned.records
    assert (len(record.new), len(record.lost), planned.lost_rows) == (1, 1, 1)
    take(project, again)
    assert [each["contribution"] for each in rows(project, "partner_work")] == [
        "Trained 45 officers"
    ]
    before = held(project).register("partner_work", "saltmere")
    assert sum(each["period"] == "2023-24" for each in before) > 3


def test_a_list_shows_last_years_answers_on_a_sheet_of_their_own(project):
    book = openpyxl.load_workbook(send_form(project, "partner_work", "Police"))
    sheet = book["Returned for 2023-24"]
    last = [
        each["contribution"]
        for each in held(project).register("partner_work", "saltmere")
        if (each["period"], each["agency"]) == ("2023-24", "Police")
    ]
    column = next(cell.column for cell in sheet[2] if cell.value == "What it did")
    assert [sheet.cell(row, column).value for row in range(3, sheet.max_row + 1)] == last
    assert sheet.protection.sheet


def test_nothing_to_report_is_an_answer(project):
    path = fill(
        send_form(project, "partner_work", "Police"),
        {("Police", "new 1"): {"What it did": "None"}},
    )
    planned = plan(project, path)
    assert "nothing to report (row 6)" in planned.notes
    assert not planned.questions
    assert not planned.files


def test_voices_are_added_to_those_that_are_there(project):
    path = fill(
        send_form(project, "voices"),
        {
            "new 1": {"Who": "carer", "How we heard": "Survey", "What was said": "Ring me back",
                      "What we did": "A weekly call"},
        },
    )  # fmt: skip
    take(project, path)
    other = fill(
        send_form(project, "voices", "Police"),
        {"new 1": {"Who": "uncle", "How we heard": "Survey", "What was said": "Thank you"}},
    )
    planned = plan(project, other)
    assert planned.lost_rows == 0
    assert [each.ask.partition(":")[0] for each in planned.questions.asked] == [
        "Which of these is it",
        "Please fill it in.",
    ]
    assert {each.agency for each in planned.questions.asked} == {"Police"}
    assert [each["said"] for each in rows(project, "voices")] == ["Ring me back"]


def test_reviews_that_are_open_are_brought_up_to_date(project):
    entries = [e for e in held(project).register("reviews", "saltmere") if e["published"] is None]
    reference = entries[0]["reference"]
    path = send_form(project, "reviews")
    assert not plan(project, path).files
    fill(path, {reference: {"Learning": "Share what is known", "Published": "March 2030"}})
    (record,) = plan(project, path).records
    assert [len(each) for each in (record.new, record.revised, record.lost)] == [0, 1, 0]
    take(project, path)
    changed = next(e for e in held(project).register("reviews", "saltmere")
                   if e["reference"] == reference)  # fmt: skip
    assert changed["published"].text == "March 2030"


def test_what_the_loader_would_refuse_is_refused_at_the_row_of_the_return(project):
    entries = [e for e in held(project).register("reviews", "saltmere") if e["published"] is None]
    path = send_form(project, "reviews")
    fill(path, {entries[0]["reference"]: {"Published": "01/01/2001"}})
    with pytest.raises(InputProblemsError) as error:
        plan(project, path)
    (problem,) = error.value.problems
    sheet = openpyxl.load_workbook(path)[ANSWERS]
    assert problem.row == find_row(sheet, entries[0]["reference"])
    assert problem.column == "Published"
    assert "2001-01-01 is before" in problem.wrong


def test_a_thing_is_on_one_row(project):
    first, *_ = open_actions(project)
    path = send_form(project, "actions")
    new = {"Reference": first, "Priority": "P", "Action": "A", "Rating": "red"}
    fill(path, {first: {"Rating": "amber"}, "new 1": new})
    with pytest.raises(InputProblemsError, match="it is on row 6 already"):
        plan(project, path)


def test_a_doubled_row_is_told_by_the_columns_of_its_form(project):
    """Only where there are several boards does the form of finance ask for the board."""
    area = project.params / "areas/saltmere.yaml"
    fields = yaml.safe_load(area.read_text("utf-8"))
    kept = {name: fields[name] for name in fields if name not in ("boards", "former_boards")}
    area.write_text(yaml.safe_dump(kept, sort_keys=False), "utf-8")
    for path in (project.data / "saltmere/registers").glob("*.csv"):
        if "board" in path.read_text("utf-8").partition("\n")[0]:
            path.unlink()
    amount = {"Agency": "Police", "Kind": "spending", "Purpose": "Training", "Amount": "£5"}
    path = fill(send_form(project, "finance"), {"new 1": amount, "new 2": amount})
    with pytest.raises(InputProblemsError) as error:
        plan(project, path)
    (problem,) = error.value.problems
    assert problem.column == "Agency"
    assert problem.wrong.endswith("already, with the same Agency, Kind, Purpose")


BOARDS = ("Saltmere Safeguarding Children Partnership", "Saltmere Safeguarding Adults Board")


def test_an_agency_answers_for_each_of_several_boards(project):
    children, adults = BOARDS
    path = send_form(project, "attendance")
    before = held(project).register("attendance", "saltmere")
    assert "board" in before[0].cells
    of_board = {"Meetings held": "4", "Meetings attended": "3"}
    answers = {
        "new 1": {"Board": children, "Agency": "Hospital Trust", **of_board},
    }
    take(project, fill(path, answers))
    again = fill(
        send_form(project, "attendance"),
        {"new 1": {"Board": adults, "Agency": "Hospital Trust", **of_board}},
    )
    take(project, again)
    assert [(each["board"], each["agency"]) for each in rows(project, "attendance")] == [
        (children, "Hospital Trust"),
        (adults, "Hospital Trust"),
    ]
    wrong = fill(
        send_form(project, "attendance"),
        {"new 1": {"Board": "A board", "Agency": "Police", **of_board}},
    )
    (question,) = plan(project, wrong).questions.asked
    assert question.ask.startswith(f"Which of these is it: {children}, {adults}, ")


def test_a_file_without_boards_stays_without_them(project):
    path = project.data / "saltmere/registers/finance.csv"
    lines = path.read_text("utf-8").splitlines()
    if "board" in lines[0]:
        import csv

        read = list(csv.reader(lines))
        at = read[0].index("board")
        kept = [[*cells[:at], *cells[at + 1 :]] for cells in read[:6]]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(kept)
    before = path.read_text("utf-8")
    form = fill(
        send_form(project, "finance"),
        {"new 1": {"Agency": "Council", "Kind": "contribution", "Purpose": "Partnership budget",
                   "Amount": "£190,000"}},
    )  # fmt: skip
    take(project, form)
    after = path.read_text("utf-8")
    assert after.startswith(before)
    assert after[len(before) :] == (
        "2024-25,Council,contribution,Partnership budget,190000,returns_2024_25\n"
    )
