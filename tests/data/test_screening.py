"""What is screened for; the cases were written by somebody who had not seen the rules.

``screening.yaml`` holds texts and tables with made-up persons, and others in the shape of real
reports that hold none.
"""

import csv
import io
import time
from pathlib import Path

import pytest
import yaml

from bcssp_lib.data.person_data import HIDDEN, find_person_data, hide_person_data
from bcssp_lib.data.screening import find_markdown_tables, screen_table, screen_text
from bcssp_lib.model.person_data import (
    NOTHING_ALLOWED,
    FalseAlarm,
    PersonRule,
    PublishedContact,
    Screening,
)

CASES = yaml.safe_load(Path(__file__).with_name("screening.yaml").read_text("utf-8"))
OPEN = [*CASES["open"], *CASES["held_out"]]
NHS = "943 476 5919"


def screened(case, allowed=NOTHING_ALLOWED):
    """Each rule that a case breaks, with the row and column of its table."""
    if case["where"] == "narrative":
        found = find_person_data(case["text"], allowed)
        tables = (
            refusal
            for rows in find_markdown_tables(case["text"])
            for refusal in screen_table("f", rows, allowed)
        )
        return {(each.rule.value, None, None) for each in (*found, *tables)}
    reader = csv.reader(io.StringIO(case["text"]))
    rows = [(reader.line_num, cells) for cells in reader]
    return {(each.rule.value, each.row, each.column) for each in screen_table("f", rows, allowed)}


def by_id(case):
    return case["id"]


@pytest.mark.parametrize("case", [case for case in OPEN if case["person"]], ids=by_id)
def test_what_is_of_a_person_is_found_where_it_is(case):
    found = screened(case)
    rows = {case.get("row"), case.get("row_also")}
    places = {(rule, row) for rule, row, _ in found}
    assert places & {(case["rule"], row) for row in rows}


@pytest.mark.parametrize("case", [case for case in OPEN if not case["person"]], ids=by_id)
def test_what_reports_hold_of_no_person_is_let_through(case):
    assert screened(case) == set()


@pytest.mark.parametrize("case", CASES["allowed_only"], ids=by_id)
def test_a_contact_is_let_through_only_if_it_is_listed_as_published(case):
    listed = PublishedContact(text=case["entry"], reason="It is on the organisation's page")
    assert screened(case)
    assert screened(case, Screening(published_contacts=(listed,))) == set()


def table(*rows):
    return list(enumerate(rows, start=1))


def test_a_false_alarm_is_let_through_in_its_own_column_alone():
    alarm = FalseAlarm(file="data/*/kpis.csv", column="note", rule="nhs_number", reason="Orders")
    allowed = Screening(false_alarms=(alarm,))
    rows = table(["note", "other"], [NHS, "x"], ["x", NHS])
    assert [each.column for each in screen_table("data/banes/kpis.csv", rows, allowed)] == ["other"]
    assert len(screen_table("data/banes/police.csv", rows, allowed)) == 2


def test_a_heading_that_is_of_a_person_is_named_by_its_number():
    (refusal,) = screen_table("f.csv", table(["area", NHS], ["x", "1"]), NOTHING_ALLOWED)
    assert (refusal.rule, refusal.row, refusal.column) == (PersonRule.NHS, 1, "column 2")
    assert "943" not in str(refusal.problem("f.csv"))


def test_cells_beyond_the_heading_are_looked_at_too():
    (refusal,) = screen_table("f.csv", table(["area"], ["x", "", NHS]), NOTHING_ALLOWED)
    assert (refusal.row, refusal.column) == (2, "column 3")


@pytest.mark.parametrize(
    ("header", "rows", "found"),
    [
        (["ref", "age_band", "sex"], [["1", "0-4", "F"], ["2", "0-4", "M"]], True),
        (["ref", "age_band", "sex"], [["1", "0-4", "F"], ["1", "0-4", "M"]], False),
        (["age", "sex", "ethnicity", "count"], [["4", "F", "A", "1"], ["5", "M", "B", "1"]], True),
        (["age", "sex", "ethnicity", "count"], [["4", "F", "A", "1"], ["5", "M", "B", "2"]], False),
        (["age", "sex"], [], False),
    ],
)
def test_a_row_a_person_is_told_from_a_row_a_group(header, rows, found):
    refusals = screen_table("f.csv", table(header, *rows), NOTHING_ALLOWED)
    assert [each.rule for each in refusals] == [PersonRule.ONE_ROW_A_PERSON] * found


@pytest.mark.parametrize(
    "text",
    [
        "943\N{NO-BREAK SPACE}476\N{NO-BREAK SPACE}5919",
        "943\N{NON-BREAKING HYPHEN}476\N{NON-BREAKING HYPHEN}5919",
        "\N{FULLWIDTH DIGIT NINE}434765919",
        "943 476\n5919",
    ],
)
def test_other_blanks_dashes_and_digits_hide_nothing(text):
    shown, found = hide_person_data(f"It was {text}, then.", NOTHING_ALLOWED)
    assert [datum.rule for datum in found] == [PersonRule.NHS]
    assert shown == f"It was {HIDDEN}, then."


@pytest.mark.parametrize("text", ["jane&#64;doe.org.uk", "jane\\@doe.org.uk", "943&nbsp;476 5919"])
def test_what_escapes_and_entities_spell_is_read(text):
    shown, found = hide_person_data(f"It was {text}, then.", NOTHING_ALLOWED)
    assert (shown, len(found)) == (HIDDEN, 1)


def test_a_text_is_told_by_line_and_never_shown():
    (problem,) = screen_text("params/x.yaml", f"a: 1\nb: {NHS}\n", NOTHING_ALLOWED)
    assert (problem.row, problem.wrong) == (2, "it holds an NHS number (nhs_number)")


@pytest.mark.parametrize(
    "text",
    ["0123-45-67-", "a", "943 476 5919 ", "AB1 2CD ", "0", "(01", "born in ", "a.b@c.", "12 "],
)
def test_screening_takes_time_in_proportion_to_the_text(text):
    def take(times):
        begins = time.process_time()
        hide_person_data(text * times, NOTHING_ALLOWED)
        return time.process_time() - begins

    def seconds(times):  # of three, since machines are noisy
        return min(take(times) for _ in range(3))

    take(100)
    assert seconds(10_000) < 20 * max(seconds(1_000), 0.0025)
